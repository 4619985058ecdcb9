"""`idporten-check`: every fault it knows is found, told with what to do, and nothing secret is printed."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from portal import cli
from portal.app import create_app
from portal.config import Settings
from portal.login import check, outbound
from portal.profiles import load_profiles
from tests.conftest import NOW, Clock, settings_for
from tests.login_double import CLIENT, KID, Provider, login_provider, registered_key


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Provider, str]]:
    with login_provider(Clock()) as provider:
        yield provider, provider.base


@pytest.fixture
def provider(running: tuple[Provider, str]) -> Provider:
    """As documented, until the test bends it."""
    one, base = running
    one.__dict__.update(Provider(Clock()).__dict__ | {"base": base})
    return one


class Place:
    """An installation with one client, at the provider of the test."""

    def __init__(self, folder: Path, provider: Provider) -> None:
        self.folder, self.provider = folder, provider
        self.clock = Clock()
        self.write(registered_key())
        self.file(self.entry())

    def write(self, key: RSAKey, mode: int = 0o600) -> None:
        path = self.folder / "namsos.pem"
        path.write_bytes(key.as_pem(private=True))
        path.chmod(mode)
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    def entry(self, place: str = "namsos.citizen", client: str = CLIENT, kid: str = KID) -> str:
        return (
            f'[{place}]\nprovider = "idporten"\nclient_id = "{client}"\nkey_file = "namsos.pem"\n'
            f'kid = "{kid}"\nissuer = "{self.provider.base}"\n'
        )

    def file(self, *entries: str) -> None:
        (self.folder / "login.toml").write_text("\n".join(entries))

    @property
    def settings(self) -> Any:
        return settings_for(self.folder, login_file=self.folder / "login.toml")

    def lines(self, slug: str | None = "namsos", **how: bool) -> list[check.Line]:
        profiles = load_profiles(self.settings.municipalities)
        return list(check.report(self.settings, profiles, slug, self.clock, **how))

    def marked(self, mark: str, **how: bool) -> list[str]:
        return [line.text for line in self.lines(**how) if line.mark == mark]

    def wrongs(self, **how: bool) -> list[str]:
        return self.marked("WRONG", **how)


@pytest.fixture
def place(tmp_path: Path, provider: Provider) -> Place:
    return Place(tmp_path, provider)


def test_what_is_as_documented_is_ok_in_every_line(place: Place) -> None:
    said = place.lines()
    assert [line for line in said if line.mark not in ("ok", "")] == []
    assert len([line for line in said if line.mark == "ok"]) == 21


BENT: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "a slash too much": (
        lambda d: d | {"issuer": d["issuer"] + "/"},
        "we expect exactly http://127.0.0.1:",
    ),
    "no issuer": (lambda d: d | {"issuer": None}, "PORTAL_MODE"),
    "another host for the login": (
        lambda d: d | {"authorization_endpoint": "http://elsewhere.example/authorize"},
        "authorization_endpoint is at http://elsewhere.example",
    ),
    "another host for the logout": (
        lambda d: d | {"end_session_endpoint": "http://elsewhere.example/logout"},
        "end_session_endpoint is at http://elsewhere.example",
    ),
    "no token address": (lambda d: without(d, "token_endpoint"), "token_endpoint is missing"),
    "another way of speaking": (
        lambda d: d | {"token_endpoint": "ftp://127.0.0.1/token"},
        "it must begin with http://",
    ),
    "no PAR": (
        lambda d: without(d, "pushed_authorization_request_endpoint"),
        "does not offer pushed questions",
    ),
    "no iss": (
        lambda d: d | {"authorization_response_iss_parameter_supported": False},
        "does not offer its name",
    ),
    "PKCE in the clear": (
        lambda d: d | {"code_challenge_methods_supported": ["plain"]},
        "does not take PKCE",
    ),
    "another signature": (
        lambda d: d | {"id_token_signing_alg_values_supported": ["ES256"]},
        "does not take tokens signed with RS256",
    ),
    "passwords only": (
        lambda d: d | {"token_endpoint_auth_methods_supported": "private_key_jwt"},
        "does not take our own key",
    ),
    "implicit only": (lambda d: d | {"response_types_supported": ["token"]}, "the code flow"),
    "the highest level is gone": (
        lambda d: d | {"acr_values_supported": ["idporten-loa-substantial", "Level4"]},
        "no longer lists the level idporten-loa-high",
    ),
}


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {each: value for each, value in document.items() if each not in names}


@pytest.mark.parametrize(("bend", "says"), BENT.values(), ids=BENT)
def test_each_fault_of_the_description_is_one_line(place: Place, bend, says) -> None:
    place.provider.bend = bend
    [wrong] = place.wrongs()
    assert says in wrong
    assert ", because " in wrong
    assert " Do: " in wrong


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["acr_values_supported"], "does not list its levels"),
        (["token_endpoint_auth_methods_supported"], "does not say whether it takes our own key"),
        (["end_session_endpoint"], "cannot be told of a logout here"),
        (["backchannel_logout_supported"], "does not promise backchannel logout"),
        (["frontchannel_logout_session_supported"], "does not promise frontchannel logout"),
    ],
)
def test_what_is_only_not_promised_is_a_note(place: Place, names, says) -> None:
    place.provider.bend = lambda document: without(document, *names)
    assert place.wrongs() == []
    [note] = place.marked("note")
    assert says in note


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"keys": []}, False),
        ({"keys": [{"kty": "EC", "kid": "x", "use": "sig"}]}, False),
        ({"keys": [{"kty": "RSA", "kid": "x", "use": "enc", "n": "AQAB", "e": "AQAB"}]}, False),
        ({"nothing": 1}, False),
        (None, True),
    ],
)
def test_the_keys_hold_one_we_can_check_with(place: Place, keys, found) -> None:
    if keys is not None:
        place.provider.keys = keys
    assert [said for said in place.wrongs() if "publishes no RSA key" in said] == (
        [] if found else place.wrongs()
    )
    assert bool(place.wrongs()) is not found


@pytest.mark.parametrize(
    ("seconds", "age", "says"),
    [
        (-11, None, "11 s behind its clock"),
        (11, None, "11 s ahead of its clock"),
        (10, None, None),
        (-10, None, None),
        (300, "300", None),
        (300, "17", "283 s ahead of its clock"),
        (300, "-300", "300 s ahead of its clock"),
    ],
)
def test_more_than_ten_seconds_is_a_wrong_clock(place: Place, seconds, age, says) -> None:
    """The age is how long the answer lay in a cache on the way (RFC 9111 § 5.1)."""
    place.clock.now = NOW + timedelta(seconds=seconds)
    place.provider.age = age
    wrongs = place.wrongs()
    assert len(wrongs) == (says is not None)
    assert says is None or says in wrongs[0]


def test_an_answer_without_a_date_is_a_note(place: Place) -> None:
    place.provider.date = "yesterday"
    assert "clock could not be compared" in place.marked("note")[0]
    assert place.wrongs() == []


@pytest.mark.parametrize(
    ("bent", "says"),
    [
        ({"status": 503}, "it answered 503"),
        ({"bend": lambda _document: ["a list"]}, "not what it should be"),
        ({"bend": lambda _document: {"issuer": "x" * 600_000}}, "too large or too slow"),
        ({"away_to": "/elsewhere"}, "it sends us to another address"),
    ],
)
def test_a_description_that_cannot_be_read_is_told_and_not_followed(place, bent, says) -> None:
    place.provider.__dict__.update(bent)
    [wrong] = place.wrongs()
    assert says in wrong
    assert place.provider.followed == 0


def test_a_provider_that_is_away_is_told_with_what_to_open(place: Place) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        place.provider.base = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        place.file(place.entry())
        [wrong] = place.wrongs()
    assert "cannot reach it" in wrong
    assert "port 443" in wrong


def test_a_silent_provider_is_waited_for_only_so_long(place, monkeypatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS_IN_ALL", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        place.provider.base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        place.file(place.entry())
        [wrong] = place.wrongs()
    assert "did not answer in time" in wrong


def test_the_addresses_to_register_are_those_that_answer(place: Place, app: Flask) -> None:
    said = [line.text.split() for line in place.lines() if line.text.startswith("  register")]
    assert {name: address for _register, name, address in said} == {
        "redirect_uri": "http://127.0.0.1:8000/namsos/innlogging/retur",
        "post_logout_redirect_uri": "http://127.0.0.1:8000/namsos/innlogging/ute",
        "frontchannel_logout_uri": "http://127.0.0.1:8000/namsos/innlogging/ut/ramme",
        "backchannel_logout_uri": "http://127.0.0.1:8000/namsos/innlogging/ut/varsel",
    }
    answering = app.url_map.bind("127.0.0.1:8000")
    for _register, name, address in said:
        method = "POST" if name.startswith("backchannel") else "GET"
        endpoint, _values = answering.match(address.removeprefix("http://127.0.0.1:8000"), method)
        assert endpoint.startswith("login."), name


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda place: place.write(registered_key(), 0o640), "others on this machine may open"),
        (lambda place: place.file(place.entry(kid="æ/1")), "(kid) cannot be registered"),
        (
            lambda place: place.file(place.entry(), place.entry("vik.citizen")),
            "has the same client id",
        ),
        (lambda place: place.file(place.entry("oslo.citizen")), "no municipality here"),
        (lambda place: (place.folder / "namsos.pem").write_text("no key"), "2048 bits"),
        (lambda place: (place.folder / "login.toml").unlink(), "cannot be read"),
    ],
)
def test_what_is_wrong_on_our_side_is_told(place: Place, change, says) -> None:
    change(place)
    [wrong] = place.wrongs()
    assert says in wrong
    assert "Do: " in wrong


@pytest.mark.parametrize(("days", "notes"), [(330, 0), (331, 1)])
def test_a_key_near_its_year_is_noted(place: Place, days: int, notes: int) -> None:
    place.clock.now = NOW + timedelta(days=days)
    assert len([said for said in place.marked("note") if "a year at most" in said]) == notes


def test_the_public_key_is_what_is_registered_and_nothing_more(place: Place) -> None:
    profiles = load_profiles(place.settings.municipalities)
    keys = check.public_keys(place.settings, profiles, "namsos")
    assert list(keys) == ["namsos.citizen"]
    printed = json.loads(keys["namsos.citizen"])
    numbers = registered_key().as_dict(private=True)
    assert printed == {
        "kty": "RSA",
        "n": numbers["n"],
        "e": numbers["e"],
        "use": "sig",
        "alg": "RS256",
        "kid": KID,
    }
    assert check.public_keys(place.settings, profiles, "vik") == {}


@pytest.fixture
def command(place: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command as a shell would run it, with the settings of the place."""
    monkeypatch.setattr(cli, "settings_of_this_place", lambda: place.settings)
    monkeypatch.setattr("portal.app.now", place.clock)
    return lambda *arguments: cli.run_command(["idporten-check", *arguments])


def test_the_command_says_with_its_exit_code_that_something_is_wrong(
    place: Place, command, capsys
) -> None:
    assert command("namsos") == 0
    printed = capsys.readouterr().out
    assert "ok    it names itself" in printed
    place.provider.bend = lambda document: document | {"issuer": "https://idporten.no"}
    assert command("namsos") == 1
    assert "WRONG it names itself https://idporten.no, because" in capsys.readouterr().out


def test_the_command_prints_public_keys_alone(command, capsys) -> None:
    assert command("--public-key", "namsos") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["kid"] == KID
    assert printed.err == "namsos.citizen\n"


def test_the_command_knows_its_municipalities(place: Place, command, capsys) -> None:
    assert command("oslo") == 2
    assert "Known: fjordvik" in capsys.readouterr().err
    assert command("--public-key", "vik") == 1
    (place.folder / "login.toml").unlink()
    assert command("--public-key", "namsos") == 1
    assert capsys.readouterr().err == "login.toml: cannot be read\n"


def test_no_secret_is_ever_printed(place: Place, command, capsys) -> None:
    command("namsos")
    command("--public-key", "namsos")
    printed = "".join(capsys.readouterr())
    private = registered_key().as_dict(private=True)
    for part in ("d", "p", "q", "dp", "dq", "qi"):
        assert private[part] not in printed
    assert "PRIVATE" not in printed


def test_a_login_can_be_begun_to_prove_key_and_address(place: Place) -> None:
    assert place.wrongs(live=True) == []
    assert "a login can begin" in place.marked("ok", live=True)[-1]
    pushed = place.provider.pushed[0]
    assert pushed["client_id"] == CLIENT
    assert pushed["redirect_uri"] == "http://127.0.0.1:8000/namsos/innlogging/retur"
    place.provider.pushed.clear()
    place.lines()
    assert place.provider.pushed == [], "only when asked to"


REFUSED: dict[str, tuple[Callable[[Place], object], str]] = {
    "another key": (lambda p: p.write(RSAKey.generate_key(2048)), "its key or client id is not"),
    "another kid": (lambda p: p.file(p.entry(kid="namsos-2025")), "its key or client id is not"),
    "another client": (lambda p: p.file(p.entry(client="0f3c")), "its key or client id is not"),
    "another address": (
        lambda p: setattr(p.provider, "back", "http://127.0.0.1:8000/namsos/innlogging/retur/"),
        "register redirect_uri letter by letter",
    ),
    "no scope": (
        lambda p: setattr(p.provider, "refuses", (400, {"error": "invalid_scope"})),
        "openid and profile",
    ),
    "a word of its own": (
        lambda p: setattr(p.provider, "refuses", (400, {"error": "<b>no</b>\nno"})),
        "it answers unknown",
    ),
    "a fault of its own": (
        lambda p: setattr(p.provider, "refuses", (500, {"error": "invalid_client"})),
        "did not answer as it should",
    ),
}


@pytest.mark.parametrize(("change", "says"), REFUSED.values(), ids=REFUSED)
def test_why_a_login_cannot_begin_is_told(place: Place, change, says) -> None:
    change(place)
    [wrong] = place.wrongs(live=True)
    assert says in wrong
    assert "<b>" not in wrong


def test_without_pushed_questions_nothing_can_be_tried(place: Place) -> None:
    place.provider.bend = lambda document: without(
        document, "pushed_authorization_request_endpoint"
    )
    assert "could not be tried" in place.marked("note", live=True)[0]
    assert place.provider.pushed == []


def test_employees_may_have_a_provider_that_promises_less(place: Place) -> None:
    """Entra ID publishes neither pushed questions nor its name in the answer; that is no fault."""
    place.provider.bend = lambda document: without(
        document,
        "pushed_authorization_request_endpoint",
        "authorization_response_iss_parameter_supported",
    )
    (place.folder / "secret").write_text("sekret-av-forti-tegn-123")
    (place.folder / "secret").chmod(0o600)
    place.file(
        "[namsos.staff]",
        'provider = "entra"\nclient_id = "5b1a"\nsecret_file = "secret"',
        'tenant = "9f2e1c3a-0000-4000-8000-000000000001"',
        f'issuer = "{place.provider.base}"',
    )
    assert place.wrongs() == []
    assert [said for said in place.marked("note") if "Entra ID is not known to" in said]
    assert "sekret" not in " ".join(line.text for line in place.lines())


def test_without_a_client_nobody_can_log_in_and_that_is_told(place: Place) -> None:
    [wrong] = [line.text for line in place.lines("vik")]
    assert "there is no client to check" in wrong


@pytest.fixture
def site(tmp_path: Path, migrated_database: Path, published_files: Path) -> Iterator[Settings]:
    """A whole site on loopback with its stand-in, by the machine's own clock."""
    listener = socket.create_server(("127.0.0.1", 0))
    (tmp_path / "static").symlink_to(published_files)
    (tmp_path / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = settings_for(tmp_path, base_url=base)
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield settings
    server.shutdown()
    thread.join()
    server.server_close()
    listener.close()
    app.extensions["database"].dispose()


def test_the_stand_in_has_nothing_wrong(site: Settings, monkeypatch, capsys) -> None:
    """The whole command against a whole site: the stand-in is as documented, to the last line."""
    monkeypatch.setattr(cli, "settings_of_this_place", lambda: site)
    assert cli.run_command(["idporten-check", "namsos", "--try"]) == 0
    printed = capsys.readouterr().out
    assert "WRONG" not in printed
    assert printed.count("ok    a login can begin") == 2
