"""What every page of «Mine saker» shares: the blueprint, its notices, the day, the unit and how it is told."""

from datetime import date
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.case_mine import PressForm
from portal.language import local
from portal.login import sessions
from portal.pages.addresses import url
from portal.pages.case import words
from portal.pages.coordinator import norwegian_of
from portal.pages.unplaced import shown_unit
from portal.rules.municipality import Unit
from portal.store.case_mine_changes import UnitMail

blueprint = Blueprint("case", __name__)


def page(template: str, **values: Any) -> str:
    """A page with what there is to say after the last press."""
    notice = words.NOTICES.get(sessions.take_notice(request) or "")
    return render_template(template, notice_now=notice, press=PressForm(), labels=words, **values)


def back_to(reference: str, notice: str | None = None) -> ResponseReturnValue:
    """303 to the case after a press, with a word there about what happened."""
    if notice is not None:
        sessions.leave_notice(request, notice)
    return redirect(url("case.one", reference=reference), 303)


def pressed() -> bool:
    """Whether a button with nothing to fill in was pressed on a page of ours."""
    return bool(PressForm().validate_on_submit())


def unit_of(code: str) -> Unit:
    """The unit that has the case; the coordinating one when it is gone from the profile."""
    return shown_unit(g.profile.units.get(code, g.profile.unit))


def unit_mail() -> UnitMail:
    """How the municipality's units are told that a citizen has done something."""
    units, main = g.profile.units, g.profile.unit
    return UnitMail(lambda code: units.get(code, main).email, norwegian_of(g.profile))


def today() -> date:
    """The date on the wall in Norway."""
    return local(current_app.extensions["clock"]()).date()


def transaction() -> Any:
    """A transaction of the house's database."""
    return current_app.extensions["database"].transaction()
