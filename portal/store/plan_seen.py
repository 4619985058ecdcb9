"""A plan as its reader sees it: plain values, measured out once for pages, files and previews alike."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.rules.absence import Days
from portal.rules.plan import Kind, Part, Plan, Status, living
from portal.rules.plan_consent import SECTIONS, Consent, Section
from portal.rules.plan_view import View, consents_seen, noticed_by, seen_by
from portal.rules.protected import is_kin, without_kin_and_places
from portal.store.plan_follow_up import FollowUp

Names = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Coordinator:
    """Whom to call about the plan. `away` is an absence that is not over, `cover` the name of who covers meanwhile."""

    id: str
    name: str
    phone: str | None
    since: date | None
    away: Days | None
    cover: str | None


@dataclass(frozen=True)
class OwnPlan:
    """A plan in a citizen's list. `role` is the reader's: "self", "parent" or "helper"."""

    reference: str
    role: str
    person_name: str
    status: str


@dataclass(frozen=True)
class SeenPlan:
    """All of a plan as its reader may see it.

    `role`: "self", "parent", "helper", "participant" or "staff"; `sections` are those the reader sees, `writes` whether they may
    write there, `messages` whether they have the letters, `kept_back` whether the child keeps something back from this parent;
    for the desk: from a parent.
    `coordinator` None is a vacancy: the unit is whom to call. `gone` are the parts that have been taken away, `names` who has
    written, by (kind, id). `follow_ups` is what nobody has followed up and is not settled, `unread` how many messages to the
    reader are new. `protected`: the person's address is, and next of kin and places are not among the parts.
    """

    id: str
    reference: str
    unit: str
    status: str
    status_at: datetime
    role: str
    person: str
    person_name: str
    born: date | None
    language: str
    begun_at: datetime
    case_id: str | None
    coordinator: Coordinator | None
    plan: Plan
    gone: tuple[Part, ...]
    consents: tuple[Consent, ...]
    names: Names
    sections: frozenset[Section] = frozenset(SECTIONS)
    writes: bool = True
    messages: bool = True
    kept_back: bool = False
    follow_ups: tuple[FollowUp, ...] = ()
    unread: int = 0
    protected: bool = False

    @property
    def in_use(self) -> bool:
        """Whether the plan can be written in, by those who may."""
        return self.status == Status.ACTIVE

    @property
    def open(self) -> bool:
        """Whether its reader can write in it, where they see it."""
        return self.in_use and self.writes

    @property
    def whole(self) -> bool:
        """Whether its reader sees all of it."""
        return self.sections >= frozenset(SECTIONS)

    def shows(self, section: str) -> bool:
        """Whether its reader sees this section."""
        return section in self.sections

    def name_of(self, part: Part) -> str | None:
        """Who wrote this version, None when it is not known any more."""
        return self.names.get((part.by_kind, part.by))


def narrowed(seen: SeenPlan, view: View) -> SeenPlan:
    """The plan as somebody with this view sees it: what they do not see is not there, nor who wrote it.

    The birthday, too, is only for those who see all of it, and for who decides for a child.
    """
    seen = replace(
        seen,
        role=view.role,
        sections=view.sections & seen.sections,
        writes=view.writes,
        messages=view.messages,
        kept_back=view.kept_back,
        unread=seen.unread if view.messages else 0,
    )
    consents = tuple(consents_seen(seen.consents, view))
    if seen.whole and view.role != "participant":
        return replace(seen, consents=consents)
    parts = seen_by((*seen.plan.parts, *seen.gone), seen.sections)
    shown = frozenset(part.id for part in parts)
    return replace(
        seen,
        born=seen.born if view.role == "parent" else None,
        plan=living(parts),
        gone=tuple(part for part in parts if part.removed),
        consents=consents,
        names=_names(seen.names, parts, consents),
        follow_ups=tuple(
            one for one in seen.follow_ups if noticed_by(one.cause, one.object, shown, view)
        ),
    )


def closed_off(seen: SeenPlan) -> SeenPlan:
    """(adressebeskyttelse) The plan without next of kin and places, for everybody outside the desk. Names are the person's and the helpers'."""
    parts = without_kin_and_places((*seen.plan.parts, *seen.gone))
    kin = {part.id for part in (*seen.plan.parts, *seen.gone) if is_kin(part)}
    names = {
        (kind, one): name
        for (kind, one), name in seen.names.items()
        if one not in kin and (kind != "citizen" or one == seen.person)
    }
    return replace(
        seen,
        plan=living(parts),
        gone=tuple(part for part in parts if part.removed),
        consents=tuple(one for one in seen.consents if one.participant not in kin),
        names=names,
        follow_ups=tuple(one for one in seen.follow_ups if one.object not in kin),
        protected=True,
    )


def _names(names: Names, parts: Iterable[Part], consents: Iterable[Consent]) -> Names:
    """Those who have written what is seen, given the consents that are seen, or are seen themselves."""
    seen = {(part.by_kind, part.by) for part in parts}
    seen |= {(one.given_by_kind, one.given_by) for one in consents}
    seen |= {(one.withdrawn_by_kind or "", one.withdrawn_by or "") for one in consents}
    seen |= {("participant", part.id) for part in parts if part.kind is Kind.PARTICIPANT}
    return {who: name for who, name in names.items() if who in seen}
