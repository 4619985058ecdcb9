"""The login doors of citizens and employees: out to the provider, back again, and out of the house."""

from portal.pages.login import (
    callback,
    elsewhere,
    logout,
    representation,
    start,
    step_up,
    time,
)
from portal.pages.login.frame import blueprint

__all__ = [
    "blueprint",
    "callback",
    "elsewhere",
    "logout",
    "representation",
    "start",
    "step_up",
    "time",
]
