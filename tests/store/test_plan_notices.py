"""Those who may see a plan are told that something is new, as they want to be told, and once more after a week."""

from datetime import timedelta

import pytest

from portal.rules.access import Actor
from portal.store import outbox, outbox_tasks, plan, plan_notices
from portal.store.crypto import seal
from portal.store.tables.plan import PlanReaderRow
from tests.store.citizens import OF_SELF, send
from tests.store.days import day, morning, send_mail
from tests.store.people import COLLEAGUE, LEAD, NEIGHBOUR, OFFICER, TODAY, change, happened
from tests.store.plan_people import begun, laid_out, row_of, set_reader, with_parent

DAYS = timedelta(days=1)


@pytest.fixture
def marte_and_plan(database) -> tuple[Actor, str]:
    return begun(database)


def tell(database, reference: str, but: str | None = None) -> None:
    row = row_of(database, reference)
    with database.transaction() as session:
        plan_notices.news(session, session.merge(row), but=but)


def wants(database, person: str, reach: str, contact: str | None) -> None:
    """The reader has said how they want to be told."""
    with database.transaction() as session:
        row = session.query(PlanReaderRow).filter_by(person=person).one()
        sealed = None
        if contact:
            keyring = session.info["keyring"]
            sealed = seal(keyring, "plan_readers.contact", row.id, contact)
    set_reader(database, person, reach=reach, contact=sealed)


def again(database, on) -> int:
    with database.transaction() as session:
        return plan_notices.second_notices(session, day(on), "").done


class TestFirstNotice:
    @pytest.mark.parametrize(
        ("reach", "contact", "channel", "state"),
        [
            ("sms", "+4799999951", "sms", "pending"),
            ("email", "marte@post.example", "email", "pending"),
            ("call", "+4799999951", "call", "desk"),
            ("letter", None, "letter", "desk"),
        ],
    )
    def test_the_reader_is_told_as_they_want(
        self, database, marte_and_plan, reach, contact, channel, state
    ):
        marte, reference = marte_and_plan
        wants(database, marte.id, reach, contact)
        tell(database, reference)
        (message,) = laid_out(database)
        assert (message.channel, message.state) == (channel, state)
        assert message.template == "plan-news"
        assert (message.person, message.language) == (marte.id, "nn")
        with database.transaction() as session:
            opened = outbox.unseal(
                session.info["keyring"], outbox.RECIPIENT, message.id, message.recipient
            )
        assert opened == (contact if state == "pending" else "")

    def test_who_has_said_nothing_is_looked_for_in_the_contact_register(
        self, database, marte_and_plan
    ):
        tell(database, marte_and_plan[1])
        (message,) = laid_out(database)
        assert (message.channel, message.state) == ("email", "pending")

    def test_what_was_said_in_the_request_the_plan_came_from_counts(self, database, marte_and_plan):
        marte, reference = marte_and_plan
        case_id = send(database, marte, OF_SELF).case_id
        change(database, "UPDATE plans SET case_id = :id", id=case_id)
        tell(database, reference)
        message = laid_out(database)[-1]
        assert (message.template, message.channel) == ("plan-news", OF_SELF.reach)

    def test_everybody_who_may_see_it_is_told_but_the_one_who_made_it(
        self, database, marte_and_plan
    ):
        marte, reference = marte_and_plan
        jon = with_parent(database, reference)
        tell(database, reference, but=jon.id)
        assert [one.person for one in laid_out(database)] == [marte.id]
        tell(database, reference)
        assert {one.person for one in laid_out(database)} == {marte.id, jon.id}

    def test_a_parent_whose_time_is_over_is_told_nothing(self, database, marte_and_plan):
        marte, reference = marte_and_plan
        jon = with_parent(database, reference)
        set_reader(database, jon.id, until=TODAY)
        tell(database, reference)
        assert [one.person for one in laid_out(database)] == [marte.id]

    def test_what_waits_for_the_same_person_travels_as_one(self, database, clock, marte_and_plan):
        _marte, reference = marte_and_plan
        with_parent(database, reference)
        tell(database, reference)
        tell(database, reference)
        with database.transaction() as session:
            claimed = outbox.claim(session, clock.now, 10 * DAYS)
        assert [one.coalesced for one in claimed] == [2, 2]
        assert {one.plan_reference for one in claimed} == {reference}
        assert {one.unit for one in claimed} == {"ke"}

    def test_one_call_tells_of_all_that_is_new(self, database, marte_and_plan):
        marte, reference = marte_and_plan
        wants(database, marte.id, "letter", None)
        tell(database, reference)
        tell(database, reference)
        (message,) = laid_out(database)
        with database.transaction() as session:
            assert outbox_tasks.done(session, OFFICER, message.id)
        tell(database, reference)
        assert len(laid_out(database)) == 2

    def test_it_is_written_down_and_says_nothing_of_what(self, database, clock, marte_and_plan):
        tell(database, marte_and_plan[1])
        row = row_of(database, marte_and_plan[1])
        assert (row.news_at, row.news_again_at) == (clock.now, None)
        assert happened(database)[-1] == "plan.told"


class TestTasksOfPlans:
    @pytest.fixture
    def task(self, database, marte_and_plan) -> str:
        marte, reference = marte_and_plan
        wants(database, marte.id, "letter", None)
        tell(database, reference)
        return reference

    @pytest.mark.parametrize(
        ("actor", "sees"), [(OFFICER, 1), (LEAD, 1), (COLLEAGUE, 0), (NEIGHBOUR, 0)]
    )
    def test_only_who_may_read_the_plan_sees_it(self, database, task, actor, sees):
        with database.transaction() as session:
            found = outbox_tasks.tasks(session, actor)
        assert [one.plan_reference for one in found] == [task] * sees
        assert ("plan.listed" in happened(database)) == bool(sees)

    def test_who_covers_sees_it_while_the_coordinator_is_away(self, database, task):
        change(
            database,
            "UPDATE staff SET covered_by = :who, away_from = :today, away_until = :today "
            "WHERE id = :away",
            who=COLLEAGUE.id, today=TODAY.isoformat(), away=OFFICER.id,
        )  # fmt: skip
        with database.transaction() as session:
            (found,) = outbox_tasks.tasks(session, COLLEAGUE)
        assert found.mine

    def test_only_who_may_act_in_the_plan_says_that_it_is_done(self, database, task):
        (message,) = laid_out(database)
        with database.transaction() as session:
            assert not outbox_tasks.done(session, COLLEAGUE, message.id)
        with database.transaction() as session:
            assert outbox_tasks.done(session, OFFICER, message.id)


class TestSecondNotice:
    @pytest.fixture
    def told(self, database, clock, marte_and_plan) -> tuple[Actor, str]:
        clock.now = morning(TODAY)
        tell(database, marte_and_plan[1])
        clock.now += timedelta(minutes=1)
        send_mail(database)
        return marte_and_plan

    def test_after_a_week_unopened_once_more_and_never_again(self, database, clock, told):
        done = []
        for number in range(20):
            clock.now = morning(TODAY + number * DAYS)
            if again(database, TODAY + number * DAYS):
                done.append(number)
            send_mail(database)
        assert done == [7]
        assert [one.template for one in laid_out(database)] == ["plan-news", "plan-news-again"]
        assert row_of(database, told[1]).news_again_at == morning(TODAY + 7 * DAYS)

    def test_who_has_opened_the_plan_is_left_in_peace(self, database, told):
        marte, reference = told
        with database.transaction() as session:
            assert plan.read(session, marte, reference)
        assert again(database, TODAY + 7 * DAYS) == 0

    def test_the_coordinator_reading_it_is_not_the_person_reading_it(self, database, told):
        with database.transaction() as session:
            assert plan.read(session, OFFICER, told[1])
        assert again(database, TODAY + 7 * DAYS) == 1

    def test_a_message_that_has_not_left_is_not_repeated(self, database, clock, marte_and_plan):
        clock.now = morning(TODAY)
        tell(database, marte_and_plan[1])
        assert again(database, TODAY + 20 * DAYS) == 0

    def test_where_a_person_has_taken_over_no_second_message(self, database, marte_and_plan):
        marte, reference = marte_and_plan
        wants(database, marte.id, "call", None)
        tell(database, reference)
        assert again(database, TODAY + 20 * DAYS) == 0

    def test_a_plan_nobody_may_see_any_more_is_left_alone(self, database, told):
        set_reader(database, told[0].id, until=TODAY)
        assert again(database, TODAY + 7 * DAYS) == 0
