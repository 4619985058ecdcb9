"""The short answers to a measure, each made of the measure as it was read."""

from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.desk_people import DAY_HINT, refuse_no_date
from portal.forms.desk_plan import (
    NONE,
    NUMERIC,
    SEEN_BY,
    PartForm,
    SelectField,
    responsibles,
    typed,
)
from portal.forms.fields import LongTextField, TextField, choices_of
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.rules.plan import Part, Plan


class AnswerForm(PortalForm):
    """An answer to a measure where the second press says it all: «Gjort», «Har sagt ja», «I gang»."""

    based_on = HiddenField(default="0")
    version = PartForm.version

    def __init__(self, before: Part, today: date, plan: Plan, **kwargs: Any) -> None:
        """Made of the measure as it stands, and of the plan for those that ask who."""
        self.before, self.today, self.plan = before, today, plan
        super().__init__(**({"based_on": str(before.version)} | kwargs))

    def changes(self) -> dict[str, Any]:
        """What of the measure is changed besides where it stands."""
        return {}


class NewDateForm(AnswerForm):
    """«Ny dato»: only the date."""

    due_on = TextField(
        _l("Når skal det være gjort?"),
        description=DAY_HINT,
        needed=_l("Skriv den nye datoen."),
        longest=10,
        render_kw=NUMERIC,
    )

    def validate_due_on(self, field: TextField) -> None:
        """Refuse what is no date, and one that has passed."""
        refuse_no_date(field)
        day = day_of(field.data)
        if day is not None and day < self.today:
            raise ValidationError(_l("Skriv en dag som ikke er passert."))

    def changes(self) -> dict[str, Any]:
        """The date."""
        return {"due_on": day_of(self.due_on.data)}


class RefuseForm(AnswerForm):
    """«Ikke vårt ansvar», or why not to what the person proposed: a short reason."""

    reason = LongTextField(
        _l("Hvorfor ikke?"),
        description=_l("Si kort hvorfor, og hvem som kan hjelpe i stedet."),
        needed=_l("Skriv hvorfor."),
        longest=300,
        who_sees=SEEN_BY,
    )

    def changes(self) -> dict[str, Any]:
        """The reason, beside what stands there."""
        return {"words": {**self.before.words, "reason": self.reason.data or ""}}


class ResponsibleForm(AnswerForm):
    """«Sett ansvarlig»: who is asked, and by when it should be done."""

    responsible = SelectField(_l("Hvem har ansvaret?"))
    due_on = TextField(
        _l("Når skal det være gjort?"), description=DAY_HINT, longest=10, render_kw=NUMERIC
    )

    def __init__(self, before: Part, today: date, plan: Plan, **kwargs: Any) -> None:
        """Nobody is no answer to who."""
        written = {"responsible": before.responsible or "", "due_on": typed(before.due_on)}
        super().__init__(before, today, plan, **(written | kwargs))
        people = {"": _("Velg hvem"), **responsibles(plan)}
        del people[NONE]
        self.responsible.choices = choices_of(people)

    def validate_responsible(self, field: SelectField) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(_l("Velg hvem som har ansvaret."))

    def validate_due_on(self, field: TextField) -> None:
        """Refuse what is no date."""
        refuse_no_date(field)

    def changes(self) -> dict[str, Any]:
        """Who, and by when."""
        return {"responsible": self.responsible.data, "due_on": day_of(self.due_on.data)}
