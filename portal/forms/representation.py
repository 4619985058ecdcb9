"""What «På vegne av» asks: what somebody may do, for how long and who it is; a code, a yes or a no, and an end."""

from datetime import date, timedelta
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.desk_answers import DayField
from portal.forms.fields import ChoiceField, KeyField, TextField, TickField, choices_of
from portal.forms.rights import OpenChoices
from portal.language import lazy_gettext as _l
from portal.plan_labels import SECTIONS
from portal.rules.deadlines import months_after
from portal.rules.national_number import national_number
from portal.rules.plan_consent import Section
from portal.rules.representation import Basis, Scope, longest_until, whole_plan
from portal.rules.representation_giving import whole

MAY: dict[str, Any] = {
    Scope.SEE_PLAN: _l("Se planen min"),
    Scope.WRITE_PLAN: _l("Skrive i planen min (og se den)"),
    Scope.FOLLOW_CASES: _l("Følge sakene mine"),
    Scope.ASK: _l("Be om noe for meg, og svare kommunen"),
    Scope.COMPLAIN: _l("Klage for meg"),
    Scope.NOTICES: _l("Få varsler når det er noe nytt"),
}
WHOLE, PARTS = "whole", "parts"
WHICH: dict[str, Any] = {
    WHOLE: _l("Hele planen"),
    PARTS: _l("Bare det jeg krysser av for"),
}
ON_DATE = "date"
HOW_LONG: dict[str, Any] = {
    "3": _l("3 måneder"),
    "6": _l("6 måneder"),
    "12": _l("1 år"),
    "24": _l("2 år"),
    ON_DATE: _l("Til en dag jeg velger"),
}
BY_CODE, BY_NUMBER, SAME = "code", "number", "same"
REACH: dict[str, Any] = {
    BY_CODE: _l("Jeg får en kode, og gir den til personen selv"),
    BY_NUMBER: _l("Jeg skriver fødselsnummeret til personen"),
}
YES, NO = "yes", "no"
NO_DATE = _l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026.")
FARTHEST_BEGIN = 12


class WhoForm(PortalForm):
    """Who gives, and to whom: asked first, so it stands before what is given."""

    own_name = TextField(
        _l("Hva heter du?"),
        description=_l("Den andre ser dette navnet."),
        needed=_l("Skriv navnet ditt, så den andre vet hvem det er fra."),
        render_kw={"autocomplete": "name"},
    )
    name = TextField(
        _l("Hva heter den som skal handle for deg?"),
        description=_l("Skriv det navnet du bruker på personen."),
        needed=_l("Skriv navnet på den som skal handle for deg."),
    )


class WhatForm(PortalForm):
    """What somebody may do for another, and which parts of the plan it is about."""

    key = KeyField()
    scopes = OpenChoices(
        _l("Hva skal personen kunne gjøre for deg?"),
        description=_l("Velg bare det som trengs. Du kan endre det når du vil."),
        choices=choices_of(MAY),
    )
    which = ChoiceField(
        _l("Hvor mye av planen gjelder det?"),
        description=_l("Svar hvis personen skal se planen eller skrive i den."),
        choices=choices_of(WHICH),
    )
    sections = OpenChoices(
        _l("Hvilke deler av planen?"),
        description=_l("Velg deler hvis det ikke gjelder hele planen."),
        choices=choices_of(SECTIONS),
    )

    def __init__(self, **kwargs: Any) -> None:
        """The hints say when a question is to be answered."""
        super().__init__(**kwargs)
        self.which.optional_said = False

    def validate_scopes(self, field: OpenChoices) -> None:
        """A right to nothing is none."""
        if not field.data:
            raise ValidationError(_l("Velg minst én ting personen skal kunne gjøre."))

    def validate_which(self, field: ChoiceField) -> None:
        """Needed for the plan only."""
        if Scope.SEE_PLAN in self.chosen and not field.data:
            raise ValidationError(_l("Velg om det gjelder hele planen eller deler av den."))

    def validate_sections(self, field: OpenChoices) -> None:
        """Some part, when it is not the whole."""
        if Scope.SEE_PLAN in self.chosen and self.which.data == PARTS and not field.data:
            raise ValidationError(_l("Velg minst én del av planen."))

    @property
    def chosen(self) -> frozenset[Scope]:
        """What was ticked, with what goes with it."""
        return whole(Scope(one) for one in self.scopes.data or [] if one in MAY)

    @property
    def parts(self) -> frozenset[Section]:
        """The parts of the plan it is about, none where the plan is not shown."""
        if Scope.SEE_PLAN not in self.chosen:
            return frozenset()
        if self.which.data == WHOLE:
            return whole_plan()
        return frozenset(Section(one) for one in self.sections.data or [])


class GiveForm(WhoForm, WhatForm):
    """«Gi noen fullmakt til å handle for deg». `like` is the earlier grant it is made from; `seen`: it has been looked over."""

    like = HiddenField(default="")
    seen = HiddenField(default="")
    begins = DayField(
        _l("Når skal det begynne?"),
        description=_l("Lar du feltet stå tomt, begynner det når personen har sagt ja."),
    )
    how_long = ChoiceField(
        _l("Hvor lenge skal det vare?"),
        description=_l("To år er det lengste. Vi spør deg før det er over."),
        choices=choices_of(HOW_LONG),
        needed=_l("Velg hvor lenge det skal vare."),
    )
    last_day = DayField(
        _l("Hvilken dag er den siste?"),
        description=_l("Skriv dagen hvis du vil velge den selv. For eksempel 21.11.2026."),
    )
    reach = ChoiceField(
        _l("Hvordan skal personen få vite det?"),
        choices=choices_of(REACH),
        needed=_l("Velg hvordan personen skal få vite det."),
    )
    number = TextField(
        _l("Fødselsnummeret til personen"),
        description=_l("Skriv det hvis du valgte fødselsnummer. Vi viser det ikke til noen."),
        longest=20,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def __init__(self, today: date, *, own_name: str | None, again: bool, **kwargs: Any) -> None:
        """`own_name` is not asked for when it is known. `again`: it may go to the same person as before."""
        super().__init__(**kwargs)
        self.today = today
        if own_name:
            del self.own_name
        if again:
            self.reach.choices = choices_of(
                {SAME: _l("Det går til den samme personen som før"), **REACH}
            )
        self.last_day.optional_said = self.number.optional_said = False  # their hints say when

    @property
    def since(self) -> date:
        """The first day."""
        return day_of(self.begins.data) or self.today

    @property
    def until(self) -> date:
        """The first day it no longer counts."""
        if self.how_long.data == ON_DATE:
            return (day_of(self.last_day.data) or self.since) + timedelta(days=1)
        return months_after(self.since, int(self.how_long.data))

    @property
    def digits(self) -> str | None:
        """The national number, None unless it goes by it."""
        chosen = self.reach.data == BY_NUMBER
        return national_number(self.number.data or "") if chosen else None

    def validate_begins(self, field: DayField) -> None:
        """From today, and within a year."""
        if not field.data:
            return
        if field.day is None:
            raise ValidationError(NO_DATE)
        if not self.today <= field.day <= months_after(self.today, FARTHEST_BEGIN):
            raise ValidationError(_l("Skriv en dag fra i dag og inntil ett år fram."))

    def validate_last_day(self, field: DayField) -> None:
        """A day from the first one, and two years at most."""
        if self.how_long.data != ON_DATE:
            return
        if field.day is None:
            raise ValidationError(NO_DATE)
        latest = longest_until(Basis.GIVEN, self.since)
        if field.day < self.since:
            raise ValidationError(_l("Skriv en dag som kommer etter at det begynner."))
        if latest is not None and field.day >= latest:
            raise ValidationError(_l("Skriv en siste dag innen to år."))

    def validate_number(self, field: TextField) -> None:
        """A slip of the finger is told. Whether the number is known to us never is."""
        if self.reach.data == BY_NUMBER and national_number(field.data or "") is None:
            raise ValidationError(_l("Skriv fødselsnummeret med 11 siffer."))


class ChangeForm(WhatForm):
    """«Endre»: what it is from now on, and its last day."""

    last_day = DayField(
        _l("Hvilken dag er den siste?"),
        needed=_l("Skriv hvilken dag som er den siste."),
    )

    def __init__(self, today: date, **kwargs: Any) -> None:
        """Days are compared with `today`."""
        super().__init__(**kwargs)
        self.today = today
        self.scopes.description = _l(
            "Det du tar bort, gjelder med en gang. Det du legger til, må personen si ja til."
        )

    @property
    def until(self) -> date:
        """The first day it no longer counts."""
        return (self.last_day.day or self.today) + timedelta(days=1)

    def validate_last_day(self, field: DayField) -> None:
        """From today, and two years from today at most."""
        if field.day is None:
            raise ValidationError(NO_DATE)
        latest = longest_until(Basis.GIVEN, self.today)
        if field.day < self.today:
            raise ValidationError(
                _l(
                    "Skriv dagen i dag eller en senere dag. Skal det slutte nå, velger du «Avslutt»."
                )
            )
        if latest is not None and field.day >= latest:
            raise ValidationError(_l("Skriv en siste dag innen to år."))


class CodeForm(PortalForm):
    """The code somebody was handed."""

    code = TextField(
        _l("Hvilken kode har du fått?"),
        description=_l("Koden har 12 tegn. Store og små bokstaver er det samme."),
        needed=_l("Skriv koden du har fått."),
        longest=30,
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class OfferForm(PortalForm):
    """«Vil du ta imot?»: the answer of the one who is to act."""

    own_name = TextField(
        _l("Hva heter du?"),
        description=_l("Navnet står på det du gjør for den andre."),
        render_kw={"autocomplete": "name"},
    )
    answer = ChoiceField(
        _l("Vil du ta imot?"),
        description=_l("Du kan slutte når du vil."),
        choices=choices_of({YES: _l("Ja, jeg tar imot"), NO: _l("Nei")}),
        needed=_l("Velg ja eller nei."),
    )

    def __init__(self, *, own_name: str | None, **kwargs: Any) -> None:
        """The name is asked for once."""
        super().__init__(**kwargs)
        self.own_name.optional_said = False
        if own_name:
            del self.own_name

    def validate_own_name(self, field: TextField) -> None:
        """Needed with a yes: what is done for another has a name."""
        if self.answer.data == YES and not field.data:
            raise ValidationError(_l("Skriv navnet ditt."))


class EndForm(PortalForm):
    """«Avslutt»: nothing to fill in but whether the other is told."""

    quietly = TickField(
        _l("Ikke send beskjed til den andre"),
        description=_l(
            "Velg dette hvis du er redd for hvordan den andre reagerer. Den andre kan ikke lenger gjøre"
            " noe for deg, og kan selv oppdage det ved å logge inn."
        ),
    )

    def __init__(self, *, may_be_quiet: bool, **kwargs: Any) -> None:
        """Only the person acted for may end it quietly, and only what has begun to count."""
        super().__init__(**kwargs)
        if not may_be_quiet:
            del self.quietly
