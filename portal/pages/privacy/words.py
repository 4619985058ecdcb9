"""The words of «Innsyn»: its pages, and what is said after a press."""

from typing import Any

from portal.language import lazy_gettext as _l

PAGES: dict[str, Any] = {
    "privacy.traces": _l("Hvem har sett opplysningene dine"),
    "privacy.all": _l("Alt som er lagret om deg"),
    "privacy.kept": _l("Hvor lenge vi lagrer"),
    "privacy.mine": _l("Det du har spurt om"),
}
"""The pages one goes between, in this order."""

NOTICES: dict[str, Any] = {
    "again": ("warning", _l("Siden var for gammel. Trykk en gang til.")),
}
