"""What a request with login asks on the pages everybody answers: who it is for, what is wished, how to reach people.

Each form gives its share of the request by `words()`. A draft keeps what was typed; a form decides whether it is whole.
"""

import re
from typing import Any

from wtforms.validators import ValidationError
from wtforms.widgets import EmailInput

from portal.forms.drafts import DraftForm
from portal.forms.fields import ChoiceField, PhoneField, TextField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.coordinator_request import Reach, Wants, Whom
from portal.rules.coordinator_request_steps import Situation
from portal.rules.municipality import Profile, district_for

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
    "agreed": _l("En koordinator er allerede avtalt. Bare tjenester melder dette"),
}
REACH: dict[str, Any] = {
    "sms": _l("Send meg en tekstmelding"),
    "email": _l("Send meg en e-post"),
    "call": _l("Ring meg"),
    "letter": _l("Send meg et brev"),
}


class StepForm(DraftForm):
    """One page of the request. `whose` tells whose page it is, `key` which draft it belongs to."""

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """`situation` is what has been answered so far: it decides what is asked and how."""
        super().__init__(**kwargs)
        self.situation = situation
        self.profile = profile


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

    def __init__(self, situation: Situation, profile: Profile, **kwargs: Any) -> None:
        """Who acts for somebody has chosen whom already."""
        super().__init__(situation, profile, **kwargs)
        if situation.represented:
            del self.whom
            self.wants.label.text = _l("Hva ønsker personen?")
            self.wants.description = _l(
                "Personen binder seg ikke til noe, og kan ombestemme seg senere."
            )

    def validate_wants(self, field: ChoiceField) -> None:
        """Only a service can tell of a coordinator already agreed: oneself, one asks for what is lacking."""
        whom = self.whom.data if "whom" in self else Whom.SELF
        if field.data == Wants.AGREED and whom != Whom.SERVICE:
            raise ValidationError(
                _l("Velg et annet svar. Bare tjenester melder en avtalt koordinator.")
            )


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
        elif situation.about_other:
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
