"""The people of a plan as FHIR R4: whose it is, who helps, who coordinates."""

from collections.abc import Iterator

from portal.fhir.parts import Resource, part_extension, without_empty, words
from portal.language import gettext as _
from portal.rules.municipality import Unit
from portal.rules.municipality import words as words_in
from portal.rules.plan import Kind, Part, Sector
from portal.store.plan import SeenPlan


def patient(seen: SeenPlan) -> Resource:
    """Whose plan it is: name and birthday, never the national number."""
    return without_empty(
        {
            "resourceType": "Patient",
            "id": seen.person,
            "name": [{"text": words(seen.person_name)}],
            "birthDate": seen.born.isoformat() if seen.born else None,
        }
    )


def organization(unit: Unit, municipality: str) -> Resource:
    """The unit that has the plan."""
    name, _spoken = words_in(unit.name, "nb")
    return without_empty(
        {
            "resourceType": "Organization",
            "id": unit.code,
            "name": f"{municipality}, {name}",
            "telecom": telecom(unit.phone, unit.email),
        }
    )


def coordinator(seen: SeenPlan) -> list[Resource]:
    """Who coordinates; none in a vacancy."""
    who = seen.coordinator
    if who is None:
        return []
    return [
        without_empty(
            {
                "resourceType": "Practitioner",
                "id": who.id,
                "name": [{"text": words(who.name)}],
                "telecom": telecom(who.phone, None),
            }
        )
    ]


def participants(seen: SeenPlan) -> Iterator[Resource]:
    """Who helps: next of kin are related persons, the others practitioners in a role."""
    for part in seen.plan.of(Kind.PARTICIPANT):
        name = [{"text": words(part.says("name"))}]
        contact = telecom(part.says("phone"), part.says("email"))
        if part.code == Sector.KIN:
            yield related_person(seen, part, name, contact)
            continue
        yield without_empty(
            {"resourceType": "Practitioner", "id": part.id, "name": name, "telecom": contact}
        )
        yield practitioner_role(part, contact)


def related_person(
    seen: SeenPlan, part: Part, name: list[Resource], contact: list[Resource]
) -> Resource:
    """Next of kin."""
    return without_empty(
        {
            "resourceType": "RelatedPerson",
            "id": part.id,
            "extension": [part_extension(part)],
            "patient": {"reference": f"Patient/{seen.person}"},
            "relationship": role_of(part),
            "name": name,
            "telecom": contact,
        }
    )


def practitioner_role(part: Part, contact: list[Resource]) -> Resource:
    """Somebody who helps as part of their work."""
    place = part.says("organisation")
    return without_empty(
        {
            "resourceType": "PractitionerRole",
            "id": part.id,
            "extension": [part_extension(part)],
            "practitioner": {
                "reference": f"Practitioner/{part.id}",
                "display": words(part.says("name")),
            },
            "organization": {"display": words(place)} if place else None,
            "code": role_of(part),
            "telecom": contact,
        }
    )


def team(seen: SeenPlan, unit: Unit) -> Resource:
    """Everybody who takes part, the person first."""
    members: list[Resource] = [{"member": {"reference": f"Patient/{seen.person}"}}]
    if seen.coordinator:
        members.append(
            {
                "role": [{"text": _("Koordinator")}],
                "member": {"reference": f"Practitioner/{seen.coordinator.id}"},
            }
        )
    for part in seen.plan.of(Kind.PARTICIPANT):
        kind = "RelatedPerson" if part.code == Sector.KIN else "PractitionerRole"
        members.append(
            without_empty({"role": role_of(part), "member": {"reference": f"{kind}/{part.id}"}})
        )
    return {
        "resourceType": "CareTeam",
        "id": seen.id,
        "status": "active",
        "subject": {"reference": f"Patient/{seen.person}"},
        "participant": members,
        "managingOrganization": [{"reference": f"Organization/{unit.code}"}],
    }


def role_of(part: Part) -> list[Resource]:
    """What somebody does, in words."""
    role = part.says("role")
    return [{"text": words(role)}] if role else []


def telecom(phone: str | None, email: str | None) -> list[Resource]:
    """How to reach somebody."""
    found = (("phone", phone), ("email", email))
    return [{"system": system, "value": words(value)} for system, value in found if value]
