"""What «Planen min» asks about consent: the answer to the invitation, and what is shared with whom."""

from typing import Any

from portal.forms.base import PortalForm
from portal.forms.fields import ChoiceField, choices_of
from portal.forms.rights import OpenChoices
from portal.language import lazy_gettext as _l
from portal.plan_labels import SECTIONS

ANSWERS: dict[str, Any] = {
    "plan": _l("Ja, jeg vil ha en individuell plan"),
    "coordinator": _l("Jeg vil bare ha koordinator, ikke plan"),
    "no": _l("Nei, jeg vil ikke ha noen av delene"),
}
PARENT_ANSWERS: dict[str, Any] = {
    "plan": _l("Ja, barnet skal ha en individuell plan"),
    "coordinator": _l("Barnet skal bare ha koordinator, ikke plan"),
    "no": _l("Nei, ingen av delene"),
}


class InvitationForm(PortalForm):
    """«Vil du ha en individuell plan?»: one question, one press."""

    answer = ChoiceField(
        _l("Hva svarer du?"), choices=[], needed=_l("Velg det svaret som passer for deg.")
    )

    def __init__(self, *, parent: bool, **kwargs: Any) -> None:
        """A parent answers for the child."""
        super().__init__(**kwargs)
        self.answer.choices = choices_of(PARENT_ANSWERS if parent else ANSWERS)


class ShareForm(PortalForm):
    """What one of those who help may see."""

    sections = OpenChoices(
        _l("Hva vil du dele?"),
        description=_l("Tar du bort alle kryssene, deler du ikke lenger noe."),
    )

    def __init__(self, offered: tuple[str, ...], **kwargs: Any) -> None:
        """`offered` are the codes that may be ticked: a child who shares less chooses among what is shared."""
        super().__init__(**kwargs)
        self.sections.choices = choices_of({one: SECTIONS[one] for one in offered})


class WithdrawConsentForm(PortalForm):
    """«Trekk samtykket»: nothing to fill in, but a page that says what happens."""
