"""What «Innsyn» asks: a question about one's own data, and the desk's answer to it."""

from typing import Any

from wtforms import HiddenField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.fields import ChoiceField, KeyField, LongTextField, TextField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.privacy import LATER, TABLE, Ground, Kind, Outcome, grounds_for, needs_ground

LONGEST = 4000
SEEN_BY = _l("De som svarer på slike spørsmål i kommunen. Personen det gjelder, kan se det her.")

QUESTIONS: dict[Kind, tuple[Any, Any]] = {
    Kind.WHY: (
        _l("Er det noe mer du vil skrive?"),
        _l("Du trenger ikke skrive noe. Kommunen vet hva du spør om."),
    ),
    Kind.CORRECT: (
        _l("Hva er feil, og hva er riktig?"),
        _l("Skriv hvor det står, for eksempel i planen eller i en sak."),
    ),
    Kind.RESTRICT: (
        _l("Hva vil du at kommunen ikke skal bruke, og hvorfor?"),
        _l("For eksempel fordi noe er feil, eller fordi du har protestert."),
    ),
    Kind.OBJECT: (
        _l("Hva protesterer du mot, og hvorfor?"),
        _l("Skriv gjerne hva som gjelder for akkurat deg."),
    ),
    Kind.DELETE: (
        _l("Hva vil du ha slettet?"),
        _l("Skriver du ingenting, gjelder det alt kommunen kan slette."),
    ),
    Kind.OTHER: (_l("Hva lurer du på?"), _l("Skriv bare det kommunen trenger å vite.")),
}
NEEDED: dict[Kind, Any] = {
    Kind.CORRECT: _l("Skriv hva som er feil, og hva som er riktig."),
    Kind.OTHER: _l("Skriv det du vil spørre om."),
}


class AskForm(PortalForm):
    """A question about one's own data. `seen` says that it has been looked over."""

    key = KeyField()
    seen = HiddenField()
    text = LongTextField("", longest=LONGEST, who_sees=SEEN_BY)

    def about(self, kind: Kind) -> "AskForm":
        """The form for one kind of question."""
        self.kind = kind
        label, hint = QUESTIONS[kind]
        self.text.label.text, self.text.description = label, hint
        self.text.optional_said = not TABLE[kind].needs_words
        self.text.flags.required = TABLE[kind].needs_words
        return self

    def validate_text(self, field: LongTextField) -> None:
        """Refuse nothing where the request says nothing without words."""
        if TABLE[self.kind].needs_words and not field.data:
            raise ValidationError(NEEDED[self.kind])


OUTCOMES: dict[Outcome, Any] = {
    Outcome.GRANTED: _l("Ja"),
    Outcome.PARTLY: _l("Delvis"),
    Outcome.REFUSED: _l("Nei"),
}
TO_QUESTIONS: dict[Outcome, Any] = {
    Outcome.GRANTED: _l("Svaret står under"),
    Outcome.PARTLY: _l("En del av svaret står under"),
    Outcome.REFUSED: _l("Vi svarer ikke på dette"),
}
"""The same, where the person has not asked for something to be done."""

GROUNDS: dict[Ground, Any] = {
    Ground.ARCHIVE: _l(
        "Kommunen har plikt til å ta vare på det (arkivlova § 13, pasientjournalloven § 25)"
    ),
    Ground.TASK: _l(
        "Kommunen trenger det for å gjøre det loven krever (personvernforordningen artikkel 6)"
    ),
    Ground.IS_RIGHT: _l(
        "Det som står, er kontrollert og riktig (personvernforordningen artikkel 16)"
    ),
    Ground.ASSESSMENT: _l(
        "Det er en faglig vurdering. Det personen mener, er skrevet inn ved siden av (personvernforordningen artikkel 16)"
    ),
    Ground.NOT_MET: _l(
        "Loven gir ikke rett til å begrense bruken her (personvernforordningen artikkel 18)"
    ),
    Ground.WEIGHTIER: _l(
        "Kommunen har grunner som veier tyngre (personvernforordningen artikkel 21)"
    ),
    Ground.UNFOUNDED: _l(
        "Det er helt klart ikke grunn til å be om dette, eller det er bedt om mange ganger (personvernforordningen artikkel 12)"
    ),
}


class AnswerForm(PortalForm):
    """The desk's answer."""

    key = KeyField()
    outcome = ChoiceField(
        _l("Hva er svaret?"),
        choices=[],
        needed=_l("Velg hva svaret er."),
    )
    ground = ChoiceField(
        _l("Hvorfor får ikke personen alt?"),
        description=_l("Velg en grunn når svaret er delvis eller nei."),
        choices=[],
    )
    text = LongTextField(
        _l("Svaret til personen"),
        description=_l("Skriv så personen forstår det. Ved nei: Hva er vurdert, og hvorfor?"),
        needed=_l("Skriv svaret til personen."),
        longest=LONGEST,
        who_sees=_l("Personen det gjelder, og den som spurte. Det blir ikke sendt på e-post."),
    )

    name = TextField(_l("Riktig navn"), longest=100)
    born = TextField(
        _l("Riktig fødselsdato"),
        description=_l("For eksempel 21.11.2016."),
        longest=10,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def about(self, kind: Kind) -> "AnswerForm":
        """The form for one kind of question, with the grounds there are."""
        if kind is not Kind.CORRECT:
            del self.name, self.born
        said = TO_QUESTIONS if kind in {Kind.WHY, Kind.OTHER} else OUTCOMES
        self.outcome.choices = [SelectChoice(one.value, text) for one, text in said.items()]
        self.ground.choices = [SelectChoice(one.value, GROUNDS[one]) for one in grounds_for(kind)]
        return self

    def validate_ground(self, field: ChoiceField) -> None:
        """A no, in full or in part, says why."""
        if self.is_less and not field.data:
            raise ValidationError(_l("Velg hvorfor personen ikke får alt."))

    def validate_born(self, field: TextField) -> None:
        """Refuse what is no date."""
        if field.data and day_of(field.data) is None:
            raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2016."))

    @property
    def is_less(self) -> bool:
        """Whether the person does not get all. With a whole yes a ground that was chosen first counts for nothing."""
        return any(self.outcome.data == one and needs_ground(one) for one in OUTCOMES)


MONTHS: dict[int, Any] = {1: _l("Én måned til"), 2: _l("To måneder til")}


class PutOffForm(PortalForm):
    """«Utsett svaret»: how long, and why."""

    key = KeyField()
    months = ChoiceField(
        _l("Hvor mye mer tid trenger dere?"),
        choices=choices_of({str(one): MONTHS[one] for one in LATER}),
        needed=_l("Velg hvor mye mer tid dere trenger."),
    )
    why = LongTextField(
        _l("Hvorfor tar det lengre tid?"),
        description=_l("Skriv hva som gjør spørsmålet vanskelig, eller at det er mange spørsmål."),
        needed=_l("Skriv hvorfor det tar lengre tid."),
        longest=500,
        who_sees=_l("Personen det gjelder, og den som spurte."),
    )
