"""(individuell plan) The plan as plain values: what it is made of, and who may write what in it.

A plan is parts. IP-forskriften (FOR-2022-06-22-1110) § 9 says what it must hold; every kind of part below carries one or more of
those items. Each change of a part is a new version of it, so that nothing is overwritten unseen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

ME = "me"
"""The one responsible is the person whose plan it is; anybody else is a participant, by the id of that part."""


class Status(StrEnum):
    """Where a plan stands. No plan without consent (§ 5): only an ACTIVE one can be written in."""

    INVITED = "invited"
    COORDINATOR_ONLY = "coordinator-only"
    DECLINED = "declined"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Kind(StrEnum):
    """What a part is: (mål, tiltak, deltaker, tekst, planperiode, roller, møte, punkt, evaluering, kommentar)."""

    GOAL = "goal"
    MEASURE = "measure"
    PARTICIPANT = "participant"
    TEXT = "text"
    PERIOD = "period"
    ROLES = "roles"
    MEETING = "meeting"
    POINT = "point"
    EVALUATION = "evaluation"
    COMMENT = "comment"


class Goal(StrEnum):
    """Where a goal stands."""

    OPEN = "open"
    REACHED = "reached"
    SET_ASIDE = "set-aside"


class Measure(StrEnum):
    """Where a measure stands. That nobody has answered, and that it is late, follow from the dates: `plan_lateness`."""

    PROPOSED = "proposed"
    ASKED = "asked"
    YES = "yes"
    NO = "no"
    UNDER_WAY = "under-way"
    DONE = "done"


class Sector(StrEnum):
    """Where a participant comes from."""

    KIN = "kin"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"
    GP = "gp"
    HOSPITAL = "hospital"
    NAV = "nav"
    CHILD_WELFARE = "child-welfare"
    OTHER = "other"


class Topic(StrEnum):
    """What a text is about; a plan has one text for each (§ 9, items 1, 4, 10 and the child's)."""

    IMPORTANT = "important"
    RESOURCES = "resources"
    NEEDS = "needs"
    BY_ME = "by-me"
    BY_SERVICES = "by-services"
    BY_KIN = "by-kin"
    COOPERATION = "cooperation"
    CHILD = "child"


class Role(StrEnum):
    """What has become of a role (§ 9, item 7)."""

    OFFERED = "offered"
    APPOINTED = "appointed"
    DECLINED = "declined"
    NOT_RELEVANT = "not-relevant"


class Meeting(StrEnum):
    """Where a meeting stands."""

    CALLED = "called"
    HELD = "held"
    CANCELLED = "cancelled"


class Point(StrEnum):
    """Where a point for a meeting stands."""

    OPEN = "open"
    DISCUSSED = "discussed"


class Progress(StrEnum):
    """How it goes with a goal."""

    REACHED = "reached"
    CLOSER = "closer"
    SAME = "same"
    FURTHER = "further"


@dataclass(frozen=True)
class Shape:
    """What parts of one kind may hold. `words` are texts people write, the first of them is needed.

    `code` may be one of `codes`; `parents` are the kinds it may hang on; `alone`: it may also hang on none.
    """

    words: tuple[str, ...]
    codes: frozenset[str] = frozenset({""})
    parents: frozenset[Kind] = frozenset()
    alone: bool = True
    dated: bool = False
    owned: bool = False


def codes(of: type[StrEnum]) -> frozenset[str]:
    """Every code of a table."""
    return frozenset(one.value for one in of)


SHAPES: dict[Kind, Shape] = {
    Kind.GOAL: Shape(("text", "area"), codes(Goal), frozenset({Kind.GOAL})),
    Kind.MEASURE: Shape(
        ("what", "extent", "how", "reason"),
        codes(Measure),
        frozenset({Kind.GOAL, Kind.MEETING}),
        dated=True,
        owned=True,
    ),
    Kind.PARTICIPANT: Shape(("name", "role", "organisation", "phone", "email"), codes(Sector)),
    Kind.TEXT: Shape(("text",), codes(Topic)),
    Kind.PERIOD: Shape(("from", "to"), dated=True),
    Kind.ROLES: Shape(("coordinator", "child_coordinator", "contact_doctor", "doctor_name")),
    Kind.MEETING: Shape(("title", "at", "place", "asked", "minutes"), codes(Meeting), dated=True),
    Kind.POINT: Shape(("text",), codes(Point), frozenset({Kind.MEETING})),
    Kind.EVALUATION: Shape(
        ("text", "meeting"), codes(Progress), frozenset({Kind.GOAL}), alone=False
    ),
    Kind.COMMENT: Shape(
        ("text",), frozenset({""}), frozenset({Kind.GOAL, Kind.MEASURE}), alone=False
    ),
}
ONE_EACH = frozenset({Kind.TEXT, Kind.PERIOD, Kind.ROLES})
"""Of these a plan has one for each code: writing it anew is a new version."""

OWN_TOPICS = frozenset({Topic.IMPORTANT, Topic.RESOURCES, Topic.NEEDS, Topic.BY_ME, Topic.CHILD})
OWN_MEASURES = frozenset({Measure.PROPOSED, Measure.UNDER_WAY, Measure.DONE})


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants a part to hold. `due_on` is the date of a measure or a meeting, or a period's next review."""

    kind: Kind
    words: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    parent: str | None = None
    responsible: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Part(Draft):
    """A part as it stands. `by_kind` and `by` are who wrote this version; `begun_at` is when it was first written."""

    id: str
    version: int
    at: datetime
    by_kind: str
    by: str
    begun_at: datetime
    begun_by_kind: str
    removed: bool = False

    def says(self, word: str) -> str:
        """What is written under a word, empty when nothing is."""
        return self.words.get(word, "")


@dataclass(frozen=True)
class Plan:
    """The living parts of a plan, in the order they were begun."""

    parts: tuple[Part, ...] = ()

    def of(self, kind: Kind) -> list[Part]:
        """All parts of a kind."""
        return [part for part in self.parts if part.kind is kind]

    def one(self, part_id: str | None) -> Part | None:
        """The part with this id, None when it is not there (any more)."""
        return next((part for part in self.parts if part.id == part_id), None)

    def under(self, parent: str | None, kind: Kind) -> list[Part]:
        """The parts of a kind that hang on a part; with None those that hang on none that is still there."""
        living = {part.id for part in self.parts}
        return [
            part
            for part in self.of(kind)
            if (part.parent if part.parent in living else None) == parent
        ]

    def text(self, topic: Topic) -> Part | None:
        """The text about a topic."""
        return next((part for part in self.of(Kind.TEXT) if part.code == topic), None)

    @property
    def mine(self) -> list[Part]:
        """(mitt) The measures the person answers for."""
        return [part for part in self.of(Kind.MEASURE) if part.responsible == ME]

    @property
    def theirs(self) -> list[Part]:
        """(deres) The measures somebody else answers for, or nobody yet."""
        return [part for part in self.of(Kind.MEASURE) if part.responsible != ME]

    @property
    def period(self) -> Part | None:
        """The plan's period and its next review."""
        return next(iter(self.of(Kind.PERIOD)), None)

    @property
    def roles(self) -> Part | None:
        """What has become of koordinator, barnekoordinator and kontaktlege."""
        return next(iter(self.of(Kind.ROLES)), None)


def fault_in(draft: Draft, plan: Plan) -> str | None:
    """Why this cannot be a part of the plan, as a code for those who build pages; None when it can.

    Pages check what people type, in their language, before; this is the last wall.
    """
    shape = SHAPES[draft.kind]
    if not draft.words.get(shape.words[0], "").strip() or not set(draft.words) <= set(shape.words):
        return "words"
    if draft.code not in shape.codes:
        return "code"
    parent = plan.one(draft.parent)
    if draft.parent is None:
        if not shape.alone:
            return "parent"
    elif parent is None or parent.kind not in shape.parents:
        return "parent"
    if draft.due_on and not shape.dated:
        return "date"
    if draft.responsible is None or (shape.owned and draft.responsible == ME):
        return None
    responsible = plan.one(draft.responsible)
    known = responsible is not None and responsible.kind is Kind.PARTICIPANT
    return None if shape.owned and known else "responsible"


def citizen_may_write(draft: Draft, before: Part | None = None) -> bool:
    """Whether the person (or a parent) may write this. They have a right to take part in all of the plan (§ 4); what a service
    has promised only the service and the coordinator change, and who takes part is agreed with each of them.

    `before` is the part that is changed or taken away.
    """
    if before is not None and not citizen_may_touch(before):
        return False
    if draft.kind is Kind.TEXT:
        return draft.code in OWN_TOPICS
    if draft.kind is Kind.MEASURE:
        own = draft.responsible == ME and draft.code in OWN_MEASURES
        return own or draft.code == Measure.PROPOSED
    return draft.kind in {Kind.GOAL, Kind.POINT, Kind.COMMENT}


def citizen_may_touch(part: Part) -> bool:
    """Whether the person may change or take away a part as it stands."""
    if part.kind is Kind.TEXT:
        return part.code in OWN_TOPICS
    if part.kind is Kind.MEASURE:
        return part.responsible == ME or part.code == Measure.PROPOSED
    if part.kind in {Kind.POINT, Kind.COMMENT}:
        return part.begun_by_kind == "citizen"
    return part.kind is Kind.GOAL


def desk_may_write(before: Part | None) -> bool:
    """Whether the coordinator may: all of the plan but another's comment and the person's own points."""
    if before is None:
        return True
    return not (before.kind in {Kind.POINT, Kind.COMMENT} and before.begun_by_kind == "citizen")


def living(parts: Iterable[Part]) -> Plan:
    """A plan of what has not been taken away."""
    return Plan(tuple(part for part in parts if not part.removed))
