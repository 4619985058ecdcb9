"""What a citizen is told about a plan. The words of its codes stand in `portal/plan_labels.py`."""

from portal.language import lazy_gettext as _l
from portal.plan_labels import GOALS, MEASURES, SECTORS, STATUSES, TOPICS

__all__ = ["GOALS", "MEASURES", "NOTICES", "SECTORS", "STATUSES", "TOPICS"]

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
