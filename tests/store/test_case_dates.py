"""What a day brings to the cases: told once, to whom it should be told, and caught up when a day was missed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.answers import AnswerKind, AnswerWords
from portal.store import case, case_answers, case_confirm, case_mine, events
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from tests.durability.checks import Planted, failing_write
from tests.store.citizens import OF_NEIGHBOUR, OF_SELF, citizen, send
from tests.store.days import (
    KE,
    by_daily,
    case_row,
    do,
    mail,
    morning,
    send_mail,
    set_case,
    small_pages,
)
from tests.store.people import (
    KARI,
    NAMSOS,
    OFFICER,
    OLA,
    VIK,
    ask,
    at_once,
    contents,
    count,
    enrol,
    happened,
)

RECEIVED = date(2026, 11, 21)  # a Saturday
DUE = date(2026, 12, 21)
WARN, LAST_WARN, LATE = date(2026, 12, 14), date(2026, 12, 19), date(2026, 12, 22)
TO_UNIT, TO_RESERVE = "ke@namsos.example", "reserve@namsos.example"
TO_KARI = KARI.phone


@pytest.fixture
def desk(database):
    enrol(database)
    return database


def act(database, what, *args, **kwargs):
    with database.transaction() as session:
        return what(session, *args, **kwargs)


def prelim(database, reference, new_date, key="p" * 22):
    words = AnswerWords(text="Vi venter på et svar.", language="nb", new_date=new_date.isoformat())
    act(
        database, case_answers.give, OFFICER, reference,
        kind=AnswerKind.PRELIMINARY, words=words, key=key,
    )  # fmt: skip


def vacant(database, reference, new_date):
    words = AnswerWords(text="Vi leter.", language="nb", vacant=True, new_date=new_date.isoformat())
    act(
        database, case_answers.give, OFFICER, reference,
        kind=AnswerKind.COORDINATOR, words=words, key="v" * 22,
    )  # fmt: skip


def close(database, reference):
    act(database, case.note_outcome, OFFICER, reference, "wants-nothing", "", False)
    act(database, case.close, OFFICER, reference)


class TestReminders:
    def test_the_unit_is_reminded_seven_and_two_days_before_and_no_other_day(self, desk):
        asked = ask(desk)
        done = {n: do(desk, "warn", RECEIVED + timedelta(days=n)) for n in range(40)}
        assert {n: number for n, number in done.items() if number} == {23: 1, 28: 1}
        assert mail(desk, "desk-due") == [("desk-due", TO_UNIT)] * 2
        assert by_daily(desk, "case.warned") == [(asked.case_id, "7"), (asked.case_id, "2")]

    @pytest.mark.parametrize("first_look", [WARN, LAST_WARN, DUE])
    def test_a_missed_day_catches_up_with_one_message(self, desk, first_look):
        ask(desk)
        assert [do(desk, "warn", first_look) for _ in range(3)] == [1, 0, 0]
        assert len(mail(desk, "desk-due")) == 1

    def test_nobody_is_reminded_of_what_is_answered_closed_or_emptied(self, desk):
        answered, closed, emptied = (
            ask(desk, str(n), replace(KARI, phone=f"+479000000{n}")).reference for n in range(3)
        )
        act(desk, case.note_outcome, OFFICER, answered, "appointment", "", False)
        close(desk, closed)
        set_case(desk, emptied, text_removed_at=desk.clock())
        before = contents(desk)
        assert (do(desk, "warn", WARN), do(desk, "overdue", LATE)) == (0, 0)
        assert contents(desk) == before

    def test_a_case_nobody_reached_is_still_owed(self, desk):
        reference = ask(desk).reference
        act(desk, case.note_outcome, OFFICER, reference, "not-reached", "", False)
        assert do(desk, "warn", WARN) == 1

    def test_a_preliminary_answer_begins_the_reminders_anew(self, desk):
        reference = ask(desk).reference
        assert do(desk, "warn", LAST_WARN) == 1
        new_date = date(2027, 1, 20)
        prelim(desk, reference, new_date)
        assert do(desk, "warn", LAST_WARN) == 0
        reminded = {n: do(desk, "warn", new_date - timedelta(days=n)) for n in range(20, -2, -1)}
        assert [n for n, number in reminded.items() if number] == [7, 2]

    def test_a_coordinator_not_yet_found_is_owed_news(self, desk):
        reference = ask(desk).reference
        vacant(desk, reference, date(2027, 1, 20))
        assert do(desk, "warn", date(2027, 1, 13)) == 1
        assert do(desk, "overdue", date(2027, 1, 21)) == 1

    def test_another_municipality_is_another_days_work(self, desk):
        ask(desk, municipality=VIK)
        before = contents(desk)
        assert [do(desk, step, LATE) for step in ("warn", "overdue", "not-opened")] == [0, 0, 0]
        assert contents(desk) == before


class TestOverdue:
    def test_the_unit_and_the_citizen_are_told_once(self, desk, clock):
        asked = ask(desk)
        assert do(desk, "overdue", DUE) == 0
        clock.now = morning(LATE)
        assert [do(desk, "overdue", LATE + timedelta(days=n)) for n in range(3)] == [1, 0, 0]
        assert mail(desk, "desk-overdue", "case-news") == [
            ("case-news", TO_KARI), ("desk-overdue", TO_UNIT),
        ]  # fmt: skip
        assert by_daily(desk, "case.overdue") == [(asked.case_id, asked.case_id)]
        row = case_row(desk, asked.reference)
        assert (row.overdue_at, row.news_at) == (clock.now, clock.now)

    def test_the_new_date_of_a_preliminary_answer_passes_too(self, desk):
        reference = ask(desk).reference
        assert do(desk, "overdue", LATE) == 1
        prelim(desk, reference, date(2027, 1, 20))
        assert do(desk, "overdue", date(2027, 1, 20)) == 0
        assert [do(desk, "overdue", date(2027, 1, 21)) for _ in range(2)] == [1, 0]

    def test_of_what_nobody_has_confirmed_only_the_unit_is_told(self, desk):
        send(desk, citizen(desk), OF_NEIGHBOUR)
        assert do(desk, "overdue", LATE) == 1
        assert mail(desk, "desk-overdue", "case-news") == [("desk-overdue", TO_UNIT)]

    def test_once_confirmed_the_person_is_told_too(self, desk):
        reference = send(desk, citizen(desk), OF_NEIGHBOUR).reference
        act(
            desk, case_confirm.asked, OFFICER, reference,
            how="phone", wants=True, number=None, key="c" * 22,
        )  # fmt: skip
        do(desk, "overdue", LATE)
        assert [template for template, _to in mail(desk, "case-news")] == ["case-news"]

    def test_31_january_is_overdue_on_1_march_and_a_weekend_moves_nothing(self, desk):
        ask(desk, local_day=date(2026, 1, 31))
        saturday = date(2026, 2, 28)
        assert do(desk, "overdue", saturday) == 0
        assert do(desk, "overdue", date(2026, 3, 1)) == 1

    def test_without_an_address_the_citizen_is_told_all_the_same(self, desk):
        ask(desk)
        no_mail = replace(KE, email=None)
        assert do(desk, "overdue", LATE, unit=no_mail, units={"ke": no_mail}) == 1
        assert mail(desk, "desk-overdue", "case-news") == [("case-news", TO_KARI)]


class TestNotOpened:
    THIRD, AFTER = date(2026, 11, 25), date(2026, 11, 26)  # Monday, Tuesday, Wednesday → Thursday

    def test_the_fallback_receiver_is_told_once(self, desk, clock):
        asked = ask(desk)
        assert do(desk, "not-opened", self.THIRD) == 0
        clock.now = morning(self.AFTER)
        assert [do(desk, "not-opened", self.AFTER + timedelta(days=n)) for n in range(3)] == [
            1,
            0,
            0,
        ]
        assert mail(desk, "desk-not-opened") == [("desk-not-opened", TO_RESERVE)]
        assert by_daily(desk, "case.not-opened") == [(asked.case_id, asked.case_id)]
        assert case_row(desk, asked.reference).escalated_at == clock.now

    def test_without_a_fallback_the_coordinating_unit_is_told(self, desk):
        ask(desk)
        do(desk, "not-opened", self.AFTER, fallback_email=None)
        assert mail(desk, "desk-not-opened") == [("desk-not-opened", TO_UNIT)]

    def test_the_municipality_chooses_how_many_days(self, desk):
        ask(desk)
        assert do(desk, "not-opened", self.AFTER, open_within_days=4) == 0
        assert do(desk, "not-opened", self.AFTER + timedelta(days=1), open_within_days=4) == 1

    @pytest.mark.parametrize("press", [case.open_case, case.take])
    def test_what_somebody_has_opened_is_left_alone(self, desk, press):
        act(desk, press, OFFICER, ask(desk).reference)
        assert do(desk, "not-opened", self.AFTER) == 0

    def test_a_letter_counts_from_the_day_it_was_registered(self, desk):
        letter = {"channel": "letter", "unit": "ke", "wish": OLA, "note": ""}
        came = datetime(2026, 10, 20, 10, tzinfo=UTC)
        act(desk, case.register, OFFICER, key="r" * 32, received_at=came, **letter)
        assert do(desk, "not-opened", self.THIRD) == 0
        assert do(desk, "not-opened", self.AFTER) == 1


class TestSecondNotice:
    """Kari has asked with login; on 22 December the month had passed, and a message went out."""

    WEEK_AFTER = LATE + timedelta(days=7)

    @pytest.fixture
    def told(self, desk, clock):
        """(the reader, the reference), a minute after the worker was there."""
        reader = citizen(desk)
        reference = send(desk, reader, OF_SELF).reference
        clock.now = morning(LATE)
        do(desk, "overdue", LATE)
        clock.now += timedelta(minutes=1)
        send_mail(desk)
        return reader, reference

    def test_after_a_week_unopened_the_citizen_is_told_once_more_and_never_again(
        self, desk, clock, told
    ):
        done = {}
        for n in range(20):
            clock.now = morning(LATE + timedelta(days=n))
            done[n] = do(desk, "again", LATE + timedelta(days=n))
            send_mail(desk)
        assert {n: number for n, number in done.items() if number} == {7: 1}
        assert mail(desk, "case-news-again") == [("case-news-again", OF_SELF.phone)]
        assert happened(desk).count("case.told-again") == 1
        row = case_row(desk, told[1])
        assert row.news_again_at == morning(self.WEEK_AFTER)
        assert row.news_at == morning(LATE)

    def test_who_has_opened_it_is_left_in_peace(self, desk, clock, told):
        reader, reference = told
        assert act(desk, case_mine.read, reader, reference) is not None
        assert do(desk, "again", self.WEEK_AFTER) == 0

    def test_having_read_before_the_news_does_not_count(self, desk, clock):
        reader = citizen(desk)
        reference = send(desk, reader, OF_SELF).reference
        act(desk, case_mine.read, reader, reference)
        clock.now = morning(LATE)
        do(desk, "overdue", LATE)
        clock.now += timedelta(minutes=1)
        send_mail(desk)
        assert do(desk, "again", self.WEEK_AFTER) == 1

    def test_the_desk_reading_it_is_not_the_citizen_reading_it(self, desk, clock, told):
        act(desk, case.read, OFFICER, told[1])
        assert do(desk, "again", self.WEEK_AFTER) == 1

    def test_the_list_alone_is_not_having_opened_it(self, desk, told):
        act(desk, case_mine.mine, told[0])
        assert do(desk, "again", self.WEEK_AFTER) == 1

    def test_new_news_begin_a_new_week(self, desk, clock, told):
        clock.now = morning(LATE + timedelta(days=5))
        prelim(desk, told[1], date(2027, 1, 20))
        send_mail(desk)
        assert do(desk, "again", self.WEEK_AFTER) == 0
        assert do(desk, "again", LATE + timedelta(days=12)) == 1

    def test_news_whose_message_waits_are_not_taken_for_the_older_ones(self, desk, clock, told):
        clock.now = morning(LATE + timedelta(days=1))
        prelim(desk, told[1], date(2027, 1, 20))
        assert do(desk, "again", LATE + timedelta(days=12)) == 0

    def test_a_message_that_has_not_left_is_not_repeated(self, desk, clock):
        send(desk, citizen(desk), OF_SELF)
        clock.now = morning(LATE)
        do(desk, "overdue", LATE)
        assert do(desk, "again", LATE + timedelta(days=20)) == 0

    def test_the_week_counts_from_when_it_left(self, desk, clock):
        send(desk, citizen(desk), OF_SELF)
        clock.now = morning(LATE)
        do(desk, "overdue", LATE)
        clock.now = morning(LATE + timedelta(days=3))
        send_mail(desk)
        assert do(desk, "again", LATE + timedelta(days=9)) == 0
        assert do(desk, "again", LATE + timedelta(days=10)) == 1

    def test_who_wanted_a_call_or_a_letter_has_a_person_not_a_second_message(self, desk, clock):
        send(desk, citizen(desk), replace(OF_SELF, reach="call"))
        clock.now = morning(LATE)
        do(desk, "overdue", LATE)
        send_mail(desk)
        assert do(desk, "again", LATE + timedelta(days=20)) == 0

    def test_who_cannot_log_in_gets_no_second_message(self, desk, clock):
        ask(desk)
        clock.now = morning(LATE)
        do(desk, "overdue", LATE)
        send_mail(desk)
        assert do(desk, "again", LATE + timedelta(days=20)) == 0


KINDS = {
    "warn": (WARN, "case.warned"),
    "overdue": (LATE, "case.overdue"),
    "not-opened": (date(2026, 11, 26), "case.not-opened"),
}


@pytest.mark.parametrize("step", KINDS)
def test_several_pages_miss_nobody_and_do_nobody_twice(desk, monkeypatch, step):
    small_pages(monkeypatch)
    ids = [ask(desk, str(n), replace(KARI, phone=f"+479000000{n}")).case_id for n in range(7)]
    on, code = KINDS[step]
    assert do(desk, step, on) == 7
    assert sorted(subject for subject, _object in by_daily(desk, code)) == sorted(ids)
    assert do(desk, step, on) == 0


@pytest.mark.parametrize("step", KINDS)
def test_of_two_at_once_each_case_is_done_once(desk, monkeypatch, step):
    small_pages(monkeypatch)
    for n in range(6):
        ask(desk, str(n), replace(KARI, phone=f"+479000000{n}"))
    on, code = KINDS[step]
    done = at_once(2, lambda _number: do(desk, step, on))
    assert sum(done) == 6, done
    assert len(by_daily(desk, code)) == 6
    assert act(desk, events.verify, NAMSOS) == []


@pytest.mark.parametrize("step", KINDS)
def test_a_page_is_done_whole_or_not_at_all(desk, step):
    for n in range(2):
        ask(desk, str(n), replace(KARI, phone=f"+479000000{n}"))
    on, code = KINDS[step]
    before, number = contents(desk), 1
    while True:
        with failing_write(desk, number) as struck:
            try:
                do(desk, step, on)
            except Planted:
                assert contents(desk) == before, f"something is left after write {number}: {struck}"
        if not struck:
            break
        number += 1
    assert number > 6
    assert len(by_daily(desk, code)) == 2


def test_nothing_more_is_laid_out_than_what_is_named_here(desk):
    asked = ask(desk)
    do(desk, "warn", WARN)
    do(desk, "overdue", LATE)
    do(desk, "not-opened", LATE)
    assert count(desk, OutboxRow, case_id=asked.case_id) == 1 + 1 + 2 + 1
    assert count(desk, CaseRow, warned=7) == 1
