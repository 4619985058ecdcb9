"""The official JSON schema of R4 and HL7's published examples, as they lie in `vendor/`."""

import hashlib
import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

VENDOR = Path(__file__).parent / "vendor"
EXAMPLES = sorted((VENDOR / "examples").glob("*.json"))


@cache
def schema() -> dict[str, Any]:
    packed = (VENDOR / "fhir.schema.json.xz").read_bytes()
    wanted = json.loads((VENDOR / "VENDOR.json").read_text())[0]
    assert hashlib.sha256(packed).hexdigest() == wanted["sha256"]
    return dict(json.loads(lzma.decompress(packed)))


@cache
def validator_of(kind: str) -> Draft6Validator:
    """For one kind of resource: asking for any of them takes a hundred times as long."""
    own = {"$ref": f"#/definitions/{kind}", "definitions": schema()["definitions"]}
    return Draft6Validator(own)


def faults_of(resource: dict[str, Any]) -> list[str]:
    """Where a resource, or one in a bundle, breaks the schema."""
    if resource.get("resourceType") == "Bundle":
        inside = [fault for each in resource["entry"] for fault in faults_of(each["resource"])]
        bare = {**resource, "entry": [{**each, "resource": {"resourceType": "Basic", "code": {}}} for each in resource["entry"]]}  # fmt: skip
        return inside + faults_in(bare)
    return faults_in(resource)


def faults_in(resource: dict[str, Any]) -> list[str]:
    found = validator_of(resource["resourceType"]).iter_errors(resource)
    return [
        f"{resource['resourceType']} {error.json_path}: {error.message[:200]}" for error in found
    ]
