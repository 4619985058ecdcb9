"""No event, no view: held in every test by the client they all use, and here it is shown that it can fail.

And what is not yours is answered as what is not there: the same status, headers, bytes and statements.
"""

from typing import Any

import pytest
from flask import Flask

from portal.rules.access import Role
from portal.store import events, plan, plan_consents
from portal.store.case_mine_changes import UnitMail
from portal.store.db import DatabaseAway
from tests.login.steps import citizen_in, enrol, logged_in
from tests.plan_whole import write
from tests.store import complaints
from tests.store.citizens import MARTE, OTHER_KEY, citizen, send
from tests.test_query_counts import heard

MAIL = UnitMail(lambda _unit: None, "nb")
NAMSOS_UNIT = "brukerkontoret"
NOT_THERE = "AAAA-BBBB-CCCC"


class Town:
    """Marte with a plan, a case and a complaint, a stranger, and the officer of them all."""

    def __init__(self, app: Flask) -> None:
        self.app, database = app, app.extensions["database"]
        officer = enrol(app, "siri", Role.OFFICER, name="Siri Koordinator", unit=NAMSOS_UNIT)
        elsewhere = enrol(app, "arne", Role.OFFICER, name="Arne Annen", unit="annen")
        self.marte, _id = citizen_in(app, "namsos", MARTE, "Marte")
        self.stranger, _id = citizen_in(app, "namsos", "05815512349", "Fremmed")
        self.officer, self.elsewhere = logged_in(app, officer), logged_in(app, elsewhere)
        actor = citizen(database)
        self.case = send(database, actor, unit=NAMSOS_UNIT).reference
        self.complaint = complaints.send(
            database, actor, unit=NAMSOS_UNIT, key=OTHER_KEY, mail=MAIL
        ).reference
        with database.transaction() as session:
            self.plan = plan.begin(
                session, officer.actor, person=actor.id, name="Marte Eksempel Lund",
                unit=NAMSOS_UNIT, language="nb",
            )  # fmt: skip
            plan_consents.to_plan(session, actor, self.plan)
            write(session, officer.actor, self.plan)

    def paths(self) -> dict[str, tuple[Any, str]]:
        """Pages about Marte, by who opens them."""
        return {
            "plan": (self.marte, f"/namsos/nb/plan/{self.plan}"),
            "pdf": (self.marte, f"/namsos/nb/plan/{self.plan}/planen.pdf"),
            "fhir": (self.marte, f"/namsos/nb/plan/{self.plan}/planen.json"),
            "case": (self.marte, f"/namsos/nb/saker/{self.case}"),
            "complaint": (self.marte, f"/namsos/nb/saker/{self.complaint}/klagen"),
            "copy": (self.marte, f"/namsos/nb/saker/{self.complaint}/klagen.pdf"),
            "everything": (self.marte, "/namsos/nb/innsyn/alt"),
            "file": (self.marte, "/namsos/nb/innsyn/alt.json"),
            "traces": (self.marte, "/namsos/nb/innsyn"),
            "plan at the desk": (self.officer, f"/namsos/nb/ansatt/plan/{self.plan}"),
            "case at the desk": (self.officer, f"/namsos/nb/ansatt/sak/{self.case}"),
            "complaint at the desk": (self.officer, f"/namsos/nb/ansatt/sak/{self.complaint}"),
            "papers": (self.officer, f"/namsos/nb/ansatt/sak/{self.complaint}/klage/pakke"),
        }


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)


PAGES = (
    "plan", "pdf", "fhir", "case", "complaint", "copy", "everything", "file", "traces", "plan at the desk",
    "case at the desk", "complaint at the desk", "papers",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_writes_no_event_fails_whoever_opens_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    browser, path = town.paths()[name]
    assert browser.get(path).status_code == 200
    monkeypatch.setattr(events, "append", lambda *_words, **_more: None)
    with pytest.raises(AssertionError, match="without an event"):
        browser.get(path)


@pytest.mark.parametrize("name", PAGES)
def test_an_event_that_cannot_be_written_means_no_view(
    town: Town, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def away(*_words: object, **_more: object) -> None:
        raise DatabaseAway

    browser, path = town.paths()[name]
    monkeypatch.setattr(events, "append", away)
    answer = browser.get(path)
    assert answer.status_code == 503 and answer.mimetype == "text/html"
    assert "Marte Eksempel" not in answer.text and "Kanari" not in answer.text


def answered(town: Town, browser: Any, path: str) -> tuple[Any, ...]:
    """What one gets, and what the database was asked."""
    with heard(town.app.extensions["database"]) as statements:
        answer = browser.get(path)
    headers = sorted((name, value) for name, value in answer.headers if name != "Date")
    return answer.status_code, headers, answer.data, [one for one, _bound in statements]


@pytest.mark.parametrize(
    ("who", "theirs", "missing"),
    [
        ("stranger", "plan/{plan}", "plan/{none}"),
        ("stranger", "plan/{plan}/planen.pdf", "plan/{none}/planen.pdf"),
        ("stranger", "plan/{plan}/meldinger", "plan/{none}/meldinger"),
        ("stranger", "saker/{case}", "saker/{none}"),
        ("stranger", "saker/{case}/kvittering", "saker/{none}/kvittering"),
        ("stranger", "saker/{complaint}/klagen", "saker/{none}/klagen"),
        ("stranger", "saker/{complaint}/klagen/kvittering", "saker/{none}/klagen/kvittering"),
        ("stranger", "saker/{complaint}/klagen.pdf", "saker/{none}/klagen.pdf"),
        ("elsewhere", "ansatt/plan/{plan}", "ansatt/plan/{none}"),
        ("elsewhere", "ansatt/sak/{case}", "ansatt/sak/{none}"),
        ("elsewhere", "ansatt/sak/{complaint}", "ansatt/sak/{none}"),
        ("elsewhere", "ansatt/sak/{complaint}/klage/pakke", "ansatt/sak/{none}/klage/pakke"),
        (
            "elsewhere",
            "ansatt/sak/{complaint}/klage/star-fast",
            "ansatt/sak/{none}/klage/star-fast",
        ),
    ],
)
def test_not_yours_is_answered_as_not_there(
    town: Town, who: str, theirs: str, missing: str
) -> None:
    browser = getattr(town, who)
    known = {"plan": town.plan, "case": town.case, "complaint": town.complaint, "none": NOT_THERE}
    one, other = (
        answered(town, browser, f"/namsos/nb/{path.format(**known)}") for path in (theirs, missing)
    )
    assert one[0] == 404
    assert one[:3] == other[:3]
    assert one[3] == other[3], "the statements differ"
