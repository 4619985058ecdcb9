"""What a request asks when it is about another: whether that person wants it, who it is, and who asks at work."""

from typing import Any

from wtforms.validators import ValidationError

from portal.forms.coordinator import ABOUT
from portal.forms.coordinator_request import StepForm, Words
from portal.forms.desk import day_of
from portal.forms.fields import ChoiceField, PhoneField, TextField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.coordinator_request import ChildAge, Wants, Whom
from portal.rules.coordinator_request_steps import Situation
from portal.rules.municipality import Profile
from portal.rules.national_number import national_number

AGE: dict[str, Any] = {
    "under-16": _l("Under 16 år"),
    "from-16": _l("16 år eller eldre"),
}
KNOWS: dict[str, Any] = {
    "yes": _l("Ja"),
    "no": _l("Nei"),
    "unsure": _l("Jeg er ikke sikker"),
}
KNOWS_QUESTION: dict[Whom, Any] = {
    Whom.CHILD: _l("Er barnet 16 år eller eldre? Vet barnet at du spør, og ønsker barnet dette?"),
    Whom.OTHER: _l("Vet personen at du spør, og ønsker personen dette?"),
    Whom.SERVICE: _l("Har personen sagt ja til at dere spør?"),
}
KNOWS_HINT: dict[Whom, Any] = {
    Whom.CHILD: _l(
        "Er barnet under 16 år, hopper du over dette. Fra 16 år bestemmer den unge selv."
    ),
    Whom.OTHER: _l("Vi spør for at ingen skal få en sak de ikke vet om."),
    Whom.SERVICE: _l(
        "Dere har taushetsplikt, og trenger et ja før dere forteller hvem det gjelder. For et barn "
        "svarer de som kan samtykke for barnet. Helsepersonell skal si fra om behov så snart de kan."
    ),
}
RELATIONS: dict[str, Any] = {
    code: text for code, text in ABOUT.items() if code not in {"self", "professional"}
}
SERVICES: dict[str, Any] = {
    "school": _l("Skole"),
    "kindergarten": _l("Barnehage"),
    "gp": _l("Fastlege"),
    "hospital": _l("Sykehus"),
    "nav": _l("Nav"),
    "other": _l("En annen tjeneste"),
}


class ConsentForm(StepForm):
    """«personens-onske»: nobody is named who does not know of it or does not want it."""

    age = ChoiceField(
        _l("Hvor gammelt er barnet?"),
        choices=choices_of(AGE),
        needed=_l("Velg hvor gammelt barnet er."),
    )
    knows = ChoiceField(
        _l("Vet personen at du spør, og ønsker personen dette?"),
        choices=choices_of(KNOWS),
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """Ask for the age of a child only, and in the words that fit the one who asks."""
        super().__init__(situation, profile, **kwargs)
        whom = situation.whom or Whom.OTHER
        if whom is not Whom.CHILD:
            del self.age
        if whom in KNOWS_QUESTION:
            self.knows.label.text = KNOWS_QUESTION[whom]
            self.knows.description = KNOWS_HINT[whom]
        self.knows.optional_said = False

    def validate_knows(self, field: ChoiceField) -> None:
        """Needed for everybody but a child under 16."""
        young = "age" in self and self.age.data == ChildAge.UNDER_16
        if not field.data and not young:
            raise ValidationError(_l("Velg et svar. Er du i tvil, velger du «Jeg er ikke sikker»."))

    def words(self) -> Words:
        """The age of the child; that the person knows is what lets the request be sent at all."""
        return {"child_age": self.age.data} if "age" in self else {}


class PersonForm(StepForm):
    """«personen»: who it is about, and how that person can be asked."""

    about_name = TextField(_l("Hva heter personen?"), needed=_l("Skriv navnet."))
    about_phone = PhoneField(
        _l("Telefonnummeret til personen"),
        description=_l(
            "Skriv nummeret eller adressen. Kommunen spør personen selv før noe mer skjer."
        ),
    )
    about_address = TextField(_l("Adressen til personen"), longest=200)
    relation = ChoiceField(_l("Hvem er personen for deg?"), choices=choices_of(RELATIONS))
    about_number = TextField(
        _l("Fødselsnummeret til personen"),
        description=_l("Skriver du fødselsnummeret, kan personen logge inn og se saken."),
        longest=20,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """A child under 16 is reached through the parent; kinship is asked of those who are no parent."""
        super().__init__(situation, profile, **kwargs)
        if situation.whom is Whom.CHILD:
            self.about_name.label.text = _l("Hva heter barnet?")
            self.about_number.label.text = _l("Fødselsnummeret til barnet")
            self.about_number.description = _l(
                "Skriver du fødselsnummeret, kan barnet logge inn og se saken."
            )
        if situation.young_child:
            del self.about_phone
            del self.about_address
        else:
            self.about_phone.optional_said = self.about_address.optional_said = False
        if situation.whom is not Whom.OTHER:
            del self.relation

    def validate_about_phone(self, field: PhoneField) -> None:
        """One way to reach the person is needed: nothing happens before the person has been asked."""
        if not field.data and not self.about_address.data:
            raise ValidationError(
                _l("Skriv telefonnummeret eller adressen, så kommunen kan spørre personen.")
            )

    def validate_about_number(self, field: TextField) -> None:
        """A slip of the finger is told. Whether the number is known to us never is."""
        if field.data and national_number(field.data) is None:
            raise ValidationError(
                _l("Skriv fødselsnummeret med 11 siffer, eller la feltet stå tomt.")
            )

    def words(self) -> Words:
        """Numbers as they are stored."""
        said = super().words()
        if "about_phone" in self:
            said["about_phone"] = self.about_phone.e164 or None
        if self.situation.whom is Whom.CHILD:
            said["relation"] = "child"
        return said | {"about_number": national_number(self.about_number.data or "")}


class ServiceForm(StepForm):
    """«tjenesten»: who asks at work, and the coordinator when one is agreed already."""

    service = ChoiceField(
        _l("Hvilken tjeneste spør du for?"),
        choices=choices_of(SERVICES),
        needed=_l("Velg hvilken tjeneste du spør for."),
    )
    workplace = TextField(
        _l("Hva heter arbeidsstedet?"), needed=_l("Skriv hva arbeidsstedet heter.")
    )
    agreed_name = TextField(
        _l("Hva heter koordinatoren?"), needed=_l("Skriv navnet på koordinatoren.")
    )
    agreed_phone = PhoneField(
        _l("Telefonnummeret til koordinatoren"),
        needed=_l("Skriv telefonnummeret til koordinatoren."),
    )
    agreed_from = TextField(
        _l("Fra hvilken dag?"),
        description=_l("For eksempel 21.11.2026."),
        needed=_l("Skriv dagen koordinatoren begynner."),
        longest=10,
        render_kw={"inputmode": "numeric"},
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The coordinator is asked for only when one is agreed."""
        super().__init__(situation, profile, **kwargs)
        if situation.wants is not Wants.AGREED:
            del self.agreed_name
            del self.agreed_phone
            del self.agreed_from

    def validate_agreed_from(self, field: TextField) -> None:
        """Refuse what is no date."""
        if day_of(field.data) is None:
            raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026."))

    def words(self) -> Words:
        """The phone number and the day as they are stored."""
        said = super().words()
        if "agreed_phone" in self:
            day = day_of(self.agreed_from.data)
            said |= {"agreed_phone": self.agreed_phone.e164, "agreed_from": day and day.isoformat()}
        return said
