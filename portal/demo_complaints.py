"""The demo's complaints: one that has just come in, one on its way to the County Governor, one that helped, and one from somebody
about whom the desk is to decide. All of them are invented.

Everything goes through the store as in real life, at its own time. Seeding twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from portal.demo_requests import Past
from portal.dev_idporten.citizens import NUMBERS
from portal.public_holidays import holidays_around
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import Answer, Answers, By, Matter, Who, Wrong
from portal.rules.complaint_course import State
from portal.rules.complaint_out import Way
from portal.rules.municipality import Profile
from portal.store import (
    case,
    complaint,
    complaint_course,
    complaint_out,
    coordinator_request,
    people,
)
from portal.store.complaint import UnitMail
from portal.store.complaint_course import Said
from portal.store.db import now

Step = Callable[[Any, Actor, str], object]


@dataclass(frozen=True)
class Story:
    """What somebody at the stand-in complained of so many days ago, and what the desk did, each so many days ago.

    `told` is how many days ago the answer came. `own_request`: it is about the answer to what they asked for here.
    """

    days_ago: int
    who: str
    words: Complaint
    answers: Answers
    told: int | None = None
    own_request: bool = False
    steps: tuple[tuple[int, Step], ...] = ()


def led_to(state: State, text: str | None = None) -> Step:
    """The desk brings it on, with its own words to the person."""

    def step(session: Any, actor: Actor, reference: str) -> None:
        key = f"{reference}-{state}"
        complaint_course.step(session, actor, reference, state, key=key, said=Said(text=text))

    return step


def forwarded(session: Any, actor: Actor, reference: str) -> None:
    """All papers go to the County Governor: a file that somebody at the desk sends."""
    led_to(State.FORWARDED)(session, actor, reference)
    complaint_out.put(session, actor, reference, Way.DOWNLOAD)


REFUSED = Answers(
    wrong=Wrong.REFUSED,
    by=By.MUNICIPAL,
    matter=Matter.COORDINATOR,
    who=Who.SELF,
    answer=Answer.DATED,
)
KEPT = (
    "Vi har sett på saken en gang til. Vi mener fortsatt at hjelpen du får nå, er nok. "
    "Klagen går til Statsforvalteren, som ser på saken på nytt."
)
CHANGED = "Du har rett. Planen manglet hvem som følger opp. Nå står det i planen, og vi har ringt deg om det."

STORIES = (
    Story(
        3,
        "innbygger-konstanse",
        Complaint(
            concerns="Jeg klager på at jeg ikke får koordinator.",
            name="Anne-Margrethe Konstanse Wilhelmine Bjørnstad-Ramirez Christoffersen",
            language="nb",
            happened="Jeg går til fastlegen, fysioterapeut og hjemmesykepleien. Ingen av dem snakker med hverandre.",
            wanted="Jeg ønsker meg én person å ringe til.",
            phone="+4700000206",
        ),
        REFUSED,
        told=9,
        own_request=True,
    ),
    Story(
        38,
        "innbygger-nora",
        Complaint(
            concerns="Jeg får færre timer med hjelp enn før.",
            name="Nora Liv Haugsbø",
            language="nb",
            wanted="Jeg vil ha tilbake de fire timene i uka.",
            decision="Brevet om praktisk bistand",
            phone="+4700000207",
        ),
        replace(REFUSED, matter=Matter.HELP),
        told=45,
        steps=(
            (36, case.open_case),
            (35, case.take),
            (12, led_to(State.KEPT, KEPT)),
            (10, forwarded),
        ),
    ),
    Story(
        25,
        "innbygger-marte",
        Complaint(
            concerns="Planen sier ikke hvem som følger opp treningen.",
            name="Marte Solvik",
            language="nb",
            wanted="Det skal stå i planen hvem jeg kan spørre.",
            phone="+4700000201",
        ),
        Answers(wrong=Wrong.PLAN_LACKS, by=By.MUNICIPAL, matter=Matter.PLAN, who=Who.SELF),
        steps=(
            (24, case.open_case),
            (20, led_to(State.RECONSIDERING)),
            (9, led_to(State.CHANGED_FULLY, CHANGED)),
        ),
    ),
    Story(
        2,
        "innbygger-hilde",
        Complaint(
            concerns="En elev på skolen har ventet lenge på svar om koordinator.",
            name="Hilde Kvammen",
            language="nb",
            about_name="Sara Emilie Tangen",
            phone="+4700000203",
        ),
        Answers(wrong=Wrong.NO_ANSWER, by=By.MUNICIPAL, who=Who.PROFESSIONAL),
    ),
)


def tell(profile: Profile, story: Story, officer: Actor, days_ago: Past) -> None:
    """Let one story happen, unless it has happened already. `days_ago(n)` is a transaction n days back."""
    with days_ago(story.days_ago) as session:
        reference = send(session, profile, story)
    if reference is None:
        return
    for days, step in story.steps:
        with days_ago(days) as session:
            step(session, officer, reference)


def send(session: Any, profile: Profile, story: Story) -> str | None:
    """Send it as the person does. Gives its reference; None when it was sent before."""
    key = f"demo-{profile.slug}-klage-{story.who}"
    today = local_day(now(session))
    person = people.find_or_begin(session, profile.number, NUMBERS[story.who])
    citizen = Actor("citizen", person.id, profile.number)
    if complaint.sent_with(session, citizen, key):
        return None
    told_on = today - timedelta(days=story.told - story.days_ago) if story.told else None
    asked = f"demo-{profile.slug}-{story.who}" if story.own_request else ""
    return complaint.send(
        session,
        citizen,
        draft_key=key,
        complaint=story.words,
        answers=replace(story.answers, told_on=told_on),
        about_case=coordinator_request.sent_with(session, citizen, asked) if asked else None,
        unit=profile.unit.code,
        mail=UnitMail(lambda _code: profile.unit.email, "nb"),
        today=today,
        holidays=holidays_around(told_on or today),
    ).reference
