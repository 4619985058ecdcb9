"""A complaint at the desk: what is shown of it, which steps each state offers, and that every step is taken once."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.public_holidays import holidays_around
from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import Answers, By, Kin, Who
from portal.store import complaint, people, privacy_effects
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow, ComplaintStepRow
from portal.store.tables.outbox import OutboxRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.desk_room import CENTRE, NORTH, Room, national
from tests.store.complaints import MAIL, REFUSED, SUPERVISION, WORDS
from tests.test_query_counts import heard

NUMBERS, KEYS = itertools.count(100), itertools.count(1)
REASON = "Vi har sett på det du skrev en gang til, og dette er det vi kom til."
HEALTH = replace(REFUSED, told_on=local_day(NOW))
OF_NAV = replace(HEALTH, by=By.NAV_MUNICIPAL)


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
    return Room.of(shared_app)


def key() -> str:
    return f"{next(KEYS):022}"


def send(
    room: Room,
    answers: Answers = HEALTH,
    words: Complaint = WORDS,
    unit: str = CENTRE,
    about: str | None = None,
    number: int = 0,
) -> str:
    """Somebody complains. Gives the reference."""
    today = local_day(NOW)
    number = number or next(NUMBERS)
    with room.app.extensions["database"].transaction() as session:
        asker = people.find_or_begin(session, "9902", national(number)).id
        return complaint.send(
            session, Actor("citizen", asker, "9902"), draft_key=f"k{number:021}", complaint=words,
            answers=answers, about_case=about, unit=unit, mail=MAIL, today=today,
            holidays=holidays_around(today),
        ).reference  # fmt: skip


SAYS: dict[str, dict[str, str]] = {
    "vurdering": {},
    "endret": {"text": REASON},
    "endret-delvis": {"text": REASON},
    "star-fast": {"text": REASON},
    "statsforvalteren": {"way": "own"},
    "avgjorelse": {"outcome": "upheld", "on": "20.11.2026"},
    "sendt-videre": {"text": REASON, "way": "own"},
    "svar": {"text": REASON},
    "trukket": {},
}


def step(room: Room, reference: str, slug: str, who: str = "officer", **said: str) -> Any:
    """Take a step that has been looked over."""
    form = {"key": key(), "seen_due": "y"} | SAYS[slug] | said
    return room.post(who, f"/sak/{reference}/klage/{slug}", **form)


def state(room: Room, reference: str) -> str:
    wanted = (
        select(ComplaintRow.state)
        .join(CaseRow, CaseRow.id == ComplaintRow.case_id)
        .where(CaseRow.reference == reference)
    )
    with room.app.extensions["database"].transaction() as session:
        return session.scalars(wanted).one()


def steps(room: Room, reference: str) -> list[str]:
    wanted = (
        select(ComplaintStepRow.kind)
        .join(ComplaintRow, ComplaintRow.id == ComplaintStepRow.complaint_id)
        .join(CaseRow, CaseRow.id == ComplaintRow.case_id)
        .where(CaseRow.reference == reference)
        .order_by(ComplaintStepRow.at, ComplaintStepRow.id)
    )
    with room.app.extensions["database"].transaction() as session:
        return list(session.scalars(wanted))


def told(room: Room, reference: str, template: str = "case-news") -> int:
    with room.app.extensions["database"].transaction() as session:
        wanted = select(OutboxRow).filter_by(
            case_id=room.row_id(session, reference), template=template
        )
        return len(session.scalars(wanted).all())


def later(room: Room, minutes: int = 1) -> None:
    room.app.extensions["clock"].now += timedelta(minutes=minutes)


def offered(room: Room, reference: str, who: str = "officer") -> list[str]:
    """The addresses of the steps on the page, in order, each once."""
    page = room.get(who, f"/sak/{reference}").text
    return [slug for slug in SAYS if f'/klage/{slug}"' in page]


FIRST = ["vurdering", "endret", "endret-delvis", "star-fast", "sendt-videre", "trukket"]
# What may follow what: forvaltningsloven §§ 33–35, pasient- og brukerrettighetsloven § 7-2.
COURSE: list[tuple[list[str], list[str]]] = [
    ([], FIRST),
    (["vurdering"], [slug for slug in FIRST if slug != "vurdering"]),
    (["endret"], []),
    (["endret-delvis"], ["endret", "statsforvalteren", "trukket"]),
    (["star-fast"], ["endret", "endret-delvis", "statsforvalteren", "trukket"]),
    (["star-fast", "statsforvalteren"], ["endret", "avgjorelse", "trukket"]),
    (["star-fast", "statsforvalteren", "avgjorelse"], []),
    (["sendt-videre"], ["avgjorelse", "trukket"]),
    (["trukket"], []),
]


@pytest.mark.parametrize(("before", "buttons"), COURSE, ids=lambda each: "+".join(each) or "-")
def test_each_state_offers_its_own_steps(room: Room, before: list[str], buttons: list[str]) -> None:
    reference = send(room)
    for slug in before:
        later(room)
        assert step(room, reference, slug).status_code == 303, slug
    assert offered(room, reference) == buttons
    page = room.get("officer", f"/sak/{reference}").text
    assert "Klage " + reference in page and "Henvendelse" not in page
    assert ("Avslutt saken" in page) == (buttons == [] and before != ["trukket"])
    assert offered(room, reference, "reader") == []


def test_what_is_no_complaint_is_called_what_it_is_and_answered(room: Room) -> None:
    reference = send(room, SUPERVISION)
    page = room.get("officer", f"/sak/{reference}").text
    assert f"<h1>Anmodning om tilsyn {reference}</h1>" in page
    assert offered(room, reference) == ["sendt-videre", "svar", "trukket"]
    assert step(room, reference, "svar").status_code == 303
    assert state(room, reference) == "answered"


def test_the_page_says_who_by_what_right_and_by_which_law(room: Room) -> None:
    told_on = date(2026, 11, 9)
    reference = send(room, replace(HEALTH, told_on=told_on))
    page = room.get("officer", f"/sak/{reference}").text
    for words in (
        WORDS.concerns, WORDS.happened, WORDS.wanted, WORDS.decision, WORDS.facts, WORDS.name,
        "Kan klage", "På nett", "Mottatt", "Helse- og omsorgstjenester",
        "pasient- og brukerrettighetsloven §§ 2-5", "Statsforvalteren", "9. november 2026",
        "7. desember 2026. Kom i tide.", "21. desember 2026", "dager igjen", "Klagen ble sendt og lagret",
    ):  # fmt: skip
        assert words in page, words


def test_the_case_with_the_answer_is_one_press_away(room: Room) -> None:
    number = next(NUMBERS)
    asked = room.send(number)
    page = room.get("officer", f"/sak/{send(room, about=asked, number=number)}").text
    assert f'<a href="/storby/nb/ansatt/sak/{asked}">{asked}</a>' in page


def test_a_late_one_is_never_too_late(room: Room) -> None:
    reference = send(room, replace(HEALTH, told_on=date(2026, 6, 1)))
    page = room.get("officer", f"/sak/{reference}").text
    assert "Fristen var 29. juni 2026. Vurder om klagen kan behandles likevel" in page
    assert "for sent" not in page and "Kom i tide" not in page


def test_who_wants_to_be_rung_is_said_first(room: Room) -> None:
    reference = send(room, words=replace(WORDS, calls=True))
    page = room.get("officer", f"/sak/{reference}").text
    assert "Vil bli ringt: hjelp å skrive klagen" in page and 'href="tel:+4799999951"' in page
    step(room, reference, "endret")
    assert "Vil bli ringt" not in room.get("officer", f"/sak/{reference}").text


@pytest.mark.parametrize(
    ("kin", "words"),
    [
        (Kin.CAN_DECIDE, ("Kan klage med noe å vise fram", "Skriftlig fullmakt fra den det")),
        (Kin.UNKNOWN, ("Tatt imot. Kommunen avgjør",)),
    ],
)
def test_of_somebody_else_the_right_is_marked_and_nobody_is_said_to_read(
    room: Room, kin: Kin, words: tuple[str, ...]
) -> None:
    about = replace(WORDS, about_name="Kanari Annen")
    reference = send(room, Answers(who=Who.KIN, kin=kin), about)
    page = room.get("officer", f"/sak/{reference}").text
    for said in ("Kanari Annen", "Pårørende", *words):
        assert said in page, said
    asked = room.get("officer", f"/sak/{reference}/klage/star-fast").text
    assert "Ingen innbygger kan se klagen her" in asked


def test_the_days_are_said_in_words_when_they_have_gone(room: Room) -> None:
    reference = send(room)
    later(room, 60 * 24 * 33)
    Room.of(room.app)
    page = Room.of(room.app).get("officer", f"/sak/{reference}").text
    assert "fristen gikk ut for 3 dager siden" in page


@pytest.mark.parametrize("slug", ["endret", "endret-delvis", "star-fast"])
def test_the_text_is_looked_over_as_the_person_reads_it_and_then_sent_once(
    room: Room, slug: str
) -> None:
    reference = send(room)
    asked = room.get("officer", f"/sak/{reference}/klage/{slug}").text
    assert "Personen leser sidene på nynorsk" in asked
    form = {"key": key(), "text": REASON}
    checked = room.post("officer", f"/sak/{reference}/klage/{slug}", **form)
    assert checked.status_code == 200 and 'lang="nn"' in checked.text
    assert REASON in checked.text and steps(room, reference) == []
    assert ("Statsforvalt" in checked.text) == (slug != "endret"), "what else the person is told"
    changed = room.post("officer", f"/sak/{reference}/klage/{slug}", **form, edit="y")
    assert "<textarea" in changed.text and REASON in changed.text
    before = told(room, reference)
    for _ in range(2):
        sent = room.post("officer", f"/sak/{reference}/klage/{slug}", **form, seen_due="y")
        assert sent.status_code == 303
    assert len(steps(room, reference)) == 1 and told(room, reference) == before + 1
    page = room.get("officer", f"/sak/{reference}").text
    assert REASON in page and "Ola Saks" in page
    now = slug != "endret"
    assert ("Send alle papirene til Statsforvalteren nå" in page) == now
    assert ("Skal sendes videre nå" in room.get("officer", "?vis=klager").text) == now or not now


@pytest.mark.parametrize(
    ("slug", "said", "message"),
    [
        ("endret", {"text": ""}, "Skriv hva det nye svaret er."),
        ("star-fast", {"text": "Nei."}, "Skriv mer, så personen forstår hvorfor."),
        ("star-fast", {"text": REASON + " …"}, "Fyll ut eller fjern"),
        ("sendt-videre", {"way": ""}, "Velg hvordan dere sender papirene."),
        ("sendt-videre", {"way": "due"}, "Velg ett av svarene"),
        ("sendt-videre", {"way": "svarut"}, "Velg ett av svarene"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    room: Room, slug: str, said: dict[str, str], message: str
) -> None:
    reference = send(room)
    form = {"key": key()} | SAYS[slug] | said
    page = room.post("officer", f"/sak/{reference}/klage/{slug}", **form)
    assert page.status_code == 422 and message in page.text
    assert form["text"] in page.text and steps(room, reference) == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"outcome": ""}, "Velg hva de kom til."),
        ({"on": ""}, "Skriv datoen på avgjørelsen."),
        ({"on": "31.2.2026"}, "Skriv datoen med dag"),
        ({"on": "23.11.2026"}, "ikke ligger fram i tid"),
        ({"on": "1.1.2020"}, "fra det siste året"),
    ],
)
def test_a_decision_has_a_day_and_an_outcome(
    room: Room, said: dict[str, str], message: str
) -> None:
    reference = send(room)
    for slug in ("star-fast", "statsforvalteren"):
        later(room)
        step(room, reference, slug)
    page = step(room, reference, "avgjorelse", **said)
    assert page.status_code == 422 and message in page.text
    assert state(room, reference) == "forwarded"


def test_what_is_set_aside_comes_back_with_a_month_from_that_day(room: Room) -> None:
    reference = send(room)
    for slug in ("star-fast", "statsforvalteren"):
        later(room)
        step(room, reference, slug)
    step(room, reference, "avgjorelse", outcome="sent-back")
    assert offered(room, reference) == ["vurdering"]
    page = room.get("officer", f"/sak/{reference}").text
    assert "Opphevet og sendt tilbake" in page and "20. november 2026" in page
    assert "Saken er kommet tilbake" in page
    asked = room.get("officer", f"/sak/{reference}/klage/vurdering").text
    assert "Hvilken dag kom saken tilbake?" in asked
    later(room)
    assert step(room, reference, "vurdering", on="21.11.2026").status_code == 303
    assert room.row(reference).due_on == date(2026, 12, 21)


def test_when_another_was_first_it_is_told_and_the_text_is_kept(room: Room) -> None:
    reference = send(room)
    step(room, reference, "endret")
    page = step(room, reference, "star-fast")
    assert page.status_code == 409 and REASON in page.text
    assert "Noe er gjort med klagen siden du åpnet siden" in page.text
    again = room.get("officer", f"/sak/{reference}/klage/star-fast", follow_redirects=True).text
    assert "Ingenting ble endret" in again and state(room, reference) == "changed-fully"


class TestPapers:
    def test_a_locked_package_is_laid_out_with_the_step(self, room: Room) -> None:
        reference = send(room)
        step(room, reference, "star-fast")
        later(room)
        asked = room.get("officer", f"/sak/{reference}/klage/statsforvalteren").text
        assert "<h1>Send til Statsforvalteren</h1>" in asked
        form = {"key": key(), "way": "download"}
        for _ in range(2):
            room.post("officer", f"/sak/{reference}/klage/statsforvalteren", **form)
        assert told(room, reference, "complaint-package") == 1
        assert "Alle papirene · Last ned" in room.get("officer", f"/sak/{reference}").text

    def test_sent_by_other_means_nothing_is_laid_out(self, room: Room) -> None:
        reference = send(room)
        for slug in ("star-fast", "statsforvalteren"):
            later(room)
            step(room, reference, slug)
        assert told(room, reference, "complaint-package") == 0
        assert steps(room, reference) == ["kept", "forwarded"]


class TestMoving:
    def test_the_other_office_has_it_with_the_same_days(self, room: Room) -> None:
        reference = send(room, OF_NAV)
        due = room.row(reference).due_on
        assert "/klage/kontor" in room.get("officer", f"/sak/{reference}").text
        empty = room.post("officer", f"/sak/{reference}/klage/kontor", key=key())
        assert empty.status_code == 422 and "Velg et kontor." in empty.text
        form = {"key": key(), "unit": NORTH}
        moved = room.post("officer", f"/sak/{reference}/klage/kontor", **form)
        assert moved.status_code == 303 and moved.location.endswith("/ansatt")
        assert (room.row(reference).unit, room.row(reference).due_on) == (NORTH, due)
        assert "Fristen er den samme" in room.get("officer").text
        assert room.get("officer", f"/sak/{reference}").status_code == 404
        assert "Gitt til et annet kontor" in room.get("north", f"/sak/{reference}").text

    def test_with_one_office_the_way_is_out_of_the_municipality(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reference = send(room)
        profile = room.app.extensions["profiles"]["storby"]
        one = MappingProxyType({CENTRE: profile.units[CENTRE]})
        monkeypatch.setitem(profile.__dict__, "units", one)
        assert "/klage/kontor" not in room.get("officer", f"/sak/{reference}").text
        led = room.get("officer", f"/sak/{reference}/klage/kontor")
        assert led.location.endswith("/klage/sendt-videre")

    def test_after_the_answer_it_stays(self, room: Room) -> None:
        reference = send(room)
        step(room, reference, "star-fast")
        assert "/klage/kontor" not in room.get("officer", f"/sak/{reference}").text
        form = {"key": key(), "unit": NORTH}
        room.post("officer", f"/sak/{reference}/klage/kontor", **form)
        assert room.row(reference).unit == CENTRE


class TestAnswers:
    def test_a_preliminary_one_gives_a_reason_and_a_new_day(self, room: Room) -> None:
        reference = send(room)
        page = room.get("officer", f"/sak/{reference}").text
        assert "/svar/forelopig-svar" in page and "/svar/be-om-mer" in page
        for slug in ("koordinator", "delvis", "avslag"):
            assert f"/svar/{slug}" not in page
            led = room.get("officer", f"/sak/{reference}/svar/{slug}")
            assert led.status_code == 303
        form = {"key": key(), "spoken": "nb", "text": "Vi venter på et svar fra legen.", "new_date": "20.1.2027"}  # fmt: skip
        given = room.post("officer", f"/sak/{reference}/svar/forelopig-svar", **form)
        assert given.status_code == 303
        assert room.row(reference).due_on == date(2027, 1, 20)
        assert "Vi venter på et svar fra legen." in room.get("officer", f"/sak/{reference}").text

    def test_not_after_the_complaint_is_answered(self, room: Room) -> None:
        reference = send(room)
        step(room, reference, "star-fast")
        assert "/svar/" not in room.get("officer", f"/sak/{reference}").text
        assert room.get("officer", f"/sak/{reference}/svar/forelopig-svar").status_code == 303

    def test_what_was_agreed_is_no_answer_to_a_complaint(self, room: Room) -> None:
        reference = send(room)
        assert room.get("officer", f"/sak/{reference}/svar").status_code == 303
        assert "Skriv hva dere ble enige om" not in room.get("officer", f"/sak/{reference}").text


def test_the_list_tells_complaints_apart(room: Room) -> None:
    asked, sent, pages = room.ask(next(NUMBERS)), send(room), itertools.count(2)
    only = room.get("officer", "?vis=klager&side=1").text
    while "Vis flere saker" in only and sent not in only:
        only = room.get("officer", f"?vis=klager&side={next(pages)}").text
    assert sent in only and asked not in only
    assert ">Klage</span>" in only


@pytest.mark.parametrize("press", ["klage/avsluttet"])
def test_it_is_closed_when_nothing_more_can_come(room: Room, press: str) -> None:
    reference = send(room)
    room.post("officer", f"/sak/{reference}/{press}")
    assert room.row(reference).status == "received"
    step(room, reference, "endret")
    for _ in range(2):
        assert room.post("officer", f"/sak/{reference}/{press}").status_code == 303
    assert room.row(reference).status == "closed"
    assert room.codes(reference).count("case.closed") == 1


@pytest.mark.parametrize("who", ["reader", "administrator", "north", "neighbour"])
def test_nobody_else_brings_it_further(room: Room, who: str) -> None:
    reference = send(room)
    nothing = room.get(who, "/sak/AAAA-BBBB-CCCC/klage/star-fast")
    for path in ("klage/star-fast", "klage/kontor"):
        page = room.get(who, f"/sak/{reference}/{path}")
        assert page.status_code == 404 and page.data == nothing.data
    form = {"key": key(), "seen_due": "y", "text": REASON, "unit": NORTH}
    for path in ("klage/star-fast", "klage/kontor", "klage/avsluttet"):
        assert room.post(who, f"/sak/{reference}/{path}", **form).status_code == 404
    assert steps(room, reference) == [] and room.row(reference).unit == CENTRE


def test_a_request_has_no_such_steps(room: Room) -> None:
    reference = room.ask(next(NUMBERS))
    assert room.get("officer", f"/sak/{reference}/klage/star-fast").status_code == 404
    assert room.get("officer", f"/sak/{reference}/klage/kontor").status_code == 404
    assert room.get("officer", f"/sak/{send(room)}/klage/finnes-ikke").status_code == 404


def test_a_look_is_one_event_and_asks_as_often_after_many_steps(room: Room) -> None:
    reference = send(room)
    counts = []
    for slug in ("vurdering", "star-fast", "statsforvalteren"):
        later(room)
        step(room, reference, slug)
        before = room.codes(reference).count("case.read")
        with heard(room.app.extensions["database"]) as statements:
            assert room.get("officer", f"/sak/{reference}").status_code == 200
        assert room.codes(reference).count("case.read") == before + 1
        counts.append(len(statements))
    assert counts[0] == counts[-1] < 60, counts


def test_a_press_without_the_token_changes_nothing(room: Room) -> None:
    reference = send(room)
    step(room, reference, "endret")
    room.staff["officer"].post(f"/storby/nb/ansatt/sak/{reference}/klage/avsluttet")
    assert room.row(reference).status == "answered"
    assert csrf(room.get("officer"))


def test_what_a_colleague_has_is_opened_with_a_reason(room: Room) -> None:
    reference = send(room)
    step(room, reference, "vurdering")
    for path in ("", "/klage/star-fast", "/klage/kontor"):
        asked = room.get("colleague", f"/sak/{reference}{path}")
        assert asked.status_code == 303 and "/hvorfor/sak/" in asked.location, path
    refused = step(room, reference, "star-fast", "colleague")
    assert "/hvorfor/sak/" in refused.location and steps(room, reference) == ["reconsidering"]
    room.say_why("colleague", reference)
    assert WORDS.concerns in room.get("colleague", f"/sak/{reference}").text


def test_while_the_use_is_restricted_nothing_of_it_is_shown(room: Room) -> None:
    reference = send(room)
    asker = room.row(reference).asker
    assert asker is not None
    with room.app.extensions["database"].transaction() as session:
        privacy_effects.restrict(session, Actor("staff", "l", "9902", Role.LEAD), asker)
    page = room.get("officer", f"/sak/{reference}", follow_redirects=True).text
    assert WORDS.concerns not in page and "lukket for deg" in page
    assert step(room, reference, "star-fast").status_code == 303
    assert steps(room, reference) == []
