"""What the desk writes in a plan: a goal, a measure, and what somebody says about them."""

from datetime import date
from typing import Any, ClassVar

from wtforms import HiddenField
from wtforms import SelectField as Select
from wtforms.validators import ValidationError

from portal.forms.base import PortalForm
from portal.forms.desk import day_of
from portal.forms.desk_people import DAY_HINT, refuse_no_date
from portal.forms.fields import (
    ChoiceField,
    HouseField,
    KeyField,
    LongTextField,
    TextField,
    choices_of,
)
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.plan_labels import GOALS, MEASURES
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Part, Plan

NONE = "ingen"
NUMERIC = {"inputmode": "numeric"}
SEEN_BY = _l(
    "Personen selv og andre som kan se planen, koordinatoren og lederen i enheten,"
    " og de det er sagt ja til å dele dette med."
)


class SelectField(HouseField, Select):
    """One of many choices, in a list that opens. An unknown one is refused in our words."""

    def pre_validate(self, _form: Any) -> None:
        """As ChoiceField; there is always something chosen. Where it was not asked it is the first of the list."""
        if not self.raw_data:
            self.data = next((value for value, *_rest in self.iter_choices()), None)
        if self.data not in {value for value, *_rest in self.iter_choices()}:
            raise ValidationError(_("Velg ett av svarene i lista."))


class PartForm(PortalForm):
    """A part of a plan. `based_on` is the version that was read, 0 for what is not there yet.

    A form is made of the plan as it stands and of the part that is changed, None for a new one.
    """

    kind: ClassVar[Kind]
    key = KeyField()
    based_on = HiddenField(default="0")

    def __init__(self, plan: Plan, before: Part | None = None, **kwargs: Any) -> None:
        """Fill in what is written already, and offer only what can be chosen."""
        self.plan, self.before = plan, before
        written = self.written(before) | {"based_on": str(before.version)} if before else {}
        super().__init__(**(written | kwargs))
        self.offer()

    def written(self, part: Part) -> dict[str, Any]:
        """What the fields hold of a part: those that have the names of its words."""
        return dict(part.words)

    def offer(self) -> None:
        """Fill in the choices that depend on the plan."""

    @property
    def version(self) -> int:
        """The version it was made from; 0, which no part has, when it is no number."""
        text = self.based_on.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0

    def draft(self) -> Draft:
        """What the part is to hold."""
        raise NotImplementedError

    def words(self, *names: str) -> dict[str, str]:
        """What is written in these fields."""
        return {name: self[name].data for name in names if self[name].data}


class GoalForm(PartForm):
    """«Mål»."""

    kind = Kind.GOAL
    text = LongTextField(
        _l("Hva er målet?"),
        description=_l("Skriv det slik personen selv ville sagt det."),
        needed=_l("Skriv hva målet er."),
        longest=1000,
        who_sees=SEEN_BY,
    )
    area = TextField(_l("Hvilken del av livet gjelder det?"), longest=60)
    parent = SelectField(_l("Er det et delmål av et annet mål?"))
    code = ChoiceField(_l("Hvordan står det til med målet?"), choices=[])

    def written(self, part: Part) -> dict[str, Any]:
        """The words, what it hangs on and where it stands."""
        return {**part.words, "parent": part.parent or NONE, "code": part.code}

    def offer(self) -> None:
        """A goal is no part of itself, nor of what is a part of it; a new one is open."""
        own = below(self.plan, self.before.id) if self.before else set()
        goals = {one.id: short(one) for one in self.plan.of(Kind.GOAL) if one.id not in own}
        self.parent.choices = choices_of({NONE: _("Nei"), **goals})
        self.code.choices = choices_of({str(code): words[0] for code, words in GOALS.items()})
        if self.before is None:
            del self.code
        if not goals:
            del self.parent

    def draft(self) -> Draft:
        """What the goal is to hold."""
        code = self.code.data if self.code else None
        return Draft(
            kind=Kind.GOAL,
            words=self.words("text", "area"),
            code=code or Goal.OPEN,
            parent=chosen(self.parent),
        )


class MeasureForm(PartForm):
    """«Tiltak»."""

    kind = Kind.MEASURE
    what = LongTextField(
        _l("Hva skal gjøres?"),
        needed=_l("Skriv hva som skal gjøres."),
        longest=1000,
        who_sees=SEEN_BY,
    )
    parent = SelectField(_l("Hvilket mål hører det til?"))
    responsible = SelectField(_l("Hvem har ansvaret?"))
    code = ChoiceField(
        _l("Hvor langt har det kommet?"), choices=[], needed=_l("Velg hvor langt det har kommet.")
    )
    due_on = TextField(
        _l("Når skal det være gjort?"), description=DAY_HINT, longest=10, render_kw=NUMERIC
    )
    extent = TextField(_l("Hvor mye og hvor ofte?"), longest=300)
    how = LongTextField(_l("Hvordan skal det gjøres?"), longest=1000)

    def written(self, part: Part) -> dict[str, Any]:
        """The words, what it hangs on, who answers for it, where it stands and its date."""
        return {
            **part.words,
            "parent": part.parent or NONE,
            "responsible": part.responsible or NONE,
            "code": part.code,
            "due_on": typed(part.due_on),
        }

    def offer(self) -> None:
        """The plan's goals and participants; a meeting when it was decided there."""
        homes = {one.id: short(one) for one in self.plan.of(Kind.GOAL)}
        home = self.plan.one(self.before.parent) if self.before else None
        if home is not None:
            homes[home.id] = short(home)
        self.parent.choices = choices_of({NONE: _("Ikke under noe mål"), **homes})
        self.responsible.choices = choices_of(responsibles(self.plan))
        self.code.choices = choices_of({str(code): words[0] for code, words in MEASURES.items()})

    def validate_due_on(self, field: TextField) -> None:
        """Refuse what is no date."""
        refuse_no_date(field)

    def draft(self) -> Draft:
        """What the measure is to hold. Why somebody said no goes when it is no longer a no."""
        words = self.words("what", "extent", "how")
        reason = self.before.says("reason") if self.before else ""
        if reason and self.code.data == Measure.NO:
            words["reason"] = reason
        return Draft(
            kind=Kind.MEASURE,
            words=words,
            code=self.code.data or "",
            parent=chosen(self.parent),
            responsible=chosen(self.responsible),
            due_on=day_of(self.due_on.data),
        )


class CommentForm(PartForm):
    """«Kommentar» about a goal or a measure."""

    kind = Kind.COMMENT
    about: Part | None = None
    text = LongTextField(
        _l("Hva vil du si?"), needed=_l("Skriv det du vil si."), longest=2000, who_sees=SEEN_BY
    )

    def draft(self) -> Draft:
        """What is said, and about what."""
        parent = self.about.id if self.about else None
        return Draft(kind=Kind.COMMENT, words=self.words("text"), parent=parent)


def responsibles(plan: Plan) -> dict[str, Any]:
    """Who can answer for a measure: nobody yet, the person, each participant."""
    others = {one.id: who(one) for one in plan.of(Kind.PARTICIPANT)}
    return {NONE: _("Ikke avgjort ennå"), ME: _("Personen selv"), **others}


def who(participant: Part) -> str:
    """A participant's name, with where from."""
    place = participant.says("organisation") or participant.says("role")
    return f"{participant.says('name')} ({place})" if place else participant.says("name")


def short(part: Part, longest: int = 70) -> str:
    """The first words of a part, to choose it by."""
    text = " ".join((part.says("text") or part.says("title") or part.says("what")).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def below(plan: Plan, goal: str) -> set[str]:
    """A goal and all that hangs on it, goal by goal."""
    found, to_see = {goal}, [goal]
    while to_see:
        under = [one.id for one in plan.under(to_see.pop(), Kind.GOAL) if one.id not in found]
        found.update(under)
        to_see += under
    return found


def chosen(field: Any) -> str | None:
    """The id that was chosen, None for none or for a question that was not asked."""
    return field.data if field and field.data not in (None, "", NONE) else None


def typed(day: date | None) -> str:
    """A date as people type it."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""
