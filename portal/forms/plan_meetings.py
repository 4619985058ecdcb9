"""What is asked about a meeting: when and where, what to talk about, what was said and decided, how it goes with a goal."""

import re
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal.forms.desk import day_of
from portal.forms.desk_people import DAY_HINT, refuse_no_date
from portal.forms.desk_plan import (
    NONE,
    NUMERIC,
    PartForm,
    SelectField,
    chosen,
    responsibles,
    short,
    typed,
    who,
)
from portal.forms.desk_plan import SEEN_BY as SEEN_BY_DESK
from portal.forms.fields import ChoiceField, LongTextField, TextField, choices_of
from portal.forms.plan import SEEN_BY, PlanForm
from portal.forms.rights import OpenChoices
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.plan_labels import PROGRESS
from portal.rules.plan import Draft, Goal, Kind, Measure, Meeting, Part, Point

CLOCK = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")


class PointForm(PlanForm):
    """«Skriv et punkt»: what the person wants to talk about."""

    text = LongTextField(
        _l("Hva vil du snakke om?"),
        description=_l("Punktene dine står først på lista."),
        needed=_l("Skriv det du vil snakke om."),
        longest=1000,
        who_sees=SEEN_BY,
    )


class MeetingForm(PartForm):
    """«Kall inn til møte»."""

    kind = Kind.MEETING
    title = TextField(
        _l("Hva er møtet om?"), description=_l("For eksempel ansvarsgruppe."), needed=_l("Skriv hva møtet er om.")
    )  # fmt: skip
    due_on = TextField(
        _l("Hvilken dag?"),
        description=DAY_HINT,
        needed=_l("Skriv hvilken dag møtet er."),
        longest=10,
        render_kw=NUMERIC,
    )
    at = TextField(
        _l("Hvilket klokkeslett?"),
        description=_l("For eksempel 12.30."),
        needed=_l("Skriv klokkeslettet."),
        longest=20,
    )
    place = TextField(_l("Hvor?"), needed=_l("Skriv hvor møtet er."), longest=200)
    people = OpenChoices(
        _l("Hvem skal være med?"),
        description=_l("De får ikke melding herfra. Ring eller skriv til dem."),
    )
    today: date | None = None

    def written(self, part: Part) -> dict[str, Any]:
        """The words, the day as people type it, and those who are asked among those who take part."""
        names = part.says("asked").splitlines()
        asked = [one.id for one in self.plan.of(Kind.PARTICIPANT) if who(one) in names]
        return {**part.words, "due_on": typed(part.due_on), "people": asked}

    def offer(self) -> None:
        """Everybody who takes part in the plan."""
        self.offered = {one.id: who(one) for one in self.plan.of(Kind.PARTICIPANT)}
        self.people.choices = choices_of(self.offered)
        if not self.offered:
            del self.people

    def validate_due_on(self, field: TextField) -> None:
        """Refuse what is no date, and a day that has passed."""
        refuse_no_date(field)
        day = day_of(field.data)
        moved = self.before is None or day != self.before.due_on
        if day and moved and self.today and day < self.today:
            raise ValidationError(_l("Skriv en dag som ikke er passert."))

    def validate_at(self, field: TextField) -> None:
        """Refuse what is no time of day."""
        if not CLOCK.fullmatch(field.data or ""):
            raise ValidationError(
                _l("Skriv klokkeslettet med timer og minutter, for eksempel 12.30.")
            )

    def draft(self) -> Draft:
        """What is called. Names are kept as they are now: who was asked stays, whoever leaves the plan later."""
        words = self.words("title", "place")
        if found := CLOCK.fullmatch(self.at.data or ""):
            words["at"] = f"{int(found[1]):02}:{found[2]}"
        ticked = self.people.data or [] if self.people else []
        words["asked"] = "\n".join(name for one, name in self.offered.items() if one in ticked)
        if self.before is not None and self.before.says("minutes"):
            words["minutes"] = self.before.says("minutes")
        code = self.before.code if self.before else Meeting.CALLED
        return Draft(kind=Kind.MEETING, words=words, code=code, due_on=day_of(self.due_on.data))


class MinutesForm(PartForm):
    """«Skriv referat»: the meeting has been held."""

    kind = Kind.MEETING
    minutes = LongTextField(
        _l("Hva ble sagt og bestemt?"),
        description=_l("Skriv kort, og slik at personen kjenner seg igjen."),
        needed=_l("Skriv referatet."),
        longest=6000,
        who_sees=SEEN_BY_DESK,
    )

    def draft(self) -> Draft:
        """The meeting as it stands, held, with its minutes."""
        return drafted(self.before, Meeting.HELD, minutes=self.minutes.data or "")


class UnderMeeting(PartForm):
    """A new part that came of a meeting (`meeting`, an id)."""

    meeting = ""


class DeskPointForm(UnderMeeting):
    """«Skriv et punkt», at the desk: stands after the person's own."""

    kind = Kind.POINT
    text = LongTextField(
        _l("Hva skal dere snakke om?"),
        needed=_l("Skriv hva dere skal snakke om."),
        longest=1000,
        who_sees=SEEN_BY_DESK,
    )

    def draft(self) -> Draft:
        """The point, open."""
        return Draft(
            kind=Kind.POINT, words=self.words("text"), code=Point.OPEN, parent=self.meeting
        )


class DecisionForm(UnderMeeting):
    """«Gjør til tiltak»: what was decided, who does it, and by when."""

    kind = Kind.MEASURE
    what = LongTextField(
        _l("Hva ble dere enige om?"),
        needed=_l("Skriv hva som skal gjøres."),
        longest=1000,
        who_sees=SEEN_BY_DESK,
    )
    responsible = SelectField(_l("Hvem har ansvaret?"))
    due_on = TextField(
        _l("Når skal det være gjort?"),
        description=DAY_HINT,
        needed=_l("Skriv når det skal være gjort."),
        longest=10,
        render_kw=NUMERIC,
    )

    def offer(self) -> None:
        """Those who take part."""
        self.responsible.choices = choices_of(responsibles(self.plan))

    def validate_due_on(self, field: TextField) -> None:
        """Refuse what is no date."""
        refuse_no_date(field)

    def draft(self) -> Draft:
        """A dated measure: somebody said yes in the meeting, or it is still to be found out who."""
        somebody = chosen(self.responsible)
        return Draft(
            kind=Kind.MEASURE,
            words=self.words("what"),
            code=Measure.YES if somebody else Measure.PROPOSED,
            parent=self.meeting,
            responsible=somebody,
            due_on=day_of(self.due_on.data),
        )


class EvaluationForm(UnderMeeting):
    """«Hvordan går det med målet?»"""

    kind = Kind.EVALUATION
    goal = SelectField(_l("Hvilket mål?"))
    code = ChoiceField(
        _l("Hvordan går det?"),
        choices=choices_of({str(code): words for code, words in PROGRESS.items()}),
        needed=_l("Velg hvordan det går."),
    )
    text = LongTextField(
        _l("Hva sier dere om det?"),
        needed=_l("Skriv hva dere sa om målet."),
        longest=1000,
        who_sees=SEEN_BY_DESK,
    )

    def offer(self) -> None:
        """The goals that are worked with; others are not looked at in meetings."""
        goals = [one for one in self.plan.of(Kind.GOAL) if one.code == Goal.OPEN]
        self.goal.choices = choices_of(
            {NONE: _("Velg et mål"), **{one.id: short(one) for one in goals}}
        )

    def validate_goal(self, field: SelectField) -> None:
        """A goal must be chosen."""
        if chosen(field) is None:
            raise ValidationError(_l("Velg hvilket mål det gjelder."))

    def draft(self) -> Draft:
        """How it goes, as it was said in the meeting."""
        return Draft(
            kind=Kind.EVALUATION,
            words=self.words("text") | {"meeting": self.meeting},
            code=self.code.data or "",
            parent=chosen(self.goal),
        )


def drafted(meeting: Part | None, code: Meeting, **words: str) -> Draft:
    """A meeting as it stands, in another state and with these words."""
    if meeting is None:
        raise ValueError("there is a meeting to change")
    return Draft(
        kind=Kind.MEETING,
        words={**meeting.words, **words},
        code=code,
        due_on=meeting.due_on,
    )
