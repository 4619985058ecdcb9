"""The rights of personvernforordningen, chapter III, one article at a time: what a person gets, and what the archive keeps."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.events import READINGS
from portal.rules.opening import Closed
from portal.rules.privacy import Ground, Kind, Outcome
from portal.rules.retention import Data
from portal.store import (
    case,
    openings,
    outbox,
    plan,
    plan_consents,
    plan_follow_up,
    plan_links,
    plan_notices,
    plan_parts,
    privacy_answers,
    privacy_effects,
    privacy_requests,
    take_out,
)
from portal.store.case_mine_changes import UnitMail
from portal.store.openings import ReasonNeeded
from portal.store.privacy_answers import Given
from portal.store.privacy_effects import Correction
from portal.store.privacy_requests import NewRequest
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanPartRow, PlanRow, PlanVersionRow
from portal.store.tables.request import DraftRow, RequestRow
from portal.store.take_out import Form
from tests.plan_whole import write
from tests.store.citizens import citizen, send
from tests.store.days import day
from tests.store.one_of_each import put
from tests.store.people import COLLEAGUE, NAMSOS, OFFICER, TODAY, count, enrol

NAME = "Marte Solvik"


class House:
    """Marte with a case, a plan that is shared with a school, a draft and a message that was sent."""

    def __init__(self, app: Flask) -> None:
        self.database = app.extensions["database"]
        enrol(self.database)
        self.marte = citizen(self.database)
        self.case = send(self.database, self.marte)
        put(self.database, "drafts", "kanari", owner=self.marte.id, journey="request")
        with self.database.transaction() as session:
            self.plan = plan.begin(
                session, OFFICER, person=self.marte.id, name=NAME, unit="ke", language="nb",
                reach="sms", contact="+4700000914",
            )  # fmt: skip
            plan_consents.to_plan(session, self.marte, self.plan)
            parts = write(session, OFFICER, self.plan)
            self.helper = next(
                part.id for part in plan_parts.all_of(session, self.plan_id(session))
                if part.kind == "participant"
            )  # fmt: skip
        assert parts

    def plan_id(self, session) -> str:
        return session.scalars(select(PlanRow.id).filter_by(reference=self.plan)).one()

    def share(self) -> None:
        with self.database.transaction() as session:
            plan_consents.share(session, self.marte, self.plan, self.helper, ("goals",))

    def do(self, what, *words, **more):
        with self.database.transaction() as session:
            return what(session, *words, **more)

    def ask(self, kind: Kind, words: str | None = "Se på dette") -> str:
        new = NewRequest(kind=kind, words=words, event=None, language="nb")
        mail = UnitMail(lambda _unit: "ke@namsos.example", "nb")
        return self.do(
            privacy_requests.ask, self.marte, new, key=f"{kind.value:k<22}", unit="ke", mail=mail
        )

    def answer(self, reference: str, outcome=Outcome.GRANTED, ground=None, who=OFFICER) -> None:
        given = Given(outcome=outcome, ground=ground, text="Vi har sett på det.")
        self.do(privacy_answers.answer, who, reference, given, key="p" * 22 + reference[:4])

    def asked_and_answered(self, kind: Kind, **more) -> None:
        self.answer(self.ask(kind), **more)

    def events(self, code: str) -> list[tuple[str, str, str]]:
        with self.database.transaction() as session:
            rows = session.scalars(select(EventRow).filter_by(code=code).order_by(EventRow.number))
            return [(row.actor_id, row.subject, row.object) for row in rows]

    def person(self) -> PersonRow:
        with self.database.transaction() as session:
            return session.get_one(PersonRow, self.marte.id)

    def tasks(self) -> list[str]:
        with self.database.transaction() as session:
            wanted = select(OutboxRow.channel).filter_by(
                template=privacy_effects.TOLD, state="desk"
            )
            return list(session.scalars(wanted))


@pytest.fixture
def house(app: Flask) -> House:
    return House(app)


class TestArticle15:
    """Access: everything, and who has seen it. Column by column: tests/store/test_take_out.py."""

    def test_everything_comes_out_and_it_is_an_event(self, house: House) -> None:
        found = house.do(take_out.take_out, house.marte, Form.PAGE)
        text = json.dumps(found.tables, default=str, ensure_ascii=False)
        assert NAME in text and "Kanariord om noko vanskeleg" in text
        assert house.events("person.taken-out") == [(house.marte.id, house.marte.id, "page")]

    def test_who_has_looked_is_part_of_it(self, house: House) -> None:
        house.do(case.read, OFFICER, house.case.reference)
        found = house.do(take_out.take_out, house.marte, Form.JSON)
        readings = [row for row in found.tables["events"] if row["code"] in READINGS]
        assert [row["done_by"].name for row in readings if row["code"] == "case.read"] == [
            "Siri Prøve"
        ]


class TestArticle16:
    """Rectification: what is structured is put right with a trace; what was sent in stays as it was sent."""

    def test_the_name_the_birthday_and_the_contact(self, house: House) -> None:
        right = Correction(name="Marte Vik", born=date(1992, 5, 14), contact="+4700000999")
        house.do(privacy_effects.correct, OFFICER, house.marte.id, right)
        found = house.do(take_out.take_out, house.marte, Form.JSON).tables
        assert found["people"][0]["name"] == "Marte Vik"
        assert found["plans"][0]["born"] == "1992-05-14"
        assert found["plan_readers"][0]["contact"] == "+4700000999"
        assert [done for _who, _whose, done in house.events("person.corrected")] == [
            "name", "born", "contact",
        ]  # fmt: skip
        assert found["requests"][0]["words"]["name"] == "Kanari Solvik"

    def test_what_stands_in_the_plan_keeps_its_earlier_version(self, house: House) -> None:
        with house.database.transaction() as session:
            one = next(
                part for part in plan_parts.all_of(session, house.plan_id(session))
                if part.kind == "text"
            )  # fmt: skip
            right = plan_parts.Draft(kind=one.kind, code=one.code, words={"text": "Rettet"})
            plan_parts.change(session, OFFICER, house.plan, one.id, right, based_on=one.version)
            before = plan_parts.version_of(session, house.plan_id(session), one.id, one.version)
        assert before.words == one.words


class TestArticle17:
    """Erasure: what is not archive goes; what is, stays, and is named."""

    def test_what_was_never_sent_goes_and_the_archive_stays(self, house: House) -> None:
        before = count(house.database, CaseRow), count(house.database, PlanVersionRow)
        effect = house.do(privacy_effects.forget, OFFICER, house.marte.id)
        assert effect.gone == {Data.DRAFT: 1}
        assert {Data.CASE, Data.PLAN, Data.EVENT} <= set(effect.kept)
        assert count(house.database, DraftRow) == 0
        assert (count(house.database, CaseRow), count(house.database, PlanVersionRow)) == before
        assert count(house.database, RequestRow) == 1
        found = house.do(take_out.take_out, house.marte, Form.JSON).tables
        assert "contact" not in found["plan_readers"][0]

    def test_where_a_message_went_goes_and_that_it_went_stays(self, house: House) -> None:
        with house.database.transaction() as session:
            row = outbox.put(
                session, municipality=NAMSOS, channel="sms", template="plan-news", language="nb",
                recipient="+4700000914", case_id=None, person=house.marte.id,
            )  # fmt: skip
            outbox.sent(session, row)
        assert house.do(privacy_effects.forget, OFFICER, house.marte.id).gone[Data.SENT] == 1
        rows = house.do(take_out.take_out, house.marte, Form.JSON).tables["outbox"]
        assert [row for row in rows if row.get("recipient") == "+4700000914"] == []
        assert [row for row in rows if row["state"] == "sent" and row["template"] == "plan-news"]

    def test_a_no_is_reasoned_and_takes_nothing_away(self, house: House) -> None:
        house.asked_and_answered(Kind.DELETE, outcome=Outcome.REFUSED, ground=Ground.ARCHIVE)
        assert count(house.database, DraftRow) == 1
        reference = house.do(privacy_requests.mine, house.marte)[0].reference
        seen = house.do(privacy_requests.own, house.marte, reference)
        assert (seen.ground, seen.answer) == (Ground.ARCHIVE, "Vi har sett på det.")

    def test_a_no_without_a_reason_is_no_answer(self, house: House) -> None:
        with pytest.raises(ValueError, match="ground"):
            house.asked_and_answered(Kind.DELETE, outcome=Outcome.REFUSED)


class TestArticle18:
    """Restriction: the data are kept and not used, until it is lifted."""

    @pytest.fixture
    def restricted(self, house: House) -> House:
        house.asked_and_answered(Kind.RESTRICT)
        assert house.person().restricted_at is not None
        return house

    def test_the_desk_is_kept_out_without_a_reason(self, restricted: House) -> None:
        found = restricted.do(openings.closed_to, COLLEAGUE, restricted.marte.id)
        assert found is Closed.RESTRICTED
        with pytest.raises(ReasonNeeded):
            restricted.do(plan.read, OFFICER, restricted.plan)

    def test_the_person_themself_is_not(self, restricted: House) -> None:
        assert restricted.do(plan.read, restricted.marte, restricted.plan)

    @pytest.mark.parametrize("step", [plan_notices.second_notices, plan_follow_up.follow_up])
    def test_nothing_is_done_by_itself(self, restricted: House, step) -> None:
        late = day(TODAY + timedelta(days=400))
        assert restricted.do(step, late).done == 0
        restricted.do(privacy_effects.lift, OFFICER, restricted.marte.id, "nb")
        if step is plan_follow_up.follow_up:
            assert restricted.do(step, late).done > 0

    def test_who_asked_is_told_before_it_is_lifted(self, restricted: House) -> None:
        def told() -> int:
            return count(restricted.database, OutboxRow, template="privacy-news")

        before = told()
        restricted.do(privacy_effects.lift, OFFICER, restricted.marte.id, "nb")
        assert told() == before + 1 and restricted.person().restricted_at is None
        assert [code for code, *_ in restricted.events("person.not-restricted")] == [OFFICER.id]


class TestArticle19:
    """Those who have been given the data are told, by a person and without content."""

    @pytest.mark.parametrize("kind", [Kind.CORRECT, Kind.RESTRICT, Kind.DELETE])
    def test_a_task_for_the_desk(self, house: House, kind: Kind) -> None:
        house.share()
        house.asked_and_answered(kind)
        assert house.tasks() == ["call"]

    def test_an_open_link_is_a_receiver_too(self, house: House, monkeypatch) -> None:
        monkeypatch.setattr(privacy_effects, "now", lambda _session: house.database.clock())
        assert house.do(privacy_effects.tell_receivers, OFFICER, house.marte.id) == 0
        with house.database.transaction() as session:
            measure = session.scalars(select(PlanPartRow.id).filter_by(kind="measure")).first()
            session.execute(
                plan_links.PlanLinkRow.__table__.insert().values(
                    id="l" * 32, plan_id=house.plan_id(session), measure=measure,
                    participant=house.helper, token_hash=b"t" * 32, code_hash=b"c" * 32,
                    made_at=house.database.clock(), made_by=OFFICER.id, tries=0,
                    ends_at=house.database.clock() + timedelta(days=1),
                )
            )  # fmt: skip
        assert house.do(privacy_effects.tell_receivers, OFFICER, house.marte.id) == 1

    def test_nobody_to_tell_is_no_task(self, house: House) -> None:
        house.asked_and_answered(Kind.RESTRICT)
        assert house.tasks() == []


class TestArticle20:
    """Portability: a file another system can read. The plan alone: tests/fhir."""

    def test_every_value_is_text_number_or_yes_and_no(self, house: House) -> None:
        from portal.pages.privacy.everything import plain

        found = house.do(take_out.take_out, house.marte, Form.JSON)
        whole = json.loads(json.dumps(plain(found.tables)))
        assert whole["cases"][0]["reference"] == house.case.reference
        assert whole["cases"][0]["received_on"] == TODAY.isoformat()


class TestArticle21:
    def test_an_objection_that_is_followed_stops_the_use(self, house: House) -> None:
        house.asked_and_answered(Kind.OBJECT)
        assert house.person().restricted_at is not None

    def test_one_that_is_refused_does_not(self, house: House) -> None:
        house.asked_and_answered(Kind.OBJECT, outcome=Outcome.REFUSED, ground=Ground.WEIGHTIER)
        assert house.person().restricted_at is None


class TestArticle22:
    """No decision without a person."""

    def test_a_request_changes_nothing_until_somebody_answers(self, house: House) -> None:
        for kind in (Kind.RESTRICT, Kind.DELETE, Kind.OBJECT):
            house.ask(kind)
        assert house.person().restricted_at is None and count(house.database, DraftRow) == 1

    def test_only_an_employee_answers(self, house: House) -> None:
        reference = house.ask(Kind.DELETE)
        for who in (house.marte, replace(OFFICER, role=None), Actor("system", "daily", NAMSOS)):
            with pytest.raises(privacy_answers.NotThere):
                house.answer(reference, who=who)
        assert count(house.database, DraftRow) == 1
