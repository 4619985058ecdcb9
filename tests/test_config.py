"""An unsafe or missing setting stops the start, and says which."""

import stat

import pytest
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
