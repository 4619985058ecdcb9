"""What an employee fills in before opening what is not theirs, and what the second person says of it afterwards."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.fields import ChoiceField, KeyField, LongTextField, TickField, choices_of
from portal.language import lazy_gettext as _l

REASONS: dict[str, Any] = {
    "cover": _l("Jeg dekker for en kollega"),
    "question": _l("Personen har spurt meg om noe"),
    "quality": _l("Jeg leder enheten eller følger opp kvaliteten"),
    "handover": _l("Saken eller planen skal gis videre"),
    "fault": _l("Det er en feil i systemet"),
    "other": _l("Noe annet"),
}
FINDINGS: dict[str, Any] = {
    "right": _l("Det var riktig å åpne"),
    "wrong": _l("Noe var galt"),
}
OTHER, WRONG = "other", "wrong"
SEEN_BY_PERSON = _l("Personen det gjelder, kan be om å få se det du skriver.")


class ReasonForm(PortalForm):
    """«Hvorfor åpner du dette?» `to` is the page the employee was on the way to."""

    key = KeyField()
    to = HiddenField()
    reason = ChoiceField(
        _l("Hva er grunnen?"),
        description=_l("Personen det gjelder, ser grunnen du velger."),
        choices=choices_of(REASONS),
        needed=_l("Velg hva grunnen er."),
    )
    words = LongTextField(
        _l("Fortell kort hvorfor"),
        description=_l("Du trenger bare å skrive noe når du velger «Noe annet»."),
        who_sees=SEEN_BY_PERSON,
        longest=500,
    )

    def validate_words(self, field: LongTextField) -> None:
        """Something else has to be told."""
        if self.reason.data == OTHER and not field.data:
            raise ValidationError(_l("Skriv kort hvorfor du må åpne dette."))


class BreakGlassForm(ReasonForm):
    """What is closed: the reason is always told in words too."""

    words = LongTextField(
        _l("Fortell hvorfor du må se dette nå"),
        needed=_l("Skriv hvorfor du må se dette nå."),
        who_sees=_l("Den som ser over etterpå. Personen det gjelder, kan be om å få se det."),
        longest=500,
    )


class SeenForm(PortalForm):
    """«Se over åpningen»: whether it was right to open."""

    key = KeyField()
    finding = ChoiceField(
        _l("Var det riktig å åpne?"),
        choices=choices_of(FINDINGS),
        needed=_l("Velg om det var riktig å åpne."),
    )
    wrong = LongTextField(
        _l("Hva var galt?"),
        description=_l("Du trenger bare å skrive noe når du velger «Noe var galt»."),
        who_sees=_l(
            "Ledere og den som ser over åpninger. Personen det gjelder, kan be om å få se det."
        ),
        longest=500,
    )

    def validate_wrong(self, field: LongTextField) -> None:
        """What was wrong has to be told."""
        if self.finding.data == WRONG and not field.data:
            raise ValidationError(_l("Skriv hva som var galt."))


class RelationForm(PortalForm):
    """«Dette gjelder en nær slektning»: one's own, or for a lead an employee's."""

    key = KeyField()
    person = ChoiceField(
        _l("Hvilken ansatt gjelder det?"), choices=[], needed=_l("Velg hvilken ansatt det gjelder.")
    )
    sure = TickField(
        _l("Ja, dette gjelder en nær slektning, ektefelle, samboer eller den ansatte selv"),
    )

    def __init__(self, people: dict[str, str], **kwargs: Any) -> None:
        """Ask who only when there is a choice between `people` (id: name)."""
        super().__init__(**kwargs)
        self.only_one = next(iter(people)) if len(people) == 1 else None
        self.person.choices = choices_of(people)
        if self.only_one is not None:
            del self.person

    @property
    def chosen(self) -> str:
        """The employee's id."""
        return self.only_one or str(self.person.data)

    def validate_sure(self, field: TickField) -> None:
        """It is said on purpose."""
        if not field.data:
            raise ValidationError(_l("Kryss av hvis det stemmer."))
