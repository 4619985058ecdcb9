"""What the desk fills in to bring a complaint further: one small form for each step."""

from datetime import date, timedelta
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk_answers import NOT_A_DAY, DayField, OwnWordsField
from portal.forms.fields import ChoiceField, KeyField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.answers import LEAST_REASONS
from portal.rules.complaint_course import State

OLDEST = timedelta(days=366)


class StepForm(PortalForm):
    """A step with nothing to fill in. `today` is what a day that has been is counted from."""

    key = KeyField()

    def __init__(self, today: date, _choices: dict[str, Any], **kwargs: Any) -> None:
        """The same arguments for each step, also one with nothing to choose."""
        super().__init__(**kwargs)
        self.today = today

    def check_been(self, field: DayField) -> None:
        """Refuse what is no date, a day to come and one more than a year ago."""
        if not field.data:
            return
        if field.day is None:
            raise ValidationError(NOT_A_DAY)
        if field.day > self.today:
            raise ValidationError(_l("Skriv en dag som ikke ligger fram i tid."))
        if field.day < self.today - OLDEST:
            raise ValidationError(_l("Skriv en dag fra det siste året."))


class CameBackForm(StepForm):
    """What was set aside is decided anew, within a month of the day it came back."""

    on = DayField(
        _l("Hvilken dag kom saken tilbake?"),
        description=_l("For eksempel 21.11.2026. La feltet stå tomt hvis den kom i dag."),
    )

    def validate_on(self, field: DayField) -> None:
        """A day that has been."""
        self.check_been(field)


class TextForm(StepForm):
    """What the person reads. `seen_due` says that it was looked over as they will read it."""

    seen_due = HiddenField()


class FullyForm(TextForm):
    """«Endre svaret helt»."""

    text = OwnWordsField(
        _l("Hva er det nye svaret?"), needed=_l("Skriv hva det nye svaret er."), least=LEAST_REASONS
    )


class PartlyForm(TextForm):
    """«Endre svaret delvis»."""

    text = OwnWordsField(
        _l("Hva blir endret, hva blir ikke endret, og hvorfor?"),
        needed=_l("Skriv hva som blir endret, hva som ikke blir endret, og hvorfor."),
        least=LEAST_REASONS,
    )


class KeptForm(TextForm):
    """«Stå fast ved svaret»."""

    text = OwnWordsField(
        _l("Hvorfor står dere fast ved svaret?"),
        needed=_l("Skriv hvorfor dere står fast ved svaret."),
        least=LEAST_REASONS,
    )


class AnsweredForm(TextForm):
    """«Svar» on what is no complaint."""

    text = OwnWordsField(
        _l("Hva svarer dere?"), needed=_l("Skriv hva dere svarer."), least=LEAST_REASONS
    )


def way_field() -> ChoiceField:
    """How the papers leave the house."""
    return ChoiceField(
        _l("Hvordan sender dere papirene?"),
        choices=[],
        needed=_l("Velg hvordan dere sender papirene."),
    )


class WayForm(StepForm):
    """«Send til Statsforvalteren»."""

    way = way_field()

    def __init__(self, today: date, choices: dict[str, Any], **kwargs: Any) -> None:
        """`choices` are the ways that are open here, by code."""
        super().__init__(today, choices, **kwargs)
        self.way.choices = choices_of(choices)


class SentOnForm(WayForm):
    """«Send videre til rett sted»: to whom and why, and then how."""

    seen_due = HiddenField()
    text = OwnWordsField(
        _l("Hvem sender dere det til, og hvorfor?"),
        needed=_l("Skriv hvem dere sender det til, og hvorfor."),
    )
    way = way_field()


class DecidedForm(TextForm):
    """«Skriv inn avgjørelsen» of those who decided in the end."""

    outcome = ChoiceField(_l("Hva kom de til?"), choices=[], needed=_l("Velg hva de kom til."))
    on = DayField(
        _l("Hvilken dag er avgjørelsen datert?"), needed=_l("Skriv datoen på avgjørelsen.")
    )
    text = OwnWordsField(_l("Noe mer personen bør vite?"))

    def __init__(self, today: date, choices: dict[str, Any], **kwargs: Any) -> None:
        """`choices` are what may come of it, by code."""
        super().__init__(today, choices, **kwargs)
        self.outcome.choices = choices_of(choices)

    def validate_on(self, field: DayField) -> None:
        """A day that has been."""
        self.check_been(field)


class MoveForm(PortalForm):
    """«Gi til et annet kontor»: `units` are the other ones, by code."""

    key = KeyField()
    unit = ChoiceField(
        _l("Hvilket kontor skal ha klagen?"), choices=[], needed=_l("Velg et kontor.")
    )

    def __init__(self, units: dict[str, str], **kwargs: Any) -> None:
        """The names are the municipality's own."""
        super().__init__(**kwargs)
        self.unit.choices = choices_of(units)


FORMS: dict[State, type[StepForm]] = {
    State.RECONSIDERING: StepForm,
    State.CHANGED_FULLY: FullyForm,
    State.CHANGED_PARTLY: PartlyForm,
    State.KEPT: KeptForm,
    State.FORWARDED: WayForm,
    State.DECIDED: DecidedForm,
    State.SENT_ON: SentOnForm,
    State.ANSWERED: AnsweredForm,
    State.WITHDRAWN: StepForm,
}
