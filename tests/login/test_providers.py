"""The file of login clients: one for each municipality and kind of person, chosen by settings alone."""

from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey

from portal.config import Mode
from portal.login.client_file import LoginFileError, load_clients
from portal.login.providers import UnknownProvider, providers_of
from portal.profiles import load_profiles
from portal.rules.levels import Level
from tests.conftest import settings_for

PEM = RSAKey.generate_key(2048).as_pem(private=True)
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
