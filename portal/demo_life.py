"""How the demo tells a life: whose plan it is, and what was written in it when, a line each."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from portal.rules.access import Actor
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Meeting, Point, Role, Sector, Topic
from portal.store import plan_consents, plan_kept_back, plan_messages, plan_parts
from portal.store.plan_messages import UnitMail

DESK, SELF, PARENT = "desk", "self", "parent"


@dataclass
class Scene:
    """One evening at one plan: who can write in it, and what has been written before, by name."""

    session: Any
    reference: str
    plan_id: str
    actors: dict[str, Actor]
    today: date
    unit: UnitMail
    prefix: str
    ids: dict[str, str] = field(default_factory=dict)

    def day(self, days_on: int | None) -> date | None:
        """The date so many days from the day of the demo."""
        return None if days_on is None else self.today + timedelta(days=days_on)


Step = Callable[[Scene], None]


@dataclass(frozen=True)
class Chapter:
    """What was done so many days ago."""

    days_ago: float
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Parent:
    """Somebody with parental responsibility, by the name at the stand-in; sees the plan until the child is 16."""

    subject: str
    name: str


@dataclass(frozen=True)
class Life:
    """Whose plan, who says yes to it, and its chapters, the oldest first; it begins a day before the first."""

    number: str
    name: str
    born: date
    chapters: tuple[Chapter, ...]
    parents: tuple[Parent, ...] = ()
    everywhere: bool = False


def written(
    name: str,
    kind: Kind,
    words: dict[str, str],
    *,
    by: str,
    code: str = "",
    under: str | None = None,
    who: str | None = None,
    due: int | None = None,
) -> Step:
    """Write a part. `under` and `who` are the names of others, or ME; `due` is days from the demo's own day."""

    def step(scene: Scene) -> None:
        draft = Draft(
            kind=kind,
            words=words,
            code=code,
            parent=scene.ids[under] if under else None,
            responsible=scene.ids[who] if who and who != ME else who,
            due_on=scene.day(due),
        )
        key = f"{scene.prefix}-{name}"
        actor = scene.actors[by]
        scene.ids[name] = plan_parts.add(scene.session, actor, scene.reference, draft, key=key)

    return step


def changed(
    name: str, *, by: str = DESK, code: str | None = None, due: int | None = None, **words: str
) -> Step:
    """Write a newer version of a part; what is not said stays."""

    def step(scene: Scene) -> None:
        parts = plan_parts.all_of(scene.session, scene.plan_id)
        before = next(part for part in parts if part.id == scene.ids[name])
        draft = replace(
            Draft(**{each: getattr(before, each) for each in Draft.__dataclass_fields__}),
            words={**before.words, **words},
            code=before.code if code is None else code,
            due_on=before.due_on if due is None else scene.day(due),
        )
        plan_parts.change(
            scene.session,
            scene.actors[by],
            scene.reference,
            before.id,
            draft,
            based_on=before.version,
        )

    return step


def shared(name: str, *sections: str, by: str = SELF) -> Step:
    """Let a participant see some of the plan."""

    def step(scene: Scene) -> None:
        plan_consents.share(
            scene.session, scene.actors[by], scene.reference, scene.ids[name], sections
        )

    return step


def kept_back(*sections: str) -> Step:
    """A child of 12–15 keeps something back from each parent."""

    def step(scene: Scene) -> None:
        child = scene.actors[SELF]
        parents = plan_kept_back.parents(scene.session, child)
        wanted = {one.grant: sections for one in parents}
        plan_kept_back.keep_back(scene.session, child, scene.reference, wanted)

    return step


def said(by: str, text: str) -> Step:
    """Write a message to the other side."""

    def step(scene: Scene) -> None:
        plan_messages.write(
            scene.session,
            scene.actors[by],
            scene.reference,
            key=f"{scene.prefix}-{text[:40]}",
            text=text,
            mail=scene.unit,
        )

    return step


def text(topic: Topic, words: str, by: str = SELF) -> Step:
    """What is said about a topic."""
    return written(topic, Kind.TEXT, {"text": words}, by=by, code=topic)


def person(
    name: str, full_name: str, role: str, place: str, sector: Sector, number: int, email: str = ""
) -> Step:
    """Somebody who helps. Phone numbers begin with 0: nobody owns them."""
    words = {"name": full_name, "role": role, "organisation": place, "email": email}
    words["phone"] = f"+470000{number:04}"
    return written(name, Kind.PARTICIPANT, words, by=DESK, code=sector)


def goal(
    name: str,
    words: str,
    *,
    by: str = SELF,
    under: str | None = None,
    code: Goal = Goal.OPEN,
    area: str = "",
) -> Step:
    """What somebody wants."""
    return written(name, Kind.GOAL, {"text": words, "area": area}, by=by, code=code, under=under)


def measure(
    name: str,
    what: str,
    who: str | None,
    code: Measure,
    *,
    under: str | None = None,
    due: int | None = None,
    by: str = DESK,
    extent: str = "",
    how: str = "",
    reason: str = "",
) -> Step:
    """What somebody is to do about it."""
    words = {"what": what, "extent": extent, "how": how, "reason": reason}
    return written(
        name, Kind.MEASURE, words, by=by, code=code, under=under, who=who, due=due
    )  # fmt: skip


def own(name: str, what: str, code: Measure = Measure.UNDER_WAY, **more: Any) -> Step:
    """What the person answers for."""
    return measure(name, what, ME, code, **({"by": SELF} | more))


def period(begins: int, ends: int, review: int) -> Step:
    """From when to when the plan holds, and when it is looked at again: days from the demo's own day."""

    def step(scene: Scene) -> None:
        days = {"from": str(scene.day(begins)), "to": str(scene.day(ends))}
        written("period", Kind.PERIOD, days, by=DESK, due=review)(scene)

    return step


def roles(
    coordinator: Role, child: Role | None = None, doctor: Role | None = None, name: str = ""
) -> Step:
    """What has become of the three roles."""
    codes = {"coordinator": coordinator, "child_coordinator": child, "contact_doctor": doctor}
    words = {role: code.value for role, code in codes.items() if code}
    return written("roles", Kind.ROLES, {**words, "doctor_name": name}, by=DESK)


def meeting(
    name: str, title: str, due: int, at: str, place: str, code: Meeting, minutes: str = ""
) -> Step:
    """A meeting of those who help."""
    words = {"title": title, "at": at, "place": place, "minutes": minutes}
    return written(name, Kind.MEETING, words, by=DESK, code=code, due=due)


def point(name: str, words: str, under: str, *, by: str = SELF, code: Point = Point.OPEN) -> Step:
    """Something to talk about in a meeting."""
    return written(name, Kind.POINT, {"text": words}, by=by, code=code, under=under)


def comment(name: str, words: str, under: str, by: str = SELF) -> Step:
    """A word about a goal or a measure."""
    return written(name, Kind.COMMENT, {"text": words}, by=by, under=under)


def evaluation(name: str, words: str, under: str, code: str, by: str = SELF) -> Step:
    """How it goes with a goal."""
    return written(name, Kind.EVALUATION, {"text": words}, by=by, code=code, under=under)
