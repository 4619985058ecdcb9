"""All tables. Importing this package fills Base.metadata; a new file of tables is named here."""

from portal.store.tables import case, events, limits, outbox, staff, submission
from portal.store.tables.base import Base

__all__ = ["Base", "case", "events", "limits", "outbox", "staff", "submission"]
