"""What the desk fills in when the person somebody else asked for has been asked."""

from typing import Any

from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.fields import ChoiceField, KeyField, TextField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.national_number import national_number

ASKED_BY: dict[str, Any] = {
    "phone": _l("På telefon"),
    "visit": _l("Ved besøk"),
    "letter": _l("I brev"),
}
PARENT_BY: dict[str, Any] = {
    "register": _l("I Folkeregisteret"),
    "visit": _l("Ved oppmøte, med papirer"),
    "letter": _l("I brev, med papirer"),
}
WANTS: dict[str, Any] = {
    "yes": _l("Ja, personen ønsker dette"),
    "no": _l("Nei, personen ønsker det ikke"),
}


class AskedForm(PortalForm):
    """«Personen er spurt»."""

    key = KeyField()
    how = ChoiceField(
        _l("Hvordan er personen spurt?"),
        choices=choices_of(ASKED_BY),
        needed=_l("Velg hvordan personen er spurt."),
    )
    wants = ChoiceField(
        _l("Hva sier personen?"),
        description=_l("Sier personen nei, blir teksten slettet og saken avsluttet med en gang."),
        choices=choices_of(WANTS),
        needed=_l("Velg hva personen sier."),
    )
    number = TextField(
        _l("Fødselsnummer"),
        description=_l("Da kan personen se saken når hen logger inn. Spør personen selv om det."),
        longest=20,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def validate_number(self, field: TextField) -> None:
        """Refuse what cannot be a national number or a D-number."""
        if field.data and national_number(field.data) is None:
            raise ValidationError(_l("Skriv fødselsnummeret med 11 siffer."))


class ParentForm(PortalForm):
    """«Bekreft foreldreansvar»: for a child under 16."""

    key = KeyField()
    how = ChoiceField(
        _l("Hvor er foreldreansvaret kontrollert?"),
        choices=choices_of(PARENT_BY),
        needed=_l("Velg hvor foreldreansvaret er kontrollert."),
    )
    born = TextField(
        _l("Når er barnet født?"),
        description=_l("For eksempel 21.11.2016. Vi lagrer bare dagen barnet fyller 16 år."),
        needed=_l("Skriv når barnet er født."),
        longest=10,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def validate_born(self, field: TextField) -> None:
        """Refuse what is no date."""
        if day_of(field.data) is None:
            raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2016."))
