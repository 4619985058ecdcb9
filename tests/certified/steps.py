"""What a person does at the portal and at the provider."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from portal.login.sessions import COOKIES
from portal.store import people, sessions
from portal.store.sessions import Live
from tests.certified.browser import Browser, Page
from tests.certified.provider import CertifiedProvider

MARTE, BIRGER, VISITOR = "14859221271", "30865512704", "visitor-from-abroad"
SUBSTANTIAL, HIGH = "idporten-loa-substantial", "idporten-loa-high"
CASES = "/namsos/nb/saker"
BACK, OUT = "/innlogging/retur", "/innlogging/ut"


@dataclass
class Meeting:
    """One browser between the portal and the certified provider."""

    portal: Flask
    provider: CertifiedProvider
    browser: Browser

    def another(self) -> "Meeting":
        """Another browser, of another person or on another machine."""
        return Meeting(self.portal, self.provider, Browser())

    def open(self, path: str, *, before: str | None = None) -> Page:
        """Go to a page of the portal, wherever that leads."""
        base = self.portal.extensions["settings"].base_url
        return self.browser.open(base + path, before=before)

    def ask(self, path: str = CASES) -> Page:
        """Go to a page one must log in for: the provider asks who it is."""
        chooser = self.open(path)
        assert self.is_asked(chooser), chooser
        return chooser

    def is_asked(self, page: Page) -> bool:
        """Whether the provider asks who it is."""
        return page.address.startswith(self.provider.issuer + "/interaction/")

    def choose(
        self, chooser: Page, person: str = MARTE, level: str = HIGH, *, before: str | None = None
    ) -> Page:
        """Say who it is, and how surely."""
        return self.browser.send(chooser, person=person, level=level, before=before)

    def log_in(self, person: str = MARTE, path: str = CASES, level: str = HIGH) -> Page:
        """The whole way, to the page one wanted."""
        page = self.choose(self.ask(path), person, level)
        assert (page.path, page.status) == (path, 200), page
        return page

    def is_inside(self, path: str = CASES) -> bool:
        """Whether the portal shows a personal page to this browser without asking the provider."""
        return self.open(path, before="/innlogging/").status == 200

    def session(self, slug: str = "namsos") -> Live | None:
        """What the portal knows of this browser's session in a municipality."""
        token = self.browser.session.cookies.get(COOKIES["citizen"])
        number = self.portal.extensions["profiles"][slug].number
        with self.portal.extensions["database"].transaction() as db:
            return sessions.live(db, token, municipality=number, kind="citizen")

    def id_of(self, number: str, slug: str = "namsos") -> str:
        """Who somebody with this national number is to a municipality."""
        place = self.portal.extensions["profiles"][slug].number
        with self.portal.extensions["database"].transaction() as db:
            return people.find_or_begin(db, place, number).id

    def lose_portal(self) -> None:
        """The portal's session is gone from the browser; the provider's is not."""
        self.browser.forget(COOKIES["citizen"])

    def wait(self, seconds: int) -> None:
        """Let time pass at the portal."""
        self.portal.extensions["clock"].ahead += timedelta(seconds=seconds)
