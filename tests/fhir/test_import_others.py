"""Reading another system's file: what fits, what is kept as words, what is left; and whatever else may stand in a file."""

import copy
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.fhir.export import bundle
from portal.fhir.read import read
from portal.fhir.reading import BadBundle
from portal.rules.plan import Kind
from tests.conftest import EVERYTHING
from tests.fhir.conftest import Office
from tests.fhir.schema import EXAMPLES
from tests.plan_whole import BEGUN, NAMSOS, seen

Json = dict[str, Any]
GOOD = [
    json.loads(path.read_text())
    for path in EXAMPLES
    if path.stem.startswith(("CarePlan", "Task", "CareTeam", "Goal"))
]


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
                here[key] = copy.deepcopy(choice.draw(ANYTHING))
                break
            here = here[key]
    with suppress(BadBundle):
        read(json.dumps(file).encode())
