"""What can go wrong at the login door.

The reason is our own code: it goes to the log, and nothing a provider wrote is shown or logged.
"""

CODES = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_authorization_details",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_request_object",
        "invalid_request_uri",
        "invalid_scope",
        "login_required",
        "request_not_supported",
        "request_uri_not_supported",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unmet_authentication_requirements",
        "unsupported_grant_type",
        "unsupported_response_type",
    }
)
"""The error codes of the standards (RFC 6749, 9126, 9396, OpenID Connect Core): they may be logged."""


def known(code: object) -> str:
    """A provider's error code when the standards have it, else "unknown"."""
    return code if isinstance(code, str) and code in CODES else "unknown"


class LoginRefused(Exception):
    """The answer must not be trusted. `reason` is a short code such as "nonce"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderAway(Exception):
    """The provider cannot be reached, is too slow or answers nonsense."""
