"""What the desk fills in to answer a case. Each form turns into the words of one answer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.case import LAWS
from portal.forms.desk import day_of, spaced
from portal.forms.fields import (
    ChoiceField,
    KeyField,
    LongTextField,
    PhoneField,
    TextField,
    choices_of,
)
from portal.language import lazy_gettext as _l
from portal.rules.answers import LEAST_REASONS, AnswerKind, AnswerWords
from portal.text_blocks import has_blank

LONGEST = 6000
FURTHEST = timedelta(days=366)
SEEN_BY_CITIZEN = _l("Personen det gjelder, leser dette. De som jobber i enheten, ser det også.")
DAY_HINT = _l("For eksempel 21.11.2026.")
NOT_A_DAY = _l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026.")
WRITTEN_IN: dict[str, Any] = {
    "nb": _l("Bokmål"),
    "nn": _l("Nynorsk"),
    "en": _l("Engelsk"),
}
FOUND: dict[str, Any] = {
    "yes": _l("Vi har funnet en koordinator"),
    "no": _l("Vi har ikke funnet noen ennå"),
}


class OwnWordsField(LongTextField):
    """Words of the municipality's own for the citizen. A blank of a text block may not be left in them."""

    def __init__(self, label: Any, *, least: int = 0, **kwargs: Any) -> None:
        """`least` is how many signs it takes to say something."""
        super().__init__(label, longest=LONGEST, who_sees=SEEN_BY_CITIZEN, **kwargs)
        self.least = least

    def post_validate(self, _form: Any, validation_stopped: bool) -> None:
        """Refuse what is too short to be a reason, and a blank nobody has filled in."""
        if validation_stopped or not self.data:
            return
        if has_blank(self.data):
            raise ValidationError(_l("Fyll ut eller fjern hvert sted med «…» i teksten."))
        if len(self.data) < self.least:
            raise ValidationError(
                _l("Skriv mer, så personen forstår hvorfor. Bruk hele setninger.")
            )


class DayField(TextField):
    """A date as people write it; `day` is what it means."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        """Digits on the phone's keyboard."""
        kwargs.setdefault("description", DAY_HINT)
        super().__init__(label, longest=10, render_kw={"inputmode": "numeric"}, **kwargs)

    @property
    def day(self) -> date | None:
        """The date, None when it is not one."""
        return day_of(self.data)


class GiveForm(PortalForm):
    """What every answer has: its one-time key and the language it is written in."""

    key = KeyField()
    spoken = ChoiceField(
        _l("Hvilket språk skriver du på?"),
        choices=choices_of(WRITTEN_IN),
        needed=_l("Velg hvilket språk du skriver på."),
    )

    def __init__(self, today: date, **kwargs: Any) -> None:
        """`today` is what a date ahead is counted from."""
        super().__init__(**kwargs)
        self.today = today

    def check_ahead(self, field: DayField) -> None:
        """Refuse what is no date, a day that is not to come and one more than a year ahead."""
        if field.day is None:
            raise ValidationError(NOT_A_DAY)
        if not self.today < field.day <= self.today + FURTHEST:
            raise ValidationError(_l("Skriv en dag fram i tid, innen ett år."))


class MoreWantedForm(GiveForm):
    """«Be om mer»."""

    text = OwnWordsField(
        _l("Hva trenger dere å vite?"), needed=_l("Skriv hva dere trenger å vite.")
    )

    def words(self) -> AnswerWords:
        """What the answer says."""
        return AnswerWords(text=self.text.data or "", language=self.spoken.data)


class PreliminaryForm(GiveForm):
    """«Foreløpig svar»: why it takes time, and when (forvaltningsloven § 11 a)."""

    text = OwnWordsField(
        _l("Hvorfor tar svaret lengre tid?"), needed=_l("Skriv hvorfor svaret tar lengre tid.")
    )
    new_date = DayField(
        _l("Når skal personen ha svar?"), needed=_l("Skriv når personen skal ha svar.")
    )

    def validate_new_date(self, field: DayField) -> None:
        """A real day to come."""
        self.check_ahead(field)

    def words(self) -> AnswerWords:
        """What the answer says."""
        day = self.new_date.day
        return AnswerWords(
            text=self.text.data or "",
            language=self.spoken.data,
            new_date=day.isoformat() if day else None,
        )


class CoordinatorForm(GiveForm):
    """«Koordinator»: who it is, or honestly that nobody is found yet."""

    found = ChoiceField(
        _l("Har dere funnet en koordinator?"),
        description=_l("Er ingen funnet, skriver du bare når dere gir beskjed igjen."),
        choices=choices_of(FOUND),
        needed=_l("Velg om dere har funnet en koordinator."),
    )
    name = TextField(_l("Hva heter koordinatoren?"))
    role = TextField(_l("Hva jobber koordinatoren som?"))
    phone = PhoneField(_l("Hvilket telefonnummer har koordinatoren på jobb?"), render_kw={})
    first_day = DayField(_l("Fra hvilken dag?"))
    deputy_name = TextField(_l("Hvem er stedfortreder?"))
    deputy_phone = PhoneField(_l("Hvilket telefonnummer har stedfortrederen?"), render_kw={})
    next_news = DayField(
        _l("Ingen ennå: når gir dere beskjed igjen?"),
        description=_l("Til da ringer personen enheten."),
    )
    text = OwnWordsField(_l("Noe mer personen bør vite?"))

    def __init__(self, today: date, **kwargs: Any) -> None:
        """What is needed depends on the first answer, so «valgfritt» would be wrong."""
        super().__init__(today, **kwargs)
        for field in (self.name, self.role, self.phone, self.first_day, self.next_news):
            field.optional_said = False

    @property
    def vacant(self) -> bool:
        """Nobody is found yet."""
        return bool(self.found.data == "no")

    def validate_name(self, field: TextField) -> None:
        """Needed when there is one."""
        self._need(field, _l("Skriv hva koordinatoren heter."))

    def validate_role(self, field: TextField) -> None:
        """Needed when there is one."""
        self._need(field, _l("Skriv hva koordinatoren jobber som."))

    def validate_phone(self, field: PhoneField) -> None:
        """Needed when there is one: a coordinator nobody can reach is none."""
        self._need(field, _l("Skriv telefonnummeret til koordinatoren."))

    def validate_first_day(self, field: DayField) -> None:
        """Needed when there is one; a real day, at most a year away."""
        self._need(field, _l("Skriv fra hvilken dag personen har koordinatoren."))
        if self.vacant or not field.data:
            return
        if field.day is None:
            raise ValidationError(NOT_A_DAY)
        if abs(field.day - self.today) > FURTHEST:
            raise ValidationError(_l("Skriv en dag innen ett år."))

    def validate_next_news(self, field: DayField) -> None:
        """Needed when there is none yet: nobody is left without a date."""
        if not self.vacant:
            return
        if not field.data:
            raise ValidationError(_l("Skriv når dere gir beskjed igjen."))
        self.check_ahead(field)

    def words(self) -> AnswerWords:
        """What the answer says; a vacancy names nobody."""
        said = AnswerWords(text=self.text.data or "", language=self.spoken.data)
        if self.vacant:
            day = self.next_news.day
            return AnswerWords(
                text=said.text,
                language=said.language,
                vacant=True,
                new_date=day.isoformat() if day else None,
            )
        return AnswerWords(
            text=said.text,
            language=said.language,
            coordinator_name=self.name.data or None,
            coordinator_role=self.role.data or None,
            coordinator_phone=spaced(self.phone.e164) or None,
            coordinator_from=self.first_day.day.isoformat() if self.first_day.day else None,
            deputy_name=self.deputy_name.data or None,
            deputy_phone=spaced(self.deputy_phone.e164) or None,
        )

    def _need(self, field: TextField | PhoneField, message: Any) -> None:
        if self.found.data == "yes" and not field.data:
            raise ValidationError(message)


class DecidedForm(GiveForm):
    """A no, whole or in part: the law it rests on decides how long one may complain.

    `seen_due` is the date the officer has seen on the check page: the one that is sent.
    """

    seen_due = HiddenField()
    law = ChoiceField(
        _l("Hvilken lov bygger svaret på?"),
        description=_l("Det bestemmer hvor lang klagefristen er."),
        choices=choices_of(LAWS),
        needed=_l("Velg hvilken lov svaret bygger på."),
    )


class RefusedForm(DecidedForm):
    """«Avslag»: reasons in plain words."""

    text = OwnWordsField(
        _l("Hvorfor sier dere nei?"),
        description=_l("Skriv med vanlige ord hva dere har lagt vekt på."),
        needed=_l("Skriv hvorfor dere sier nei."),
        least=LEAST_REASONS,
    )

    def words(self) -> AnswerWords:
        """What the answer says."""
        return AnswerWords(text=self.text.data or "", language=self.spoken.data)


class InPartForm(DecidedForm):
    """«Delvis»: what is granted, what is not and why."""

    granted = OwnWordsField(_l("Hva sier dere ja til?"), needed=_l("Skriv hva dere sier ja til."))
    text = OwnWordsField(
        _l("Hva sier dere nei til, og hvorfor?"),
        description=_l("Skriv med vanlige ord hva dere har lagt vekt på."),
        needed=_l("Skriv hva dere sier nei til, og hvorfor."),
        least=LEAST_REASONS,
    )

    def words(self) -> AnswerWords:
        """What the answer says."""
        return AnswerWords(
            text=self.text.data or "",
            language=self.spoken.data,
            granted=self.granted.data or None,
        )


AnyAnswerForm = MoreWantedForm | PreliminaryForm | CoordinatorForm | RefusedForm | InPartForm
FORMS: dict[AnswerKind, Callable[..., AnyAnswerForm]] = {
    AnswerKind.MORE_WANTED: MoreWantedForm,
    AnswerKind.PRELIMINARY: PreliminaryForm,
    AnswerKind.COORDINATOR: CoordinatorForm,
    AnswerKind.IN_PART: InPartForm,
    AnswerKind.REFUSED: RefusedForm,
}
