"""The words of the plan's codes."""

from portal.language import lazy_gettext as _l
from portal.rules.plan import Goal, Measure, Sector, Status, Topic

STATUSES = {
    Status.INVITED: _l("Du er spurt om du vil ha en plan"),
    Status.COORDINATOR_ONLY: _l("Bare koordinator, ingen plan"),
    Status.DECLINED: _l("Du har sagt nei til plan"),
    Status.ACTIVE: _l("Planen er i bruk"),
    Status.WITHDRAWN: _l("Samtykket er trukket"),
    Status.ENDED: _l("Planen er avsluttet"),
}

GOALS = {
    Goal.OPEN: (_l("Vi jobber med det"), "neutral"),
    Goal.REACHED: (_l("Nådd"), "success"),
    Goal.SET_ASIDE: (_l("Lagt bort nå"), "neutral"),
}

MEASURES = {
    Measure.PROPOSED: (_l("Foreslått"), "info"),
    Measure.ASKED: (_l("Spurt"), "info"),
    Measure.YES: (_l("Har sagt ja"), "accent"),
    Measure.NO: (_l("Har sagt nei"), "warning"),
    Measure.UNDER_WAY: (_l("I gang"), "accent"),
    Measure.DONE: (_l("Gjort"), "success"),
}

SECTORS = {
    Sector.KIN: _l("Pårørende"),
    Sector.MUNICIPALITY: _l("Kommunen"),
    Sector.SCHOOL: _l("Barnehage eller skole"),
    Sector.GP: _l("Fastlege"),
    Sector.HOSPITAL: _l("Sykehus"),
    Sector.NAV: _l("Nav"),
    Sector.CHILD_WELFARE: _l("Barnevernet"),
    Sector.OTHER: _l("Andre"),
}

TOPICS = {
    Topic.IMPORTANT: _l("Det viktigste for meg nå"),
    Topic.RESOURCES: _l("Dette får jeg til, og dette hjelper meg"),
    Topic.NEEDS: _l("Dette trenger jeg"),
    Topic.BY_ME: _l("Dette bidrar jeg med"),
    Topic.BY_SERVICES: _l("Dette bidrar tjenestene med"),
    Topic.BY_KIN: _l("Dette bidrar pårørende med"),
    Topic.COOPERATION: _l("Annet samarbeid som trengs"),
    Topic.CHILD: _l("Slik har barnet fått være med"),
}

NOTICES = {
    "saved": ("success", _l("Det er lagret.")),
    "removed": ("success", _l("Det er tatt bort. Du kan angre under «Hva er endret?».")),
    "undone": ("success", _l("Det er gjort om igjen.")),
    "again": ("warning", _l("Siden hadde stått åpen lenge. Prøv en gang til.")),
    "no-consent": ("warning", _l("Det kan ikke skrives i planen før det er sagt ja til den.")),
    "changed-meanwhile": (
        "warning",
        _l("Noen andre har endret dette i mellomtiden. Ingenting er overskrevet."),
    ),
}
