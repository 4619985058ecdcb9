"""A citizen on the way through a complaint with login, as a browser without script does it."""

from typing import Any

from sqlalchemy import select

from portal.rules.complaint import Complaint
from portal.store import complaint_kept, drafts
from portal.store.complaint import JOURNEY
from portal.store.tables.complaint import ComplaintRow
from tests.pages.request_walk import Walker

SHORTEST = [("gjelder", {"concerns": "Svaret om avlastning"}), ("deg", {"name": "Kari Prøve"})]


class ComplaintWalker(Walker):
    """One person in one browser."""

    def address(self, step: str, language: str | None = None) -> str:
        return f"/{self.slug}/{language or self.language}/klage/{step}".rstrip("/")

    def draft(self) -> drafts.Draft | None:
        with self.app.extensions["database"].transaction() as db:
            return drafts.of(db, self.actor, JOURNEY)

    def rows(self) -> list[ComplaintRow]:
        """The complaints this person has sent."""
        with self.app.extensions["database"].transaction() as db:
            return list(db.scalars(select(ComplaintRow).filter_by(asker=self.person)))

    def sent(self) -> Complaint:
        """The words of the one complaint this person has sent."""
        (row,) = self.rows()
        with self.app.extensions["database"].transaction() as db:
            return complaint_kept.words_of(db, row)

    def guide(self, browser: Any = None, **codes: str) -> Any:
        """Press «Logg inn og skriv det her» where the guide ends."""
        return (browser or self.client).post(self.address("fra-veiviseren"), data=codes)
