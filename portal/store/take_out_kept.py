"""Which rows of which table are about a person, and what of them the person may take out.

`KEPT` is the one list. What is not in it is not taken out: keys and fingerprints, what the house needs to work, and what belongs
to others (personvernforordningen art. 15 no. 4). A test walks every column of every table and wants it here or wants a reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, false, or_, select, true

from portal.rules.own_words import without_others
from portal.store.tables.answer import AnswerRow, CaseReaderRow, MessageRow
from portal.store.tables.base import Base
from portal.store.tables.case import CaseRow, NoteRow, WishRow
from portal.store.tables.complaint import (
    ComplaintRow,
    ComplaintStepRow,
    PossibleComplaintRow,
)
from portal.store.tables.events import EventObjectRow, EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import (
    PlanConsentRow,
    PlanFollowUpRow,
    PlanLinkRow,
    PlanMessageRow,
    PlanPartRow,
    PlanReaderRow,
    PlanRow,
    PlanVersionRow,
)
from portal.store.tables.representation import (
    AssessmentRow,
    GrantRow,
    OpeningRow,
    PrivacyRequestRow,
)
from portal.store.tables.request import AttachmentRow, DraftRow, RequestRow
from portal.store.tables.staff import LatePostRow, SessionRow


@dataclass(frozen=True)
class About:
    """Whose data it is, and what of it may be seen now.

    `cases` are those about the person; `started` those the person began for somebody else. `own`: the person asks for themself.
    """

    person: str
    municipality: str
    own: bool
    asker: str
    cases: frozenset[str]
    started: frozenset[str]
    plans: frozenset[str]
    drafts: frozenset[str] = frozenset()

    @property
    def things(self) -> frozenset[str]:
        """What an event can be about or touch."""
        return frozenset({self.person}) | self.cases | self.plans | self.drafts


@dataclass(frozen=True)
class Kept:
    """Which rows of a table are about somebody, and the columns that come along.

    `words` are sealed columns that hold JSON. `by` are columns that say who: (the kind's column or what kind it is, the id's
    column) by the name it gets. `less` takes away what in a row is somebody else's: columns, and words as "column.word";
    `veiled` gives what is opened without what in it is somebody else's. `called` where a table is there twice.
    """

    row: type[Base]
    about: Callable[[About], ColumnElement[bool]]
    columns: tuple[str, ...]
    words: frozenset[str] = frozenset()
    by: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    less: Callable[[Any, About], frozenset[str]] = lambda _row, _about: frozenset()
    veiled: Callable[[Any, Any, About], Any] = lambda opened, _row, _about: opened
    called: str = ""

    @property
    def table(self) -> Table:
        """The table."""
        return cast(Table, self.row.__table__)

    @property
    def name(self) -> str:
        """What it is called where it comes out."""
        return self.called or self.table.name


ASKER = frozenset({"phone", "email", "address", "postcode"})
ABOUT_ANOTHER = frozenset(
    {
        "about_name", "about_phone", "about_address", "about_number", "child_age",
        "wished_coordinator", "helpers", "agreed_name", "agreed_phone", "agreed_from",
    }
)  # fmt: skip
OWN_WORDS = ("own_words", "help_today")
TOLD = ("concerns", "happened", "wanted", "decision", "facts")
NAMES = ("about_name", "wished_coordinator", "helpers", "agreed_name")


def only_if(there: bool) -> ColumnElement[bool]:
    """All rows, or none."""
    return true() if there else false()


def of_case(row: Any) -> Callable[[About], ColumnElement[bool]]:
    """Rows of the cases that are about the person."""
    return lambda about: row.case_id.in_(about.cases)


def of_plan(row: Any) -> Callable[[About], ColumnElement[bool]]:
    """Rows of the person's plan."""
    return lambda about: row.plan_id.in_(about.plans)


def own_only(condition: Callable[[About], ColumnElement[bool]], row: Any) -> Any:
    """What only the person themself gets: nobody who acts for them."""
    return lambda about: and_(
        condition(about), row.municipality == about.municipality, only_if(about.own)
    )


def of_request(row: RequestRow, about: About) -> frozenset[str]:
    """What another wrote of themself, or the person wrote of another, is not the person's to take out."""
    if row.case_id in about.started:
        return frozenset(f"words.{word}" for word in ABOUT_ANOTHER)
    mine = row.asker == about.person and row.acting_for is None
    return frozenset() if mine else frozenset(f"words.{word}" for word in ASKER)


def own_words(words: dict[str, Any], row: RequestRow, about: About) -> dict[str, Any]:
    """What the person wrote about another is theirs, but for the names and numbers of others in it."""
    if row.case_id not in about.started:
        return words
    names = [str(words.get(name) or "") for name in NAMES]
    told = {word: without_others(words[word], names) for word in OWN_WORDS if words.get(word)}
    return words | told


def of_complaint(row: ComplaintRow, about: About) -> frozenset[str]:
    """As `of_request`: the sender's number is theirs, and the name of who it is about is that person's."""
    if row.case_id in about.started:
        return frozenset({"words.about_name"})
    mine = row.asker == about.person and row.acting_for is None
    return frozenset() if mine else frozenset({"words.phone"})


def own_complaint(words: dict[str, Any], row: ComplaintRow, about: About) -> dict[str, Any]:
    """As `own_words`, for a complaint the person has sent about another."""
    if row.case_id not in about.started:
        return words
    names = [str(words.get("about_name") or "")]
    return words | {word: without_others(words[word], names) for word in TOLD if words.get(word)}


def of_steps(about: About) -> ColumnElement[bool]:
    """What was done with the person's complaints, and what they added themself to one about another."""
    mine = select(ComplaintRow.id).where(ComplaintRow.case_id.in_(about.cases))
    started = select(ComplaintRow.id).where(ComplaintRow.case_id.in_(about.started))
    added = and_(ComplaintStepRow.complaint_id.in_(started), ComplaintStepRow.by == about.person)
    return or_(ComplaintStepRow.complaint_id.in_(mine), added)


def own_message(text: str, row: MessageRow, about: About) -> str:
    """As `own_words`, where the names of others are not known."""
    return without_others(text) if row.case_id in about.started else text


def of_wish(row: WishRow, _about: About) -> frozenset[str]:
    """Who called for somebody else left their own number."""
    return frozenset() if row.about == "self" else frozenset({"phone", "entry"})


def of_message(row: OutboxRow, about: About) -> frozenset[str]:
    """The address of a unit, a parent or a service is theirs."""
    return frozenset() if row.person == about.person else frozenset({"recipient"})


def of_grant(row: GrantRow, about: About) -> frozenset[str]:
    """To the one who acts: what is theirs, and not what the other one is called, was born or keeps back."""
    if row.person != about.person:
        return frozenset({"person_name", "born", "evidence", "kept_back"})
    others = row.holder != about.asker and not about.own
    return frozenset({"holder_name", "evidence"}) if others else frozenset()


def done_for_others(about: About) -> ColumnElement[bool]:
    """What the person did while they acted for another: that it was done and when, and nothing of what it was done to.

    Found from those they have held a grant for, and so by index.
    """
    held = select(GrantRow.person).filter_by(municipality=about.municipality, holder=about.person)
    touching = select(EventObjectRow.number).where(
        EventObjectRow.municipality == about.municipality, EventObjectRow.object.in_(held)
    )
    return and_(
        EventRow.municipality == about.municipality,
        EventRow.actor_kind == "citizen",
        EventRow.actor_id == about.person,
        EventRow.acting_for != "",
        or_(EventRow.subject.in_(held), EventRow.number.in_(touching)),
        only_if(about.own),
    )


CASE_COLUMNS = (
    "id", "reference", "unit", "kind", "channel", "status", "received_at", "received_on", "due_on",
    "opened_at", "taken_at", "outcome", "outcome_at", "not_reached", "closed_at", "whom", "wants",
    "language", "confirmed_at", "confirmed_by", "answered_at", "preliminary_at", "reminded_at",
    "overdue_at", "news_at", "news_again_at", "text_removed_at",
)  # fmt: skip
PART_COLUMNS = (
    "kind",
    "version",
    "code",
    "parent",
    "responsible",
    "due_on",
    "words",
    "at",
    "removed",
)

KEPT: tuple[Kept, ...] = (
    Kept(
        PersonRow,
        lambda about: PersonRow.id == about.person,
        ("number", "name", "created_at", "seen_at", "protected_at", "restricted_at"),
    ),
    Kept(
        CaseRow,
        lambda about: CaseRow.id.in_(about.cases | about.started),
        CASE_COLUMNS,
        by={"taken_by": ("staff", "taken_by"), "asked_by": ("citizen", "asker")},
    ),
    Kept(
        RequestRow,
        lambda about: RequestRow.case_id.in_(about.cases | about.started),
        ("case_id", "words", "basis", "sent_at"),
        words=frozenset({"words"}),
        by={"sent_by": ("citizen", "asker")},
        less=of_request,
        veiled=own_words,
    ),
    Kept(
        ComplaintRow,
        lambda about: ComplaintRow.case_id.in_(about.cases | about.started),
        ("id", "case_id", "path", "office", "law", "standing", "basis", "told_on", "complaint_due",
         "about_case", "calls", "words", "sent_at", "state", "state_at"),
        words=frozenset({"words"}),
        by={"sent_by": ("citizen", "asker")},
        less=of_complaint,
        veiled=own_complaint,
    ),
    Kept(
        ComplaintStepRow,
        of_steps,
        ("complaint_id", "kind", "at", "on", "words"),
        words=frozenset({"words"}),
        by={"written_by": ("by_kind", "by")},
    ),
    Kept(
        PossibleComplaintRow,
        lambda about: or_(
            PossibleComplaintRow.case_id.in_(about.cases),
            PossibleComplaintRow.plan_id.in_(about.plans),
        ),
        ("kind", "case_id", "written_at", "due_on", "flagged_at", "outcome", "answered_at",
         "complaint_case"),
        by={"flagged_by": ("staff", "flagged_by"), "answered_by": ("staff", "answered_by")},
    ),
    Kept(
        WishRow,
        of_case(WishRow),
        ("case_id", "asked_at", "name", "phone", "when", "language", "interpreter",
         "interpreter_language", "entry", "about", "relation", "district"),
        less=of_wish,
    ),
    Kept(
        MessageRow,
        lambda about: or_(
            MessageRow.case_id.in_(about.cases),
            and_(MessageRow.case_id.in_(about.started), MessageRow.by == about.person),
        ),
        ("case_id", "at", "text"),
        by={"written_by": ("by_kind", "by")},
        veiled=own_message,
    ),
    Kept(
        AnswerRow,
        of_case(AnswerRow),
        ("case_id", "kind", "made_at", "language", "law", "complaint_due", "words", "withdrawn_at"),
        words=frozenset({"words"}),
        by={"made_by": ("staff", "made_by")},
    ),
    Kept(
        NoteRow,
        of_case(NoteRow),
        ("case_id", "written_at", "text"),
        by={"written_by": ("staff", "written_by")},
    ),
    Kept(
        AttachmentRow,
        lambda about: or_(
            AttachmentRow.case_id.in_(about.cases),
            and_(AttachmentRow.owner == about.person, only_if(about.own)),
        ),
        ("case_id", "name", "content", "media_type", "size", "state", "added_at", "checked_at"),
    ),
    Kept(
        CaseReaderRow,
        lambda about: CaseReaderRow.person == about.person,
        ("case_id", "role", "since", "until"),
    ),
    Kept(
        PlanRow,
        lambda about: PlanRow.id.in_(about.plans),
        ("id", "reference", "unit", "person_name", "born", "language", "case_id", "status",
         "status_at", "coordinator_phone", "coordinator_since", "begun_at", "news_at",
         "news_again_at"),
        by={"coordinator": ("staff", "coordinator"), "begun_by": ("staff", "begun_by")},
    ),
    Kept(
        PlanPartRow,
        of_plan(PlanPartRow),
        ("id", *PART_COLUMNS, "begun_at", "begun_by_kind"),
        words=frozenset({"words"}),
        by={"written_by": ("by_kind", "by")},
    ),
    Kept(
        PlanVersionRow,
        of_plan(PlanVersionRow),
        ("part_id", *PART_COLUMNS[1:]),
        words=frozenset({"words"}),
        by={"written_by": ("by_kind", "by")},
    ),
    Kept(
        PlanReaderRow,
        lambda about: PlanReaderRow.person == about.person,
        ("role", "name", "reach", "contact", "language", "since", "until"),
    ),
    Kept(
        PlanConsentRow,
        of_plan(PlanConsentRow),
        ("participant", "sections", "paper", "given_at", "withdrawn_at"),
        by={"given_by": ("given_by_kind", "given_by"),
            "withdrawn_by": ("withdrawn_by_kind", "withdrawn_by")},
    ),
    Kept(
        PlanMessageRow,
        of_plan(PlanMessageRow),
        ("at", "text"),
        by={"written_by": ("by_kind", "by")},
    ),
    Kept(
        PlanLinkRow,
        of_plan(PlanLinkRow),
        ("measure", "participant", "made_at", "ends_at", "answered_at", "ended_at"),
        by={"made_by": ("staff", "made_by")},
    ),
    Kept(
        PlanFollowUpRow,
        of_plan(PlanFollowUpRow),
        ("cause", "since", "step", "noticed_at", "stepped_at", "settled_at"),
    ),
    Kept(
        GrantRow,
        lambda about: and_(
            GrantRow.municipality == about.municipality,
            or_(
                GrantRow.person == about.person,
                and_(GrantRow.holder == about.person, only_if(about.own)),
            ),
        ),
        ("basis", "scopes", "sections", "kept_back", "since", "until", "born", "person_name",
         "holder_name", "evidence", "language", "offered_at", "accepted_at", "ended_at", "checked_at",
         "renewal_asked_at", "warned_at"),
        by={"offered_by": ("offered_by_kind", "offered_by"),
            "ended_by": ("ended_by_kind", "ended_by"), "for_whom": ("citizen", "person")},
        less=of_grant,
    ),
    Kept(
        AssessmentRow,
        lambda about: AssessmentRow.person == about.person,
        ("words", "assessed_on", "until", "at", "ended_at"),
        words=frozenset({"words"}),
        by={"registered_by": ("staff", "by"), "ended_by": ("staff", "ended_by")},
    ),
    Kept(
        OpeningRow,
        lambda about: OpeningRow.object.in_(about.cases | about.plans | {about.person}),
        ("object", "reason", "words", "closed", "at", "until", "seen_at"),
        words=frozenset({"words"}),
        by={"opened_by": ("staff", "staff"), "seen_by": ("staff", "seen_by")},
    ),
    Kept(
        PrivacyRequestRow,
        lambda about: PrivacyRequestRow.person == about.person,
        ("reference", "kind", "words", "language", "asked_at", "due_on", "outcome", "answer",
         "answered_at"),
        words=frozenset({"answer"}),
        by={"asked_by": ("citizen", "asked_by"), "answered_by": ("staff", "answered_by")},
    ),
    Kept(
        OutboxRow,
        lambda about: or_(
            OutboxRow.person == about.person,
            OutboxRow.case_id.in_(about.cases),
            OutboxRow.plan_id.in_(about.plans),
        ),
        ("channel", "template", "language", "recipient", "case_id", "state", "put_at", "ended_at"),
        less=of_message,
    ),
    Kept(
        DraftRow,
        own_only(lambda about: and_(DraftRow.owner == about.person, DraftRow.acting_for == ""), DraftRow),
        ("journey", "answers", "created_at", "saved_at"),
        words=frozenset({"answers"}),
    ),
    Kept(
        LatePostRow,
        own_only(
            lambda about: and_(LatePostRow.owner == about.person, LatePostRow.acting_for == ""),
            LatePostRow,
        ),
        ("path", "typed", "at"),
        words=frozenset({"typed"}),
    ),
    Kept(
        SessionRow,
        own_only(
            lambda about: and_(SessionRow.person == about.person, SessionRow.kind == "citizen"),
            SessionRow,
        ),
        ("level", "created_at", "seen_at", "ended_at", "ended_elsewhere"),
    ),
    Kept(
        EventRow,
        lambda about: and_(
            EventRow.municipality == about.municipality,
            or_(
                EventRow.subject.in_(about.things),
                EventRow.number.in_(
                    select(EventObjectRow.number).where(
                        EventObjectRow.municipality == about.municipality,
                        EventObjectRow.object.in_(about.things),
                    )
                ),
            ),
        ),
        ("number", "code", "at"),
        by={"done_by": ("actor_kind", "actor_id")},
    ),
    Kept(
        EventRow,
        done_for_others,
        ("number", "code", "at"),
        called="done_for_others",
    ),
)  # fmt: skip
