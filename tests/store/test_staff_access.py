"""Who is let in at the desk: given, changed, taken away and given back, each with its event."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portal.rules.access import Role
from portal.rules.levels import Level
from portal.store import events, sessions, staff
from portal.store.tables.staff import SessionRow, StaffRow

ISSUER = "https://login.example"
NAMSOS = "5007"


def admit(database, name="Kari Oppdiktet", role=Role.OFFICER, unit="enhet", subject="kari"):
    wanted = staff.new_employee(NAMSOS, name, role, unit)
    with database.transaction() as session:
        return staff.admit(session, wanted, issuer=ISSUER, subject=subject)


def remove(database, employee):
    with database.transaction() as session:
        staff.disable(session, employee.id)


def found(database, municipality=NAMSOS):
    with database.transaction() as session:
        return staff.find(session, municipality, ISSUER, "kari")


def history(database):
    """What the chain of events says of employees: what happened to whom, and what they may do."""
    with database.transaction() as session:
        assert events.verify(session, NAMSOS) == []
        rows = session.scalars(select(events.EventRow).order_by(events.EventRow.number))
        return [(row.code, row.subject, row.object) for row in rows]


def test_somebody_new_is_found_by_the_login(database):
    kari = admit(database)
    assert found(database) == kari
    assert (kari.name, kari.role, kari.unit) == ("Kari Oppdiktet", Role.OFFICER, "enhet")
    assert found(database, "4639") is None
    assert history(database) == [("staff.admitted", kari.id, "officer,enhet")]


def test_the_same_once_more_changes_nothing_and_tells_nothing(database):
    assert admit(database) == admit(database)
    assert len(history(database)) == 1


def test_a_new_name_is_no_news(database):
    kari, later = admit(database), admit(database, name="Kari Nygift")
    assert (later.id, later.name) == (kari.id, "Kari Nygift")
    assert found(database).name == "Kari Nygift"
    assert len(history(database)) == 1


@pytest.mark.parametrize(
    ("role", "unit", "told"), [(Role.LEAD, None, "lead"), (Role.OFFICER, "nord", "officer,nord")]
)
def test_another_role_or_unit_is_told(database, role, unit, told):
    kari, later = admit(database), admit(database, role=role, unit=unit)
    assert (later.id, later.role, later.unit) == (kari.id, role, unit)
    assert history(database)[-1] == ("staff.admitted", kari.id, told)


def test_who_comes_back_is_the_same_person(database):
    kari = admit(database)
    remove(database, kari)
    assert found(database) is None
    assert admit(database) == kari == found(database)
    assert [code for code, _, _ in history(database)] == [
        "staff.admitted",
        "staff.removed",
        "staff.admitted",
    ]


def test_taking_the_access_away_twice_is_once(database):
    kari = admit(database)
    for _ in range(2):
        remove(database, kari)
    assert [code for code, _, _ in history(database)] == ["staff.admitted", "staff.removed"]


def begin(database, token, person):
    with database.transaction() as session:
        sessions.begin(
            session,
            kind="staff",
            person=person,
            municipality=NAMSOS,
            token=token,
            level=Level.STAFF,
            issuer=ISSUER,
            provider_session=None,
        )


def test_open_sessions_end_and_stay_ended_when_the_access_is_given_back(database):
    kari, ola = admit(database), admit(database, name="Ola Oppdiktet", subject="ola")
    begin(database, "karis", kari.id)
    begin(database, "olas", ola.id)
    remove(database, kari)
    admit(database)
    with database.transaction() as session:
        ended = {
            row.person: row.ended_at is not None for row in session.scalars(select(SessionRow))
        }
    assert ended == {kari.id: True, ola.id: False}


def test_a_first_login_in_eight_windows_is_one_employee(database):
    with ThreadPoolExecutor(8) as pool:
        employees = list(pool.map(lambda _number: admit(database), range(8)))
    assert len({one.id for one in employees}) == 1
    assert len(history(database)) == 1


def test_the_list_is_by_name_and_of_one_municipality_and_of_those_who_have_access(database):
    admit(database, name="Åse Prøve", subject="a")
    admit(database, name="berit Prøve", subject="b")
    gone = admit(database, name="Carl Prøve", subject="c")
    remove(database, gone)
    with database.transaction() as session:
        wanted = staff.new_employee("4639", "Ola Annensteds", Role.LEAD, None)
        staff.admit(session, wanted, issuer=ISSUER, subject="d")
        names = [one.name for one in staff.everyone(session, NAMSOS)]
    assert names == ["berit Prøve", "Åse Prøve"]


def test_nothing_of_the_person_can_be_read_in_the_database(database):
    kari = admit(database, subject="14859221271")
    with database.transaction() as session:
        row = session.get(StaffRow, kari.id)
        stored = row.name + row.identity
    assert b"Kari" not in stored and b"14859221271" not in stored
