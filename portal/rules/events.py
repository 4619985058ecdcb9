"""What can happen, and how an event is written down so that nobody can change it unseen.

One list of events serves the audit, the citizen's timeline and "done on your behalf". An event holds codes and ids,
never words about anybody. Each carries the fingerprint of the one before it in its municipality.
"""

import json
import re
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from enum import StrEnum

START = "0" * 64
CODE_OR_IDS = re.compile(r"[A-Za-z0-9.:_-]{1,64}(,[A-Za-z0-9.:_-]{1,64})*")


class Code(StrEnum):
    """Everything that can happen; the codes read as history."""

    CALL_ASKED = "call.asked"
    CALL_ASKED_AGAIN = "call.asked-again"
    CALL_RECEIPT_READ = "call.receipt-read"
    CASE_REGISTERED = "case.registered"
    CASE_LISTED = "case.listed"
    CASE_READ = "case.read"
    CASE_OPENED = "case.opened"
    CASE_TAKEN = "case.taken"
    CASE_NOT_REACHED = "case.not-reached"
    CASE_ANSWERED = "case.answered"
    CASE_CLOSED = "case.closed"
    CASE_HANDED_OVER = "case.handed-over"
    CASE_REQUESTED = "case.requested"
    CASE_RECEIPT_READ = "case.receipt-read"
    CASE_OWN_LISTED = "case.own-listed"
    CASE_OWN_READ = "case.own-read"
    CASE_PICTURE_READ = "case.picture-read"
    CASE_MORE_WANTED = "case.more-wanted"
    CASE_PRELIMINARY = "case.preliminary"
    CASE_COORDINATOR = "case.coordinator"
    CASE_IN_PART = "case.in-part"
    CASE_REFUSED = "case.refused"
    CASE_ANSWER_TAKEN_BACK = "case.answer-taken-back"
    CASE_LETTER_MADE = "case.letter-made"
    CASE_CITIZEN_WROTE = "case.citizen-wrote"
    CASE_DESK_WROTE = "case.desk-wrote"
    CASE_CONFIRMED = "case.confirmed"
    CASE_NOT_WANTED = "case.not-wanted"
    CASE_PARENT_CONFIRMED = "case.parent-confirmed"
    CASE_WITHDRAWN = "case.withdrawn"
    CASE_REMINDED = "case.reminded"
    CASE_WARNED = "case.warned"
    CASE_OVERDUE = "case.overdue"
    CASE_NOT_OPENED = "case.not-opened"
    CASE_TOLD = "case.told"
    CASE_TOLD_AGAIN = "case.told-again"
    CASE_TEXT_REMOVED = "case.text-removed"
    DRAFT_READ = "draft.read"
    DRAFT_SAVED = "draft.saved"
    DRAFT_SAVED_LATE = "draft.saved-late"
    DRAFT_FORGOTTEN = "draft.forgotten"
    PLAN_BEGUN = "plan.begun"
    PLAN_OWN_LISTED = "plan.own-listed"
    PLAN_OWN_READ = "plan.own-read"
    PLAN_LISTED = "plan.listed"
    PLAN_READ = "plan.read"
    PLAN_READER_ADDED = "plan.reader-added"
    PLAN_CONSENTED = "plan.consented"
    PLAN_CONSENT_WITHDRAWN = "plan.consent-withdrawn"
    PLAN_COORDINATOR_ONLY = "plan.coordinator-only"
    PLAN_DECLINED = "plan.declined"
    PLAN_SHARED = "plan.shared"
    PLAN_SHARING_ENDED = "plan.sharing-ended"
    PLAN_PART_ADDED = "plan.part-added"
    PLAN_PART_CHANGED = "plan.part-changed"
    PLAN_PART_REMOVED = "plan.part-removed"
    PLAN_PART_UNDONE = "plan.part-undone"
    PLAN_COORDINATOR_CHANGED = "plan.coordinator-changed"
    PLAN_CITIZEN_WROTE = "plan.citizen-wrote"
    PLAN_DESK_WROTE = "plan.desk-wrote"
    PLAN_LINK_MADE = "plan.link-made"
    PLAN_LINK_READ = "plan.link-read"
    PLAN_LINK_ANSWERED = "plan.link-answered"
    PLAN_LINK_ENDED = "plan.link-ended"
    PLAN_TAKEN_OUT = "plan.taken-out"
    PLAN_IMPORTED = "plan.imported"
    PLAN_NOTICED = "plan.noticed"
    PLAN_STEPPED = "plan.stepped"
    PLAN_SETTLED = "plan.settled"
    PLAN_TOLD = "plan.told"
    PLAN_TOLD_AGAIN = "plan.told-again"
    PLAN_ENDED = "plan.ended"
    GRANT_OFFERED = "grant.offered"
    GRANT_REGISTERED = "grant.registered"
    GRANT_ACCEPTED = "grant.accepted"
    GRANT_DECLINED = "grant.declined"
    GRANT_CHANGED = "grant.changed"
    GRANT_ENDED = "grant.ended"
    GRANT_LISTED = "grant.listed"
    GRANT_READ = "grant.read"
    GRANT_CHECKED = "grant.checked"
    GRANT_WARNED = "grant.warned"
    GRANT_RENEWAL_ASKED = "grant.renewal-asked"
    GRANT_KEPT_BACK = "grant.kept-back"
    GRANT_FORGOTTEN = "grant.forgotten"
    ACTING_BEGUN = "acting.begun"
    ACTING_ENDED = "acting.ended"
    ASSESSMENT_REGISTERED = "assessment.registered"
    ASSESSMENT_ENDED = "assessment.ended"
    PERSON_PROTECTED = "person.protected"
    PERSON_NOT_PROTECTED = "person.not-protected"
    PERSON_RESTRICTED = "person.restricted"
    PERSON_NOT_RESTRICTED = "person.not-restricted"
    PERSON_CORRECTED = "person.corrected"
    PERSON_TAKEN_OUT = "person.taken-out"
    RELATION_DECLARED = "relation.declared"
    RELATION_ENDED = "relation.ended"
    RELATION_LISTED = "relation.listed"
    OPENING_MADE = "opening.made"
    OPENING_LISTED = "opening.listed"
    OPENING_SEEN = "opening.seen"
    OPENING_UNSEEN = "opening.unseen"
    TRACES_READ = "traces.read"
    PRIVACY_ASKED = "privacy.asked"
    PRIVACY_LISTED = "privacy.listed"
    PRIVACY_READ = "privacy.read"
    PRIVACY_OWN_READ = "privacy.own-read"
    PRIVACY_ANSWERED = "privacy.answered"
    PRIVACY_PUT_OFF = "privacy.put-off"
    COMPLAINT_SENT = "complaint.sent"
    COMPLAINT_OWN_READ = "complaint.own-read"
    COMPLAINT_REGISTERED = "complaint.registered"
    COMPLAINT_RECONSIDERING = "complaint.reconsidering"
    COMPLAINT_CHANGED = "complaint.changed"
    COMPLAINT_CHANGED_IN_PART = "complaint.changed-in-part"
    COMPLAINT_KEPT = "complaint.kept"
    COMPLAINT_FORWARDED = "complaint.forwarded"
    COMPLAINT_DECIDED = "complaint.decided"
    COMPLAINT_SENT_ON = "complaint.sent-on"
    COMPLAINT_ANSWERED = "complaint.answered"
    COMPLAINT_MOVED = "complaint.moved"
    COMPLAINT_STANDING = "complaint.standing"
    COMPLAINT_BECAME = "complaint.became"
    COMPLAINT_WITHDRAWN = "complaint.withdrawn"
    COMPLAINT_ADDED_TO = "complaint.added-to"
    COMPLAINT_SUSPECTED = "complaint.suspected"
    COMPLAINT_NOT_ONE = "complaint.not-one"
    COMPLAINT_FILE_CHECKED = "complaint.file-checked"
    COMPLAINT_PACKAGE_READ = "complaint.package-read"
    EVENTS_SEALED = "events.sealed"
    RECEIVER_TEST_SENT = "receiver-test.sent"
    RECEIVER_TEST_PRESSED = "receiver-test.pressed"
    RECEIVER_TEST_UNPRESSED = "receiver-test.unpressed"
    STAFF_ADMITTED = "staff.admitted"
    STAFF_REMOVED = "staff.removed"
    STAFF_AWAY = "staff.away"
    CITIZEN_LOGGED_IN = "citizen.logged-in"
    CITIZEN_LOGGED_OUT = "citizen.logged-out"
    CITIZEN_LOGGED_OUT_ELSEWHERE = "citizen.logged-out-elsewhere"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_FAILED = "delivery.failed"
    DELIVERY_HANDLED = "delivery.handled"
    STAFF_LOGGED_IN = "staff.logged-in"
    STAFF_LOGGED_OUT = "staff.logged-out"
    STAFF_LOGGED_OUT_ELSEWHERE = "staff.logged-out-elsewhere"


READINGS = frozenset(
    {
        Code.CALL_RECEIPT_READ,
        Code.CASE_LISTED,
        Code.CASE_READ,
        Code.CASE_RECEIPT_READ,
        Code.CASE_OWN_LISTED,
        Code.CASE_OWN_READ,
        Code.CASE_PICTURE_READ,
        Code.DRAFT_READ,
        Code.PLAN_OWN_LISTED,
        Code.PLAN_OWN_READ,
        Code.PLAN_LISTED,
        Code.PLAN_READ,
        Code.PLAN_LINK_READ,
        Code.PLAN_TAKEN_OUT,
        Code.GRANT_LISTED,
        Code.GRANT_READ,
        Code.PERSON_TAKEN_OUT,
        Code.OPENING_LISTED,
        Code.RELATION_LISTED,
        Code.TRACES_READ,
        Code.PRIVACY_LISTED,
        Code.PRIVACY_READ,
        Code.PRIVACY_OWN_READ,
        Code.COMPLAINT_OWN_READ,
        Code.COMPLAINT_PACKAGE_READ,
    }
)


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    `actor_id` did it, `acting_for` is the person it was done for when that is another, `subject` is the case or person
    it is about, `object` the thing touched; for a list, `object` names all its ids with commas between.
    """

    municipality: str
    number: int
    code: str
    actor_kind: str
    actor_id: str
    acting_for: str
    subject: str
    object: str
    at: datetime


def complaint_about(event: Event) -> str | None:
    """Why this may not be written down (free text in a field, an unknown code), or None."""
    if event.code not in set(Code):
        return f"unknown event code {event.code!r}"
    for field in ("municipality", "actor_kind", "actor_id", "acting_for", "subject", "object"):
        value: str = getattr(event, field)
        if value and not CODE_OR_IDS.fullmatch(value):
            return f"the event's {field} may hold codes and ids only"
    return None


def canonical(event: Event, previous: str) -> str:
    """The event and the fingerprint before it as one text that has only one spelling."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(
        [previous, *astuple(event)[:-1], at], ensure_ascii=True, separators=(",", ":")
    )
