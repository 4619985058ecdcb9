"""«Se over» and «Send»: all that is said with a way to change each, where it goes, and one press that makes the case."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from portal.complaint_labels import TITLES
from portal.forms.complaint import AboutForm, CheckForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.journey import (
    BEGUN_AFTER,
    Forms,
    answered_in,
    begun,
    complaint_from,
    is_whole,
    latest_sent,
    next_address,
    own_draft,
    page_of,
    receipt_of,
    whole_forms,
)
from portal.pages.complaint.result import name_of, posted, result_of
from portal.pages.complaint.words_bodies import BODIES
from portal.pages.coordinator import norwegian_of
from portal.pages.drafted import (
    answer_in,
    is_anothers,
    is_as_shown,
    is_trusted,
    prepare,
    somebody_else,
)
from portal.pages.presses import today, transaction
from portal.pages.representation.words import who_is_who
from portal.public_holidays import holidays_around
from portal.rules.access import Permission
from portal.rules.case import midnight
from portal.rules.complaint import Complaint, is_own
from portal.rules.complaint_answers import Answers
from portal.rules.complaint_bodies import Receiver, receiver
from portal.rules.complaint_guide import path_for
from portal.rules.complaint_path import Kind
from portal.rules.complaint_steps import EXTRAS, PATH, Answered, Step
from portal.rules.complaint_who import Standing, line_of
from portal.store import attachments, complaint, limits
from portal.store.complaint import JOURNEY, UnitMail
from portal.store.db import DatabaseAway
from portal.store.drafts import Draft

Row = tuple[str, str, str]
FILES = "complaint.files"
COMPLAINTS_A_DAY = 20


class TooMany(Exception):
    """More complaints from one person in a day than anybody sends in earnest."""


@dataclass(frozen=True)
class Seen:
    """A draft that can be sent, read through its forms. `answers` is what the guide's table is told, `files` how many go along."""

    draft: Draft
    forms: Forms
    said: Complaint
    answers: Answers
    about: Answered | None
    files: int

    @property
    def receiver(self) -> Receiver:
        """Who takes it: the unit that has the case it is about, where it is that unit's to look at again."""
        body = path_for(self.answers, today()).main.recipient
        return receiver(g.profile, body, self.about.unit if self.about else None)


@dataclass
class Pressed:
    """One press of «Send», and what came of it."""

    form: CheckForm
    trusted: bool
    draft: Draft | None = None
    seen: Seen | None = None
    sent: str | None = None


@blueprint.get("/klage/se-over")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def check() -> ResponseReturnValue:
    """All that is said. Without a whole draft: the first open page, or the receipt of what was just sent."""
    with transaction() as db:
        draft = own_draft(db)
        sent = None if draft else latest_sent(db)
        seen = seen_in(db, draft)
    if sent is not None:
        return receipt_of(sent)
    if seen is None:
        return on_from(draft)
    return show(seen, CheckForm(begun(), g.profile))


@blueprint.post("/klage/se-over")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def send() -> ResponseReturnValue:
    """«Send»: 303 to the receipt after one commit that holds all of it."""
    if is_anothers(g.actor):
        return somebody_else()
    if "show" in request.form:
        return redirect(url("complaint.check"), 303)
    form = CheckForm(begun(), g.profile)
    pressed = Pressed(form, is_trusted(form))
    try:
        with transaction() as db:
            press(db, pressed)
    except complaint.KeyReused:
        return show_again(pressed, 422, "sent-before")
    except TooMany:
        return show_again(pressed, 429, "too-many")
    except DatabaseAway as away:
        return show_again(pressed, 503, "unsure" if away.at_commit else "away")
    if pressed.sent is not None:
        session.pop(BEGUN_AFTER, None)
        return receipt_of(pressed.sent)
    if pressed.seen is None:
        return on_from(pressed.draft)
    return show_again(pressed, 422, "changed" if pressed.trusted else None)


def on_from(draft: Draft | None) -> ResponseReturnValue:
    """303 to the first page that lacks an answer. An answer that can no longer be chosen is asked for again."""
    address = next_address(draft.answers if draft else {})
    return redirect(page_of(Step.ABOUT) if address == url("complaint.check") else address, 303)


def press(db: Any, pressed: Pressed) -> None:
    """Send what the page showed, if it is still what the draft says; else see what there is to look over.

    A key that has been sent gives its receipt: a second press, or a receipt that got lost on the way.
    """
    key = pressed.form.key.data or ""
    if pressed.trusted:
        pressed.sent = complaint.sent_with(db, g.actor, key)
    if pressed.sent is not None:
        return
    pressed.draft = own_draft(db, hold=True)
    pressed.seen = seen_in(db, pressed.draft)
    if pressed.seen is not None and pressed.trusted and is_as_shown(pressed.form, pressed.draft):
        pressed.sent = send_in(db, pressed.seen)


def seen_in(db: Any, draft: Draft | None) -> Seen | None:
    """The draft when it is whole, with where it leads."""
    if draft is None:
        return None
    answered = answered_in(db, Step.ABOUT)
    forms = whole_forms(draft.answers, answered)
    if not is_whole(draft, forms):
        return None
    said, about = complaint_from(forms), forms[Step.ABOUT]
    case = about.chosen() if isinstance(about, AboutForm) else None
    another = None if g.actor.acting_for else said.about_name
    situation = begun(draft.answers, answered)
    answers = situation.answers(case, another)
    files = len(attachments.of_draft(db, g.actor, JOURNEY))
    return Seen(draft, forms, said, answers, situation.chosen(case), files)


def send_in(db: Any, seen: Seen) -> str:
    """Send what the person has looked over, to the unit that receives. Gives the reference.

    Raises TooMany beyond what an office that helps people sends in a day.
    """
    day = today()
    hits = limits.hit(db, g.profile.number, "complaint", g.actor.id, midnight(day))
    if hits > COMPLAINTS_A_DAY:
        raise TooMany
    found, units = path_for(seen.answers, day), g.profile.units
    mail = UnitMail(lambda code: units.get(code, g.profile.unit).email, norwegian_of(g.profile))
    try:
        receipt = complaint.send(
            db,
            g.actor,
            draft_key=seen.draft.key,
            complaint=seen.said,
            answers=seen.answers,
            about_case=seen.about.reference if seen.about else None,
            unit=seen.receiver.unit.code,
            mail=mail,
            today=day,
            holidays=holidays_around(found.answers.told_on or day),
        )
    except complaint.NotAllowed:  # the right to it was taken back while this was sent
        abort(404)
    return receipt.reference


def show_again(pressed: Pressed, status: int, trouble: str | None) -> ResponseReturnValue:
    """The same page with what went wrong; the draft is where it was."""
    if pressed.seen is None:
        raise DatabaseAway
    pressed.form.validate()
    return show(pressed.seen, pressed.form, status, trouble)


def show(
    seen: Seen, form: CheckForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """«Se over» with rows to change, rows to add, and where it goes."""
    prepare(form, seen.draft)
    found = path_for(seen.answers, today())
    acting = g.citizen.acting
    return render_template(
        "complaint/check.html",
        form=form,
        heading=_("Se over før du sender"),
        kind=TITLES[found.main.kind],
        is_complaint=found.main.kind is Kind.COMPLAINT,
        result=result_of(seen.answers, today(), g.profile),
        gets=who_gets(seen.receiver),
        unneeded=posted(today()),
        rows=rows_of(seen),
        to_add=to_add(seen),
        needs_standing=not acting and line_of(found, today()).standing is not Standing.MAY,
        follows=bool(acting) or is_own(seen.answers, seen.said),
        represented=who_is_who(g.citizen) if acting else None,
        before=page_of(PATH[-1]),
        trouble=trouble,
    ), status


def who_gets(to: Receiver) -> str:
    """Who in the municipality receives it, and whom they pass it on to."""
    unit = name_of(to.unit)
    if to.passes_on_to is None:
        return _("%(unit)s i kommunen får det du sender.", unit=unit)
    body = str(BODIES[to.passes_on_to])
    return _(
        "%(unit)s i kommunen får det du sender. De sender det videre til %(body)s.",
        unit=unit,
        body=body,
    )


def rows_of(seen: Seen) -> list[Row]:
    """(question, answer, address of the very field) for each thing that was answered, and what sort of case it is."""
    rows = [
        (str(field.label.text), answer, f"{page_of(step)}#{field.id}")
        for step, form in seen.forms.items()
        for field in form.asked()
        if (answer := answer_in(field))
    ]
    kind = path_for(seen.answers, today()).main.kind
    if seen.files:
        rows.append((_("Bilder og filer"), _("%(count)s lagt ved", count=seen.files), url(FILES)))
    return [*rows, (_("Hva slags sak er det?"), str(TITLES[kind]), url("complaint.guide"))]


def to_add(seen: Seen) -> list[tuple[str, str]]:
    """(words, address) of what may be added and is not there yet. Which answer it is about is not asked of who has chosen one."""
    words = {
        Step.HAPPENED: _("Hva som har skjedd"),
        Step.WANTED: _("Hva du vil at de skal gjøre"),
        Step.DECISION: _("Hvilket svar eller vedtak det gjelder"),
        Step.FACTS: _("Noe mer de bør vite"),
    }
    found = [
        (words[step], page_of(step))
        for step in EXTRAS
        if not (step is Step.DECISION and seen.about)
        and not (step in seen.forms and any(answer_in(one) for one in seen.forms[step].asked()))
    ]
    return found if seen.files else [*found, (_("Bilder og filer"), url(FILES))]
