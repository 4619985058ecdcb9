"""What a child of 12–15 is asked: what a parent is not to see of the plan."""

from collections.abc import Iterable

from portal.forms.base import PortalForm
from portal.forms.fields import choices_of
from portal.forms.rights import OpenChoices
from portal.language import gettext as _
from portal.plan_labels import SECTIONS

PREFIX = "from_"


class KeepBackForm(PortalForm):
    """Boxes for each parent: `form_for` makes it."""

    def wanted(self) -> dict[str, list[str]]:
        """What is ticked, by the id the parent was given with."""
        fields = [one for one in self if one.name.startswith(PREFIX)]
        return {one.name.removeprefix(PREFIX): list(one.data or []) for one in fields}


def form_for(parents: Iterable[tuple[str, str, Iterable[str]]]) -> KeepBackForm:
    """The form for these parents: (id, name, what is kept back now)."""
    known = list(parents)
    fields = {f"{PREFIX}{one}": boxes(name) for one, name, _kept in known}
    made: type[KeepBackForm] = type("KeepBack", (KeepBackForm,), fields)
    return made(**{f"{PREFIX}{one}": list(kept) for one, _name, kept in known})


def boxes(name: str) -> OpenChoices:
    """One parent's boxes."""
    label = _("Hva skal %(name)s ikke se?", name=name)
    return OpenChoices(label, choices=choices_of(SECTIONS))
