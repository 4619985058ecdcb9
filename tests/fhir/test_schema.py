"""What leaves is R4: the official JSON schema, which itself is tried on HL7's examples and on what is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from portal.config import ROOT
from portal.fhir.export import bundle
from portal.store.plan import SeenPlan
from tests.fhir.schema import EXAMPLES, faults_of
from tests.plan_whole import BEGUN, NAMSOS, measure, seen


@pytest.fixture(scope="module", autouse=True)
def words_at_hand() -> Iterator[None]:
    app = Flask("fhir")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    with app.app_context():
        yield


def made(plan: SeenPlan) -> dict[str, Any]:
    """As it is read by somebody else."""
    return dict(json.loads(json.dumps(bundle(plan, NAMSOS, NAMSOS.unit, BEGUN))))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_schema_lets_the_published_examples_through(example: Path) -> None:
    assert faults_of(json.loads(example.read_text())) == []


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("CarePlan", {"status": None}),
        ("CarePlan", {"goal": []}),
        ("Goal", {"lifecycleStatus": "Open"}),
        ("Task", {"nonsense": "x"}),
        ("Consent", {"dateTime": "5. oktober"}),
        ("Patient", {"birthDate": "17.05.1990"}),
    ],
)
def test_the_schema_sees_what_is_wrong(kind: str, change: dict[str, Any]) -> None:
    """Else the tests below would show nothing. An empty list is left to our own rule, below."""
    resource = next(
        each["resource"]
        for each in made(seen())["entry"]
        if each["resource"]["resourceType"] == kind
    )
    resource |= change
    faults = [*faults_of(resource), *empty_in(resource)]
    assert faults


@pytest.mark.parametrize(
    "plan",
    [
        seen(),
        seen({}, consents=(), coordinator=None, born=None),
        seen(role="parent", language="so", born=None),
        *(seen(status=status) for status in ("invited", "coordinator-only", "declined", "withdrawn", "ended")),
        seen({str(number): measure("asked", f"Tiltak {number}") for number in range(40)}),
    ],
)  # fmt: skip
def test_every_bundle_is_r4(plan: SeenPlan) -> None:
    whole = made(plan)
    assert faults_of(whole) == []
    assert empty_in(whole) == []


def empty_in(value: Any, path: str = "$") -> list[str]:
    """R4 allows no null, no empty list, object or text, and the schema does not say so everywhere."""
    if value in (None, "", [], {}):
        return [path]
    if isinstance(value, dict):
        return [found for name, each in value.items() for found in empty_in(each, f"{path}.{name}")]
    if isinstance(value, list):
        return [found for at, each in enumerate(value) for found in empty_in(each, f"{path}[{at}]")]
    return []
