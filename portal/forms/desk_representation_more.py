"""What the desk fills in about a person besides grants: to find them, to assess, to end, to protect, to note what is unclear."""

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import SEEN_BY, day_of
from portal.forms.desk_plan_begin import DAY, refuse_no_day, refuse_no_number
from portal.forms.desk_representation import LastDayForm, quiet, scopes, until
from portal.forms.desk_representation_words import (
    END_REASONS,
    KIN,
    LIFTED_BY,
    PROTECTED_BY,
    UNCLEAR,
)
from portal.forms.fields import (
    ChoiceField,
    KeyField,
    LongTextField,
    TextField,
    TickField,
    choices_of,
)
from portal.language import lazy_gettext as _l
from portal.rules.representation import Basis


class FindForm(PortalForm):
    """«Finn en person»."""

    number = TextField(
        _l("Fødselsnummeret til personen"),
        description=_l("Siden sier ikke om nummeret var kjent fra før. Oppslaget blir loggført."),
        needed=_l("Skriv fødselsnummeret med 11 siffer."),
        longest=20,
        render_kw=DAY,
    )

    def validate_number(self, field: TextField) -> None:
        """Refuse what cannot be a national number or a D-number."""
        refuse_no_number(field)


class EndForm(PortalForm):
    """«Avslutt»: why, and whether the two are told."""

    reason = ChoiceField(
        _l("Hvorfor avslutter du?"),
        choices=choices_of(END_REASONS),
        needed=_l("Velg hvorfor du avslutter."),
    )
    quiet = quiet()


class ProtectForm(PortalForm):
    """«Registrer beskyttet adresse»."""

    reason = ChoiceField(
        _l("Hvor vet dere det fra?"),
        choices=choices_of(PROTECTED_BY),
        needed=_l("Velg hvor dere vet det fra."),
    )


class LiftForm(PortalForm):
    """«Opphev»."""

    reason = ChoiceField(
        _l("Hvorfor gjelder det ikke lenger?"),
        choices=choices_of(LIFTED_BY),
        needed=_l("Velg hvorfor det ikke gjelder lenger."),
    )


class UnclearForm(PortalForm):
    """«Noter noe som må avklares»."""

    code = ChoiceField(
        _l("Hva må avklares?"),
        choices=choices_of(UNCLEAR),
        needed=_l("Velg hva som må avklares."),
    )


class AssessmentForm(LastDayForm):
    """«Vurdering av beslutningskompetanse»: of one concrete decision, and what the nearest next of kin then may know."""

    basis = Basis.KIN

    key = KeyField()
    person_name = TextField(
        _l("Navnet til personen det gjelder"),
        needed=_l("Skriv navnet til personen det gjelder."),
        render_kw={"autocomplete": "off"},
    )
    decision = LongTextField(
        _l("Hvilken avgjørelse gjelder det?"),
        description=_l(
            "Én bestemt avgjørelse. Den som ikke kan avgjøre én sak, kan avgjøre andre."
        ),
        needed=_l("Skriv hvilken avgjørelse det gjelder."),
        longest=500,
        who_sees=SEEN_BY,
    )
    assessed_by = TextField(
        _l("Hvem har vurdert det?"),
        description=_l("Rollen, for eksempel fastlegen. Ikke noe navn."),
        needed=_l("Skriv hvem som har vurdert det."),
        render_kw={"autocomplete": "off"},
    )
    day = TextField(
        _l("Hvilken dag ble det vurdert?"),
        description=_l("For eksempel 21.11.2026."),
        needed=_l("Skriv dagen det ble vurdert."),
        longest=10,
        render_kw=DAY,
    )
    why = LongTextField(
        _l("Hva bygger vurderingen på?"),
        description=_l("Hva er prøvd for at personen skal forstå og bestemme selv?"),
        needed=_l("Skriv hva vurderingen bygger på."),
        longest=2000,
        who_sees=SEEN_BY,
    )
    kin = ChoiceField(
        _l("Hvem er nærmeste pårørende?"),
        description=_l(
            "Personens eget valg går først. Ellers er det den som har mest varig kontakt, i denne rekkefølgen."
        ),
        choices=choices_of(KIN),
        needed=_l("Velg hvem som er nærmeste pårørende."),
    )
    number = TextField(
        _l("Fødselsnummeret til den pårørende"),
        needed=_l("Skriv fødselsnummeret med 11 siffer."),
        longest=20,
        render_kw=DAY,
    )
    name = TextField(
        _l("Navnet til den pårørende"),
        needed=_l("Skriv navnet til den pårørende."),
        render_kw={"autocomplete": "off"},
    )
    scopes = scopes(Basis.KIN)
    may_do = LongTextField(
        _l("Hva kan den pårørende ellers gjøre?"),
        description=_l("For eksempel samtykke til at opplysninger deles i denne saken."),
        longest=500,
        who_sees=SEEN_BY,
    )
    until = until(needed=_l("Skriv den siste dagen det gjelder."))
    unable = TickField(
        _l("Personen får ikke beskjed nå"),
        description=_l("Bare når personen ikke kan forstå en beskjed, eller kan ta skade av den."),
    )
    not_told = TextField(
        _l("Hvorfor får personen ikke beskjed?"),
        description=_l("Skriv dette når du har krysset av over."),
        longest=300,
    )

    def __init__(self, today: date, **kwargs: Any) -> None:
        """`today` ends the days it can have been assessed."""
        super().__init__(**kwargs)
        self.today = today
        self.not_told.optional_said = False  # the hint says when it is needed

    @property
    def chosen_day(self) -> date:
        """The day of the assessment."""
        return day_of(self.day.data) or self.today

    def validate_number(self, field: TextField) -> None:
        """Refuse what cannot be a national number or a D-number."""
        refuse_no_number(field)

    def validate_day(self, field: TextField) -> None:
        """Refuse what is no date, and a day to come."""
        refuse_no_day(field)
        if self.chosen_day > self.today:
            raise ValidationError(_l("Skriv en dag som ikke ligger fram i tid."))

    def validate_scopes(self, field: Any) -> None:
        """A right to nothing is none."""
        if not field.data:
            raise ValidationError(_l("Kryss av for minst én ting."))

    def validate_not_told(self, field: TextField) -> None:
        """Silence needs a reason."""
        if self.unable.data and not field.data:
            raise ValidationError(_l("Skriv hvorfor personen ikke får beskjed."))
