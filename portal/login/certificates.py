"""The certificate that Microsoft Entra ID knows a client's key by.

Entra finds the public half by the thumbprint of the certificate that was uploaded, and asks for PSS
padding (learn.microsoft.com, certificate credentials, 2025). The portal there shows another
thumbprint (SHA-1) than the header wants, so ours is read from the certificate and never typed.
"""

import base64
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate


class NoCertificate(ValueError):
    """Not a certificate in PEM."""


class AnotherKey(ValueError):
    """A certificate that holds the public half of another key."""


def certificate_header(pem: bytes, key: Any) -> dict[str, str]:
    """What stands in the header of a word signed with this private key (joserfc's RSAKey).

    Raises NoCertificate or AnotherKey.
    """
    try:
        certificate = load_pem_x509_certificate(pem)
    except ValueError:
        raise NoCertificate from None
    if certificate.public_key() != key.private_key.public_key():
        raise AnotherKey
    thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=").decode()
    return {"alg": "PS256", "x5t#S256": thumbprint}
