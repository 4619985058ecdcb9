"""What a complaint with login asks, one thing a page. Only what it is about and the name are needed.

Each form gives its share of the complaint by `words()`. A draft keeps what was typed; a form decides whether it is whole.
"""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.drafts import DraftForm
from portal.forms.fields import (
    ChoiceField,
    HouseField,
    LongTextField,
    PhoneField,
    TextField,
    TickField,
    choices_of,
)
from portal.language import date_in_words
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.rules.complaint_steps import ANOTHER, Answered, Situation, Step
from portal.rules.municipality import Profile

Words = dict[str, Any]
LONGEST = 10_000
SEEN_BY = _l("De som jobber med saken i kommunen, og de som skal avgjøre den.")
WANTS: dict[str, Any] = {
    "coordinator": _l("Svaret om koordinator %(date)s"),
    "plan": _l("Svaret om individuell plan %(date)s"),
}
OTHER_WANTS = _l("Svaret om koordinator og plan %(date)s")


def long_text(label: Any, **kwargs: Any) -> LongTextField:
    """Room for a story, with who sees it."""
    return LongTextField(label, longest=LONGEST, who_sees=SEEN_BY, **kwargs)


class StepForm(DraftForm):
    """One page of the complaint. `whose` tells whose page it is, `key` which draft it belongs to."""

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """`situation` is what is known so far: it decides what is asked."""
        super().__init__(**kwargs)
        self.situation = situation
        self.profile = profile


class AboutForm(StepForm):
    """«gjelder»: what it is about, and which answer when there is one to choose."""

    about_case = ChoiceField(_l("Hvilket svar gjelder det?"))
    concerns = long_text(
        _l("Hva gjelder det?"),
        description=_l("Skriv med dine egne ord. Noen få ord er nok."),
        needed=_l("Skriv hva det gjelder. Noen få ord er nok."),
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The answers in the sender's own cases, newest first, and «et annet»; without any, only what it is about.

        One that was chosen and is no longer there is asked for again.
        """
        super().__init__(situation, profile, **kwargs)
        gone = self.about_case.data not in {None, "", ANOTHER}
        if situation.answered is None or not (situation.answered or gone):
            del self.about_case
            return
        answers = {each.reference: answer_said(each) for each in situation.answered}
        choices = choices_of(answers | {ANOTHER: _("Et annet svar, eller ikke noe svar")})
        self.about_case.choices = choices

    def words(self) -> Words:
        """The case is no word of the complaint: the store keeps it beside them."""
        return {"concerns": self.concerns.data}

    def chosen(self) -> str | None:
        """The reference of the case whose answer it is about."""
        reference = self.about_case.data if "about_case" in self else None
        return None if reference == ANOTHER else reference


def answer_said(answered: Answered) -> str:
    """An answer to choose, by what was asked for and the day."""
    said = str(WANTS.get(answered.wants or "", OTHER_WANTS))
    return said % {"date": date_in_words(answered.told_on)}


class YouForm(StepForm):
    """«deg»: who sends it, and whether the unit is to ring and help with it."""

    name = TextField(
        _l("Hva heter du?"),
        needed=_l("Skriv navnet ditt."),
        render_kw={"autocomplete": "name"},
    )
    phone = PhoneField(
        _l("Hvilket telefonnummer har du?"),
        description=_l("Trengs bare hvis du vil at vi skal ringe."),
    )
    calls = TickField(_l("Ring meg om klagen, og hjelp meg å skrive den"))
    about_name = TextField(
        _l("Hvem gjelder det?"),
        description=_l("Skriv navnet hvis det gjelder en annen enn deg."),
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """Whom it is about is not asked of who acts for somebody, or has said that it is about themself."""
        super().__init__(situation, profile, **kwargs)
        self.phone.optional_said = False  # the hint says when it is needed
        if not situation.asks_about_whom:
            del self.about_name
            return
        self.about_name.optional_said = False  # as above

    def validate_phone(self, field: PhoneField) -> None:
        """Needed for a call."""
        if self.calls.data and not field.data:
            raise ValidationError(_l("Skriv telefonnummeret ditt, så vi kan ringe deg."))

    def words(self) -> Words:
        """The phone number as it is stored, and the tick as yes or no."""
        return super().words() | {"phone": self.phone.e164 or None, "calls": bool(self.calls.data)}


class MoreForm(StepForm):
    """A page that may be left empty as a whole, so that no field needs to say so."""

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The page's own words say that it is optional."""
        super().__init__(situation, profile, **kwargs)
        for field in self.asked():
            if isinstance(field, HouseField):
                field.optional_said = False


class HappenedForm(MoreForm):
    """«hva-skjedde»."""

    happened = long_text(_l("Hva har skjedd?"), description=_l("Når var det, og hvem var med?"))


class WantedForm(MoreForm):
    """«hva-du-vil»."""

    wanted = long_text(_l("Hva vil du at de skal gjøre?"))


class DecisionForm(MoreForm):
    """«svaret»."""

    decision = TextField(
        _l("Hvilket svar eller vedtak gjelder det?"),
        description=_l("Se etter en overskrift eller et saksnummer i brevet du fikk."),
        longest=200,
    )


class FactsForm(MoreForm):
    """«mer-a-vite»."""

    facts = long_text(
        _l("Er det noe mer de bør vite?"),
        description=_l("For eksempel navn på dem som vet noe om saken."),
    )


class CheckForm(StepForm):
    """«se-over»: nothing to fill in. `version` is the draft as the person saw it."""

    version = HiddenField()


FORMS: dict[Step, type[StepForm]] = {
    Step.ABOUT: AboutForm,
    Step.YOU: YouForm,
    Step.HAPPENED: HappenedForm,
    Step.WANTED: WantedForm,
    Step.DECISION: DecisionForm,
    Step.FACTS: FactsForm,
}
