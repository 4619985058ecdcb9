"""(deler av planen) What of a plan each reader sees: the sections they hold, and what belongs to each section.

The person sees all of it, and so does the desk. Who acts for the person sees the sections their grant covers; a participant
those that are shared with them. What is measured out here is measured out once, for pages, files and changes alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.rules.plan import Kind, Part
from portal.rules.plan_consent import SECTIONS, Consent, Section, standing
from portal.rules.plan_follow_up import Cause
from portal.rules.representation import Held, Scope

SECTION_OF: dict[Kind, Section] = {
    Kind.GOAL: Section.GOALS,
    Kind.EVALUATION: Section.GOALS,
    Kind.MEASURE: Section.MEASURES,
    Kind.TEXT: Section.TEXTS,
    Kind.PARTICIPANT: Section.TEAM,
    Kind.ROLES: Section.TEAM,
    Kind.MEETING: Section.MEETINGS,
    Kind.POINT: Section.MEETINGS,
}
"""The section a kind belongs to. A comment follows what it hangs on, and the period belongs to every section."""

ALWAYS = frozenset({Kind.PERIOD})
EVERYTHING = frozenset(SECTIONS)
WITHOUT_TEAM = ("name", "role", "organisation")
"""What is told of who answers for a measure, to somebody who does not see the team: not how to reach them."""


@dataclass(frozen=True)
class View:
    """How a reader sees a plan: as whom ("self", "parent", "helper", "participant" or "staff"), which sections, and more.

    `writes`: where they see, they may write, as the person may. `messages`: they read and write the letters to the
    coordinator. `kept_back`: the child keeps something back from this parent.
    """

    role: str
    sections: frozenset[Section] = EVERYTHING
    writes: bool = True
    messages: bool = True
    kept_back: bool = False

    @property
    def whole(self) -> bool:
        """Whether all of the plan is seen."""
        return self.sections >= EVERYTHING


OWN = View("self")
STAFF = View("staff")
NOTHING = View("helper", frozenset(), writes=False, messages=False)


def view_of(held: Held | None) -> View:
    """How somebody sees the plan of the one they act for. The letters only with the whole plan, and the right to write in it:
    they are about anything.
    """
    if held is None:
        return NOTHING
    sections = held.sections if Scope.SEE_PLAN in held.scopes else frozenset[Section]()
    writes = Scope.WRITE_PLAN in held.scopes
    return View(
        role="parent" if held.decides else "helper",
        sections=sections,
        writes=writes,
        messages=writes and sections >= EVERYTHING,
        kept_back=bool(held.kept_back),
    )


def participant_view(consents: Iterable[Consent], participant: str) -> View:
    """What is shared with one who takes part; they write only in an answer to a mailed link."""
    given = standing(consents, participant)
    shared = frozenset(Section(one) for one in given.sections) if given else frozenset[Section]()
    return View("participant", shared, writes=False, messages=False)


def kinds_in(sections: Iterable[Section]) -> frozenset[Kind]:
    """The kinds that are seen with these sections. Comments are not named: they follow what they hang on."""
    wanted = frozenset(sections)
    return ALWAYS | {kind for kind, section in SECTION_OF.items() if section in wanted}


def seen_by(parts: Iterable[Part], sections: frozenset[Section]) -> list[Part]:
    """What of these parts is seen with some sections, in the same order.

    Who answers for a measure that is seen is named, but not how to reach them.
    """
    every = list(parts)
    if sections >= EVERYTHING:
        return every
    kinds = kinds_in(sections)
    shown = {part.id for part in every if part.kind in kinds}
    answering = {
        part.responsible for part in every if part.kind is Kind.MEASURE and part.id in shown
    }
    return [
        _without_contact(part) if part.id in answering and part.id not in shown else part
        for part in every
        if part.id in shown
        or part.id in answering
        or (part.kind is Kind.COMMENT and part.parent in shown)
    ]


def _without_contact(part: Part) -> Part:
    """A participant as those see one who do not see the team."""
    kept = {word: text for word, text in part.words.items() if word in WITHOUT_TEAM}
    return replace(part, words=kept)


def consents_seen(consents: Iterable[Consent], view: View) -> list[Consent]:
    """The yes to the plan is seen by all who act; what is shared with whom by the person, the desk, and a parent who sees the team:
    it is theirs to decide. A participant sees none.
    """
    if view.role == "participant":
        return []
    sharing = view.role != "helper" and Section.TEAM in view.sections
    return [one for one in consents if one.participant is None or sharing]


def noticed_by(cause: Cause, part_id: str, shown: frozenset[str], view: View) -> bool:
    """Whether a reader is told that nobody follows something up: only of what they see."""
    if cause is Cause.MESSAGE_UNANSWERED:
        return view.messages
    return not part_id or part_id in shown
