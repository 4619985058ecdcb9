"""What the desk writes in a plan besides goals and measures: who takes part, texts, the period, roles, a new coordinator."""

import re
from typing import Any

from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.desk_people import DAY_HINT, refuse_no_date
from portal.forms.desk_plan import NONE, NUMERIC, SEEN_BY, PartForm, SelectField, typed
from portal.forms.fields import (
    ChoiceField,
    KeyField,
    LongTextField,
    PhoneField,
    TextField,
    choices_of,
)
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.plan_labels import ROLES, SECTORS
from portal.rules.plan import Draft, Kind, Part, Role

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ParticipantForm(PartForm):
    """«En som hjelper»."""

    kind = Kind.PARTICIPANT
    name = TextField(_l("Hva heter personen?"), needed=_l("Skriv navnet."))
    role = TextField(
        _l("Hvilken rolle har personen?"), description=_l("For eksempel kontaktlærer.")
    )
    organisation = TextField(_l("Hvor jobber personen?"))
    code = ChoiceField(
        _l("Hvor kommer personen fra?"),
        choices=choices_of({str(code): words for code, words in SECTORS.items()}),
        needed=_l("Velg hvor personen kommer fra."),
    )
    phone = PhoneField(_l("Telefonnummer"), description=_l("Det nummeret som er for arbeidet."))
    email = TextField(
        _l("E-postadresse"),
        description=_l("Trengs for å spørre om et tiltak med en lenke."),
        render_kw={"inputmode": "email"},
    )

    def written(self, part: Part) -> dict[str, Any]:
        """The words and where from."""
        return {**part.words, "code": part.code}

    def validate_email(self, field: TextField) -> None:
        """Refuse what cannot be an address."""
        if field.data and not EMAIL.fullmatch(field.data):
            raise ValidationError(_l("Skriv en e-postadresse, for eksempel navn@eksempel.no."))

    def draft(self) -> Draft:
        """Who it is."""
        words = self.words("name", "role", "organisation", "email")
        if self.phone.e164:
            words["phone"] = self.phone.e164
        return Draft(kind=Kind.PARTICIPANT, words=words, code=self.code.data or "")


class TextForm(PartForm):
    """A text about one topic; its heading is the question."""

    kind = Kind.TEXT
    topic = ""
    text = LongTextField("", needed=_l("Skriv noe først."), longest=4000, who_sees=SEEN_BY)

    def draft(self) -> Draft:
        """The text."""
        return Draft(kind=Kind.TEXT, words=self.words("text"), code=self.topic)


class PeriodForm(PartForm):
    """«Perioden planen gjelder», and when it is to be gone through. Dates are kept as they are spelled in ISO 8601."""

    kind = Kind.PERIOD
    first = TextField(
        _l("Fra hvilken dag gjelder planen?"),
        description=DAY_HINT,
        needed=_l("Skriv den første dagen."),
        longest=10,
        render_kw=NUMERIC,
    )
    last = TextField(
        _l("Til hvilken dag gjelder planen?"), description=DAY_HINT, longest=10, render_kw=NUMERIC
    )
    due_on = TextField(
        _l("Når skal dere gå gjennom planen neste gang?"),
        description=DAY_HINT,
        longest=10,
        render_kw=NUMERIC,
    )

    def written(self, part: Part) -> dict[str, Any]:
        """The three days."""
        first, last = part.says("from"), part.says("to")
        return {
            "first": typed(day_of_iso(first)),
            "last": typed(day_of_iso(last)),
            "due_on": typed(part.due_on),
        }

    def validate_first(self, field: TextField) -> None:
        """Refuse what is no date."""
        refuse_no_date(field)

    def validate_last(self, field: TextField) -> None:
        """Refuse what is no date, and one before the first."""
        refuse_no_date(field)
        first, last = day_of(self.first.data), day_of(field.data)
        if first and last and last < first:
            raise ValidationError(_l("Siste dag kan ikke være før den første."))

    def validate_due_on(self, field: TextField) -> None:
        """Refuse what is no date."""
        refuse_no_date(field)

    def draft(self) -> Draft:
        """The period."""
        days = {"from": day_of(self.first.data), "to": day_of(self.last.data)}
        words = {name: day.isoformat() for name, day in days.items() if day}
        return Draft(kind=Kind.PERIOD, words=words, due_on=day_of(self.due_on.data))


class RolesForm(PartForm):
    """«Roller»: what has become of koordinator, barnekoordinator and kontaktlege (IP-forskriften § 9, no. 7)."""

    kind = Kind.ROLES
    coordinator = ChoiceField(
        _l("Koordinator"), choices=[], needed=_l("Velg hvordan det står til med koordinator.")
    )
    child_coordinator = ChoiceField(_l("Barnekoordinator"), choices=[])
    contact_doctor = ChoiceField(_l("Kontaktlege"), choices=[])
    doctor_name = TextField(_l("Hva heter kontaktlegen?"))

    def offer(self) -> None:
        """The same four states of each role."""
        states = {str(code): words for code, words in ROLES.items()}
        for field in (self.coordinator, self.child_coordinator, self.contact_doctor):
            field.choices = choices_of(states)

    def validate_doctor_name(self, field: TextField) -> None:
        """An appointed one has a name."""
        if self.contact_doctor.data == Role.APPOINTED and not field.data:
            raise ValidationError(_l("Skriv navnet på kontaktlegen."))

    def draft(self) -> Draft:
        """The roles."""
        names = ("coordinator", "child_coordinator", "contact_doctor", "doctor_name")
        return Draft(kind=Kind.ROLES, words=self.words(*names))


class CoordinatorForm(PortalForm):
    """«Gi planen videre»: to whom, and the number the person is to call."""

    key = KeyField()
    to = SelectField(_l("Hvem skal være koordinator?"))
    phone = PhoneField(
        _l("Hvilket nummer skal personen ringe?"),
        description=_l("Det direkte nummeret til den nye koordinatoren."),
    )

    def __init__(self, people: dict[str, str], **kwargs: Any) -> None:
        """`people` are those who can coordinate it, by id."""
        super().__init__(**kwargs)
        nobody = _("Ingen ennå. Enheten svarer så lenge.")
        self.to.choices = choices_of({"": _("Velg hvem"), **people, NONE: nobody})

    @property
    def chosen(self) -> str | None:
        """The employee's id, None for nobody."""
        return None if self.to.data == NONE else str(self.to.data)

    def validate_to(self, field: SelectField) -> None:
        """Somebody, or nobody, must be chosen."""
        if not field.data:
            raise ValidationError(_l("Velg hvem som skal være koordinator."))


class CoordinatorPhoneForm(PortalForm):
    """«Nummeret personen ringer»."""

    key = KeyField()
    phone = PhoneField(
        _l("Hvilket nummer skal personen ringe?"),
        description=_l("La feltet stå tomt hvis personen skal ringe enheten."),
    )


def day_of_iso(text: str) -> Any:
    """The date in «2026-11-21», None when it is not one."""
    parts = text.split("-")
    return day_of(".".join(reversed(parts))) if len(parts) == 3 else None
