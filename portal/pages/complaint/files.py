"""«Bilder og filer» in the complaint: choose, see and take away. Each file is made anew before it is kept."""

from typing import Any

from flask import abort, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import file_checks
from portal.complaint_labels import FILE_STATES
from portal.files import NotAFile, clean_name, made_safe
from portal.forms.case_mine import PressForm
from portal.forms.complaint_files import FAULTS, FileForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.login import sessions
from portal.pages import uploads
from portal.pages.access import requires
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.journey import (
    begun,
    is_whole,
    latest_sent,
    next_address,
    own_draft,
    receipt_of,
    whole_forms,
)
from portal.pages.complaint.said import name_of, size_in_words
from portal.pages.drafted import is_anothers, is_sound, is_trusted, prepare, somebody_else
from portal.pages.pictures import shown
from portal.pages.presses import back_to, pressed, today, transaction
from portal.rules.access import Actor, Permission
from portal.rules.case import midnight
from portal.rules.events import Code
from portal.scanner import Verdict
from portal.store import attachments, complaint, limits
from portal.store.attachments import NoDraft, Picture, State, TooMany
from portal.store.complaint import JOURNEY
from portal.store.db import DatabaseAway
from portal.store.drafts import Draft

FILES_A_DAY = 60
"""More from one person in a day is no complaint: each file takes the house seconds, also one that is refused."""
HERE = "complaint.files"
TAKES_A_FILE = "complaint.keep_file"
TOO_MANY_A_DAY = "too-many-a-day"
ADDED, WAITS, REMOVED = "file-added", "file-waits", "file-removed"


@blueprint.before_request
def make_room() -> None:
    """Let a file in at this one address."""
    if request.endpoint == TAKES_A_FILE:
        uploads.make_room()


@blueprint.get("/klage/filer")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def files() -> ResponseReturnValue:
    """The files of the draft, and room for one more."""
    said = sessions.take_notice(request)
    with transaction() as db:
        draft = own_draft(db)
        elsewhere = way_out(db, draft)
        there = attachments.of_draft(db, g.actor, JOURNEY)
    return elsewhere or draw(new_form(), draft, there, said=said)


def keep_late(owner: Actor) -> bool:
    """Keep a file that came when the clock had ended the session, in that person's draft and nobody else's."""
    form = new_form()
    if is_anothers(owner) or not is_sound(form) or form.file.data is None:
        return False
    try:
        return bool(keep_in_draft(form, owner, Code.DRAFT_SAVED_LATE))
    except (NotAFile, NoDraft, TooMany):
        return False


@blueprint.post("/klage/filer")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL, late=keep_late)
def keep_file() -> ResponseReturnValue:
    """Keep the file, or say why not; what was kept before stays."""
    if uploads.is_too_large():
        uploads.read_away()
        return show(new_form(), 413, "too-large")
    if is_anothers(g.actor):
        return somebody_else()
    form = new_form()
    try:
        with transaction() as db:
            elsewhere = sent_already(db, form) or way_out(db, own_draft(db))
        fault, said = (None, None) if elsewhere or "show" in request.form else keep(form)
    except DatabaseAway:
        return draw(form, None, [], 503, trouble="away")
    if elsewhere:
        return elsewhere
    if "show" in request.form:
        return show(FileForm(begun(), g.profile, formdata=None))
    if fault:
        return show(form, 429 if fault == TOO_MANY_A_DAY else 422, fault)
    return back_to(HERE, said)


@blueprint.post("/klage/filer/<string:id>/ta-bort")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def remove_file(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Ta bort». A second press changes nothing."""
    if not pressed():
        return back_to(HERE)
    with transaction() as db:
        attachments.remove(db, g.actor, id)
    return back_to(HERE, REMOVED)


@blueprint.get("/klage/filer/<string:id>")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def own_file(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """One file of the draft, with the event that it was read."""
    return opened(id)


@blueprint.get("/saker/<string:reference>/klagen/fil/<string:id>")
@requires(Permission.READ_OWN_COMPLAINT, cache=Cache.PERSONAL)
def file(reference: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """One file of what was sent, with the event that it was read."""
    return opened(id, reference)


def opened(file_id: str, reference: str | None = None) -> ResponseReturnValue:
    """What a file shows; the 404 when it is not there or not for this person."""
    with transaction() as db:
        found = attachments.read(db, g.actor, file_id, reference=reference)
    if found is None:
        abort(404)
    return shown(found)


def keep(form: FileForm) -> tuple[str | None, str | None]:
    """(what was wrong with the file, what to say of one that is kept)."""
    if not form.validate():
        return "none" if is_trusted(form) else "stale", None
    try:
        state = keep_in_draft(form, g.actor)
    except NotAFile as refused:
        return refused.code, None
    except TooMany:
        return "too-many", None
    return None, WAITS if state is State.WAITING else ADDED


def keep_in_draft(form: FileForm, owner: Actor, code: Code = Code.DRAFT_SAVED) -> State:
    """Have the file looked at, make it anew and put it in the draft. It waits when nobody could look.

    Raises NotAFile ("harmful" and TOO_MANY_A_DAY too), NoDraft or TooMany.
    """
    with transaction() as db:
        hits = limits.hit(db, owner.municipality, "file", owner.id, midnight(today()))
    if hits > FILES_A_DAY:
        raise NotAFile(TOO_MANY_A_DAY)
    chosen = form.file.data
    content = chosen.read()
    verdict = file_checks.look(current_app, content)
    if verdict is Verdict.HARMFUL:
        raise NotAFile("harmful")
    safe = made_safe(content)
    state = State.WAITING if verdict is Verdict.NO_ANSWER else State.KEPT
    with transaction() as db:
        attachments.add_to_draft(
            db,
            owner,
            safe,
            journey=JOURNEY,
            code=code,
            name=clean_name(chosen.filename, safe.extension) or None,
            state=state,
            checked=verdict is Verdict.CLEAN,
        )
    return state


def sent_already(db: Any, form: FileForm) -> ResponseReturnValue | None:
    """The receipt, when the page belongs to a draft that has been sent."""
    reference = complaint.sent_with(db, g.actor, form.key.data or "")
    return receipt_of(reference) if reference else None


def way_out(db: Any, draft: Draft | None) -> ResponseReturnValue | None:
    """Where somebody is led who has no draft yet that a file could go with."""
    sent = None if draft else latest_sent(db)
    if sent is not None:
        return receipt_of(sent)
    typed = draft.answers if draft else {}
    if not is_whole(draft, whole_forms(typed)):
        return redirect(next_address(typed), 303)
    return None


def new_form() -> FileForm:
    """The form with what was sent, if anything was."""
    return FileForm(begun(), g.profile)


def show(form: FileForm, status: int = 200, fault: str | None = None) -> ResponseReturnValue:
    """The page with the files there are and a word about the one that was sent."""
    with transaction() as db:
        draft, there = own_draft(db), attachments.of_draft(db, g.actor, JOURNEY)
    if fault in FAULTS:
        form.file.errors = [FAULTS[fault]]
    return draw(form, draft, there, status)


def draw(
    form: FileForm,
    draft: Draft | None,
    there: list[Picture],
    status: int = 200,
    trouble: str | None = None,
    said: str | None = None,
) -> ResponseReturnValue:
    """The page, with the owner's mark and the draft's key in its form."""
    prepare(form, draft)
    return render_template(
        "complaint/files.html",
        form=form,
        heading=_("Bilder og filer"),
        files=[(one, name_of(one, number)) for number, one in enumerate(there, 1)],
        size_of=size_in_words,
        file_states=FILE_STATES,
        press=PressForm(formdata=None),
        trouble=trouble,
        said=said,
    ), status
