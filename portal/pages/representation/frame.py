"""What every page of «På vegne av» shares: the blueprint, its notices, the day and the transaction."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.case_mine import PressForm
from portal.language import local
from portal.login import sessions
from portal.pages import made_for
from portal.pages.addresses import url
from portal.pages.representation import words

blueprint = Blueprint("representation", __name__)


@blueprint.app_context_processor
def words_of_who_is_who() -> dict[str, Any]:
    """For the top of every page while one acts for another, and for the first page after."""
    return {"who_is_who": words.who_is_who, "say_lapsed": say_lapsed}


@blueprint.app_template_global()
def made_for_mark() -> str:
    """For whom the page is made, for its forms."""
    return made_for.mark()


def say_lapsed() -> str:
    """That one can no longer act for somebody. It is said once: saying it is what makes the session one's own again."""
    lapsed = g.citizen.lapsed
    sessions.end_lapsed(request)
    return words.cannot_act_for(lapsed.name)


def page(template: str, **values: Any) -> str:
    """A page with what there is to say after the last press."""
    notice = words.NOTICES.get(sessions.take_notice(request) or "")
    return render_template(
        f"representation/{template}",
        notice_now=notice,
        press=PressForm(),
        labels=words,
        today=today(),
        **values,
    )


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
