"""`employees`: who may log in at the desk. A national number is asked for, never given as an argument.

An argument would stay in the shell's history and be seen by everybody on the machine; what is
typed is not shown, and what is kept of it is a keyed hash.
"""

import re
import sys
from argparse import Namespace
from collections.abc import Callable
from getpass import getpass

from flask import Flask

from portal.login.employees import WrongPlace, place_of
from portal.login.providers import Provider
from portal.rules.access import Role
from portal.rules.municipality import Profile
from portal.rules.national_number import is_synthetic, national_number
from portal.store import staff

LONGEST_NAME = 100
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
QUESTIONS = {
    ("pid",): "National number, 11 digits (not shown): ",
    ("tid", "oid"): "Object ID of the employee in Entra ID (not shown): ",
}
OTHER_QUESTION = "The employee's name at the stand-in (not shown): "


class Refused(Exception):
    """What cannot be done, and what to do instead. Holds nothing that was typed."""


def run(app: Flask, chosen: Namespace) -> int:
    """Add, list or remove employees of one municipality; the exit code."""
    profile = app.extensions["profiles"].get(chosen.kommune)
    try:
        if profile is None:
            known = ", ".join(sorted(app.extensions["profiles"]))
            raise Refused(f"Unknown municipality. Known: {known}")
        for line in ACTIONS[chosen.action](app, profile, chosen):
            print(line)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


def add(app: Flask, profile: Profile, chosen: Namespace) -> list[str]:
    """Let somebody in, or change the name, role and unit of somebody who is let in."""
    provider = app.extensions["providers"].get((profile.slug, "staff"))
    if provider is None:
        raise Refused(
            f"Employees cannot log in yet: PORTAL_LOGIN_FILE has no [{profile.slug}.staff]"
        )
    if provider.roles:
        raise Refused(f"Roles come from the provider here: see [{profile.slug}.staff.roles]")
    name, role = name_in(chosen.name), role_in(chosen.role)
    try:
        unit = place_of(profile, role, chosen.unit)
    except WrongPlace as wrong:
        raise Refused(f"--unit: {wrong}") from None
    synthetic = app.extensions["settings"].accepts.synthetic_people
    subject = subject_from(asked(provider), provider, synthetic)
    wanted = staff.new_employee(profile.number, name, role, unit)
    with app.extensions["database"].transaction() as session:
        employee = staff.admit(session, wanted, issuer=provider.issuer, subject=subject)
    return [f"{employee.name} may log in as {role.value} in {unit or 'every unit'}."]


def name_in(name: str | None) -> str:
    """The name as colleagues and citizens will read it."""
    name = (name or "").strip()
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
        raise Refused(f"--name: give the employee's name, at most {LONGEST_NAME} characters")
    return name


def role_in(role: str | None) -> Role:
    """The role."""
    if role is None:
        raise Refused(f"--role: give one of {', '.join(Role)}")
    return Role(role)


def asked(provider: Provider) -> str:
    """What the provider knows the employee by: typed unseen, or a line from a file or a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return getpass(QUESTIONS.get(provider.subject, OTHER_QUESTION)).strip()


def subject_from(typed: str, provider: Provider, synthetic_people: bool) -> str:
    """The provider's own name for the employee, as a token will say it. Raises Refused."""
    match provider.subject:
        case ("pid",):
            number = national_number(typed)
            if number is None:
                raise Refused("That is no national number: it has 11 digits, and they must agree.")
            if is_synthetic(number) is not synthetic_people:
                wanted = "an invented" if synthetic_people else "a real"
                raise Refused(f"This mode wants {wanted} person's national number.")
            return number
        case ("tid", "oid"):
            object_id = typed.lower()
            if not UUID.fullmatch(object_id):
                raise Refused(
                    "That is no object ID: it looks like 00000000-0000-0000-0000-000000000000."
                )
            return f"{provider.tenant}:{object_id}"
        case _:
            if not typed or not typed.isprintable():
                raise Refused("Nothing was given.")
            return typed


def list_all(app: Flask, profile: Profile, _chosen: Namespace) -> list[str]:
    """Who may log in: id, role, unit and name."""
    with app.extensions["database"].transaction() as session:
        found = staff.everyone(session, profile.number)
    if not found:
        return ["Nobody may log in at the desk yet."]
    return [
        f"{one.id}  {one.role.value:<13}  {one.unit or 'every unit':<24}  {one.name}"
        for one in found
    ]


def remove(app: Flask, profile: Profile, chosen: Namespace) -> list[str]:
    """Take somebody's access away. Open sessions end; the cases stay with the person until handed over."""
    with app.extensions["database"].transaction() as session:
        employee = staff.get(session, profile.number, chosen.id or "")
        if employee is None:
            raise Refused("--id: nobody here has that id: `employees list` shows them")
        staff.disable(session, employee.id)
    lines = [f"{employee.name} may no longer log in. Open sessions have ended."]
    provider = app.extensions["providers"].get((profile.slug, "staff"))
    if provider is not None and provider.roles:
        lines.append("Take the role away at the provider too: who still has it is let in again.")
    return lines


Action = Callable[[Flask, Profile, Namespace], list[str]]
ACTIONS: dict[str, Action] = {"add": add, "list": list_all, "remove": remove}
