"""`python3 -m portal employees`: who may log in at the desk."""

import io

import pytest
from sqlalchemy import select

from portal import cli, employees
from portal.login.keys import ClientKey
from portal.login.providers import Provider
from portal.rules.access import Role
from portal.rules.levels import Level
from portal.store import staff
from portal.store.events import EventRow
from portal.store.tables.staff import StaffRow

ISSUER = "https://provider.example"
TENANT = "9f2e1c3a-0000-4000-8000-00000000a001"
OBJECT = "5b1a2c3d-0000-4000-8000-00000000b001"
KARI = "14859221271"  # an invented person of the tax agency's kind: month + 80
NOBODYS = "31027012356"  # not an invented person's month, and a day that is in no calendar


def provider(subject: tuple[str, ...], **more: object) -> Provider:
    key = ClientKey(None, {})
    return Provider(
        "staff", ISSUER, "client", ISSUER, {"high": Level.STAFF}, key, subject=subject, **more
    )


@pytest.fixture
def place(app, monkeypatch, capsys):
    """The command in front of a database; `typed` is what stdin holds."""
    monkeypatch.setattr(cli, "app_of_this_place", lambda _port: app)
    app.extensions["providers"]["namsos", "staff"] = provider(("pid",))

    def command(*arguments: str, typed: str = ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        code = cli.run_command(["employees", *arguments])
        told = capsys.readouterr()
        assert KARI not in told.out + told.err and OBJECT not in told.out + told.err
        return code, told.out, told.err

    return command


def enrolled(app) -> list[staff.Employee]:
    with app.extensions["database"].transaction() as session:
        return staff.everyone(session, "5007")


def found(app, subject: str):
    with app.extensions["database"].transaction() as session:
        return staff.find(session, "5007", ISSUER, subject)


def test_somebody_is_let_in_and_listed_and_removed(place, app):
    add = ("add", "namsos", "--name", "Kari Prøve", "--role", "officer")
    assert place(*add, typed=KARI) == (
        0,
        "Kari Prøve may log in as officer in brukerkontoret.\n",
        "",
    )
    kari = found(app, KARI)
    assert (kari.name, kari.role, kari.unit) == ("Kari Prøve", Role.OFFICER, "brukerkontoret")
    _, listed, _ = place("list", "namsos")
    assert listed.split() == [kari.id, "officer", "brukerkontoret", "Kari", "Prøve"]
    code, said, _ = place("remove", "namsos", "--id", kari.id)
    assert (code, said) == (0, "Kari Prøve may no longer log in. Open sessions have ended.\n")
    assert found(app, KARI) is None
    assert place("list", "namsos")[1] == "Nobody may log in at the desk yet.\n"


def test_a_lead_works_for_every_unit(place, app):
    add = ("add", "namsos", "--name", "Liv Prøve", "--role", "lead")
    assert place(*add, typed=KARI)[1] == "Liv Prøve may log in as lead in every unit.\n"
    assert found(app, KARI).unit is None


def test_adding_again_changes_what_somebody_is(place, app):
    place("add", "namsos", "--name", "Kari Prøve", "--role", "reader", typed=KARI)
    place("add", "namsos", "--name", "Kari Nygift", "--role", "lead", typed=KARI)
    assert [(one.name, one.role) for one in enrolled(app)] == [("Kari Nygift", Role.LEAD)]


def test_in_entra_it_is_the_object_of_the_one_tenant(place, app):
    app.extensions["providers"]["namsos", "staff"] = provider(("tid", "oid"), tenant=TENANT)
    add = ("add", "namsos", "--name", "Kari Prøve", "--role", "reader")
    assert place(*add, typed=OBJECT.upper())[0] == 0
    assert found(app, f"{TENANT}:{OBJECT}").name == "Kari Prøve"


ADD = ("--name", "Kari Prøve", "--role", "officer")


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (("add", "oslo", *ADD), KARI, "Unknown municipality"),
        (("add", "namsos", "--name", "Kari"), KARI, "--role: give one of"),
        (("add", "namsos", "--role", "lead"), KARI, "--name: give"),
        (("add", "namsos", "--role", "lead", "--name", " "), KARI, "--name: give"),
        (("add", "namsos", "--role", "lead", "--name", "K" * 101), KARI, "--name: give"),
        (("add", "namsos", "--role", "lead", "--name", "K\u202eiraK"), KARI, "--name: give"),
        (("add", "namsos", *ADD, "--unit", "nord"), KARI, "there is no unit “nord”"),
        (("add", "namsos", "--name", "K", "--role", "lead", "--unit", "x"), KARI, "every unit"),
        (("add", "namsos", *ADD), "", "no national number"),
        (("add", "namsos", *ADD), KARI[:-1] + "2", "no national number"),
        (("add", "namsos", *ADD), OBJECT, "no national number"),
        (("add", "namsos", *ADD), NOBODYS, "wants an invented person's"),
        (("add", "vik", *ADD), "", "Nothing was given"),
        (("remove", "namsos"), "", "nobody here has that id"),
        (("remove", "namsos", "--id", "x"), "", "nobody here has that id"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(place, app, arguments, typed, says):
    code, out, error = place(*arguments, typed=typed)
    assert (code, out) == (2, "")
    assert says in error
    with app.extensions["database"].transaction() as session:
        assert session.scalars(select(StaffRow)).all() == []
        assert session.scalars(select(EventRow)).all() == []


@pytest.mark.parametrize("typed", ["", KARI, OBJECT[:-1], OBJECT + "\u0661", "kari@example.com"])
def test_in_entra_nothing_but_an_object_id_will_do(place, app, typed):
    app.extensions["providers"]["namsos", "staff"] = provider(("tid", "oid"), tenant=TENANT)
    code, _, error = place("add", "namsos", *ADD, typed=typed)
    assert code == 2 and "no object ID" in error


def test_in_production_an_invented_person_is_refused():
    with pytest.raises(employees.Refused, match="wants a real"):
        employees.subject_from(KARI, provider(("pid",)), synthetic_people=False)
    assert employees.subject_from(NOBODYS, provider(("pid",)), synthetic_people=False) == NOBODYS


def test_where_the_provider_says_who_is_what_nobody_is_added_here(place, app):
    roles = {"Leder": (Role.LEAD, None)}
    app.extensions["providers"]["namsos", "staff"] = provider(("tid", "oid"), roles=roles)
    code, _, error = place("add", "namsos", *ADD, typed=OBJECT)
    assert code == 2 and "[namsos.staff.roles]" in error
    assert enrolled(app) == []


def test_who_is_removed_there_keeps_out_only_without_the_role(place, app):
    place("add", "namsos", *ADD, typed=KARI)
    roles = {"Leder": (Role.LEAD, None)}
    app.extensions["providers"]["namsos", "staff"] = provider(("tid", "oid"), roles=roles)
    _, said, _ = place("remove", "namsos", "--id", enrolled(app)[0].id)
    assert "Take the role away at the provider too" in said


def test_without_a_login_nobody_can_be_let_in(place, app):
    del app.extensions["providers"]["namsos", "staff"]
    code, _, error = place("add", "namsos", *ADD, typed=KARI)
    assert code == 2 and "PORTAL_LOGIN_FILE has no [namsos.staff]" in error


def test_another_municipalitys_employee_is_not_ours_to_remove(place, app):
    with app.extensions["database"].transaction() as session:
        other = staff.new_employee("4639", "Ola Annensteds", Role.LEAD, None)
        staff.admit(session, other, issuer=ISSUER, subject="ola")
    assert place("remove", "namsos", "--id", other.id)[0] == 2
    assert place("list", "namsos")[1] == "Nobody may log in at the desk yet.\n"


def test_at_a_terminal_what_is_typed_is_not_shown(place, app, monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(employees, "getpass", lambda question: asked.append(question) or KARI)
    assert cli.run_command(["employees", "add", "namsos", *ADD]) == 0
    assert asked == ["National number, 11 digits (not shown): "]
    assert found(app, KARI) is not None


def test_no_number_is_taken_as_an_argument(place):
    with pytest.raises(SystemExit):
        cli.run_command(["employees", "add", "namsos", KARI])
