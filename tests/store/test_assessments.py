"""Assessments of one concrete decision, protected addresses, and what must be found out: kept, read, ended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.protected import Lifted, Reason
from portal.rules.registering import EndReason, Kin, Unclear
from portal.rules.representation import Basis, Held, Scope
from portal.store import (
    assessments,
    case_mine,
    case_readers,
    grants_at_desk,
    grants_registered,
    grants_unclear,
    outbox_tasks,
    protected,
    representation,
)
from portal.store.assessments import NewAssessment, Words
from portal.store.db import Database, now
from portal.store.grants_registered import Faulty, NotThere
from portal.store.openings import OwnRelative, ReasonNeeded
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.representation import AssessmentRow, GrantRow, RelationRow
from tests.acting import acting
from tests.conftest import Clock
from tests.let_in import let_in
from tests.store.citizens import JON, MARTE, citizen
from tests.store.people import (
    LEAD,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    READER,
    TODAY,
    ask,
    contents,
    enrol,
)

NEW = NewAssessment(
    words=Words(
        decision="Om hjelpen om natten", assessed_by="Fastlegen", why="Forstår ikke følgene",
        may_do="Si ja til at skolen får vite det", kin=Kin.PARENT,
    ),
    assessed_on=TODAY - timedelta(days=1), until=date(2027, 11, 21),
    scopes=frozenset({Scope.SEE_PLAN, Scope.WRITE_PLAN}), number=JON,
    holder_name="Jon Solvik", person_name="Marte Solvik", language="nb",
)  # fmt: skip


@pytest.fixture
def marte(database: Database) -> Actor:
    enrol(database)
    return citizen(database, MARTE)


def register(
    database: Database, person: Actor, new: NewAssessment = NEW, by: Actor = OFFICER, key: str = "a"
) -> str | None:
    with database.transaction() as session:
        return assessments.register(session, by, person.id, new, key=key)


def held(database: Database, person: Actor) -> Held | None:
    jon = citizen(database, JON)
    with database.transaction() as session:
        return representation.held(session, acting(jon, person.id))


def codes(database: Database, person: Actor) -> list[tuple[str, str]]:
    with database.transaction() as session:
        rows = session.scalars(
            select(EventRow).filter_by(subject=person.id).order_by(EventRow.number)
        )
        return [(row.code, row.object) for row in rows]


def told(database: Database) -> set[str | None]:
    with database.transaction() as session:
        return set(session.scalars(select(OutboxRow.person).filter_by(template="grant-news")))


class TestAssessments:
    def test_the_next_of_kin_gets_insight_and_never_more(
        self, database: Database, marte: Actor
    ) -> None:
        assessment = register(database, marte)
        opened = held(database, marte)
        assert opened and opened.bases == (Basis.KIN,) and not opened.decides
        assert opened.scopes == {Scope.SEE_PLAN}
        assert opened.until == date(2027, 11, 21)
        assert [code for code, _object in codes(database, marte)] == [
            "grant.registered", "assessment.registered",
        ]  # fmt: skip
        assert codes(database, marte)[1] == ("assessment.registered", assessment)

    def test_what_it_says_is_sealed_and_read_with_an_event(
        self, database: Database, marte: Actor
    ) -> None:
        assessment = register(database, marte)
        with database.transaction() as session:
            row = session.scalars(select(AssessmentRow)).one()
            assert b"Fastlegen" not in row.words and row.by == OFFICER.id
            seen = assessments.read(session, LEAD, assessment or "")
        assert seen.words == NEW.words and seen.by_name == "Siri Prøve"
        assert (seen.assessed_on, seen.last) == (NEW.assessed_on, date(2027, 11, 20))
        assert codes(database, marte)[-1] == ("grant.read", assessment)

    def test_sent_twice_it_is_one(self, database: Database, marte: Actor) -> None:
        register(database, marte)
        assert register(database, marte) is None
        with database.transaction() as session:
            assert len(session.scalars(select(AssessmentRow)).all()) == 1

    def test_it_ends_by_itself_with_its_time(
        self, database: Database, marte: Actor, clock: Clock
    ) -> None:
        register(database, marte, replace(NEW, until=TODAY + timedelta(days=2)))
        clock.now += timedelta(days=1)
        assert held(database, marte)
        clock.now += timedelta(days=1)
        assert held(database, marte) is None

    def test_the_insight_and_the_assessment_end_together(
        self, database: Database, marte: Actor
    ) -> None:
        register(database, marte)
        with database.transaction() as session:
            grant = session.scalars(select(GrantRow.id)).one()
            grants_registered.end(session, LEAD, grant, EndReason.PERSON_DECIDES)
            row = session.scalars(select(AssessmentRow)).one()
            assert row.ended_at is not None and row.ended_by == LEAD.id
        assert held(database, marte) is None
        assert [code for code, _object in codes(database, marte)][-2:] == [
            "grant.ended", "assessment.ended",
        ]  # fmt: skip

    def test_the_person_is_told_unless_the_desk_says_why_not(
        self, database: Database, marte: Actor
    ) -> None:
        jon = citizen(database, JON)
        register(database, marte, replace(NEW, words=replace(NEW.words, not_told="Sover")))
        assert told(database) == {jon.id}
        register(database, marte, key="b")
        assert told(database) == {jon.id, marte.id}

    def test_longer_than_a_year_leaves_nothing(self, database: Database, marte: Actor) -> None:
        citizen(database, JON)
        before = contents(database)
        with pytest.raises(Faulty):
            register(database, marte, replace(NEW, until=date(2027, 11, 22)))
        assert contents(database) == before

    @pytest.mark.parametrize("who", [READER, NEIGHBOUR, "citizen", "acting"])
    def test_it_is_never_self_declared(
        self, database: Database, marte: Actor, who: Actor | str
    ) -> None:
        """Neither the person nor the next of kin, however they are logged in, nor who may only read."""
        assessment = register(database, marte)
        others = {"citizen": marte, "acting": acting(citizen(database, JON), marte.id)}
        actor = others[who] if isinstance(who, str) else who
        before = contents(database)
        with pytest.raises(NotThere):
            register(database, marte, by=actor, key="z")
        with pytest.raises(NotThere), database.transaction() as session:
            assessments.read(session, actor, assessment or "")
        assert contents(database) == before


class TestRelatives:
    """Forvaltningsloven § 6: an employee has nothing to do with a relative's matter."""

    @pytest.mark.parametrize("close_to", [MARTE, JON])
    def test_an_employee_writes_and_reads_nothing_of_them(
        self, database: Database, marte: Actor, close_to: str
    ) -> None:
        assessment = register(database, marte)
        relative = citizen(database, close_to)
        with database.transaction() as session:
            grant = session.scalars(select(GrantRow.id)).one()
            session.add(
                RelationRow(
                    id="r" * 32,
                    municipality=NAMSOS,
                    staff=OFFICER.id,
                    person=relative.id,
                    at=now(session),
                    by=OFFICER.id,
                )
            )
        before = contents(database)
        with pytest.raises(OwnRelative):
            register(database, marte, key="z")
        with pytest.raises(OwnRelative), database.transaction() as session:
            grants_registered.end(session, OFFICER, grant, EndReason.MISTAKE)
        with pytest.raises(OwnRelative), database.transaction() as session:
            grants_at_desk.about(session, OFFICER, relative.id)
        with pytest.raises(OwnRelative), database.transaction() as session:
            grants_at_desk.one(session, OFFICER, grant)
        assert contents(database) == before
        with database.transaction() as session:
            assert assessments.read(session, LEAD, assessment or "")


class TestProtected:
    def test_set_and_lifted_with_the_code_of_why(self, database: Database, marte: Actor) -> None:
        with database.transaction() as session:
            assert protected.protect(session, OFFICER, marte.id, Reason.POLICE)
            assert not protected.protect(session, OFFICER, marte.id, Reason.REGISTER)
            assert protected.is_protected(session, marte.id)
        assert codes(database, marte) == [("person.protected", "police")]
        with pytest.raises(ReasonNeeded), database.transaction() as session:
            protected.lift(session, OFFICER, marte.id, Lifted.TIME_OUT)
        let_in(database, OFFICER, marte.id)
        with database.transaction() as session:
            assert protected.lift(session, OFFICER, marte.id, Lifted.TIME_OUT)
            assert not protected.lift(session, OFFICER, marte.id, Lifted.TIME_OUT)
            assert not protected.is_protected(session, marte.id)
            assert not protected.is_protected(session, None)
        done = [code for code, _touched in codes(database, marte)]
        assert done == ["person.protected", "opening.made", "person.not-protected"]

    def test_nobody_acts_as_long_as_it_lasts_and_does_again_after(
        self, database: Database, marte: Actor
    ) -> None:
        register(database, marte)
        with database.transaction() as session:
            protected.protect(session, OFFICER, marte.id, Reason.REGISTER)
        assert held(database, marte) is None
        let_in(database, OFFICER, marte.id)
        with database.transaction() as session:
            protected.lift(session, OFFICER, marte.id, Lifted.REGISTER)
        assert held(database, marte)

    def test_the_holders_protection_turns_it_off_too(
        self, database: Database, marte: Actor
    ) -> None:
        register(database, marte)
        jon = citizen(database, JON)
        with database.transaction() as session:
            protected.protect(session, OFFICER, jon.id, Reason.REGISTER)
        assert held(database, marte) is None

    def test_no_parent_reads_the_case_of_a_protected_child(
        self, database: Database, marte: Actor
    ) -> None:
        jon = citizen(database, JON)
        reference = ask(database).reference
        with database.transaction() as session:
            case = session.scalars(select(CaseRow.id).filter_by(reference=reference)).one()
            case_readers.add_reader(session, case, marte.id, case_readers.SELF)
            case_readers.add_reader(session, case, jon.id, case_readers.PARENT, date(2030, 1, 1))
            both = {marte.id: "self", jon.id: "parent"}
            assert case_readers.of_case(session, case, TODAY) == both
            assert case_mine.read(session, jon, reference) is not None
            protected.protect(session, OFFICER, marte.id, Reason.REGISTER)
            assert case_readers.of_case(session, case, TODAY) == {marte.id: "self"}
            assert case_mine.read(session, jon, reference) is None
            assert case_mine.mine(session, jon).cases == []
            assert case_mine.read(session, marte, reference) is not None

    @pytest.mark.parametrize("who", [READER, NEIGHBOUR, Actor("citizen", "x", NAMSOS)])
    def test_the_desk_alone_sets_and_lifts(
        self, database: Database, marte: Actor, who: Actor
    ) -> None:
        before = contents(database)
        for press, why in ((protected.protect, Reason.POLICE), (protected.lift, Lifted.MISTAKE)):
            with pytest.raises(protected.NotThere), database.transaction() as session:
                press(session, who, marte.id, why)
        assert contents(database) == before


class TestUnclear:
    def test_one_task_for_each_thing_until_it_is_found_out(
        self, database: Database, marte: Actor
    ) -> None:
        with database.transaction() as session:
            for _time in range(2):
                grants_unclear.disagree(session, NAMSOS, marte.id, "register-differs")
            grants_unclear.note(session, OFFICER, marte.id, Unclear.PARENTS_DISAGREE)
            found = grants_unclear.listed(session, LEAD)
            assert {one.code for one in found} == {"register-differs", "parents-disagree"}
            assert len(found) == 2
            found.sort(key=lambda one: one.code, reverse=True)
            assert {one.person for one in found} == {marte.id}
            assert outbox_tasks.tasks(session, LEAD) == []
            assert grants_unclear.done(session, OFFICER, found[0].id)
            assert not grants_unclear.done(session, OFFICER, found[0].id)
            assert [one.code for one in grants_unclear.all_open(session, OFFICER)] == [
                "parents-disagree"
            ]
        assert [code for code, _object in codes(database, marte)] == [
            "grant.checked", "grant.checked", "delivery.handled",
        ]  # fmt: skip

    @pytest.mark.parametrize("who", [READER, NEIGHBOUR, Actor("citizen", "x", NAMSOS)])
    def test_it_is_the_desks(self, database: Database, marte: Actor, who: Actor) -> None:
        with database.transaction() as session:
            grants_unclear.disagree(session, NAMSOS, marte.id, "register-differs")
            (task,) = grants_unclear.all_open(session, OFFICER)
            assert grants_unclear.listed(session, who) == []
            assert not grants_unclear.done(session, who, task.id)
            grants_unclear.note(session, who, marte.id, Unclear.MANDATE)
            assert len(grants_unclear.all_open(session, OFFICER)) == 1
