"""What every page of «Innsyn» shares: the blueprint, the links between its pages, the day and the transaction."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.case_mine import PressForm
from portal.language import local
from portal.login import sessions
from portal.pages.addresses import url
from portal.pages.privacy import words

blueprint = Blueprint("privacy", __name__)


def page(template: str, **values: Any) -> str:
    """A page with what there is to say after the last press, and the links to the other pages here."""
    notice = words.NOTICES.get(sessions.take_notice(request) or "")
    return render_template(
        f"privacy/{template}",
        notice_now=notice,
        press=PressForm(),
        labels=words,
        pages=links(),
        today=today(),
        **values,
    )


def links() -> list[tuple[str, str, bool]]:
    """The pages of «Innsyn»: words, address, and whether one is there."""
    known = current_app.view_functions
    return [
        (str(text), url(at), at == request.endpoint)
        for at, text in words.PAGES.items()
        if at in known
    ]


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
