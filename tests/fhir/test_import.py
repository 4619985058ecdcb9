"""Reading a plan from a file: ours without loss, others' with a list first; what is wrong is named and changes nothing."""

import copy
import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal import plan_import as command
from portal.fhir.export import bundle
from portal.fhir.names import PART
from portal.fhir.read import read
from portal.fhir.reading import LARGEST, BadBundle
from portal.rules.access import Actor, Role
from portal.rules.plan import Draft, Kind, Measure
from portal.rules.plan_import import Change
from portal.store import people, plan, plan_consents, plan_import, plan_parts
from portal.store.plan import SeenPlan
from portal.store.tables import Base
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow, PlanVersionRow
from tests.conftest import EVERYTHING
from tests.fhir.schema import EXAMPLES
from tests.login.steps import enrol
from tests.plan_whole import BEGUN, NAMSOS, seen, write

Json = dict[str, Any]
GOOD = [
    json.loads(path.read_text())
    for path in EXAMPLES
    if path.stem.startswith(("CarePlan", "Task", "CareTeam", "Goal"))
]
UNIT = "brukerkontoret"
NUMBERS = ("14859221271", "05815512349", "06815512340")


@dataclass
class Office:
    """A coordinator, one who is not, a full plan and an empty one, and a plan nobody has said yes to."""

    app: Flask
    siri: Actor
    other: Actor
    marte: Actor
    full: str
    empty: str
    no_consent: str
    folder: Path

    def see(self, reference: str) -> SeenPlan:
        with self.transaction() as session:
            seen = plan.read(session, self.siri, reference)
        assert seen is not None
        return seen

    def export(self, reference: str) -> Json:
        with self.app.test_request_context():
            made = bundle(self.see(reference), NAMSOS, NAMSOS.unit, self.app.extensions["clock"]())
        return dict(json.loads(json.dumps(made)))

    def bring_in(self, reference: str, file: Json, **more: Any) -> list[Change]:
        found = read(json.dumps(file).encode())
        with self.transaction() as session:
            made = plan_import.bring_in(session, self.siri, reference, found.parts, **more)
        return [each.change for each in made]

    def command(self, content: Json | bytes, **chosen: Any) -> int:
        """As at the command line."""
        path = self.folder / "plan.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        given = {"municipality": None, "plan": None, "coordinator": None, "approve": False}
        return command.run(
            self.app, Namespace(**{"file": str(path), "paper": None, **given, **chosen})
        )

    def rows(self) -> dict[str, int]:
        """How many there are of everything."""
        with self.transaction() as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Base.metadata.sorted_tables
            }

    def codes(self, reference: str) -> list[str]:
        with self.transaction() as session:
            subject = session.scalar(select(PlanRow.id).filter_by(reference=reference))
            wanted = select(EventRow.code).filter_by(subject=subject).order_by(EventRow.number)
            return list(session.scalars(wanted))

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Office:
    siri = enrol(app, "siri", Role.OFFICER, name="Siri Koordinator", unit=UNIT).actor
    other = enrol(app, "ola", Role.OFFICER, name="Ola Annen", unit=UNIT).actor

    def tick() -> None:
        app.extensions["clock"].now += timedelta(minutes=1)

    with app.extensions["database"].transaction() as session:

        def begin(person: str) -> str:
            return plan.begin(
                session, siri, person=person, name="Marte Eksempel Lund", unit=UNIT, language="nb"
            )

        persons = [person_of(app, session, number) for number in NUMBERS]
        full, empty, no_consent = (begin(person) for person in persons)
        marte = Actor("citizen", persons[0], "5007")
        for person, reference in zip(persons[:2], (full, empty), strict=True):
            plan_consents.to_plan(session, Actor("citizen", person, "5007"), reference)
        write(session, siri, full, tick)
        tick()
        words = {"text": "Mitt eget punkt"}
        plan_parts.add(
            session, marte, full, Draft(kind=Kind.POINT, code="open", words=words), key="k" * 22
        )
    return Office(app, siri, other, marte, full, empty, no_consent, tmp_path)


def person_of(app: Flask, session: Any, number: str) -> str:
    return people.find_or_begin(session, app.extensions["profiles"]["namsos"].number, number).id


def parts_of(file: Json) -> list[Json]:
    """Every part of a file as plain values, ids as numbers in the order of the plan."""
    found = [
        {each["url"]: each for each in extension["extension"] if each["url"] != "word"}
        | {"words": [each["extension"] for each in extension["extension"] if each["url"] == "word"]}
        for entry in file["entry"]
        for extension in entry["resource"].get("extension", [])
        if extension["url"] == PART
    ]
    places = {part["id"]["valueId"]: number for number, part in enumerate(found)}
    for part in found:
        for name in ("id", "parent", "responsible"):
            if name in part:
                part[name] = places.get(part[name]["valueId"], part[name]["valueId"])
    return found


# Our own


def test_what_we_wrote_we_read_back_without_loss(office: Office) -> None:
    file = office.export(office.full)
    assert set(office.bring_in(office.empty, file)) == {Change.NEW}
    assert parts_of(office.export(office.empty)) == parts_of(file)
    assert len(parts_of(file)) == 23


def test_the_same_file_once_more_changes_nothing(office: Office) -> None:
    file = office.export(office.full)
    office.bring_in(office.empty, file)
    before = office.codes(office.empty)
    assert set(office.bring_in(office.empty, file)) == {Change.SAME}
    assert set(office.bring_in(office.full, file)) == {Change.SAME}
    assert office.codes(office.empty) == before


def test_whose_words_they_are_comes_along(office: Office) -> None:
    office.bring_in(office.empty, office.export(office.full))
    points = {part.says("text"): part for part in office.see(office.empty).plan.of(Kind.POINT)}
    own = points["Mitt eget punkt"]
    assert (own.begun_by_kind, own.by_kind, own.by) == ("citizen", "staff", office.siri.id)
    assert points["Ferien"].begun_by_kind == "staff"


def test_what_differs_becomes_a_new_version_that_can_be_undone(office: Office) -> None:
    file = json.loads(json.dumps(office.export(office.full)).replace("Synge i kor.", "Danse."))
    changes = office.bring_in(office.full, file)
    assert changes.count(Change.CHANGED) == 1
    (goal,) = (part for part in office.see(office.full).plan.of(Kind.GOAL) if part.version == 2)
    assert goal.says("text") == "Danse."
    with office.transaction() as session:
        plan_parts.undo(session, office.siri, office.full, goal.id, version=2)
    assert office.see(office.full).plan.one(goal.id).says("text") == "Synge i kor."


def test_what_was_taken_away_comes_back_and_nothing_else_is_taken_away(office: Office) -> None:
    file = office.export(office.full)
    song = next(
        part for part in office.see(office.full).plan.of(Kind.GOAL) if part.code == "set-aside"
    )
    words = {"text": "Nytt mål"}
    with office.transaction() as session:
        plan_parts.remove(session, office.siri, office.full, song.id, based_on=1)
        new = Draft(kind=Kind.GOAL, code="open", words=words)
        plan_parts.add(session, office.siri, office.full, new, key="n" * 22)
    office.bring_in(office.full, file)
    goals = office.see(office.full).plan.of(Kind.GOAL)
    assert {"Synge i kor.", "Nytt mål"} <= {part.says("text") for part in goals}
    assert next(part for part in goals if part.id == song.id).version == 3


def test_the_persons_own_words_stay_the_persons(office: Office) -> None:
    text = json.dumps(office.export(office.full)).replace("Mitt eget punkt", "Noe annet")
    assert office.bring_in(office.full, json.loads(text)).count(Change.KEPT) == 1
    points = [part.says("text") for part in office.see(office.full).plan.of(Kind.POINT)]
    assert "Mitt eget punkt" in points
    assert "Noe annet" not in points


def test_what_hung_on_something_that_is_gone_does_not_stop_it(office: Office) -> None:
    seen = office.see(office.full)
    course = next(part for part in seen.plan.of(Kind.MEASURE) if part.code == Measure.YES)
    with office.transaction() as session:
        for gone in (course.id, course.responsible, course.parent):
            plan_parts.remove(session, office.siri, office.full, gone, based_on=1)
    file = office.export(office.full)
    office.bring_in(office.empty, file)
    assert parts_of(office.export(office.empty)) == parts_of(file)


def test_it_is_an_event_and_news_and_a_consent_is_not_brought_in(office: Office) -> None:
    office.bring_in(office.empty, office.export(office.full))
    assert "plan.imported" in office.codes(office.empty)
    assert len(office.see(office.empty).consents) == 1


def test_nothing_is_written_when_the_last_part_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before, left = office.export(office.full), office.rows(), [20]
    real = plan_parts.first_version

    def failing(*given: Any, **more: Any) -> str:
        left[0] -= 1
        if not left[0]:
            raise RuntimeError("the disk is full")
        return real(*given, **more)

    monkeypatch.setattr(plan_parts, "first_version", failing)
    with pytest.raises(RuntimeError):
        office.bring_in(office.empty, file)
    assert office.rows() == before | {"events": before["events"]}


# Who may, and with what consent


def test_without_a_plan_it_says_what_the_file_holds_and_touches_nothing(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    file, before = office.export(office.full), office.rows()
    assert office.command(file) == 0
    said = capsys.readouterr().out
    assert "from Planen min and holds 23 parts" in said
    assert "goal (open): Jeg vil tilbake i jobb." in said
    assert "measure (yes): Finne et sted å prøve seg, by 2026-11-02" in said
    assert "Nothing is changed." in said
    assert office.rows() == before


def test_the_list_of_differences_is_a_reading_and_nothing_more(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(office.export(office.full)).replace("Synge i kor.", "Danse.")
    before = office.rows()
    chosen = {"municipality": "namsos", "plan": office.full, "coordinator": "siri"}
    assert office.command(json.loads(text), **chosen) == 0
    said = capsys.readouterr().out
    assert "changed   goal (set-aside): Danse.  (was: Synge i kor.)" in said
    assert "the same  goal (open): Jeg vil tilbake i jobb." in said
    after = office.rows()
    assert after == before | {"events": before["events"] + 1}
    assert office.codes(office.full)[-1] == "plan.read"


def test_approved_it_is_written(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = {"municipality": "namsos", "plan": office.empty, "coordinator": "siri"}
    assert office.command(office.export(office.full), approve=True, **chosen) == 0
    assert "Brought in by siri." in capsys.readouterr().out
    assert len(office.see(office.empty).plan.parts) == 23


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"coordinator": "ola"}, "not this coordinator's"),
        ({"coordinator": "nobody"}, "nobody here has that id"),
        ({"coordinator": None}, "a named coordinator"),
        ({"plan": "AAAA-BBBB-CCCC"}, "there is no such plan"),
        ({"plan": None}, "--approve needs"),
        ({"municipality": "oslo"}, "give one of"),
        ({"municipality": "vik"}, "nobody here has that id"),
        ({"plan": "no-consent"}, "--paper"),
        ({"file": "/nowhere/plan.json"}, "No such file"),
    ],
)
def test_who_may_not_changes_nothing(
    office: Office, capsys: pytest.CaptureFixture[str], changes: Json, said: str
) -> None:
    file, before = office.export(office.full), office.rows()
    if changes.get("plan") == "no-consent":
        changes = {"plan": office.no_consent}
    chosen = {"municipality": "namsos", "plan": office.empty, "coordinator": "siri"} | changes
    assert office.command(file, approve=True, **chosen) == 2
    assert said in capsys.readouterr().err
    assert office.rows() == before


def test_a_signed_paper_is_recorded_as_the_consent(office: Office) -> None:
    chosen = {"municipality": "namsos", "plan": office.no_consent, "coordinator": "siri"}
    assert office.command(office.export(office.full), approve=True, paper="2026/44", **chosen) == 0
    seen = office.see(office.no_consent)
    assert [one.by_paper for one in seen.consents] == ["2026/44"]
    assert len(seen.plan.parts) == 23


# What is wrong is named, and changes nothing


def resource(file: Json, kind: str) -> Json:
    return next(
        each["resource"] for each in file["entry"] if each["resource"]["resourceType"] == kind
    )


def extension(file: Json, kind: str) -> list[Json]:
    return next(
        each["extension"] for each in resource(file, kind)["extension"] if each["url"] == PART
    )


def field(file: Json, kind: str, name: str) -> Json:
    return next(each for each in extension(file, kind) if each["url"] == name)


def circle(file: Json) -> None:
    """The first goal hangs on the second, which hangs on the first."""
    goals = [
        each["resource"] for each in file["entry"] if each["resource"]["resourceType"] == "Goal"
    ]
    goals[0]["extension"][0]["extension"].append({"url": "parent", "valueId": goals[1]["id"]})


def twice(file: Json) -> None:
    again = copy.deepcopy(resource(file, "Goal"))
    file["entry"].append({"fullUrl": "https://other.example/Goal/1", "resource": again})


BAD: dict[str, tuple[Callable[[Json], Any], str, str]] = {
    "not a bundle": (lambda f: f.update(resourceType="Observation"), "$.resourceType", "must be Bundle"),
    "no type": (lambda f: resource(f, "Goal").pop("resourceType"), ".resourceType", "is missing"),
    "a list of entries": (lambda f: f.update(entry={}), "$.entry", "must be a list"),
    "an entry": (lambda f: f["entry"].insert(0, "x"), "$.entry[0]", "must be an object"),
    "the same id": (twice, ".id", "the same resource is there twice"),
    "the same address": (lambda f: f["entry"].append(f["entry"][0]), ".fullUrl", "is there twice"),
    "a newer form": (lambda f: resource(f, "CarePlan")["extension"][0].update(valueString="9"), ".valueString", "another version"),
    "an unknown kind": (lambda f: field(f, "Goal", "kind").update(valueCode="dream"), ".extension[1]", "no part of a plan is called"),
    "no kind": (lambda f: extension(f, "Goal").remove(field(f, "Goal", "kind")), ".extension[0]", "'kind' is missing"),
    "no id": (lambda f: extension(f, "Goal").remove(field(f, "Goal", "id")), ".extension[0]", "'id' is missing"),
    "a number for text": (lambda f: field(f, "Goal", "word")["extension"][1].update(valueString=7), ".valueString", "must be text"),
    "a word it has not": (lambda f: field(f, "Goal", "word")["extension"][0].update(valueCode="song"), ".extension[0]", "has no word"),
    "a date": (lambda f: field(f, "Task", "due").update(valueDate="2026-02-30"), ".valueDate", "not a date"),
    "a moment": (lambda f: field(f, "Goal", "begun").update(valueInstant="2026-01-01T10:00:00"), ".valueInstant", "time zone"),
    "a sign": (lambda f: field(f, "Goal", "word")["extension"][1].update(valueString="a\u202eb"), ".valueString", "no text may hold"),
    "a long text": (lambda f: field(f, "Goal", "word")["extension"][1].update(valueString="a" * 20_001), ".valueString", "more than 20000"),
    "a circle": (circle, ".extension[0]", "hangs on itself"),
    "a stranger": (lambda f: field(f, "Task", "responsible").update(valueId="f" * 32), ".extension[0]", "not in the file"),
    "a code": (lambda f: field(f, "Goal", "code").update(valueCode="maybe"), ".extension[0]", "the code is none"),
    "no words": (lambda f: extension(f, "Goal").remove(field(f, "Goal", "word")), ".extension[0]", "the words"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_changes_nothing_and_names_the_place(
    office: Office, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    spoil, path, words = BAD[name]
    file = office.export(office.full)
    spoil(file)
    before = office.rows()
    chosen = {"municipality": "namsos", "plan": office.empty, "coordinator": "siri"}
    assert office.command(file, approve=True, **chosen) == 2
    said = capsys.readouterr().err
    assert "Nothing is changed." in said
    faults = [line.strip() for line in said.splitlines()[1:]]
    assert any(f"{path}: " in fault and words in fault for fault in faults), said
    assert all(fault.startswith("$") for fault in faults)
    assert office.rows() == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b'{"resourceType": "Bundle",', "line 1, column"),
        (b"\xff\xfe{}", "not text in UTF-8"),
        (b"[]", "must be an object"),
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (LARGEST + 1), "larger than 5 MB"),
        (b"{}", "must be Bundle"),
    ],
)
def test_what_is_no_file_of_the_kind_is_told(data: bytes, words: str) -> None:
    with pytest.raises(BadBundle, match=r"^\$") as wrong:
        read(data)
    assert words in str(wrong.value)


@cache
def own() -> Json:
    """A file of ours, made without a database."""
    app = Flask("fhir")
    Babel(app)
    with app.app_context():
        return dict(json.loads(json.dumps(bundle(seen(), NAMSOS, NAMSOS.unit, BEGUN))))


ANYTHING = st.sampled_from(
    [None, True, 7, -1.5, "", "x", "0001-01-01T00:00:00+14:00", "#", "Goal/", [], {}, [[]], [None], [{}], {"url": 1}]
)  # fmt: skip


@settings(max_examples=3000 if EVERYTHING else 300, deadline=None)
@given(choice=st.data())
def test_whatever_stands_in_a_file_it_is_read_or_refused(choice: st.DataObject) -> None:
    """One or two values of a good file replaced by something else: never an error of ours."""
    file = copy.deepcopy(choice.draw(st.sampled_from([own(), *GOOD])))
    for _again in range(choice.draw(st.integers(1, 2))):
        here: Any = file
        while isinstance(here, dict | list) and here:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = choice.draw(st.sampled_from(keys))
            if (
                not here[key]
                or not isinstance(here[key], dict | list)
                or choice.draw(st.integers(0, 4)) == 0
            ):
                here[key] = choice.draw(ANYTHING)
                break
            here = here[key]
    with suppress(BadBundle):
        read(json.dumps(file).encode())


def test_every_fault_is_told_at_once(office: Office) -> None:
    file = office.export(office.full)
    for each in file["entry"]:
        if each["resource"]["resourceType"] == "Goal":
            each["resource"]["extension"] = [{"url": PART, "extension": []}]
    with pytest.raises(BadBundle) as wrong:
        read(json.dumps(file).encode())
    assert len(wrong.value.faults) == 3


# Others'


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_published_examples_are_read_and_stored_nowhere(
    office: Office, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    before = office.rows()
    assert office.command(example.read_bytes()) == 0
    assert "from another system" in capsys.readouterr().out
    assert office.rows() == before


@pytest.mark.parametrize(
    "example", [path for path in EXAMPLES if not path.stem.startswith("Consent")], ids=lambda path: path.stem
)  # fmt: skip
def test_published_examples_can_be_approved(office: Office, example: Path) -> None:
    chosen = {"municipality": "namsos", "plan": office.empty, "coordinator": "siri"}
    assert office.command(example.read_bytes(), approve=True, **chosen) == 0
    wanted = read(example.read_bytes())
    assert len(office.see(office.empty).plan.parts) == len(wanted.parts)
    assert {one.participant for one in office.see(office.empty).consents} == {None}


def foreign(*resources: Json) -> bytes:
    entries = [
        {"fullUrl": f"urn:uuid:{number}", "resource": each} for number, each in enumerate(resources)
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def test_a_plan_of_another_system_as_a_plan_of_ours() -> None:
    """References by address, roles with their practitioners, milestones as sub-goals."""
    milestone = {
        "url": "http://hl7.org/fhir/StructureDefinition/goal-relationship",
        "extension": [
            {"url": "type", "valueCodeableConcept": {"coding": [{"code": "milestone"}]}},
            {"url": "target", "valueReference": {"reference": "urn:uuid:1"}},
        ],
    }
    found = read(
        foreign(
            {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active", "extension": [milestone], "description": {"text": "Swim"}},
            {"resourceType": "Goal", "lifecycleStatus": "proposed", "description": {"text": "Float"}},
            {"resourceType": "Task", "status": "requested", "intent": "plan", "description": "Book", "focus": {"reference": "urn:uuid:1"}, "owner": {"reference": "urn:uuid:3"}, "restriction": {"period": {"end": "2027-02-01T10:00:00Z"}}},
            {"resourceType": "PractitionerRole", "practitioner": {"reference": "urn:uuid:4"}, "code": [{"text": "Coach"}], "organization": {"display": "Pool"}},
            {"resourceType": "Practitioner", "name": [{"given": ["Per", "O."], "family": "Bad"}], "telecom": [{"system": "phone", "value": "22"}]},
        )
    )  # fmt: skip
    by_kind = {
        part.words.get("text") or part.words.get("what") or part.words["name"]: part
        for part in found.parts
    }
    assert set(by_kind) == {"Swim", "Float", "Book", "Per O. Bad"}
    assert by_kind["Float"].parent == by_kind["Swim"].ref
    book = by_kind["Book"]
    assert (book.code, book.parent, book.responsible) == (
        "asked",
        by_kind["Float"].ref,
        by_kind["Per O. Bad"].ref,
    )
    assert str(book.due_on) == "2027-02-01"
    assert by_kind["Per O. Bad"].words == {
        "name": "Per O. Bad",
        "role": "Coach",
        "organisation": "Pool",
    }


@pytest.mark.parametrize(
    ("resource", "kept"),
    [
        ({"resourceType": "Goal", "lifecycleStatus": "dreamt", "description": {"text": "x"}}, "lifecycleStatus: dreamt"),
        ({"resourceType": "Task", "status": "pondered", "description": "x"}, "status: pondered"),
        ({"resourceType": "Task", "status": "draft", "description": "x", "restriction": {"period": {"end": "2027-05"}}}, "end: 2027-05"),
        ({"resourceType": "Task", "status": "draft", "description": "x", "note": [{"text": "later"}]}, "later"),
    ],
)  # fmt: skip
def test_codes_we_do_not_know_are_kept_as_words(resource: Json, kept: str) -> None:
    assert kept in [
        part.words["text"] for part in read(foreign(resource)).parts if part.kind is Kind.COMMENT
    ]


@pytest.mark.parametrize(
    ("resources", "path", "words"),
    [
        ([{"resourceType": "Goal", "lifecycleStatus": "active"}], "$.entry[0].resource.description", "is missing"),
        ([{"resourceType": "Task", "description": 7}], "$.entry[0].resource.description", "must be text"),
        ([{"resourceType": "Task", "id": "a", "description": "x", "partOf": [{"reference": "Task/b"}]}, {"resourceType": "Task", "id": "b", "description": "x", "partOf": [{"reference": "Task/a"}]}], "$.entry[0].resource.partOf", "part of itself"),
        ([{"resourceType": "Goal", "id": "a", "description": {"text": "x"}}] * 2, "$.entry[1].resource.id", "twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_others_files_is_named_too(
    resources: list[Json], path: str, words: str
) -> None:
    with pytest.raises(BadBundle) as wrong:
        read(foreign(*resources))
    assert (wrong.value.faults[0].path, words in wrong.value.faults[0].words) == (path, True)


def test_a_consent_of_others_is_told_and_left() -> None:
    found = read(
        foreign({"resourceType": "Consent", "status": "active"}, {"resourceType": "Observation"})
    )
    assert [left.path for left in found.left] == ["$.entry[0].resource", "$.entry[1].resource"]
    assert found.parts == ()


def test_versions_do_not_travel(office: Office) -> None:
    """What was written before stays where it was written."""
    file = json.loads(json.dumps(office.export(office.full)).replace("Synge i kor.", "Danse."))
    office.bring_in(office.full, file)
    assert "Synge i kor." not in json.dumps(office.export(office.full), ensure_ascii=False)
    with office.transaction() as session:
        assert session.scalar(select(func.count()).select_from(PlanVersionRow)) == 24
