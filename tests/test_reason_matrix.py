"""Every route of the desk with a case or a plan in its address × method × employee: nothing is shown or done before the reason.

Made from the list of addresses itself, with a word of its own in what is written. At the end the door is taken away, and the
matrix must find it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.pages.access import declaration_of
from portal.photos import Photo
from portal.rules.access import Actor, Role
from portal.rules.answers import AnswerWords
from portal.rules.levels import Level
from portal.rules.plan import Goal, Kind
from portal.store import attachments, case, case_answers, openings
from portal.store.crypto import new_id, seal
from portal.store.db import add, keyring_of
from portal.store.tables.events import EventRow
from portal.store.tables.request import DraftRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.desk_plan_room import PlanRoom
from tests.walking import telling

CANARY = "Kanarifugl"
COLLEAGUE = Actor("staff", "c", "9902", Role.OFFICER, "koordinerende-enhet")
OUTSIDE = {"case": ("reader", "officer", "lead", "administrator"), "plan": ("lead",)}
"""Who may open what Caro has taken and what Ola coordinates, when they have said why."""


@dataclass
class Town:
    """A case and a plan with a word of their own, and the ids in them."""

    room: PlanRoom
    references: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def happened(self, who: str, kind: str) -> list[str]:
        """What this employee has done with the case or the plan."""
        found = self.room.row if kind == "case" else self.room.plan_row
        theirs = {"subject": found(self.references[kind]).id, "actor_id": who[0]}
        with self.room.transaction() as session:
            wanted = select(EventRow.code).filter_by(**theirs).order_by(EventRow.number)
            return list(session.scalars(wanted))


@pytest.fixture(scope="module")
def town(shared_app: Flask) -> Town:  # noqa: F811
    room = PlanRoom.fresh(shared_app)
    reference = room.send(191, name=CANARY, own_words=CANARY)
    picture, said = add_picture(room, reference), AnswerWords(text=CANARY, language="nb")
    with room.transaction() as session:
        case.take(session, COLLEAGUE, reference)
        given = case_answers.give(
            session, COLLEAGUE, reference, kind="more-wanted", words=said, key="k" * 22
        )
    plan = room.plan(CANARY)
    room.helper(plan, name=CANARY)
    room.measure(plan, CANARY)
    goal = room.write(plan, Kind.GOAL, code=Goal.OPEN, words={"text": CANARY, "area": CANARY})
    return Town(
        room,
        {"case": reference, "plan": plan},
        {"case": {"id": given.id, "picture": picture}, "plan": {"part": goal}},
    )


def add_picture(room: PlanRoom, reference: str) -> str:
    row, draft = room.row(reference), new_id()
    asker = Actor("citizen", str(row.asker), "9902")
    with room.transaction() as session:
        answers = seal(keyring_of(session), "drafts.answers", draft, "{}")
        add(
            session, DraftRow, id=draft, municipality="9902", owner=asker.id, journey="request",
            key="p" * 22, answers=answers, created_at=NOW, saved_at=NOW,
        )  # fmt: skip
        photo = Photo(CANARY.encode(), "image/jpeg", 1, 1)
        picture = attachments.add_to_draft(session, asker, photo)
        attachments.move_to_case(session, draft, row.id)
    return picture


def routes(town: Town) -> Iterator[tuple[str, str, str]]:
    """(kind, method, path) of every route of the desk that has a case or a plan in its address."""
    for rule in town.room.app.url_map.iter_rules():
        declared = declaration_of(town.room.app, rule.endpoint)
        if declared is None or declared.level is not Level.STAFF:
            continue
        if "reference" in rule.arguments:
            for kind, path in addresses(town, rule):
                for method in sorted(rule.methods & {"GET", "POST"}):
                    yield kind, method, path


def addresses(town: Town, rule: Any) -> Iterator[tuple[str, str]]:
    for kind, slug in (("case", "sak"), ("plan", "plan")):
        of_this = f"/ansatt/{slug}/" in rule.rule or "/<string:kind>/" in rule.rule
        if not of_this:
            continue
        values = {
            "kommune": town.room.app.extensions["profiles"]["storby"], "sprak": "nb",
            "kind": slug, "answer": "gjort", "what": "periode", "version": 1, "slug": "x",
            "part": "nothing", "id": "nothing", "steg": "star-fast",
        }  # fmt: skip
        values |= town.values[kind] | {"reference": town.references[kind]}
        if "<slug:kind>" in rule.rule:
            values["kind"] = "avslag" if kind == "case" else "mal"
        if "/bilde/" in rule.rule or "/fil/" in rule.rule:
            values["id"] = town.values["case"]["picture"]
        named = {name: values[name] for name in rule.arguments}
        yield kind, str(town.room.app.url_map.bind("127.0.0.1").build(rule.endpoint, named))


def visit(town: Town, who: str, method: str, path: str, token: str) -> Any:
    data = {"csrf_token": token, "text": "Hei", "key": "k" * 22, "version": "1"}
    return town.room.staff[who].open(path, method=method, data=data if method == "POST" else None)


def cells(town: Town) -> list[tuple[str, str, str, str]]:
    """Each address with everybody who may open it with a reason; at a push with one who reads and one who acts."""
    walked = [(kind, method, path, who) for kind, method, path in routes(town) for who in OUTSIDE[kind]]  # fmt: skip
    return telling(walked, lambda cell: (*cell[:3], cell[3] in {"officer", "lead"}))


def leaks(town: Town) -> Iterator[str]:
    """The cells where somebody gets further than to the question of why, as they are met."""
    tokens = {who: csrf(town.room.get(who)) for who in OUTSIDE["case"]}
    for _kind, method, path, who in cells(town):
        answer = visit(town, who, method, path, tokens[who])
        question = "/hvorfor/" in path or "/slektning/" in path
        if CANARY.encode() in answer.data:
            yield f"{who} {method} {path} shows it"
        if answer.status_code == 200 and not question:
            yield f"{who} {method} {path}: 200"
    for kind, people in OUTSIDE.items():
        for who in people:
            yield from (f"{who} did {code}" for code in town.happened(who, kind))


def test_before_the_reason_nothing_is_shown_and_nothing_done(town: Town) -> None:
    assert list(leaks(town)) == []


def test_there_are_routes_to_walk(town: Town) -> None:
    kinds = [kind for kind, _method, _path in routes(town)]
    assert kinds.count("case") > 20 and kinds.count("plan") > 30


def test_without_the_door_the_matrix_finds_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "is_open", lambda *_args: True)
    assert next(leaks(town), None)


@pytest.mark.parametrize("kind", ["case", "plan"])
def test_after_it_they_are_let_in(town: Town, kind: str) -> None:
    """The reason given, everyone it may be opened for reads it, and every reading comes after its opening."""
    reference = town.references[kind]
    slug = "sak" if kind == "case" else "plan"
    for who in OUTSIDE[kind]:
        page = town.room.staff[who].get(f"/storby/nb/ansatt/{slug}/{reference}")
        assert f"/hvorfor/{slug}/{reference}" in page.headers["Location"]
        answer = town.room.say_why(who, reference, slug)
        assert answer.headers["Location"].endswith(f"/{slug}/{reference}"), who
        assert CANARY in town.room.get(who, f"/{slug}/{reference}").text
        done = town.happened(who, kind)
        assert done[done.index("opening.made") :][:2] == ["opening.made", f"{kind}.read"]
