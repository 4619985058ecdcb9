"""A participant is asked by a mailed link: which links open, how often one may guess, what an answer leaves behind."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal.rules.access import Actor
from portal.rules.plan import ME, Draft, Kind, Measure, Part, Sector
from portal.rules.plan_consent import Section
from portal.rules.plan_link import Answer, Obstacle, State
from portal.store import (
    outbox,
    plan,
    plan_consents,
    plan_link_answers,
    plan_links,
    plan_parts,
)
from portal.store.case_mine_changes import UnitMail
from portal.store.crypto import unseal
from portal.store.db import Database
from portal.store.plan_held import Conflict, NoConsent, NotThere
from portal.store.plan_link_answers import Given, Gone
from portal.store.plan_links import CannotAsk, Link, Made
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanConsentRow, PlanLinkRow, PlanRow, PlanVersionRow
from tests.let_in import let_in
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    VIK,
    at_once,
    contents,
    count,
    happened,
)
from tests.store.plan_people import begun

MAIL = UnitMail(lambda code: f"{code}@namsos.example", "nb")
NAV = {"name": "Kanari Veileder", "email": "kanari@nav.example", "phone": "990 00 123"}
WHAT = {"what": "Finne et sted å prøve seg i jobb", "extent": "To dager i uka"}


class Room:
    """A plan of Marte's with one measure that Nav answers for, shared with Nav."""

    def __init__(self, database: Database, *, share: bool = True, **nav: str) -> None:
        self.database = database
        self.marte, self.reference = begun(database)
        self.nav = self.add(
            Draft(kind=Kind.PARTICIPANT, code=Sector.NAV, words=NAV | nav), "participant"
        )
        self.measure = self.add(
            Draft(
                kind=Kind.MEASURE,
                code=Measure.PROPOSED,
                responsible=self.nav,
                due_on=date(2026, 12, 1),
                words=WHAT,
            ),
            "measure",
        )
        if share:
            self.share(Section.MEASURES)

    def add(self, draft: Draft, key: str) -> str:
        with self.database.transaction() as session:
            return plan_parts.add(session, OFFICER, self.reference, draft, key=f"{key:22}")

    def share(self, *sections: str) -> None:
        with self.database.transaction() as session:
            plan_consents.share(session, self.marte, self.reference, self.nav, sections)

    def make(self, actor: Actor = OFFICER, *, by_sms: bool = True) -> Made:
        with self.database.transaction() as session:
            return plan_links.make(
                session, actor, self.reference, self.measure, language="nb", by_sms=by_sms
            )

    def end(self) -> None:
        with self.database.transaction() as session:
            plan_links.end(session, OFFICER, self.reference, self.measure)

    def latest(self) -> Link | None:
        with self.database.transaction() as session:
            return plan_links.latest(session, OFFICER, self.reference, self.measure)

    def try_code(self, token: str, code: str, municipality: str = NAMSOS) -> str | None:
        with self.database.transaction() as session:
            return plan_link_answers.try_code(session, municipality, token, code, mail=MAIL)

    def see(self, made: Made, municipality: str = NAMSOS):
        with self.database.transaction() as session:
            return plan_link_answers.seen(session, municipality, made.token, made.id)

    def answer(self, made: Made, given: Given, *, based_on: int = 2) -> None:
        with self.database.transaction() as session:
            plan_link_answers.answer(
                session, NAMSOS, made.token, made.id, given, based_on=based_on, mail=MAIL
            )

    def part(self, part_id: str | None = None) -> Part:
        with self.database.transaction() as session:
            seen = plan.read(session, OFFICER, self.reference)
            found = seen.plan.one(part_id or self.measure)
        assert found is not None
        return found

    def change(self, **values: object) -> None:
        """The coordinator changes the measure."""
        before = self.part()
        draft = Draft(
            **{
                "kind": before.kind,
                "code": before.code,
                "responsible": before.responsible,
                "due_on": before.due_on,
                "words": before.words,
            }
            | values
        )
        with self.database.transaction() as session:
            plan_parts.change(
                session, OFFICER, self.reference, self.measure, draft, based_on=before.version
            )

    def mails(self) -> list[tuple[str, str, str]]:
        """(template, channel, receiver) of what is laid out, but for the news to the person."""
        with self.database.transaction() as session:
            keyring = session.info["keyring"]
            rows = session.scalars(select(OutboxRow).where(OutboxRow.person.is_(None)))
            return sorted(
                (
                    row.template,
                    row.channel,
                    unseal(keyring, outbox.RECIPIENT, row.id, row.recipient),
                )
                for row in rows
            )


def test_the_one_who_answers_for_a_measure_is_asked_by_mail_and_gets_the_code_another_way(
    database: Database,
) -> None:
    room = Room(database)
    made = room.make()
    assert made.by_sms
    assert room.mails() == [
        ("measure-asked", "email", "kanari@nav.example"),
        ("measure-code", "sms", "+4799000123"),
    ]
    assert room.part().code == Measure.ASKED
    assert room.latest().state is State.OPEN
    assert "plan.link-made" in happened(database)


@pytest.mark.parametrize(
    ("phone", "by_sms"), [("74 21 71 00", True), ("", True), ("990 00 123", False)]
)
def test_without_a_text_message_the_code_is_read_out(
    database: Database, phone: str, by_sms: bool
) -> None:
    room = Room(database, phone=phone)
    made = room.make(by_sms=by_sms)
    assert not made.by_sms
    assert [template for template, *_rest in room.mails()] == ["measure-asked"]
    assert room.latest().code == made.code


def test_a_code_that_went_as_a_text_message_is_not_shown_to_the_desk(database: Database) -> None:
    room = Room(database)
    room.make()
    assert room.latest().code is None
    assert (room.latest().mail, room.latest().sms) == ("pending", "pending")


def test_neither_the_link_nor_its_code_can_be_read_in_the_database(database: Database) -> None:
    room = Room(database)
    made = room.make()
    everything = repr(contents(database))
    assert len(made.token) == 43
    assert made.token not in everything
    assert made.code not in everything.replace(made.id, "")


def test_a_right_code_opens_and_shows_that_one_measure(database: Database) -> None:
    room = Room(database)
    made = room.make()
    assert room.try_code(made.token, made.code) == made.id
    seen = room.see(made)
    assert (seen.what, seen.extent, seen.how) == (WHAT["what"], WHAT["extent"], "")
    assert (seen.person_name, seen.due_on, seen.unit) == ("Marte Solvik", date(2026, 12, 1), "ke")
    assert room.latest().opened_at is not None
    with database.transaction() as session:
        row = session.scalars(select(EventRow).filter_by(code="plan.link-read")).one()
        assert (row.actor_kind, row.actor_id, row.object) == ("participant", room.nav, made.id)


def elapse(room: Room, clock, made: Made) -> None:
    clock.now += timedelta(days=14)


def used_up(room: Room, clock, made: Made) -> None:
    for _time in range(5):
        assert room.try_code(made.token, wrong(made)) is None


def withdraw(room: Room, clock, made: Made) -> None:
    with room.database.transaction() as session:
        plan_consents.withdraw(session, room.marte, room.reference)


def withdraw_behind_the_house(room: Room, clock, made: Made) -> None:
    """The consent is gone, and nobody has ended the link."""
    with room.database.transaction() as session:
        session.execute(update(PlanRow).values(status="withdrawn"))


def share_less(room: Room, clock, made: Made) -> None:
    room.share(Section.GOALS)


def share_less_behind_the_house(room: Room, clock, made: Made) -> None:
    with room.database.transaction() as session:
        session.execute(update(PlanConsentRow).values(sections="goals"))


def other_answers_for_it(room: Room, clock, made: Made) -> None:
    room.change(responsible=ME)


def take_the_measure_away(room: Room, clock, made: Made) -> None:
    with room.database.transaction() as session:
        plan_parts.remove(session, OFFICER, room.reference, room.measure, based_on=2)


def participant_leaves(room: Room, clock, made: Made) -> None:
    with room.database.transaction() as session:
        plan_parts.remove(session, OFFICER, room.reference, room.nav, based_on=1)


DEAD = {
    "too old": (elapse, State.EXPIRED),
    "five wrong codes": (used_up, State.TRIED),
    "ended": (lambda room, clock, made: room.end(), State.ENDED),
    "a new one sent": (lambda room, clock, made: room.make(), None),
    "consent withdrawn": (withdraw, None),
    "consent gone": (withdraw_behind_the_house, None),
    "no longer shared": (share_less, State.ENDED),
    "sharing gone": (share_less_behind_the_house, State.DEAD),
    "another answers for it": (other_answers_for_it, State.DEAD),
    "the measure is gone": (take_the_measure_away, None),
    "the participant is gone": (participant_leaves, State.DEAD),
}


@pytest.mark.parametrize("case", DEAD)
def test_a_link_that_has_ended_is_as_an_unknown_one(database: Database, clock, case: str) -> None:
    """Also in a browser that has given the code before."""
    do, state = DEAD[case]
    room = Room(database)
    made = room.make()
    assert room.see(made) is not None
    do(room, clock, made)
    before = contents(database)
    assert room.try_code(made.token, made.code) is None
    assert room.try_code("x" * 43, made.code) is None
    assert room.see(made) is None
    with pytest.raises(Gone):
        room.answer(made, Given(Answer.YES))
    assert contents(database) == before
    if state is not None:
        assert room.latest().state is state


def test_a_link_does_not_open_in_another_municipality(database: Database) -> None:
    room = Room(database)
    made = room.make()
    assert room.try_code(made.token, made.code, VIK) is None
    assert room.see(made, VIK) is None
    assert room.try_code(made.token, made.code) == made.id


def test_a_browser_that_opened_one_link_does_not_open_another(database: Database) -> None:
    room = Room(database)
    first, second = room.make(), room.make()
    with database.transaction() as session:
        assert plan_link_answers.seen(session, NAMSOS, second.token, first.id) is None
        with pytest.raises(Gone):
            plan_link_answers.answer(
                session, NAMSOS, second.token, first.id,
                Given(Answer.YES), based_on=2, mail=MAIL,
            )  # fmt: skip


def test_four_wrong_codes_are_forgiven_and_the_fifth_ends_the_link_and_tells_the_unit(
    database: Database,
) -> None:
    room = Room(database)
    made = room.make()
    for _time in range(4):
        assert room.try_code(made.token, wrong(made)) is None
    assert room.try_code(made.token, made.code) == made.id
    assert room.try_code(made.token, wrong(made)) is None
    assert room.try_code(made.token, made.code) is None
    assert ("desk-link-stopped", "email", "ke@namsos.example") in room.mails()
    assert happened(database).count("plan.link-ended") == 1


def wrong(made: Made) -> str:
    return f"{(int(made.code) + 1) % 1_000_000:06}"


OBSTACLES = {
    "not shared": (lambda room: room.share(Section.TEAM), Obstacle.NOT_SHARED),
    "nobody answers for it": (lambda room: room.change(responsible=None), Obstacle.NOBODY),
    "the person does": (lambda room: room.change(responsible=ME), Obstacle.NOBODY),
    "done": (lambda room: room.change(code=Measure.DONE), Obstacle.DONE),
    "the participant is gone": (lambda room: participant_leaves(room, None, None), Obstacle.NOBODY),
}


@pytest.mark.parametrize("case", OBSTACLES)
def test_who_cannot_be_asked_is_not_asked(database: Database, case: str) -> None:
    do, why = OBSTACLES[case]
    room = Room(database)
    do(room)
    before = contents(database)
    with pytest.raises(CannotAsk) as refusal:
        room.make()
    assert refusal.value.why is why
    assert contents(database) == before
    with database.transaction() as session:
        assert plan_links.why_not(session, OFFICER, room.reference, room.measure) is why


def test_without_an_address_nobody_is_asked(database: Database) -> None:
    room = Room(database, email="")
    with pytest.raises(CannotAsk) as refusal:
        room.make()
    assert refusal.value.why is Obstacle.NO_EMAIL


def test_without_consent_nothing_is_sent(database: Database) -> None:
    room = Room(database)
    withdraw_behind_the_house(room, None, None)
    with pytest.raises(NoConsent):
        room.make()
    assert count(database, PlanLinkRow) == 0


@pytest.mark.parametrize("actor", [COLLEAGUE, NEIGHBOUR, Actor("citizen", "7" * 32, NAMSOS)])
def test_who_does_not_coordinate_sends_no_link(database: Database, actor: Actor) -> None:
    room = Room(database)
    with pytest.raises(NotThere):
        room.make(actor)
    with pytest.raises(NotThere), database.transaction() as session:
        plan_links.latest(session, actor, room.reference, room.measure)


def test_the_person_sends_no_link_in_their_own_plan(database: Database) -> None:
    room = Room(database)
    with pytest.raises(NotThere):
        room.make(room.marte)


def test_the_lead_sends_one_too(database: Database) -> None:
    room = Room(database)
    let_in(database, LEAD, room.reference)
    assert room.make(LEAD).id


def test_of_several_links_sent_at_once_one_opens(database: Database) -> None:
    room = Room(database)
    made = at_once(4, lambda _number: room.make())
    assert all(isinstance(one, Made) for one in made)
    assert count(database, PlanLinkRow) == 4
    assert count(database, PlanLinkRow, ended_at=None) == 1
    assert len([one for one in made if room.try_code(one.token, one.code)]) == 1
    assert room.part().version == 2


def test_guessing_at_once_gives_no_more_guesses(database: Database) -> None:
    room = Room(database)
    made = room.make()
    at_once(8, lambda _number: room.try_code(made.token, wrong(made)))
    assert room.try_code(made.token, made.code) is None
    assert happened(database).count("plan.link-ended") == 1
    with database.transaction() as session:
        assert session.scalars(select(PlanLinkRow.tries)).one() == 5


def test_the_same_answer_sent_at_once_is_one_version(database: Database) -> None:
    room = Room(database)
    made = room.make()
    said = at_once(3, lambda _number: room.answer(made, Given(Answer.DONE, comment="Ferdig")))
    assert said == [None, None, None]
    assert room.part().version == 3
    assert happened(database).count("plan.link-answered") == 1
    assert count(database, PlanVersionRow, by_kind="participant") == 2


def test_an_answer_to_what_somebody_has_changed_is_not_written(database: Database) -> None:
    room = Room(database)
    made = room.make()
    room.change(words={**WHAT, "how": "På en annen måte"})
    before = contents(database)
    with pytest.raises(Conflict) as conflict:
        room.answer(made, Given(Answer.YES, on=date(2026, 12, 24)))
    assert conflict.value.theirs.says("how") == "På en annen måte"
    assert contents(database) == before
    room.answer(made, Given(Answer.YES, on=date(2026, 12, 24)), based_on=3)
    assert room.part().says("how") == "På en annen måte"


def test_a_measure_under_way_stays_so_when_the_answer_is_yes(database: Database) -> None:
    room = Room(database)
    room.change(code=Measure.UNDER_WAY)
    made = room.make()
    room.answer(made, Given(Answer.NEW_DATE, on=date(2027, 1, 5)))
    part = room.part()
    assert (part.code, part.due_on) == (Measure.UNDER_WAY, date(2027, 1, 5))


def test_the_person_is_told_of_answers_once_a_day(database: Database, clock) -> None:
    room = Room(database)
    with database.transaction() as session:
        session.execute(update(PlanRow).values(news_at=None))
    made = room.make()
    for given in (Given(Answer.YES), Given(Answer.DONE)):
        room.answer(made, given, based_on=room.part().version)
    assert happened(database).count("plan.told") == 1
    clock.now += timedelta(days=1)
    room.answer(made, Given(Answer.YES), based_on=room.part().version)
    assert happened(database).count("plan.told") == 2
