"""«Meldinger»: the person and the coordinator write to each other; the promised day is said; nothing typed is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.store import plan_messages
from portal.store.db import DatabaseAway
from portal.store.tables.plan import PlanReaderRow
from tests.login.steps import csrf
from tests.pages.plan_town import PlanTown

MESSAGES = "/meldinger"


@pytest.fixture
def town(app) -> PlanTown:
    return PlanTown.of(app)


def test_an_empty_thread_says_so_and_when_one_gets_an_answer(town):
    page = town.get("reader", MESSAGES).text
    assert "Det er ikke skrevet noe her ennå." in page
    assert "Du får svar innen 5 arbeidsdager." in page


def test_what_one_writes_the_other_reads_under_the_writer_s_name(town):
    answer = town.post("reader", MESSAGES, text="Når kommer støttekontakten?")
    assert (answer.status_code, answer.location) == (303, town.address("reader", MESSAGES))
    assert "Meldingen er sendt." in town.get("reader", MESSAGES).text
    page = town.get("officer", MESSAGES).text
    assert "Fra Kari Solvik" in page
    assert "Når kommer støttekontakten?" in page
    town.app.extensions["clock"].now += timedelta(minutes=1)
    town.post("officer", MESSAGES, text="På mandag.")
    page = town.get("reader", MESSAGES).text
    assert page.index("Fra deg") < page.index("Fra Ola Saks i kommunen")
    assert "På mandag." in town.get("parent", MESSAGES).text
    assert town.mails() == ["desk-plan-message", "plan-news", "plan-news"]


def test_the_day_of_the_answer_is_said_and_when_it_has_passed_too(town):
    town.post("reader", MESSAGES, text="Hei")
    # Saturday the 21st: the fifth working day after is Friday the 27th.
    assert "Du får svar senest 27. november 2026." in town.get("reader", MESSAGES).text
    assert "Personen er lovet svar senest 27. november 2026." in town.get("officer", MESSAGES).text
    town.app.extensions["clock"].now += timedelta(days=7)
    town.log_in()
    assert "Du skulle ha fått svar senest 27. november 2026." in town.get("reader", MESSAGES).text
    assert "Svaret skulle ha kommet senest" in town.get("officer", MESSAGES).text
    town.post("officer", MESSAGES, text="Beklager.")
    assert "Du får svar innen 5 arbeidsdager." in town.get("reader", MESSAGES).text


def test_what_is_new_is_marked_until_it_has_been_read(town):
    town.post("officer", MESSAGES, text="På mandag.")
    town.app.extensions["clock"].now += timedelta(minutes=1)
    mark = ">Ny</span>"
    assert mark in town.get("reader", MESSAGES).text
    assert mark not in town.get("reader", MESSAGES).text
    assert mark in town.get("parent", MESSAGES).text
    assert mark not in town.get("officer", MESSAGES).text


@pytest.mark.parametrize(
    ("who", "said"),
    [("reader", "Skriv det du vil si til koordinatoren."), ("officer", "Skriv meldingen.")],
)
def test_an_empty_message_is_refused_in_words(town, who, said):
    answer = town.post(who, MESSAGES, text="  ")
    assert answer.status_code == 422
    assert said in answer.text
    assert town.mails() == []


@pytest.mark.parametrize("who", ["reader", "officer"])
def test_sent_twice_it_is_one_and_other_words_with_the_same_key_are_kept(town, who):
    key = "k" * 22
    for _time in range(2):
        town.post(who, MESSAGES, text="En gang", key=key)
    answer = town.post(who, MESSAGES, text="Noe annet", key=key)
    assert answer.status_code == 422
    assert "Du har allerede sendt en melding herfra" in answer.text
    assert "Noe annet</textarea>" in answer.text
    assert f'value="{key}"' not in answer.text
    assert town.get(who, MESSAGES).text.count("En gang") == 1


@pytest.mark.parametrize("who", ["reader", "officer"])
@pytest.mark.parametrize(
    ("at_commit", "said"), [(False, "Ingenting er sendt"), (True, "Vi vet ikke om det kom fram")]
)
def test_while_the_database_is_away_the_words_stay(town, monkeypatch, who, at_commit, said):
    def away(*_args, **_more):
        raise DatabaseAway(at_commit=at_commit)

    monkeypatch.setattr(plan_messages, "write", away)
    answer = town.post(who, MESSAGES, text="Kanarimelding")
    assert answer.status_code == 503
    assert said in answer.text
    assert "Kanarimelding</textarea>" in answer.text


def test_a_change_of_language_keeps_what_is_typed_and_sends_nothing(town):
    token = csrf(town.get("reader", MESSAGES))
    data = {"csrf_token": token, "text": "Halvveis", "show": "y"}
    answer = town.browsers["reader"].post(town.address("reader", MESSAGES, "en"), data=data)
    assert (answer.status_code, "Halvveis</textarea>" in answer.text) == (200, True)
    assert town.mails() == []


def test_older_messages_are_a_page_away(town, monkeypatch):
    monkeypatch.setattr(plan_messages, "PAGE_SIZE", 2)
    for number in range(3):
        town.app.extensions["clock"].now += timedelta(minutes=1)
        town.post("reader", MESSAGES, text=f"Nummer {number}")
    newest = town.get("reader", MESSAGES).text
    assert "Vis eldre meldinger" in newest
    assert "Nummer 0" not in newest
    oldest = town.get("reader", f"{MESSAGES}?side=2").text
    assert "Nummer 0" in oldest
    assert "Til de nyeste meldingene" in oldest
    for wrong in ("0", "-1", "x", "1000"):
        assert town.get("reader", f"{MESSAGES}?side={wrong}").status_code == 404
        assert town.get("officer", f"{MESSAGES}?side={wrong}").status_code == 404


def test_in_a_plan_that_is_ended_one_reads_and_writes_no_more(town):
    town.post("reader", MESSAGES, text="Takk for nå")
    token = csrf(town.get("reader", MESSAGES))
    town.change(status="ended")
    for who in ("reader", "officer"):
        page = town.get(who, MESSAGES).text
        assert "Takk for nå" in page
        assert "<textarea" not in page
    data = {"csrf_token": token, "text": "Hei igjen", "key": "k" * 22}
    answer = town.browsers["reader"].post(town.address("reader", MESSAGES), data=data)
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_another_s_messages_are_as_those_that_are_not_there(town, who):
    assert town.get(who, MESSAGES).status_code == 404


def test_opening_the_messages_is_written_down_for_each_side(town):
    before = len(town.codes())
    town.get("reader", MESSAGES)
    town.get("officer", MESSAGES)
    assert town.codes()[before:] == ["plan.own-read"] * 2 + ["plan.read"] * 2


def test_who_wants_a_letter_is_a_task_for_those_who_have_the_plan(town):
    with town.transaction() as session:
        session.execute(update(PlanReaderRow).values(reach="letter"))
    town.post("officer", MESSAGES, text="På mandag.")
    tasks = {
        who: town.browsers[who].get("/storby/nb/ansatt/oppgaver").text
        for who in ("officer", "colleague")
    }
    assert tasks["officer"].count(f"Plan {town.reference}") == 2
    assert tasks["officer"].count("Jeg har ringt eller sendt brev") == 2
    assert town.reference not in tasks["colleague"]
    assert "Lag brev" not in tasks["officer"]
