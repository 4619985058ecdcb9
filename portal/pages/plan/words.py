"""What a citizen is told about a plan. The words of its codes stand in `portal/plan_labels.py`."""

from portal.language import lazy_gettext as _l
from portal.pages.register_words import AWAY
from portal.plan_labels import GOALS, MEASURES, SECTORS, STATUSES, TOPICS

__all__ = ["GOALS", "MEASURES", "NOTICES", "SECTORS", "STATUSES", "TOPICS"]

NOTICES = {
    **AWAY,
    "saved": ("success", _l("Det er lagret.")),
    "done": ("success", _l("Så bra! Det er lagret.")),
    "removed": ("success", _l("Det er tatt bort. Du kan angre her, og under «Hva er endret?».")),
    "undone": ("success", _l("Det er gjort om. Slik var det før.")),
    "again": ("warning", _l("Siden hadde stått åpen lenge. Prøv en gang til.")),
    "asked-for": (
        "success",
        _l("Du har bedt om det. Det tas opp på neste møte, og koordinatoren har fått en melding."),
    ),
    "no-longer-missing": ("info", _l("Det mangler ikke lenger.")),
    "raised": ("success", _l("Det tas opp på neste møte.")),
    "message-sent": ("success", _l("Meldingen er sendt. Koordinatoren får beskjed.")),
    "no-consent": ("warning", _l("Det kan ikke skrives i planen før det er sagt ja til den.")),
    "changed-meanwhile": (
        "warning",
        _l("Noen andre har endret dette i mellomtiden. Ingenting er overskrevet."),
    ),
    "plan-wanted": (
        "success",
        _l(
            "Du har sagt ja til planen. Koordinatoren får se det. Ingen andre ser noe før du deler."
        ),
    ),
    "coordinator-only": (
        "success",
        _l("Svaret er lagret: bare koordinator, ingen plan. Du kan ombestemme deg når du vil."),
    ),
    "plan-declined": (
        "success",
        _l("Svaret er lagret: ingen plan. Du kan ombestemme deg når du vil."),
    ),
    "consent-withdrawn": (
        "success",
        _l("Samtykket er trukket. Nå kan ingen i kommunen lese det som står i planen."),
    ),
    "shared": ("success", _l("Det er lagret hva du deler.")),
    "kept-back": ("success", _l("Det er lagret hva du holder tilbake. De ser ikke hva det er.")),
    "nothing-kept-back": ("success", _l("Det er lagret. Du holder ikke noe tilbake.")),
    "sharing-ended": ("success", _l("Du deler ikke lenger noe med denne personen.")),
}
