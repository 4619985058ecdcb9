"""What the desk asks about its own people, and what it writes to a citizen in a case."""

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.fields import ChoiceField, KeyField, LongTextField, TextField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.absence import Days, Fault, fault_in

NOBODY = "ingen"
DAY_HINT = _l("For eksempel 21.11.2026.")


class HandOverForm(PortalForm):
    """«Gi saken til en kollega»."""

    key = KeyField()
    to = ChoiceField(
        _l("Hvem skal ha saken?"), choices=[], needed=_l("Velg hvem som skal ha saken.")
    )

    def __init__(self, names: dict[str, str], **kwargs: Any) -> None:
        """`names` are those who may get the case, by id."""
        super().__init__(**kwargs)
        self.to.choices = choices_of(names)


class AbsenceForm(PortalForm):
    """«Fravær»: from which day, to which, and who looks after the cases."""

    key = KeyField()
    person = ChoiceField(_l("Hvem er borte?"), choices=[], needed=_l("Velg hvem som er borte."))
    first = TextField(
        _l("Første dag borte"),
        description=DAY_HINT,
        needed=_l("Skriv den første dagen."),
        longest=10,
        render_kw={"inputmode": "numeric"},
    )
    last = TextField(
        _l("Siste dag borte"),
        description=DAY_HINT,
        needed=_l("Skriv den siste dagen."),
        longest=10,
        render_kw={"inputmode": "numeric"},
    )
    cover = ChoiceField(
        _l("Hvem dekker sakene så lenge?"),
        description=_l("Den som dekker, ser sakene blant sine egne."),
        choices=[],
        needed=_l("Velg hvem som dekker sakene."),
    )

    def __init__(
        self, people: dict[str, str], covers: dict[str, str], today: date, **kwargs: Any
    ) -> None:
        """Ask who is away only when there is a choice between `people` (id: name)."""
        super().__init__(**kwargs)
        self.today = today
        self.only_one = next(iter(people)) if len(people) == 1 else None
        self.person.choices = choices_of(people)
        self.cover.choices = choices_of({**covers, NOBODY: _l("Ingen. Sakene står i innboksen.")})
        if self.only_one is not None:
            del self.person

    @property
    def chosen_person(self) -> str:
        """Who is away."""
        return self.only_one or str(self.person.data)

    @property
    def chosen_cover(self) -> str | None:
        """Who covers, None for nobody."""
        return None if self.cover.data == NOBODY else str(self.cover.data)

    @property
    def days(self) -> Days | None:
        """Both days, None while one of them is no date."""
        first, last = day_of(self.first.data), day_of(self.last.data)
        return (first, last) if first and last else None

    def validate_first(self, field: TextField) -> None:
        """Refuse what is no date."""
        refuse_no_date(field)

    def validate_last(self, field: TextField) -> None:
        """Refuse what is no date, and an absence that cannot be."""
        refuse_no_date(field)
        fault = fault_in(self.days, self.today) if self.days else None
        if fault is not None:
            raise ValidationError(FAULTS[fault])

    def validate_cover(self, field: ChoiceField) -> None:
        """Nobody looks after their own cases while away."""
        if field.data and field.data == self.chosen_person:
            raise ValidationError(_l("Velg en annen enn den som er borte."))


FAULTS: dict[str, Any] = {
    Fault.BACKWARDS: _l("Siste dag kan ikke være før den første."),
    Fault.OVER: _l("Skriv en siste dag som er i dag eller senere."),
    Fault.TOO_LONG: _l("Fraværet kan vare i høyst ett år."),
}


class MessageForm(PortalForm):
    """«Skriv en melding» to the citizen, in the case."""

    key = KeyField()
    text = LongTextField(
        _l("Hva vil du skrive?"),
        needed=_l("Skriv meldingen."),
        longest=4000,
        who_sees=_l("De som kan se saken når de logger inn, og de som jobber i enheten."),
    )


def refuse_no_date(field: TextField) -> None:
    """Refuse what is no date, and show how one looks."""
    if field.data and day_of(field.data) is None:
        raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026."))
