"""The words of the plan's codes: the same on every page, on paper and in the files one takes along."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.plan import Goal, Measure, Meeting, Progress, Role, Sector, Status, Topic
from portal.rules.plan_lateness import Attention

STATUSES: dict[str, Any] = {
    Status.INVITED: _l("Du er spurt om du vil ha en plan"),
    Status.COORDINATOR_ONLY: _l("Bare koordinator, ingen plan"),
    Status.DECLINED: _l("Du har sagt nei til plan"),
    Status.ACTIVE: _l("Planen er i bruk"),
    Status.WITHDRAWN: _l("Samtykket er trukket"),
    Status.ENDED: _l("Planen er avsluttet"),
}

GOALS: dict[str, Any] = {
    Goal.OPEN: (_l("Vi jobber med det"), "neutral"),
    Goal.REACHED: (_l("Nådd"), "success"),
    Goal.SET_ASIDE: (_l("Lagt bort nå"), "neutral"),
}

MEASURES: dict[str, Any] = {
    Measure.PROPOSED: (_l("Foreslått"), "info"),
    Measure.ASKED: (_l("Spurt"), "info"),
    Measure.YES: (_l("Har sagt ja"), "accent"),
    Measure.NO: (_l("Har sagt nei"), "warning"),
    Measure.UNDER_WAY: (_l("I gang"), "accent"),
    Measure.DONE: (_l("Gjort"), "success"),
}

SECTORS: dict[str, Any] = {
    Sector.KIN: _l("Pårørende"),
    Sector.MUNICIPALITY: _l("Kommunen"),
    Sector.SCHOOL: _l("Barnehage eller skole"),
    Sector.GP: _l("Fastlege"),
    Sector.HOSPITAL: _l("Sykehus"),
    Sector.NAV: _l("Nav"),
    Sector.CHILD_WELFARE: _l("Barnevernet"),
    Sector.OTHER: _l("Andre"),
}

TOPICS: dict[str, Any] = {
    Topic.IMPORTANT: _l("Det viktigste for meg nå"),
    Topic.RESOURCES: _l("Dette får jeg til, og dette hjelper meg"),
    Topic.NEEDS: _l("Dette trenger jeg"),
    Topic.BY_ME: _l("Dette bidrar jeg med"),
    Topic.BY_SERVICES: _l("Dette bidrar tjenestene med"),
    Topic.BY_KIN: _l("Dette bidrar pårørende med"),
    Topic.COOPERATION: _l("Annet samarbeid som trengs"),
    Topic.CHILD: _l("Slik har barnet fått være med"),
}

ATTENTION: dict[str, Any] = {
    Attention.LATE: (_l("Forsinket"), "danger"),
    Attention.NOT_ANSWERED: (_l("Ikke svart"), "warning"),
}

ROLE_NAMES: dict[str, Any] = {
    "coordinator": _l("Koordinator"),
    "child_coordinator": _l("Barnekoordinator"),
    "contact_doctor": _l("Kontaktlege"),
}

ROLES: dict[str, Any] = {
    Role.OFFERED: _l("Tilbudt"),
    Role.APPOINTED: _l("Oppnevnt"),
    Role.DECLINED: _l("Takket nei"),
    Role.NOT_RELEVANT: _l("Ikke aktuelt"),
}

MEETINGS: dict[str, Any] = {
    Meeting.CALLED: _l("Innkalt"),
    Meeting.HELD: _l("Holdt"),
    Meeting.CANCELLED: _l("Avlyst"),
}

PROGRESS: dict[str, Any] = {
    Progress.REACHED: _l("Målet er nådd"),
    Progress.CLOSER: _l("Nærmere målet"),
    Progress.SAME: _l("Som før"),
    Progress.FURTHER: _l("Lenger unna målet"),
}

SECTIONS: dict[str, Any] = {
    "goals": _l("Målene"),
    "measures": _l("Tiltakene"),
    "texts": _l("Tekstene i planen"),
    "team": _l("De som hjelper"),
    "meetings": _l("Møter"),
}
