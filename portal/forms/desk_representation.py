"""What the desk fills in when it writes down what law or paper gives: one form for each basis."""

from datetime import date, timedelta
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import SEEN_BY, day_of
from portal.forms.desk_plan_begin import (
    DAY,
    OTHER_BIRTHDAY,
    refuse_no_birthday,
    refuse_no_day,
    refuse_no_number,
)
from portal.forms.desk_representation_words import FAULTS, MANDATES, PARENT_BY, SCOPES
from portal.forms.fields import (
    ChoiceField,
    KeyField,
    LongTextField,
    TextField,
    TickField,
    choices_of,
)
from portal.forms.rights import OpenChoices
from portal.language import lazy_gettext as _l
from portal.plan_labels import SECTIONS
from portal.rules.registering import Fault, Mandate, ordinary_scopes, scopes_to_choose
from portal.rules.representation import Basis

__all__ = ["FORMS", "OTHER_BIRTHDAY", "GrantForm"]

OWN_NUMBER = _l("Dette er nummeret til personen selv. Skriv nummeret til den som skal handle.")
IS_PROTECTED = _l(
    "Personen eller den som skal handle, har beskyttet adresse. Da kan ingen av dem handle for den andre her."
)
LAST_DAY = _l("For eksempel 21.11.2027. Dagen er med.")


def born() -> TextField:
    """A field, made anew for each form: fields stand on the page in the order they are made."""
    return TextField(
        _l("Når er personen det gjelder, født?"),
        description=_l("For eksempel 21.11.2016. Vi sammenligner med fødselsnummeret."),
        needed=_l("Skriv når personen er født."),
        longest=10,
        render_kw=DAY,
    )


def paper() -> TextField:
    """As `born`."""
    return TextField(
        _l("Referansen i arkivet"),
        description=_l("For eksempel 26/1234-5. Da kan papiret finnes igjen."),
        needed=_l("Skriv referansen til papiret i arkivet."),
        longest=60,
        render_kw={"autocomplete": "off"},
    )


def scopes(basis: Basis) -> OpenChoices:
    """As `born`: what the desk may choose among."""
    return OpenChoices(
        _l("Hva gjelder det?"),
        description=_l("Kryss bare av for det papiret eller loven gir rett til."),
        choices=choices_of({one.value: SCOPES[one] for one in scopes_to_choose(basis)}),
        default=[one.value for one in scopes_to_choose(basis) if one in ordinary_scopes(basis)],
    )


def sections() -> OpenChoices:
    """As `born`."""
    return OpenChoices(
        _l("Hvilke deler av planen gjelder det?"),
        description=_l("Uten kryss gjelder det hele planen."),
        choices=choices_of(SECTIONS),
    )


def until(*, needed: Any = None) -> TextField:
    """As `born`: the last day it counts."""
    hint = (
        LAST_DAY
        if needed is not None
        else _l("La feltet stå tomt hvis det ikke er satt noen siste dag.")
    )
    return TextField(
        _l("Siste dag det gjelder"), description=hint, needed=needed, longest=10, render_kw=DAY
    )


def quiet() -> TickField:
    """As `born`."""
    return TickField(
        _l("Ikke gi beskjed nå"),
        description=_l("Bare når en beskjed kan skade, for eksempel i en sak i barnevernet."),
    )


class LastDayForm(PortalForm):
    """What lasts until a day, and what the law says of it."""

    basis: ClassVar[Basis]
    until: TextField | None = None

    @property
    def chosen_until(self) -> date | None:
        """The first day it no longer counts, None where no last day was given."""
        last = day_of(self.until.data) if self.until is not None else None
        return last + timedelta(days=1) if last else None

    def validate_until(self, field: TextField) -> None:
        """Refuse what is no date, and the end of all time."""
        refuse_no_day(field)
        if day_of(field.data) == date.max:
            raise ValidationError(_l("Skriv datoen med dag, måned og år, for eksempel 21.11.2027."))

    def tell(self, fault: Fault) -> None:
        """Say what is wrong, at the field where it can be mended."""
        name, message = FAULTS.get((fault, self.basis)) or FAULTS[fault, None]
        field = self[name] if name in self else self["number"]
        field.errors = [message]


class GrantForm(LastDayForm):
    """Who may act for the person, and where it can be seen. What a basis asks besides stands in its own form."""

    key = KeyField()
    person_name = TextField(
        _l("Navnet til personen det gjelder"),
        needed=_l("Skriv navnet til personen det gjelder."),
        render_kw={"autocomplete": "off"},
    )
    number = TextField(
        _l("Fødselsnummeret til den som skal handle"),
        needed=_l("Skriv fødselsnummeret med 11 siffer."),
        longest=20,
        render_kw=DAY,
    )
    name = TextField(
        _l("Navnet til den som skal handle"),
        needed=_l("Skriv navnet til den som skal handle."),
        render_kw={"autocomplete": "off"},
    )
    born: TextField | None = None
    scopes: OpenChoices | None = None
    sections: OpenChoices | None = None
    quiet: TickField | None = None

    def __init__(self, today: date, **kwargs: Any) -> None:
        """`today` ends the birthdays that can be."""
        super().__init__(**kwargs)
        self.today = today

    @property
    def evidence(self) -> str:
        """Where it can be found again."""
        raise NotImplementedError

    @property
    def first_day(self) -> date:
        """The first day it counts."""
        return self.today

    @property
    def chosen_born(self) -> date | None:
        """The birthday, where it is asked."""
        return day_of(self.born.data) if self.born is not None else None

    def validate_number(self, field: TextField) -> None:
        """Refuse what cannot be a national number or a D-number."""
        refuse_no_number(field)

    def validate_born(self, field: TextField) -> None:
        """Refuse what is no birthday."""
        refuse_no_birthday(field, self.today)

    def validate_scopes(self, field: OpenChoices) -> None:
        """A right to nothing is none."""
        if not field.data:
            raise ValidationError(_l("Kryss av for minst én ting."))


class PaperForm(GrantForm):
    """«Fullmakt på papir»."""

    basis = Basis.PAPER
    paper = paper()
    scopes = scopes(Basis.PAPER)
    sections = sections()
    until = until(needed=_l("Skriv den siste dagen fullmakten gjelder."))

    @property
    def evidence(self) -> str:
        """The archive's reference."""
        return self.paper.data or ""


class ParentForm(GrantForm):
    """«Foreldreansvar»."""

    basis = Basis.PARENT
    how = ChoiceField(
        _l("Hvor er foreldreansvaret kontrollert?"),
        choices=choices_of(PARENT_BY),
        needed=_l("Velg hvor foreldreansvaret er kontrollert."),
    )
    born = born()
    quiet = quiet()

    @property
    def evidence(self) -> str:
        """The code of where it was checked."""
        return str(self.how.data)


class CarerForm(GrantForm):
    """«Omsorg for barnet»: the child welfare service, or foster parents."""

    basis = Basis.CARER
    paper = paper()
    born = born()
    until = until()
    quiet = quiet()

    @property
    def evidence(self) -> str:
        """The archive's reference to the decision."""
        return self.paper.data or ""


class YoungForm(GrantForm):
    """«Forelder til en på 16 eller 17 år»: case by case, with a reason."""

    basis = Basis.YOUNG
    born = born()
    why = LongTextField(
        _l("Hvorfor trenger forelderen dette nå?"),
        description=_l("Hva den unge selv mener, skal telle. Skriv hva hen har sagt."),
        needed=_l("Skriv hvorfor forelderen trenger dette."),
        longest=1000,
        who_sees=SEEN_BY,
    )
    scopes = scopes(Basis.YOUNG)
    sections = sections()
    until = until(needed=_l("Skriv den siste dagen det gjelder."))
    quiet = quiet()

    @property
    def evidence(self) -> str:
        """The reason itself."""
        return self.why.data or ""


class GuardianForm(GrantForm):
    """«Verge»: within the mandate, and only one for personal matters gives anything here."""

    basis = Basis.GUARDIAN
    paper = paper()
    mandate = ChoiceField(
        _l("Hva gjelder mandatet?"),
        description=_l("Det står i vergefullmakten fra Statsforvalteren."),
        choices=choices_of(MANDATES),
        needed=_l("Velg hva mandatet gjelder."),
    )
    scopes = scopes(Basis.GUARDIAN)
    until = until()

    @property
    def evidence(self) -> str:
        """The archive's reference to the document."""
        return self.paper.data or ""

    def validate_mandate(self, field: ChoiceField) -> None:
        """A mandate for the economy alone opens nothing about health and care."""
        if field.data and not Mandate(field.data).counts_here:
            raise ValidationError(
                _l(
                    "Et mandat for bare økonomi gir ingen rett til planen eller sakene her. Ingenting blir registrert."
                )
            )


class LastingForm(GrantForm):
    """«Fremtidsfullmakt»: in force from a day, confirmed."""

    basis = Basis.LASTING
    paper = paper()
    since = TextField(
        _l("Fra hvilken dag gjelder den?"),
        description=_l("Dagen i bekreftelsen. For eksempel 21.11.2026."),
        needed=_l("Skriv dagen fremtidsfullmakten trådte i kraft."),
        longest=10,
        render_kw=DAY,
    )
    born = born()
    scopes = scopes(Basis.LASTING)

    @property
    def evidence(self) -> str:
        """The archive's reference to the confirmation."""
        return self.paper.data or ""

    @property
    def first_day(self) -> date:
        """The day in the confirmation."""
        return day_of(self.since.data) or self.today

    def validate_since(self, field: TextField) -> None:
        """Refuse what is no date."""
        refuse_no_day(field)


FORMS: dict[str, type[GrantForm]] = {
    "fullmakt": PaperForm,
    "foreldreansvar": ParentForm,
    "omsorg": CarerForm,
    "ung": YoungForm,
    "verge": GuardianForm,
    "fremtidsfullmakt": LastingForm,
}
"""What stands in the address → the form. An assessment has a page of its own."""
