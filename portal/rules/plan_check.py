"""(mangler planen noe) A plan held against what it must hold: the ten items of IP-forskriften § 9, and the child's.

IP-forskriften is FOR-2022-06-22-1110. That each item is demanded is read in the regulation (C); what counts as being there
is the house's own reading (I), so the answer is guidance. Plain values in, codes out; today is always an argument.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.deadlines import months_after
from portal.rules.plan import ME, Kind, Measure, Part, Plan, Sector, Topic

BASIS = "IP-forskriften § 9"
MARK, MARK_OF_FULFILMENT = "C", "I"
CHECKED_ON = date(2026, 11, 21)
"""The day the items were compared with the regulation."""
MONTHS_OF_A_CHILD = 18 * 12


class Item(StrEnum):
    """What § 9 demands, in its order."""

    GOALS = "goals"
    PARTICIPANTS = "participants"
    RESPONSIBLE = "responsible"
    CONTRIBUTIONS = "contributions"
    MEASURES = "measures"
    HOW = "how"
    ROLES = "roles"
    PERIOD = "period"
    CONSENT = "consent"
    COOPERATION = "cooperation"
    CHILD = "child"


NUMBERS: dict[Item, int | None] = {item: number for number, item in enumerate(Item, start=1)}
NUMBERS[Item.CHILD] = None  # § 9 says it after the ten, and only of children


class Hole(StrEnum):
    """What can be missing."""

    GOALS = "goals"
    RESOURCES = "resources"
    NEEDS = "needs"
    PARTICIPANTS = "participants"
    COORDINATOR = "coordinator"
    BY_ME = "by-me"
    BY_SERVICES = "by-services"
    BY_KIN = "by-kin"
    MEASURES = "measures"
    EXTENT = "extent"
    NOBODY_RESPONSIBLE = "nobody-responsible"
    HOW = "how"
    ROLE_COORDINATOR = "role-coordinator"
    ROLE_CHILD_COORDINATOR = "role-child-coordinator"
    ROLE_CONTACT_DOCTOR = "role-contact-doctor"
    PERIOD = "period"
    PERIOD_OVER = "period-over"
    REVIEW = "review"
    REVIEW_PASSED = "review-passed"
    CONSENT = "consent"
    COOPERATION = "cooperation"
    CHILD = "child"


@dataclass(frozen=True)
class Missing:
    """A hole; `parts` are the ids of the parts that have it, empty when it is one of the whole plan."""

    hole: Hole
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """One item of § 9 held against the plan. `number` is None for the child's."""

    item: Item
    missing: tuple[Missing, ...]
    basis: str = BASIS
    mark: str = MARK

    @property
    def number(self) -> int | None:
        """Which of the ten it is."""
        return NUMBERS[self.item]

    @property
    def there(self) -> bool:
        """Whether nothing of it is missing."""
        return not self.missing


@dataclass(frozen=True)
class Facts:
    """What is known of a plan besides its parts. `consented`: the yes to the plan stands."""

    consented: bool
    has_coordinator: bool
    born: date | None


def check(plan: Plan, facts: Facts, today: date) -> list[Checked]:
    """(innholdet i planen) Each item of IP-forskriften § 9 with what is missing of it, in the regulation's order.

    The child's item is there for those under 18; without a birthday the plan is an adult's.
    """
    found: dict[Item, list[Missing]] = {
        Item.GOALS: list(_goals(plan)),
        Item.PARTICIPANTS: _hole(Hole.PARTICIPANTS, unless=bool(plan.of(Kind.PARTICIPANT))),
        Item.RESPONSIBLE: _hole(Hole.COORDINATOR, unless=facts.has_coordinator),
        Item.CONTRIBUTIONS: list(_contributions(plan)),
        Item.MEASURES: list(_measures(plan)),
        Item.HOW: _how(plan),
        Item.ROLES: list(_roles(plan, facts, today)),
        Item.PERIOD: list(_period(plan, today)),
        Item.CONSENT: _hole(Hole.CONSENT, unless=facts.consented),
        Item.COOPERATION: _text(plan, Topic.COOPERATION, Hole.COOPERATION),
    }
    if is_child(facts.born, today):
        found[Item.CHILD] = _text(plan, Topic.CHILD, Hole.CHILD)
    return [Checked(item, tuple(missing)) for item, missing in found.items()]


def holes(checked: list[Checked]) -> list[Missing]:
    """All that is missing, in order."""
    return [missing for each in checked for missing in each.missing]


def is_child(born: date | None, today: date) -> bool:
    """(barn) Under 18 years, as for barnekoordinator (pbrl § 2-5 c); on the birthday itself no longer."""
    return born is not None and today < months_after(born, MONTHS_OF_A_CHILD)


def _goals(plan: Plan) -> Iterator[Missing]:
    """Item 1: goals, resources and needs."""
    yield from _hole(Hole.GOALS, unless=bool(plan.of(Kind.GOAL)))
    yield from _text(plan, Topic.RESOURCES, Hole.RESOURCES)
    yield from _text(plan, Topic.NEEDS, Hole.NEEDS)


def _contributions(plan: Plan) -> Iterator[Missing]:
    """Item 4: what the person, the services and any next of kin contribute. A measure of theirs is a contribution too."""
    responsible = {part.responsible for part in plan.of(Kind.MEASURE)} - {None}
    of_kin = {one.id for one in plan.of(Kind.PARTICIPANT) if one.code == Sector.KIN}
    services = responsible - of_kin - {ME}
    yield from _text(plan, Topic.BY_ME, Hole.BY_ME, unless=ME in responsible)
    yield from _text(plan, Topic.BY_SERVICES, Hole.BY_SERVICES, unless=bool(services))
    without_kin = not of_kin or bool(responsible & of_kin)
    yield from _text(plan, Topic.BY_KIN, Hole.BY_KIN, unless=without_kin)


def _measures(plan: Plan) -> Iterator[Missing]:
    """Item 5: measures, their extent, and who is responsible for each."""
    yield from _hole(Hole.MEASURES, unless=bool(plan.of(Kind.MEASURE)))
    yield from _parts(Hole.EXTENT, [part for part in _of_services(plan) if not part.says("extent")])
    ownerless = [part for part in _of_services(plan) if part.responsible is None]
    yield from _parts(Hole.NOBODY_RESPONSIBLE, ownerless)


def _how(plan: Plan) -> list[Missing]:
    """Item 6: how the measures are carried out; without measures nothing says how."""
    if not plan.of(Kind.MEASURE):
        return [Missing(Hole.HOW)]
    return _parts(Hole.HOW, [part for part in _of_services(plan) if not part.says("how")])


def _roles(plan: Plan, facts: Facts, today: date) -> Iterator[Missing]:
    """Item 7: what has become of koordinator, of barnekoordinator for a child, and of kontaktlege."""
    roles = plan.roles
    said = {word for word in roles.words if roles.says(word)} if roles else set()
    named = facts.has_coordinator or "coordinator" in said
    yield from _hole(Hole.ROLE_COORDINATOR, unless=named)
    grown_up = not is_child(facts.born, today)
    for_child = grown_up or "child_coordinator" in said
    yield from _hole(Hole.ROLE_CHILD_COORDINATOR, unless=for_child)
    yield from _hole(Hole.ROLE_CONTACT_DOCTOR, unless="contact_doctor" in said)


def _period(plan: Plan, today: date) -> Iterator[Missing]:
    """Item 8: from when to when, and when the plan is looked at again: a day that has not passed."""
    period = plan.period
    ends = _day(period.says("to")) if period else None
    if period is None or not period.says("from") or not period.says("to"):
        yield Missing(Hole.PERIOD)
    elif ends and ends < today:
        yield Missing(Hole.PERIOD_OVER)
    if period is None or period.due_on is None:
        yield Missing(Hole.REVIEW)
    elif period.due_on < today:
        yield Missing(Hole.REVIEW_PASSED)


def _of_services(plan: Plan) -> list[Part]:
    """The measures somebody else than the person is to do, or nobody yet, that are not settled."""
    return [part for part in plan.theirs if part.code not in {Measure.NO, Measure.DONE}]


def _text(plan: Plan, topic: Topic, hole: Hole, *, unless: bool = False) -> list[Missing]:
    part = plan.text(topic)
    return _hole(hole, unless=unless or bool(part and part.says("text")))


def _hole(hole: Hole, *, unless: bool) -> list[Missing]:
    return [] if unless else [Missing(hole)]


def _parts(hole: Hole, parts: list[Part]) -> list[Missing]:
    return [Missing(hole, tuple(part.id for part in parts))] if parts else []


def _day(written: str) -> date | None:
    """A period's day as it is kept («2026-11-21»); None for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
