"""Everything that is stored about somebody, on paper: a tagged PDF (PDF/UA-1) in the shape of the plan's. Kept nowhere."""

from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.paper_parts import compiled, in_words
from portal.plan_document import Document
from portal.plan_paper import row, said, section
from portal.rules.municipality import Profile


def everything_paper(
    profile: Profile, document: Document, *, language: str, day: date, demo: bool = False
) -> bytes:
    """The document as PDF bytes; needs an app context for the words. `demo` prints that this is a demonstration."""
    with force_locale(language):
        content = {
            "lang": language,
            "spoken": language,
            "municipality": profile.name,
            "title": document.title.text,
            "heading": said(document.title),
            "warning": warning(profile, demo),
            "foot": _("Hentet ut %(day)s", day=in_words(day, language)),
            "page": _("Side %(page)s av %(pages)s", page="{page}", pages="{pages}"),
            "facts": [row(each) for each in document.facts],
            "sections": [section(each) for each in document.sections],
        }
    return compiled("plan.typ", content, day)


def warning(profile: Profile, demo: bool) -> str | None:
    """Why this must not be taken for somebody's real data, None when it is."""
    if profile.invented or demo:
        return str(_("Dette er en demonstrasjon. Opplysningene er oppdiktet."))
    return None
