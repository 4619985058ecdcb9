"""The certificate in the head of the stand-in's tokens: ID-porten's carry one, and it makes them long."""

import base64
from datetime import UTC, datetime
from typing import Any

FROM, TO = datetime(2026, 1, 1, tzinfo=UTC), datetime(2126, 1, 1, tzinfo=UTC)
NAMES = ("Oppdiktet utsteder, bare for demonstrasjon og test", "Innlogging i demonstrasjonen")


def x5c_of(key: Any) -> list[str]:
    """The self-signed chain of a key (joserfc's RSAKey), as `x5c` holds it.

    Number and dates are fixed and the signature is without chance, so a key always has the same
    certificate in every process.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    places = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    name = x509.Name([x509.NameAttribute(*pair) for pair in zip(places, NAMES, strict=True)])
    made = (
        x509.CertificateBuilder(name, name, key.private_key.public_key(), 1, FROM, TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key.private_key, SHA256())
    )
    return [base64.b64encode(made.public_bytes(Encoding.DER)).decode()]
