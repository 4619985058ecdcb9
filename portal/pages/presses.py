"""What the pages of a citizen do around a press: whether there was one, when it is, where the data is, and where it leads."""

from datetime import date, datetime
from typing import Any

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue

from portal.forms.case_mine import PressForm
from portal.language import local
from portal.login import sessions
from portal.pages.addresses import url


def back_to(endpoint: str, notice: str | None = None, **place: Any) -> ResponseReturnValue:
    """303 after a press, with a word on the next page about what happened."""
    if notice is not None:
        sessions.leave_notice(request, notice)
    return redirect(url(endpoint, **place), 303)


def pressed() -> bool:
    """Whether a button with nothing to fill in was pressed on a page of ours."""
    return bool(PressForm().validate_on_submit())


def today() -> date:
    """The date on the wall in Norway."""
    return local(clock()).date()


def clock() -> datetime:
    """The moment, from the clock the house was given."""
    moment: datetime = current_app.extensions["clock"]()
    return moment


def transaction() -> Any:
    """A transaction of the house's database."""
    return current_app.extensions["database"].transaction()
