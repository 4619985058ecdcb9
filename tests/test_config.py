"""An unsafe or missing setting stops the start, and says which."""

import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import ValidationError

from portal import demo_settings
from portal.app import create_app
from portal.config import Mode
from tests.conftest import settings_for

SAFE = {
    "mode": Mode.PRODUCTION,
    "base_url": "https://planen.example",
    "mail_server": "mail.example",
    "mail_from": "noreply@planen.example",
}


def pem(key):
    shape = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, *shape).decode()


def rsa_key(bits):
    return pem(rsa.generate_private_key(65537, bits))


def ec_key():
    return pem(ec.generate_private_key(ec.SECP256R1()))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"base_url": "http://planen.example"}, "PORTAL_BASE_URL"),
        ({"mail_server": ""}, "PORTAL_MAIL_SERVER"),
        ({"session_secret": "short"}, "PORTAL_SESSION_SECRET"),
        ({"column_keys": "k1:AAAA"}, "key"),
        ({"lookup_key": ""}, "key"),
        ({"mode": Mode.DEMO}, "loopback"),
        ({"mode": "staging"}, "mode"),
        ({"mail_port": 0}, "mail_port"),
    ],
)
def test_an_unsafe_setting_stops_the_start(tmp_path, changes, named):
    with pytest.raises((ValidationError, ValueError), match=f"(?i){named}"):
        settings_for(tmp_path, **(SAFE | changes))


def test_secrets_are_never_shown(tmp_path):
    assert "ssss" not in repr(settings_for(tmp_path))


def test_no_part_of_a_secret_stands_in_the_error_that_stops_the_start(tmp_path):
    with pytest.raises(ValidationError) as refusal:
        settings_for(tmp_path, session_secret="geheim", lookup_key="A" * 42 + "E=")
    assert "geheim" not in str(refusal.value)
    assert "AAE=" not in str(refusal.value)


REGISTER = {
    "contact_register_url": "https://kontaktregisteret.example",
    "maskinporten_issuer": "https://maskinporten.example/",
    "maskinporten_client_id": "client",
    "maskinporten_kid": "first",
    "maskinporten_key": rsa_key(2048),
}


def test_without_the_contact_register_nobody_is_looked_up(tmp_path):
    assert not settings_for(tmp_path).asks_contact_register


def test_with_all_of_it_people_are_looked_up_but_never_in_the_demonstration(tmp_path):
    assert settings_for(tmp_path, **REGISTER).asks_contact_register
    assert not settings_for(tmp_path, mode=Mode.DEMO, **REGISTER).asks_contact_register


def test_a_key_may_have_its_line_breaks_written_out(tmp_path):
    written_out = REGISTER["maskinporten_key"].replace("\n", "\\n")
    settings = settings_for(tmp_path, **(REGISTER | {"maskinporten_key": written_out}))
    assert settings.maskinporten_pem == REGISTER["maskinporten_key"]


@pytest.mark.parametrize("lacking", REGISTER)
def test_half_a_contact_register_stops_the_start(tmp_path, lacking):
    with pytest.raises(ValidationError, match="go together"):
        settings_for(tmp_path, **(REGISTER | {lacking: ""}))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"contact_register_url": "http://kontaktregisteret.example"}, "CONTACT_REGISTER_URL"),
        ({"maskinporten_issuer": "http://maskinporten.example/"}, "MASKINPORTEN_ISSUER"),
        ({"maskinporten_issuer": "https://maskinporten.example"}, "slash"),
        ({"maskinporten_key": "not a key"}, "MASKINPORTEN_KEY"),
        ({"maskinporten_key": rsa_key(1024)}, "MASKINPORTEN_KEY"),
        ({"maskinporten_key": ec_key()}, "MASKINPORTEN_KEY"),
        ({**SAFE, "contact_register_url": "http://127.0.0.1:1"}, "CONTACT_REGISTER_URL"),
    ],
)
def test_an_unsafe_contact_register_stops_the_start(tmp_path, changes, named):
    with pytest.raises(ValidationError, match=named) as refusal:
        settings_for(tmp_path, **(REGISTER | changes))
    assert "PRIVATE" not in str(refusal.value)
    assert "not a key" not in str(refusal.value)


def test_a_register_on_this_machine_may_be_tried_out(tmp_path):
    here = {
        "contact_register_url": "http://127.0.0.1:1",
        "maskinporten_issuer": "http://127.0.0.1:1/",
    }
    assert settings_for(tmp_path, **(REGISTER | here)).asks_contact_register


ALTINN = {name: value for name, value in REGISTER.items() if name != "contact_register_url"} | {
    "representation_register": "altinn",
    "altinn_url": "https://altinn.example",
    "altinn_api_key": "geheim",
}


def test_nobody_is_asked_who_may_act_for_whom_unless_it_is_set(tmp_path):
    assert settings_for(tmp_path).representation_register == "none"


def test_altinn_goes_with_the_contact_register_or_without_it(tmp_path):
    assert not settings_for(tmp_path, **ALTINN).asks_contact_register
    assert settings_for(tmp_path, **(REGISTER | ALTINN)).asks_contact_register


@pytest.mark.parametrize("lacking", [name for name in ALTINN if name != "representation_register"])
def test_half_of_altinn_stops_the_start(tmp_path, lacking):
    with pytest.raises(ValidationError, match=r"go together|needs") as refusal:
        settings_for(tmp_path, **(ALTINN | {lacking: ""}))
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"altinn_url": "http://altinn.example"}, "ALTINN_URL"),
        ({**SAFE, "altinn_url": "http://127.0.0.1:1"}, "ALTINN_URL"),
        ({"mode": Mode.DEMO}, "demonstration"),
        ({"representation_register": "folkeregisteret"}, "representation_register"),
    ],
)
def test_altinn_that_does_not_fit_stops_the_start(tmp_path, changes, named):
    with pytest.raises(ValidationError, match=named):
        settings_for(tmp_path, **(ALTINN | changes))


def test_the_invented_town_s_register_is_never_asked_about_the_living(tmp_path):
    assert settings_for(tmp_path, mode=Mode.DEMO, representation_register="demo")
    with pytest.raises(ValidationError, match="demo and test modes"):
        settings_for(tmp_path, **SAFE, representation_register="demo")


def test_cookies_are_host_bound_wherever_the_browser_lets_them(tmp_path):
    assert settings_for(tmp_path, **SAFE).cookie_name("ansatt") == "__Host-ansatt"
    assert settings_for(tmp_path).cookie_name("ansatt") == "ansatt"


def test_production_does_not_start_without_phone_and_receiver(tmp_path):
    with pytest.raises(RuntimeError, match="phone"):
        create_app(settings_for(tmp_path, **SAFE))


def test_the_demo_keeps_its_secrets_for_the_owner_only(tmp_path):
    first = demo_settings.load(folder=tmp_path / "demo")
    again = demo_settings.load(folder=tmp_path / "demo")
    assert first.session_secret == again.session_secret
    kept = tmp_path / "demo" / "secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
