"""What every page of «Innsyn» shares: the blueprint, the links between its pages, the day and the transaction."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from portal.forms.case_mine import PressForm
from portal.login import sessions
from portal.pages.addresses import url
from portal.pages.presses import back_to, clock, pressed, today, transaction
from portal.pages.privacy import words

__all__ = [
    "back_to",
    "blueprint",
    "clock",
    "links",
    "page",
    "pressed",
    "today",
    "transaction",
]

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
