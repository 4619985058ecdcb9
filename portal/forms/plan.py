"""What the plan asks in the person's own words: a goal, a text, a comment."""

from typing import Any

from wtforms import HiddenField

from portal.forms.base import PortalForm
from portal.forms.fields import KeyField, LongTextField, TextField
from portal.language import lazy_gettext as _l
from portal.rules.plan import Topic

LONGEST = 3000
SEEN_BY = _l(
    "Du og andre som kan se planen her, koordinatoren og lederen i enheten,"
    " og de det er sagt ja til å dele dette med."
)


class PlanForm(PortalForm):
    """Something to write in the plan: its one-time key, and the version it was made from."""

    key = KeyField()
    version = HiddenField(default="0")

    @property
    def based_on(self) -> int:
        """The version that was shown; 0 when there was none, or when what came is no number."""
        said = self.version.data or ""
        return int(said) if said.isdecimal() and len(said) < 9 else 0


class GoalForm(PlanForm):
    """«Hva vil du?» `under` is the goal it is a step towards, empty for none."""

    under = HiddenField(default="")
    text = LongTextField(
        _l("Hva vil du?"),
        description=_l("Bruk dine egne ord. For eksempel: «Jeg vil gå på skolen hver dag.»"),
        needed=_l("Skriv hva du vil."),
        longest=600,
        who_sees=SEEN_BY,
    )
    area = TextField(
        _l("Hvilken del av livet gjelder det?"),
        description=_l("For eksempel skole, hjem, helse, venner eller jobb."),
    )


HINTS: dict[Topic, Any] = {
    Topic.IMPORTANT: _l(
        "Det du skriver her, står øverst i planen. Alle som hjelper, begynner der."
    ),
    Topic.RESOURCES: _l("Hva er du god på? Hva gjør en dag lettere?"),
    Topic.NEEDS: _l("Skriv hva som må være på plass for at hverdagen skal gå."),
    Topic.BY_ME: _l("Hva vil du gjøre selv? Det kan være lite, og det kan endres."),
    Topic.CHILD: _l("Skriv hva barnet selv har sagt, og hvordan barnet har vært med."),
}
QUESTIONS: dict[Topic, Any] = {
    Topic.IMPORTANT: _l("Hva er viktigst for deg nå?"),
    Topic.RESOURCES: _l("Hva får du til, og hva hjelper deg?"),
    Topic.NEEDS: _l("Hva trenger du?"),
    Topic.BY_ME: _l("Hva bidrar du med selv?"),
    Topic.CHILD: _l("Hvordan har barnet fått være med?"),
}


class TextForm(PlanForm):
    """One text of the plan, by its topic."""

    text = LongTextField(
        "", needed=_l("Skriv noe før du lagrer."), longest=LONGEST, who_sees=SEEN_BY
    )

    def __init__(self, topic: Topic, **kwargs: Any) -> None:
        """The question and its hint are the topic's own."""
        super().__init__(**kwargs)
        self.text.label.text = QUESTIONS[topic]
        self.text.description = HINTS[topic]


class CommentForm(PlanForm):
    """«Skriv en kommentar»."""

    text = LongTextField(
        _l("Hva vil du si?"),
        description=_l("Skriv hvordan det går, eller hva du lurer på."),
        needed=_l("Skriv det du vil si."),
        longest=LONGEST,
        who_sees=SEEN_BY,
    )
