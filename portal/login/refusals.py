"""What can go wrong at the login door.

The reason is our own code: it goes to the log, and nothing a provider wrote is shown or logged.
"""


class LoginRefused(Exception):
    """The answer must not be trusted. `reason` is a short code such as "nonce"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderAway(Exception):
    """The provider cannot be reached, is too slow or answers nonsense."""
