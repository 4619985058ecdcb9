"""«Se over» and «Send»: all answers with a way to change each, and one press that makes the case."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from portal.forms.coordinator_request import StepForm
from portal.forms.coordinator_request_more import CheckForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.coordinator import norwegian_of
from portal.pages.coordinator_request_steps import (
    BEGUN_AFTER,
    begun,
    blueprint,
    latest_sent,
    next_address,
    own_draft,
    receipt_of,
    request_from,
    whole_forms,
)
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
from portal.rules.access import Permission
from portal.rules.case import midnight
from portal.rules.coordinator_request import Request
from portal.rules.coordinator_request_steps import Situation, Step, extras, first_open, path
from portal.rules.municipality import district_for, unit_for
from portal.store import attachments, coordinator_request, limits
from portal.store.db import DatabaseAway
from portal.store.drafts import Draft

Row = tuple[str, str, str]
PICTURE = "coordinator_request.picture"
REQUESTS_A_DAY = 20


class TooMany(Exception):
    """More requests from one person in a day than anybody sends in earnest."""


@dataclass(frozen=True)
class Seen:
    """A draft that can be sent, with its pages and how many pictures it has.

    `waits` is a case of the same person that waits already.
    """

    draft: Draft
    forms: dict[Step, StepForm]
    pictures: int
    waits: str | None


@dataclass
class Pressed:
    """One press of «Send», and what came of it."""

    form: CheckForm
    trusted: bool
    draft: Draft | None = None
    seen: Seen | None = None
    sent: str | None = None


@blueprint.get("/koordinator/se-over")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def check() -> ResponseReturnValue:
    """All answers. Without a whole draft: the first open page, or the receipt of what was just sent."""
    with transaction() as db:
        draft = own_draft(db)
        sent = None if draft else latest_sent(db)
        seen = seen_in(db, draft)
    if sent is not None:
        return receipt_of(sent)
    if seen is None:
        return redirect(next_address(draft.answers if draft else {}), 303)
    return show(seen, CheckForm(begun(seen.draft.answers), g.profile))


@blueprint.post("/koordinator/se-over")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def send() -> ResponseReturnValue:
    """«Send»: 303 to the receipt after one commit that holds all of it."""
    if is_anothers(g.actor):
        return somebody_else()
    if "show" in request.form:
        return redirect(url("coordinator_request.check"), 303)
    form = CheckForm(begun(), g.profile)
    pressed = Pressed(form, is_trusted(form))
    try:
        with transaction() as db:
            press(db, pressed)
    except coordinator_request.KeyReused:
        return show_again(pressed, 422, "sent-before")
    except TooMany:
        return show_again(pressed, 429, "too-many")
    except DatabaseAway as away:
        return show_again(pressed, 503, "unsure" if away.at_commit else "away")
    if pressed.sent is not None:
        session.pop(BEGUN_AFTER, None)
        return receipt_of(pressed.sent)
    if pressed.seen is None:
        return redirect(next_address(pressed.draft.answers if pressed.draft else {}), 303)
    return show_again(pressed, 422, "changed" if pressed.trusted else None)


def press(db: Any, pressed: Pressed) -> None:
    """Send what the page showed, if it is still what the draft says; else see what there is to look over.

    A key that has been sent gives its receipt: a second press, or a receipt that got lost on the way.
    """
    key = pressed.form.key.data or ""
    if pressed.trusted:
        pressed.sent = coordinator_request.sent_with(db, g.actor, key)
    if pressed.sent is not None:
        return
    pressed.draft = own_draft(db, hold=True)
    pressed.seen = seen_in(db, pressed.draft)
    if pressed.seen is not None and pressed.trusted and is_as_shown(pressed.form, pressed.draft):
        pressed.sent = send_in(db, pressed.seen)


def seen_in(db: Any, draft: Draft | None) -> Seen | None:
    """The draft when it is whole, with what there is to say about other cases."""
    if draft is None:
        return None
    forms, situation = whole_forms(draft.answers), begun(draft.answers)
    if first_open(situation, forms, draft.answers) is not None:
        return None
    if situation.for_another:
        return Seen(draft, forms, pictures=0, waits=None)
    pictures = len(attachments.of_draft(db, g.actor))
    return Seen(draft, forms, pictures, coordinator_request.waiting(db, g.actor, today()))


def send_in(db: Any, seen: Seen) -> str:
    """Send what the person has looked over, to the unit of the district. Gives the reference.

    Raises TooMany beyond what a school or a doctor's office sends in a day: each may tell a stranger's phone something.
    """
    if limits.hit(db, g.profile.number, "request", g.actor.id, midnight(today())) > REQUESTS_A_DAY:
        raise TooMany
    said = request_from(seen.forms)
    unit = unit_for(g.profile, district_code(said), None)
    try:
        receipt = coordinator_request.send(
            db,
            g.actor,
            draft_key=seen.draft.key,
            request=said,
            unit=unit.code,
            unit_email=unit.email,
            unit_language=norwegian_of(g.profile),
            today=today(),
        )
    except coordinator_request.NotAllowed:  # the right to it was taken back while this was sent
        abort(404)
    return receipt.reference


def district_code(said: Request) -> str | None:
    """The district of the typed postcode, None when there is none."""
    district = district_for(said.postcode, g.profile) if said.postcode else None
    return district.code if district else None


def show_again(pressed: Pressed, status: int, trouble: str | None) -> ResponseReturnValue:
    """The same page with what went wrong; the draft is where it was."""
    if pressed.seen is None:
        raise DatabaseAway
    pressed.form.validate()
    return show(pressed.seen, pressed.form, status, trouble)


def show(
    seen: Seen, form: CheckForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """«Se over» with rows to change and rows to add."""
    prepare(form, seen.draft)
    situation = begun(seen.draft.answers)
    return render_template(
        "coordinator/request_check.html",
        form=form,
        heading=_("Se over før du sender"),
        rows=rows_of(seen),
        to_add=to_add(situation, seen),
        waits=seen.waits,
        for_another=situation.for_another,
        represented=who_is_who(g.citizen) if situation.represented else None,
        before=page_of(path(situation)[-1]),
        trouble=trouble,
    ), status


def rows_of(seen: Seen) -> list[Row]:
    """(question, answer, address of the very field) for each thing that was answered."""
    rows = [
        (str(field.label.text), answer, f"{page_of(step)}#{field.id}")
        for step, form in seen.forms.items()
        for field in form.asked()
        if (answer := answer_in(field))
    ]
    if seen.pictures:
        rows.append(
            (_("Bilde av et brev"), _("%(count)s lagt ved", count=seen.pictures), url(PICTURE))
        )
    return rows


def page_of(step: Step) -> str:
    """The address of a page of the request."""
    return url("coordinator_request.step", steg=step.value)


def to_add(situation: Situation, seen: Seen) -> list[tuple[str, str]]:
    """(words, address) of what may be added and is not there yet."""
    words = {
        Step.OWN_WORDS: _("Fortell med egne ord"),
        Step.WISH: _("Ønske om en bestemt koordinator"),
        Step.TODAY: _("Hvilken hjelp du får i dag"),
        Step.HELPERS: _("Hvem du får hjelp fra"),
        Step.INTERPRETER: _("Tolk"),
    }
    if situation.represented:
        words |= {
            Step.TODAY: _("Hvilken hjelp personen får i dag"),
            Step.HELPERS: _("Hvem personen får hjelp fra"),
        }
    found = [
        (words[step], page_of(step))
        for step in extras(situation)
        if not (step in seen.forms and any(answer_in(one) for one in seen.forms[step].asked()))
    ]
    if not (situation.for_another or seen.pictures):
        found.append((_("Bilde av et brev"), url(PICTURE)))
    return found
