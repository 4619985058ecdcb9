"""The few fields of the house: error texts in our words, hints and who sees what."""

from typing import Any

import phonenumbers
from wtforms import BooleanField, HiddenField, RadioField, StringField, TelField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Regexp,
    StopValidation,
    ValidationError,
)

from portal.forms.base import PortalForm, readable
from portal.language import gettext as _
from portal.language import lazy_gettext as _l

__all__ = [
    "ChoiceField",
    "KeyField",
    "LongTextField",
    "PhoneField",
    "TextField",
    "TickField",
    "choices_of",
]


class HouseField:
    """What a field of ours may carry besides WTForms' own."""

    optional_said = False
    who_sees: str | None = None


def required(message: Any) -> DataRequired:
    """Refuse an empty answer with words that say what to do. Spaces alone are one: what is kept is what counts."""
    return DataRequired(message)


def at_most(count: int) -> Length:
    """Refuse a text over `count` signs and say so in words."""
    return Length(max=count, message=_l("Skriv kortere: høyst %(max)d tegn."))


class TextField(HouseField, StringField):
    """One line of text. `needed` is the message when it is empty; None makes it optional."""

    def __init__(
        self, label: Any, *, needed: Any = None, longest: int = 100, **kwargs: Any
    ) -> None:
        """Set up the checks in the order a person would want to hear of them."""
        first = [required(needed)] if needed else []
        super().__init__(label, [*first, at_most(longest), readable], **kwargs)
        self.optional_said = not needed


class LongTextField(HouseField, TextAreaField):
    """Several lines. `who_sees` stands above the box: who will read what is written."""

    def __init__(
        self,
        label: Any,
        *,
        needed: Any = None,
        longest: int = 2000,
        who_sees: Any = None,
        **kwargs: Any,
    ) -> None:
        """As TextField, with the answer to «Hvem ser dette?»."""
        first = [required(needed)] if needed else []
        super().__init__(label, [*first, at_most(longest), readable], **kwargs)
        self.optional_said = not needed
        self.who_sees = who_sees


class TickField(HouseField, BooleanField):
    """One box to tick; leaving it empty is an answer."""


class ChoiceField(HouseField, RadioField):
    """One of a few choices. An unknown code is refused in our words, never with a 500."""

    def __init__(self, label: Any, *, needed: Any = None, **kwargs: Any) -> None:
        """`needed` is the message when nothing is chosen; None makes it optional."""
        self.needed = needed
        super().__init__(label, validate_choice=False, **kwargs)
        self.optional_said = not needed

    def pre_validate(self, _form: BaseForm) -> None:
        """Refuse nothing chosen when needed, and a code that is not on the page."""
        if self.data in (None, "", "None"):
            self.data = None
            if self.needed:
                raise StopValidation(str(self.needed))
            return
        if self.data not in {value for value, *_rest in self.iter_choices()}:
            raise StopValidation(_("Velg ett av svarene i lista."))


class PhoneField(HouseField, TelField):
    """A Norwegian or foreign phone number; `e164` is how we store it."""

    def __init__(self, label: Any, *, needed: Any = None, **kwargs: Any) -> None:
        """`needed` is the message when it is empty; None makes it optional."""
        first = [required(needed)] if needed else []
        kwargs.setdefault("render_kw", {"autocomplete": "tel", "inputmode": "tel"})
        super().__init__(label, [*first, at_most(30), readable, a_phone_number], **kwargs)
        self.optional_said = not needed

    @property
    def e164(self) -> str:
        """«+4774217100», or an empty string when nothing was typed."""
        number = parsed_phone(self.data)
        return (
            phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            if number
            else ""
        )


def parsed_phone(text: str | None) -> phonenumbers.PhoneNumber | None:
    """The number a person meant, read as Norwegian unless it begins with a plus; else None."""
    try:
        number = phonenumbers.parse(text or "", "NO")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def a_phone_number(_form: PortalForm, field: TelField) -> None:
    """Refuse what cannot be a phone number, and show how one looks."""
    if field.data and parsed_phone(field.data) is None:
        raise ValidationError(
            _("Skriv et telefonnummer med 8 siffer, eller med + og landkode foran.")
        )


class KeyField(HiddenField):
    """The one-time key of the form."""

    def __init__(self, **kwargs: Any) -> None:
        """22 signs of base64url, as made by `forms.base.new_key`."""
        super().__init__(
            "", [InputRequired(), Regexp(r"^[A-Za-z0-9_-]{22}$", message="key")], **kwargs
        )


def choices_of(labels: dict[str, Any]) -> list[Any]:
    """A table of codes and words as choices on a page."""
    return [SelectChoice(code, text) for code, text in labels.items()]
