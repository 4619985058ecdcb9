"""What a request with login asks on the pages everybody answers: who it is for, what is wished, how to reach people.

Each form gives its share of the request by `words()`. A draft keeps what was typed; a form decides whether it is whole.
"""

import re
from typing import Any

from wtforms import HiddenField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import EmailInput

from portal.forms.base import PortalForm
from portal.forms.coordinator import ABOUT
from portal.forms.desk import day_of
from portal.forms.fields import ChoiceField, KeyField, PhoneField, TextField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.coordinator_request import ChildAge, Reach, Wants, Whom
from portal.rules.coordinator_request_steps import Situation
from portal.rules.municipality import Profile, district_for
from portal.rules.national_number import national_number

Words = dict[str, Any]
MAIL = re.compile(r"[^@\s\"<>,;]+@[^@\s\"<>,;.]+(?:\.[^@\s\"<>,;.]+)+")

WHOM: dict[str, Any] = {
    "self": _l("Meg selv"),
    "child": _l("Barnet mitt"),
    "other": _l("En annen person"),
    "service": _l("Jeg spør som tjeneste, for eksempel skole eller lege"),
}
WANTS: dict[str, Any] = {
    "coordinator": _l("Koordinator: én fast person som hjelper med å holde trådene samlet"),
    "plan": _l("Individuell plan: mål og hjelp samlet i én plan"),
    "both": _l("Både koordinator og plan"),
    "unsure": _l("Vet ikke. Det finner vi ut av sammen"),
    "agreed": _l("En koordinator er alt avtalt. Bare tjenester melder dette"),
}
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
    Whom.CHILD: _l("Er barnet 16 år eller eldre: Vet det at du spør, og ønsker det dette?"),
    Whom.OTHER: _l("Vet personen at du spør, og ønsker personen dette?"),
    Whom.SERVICE: _l("Har personen sagt ja til at dere spør?"),
}
KNOWS_HINT: dict[Whom, Any] = {
    Whom.CHILD: _l("Fra 16 år bestemmer man selv om slikt. Er barnet yngre, hopper du over dette."),
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
REACH: dict[str, Any] = {
    "sms": _l("Send meg en tekstmelding"),
    "email": _l("Send meg en e-post"),
    "call": _l("Ring meg"),
    "letter": _l("Send meg et brev"),
}


class StepForm(PortalForm):
    """One page of the request. `whose` tells whose page it is, `key` which draft it belongs to."""

    key = KeyField()
    whose = HiddenField(validators=[InputRequired()])

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """`situation` is what has been answered so far: it decides what is asked and how."""
        super().__init__(**kwargs)
        self.situation = situation
        self.profile = profile

    def words(self) -> Words:
        """What the page says of the request, by name; call it on a valid form only."""
        return {field.name: field.data or None for field in self.asked()}


class WhoForm(StepForm):
    """«hvem»: who it is for, and what is wished."""

    whom = ChoiceField(
        _l("Hvem spør du for?"),
        choices=choices_of(WHOM),
        needed=_l("Velg hvem du spør for."),
    )
    wants = ChoiceField(
        _l("Hva ønsker du?"),
        description=_l("Du binder deg ikke til noe. Du kan ombestemme deg senere."),
        choices=choices_of(WANTS),
        needed=_l("Velg hva du ønsker. Er du i tvil, velger du «Vet ikke»."),
    )

    def validate_wants(self, field: ChoiceField) -> None:
        """Only a service can tell of a coordinator already agreed: oneself, one asks for what is lacking."""
        if field.data == Wants.AGREED and self.whom.data != Whom.SERVICE:
            raise ValidationError(
                _l("Velg et annet svar. Bare tjenester melder en avtalt koordinator.")
            )


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
        description=_l("Med fødselsnummeret kan personen se saken når personen selv logger inn."),
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
                "Med fødselsnummeret kan barnet se saken når barnet selv logger inn."
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


class YouForm(StepForm):
    """«deg»: the name of the one who asks, and how to tell that there is an answer."""

    name = TextField(
        _l("Hva heter du?"),
        needed=_l("Skriv navnet ditt."),
        render_kw={"autocomplete": "name"},
    )
    reach = ChoiceField(
        _l("Hvordan skal vi si fra til deg?"),
        description=_l("Meldingen sier bare at det er noe nytt. Den sier ikke hva det gjelder."),
        choices=choices_of(REACH),
        needed=_l("Velg hvordan vi skal si fra til deg."),
    )
    phone = PhoneField(
        _l("Telefonnummeret ditt"),
        description=_l("Trengs når vi skal ringe eller sende tekstmelding."),
    )
    email = TextField(
        _l("E-postadressen din"),
        description=_l("Trengs når vi skal sende e-post."),
        longest=254,
        widget=EmailInput(),
        render_kw={"autocomplete": "email"},
    )
    address = TextField(
        _l("Postadressen din"),
        description=_l("Trengs når vi skal sende brev. Skriv gate, postnummer og sted."),
        longest=200,
        render_kw={"autocomplete": "street-address"},
    )
    postcode = TextField(
        _l("Hva er postnummeret der du bor?"),
        description=_l("Da kommer du til rett bydel. Vet du det ikke, finner vi ut av det."),
        longest=4,
        render_kw={"inputmode": "numeric", "autocomplete": "postal-code"},
    )

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """The postcode leads to the district of the one it is about; elsewhere it is not asked."""
        super().__init__(situation, profile, **kwargs)
        for field in (self.phone, self.email, self.address):
            field.optional_said = False  # the hint says when it is needed
        if not profile.districts:
            del self.postcode
        elif situation.for_another:
            self.postcode.label.text = _l("Hva er postnummeret der personen bor?")
            self.postcode.description = _l(
                "Da kommer saken til rett bydel. Vet du det ikke, finner vi ut av det."
            )

    def validate_phone(self, field: PhoneField) -> None:
        """Needed for a call and for a text message."""
        if not field.data and self.reach.data in (Reach.SMS, Reach.CALL):
            raise ValidationError(_l("Skriv telefonnummeret ditt, så vi kan si fra til deg."))

    def validate_email(self, field: TextField) -> None:
        """Needed for an e-mail; what cannot be an address is told at once."""
        if not field.data and self.reach.data == Reach.EMAIL:
            raise ValidationError(_l("Skriv e-postadressen din, så vi kan si fra til deg."))
        if field.data and not (MAIL.fullmatch(field.data) and field.data.isascii()):
            raise ValidationError(_l("Skriv en hel e-postadresse, for eksempel navn@eksempel.no."))

    def validate_address(self, field: TextField) -> None:
        """Needed for a letter."""
        if not field.data and self.reach.data == Reach.LETTER:
            raise ValidationError(_l("Skriv postadressen din, så vi kan sende deg brev."))

    def validate_postcode(self, field: TextField) -> None:
        """Refuse a postcode outside every district: a wrong unit costs the person days."""
        if field.data and district_for(field.data, self.profile) is None:
            raise ValidationError(
                _l("Vi finner ikke postnummeret i kommunen. Rett det, eller la feltet stå tomt.")
            )

    def words(self) -> Words:
        """The phone number as it is stored."""
        return super().words() | {"phone": self.phone.e164 or None}
