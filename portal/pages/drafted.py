"""What journeys with a draft share: whose page was sent, what was typed on it, and whether it is still what the draft says.

A page carries its owner's mark and its draft's key. With another's mark nothing of it is kept or shown: somebody else has
logged in in the same browser.
"""

import hmac

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Field
from wtforms.fields.core import UnboundField

from portal.forms.base import new_key
from portal.forms.drafts import DraftForm
from portal.forms.fields import ChoiceField, TickField
from portal.language import gettext as _
from portal.pages import made_for
from portal.pages.access import has_own_token
from portal.rules.access import Actor
from portal.store.drafts import Draft

TECHNICAL = frozenset({"key", "whose"})


def is_anothers(owner: Actor) -> bool:
    """Whether the page that was sent belongs to somebody else, or to another they act for. One without a mark belongs to nobody."""
    mark = request.form.get("whose", "")
    return bool(mark) and not hmac.compare_digest(mark.encode(), made_for.mark_of(owner).encode())


def is_sound(form: DraftForm) -> bool:
    """Whether what was sent has a mark and a sound key; whether it is a page of ours, the guard has asked."""
    return bool(form.whose.data) and form.key.validate(form)


def is_trusted(form: DraftForm) -> bool:
    """Whether what was sent may be kept: a page of ours, with its mark and a sound key."""
    return is_sound(form) and has_own_token()


def somebody_else() -> ResponseReturnValue:
    """The page says that another person has logged in, and nothing of what was sent."""
    return render_template("representation/somebody_else.html"), 409


def typed_values(form: type[DraftForm]) -> dict[str, str]:
    """What was typed on the page that was sent, as it came, in all its fields that a person can fill in whatever the situation."""
    fields = {name for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    return {name: request.form[name] for name in fields - TECHNICAL if name in request.form}


def prepare(form: DraftForm, draft: Draft | None) -> None:
    """Put the owner's mark and a sound key on a page that is to be shown; on «Se over» also the draft's version."""
    form.whose.data = made_for.mark_of(g.actor)
    if draft is not None:
        form.key.data = draft.key
    elif form.key.errors or not form.key.data:
        form.key.data = new_key()
    if "version" in form and draft is not None:
        form["version"].data = str(draft.version)


def is_as_shown(form: DraftForm, draft: Draft | None) -> bool:
    """Whether the draft is the very one the page showed, unchanged: one begun anew has another key."""
    shown = (form.key.data, form["version"].data)
    return draft is not None and shown == (draft.key, str(draft.version))


def answer_in(field: Field) -> str:
    """The answer in words: the choice that was made, yes for a tick, else what was typed."""
    if isinstance(field, TickField):
        return _("Ja") if field.data else ""
    if isinstance(field, ChoiceField):
        return next(
            (str(text) for code, text, *_rest in field.iter_choices() if code == field.data), ""
        )
    return str(field.data or "")
