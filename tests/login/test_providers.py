"""The file of login clients: one for each municipality and kind of person, chosen by settings alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from joserfc.jwk import ECKey, RSAKey

from portal.config import ROOT, Mode
from portal.login.client_file import LoginFileError, load_clients
from portal.login.providers import UnknownProvider, providers_of
from portal.profiles import load_profiles
from portal.rules.access import Role
from portal.rules.levels import Level
from tests.conftest import settings_for

KEY = RSAKey.generate_key(2048)
PEM = KEY.as_pem(private=True)
OTHER_KIND = ECKey.generate_key("P-256").as_pem(private=True)
ONE = """
[namsos.citizen]
provider = "idporten"
client_id = "0f3c8a1e"
key_file = "key.pem"
kid = "namsos-2026"
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str = ONE, pem: bytes = PEM) -> Path:
        (tmp_path / "key.pem").write_bytes(pem)
        (tmp_path / "login.toml").write_text(text)
        return tmp_path / "login.toml"

    return write


def providers(path: Path, mode: Mode):
    settings = settings_for(path.parent, login_file=path).model_copy(update={"mode": mode})
    return providers_of(settings, load_profiles(settings.municipalities))


@pytest.mark.parametrize(
    ("mode", "issuer", "origin"),
    [
        (Mode.IDPORTEN_TEST, "https://test.idporten.no", "https://login.test.idporten.no"),
        (Mode.PRODUCTION, "https://idporten.no", "https://login.idporten.no"),
    ],
)
def test_the_mode_chooses_the_environment(written, mode, issuer, origin) -> None:
    found = providers(written(), mode)
    assert list(found) == [("namsos", "citizen")]
    one = found["namsos", "citizen"]
    assert (one.issuer, one.browser_origin, one.client_id) == (issuer, origin, "0f3c8a1e")
    assert one.key.header == {"kid": "namsos-2026"}
    assert one.levels == {
        "idporten-loa-substantial": Level.SUBSTANTIAL,
        "idporten-loa-high": Level.HIGH,
    }
    assert "PRIVATE" not in repr(one)


def test_for_trying_out_the_rest_is_the_stand_in(written) -> None:
    path = written(ONE + 'issuer = "http://127.0.0.1:4567"\n')
    found = providers(path, Mode.TEST)
    assert found["namsos", "citizen"].issuer == "http://127.0.0.1:4567"
    assert found["namsos", "citizen"].browser_origin == "http://127.0.0.1:4567"
    assert found["vik", "citizen"].issuer == "http://127.0.0.1:8000/dev-idporten"


@pytest.mark.parametrize("mode", [Mode.PRODUCTION, Mode.IDPORTEN_TEST])
def test_another_issuer_is_for_trying_out_only(written, mode) -> None:
    with pytest.raises(UnknownProvider):
        providers(written(ONE + 'issuer = "http://127.0.0.1:4567"\n'), mode)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ONE.replace("namsos.citizen", "oslo.citizen"), "oslo: no municipality here"),
        (ONE.replace("namsos.citizen", "namsos.guest"), "namsos.guest: write citizen or staff"),
        (ONE.replace("client_id", "clientid"), "namsos.citizen.client_id"),
        (ONE + 'secret = "x"\n', "namsos.citizen.secret"),
        (ONE.replace("idporten", "facebook"), "namsos.citizen.provider"),
        (ONE.replace("key.pem", "none.pem"), "namsos.citizen.key_file: cannot be read"),
        ("[[[", "is not TOML"),
    ],
)
def test_a_broken_file_says_where_and_what_to_do(written, text, says) -> None:
    with pytest.raises(LoginFileError, match=says.replace("[", r"\[")):
        load_clients(written(text), {"namsos"})


@pytest.mark.parametrize("pem", [b"", b"no key", OTHER_KIND])
def test_a_weak_key_stops_the_start_and_is_not_shown(written, pem) -> None:
    with pytest.raises(LoginFileError, match="2048 bits") as caught:
        load_clients(written(pem=pem), {"namsos"})
    assert not pem or pem.decode() not in str(caught.value)


TENANT = "9f2e1c3a-0000-4000-8000-00000000a001"
ANSATTPORTEN = """
[namsos.staff]
provider = "ansattporten"
client_id = "1e8f"
key_file = "key.pem"
kid = "namsos-2026"
"""
ENTRA = f"""
[namsos.staff]
provider = "entra"
client_id = "5b1a"
tenant = "{TENANT}"
key_file = "key.pem"
certificate_file = "key.crt"
"""
PAIR = 'key_file = "key.pem"\ncertificate_file = "key.crt"\n'
SECRET = 'secret_file = "secret.txt"\n'


def certificate(key=KEY) -> bytes:
    """A certificate somebody made for this key."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "namsos")])
    made = (
        x509.CertificateBuilder(name, name, key.private_key.public_key(), 1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2028, 1, 1, tzinfo=UTC))
    )
    return made.sign(key.private_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def for_staff(written, tmp_path: Path):
    def write(text: str, *, crt: bytes | None = None, secret: str = "hemmelig\n") -> Path:
        (tmp_path / "key.crt").write_bytes(certificate() if crt is None else crt)
        (tmp_path / "secret.txt").write_text(secret)
        return written(text)

    return write


@pytest.mark.parametrize(
    ("mode", "issuer", "origin"),
    [
        (Mode.IDPORTEN_TEST, "https://test.ansattporten.no", "https://login.test.ansattporten.no"),
        (Mode.PRODUCTION, "https://ansattporten.no", "https://login.ansattporten.no"),
    ],
)
def test_ansattporten_has_addresses_and_words_of_its_own(for_staff, mode, issuer, origin) -> None:
    one = providers(for_staff(ANSATTPORTEN), mode)["namsos", "staff"]
    assert (one.issuer, one.browser_origin) == (issuer, origin)
    assert (one.subject, one.level_claim, one.levels) == (("pid",), "acr", {"high": Level.STAFF})
    assert (one.assertion_audience, one.longest_life) == ("issuer", 600)
    assert one.key.header == {"kid": "namsos-2026"}


def test_ansattporten_may_let_substantial_in_and_high_with_it(for_staff) -> None:
    text = ANSATTPORTEN + 'levels = ["substantial"]\n'
    one = providers(for_staff(text), Mode.PRODUCTION)["namsos", "staff"]
    assert set(one.levels) == {"substantial", "high"}


@pytest.mark.parametrize("mode", [Mode.IDPORTEN_TEST, Mode.PRODUCTION])
def test_entra_is_one_tenant_and_the_same_everywhere(for_staff, mode) -> None:
    one = providers(for_staff(ENTRA), mode)["namsos", "staff"]
    assert one.issuer == f"https://login.microsoftonline.com/{TENANT}/v2.0"
    assert one.browser_origin == "https://login.microsoftonline.com"
    assert (one.tenant, one.subject) == (TENANT, ("tid", "oid"))
    assert (one.level_claim, one.levels, one.roles) == (None, {}, {})
    assert one.assertion_audience == "token"
    assert not one.names_issuer_in_frame


def test_entra_with_a_secret_has_no_key_and_shows_neither(for_staff) -> None:
    path = for_staff(ENTRA.replace(PAIR, SECRET))
    one = providers(path, Mode.PRODUCTION)["namsos", "staff"]
    assert (one.key, one.secret) == (None, "hemmelig")
    assert "hemmelig" not in repr(one) + repr(load_clients(path, {"namsos"}))


def test_a_role_is_given_a_place(for_staff) -> None:
    """Who works in one unit is in the coordinating one unless another is named; the rest see every."""
    roles = """
[storby.staff.roles]
Leser = { role = "reader" }
"Sak Bydel" = { role = "officer", unit = "UNIT" }
Leder = { role = "lead" }
"""
    profile = load_profiles(ROOT / "portal" / "municipalities")["storby"]
    other = next(code for code in profile.units if code != profile.unit.code)
    text = ENTRA.replace("namsos", "storby") + roles.replace("UNIT", other)
    one = providers(for_staff(text), Mode.PRODUCTION)["storby", "staff"]
    assert one.roles == {
        "Leser": (Role.READER, profile.unit.code),
        "Sak Bydel": (Role.OFFICER, other),
        "Leder": (Role.LEAD, None),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ANSATTPORTEN.replace("staff", "citizen"), "citizens log in with idporten"),
        (ENTRA.replace("staff", "citizen"), "citizens log in with idporten"),
        (ONE.replace("citizen", "staff"), "employees log in with ansattporten or entra"),
        (ENTRA.replace('provider = "entra"', ""), "namsos.staff.provider: employees log in with"),
        ("[namsos]\nstaff = 7\n", "namsos.staff.provider: employees log in with"),
        (ANSATTPORTEN + 'levels = ["entraid"]\n', "namsos.staff.levels.0"),
        (ANSATTPORTEN + 'levels = ["idporten-loa-high"]\n', "namsos.staff.levels.0"),
        (ANSATTPORTEN + "levels = []\n", "namsos.staff.levels"),
        (ANSATTPORTEN + f'tenant = "{TENANT}"\n', "namsos.staff.tenant"),
        (ANSATTPORTEN + '[namsos.staff.roles]\nA = { role = "lead" }\n', "namsos.staff.roles"),
        (ENTRA.replace(TENANT, "common"), "namsos.staff.tenant"),
        (ENTRA.replace(TENANT, "organizations"), "namsos.staff.tenant"),
        (ENTRA.replace(TENANT, "namsos.onmicrosoft.com"), "namsos.staff.tenant"),
        (ENTRA.replace(f'tenant = "{TENANT}"', ""), "namsos.staff.tenant"),
        (ENTRA + 'levels = ["mfa"]\n', "namsos.staff.levels.0"),
        (ENTRA + 'levels = ["c1", "c2"]\n', "namsos.staff.levels"),
        (ENTRA.replace(PAIR, ""), "or secret_file alone"),
        (ENTRA + SECRET, "or secret_file alone"),
        (ENTRA.replace(PAIR, 'key_file = "key.pem"\n'), "or secret_file alone"),
        (ENTRA.replace(PAIR, 'certificate_file = "key.crt"\n' + SECRET), "or secret_file alone"),
        (ENTRA.replace("key.crt", "none.crt"), "certificate_file: cannot be read"),
        (ENTRA.replace("key.crt", "key.pem"), "certificate_file: is not a certificate"),
        (ENTRA.replace(PAIR, 'secret_file = "none.txt"\n'), "secret_file: cannot be read"),
        (ENTRA + '[namsos.staff.roles]\nA = { role = "boss" }\n', "namsos.staff.roles.A.role"),
        (ENTRA + '[namsos.staff.roles]\nA = { role = ["lead"] }\n', "namsos.staff.roles.A.role"),
        (ENTRA + '[namsos.staff.roles]\nA = "lead"\n', "namsos.staff.roles.A"),
    ],
)
def test_what_cannot_be_an_employees_client_says_why(for_staff, text, says) -> None:
    with pytest.raises(LoginFileError, match=says):
        load_clients(for_staff(text), {"namsos"})


@pytest.mark.parametrize(
    "line", ['{ role = "officer", unit = "x" }', '{ role = "lead", unit = "x" }']
)
def test_a_unit_that_does_not_fit_stops_the_start(for_staff, line) -> None:
    with pytest.raises(UnknownProvider, match=r"namsos\.staff\.roles\.A: "):
        providers(for_staff(ENTRA + f"[namsos.staff.roles]\nA = {line}\n"), Mode.PRODUCTION)


def test_the_certificate_must_be_the_keys_own(for_staff) -> None:
    path = for_staff(ENTRA, crt=certificate(RSAKey.generate_key(2048)))
    with pytest.raises(LoginFileError, match="certificate_file: is of another key"):
        load_clients(path, {"namsos"})


@pytest.mark.parametrize("secret", ["", " \n", "two words"])
def test_a_file_without_one_secret_stops_the_start(for_staff, secret) -> None:
    with pytest.raises(LoginFileError, match="must hold the secret") as caught:
        load_clients(for_staff(ENTRA.replace(PAIR, SECRET), secret=secret), {"namsos"})
    assert not secret.strip() or secret not in str(caught.value)
