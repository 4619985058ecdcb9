"""A message between a person and the coordinator."""

from portal.forms.base import PortalForm
from portal.forms.fields import KeyField, LongTextField
from portal.language import lazy_gettext as _l

LONGEST = 4000


class CitizenMessageForm(PortalForm):
    """«Meldinger», as the person or a parent writes one."""

    key = KeyField()
    text = LongTextField(
        _l("Skriv til koordinatoren"),
        description=_l("Haster det, er det bedre å ringe."),
        needed=_l("Skriv det du vil si til koordinatoren."),
        longest=LONGEST,
        who_sees=_l(
            "Koordinatoren, den som svarer når koordinatoren er borte, og de som kan se planen her."
        ),
    )


class CoordinatorMessageForm(PortalForm):
    """«Meldinger», as the coordinator answers."""

    key = KeyField()
    text = LongTextField(
        _l("Hva vil du skrive?"),
        needed=_l("Skriv meldingen."),
        longest=LONGEST,
        who_sees=_l("De som kan se planen når de logger inn, og de som koordinerer den."),
    )
