"""What a letter about something that is wrong asks. Only what it is about is needed; the guide's answers come along unseen."""

from datetime import date
from typing import Any

from wtforms import HiddenField

from portal.complaint_letter import PARTS, Typed
from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.fields import LongTextField, PhoneField, TextField
from portal.language import lazy_gettext as _l
from portal.rules.complaint_answers import Answers
from portal.rules.complaint_path import Kind

ONLY_YOU = _l("Bare du. Vi lagrer ikke noe.")
LONGEST = 5000
GUIDE = ("wrong", "trouble", "data", "by", "matter", "who", "kin", "answer")
ABOUT_A_DECISION = frozenset({Kind.COMPLAINT, Kind.REMINDER})


def long_text(label: Any, **kwargs: Any) -> LongTextField:
    """Room for a story, with who sees it."""
    return LongTextField(label, longest=LONGEST, who_sees=ONLY_YOU, **kwargs)


class LetterForm(PortalForm):
    """The letter. No anti-forgery token, because there is nothing to forge.

    What is typed is made into a letter and forgotten: nothing is stored or changed, nobody is logged in, and no cookie is read or
    set (a token would need one). It is posted, so that it never stands in an address, a log or a browser's history. `result` says
    that the page already shows the letter, so that a change of language shows it again.
    """

    class Meta(PortalForm.Meta):
        """See the reason above."""

        csrf = False

    wrong = HiddenField()
    trouble = HiddenField()
    data_ = HiddenField(name="data")
    by = HiddenField()
    matter = HiddenField()
    who = HiddenField()
    kin = HiddenField()
    answer = HiddenField()
    told_on = HiddenField()
    result = HiddenField()
    about = long_text(
        _l("Hva handler det om?"),
        description=_l("Skriv med dine egne ord. Det trenger ikke være langt."),
        needed=_l("Skriv hva det handler om."),
    )
    decision = TextField(
        _l("Hvilket svar eller vedtak gjelder det?"),
        description=_l("Se etter en overskrift eller et saksnummer i brevet du fikk."),
        longest=200,
    )
    happened = long_text(_l("Hva har skjedd?"), description=_l("Når var det, og hvem var med?"))
    wanted = long_text(_l("Hva vil du at de skal gjøre?"))
    facts = long_text(_l("Er det noe mer de bør vite?"))
    why_late = long_text(_l("Hvorfor kommer det nå?"))
    name = TextField(_l("Hva heter du?"), render_kw={"autocomplete": "name"})
    address = TextField(
        _l("Hva er adressen din?"), longest=200, render_kw={"autocomplete": "street-address"}
    )
    phone = PhoneField(_l("Hvilket telefonnummer har du?"))

    def answers(self) -> Answers:
        """The guide's answers; what is missing or no code is «vet ikke»."""
        codes = {name: str(self.hidden(name).data or "") for name in GUIDE}
        return Answers.of(codes, self.told())

    def told(self) -> date | None:
        """The day of the answer, None when the guide got none."""
        return day_of(self.told_on.data)

    def hidden(self, name: str) -> HiddenField:
        """The field that carries an answer of the guide."""
        found: HiddenField = next(each for each in self if each.name == name)
        return found

    def fit(self, answers: Answers, kind: Kind, *, late: bool) -> None:
        """Carry only what counts, and ask only what this letter has room for."""
        for name in GUIDE:
            self.hidden(name).data = getattr(answers, name).value
        self.told_on.data = f"{answers.told_on:%d.%m.%Y}" if answers.told_on else ""
        if kind not in ABOUT_A_DECISION:
            del self.decision
        if not late:
            del self.why_late

    def typed(self) -> Typed:
        """What the letter is made of."""
        said = {each.name: each.data or "" for each in self.asked()}
        return Typed(
            said={name: said.get(name, "") for name in PARTS},
            decision=said.get("decision", ""),
            name=said["name"],
            address=said["address"],
            phone=said["phone"],
        )
