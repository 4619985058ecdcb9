"""What the person asks for, or does: what, who, when, and which goal it is for."""

from datetime import date, timedelta
from typing import Any

from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from portal.forms.desk_answers import NOT_A_DAY, DayField
from portal.forms.fields import ChoiceField, LongTextField, TextField
from portal.forms.plan import SEEN_BY, PlanForm
from portal.language import lazy_gettext as _l

NOBODY = "unknown"
NO_GOAL = "none"
FURTHEST = timedelta(days=5 * 366)
MANY = 8

Choices = list[tuple[str, Any]]


class OneOfField(ChoiceField):
    """One of as many as there are: choices to press when they are few, a list to open when they are many."""

    def offer(self, choices: Choices) -> None:
        """Set the choices of this page."""
        self.choices = [SelectChoice(code, text) for code, text in choices]
        if len(choices) > MANY:
            self.type = "SelectField"


class MeasureForm(PlanForm):
    """«Foreslå et tiltak»: asked of a service, or done by oneself."""

    what = TextField(
        _l("Hva skal gjøres?"),
        description=_l("Skriv én ting. For eksempel: «Fast time hos fysioterapeut hver uke.»"),
        needed=_l("Skriv hva som skal gjøres."),
        longest=200,
    )
    responsible = OneOfField(_l("Hvem skal gjøre det?"), needed=_l("Velg hvem som skal gjøre det."))
    due = DayField(
        _l("Når bør det være gjort?"),
        description=_l("For eksempel 21.11.2026. Vet du det ikke, kan feltet stå tomt."),
    )
    goal = OneOfField(_l("Hvilket mål er det for?"))

    def __init__(
        self, helpers: Choices, goals: Choices, today: date, before: date | None, **kwargs: Any
    ) -> None:
        """`helpers` and `goals` are the choices of this plan. `before` is the date that stands; it may stay when it has passed."""
        super().__init__(**kwargs)
        self.today, self.before = today, before
        self.what.who_sees = SEEN_BY
        self.responsible.offer(helpers)
        if goals:
            self.goal.offer([*goals, (NO_GOAL, _l("Ikke noe bestemt mål"))])
        else:
            del self.goal

    @property
    def chosen_goal(self) -> str | None:
        """The goal it is for, None for none."""
        chosen = self.goal.data if "goal" in self else None
        return None if chosen in (None, "", NO_GOAL) else str(chosen)

    @property
    def chosen_responsible(self) -> str | None:
        """Who is to answer for it, None when that is not known."""
        return None if self.responsible.data == NOBODY else str(self.responsible.data)

    def validate_due(self, field: DayField) -> None:
        """Refuse what is no date, and a new one that has passed or is far away."""
        if not field.data:
            return
        if field.day is None:
            raise ValidationError(NOT_A_DAY)
        if field.day != self.before and not self.today <= field.day <= self.today + FURTHEST:
            raise ValidationError(_l("Skriv en dag fram i tid, innen fem år."))


class ChangeMeasureForm(MeasureForm):
    """A measure again, with how much and how."""

    extent = TextField(
        _l("Hvor ofte eller hvor mye?"),
        description=_l("For eksempel: «En time hver uke.»"),
        longest=200,
    )
    how = LongTextField(_l("Hvordan skal det gjøres?"), longest=1500, who_sees=SEEN_BY)
