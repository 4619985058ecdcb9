"""A plan as a FHIR R4 bundle. No national number, no messages and no earlier versions leave the house this way.

Generic R4 without a profile; what R4 has no word for stands in extensions (`portal/fhir/names.py`).
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from portal.fhir import names
from portal.fhir.export_people import coordinator, organization, participants, patient, team
from portal.fhir.parts import Resource, instant, part_extension, whole, without_empty, words
from portal.language import gettext as _
from portal.plan_labels import PROGRESS, TOPICS
from portal.rules.case import local_day
from portal.rules.municipality import Profile, Unit
from portal.rules.plan import ME, Kind, Part, Topic
from portal.store.plan import SeenPlan
from portal.store.plan_consents import Consent

ON_OTHERS = frozenset({Kind.GOAL, Kind.MEASURE, Kind.PARTICIPANT})
"""Parts that are resources of their own; the others stand on the care plan."""


def bundle_bytes(seen: SeenPlan, profile: Profile, unit: Unit, now: datetime) -> bytes:
    """The bundle as a file."""
    made = bundle(seen, profile, unit, now)
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def bundle(seen: SeenPlan, profile: Profile, unit: Unit, now: datetime) -> Resource:
    """All of a plan as one collection. Headings that R4 has no code for are in the language of the page."""
    seen = replace(seen, plan=whole(seen.plan))
    resources = [
        care_plan(seen, unit),
        patient(seen),
        organization(unit, profile.name),
        *coordinator(seen),
        *participants(seen),
        team(seen, unit),
        *(goal(seen, part) for part in seen.plan.of(Kind.GOAL)),
        *(task(seen, part) for part in seen.plan.of(Kind.MEASURE)),
        *(consent(seen, one) for one in seen.consents),
        provenance(seen, profile, now),
    ]
    return {
        "resourceType": "Bundle",
        "id": seen.id,
        "identifier": {"system": names.PLAN_REFERENCE, "value": seen.reference},
        "type": "collection",
        "timestamp": instant(now),
        "entry": [
            {"fullUrl": f"{names.BASE}/{each['resourceType']}/{each['id']}", "resource": each}
            for each in resources
        ],
    }


def care_plan(seen: SeenPlan, unit: Unit) -> Resource:
    """The plan itself, with every part that R4 has no resource for."""
    rest = [part for part in seen.plan.parts if part.kind not in ON_OTHERS]
    return without_empty(
        {
            "resourceType": "CarePlan",
            "id": seen.id,
            "language": seen.language if seen.language in {"nb", "nn", "en"} else None,
            "extension": [
                {"url": names.FORMAT, "valueString": names.FORMAT_NOW},
                *(part_extension(part) for part in rest),
            ],
            "identifier": [{"system": names.PLAN_REFERENCE, "value": seen.reference}],
            "status": names.PLAN_STATUS[seen.status],
            "intent": "plan",
            "title": _("Individuell plan"),
            "subject": refer("Patient", seen.person),
            "period": period(seen),
            "created": instant(seen.begun_at),
            "author": refer("Organization", unit.code),
            "careTeam": [refer("CareTeam", seen.id)],
            "goal": [refer("Goal", part.id) for part in seen.plan.of(Kind.GOAL)],
            "activity": [
                {"reference": refer("Task", part.id)} for part in seen.plan.of(Kind.MEASURE)
            ],
            "note": list(notes(seen)),
        }
    )


def refer(kind: str, to: str) -> Resource:
    """A reference inside the bundle."""
    return {"reference": f"{kind}/{to}"}


def period(seen: SeenPlan) -> Resource:
    """From when to when the plan holds."""
    part = seen.plan.period
    if part is None:
        return {}
    return without_empty({"start": day(part.says("from")), "end": day(part.says("to"))})


def day(text: str) -> str | None:
    """A date as R4 wants it, None for any other text: that stands in the extension."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError:
        return None


def notes(seen: SeenPlan) -> Iterator[Resource]:
    """The texts of the plan, each after its heading."""
    for topic in Topic:
        part = seen.plan.text(topic)
        if part:
            yield {"text": words(f"{TOPICS[topic]}\n{part.says('text')}")}


def goal(seen: SeenPlan, part: Part) -> Resource:
    """A goal; its sub-goals are milestones of it."""
    subs = seen.plan.under(part.id, Kind.GOAL)
    area = part.says("area")
    return without_empty(
        {
            "resourceType": "Goal",
            "id": part.id,
            "extension": [part_extension(part), *(milestone(sub) for sub in subs)],
            "lifecycleStatus": names.GOAL_STATUS[part.code],
            "achievementStatus": achievement(seen, part),
            "category": [{"text": words(area)}] if area else None,
            "description": {"text": words(part.says("text"))},
            "subject": refer("Patient", seen.person),
            "startDate": local_day(part.begun_at).isoformat(),
            "statusDate": local_day(part.at).isoformat(),
            "expressedBy": refer("Patient", seen.person)
            if part.begun_by_kind == "citizen"
            else None,
            "note": [*evaluations(seen, part), *comments(seen, part)],
        }
    )


def milestone(part: Part) -> Resource:
    """That another goal is a piece of this one."""
    target = {"url": "target", "valueReference": refer("Goal", part.id)}
    kind = {"url": "type", "valueCodeableConcept": names.MILESTONE}
    return {"url": names.GOAL_RELATIONSHIP, "extension": [kind, target]}


def achievement(seen: SeenPlan, part: Part) -> Resource | None:
    """How it goes, as it was last evaluated."""
    found = seen.plan.under(part.id, Kind.EVALUATION)
    if not found:
        return None
    code = names.ACHIEVEMENT[found[-1].code]
    return {"coding": [{"system": f"{names.TERMS}/goal-achievement", "code": code}]}


def evaluations(seen: SeenPlan, part: Part) -> Iterator[Resource]:
    """How it went, each time."""
    for each in seen.plan.under(part.id, Kind.EVALUATION):
        said = "\n".join(filter(None, (str(PROGRESS[each.code]), each.says("text"))))
        yield {"time": instant(each.begun_at), "text": words(said)}


def comments(seen: SeenPlan, part: Part) -> Iterator[Resource]:
    """What people have said of it."""
    for each in seen.plan.under(part.id, Kind.COMMENT):
        name = seen.name_of(each)
        yield without_empty(
            {
                "authorString": words(name) if name else None,
                "time": instant(each.begun_at),
                "text": words(each.says("text")),
            }
        )


def task(seen: SeenPlan, part: Part) -> Resource:
    """A measure. Its due date is the end of the period it may be done in."""
    parent = seen.plan.one(part.parent)
    inputs = (("extent", _("Omfang")), ("how", _("Hvordan")))
    return without_empty(
        {
            "resourceType": "Task",
            "id": part.id,
            "extension": [part_extension(part)],
            "basedOn": [refer("CarePlan", seen.id)],
            "status": names.TASK_STATUS[part.code],
            "statusReason": {"text": words(part.says("reason"))} if part.says("reason") else None,
            "intent": "plan",
            "description": words(part.says("what")),
            "focus": refer("Goal", parent.id) if parent and parent.kind is Kind.GOAL else None,
            "for": refer("Patient", seen.person),
            "authoredOn": instant(part.begun_at),
            "lastModified": instant(part.at),
            "owner": owner(seen, part),
            "note": list(comments(seen, part)),
            "restriction": {"period": {"end": part.due_on.isoformat()}} if part.due_on else None,
            "input": [
                {
                    "type": {"coding": [{"system": names.WORD, "code": name}], "text": label},
                    "valueString": words(part.says(name)),
                }
                for name, label in inputs
                if part.says(name)
            ],
        }
    )


def owner(seen: SeenPlan, part: Part) -> Resource | None:
    """Who answers for a measure; nobody when that is not agreed, or they no longer take part."""
    if part.responsible == ME:
        return refer("Patient", seen.person)
    found = seen.plan.one(part.responsible)
    return member(found) if found else None


def member(participant: Part) -> Resource:
    """A participant, by what they are in R4."""
    kin = participant.code == "kin"
    return refer("RelatedPerson" if kin else "PractitionerRole", participant.id)


def consent(seen: SeenPlan, one: Consent) -> Resource:
    """A consent to the plan, or to share some of it with somebody; a withdrawn one is inactive and says when."""
    with_whom = seen.plan.one(one.participant)
    actor = member(with_whom) if with_whom else {"display": _("En som ikke lenger er med")}
    sections = [{"coding": [{"system": names.SECTION, "code": code}]} for code in one.sections]
    end = instant(one.withdrawn_at) if one.withdrawn_at else None
    provision = {
        "type": "permit",
        "period": without_empty({"start": instant(one.given_at), "end": end}),
        "actor": [{"role": names.RECEIVER, "reference": actor}] if one.participant else None,
        "code": sections,
    }
    return without_empty(
        {
            "resourceType": "Consent",
            "id": one.id,
            "status": "active" if one.stands else "inactive",
            "scope": names.PRIVACY if one.participant else names.TREATMENT,
            "category": [names.DISCLOSURE if one.participant else names.CONSENT_DOCUMENT],
            "patient": refer("Patient", seen.person),
            "dateTime": instant(one.given_at),
            "sourceReference": {"display": words(one.by_paper)} if one.by_paper else None,
            "policyRule": {"text": "FOR-2022-06-22-1110 §§ 5, 9"},
            "provision": without_empty(provision),
        }
    )


def provenance(seen: SeenPlan, profile: Profile, now: datetime) -> Resource:
    """That the bundle was made here, and when."""
    return {
        "resourceType": "Provenance",
        "id": seen.id,
        "target": [refer("CarePlan", seen.id)],
        "recorded": instant(now),
        "agent": [{"who": {"display": f"Planen min, {profile.name}"}}],
    }
