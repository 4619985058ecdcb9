"""What the desk fills in when a complaint came another way than with login: on paper, in a message, or from somebody else."""

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal.complaint_labels import OFFICES, PATHS, WHO
from portal.forms.base import PortalForm
from portal.forms.desk import CAME_BY, SEEN_BY
from portal.forms.desk_answers import DayField
from portal.forms.desk_complaint import StepForm
from portal.forms.fields import (
    ChoiceField,
    KeyField,
    LongTextField,
    PhoneField,
    TextField,
    TickField,
    choices_of,
)
from portal.language import lazy_gettext as _l
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_path import Kind
from portal.rules.complaint_table import TODAY
from portal.rules.national_number import national_number

UNSURE = _l("Vet ikke")
ROWS: dict[str, Any] = {
    str(row.code): UNSURE if row.code is Path.FIND else PATHS[row.code] for row in TODAY
}
COMPLAINTS: dict[str, Any] = {
    str(row.code): ROWS[row.code] for row in TODAY if row.kind is Kind.COMPLAINT
}
"""Those of the rows that are complaints: what is not sure is one too."""

LETTER_IN: dict[str, Any] = {
    "nb": _l("Bokmål"),
    "nn": _l("Nynorsk"),
    "en": _l("Engelsk"),
}
ANSWERS: dict[str, Any] = {
    "complaint": _l("Ja, eller vi er i tvil"),
    "not-one": _l("Nei, det er ikke en klage"),
}
DECISIONS: dict[str, Any] = {
    "may": _l("Kan klage. Vi har sett det vi trenger."),
    "guided": _l("Kan ikke klage nå, eller må vise fram noe. Vi sender veiledning."),
}
WHAT = _l("Hva slags klage er det?")
IN_DOUBT = _l("Er du i tvil, velger du «Vet ikke».")


class PossibleForm(PortalForm):
    """«Kan dette være en klage?» `wordless`: nothing is written down, so the desk says what it is about."""

    answer = ChoiceField(
        _l("Er dette en klage?"),
        description=_l("En klage trenger ikke å hete klage. Er dere i tvil, er det en klage."),
        choices=choices_of(ANSWERS),
        needed=_l("Velg om dette er en klage."),
    )
    path = ChoiceField(WHAT, description=IN_DOUBT, choices=choices_of(COMPLAINTS))
    concerns = LongTextField(
        _l("Hva gjelder klagen?"),
        description=_l("Ring personen, og skriv det personen sier."),
        who_sees=_l("Personen selv og de som jobber i enheten."),
    )

    def __init__(self, *, wordless: bool, **kwargs: Any) -> None:
        """Ask for words only where there are none. A no needs none, so they are not called optional."""
        super().__init__(**kwargs)
        if wordless:
            self.concerns.optional_said = False
        else:
            del self.concerns

    def validate_concerns(self, field: LongTextField) -> None:
        """A complaint is about something."""
        if self.answer.data == "complaint" and not field.data:
            raise ValidationError(_l("Skriv hva klagen gjelder."))


class BecomeForm(PortalForm):
    """«Behandle som klage»: what was sent as something else."""

    key = KeyField()
    path = ChoiceField(
        WHAT,
        description=IN_DOUBT,
        choices=choices_of(COMPLAINTS),
        needed=_l("Velg hva slags klage det er."),
    )


class RegisterComplaintForm(StepForm):
    """«Registrer en klage»: one on paper, by visit or by phone gets the same case and clock as one with login."""

    channel = ChoiceField(
        _l("Hvordan kom klagen?"),
        choices=choices_of(CAME_BY),
        needed=_l("Velg hvordan klagen kom."),
    )
    on = DayField(
        _l("Hvilken dag kom klagen til kommunen?"),
        description=_l("Fristen går fra denne dagen. La feltet stå tomt hvis den kom i dag."),
    )
    concerns = LongTextField(
        _l("Hva gjelder klagen?"),
        description=_l("Skriv av det som står, eller det personen sier."),
        needed=_l("Skriv hva klagen gjelder."),
        longest=10_000,
        who_sees=SEEN_BY,
    )
    name = TextField(_l("Hva heter den som klager?"), needed=_l("Skriv navnet på den som klager."))
    who = ChoiceField(
        _l("Hvem er det som klager?"),
        choices=choices_of(WHO),
        needed=_l("Velg hvem det er som klager."),
    )
    about_name = TextField(_l("Hvem gjelder det, hvis det er en annen?"))
    shown = TickField(_l("Vi har sett fullmakten, mandatet eller det som ellers må vises fram"))
    phone = PhoneField(_l("Telefon"))
    address = LongTextField(_l("Adresse"), longest=300)
    spoken = ChoiceField(
        _l("Hvilket språk skal brevene være på?"),
        choices=choices_of(LETTER_IN),
        needed=_l("Velg språk for brevene."),
    )
    about = TextField(
        _l("Hvilken sak er det klaget på?"),
        description=_l("Skriv referansen. La feltet stå tomt hvis du ikke vet det."),
        longest=20,
    )
    office = ChoiceField(_l("Hvem har avgjort eller gjort det?"), choices=choices_of(OFFICES))
    path = ChoiceField(WHAT, description=IN_DOUBT, choices=choices_of(ROWS))
    unit = ChoiceField(_l("Hvilken enhet skal ha saken?"), choices=[], needed=_l("Velg en enhet."))

    def __init__(self, today: date, units: dict[str, Any], **kwargs: Any) -> None:
        """Ask for the unit only when there is a choice between `units` (code: name)."""
        super().__init__(today, units, **kwargs)
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
        return self.on.day or self.today

    @property
    def reference(self) -> str | None:
        """The reference of the case as it is kept; None when nothing was typed."""
        return (self.about.data or "").upper() or None

    def validate_on(self, field: DayField) -> None:
        """A day that has been."""
        self.check_been(field)


class StandingForm(PortalForm):
    """«Hvem kan klage?» `on_paper`: who sent it has not logged in, and may want to."""

    key = KeyField()
    decision = ChoiceField(
        _l("Hva har dere kommet til?"),
        choices=choices_of(DECISIONS),
        needed=_l("Velg hva dere har kommet til."),
    )
    number = TextField(
        _l("Fødselsnummer til den som klaget"),
        description=_l("Da kan den som klaget, se klagen etter innlogging. Spør om det er ønsket."),
        longest=20,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    text = LongTextField(
        _l("Hva skriver dere til den som klaget?"),
        description=_l("Skriv hva som mangler, hva en kan gjøre i stedet, og hvem som kan hjelpe."),
        who_sees=_l("Den som klaget, de som kan se klagen, og de som jobber i enheten."),
    )

    def __init__(self, *, on_paper: bool, **kwargs: Any) -> None:
        """Ask for the number only where nobody has logged in. The text is needed with one of the answers."""
        super().__init__(**kwargs)
        self.text.optional_said = False
        if not on_paper:
            del self.number

    def validate_number(self, field: TextField) -> None:
        """Refuse what cannot be a national number or a D-number."""
        if field.data and national_number(field.data) is None:
            raise ValidationError(_l("Skriv fødselsnummeret med 11 siffer."))

    def validate_text(self, field: LongTextField) -> None:
        """Nobody is refused without words."""
        if self.decision.data == "guided" and not field.data:
            raise ValidationError(_l("Skriv veiledningen."))
