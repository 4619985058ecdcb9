"""Innlogget økt: how long a login lasts. The times are those ID-porten recommends."""

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(minutes=120)
LOGIN_UNDER_WAY = timedelta(minutes=10)
SEEN_AGAIN_AFTER = timedelta(seconds=30)
LATE = timedelta(hours=24)
WARNED_BEFORE = timedelta(minutes=5)
"""How long before the end a person is told: time enough to read it, and to press (WCAG 2.2.1)."""


def is_alive(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """False after 30 minutes without a page or 120 minutes in all; a clock set back ends it too."""
    return created_at <= now < created_at + ABSOLUTE and now < seen_at + IDLE


def is_late(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Time is up, but not for more than 24 hours: what was typed may still be kept for the owner."""
    if now < created_at or is_alive(created_at, seen_at, now):
        return False
    return now <= min(created_at + ABSOLUTE, seen_at + IDLE) + LATE
