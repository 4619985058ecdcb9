"""A complaint as a letter: that it was received, or the latest the desk has said, to who sent it.

Who has not been found to have the right to complain is told that it was received, and what they were guided to: nothing of the answer.
"""

from flask import abort, g

from portal.complaint_labels import OUTCOMES, STEPS, TITLES
from portal.language import date_in_words
from portal.language import gettext as _
from portal.letters import Part
from portal.pages.unplaced import shown_unit
from portal.rules.complaint_who import Standing
from portal.store.case import CaseView
from portal.store.complaint_course import AtDesk
from portal.store.complaint_kept import STANDING, Step


def receiver_of(of: AtDesk) -> tuple[str, ...]:
    """Name and address of who sent it, as far as they are known; the 404 when the text is gone."""
    if of.words is None:
        abort(404)
    address = (line.strip() for line in (of.words.address or "").splitlines())
    return (of.words.name, *(line for line in address if line))


def may_know(of: AtDesk) -> bool:
    """Whether who sent it may be told what came of it."""
    return of.standing == Standing.MAY


def told_in(of: AtDesk) -> Step | None:
    """The latest the desk has done that the letter tells of; None: only that it was received."""
    told = [
        one
        for one in of.steps
        if one.by_kind == "staff" and (may_know(of) or (one.kind == STANDING and one.text))
    ]
    return told[-1] if told else None


def heading_of(of: AtDesk, step: Step | None) -> str:
    """What the letter is about."""
    return str(STEPS[step.kind]) if step else str(TITLES[of.facts.kind])


def parts_of(seen: CaseView, of: AtDesk, step: Step | None) -> tuple[Part, ...]:
    """What was done and said; else that it was received, and what happens next. Always whom to ring."""
    if step is None:
        said = [
            _("Vi fikk dette fra deg %(day)s.", day=date_in_words(of.facts.received_on)),
            _(
                "Kommunen skal svare så snart den kan. Tar det mer enn en måned, "
                "skal du få vite hvorfor."
            ),
        ]
    else:
        outcome = str(OUTCOMES[step.outcome]) if step.outcome else None
        day = _("Dato: %(date)s", date=date_in_words(step.on)) if step.on else None
        said = [line for line in (outcome, day, step.text) if line]
    return (Part(None, "\n\n".join([*said, contact(seen)]), g.language),)


def contact(seen: CaseView) -> str:
    """How to reach the unit."""
    unit = shown_unit(g.profile.units.get(seen.unit, g.profile.unit))
    phone = unit.phone or g.profile.unit.phone
    if phone:
        return str(_("Ring oss på telefon %(phone)s.", phone=phone))
    return str(_("Kom innom oss, eller skriv til oss."))
