"""Answering by a mailed link: nothing about anybody before the code, one measure after it, and the desk that asks."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.deliver import sms
from portal.rules.access import Actor, Role
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Part, Sector, Topic
from portal.rules.plan_consent import Section
from portal.store import people, plan, plan_consents, plan_links, plan_parts
from portal.store.db import DatabaseAway
from portal.store.plan_links import Made
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanLinkRow, PlanRow
from tests.login.steps import csrf
from tests.pages.desk_room import CENTRE, Room

STORBY = "9902"
OFFICER = Actor("staff", "o", STORBY, Role.OFFICER, CENTRE)
CANARY = "Kanari"
WHAT = {"what": "Finne en arbeidsplass", "extent": "To dager i uka", "how": "Avtale med bedrift"}
NUMBER = "01815512345"


class Asked:
    """A plan full of canaries, and one measure in it that Nav has been asked about."""

    def __init__(self, app: Flask) -> None:
        self.app, self.room = app, Room.of(app)
        self.browser = app.test_client()
        with self.transaction() as session:
            person = people.find_or_begin(session, STORBY, NUMBER)
            self.person = Actor("citizen", person.id, STORBY)
            self.reference = plan.begin(
                session, OFFICER,
                person=person.id, name="Marte Planeier", unit=CENTRE, language="nb",
                born=date(1990, 1, 1), phone="+4722000001",
            )  # fmt: skip
            plan_consents.to_plan(session, self.person, self.reference)
        goal = self.add(Kind.GOAL, Goal.OPEN, {"text": f"{CANARY}mål", "area": f"{CANARY}felt"})
        self.add(Kind.TEXT, Topic.NEEDS, {"text": f"{CANARY}behov"})
        self.nav = self.add(
            Kind.PARTICIPANT,
            Sector.NAV,
            {
                "name": f"{CANARY} Veileder",
                "role": f"{CANARY}rolle",
                "organisation": f"{CANARY}kontoret",
                "phone": "990 00 123",
                "email": "kanari@nav.example",
            },
        )
        self.measure = self.add(
            Kind.MEASURE, Measure.PROPOSED, WHAT,
            parent=goal, responsible=self.nav, due_on=date(2026, 12, 1),
        )  # fmt: skip
        self.add(
            Kind.MEASURE, Measure.YES, {"what": f"{CANARY}tiltak", "how": f"{CANARY}måte"},
            parent=goal, responsible=ME,
        )  # fmt: skip
        self.add(Kind.COMMENT, "", {"text": f"{CANARY}kommentar"}, parent=self.measure)
        self.share(Section.MEASURES)
        self.made = self.make()

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()

    def add(self, kind: Kind, code: str, words: dict[str, str], **more: Any) -> str:
        draft = Draft(kind=kind, code=code, words=words, **more)
        with self.transaction() as session:
            key = f"{len(str(words)):022}{kind}{code}"
            return plan_parts.add(session, OFFICER, self.reference, draft, key=key)

    def share(self, *sections: str) -> None:
        with self.transaction() as session:
            plan_consents.share(session, self.person, self.reference, self.nav, sections)

    def make(self) -> Made:
        with self.transaction() as session:
            return plan_links.make(session, OFFICER, self.reference, self.measure, language="nb")

    def part(self) -> Part:
        with self.transaction() as session:
            seen = plan.read(session, OFFICER, self.reference)
            found = seen.plan.one(self.measure)
        assert found is not None
        return found

    def said(self) -> list[str]:
        """The comments to the measure."""
        with self.transaction() as session:
            seen = plan.read(session, OFFICER, self.reference)
        return [one.says("text") for one in seen.plan.under(self.measure, Kind.COMMENT)]

    def get(self, path: str = "", token: str | None = None, **more: Any) -> Any:
        return self.browser.get(self.address(path, token), **more)

    def post(self, path: str = "", token: str | None = None, **data: Any) -> Any:
        page = {"csrf_token": csrf(self.browser.get(self.address("", token)))}
        return self.browser.post(self.address(path, token), data=page | data)

    def address(self, path: str = "", token: str | None = None) -> str:
        return f"/storby/nb/svar/{token or self.made.token}{path}"

    def open(self) -> Any:
        """Give the code, and follow to the measure."""
        answer = self.post(code=self.made.code)
        assert answer.status_code == 303, answer.text
        return self.browser.get(answer.location)

    def answer(self, **data: Any) -> Any:
        page = self.get("/tiltak")
        version = re.search(r'name="based_on" value="(\d+)"', page.text)[1]
        sent = {"csrf_token": csrf(page), "based_on": version}
        return self.browser.post(self.address("/tiltak"), data=sent | data)

    def codes(self) -> list[str]:
        with self.transaction() as session:
            plan_id = session.scalars(select(PlanRow.id)).one()
            rows = select(EventRow.code).filter_by(subject=plan_id).order_by(EventRow.number)
            return list(session.scalars(rows))

    def later(self, **time: int) -> None:
        self.app.extensions["clock"].now += timedelta(**time)


@pytest.fixture
def asked(app: Flask) -> Asked:
    return Asked(app)


def without_token(page: Any) -> bytes:
    """The page but for what is new each time, and the address that was asked for."""
    token = page.request.path.split("/")[4].encode()
    return re.sub(rb'name="csrf_token" value="[^"]+"', b"", page.data).replace(token, b"")


def ended(asked: Asked) -> None:
    with asked.transaction() as session:
        plan_links.end(session, OFFICER, asked.reference, asked.measure)


def guessed(asked: Asked) -> None:
    with asked.transaction() as session:
        session.execute(update(PlanLinkRow).values(tries=5))


STATES = {
    "open": lambda asked: None,
    "ended": ended,
    "guessed": guessed,
    "too old": lambda asked: asked.later(days=15),
    "no longer shared": lambda asked: asked.share(Section.GOALS),
    "answered": lambda asked: (asked.open(), asked.answer(answer="yes")),
}


@pytest.mark.parametrize("state", STATES)
def test_before_the_code_every_link_is_the_same_page(asked: Asked, state: str) -> None:
    """Also an unknown one, and also after a wrong code."""
    STATES[state](asked)
    asked.browser = asked.app.test_client()
    unknown, wrong = "u" * 43, f"{(int(asked.made.code) + 1) % 1_000_000:06}"
    assert without_token(asked.get()) == without_token(asked.get(token=unknown))
    mine, theirs = asked.post(code=wrong), asked.post(token=unknown, code=wrong)
    assert mine.status_code == theirs.status_code == 422
    assert without_token(mine) == without_token(theirs)
    if state not in {"open", "answered"}:
        mine = asked.post(code=asked.made.code)
        assert without_token(mine) == without_token(asked.post(token=unknown, code=asked.made.code))


def test_before_the_code_the_page_says_who_asks_and_nothing_about_anybody(asked: Asked) -> None:
    page = asked.get()
    assert "Storby" in page.text
    for word in (CANARY, "Marte", "Planeier", *WHAT.values(), asked.reference, "Nav"):
        assert word not in page.text
    assert "plan.link-read" not in asked.codes()


@pytest.mark.parametrize("path", ["", "/tiltak", "/takk"])
def test_no_page_is_kept_indexed_or_told_of(asked: Asked, path: str) -> None:
    asked.open()
    asked.answer(answer="yes")
    page = asked.get(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]


@pytest.mark.parametrize("path", ["/tiltak", "/takk"])
def test_without_the_code_there_is_only_the_page_that_asks_for_it(asked: Asked, path: str) -> None:
    answer = asked.get(path)
    assert (answer.status_code, answer.location) == (303, asked.address())


def test_after_the_code_there_is_that_one_measure_and_nothing_else_of_the_plan(
    asked: Asked,
) -> None:
    page = asked.open()
    for word in (*WHAT.values(), "1. desember 2026", "Marte Planeier"):
        assert word in page.text
    pages = [page, asked.answer(answer="nothing"), asked.answer(answer="yes", on="x")]
    asked.answer(answer="yes")
    pages += [asked.get("/tiltak"), asked.get("/takk")]
    for shown in pages:
        assert shown.status_code in {200, 422}
        for word in (CANARY, asked.reference, NUMBER, asked.made.id, asked.measure, "+4722000001"):
            assert word.casefold() not in shown.text.casefold(), word
    reads = 7  # each page above that shows the measure, and the looks that brought their versions
    assert asked.codes().count("plan.link-read") == reads


ANSWERS = {
    "yes": ({}, Measure.YES, date(2026, 12, 1), ""),
    "yes and when": ({"answer": "yes", "on": "24.12.2026"}, Measure.YES, date(2026, 12, 24), ""),
    "new-date": ({"on": "5.1.2027"}, Measure.YES, date(2027, 1, 5), ""),
    "done": ({}, Measure.DONE, date(2026, 12, 1), ""),
    "not-ours": (
        {"reason": "Det er helsetjenesten"},
        Measure.NO,
        date(2026, 12, 1),
        "Det er helsetjenesten",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_becomes_the_participant_s_version_of_the_measure(
    asked: Asked, name: str
) -> None:
    data, code, due_on, reason = ANSWERS[name]
    asked.open()
    answer = asked.answer(**{"answer": name} | data)
    assert answer.location == asked.address("/takk")
    part = asked.part()
    assert (part.code, part.due_on, part.says("reason")) == (code, due_on, reason)
    assert (part.by_kind, part.by) == ("participant", asked.nav)
    assert {word: part.says(word) for word in WHAT} == WHAT


WRONG = {
    "nothing chosen": ({}, "Velg et svar."),
    "another code": ({"answer": "maybe"}, "Velg ett av svarene i lista."),
    "no new date": ({"answer": "new-date"}, "Skriv den nye datoen."),
    "no date": ({"answer": "yes", "on": "snart"}, "Skriv datoen med dag, måned og år"),
    "a day that has passed": ({"answer": "yes", "on": "20.11.2026"}, "Skriv en dato fra i dag"),
    "a day too far away": ({"answer": "new-date", "on": "1.1.2040"}, "Skriv en dato fra i dag"),
    "no reason": ({"answer": "not-ours"}, "Skriv hvorfor det ikke er deres ansvar."),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(asked: Asked, name: str) -> None:
    data, message = WRONG[name]
    asked.open()
    before = asked.part()
    page = asked.answer(**data, comment="Beholdes")
    assert page.status_code == 422
    assert message in page.text
    assert "Beholdes" in page.text
    assert asked.part() == before
    assert asked.said() == [f"{CANARY}kommentar"]


def test_a_comment_is_kept_once_however_often_it_is_sent(asked: Asked) -> None:
    asked.open()
    for _time in range(2):
        asked.answer(answer="yes", comment="Vi begynner i januar")
    assert asked.said() == [f"{CANARY}kommentar", "Vi begynner i januar"]
    assert asked.codes().count("plan.link-answered") == 1
    assert asked.part().version == 3


def test_the_answer_can_be_changed_until_the_link_ends(asked: Asked) -> None:
    asked.open()
    asked.answer(answer="not-ours", reason="Feil sted")
    assert "Du har svart" in asked.get("/tiltak").text
    asked.answer(answer="done")
    assert (asked.part().code, asked.part().says("reason")) == (Measure.DONE, "")
    ended(asked)
    page = asked.get("/tiltak")
    assert page.status_code == 303


def test_who_asked_and_whose_plan_it_is_are_told_that_there_is_an_answer(asked: Asked) -> None:
    with asked.transaction() as session:
        session.execute(update(PlanRow).values(news_at=None))
    asked.open()
    asked.answer(answer="yes")
    asked.answer(answer="done")
    with asked.transaction() as session:
        laid_out = list(session.scalars(select(OutboxRow.template)))
    assert laid_out.count("plan-news") == 1
    assert laid_out.count("desk-measure-answered") == 2


def test_two_who_change_at_once_both_get_through_and_nothing_is_overwritten(asked: Asked) -> None:
    asked.open()
    page = asked.get("/tiltak")
    before = asked.part()
    draft = Draft(
        kind=before.kind, code=before.code, parent=before.parent,
        responsible=before.responsible, due_on=before.due_on, words={**WHAT, "extent": "Hver dag"},
    )  # fmt: skip
    with asked.transaction() as session:
        plan_parts.change(
            session, OFFICER, asked.reference, asked.measure, draft, based_on=before.version
        )
    typed = {"csrf_token": csrf(page), "based_on": str(before.version), "answer": "done"}
    shown = asked.browser.post(asked.address("/tiltak"), data=typed)
    assert shown.status_code == 409
    assert "Noen andre har endret tiltaket" in shown.text
    assert "Hver dag" in shown.text
    assert asked.part().code == Measure.ASKED
    version = re.search(r'name="based_on" value="(\d+)"', shown.text)[1]
    asked.browser.post(asked.address("/tiltak"), data=typed | {"based_on": version})
    assert (asked.part().code, asked.part().says("extent")) == (Measure.DONE, "Hver dag")


def test_after_half_an_hour_the_code_is_asked_for_again_and_what_was_typed_is_kept(
    asked: Asked,
) -> None:
    page = asked.open()
    asked.later(minutes=31)
    typed = {"answer": "not-ours", "reason": "Langt og gjennomtenkt", "comment": "Og mer"}
    shown = asked.browser.post(
        asked.address("/tiltak"), data={"csrf_token": csrf(page), "based_on": "3"} | typed
    )
    assert "Skriv koden en gang til" in shown.text
    assert "Marte" not in shown.text
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    assert typed.items() <= carried.items()
    again = asked.post(code=asked.made.code, **typed)
    assert again.status_code == 200
    assert "Langt og gjennomtenkt" in again.text
    assert asked.part().code == Measure.ASKED


def test_each_page_gives_half_an_hour_again(asked: Asked) -> None:
    asked.open()
    for _time in range(3):
        asked.later(minutes=20)
        assert asked.get("/tiltak").status_code == 200
    asked.later(minutes=30)
    assert asked.get("/tiltak").status_code == 303


def test_the_language_can_be_changed_with_what_is_typed(asked: Asked) -> None:
    page = asked.open()
    data = {"csrf_token": csrf(page), "show": "nn", "comment": "Uferdig"}
    shown = asked.browser.post(asked.address("/tiltak").replace("/nb/", "/nn/"), data=data)
    assert shown.status_code == 200
    assert "Uferdig" in shown.text


@pytest.mark.parametrize(("code", "tries"), [("12345", 0), ("1234567", 0), ("", 0), ("abcdef", 0)])
def test_what_cannot_be_a_code_is_no_try(asked: Asked, code: str, tries: int) -> None:
    assert asked.post(code=code).status_code == 422
    with asked.transaction() as session:
        assert session.scalars(select(PlanLinkRow.tries)).one() == tries


def test_a_code_with_spaces_is_the_code(asked: Asked) -> None:
    code = asked.made.code
    assert asked.post(code=f" {code[:3]} {code[3:]} ").status_code == 303


def test_who_tries_many_codes_in_an_hour_is_stopped_for_the_hour(asked: Asked) -> None:
    """Ten for a link, known or not; the right one is not even looked at then."""
    for _time in range(10):
        assert asked.post(token="u" * 43, code="123456").status_code == 422
    assert asked.post(token="u" * 43, code="123456").status_code == 429
    for number in range(30):
        asked.post(token=f"{number:043}", code="123456")
    assert asked.post(code=asked.made.code).status_code == 429
    asked.later(hours=1)
    assert asked.post(code=asked.made.code).status_code == 303


def test_a_cookie_of_another_link_opens_nothing(asked: Asked) -> None:
    asked.open()
    asked.made = asked.make()
    assert asked.get("/tiltak").status_code == 303


def test_the_neighbour_s_address_opens_nothing(asked: Asked) -> None:
    page = asked.browser.get(f"/fjordvik/nb/svar/{asked.made.token}")
    data = {"csrf_token": csrf(page), "code": asked.made.code}
    answer = asked.browser.post(f"/fjordvik/nb/svar/{asked.made.token}", data=data)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("at_commit", "said"), [(False, "Ingenting er sendt"), (True, "Vi vet ikke om det kom fram")]
)
def test_while_the_database_is_away_what_is_typed_stays(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, at_commit: bool, said: str
) -> None:
    page = asked.open()
    sent = {"csrf_token": csrf(page), "based_on": "2", "answer": "done", "comment": "Blir stående"}

    def away(*_args: object, **_more: object) -> None:
        raise DatabaseAway(at_commit=at_commit)

    monkeypatch.setattr(asked.app.extensions["database"], "transaction", away)
    shown = asked.browser.post(asked.address("/tiltak"), data=sent)
    assert shown.status_code == 503
    assert said in shown.text
    assert "Blir stående" in shown.text
    tried = asked.browser.post(asked.address(), data=sent | {"code": "123456"})
    assert tried.status_code == 503
    assert "Prøv igjen om litt" in tried.text


def test_a_post_from_elsewhere_does_nothing(asked: Asked) -> None:
    asked.open()
    before = asked.part()
    answer = asked.browser.post(asked.address("/tiltak"), data={"answer": "done", "based_on": "2"})
    assert answer.status_code == 422
    assert asked.part() == before


@pytest.mark.parametrize(
    "token", ["x", "æøå", "%00", "a" * 2000, "..", "' or 1=1 --", "%F0%9F%92%A9"]
)
def test_a_hostile_address_is_an_unknown_link_or_no_page(asked: Asked, token: str) -> None:
    page = asked.browser.get(asked.address(token=token))
    assert page.status_code in {200, 404}
    if page.status_code == 200:
        tried = {"csrf_token": csrf(page), "code": "123456"}
        assert asked.browser.post(asked.address(token=token), data=tried).status_code == 422


# The desk.


def spor(asked: Asked, path: str = "") -> str:
    return f"/plan/{asked.reference}/tiltak/{asked.measure}/spor{path}"


def test_the_desk_sends_the_link_and_sees_where_it_stands(asked: Asked) -> None:
    page = asked.room.get("officer", spor(asked))
    assert "Venter på svar" in page.text
    assert "Ikke åpnet ennå" in page.text
    asked.open()
    assert "Åpnet 21. november" in asked.room.get("officer", spor(asked)).text
    asked.answer(answer="yes")
    assert "Har svart" in asked.room.get("officer", spor(asked)).text


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text messages get somewhere."""
    monkeypatch.setattr(sms, "is_connected", lambda _mode: True)


def send(asked: Asked, key: str = "k" * 22, **data: str) -> Any:
    return asked.room.post("officer", spor(asked), key=key, **data)


def test_without_a_way_to_send_text_messages_the_code_is_read_out(asked: Asked) -> None:
    assert 'name="by"' not in asked.room.get("officer", spor(asked)).text
    assert send(asked, by="sms").status_code == 303
    assert "Les opp koden på telefon" in asked.room.get("officer", spor(asked)).text


def test_how_the_code_is_given_must_be_chosen(asked: Asked, gateway: None) -> None:
    assert 'name="by"' in asked.room.get("officer", spor(asked)).text
    answer = send(asked, by="pigeon")
    assert answer.status_code == 422


def test_the_code_to_read_out_is_shown_once(asked: Asked, gateway: None) -> None:
    assert send(asked, by="phone").status_code == 303
    page = asked.room.get("officer", spor(asked))
    code = re.search(r"<strong>(\d{6})</strong>", page.text)[1]
    assert code not in asked.room.get("officer", spor(asked)).text
    with asked.transaction() as session:
        link = plan_links.latest(session, OFFICER, asked.reference, asked.measure)
    assert link.code == code


def test_the_code_of_a_text_message_is_never_shown_to_the_desk(asked: Asked, gateway: None) -> None:
    send(asked, by="sms")
    page = asked.room.get("officer", spor(asked))
    assert "Koden kommer på SMS" in page.text
    assert not re.search(r"<strong>\d{6}</strong>", page.text)


def test_sent_again_the_link_before_is_dead_and_pressed_twice_it_is_one(asked: Asked) -> None:
    for _time in range(2):
        send(asked, by="sms")
    with asked.transaction() as session:
        ends = list(session.scalars(select(PlanLinkRow.ended_at).order_by(PlanLinkRow.made_at)))
    assert [end is None for end in ends] in ([False, True], [True, False])
    assert asked.post(code=asked.made.code).status_code == 422


def test_the_desk_ends_the_link(asked: Asked) -> None:
    assert asked.room.post("officer", spor(asked, "/avslutt")).status_code == 303
    assert "Ingen kan åpne den" in asked.room.get("officer", spor(asked)).text
    assert asked.post(code=asked.made.code).status_code == 422


CANNOT = {
    "not shared": (lambda asked: asked.share(Section.GOALS), "deler ikke tiltakene"),
    "done": (lambda asked: (asked.open(), asked.answer(answer="done")), "Tiltaket er gjort"),
}


@pytest.mark.parametrize("name", CANNOT)
def test_where_nobody_can_be_asked_the_desk_is_told_why(asked: Asked, name: str) -> None:
    do, said = CANNOT[name]
    do(asked)
    page = asked.room.get("officer", spor(asked))
    assert said in page.text
    assert "Send en ny lenke" not in page.text
    assert send(asked, by="sms").status_code == 303
    assert "Ingenting er sendt" in asked.room.get("officer", spor(asked)).text


@pytest.mark.parametrize("who", ["reader", "colleague", "north", "administrator", "neighbour"])
def test_only_the_coordinator_and_the_lead_ask(asked: Asked, who: str) -> None:
    assert asked.room.get(who, spor(asked)).status_code == 404
    assert asked.room.post(who, spor(asked), key="k" * 22, by="sms").status_code == 404
    assert asked.room.post(who, spor(asked, "/avslutt")).status_code == 404


@pytest.mark.parametrize("path", ["", "/avslutt"])
def test_what_is_no_measure_of_the_plan_is_not_there(asked: Asked, path: str) -> None:
    for part in (asked.nav, "0" * 32):
        address = f"/plan/{asked.reference}/tiltak/{part}/spor"
        assert asked.room.get("officer", address).status_code == 404
        sent = {"key": "k" * 22, "by": "sms"}
        assert asked.room.post("officer", address + path, **sent).status_code == 404
