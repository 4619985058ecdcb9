"""A plan as a bundle: who, what and where it stands in R4's words; references that lead somewhere; nothing that must stay."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from portal.config import ROOT
from portal.fhir.export import bundle
from portal.store.plan import SeenPlan
from tests.plan_whole import BEGUN, NAMSOS, drafts, parts, seen

BASE = "https://planen-min.example/fhir"


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
    return dict(json.loads(json.dumps(bundle(plan, NAMSOS, NAMSOS.unit, BEGUN))))


def by_name(plan: SeenPlan) -> dict[str, dict[str, Any]]:
    """The resources that are parts, by the name of the part."""
    ids = {part.id: name for name, part in parts().items()}
    found: dict[str, dict[str, Any]] = {}
    for each in made(plan)["entry"]:
        resource = each["resource"]
        if resource["id"] in ids and resource["resourceType"] != "Practitioner":
            found[ids[resource["id"]]] = resource
    return found


def only(plan: SeenPlan, kind: str) -> dict[str, Any]:
    """The one resource of this kind."""
    (found,) = (
        each["resource"] for each in made(plan)["entry"] if each["resource"]["resourceType"] == kind
    )
    return dict(found)


@pytest.mark.parametrize(
    ("name", "kind", "field", "code"),
    [
        ("work", "Goal", "lifecycleStatus", "active"),
        ("trial", "Goal", "lifecycleStatus", "completed"),
        ("song", "Goal", "lifecycleStatus", "on-hold"),
        ("proposed", "Task", "status", "draft"),
        ("asked", "Task", "status", "requested"),
        ("course", "Task", "status", "accepted"),
        ("no", "Task", "status", "rejected"),
        ("walk", "Task", "status", "in-progress"),
        ("done", "Task", "status", "completed"),
    ],
)
def test_where_it_stands_in_r4s_words(name: str, kind: str, field: str, code: str) -> None:
    """The value sets goal-status and task-status."""
    resource = by_name(seen())[name]
    assert (resource["resourceType"], resource[field]) == (kind, code)


def test_a_measure_says_what_for_whom_by_whom_and_by_when() -> None:
    made_parts = parts()
    course = by_name(seen())["course"]
    assert course["description"] == "Finne et sted å prøve seg"
    assert course["for"] == {"reference": f"Patient/{'b' * 32}"}
    assert course["focus"] == {"reference": f"Goal/{made_parts['work'].id}"}
    assert course["owner"] == {"reference": f"PractitionerRole/{made_parts['nav'].id}"}
    assert course["restriction"] == {"period": {"end": "2026-11-02"}}
    assert [each["valueString"] for each in course["input"]] == [
        "To dager i uka",
        "Nav avtaler med arbeidsgiveren",
    ]
    assert course["note"][0]["text"] == "Helst nær hjemme.\nEller med buss."
    assert course["note"][0]["authorString"] == "Marte Eksempel Lund"


def test_one_owns_ones_own_measures_and_kin_are_related_persons() -> None:
    found, ids = by_name(seen()), parts()
    assert found["walk"]["owner"] == {"reference": f"Patient/{'b' * 32}"}
    assert found["no"]["owner"] == {"reference": f"RelatedPerson/{ids['mother'].id}"}
    assert "owner" not in found["asked"]


def test_a_sub_goal_is_a_milestone() -> None:
    extension = by_name(seen())["work"]["extension"][1]
    assert extension["url"] == "http://hl7.org/fhir/StructureDefinition/goal-relationship"
    assert {each["url"]: each for each in extension["extension"]}["target"]["valueReference"] == {
        "reference": f"Goal/{parts()['trial'].id}"
    }


def test_how_it_goes_is_told_as_it_was_last_evaluated() -> None:
    status = by_name(seen())["work"]["achievementStatus"]["coding"][0]
    assert status["code"] == "improving"


def test_a_withdrawn_consent_is_inactive_and_says_when() -> None:
    to_plan, shared = (
        each["resource"]
        for each in made(seen())["entry"]
        if each["resource"]["resourceType"] == "Consent"
    )
    assert (to_plan["status"], shared["status"]) == ("active", "inactive")
    assert to_plan["sourceReference"] == {"display": "2026/17"}
    assert shared["provision"]["period"]["end"].startswith("2026-10-08")
    assert [each["coding"][0]["code"] for each in shared["provision"]["code"]] == [
        "goals",
        "measures",
    ]


def test_every_reference_leads_to_something_in_the_bundle() -> None:
    whole = made(seen())
    there = {
        f"{each['resource']['resourceType']}/{each['resource']['id']}" for each in whole["entry"]
    }
    assert len(there) == len(whole["entry"]), "an id is there twice"
    assert {each["fullUrl"] for each in whole["entry"]} == {f"{BASE}/{each}" for each in there}
    wanted = set(re.findall(r'"reference": "([^"]+)"', json.dumps(whole)))
    assert wanted - there == set()


def test_every_part_stands_whole_in_an_extension() -> None:
    text = json.dumps(made(seen()))
    assert text.count(f'"{BASE}/part"') == len(drafts())


def test_the_period_and_the_team() -> None:
    assert only(seen(), "CarePlan")["period"] == {"start": "2026-10-01", "end": "2027-09-30"}
    members = [each["member"]["reference"] for each in only(seen(), "CareTeam")["participant"]]
    assert [each.split("/")[0] for each in members] == [
        "Patient",
        "Practitioner",
        "PractitionerRole",
        "RelatedPerson",
    ]


def test_no_number_of_eleven_digits_and_no_message_leaves() -> None:
    text = json.dumps(made(seen()))
    assert not re.search(r"(?<![0-9a-f])\d{11}(?![0-9a-f])", text.replace("+47", ""))
    assert "identifier" not in only(seen(), "Patient")
