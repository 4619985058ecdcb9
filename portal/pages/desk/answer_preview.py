"""An answer exactly as the citizen will read it, in the citizen's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import current_app, g, render_template
from markupsafe import Markup

from portal.forms.case import ANSWERS
from portal.language import local
from portal.pages.unplaced import shown_unit
from portal.rules.answers import AnswerKind, AnswerWords
from portal.rules.complaint_right import ComplaintRight, complaint_right
from portal.store.case import CaseView
from portal.store.case_answers import Answer


def preview(
    words: AnswerWords, kind: AnswerKind, law: str, due: date, seen: CaseView, language: str
) -> Markup:
    """The answer as it will stand in «Mine saker», from now and from the one who is writing."""
    answer = Answer(
        id="",
        kind=kind,
        made_at=current_app.extensions["clock"](),
        by_name=g.staff.name,
        language=words.language,
        law=law,
        complaint_due=due,
        words=words,
        withdrawn_at=None,
        can_take_back=False,
    )
    with speaking(language):
        drawn = render_template(
            "case/_answer.html",
            answer=answer,
            unit=g.profile.units.get(seen.unit, g.profile.unit),
            right=right_of(seen, answer),
            answer_kinds=ANSWERS,
        )
    return Markup(drawn)  # noqa: S704 - made by our own template, which escapes


def right_of(seen: CaseView, answer: Answer) -> ComplaintRight | None:
    """The right to complain that goes with an answer, None when it is no refusal."""
    if answer.law is None or answer.complaint_due is None:
        return None
    unit = shown_unit(g.profile.units.get(seen.unit, g.profile.unit))
    return complaint_right(g.profile, unit.code, answer.law, local(answer.made_at).date())


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """For a while, say everything in another language."""
    before, g.language = g.language, language
    try:
        yield
    finally:
        g.language = before
