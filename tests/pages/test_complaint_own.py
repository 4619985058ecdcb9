"""The complaint of one's own: what each state says, the receipt and the copy, adding, taking back, and who sees it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from portal.public_holidays import holidays_around
from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import Answers, Who
from portal.rules.complaint_course import Outcome, State
from portal.rules.complaint_out import Way
from portal.rules.representation import ALL, Basis, Scope
from portal.store import (
    attachments,
    complaint,
    complaint_course,
    complaint_out,
    complaint_standing,
    representation,
)
from portal.store.complaint_course import Said
from portal.store.complaint_standing import Decision
from portal.store.crypto import new_id, seal
from portal.store.db import add, keyring_of
from portal.store.representation import NewGrant
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.representation import GrantRow
from portal.store.tables.request import AttachmentRow, DraftRow
from portal.store.tables.staff import SessionRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import enrol
from tests.pages.citizens import CENTRE, STORBY, Town
from tests.store.complaints import MAIL, REFUSED, SUPERVISION, WORDS
from tests.test_query_counts import heard

KEY = "k" * 22
OF_ANOTHER = Answers(who=Who.PROFESSIONAL)


class House:
    """Storby with a complaint of the reader's, and an officer."""

    def __init__(self, app: Flask) -> None:
        self.town, self.keys = Town.of(app), 0
        self.officer = enrol(app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks").actor

    def key(self) -> str:
        self.keys += 1
        return f"{self.keys:05}{id(self):017}"[:22]

    def send(self, answers: Answers = REFUSED, who: str = "reader", **more: Any) -> str:
        today = local_day(self.town.now)
        sender = Actor("citizen", self.town.ids[who], STORBY)
        words = Complaint(**(WORDS.as_words() | more))
        with self.town.transaction() as session:
            return complaint.send(
                session, sender, draft_key=self.key(), complaint=words, answers=answers,
                about_case=None, unit=CENTRE, mail=MAIL, today=today,
                holidays=holidays_around(today),
            ).reference  # fmt: skip

    def step(self, reference: str, state: State, **said: Any) -> None:
        said = {"text": "Kanarisvar frå desken."} | said
        with self.town.transaction() as session:
            complaint_course.step(
                session, self.officer, reference, state, key=self.key(), said=Said(**said)
            )

    def add(self, reference: str, text: str) -> None:
        reader = Actor("citizen", self.town.ids["reader"], STORBY)
        with self.town.transaction() as session:
            complaint.add(session, reader, reference, key=self.key(), text=text, mail=MAIL)

    def attach(self, reference: str, name: str, state: str = "kept") -> str:
        """A file of the complaint's, as if it had been sent with it. Gives its id."""
        file, case_id = new_id(), self.town.row(reference).id
        with self.town.transaction() as session:
            ring = keyring_of(session)
            add(
                session, AttachmentRow, id=file, municipality=STORBY, owner=self.town.ids["reader"],
                draft_id=None, case_id=case_id, media_type="image/jpeg", size=12_345, state=state,
                content=seal(ring, attachments.CONTENT, file, "eA=="),
                name=seal(ring, attachments.NAME, file, name), added_at=NOW,
            )  # fmt: skip
        return file

    def page(self, reference: str, path: str = "", who: str = "reader") -> str:
        answer = self.town.get(who, f"/{reference}/klagen{path}")
        assert answer.status_code == 200, answer.status_code
        return str(answer.text)


@pytest.fixture
def house(shared_app: Flask) -> Iterator[House]:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(delete(SessionRow))
        session.execute(delete(DraftRow))
    yield House(shared_app)
    shared_app.extensions["clock"].now = NOW


K, F, D = State.KEPT, State.FORWARDED, State.DECIDED
DECIDED = {"on": date(2026, 11, 20), "text": None}
STATES = [
    ("received", [], {}, ["Kommunen har fått det, og det er lagret.", "Måneden er ute 21. desember 2026.",
                          "Du kan legge til mer", "Trekk det du har sendt"]),
    ("reconsidering", [State.RECONSIDERING], {}, ["Kommunen vurderer svaret sitt på nytt.",
                                                  "Måneden er ute 21. desember 2026."]),
    ("changed", [State.CHANGED_FULLY], {}, ["Kommunen har endret svaret sitt slik klagen ba om.",
                                            "kan du be kommunen dekke dem"]),
    ("partly", [State.CHANGED_PARTLY], {}, ["Kommunen har endret noe av svaret sitt.",
                                            "alle papirene til Statsforvalteren med en gang"]),
    ("kept", [K], {}, ["Kommunen har ikke endret svaret sitt.",
                       "alle papirene til Statsforvalteren med en gang", "Kanarisvar frå desken."]),
    ("forwarded", [K, F], {}, ["alle papirene til Statsforvalteren. Der blir den avgjort.",
                               "Du får beskjed når det er avgjort.", "Legg til mer"]),
    ("decided", [K, F, D], DECIDED | {"outcome": Outcome.NOT_UPHELD},
     ["Resultat: Ikke medhold.", "Det ble avgjort 20. november 2026.", "Avgjørelsen er endelig.",
      "kan du klage til Sivilombudet. Gjør det senest 20. november 2027.", "domstolen"]),
    ("sent-back", [K, F, D], DECIDED | {"outcome": Outcome.SENT_BACK},
     ["Opphevet og sendt tilbake", "Kommunen må vurdere det på nytt."]),
    ("sent-on", [State.SENT_ON], {}, ["Kommunen har sendt det videre til rett sted."]),
    ("withdrawn", [State.WITHDRAWN], {}, ["Dette er trukket.", "Du kan sende en ny klage når du vil."]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "last", "sentences"), [row[1:] for row in STATES], ids=[row[0] for row in STATES]
)
def test_each_state_says_its_sentence(
    house: House, course: list[State], last: dict[str, Any], sentences: list[str]
) -> None:
    reference = house.send()
    for state in course:
        house.step(reference, state, **(last if state is D else {}))
    shown = house.page(reference)
    for sentence in ("<h1>Klage</h1>", "Kanariklage på svaret om plan", *sentences):
        assert sentence in shown, sentence
    assert "Henvendelse" not in shown and "for sent" not in shown


def test_what_is_no_complaint_is_called_what_it_is_and_is_answered(house: House) -> None:
    reference = house.send(SUPERVISION)
    house.step(reference, State.ANSWERED)
    shown = house.page(reference)
    assert "<h1>Anmodning om tilsyn</h1>" in shown and "Kommunen har svart." in shown
    assert "Det ble sendt og lagret" in shown and "Klagen" not in shown
    assert "Anmodning om tilsyn" in house.town.get("reader").text


def test_a_child_is_told_who_decides_until_the_desk_has_found_out(house: House) -> None:
    reference = house.send(replace(REFUSED, who=Who.CHILD))
    shown = house.page(reference)
    assert "Kommunen avgjør om du kan klage" in shown and "En forelder kan også sende det." in shown
    with house.town.transaction() as session:
        complaint_standing.decide(
            session, house.officer, reference, Decision.MAY, key=house.key(), text="Kanariråd."
        )
    shown = house.page(reference)
    assert "Kommunen avgjør om du kan klage" not in shown and "Kanariråd." in shown


def test_after_the_month_there_is_a_press_and_the_way_on_and_the_ombud_after_it(
    house: House,
) -> None:
    reference = house.send()
    assert "Minn kommunen på saken" not in house.page(reference)
    house.town.days_later(31)
    shown = house.page(reference)
    assert "Måneden var ute 21. desember 2026." in shown and "Statsforvalteren om råd" in shown
    assert "Minn kommunen på saken" in shown and "Sivilombudet" not in shown
    assert house.town.post("reader", f"/{reference}/minn-pa").status_code == 303
    shown = house.page(reference)
    assert "Kommunen er minnet på saken." in shown and "kan du klage til Sivilombudet" in shown
    assert "Minn kommunen på saken</button>" not in shown
    assert "Kommunen ble minnet på saken" in shown


def test_a_preliminary_answer_moves_the_date_and_is_told_with_its_reason(house: House) -> None:
    reference = house.send()
    house.town.answer(reference, "preliminary", "Vi ventar på legen.", new_date="2027-01-15")
    shown = house.page(reference)
    assert "svaret kommer senest 15. januar 2027." in shown and "Vi ventar på legen." in shown


def test_the_pages_of_a_case_lead_to_those_of_the_complaint(house: House) -> None:
    reference = house.send()
    for path, to in (("", "/klagen"), ("/kvittering", "/klagen/kvittering")):
        answer = house.town.get("reader", f"/{reference}{path}")
        assert answer.status_code == 303 and answer.location.endswith(f"{reference}{to}")
    listed = house.town.get("reader").text
    assert f"/saker/{reference}/klagen" in listed and ">Klage<" in listed and "Mottatt" in listed


class TestReceipt:
    def test_it_has_the_reference_the_time_the_date_and_all_that_was_sent(
        self, house: House
    ) -> None:
        reference = house.send()
        shown = house.page(reference, "/kvittering")
        for words in (reference, "21. november 2026 klokka 12.03", "Måneden er ute 21. desember 2026.",
                      "Kanariklage på svaret om plan", "Kanarihending i fjor", "Kanariønske om plan",
                      "Kanaribrevet frå hausten", "Kanarivitne Per Fosse", "klagen.pdf"):  # fmt: skip
            assert words in shown, words

    def test_of_another_it_opens_for_half_an_hour_and_says_that_the_municipality_decides(
        self, house: House
    ) -> None:
        reference = house.send(OF_ANOTHER, "asker", about_name="Kanari Gjelder")
        shown = house.page(reference, "/kvittering", "asker")
        assert "Kommunen avgjør om du kan klage" in shown and "30 minutter" in shown
        assert house.town.get("asker", f"/{reference}/klagen.pdf").data.startswith(b"%PDF")
        assert house.town.get("asker", f"/{reference}/klagen").status_code == 404
        house.town.days_later(1)
        for path in ("/klagen/kvittering", "/klagen.pdf"):
            assert house.town.get("asker", f"/{reference}{path}").status_code == 404


class TestChanges:
    def test_added_twice_with_one_key_it_stands_once(self, house: House) -> None:
        reference = house.send()
        for _press in range(2):
            answer = house.town.post(
                "reader", f"/{reference}/klagen/legg-til", key=KEY, text="Kanaritillegg"
            )
            assert answer.status_code == 303
        assert house.page(reference).count("Kanaritillegg") == 1
        assert house.town.codes(reference).count("complaint.added-to") == 1

    def test_nothing_is_added_to_what_is_decided_and_the_text_is_kept(self, house: House) -> None:
        reference = house.send()
        house.step(reference, State.CHANGED_FULLY)
        answer = house.town.post(
            "reader", f"/{reference}/klagen/legg-til", key="l" * 22, text="Kanaritillegg"
        )
        assert answer.status_code == 409 and "Kanaritillegg" in answer.text
        assert house.town.get("reader", f"/{reference}/klagen/legg-til").status_code == 303
        assert "complaint.added-to" not in house.town.codes(reference)

    def test_taken_back_twice_is_once(self, house: House) -> None:
        reference = house.send()
        assert "Vil du trekke klagen?" in house.page(reference, "/trekk")
        for _press in range(2):
            assert house.town.post("reader", f"/{reference}/klagen/trekk").status_code == 303
        assert "Dette er trukket." in house.page(reference)
        assert house.town.codes(reference).count("complaint.withdrawn") == 1


class TestWhoSees:
    PATHS = ("klagen", "klagen/kvittering", "klagen.pdf", "klagen/legg-til", "klagen/trekk")

    def test_what_is_not_yours_is_the_same_page_as_what_does_not_exist(self, house: House) -> None:
        reference = house.send()
        for path in self.PATHS:
            theirs = house.town.get("stranger", f"/{reference}/{path}")
            nothing = house.town.get("stranger", f"/AAAA-BBBB-CCCC/{path}")
            assert theirs.status_code == nothing.status_code == 404, path
            assert theirs.data.replace(reference.encode(), b"") == nothing.data, path

    def test_a_request_is_no_complaint(self, house: House) -> None:
        reference = house.town.ask()
        for path in self.PATHS:
            assert house.town.get("reader", f"/{reference}/{path}").status_code == 404, path

    def test_each_reading_is_an_event(self, house: House) -> None:
        reference = house.send()
        before = len(house.town.codes(reference))
        house.page(reference), house.page(reference, "/kvittering")
        assert house.town.codes(reference)[before:] == ["complaint.own-read", "case.receipt-read"]


class TestActing:
    """The reader's neighbour acts for them, with the right to complain and nothing more, or with everything but that."""

    @pytest.mark.parametrize(
        ("scopes", "sees"),
        [({Scope.COMPLAIN}, True), (ALL - {Scope.COMPLAIN}, False), (ALL, True)],
        ids=["complains", "all but that", "all"],
    )
    def test_who_may_complain_for_somebody_sees_their_complaint(
        self, house: House, scopes: set[Scope], sees: bool
    ) -> None:
        reference, ids = house.send(), house.town.ids
        new = NewGrant(
            person=ids["reader"], person_name="Kanari", holder=ids["stranger"], holder_name="Nabo",
            basis=Basis.GUARDIAN, scopes=frozenset(scopes), since=local_day(NOW), until=None,
            born=None, language="nb", accepted=True,
        )  # fmt: skip
        with house.town.transaction() as session:
            grant = representation.write(session, house.officer, new)
            act_for(session, ids["stranger"], ids["reader"])
        for path in TestWhoSees.PATHS:
            answer = house.town.get("stranger", f"/{reference}/{path}")
            assert answer.status_code == (200 if sees else 404), path
            assert (b"Kanariklage" in answer.data) is (sees and path in TestWhoSees.PATHS[:2]), path
        follows = Scope.FOLLOW_CASES in scopes
        assert (house.town.get("stranger").status_code == 200) is follows
        end(house, grant)


def end(house: House, grant: str) -> None:
    """The database is shared: the next test begins without the grant."""
    with house.town.transaction() as session:
        session.execute(delete(GrantRow).filter_by(id=grant))


def test_thirty_steps_are_asked_for_as_one_is(house: House) -> None:
    few, many = house.send(), house.send()
    for reference, times in ((few, 1), (many, 30)):
        for number in range(times):
            house.add(reference, f"Tillegg {number}")
    database = house.town.app.extensions["database"]
    asked = []
    for reference in (few, many):
        with heard(database) as statements:
            house.page(reference)
        asked.append([statement for statement, _bound in statements])
    assert asked[0] == asked[1]


def test_a_file_is_told_by_name_and_opened_only_when_it_is_checked(house: House) -> None:
    reference = house.send()
    kept, waiting = (
        house.attach(reference, "Brev.pdf"),
        house.attach(reference, "Bilde.jpg", "waiting"),
    )
    shown = house.page(reference)
    assert kept in shown and "Brev.pdf" in shown
    assert waiting not in shown and "Bilde.jpg" in shown and "Venter på kontroll" in shown
    assert "Brev.pdf" in house.page(reference, "/kvittering")


def test_what_left_the_house_is_told_with_the_archives_number(house: House) -> None:
    reference = house.send()
    house.step(reference, State.KEPT)
    house.step(reference, State.FORWARDED)
    with house.town.transaction() as session:
        row = complaint_out.put(session, house.officer, reference, Way.DOWNLOAD)
    assert "Klagen og papirene skal sendes fra kommunen" in house.page(reference)
    with house.town.transaction() as session:
        values = {"state": "handled", "ended_at": NOW}
        session.execute(update(OutboxRow).filter_by(id=row).values(**values))
    assert "Klagen og papirene er sendt fra kommunen" in house.page(reference)
    with house.town.transaction() as session:
        values |= {
            "state": "sent",
            "template": "complaint-received",
            "channel": "archive",
            "receipt": "26/1203-4",
        }
        session.execute(update(OutboxRow).filter_by(id=row).values(**values))
    assert "Lagt i kommunens arkiv med nummer 26/1203-4" in house.page(reference)
