"""The desk: no event, no view; nobody sees another unit's cases; of two who take a case one gets it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.access import Actor, Role
from portal.store import case, case_views, events, outbox, outbox_tasks
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from tests.durability.checks import Planted, failing_write
from tests.let_in import let_in
from tests.store.people import (
    COLLEAGUE,
    KARI,
    LEAD,
    NAMES,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OLA,
    OTHER_UNIT,
    READER,
    TODAY,
    VIK,
    ask,
    at_once,
    contents,
    count,
    enrol,
    happened,
)


@pytest.fixture
def desk(database):
    enrol(database)
    return database


def do(database, what, actor, *args, **kwargs):
    with database.transaction() as session:
        return what(session, actor, *args, **kwargs)


def register(database, actor=OFFICER, **changes):
    registered = {
        "key": "r" * 32,
        "channel": "letter",
        "unit": "ke",
        "wish": OLA,
        "note": "",
        "received_at": database.clock(),
    }
    return do(database, case.register, actor, **(registered | changes))


class TestReading:
    def test_a_case_shows_all_there_is(self, desk, clock):
        receipt = ask(desk)
        clock.now += timedelta(hours=1)
        do(desk, case.note_outcome, OFFICER, receipt.reference, "appointment", "Time 1.12.", True)
        let_in(desk, COLLEAGUE, receipt.reference)
        view = do(desk, case.read, COLLEAGUE, receipt.reference)
        assert (view.reference, view.channel, view.unit) == (receipt.reference, "call-me", "ke")
        assert (view.status, view.outcome, view.outcome_at) == (
            "answered",
            "appointment",
            clock.now,
        )
        assert (view.taken_by_name, view.mine) == (NAMES[OFFICER], False)
        assert view.due_on == date(2026, 12, 21)
        assert [(wish.wish, wish.asked_at) for wish in view.wishes] == [(KARI, receipt.received_at)]
        assert view.notes == [case.Note("Time 1.12.", clock.now, NAMES[OFFICER])]
        assert [(one.code, one.who_name) for one in view.timeline] == [
            ("call.asked", None),
            ("case.taken", NAMES[OFFICER]),
            ("case.answered", NAMES[OFFICER]),
            ("opening.made", NAMES[COLLEAGUE]),
        ]
        assert [(one.channel, one.template, one.state) for one in view.deliveries] == [
            ("email", "desk-new", "pending"),
            ("sms", "case-answered", "pending"),
        ]

    def test_each_reading_is_one_event(self, desk):
        references = [
            ask(desk, str(n), replace(KARI, phone=f"+479000000{n}")).reference for n in range(3)
        ]
        before = count(desk, EventRow)
        for reference in references:
            do(desk, case.read, OFFICER, reference)
            do(desk, case.read, OFFICER, reference)
        assert count(desk, EventRow) == before + 6

    def test_a_list_is_one_event_that_names_its_cases(self, desk):
        ids = {ask(desk, "a").case_id, ask(desk, "b", OLA).case_id}
        do(desk, case.inbox, OFFICER)
        with desk.transaction() as session:
            row = session.get(EventRow, (NAMSOS, 3))
        assert (row.code, row.actor_id, set(row.object.split(","))) == (
            "case.listed",
            OFFICER.id,
            ids,
        )

    def test_an_empty_list_reads_nobody(self, desk):
        assert do(desk, case.inbox, OFFICER) == case.Page([], more=False)
        assert happened(desk) == []

    @pytest.mark.parametrize("page", ["read", "inbox", "tasks"])
    def test_without_its_event_nothing_is_shown(self, desk, monkeypatch, page):
        receipt = ask(desk)
        with desk.transaction() as session:
            outbox.put(
                session, municipality=NAMSOS, channel="sms", template="case-answered",
                recipient="", language="nb", case_id=receipt.case_id,
            )  # fmt: skip
        views = {
            "read": lambda session: case.read(session, OFFICER, receipt.reference),
            "inbox": lambda session: case.inbox(session, OFFICER),
            "tasks": lambda session: outbox_tasks.tasks(session, OFFICER),
        }

        def fail(*_args, **_kwargs):
            raise Planted

        monkeypatch.setattr(events, "append", fail)
        shown = []
        with pytest.raises(Planted), desk.transaction() as session:
            shown.append(views[page](session))
        assert shown == []

    @pytest.mark.parametrize(
        ("actor", "sees"),
        [
            (LEAD, True),
            (OFFICER, True),
            (READER, True),
            (OTHER_UNIT, False),
            (NEIGHBOUR, False),
            (Actor("nobody", "", NAMSOS), False),
            (Actor("citizen", "7" * 32, NAMSOS), False),
            (Actor("staff", "8" * 32, NAMSOS, None, "ke"), False),
            (Actor("staff", "9" * 32, NAMSOS, Role.OFFICER, None), False),
        ],
        ids=[
            "lead", "officer", "reader", "other unit", "other municipality", "nobody", "citizen",
            "no role", "officer without a unit",
        ],
    )  # fmt: skip
    def test_whose_case_it_is(self, desk, actor, sees):
        receipt = ask(desk)
        before = contents(desk)
        assert (do(desk, case.read, actor, receipt.reference) is not None) is sees
        assert bool(do(desk, case.inbox, actor, show="all").cases) is sees
        assert (contents(desk) != before) is sees

    def test_what_is_not_there_leaves_no_trace(self, desk):
        assert do(desk, case.read, OFFICER, "0000-0000-0000") is None
        assert happened(desk) == []


class TestInbox:
    def test_the_lists(self, desk):
        new, mine, closed = (
            ask(desk, str(n), replace(KARI, phone=f"+479000000{n}")).reference for n in range(3)
        )
        do(desk, case.take, OFFICER, mine)
        do(desk, case.note_outcome, COLLEAGUE, closed, "wants-nothing", "", False)
        do(desk, case.close, COLLEAGUE, closed)
        shown = {
            show: {line.reference for line in do(desk, case.inbox, OFFICER, show=show).cases}
            for show in ("open", "mine", "closed", "all")
        }
        assert shown == {
            "open": {new, mine},
            "mine": {mine},
            "closed": {closed},
            "all": {new, mine, closed},
        }

    def test_an_unknown_list_is_refused(self, desk):
        with pytest.raises(ValueError, match="list"):
            do(desk, case.inbox, OFFICER, show="everything")

    def test_the_first_due_comes_first_on_pages_that_miss_nothing(self, desk, monkeypatch):
        monkeypatch.setattr(case_views, "PAGE_SIZE", 2)
        days = [5, 1, 4, 2, 3]
        for day in days:
            wish = replace(KARI, phone=f"+479000000{day}")
            ask(desk, str(day), wish, local_day=TODAY.replace(day=day))
        pages = [do(desk, case.inbox, OFFICER, page=number) for number in (1, 2, 3)]
        assert [line.due_on.day for page in pages for line in page.cases] == [1, 2, 3, 4, 5]
        assert [page.more for page in pages] == [True, True, False]
        assert do(desk, case.inbox, OFFICER, page=0) == pages[0]
        assert do(desk, case.inbox, OFFICER, page=9).cases == []

    def test_a_lead_sees_all_units_or_one(self, desk):
        ask(desk, "a", KARI)
        ask(desk, "b", OLA, unit="annen")
        units = lambda unit: {line.unit for line in do(desk, case.inbox, LEAD, unit=unit).cases}  # noqa: E731
        assert units(None) == {"ke", "annen"}
        assert units("annen") == {"annen"}
        assert units("ingen") == set()
        assert do(desk, case.inbox, OFFICER, unit="annen").cases == []

    def test_a_message_that_waits_for_a_person_shows_on_its_case(self, desk):
        receipt = ask(desk, unit_email=None)
        assert [line.undelivered for line in do(desk, case.inbox, OFFICER).cases] == [False]
        with desk.transaction() as session:
            outbox.put(
                session, municipality=NAMSOS, channel="sms", template="case-answered",
                recipient="", language="nb", case_id=receipt.case_id,
            )  # fmt: skip
        assert [line.undelivered for line in do(desk, case.inbox, OFFICER).cases] == [True]


class TestSteps:
    def test_opened_is_a_press_and_happens_once(self, desk, clock):
        reference = ask(desk).reference
        do(desk, case.read, OFFICER, reference)
        assert count(desk, CaseRow, status="received") == 1
        do(desk, case.open_case, OFFICER, reference)
        opened = clock.now
        clock.now += timedelta(hours=1)
        do(desk, case.open_case, COLLEAGUE, reference)
        view = do(desk, case.read, OFFICER, reference)
        assert (view.status, view.opened_at) == ("opened", opened)
        assert happened(desk).count("case.opened") == 1

    def test_taking_opens_too_and_twice_is_once(self, desk, clock):
        reference = ask(desk).reference
        do(desk, case.take, OFFICER, reference)
        do(desk, case.take, OFFICER, reference)
        view = do(desk, case.read, OFFICER, reference)
        assert (view.status, view.opened_at, view.mine) == ("taken", clock.now, True)
        assert happened(desk).count("case.taken") == 1

    def test_of_two_who_take_a_case_at_once_one_gets_it(self, desk):
        reference = ask(desk).reference
        everyone = [LEAD, OFFICER, COLLEAGUE]
        found = at_once(3, lambda number: do(desk, case.take, everyone[number], reference))
        assert sum(one is None for one in found) == 1
        winner = NAMES[everyone[found.index(None)]]
        losers = [one for one in found if one is not None]
        assert [type(one) for one in losers] == [case.AlreadyTaken] * 2
        assert {one.by for one in losers} == {winner}
        let_in(desk, LEAD, reference)
        assert do(desk, case.read, LEAD, reference).taken_by_name == winner
        assert happened(desk).count("case.taken") == 1

    def test_an_answer_with_a_message_to_the_citizen(self, desk):
        reference = ask(desk, wish=replace(KARI, language="nn"), unit_email=None).reference
        do(desk, case.take, OFFICER, reference)
        do(desk, case.note_outcome, OFFICER, reference, "coordinator-appointed", "", True)
        with desk.transaction() as session:
            (message,) = outbox.claim(session, desk.clock(), timedelta(minutes=1))
        assert (message.channel, message.template, message.language, message.recipient) == (
            "sms", "case-answered", "nn", KARI.phone,
        )  # fmt: skip

    def test_untold_when_not_wanted(self, desk):
        reference = ask(desk, unit_email=None).reference
        do(desk, case.note_outcome, OFFICER, reference, "wants-nothing", "", False)
        assert count(desk, OutboxRow) == 0

    def test_a_citizen_without_a_number_becomes_a_task(self, desk):
        receipt = register(desk, wish=replace(OLA, phone=""))
        do(desk, case.note_outcome, OFFICER, receipt.reference, "appointment", "", True)
        with desk.transaction() as session:
            assert [task.reason for task in outbox_tasks.tasks(session, OFFICER)] == [
                "no-recipient"
            ]

    def test_not_reached_is_counted_and_the_answer_still_owed(self, desk):
        reference = ask(desk, unit_email=None).reference
        for _ in range(2):
            do(desk, case.note_outcome, OFFICER, reference, "not-reached", "", True)
        (line,) = do(desk, case.inbox, OFFICER).cases
        assert (line.status, line.not_reached) == ("taken", 2)
        assert count(desk, OutboxRow) == 0
        do(desk, case.note_outcome, OFFICER, reference, "appointment", "", False)
        view = do(desk, case.read, OFFICER, reference)
        assert (view.status, view.outcome) == ("answered", "appointment")

    def test_closing_needs_an_outcome_and_happens_once(self, desk):
        reference = ask(desk).reference
        do(desk, case.take, OFFICER, reference)
        with pytest.raises(case.TooLate):
            do(desk, case.close, OFFICER, reference)
        do(desk, case.note_outcome, OFFICER, reference, "appointment", "", False)
        do(desk, case.close, OFFICER, reference)
        do(desk, case.close, OFFICER, reference)
        assert happened(desk).count("case.closed") == 1
        let_in(desk, COLLEAGUE, reference)
        for late in (case.take, case.note_outcome):
            more = ("appointment", "", False) if late is case.note_outcome else ()
            with pytest.raises((case.TooLate, case.AlreadyTaken)):
                do(desk, late, COLLEAGUE, reference, *more)

    def test_an_unknown_outcome_is_refused(self, desk):
        reference = ask(desk).reference
        with pytest.raises(ValueError, match="gossip"):
            do(desk, case.note_outcome, OFFICER, reference, "gossip", "", False)

    @pytest.mark.parametrize(
        "step",
        [
            lambda session, actor, ref: case.open_case(session, actor, ref),
            lambda session, actor, ref: case.take(session, actor, ref),
            lambda session, actor, ref: case.note_outcome(
                session, actor, ref, "appointment", "", True
            ),
            lambda session, actor, ref: case.close(session, actor, ref),
        ],
        ids=["open", "take", "outcome", "close"],
    )
    @pytest.mark.parametrize(
        ("actor", "refusal"),
        [
            (READER, case.NotAllowed),
            (OTHER_UNIT, case.NotThere),
            (NEIGHBOUR, case.NotThere),
            (Actor("nobody", "", NAMSOS), case.NotThere),
        ],
        ids=["reader", "other unit", "other municipality", "nobody"],
    )
    def test_who_may_not_changes_nothing(self, desk, step, actor, refusal):
        reference = ask(desk).reference
        before = contents(desk)
        with pytest.raises(refusal):
            do(desk, step, actor, reference)
        assert contents(desk) == before

    @pytest.mark.parametrize(
        "step",
        [
            lambda session, ref: case.open_case(session, OFFICER, ref),
            lambda session, ref: case.take(session, OFFICER, ref),
            lambda session, ref: case.note_outcome(
                session, OFFICER, ref, "appointment", "Et notat", True
            ),
        ],
        ids=["open", "take", "outcome"],
    )
    def test_a_step_that_fails_in_any_write_leaves_nothing(self, desk, step):
        reference = ask(desk).reference
        before = contents(desk)
        for number in range(1, 50):
            with failing_write(desk, number) as struck:
                try:
                    with desk.transaction() as session:
                        step(session, reference)
                except Planted:
                    pass
            if not struck:
                break
            assert contents(desk) == before, struck
        assert number > 3
        assert contents(desk) != before


class TestRegistering:
    def test_a_letter_is_the_same_kind_of_case_with_the_clock_of_the_day_it_came(self, desk, clock):
        came = clock.now - timedelta(days=3)
        receipt = register(desk, received_at=came, note="Brevet ligger i arkivet.")
        view = do(desk, case.read, OFFICER, receipt.reference)
        assert (view.channel, view.status, view.received_at) == ("letter", "received", came)
        assert view.due_on == date(2026, 12, 18)
        assert [note.text for note in view.notes] == ["Brevet ligger i arkivet."]
        assert [(one.code, one.who_name) for one in view.timeline] == [
            ("case.registered", NAMES[OFFICER])
        ]

    def test_late_in_the_evening_it_is_already_tomorrow_in_norway(self, desk):
        late = datetime(2026, 1, 30, 23, 30, tzinfo=UTC)
        receipt = register(desk, received_at=late)
        assert do(desk, case.read, OFFICER, receipt.reference).due_on == date(2026, 2, 28)

    def test_the_same_press_twice_is_the_same_case(self, desk):
        first = register(desk)
        assert register(desk) == replace(first, repeated=True)
        assert count(desk, CaseRow) == 1

    def test_the_same_key_with_another_note_is_refused(self, desk):
        register(desk)
        with pytest.raises(case.KeyReused):
            register(desk, note="Noe annet")

    def test_a_key_is_the_employees_own(self, desk):
        assert register(desk).case_id != register(desk, actor=COLLEAGUE).case_id

    @pytest.mark.parametrize("actor", [READER, OTHER_UNIT], ids=["reader", "other unit"])
    def test_who_may_not_register(self, desk, actor):
        before = contents(desk)
        with pytest.raises(case.NotAllowed):
            register(desk, actor=actor)
        assert contents(desk) == before

    @pytest.mark.parametrize("channel", ["call-me", "pigeon", ""])
    def test_other_channels_are_refused(self, desk, channel):
        with pytest.raises(ValueError, match=r"registered|valid"):
            register(desk, channel=channel)

    def test_a_neighbour_registers_in_its_own_municipality(self, desk):
        receipt = register(desk, actor=NEIGHBOUR)
        assert do(desk, case.read, LEAD, receipt.reference) is None
        assert do(desk, case.read, NEIGHBOUR, receipt.reference) is not None
        assert happened(desk, VIK) == ["case.registered", "case.read"]
