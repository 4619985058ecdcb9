"""«Bilde av et brev» in the request: choose, see and take away. Each photo is drawn anew before it is kept."""

from typing import Any

from flask import abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.case_mine import PressForm
from portal.forms.coordinator_picture import FAULTS, PictureForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.login import sessions
from portal.pages import uploads
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.coordinator_request_steps import (
    begun,
    blueprint,
    latest_sent,
    next_address,
    own_draft,
    receipt_of,
    whole_forms,
)
from portal.pages.drafted import is_anothers, is_sound, is_trusted, prepare, somebody_else
from portal.pages.pictures import shown
from portal.pages.presses import transaction
from portal.photos import NotAPicture, made_anew
from portal.rules.access import Actor, Permission
from portal.rules.coordinator_request_steps import path
from portal.rules.events import Code
from portal.store import attachments, coordinator_request
from portal.store.attachments import NoDraft, Picture, TooMany
from portal.store.db import DatabaseAway
from portal.store.drafts import Draft

HERE = "coordinator_request.picture"
TAKES_A_PICTURE = "coordinator_request.keep_picture"
ADDED, REMOVED = "picture-added", "picture-removed"


@blueprint.before_request
def make_room() -> None:
    """Let a photo in at this one address."""
    if request.endpoint == TAKES_A_PICTURE:
        uploads.make_room()


@blueprint.get("/koordinator/bilde")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def picture() -> ResponseReturnValue:
    """The photos of the draft, and room for one more."""
    said = sessions.take_notice(request)
    with transaction() as db:
        draft = own_draft(db)
        elsewhere = way_out(db, draft)
        pictures = attachments.of_draft(db, g.actor)
    return elsewhere or draw(new_form(), draft, pictures, said=said)


def keep_late(owner: Actor) -> bool:
    """Keep a photo that came when the clock had ended the session, in that person's draft and nobody else's."""
    form = new_form()
    if is_anothers(owner) or not is_sound(form) or form.picture.data is None:
        return False
    try:
        photo = made_anew(form.picture.data.read())
        with transaction() as db:
            attachments.add_to_draft(db, owner, photo, code=Code.DRAFT_SAVED_LATE)
    except (NotAPicture, NoDraft, TooMany):
        return False
    return True


@blueprint.post("/koordinator/bilde")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL, late=keep_late)
def keep_picture() -> ResponseReturnValue:
    """Keep the photo, or say why not; what was kept before stays."""
    if uploads.is_too_large():
        uploads.read_away()
        return show(new_form(), 413, "too-large")
    if is_anothers(g.actor):
        return somebody_else()
    form = new_form()
    try:
        with transaction() as db:
            elsewhere = sent_already(db, form) or way_out(db, own_draft(db))
        fault = None if elsewhere else keep(form)
    except DatabaseAway:
        return draw(form, None, [], 503, trouble="away")
    if elsewhere:
        return elsewhere
    if "show" in request.form:
        return show(PictureForm(begun(), g.profile, formdata=None))
    if fault:
        return show(form, 422, fault)
    sessions.leave_notice(request, ADDED)
    return redirect(url(HERE), 303)


@blueprint.post("/koordinator/bilde/<string:id>/ta-bort")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def remove_picture(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Ta bort». A second press changes nothing."""
    if PressForm().validate_on_submit():
        with transaction() as db:
            attachments.remove(db, g.actor, id)
        sessions.leave_notice(request, REMOVED)
    return redirect(url(HERE), 303)


@blueprint.get("/koordinator/bilde/<string:id>")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def own_picture(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """One photo of the draft, with the event that it was read."""
    with transaction() as db:
        found = attachments.read(db, g.actor, id)
    if found is None:
        abort(404)
    return shown(found)


def keep(form: PictureForm) -> str | None:
    """Draw the photo anew and put it in the draft. Gives what was wrong with it, None when it is kept."""
    if not form.validate():
        return "none" if is_trusted(form) else "stale"
    try:
        photo = made_anew(form.picture.data.read())
        with transaction() as db:
            attachments.add_to_draft(db, g.actor, photo)
    except NotAPicture as refused:
        return refused.code
    except TooMany:
        return "too-many"
    return None


def sent_already(db: Any, form: PictureForm) -> ResponseReturnValue | None:
    """The receipt, when the page belongs to a draft that has been sent."""
    reference = coordinator_request.sent_with(db, g.actor, form.key.data or "")
    return receipt_of(reference) if reference else None


def way_out(db: Any, draft: Draft | None) -> ResponseReturnValue | None:
    """Where somebody is led who has no draft yet that a photo could go with. About another person there are none."""
    sent = None if draft else latest_sent(db)
    if sent is not None:
        return receipt_of(sent)
    answers = draft.answers if draft else {}
    situation = begun(answers)
    if situation.for_another or not set(path(situation)) <= set(whole_forms(answers)):
        return redirect(next_address(answers), 303)
    return None


def new_form() -> PictureForm:
    """The form with what was sent, if anything was."""
    return PictureForm(begun(), g.profile)


def show(form: PictureForm, status: int = 200, fault: str | None = None) -> ResponseReturnValue:
    """The page with the photos there are and a word about the one that was sent."""
    with transaction() as db:
        draft, pictures = own_draft(db), attachments.of_draft(db, g.actor)
    if fault in FAULTS:
        form.picture.errors = [FAULTS[fault]]
    return draw(form, draft, pictures, status)


def draw(
    form: PictureForm,
    draft: Draft | None,
    pictures: list[Picture],
    status: int = 200,
    trouble: str | None = None,
    said: str | None = None,
) -> ResponseReturnValue:
    """The page, with the owner's mark and the draft's key in its form."""
    prepare(form, draft)
    return render_template(
        "coordinator/picture.html",
        form=form,
        heading=_("Bilde av et brev"),
        pictures=pictures,
        most=attachments.MOST,
        press=PressForm(formdata=None),
        trouble=trouble,
        said=said,
    ), status
