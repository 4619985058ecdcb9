"""What is let go of when its time has come, and what stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.photos import Photo
from portal.store import attachments, case_confirm, outbox_tasks, people, requests, retention
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.limits import LimitRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.request import AttachmentRow, DraftRow, RequestRow
from portal.store.tables.staff import (
    LatePostRow,
    LogoutTokenRow,
    PendingLoginRow,
    PressRow,
    SessionRow,
)
from tests.store.citizens import (
    BIRGER,
    JON,
    MARTE,
    OF_CHILD,
    OF_NEIGHBOUR,
    OF_SELF,
    OTHER_KEY,
    citizen,
    draft_of,
    save,
    send,
)
from tests.store.days import by_daily, case_row, do, mail, morning, set_case, small_pages
from tests.store.people import NAMSOS, OFFICER, VIK, at_once, contents, count, enrol

SENT = date(2026, 11, 21)
LAST_DAY, GONE = date(2026, 12, 20), date(2026, 12, 21)
PICTURE = Photo(b"\xff\xd8kanari\xff\xd9", "image/jpeg", 10, 10)


@pytest.fixture
def desk(database):
    enrol(database)
    return database


def words_of(database, case_id):
    with database.transaction() as session:
        return requests.of_case(session, case_id)


def add_picture(database, actor):
    with database.transaction() as session:
        attachments.add_to_draft(session, actor, PICTURE)


class TestUnconfirmed:
    @pytest.mark.parametrize("request_", [OF_NEIGHBOUR, OF_CHILD], ids=["neighbour", "child"])
    def test_after_thirty_days_without_a_yes_the_text_is_gone_and_the_codes_stay(
        self, desk, clock, request_
    ):
        sent = send(desk, citizen(desk, BIRGER), request_)
        assert do(desk, "texts", LAST_DAY) == 0
        assert words_of(desk, sent.case_id) is not None
        clock.now = morning(GONE)
        assert [do(desk, "texts", GONE + timedelta(days=n)) for n in range(3)] == [1, 0, 0]
        assert words_of(desk, sent.case_id) is None
        row = case_row(desk, sent.reference)
        assert (row.text_removed_at, row.whom, row.wants) == (clock.now, request_.whom, "both")
        assert by_daily(desk, "case.text-removed") == [(sent.case_id, sent.case_id)]

    def test_what_is_about_oneself_or_confirmed_stays(self, desk):
        own = send(desk, citizen(desk), OF_SELF)
        theirs = send(desk, citizen(desk, BIRGER), OF_NEIGHBOUR)
        with desk.transaction() as session:
            case_confirm.asked(
                session, OFFICER, theirs.reference,
                how="visit", wants=True, number=None, key="c" * 22,
            )  # fmt: skip
        assert do(desk, "texts", GONE + timedelta(days=400)) == 0
        assert words_of(desk, own.case_id) == OF_SELF
        assert words_of(desk, theirs.case_id) == OF_NEIGHBOUR

    def test_a_confirmed_parent_keeps_the_text(self, desk):
        sent = send(desk, citizen(desk, JON), OF_CHILD)
        with desk.transaction() as session:
            case_confirm.parent(
                session, OFFICER, sent.reference,
                how="register", born=date(2018, 5, 1), key="f" * 22,
            )  # fmt: skip
        assert do(desk, "texts", GONE) == 0

    def test_a_closed_case_lets_go_too(self, desk):
        sent = send(desk, citizen(desk, BIRGER), OF_NEIGHBOUR)
        set_case(desk, sent.reference, status="closed")
        assert do(desk, "texts", GONE) == 1
        assert words_of(desk, sent.case_id) is None

    def test_how_to_reach_the_person_is_gone_and_nobody_is_asked_to_ring(self, desk):
        sent = send(desk, citizen(desk, BIRGER), OF_NEIGHBOUR)
        assert mail(desk, "case-asked-about-you") == [
            ("case-asked-about-you", OF_NEIGHBOUR.about_phone)
        ]
        do(desk, "texts", GONE)
        assert mail(desk, "case-asked-about-you") == [("case-asked-about-you", "")]
        assert (
            count(
                desk,
                OutboxRow,
                case_id=sent.case_id,
                template="case-asked-about-you",
                state="handled",
            )
            == 1
        )
        assert [to for _template, to in mail(desk, "desk-new")] == ["ke@namsos.example"]

    def test_a_task_to_write_to_them_ends(self, desk):
        send(desk, citizen(desk, BIRGER), replace(OF_NEIGHBOUR, about_phone=None))
        with desk.transaction() as session:
            assert len(outbox_tasks.tasks(session, OFFICER)) == 1
        do(desk, "texts", GONE)
        with desk.transaction() as session:
            assert outbox_tasks.tasks(session, OFFICER) == []

    def test_a_number_somebody_typed_goes_with_the_right_to_read(self, desk):
        sent = send(desk, citizen(desk, BIRGER), replace(OF_NEIGHBOUR, about_number=MARTE))
        assert (count(desk, PersonRow), count(desk, CaseReaderRow)) == (2, 1)
        do(desk, "texts", GONE)
        assert (count(desk, PersonRow), count(desk, CaseReaderRow)) == (1, 0)
        assert count(desk, RequestRow, case_id=sent.case_id) == 1

    @pytest.mark.parametrize("known_by", ["login", "another case", "own request", "draft"])
    def test_a_person_we_know_otherwise_stays(self, desk, known_by):
        marte = citizen(desk, MARTE)
        send(desk, citizen(desk, BIRGER), replace(OF_NEIGHBOUR, about_number=MARTE))
        if known_by == "login":
            with desk.transaction() as session:
                people.seen(session, marte.id)
        elif known_by == "another case":
            other = send(desk, citizen(desk, JON), replace(OF_NEIGHBOUR, about_number=MARTE))
            set_case(desk, other.reference, received_on=SENT + timedelta(days=5))
        elif known_by == "own request":
            later = send(desk, marte, OF_CHILD, OTHER_KEY)  # she reads nothing of it
            set_case(desk, later.reference, received_on=SENT + timedelta(days=5))
        else:
            save(desk, marte, name="Marte")
        assert do(desk, "texts", GONE) == 1
        assert count(desk, PersonRow, id=marte.id) == 1

    def test_several_pages_miss_nobody(self, desk, monkeypatch):
        small_pages(monkeypatch)
        birger = citizen(desk, BIRGER)
        for n in range(5):
            send(desk, birger, OF_NEIGHBOUR, f"{n}" * 22)
        assert sum(at_once(2, lambda _number: do(desk, "texts", GONE))) == 5
        assert len(by_daily(desk, "case.text-removed")) == 5


class TestDrafts:
    def test_a_draft_goes_when_it_has_lain_for_more_than_thirty_days(self, desk, clock):
        marte = citizen(desk)
        save(desk, marte, name="Kanari")
        add_picture(desk, marte)
        assert do(desk, "drafts", GONE) == 0  # the thirtieth day, still the person's own
        clock.now = morning(GONE + timedelta(days=1))
        assert [do(desk, "drafts", GONE + timedelta(days=1)) for _ in range(2)] == [1, 0]
        assert (count(desk, DraftRow), count(desk, AttachmentRow)) == (0, 0)
        assert len(by_daily(desk, "draft.forgotten")) == 1

    def test_one_that_was_saved_again_stays(self, desk, clock):
        marte, birger = citizen(desk, MARTE), citizen(desk, BIRGER)
        save(desk, marte, name="Kanari")
        save(desk, birger, name="Birger")
        clock.now += timedelta(days=20)
        save(desk, marte, name="Kanari S")
        assert do(desk, "drafts", GONE + timedelta(days=1)) == 1
        clock.now = morning(GONE)
        assert draft_of(desk, marte) is not None
        assert draft_of(desk, birger) is None

    def test_the_neighbours_drafts_are_the_neighbours_work(self, desk):
        save(desk, citizen(desk, municipality=VIK), name="Kanari")
        before = contents(desk)
        assert do(desk, "drafts", GONE + timedelta(days=9)) == 0
        assert contents(desk) == before

    def test_what_was_sent_keeps_its_pictures(self, desk):
        marte = citizen(desk)
        save(desk, marte, name="Kanari")
        add_picture(desk, marte)
        send(desk, marte)
        do(desk, "drafts", GONE + timedelta(days=9))
        assert count(desk, AttachmentRow) == 1

    def test_several_pages_miss_nobody(self, desk, monkeypatch):
        small_pages(monkeypatch)
        for number in (MARTE, BIRGER, JON):
            save(desk, citizen(desk, number), name="Kanari")
        assert do(desk, "drafts", GONE + timedelta(days=1)) == 3
        assert count(desk, DraftRow) == 0


SPENT = {
    LimitRow: 49,
    SessionRow: 25,
    PressRow: 25,
    PendingLoginRow: 1,
    LatePostRow: 24,
    LogoutTokenRow: 2,
}
"""Table → hours after which a row serves nobody any more."""


@pytest.mark.parametrize("table", SPENT, ids=lambda table: table.__tablename__)
def test_what_protects_nobody_any_more_goes_and_what_does_stays(desk, clock, table):
    with desk.transaction() as session:
        session.add(row_of(table, desk.clock()))
    for hours, left in ((0, 1), (SPENT[table], 0)):
        clock.now += timedelta(hours=hours)
        with desk.transaction() as session:
            retention.spent(session)
        assert count(desk, table) == left


def row_of(table, moment):
    """One row of each kind, as of now."""
    here = {"municipality": NAMSOS}
    login = {"kind": "citizen", "level": "high", "nonce": "n", "verifier": "v"}
    return {
        LimitRow: lambda: LimitRow(**here, name="x", who_hash=b"h", window_start=moment, hits=1),
        SessionRow: lambda: SessionRow(
            **here, token_hash=b"t", kind="citizen", person="p", level="high", issuer="i",
            created_at=moment, seen_at=moment,
        ),
        PressRow: lambda: PressRow(person=OFFICER.id, key="k", at=moment),
        PendingLoginRow: lambda: PendingLoginRow(
            **here, **login, state_hash=b"s", browser_hash=b"b", created_at=moment,
            fresh=False, representation=False,
        ),
        LatePostRow: lambda: LatePostRow(
            **here, id="i", owner="p", path="/", typed=b"sealed", at=moment
        ),
        LogoutTokenRow: lambda: LogoutTokenRow(token_hash=b"t", at=moment),
    }[table]()  # fmt: skip
