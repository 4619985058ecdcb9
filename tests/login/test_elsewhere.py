"""Out because the person logged out elsewhere: the provider's signed word, and its frame. Numbers are rows of the attack list."""

import base64
import io
import itertools
import json
import logging
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import make_url
from werkzeug.test import Client

from portal.app import create_app
from portal.login import logout_token
from portal.pages.login import elsewhere
from portal.rules.access import Role
from portal.store.db import Database
from tests.conftest import Clock, settings_for
from tests.databases import database_url, engine  # noqa: F401 - fixtures
from tests.login.provider import ISSUER, KEY, OTHER_KEY, public, sign
from tests.login.steps import BACK, CITIZEN_START, DESK, MARTE, START, Door, csrf, enrol

WORD = "/namsos/innlogging/ut/varsel"
FRAME = "/namsos/innlogging/ut/ramme"
CASES = "/namsos/nb/saker"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
SID = "session-there"
BIRGER = "30865512704"
GONE = object()
PATIENCE = 5.0
PROMISED = elsewhere.WAIT_SECONDS
numbers = itertools.count()


@pytest.fixture(autouse=True)
def time_to_answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """However busy the machine is: only the tests of the promise itself are held to it."""
    monkeypatch.setattr(elsewhere, "WAIT_SECONDS", 30)
    yield
    wait(elsewhere.UNDER_WAY, timeout=30)


@pytest.fixture
def as_promised(monkeypatch: pytest.MonkeyPatch, time_to_answer: None) -> None:
    """The time an answer may take in earnest."""
    monkeypatch.setattr(elsewhere, "WAIT_SECONDS", PROMISED)


@pytest.fixture
def door(door: Door) -> Door:
    """A citizen is logged in."""
    door.for_citizens().log_in()
    assert is_inside(door)
    return door


def is_inside(door: Door, page: str = CASES) -> bool:
    return door.client.get(page).status_code == 200


def claims_of(door: Door, **changes: Any) -> dict[str, Any]:
    """What a logout token says, with changes; GONE takes a claim away."""
    now = int(door.clock().timestamp())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": "innbygger-namsos",
        "sub": MARTE,
        "iat": now,
        "exp": now + 120,
        "jti": f"word-{next(numbers)}",
        "sid": SID,
        "events": {EVENT: {}},
    }
    return {name: value for name, value in (claims | changes).items() if value is not GONE}


HEADER = {"alg": "RS256", "kid": "first", "typ": "logout+jwt"}


def word(door: Door, header: dict[str, Any] | None = None, key: Any = KEY, **changes: Any) -> str:
    bent = {**HEADER, **(header or {})}
    return sign({n: v for n, v in bent.items() if v is not GONE}, claims_of(door, **changes), key)


def say(door: Door, token: object, client: Any = None, address: str = WORD) -> Any:
    """The provider tells us: no cookie, no token of a page."""
    return (client or door.app.test_client()).post(address, data={"logout_token": token})


def refused(answer: Any) -> bool:
    return (answer.status_code, answer.json) == (400, {"error": "invalid_request"})


# The provider's word


def test_the_providers_word_ends_the_session_at_its_next_request(door: Door) -> None:
    answer = say(door, word(door))
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert door.client.get(CASES).location.startswith(CITIZEN_START)


GOOD = {
    "one audience in a list": {"aud": ["innbygger-namsos"]},
    "no end of its own": {"exp": GONE},
    "no subject": {"sub": GONE},
    "a subject that is nobody": {"sub": ["x"]},
    "a claim nobody knows": {"more": "x"},
}


@pytest.mark.parametrize("what", GOOD)
def test_what_the_specification_leaves_open_is_accepted(door: Door, what: str) -> None:
    assert say(door, word(door, **GOOD[what])).status_code == 200
    assert not is_inside(door)


def test_20_a_long_chain_of_certificates_is_accepted(door: Door) -> None:
    chain = {"x5c": [base64.b64encode(secrets.token_bytes(2000)).decode()] * 3}
    assert say(door, word(door, chain)).status_code == 200
    assert not is_inside(door)


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 200), (600, 200), (601, 400), (-10, 200), (-11, 400)]
)
def test_53_a_word_is_ten_minutes_old_at_most_and_not_from_the_future(
    door: Door, seconds: int, status: int
) -> None:
    said_at = int(door.clock().timestamp()) - seconds
    assert say(door, word(door, iat=said_at, exp=GONE)).status_code == status
    assert is_inside(door) == (status == 400)


def in_seconds(name: str, seconds: int) -> Callable[[Door], str]:
    """A word with a moment moved this far from now."""
    return lambda door: word(door, **{name: int(door.clock().timestamp()) + seconds})


def tampered(door: Door) -> str:
    head, _, mark = word(door).split(".")
    claims = json.dumps(claims_of(door)).encode()
    return ".".join((head, base64.urlsafe_b64encode(claims).rstrip(b"=").decode(), mark))


def unsigned(door: Door) -> str:
    return ".".join((*word(door, {"alg": "none"}).split(".")[:2], ""))


def hs256(door: Door) -> str:
    return word(door, {"alg": "HS256"}, KEY.as_pem(private=False))


def es256(door: Door) -> str:
    return word(door, {"alg": "ES256"}, ec.generate_private_key(ec.SECP256R1()))


def id_token(door: Door) -> str:
    return word(door, {"typ": "JWT"}, nonce="n", acr="idporten-loa-high", events=GONE)


# What is wrong, the word, and the reason the log must give: each check stands for itself.
BAD: dict[str, tuple[Callable[[Door], Any], str]] = {
    "not signed": (unsigned, "signature"),
    "signed with the public key": (hs256, "signature"),
    "another algorithm": (es256, "signature"),
    "a longer hash": (lambda d: word(d, {"alg": "RS384"}), "signature"),
    "another's key": (lambda d: word(d, key=OTHER_KEY), "signature"),
    "changed after it was signed": (tampered, "signature"),
    "a demand nobody knows": (lambda d: word(d, {"crit": ["x"], "x": 1}), "signature"),
    "a key of its own": (
        lambda d: word(d, {"jwk": public(OTHER_KEY)}, OTHER_KEY),
        "signature",
    ),
    "no key named": (lambda d: word(d, {"kid": GONE}), "kid"),
    "a key nobody has": (lambda d: word(d, {"kid": "never"}), "unknown-key"),
    "no type": (lambda d: word(d, {"typ": GONE}), "typ"),
    "an id_token": (id_token, "typ"),
    "an access token": (lambda d: word(d, {"typ": "at+jwt"}), "typ"),
    "another issuer": (lambda d: word(d, iss="https://evil.example"), "aud"),
    "an issuer with a slash": (lambda d: word(d, iss=ISSUER + "/"), "aud"),
    "no issuer": (lambda d: word(d, iss=GONE), "token"),
    "another audience": (lambda d: word(d, aud="other"), "aud"),
    "another municipality's audience": (lambda d: word(d, aud="innbygger-vik"), "aud"),
    "one audience too many": (lambda d: word(d, aud=["innbygger-namsos", "other"]), "aud"),
    "the same audience twice": (lambda d: word(d, aud=["innbygger-namsos"] * 2), "aud"),
    "an empty audience": (lambda d: word(d, aud=[]), "aud"),
    "no audience": (lambda d: word(d, aud=GONE), "token"),
    "no moment": (lambda d: word(d, iat=GONE), "iat"),
    "a moment in words": (lambda d: word(d, iat="now"), "iat"),
    "a moment that is True": (lambda d: word(d, iat=True), "iat"),
    "over": (in_seconds("exp", -10), "expired"),
    "meant to live long": (in_seconds("exp", 601), "life"),
    "an end in words": (lambda d: word(d, exp="soon"), "exp"),
    "no event": (lambda d: word(d, events=GONE), "events"),
    "another event": (lambda d: word(d, events={"urn:other": {}}), "events"),
    "an event beside it": (lambda d: word(d, events={EVENT: {}, "urn:other": {}}), "events"),
    "an event in words": (lambda d: word(d, events={EVENT: "yes"}), "events"),
    "an event with more in it": (lambda d: word(d, events={EVENT: {"x": 1}}), "events"),
    "a list of events": (lambda d: word(d, events=[EVENT]), "events"),
    "a nonce": (lambda d: word(d, nonce="n"), "nonce"),
    "an empty nonce": (lambda d: word(d, nonce=None), "nonce"),
    "no session": (lambda d: word(d, sid=GONE), "sid"),
    "an empty session": (lambda d: word(d, sid=""), "sid"),
    "several sessions": (lambda d: word(d, sid=[SID]), "sid"),
    "a session with NUL": (lambda d: word(d, sid=SID + "\0"), "sid"),
    "no name of its own": (lambda d: word(d, jti=GONE), "jti"),
    "an endless name": (lambda d: word(d, jti="j" * 256), "jti"),
    "a number as name": (lambda d: word(d, jti=7), "jti"),
    "words": (lambda d: "KANARI", "token"),
    "nothing": (lambda d: "", "token"),
    "dots": (lambda d: "..", "token"),
    "a list": (lambda d: sign(HEADER, [claims_of(d)]), "token"),
    "no JSON": (lambda d: sign(HEADER, b"KANARI"), "token"),
    "deeper than anybody reads": (lambda d: sign(HEADER, b"[" * 40_000), "token"),
    "other letters": (lambda d: "æ.ø.å", "token"),
}


@pytest.mark.parametrize("what", BAD)
def test_53_a_word_that_is_not_whole_is_refused_and_ends_nothing(
    door: Door, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    bent, reason = BAD[what]
    door.clock.now += timedelta(seconds=31)
    caplog.set_level(logging.INFO)
    token = bent(door)
    answer = say(door, token)
    assert refused(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    told = [one.getMessage() for one in caplog.records if one.name == "portal.login"]
    assert [
        re.fullmatch(r"logout refused: (\S+), reference [0-9a-f]{8}", one)[1] for one in told
    ] == [reason]
    for secret in (MARTE, SID, "KANARI", token or "never"):
        assert secret not in caplog.text
    assert is_inside(door)
    assert say(door, word(door)).status_code == 200
    assert not is_inside(door)


def body(data: Any, kind: str = "application/x-www-form-urlencoded", **more: Any) -> Any:
    return lambda door: door.app.test_client().post(
        WORD, data=data(door), content_type=kind, **more
    )


def form(door: Door, *more: str) -> str:
    return "&".join([f"logout_token={word(door)}", *more])


BODIES = {
    "nothing": body(lambda d: ""),
    "nothing of ours": body(lambda d: "token=" + word(d)),
    "two words": body(lambda d: form(d, "logout_token=x")),
    "the same word twice": body(lambda d: (one := form(d)) + "&" + one),
    "JSON": body(lambda d: json.dumps({"logout_token": word(d)}), "application/json"),
    "a form with files": lambda d: d.app.test_client().post(
        WORD, data={"logout_token": word(d)}, content_type="multipart/form-data"
    ),
    "the word as it is": body(lambda d: word(d), "application/logout+jwt"),
    "100 kB beside it": body(lambda d: form(d, "x=" + "x" * 100_000)),
    "100 kB": body(lambda d: "logout_token=" + "x" * 100_000),
    "300 kB": body(lambda d: "logout_token=" + "x" * 300_000),
    "100 kB and no length": lambda d: d.app.test_client().post(
        WORD,
        input_stream=io.BytesIO(form(d, "x=" + "x" * 100_000).encode()),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    ),
}


@pytest.mark.parametrize("what", BODIES)
def test_53_a_body_of_another_form_is_refused(door: Door, what: str) -> None:
    assert refused(BODIES[what](door))
    assert is_inside(door)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_53_a_word_in_an_address_is_none(door: Door, method: str) -> None:
    address = f"{WORD}?logout_token={word(door)}"
    assert door.app.test_client().open(address, method=method).status_code == 405
    assert refused(door.app.test_client().post(address))
    assert is_inside(door)


def test_53_the_same_word_again_is_refused_and_ends_no_later_session(door: Door) -> None:
    """A second login may have the same session at the provider."""
    token = word(door)
    assert say(door, token).status_code == 200
    door.log_in()
    assert refused(say(door, token))
    assert is_inside(door)
    assert say(door, word(door)).status_code == 200
    assert not is_inside(door)


def test_53_of_eight_at_once_one_counts(door: Door) -> None:
    token = word(door)
    with ThreadPoolExecutor(8) as many:
        codes = list(many.map(lambda _: say(door, token).status_code, range(8)))
    assert sorted(codes) == [200] + [400] * 7


def test_53_a_session_nobody_knows_is_answered_as_one_that_was(door: Door) -> None:
    known, unknown = say(door, word(door)), say(door, word(door, sid="unknown"))
    assert (unknown.status_code, unknown.data) == (known.status_code, known.data) == (200, b"")


def test_53_a_word_to_another_municipality_ends_nothing_here(door: Door) -> None:
    vik = "/vik/innlogging/ut/varsel"
    assert refused(say(door, word(door), address=vik))
    assert say(door, word(door, aud="innbygger-vik"), address=vik).status_code == 200
    assert is_inside(door)


def test_58_a_word_to_the_employees_client_ends_the_employees_session_alone(door: Door) -> None:
    enrol(door.app, "namsos-leder", Role.LEAD)
    door.start, door.provider.client_id = START, "ansatt-namsos"
    door.provider.subject, door.provider.number = "namsos-leder", None
    door.log_in()
    assert is_inside(door) and is_inside(door, DESK)
    assert say(door, word(door, aud="ansatt-namsos")).status_code == 200
    assert (is_inside(door), is_inside(door, DESK)) == (True, False)


def test_22_fifty_made_up_keys_read_the_providers_keys_once(door: Door) -> None:
    door.clock.now += timedelta(seconds=31)
    before = door.provider.asked.count("/jwks")
    for _ in range(50):
        assert refused(say(door, word(door, {"kid": secrets.token_hex(8)})))
        door.clock.now += timedelta(seconds=0.5)
    assert door.provider.asked.count("/jwks") - before == 1
    assert say(door, word(door)).status_code == 200


def test_no_word_is_believed_while_the_providers_keys_cannot_be_read(door: Door) -> None:
    door.app.extensions["discovery"] = type(door.app.extensions["discovery"])(door.provider)
    door.provider.down = requests.ConnectionError()
    assert say(door, word(door)).status_code == 503
    assert is_inside(door)


# Within a second


def seconds_of(ask: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.monotonic()
    answer = ask()
    return time.monotonic() - begun, answer


def test_53_a_slow_provider_holds_no_answer_back_and_the_work_goes_on(
    door: Door, as_promised: None
) -> None:
    door.app.extensions["discovery"] = type(door.app.extensions["discovery"])(door.provider)
    asked, opened = door.provider.send, threading.Event()

    def slow(request: Any, **more: Any) -> Any:
        assert opened.wait(20)
        return asked(request, **more)

    door.provider.send = slow  # type: ignore[method-assign]
    took, answer = seconds_of(lambda: say(door, word(door)))
    assert answer.status_code == 503
    assert answer.json == {"error": "temporarily_unavailable"}
    assert PROMISED <= took < PATIENCE
    assert is_inside(door)
    opened.set()
    assert not wait(elsewhere.UNDER_WAY, timeout=20).not_done
    assert not is_inside(door)


@pytest.fixture
def busy(database_url: str, tmp_path: Any) -> Iterator[Door]:  # noqa: F811
    """A citizen is logged in, on each engine."""
    clock = Clock()
    app = create_app(settings_for(tmp_path, database_url=database_url), clock)
    door = Door.of(app, clock).for_citizens()
    door.log_in()
    assert is_inside(door)
    yield door
    wait(elsewhere.UNDER_WAY, timeout=30)
    app.extensions["database"].dispose()


@contextmanager
def written_in(database: Database) -> Iterator[None]:
    """Somebody else writes, and does not finish."""
    url = make_url(database.url)
    if url.get_backend_name() == "sqlite":
        other = sqlite3.connect(str(url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        other = psycopg.connect(plain)  # type: ignore[assignment]
        other.execute("UPDATE sessions SET notice = notice")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def test_53_a_busy_database_holds_no_answer_back_and_the_work_goes_on(
    busy: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = word(busy)
    monkeypatch.setattr(elsewhere, "WAIT_SECONDS", PROMISED)
    with written_in(busy.app.extensions["database"]):
        took, answer = seconds_of(lambda: say(busy, token))
        assert answer.status_code == 503
        frame_took, frame = seconds_of(lambda: frame_of(busy, sid=SID, iss=ISSUER))
        assert frame.status_code == 200
    assert PROMISED <= took < PATIENCE and frame_took < PATIENCE
    assert not wait(elsewhere.UNDER_WAY, timeout=30).not_done
    monkeypatch.setattr(elsewhere, "WAIT_SECONDS", 30)
    assert not is_inside(busy)
    assert refused(say(busy, token)), "it was used when its work was done"


def test_a_promise_is_kept_within_a_second() -> None:
    """And ID-porten waits five seconds for an answer, once."""
    assert PROMISED <= 0.8


def test_words_in_a_queue_are_few_and_the_rest_is_told_at_once(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "MOST_UNDER_WAY", 0)
    took, answer = seconds_of(lambda: say(door, word(door)))
    assert answer.status_code == 503
    assert took < PATIENCE
    assert is_inside(door)


# The provider's frame


def frame_of(door: Door, client: Any = None, **asked: Any) -> Any:
    return (client or door.app.test_client()).get(FRAME, query_string=asked)


ENDS = {
    "issuer and session": {"iss": ISSUER, "sid": SID},
    "an issuer with a slash, as in ID-porten's sample": {"iss": ISSUER + "/", "sid": SID},
    "more beside": {"iss": ISSUER, "sid": SID, "x": "y" * 1000},
}
ENDS_NOTHING: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no session": {"iss": ISSUER},
    "no issuer": {"sid": SID},
    "an empty issuer": {"iss": "", "sid": SID},
    "an empty session": {"iss": ISSUER, "sid": ""},
    "another session": {"iss": ISSUER, "sid": "another"},
    "another issuer": {"iss": "https://evil.example", "sid": SID},
    "two slashes": {"iss": ISSUER + "//", "sid": SID},
    "an issuer twice": {"iss": [ISSUER, ISSUER], "sid": SID},
    "a session twice": {"iss": ISSUER, "sid": [SID, SID]},
    "two sessions": {"iss": ISSUER, "sid": [SID, "another"]},
    "an endless session": {"iss": ISSUER, "sid": SID + "x" * 3000},
    "an endless issuer": {"iss": ISSUER + "x" * 3000, "sid": SID},
    "a session with NUL": {"iss": ISSUER, "sid": SID + "\0"},
    "a session with a line": {"iss": ISSUER, "sid": SID + "\n"},
    "any session": {"iss": ISSUER, "sid": "%"},
    "other letters": {"iss": ISSUER, "sid": "\u202eæ"},
}


@pytest.mark.parametrize("what", ENDS)
def test_52_the_frame_ends_its_session_without_a_cookie(door: Door, what: str) -> None:
    assert frame_of(door, **ENDS[what]).status_code == 200
    assert not is_inside(door)


@pytest.mark.parametrize("what", ENDS_NOTHING)
def test_52_any_other_frame_ends_nothing_and_looks_the_same(door: Door, what: str) -> None:
    """Also with the person's own cookies: they are not read."""
    asked = ENDS_NOTHING[what]
    seen = [frame_of(door, **asked), frame_of(door, door.client, **asked)]
    assert is_inside(door)
    seen.append(frame_of(door, **ENDS["issuer and session"]))
    assert not is_inside(door)
    assert {(one.status_code, one.data, str(one.headers)) for one in seen} == {
        (200, seen[0].data, str(seen[0].headers))
    }


def test_52_a_frame_of_one_municipality_ends_nothing_in_another(door: Door) -> None:
    client = door.app.test_client()
    client.get("/vik/innlogging/ut/ramme", query_string={"iss": ISSUER, "sid": SID})
    assert is_inside(door)


def test_52_only_the_providers_own_pages_may_draw_the_frame(door: Door) -> None:
    providers = door.app.extensions["providers"]
    own = {kind: providers["namsos", kind] for kind in ("citizen", "staff")}
    providers["namsos", "citizen"] = replace(
        own["citizen"], browser_origin="https://login.idporten.no"
    )
    providers["namsos", "staff"] = replace(
        own["staff"], browser_origin="https://login.microsoftonline.com"
    )
    try:
        headers = frame_of(door).headers
    finally:
        providers.update({("namsos", kind): one for kind, one in own.items()})
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; base-uri 'none'; frame-ancestors https://login.idporten.no "
        "https://login.microsoftonline.com"
    )
    assert "X-Frame-Options" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_52_without_a_provider_nobody_draws_the_frame(door: Door) -> None:
    providers = door.app.extensions["providers"]
    own = {key: providers.pop(key) for key in [("vik", "citizen"), ("vik", "staff")]}
    try:
        headers = Client(door.app.wsgi_app).get("/vik/innlogging/ut/ramme").headers
    finally:
        providers.update(own)
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_52_entra_names_no_issuer(door: Door) -> None:
    """Its frame carries the session alone; where an issuer is named it must still be the right one."""
    providers = door.app.extensions["providers"]
    own = providers["namsos", "staff"]
    providers["namsos", "staff"] = replace(
        own, issuer="https://login.microsoftonline.com/t/v2.0", names_issuer_in_frame=False
    )
    try:
        frame_of(door, sid=SID)
        assert is_inside(door), "the citizen's provider names itself"
        with door.app.extensions["database"].transaction() as session:
            session.connection().exec_driver_sql(
                "UPDATE sessions SET kind = 'staff', issuer = 'https://login.microsoftonline.com/t/v2.0'"
            )
        for asked, open_after in (
            ({"sid": SID, "iss": ISSUER}, True),
            ({"sid": "another"}, True),
            ({"sid": SID}, False),
        ):
            frame_of(door, **asked)
            assert (door.session_rows()[0].ended_at is None) == open_after
    finally:
        providers["namsos", "staff"] = own


# A form that is open in another tab


WAYS_OUT: dict[str, Callable[[Door], Any]] = {
    "by the provider's word": lambda door: say(door, word(door)),
    "by the provider's frame": lambda door: frame_of(door, iss=ISSUER, sid=SID),
}
STEP = "/namsos/nb/koordinator/hvem"


def typed_in(door: Door, **typed: str) -> dict[str, str]:
    """A form as it stands open, with what is typed into it."""
    page = door.client.get(STEP).text
    hidden = re.findall(r'type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    return dict(hidden) | typed


@pytest.mark.parametrize("how", WAYS_OUT)
def test_54_what_is_typed_in_another_tab_is_kept_for_its_owner(door: Door, how: str) -> None:
    post = typed_in(door, whom="self", wants="both")
    WAYS_OUT[how](door)
    answer = door.client.post(STEP, data=post)
    assert answer.status_code == 303
    assert "/innlogging/" in answer.location and "lagret=ja" in answer.location
    door.for_citizens(BIRGER).log_in()
    assert 'value="both" checked' not in re.sub(r"\s+", " ", door.client.get(STEP).text)
    door.for_citizens(MARTE).log_in()
    page = door.client.get(STEP).text
    for value in ("self", "both"):
        assert re.search(rf'value="{value}"[^>]*checked', page), value


def test_54_every_tab_is_out_at_its_next_request(door: Door) -> None:
    say(door, word(door))
    for address in (CASES, STEP, "/namsos/nb/koordinator/begynn"):
        assert door.client.get(address).location.startswith(CITIZEN_START)
    assert door.client.get(BACK).status_code == 400


def test_54_an_employees_text_is_kept_too(door: Door) -> None:
    enrol(door.app, "namsos-leder", Role.LEAD)
    door.start, door.provider.client_id = START, "ansatt-namsos"
    door.provider.subject, door.provider.number = "namsos-leder", None
    door.log_in()
    register = DESK + "/registrer"
    token = csrf(door.client.get(register))
    say(door, word(door, aud="ansatt-namsos"))
    answer = door.client.post(register, data={"csrf_token": token, "name": "Kari Prøvesen"})
    assert answer.status_code == 303 and "lagret=ja" in answer.location
    door.log_in()
    assert "Kari Prøvesen" in door.client.get(register).text


@pytest.mark.parametrize("bent", [{"iss": "https://evil.example"}, {"aud": "other"}])
def test_53_what_is_read_before_the_signature_holds_is_read_again(
    door: Door, bent: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unsigned reading chooses whose keys to ask, and is never believed."""
    signed = claims_of(door, **bent)
    monkeypatch.setattr(logout_token, "signed_claims", lambda *_: signed)
    assert refused(say(door, word(door)))
    assert is_inside(door)
