"""What every page of «På vegne av» shares: the blueprint, its notices, the day and the transaction."""

from typing import Any

from flask import Blueprint, g, render_template, request

from portal.forms.case_mine import PressForm
from portal.login import sessions
from portal.pages import made_for
from portal.pages.presses import back_to, clock, pressed, today, transaction
from portal.pages.representation import words

__all__ = [
    "back_to",
    "blueprint",
    "clock",
    "made_for_mark",
    "page",
    "pressed",
    "say_lapsed",
    "today",
    "transaction",
    "words_of_who_is_who",
]

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
