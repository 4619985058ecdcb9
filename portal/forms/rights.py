"""What the guide «Er dette noe for meg?» asks: six plain questions, none of them needed."""

from typing import Any

from wtforms import HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput

from portal.forms.base import PortalForm
from portal.forms.fields import ChoiceField, HouseField
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.rules import rights

UNSURE = _l("Vet ikke")


class OpenChoice(ChoiceField):
    """One of a few choices. Skipping it is fine; the page says so once for all of them."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        """A choice without an answer is the same as «Vet ikke»."""
        super().__init__(label, **kwargs)
        self.optional_said = False


class OpenChoices(HouseField, SelectMultipleField):
    """Any number of a few choices. An unknown code is refused in our words."""

    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        """None chosen is the same as «Vet ikke»."""
        super().__init__(label, validate_choice=False, **kwargs)

    def pre_validate(self, _form: BaseForm) -> None:
        """Refuse a code that is not on the page."""
        if set(self.data or []) - {value for value, *_rest in self.iter_choices()}:
            raise StopValidation(_("Velg blant svarene i lista."))


class GuideForm(PortalForm):
    """The guide. No anti-forgery token, because there is nothing to forge.

    The answers are read, answered and forgotten: nothing is stored or changed, nobody is logged
    in, and no cookie is read or set (a token would need one). They are posted, so that they never
    stand in an address, a log or a browser's history. `result` says that the page already shows
    an answer, so that a change of language shows it again.
    """

    class Meta(PortalForm.Meta):
        """See the reason above."""

        csrf = False

    about = OpenChoice(
        _l("Hvem gjelder det?"),
        choices=[
            SelectChoice("self", _l("Meg selv")),
            SelectChoice("child", _l("Et barn jeg har eller venter")),
            SelectChoice("other", _l("En annen voksen")),
            SelectChoice("unsure", UNSURE),
        ],
    )
    help = OpenChoice(
        _l("Hvem hjelper i dag?"),
        description=_l(
            "Tenk på den det gjelder. Det kan være lege, sykehus, skole, Nav eller andre."
        ),
        choices=[
            SelectChoice("several", _l("Flere steder")),
            SelectChoice("one", _l("Ett sted")),
            SelectChoice("none", _l("Ingen")),
            SelectChoice("unsure", UNSURE),
        ],
    )
    lasting = OpenChoice(
        _l("Trengs hjelpen over lang tid?"),
        description=_l("Svar det du tror."),
        choices=[
            SelectChoice("yes", _l("Ja")),
            SelectChoice("no", _l("Nei")),
            SelectChoice("unsure", UNSURE),
        ],
    )
    topics = OpenChoices(
        _l("Hva handler det om?"),
        description=_l("Velg alt som passer."),
        choices=[
            SelectChoice("illness", _l("Sykdom eller skade")),
            SelectChoice("disability", _l("Nedsatt funksjonsevne")),
            SelectChoice("mental-health", _l("Psykisk helse")),
            SelectChoice("school", _l("Barnehage eller skole")),
            SelectChoice("unsure", _l("Noe annet, eller vet ikke")),
        ],
    )
    nav = OpenChoice(
        _l("Er Nav med?"),
        choices=[
            SelectChoice("qualification", _l("Ja, i kvalifiseringsprogrammet")),
            SelectChoice("other", _l("Ja, på en annen måte")),
            SelectChoice("no", _l("Nei")),
            SelectChoice("unsure", UNSURE),
        ],
    )
    wish = OpenChoice(
        _l("Hva ønsker du mest?"),
        choices=[
            SelectChoice("person", _l("Én fast person å snakke med")),
            SelectChoice("plan", _l("En plan der alt står samlet")),
            SelectChoice("both", _l("Begge deler")),
            SelectChoice("unsure", UNSURE),
        ],
    )
    result = HiddenField()

    def answers(self) -> rights.Answers:
        """The answers as the rule takes them; what is left open counts as «Vet ikke»."""
        return rights.Answers(
            about=self.about.data or rights.UNSURE,
            help=self.help.data or rights.UNSURE,
            lasting=self.lasting.data or rights.UNSURE,
            topics=frozenset(self.topics.data or []),
            nav=self.nav.data or rights.UNSURE,
            wish=self.wish.data or rights.UNSURE,
        )
