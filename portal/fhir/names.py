"""What our words are called in FHIR R4, and the addresses of what R4 has no word for.

Generic R4 without a profile: no national profile for individuell plan exists.
"""

from portal.rules.plan import Goal, Measure, Progress, Status

BASE = "https://planen-min.example/fhir"
PART = f"{BASE}/part"
"""Extension: a part of our plan, whole, so that it can be read back without loss.

Holds `id`, `kind`, `code`, `parent`, `responsible` (an id, or "me"), `due`, `begun`, `begun-by`, and one `word` (`name`, `said`)
for each text. On Goal, Task, PractitionerRole or RelatedPerson where the part is one; else on CarePlan.
"""
FORMAT = f"{BASE}/format"
"""Extension on CarePlan: the bundle is ours, in this form."""
FORMAT_NOW = "1"
PLAN_REFERENCE = f"{BASE}/plan"
"""Identifier system: the reference of a plan."""
SECTION = f"{BASE}/section"
"""Code system: what is shared, in a consent."""
WORD = f"{BASE}/word"
"""Code system: what an input of a task is."""

TERMS = "http://terminology.hl7.org/CodeSystem"
GOAL_RELATIONSHIP = "http://hl7.org/fhir/StructureDefinition/goal-relationship"
MILESTONE = {"coding": [{"system": f"{TERMS}/goal-relationship-type", "code": "milestone"}]}
PRIVACY = {"coding": [{"system": f"{TERMS}/consentscope", "code": "patient-privacy"}]}
TREATMENT = {"coding": [{"system": f"{TERMS}/consentscope", "code": "treatment"}]}
CONSENT_DOCUMENT = {"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}
DISCLOSURE = {"coding": [{"system": f"{TERMS}/v3-ActCode", "code": "IDSCL"}]}
RECEIVER = {"coding": [{"system": f"{TERMS}/v3-ParticipationType", "code": "IRCP"}]}

PLAN_STATUS: dict[str, str] = {
    Status.INVITED: "draft",
    Status.COORDINATOR_ONLY: "revoked",
    Status.DECLINED: "revoked",
    Status.ACTIVE: "active",
    Status.WITHDRAWN: "revoked",
    Status.ENDED: "completed",
}
GOAL_STATUS: dict[str, str] = {
    Goal.OPEN: "active",
    Goal.REACHED: "completed",
    Goal.SET_ASIDE: "on-hold",
}
TASK_STATUS: dict[str, str] = {
    Measure.PROPOSED: "draft",
    Measure.ASKED: "requested",
    Measure.YES: "accepted",
    Measure.NO: "rejected",
    Measure.UNDER_WAY: "in-progress",
    Measure.DONE: "completed",
}
ACHIEVEMENT: dict[str, str] = {
    Progress.REACHED: "achieved",
    Progress.CLOSER: "improving",
    Progress.SAME: "no-change",
    Progress.FURTHER: "worsening",
}

GOAL_FROM: dict[str, Goal] = {
    "proposed": Goal.OPEN,
    "planned": Goal.OPEN,
    "accepted": Goal.OPEN,
    "active": Goal.OPEN,
    "on-hold": Goal.SET_ASIDE,
    "cancelled": Goal.SET_ASIDE,
    "rejected": Goal.SET_ASIDE,
    "completed": Goal.REACHED,
}
MEASURE_FROM: dict[str, Measure] = {
    "draft": Measure.PROPOSED,
    "requested": Measure.ASKED,
    "received": Measure.ASKED,
    "accepted": Measure.YES,
    "ready": Measure.YES,
    "rejected": Measure.NO,
    "cancelled": Measure.NO,
    "in-progress": Measure.UNDER_WAY,
    "completed": Measure.DONE,
    "not-started": Measure.PROPOSED,
    "scheduled": Measure.YES,
    "stopped": Measure.NO,
}
"""Statuses of tasks and of activities; one we do not know becomes a proposal, and is kept as words."""
