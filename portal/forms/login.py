"""What the login door asks: nothing but a press."""

from typing import Any

from portal.forms.base import PortalForm


class LogoutForm(PortalForm):
    """«Logg ut». Its token has an id of its own: it stands on pages with other forms."""

    def __init__(self, **kwargs: Any) -> None:
        """The name of the token stays, so that it is checked as any other."""
        super().__init__(**kwargs)
        self.csrf_token.id = "logout-token"


class StayForm(PortalForm):
    """«Bli innlogget lenger», on every personal page."""

    def __init__(self, **kwargs: Any) -> None:
        """As LogoutForm."""
        super().__init__(**kwargs)
        self.csrf_token.id = "stay-token"
