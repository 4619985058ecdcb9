"""What is kept of a provider's word about itself, for how long, and what happens while it is away.

Numbers are rows of the attack list.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from portal.login.discovery import Discovery, checked_metadata
from portal.login.providers import Provider
from portal.login.refusals import LoginRefused, ProviderAway
from tests.conftest import NOW, Clock
from tests.login.provider import ISSUER, FakeProvider
from tests.login.steps import DESK, START, Door

WELL_KNOWN = "/.well-known/openid-configuration"
OURS = Provider("staff", ISSUER, "ansatt-namsos", "http://127.0.0.1:8000", {})
REAL = Provider("citizen", "https://idporten.no", "c", "https://login.idporten.no", {})
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider(Clock())


@pytest.fixture
def discovery(provider: FakeProvider) -> Discovery:
    return Discovery(provider)


def down(provider: FakeProvider, at: str = "") -> None:
    provider.down, provider.down_at = requests.ConnectionError(), at


def up(provider: FakeProvider) -> None:
    provider.down = None


@pytest.mark.parametrize(
    ("later", "questions"),
    [(timedelta(0), 1), (24 * HOUR - MINUTE, 1), (24 * HOUR, 2), (-HOUR, 1)],
    ids=str,
)
def test_metadata_is_asked_for_once_a_day(
    discovery: Discovery, provider: FakeProvider, later: timedelta, questions: int
) -> None:
    discovery.metadata(OURS, NOW)
    discovery.metadata(OURS, NOW + later)
    assert provider.asked.count(WELL_KNOWN) == questions


def test_an_old_copy_is_used_while_the_provider_is_away(
    discovery: Discovery, provider: FakeProvider
) -> None:
    """44."""
    first = discovery.metadata(OURS, NOW)
    down(provider)
    assert discovery.metadata(OURS, NOW + 100 * 24 * HOUR) == first


def test_after_a_failure_nobody_asks_for_ten_seconds(
    discovery: Discovery, provider: FakeProvider
) -> None:
    """44: people are told at once, and nobody holds a thread while the provider is silent."""
    down(provider)
    for seconds in (0, 1, 9):
        with pytest.raises(ProviderAway):
            discovery.metadata(OURS, NOW + timedelta(seconds=seconds))
    assert len(provider.asked) == 1
    up(provider)
    assert discovery.metadata(OURS, NOW + timedelta(seconds=10))
    assert len(provider.asked) == 2


@pytest.mark.parametrize(
    ("later", "found"),
    [(29 * MINUTE, True), (59 * MINUTE, True), (60 * MINUTE, False), (25 * HOUR, False)],
    ids=str,
)
def test_keys_are_used_for_an_hour_while_they_cannot_be_read(
    discovery: Discovery, provider: FakeProvider, later: timedelta, found: bool
) -> None:
    """42."""
    discovery.key(OURS, "first", NOW)
    down(provider, "/jwks")
    if found:
        assert discovery.key(OURS, "first", NOW + later)
        return
    with pytest.raises(ProviderAway):
        discovery.key(OURS, "first", NOW + later)


@pytest.mark.parametrize(
    ("later", "questions"), [(29 * MINUTE, 1), (30 * MINUTE, 2), (90 * MINUTE, 2)], ids=str
)
def test_keys_are_asked_for_anew_after_half_an_hour(
    discovery: Discovery, provider: FakeProvider, later: timedelta, questions: int
) -> None:
    discovery.key(OURS, "first", NOW)
    discovery.key(OURS, "first", NOW + later)
    assert provider.asked.count("/jwks") == questions


def test_an_empty_list_of_keys_takes_nothing_away(
    discovery: Discovery, provider: FakeProvider
) -> None:
    """42: used while the copy counts, and an error page after that."""
    keys = provider.keys
    provider.keys = []
    with pytest.raises(ProviderAway):
        discovery.key(OURS, "first", NOW)
    provider.keys = keys
    later = NOW + MINUTE
    discovery.key(OURS, "first", later)
    provider.keys = []
    assert discovery.key(OURS, "first", later + 40 * MINUTE)
    with pytest.raises(ProviderAway):
        discovery.key(OURS, "first", later + HOUR)


def test_fifty_unknown_keys_are_one_question(discovery: Discovery, provider: FakeProvider) -> None:
    """22: and one more after the pause."""
    discovery.key(OURS, "first", NOW)
    for round_, questions in ((1, 2), (2, 3)):
        moment = NOW + round_ * timedelta(seconds=31)
        for number in range(50):
            with pytest.raises(LoginRefused):
                discovery.key(OURS, f"unknown-{round_}-{number}", moment)
        assert provider.asked.count("/jwks") == questions


def test_nobody_waits_while_another_renews_the_copy(provider: FakeProvider) -> None:
    """40, 44: a silent provider holds the one who asks, and the others use what there is."""
    asked, go = threading.Event(), threading.Event()
    honest = provider.send

    def slow(request: requests.PreparedRequest, **options: Any) -> requests.Response:
        asked.set()
        assert go.wait(20)
        return honest(request, **options)

    discovery = Discovery(provider)
    first = discovery.metadata(OURS, NOW)
    provider.send = slow
    later = NOW + 25 * HOUR
    renewing = threading.Thread(target=discovery.metadata, args=(OURS, later), daemon=True)
    renewing.start()
    assert asked.wait(5)
    assert discovery.metadata(OURS, later) is first
    go.set()
    renewing.join(5)
    assert discovery.metadata(OURS, later) is not first
    assert provider.asked.count(WELL_KNOWN) == 2


def state_of(prepare: Callable[[Discovery, FakeProvider], object]) -> str:
    provider = FakeProvider(Clock())
    discovery = Discovery(provider)
    prepare(discovery, provider)
    return discovery.state(OURS, datetime(2026, 11, 23, tzinfo=UTC))


def asked_at(moment: datetime, *, then: Callable[[FakeProvider], object] = lambda _: None) -> Any:
    def prepare(discovery: Discovery, provider: FakeProvider) -> None:
        discovery.metadata(OURS, moment)
        then(provider)
        with suppress(ProviderAway):
            discovery.reload_keys(OURS, moment)

    return prepare


def failed(discovery: Discovery, provider: FakeProvider) -> None:
    down(provider)
    with pytest.raises(ProviderAway):
        discovery.metadata(OURS, NOW)


LATELY = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("prepare", "word"),
    [
        (lambda *_: None, "unasked"),
        (asked_at(LATELY), "fresh"),
        (asked_at(LATELY - 24 * HOUR), "stale"),
        (asked_at(LATELY, then=down), "away"),
        (failed, "away"),
    ],
)
def test_whoever_runs_the_site_is_told_in_a_word(
    prepare: Callable[[Discovery, FakeProvider], object], word: str
) -> None:
    """44."""
    assert state_of(prepare) == word


def test_a_provider_that_is_away_is_a_word_at_klar_and_not_a_failure(door: Door) -> None:
    """44: the site starts and serves without the login."""
    assert door.client.get("/klar").json["login"] == "unasked"
    down(door.provider)
    assert door.client.get(START).status_code == 502
    answer = door.client.get("/klar")
    assert (answer.status_code, answer.json["login"]) == (200, "away")
    up(door.provider)
    door.clock.now += timedelta(seconds=10)
    assert door.log_in().location == DESK
    assert door.client.get("/klar").json["login"] == "fresh"


def document(issuer: str, **changes: object) -> dict[str, Any]:
    made = {
        "issuer": issuer,
        "authorization_endpoint": "https://login.idporten.no/authorize",
        "token_endpoint": issuer + "/token",
        "jwks_uri": issuer + "/jwks.json",
        "pushed_authorization_request_endpoint": issuer + "/par",
        "end_session_endpoint": "https://login.idporten.no/logout",
        "authorization_response_iss_parameter_supported": True,
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


def test_what_a_provider_says_of_itself_is_read() -> None:
    read = checked_metadata(document("https://idporten.no"), REAL)
    assert read.authorization_endpoint == "https://login.idporten.no/authorize"
    assert read.par_endpoint == "https://idporten.no/par"
    assert read.end_session_endpoint == "https://login.idporten.no/logout"
    assert read.names_itself
    poor = document(
        "https://idporten.no",
        pushed_authorization_request_endpoint=None,
        end_session_endpoint=None,
        authorization_response_iss_parameter_supported="yes",
    )
    read = checked_metadata(poor, REAL)
    assert (read.par_endpoint, read.end_session_endpoint, read.names_itself) == (None, None, False)


FALSE_WORD = {
    "another issuer": {"issuer": "https://idporten.example"},
    "issuer with a slash": {"issuer": "https://idporten.no/"},
    "no issuer": {"issuer": None},
    "authorization in the clear": {"authorization_endpoint": "http://login.idporten.no/authorize"},
    "token in the clear": {"token_endpoint": "http://idporten.no/token"},
    "keys in the clear": {"jwks_uri": "http://idporten.no/jwks.json"},
    "pushing in the clear": {"pushed_authorization_request_endpoint": "http://idporten.no/par"},
    "logout in the clear": {"end_session_endpoint": "http://login.idporten.no/logout"},
    "no token endpoint": {"token_endpoint": None},
    "a list for an address": {"jwks_uri": ["https://idporten.no/jwks.json"]},
    "a script for an address": {"authorization_endpoint": "javascript:alert(1)"},
    "no host": {"token_endpoint": "https:///token"},
    "a broken address": {"token_endpoint": "https://[idporten.no/token"},
}


@pytest.mark.parametrize("what", FALSE_WORD)
def test_a_provider_that_is_not_the_configured_one_over_https_is_refused(what: str) -> None:
    """43."""
    with pytest.raises(ProviderAway):
        checked_metadata(document("https://idporten.no") | FALSE_WORD[what], REAL)


NONSENSE = {
    "a list": [1],
    "a page": "<html>",
    "deep": "[" * 100_000,
    "a number": "1" * 5000,
    "empty": "",
}


@pytest.mark.parametrize("what", NONSENSE)
def test_metadata_that_is_none_is_a_provider_that_is_away(
    discovery: Discovery, provider: FakeProvider, what: str
) -> None:
    """43."""
    provider.bend_metadata = lambda _: NONSENSE[what]
    with pytest.raises(ProviderAway):
        discovery.metadata(OURS, NOW)
