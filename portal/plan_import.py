"""`import-plan`: read a plan from a file. First a list of what it would change; written only when a coordinator approves.

Without a plan to compare with, nothing is looked up and nothing is kept: the list says what is in the file. The plan is named by
its reference, never by a national number. A consent is never read in: it holds where it was given.
"""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Flask

from portal.fhir.read import Read, read
from portal.fhir.reading import LARGEST, BadBundle, Fault
from portal.rules.access import Actor
from portal.rules.plan import SHAPES
from portal.rules.plan_import import Change, Difference, Incoming
from portal.store import plan_import, staff

HINDRANCES = {
    "words": "the words a part of this kind needs are not there",
    "code": "the code is none that a part of this kind may have",
    "parent": "hangs on something it can't hang on",
    "date": "a part of this kind has no date",
    "responsible": "who answers for it is none of those who help",
}
CHANGES = {
    Change.NEW: "new",
    Change.CHANGED: "changed",
    Change.SAME: "the same",
    Change.KEPT: "kept as the person wrote it",
}
LONGEST_TITLE = 60


class Refused(Exception):
    """What cannot be done, and what to do instead."""


def run(app: Flask, chosen: Namespace) -> int:
    """Show or bring in a file; the exit code: 0 shown or done, 2 refused."""
    try:
        found = read(content_of(chosen.file))
        for line in lines(app, chosen, found):
            print(line)
    except BadBundle as wrong:
        return refuse("The file can't be read in. Nothing is changed.", wrong.faults)
    except plan_import.Hindered as wrong:
        faults = [Fault(each.path, HINDRANCES[each.code]) for each in wrong.why]
        return refuse("A plan can't hold this. Nothing is changed.", faults)
    except Refused as refused:
        return refuse(str(refused), [])
    return 0


def content_of(name: str) -> bytes:
    """The bytes of the file, no more of them than one too many."""
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}") from None


def refuse(why: str, faults: Iterable[Fault]) -> int:
    """Say why, and where in the file."""
    print(why, file=sys.stderr)
    for fault in faults:
        print(f"  {fault.path}: {fault.words}", file=sys.stderr)
    return 2


def lines(app: Flask, chosen: Namespace, found: Read) -> Iterator[str]:
    """What the file holds, what it would change or has changed, and what is not brought in."""
    maker = "Planen min" if found.own else "another system"
    yield f"The file is from {maker} and holds {len(found.parts)} parts of a plan."
    if chosen.plan:
        yield from compared(app, chosen, found)
    elif chosen.approve:
        raise Refused("--approve needs --municipality, --plan and --coordinator")
    else:
        yield from (f"  {line_of(part)}" for part in found.parts)
    for left in found.left:
        yield f"  not brought in  {left.path}: {left.words}"
    if not chosen.approve:
        yield "Nothing is changed. Bring it in with --municipality, --plan, --coordinator and --approve."


def compared(app: Flask, chosen: Namespace, found: Read) -> Iterator[str]:
    """The differences, written when it is approved."""
    actor = coordinator(app, chosen)
    with app.extensions["database"].transaction() as session:
        try:
            if chosen.approve:
                changes = plan_import.bring_in(
                    session, actor, chosen.plan, found.parts, paper=chosen.paper
                )
            else:
                changes = plan_import.look(session, actor, chosen.plan, found.parts)
        except plan_import.NotThere:
            raise Refused(
                "--plan: there is no such plan, or it is not this coordinator's"
            ) from None
        except plan_import.NoConsent:
            raise Refused(
                "No consent stands. Give the archive's reference of the signed one with --paper"
            ) from None
    yield from (f"  {difference_line(each)}" for each in changes)
    if chosen.approve:
        yield f"Brought in by {chosen.coordinator}. All of it can be undone in the plan."


def coordinator(app: Flask, chosen: Namespace) -> Actor:
    """Who approves: an employee of the municipality, by the id that `employees list` shows."""
    profile = app.extensions["profiles"].get(chosen.municipality)
    if profile is None:
        known = ", ".join(sorted(app.extensions["profiles"]))
        raise Refused(f"--municipality: give one of {known}")
    if not chosen.coordinator:
        raise Refused("--coordinator: a named coordinator compares and approves")
    with app.extensions["database"].transaction() as session:
        employee = staff.get(session, profile.number, chosen.coordinator)
    if employee is None:
        raise Refused("--coordinator: nobody here has that id: `employees list` shows them")
    return employee.actor


def difference_line(difference: Difference) -> str:
    """One part: what becomes of it, and what it says before and after."""
    told = f"{CHANGES[difference.change]:<8}  {line_of(difference.part)}"
    if difference.change is Change.CHANGED and difference.before:
        return f"{told}  (was: {title(difference.before.words.values())})"
    return told


def line_of(part: Incoming) -> str:
    """One part: what kind, where it stands, and how it begins."""
    first = part.words.get(SHAPES[part.kind].words[0], "")
    stands = f" ({part.code})" if part.code else ""
    by = f", by {part.due_on.isoformat()}" if part.due_on else ""
    return f"{part.kind.value}{stands}: {title([first])}{by}"


def title(words: Iterable[str]) -> str:
    """The beginning of the words, on one line."""
    folded = " ".join(" ".join(words).split())
    return folded if len(folded) <= LONGEST_TITLE else f"{folded[: LONGEST_TITLE - 1]}…"
