"""All tables. Importing this package fills Base.metadata; a new file of tables is named here."""

from portal.store.tables import (
    answer,
    case,
    complaint,
    events,
    limits,
    outbox,
    people,
    plan,
    representation,
    request,
    staff,
    submission,
)
from portal.store.tables.base import Base

__all__ = [
    "Base",
    "answer",
    "case",
    "complaint",
    "events",
    "limits",
    "outbox",
    "people",
    "plan",
    "representation",
    "request",
    "staff",
    "submission",
]
