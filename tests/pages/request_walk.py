"""A citizen on the way through the request: opens pages, types, sends, as a browser without script does."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal.rules.access import Actor
from portal.rules.coordinator_request import Request
from portal.rules.levels import Level
from portal.store import drafts, requests, sessions
from portal.store.coordinator_request import JOURNEY
from portal.store.db import DatabaseAway
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from tests.login.provider import ISSUER
from tests.login.steps import citizen_in

PEOPLE = itertools.count(10_000_000)
TOKENS = itertools.count(1)
BIRGER = "30865512704"
SECRETS = ("csrf_token", "key", "whose", "version")
WHO_SELF = ("hvem", {"whom": "self", "wants": "both"})
YOU = ("deg", {"name": "Kari Prøve", "reach": "sms", "phone": "22 22 22 22"})
PERSON = (
    "personen",
    {"about_name": "Per Prøve", "about_phone": "22 22 22 23", "about_number": BIRGER},
)
SHORTEST = [WHO_SELF, YOU]
ABOUT_ANOTHER = [
    ("hvem", {"whom": "other", "wants": "unsure"}),
    ("personens-onske", {"knows": "yes"}),
    PERSON,
    YOU,
]
AS_SERVICE = [
    ("hvem", {"whom": "service", "wants": "agreed"}),
    ("personens-onske", {"knows": "yes"}),
    PERSON,
    (
        "tjenesten",
        {
            "service": "school",
            "workplace": "Prøve skole",
            "agreed_name": "Koordi Nator",
            "agreed_phone": "22 22 22 24",
            "agreed_from": "1.12.2026",
        },
    ),
    YOU,
]


def hidden_in(page: Any) -> dict[str, str]:
    """The hidden fields of the page's own form."""
    form = re.search(r'<form class="questions".*?</form>', page.text, re.S)
    assert form, f"{page.status_code} without a form: {page.location}"
    found = re.findall(r'type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', form[0])
    return {name: value for name, value in found if name in SECRETS}


@dataclass
class Walker:
    """One person in one browser."""

    app: Flask
    slug: str = "namsos"
    language: str = "nb"
    number: str = field(default_factory=lambda: f"148{next(PEOPLE)}")
    name: str | None = None

    def __post_init__(self) -> None:
        self.client, self.person = citizen_in(self.app, self.slug, self.number, self.name)

    @property
    def actor(self) -> Actor:
        return Actor("citizen", self.person, self.app.extensions["profiles"][self.slug].number)

    def address(self, step: str, language: str | None = None) -> str:
        return f"/{self.slug}/{language or self.language}/koordinator/{step}"

    def get(self, step: str) -> Any:
        return self.client.get(self.address(step))

    def open(self, step: str) -> dict[str, str]:
        """The hidden fields of a page that opens."""
        return hidden_in(self.get(step))

    def post(self, step: str, hidden: dict[str, str], language: str = "", **values: str) -> Any:
        return self.client.post(
            self.address(step, language or self.language), data={**hidden, **values}
        )

    def fill_in(self, step: str, **values: str) -> Any:
        """Open a page and send it."""
        return self.post(step, self.open(step), **values)

    def walk(self, pages: list[tuple[str, dict[str, str]]]) -> None:
        """Fill in pages one after the other."""
        for step, values in pages:
            answer = self.fill_in(step, **values)
            assert answer.status_code == 303, (step, answer.status_code)

    def send(self) -> Any:
        """Press «Send» on a check page just opened."""
        return self.fill_in("se-over")

    def draft(self) -> drafts.Draft | None:
        """What is kept of this person's, read behind the pages' back."""
        with self.app.extensions["database"].transaction() as db:
            return drafts.of(db, self.actor, JOURNEY)

    def typed(self, step: str) -> dict[str, str]:
        """What is kept of one page."""
        draft = self.draft()
        return draft.answers.get(step, {}) if draft else {}

    def cases(self) -> list[CaseRow]:
        with self.app.extensions["database"].transaction() as db:
            return list(db.scalars(select(CaseRow).filter_by(asker=self.person)))

    def sent(self) -> Request:
        """The words of the one request this person has sent."""
        (case,) = self.cases()
        with self.app.extensions["database"].transaction() as db:
            return requests.of_case(db, case.id)

    def happened(self, code: str) -> int:
        """How often this person did something."""
        with self.app.extensions["database"].transaction() as db:
            rows = select(func.count()).select_from(EventRow)
            return db.scalar(rows.filter_by(actor_id=self.person, code=code))

    def log_in(self, browser: Any = None) -> None:
        """A new session in this browser, or in another person's, which keeps its form's token."""
        browser = browser or self.client
        token = f"again-{next(TOKENS)}-{self.number}"
        with self.app.extensions["database"].transaction() as db:
            sessions.begin(
                db,
                kind="citizen",
                level=Level.HIGH,
                person=self.person,
                municipality=self.actor.municipality,
                token=token,
                issuer=ISSUER,
                provider_session=None,
            )
        browser.set_cookie("innbygger", token)


def away(*_args: Any, **_kwargs: Any) -> None:
    """What a store does when the database is away."""
    raise DatabaseAway
