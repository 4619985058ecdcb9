"""What the guide «Noe er galt» asks: one question a page, none of them needed, «Vet ikke» always last."""

from datetime import date
from typing import Any, Self

from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.fields import TextField, choices_of
from portal.forms.rights import UNSURE, OpenChoice
from portal.language import lazy_gettext as _l
from portal.rules.complaint_answers import (
    Answer,
    Answers,
    By,
    Data,
    Kin,
    Matter,
    Trouble,
    Who,
    Wrong,
)
from portal.rules.complaint_guide import QUESTIONS, Question

FIELDS = {question: names for question, names, _applies in QUESTIONS}
CODES = {
    "wrong": Wrong,
    "trouble": Trouble,
    "data": Data,
    "by": By,
    "matter": Matter,
    "who": Who,
    "kin": Kin,
    "answer": Answer,
}
KEYS = {"data": "data_"}
"""The field whose name a form has for something else."""

FIRST_YEAR = 1950
NOT_A_DAY = _l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026.")


class GuideForm(PortalForm):
    """All that the guide asks. A page shows the fields of one question and carries the others.

    No anti-forgery token, because there is nothing to forge: the answers are read, answered and forgotten, and no cookie is read
    or set. They are posted, so that they never stand in an address, a log or a browser's history. `question` is the page they
    were sent from, empty on the page with the result.
    """

    class Meta(PortalForm.Meta):
        """See the reason above."""

        csrf = False

    wrong = OpenChoice(
        _l("Hva er galt?"),
        description=_l("Velg det som passer best."),
        choices=choices_of(
            {
                Wrong.NO_ANSWER: _l("Jeg har bedt om noe og ikke fått svar"),
                Wrong.REFUSED: _l("Jeg fikk nei, eller mindre enn jeg ba om"),
                Wrong.PLAN_LACKS: _l("Planen mangler noe"),
                Wrong.NOT_RECEIVED: _l("Jeg får ikke hjelpen jeg skulle ha"),
                Wrong.BADLY_DONE: _l("Hjelpen er dårlig, utrygg eller krenkende"),
                Wrong.HARM: _l("Noen døde eller ble alvorlig skadd"),
                Wrong.TOO_LONG: _l("Det tar for lang tid"),
                Wrong.COORDINATOR: _l("Det er noe galt med koordinatoren"),
                Wrong.OWN_DATA: _l("Det gjelder opplysninger om meg"),
                Wrong.SCHOOL: _l("Skolen eller barnehagen er ikke med"),
                Wrong.OTHER: _l("Noe annet"),
                Wrong.UNKNOWN: UNSURE,
            }
        ),
    )
    trouble = OpenChoice(
        _l("Hva er galt med koordinatoren?"),
        choices=choices_of(
            {
                Trouble.WANTS_OTHER: _l("Jeg vil ha en annen koordinator"),
                Trouble.NOT_DONE: _l("Koordinatoren gjør ikke jobben"),
                Trouble.CARELESS: _l("Koordinatoren gjør jobben dårlig"),
                Trouble.NONE_NAMED: _l("Jeg har ikke fått noen koordinator"),
                Trouble.UNKNOWN: UNSURE,
            }
        ),
    )
    data_ = OpenChoice(
        _l("Hva er galt med opplysningene?"),
        name="data",
        choices=choices_of(
            {
                Data.ACCESS: _l("Jeg vil se opplysningene, rette dem eller begrense bruken"),
                Data.JOURNAL: _l("Jeg får ikke se journalen"),
                Data.SNOOPING: _l("Noen har lest eller fortalt noe de ikke skulle"),
                Data.UNKNOWN: UNSURE,
            }
        ),
    )
    by = OpenChoice(
        _l("Hvem gjelder det?"),
        description=_l("Tenk på hvem som ga deg svaret, eller hvor det gikk galt."),
        choices=choices_of(
            {
                By.MUNICIPAL: _l("Helse og omsorg i kommunen"),
                By.NAV_MUNICIPAL: _l("Nav: sosialhjelp eller kvalifiseringsprogrammet"),
                By.NAV_STATE: _l("Nav: trygd, tiltak eller hjelp til arbeid"),
                By.NAV: _l("Nav, men jeg vet ikke hvilken del"),
                By.CHILD_WELFARE: _l("Barnevernet"),
                By.HOSPITAL: _l("Sykehuset"),
                By.SCHOOL: _l("Skolen eller barnehagen"),
                By.OTHER: _l("Noen andre"),
                By.UNKNOWN: UNSURE,
            }
        ),
    )
    matter = OpenChoice(
        _l("Hva har du bedt om?"),
        choices=choices_of(
            {
                Matter.PLAN: _l("Individuell plan"),
                Matter.COORDINATOR: _l("Koordinator eller barnekoordinator"),
                Matter.HELP: _l("Annen hjelp, for eksempel hjelp hjemme eller avlastning"),
                Matter.ABROAD: _l("Penger til behandling i utlandet"),
                Matter.COERCION: _l("Det gjelder tvang i psykisk helsevern"),
                Matter.UNKNOWN: UNSURE,
            }
        ),
    )
    who = OpenChoice(
        _l("Hvem er du?"),
        description=_l("Reglene er litt ulike. Alle kan sende det de har."),
        choices=choices_of(
            {
                Who.SELF: _l("Det gjelder meg, og jeg har fylt 16 år"),
                Who.CHILD: _l("Det gjelder meg, og jeg er under 16 år"),
                Who.PARENT: _l("Forelder til et barn under 16 år"),
                Who.PARENT_OLDER: _l("Forelder til en som har fylt 16 år"),
                Who.GUARDIAN: _l("Verge eller fremtidsfullmektig"),
                Who.ATTORNEY: _l("Jeg har skriftlig fullmakt"),
                Who.LAWYER: _l("Advokat"),
                Who.KIN: _l("Pårørende"),
                Who.KIN_OF_DECEASED: _l("Pårørende til en som er død"),
                Who.PROFESSIONAL: _l("Jeg møter den det gjelder i jobben min"),
                Who.UNKNOWN: UNSURE,
            }
        ),
    )
    kin = OpenChoice(
        _l("Hva passer for deg som er pårørende?"),
        choices=choices_of(
            {
                Kin.OWN_RIGHTS: _l("Det gjelder mine egne rettigheter"),
                Kin.CAN_DECIDE: _l("Det gjelder en som kan avgjøre selv"),
                Kin.CANNOT_DECIDE: _l("Det gjelder en som ikke kan avgjøre selv"),
                Kin.UNKNOWN: UNSURE,
            }
        ),
    )
    answer = OpenChoice(
        _l("Har du fått svar?"),
        choices=choices_of(
            {
                Answer.DATED: _l("Ja, og jeg vet hvilken dag"),
                Answer.UNDATED: _l("Ja, men jeg vet ikke hvilken dag"),
                Answer.NONE: _l("Nei"),
                Answer.UNKNOWN: UNSURE,
            }
        ),
    )
    told_on = TextField(
        _l("Hvilken dag fikk du vite om svaret?"),
        description=_l(
            "Skriv dagen hvis du svarte ja. For eksempel 21.11.2026. Er du usikker, bruk datoen på svaret."
        ),
        longest=10,
        render_kw={"inputmode": "numeric"},
    )
    question = HiddenField()
    today: date | None = None

    def __init__(self, **kwargs: Any) -> None:
        """The day is said to be needed with one of the answers only, so that it is not called optional."""
        super().__init__(**kwargs)
        self.told_on.optional_said = False

    def validate_answer(self, field: OpenChoice) -> None:
        """A day typed without saying that there is an answer is one or the other."""
        if self.told_on.data and field.data not in {None, "", Answer.DATED}:
            raise ValidationError(_l("Du har skrevet en dag. Velg ja, eller ta bort dagen."))

    def validate_told_on(self, field: TextField) -> None:
        """The day is needed with «ja, og jeg vet hvilken dag», and has been."""
        if not field.data:
            if self.answer.data == Answer.DATED:
                raise ValidationError(_l("Skriv dagen, eller velg at du ikke vet den."))
            return
        day = day_of(field.data)
        if day is None or day.year < FIRST_YEAR:
            raise ValidationError(NOT_A_DAY)
        if self.today and day > self.today:
            raise ValidationError(_l("Skriv en dag som ikke er fram i tid."))

    def settle(self, question: Question) -> None:
        """After a question has been sent: nothing chosen is «vet ikke», a day alone is a dated answer."""
        name = FIELDS[question][0]
        skipped = "dated" if question is Question.ANSWER and self.told_on.data else "unknown"
        field = self.named(name)
        field.data = field.data or skipped

    def forget_unknown_codes(self) -> None:
        """What is carried is codes of ours, and a day."""
        for name, codes in CODES.items():
            field = self.named(name)
            if field.data not in set(codes):
                field.data = None
        if day_of(self.told_on.data) is None:
            self.told_on.data = None

    def only(self, question: Question | None) -> Self:
        """The form with the fields of one question; of none, with nothing to fill in."""
        return self.without({*CODES, "told_on"} - set(FIELDS[question] if question else ()))

    def carried(self, question: Question) -> Self:
        """The form with the fields of all other questions."""
        return self.without(set(FIELDS[question]))

    def without(self, names: set[str]) -> Self:
        """The form, without these fields."""
        for name in names:
            del self[KEYS.get(name, name)]
        return self

    def named(self, name: str) -> Field:
        """A field by the name it is sent with."""
        field: Field = self[KEYS.get(name, name)]
        return field

    def answered(self) -> frozenset[Question]:
        """The questions that have been sent, answered or not."""
        return frozenset(each for each, names in FIELDS.items() if self.named(names[0]).data)

    def answers(self) -> Answers:
        """The answers as the rules take them; what is left open counts as «vet ikke»."""
        codes: dict[str, Any] = {name: self.named(name).data or "" for name in CODES}
        return Answers.of(codes, day_of(self.told_on.data))


def question_of(code: str | None) -> Question | None:
    """The question behind a typed code; None on the page with the result, and when there is no such question."""
    return next((each for each in Question if each == code), None)
