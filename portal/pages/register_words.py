"""What is said, on whatever page comes first, when the register of who may act for whom gave no answer at the login."""

from typing import Any

from portal.language import lazy_gettext as _l

AWAY: dict[str, tuple[str, Any]] = {
    "register-away": (
        "warning",
        _l(
            "Vi fikk ikke svar fra registeret over hvem du kan handle for. "
            "Du handler for deg selv nå. Logg ut og inn igjen senere, eller ring oss."
        ),
    )
}
