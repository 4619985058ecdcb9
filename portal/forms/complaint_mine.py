"""What a citizen is asked about a complaint that is sent: more to add, and whether to take it back."""

from portal.forms.base import PortalForm
from portal.forms.case_mine import LONGEST
from portal.forms.fields import KeyField, LongTextField
from portal.language import lazy_gettext as _l

SEEN_BY = _l("De som behandler saken, også dem kommunen må sende den til. De som kan se saken her.")


class AddForm(PortalForm):
    """«Legg til mer»: what the complaint lacked."""

    key = KeyField()
    text = LongTextField(
        _l("Hva vil du legge til?"),
        description=_l("Det du skriver, blir en del av det du har sendt."),
        needed=_l("Skriv det du vil legge til."),
        longest=LONGEST,
        who_sees=SEEN_BY,
    )


class WithdrawForm(PortalForm):
    """«Trekk det du har sendt»: nothing to fill in, but a page that says what it means."""
