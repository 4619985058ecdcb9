"""What the page of a complaint shows: who complains and by what right, the law, the days, what may come next, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, g
from markupsafe import Markup

from portal.complaint_labels import (
    ASKED,
    FILE_STATES,
    OFFICES,
    OUTCOMES,
    PATHS,
    STANDINGS,
    STATES,
    STEPS,
    TITLES,
    said_in,
)
from portal.forms.desk import spaced
from portal.language import date_in_words, phone_link
from portal.language import gettext as _
from portal.pages.addresses import url
from portal.pages.complaint.words_bodies import BODIES
from portal.pages.desk import labels
from portal.pages.desk.complaint_labels import (
    BRING,
    OUT_STATES,
    OUT_WHAT,
    STANDING_COLORS,
    WAYS,
    heading_of,
)
from portal.pages.desk.complaint_labels import STEPS as STEP_WORDS
from portal.pages.desk.frame import transaction
from portal.pages.representation.words import BECAUSE
from portal.rules.access import Permission, Target, may
from portal.rules.case import Status
from portal.rules.complaint_answers import Who
from portal.rules.complaint_course import OWED, State, forward_now, may_become_complaint
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_path import Row, Time
from portal.rules.complaint_table import row_on
from portal.rules.complaint_who import Bring, Standing, line_for
from portal.rules.representation import Basis
from portal.store import complaint_course, complaint_out, staff
from portal.store.attachments import State as Kept
from portal.store.case import CaseView
from portal.store.complaint_course import AtDesk
from portal.store.complaint_kept import Step
from portal.store.complaint_out import Out
from portal.store.complaint_standing import to_decide

Rows = list[tuple[Any, Any]]
OF_WHO = frozenset({"name", "who", "about_name", "phone", "calls"})
"""What was asked about who sends it, and how to reach them."""


@dataclass(frozen=True)
class Whole:
    """A complaint, the names of those at the desk who took its steps, and what of it has left the house."""

    of: AtDesk
    names: Mapping[str, str]
    out: list[Out]


def whole(reference: str) -> tuple[CaseView, Whole | None]:
    """The case, and the complaint when it is one, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        both = complaint_course.with_case(db, g.actor, reference)
        if both is None:
            abort(404)
        seen, of = both
        if of is None:
            return seen, None
        names = staff.names_of(db, [one.by for one in of.steps if one.by_kind == "staff"])
        return seen, Whole(of, names, complaint_out.of_case(db, of.case_id))


def can_handle(unit: str) -> bool:
    """Whether the one who is logged in may act on the complaints of a unit."""
    return may(g.actor, Permission.HANDLE_COMPLAINT, Target(g.profile.number, unit))


def title_of(seen: CaseView, of: AtDesk) -> str:
    """«Klage …» or what else it is by the law's table, with its reference."""
    return f"{TITLES[of.facts.kind]} {seen.reference}"


def row_of(of: AtDesk) -> Row:
    """Its row of the law's table, as it was the day it came."""
    return row_on(Path(of.path), of.facts.received_on)


def decider_of(of: AtDesk) -> Any:
    """Who decides what the office does not change, as it stands inside a sentence; None when nobody knows yet."""
    decider = row_of(of).decider
    return BODIES[decider] if decider else None


def complaint_parts(seen: CaseView, complaint: Whole) -> dict[str, Any]:
    """Values for desk/complaint/one."""
    of, acts = complaint.of, can_handle(seen.unit)
    state = State(of.facts.state)
    return {
        "title": title_of(seen, of),
        "state_tag": STATES[state],
        "standing_tag": (STANDINGS[of.standing], STANDING_COLORS[Standing(of.standing)]),
        "who_rows": who_rows(of),
        "law_rows": law_rows(of),
        "late_on": late_on(of),
        "said_rows": said_rows(of),
        "files": file_rows(seen),
        "call_to": call_to(of),
        "next_links": next_links(seen, of) if acts else [],
        "intake_links": intake_links(seen, of) if acts else [],
        "forward_to": (decider_of(of) or _("dem som skal avgjøre")) if forward_now(state) else None,
        "forward_at": step_address(seen.reference, State.FORWARDED),
        "came_back": state is State.DECIDED and State.RECONSIDERING in of.next,
        "again_at": step_address(seen.reference, State.RECONSIDERING),
        "can_move": acts and state in OWED and len(g.profile.units) > 1,
        "can_close": acts and not of.next and seen.status != Status.CLOSED,
        "close_at": "desk.close_complaint",
        "done": [shown(one, complaint.names) for one in reversed(of.steps)],
        "out_rows": [out_row(one) for one in complaint.out],
        "has_papers": acts and of.words is not None,
    }


def who_rows(of: AtDesk) -> Rows:
    """Who complains, for whom, by what right, what they are to show, and how to reach them."""
    said = said_in(of.words) if of.words else {}
    rows: Rows = [
        (_("Hvem som klager"), said.get("name")),
        (ASKED["who"], said.get("who")),
        (ASKED["about_name"], said.get("about_name")),
        (_("Grunnlag"), str(BECAUSE[Basis(of.basis)]) if of.basis else None),
        (_("Rett til å klage"), STANDINGS[of.standing]),
        (_("Skal vise fram"), bring_of(of)),
        (ASKED["phone"], phone_link(spaced(said["phone"])) if "phone" in said else None),
        (ASKED["calls"], said.get("calls")),
    ]
    return [row for row in rows if row[1]]


def said_rows(of: AtDesk) -> Rows:
    """The person's own words, each with what was asked; none once the text is removed."""
    said = said_in(of.words) if of.words else {}
    return [(ASKED[name], text) for name, text in said.items() if name not in OF_WHO]


def file_rows(seen: CaseView) -> list[dict[str, Any]]:
    """What came with it. A file that waits for its check, or was taken away, is told and not opened."""
    return [
        {
            "name": one.name or _("Se bilde %(number)s", number=number),
            "href": url("desk.file", reference=seen.reference, id=one.id)
            if one.state == Kept.KEPT
            else None,
            "state": FILE_STATES[one.state],
        }
        for number, one in enumerate(seen.pictures, 1)
    ]


def bring_of(of: AtDesk) -> Any:
    """What is still to be shown, by the line of the law for who sent it; None when nothing is."""
    if of.words is None or of.standing != Standing.MAY_WITH:
        return None
    row = row_of(of)
    line = line_for(Who(of.words.who), row.kind, row.law, of.facts.received_on)
    return BRING[line.bring or Bring.POWER_OF_ATTORNEY]


def law_rows(of: AtDesk) -> Rows:
    """The row of the law, who decided and who decides in the end, and the day the time was counted from."""
    row = row_of(of)
    decider = BODIES[row.decider] if row.decider else None
    rows: Rows = [
        (_("Hva saken gjelder"), PATHS[of.path]),
        (_("Hvem som har avgjort"), OFFICES[of.office]),
        (_("Rett mottaker"), capital(BODIES[row.recipient])),
        (_("Avgjør hvis svaret ikke blir endret"), capital(decider) if decider else None),
        (_("Lov"), labels.LAWS.get(of.law or "")),
        (_("Hjemmel"), row.basis),
        (_("Svaret er datert"), date_in_words(of.told_on) if of.told_on else None),
        (_("Siste dag for å klage"), last_day(of, row)),
        (_("Svaret det er klaget på"), case_link(of.about) if of.about else None),
    ]
    return [row for row in rows if row[1]]


def last_day(of: AtDesk, row: Row) -> str | None:
    """The day, and whether it came by then: never that it is too late."""
    if of.complaint_due is None:
        return _("Fristen står i svaret") if row.time is Time.IN_LETTER else None
    day = date_in_words(of.complaint_due)
    return day if late_on(of) else _("%(date)s. Kom i tide.", date=day)


def late_on(of: AtDesk) -> str | None:
    """The last day in words when it came after it (forvaltningsloven § 31); None when it came in time, or no day was counted."""
    due = of.complaint_due
    return date_in_words(due) if due and of.facts.received_on > due else None


def case_link(reference: str) -> Markup:
    """The way to the case with the answer that is complained of."""
    return Markup('<a href="{}">{}</a>').format(
        url("desk.one_case", reference=reference), reference
    )


def call_to(of: AtDesk) -> Markup | None:
    """The number of who asked for help to write it, as long as there is something to write."""
    number = of.words.phone if of.words else None
    wanted = of.calls and State(of.facts.state) in OWED
    return phone_link(spaced(number)) if wanted and number else None


def next_links(seen: CaseView, of: AtDesk) -> list[tuple[str, str]]:
    """The steps that may come now: (words, address)."""
    decider = decider_of(of)
    return [(heading_of(state, decider), step_address(seen.reference, state)) for state in of.next]


def intake_links(seen: CaseView, of: AtDesk) -> list[tuple[str, str]]:
    """What the desk may find of how it came in: by what right, that it is a complaint after all, and the letter about it."""
    reference, state = seen.reference, State(of.facts.state)
    links = []
    if to_decide(of.standing, state):
        links.append(
            (_("Avgjør hvem som kan klage"), url("desk.complaint_who", reference=reference))
        )
    if may_become_complaint(of.facts.kind, state):
        links.append((_("Behandle som klage"), url("desk.complaint_becomes", reference=reference)))
    if of.words is not None:
        links.append((_("Lag brev (PDF)"), url("desk.letter", reference=reference)))
    return links


def step_address(reference: str, state: State) -> str:
    """Where a step is taken."""
    return url("desk.complaint_step", reference=reference, steg=STEP_WORDS[state].slug)


def shown(one: Step, names: Mapping[str, str]) -> dict[str, Any]:
    """A step in words."""
    by_staff = one.by_kind == "staff"
    return {
        "heading": STEPS[one.kind],
        "at": one.at,
        "who": names.get(one.by, _("Enheten")) if by_staff else _("Den som klaget"),
        "outcome": OUTCOMES[one.outcome] if one.outcome else None,
        "on": one.on,
        "text": one.text,
    }


def out_row(one: Out) -> dict[str, Any]:
    """What has left or is to leave, and how far it is."""
    return {
        "what": OUT_WHAT[one.template],
        "way": WAYS[one.channel],
        "state": OUT_STATES[one.state],
        "at": one.ended_at or one.put_at,
        "receipt": one.receipt,
    }


def capital(text: Any) -> str:
    """As it begins a sentence."""
    said = str(text)
    return said[:1].upper() + said[1:]
