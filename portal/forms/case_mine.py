"""What «Mine saker» asks: a message, a yes or a no, and presses with nothing to fill in."""

from typing import Any

from wtforms.fields import SelectChoice  # type: ignore[attr-defined]

from portal.forms.base import PortalForm
from portal.forms.fields import ChoiceField, KeyField, LongTextField
from portal.language import lazy_gettext as _l

LONGEST = 4000
YES, NO = "yes", "no"
SEEN_BY = _l("De som jobber med saken i kommunen, og de som kan se saken her.")


class PressForm(PortalForm):
    """A button with nothing to fill in. Its token has an id of its own: it stands beside «Logg ut»."""

    def __init__(self, **kwargs: Any) -> None:
        """The name of the token stays, so that it is checked as any other."""
        super().__init__(**kwargs)
        self.csrf_token.id = "case-token"


class WriteForm(PortalForm):
    """«Skriv til kommunen»: a message, or more about the case."""

    key = KeyField()
    text = LongTextField(
        _l("Hva vil du si til kommunen?"),
        description=_l("Skriv bare det kommunen trenger å vite. Du kan også ringe."),
        needed=_l("Skriv det du vil si til kommunen."),
        longest=LONGEST,
        who_sees=SEEN_BY,
    )


class ConfirmForm(PortalForm):
    """«Ønsker du dette?»: the answer of the person somebody asked for."""

    answer = ChoiceField(
        _l("Ønsker du dette?"),
        description=_l(
            "Sier du nei, gjør kommunen ikke noe mer. Det som er skrevet om deg her, blir slettet."
        ),
        choices=[
            SelectChoice(YES, _l("Ja, jeg ønsker dette")),
            SelectChoice(NO, _l("Nei, jeg ønsker ikke dette")),
        ],
        needed=_l("Velg ja eller nei."),
    )


class WithdrawForm(PortalForm):
    """«Trekk henvendelsen»: nothing to fill in, but a page that says what happens."""
