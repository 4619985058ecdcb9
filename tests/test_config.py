"""An unsafe or missing setting stops the start, and says which."""

import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import ValidationError

from portal import demo_settings
from portal.app import create_app
from portal.config import Mode
from portal.deliver.packages import Packages
from portal.deliver.svarut_file import SvarUtFileError
from portal.rules.complaint_out import Way
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


SVARUT = """
url = "https://svarut.example"
integration_id = "0f3c8b1e-0000-4000-8000-000000000001"
password_file = "svarut-password"

[municipalities.5007]
account = "5b1a2c3d-0000-4000-8000-000000005007"
receiver = "Statsforvalteren i Trøndelag"
organisation_number = "974764350"
address = "Postboks 2600"
postcode = "7734"
place = "Steinkjer"
"""


def svarut_settings(folder, text=SVARUT, password="geheim", **changes):
    (folder / "svarut.toml").write_text(text)
    if password is not None:
        (folder / "svarut-password").write_text(password)
    without = {"contact_register_url": "", "svarut_file": folder / "svarut.toml"}
    return settings_for(folder, **(REGISTER | without | changes))


def test_svarut_is_set_up_for_the_municipalities_in_its_file_and_no_others(tmp_path, clock):
    packages = Packages(svarut_settings(tmp_path), clock)
    assert packages.configured("5007") == {Way.SVARUT}
    assert packages.configured("4639") == frozenset()
    assert "geheim" not in repr(packages.svarut)


@pytest.mark.parametrize("lacking", ["maskinporten_issuer", "maskinporten_kid", "maskinporten_key"])
def test_svarut_without_a_way_in_stops_the_start(tmp_path, lacking):
    with pytest.raises(ValidationError, match="go together"):
        svarut_settings(tmp_path, **{lacking: ""})


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('place = "Steinkjer"', "", "municipalities.5007.place"),
        ("974764350", "97476435", "organisation_number"),
        ('"7734"', "7734", "postcode"),
        ("[municipalities.5007]", "[municipalities.namsos]", "municipalities"),
        ("https://svarut", "http://svarut", "https"),
        ('account = "5b1a', 'account = "', "account"),
        ("address", "adresse", "municipalities.5007.address"),
        ("url =", "url", "TOML"),
    ],
)
def test_half_a_file_of_svarut_stops_the_start_and_says_where(
    tmp_path, clock, before, after, named
):
    settings = svarut_settings(tmp_path, SVARUT.replace(before, after))
    with pytest.raises(SvarUtFileError, match=named) as refusal:
        Packages(settings, clock)
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize("password", [None, "", "to\nlinjer"])
def test_svarut_without_its_password_stops_the_start(tmp_path, clock, password):
    with pytest.raises(SvarUtFileError, match="password"):
        Packages(svarut_settings(tmp_path, password=password), clock)


def test_the_demonstration_reads_no_file_of_svarut(tmp_path, clock):
    packages = Packages(svarut_settings(tmp_path, "not toml", mode=Mode.DEMO), clock)
    assert packages.svarut is None


def test_an_archive_that_is_not_there_stops_the_start(tmp_path):
    with pytest.raises(ValidationError, match="PORTAL_ARCHIVE_DIR"):
        settings_for(tmp_path, archive_dir=tmp_path / "borte")
    assert settings_for(tmp_path, archive_dir=tmp_path).archive == tmp_path
    assert settings_for(tmp_path).archive is None
