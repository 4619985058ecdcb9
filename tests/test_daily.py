"""All dated work of a day: run any number of times it is done once, and a day that was missed is caught up."""

import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import cli, daily, server, worker
from portal.config import ACCEPTS, Mode
from portal.profiles import load_profiles
from portal.public_holidays import holidays_around
from portal.store import case_dates, migrate, rotation
from portal.store.daily_pages import Day
from portal.store.db import Database, DatabaseAway
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.limits import LimitRow
from portal.store.tables.outbox import OutboxRow
from tests.conftest import Clock, settings_for
from tests.databases import ENGINES, KEYRING, fresh
from tests.store.citizens import OF_NEIGHBOUR, OF_SELF, citizen, save, send
from tests.store.days import morning, send_mail, small_pages
from tests.store.people import KARI, NAMSOS, ask, at_once, contents

LONG = bool(os.environ.get("PORTAL_TEST_ALL"))
NIGHT, MORNING = timedelta(hours=-1), timedelta()
FIRST = date(2026, 1, 5)
YEAR = [FIRST + timedelta(days=n) for n in range(365)]
ASKED = {date(2026, 1, 31): "call", date(2026, 3, 2): "self", date(2026, 7, 14): "neighbour"}
"""What is asked in Namsos in a year: a Saturday, a Monday and a Tuesday."""

BY_HAND = {
    "case.not-opened": [date(2026, 2, 5), date(2026, 3, 6), date(2026, 7, 18)],
    "case.warned": [
        date(2026, 2, 21), date(2026, 2, 26),  # of 28 February
        date(2026, 3, 26), date(2026, 3, 31),  # of 2 April
        date(2026, 8, 7), date(2026, 8, 12),  # of 14 August
    ],
    "case.overdue": [date(2026, 3, 1), date(2026, 4, 3)],
    "case.text-removed": [date(2026, 8, 13)],
    "case.told": [date(2026, 3, 1), date(2026, 4, 3)],
    "case.told-again": [date(2026, 4, 10)],
    "draft.forgotten": [date(2026, 4, 2), date(2026, 8, 14)],
    "receiver-test.sent": [
        date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 4),
        date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 3), date(2026, 9, 1), date(2026, 10, 1),
        date(2026, 11, 2), date(2026, 12, 1), date(2027, 1, 4),
    ],
    "receiver-test.unpressed": [
        date(2026, 1, 9), date(2026, 2, 6), date(2026, 3, 6), date(2026, 4, 10), date(2026, 5, 8),
        date(2026, 6, 5), date(2026, 7, 7), date(2026, 8, 7), date(2026, 9, 5), date(2026, 10, 7),
        date(2026, 11, 6), date(2026, 12, 5),
    ],
}  # fmt: skip
"""What the year holds, counted by hand: Easter is 2 to 6 April, 1 and 17 May are a Friday and a Sunday."""


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """What the daily work needs of the app, on either engine: settings, clock, profiles, a database."""
    with fresh(request.param, tmp_path) as url:
        app = house_with(url, tmp_path)
        yield app
        database_of(app).dispose()


@pytest.fixture(params=ENGINES if LONG else ENGINES[:1])
def whole_year(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The same for those who live through a year: on the other engine under --all."""
    with fresh(request.param, tmp_path) as url:
        app = house_with(url, tmp_path)
        yield app
        database_of(app).dispose()


def house_with(url: str, folder: Path, **changes: object) -> Flask:
    app, clock = Flask("house"), Clock()
    settings = settings_for(folder, database_url=url, **changes)
    app.extensions.update(
        settings=settings,
        clock=clock,
        profiles=load_profiles(settings.municipalities),
        database=Database(url, KEYRING, clock=clock),
    )
    return app


def database_of(app: Flask) -> Database:
    return app.extensions["database"]


def set_clock(app: Flask, on: date, later: timedelta = MORNING) -> None:
    app.extensions["clock"].now = morning(on) + later


def somebody_asks(app: Flask, on: date, kind: str) -> None:
    """At noon: a call wish, or a request and a draft of the next one."""
    set_clock(app, on, timedelta(hours=6))
    database, unit = database_of(app), "brukerkontoret"
    if kind == "call":
        ask(database, unit=unit, local_day=on)
        return
    asker = citizen(database)
    request = OF_SELF if kind == "self" else OF_NEIGHBOUR
    send(database, asker, request, on.isoformat(), unit=unit, today=on)
    save(database, asker, key=f"next {on}", name="Kanari")


def live(app: Flask, days: list[date], looks: set[date]) -> None:
    """Days in which somebody asks now and then; on those in `looks` the dated work is done, and mail leaves."""
    profile = app.extensions["profiles"]["namsos"]
    for on in days:
        if on in looks:
            set_clock(app, on)
            done = daily.Done()
            daily.do_municipality(database_of(app), Day(profile, on, holidays_around(on)), done)
            assert done.wrong == []
            if any(number["namsos"] for number in done.counts.values()):
                send_mail(database_of(app))
        if on in ASKED:
            somebody_asks(app, on, ASKED[on])


def done_on(app: Flask) -> dict[str, list[date]]:
    """The days of what the dated work did in Namsos, by code."""
    found: dict[str, list[date]] = {}
    with database_of(app).transaction() as session:
        rows = session.scalars(
            select(EventRow)
            .where(EventRow.municipality == NAMSOS, EventRow.code.in_(BY_HAND))
            .where(EventRow.actor_kind == "system")
            .order_by(EventRow.number)
        )
        for row in rows:
            found.setdefault(row.code, []).append(row.at.date())
    return found


def test_a_year_day_by_day_is_what_the_calendar_says(whole_year: Flask) -> None:
    live(whole_year, YEAR, set(YEAR))
    assert done_on(whole_year) == BY_HAND


@pytest.mark.parametrize("gap", [3, 10])
def test_a_year_with_gaps_catches_up_on_the_first_day_after(whole_year: Flask, gap: int) -> None:
    """Each thing happens once, on the first day somebody looks; only the first of two reminders can fall away."""
    looks = set(YEAR[::gap])
    live(whole_year, YEAR, looks)
    found = done_on(whole_year)
    caught_up = {
        code: [min(look for look in looks if look >= day) for day in days if day <= max(looks)]
        for code, days in BY_HAND.items()
    }
    for code in BY_HAND.keys() - {"case.warned", "case.told-again", "receiver-test.unpressed"}:
        assert found[code] == caught_up[code], code
    assert len(found["case.told-again"]) == 1
    assert len(found["receiver-test.unpressed"]) == 12
    reminders = found["case.warned"]
    assert set(reminders) <= set(caught_up["case.warned"])
    assert len(reminders) == len(set(reminders))
    for due in (date(2026, 2, 28), date(2026, 4, 2)):  # the third may lose its text first
        last_week = {due - timedelta(days=n) for n in range(8)}
        assert bool(last_week & set(reminders)) == bool(last_week & looks), due


def test_run_twice_it_is_once(house: Flask) -> None:
    for on, kind in ASKED.items():
        somebody_asks(house, on, kind)
    set_clock(house, date(2026, 8, 14))
    first = daily.run(house)
    assert {kind: sum(where.values()) for kind, where in first.counts.items()} == {
        "texts removed after 30 days without a yes": 1,
        "drafts removed after 30 days": 1,
        "offers nobody accepted, removed": 0,
        "grants removed five years after they ended": 0,
        "addresses of messages sent three months ago": 0,
        "words of requests answered five years ago": 0,
        "reminders before the date": 0,
        "dates that have passed": 2,
        "cases nobody has opened": 2,
        "second notices to citizens": 0,
        "second notices about plans": 0,
        "what nobody follows up in plans": 0,
        "offers to act that nobody took in 14 days": 0,
        "givers asked to renew": 0,
        "birthdays that change who may act": 0,
        "ends told to those who act": 0,
        "openings no second person has looked at": 0,
        "what registers said a year ago, ended": 0,
        "test messages nobody has pressed for": 0,
        "test messages sent": 7,  # Namsos 1, Fjordvik 1, Storby 5; the others have given no address
        "values sealed anew": 0,
    }
    before = contents(database_of(house))
    again = daily.run(house)
    assert (again.wrong, first.wrong) == ([], [])
    assert not any(sum(where.values()) for where in again.counts.values())
    assert contents(database_of(house)) == before


def test_of_two_runs_at_once_each_thing_is_done_once(house: Flask) -> None:
    for on, kind in ASKED.items():
        somebody_asks(house, on, kind)
    set_clock(house, date(2026, 8, 14))
    runs = at_once(2, lambda _number: daily.run(house))
    assert [one.wrong for one in runs] == [[], []]
    done = {kind: sum(sum(one.counts[kind].values()) for one in runs) for kind in daily.STEPS}
    assert {kind: count for kind, count in done.items() if count} == {
        "texts removed after 30 days without a yes": 1,
        "drafts removed after 30 days": 1,
        "dates that have passed": 2,
        "cases nobody has opened": 2,
        "test messages sent": 7,
    }
    codes = [code for code, days in done_on(house).items() for _day in days]
    assert sorted(codes) == sorted(
        ["case.text-removed", "draft.forgotten"]
        + 2 * ["case.overdue", "case.not-opened", "case.told"]
        + ["receiver-test.sent"]
    )


@pytest.fixture
def one_house(tmp_path: Path) -> Iterator[Flask]:
    with fresh("sqlite", tmp_path) as url:
        app = house_with(url, tmp_path)
        somebody_asks(app, date(2026, 3, 2), "self")
        set_clock(app, date(2026, 4, 3))
        yield app
        database_of(app).dispose()


def test_a_municipality_that_fails_stops_nobody_else(one_house, monkeypatch) -> None:
    """Fjordvik comes before Namsos, and Vik after: the fault is said, without a word of what it was about."""
    sound = case_dates.overdue

    def planted(session, day, after):
        if day.profile.slug in {"fjordvik", "vik"}:
            raise ValueError("Kari Prøvesen, 01016012345")
        return sound(session, day, after)

    monkeypatch.setitem(daily.STEPS, "dates that have passed", planted)
    done = daily.run(one_house)
    failed = {sentence.partition(":")[0] for sentence in done.wrong}
    assert (failed, len(done.wrong)) == ({"fjordvik", "vik"}, 2)
    assert done.counts["dates that have passed"]["namsos"] == 1
    assert done.counts["test messages sent"]["fjordvik"] == 1
    assert "Kari" not in "".join(done.lines()) and "01016012345" not in "".join(done.lines())
    assert "ValueError" in done.wrong[0]


def test_what_is_printed_is_kinds_and_counts(one_house) -> None:
    lines = daily.run(one_house).lines()
    assert "dates that have passed: 1 (namsos 1)" in lines
    assert "reminders before the date: 0" in lines
    assert len(lines) == len(daily.STEPS) + 1
    shown = "\n".join(lines)
    assert "Kanari" not in shown and OF_SELF.phone not in shown


def test_more_than_a_page_is_done_whole(one_house, monkeypatch) -> None:
    small_pages(monkeypatch)
    for n in range(5):
        wish = replace(KARI, phone=f"+479000000{n}")
        ask(database_of(one_house), f"{n}", wish, local_day=date(2026, 3, 1))
    assert daily.run(one_house).counts["dates that have passed"]["namsos"] == 6


def test_a_broken_chain_is_said(one_house) -> None:
    daily.run(one_house)
    with database_of(one_house).transaction() as session:
        session.execute(
            EventRow.__table__.update()
            .where(EventRow.number == 2, EventRow.municipality == NAMSOS)
            .values(actor_id="somebody")
        )
    done = daily.run(one_house)
    assert done.wrong == ["namsos: event 2 was changed"]
    assert done.lines()[-1] == "WRONG namsos: event 2 was changed"


def test_new_keys_take_over_all_there_is(one_house, monkeypatch) -> None:
    rounds = iter([500, 500, 3, 0])
    monkeypatch.setattr(rotation, "reseal", lambda _session: next(rounds))
    assert daily.run(one_house).counts["values sealed anew"] == {"in all": 1003}


def test_spent_counts_go(one_house) -> None:
    database = database_of(one_house)
    with database.transaction() as session:
        old = morning(date(2026, 3, 31))
        session.add(
            LimitRow(municipality=NAMSOS, name="x", who_hash=b"h", window_start=old, hits=1)
        )
    daily.run(one_house)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(LimitRow)) == 0


class TestTheDayAsAnArgument:
    def test_a_day_to_come_is_lived_as_that_day_and_its_messages_leave_at_once(self, one_house):
        today = morning(date(2026, 3, 10))
        one_house.extensions["clock"].now = today
        ahead = date(2026, 4, 3)
        first = daily.run(one_house, ahead)
        assert first.counts["dates that have passed"]["namsos"] == 1
        with database_of(one_house).transaction() as session:
            case = session.scalars(select(CaseRow)).one()
            assert case.overdue_at.date() == ahead
            due = session.scalars(select(OutboxRow.due_at)).all()
            assert max(due) == today and len(due) > 3
        send_mail(database_of(one_house))
        again = daily.run(one_house, ahead)
        assert not any(sum(where.values()) for where in again.counts.values())
        later = daily.run(one_house, ahead + timedelta(days=7))
        assert later.counts["second notices to citizens"]["namsos"] == 1

    def test_a_day_gone_by_does_what_was_due_then(self, one_house):
        assert (
            daily.run(one_house, date(2026, 4, 2)).counts["dates that have passed"]["namsos"] == 0
        )
        assert (
            daily.run(one_house, date(2026, 4, 3)).counts["dates that have passed"]["namsos"] == 1
        )

    def test_with_real_people_a_day_to_come_is_refused(self, one_house, monkeypatch):
        monkeypatch.setitem(
            one_house.extensions, "settings", RealPeople(one_house.extensions["settings"])
        )
        before = contents(database_of(one_house))
        with pytest.raises(daily.NotYet):
            daily.run(one_house, date(2026, 4, 4))
        assert contents(database_of(one_house)) == before
        assert daily.run(one_house, date(2026, 4, 3)).wrong == []


class RealPeople:
    """The settings of a place with real people, as far as the daily work asks."""

    anchor_public_key = None

    class accepts:  # noqa: N801 - stands for the attribute
        stand_in_login = False

    def __init__(self, settings) -> None:
        self.database_url, self.keyring = settings.database_url, settings.keyring


class TestTheCommand:
    @pytest.fixture
    def place(self, one_house, monkeypatch):
        monkeypatch.setattr(cli, "app_of_this_place", lambda: one_house)
        return one_house

    def test_it_prints_the_counts(self, place, capsys):
        assert cli.run_command(["daily"]) == 0
        assert "dates that have passed: 1 (namsos 1)\n" in capsys.readouterr().out

    def test_the_day_is_an_argument(self, place, capsys):
        assert cli.run_command(["daily", "--date", "2026-03-26"]) == 0
        assert "reminders before the date: 1 (namsos 1)\n" in capsys.readouterr().out

    def test_something_wrong_is_exit_code_1(self, place, capsys, monkeypatch):
        monkeypatch.setitem(daily.STEPS, "dates that have passed", lambda *_args: 1 / 0)
        assert cli.run_command(["daily"]) == 1
        assert "WRONG namsos: dates that have passed: ZeroDivisionError" in capsys.readouterr().out

    def test_what_is_no_date_is_refused(self, place, capsys):
        with pytest.raises(SystemExit) as stopped:
            cli.run_command(["daily", "--date", "julaften"])
        assert stopped.value.code == 2

    def test_a_day_that_has_not_come_is_refused(self, place, capsys, monkeypatch):
        settings = RealPeople(place.extensions["settings"])
        monkeypatch.setitem(place.extensions, "settings", settings)
        assert cli.run_command(["daily", "--date", "2027-01-01"]) == 2
        assert "has not come" in capsys.readouterr().err


def test_run_starts_it_beside_the_worker(one_house, monkeypatch) -> None:
    started = {loop: threading.Event() for loop in ("worker", "daily")}
    monkeypatch.setattr(cli, "app_of_this_place", lambda _port: one_house)
    monkeypatch.setattr(cli, "log_to_stderr", lambda: None)
    monkeypatch.setattr(migrate, "upgrade", lambda _url: None)
    monkeypatch.setattr(server, "serve", lambda _app, _address, when_started: when_started())
    monkeypatch.setattr(worker, "run", lambda _app, _stop: started["worker"].set())
    monkeypatch.setattr(daily, "run_each_day", lambda _app, _stop: started["daily"].set())
    assert cli.run_command(["run"]) == 0
    assert all(event.wait(10) for event in started.values())


class TestEachDay:
    def test_once_a_day_from_six_in_the_morning(self, one_house, monkeypatch):
        began = []
        clock = one_house.extensions["clock"]
        monkeypatch.setattr(daily, "run", lambda _app: began.append(clock.now) or daily.Done())
        last = None
        for later in (NIGHT, MORNING, timedelta(hours=3), timedelta(hours=23), timedelta(hours=24)):
            set_clock(one_house, date(2026, 4, 3), later)
            last = daily.run_when_due(one_house, last)
        assert began == [morning(date(2026, 4, 3)), morning(date(2026, 4, 4))]
        assert last == date(2026, 4, 4)

    def test_a_fault_is_logged_without_its_words_and_tried_again(
        self, one_house, monkeypatch, caplog
    ):
        def fail(_app):
            raise DatabaseAway

        monkeypatch.setattr(daily, "run", fail)
        with caplog.at_level(logging.ERROR):
            assert daily.run_when_due(one_house, None) is None
        assert "DatabaseAway" in caplog.text

    def test_what_went_wrong_is_an_error_in_the_log(self, one_house, monkeypatch, caplog):
        monkeypatch.setattr(daily, "run", lambda _app: daily.Done({"a": {"b": 2}}, ["vik: oh"]))
        with caplog.at_level(logging.INFO):
            daily.run_when_due(one_house, None)
        told = [(record.levelname, record.getMessage()) for record in caplog.records]
        assert told == [("INFO", "a: 2 (b 2)"), ("ERROR", "WRONG vik: oh")]

    def test_the_loop_ends_when_told_to(self, one_house, monkeypatch):
        stop = threading.Event()
        monkeypatch.setattr(daily, "run_when_due", lambda _app, _last: stop.set())
        daily.run_each_day(one_house, stop)
        assert stop.is_set()


def test_the_demo_and_the_tests_alone_may_live_ahead() -> None:
    assert {mode for mode in Mode if ACCEPTS[mode].stand_in_login} == {Mode.DEMO, Mode.TEST}
