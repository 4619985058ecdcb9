"""When a message that did not get through is tried again, and when a person takes over."""

from datetime import timedelta

PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (5, 10, 20, 30, 45, 60, 90, 120)
)  # 6 h 20 min in all: longer than an ordinary outage of mail, shorter than a working day


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after the given number of failed tries; None: no more tries, it is a task for the desk."""
    if attempts < 1:
        raise ValueError("a pause comes after a try")
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
