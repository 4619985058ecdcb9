"""Employees, sessions and logins under way, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.rules.access import Role
from portal.rules.levels import Level
from portal.rules.session import is_alive
from portal.store import events, sessions, staff
from portal.store.sessions import Pending
from portal.store.staff import Employee
from portal.store.tables.staff import PendingLoginRow, SessionRow, StaffRow

KARI = Employee("kari", "5007", "Kari Oppdiktet", Role.OFFICER, "enhet")
ISSUER = "https://login.example"


@pytest.fixture
def kari(database):
    with database.transaction() as session:
        staff.enrol(session, KARI, issuer=ISSUER, subject="subject-1")
    return database


def begin(database, token="t", municipality="5007"):
    with database.transaction() as session:
        sessions.begin(
            session,
            kind="staff",
            level=Level.STAFF,
            person="kari",
            municipality=municipality,
            token=token,
            issuer=ISSUER,
            provider_session="sid",
        )


def live(database, token="t", municipality="5007", kind="staff"):
    with database.transaction() as session:
        return sessions.live(session, token, municipality=municipality, kind=kind)


def test_an_employee_is_found_by_issuer_subject_and_municipality_only(kari):
    with kari.transaction() as session:
        assert staff.find(session, "5007", ISSUER, "subject-1") == KARI
        for other in (
            ("5007", ISSUER, "subject-2"),
            ("5007", ISSUER + "/", "subject-1"),
            ("4639", ISSUER, "subject-1"),
            ("5007", ISSUER + "\nsubject", "-1"),
        ):
            assert staff.find(session, *other) is None, other


def test_neither_name_nor_subject_can_be_read_in_the_database(kari):
    with kari.transaction() as session:
        row = session.get(StaffRow, "kari")
        stored = row.name + row.identity
    assert b"Kari" not in stored and b"subject-1" not in stored


def test_enrolling_again_changes_the_role_and_adds_nobody(kari):
    with kari.transaction() as session:
        lead = Employee("kari", "5007", "Kari Ny", Role.LEAD, None)
        staff.enrol(session, lead, issuer=ISSUER, subject="subject-9")
    with kari.transaction() as session:
        assert staff.find(session, "5007", ISSUER, "subject-9") == lead
        assert staff.find(session, "5007", ISSUER, "subject-1") is None
        assert session.scalar(select(func.count()).select_from(StaffRow)) == 1


def test_a_session_is_of_one_municipality_and_one_kind(kari):
    begin(kari)
    assert live(kari).person == "kari"
    assert live(kari, municipality="4639") is None
    assert live(kari, kind="citizen") is None
    assert live(kari, token="other") is None


def test_the_secret_of_the_cookie_is_not_in_the_database(kari):
    begin(kari, token="the-secret")
    with kari.transaction() as session:
        row = session.scalars(select(SessionRow)).one()
        assert b"the-secret" not in row.token_hash


def test_ending_a_session_twice_is_one_event(kari):
    begin(kari)
    for _ in range(2):
        with kari.transaction() as session:
            sessions.end(session, "t")
    assert live(kari) is None
    with kari.transaction() as session:
        assert events.verify(session, "5007") == []
        rows = session.scalars(select(events.EventRow.code).order_by(events.EventRow.number))
        assert list(rows) == ["staff.logged-in", "staff.logged-out"]


def test_sessions_are_kept_a_day_and_no_longer(kari, clock):
    begin(kari, token="old")
    clock.now += timedelta(hours=23)
    begin(kari, token="second")
    with kari.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 2
    clock.now += timedelta(hours=2)
    begin(kari, token="third")
    with kari.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 2


def test_a_login_under_way_is_taken_once_also_by_eight_at_a_time(kari, clock):
    with kari.transaction() as session:
        pending = Pending("staff", "5007", "n", "v", None, Level.STAFF)
        sessions.remember_login(session, pending, state="s", browser="b")

    def take(_number):
        with kari.transaction() as session:
            return sessions.take_login(session, municipality="5007", state="s", browser="b")

    with ThreadPoolExecutor(8) as pool:
        taken = [one for one in pool.map(take, range(8)) if one]
    assert taken == [replace(pending, asked_at=clock.now)]


@pytest.mark.parametrize(
    "other",
    [{"municipality": "4639"}, {"state": "x"}, {"browser": "x"}],
    ids=str,
)
def test_a_login_under_way_is_nothing_to_others(kari, clock, other):
    with kari.transaction() as session:
        pending = Pending("staff", "5007", "n", "v", "/namsos/nb/ansatt", Level.STAFF)
        sessions.remember_login(session, pending, state="s", browser="b")
    asked = {"municipality": "5007", "state": "s", "browser": "b"}
    with kari.transaction() as session:
        assert sessions.take_login(session, **(asked | other)) is None
        assert session.scalar(select(func.count()).select_from(PendingLoginRow)) == 1
        assert sessions.take_login(session, **asked) == replace(pending, asked_at=clock.now)


def test_a_form_sent_by_eight_at_a_time_counts_once(kari):
    def press(_number):
        with kari.transaction() as session:
            return staff.first_press(session, "kari", "k" * 22)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 1


def test_a_key_belongs_to_the_transaction(kari):
    """What fails after the key leaves the key unused, so that the person can press again."""
    with pytest.raises(RuntimeError), kari.transaction() as session:
        staff.first_press(session, "kari", "k" * 22)
        raise RuntimeError
    with kari.transaction() as session:
        assert staff.first_press(session, "kari", "k" * 22)


@pytest.mark.parametrize(
    ("age", "unseen", "alive"),
    [
        (0, 0, True),
        (29, 29, True),
        (30, 30, False),
        (119, 1, True),
        (120, 1, False),
        (-1, 0, False),
    ],
)
def test_a_session_lives_thirty_minutes_unseen_and_two_hours_in_all(clock, age, unseen, alive):
    now, minute = clock.now, timedelta(minutes=1)
    assert is_alive(now - age * minute, now - unseen * minute, now) is alive
