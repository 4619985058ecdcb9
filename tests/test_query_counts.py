"""A page asks the database as often among a thousand cases as among ten, and among a hundred thousand."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import object_session

from portal.app import create_app
from portal.rules.access import Role
from portal.rules.answers import AnswerKind, AnswerWords
from portal.store import case, case_answers, case_views
from portal.store.db import Database
from portal.store.tables.case import CaseRow
from tests.conftest import NOW, Clock, settings_for
from tests.login.steps import citizen_in, enrol, logged_in
from tests.many_cases import fill
from tests.store.citizens import MARTE, citizen, send

NUMBERS = (10, 1000, *((100_000,) if os.environ.get("PORTAL_TEST_ALL") else ()))
CENTRE, NORTH = "koordinerende-enhet", "forvaltningsenhet-nord"
READS_ALL = re.compile(
    r"SCAN (cases|events|outbox|requests|case_readers|answers|messages|people)\b"
)
WORDS = AnswerWords(text="Vi venter på et svar.", language="nb", new_date="2027-01-20")


class Town:
    """Storby with so many cases of others, one of Marte's, and those who look at them."""

    def __init__(self, app: Flask, count: int) -> None:
        self.database: Database = app.extensions["database"]
        self.profile = app.extensions["profiles"]["storby"]
        officer = enrol(app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks")
        lead = enrol(app, "l", Role.LEAD, "storby", name="Liv Leder")
        fill(self.database, "9902", [CENTRE, NORTH], count, taker=officer.id)
        marte = citizen(self.database, municipality="9902")
        reference = send(self.database, marte, unit=CENTRE).reference
        with self.database.transaction() as session:
            case.take(session, officer.actor, reference)
            case_answers.give(
                session, officer.actor, reference,
                kind=AnswerKind.PRELIMINARY, words=WORDS, key="k" * 22,
            )  # fmt: skip
        desk, leader = logged_in(app, officer), logged_in(app, lead)
        browser, _person = citizen_in(app, "storby", MARTE)
        self.pages: dict[str, tuple[Any, str]] = {
            "inbox": (desk, "/ansatt"),
            "inbox of a lead": (leader, "/ansatt"),
            "my own list": (desk, "/ansatt?vis=mine"),
            "closed cases": (leader, "/ansatt?vis=avsluttede"),
            "case at the desk": (desk, f"/ansatt/sak/{reference}"),
            "tasks": (desk, "/ansatt/oppgaver"),
            "Mine saker": (browser, "/saker"),
            "own case": (browser, f"/saker/{reference}"),
        }

    def asked(self, page: str) -> list[tuple[str, Any]]:
        """The statements one visit sends to the database, each with what is bound to it."""
        browser, path = self.pages[page]
        with heard(self.database) as statements:
            answer = browser.get(f"/storby/nb{path}")
        assert answer.status_code == 200, page
        return statements


@contextmanager
def heard(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Everything that is sent to the database meanwhile."""
    statements: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, bound: Any, *_rest: Any) -> None:
        statements.append((statement, bound))

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)


def town_of(count: int, folder: Path, empty: Path) -> Town:
    folder.mkdir()
    (folder / "portal.sqlite").write_bytes(empty.read_bytes())
    return Town(create_app(settings_for(folder), Clock(NOW)), count)


pytestmark = pytest.mark.timeout(1200 if len(NUMBERS) > 2 else 180)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path) -> dict[int, Town]:
    """The same town at each size."""
    folder = tmp_path_factory.mktemp("towns")
    return {count: town_of(count, folder / str(count), migrated_database) for count in NUMBERS}


PAGES = (
    "inbox", "inbox of a lead", "my own list", "closed cases", "case at the desk", "tasks",
    "Mine saker", "own case",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_among_many_cases_as_among_few(
    towns: dict[int, Town], page: str
) -> None:
    few = [statement for statement, _bound in towns[NUMBERS[0]].asked(page)]
    assert 3 < len(few) < 60
    for count in NUMBERS[1:]:
        many = [statement for statement, _bound in towns[count].asked(page)]
        assert many == few, f"{page} at {count} cases"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_reads_or_sorts_every_case(towns: dict[int, Town], page: str) -> None:
    """What SQLite means to do, without ever having counted its rows: each big table through an index, lists in its order."""
    town = towns[NUMBERS[-1]]
    statements = town.asked(page)
    with town.database.engine.connect() as connection:
        for statement, bound in statements:
            if statement.startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", bound)
                steps = [row[3] for row in plan]
                assert not [step for step in steps if READS_ALL.match(step)], (steps, statement)
                is_list = "FROM cases" in statement and "JOIN" not in statement
                assert not (is_list and "USE TEMP B-TREE FOR ORDER BY" in steps), statement


def test_every_page_of_the_town_is_asked_for(towns: dict[int, Town]) -> None:
    assert set(PAGES) == set(towns[NUMBERS[0]].pages)


def test_a_question_for_each_case_is_found(
    towns: dict[int, Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mistake this file is for: something asked anew for each line of a list."""
    line = case_views._line

    def curious(actor: Any, row: CaseRow, *rest: Any) -> Any:
        object_session(row).execute(text("SELECT 1"))
        return line(actor, row, *rest)

    monkeypatch.setattr(case_views, "_line", curious)
    few, many = (len(towns[count].asked("inbox of a lead")) for count in NUMBERS[:2])
    assert many > few
