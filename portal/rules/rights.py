"""Er dette noe for meg? From a few plain answers to what a person can ask for. Never a no.

The answers decide the order and the advice, never the right: whether somebody has it is for the
municipality to assess (veiledningsplikt, forvaltningsloven § 11). "unsure" is always an answer.

Koordinator: pasient- og brukerrettighetsloven § 2-5 b; also without a plan (forskrift 1256 §§ 16, 17).
Plan: § 2-5. Barnekoordinator: § 2-5 c. Nav: sosialtjenesteloven §§ 28 and 33, NAV-loven § 15; Nav's
rules give no coordinator without a plan. The plan gives no wider right to services: IP-forskriften § 4.
"""

from collections.abc import Collection
from dataclasses import dataclass

UNSURE = "unsure"
ABOUT = ("self", "child", "other", UNSURE)
HELP = ("several", "one", "none", UNSURE)
LASTING = ("yes", "no", UNSURE)
TOPICS = ("illness", "disability", "mental-health", "school", UNSURE)
NAV = ("qualification", "other", "no", UNSURE)
WISH = ("person", "plan", "both", UNSURE)

MENTAL_HEALTH = "psykisk-helse"
"""The code of a municipality's own way in for mental health, where it has one."""


@dataclass(frozen=True)
class Answers:
    """What a person answered, in the codes above. Nothing here says who the person is."""

    about: str = UNSURE
    help: str = UNSURE
    lasting: str = UNSURE
    topics: frozenset[str] = frozenset()
    nav: str = UNSURE
    wish: str = UNSURE


@dataclass(frozen=True)
class Suggestion:
    """Codes, each with its text in the template, in the order they are shown.

    ask_for   child-coordinator coordinator plan nav-plan-right nav-plan
    talk_to   entry where-you-get-help unit nav
    know      no-help-needed short-time their-yes child-heard nav-no-coordinator plan-later
    read      article slugs
    """

    ask_for: tuple[str, ...]
    talk_to: tuple[str, ...]
    entry: str | None
    know: tuple[str, ...]
    read: tuple[str, ...]


def suggest(
    answers: Answers, *, entries: Collection[str] = (), ask_where_you_get_help: bool = False
) -> Suggestion:
    """Veiledning: what to ask for, whom to talk to, what to know, what to read.

    `entries` are the codes of the municipality's own ways in.
    """
    entry = (
        MENTAL_HEALTH if "mental-health" in answers.topics and MENTAL_HEALTH in entries else None
    )
    return Suggestion(
        ask_for=what_to_ask_for(answers),
        talk_to=whom_to_talk_to(answers, entry, ask_where_you_get_help),
        entry=entry,
        know=what_to_know(answers),
        read=what_to_read(answers),
    )


def what_to_ask_for(answers: Answers) -> tuple[str, ...]:
    """Koordinator er en egen rett: always offered; the plan comes first only when it is the wish."""
    nav = {"qualification": ["nav-plan-right"], "other": ["nav-plan"]}.get(answers.nav, [])
    coordinator = ["child-coordinator"] if answers.about == "child" else []
    coordinator.append("coordinator")
    plan = [] if answers.wish == "person" else ["plan"]
    own = plan + coordinator if answers.wish == "plan" else coordinator + plan
    return (*own, *nav)


def whom_to_talk_to(
    answers: Answers, entry: str | None, ask_where_you_get_help: bool
) -> tuple[str, ...]:
    """Mottaker: the unit always; before it the municipality's own entry and those who help today.

    Any service that helps may take a report of need and pass it on.
    """
    helped = answers.help in {"several", "one"}
    before = ["entry"] if entry else []
    if helped or (ask_where_you_get_help and answers.help == UNSURE):
        before.append("where-you-get-help")
    return (*before, "unit", *(["nav"] if answers.nav in {"qualification", "other"} else []))


def what_to_know(answers: Answers) -> tuple[str, ...]:
    """Gode å vite: what often stops people, answered before they ask."""
    only_nav = answers.nav in {"qualification", "other"} and answers.help in {"none", "one"}
    told = {
        "no-help-needed": answers.help == "none",
        "short-time": answers.lasting == "no",
        "their-yes": answers.about == "other",
        "child-heard": answers.about == "child",
        "nav-no-coordinator": only_nav,
        "plan-later": answers.wish == "person",
    }
    return tuple(code for code, fits in told.items() if fits)


def what_to_read(answers: Answers) -> tuple[str, ...]:
    """The three articles nearest to the answers, most particular first."""
    nearest = {
        "barnekoordinator": answers.about == "child",
        "barn-og-unge": answers.about == "child",
        "parorende": answers.about == "other",
        "koordinator-uten-plan": answers.wish == "person",
        "innhold-i-planen": answers.wish == "plan",
        "hvem-gjelder-det": True,
        "koordinator": True,
        "slik-gar-det": True,
    }
    return tuple(slug for slug, fits in nearest.items() if fits)[:3]
