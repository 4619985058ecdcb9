"""«Innsyn» as a citizen and the desk meet it: who has looked, why, and having it set right."""

import itertools
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.pages.privacy.ask_words import SLUGS
from portal.rules.access import Actor, Role
from portal.rules.privacy import Kind
from portal.rules.representation import Basis, Scope
from portal.store import case_views, representation
from portal.store.representation import NewGrant
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.events import EventRow
from portal.store.tables.representation import GrantRow, PrivacyRequestRow
from portal.store.tables.staff import SessionRow
from tests import let_in
from tests.acting import act_for
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf, enrol, logged_in
from tests.pages.citizens import CENTRE, STORBY, Town

KEYS = itertools.count(1)
HERE = "/storby/nb/innsyn"
DESK = "/storby/nb/ansatt/innsyn"


@pytest.fixture
def town(shared_app: Flask) -> Town:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        for table in (SessionRow, CaseReaderRow, PrivacyRequestRow, GrantRow):
            session.execute(delete(table))
    enrol(shared_app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks")
    return Town.of(shared_app)


@pytest.fixture
def read(town: Town) -> str:
    """A case of the reader's that the officer has read: its reference."""
    reference = town.ask()
    with town.transaction() as session:
        assert case_views.read(session, town.officer, reference)
    return reference


def desk(town: Town, who: str = "o", role: Role = Role.OFFICER) -> Any:
    name = "Ola Saks" if who == "o" else "Kari Kollega"
    return logged_in(town.app, enrol(town.app, who, role, "storby", unit=CENTRE, name=name))


def page(town: Town, path: str = "", who: str = "reader", language: str = "nb") -> Any:
    answer = town.browsers[who].get(f"/storby/{language}/innsyn{path}")
    assert answer.status_code == 200, answer.status_code
    return answer


def send(town: Town, path: str, who: str = "reader", **data: str) -> Any:
    """Write, look over and send."""
    form = page(town, path, who)
    fields = {"csrf_token": csrf(form), "key": key_in(form), "text": "", **data}
    check = town.browsers[who].post(f"{HERE}{path}", data=fields)
    assert check.status_code == 200 and "Se over før du sender" in check.text
    return town.browsers[who].post(f"{HERE}{path}", data={**fields, "seen": "y"})


def key_in(answer: Any) -> str:
    return re.search(r'name="key" value="([^"]+)"', answer.text)[1]


def why_link(answer: Any) -> str:
    """The way to «Spør hvorfor» of the newest."""
    return re.search(r'href="/storby/nb/innsyn(/hvorfor/\d+)"', answer.text)[1]


def answer_it(town: Town, browser: Any, reference: str, **data: str) -> Any:
    form = browser.get(f"{DESK}/{reference}")
    fields = {"csrf_token": csrf_of_form(form), "key": key_in(form), **data}
    return browser.post(f"{DESK}/{reference}", data=fields)


def csrf_of_form(answer: Any) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', answer.text)[-1]


def requests(town: Town) -> list[PrivacyRequestRow]:
    with town.transaction() as session:
        return list(session.scalars(select(PrivacyRequestRow)))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_who_has_looked_in_words(town, read, language):
    shown = page(town, language=language).text
    assert "Ola Saks" in shown and read in shown
    assert page(town, "?vis=mine", language=language).text.count("Ola Saks") == 0


def test_one_reading_after_another_is_one_line_with_each_time(town, read):
    with town.transaction() as session:
        case_views.read(session, town.officer, read)
    town.app.extensions["clock"].now += timedelta(minutes=1)
    with town.transaction() as session:
        case_views.read(session, town.officer, read)
    shown = page(town).text
    assert shown.count("Saken ble lest.") == 2, "the line, and what is heard with its link"
    assert "3 ganger. Klokka 12.04, 12.03." in shown


@pytest.mark.parametrize(
    ("query", "sees"),
    [
        ("?hva=lest", True),
        ("?hva=endret", False),
        ("?hvem=ansatte", True),
        ("?hvem=innbyggere", False),
        ("?hvem=deltakere&hva=lest", False),
        ("?dager=7", True),
        ("?hva=lest&hvem=ansatte&dager=365", True),
    ],
)
def test_the_choices(town, read, query, sees):
    assert ("Ola Saks" in page(town, query).text) == sees


@pytest.mark.parametrize(
    "query", ["hva=alt", "hvem=x", "dager=-1", "for=0", "for=x", "for=99999999999", "vis=andre"]
)
def test_what_is_no_choice_is_not_there(town, query):
    assert town.browsers["reader"].get(f"{HERE}?{query}").status_code == 404


def test_the_stranger_sees_nothing_of_it(town, read):
    shown = page(town, who="stranger").text
    assert "Ola Saks" not in shown and read not in shown
    why = why_link(page(town))
    assert town.browsers["stranger"].get(f"{HERE}{why}").status_code == 404


def test_ask_why_and_get_the_answer_from_somebody_else(town, read):
    sent = send(town, why_link(page(town)), text="Kanarispørsmål")
    receipt = town.browsers["reader"].get(sent.location)
    (row,) = requests(town)
    assert row.reference in receipt.text and "21. desember 2026" in receipt.text
    own = desk(town)
    assert "Spørsmålet gjelder noe du selv har gjort" in own.get(f"{DESK}/{row.reference}").text
    other = desk(town, "k")
    shown = other.get(f"{DESK}/{row.reference}")
    assert "Ola Saks" in shown.text and "Kanarispørsmål" in shown.text
    done = answer_it(
        town, other, row.reference, outcome="granted", text="Ola dekket for en kollega."
    )
    assert done.status_code == 303
    assert "Ola dekket for en kollega." in page(town, "/mine-henvendelser").text
    assert "Svaret er lagret" in other.get(f"{DESK}/{row.reference}").text


def test_no_answer_is_taken_from_the_one_it_is_about(town, read):
    send(town, why_link(page(town)))
    (row,) = requests(town)
    fields = {"key": "k" * 22, "outcome": "granted", "text": "Det var meg."}
    own = desk(town)
    token = csrf_of_form(own.get(DESK))
    own.post(f"{DESK}/{row.reference}", data={"csrf_token": token, **fields})
    assert requests(town)[0].outcome is None


@pytest.mark.parametrize(("slug", "kind"), SLUGS.items())
def test_each_kind_is_asked_once(town, slug, kind):
    sent = send(town, f"/spor/{slug}", text="Dette gjelder datoen.")
    assert sent.status_code == 303
    (row,) = requests(town)
    assert row.kind == kind.value and row.reference in sent.location


def test_the_same_press_twice_is_one(town):
    form = page(town, "/spor/slette")
    fields = {"csrf_token": csrf(form), "key": key_in(form), "text": "Utkast", "seen": "y"}
    sent = [town.browsers["reader"].post(f"{HERE}/spor/slette", data=fields) for _ in range(2)]
    assert sent[0].location == sent[1].location and len(requests(town)) == 1


@pytest.mark.parametrize(
    "slug", [slug for slug, kind in SLUGS.items() if kind in {Kind.CORRECT, Kind.OTHER}]
)
def test_some_must_be_said_in_words(town, slug):
    form = page(town, f"/spor/{slug}")
    fields = {"csrf_token": csrf(form), "key": key_in(form), "text": " "}
    answer = town.browsers["reader"].post(f"{HERE}/spor/{slug}", data=fields)
    assert answer.status_code == 422 and "<title>Feil:" in answer.text and not requests(town)


def test_a_switch_of_language_and_endre_keep_what_is_typed(town):
    form = page(town, "/spor/annet")
    fields = {"csrf_token": csrf(form), "key": key_in(form), "text": "Kanariord"}
    for more in ({"show": "nn"}, {"seen": "y", "edit": "y"}):
        answer = town.browsers["reader"].post(f"{HERE}/spor/annet", data={**fields, **more})
        assert answer.status_code == 200 and "Kanariord</textarea>" in answer.text
    assert not requests(town)


def test_taken_back_while_it_waits(town):
    send(town, "/spor/slette", text="Utkastet")
    (row,) = requests(town)
    listed = page(town, "/mine-henvendelser")
    address = f"{HERE}/mine-henvendelser/{row.reference}/trekk"
    town.browsers["reader"].post(address, data={"csrf_token": csrf_of_press(listed, address)})
    assert "Spørsmålet er trukket." in page(town, "/mine-henvendelser").text
    assert requests(town)[0].outcome == "withdrawn"


def csrf_of_press(answer: Any, address: str) -> str:
    after = answer.text.split(f'action="{address}"', 1)[1]
    return re.search(r'name="csrf_token" value="([^"]+)"', after)[1]


def test_a_refused_deletion_names_the_law_to_the_person(town):
    send(town, "/spor/slette")
    (row,) = requests(town)
    browser = desk(town)
    lacks = answer_it(town, browser, row.reference, outcome="refused", text="Saken tas vare på.")
    assert lacks.status_code == 422 and "Velg hvorfor personen ikke får alt." in lacks.text
    answer_it(
        town, browser, row.reference, outcome="refused", ground="archive", text="Saken tas vare på."
    )
    shown = page(town, "/mine-henvendelser").text
    assert "arkivlova § 13" in shown and "Datatilsynet" in shown and "Saken tas vare på." in shown


def test_the_months_end_is_told_when_it_has_gone(town):
    send(town, "/spor/slette")
    town.days_later(31)
    assert "Du skulle ha fått svar nå" in page(town, "/mine-henvendelser").text
    assert "Fristen gikk ut 21. desember 2026." in desk(town).get(DESK).text


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_desks_list_holds_no_words_of_anybody(town, language):
    send(town, "/spor/annet", text="Kanariord")
    shown = desk(town).get(f"/storby/{language}/ansatt/innsyn").text
    assert requests(town)[0].reference in shown and "Kanariord" not in shown


def test_a_reader_at_the_desk_is_not_let_in(town):
    assert desk(town, "l", Role.READER).get(DESK).status_code == 404


def test_who_acts_with_privacy_sees_the_persons_and_asks_for_them(town, read):
    give(town, [Scope.PRIVACY])
    act(town)
    shown = page(town, who="parent").text
    assert "Hvem har sett opplysningene om Kanari Fuglesang?" in shown and read in shown
    for path in ("", "/alt", "/mine-henvendelser", "/spor"):
        told = page(town, path, who="parent").text.split("<main", 1)[1].split("</main>", 1)[0]
        about_you = re.findall(r">[^<]*(?:\bom deg\b|\bdine?\b|\bHvem du er\b)[^<]*<", told)
        assert about_you == [], path
    assert "Alt som er lagret om Kanari Fuglesang" in page(town, "/alt", who="parent").text
    send(town, "/spor/slette", who="parent")
    (row,) = requests(town)
    assert (row.person, row.asked_by) == (town.ids["reader"], town.ids["parent"])
    assert "Kanari Forelder, på vegne av deg" in page(town).text


def test_who_acts_without_it_is_answered_as_for_what_is_not_there(town, read):
    give(town, [one for one in Scope if one is not Scope.PRIVACY])
    act(town)
    for path in ("", "/spor", "/spor/slette", "/mine-henvendelser"):
        assert town.browsers["parent"].get(f"{HERE}{path}").status_code == 404


def give(town: Town, scopes: list[Scope]) -> None:
    with town.transaction() as session:
        new = NewGrant(
            person=town.ids["reader"], person_name="Kanari Fuglesang", holder=town.ids["parent"],
            holder_name="Kanari Forelder", basis=Basis.GUARDIAN, scopes=scopes, since=NOW.date(),
            until=None, language="nb", accepted=True,
        )  # fmt: skip
        actor = town.officer
        assert actor.municipality == STORBY
        representation.write(session, actor, new)


def act(town: Town) -> None:
    with town.transaction() as session:
        act_for(session, town.ids["parent"], town.ids["reader"])


def test_every_page_that_shows_traces_writes_that_it_did(town, read):
    before = count_of(town, "traces.read")
    shown = page(town)
    page(town, why_link(shown))
    assert count_of(town, "traces.read") == before + 2


def count_of(town: Town, code: str) -> int:
    with town.transaction() as session:
        return len(session.scalars(select(EventRow.number).filter_by(code=code)).all())


def test_a_restriction_is_lifted_at_the_desk(town):
    send(town, "/spor/begrense")
    (row,) = requests(town)
    browser = desk(town)
    answer_it(town, browser, row.reference, outcome="granted", text="Bruken er begrenset.")
    address = f"{DESK}/{row.reference}/opphev"
    with town.transaction() as session:
        officer = Actor("staff", "o", STORBY, Role.OFFICER, CENTRE)
        let_in.give_reason(session, officer, town.ids["reader"])
    shown = browser.get(f"{DESK}/{row.reference}")
    browser.post(address, data={"csrf_token": csrf_of_press(shown, address)})
    after = browser.get(f"{DESK}/{row.reference}").text
    assert "Begrensningen er opphevet." in after and address not in after


def test_what_is_right_is_written_with_the_yes(town):
    send(town, "/spor/rette", text="Navnet er feil.")
    (row,) = requests(town)
    browser = desk(town)
    wrong = answer_it(town, browser, row.reference, outcome="granted", text="Rettet.", born="i går")
    assert wrong.status_code == 422 and "Skriv datoen med dag, måned og år" in wrong.text
    answer_it(
        town, browser, row.reference, outcome="granted", text="Rettet.", name="Kanari Rettsen"
    )
    assert "Oppgitt navn: Kanari Rettsen" in page(town).text


def put_off(browser: Any, reference: str, **data: str) -> Any:
    form = browser.get(f"{DESK}/{reference}/utsett")
    fields = {"csrf_token": csrf_of_form(form), "key": key_in(form), **data}
    return browser.post(f"{DESK}/{reference}/utsett", data=fields)


def test_an_answer_is_put_off_once_and_who_asked_is_told_why(town):
    """Art. 12 no. 3: within the first month, with the reason, at most two months."""
    send(town, "/spor/annet", text="Mye")
    (row,) = requests(town)
    browser = desk(town)
    wrong = put_off(browser, row.reference, months="3", why="")
    assert wrong.status_code == 422 and "Skriv hvorfor det tar lengre tid." in wrong.text
    before = count_of(town, "privacy.put-off")
    assert (
        put_off(browser, row.reference, months="2", why="Kanarigrunn: mange arkiv").status_code
        == 303
    )
    assert count_of(town, "privacy.put-off") == before + 1
    shown = page(town, "/mine-henvendelser").text
    assert "Du får svar senest 21. februar 2027." in shown and "Kanarigrunn: mange arkiv" in shown
    seen = browser.get(f"{DESK}/{row.reference}").text
    assert "Svar senest 21. februar 2027." in seen and "/utsett" not in seen
    assert browser.get(f"{DESK}/{row.reference}/utsett").status_code == 404
    answer_it(town, browser, row.reference, outcome="granted", text="Kanarisvar")
    assert "Kanarisvar" in page(town, "/mine-henvendelser").text


@pytest.mark.parametrize(
    ("days", "reminder"), [(29, "Frist i morgen"), (30, "Frist i dag"), (31, "Fristen er gått")]
)
def test_the_desks_list_reminds_of_the_last_day(town, days, reminder):
    send(town, "/spor/slette")
    assert reminder not in desk(town).get(DESK).text
    town.days_later(days)
    browser = desk(town)
    assert reminder in browser.get(DESK).text
    (row,) = requests(town)
    late = browser.get(f"{DESK}/{row.reference}/utsett").status_code == 404
    assert late is (days == 31)
