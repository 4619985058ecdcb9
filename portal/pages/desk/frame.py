"""What every page of the desk shares: the blueprint, its languages, its words and its notices."""

from datetime import date
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.desk import PressForm
from portal.language import NAMES, local
from portal.login import sessions
from portal.pages.addresses import url
from portal.pages.desk import labels
from portal.rules.access import Permission, Target, may
from portal.rules.municipality import words

blueprint = Blueprint("desk", __name__)

SPOKEN_HERE = ("nb", "nn")


@blueprint.before_request
def speak_norwegian() -> ResponseReturnValue | None:
    """The desk speaks bokmål and nynorsk; an English address leads to the municipality's own."""
    if g.language in SPOKEN_HERE:
        return None
    own = next((code for code in g.profile.languages if code in SPOKEN_HERE), "nb")
    endpoint = request.endpoint if request.method in {"GET", "HEAD"} else "desk.inbox"
    values = (request.view_args or {}) if endpoint == request.endpoint else {}
    return redirect(url(endpoint or "desk.inbox", **{**values, "sprak": own}), 303)


def page(template: str, **values: Any) -> str:
    """A page of the desk, with what there is to say after the last press."""
    notice = labels.NOTICES.get(sessions.take_notice(request) or "")
    return render_template(
        template,
        notice_now=notice,
        press=PressForm(),
        labels=labels,
        unit_name=unit_name,
        languages={code: NAMES[code] for code in SPOKEN_HERE},
        **values,
    )


def back_to(endpoint: str, notice: str | None = None, **values: Any) -> ResponseReturnValue:
    """303 after a press, with a word on the next page about what happened."""
    if notice is not None:
        sessions.leave_notice(request, notice)
    return redirect(url(endpoint, **values), 303)


def pressed() -> bool:
    """Whether a button with nothing to fill in was pressed on a page of ours."""
    return bool(PressForm().validate_on_submit())


def can_answer(unit: str | None) -> bool:
    """Whether the one who is logged in may act on the cases of a unit."""
    return may(g.actor, Permission.ANSWER_CASE, Target(g.profile.number, unit))


def unit_name(code: str) -> str:
    """A unit's name as people know it; a unit that is gone from the profile keeps its code."""
    unit = g.profile.units.get(code)
    return words(unit.name, g.language)[0] if unit else code


def today() -> date:
    """The date on the wall in Norway."""
    return local(current_app.extensions["clock"]()).date()


def transaction() -> Any:
    """A transaction of the house's database."""
    return current_app.extensions["database"].transaction()
