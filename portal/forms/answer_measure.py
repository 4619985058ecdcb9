"""What a participant without an account is asked, and what the desk is asked before it sends the link."""

import re
from datetime import date, timedelta
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.fields import ChoiceField, KeyField, LongTextField, TextField, choices_of
from portal.language import lazy_gettext as _l
from portal.rules.plan_link import Answer

FARTHEST = timedelta(days=5 * 366)
CODE = re.compile(r"[0-9]{6}")
ANSWERS: dict[str, Any] = {
    Answer.YES: _l("Ja, vi gjør det"),
    Answer.NEW_DATE: _l("Ja, men med en ny dato"),
    Answer.DONE: _l("Det er gjort"),
    Answer.NOT_OURS: _l("Dette er ikke vårt ansvar"),
}
BY_SMS, BY_PHONE = "sms", "phone"
SEEN_BY = _l("Personen det gjelder, foreldre til et barn, og koordinatoren i kommunen.")


class CodeForm(PortalForm):
    """The code that opens the link."""

    code = TextField(
        _l("Kode med seks siffer"),
        description=_l("Du får koden på telefon, ikke på e-post."),
        needed=_l("Skriv koden du har fått."),
        longest=20,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    @property
    def digits(self) -> str:
        """What was typed, without spaces."""
        return re.sub(r"\s", "", self.code.data or "")

    def validate_code(self, _field: TextField) -> None:
        """Refuse what cannot be a code: it is no try."""
        if not CODE.fullmatch(self.digits):
            raise ValidationError(_l("Skriv koden med seks siffer."))


class AnswerMeasureForm(PortalForm):
    """What the participant says about the measure. `based_on` is the version that was shown."""

    based_on = HiddenField()
    answer = ChoiceField(
        _l("Hva svarer dere?"), choices=choices_of(ANSWERS), needed=_l("Velg et svar.")
    )
    on = TextField(
        _l("Hvilken dato blir det gjort?"),
        description=_l("For eksempel 21.11.2026. Skriv datoen hvis dere svarer ja."),
        longest=10,
        render_kw={"inputmode": "numeric"},
    )
    reason = LongTextField(
        _l("Hvorfor er det ikke deres ansvar?"),
        description=_l("Skriv det hvis dere svarer nei. Si gjerne hvem som kan ha ansvaret."),
        longest=1000,
        who_sees=SEEN_BY,
    )
    comment = LongTextField(
        _l("Vil du si noe mer?"),
        description=_l("Skriv bare det de trenger å vite om dette tiltaket."),
        longest=1000,
        who_sees=SEEN_BY,
    )

    def __init__(self, today: date, **kwargs: Any) -> None:
        """Dates are compared with `today`."""
        super().__init__(**kwargs)
        self.today = today
        self.on.optional_said = self.reason.optional_said = False  # their hints say when

    @property
    def chosen_date(self) -> date | None:
        """The date that goes with a yes, None without one."""
        return day_of(self.on.data) if self.answer.data in (Answer.YES, Answer.NEW_DATE) else None

    @property
    def version(self) -> int:
        """The version that was shown; 0, which is none, for what is no number."""
        text = self.based_on.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def validate_on(self, field: TextField) -> None:
        """A new date is needed with «ny dato»; no date is one that has passed."""
        if self.answer.data == Answer.NEW_DATE and not field.data:
            raise ValidationError(_l("Skriv den nye datoen."))
        if self.answer.data not in (Answer.YES, Answer.NEW_DATE) or not field.data:
            return
        day = day_of(field.data)
        if day is None:
            raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026."))
        if not self.today <= day <= self.today + FARTHEST:
            raise ValidationError(_l("Skriv en dato fra i dag og opp til fem år fram i tid."))

    def validate_reason(self, field: LongTextField) -> None:
        """A no without a reason leaves everybody guessing."""
        if self.answer.data == Answer.NOT_OURS and not field.data:
            raise ValidationError(_l("Skriv hvorfor det ikke er deres ansvar."))


class AskForm(PortalForm):
    """«Send lenken»: how the participant gets the code, where a text message is a choice."""

    key = KeyField()
    by = ChoiceField(
        _l("Hvordan skal mottakeren få koden?"),
        choices=choices_of(
            {BY_SMS: _l("Send koden på SMS"), BY_PHONE: _l("Jeg ringer og leser den opp")}
        ),
        needed=_l("Velg hvordan mottakeren skal få koden."),
    )

    def __init__(self, *, by_sms: bool, **kwargs: Any) -> None:
        """Without a mobile number, or a way to send to it, there is nothing to choose."""
        super().__init__(**kwargs)
        if not by_sms:
            del self.by

    @property
    def wants_sms(self) -> bool:
        """Whether the code goes as a text message."""
        return "by" in self and self.by.data == BY_SMS
