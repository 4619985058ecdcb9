"""What «ring meg» asks: only what is needed to call, nothing about anybody's health."""

from typing import Any

from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.case import WHEN
from portal.forms.fields import (
    ChoiceField,
    KeyField,
    PhoneField,
    TextField,
    TickField,
    choices_of,
)
from portal.language import lazy_gettext as _l
from portal.rules.municipality import Profile, district_for, words

ABOUT: dict[str, Any] = {
    "self": _l("Meg selv"),
    "child": _l("Barnet mitt"),
    "parent": _l("Moren eller faren min"),
    "partner": _l("Ektefellen, samboeren eller kjæresten min"),
    "sibling": _l("Søsteren eller broren min"),
    "other-family": _l("En annen i familien"),
    "friend": _l("En venn eller nabo"),
    "guardian": _l("En jeg er verge for"),
    "professional": _l("En jeg møter i jobben min"),
}
SPOKEN: dict[str, Any] = {
    "norwegian": _l("Norsk"),
    "english": _l("Engelsk"),
    "other": _l("Et annet språk"),
}


class CallMeForm(PortalForm):
    """«Be oss ringe deg»: who, number, when, language; where districts exist also the postcode."""

    key = KeyField()
    about = ChoiceField(
        _l("Hvem gjelder det?"),
        description=_l("Ikke skriv noe om den andre her. Vi snakker om det når vi ringer."),
        choices=choices_of(ABOUT),
        needed=_l("Velg hvem det gjelder."),
    )
    name = TextField(
        _l("Hva heter du?"),
        description=_l("Fornavn er nok. Vi spør etter deg når vi ringer."),
        needed=_l("Skriv navnet ditt, så vi vet hvem vi skal spørre etter."),
        render_kw={"autocomplete": "name"},
    )
    phone = PhoneField(
        _l("Hvilket telefonnummer skal vi ringe?"),
        needed=_l("Skriv telefonnummeret ditt, så vi kan ringe deg."),
    )
    when = ChoiceField(
        _l("Når passer det at vi ringer?"),
        description=_l("Vi ringer på hverdager."),
        choices=choices_of(WHEN),
        needed=_l("Velg når det passer at vi ringer."),
    )
    spoken = ChoiceField(
        _l("Hvilket språk vil du snakke?"),
        choices=choices_of(SPOKEN),
        needed=_l("Velg hvilket språk du vil snakke."),
    )
    which_language = TextField(_l("Hvis et annet språk: hvilket?"), longest=60)
    interpreter = TickField(_l("Jeg ønsker tolk. Det er gratis for meg."))
    postcode = TextField(
        _l("Hva er postnummeret der du bor?"),
        description=_l(
            "Da kommer du til rett bydel. Vet du det ikke, finner vi ut av det når vi ringer."
        ),
        longest=4,
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )
    entry = ChoiceField(_l("Hvem vil du snakke med?"))

    def __init__(self, profile: Profile, language: str, **kwargs: Any) -> None:
        """Ask for postcode and receiver only where the municipality has several."""
        super().__init__(**kwargs)
        self.profile = profile
        self.which_language.optional_said = False  # its label says when it is asked for
        if profile.entries:
            self.entry.choices = [SelectChoice("", _l("Den som har ansvar der jeg bor"))] + [
                SelectChoice(entry.code, words(entry.name, language)[0])
                for entry in profile.entries
            ]
            self.entry.data = self.entry.data or ""
        else:
            del self.entry
        if not profile.districts:
            del self.postcode

    def validate_postcode(self, field: TextField) -> None:
        """Refuse a postcode outside every district: a wrong unit costs the person days."""
        if field.data and district_for(field.data, self.profile) is None:
            raise ValidationError(
                _l("Vi finner ikke postnummeret i kommunen. Rett det, eller la feltet stå tomt.")
            )

    def validate_which_language(self, field: TextField) -> None:
        """Another language must be named, or nobody can find an interpreter."""
        if self.spoken.data == "other" and not field.data:
            raise ValidationError(_l("Skriv hvilket språk du vil snakke."))
