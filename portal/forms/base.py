"""What every form shares: text made clean, errors in order, a forged or stale post kept.

Typed text is never lost: an invalid form shows the same page with status 422 and the text in
its fields. Signs that cannot be stored or that hide what is written become a visible «�», and
the person is asked to take it away.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import unquote_to_bytes

from flask import g
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.language import gettext as _

UNREADABLE = "\ufffd"
BIDI_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEPT_CONTROLS = set("\n\t")
# Werkzeug hands over bytes it cannot read in their escaped form.
BROKEN_BYTES = re.compile(r"(?:%[89A-F][0-9A-F])+")


def is_refused(sign: str) -> bool:
    """NUL and other controls, lone surrogates, signs that are none and bidi overrides; LRM and RLM are kept."""
    if sign in BIDI_OVERRIDES or ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef":
        return True
    return unicodedata.category(sign) in {"Cc", "Cs"} and sign not in KEPT_CONTROLS


def made_visible(escaped: re.Match[str]) -> str:
    """Bytes that are no UTF-8 (a lone surrogate, say) as «�»; bytes that are stay as typed."""
    try:
        unquote_to_bytes(escaped[0]).decode()
    except UnicodeDecodeError:
        return UNREADABLE
    return escaped[0]


def made_clean(text: str | None) -> str | None:
    """Typed text as we keep it: one Unicode form, no outer spaces, refused signs made visible."""
    if text is None:
        return None
    lines = BROKEN_BYTES.sub(made_visible, text).replace("\r\n", "\n").replace("\r", "\n")
    visible = "".join(UNREADABLE if is_refused(sign) else sign for sign in lines)
    return unicodedata.normalize("NFC", visible).strip()


def readable(_form: FlaskForm, field: Field) -> None:
    """Refuse text that holds a sign we had to replace."""
    if UNREADABLE in (field.data or ""):
        raise ValidationError(
            _(
                "Vi kan ikke lese tegnet %(sign)s. Ta det bort eller skriv det på nytt.",
                sign=UNREADABLE,
            )
        )


class PortalForm(FlaskForm):
    """A question or a few. Subclasses hold labels, hints, choices and error texts only."""

    class Meta:
        """Error texts are ours, in the language of the page."""

        csrf = True
        locales = False

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            """Clean every text field, whoever wrote the form."""
            filters = unbound_field.kwargs.get("filters", [])
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                filters = [*filters, made_clean]
            return cast(Field, unbound_field.bind(form=form, filters=filters, **options))

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent; when nothing was, what the same person typed here before the session ended."""
            sent = cast(Any, super()).wrap_formdata(form, formdata)
            return late_typed(form) if sent is None and formdata is not None else sent

    def error_list(self) -> list[tuple[str, str]]:
        """(id of the very field, message) in the order of the page; a stale page comes first."""
        stale = any(field.errors for field in self if is_technical(field))
        first = [("form", _("Siden hadde stått åpen lenge. Se over svarene og send en gang til."))]
        return (first if stale else []) + [
            (str(field.id), str(field.errors[0])) for field in self.asked() if field.errors
        ]

    def asked(self) -> Iterator[Field]:
        """The fields a person sees."""
        return (field for field in self if not is_technical(field))


def late_typed(form: PortalForm) -> MultiDict[str, str] | None:
    """What was typed in this form and could not be sent (`g.late_typed`), None when it is about no field of it."""
    typed: dict[str, list[str]] = g.get("late_typed") or {}
    if not any(field.name in typed for field in form.asked()):
        return None
    g.late_shown = True
    return MultiDict(typed)


def is_technical(field: Field) -> bool:
    """The hidden fields: the anti-forgery token and the one-time key."""
    return isinstance(field, HiddenField)


def new_key() -> str:
    """The one-time key of a form: 128 random bits. Sending twice with it is one case."""
    return secrets.token_urlsafe(16)
