"""What may be added to a request before it is sent. Nothing here is needed; an empty answer takes it away again."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.coordinator_request import StepForm, WhoForm, Words, YouForm
from portal.forms.coordinator_request_another import ConsentForm, PersonForm, ServiceForm
from portal.forms.fields import HouseField, LongTextField, TextField, TickField
from portal.language import lazy_gettext as _l
from portal.rules.coordinator_request_steps import Situation, Step
from portal.rules.municipality import Profile

SEEN_BY = _l("De som jobber med saken i kommunen, og du selv under «Mine saker».")
SEEN_BY_BOTH = _l(
    "De som jobber med saken i kommunen, personen det gjelder, og andre som kan følge saken."
)
SEEN_BY_THE_PERSON = _l("De som jobber med saken i kommunen, og personen det gjelder.")


class MoreForm(StepForm):
    """A page that may be left empty as a whole, so that no single field needs to say so."""

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The page's own words say that it is optional."""
        super().__init__(situation, profile, **kwargs)
        for field in self.asked():
            if isinstance(field, HouseField):
                field.optional_said = False
                if situation.represented and getattr(field, "who_sees", None) is SEEN_BY:
                    field.who_sees = SEEN_BY_BOTH

    def say(self, field: LongTextField, label: Any) -> None:
        """The question about the person one acts for."""
        if self.situation.represented:
            field.label.text = label


class OwnWordsForm(MoreForm):
    """«egne-ord»."""

    own_words = LongTextField(
        _l("Hva vil du fortelle med egne ord?"),
        description=_l("Skriv det du vil at kommunen skal vite. Du kan også si det på telefonen."),
        who_sees=SEEN_BY,
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """About another, little should be written: that person has not said yes yet."""
        super().__init__(situation, profile, **kwargs)
        if situation.for_another:
            self.own_words.description = _l(
                "Skriv lite, og ikke om helse. Personen skal selv fortelle det som er viktig."
            )
            self.own_words.who_sees = SEEN_BY_THE_PERSON


class WishForm(MoreForm):
    """«onske»."""

    wished_coordinator = LongTextField(
        _l("Er det noen du ønsker som koordinator?"),
        description=_l(
            "Skriv navnet og hvor personen jobber. Ønsket ditt teller, men kommunen kan ikke alltid følge det."
        ),
        longest=500,
        who_sees=SEEN_BY,
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The question fits the one it is about."""
        super().__init__(situation, profile, **kwargs)
        self.say(self.wished_coordinator, _l("Er det noen personen ønsker som koordinator?"))


class TodayForm(MoreForm):
    """«i-dag»."""

    help_today = LongTextField(
        _l("Hvilken hjelp får du i dag?"),
        description=_l("For eksempel hjemmesykepleie, støttekontakt eller behandling."),
        who_sees=SEEN_BY,
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The question fits the one it is about."""
        super().__init__(situation, profile, **kwargs)
        self.say(self.help_today, _l("Hvilken hjelp får personen i dag?"))


class HelpersForm(MoreForm):
    """«hjelp-fra»."""

    helpers = LongTextField(
        _l("Hvem får du hjelp fra?"),
        description=_l("Skriv navn eller sted, for eksempel fastlegen, skolen eller Nav."),
        who_sees=SEEN_BY,
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The question fits the one it is about."""
        super().__init__(situation, profile, **kwargs)
        self.say(self.helpers, _l("Hvem får personen hjelp fra?"))


class InterpreterForm(MoreForm):
    """«tolk»."""

    interpreter = TickField(_l("Jeg ønsker tolk. Det er gratis."))
    spoken = TextField(_l("Hvilket språk?"), longest=60)

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """For another, it is that person who needs the interpreter."""
        super().__init__(situation, profile, **kwargs)
        if situation.about_other:
            self.interpreter.label.text = _l("Personen trenger tolk. Det er gratis.")

    def validate_spoken(self, field: TextField) -> None:
        """The language must be named, or nobody can find an interpreter."""
        if self.interpreter.data and not field.data:
            raise ValidationError(_l("Skriv hvilket språk tolken skal kunne."))

    def words(self) -> Words:
        """Without a tick the language says nothing."""
        wanted = bool(self.interpreter.data)
        return {"interpreter": wanted, "spoken": (self.spoken.data or None) if wanted else None}


class CheckForm(StepForm):
    """«se-over»: nothing to fill in. `version` is the draft as the person saw it."""

    version = HiddenField()


FORMS: dict[Step, type[StepForm]] = {
    Step.WHO: WhoForm,
    Step.CONSENT: ConsentForm,
    Step.PERSON: PersonForm,
    Step.SERVICE: ServiceForm,
    Step.YOU: YouForm,
    Step.OWN_WORDS: OwnWordsForm,
    Step.WISH: WishForm,
    Step.TODAY: TodayForm,
    Step.HELPERS: HelpersForm,
    Step.INTERPRETER: InterpreterForm,
}
