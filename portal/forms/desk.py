"""What the desk asks of those who work there."""

import re
from datetime import date, timedelta
from typing import Any

import phonenumbers
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.case import WHEN
from portal.forms.fields import (
    ChoiceField,
    KeyField,
    LongTextField,
    PhoneField,
    TextField,
    TickField,
    choices_of,
    parsed_phone,
)
from portal.language import lazy_gettext as _l

NOBODYS = re.compile(r"\+47(0\d)(\d\d)(\d\d)(\d\d)")
DAY = re.compile(r"\s*([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})\s*")
OLDEST = timedelta(days=366)
SEEN_BY = _l("De som jobber i enheten. Personen selv kan be om innsyn.")


OUTCOMES: dict[str, Any] = {
    "appointment": _l("Vi har avtalt et møte"),
    "coordinator-appointed": _l("Personen har fått en koordinator"),
    "wants-nothing": _l("Personen ønsker ikke noe mer nå"),
    "not-reached": _l("Vi fikk ikke tak i personen"),
}
CAME_BY: dict[str, Any] = {
    "phone": _l("Noen ringte"),
    "visit": _l("Noen kom innom"),
    "letter": _l("Vi fikk et brev eller et skjema på papir"),
}
ABOUT: dict[str, Any] = {
    "self": _l("Personen selv"),
    "child": _l("Barnet til den som spør"),
    "parent": _l("Moren eller faren til den som spør"),
    "partner": _l("Ektefellen, samboeren eller kjæresten"),
    "sibling": _l("Søsteren eller broren"),
    "other-family": _l("En annen i familien"),
    "friend": _l("En venn eller nabo"),
    "guardian": _l("En som den som spør, er verge for"),
    "professional": _l("En som den som spør, møter i jobben sin"),
}
LANGUAGES: dict[str, Any] = {
    "nb": _l("Norsk (bokmål)"),
    "nn": _l("Norsk (nynorsk)"),
    "en": _l("Engelsk"),
    "other": _l("Et annet språk"),
}


class PressForm(PortalForm):
    """A button with nothing to fill in. Its token has an id of its own: it stands beside other forms."""

    def __init__(self, **kwargs: Any) -> None:
        """The name of the token stays, so that it is checked as any other."""
        super().__init__(**kwargs)
        self.csrf_token.id = "press-token"


class AnswerForm(PortalForm):
    """«Skriv hva dere ble enige om»."""

    key = KeyField()
    outcome = ChoiceField(
        _l("Hva ble resultatet?"),
        choices=choices_of(OUTCOMES),
        needed=_l("Velg hva resultatet ble."),
    )
    note = LongTextField(
        _l("Notat til dere selv"),
        description=_l("Skriv bare det den neste trenger å vite."),
        who_sees=SEEN_BY,
    )
    tell = TickField(
        _l("Send personen en melding om at det er nytt i saken"),
        description=_l("Meldingen sier ikke noe om innholdet."),
    )


class RegisterForm(PortalForm):
    """«Registrer en henvendelse»: a call, a visit or a letter becomes the same kind of case."""

    key = KeyField()
    channel = ChoiceField(
        _l("Hvordan kom henvendelsen?"),
        choices=choices_of(CAME_BY),
        needed=_l("Velg hvordan henvendelsen kom."),
    )
    day = TextField(
        _l("Hvilken dag kom henvendelsen?"),
        description=_l("For eksempel 21.11.2026. La feltet stå tomt hvis den kom i dag."),
        longest=10,
        render_kw={"inputmode": "numeric"},
    )
    name = TextField(_l("Hva heter den som spør?"), needed=_l("Skriv navnet på den som spør."))
    phone = PhoneField(
        _l("Hvilket telefonnummer kan dere ringe?"),
        description=_l("La feltet stå tomt hvis personen ikke har telefon."),
    )
    about = ChoiceField(
        _l("Hvem gjelder det?"),
        description=_l("Ikke skriv noe om den andre her."),
        choices=choices_of(ABOUT),
        needed=_l("Velg hvem det gjelder."),
    )
    when = ChoiceField(
        _l("Når passer det at dere ringer?"),
        choices=choices_of(WHEN),
        needed=_l("Velg når det passer at dere ringer."),
    )
    spoken = ChoiceField(
        _l("Hvilket språk vil personen snakke?"),
        choices=choices_of(LANGUAGES),
        needed=_l("Velg hvilket språk personen vil snakke."),
    )
    which_language = TextField(_l("Hvis et annet språk: hvilket?"), longest=60)
    interpreter = TickField(_l("Personen ønsker tolk"))
    unit = ChoiceField(_l("Hvilken enhet skal ha saken?"), choices=[], needed=_l("Velg en enhet."))
    note = LongTextField(
        _l("Notat til dere selv"),
        description=_l("Skriv bare det den neste trenger å vite."),
        who_sees=SEEN_BY,
    )

    def __init__(self, units: dict[str, str], today: date, **kwargs: Any) -> None:
        """Ask for the unit only when there is a choice between `units` (code: name)."""
        super().__init__(**kwargs)
        self.today = today
        self.only_unit = next(iter(units)) if len(units) == 1 else None
        self.unit.choices = choices_of(units)
        if self.only_unit is not None:
            del self.unit

    @property
    def chosen_unit(self) -> str:
        """The code of the unit that gets the case."""
        return self.only_unit or str(self.unit.data)

    @property
    def chosen_day(self) -> date:
        """The day it came: today when nothing was typed."""
        return day_of(self.day.data) or self.today

    def validate_day(self, field: TextField) -> None:
        """Refuse what is no date, a day to come and one more than a year ago."""
        if not field.data:
            return
        day = day_of(field.data)
        if day is None:
            raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026."))
        if day > self.today:
            raise ValidationError(_l("Skriv en dag som ikke ligger fram i tid."))
        if day < self.today - OLDEST:
            raise ValidationError(_l("Skriv en dag fra det siste året."))

    def validate_which_language(self, field: TextField) -> None:
        """Another language must be named, or nobody can find an interpreter."""
        if self.spoken.data == "other" and not field.data:
            raise ValidationError(_l("Skriv hvilket språk personen vil snakke."))


def spaced(number: str) -> str:
    """«+47 74 21 71 00»: a stored number as people read it, also one nobody has, as in the demonstration."""
    if nobodys := NOBODYS.fullmatch(number):
        return " ".join(["+47", *nobodys.groups()])
    found = parsed_phone(number)
    shape = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(found, shape) if found else number


def day_of(text: str | None) -> date | None:
    """The date in «21.11.2026», None when it is not one."""
    parts = DAY.fullmatch(text or "")
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1])) if parts else None
    except ValueError:
        return None
