"""Altinn's authorized parties: what is asked, what is believed, and everything that counts as no answer."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Response, jsonify

from portal.registers import InTime, RegisterAway, altinn, source_of
from portal.registers.altinn import PACKAGES, AuthorizedParties, relations_in
from portal.rules.representation import INSIGHT, MAY_BE_GIVEN, TABLE, Basis, By
from tests import altinn_double
from tests.altinn_double import Altinn, organization, party
from tests.conftest import Clock, settings_for
from tests.smtp_double import free_port

TORUNN, INGOLF, KONSTANSE = "11876344787", "02923824203", "03916711882"
LIVING = "02123824201"
CARE, HEALTH = "innbygger-pleie-omsorg", "innbygger-helsetjenester"
GUARDIAN, MONEY = "vergemal-kommune-helse-omsorg", "vergemal-bank-representasjon-dagligbank"


@pytest.fixture
def double(clock: Clock) -> Iterator[Altinn]:
    with altinn_double.altinn(clock) as running:
        yield running


@pytest.fixture
def source(double: Altinn, clock: Clock, tmp_path: Any) -> InTime:
    found = source_of(settings_for(tmp_path, **double.settings()), clock)
    assert found is not None
    return found


def given(answer: Any) -> dict[tuple[str, Basis], frozenset[str]]:
    return {(one.person, one.basis): one.scopes for one in answer.relations}


def test_it_asks_as_the_published_interface_says(source: InTime, double: Altinn) -> None:
    double.parties[TORUNN] = [party(INGOLF, CARE)]
    answer = source.whom_one_acts_for(TORUNN)
    assert double.asked == [[TORUNN]]
    assert double.queries[0]["includeAccessPackages"] == "true"
    assert TORUNN not in json.dumps(double.queries), "a number stands in no address"
    assert double.refusals == []
    assert (answer.source, answer.about, answer.side) == ("altinn", TORUNN, "holder")
    assert answer.bases == {Basis.REGISTER, Basis.GUARDIAN}


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        ([CARE], {Basis.REGISTER: MAY_BE_GIVEN}),
        ([HEALTH], {Basis.REGISTER: INSIGHT}),
        ([HEALTH, CARE], {Basis.REGISTER: MAY_BE_GIVEN}),
        ([GUARDIAN], {Basis.GUARDIAN: MAY_BE_GIVEN}),
        ([GUARDIAN, HEALTH], {Basis.GUARDIAN: MAY_BE_GIVEN, Basis.REGISTER: INSIGHT}),
        (["urn:altinn:accesspackage:" + CARE], {Basis.REGISTER: MAY_BE_GIVEN}),
        ([MONEY], {}),
        (["innbygger-bank-finans", "beredskap"], {}),
        ([], {}),
    ],
)
def test_packages_give_what_the_table_says(
    source: InTime, double: Altinn, packages: list[str], expected: dict[Basis, Any]
) -> None:
    """Law 4.1: no personal matters under an economic-only mandate."""
    double.parties[TORUNN] = [party(INGOLF, *packages)]
    assert given(source.whom_one_acts_for(TORUNN)) == {
        (INGOLF, basis): scopes for basis, scopes in expected.items()
    }


def test_the_table_gives_nothing_a_register_may_not_write() -> None:
    for basis, scopes in PACKAGES.values():
        assert By.REGISTER in TABLE[basis].by
        assert scopes <= TABLE[basis].scopes


def test_oneself_firms_and_the_dead_are_nobody_to_act_for(source: InTime, double: Altinn) -> None:
    double.parties[TORUNN] = [
        party(TORUNN, CARE),
        organization(CARE),
        party(KONSTANSE, CARE, isDeleted=True),
        party(INGOLF, CARE, name="LIVSGLAD HUSBÅT"),
    ]
    (one,) = source.whom_one_acts_for(TORUNN).relations
    assert (one.person, one.person_name) == (INGOLF, "Livsglad Husbåt")


def test_the_token_is_kept_while_it_lasts(source: InTime, double: Altinn, clock: Clock) -> None:
    source.whom_one_acts_for(TORUNN)
    source.whom_one_acts_for(INGOLF)
    assert (len(double.tokens), len(double.exchanged)) == (1, 1)
    clock.now += timedelta(seconds=120)
    source.whom_one_acts_for(TORUNN)
    assert (len(double.tokens), len(double.exchanged)) == (2, 2)


def test_a_token_it_no_longer_takes_is_forgotten(source: InTime, double: Altinn) -> None:
    source.whom_one_acts_for(TORUNN)
    double.exchanged.clear()
    with pytest.raises(RegisterAway, match="status-401"):
        source.whom_one_acts_for(TORUNN)
    assert source.whom_one_acts_for(TORUNN).relations == ()


def test_it_cannot_be_asked_who_acts_for_somebody(source: InTime, double: Altinn) -> None:
    assert source.who_acts_for(INGOLF) is None
    assert double.asked == []


BENT: dict[str, tuple[Callable[[Altinn], Any], str]] = {
    "500": (lambda _: Response("[]", 500, mimetype="application/json"), "status-500"),
    "403": (lambda _: Response("[]", 403, mimetype="application/json"), "status-403"),
    "a page": (lambda _: Response("<!doctype html><h1>Vedlikehold</h1>"), "unreadable"),
    "no list": (lambda _: jsonify(data=[party(INGOLF, CARE)]), "unreadable"),
    "no people": (lambda _: jsonify([1, 2]), "unreadable"),
    "no type": (lambda _: jsonify([{"personId": INGOLF}]), "unreadable"),
    "no packages": (lambda _: jsonify([party(INGOLF, authorizedAccessPackages="alt")]), ""),
    "packages of another kind": (
        lambda _: jsonify([party(INGOLF, authorizedAccessPackages=[7])]),
        "unreadable",
    ),
    "ten digits": (lambda _: jsonify([party(INGOLF, CARE, personId=INGOLF[:-1])]), "unreadable"),
    "other digits": (
        lambda _: jsonify([party(INGOLF, CARE, personId="٠٢٩٢٣٨٢٤٢٠٣")]),
        "unreadable",
    ),
    "no number": (lambda _: jsonify([party(INGOLF, CARE, personId=None)]), "unreadable"),
    "no name": (lambda _: jsonify([party(INGOLF, CARE, name=None)]), "unreadable"),
    "a name that turns the line": (
        lambda _: jsonify([party(INGOLF, CARE, name="A\u202eB")]),
        "unreadable",
    ),
    "living people where all are invented": (
        lambda _: jsonify([party(LIVING, CARE)]),
        "other-people",
    ),
    "a thousand": (lambda _: jsonify([party(INGOLF, CARE)] * 1000), "unreadable|away"),
    "300 kB": (lambda _: jsonify([party(INGOLF, CARE, name="a" * 300_000)]), "away"),
    "a way elsewhere": (lambda double: double.away_to(), "away"),
}


@pytest.mark.parametrize(("bent", "reason"), BENT.values(), ids=BENT.keys())
def test_what_cannot_be_read_is_no_answer(
    source: InTime, double: Altinn, bent: Callable[[Altinn], Any], reason: str
) -> None:
    double.instead = lambda: bent(double)
    if not reason:
        assert source.whom_one_acts_for(TORUNN).relations == ()
        return
    with pytest.raises(RegisterAway, match=reason):
        source.whom_one_acts_for(TORUNN)
    assert double.followed == 0


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Response("", 200),
        lambda: Response("a b.c.d"),
        lambda: Response("x", 500),
        lambda: Response("é.b.c"),
    ],
    ids=["empty", "two words", "500", "another alphabet"],
)
def test_a_token_that_is_none_is_not_sent(source: InTime, double: Altinn, answer: Any) -> None:
    double.exchange_instead = answer
    with pytest.raises(RegisterAway, match="exchange"):
        source.whom_one_acts_for(TORUNN)
    assert double.asked == []


def test_maskinporten_is_away(source: InTime, double: Altinn) -> None:
    double.maskinporten_away = True
    with pytest.raises(RegisterAway):
        source.whom_one_acts_for(TORUNN)


def test_nobody_is_there(double: Altinn, clock: Clock, tmp_path: Any) -> None:
    settings = settings_for(
        tmp_path, **(double.settings() | {"altinn_url": f"http://127.0.0.1:{free_port()}"})
    )
    with pytest.raises(RegisterAway, match="away"):
        AuthorizedParties(settings, clock).whom_one_acts_for(TORUNN)


@pytest.mark.parametrize("slow", [Altinn.silent, Altinn.dripping], ids=["silent", "dripping"])
def test_nobody_waits_for_one_that_is_slow(
    source: InTime, double: Altinn, slow: Callable[[Altinn], Any]
) -> None:
    source.seconds = 0.4
    double.instead = lambda: slow(double)
    with pytest.raises(RegisterAway, match="slow"):
        source.whom_one_acts_for(TORUNN)


def test_no_number_and_no_key_stands_in_what_goes_wrong(source: InTime, double: Altinn) -> None:
    double.instead = lambda: jsonify([{"personId": INGOLF, "name": "Kanari"}])
    with pytest.raises(RegisterAway) as wrong:
        source.whom_one_acts_for(TORUNN)
    said = repr(wrong.value) + repr(wrong.value.__cause__)
    assert not any(one in said for one in (INGOLF, TORUNN, "Kanari", altinn_double.API_KEY))


def test_two_hundred_people_are_enough() -> None:
    assert len(relations_in([party(INGOLF, CARE)] * altinn.MOST, TORUNN)) == altinn.MOST
    with pytest.raises(RegisterAway):
        relations_in([party(INGOLF, CARE)] * (altinn.MOST + 1), TORUNN)
