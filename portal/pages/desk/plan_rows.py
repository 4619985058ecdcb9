"""A plan as the desk's page shows it: goals with their measures, each with what can be done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, g

from portal.forms.desk import spaced
from portal.forms.desk_plan_more import day_of_iso
from portal.language import date_in_words
from portal.language import gettext as _
from portal.pages.addresses import url
from portal.pages.desk import plan_labels
from portal.pages.desk.frame import today
from portal.pages.plan import words
from portal.pages.plan.text import SLUGS
from portal.plan_card import in_words
from portal.plan_labels import ATTENTION, ROLE_NAMES, ROLES
from portal.rules.plan import ME, Kind, Measure, Part, Topic
from portal.rules.plan_check import is_child
from portal.rules.plan_lateness import SETTLED, attention, order
from portal.store.plan import SeenPlan

Link = tuple[str, str]
Row = tuple[Any, Any]
ANSWERS = {
    Measure.ASKED: ("ja", "ny-dato", "ikke-vart"),
    Measure.YES: ("i-gang", "gjort", "ny-dato", "ikke-vart"),
    Measure.UNDER_WAY: ("gjort", "ny-dato", "ikke-vart"),
    Measure.PROPOSED: ("ansvarlig", "nei"),
}
"""What can be answered with two presses, by where the measure stands. What is settled is changed in its form."""


@dataclass(frozen=True)
class Line:
    """A goal or a measure. `tags` are (words, colour), `rows` what else is known, `links` what can be done about it."""

    part: Part
    title: str
    tags: list[tuple[Any, str]]
    rows: list[Row]
    comments: list[tuple[Part, str | None]]
    links: list[Link]

    @property
    def colour(self) -> str | None:
        """The colour of what is to be seen about it, None when all is as it should."""
        return next(
            (colour for _text, colour in self.tags if colour in {"danger", "warning"}), None
        )


@dataclass(frozen=True)
class Branch:
    """A goal with its measures. `level` is 0 for a goal, 1 for a part of one, and so on; no goal: measures that have none."""

    goal: Line | None
    level: int
    measures: list[Line]


def branches(seen: SeenPlan) -> list[Branch]:
    """All goals, each before those that are parts of it, and last the measures that hang on none."""
    return [*_under(seen, None, 0, frozenset()), Branch(None, 0, _measures(seen, None))]


def _under(
    seen: SeenPlan, parent: str | None, level: int, above: frozenset[str]
) -> Iterator[Branch]:
    for goal in seen.plan.under(parent, Kind.GOAL):
        if goal.id not in above:
            yield Branch(goal_line(seen, goal), level, _measures(seen, goal.id))
            yield from _under(seen, goal.id, level + 1, above | {goal.id})


def _measures(seen: SeenPlan, goal: str | None) -> list[Line]:
    """Those of a goal; with None those that hang on no goal, whatever else they hang on."""
    found = [one for one in seen.plan.of(Kind.MEASURE) if _home(seen, one) == goal]
    decided = [one for one in found if one.code != Measure.PROPOSED]
    return [measure_line(seen, one) for one in order(decided, today())]


def _home(seen: SeenPlan, measure: Part) -> str | None:
    home = seen.plan.one(measure.parent)
    return home.id if home and home.kind is Kind.GOAL else None


def proposals(seen: SeenPlan) -> list[Line]:
    """The measures that wait for somebody to say whose they are, the oldest first."""
    return [
        measure_line(seen, one)
        for one in seen.plan.of(Kind.MEASURE)
        if one.code == Measure.PROPOSED
    ]


def goal_line(seen: SeenPlan, goal: Part) -> Line:
    """A goal in words."""
    text, colour = words.GOALS[goal.code]
    rows = [(_("Del av livet"), goal.says("area"))] if goal.says("area") else []
    links = []
    if seen.open:
        new = url("desk.plan_new", reference=seen.reference, kind="tiltak", mal=goal.id)
        links = [(_("Nytt tiltak"), new), *always(seen, goal)]
    return Line(goal, goal.says("text"), [(text, colour)], rows, comments(seen, goal), links)


def measure_line(seen: SeenPlan, measure: Part) -> Line:
    """A measure in words, with the answers that fit where it stands."""
    tags: list[tuple[Any, str]] = [words.MEASURES[measure.code]]
    notice = attention(measure, today())
    if notice is not None:
        tags.append(ATTENTION[notice])
    return Line(
        measure,
        measure.says("what"),
        tags,
        [row for row in measure_rows(seen, measure) if row[1]],
        comments(seen, measure),
        links_of(seen, measure) if seen.open else [],
    )


def links_of(seen: SeenPlan, measure: Part) -> list[Link]:
    """The answers, then the form. A participant with an address can be asked by a link."""
    answers = ANSWERS.get(Measure(measure.code), ())
    found = [
        (str(plan_labels.ANSWERS[one]), place("desk.plan_answer", seen, measure, answer=one))
        for one in answers
    ]
    helper = seen.plan.one(measure.responsible)
    asks = "desk.plan_link" in current_app.view_functions and measure.code not in SETTLED
    if asks and helper is not None and helper.says("email"):
        found.insert(0, (_("Spør tjenesten"), place("desk.plan_link", seen, measure)))
    return [*found, *always(seen, measure)]


def always(seen: SeenPlan, part: Part) -> list[Link]:
    """What can be done about a goal or a measure wherever it stands."""
    return [
        (_("Endre"), place("desk.plan_part", seen, part)),
        (_("Kommenter"), place("desk.plan_comment", seen, part)),
    ]


def place(endpoint: str, seen: SeenPlan, part: Part, **more: str) -> str:
    """The address of something to do with a part."""
    return url(endpoint, reference=seen.reference, part=part.id, **more)


def helper_line(seen: SeenPlan, helper: Part) -> Line:
    """Somebody who takes part, and how to reach them."""
    links = [(_("Endre"), place("desk.plan_part", seen, helper))] if seen.open else []
    return Line(helper, helper.says("name"), [], rows_of(seen, helper), [], links)


def comments(seen: SeenPlan, part: Part) -> list[tuple[Part, str | None]]:
    """What has been said about a part, with who said it."""
    return [(one, seen.name_of(one)) for one in seen.plan.under(part.id, Kind.COMMENT)]


def rows_of(seen: SeenPlan, part: Part) -> list[Row]:
    """What a part holds, in words, without what is empty: beside what somebody else wrote, too."""
    match part.kind:
        case Kind.MEASURE:
            state: Row = (_("Status"), words.MEASURES[part.code][0])
            found = [state, *measure_rows(seen, part)]
        case Kind.GOAL:
            found = [
                (_("Del av livet"), part.says("area")),
                (_("Status"), words.GOALS[part.code][0]),
            ]
        case Kind.PARTICIPANT:
            found = participant_rows(part)
        case Kind.PERIOD:
            found = period_rows(part)
        case Kind.ROLES:
            found = role_rows(part)
        case Kind.MEETING:
            found = meeting_rows(part)
        case _:
            found = []
    return [(label, value) for label, value in found if value]


def measure_rows(seen: SeenPlan, measure: Part) -> list[Row]:
    """A measure besides what it says and where it stands."""
    due = date_in_words(measure.due_on) if measure.due_on else None
    return [
        (_("Ansvarlig"), responsible(seen, measure)),
        (_("Skal være gjort"), due or _("Ingen dato er satt")),
        (_("Hvor mye og hvor ofte"), measure.says("extent")),
        (_("Hvordan"), measure.says("how")),
        (_("Hvorfor ikke"), measure.says("reason")),
    ]


def participant_rows(part: Part) -> list[Row]:
    """Somebody who helps: where from, and how to reach them."""
    return [
        (_("Rolle"), part.says("role")),
        (_("Arbeidssted"), part.says("organisation")),
        (_("Kommer fra"), words.SECTORS[part.code]),
        (_("Telefon"), spaced(part.says("phone")) if part.says("phone") else ""),
        (_("E-post"), part.says("email")),
    ]


def meeting_rows(part: Part) -> list[Row]:
    """A meeting: when and where, who is asked, what was said."""
    return [
        (_("Når og hvor"), in_words(part)),
        (_("Hvem som er bedt"), ", ".join(part.says("asked").splitlines())),
        (_("Referat"), part.says("minutes")),
    ]


def period_rows(part: Part | None) -> list[Row]:
    """The plan's period and when it is gone through."""
    first, last = (day_of_iso(part.says(word)) if part else None for word in ("from", "to"))
    review = part.due_on if part else None
    return [
        (_("Gjelder fra"), date_in_words(first) if first else None),
        (_("Gjelder til"), date_in_words(last) if last else None),
        (_("Gås gjennom neste gang"), date_in_words(review) if review else None),
    ]


def role_rows(part: Part | None) -> list[Row]:
    """What has become of each role."""
    said = {word: part.says(word) if part else "" for word in ROLE_NAMES}
    rows = [(ROLE_NAMES[word], ROLES.get(code)) for word, code in said.items()]
    name = part.says("doctor_name") if part else ""
    return [*rows, (_("Navnet på kontaktlegen"), name)]


def text_rows(seen: SeenPlan) -> list[tuple[Any, str | None, str | None]]:
    """(about what, the text, where it is written) for each topic; the child's only in a child's plan."""
    return [
        (
            words.TOPICS[topic],
            part.says("text") if (part := seen.plan.text(topic)) else None,
            one_address(seen, slug),
        )
        for slug, topic in SLUGS.items()
        if topic is not Topic.CHILD or is_child(seen.born, today()) or seen.plan.text(topic)
    ]


def one_address(seen: SeenPlan, slug: str) -> str | None:
    """Where something a plan has one of is written; nowhere while there is no consent."""
    return url("desk.plan_one", reference=seen.reference, what=slug) if seen.open else None


def responsible(seen: SeenPlan, measure: Part) -> str:
    """Who answers for a measure, also when they no longer take part."""
    if measure.responsible is None:
        return _("Ingen ennå")
    if measure.responsible == ME:
        return seen.person_name
    helper = seen.plan.one(measure.responsible)
    if helper is not None:
        return helper.says("name")
    gone = next((one for one in seen.gone if one.id == measure.responsible), None)
    return _("%(name)s, som ikke er med lenger", name=gone.says("name") if gone else g.profile.name)


def gone(seen: SeenPlan) -> list[tuple[Part, str, str]]:
    """(part, kind in words, first words) of what has been taken away and the desk may put back, the newest first."""
    kinds = plan_labels.KINDS
    found = [one for one in seen.gone if one.kind in kinds]
    return [
        (one, str(kinds[one.kind]), one.says("text") or one.says("what") or one.says("name"))
        for one in sorted(found, key=lambda one: one.at, reverse=True)
    ]
