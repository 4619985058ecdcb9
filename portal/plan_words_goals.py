"""Goals, measures and meetings of a plan in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.language import date_in_words
from portal.language import gettext as _
from portal.plan_document import Entry, Row, Said, Section, Table
from portal.plan_labels import ATTENTION, GOALS, MEASURES, MEETINGS, PROGRESS
from portal.rules.plan import ME, Kind, Part, Plan
from portal.rules.plan_lateness import attention, order
from portal.store.plan import SeenPlan

NOTHING = Said("")


@dataclass(frozen=True)
class Telling:
    """Whose plan is told, and on which day."""

    seen: SeenPlan
    today: date

    @property
    def plan(self) -> Plan:
        """The parts."""
        return self.seen.plan

    @property
    def own(self) -> bool:
        """Whether the reader is the one whose plan it is."""
        return self.seen.role == "self"


def goal_section(tell: Telling) -> Section:
    """Each goal with its measures; sub-goals stand after the goal they belong to."""
    goals = list(goals_in_order(tell.plan))
    below = [one_goal(tell, goal) for goal in goals]
    loose = order(measures_without_goal(tell.plan), tell.today)
    if loose:
        entries = tuple(measure_entry(tell, part) for part in loose)
        below.append(Section(Said(_("Uten mål")), entries=entries))
    nothing = () if below else (Said(_("Det står ingen mål her ennå.")),)
    heading = _("Målene mine") if tell.own else _("Mål")
    return Section(Said(heading), paragraphs=nothing, below=tuple(below))


def measure_section(tell: Telling) -> Section:
    """Each measure with all that is written of it, for a reader who does not see the goals."""
    entries = tuple(
        measure_entry(tell, one) for one in order(tell.plan.of(Kind.MEASURE), tell.today)
    )
    return Section(Said(_("Tiltak")), entries=entries)


def goals_in_order(plan: Plan) -> Iterator[Part]:
    """Every goal once, sub-goals after theirs; also those that have come to hang on each other."""
    told: set[str] = set()

    def down(parent: str | None) -> Iterator[Part]:
        for goal in plan.under(parent, Kind.GOAL):
            if goal.id not in told:
                told.add(goal.id)
                yield goal
                yield from down(goal.id)

    yield from down(None)
    for goal in plan.of(Kind.GOAL):
        if goal.id not in told:
            told.add(goal.id)
            yield goal
            yield from down(goal.id)


def measures_without_goal(plan: Plan) -> list[Part]:
    """Measures that hang on no goal that is still there."""
    goals = {goal.id for goal in plan.of(Kind.GOAL)}
    return [part for part in plan.of(Kind.MEASURE) if part.parent not in goals]


def one_goal(tell: Telling, goal: Part) -> Section:
    """A goal: where it stands, what has been said of it, its measures."""
    above = tell.plan.one(goal.parent)
    rows = [
        Row(_("Hvordan det går"), Said(str(GOALS[goal.code][0]))),
        *said_row(_("Område"), goal.says("area")),
        *said_row(_("Del av målet"), above.says("text") if above else ""),
        *(row for part in tell.plan.under(goal.id, Kind.EVALUATION) for row in progress(part)),
        *comments(tell, goal),
    ]
    measures = order(tell.plan.under(goal.id, Kind.MEASURE), tell.today)
    return Section(
        Said(goal.says("text"), own=True),
        rows=tuple(rows),
        entries=tuple(measure_entry(tell, part) for part in measures),
    )


def progress(part: Part) -> Iterator[Row]:
    """How it went with a goal, on a day."""
    yield Row(
        _("Vurdert %(day)s", day=date_in_words(part.begun_at)), Said(str(PROGRESS[part.code]))
    )
    yield from said_row(_("Om vurderingen"), part.says("text"))


def measure_entry(tell: Telling, part: Part) -> Entry:
    """A measure: what, how much, how, who, by when, and where it stands."""
    rows = [
        *said_row(_("Hvor ofte eller hvor mye"), part.says("extent")),
        *said_row(_("Hvordan"), part.says("how")),
        Row(_("Hvem"), responsible(tell, part)),
        Row(_("Når"), due(part)),
        Row(_("Hvordan det går"), Said(str(MEASURES[part.code][0]))),
    ]
    seen = attention(part, tell.today)
    if seen:
        rows.append(Row(_("Merk"), Said(str(ATTENTION[seen][0]))))
    rows += [*said_row(_("Begrunnelse"), part.says("reason")), *comments(tell, part)]
    return Entry(Said(part.says("what"), own=True), tuple(rows))


def measure_table(
    tell: Telling, heading: str, parts: list[Part], nothing: str, about: tuple[Said, ...] = ()
) -> Section:
    """Measures at a glance, after what is to be said `about` them; `nothing` where there are none."""
    if not parts:
        return Section(Said(heading), paragraphs=(Said(nothing),))
    lines = tuple(
        (
            Said(part.says("what"), own=True),
            responsible(tell, part),
            due(part),
            Said(str(MEASURES[part.code][0])),
        )
        for part in order(parts, tell.today)
    )
    headers = (_("Tiltak"), _("Hvem"), _("Når"), _("Hvordan det går"))
    return Section(Said(heading), paragraphs=about, table=Table(headers, lines))


def responsible(tell: Telling, part: Part) -> Said:
    """Who answers for a measure."""
    if part.responsible == ME:
        return Said(tell.seen.person_name, own=True)
    found = tell.plan.one(part.responsible)
    return Said(who(found), own=True) if found else Said(_("Ingen har ansvaret ennå"))


def who(participant: Part) -> str:
    """Name and organisation, as far as they are known."""
    said = (participant.says("name"), participant.says("organisation"))
    return ", ".join(each for each in said if each)


def due(part: Part) -> Said:
    """The date of a measure."""
    if part.due_on is None:
        return Said(_("Ingen dato ennå"))
    return Said(_("Innen %(day)s", day=date_in_words(part.due_on)))


def comments(tell: Telling, part: Part) -> Iterator[Row]:
    """What people have said of it, the oldest first."""
    for comment in tell.plan.under(part.id, Kind.COMMENT):
        name = tell.seen.name_of(comment)
        label = _("Kommentar fra %(name)s", name=name) if name else _("Kommentar")
        yield from said_row(label, comment.says("text"))


def said_row(label: str, text: str) -> tuple[Row, ...]:
    """A row of somebody's words, none when there are none."""
    return (Row(label, Said(text, own=True)),) if text.strip() else ()


def meeting_section(tell: Telling) -> Section:
    """Meetings with their points and minutes; points that wait for the next one."""
    below = [one_meeting(tell, part) for part in tell.plan.of(Kind.MEETING)]
    waiting = tell.plan.under(None, Kind.POINT)
    if waiting:
        heading = Said(_("Til neste møte"))
        below.append(Section(heading, entries=tuple(point(part) for part in waiting)))
    nothing = () if below else (Said(_("Ingen møter ennå.")),)
    return Section(Said(_("Møter")), paragraphs=nothing, below=tuple(below))


def one_meeting(tell: Telling, part: Part) -> Section:
    """A meeting: when, where, what about, what was said and decided."""
    rows = [
        *([Row(_("Dato"), Said(date_in_words(part.due_on)))] if part.due_on else []),
        *said_row(_("Klokka"), part.says("at")),
        *said_row(_("Sted"), part.says("place")),
        Row(_("Status"), Said(str(MEETINGS[part.code]))),
        *said_row(_("Hvem som er bedt"), ", ".join(part.says("asked").splitlines())),
        *said_row(_("Referat"), part.says("minutes")),
    ]
    for each in tell.plan.under(part.id, Kind.MEASURE):
        rows += said_row(_("Bestemt"), each.says("what"))
    points = tuple(point(each) for each in tell.plan.under(part.id, Kind.POINT))
    return Section(Said(part.says("title"), own=True), rows=tuple(rows), entries=points)


def point(part: Part) -> Entry:
    """Something to talk about."""
    return Entry(Said(part.says("text"), own=True))
