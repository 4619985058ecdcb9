"""A complaint with login: one key is one complaint; whose it is; who may; followed, added to and taken back, whole or not at all."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal.photos import Photo
from portal.rules.complaint_answers import Kin, Who
from portal.rules.complaint_path import Kind
from portal.rules.representation import ALL, Basis, Scope
from portal.store import (
    attachments,
    case,
    case_answers,
    case_mine_changes,
    case_readers,
    complaint,
    retention,
)
from portal.store.case_held import NotThere, TooLate
from portal.store.db import Database
from portal.store.rotation import reseal
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.representation import GrantRow
from portal.store.tables.request import AttachmentRow, DraftRow
from portal.store.take_out import Form, take_out
from tests.acting import acting
from tests.durability.checks import Planted, failing_write
from tests.store import citizens
from tests.store.citizens import BIRGER, JON, KEY, OF_SELF, OTHER_KEY, citizen
from tests.store.complaints import (
    MAIL,
    OF_NAV,
    REFUSED,
    SUPERVISION,
    WORDS,
    let,
    save,
    send,
)
from tests.store.days import day
from tests.store.people import (
    NAMSOS,
    OFFICER,
    TODAY,
    VIK,
    at_once,
    contents,
    count,
    enrol,
    happened,
)
from tests.store.test_crypto import ONLY_NEW, ROTATING
from tests.store.test_secrecy import bytes_of, spellings

PICTURE = Photo(b"a picture", "image/jpeg", 1, 1)
OF_ANOTHER = replace(REFUSED, who=Who.KIN, kin=Kin.CAN_DECIDE)


@pytest.fixture
def marte(database):
    enrol(database)
    return citizen(database)


@pytest.fixture
def jon(database, marte):
    """Who acts for Marte, so far without any right to."""
    return acting(citizen(database, JON), marte.id)


def do(database, what, *args, **kwargs):
    with database.transaction() as session:
        return what(session, *args, **kwargs)


def row_of(database, receipt) -> ComplaintRow:
    with database.transaction() as session:
        return session.scalars(select(ComplaintRow).filter_by(case_id=receipt.case_id)).one()


def case_of(database, receipt) -> CaseRow:
    with database.transaction() as session:
        return session.get_one(CaseRow, receipt.case_id)


def readers(database, receipt) -> dict[str, str]:
    return do(database, case_readers.of_case, receipt.case_id, TODAY)


class TestSending:
    def test_it_becomes_a_case_with_a_clock_its_path_its_reader_its_event_and_its_message(
        self, database, marte
    ):
        save(database, marte)
        receipt = send(database, marte)
        case_, row = case_of(database, receipt), row_of(database, receipt)
        assert (case_.kind, case_.channel, case_.status, case_.unit) == (
            "complaint", "online", "received", "ke",
        )  # fmt: skip
        # A month from when it came in, forvaltningsloven § 11 a.
        assert (case_.received_on, case_.due_on) == (TODAY, date(2026, 12, 21))
        # Row a of the table; four weeks from Saturday 21 November end on Saturday, so Monday 21 December.
        assert (row.path, row.law, row.office) == ("a", "health", "municipal-health")
        assert (row.told_on, row.complaint_due) == (TODAY, date(2026, 12, 21))
        assert (row.standing, row.basis, row.state) == ("may", None, "received")
        assert receipt.sees_after and readers(database, receipt) == {marte.id: "self"}
        assert happened(database) == ["draft.saved", "complaint.sent"]
        assert count(database, OutboxRow, template="desk-new", case_id=receipt.case_id) == 1
        assert count(database, DraftRow) == 0

    def test_three_weeks_by_the_law_of_nav_and_no_day_without_a_dated_answer(self, database, marte):
        row = row_of(database, send(database, marte, answers=OF_NAV))
        assert (row.path, row.law, row.complaint_due) == ("e1", "nav", date(2026, 12, 14))
        row = row_of(database, send(database, marte, answers=SUPERVISION, key=OTHER_KEY))
        assert (row.path, row.told_on, row.complaint_due) == ("c2", None, None)

    def test_pictures_typed_with_it_go_along(self, database, marte):
        save(database, marte)
        do(database, attachments.add_to_draft, marte, PICTURE, journey="complaint")
        receipt = send(database, marte)
        assert count(database, AttachmentRow, case_id=receipt.case_id, draft_id=None) == 1

    def test_the_draft_of_a_request_is_left(self, database, marte):
        citizens.save(database, marte, whom="self")
        send(database, marte)
        assert citizens.draft_of(database, marte) is not None

    def test_the_same_key_and_content_give_the_same_receipt_and_write_nothing(
        self, database, marte, clock
    ):
        first = send(database, marte)
        before = contents(database)
        clock.now += timedelta(days=2)
        assert send(database, marte, today=TODAY + timedelta(days=2)) == first
        assert contents(database) == before
        assert do(database, complaint.sent_with, marte, KEY) == first.reference

    @pytest.mark.parametrize(
        "change",
        [
            {"words": replace(WORDS, wanted="Noe annet")},
            {"answers": replace(REFUSED, told_on=TODAY - timedelta(days=1))},
            {"answers": OF_NAV},
        ],
        ids=["words", "day", "office"],
    )
    def test_the_same_key_with_other_content_is_refused(self, database, marte, change):
        send(database, marte)
        before = contents(database)
        with pytest.raises(complaint.KeyReused):
            send(database, marte, **change)
        assert contents(database) == before

    def test_one_key_from_many_at_once_is_one_complaint(self, database, marte):
        save(database, marte)
        receipts = at_once(4, lambda _number: send(database, marte))
        assert len(set(receipts)) == 1
        assert count(database, CaseRow) == count(database, ComplaintRow) == 1
        assert happened(database).count("complaint.sent") == 1

    @pytest.mark.parametrize(
        ("answers", "standing"),
        [
            (OF_ANOTHER, "may-with"),
            (replace(REFUSED, who=Who.PROFESSIONAL), "desk-decides"),
            (replace(REFUSED, who=Who.PARENT), "may"),
        ],
        ids=["kin", "professional", "parent"],
    )
    def test_of_another_it_is_received_and_marked_and_opens_nothing(
        self, database, marte, answers, standing
    ):
        receipt = send(database, marte, replace(WORDS, about_name="Kanari Gjelder"), answers)
        assert not receipt.sees_after and readers(database, receipt) == {}
        assert row_of(database, receipt).standing == standing
        assert do(database, complaint.read, marte, receipt.reference) is None

    def test_next_of_kin_follow_what_they_complain_of_in_their_own_right(self, database, marte):
        own = replace(REFUSED, who=Who.KIN, kin=Kin.OWN_RIGHTS)
        assert send(database, marte, answers=own).sees_after


class TestAboutACase:
    """The answer complained of is picked among one's own cases."""

    def test_ones_own(self, database, marte):
        asked = citizens.send(database, marte, OF_SELF)
        receipt = send(database, marte, key=OTHER_KEY, about_case=asked.reference)
        assert row_of(database, receipt).about_case == asked.case_id
        assert do(database, complaint.read, marte, receipt.reference).about == asked.reference

    def test_anothers_and_one_that_is_not_there_are_refused_alike(self, database, marte):
        theirs = citizens.send(database, citizen(database, BIRGER))
        before = contents(database)
        for reference in (theirs.reference, "AAAA-BBBB-CCCC", "x"):
            with pytest.raises(complaint.NotAllowed):
                send(database, marte, key=OTHER_KEY, about_case=reference)
        assert contents(database) == before


class TestOnBehalf:
    def test_with_the_right_to_it_is_the_persons_own(self, database, marte, jon):
        let(database, marte, citizen(database, JON), Scope.COMPLAIN)
        save(database, jon)
        receipt = send(database, jon)
        row = row_of(database, receipt)
        assert (row.asker, row.acting_for, row.basis) == (jon.id, marte.id, "guardian")
        assert row.standing == "may", "the mandate is shown: it is in force"
        assert readers(database, receipt) == {marte.id: "self"}
        assert do(database, complaint.read, marte, receipt.reference).words.who == "guardian"
        assert do(database, complaint.read, jon, receipt.reference).sent

    def test_pictures_rest_on_the_right_to_complain(self, database, marte, jon):
        let(database, marte, citizen(database, JON), Scope.COMPLAIN)
        save(database, jon)
        do(database, attachments.add_to_draft, jon, PICTURE, journey="complaint")
        assert count(database, AttachmentRow) == 1
        with pytest.raises(attachments.NoDraft):
            do(database, attachments.add_to_draft, jon, PICTURE, journey="request")

    @pytest.mark.parametrize(
        "scopes", [(), tuple(ALL - {Scope.COMPLAIN})], ids=["none", "all but it"]
    )
    def test_without_the_right_nothing_is_sent_read_or_changed(self, database, marte, jon, scopes):
        receipt = send(database, marte)
        if scopes:
            let(database, marte, citizen(database, JON), *scopes)
        before = contents(database)
        with pytest.raises(complaint.NotAllowed):
            send(database, jon)
        assert do(database, complaint.read, jon, receipt.reference) is None
        for change in CHANGES.values():
            with pytest.raises(NotThere):
                do(database, change, jon, receipt.reference)
        assert contents(database) == before

    def test_not_when_it_has_ended(self, database, marte, jon):
        grant = let(database, marte, citizen(database, JON), Scope.COMPLAIN)
        do(database, lambda s: s.execute(
            update(GrantRow).filter_by(id=grant).values(ended_at=database.clock())
        ))  # fmt: skip
        with pytest.raises(complaint.NotAllowed):
            send(database, jon)

    def test_a_parent_complains_for_a_child_until_sixteen(self, database, marte, jon):
        parent = {"basis": Basis.PARENT, "born": date(2010, 11, 22)}
        let(database, marte, citizen(database, JON), Scope.COMPLAIN, **parent)
        assert row_of(database, send(database, jon)).standing == "may"

    def test_and_not_from_the_birthday(self, database, marte, jon):
        parent = {"basis": Basis.PARENT, "born": date(2010, 11, 21)}
        let(database, marte, citizen(database, JON), Scope.COMPLAIN, **parent)
        with pytest.raises(complaint.NotAllowed):
            send(database, jon)


CHANGES = {
    "withdraw": lambda s, who, ref: complaint.withdraw(s, who, ref, mail=MAIL),
    "add": lambda s, who, ref: complaint.add(s, who, ref, key=OTHER_KEY, text="Kanari", mail=MAIL),
}


class TestFollowing:
    def test_reading_it_is_an_event_and_gives_all_that_was_said(self, database, marte):
        receipt = send(database, marte)
        seen = do(database, complaint.read, marte, receipt.reference)
        assert seen.words == replace(WORDS, who="self")
        assert (seen.kind, seen.sent, seen.steps) == (Kind.COMPLAINT, True, [])
        assert happened(database)[-1] == "complaint.own-read"

    def test_what_is_added_comes_once_and_the_unit_is_told(self, database, marte):
        receipt = send(database, marte)
        for _ in range(2):
            do(database, CHANGES["add"], marte, receipt.reference)
        seen = do(database, complaint.read, marte, receipt.reference)
        assert [(one.kind, one.text, one.by) for one in seen.steps] == [
            ("added", "Kanari", marte.id)
        ]
        assert happened(database).count("complaint.added-to") == 1
        assert count(database, OutboxRow, template="desk-message") == 1
        with pytest.raises(complaint.KeyReused):
            do(
                database,
                complaint.add,
                marte,
                receipt.reference,
                key=OTHER_KEY,
                text="x",
                mail=MAIL,
            )

    def test_taken_back_it_is_closed_once_and_nothing_more_is_added(self, database, marte):
        receipt = send(database, marte)
        for _ in range(2):
            do(database, CHANGES["withdraw"], marte, receipt.reference)
        assert row_of(database, receipt).state == "withdrawn"
        closed = case_of(database, receipt)
        assert (closed.status, closed.outcome) == ("closed", "withdrawn")
        assert happened(database).count("complaint.withdrawn") == 1
        with pytest.raises(TooLate):
            do(database, CHANGES["add"], marte, receipt.reference)

    @pytest.mark.parametrize("name", CHANGES)
    def test_nobody_changes_what_is_not_theirs(self, database, marte, name):
        receipt = send(database, marte)
        asked = citizens.send(database, marte, key=OTHER_KEY)
        before = contents(database)
        for other in (citizen(database, BIRGER), citizen(database, municipality=VIK), OFFICER):
            before = contents(database)
            with pytest.raises(NotThere):
                do(database, CHANGES[name], other, receipt.reference)
            assert contents(database) == before
        with pytest.raises(NotThere):
            do(database, CHANGES[name], marte, asked.reference)

    @pytest.mark.parametrize("name", CHANGES)
    def test_a_failing_write_leaves_nothing(self, database, marte, name):
        receipt = send(database, marte)
        before = contents(database)
        for number in range(1, 40):
            with failing_write(database, number) as struck, contextlib.suppress(Planted):
                do(database, CHANGES[name], marte, receipt.reference)
            if not struck:
                break
            assert contents(database) == before, f"something is left after write {number}: {struck}"
        assert number > 4
        assert contents(database) != before

    def test_what_answers_a_request_neither_decides_nor_ends_a_complaint(self, database, marte):
        receipt = send(database, marte)
        before = contents(database)
        with pytest.raises(TooLate):
            do(database, case_mine_changes.withdraw, marte, receipt.reference, mail=MAIL)
        with pytest.raises(TooLate):
            do(database, case.note_outcome, OFFICER, receipt.reference, "appointment", "", False)
        said = case_answers.AnswerWords(text="x" * 60, language="nb")
        refusal = {"kind": "refused", "law": "health", "complaint_due": TODAY, "words": said}
        with pytest.raises(TooLate):
            do(database, case_answers.give, OFFICER, receipt.reference, key="p" * 22, **refusal)
        assert contents(database) == before


class TestWhatIsKept:
    def test_a_complaint_about_another_is_no_request_to_be_confirmed(self, database, marte):
        receipt = send(database, marte, answers=OF_ANOTHER)
        late = day(TODAY + timedelta(days=400))
        assert do(database, retention.unconfirmed_texts, late).done == 0
        assert row_of(database, receipt).words is not None

    def test_all_of_it_comes_out_with_what_was_added(self, database, marte):
        receipt = send(database, marte)
        do(database, CHANGES["add"], marte, receipt.reference)
        found = do(database, take_out, marte, Form.JSON).tables
        assert found["complaints"][0]["words"]["wanted"] == WORDS.wanted
        assert found["complaint_steps"][0]["words"] == {"text": "Kanari"}
        assert found["cases"][0]["kind"] == "complaint"

    def test_of_one_about_another_the_name_and_number_of_others_stay(self, database, marte):
        words = replace(WORDS, about_name="Åse Kanari", happened="Åse falt. Ring 74 21 71 00.")
        send(database, marte, words, OF_ANOTHER)
        found = do(database, take_out, marte, Form.JSON).tables["complaints"][0]["words"]
        assert "about_name" not in found and found["happened"] == "… falt. Ring …."
        assert found["phone"] == WORDS.phone

    def test_what_another_sent_for_me_is_mine_and_not_theirs_to_take_out(
        self, database, marte, jon
    ):
        holder = citizen(database, JON)
        let(database, marte, holder, Scope.COMPLAIN)
        send(database, jon)
        mine = do(database, take_out, marte, Form.JSON).tables["complaints"]
        assert "phone" not in mine[0]["words"] and mine[0]["words"]["concerns"] == WORDS.concerns
        theirs = do(database, take_out, holder, Form.JSON).tables["complaints"]
        assert [one["words"].get("about_name") for one in theirs] == [None]

    def test_no_file_of_the_database_holds_what_was_said(self, database, marte, tmp_path):
        receipt = send(database, marte)
        do(database, CHANGES["add"], marte, receipt.reference)
        found = bytes_of(database, tmp_path)
        assert receipt.reference.encode() in found, "the search does not see what is there"
        said = (
            WORDS.concerns,
            WORDS.happened,
            WORDS.wanted,
            WORDS.decision,
            WORDS.facts,
            WORDS.name,
        )
        for secret in (*said, WORDS.phone, "Kanariutkast"):
            assert not [one for one in spellings(secret) if one in found], secret
        assert NAMSOS.encode() in found

    def test_new_keys_open_it_and_all_that_was_added(self, database, database_url, marte):
        receipt = send(database, marte)
        do(database, CHANGES["add"], marte, receipt.reference)
        rotating = Database(database_url, ROTATING, clock=database.clock)
        with rotating.transaction() as session:
            assert reseal(session) > 0
        rotating.dispose()
        afterwards = Database(database_url, ONLY_NEW, clock=database.clock)
        seen = do(afterwards, complaint.read, marte, receipt.reference)
        afterwards.dispose()
        assert (seen.words.concerns, seen.steps[0].text) == (WORDS.concerns, "Kanari")
