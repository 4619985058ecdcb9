"""The demo's requests with login: the invented citizens have asked, and the desk has answered some of them.

Everything goes through the store as in real life, at its own time. Seeding twice changes nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from portal.dev_idporten.citizens import NUMBERS
from portal.public_holidays import holidays_around
from portal.rules.access import Actor
from portal.rules.answers import AnswerKind, AnswerWords
from portal.rules.case import local_day
from portal.rules.coordinator_request import ChildAge, Request
from portal.rules.deadlines import Law, complaint_deadline
from portal.rules.municipality import Profile
from portal.store import case, case_answers, coordinator_request, people
from portal.store.db import now

Step = Callable[[Any, Actor, str], None]
Past = Callable[[float], AbstractContextManager[Any]]

ASKED = Request(
    whom="self", wants="both", language="nb", name="Marte Solvik", reach="sms", phone="+4700000201"
)
COORDINATOR = AnswerWords(
    text="Torill ringer deg i løpet av uka. Da avtaler dere et første møte.",
    language="nb",
    coordinator_name="Torill Eksempel Haugen",
    coordinator_role="Ergoterapeut",
    coordinator_phone="+47 00 00 03 01",
    deputy_name="Per Eksempel Lie",
    deputy_phone="+47 00 00 03 02",
)
REFUSAL = AnswerWords(
    text="Du har fortalt at du får hjelp fra fastlegen, og at du ikke trenger andre tjenester nå. "
    "Vi mener derfor at du ikke trenger flere tjenester som må samordnes over lang tid. "
    "Blir det annerledes, kan du spørre igjen når som helst.",
    language="nb",
)


@dataclass(frozen=True)
class Story:
    """A request so many days ago by one of the invented citizens, and what the desk did, a day apart."""

    days_ago: int
    who: str
    request: Request
    steps: tuple[Step, ...] = ()


def appointed(session: Any, actor: Actor, reference: str) -> None:
    """A coordinator from the day after."""
    first_day = local_day(now(session)) + timedelta(days=1)
    words = replace(COORDINATOR, coordinator_from=first_day.isoformat())
    give(session, actor, reference, AnswerKind.COORDINATOR, words)


def refused(session: Any, actor: Actor, reference: str) -> None:
    """A refusal under health law, with the last day to complain."""
    today = local_day(now(session))
    due = complaint_deadline(today, Law.HEALTH, holidays_around(today)).due
    give(
        session,
        actor,
        reference,
        AnswerKind.REFUSED,
        REFUSAL,
        law=Law.HEALTH.value,
        complaint_due=due,
    )


def give(
    session: Any, actor: Actor, reference: str, kind: AnswerKind, words: AnswerWords, **more: Any
) -> None:
    """Answer as an officer does."""
    key = f"demo-{reference}"
    case_answers.give(session, actor, reference, kind=kind, words=words, key=key, **more)


STORIES = (
    Story(20, "innbygger-marte", ASKED, (case.open_case, case.take, appointed)),
    Story(
        40,
        "innbygger-olena",
        replace(ASKED, wants="plan", language="en", name="Olena Tkachova", phone="+4700000202"),
    ),
    Story(
        12,
        "innbygger-konstanse",
        replace(
            ASKED,
            wants="coordinator",
            name="Anne-Margrethe Konstanse Wilhelmine Bjørnstad-Ramirez Christoffersen",
            reach="email",
            phone=None,
            email="konstanse@example.com",
            own_words="Jeg mister oversikten over hvem som gjør hva.",
        ),
        (case.take, refused),
    ),
    Story(
        3,
        "innbygger-hilde",
        replace(
            ASKED,
            whom="service",
            wants="unsure",
            name="Hilde Kvammen",
            phone="+4700000203",
            service="school",
            workplace="Eksempel videregående skole",
            about_name="Sara Emilie Tangen",
            about_phone="+4700000204",
            about_number=NUMBERS["innbygger-sara"],
        ),
        (case.open_case,),
    ),
    Story(
        1,
        "innbygger-jon",
        replace(
            ASKED,
            whom="child",
            wants="coordinator",
            name="Jon Arne Myrvold",
            phone="+4700000205",
            about_name="Eline Myrvold",
            about_phone="+4700000205",
            child_age=ChildAge.UNDER_16.value,
        ),
    ),
)


def tell(profile: Profile, story: Story, officer: Actor, days_ago: Past) -> None:
    """Let one story happen, unless it has happened already. `days_ago(n)` is a transaction n days back."""
    key = f"demo-{profile.slug}-{story.who}"
    with days_ago(story.days_ago) as session:
        person = people.find_or_begin(session, profile.number, NUMBERS[story.who])
        citizen = Actor("citizen", person.id, profile.number)
        if coordinator_request.sent_with(session, citizen, key):
            return
        receipt = coordinator_request.send(
            session,
            citizen,
            draft_key=key,
            request=story.request,
            unit=profile.unit.code,
            unit_email=profile.unit.email,
            unit_language="nb",
            today=local_day(now(session)),
        )
    for number, step in enumerate(story.steps, start=1):
        with days_ago(story.days_ago - number) as session:
            step(session, officer, receipt.reference)
