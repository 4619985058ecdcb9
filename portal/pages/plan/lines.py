"""The plan as lists: what the person answers for, what each service does, and the goals with what is done for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.language import gettext as _
from portal.pages.addresses import url
from portal.plan_labels import ATTENTION, GOALS, MEASURES, SECTORS
from portal.rules.plan import ME, Goal, Kind, Measure, Part
from portal.rules.plan_lateness import Attention, attention, order
from portal.store.plan import SELF, SeenPlan

SHOWN = 5
"""Of a list that is folded this many stand open: the most pressing come first."""
FOLDED_FROM = 8
"""A list longer than this is folded."""
MUCH = 24
"""With more measures than this, each service and each goal is folded."""


@dataclass(frozen=True)
class Line:
    """A measure in a list. `purpose` is what it is for, `done_at` where one's own is marked as done."""

    part: Part
    address: str
    who: str
    state: tuple[Any, str]
    attention: Attention | None
    attention_words: tuple[Any, str] | None
    purpose: str | None
    done_at: str | None


@dataclass(frozen=True)
class Lines:
    """Measures in the order they are shown: those that stand open, and those that are folded."""

    open: Sequence[Line]
    folded: Sequence[Line]

    def __len__(self) -> int:
        return len(self.open) + len(self.folded)

    @property
    def pressing(self) -> int:
        """How many need attention."""
        return sum(1 for line in (*self.open, *self.folded) if line.attention)


@dataclass(frozen=True)
class Group:
    """What one service answers for."""

    heading: str
    note: str | None
    lines: Lines


@dataclass(frozen=True)
class GoalNode:
    """A goal with what hangs on it."""

    part: Part
    address: str
    state: tuple[Any, str]
    open: bool
    lines: Lines
    goals: Sequence["GoalNode"]


class Lister:
    """Makes lines of a plan's measures; knows the plan, the day and what leads where."""

    def __init__(self, seen: SeenPlan, today: date) -> None:
        """Every measure becomes a line once, however many lists it stands in."""
        self.seen, self.today = seen, today
        self.by_id = {part.id: part for part in seen.plan.parts}
        measures = order(seen.plan.of(Kind.MEASURE), today)
        self.lines = {part.id: self._line(part) for part in measures}

    def _line(self, part: Part) -> Line:
        said = attention(part, self.today)
        mine = self.seen.open and part.responsible == ME and part.code != Measure.DONE
        return Line(
            part=part,
            address=address_of(self.seen, part),
            who=who_answers(self.seen, part),
            state=MEASURES[Measure(part.code)],
            attention=said,
            attention_words=ATTENTION[said] if said else None,
            purpose=self.purpose(part),
            done_at=press_address(self.seen, part, Measure.DONE, fra="planen") if mine else None,
        )

    def line_of(self, part: Part) -> Line:
        """One measure, also one that has been taken away."""
        return self.lines.get(part.id) or self._line(part)

    def purpose(self, part: Part) -> str | None:
        """The goal a measure is for, or the meeting where it was decided."""
        parent = self.by_id.get(part.parent or "")
        if parent is None:
            return None
        if parent.kind is Kind.GOAL:
            return _("For målet «%(goal)s»", goal=parent.says("text"))
        return _("Bestemt på møtet «%(meeting)s»", meeting=parent.says("title"))

    def mine(self) -> Lines:
        """(mitt)"""
        return folded(one for one in self.lines.values() if one.part.responsible == ME)

    def pressing(self) -> Lines:
        """What is late or not answered."""
        return folded(one for one in self.lines.values() if one.attention)

    def theirs(self) -> list[Group]:
        """(deres) By who answers, in the order of the plan; what nobody answers for comes first."""
        by_whom: dict[str | None, list[Line]] = {}
        for line in self.lines.values():
            if line.part.responsible != ME:
                known = self.by_id.get(line.part.responsible or "")
                by_whom.setdefault(known.id if known else None, []).append(line)
        groups = []
        if None in by_whom:
            groups.append(Group(_("Ingen har ansvaret ennå"), None, folded(by_whom[None])))
        for participant in self.seen.plan.of(Kind.PARTICIPANT):
            if participant.id in by_whom:
                groups.append(group_of(participant, by_whom[participant.id]))
        return groups

    def goals(self, parent: str | None = None) -> list[GoalNode]:
        """The goals under a goal, those that are worked with first."""
        parts = self.seen.plan.under(parent, Kind.GOAL)
        return [self.node(part) for part in sorted(parts, key=lambda one: one.code != Goal.OPEN)]

    def node(self, part: Part) -> GoalNode:
        """One goal with all that hangs on it."""
        return GoalNode(
            part=part,
            address=address_of(self.seen, part),
            state=GOALS[Goal(part.code)],
            open=part.code == Goal.OPEN,
            lines=folded(one for one in self.lines.values() if one.part.parent == part.id),
            goals=self.goals(part.id),
        )

    def without_goal(self) -> Lines:
        """The measures that hang on no goal that is there."""
        goals = {part.id for part in self.seen.plan.of(Kind.GOAL)}
        return folded(one for one in self.lines.values() if one.part.parent not in goals)


def folded(lines: Iterable[Line]) -> Lines:
    """A list, with its end folded when it is long."""
    every = list(lines)
    shown = len(every) if len(every) <= FOLDED_FROM else SHOWN
    return Lines(every[:shown], every[shown:])


def group_of(participant: Part, lines: Iterable[Line]) -> Group:
    """A service's measures under its name."""
    role = participant.says("role")
    sector = str(SECTORS.get(participant.code, "")) if participant.code else ""
    said = [text for text in (role, sector) if text and text != participant.says("organisation")]
    return Group(service_name(participant), " · ".join(said) or None, folded(lines))


def service_name(participant: Part) -> str:
    """«Nav: Rune Dahl», or the name alone."""
    name, place = participant.says("name"), participant.says("organisation")
    return f"{place}: {name}" if place and place != name else name


def person_words(seen: SeenPlan) -> str:
    """The person whose plan it is, as the reader would say it."""
    return _("Du") if seen.role == SELF else seen.person_name


def who_answers(seen: SeenPlan, part: Part) -> str:
    """Who answers for a measure, in words also when nobody does."""
    if part.responsible == ME:
        return person_words(seen)
    if part.responsible is None:
        return _("Ingen har ansvaret ennå")
    found = seen.plan.one(part.responsible)
    return service_name(found) if found else _("En som ikke er med lenger")


ADDRESSES = {Kind.GOAL: "plan.goal", Kind.MEASURE: "plan.measure"}


def address_of(seen: SeenPlan, part: Part) -> str:
    """Where a part is read: its own page, or the plan."""
    if part.kind in ADDRESSES:
        return url(ADDRESSES[part.kind], reference=seen.reference, part=part.id)
    return url("plan.one", reference=seen.reference)


def press_address(seen: SeenPlan, part: Part, to: str, **more: str) -> str:
    """Where a press leads that puts a part in another state."""
    return url("plan.done", reference=seen.reference, part=part.id, til=to, **more)
