"""What the person and the coordinator write to each other: sealed, in order, once, told to the other side, read or not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.store import plan, plan_messages
from portal.store.plan_messages import KeyReused, NotThere, UnitMail
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanMessageRow
from tests.let_in import let_in
from tests.store.citizens import BIRGER, citizen
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NAMES,
    NEIGHBOUR,
    OFFICER,
    TODAY,
    change,
    count,
    happened,
)
from tests.store.plan_people import begun, laid_out, set_grant, with_parent
from tests.store.test_secrecy import bytes_of, spellings

CANARY = "Kanarimelding om noe vanskelig"
MAIL = UnitMail(lambda unit: f"{unit}@namsos.example", "nb")
KEY = "k" * 22


@pytest.fixture
def marte_and_plan(database) -> tuple[Actor, str]:
    return begun(database)


def write(database, actor: Actor, reference: str, text: str = "Hei", key: str | None = None) -> str:
    key = key or f"{text[:20]:_<22}".replace(" ", "-")
    with database.transaction() as session:
        return plan_messages.write(session, actor, reference, key=key, text=text, mail=MAIL)


def opened(database, actor: Actor, reference: str) -> plan.SeenPlan:
    with database.transaction() as session:
        return plan.read(session, actor, reference)


def read(database, actor: Actor, reference: str, page: int = 1) -> plan_messages.Thread:
    """Open the page of messages."""
    with database.transaction() as session:
        seen = plan.read(session, actor, reference)
        return plan_messages.read(session, actor, seen.id, page=page)


def test_both_sides_are_read_in_order_and_named(database, clock, marte_and_plan):
    marte, reference = marte_and_plan
    for text, actor in (("Først", marte), ("Så", OFFICER), ("Til slutt", marte)):
        clock.now += timedelta(minutes=1)
        write(database, actor, reference, text)
    thread = read(database, marte, reference)
    assert [(one.text, one.by_name) for one in thread.messages] == [
        ("Først", "Marte Solvik"),
        ("Så", NAMES[OFFICER]),
        ("Til slutt", "Marte Solvik"),
    ]
    assert [kind for kind, _at in thread.written] == ["citizen", "staff", "citizen"]
    assert not thread.older


def test_the_same_press_twice_is_one_message_and_other_words_are_refused(database, marte_and_plan):
    marte, reference = marte_and_plan
    first = write(database, marte, reference, "En gang", KEY)
    assert write(database, marte, reference, "En gang", KEY) == first
    with pytest.raises(KeyReused):
        write(database, marte, reference, "Noe annet", KEY)
    assert count(database, PlanMessageRow) == 1
    assert len(laid_out(database)) == 1


@pytest.mark.parametrize("who", [COLLEAGUE, NEIGHBOUR, "stranger", "former"])
def test_who_does_not_have_the_plan_cannot_write_in_it(database, marte_and_plan, who):
    _marte, reference = marte_and_plan
    actor = who
    if who == "stranger":
        actor = citizen(database, BIRGER)
    if who == "former":
        actor = with_parent(database, reference)
        set_grant(database, actor.id, until=TODAY)
    with pytest.raises(NotThere):
        write(database, actor, reference)
    assert count(database, PlanMessageRow) == 0


@pytest.mark.parametrize(
    ("status", "possible"),
    [("invited", True), ("coordinator-only", True), ("withdrawn", True), ("ended", False)],
)
def test_one_can_write_without_a_plan_but_not_after_its_end(
    database, marte_and_plan, status, possible
):
    marte, reference = marte_and_plan
    change(database, "UPDATE plans SET status = :status", status=status)
    if possible:
        assert write(database, marte, reference)
    else:
        with pytest.raises(NotThere):
            write(database, marte, reference)


def test_what_the_person_writes_is_told_to_the_unit_as_one_mail(database, marte_and_plan):
    marte, reference = marte_and_plan
    write(database, marte, reference, "En")
    write(database, marte, reference, "To")
    assert [(one.template, one.person) for one in laid_out(database)] == [
        ("desk-plan-message", None)
    ] * 2
    assert len({one.coalesce for one in laid_out(database)}) == 1
    assert happened(database)[-1] == "plan.citizen-wrote"


def test_what_the_coordinator_writes_is_news_for_all_who_may_see_the_plan(database, marte_and_plan):
    marte, reference = marte_and_plan
    jon = with_parent(database, reference)
    write(database, OFFICER, reference)
    assert {(one.template, one.person) for one in laid_out(database)} == {
        ("plan-news", marte.id),
        ("plan-news", jon.id),
    }
    assert happened(database)[-2:] == ["plan.told", "plan.desk-wrote"]


class TestUnread:
    def test_messages_are_new_until_this_reader_has_opened_them(
        self, database, clock, marte_and_plan
    ):
        marte, reference = marte_and_plan
        jon = with_parent(database, reference)
        write(database, OFFICER, reference, "En")
        clock.now += timedelta(minutes=1)
        assert opened(database, marte, reference).unread == 1
        thread = read(database, marte, reference)
        assert [one.new for one in thread.messages] == [True]
        assert opened(database, marte, reference).unread == 0
        assert opened(database, jon, reference).unread == 1
        clock.now += timedelta(minutes=1)
        write(database, OFFICER, reference, "To")
        assert opened(database, marte, reference).unread == 1
        assert [one.new for one in read(database, marte, reference).messages] == [False, True]

    def test_reading_the_plan_is_not_reading_the_messages(self, database, clock, marte_and_plan):
        marte, reference = marte_and_plan
        write(database, OFFICER, reference)
        clock.now += timedelta(minutes=1)
        opened(database, marte, reference)
        assert opened(database, marte, reference).unread == 1

    def test_one_s_own_are_never_new_and_what_a_parent_writes_is(self, database, marte_and_plan):
        marte, reference = marte_and_plan
        jon = with_parent(database, reference)
        write(database, jon, reference)
        assert opened(database, jon, reference).unread == 0
        assert opened(database, marte, reference).unread == 1

    def test_to_the_desk_only_what_citizens_write_is_new_and_for_each_employee(
        self, database, clock, marte_and_plan
    ):
        marte, reference = marte_and_plan
        let_in(database, LEAD, reference)
        write(database, marte, reference, "Spørsmål")
        write(database, LEAD, reference, "Svar fra leder")
        clock.now += timedelta(minutes=1)
        read(database, LEAD, reference)
        assert opened(database, LEAD, reference).unread == 0
        assert opened(database, OFFICER, reference).unread == 1

    def test_the_reading_is_an_event_about_the_messages(self, database, marte_and_plan):
        marte, reference = marte_and_plan
        read(database, marte, reference)
        read(database, OFFICER, reference)
        with database.transaction() as session:
            rows = session.execute(
                select(EventRow.code, EventRow.actor_id).filter_by(object="messages")
            ).all()
        assert [tuple(row) for row in rows] == [
            ("plan.own-read", marte.id),
            ("plan.read", OFFICER.id),
        ]


def test_the_latest_come_first_and_the_older_on_the_next_page(
    database, clock, marte_and_plan, monkeypatch
):
    monkeypatch.setattr(plan_messages, "PAGE_SIZE", 2)
    marte, reference = marte_and_plan
    for number in range(5):
        clock.now += timedelta(minutes=1)
        write(database, marte, reference, f"Nummer {number}")
    pages = [read(database, marte, reference, page) for page in (1, 2, 3)]
    assert [[one.text[-1] for one in page.messages] for page in pages] == [
        ["3", "4"],
        ["1", "2"],
        ["0"],
    ]
    assert [page.older for page in pages] == [True, True, False]


def test_the_words_are_sealed(database, marte_and_plan, tmp_path):
    write(database, marte_and_plan[0], marte_and_plan[1], CANARY)
    everything = bytes_of(database, tmp_path)
    assert not [one for one in spellings(CANARY) if one in everything]
