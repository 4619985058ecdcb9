"""Something is wrong, at a running site: the guide walked page by page, a complaint begun, and one sent with what came of it."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pikepdf
from PIL import Image

from portal import demo
from portal.files import made_safe
from portal.forms.base import new_key
from portal.public_holidays import holidays_around
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import Answer, Answers, By, Matter, Who, Wrong
from portal.rules.complaint_course import State as CourseState
from portal.rules.complaint_guide import QUESTIONS
from portal.store import attachments, complaint, complaint_course, drafts
from portal.store.attachments import State
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint import JOURNEY
from portal.store.complaint_course import Said
from portal.store.db import now
from tests.browser.citizens import Citizen, types
from tests.browser.steps import Person, reference_on, then, when

GUIDE = "/{kommune}/{{sprak}}/noe-er-galt"
COMPLAINT = "/namsos/{sprak}/klage"
CHECK = f"{COMPLAINT}/se-over"
FILES = f"{COMPLAINT}/filer"
CONCERNS = "Jeg fikk nei til individuell plan."
ABOUT = {"concerns": CONCERNS}
YOU = {"name": "Kari Prøve", "phone": "22 22 22 22"}
WRITTEN = {"gjelder": ABOUT, "deg": YOU}
REFUSED = {"wrong": "refused", "by": "municipal-health", "matter": "plan", "who": "self"}
FIELDS = [name for _question, names, _applies in QUESTIONS for name in names]
WORDS = Complaint(
    concerns=CONCERNS,
    name="Kari Prøve",
    language="nb",
    happened="Jeg spurte i september og fikk svar i går.",
    wanted="Jeg vil ha en plan som alle følger.",
    phone="+4722222222",
)
RECEIVED = "Kommunen har fått det du sendte"
REASONS = "Vi har sett på saken en gang til, og på det du skrev."
Step = Callable[[Any, Actor, str], object]


def step(name: str) -> str:
    """The address of a page of the complaint."""
    return f"{COMPLAINT}/{name}"


# When


def goes_through_the_guide(person: Person, kommune: str = "namsos", **picks: str) -> Person:
    """One question a page, from the first; what is not picked is skipped. Ends where the answers lead."""
    person.stands_at(GUIDE.format(kommune=kommune))
    for _page in range(len(FIELDS)):
        if person.page.locator("#result").count():
            return person
        asked = [name for name in FIELDS if is_asked(person, name)]
        types(person, **{name: picks[name] for name in asked if name in picks})
        with person.page.expect_navigation():
            person.presses("Gå videre")
    return person


def is_asked(person: Person, name: str) -> bool:
    return bool(person.page.locator(f"[name={name}]:not([type=hidden])").count())


def sends(person: Person, button: str = "Send klagen") -> str:
    """From «Se over» to the receipt. Gives the reference."""
    then(person).is_at(CHECK).reads_heading("Se over før du sender").scrolls_no_way_but_down()
    when(person).presses(button)
    then(person).reads_heading(RECEIVED).scrolls_no_way_but_down()
    reference = reference_on(person)
    then(person).is_at(f"/namsos/{{sprak}}/saker/{reference}/klagen/kvittering")
    return reference


# Given


def is_writing(citizen: Citizen, **steps: dict[str, str]) -> None:
    """Has typed this of a complaint, and nothing else, on pages by name: «-» is written «_»."""
    with citizen.transaction() as db:
        drafts.forget(db, citizen.actor, JOURNEY)
    writes_elsewhere(citizen, **steps)


def writes_elsewhere(citizen: Citizen, **steps: dict[str, str]) -> None:
    """Types this as well, in another window."""
    draft, owner = written(citizen), citizen.actor
    key = draft.key if draft else new_key()
    with citizen.transaction() as db:
        for step, values in steps.items():
            drafts.save(
                db, owner.id, owner.municipality, JOURNEY,
                step=step.replace("_", "-"), values=values, key=key, acting_for=owner.acting_for,
            )  # fmt: skip


def written(citizen: Citizen) -> drafts.Draft | None:
    """What is kept of the complaint, read behind the pages' back."""
    with citizen.transaction() as db:
        return drafts.of(db, citizen.actor, JOURNEY)


def has_complained(
    citizen: Citizen,
    *steps: Step,
    days_ago: float = 0,
    said: Complaint = WORDS,
    about: str | None = None,
    files: tuple[tuple[str, bytes, State], ...] = (),
    **answers: Any,
) -> str:
    """Has sent a complaint so many days ago, of an answer of the day before; `steps` are what the desk did since.

    `files` go along: what each is called, what is in it, and its state. Gives the reference.
    """
    profile = citizen.site.app.extensions["profiles"][citizen.kommune]
    officer = demo.officer_of(profile)
    mail = UnitMail(lambda code: profile.units[code].email, "nb")
    with demo.past(citizen.site.app) as ago:
        with ago(days_ago) as db:
            today = local_day(now(db))
            told_on = today - timedelta(days=1)
            asked = Answers(
                wrong=Wrong.REFUSED, by=By.MUNICIPAL, matter=Matter.PLAN, who=Who.SELF,
                answer=Answer.DATED, told_on=told_on,
            )  # fmt: skip
            key = draft_with(db, citizen, files) if files else new_key()
            receipt = complaint.send(
                db, citizen.actor,
                draft_key=key, complaint=said, answers=replace(asked, **answers),
                about_case=about, unit=profile.unit.code, mail=mail, today=today,
                holidays=holidays_around(told_on),
            )  # fmt: skip
        for number, step in enumerate(steps, start=1):
            with ago(days_ago - number / 1440) as db:
                step(db, officer, receipt.reference)
    return receipt.reference


def a_document(pages: int = 1) -> bytes:
    """A PDF with empty pages."""
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        made = io.BytesIO()
        document.save(made)
    return made.getvalue()


def a_picture() -> bytes:
    """A small PNG."""
    drawn = io.BytesIO()
    Image.new("RGB", (60, 80), "grey").save(drawn, "PNG")
    return drawn.getvalue()


def draft_with(db: Any, citizen: Citizen, files: tuple[tuple[str, bytes, State], ...]) -> str:
    """A draft that can be sent, with files in it. Gives its key."""
    owner, key = citizen.actor, new_key()
    for step, values in WRITTEN.items():
        drafts.save(db, owner.id, owner.municipality, JOURNEY, step=step, values=values, key=key)
    for name, content, state in files:
        attachments.add_to_draft(
            db, owner, made_safe(content), journey=JOURNEY, name=name, state=state
        )
    return key


def brought_to(state: str, **said: Any) -> Step:
    """The desk brings it to this state, with what belongs to the step."""
    words = Said(**({"text": REASONS} | said))

    def step(session: Any, officer: Actor, reference: str) -> None:
        complaint_course.step(
            session, officer, reference, CourseState(state), key=new_key(), said=words
        )

    return step
