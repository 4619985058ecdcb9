"""Reading our own file: no loss, a list first, nobody but the coordinator; what is wrong is named and changes nothing."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.fhir.names import PART
from portal.fhir.read import read
from portal.fhir.reading import LARGEST, BadBundle
from portal.rules.plan import Draft, Kind, Measure
from portal.rules.plan_import import Change
from portal.store import plan_parts
from portal.store.tables.plan import PlanVersionRow
from tests.fhir.conftest import Office

Json = dict[str, Any]


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


def test_every_fault_is_told_at_once(office: Office) -> None:
    file = office.export(office.full)
    for each in file["entry"]:
        if each["resource"]["resourceType"] == "Goal":
            each["resource"]["extension"] = [{"url": PART, "extension": []}]
    with pytest.raises(BadBundle) as wrong:
        read(json.dumps(file).encode())
    assert len(wrong.value.faults) == 3


def test_versions_do_not_travel(office: Office) -> None:
    """What was written before stays where it was written."""
    file = json.loads(json.dumps(office.export(office.full)).replace("Synge i kor.", "Danse."))
    office.bring_in(office.full, file)
    assert "Synge i kor." not in json.dumps(office.export(office.full), ensure_ascii=False)
    with office.transaction() as session:
        assert session.scalar(select(func.count()).select_from(PlanVersionRow)) == 24
