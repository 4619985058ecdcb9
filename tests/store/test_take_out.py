"""Everything about me comes out, nothing about others; and every column there is has been thought of."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.rules.events import Code
from portal.rules.representation import ALL, Basis, Scope
from portal.store import events, people, representation, take_out
from portal.store.crypto import new_id, seal
from portal.store.db import Database
from portal.store.representation import NewGrant
from portal.store.rotation import sealed_columns
from portal.store.tables import Base
from portal.store.tables.events import EventRow
from portal.store.tables.people import PersonRow
from portal.store.take_out import Form
from portal.store.take_out_kept import KEPT
from tests.acting import acting
from tests.databases import KEYRING
from tests.store.citizens import BIRGER, JON, MARTE, citizen
from tests.store.one_of_each import JSON_WORDS, NOT_MADE, canary, everything_about, put
from tests.store.people import NAMES, OFFICER, TODAY, enrol
from tests.test_query_counts import heard

ME, OTHER, SENT = "Kanarimeg", "Kanariandre", "Kanarisendt"

KEY = "a key between tables, made of chance: what it points at comes along"
HASH = "a fingerprint: says nothing to anybody"
WORK = "tells the house when to look again, and nothing about the person"
SCOPE = "the municipality stands on the file itself"
THEIRS = "about somebody else (art. 15 no. 4)"
WHO = "comes along as who it was"
NOT_TAKEN: dict[str, str] = {
    "chains.*": "the end of a chain: no person",
    "limits.*": "counts by fingerprint; gone after two days",
    "logout_tokens.*": HASH,
    "pending_logins.*": "half a login of a browser, before anybody is known; gone within the hour",
    "presses.*": "an employee's press",
    "receiver_tests.*": "a unit's test message: no person",
    "relations.*": "what an employee has told of their own family (art. 15 no. 4)",
    "event_objects.*": "which events name a thing: the events come along",
    "seals.*": "the end of a chain: no person",
    "staff.*": "employees; the name of who wrote comes along as who it was",
    "submissions.*": HASH + "; the case it made comes along",
    "people.id": KEY, "people.municipality": SCOPE, "people.number_hash": HASH,
    "cases.municipality": SCOPE, "cases.phone_hash": HASH, "cases.taken_by": WHO, "cases.asker": WHO,
    "cases.warned": WORK, "cases.escalated_at": WORK,
    "requests.id": KEY, "requests.asker": WHO, "requests.acting_for": KEY,
    "complaints.asker": WHO, "complaints.acting_for": KEY,
    "complaint_steps.id": KEY, "complaint_steps.by_kind": WHO, "complaint_steps.by": WHO,
    "complaint_steps.outbox_id": KEY,
    "possible_complaints.id": KEY, "possible_complaints.municipality": SCOPE,
    "possible_complaints.object": KEY, "possible_complaints.plan_id": KEY,
    "possible_complaints.flagged_by": WHO, "possible_complaints.answered_by": WHO,
    "wishes.id": KEY,
    "messages.id": KEY, "messages.by_kind": WHO, "messages.by": WHO,
    "answers.id": KEY, "answers.made_by": WHO, "answers.before": "the codes of the case, to undo a slip",
    "notes.id": KEY, "notes.written_by": WHO,
    "attachments.id": KEY, "attachments.municipality": SCOPE, "attachments.owner": KEY,
    "attachments.draft_id": KEY, "attachments.digest": HASH,
    "case_readers.person": KEY,
    "plans.municipality": SCOPE, "plans.person": KEY, "plans.coordinator": WHO, "plans.begun_by": WHO,
    "plan_parts.plan_id": KEY, "plan_parts.by_kind": WHO, "plan_parts.by": WHO,
    "plan_versions.id": KEY, "plan_versions.plan_id": KEY, "plan_versions.by_kind": WHO,
    "plan_versions.by": WHO,
    "plan_readers.id": KEY, "plan_readers.plan_id": KEY, "plan_readers.person": KEY,
    "plan_consents.id": KEY, "plan_consents.plan_id": KEY, "plan_consents.given_by_kind": WHO,
    "plan_consents.given_by": WHO, "plan_consents.withdrawn_by_kind": WHO,
    "plan_consents.withdrawn_by": WHO,
    "plan_messages.id": KEY, "plan_messages.plan_id": KEY, "plan_messages.by_kind": WHO,
    "plan_messages.by": WHO,
    "plan_links.id": KEY, "plan_links.plan_id": KEY, "plan_links.token_hash": HASH,
    "plan_links.code_hash": HASH, "plan_links.made_by": WHO, "plan_links.tries": WORK,
    "plan_follow_ups.id": KEY, "plan_follow_ups.plan_id": KEY, "plan_follow_ups.object": KEY,
    "grants.id": KEY, "grants.municipality": SCOPE, "grants.person": WHO, "grants.holder": KEY,
    "grants.assessment": KEY, "grants.code_hash": HASH, "grants.offered_by_kind": WHO,
    "grants.offered_by": WHO, "grants.ended_by_kind": WHO, "grants.ended_by": WHO,
    "grants.quietly": "the other one was not told: this must not tell them",
    "assessments.id": KEY, "assessments.municipality": SCOPE, "assessments.person": KEY,
    "assessments.by": WHO, "assessments.ended_by": WHO,
    "openings.id": KEY, "openings.municipality": SCOPE, "openings.staff": WHO, "openings.seen_by": WHO,
    "privacy_requests.id": KEY, "privacy_requests.municipality": SCOPE, "privacy_requests.person": KEY,
    "privacy_requests.asked_by": WHO, "privacy_requests.answered_by": WHO,
    "privacy_requests.event": "the number of an event that comes along",
    "outbox.id": KEY, "outbox.municipality": SCOPE, "outbox.person": KEY, "outbox.plan_id": KEY,
    "outbox.coalesce": WORK, "outbox.due_at": WORK, "outbox.locked_until": WORK,
    "outbox.receipt": KEY, "outbox.content_hash": HASH, "outbox.carried_by": KEY, "outbox.attempts": WORK, "outbox.reason": WORK,
    "drafts.id": KEY, "drafts.municipality": SCOPE, "drafts.owner": KEY, "drafts.key": KEY,
    "drafts.acting_for": "what is typed for somebody else is about them: their own page has it once sent",
    "late_posts.id": KEY, "late_posts.municipality": SCOPE, "late_posts.owner": KEY,
    "late_posts.acting_for": "as for drafts",
    "sessions.token_hash": HASH, "sessions.kind": "always citizen here", "sessions.municipality": SCOPE,
    "sessions.person": KEY, "sessions.acting_for": THEIRS, "sessions.issuer": "the login provider's address",
    "sessions.provider_session": KEY, "sessions.notice": WORK,
    "events.municipality": SCOPE, "events.actor_kind": WHO, "events.actor_id": WHO,
    "events.acting_for": KEY, "events.subject": KEY, "events.object": KEY, "events.previous": HASH,
    "events.hash": HASH,
}  # fmt: skip


def columns() -> list[str]:
    return [f"{t.name}.{c.name}" for t in Base.metadata.sorted_tables for c in t.columns]


@pytest.mark.parametrize("column", columns())
def test_every_column_comes_along_or_has_a_reason(column: str) -> None:
    table, _name = column.split(".")
    taken = {f"{kept.table.name}.{one}" for kept in KEPT for one in kept.columns}
    why = NOT_TAKEN.get(column) or NOT_TAKEN.get(f"{table}.*")
    assert (column in taken) != bool(why), column


def test_no_reason_outlives_its_column() -> None:
    known = set(columns()) | {f"{table.name}.*" for table in Base.metadata.sorted_tables}
    assert not set(NOT_TAKEN) - known


class House:
    """Marte and all that is about her; Birger and all that is about him, some of it in her plan."""

    def __init__(self, database: Database) -> None:
        enrol(database)
        self.database = database
        self.marte, self.birger = citizen(database, MARTE), citizen(database, BIRGER)
        with database.transaction() as session:
            people.set_name(session, self.marte.id, canary(ME, "people.name"))
            people.set_name(session, self.birger.id, canary(OTHER, "people.name"))
        self.ids = everything_about(database, self.marte, self.birger, ME)
        theirs = everything_about(database, self.birger, self.marte, OTHER)
        self.among_hers(theirs)

    def among_hers(self, theirs: dict[str, str]) -> None:
        """What is somebody else's although it hangs on what is hers."""
        put, case, plan = self.put, self.ids["cases"], self.ids["plans"]
        put("plan_readers", plan_id=plan, person=self.birger.id, role="parent")
        put("outbox", person=None, case_id=case, state="sent")
        put("outbox", person=self.birger.id, plan_id=plan, state="sent")
        put("wishes", case_id=case, about="other", name=None)
        put("drafts", owner=self.marte.id, acting_for=self.birger.id)
        put("late_posts", owner=self.marte.id, acting_for=self.birger.id, path="/x")

    def put(self, table: str, **values: object) -> str:
        if values.get("name", "") is None:
            del values["name"]
        return put(self.database, table, OTHER, **values)

    def out(self, actor, form=Form.JSON):
        with self.database.transaction() as session:
            return take_out.take_out(session, actor, form)

    def all_of(self, actor) -> str:
        found = self.out(actor)
        return json.dumps(found.tables, default=str, ensure_ascii=False) if found else ""


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def wanted() -> list[str]:
    """Every sealed column that is the person's, with the words in it."""
    names = [f"{table.name}.{column.name}" for table, column in sealed_columns()]
    own = [one for one in names if one.split(".")[0] not in {"staff"} and one != "people.number"]
    return [
        canary("", one, inner) for one in own for inner in JSON_WORDS.get(one, ("",))
        if not one.endswith(".born")
    ]  # fmt: skip


ABOUT_ME_BY_ANOTHER = {
    "wishes.name",  # who called about her is told: who wrote is no secret
    "wishes.interpreter_language",
    "grants.holder_name",  # what she is called by the one she acts for
}


def test_each_sealed_word_about_me_comes_out_and_none_about_another(house: House) -> None:
    text = house.all_of(house.marte)
    assert [word for word in wanted() if ME + word not in text] == []
    assert MARTE in text and BIRGER not in text
    assert "2015-03-04" in text
    found = set(re.findall(OTHER + r"[a-z_.]*", text))
    assert found == {canary(OTHER, column) for column in ABOUT_ME_BY_ANOTHER}


def test_who_wrote_is_told_by_name_and_no_other_employee(house: House) -> None:
    text = house.all_of(house.marte)
    assert NAMES[OFFICER] in text
    assert [name for one, name in NAMES.items() if one != OFFICER and name in text] == []


def test_no_key_and_no_fingerprint_comes_along(house: House) -> None:
    with house.database.transaction() as session:
        row = session.get(PersonRow, house.marte.id)
        secrets = [row.id, row.number_hash.hex()]
    text = house.all_of(house.marte)
    assert not [one for one in secrets if one in text]


def test_it_is_an_event_of_the_person(house: House) -> None:
    assert house.out(house.marte, Form.PDF)
    with house.database.transaction() as session:
        row = session.scalars(select(EventRow).order_by(EventRow.number.desc()).limit(1)).one()
    assert (row.code, row.subject, row.object) == ("person.taken-out", house.marte.id, "pdf")
    assert row.actor_id == house.marte.id


def let(house: House, holder, *scopes: Scope, sections=None, basis=Basis.GUARDIAN) -> None:
    """Give somebody these for Marte."""
    given = {"sections": sections} if sections is not None else {}
    with house.database.transaction() as session:
        representation.write(
            session,
            OFFICER,
            NewGrant(
                person=house.marte.id, person_name="Marte", holder=holder.id, holder_name="Jon",
                basis=basis, scopes=scopes, since=TODAY, until=None, language="nb", accepted=True,
                **given,
            ),
        )  # fmt: skip


class TestOnBehalf:
    """Who acts for somebody takes out what they may see, and never what is the person's alone."""

    @pytest.fixture
    def jon(self, house: House):
        return acting(citizen(house.database, JON), house.marte.id)

    def test_nobody_without_the_right(self, house: House, jon) -> None:
        assert house.out(jon) is None
        let(house, replace(jon, acting_for=None), Scope.SEE_PLAN, Scope.FOLLOW_CASES)
        assert house.out(jon) is None

    def test_the_whole_with_every_right_but_what_is_the_persons_alone(
        self, house: House, jon
    ) -> None:
        let(house, jon, *ALL)
        found = house.out(jon)
        assert not found.own and found.left_out == ("own",)
        assert {
            name for name in ("drafts", "late_posts", "sessions") if found.tables[name]
        } == set()
        assert found.tables["plan_parts"] and found.tables["messages"]
        assert canary(ME, "grants.holder_name") not in house.all_of(jon)

    @pytest.mark.parametrize(
        ("scopes", "sections", "gone", "there"),
        [
            ((Scope.PRIVACY, Scope.SEE_PLAN), None, "cases", "plans"),
            ((Scope.PRIVACY, Scope.FOLLOW_CASES), None, "plans", "cases"),
            ((Scope.PRIVACY, Scope.SEE_PLAN, Scope.FOLLOW_CASES), ("goals",), "plan_parts", "cases"),
        ],
    )  # fmt: skip
    def test_no_more_than_the_grant_gives(self, house: House, jon, scopes, sections, gone, there):
        let(house, jon, *scopes, sections=sections)
        found = house.out(jon)
        assert found.tables[gone] == [] and found.tables[there]
        assert {"cases": "cases"}.get(gone, "plan") in found.left_out


def test_what_i_began_for_another_is_mine_only_where_it_is_about_me(house: House) -> None:
    case = put(house.database, "cases", OTHER, asker=house.marte.id, whom="child")
    put(house.database, "requests", OTHER, case_id=case, asker=house.marte.id)
    put(house.database, "messages", OTHER, case_id=case, by_kind="staff", by=OFFICER.id)
    text = house.all_of(house.marte)
    assert canary(OTHER, "requests.words", "phone") in text, "my own number"
    assert canary(OTHER, "messages.text") not in text


def test_what_i_wrote_about_another_is_mine_and_their_names_and_numbers_are_not(
    house: House,
) -> None:
    case = put(house.database, "cases", OTHER, asker=house.marte.id, whom="other")
    words = {
        "about_name": "Åse Kanari", "about_phone": "74217100", "helpers": "Per Fosse",
        "own_words": "Åse klarer ikke trappa. Ring Per på 74 21 71 00.",
        "help_today": "Kanari får hjelp av meg.",
    }  # fmt: skip
    row = new_id()
    sealed = seal(KEYRING, "requests.words", row, json.dumps(words))
    asked = {"id": row, "case_id": case, "asker": house.marte.id, "words": sealed}
    put(house.database, "requests", OTHER, **asked, acting_for=house.birger.id, basis="given")
    put(house.database, "messages", OTHER, case_id=case, by_kind="citizen", by=house.marte.id)
    mine = [one for one in house.out(house.marte).tables["requests"] if one["case_id"] == case]
    assert mine[0]["words"] == {
        "own_words": "… klarer ikke trappa. Ring … på ….",
        "help_today": "… får hjelp av meg.",
    }
    assert canary(OTHER, "messages.text") in house.all_of(house.marte)


def test_what_i_did_for_another_is_told_and_nothing_of_theirs(house: House) -> None:
    acts = acting(house.marte, house.birger.id)
    with house.database.transaction() as session:
        events.append_by(session, acts, Code.PLAN_OWN_READ, subject=house.ids["plans"])
        events.append_by(session, acts, Code.ACTING_BEGUN, subject=house.birger.id)
        events.append_by(session, acting(house.birger, house.marte.id), Code.PLAN_OWN_READ)
        events.append_by(session, house.marte, Code.PLAN_OWN_READ, subject=house.ids["plans"])
    told = house.out(house.marte).tables["done_for_others"]
    assert [one["code"] for one in told] == ["plan.own-read", "acting.begun"]
    assert all(set(one) == {"number", "code", "at"} for one in told)
    let(house, citizen(house.database, JON), *ALL)
    jon = acting(citizen(house.database, JON), house.marte.id)
    assert house.out(jon).tables["done_for_others"] == [], "theirs alone"


def test_what_another_sent_for_me_is_about_me_but_their_number_is_theirs(house: House) -> None:
    case = put(house.database, "cases", ME, asker=house.birger.id, whom="self", reference="sent")
    put(
        house.database, "requests", SENT, case_id=case, asker=house.birger.id,
        acting_for=house.marte.id, basis="given",
    )  # fmt: skip
    text = house.all_of(house.marte)
    words, phone = (canary(SENT, "requests.words", word) for word in ("own_words", "phone"))
    assert words in text and phone not in text
    text = house.all_of(house.birger)
    assert phone in text and words in text, "and what one wrote is one's own"


def test_one_question_to_each_table_however_much_there_is(house: House) -> None:
    def asked() -> int:
        with heard(house.database) as statements:
            house.out(house.marte)
        return len(statements)

    asked()  # the first event begins the chain
    few = asked()
    for _ in range(3):
        part = house.put("plan_parts", plan_id=house.ids["plans"], kind="text", code="needs")
        house.put("plan_versions", plan_id=house.ids["plans"], part_id=part)
        house.put("notes", case_id=house.ids["cases"])
    assert asked() == few < 2 * len(KEPT)


def test_the_list_knows_every_table_it_fills(house: House) -> None:
    """What this file rests on: that each table of the list has a row about Marte."""
    with house.database.transaction() as session:
        acts = acting(house.marte, house.birger.id)
        events.append_by(session, acts, Code.ACTING_BEGUN, subject=house.birger.id)
    empty = [name for name, rows in house.out(house.marte).tables.items() if not rows]
    assert empty == [] and NOT_MADE
