"""What the desk fills in when a plan begins: whose it is, who the parents are, and what has been said on paper."""

from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError
from wtforms.widgets import EmailInput

from portal.forms.base import PortalForm
from portal.forms.coordinator_request import MAIL
from portal.forms.desk import day_of
from portal.forms.desk_confirm import PARENT_BY
from portal.forms.fields import ChoiceField, PhoneField, TextField, choices_of
from portal.forms.rights import OpenChoices
from portal.language import NAMES
from portal.language import lazy_gettext as _l
from portal.plan_labels import SECTIONS
from portal.rules.coordinator_request import Reach
from portal.rules.national_number import national_number

REGISTER = "register"
REACH: dict[str, Any] = {
    REGISTER: _l("Slik personen har valgt i kontaktregisteret"),
    "sms": _l("Melding på telefon"),
    "email": _l("E-post"),
    "call": _l("Vi ringer"),
    "letter": _l("Brev"),
}
ANSWERS: dict[str, Any] = {
    "plan": _l("Ja til plan, på papir"),
    "coordinator": _l("Bare koordinator, ikke plan"),
    "no": _l("Nei til plan, eller trekker samtykket"),
}
OTHER_BIRTHDAY = _l("Datoen stemmer ikke med fødselsnummeret. Rett det som er feil.")
OWN_NUMBER = _l("Dette er nummeret til barnet. Skriv nummeret til forelderen.")
DAY = {"inputmode": "numeric", "autocomplete": "off"}


def language() -> ChoiceField:
    """A field, made anew for each form: fields stand on the page in the order they are made."""
    return ChoiceField(
        _l("Hvilket språk skal beskjeder være på?"),
        choices=choices_of(NAMES),
        needed=_l("Velg språk."),
    )


def reach() -> ChoiceField:
    """As `language`."""
    return ChoiceField(
        _l("Hvordan skal personen få beskjed om noe nytt?"),
        description=_l("Beskjeden sier bare at det er noe nytt. Den sier ikke hva det gjelder."),
        choices=choices_of(REACH),
        needed=_l("Velg hvordan personen skal få beskjed."),
    )


def contact_phone() -> PhoneField:
    """As `language`."""
    return PhoneField(
        _l("Telefonnummeret til personen"),
        description=_l("Trengs for melding på telefon."),
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )


def email() -> TextField:
    """As `language`."""
    return TextField(
        _l("E-postadressen til personen"),
        description=_l("Trengs for e-post."),
        longest=254,
        widget=EmailInput(),
        render_kw={"autocomplete": "off"},
    )


def paper() -> TextField:
    """As `language`."""
    return TextField(
        _l("Referansen i arkivet"),
        description=_l("Trengs når noe er sagt ja til på papir. For eksempel 26/1234-5."),
        longest=60,
        render_kw={"autocomplete": "off"},
    )


def day() -> TextField:
    """As `language`."""
    return TextField(
        _l("Når skrev personen under?"),
        description=_l("For eksempel 21.11.2026. La feltet stå tomt hvis det var i dag."),
        longest=10,
        render_kw=DAY,
    )


class TellForm(PortalForm):
    """How somebody who is let see a plan wants to be told of news."""

    language: ChoiceField
    reach: ChoiceField
    contact_phone: PhoneField
    email: TextField

    def __init__(self, **kwargs: Any) -> None:
        """The hints say when a number or an address is needed."""
        super().__init__(**kwargs)
        self.contact_phone.optional_said = self.email.optional_said = False

    def validate_contact_phone(self, field: PhoneField) -> None:
        """Needed for a message on the phone."""
        if not field.data and self.reach.data == Reach.SMS:
            raise ValidationError(_l("Skriv telefonnummeret, eller velg en annen måte."))

    def validate_email(self, field: TextField) -> None:
        """Needed for an e-mail; what cannot be an address is told at once."""
        if not field.data and self.reach.data == Reach.EMAIL:
            raise ValidationError(_l("Skriv e-postadressen, eller velg en annen måte."))
        if field.data and not (MAIL.fullmatch(field.data) and field.data.isascii()):
            raise ValidationError(_l("Skriv en hel e-postadresse, for eksempel navn@eksempel.no."))

    @property
    def chosen_reach(self) -> str | None:
        """The code, None for the contact register."""
        return None if self.reach.data == REGISTER else str(self.reach.data)

    @property
    def contact(self) -> str | None:
        """The number or address for it."""
        phone, email = self.contact_phone.e164, self.email.data
        wanted = {Reach.SMS: phone, Reach.CALL: phone, Reach.EMAIL: email}
        return wanted.get(Reach(self.chosen_reach)) or None if self.chosen_reach else None


class BeginPlanForm(TellForm):
    """«Sett i gang en plan». `case` is the reference of the case it comes from."""

    case = HiddenField()
    number = TextField(
        _l("Fødselsnummeret til personen"),
        description=_l("Da kan personen se planen etter å ha logget inn. Spør personen selv."),
        needed=_l("Skriv fødselsnummeret med 11 siffer."),
        longest=20,
        render_kw=DAY,
    )
    name = TextField(_l("Navnet til personen"), needed=_l("Skriv navnet til personen."))
    born = TextField(
        _l("Når er personen født?"),
        description=_l("For eksempel 21.11.2016. Trengs når personen er under 18 år."),
        longest=10,
        render_kw=DAY,
    )
    unit = ChoiceField(_l("Hvilken enhet skal ha planen?"), choices=[], needed=_l("Velg en enhet."))
    phone = PhoneField(
        _l("Nummeret personen kan ringe deg på"),
        description=_l("La feltet stå tomt hvis personen skal ringe enheten."),
        render_kw={"autocomplete": "work tel", "inputmode": "tel"},
    )

    language = language()
    reach = reach()
    contact_phone = contact_phone()
    email = email()

    def __init__(self, units: dict[str, str], today: date, *, known: bool, **kwargs: Any) -> None:
        """`units` (code: name) are asked about when there is a choice; `known`: the case says whose plan it is."""
        super().__init__(**kwargs)
        self.today = today
        self.only_unit = next(iter(units)) if len(units) == 1 else None
        self.unit.choices = choices_of(units)
        if self.only_unit is not None:
            del self.unit
        if known:
            del self.number

    @property
    def chosen_unit(self) -> str:
        """The code of the unit that gets the plan."""
        return self.only_unit or str(self.unit.data)

    def validate_number(self, field: TextField) -> None:
        """Refuse what cannot be a national number or a D-number."""
        refuse_no_number(field)

    def validate_born(self, field: TextField) -> None:
        """Refuse what is no birthday."""
        refuse_no_birthday(field, self.today)


class PlanParentForm(TellForm):
    """«Legg til en forelder»."""

    number = TextField(
        _l("Fødselsnummeret til forelderen"),
        needed=_l("Skriv fødselsnummeret med 11 siffer."),
        longest=20,
        render_kw=DAY,
    )
    name = TextField(_l("Navnet til forelderen"), needed=_l("Skriv navnet til forelderen."))
    how = ChoiceField(
        _l("Hvor er foreldreansvaret kontrollert?"),
        choices=choices_of(PARENT_BY),
        needed=_l("Velg hvor foreldreansvaret er kontrollert."),
    )
    born = TextField(
        _l("Når er barnet født?"),
        description=_l(
            "For eksempel 21.11.2016. Forelderen kan se planen til barnet fyller 16 år."
        ),
        needed=_l("Skriv når barnet er født."),
        longest=10,
        render_kw=DAY,
    )

    language = language()
    reach = reach()
    contact_phone = contact_phone()
    email = email()

    def __init__(self, today: date, *, born_known: bool, **kwargs: Any) -> None:
        """The birthday is asked where the plan does not know it."""
        super().__init__(**kwargs)
        self.today = today
        if born_known:
            del self.born

    def validate_number(self, field: TextField) -> None:
        """Refuse what cannot be a national number or a D-number."""
        refuse_no_number(field)

    def validate_born(self, field: TextField) -> None:
        """Refuse what is no birthday."""
        refuse_no_birthday(field, self.today)


class OnPaperForm(PortalForm):
    """What a paper has: the archive's reference, and the day it was signed."""

    paper: TextField
    day: TextField | None

    def __init__(self, today: date, **kwargs: Any) -> None:
        """`today` ends the days that can be."""
        super().__init__(**kwargs)
        self.today = today
        self.paper.optional_said = False  # the hint says when it is needed

    @property
    def said_yes(self) -> bool:
        """Whether there must be a paper."""
        raise NotImplementedError

    @property
    def chosen_day(self) -> date:
        """The day it was signed."""
        return (day_of(self.day.data) if self.day else None) or self.today

    def validate_paper(self, field: TextField) -> None:
        """A yes that nobody can find again is none."""
        if self.said_yes and not field.data:
            raise ValidationError(_l("Skriv referansen til papiret i arkivet."))

    def validate_day(self, field: TextField) -> None:
        """Refuse what is no date, and a day to come."""
        refuse_no_day(field)
        if self.chosen_day > self.today:
            raise ValidationError(_l("Skriv en dag som ikke ligger fram i tid."))


class PaperConsentForm(OnPaperForm):
    """«Noter hva personen har svart»."""

    answer = ChoiceField(
        _l("Hva har personen svart?"),
        description=_l("Til et nei trengs det ikke noe papir. Det er nok at personen sier det."),
        choices=[],
        needed=_l("Velg hva personen har svart."),
    )
    paper = paper()
    day = day()

    def __init__(self, offered: tuple[str, ...], today: date, **kwargs: Any) -> None:
        """`offered` are the answers that would change something; without a yes among them there is no paper to ask for."""
        super().__init__(today, **kwargs)
        self.answer.choices = choices_of({one: ANSWERS[one] for one in offered})
        if "plan" not in offered:
            del self.paper, self.day

    @property
    def said_yes(self) -> bool:
        """A yes to a plan."""
        return bool(self.answer.data == "plan")


class PaperShareForm(OnPaperForm):
    """What the person has said, on paper, that one of those who help may see."""

    sections = OpenChoices(
        _l("Hva vil personen dele?"),
        description=_l("Uten kryss blir det slutt på delingen. Til det trengs det ikke noe papir."),
        choices=choices_of(SECTIONS),
    )
    paper = paper()
    day = day()

    @property
    def said_yes(self) -> bool:
        """Anything is shared."""
        return bool(self.sections.data)


def refuse_no_number(field: TextField) -> None:
    """Refuse what cannot be a national number or a D-number."""
    if field.data and national_number(field.data) is None:
        raise ValidationError(_l("Skriv fødselsnummeret med 11 siffer."))


def refuse_no_day(field: TextField) -> None:
    """Refuse what is no date, and show how one looks."""
    if field.data and day_of(field.data) is None:
        raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2026."))


def refuse_no_birthday(field: TextField, today: date) -> None:
    """Refuse what is no date, and a day to come."""
    refuse_no_day(field)
    born = day_of(field.data)
    if born and born > today:
        raise ValidationError(_l("Skriv en dag som ikke ligger fram i tid."))
