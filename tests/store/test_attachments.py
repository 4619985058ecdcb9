"""Pictures of letters: whose they are, who opens them, and that nothing of them lies in the clear."""

import base64
import io
import itertools
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from portal.photos import Photo, made_anew
from portal.rules.access import Actor
from portal.store import attachments, case_readers, coordinator, events, people, rotation
from portal.store.attachments import NoDraft, TooMany
from portal.store.crypto import SealBroken, new_id, seal
from portal.store.db import Database, add, keyring_of
from portal.store.rotation import reseal
from portal.store.tables.events import EventRow
from portal.store.tables.request import AttachmentRow, DraftRow
from tests.databases import KEYRING
from tests.durability.checks import Planted, failing_write
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    VIK,
    ask,
    at_once,
    change,
    contents,
    count,
    enrol,
    happened,
)
from tests.store.test_crypto import ONLY_NEW, ROTATING
from tests.store.test_secrecy import bytes_of

SHADES = itertools.cycle(range(0, 256, 3))
NUMBERS = {"kari": "14859221271", "ola": "30865512704"}


def picture(colour: str = "red") -> Photo:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return made_anew(file.getvalue())


@pytest.fixture
def house(database: Database) -> Database:
    enrol(database)
    return database


def citizen(database: Database, name: str = "kari", municipality: str = NAMSOS) -> Actor:
    with database.transaction() as session:
        person = people.find_or_begin(session, municipality, NUMBERS[name])
    return Actor("citizen", person.id, municipality)


def draft(database: Database, actor: Actor) -> str:
    """Somebody has begun a request."""
    draft_id = new_id()
    with database.transaction() as session:
        add(
            session,
            DraftRow,
            id=draft_id,
            municipality=actor.municipality,
            owner=actor.id,
            journey="request",
            key="k" * 22,
            answers=seal(keyring_of(session), "drafts.answers", draft_id, "{}"),
            created_at=database.clock(),
            saved_at=database.clock(),
        )
    return draft_id


def attach(database: Database, actor: Actor, photo: Photo | None = None) -> str:
    with database.transaction() as session:
        another = picture(f"#0000{next(SHADES):02x}")
        return attachments.add_to_draft(session, actor, photo or another)


def listed(database: Database, actor: Actor) -> list[str]:
    with database.transaction() as session:
        return [one.id for one in attachments.of_draft(session, actor)]


def read(database: Database, actor: Actor, one: str, reference: str | None = None):
    with database.transaction() as session:
        return attachments.read(session, actor, one, reference=reference)


def sent(database: Database, actor: Actor, key: str = "k" * 32) -> coordinator.Receipt:
    """A case with the actor's pictures and the actor as its reader."""
    receipt = ask(database, key)
    with database.transaction() as session:
        for row in session.scalars(select(DraftRow.id).filter_by(owner=actor.id)).all():
            attachments.move_to_case(session, row, receipt.case_id)
        case_readers.add_reader(session, receipt.case_id, actor.id, case_readers.SELF)
    return receipt


def test_what_is_added_is_opened_as_it_was(house):
    kari = citizen(house)
    draft(house, kari)
    photo = picture()
    one = attach(house, kari, photo)
    opened = read(house, kari, one)
    assert (opened.content, opened.media_type) == (photo.content, "image/jpeg")
    with house.transaction() as session:
        (line,) = attachments.of_draft(session, kari)
    assert (line.id, line.size, line.added_at) == (one, len(photo.content), house.clock())


def test_each_opening_is_one_event_and_a_list_opens_nothing(house):
    kari = citizen(house)
    draft(house, kari)
    one = attach(house, kari)
    listed(house, kari)
    read(house, kari, one)
    read(house, kari, one)
    assert happened(house) == ["draft.saved", "case.picture-read", "case.picture-read"]
    with house.transaction() as session:
        last = session.scalars(select(EventRow).order_by(EventRow.number.desc())).first()
        assert events.verify(session, NAMSOS) == []
    assert (last.actor_kind, last.actor_id, last.object) == ("citizen", kari.id, one)


def test_a_picture_keeps_the_draft_another_thirty_days_but_revives_none(house, clock):
    kari = citizen(house)
    mine = draft(house, kari)
    clock.now += timedelta(days=29)
    attach(house, kari)
    assert count(house, DraftRow, id=mine, saved_at=clock.now) == 1
    clock.now += timedelta(days=30)
    with pytest.raises(NoDraft):
        attach(house, kari)


def test_without_a_draft_there_is_nothing_to_add_to(house):
    kari = citizen(house)
    before = contents(house)
    with pytest.raises(NoDraft):
        attach(house, kari)
    draft(house, citizen(house, "ola"))
    with pytest.raises(NoDraft):
        attach(house, kari)
    assert count(house, AttachmentRow) == 0
    assert contents(house)["events"] == before["events"]


def test_the_sixth_picture_is_one_too_many(house):
    kari = citizen(house)
    draft(house, kari)
    for _ in range(5):
        attach(house, kari)
    with pytest.raises(TooMany):
        attach(house, kari)
    assert count(house, AttachmentRow) == 5


def test_of_eight_pictures_sent_at_once_five_are_kept(house):
    kari = citizen(house)
    draft(house, kari)
    found = at_once(8, lambda _number: attach(house, kari))
    assert sum(isinstance(one, str) for one in found) == 5
    assert sum(isinstance(one, TooMany) for one in found) == 3
    assert count(house, AttachmentRow) == 5


def test_the_same_picture_twice_is_one_also_at_once(house):
    kari = citizen(house)
    draft(house, kari)
    photo = picture()
    first = attach(house, kari, photo)
    assert set(at_once(4, lambda _number: attach(house, kari, photo))) == {first}
    assert attach(house, kari, picture("blue")) != first
    assert count(house, AttachmentRow) == 2
    assert happened(house).count("draft.saved") == 2


def test_what_we_have_not_drawn_ourselves_is_not_kept(house):
    kari = citizen(house)
    draft(house, kari)
    with pytest.raises(ValueError, match="larger"):
        attach(house, kari, Photo(b"x" * 1_500_001, "image/jpeg", 1, 1))


def test_nobody_else_sees_opens_or_removes_the_pictures_of_a_draft(house):
    kari, ola = citizen(house), citizen(house, "ola")
    neighbour = citizen(house, municipality=VIK)
    draft(house, kari)
    draft(house, ola)
    one = attach(house, kari)
    before = contents(house)
    others = [ola, neighbour, OFFICER, LEAD, READER, NEIGHBOUR, Actor("nobody", "", NAMSOS)]
    others += [Actor("staff", kari.id, NAMSOS), Actor("citizen", kari.id, VIK)]
    for other in others:
        assert read(house, other, one) is None, other
        assert one not in listed(house, other), other
        with house.transaction() as session:
            assert not attachments.remove(session, other, one), other
    assert contents(house) == before


def test_the_owner_takes_a_picture_away_once(house):
    kari = citizen(house)
    draft(house, kari)
    one, other = attach(house, kari), attach(house, kari)
    with house.transaction() as session:
        assert attachments.remove(session, kari, one)
    with house.transaction() as session:
        assert not attachments.remove(session, kari, one)
    assert listed(house, kari) == [other]
    assert read(house, kari, one) is None
    assert happened(house).count("draft.saved") == 3


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("kari", True),
        ("ola", False),
        ("abroad", False),
        (OFFICER, True),
        (COLLEAGUE, True),
        (READER, True),
        (LEAD, True),
        (OTHER_UNIT, False),
        (NEIGHBOUR, False),
        (Actor("nobody", "", NAMSOS), False),
    ],
    ids=str,
)
def test_who_opens_a_picture_of_a_case(house, who, opens):
    kari = citizen(house)
    draft(house, kari)
    one = attach(house, kari)
    receipt = sent(house, kari)
    actor = {
        "kari": lambda: kari,
        "ola": lambda: citizen(house, "ola"),
        "abroad": lambda: citizen(house, municipality=VIK),
    }.get(who, lambda: who)()
    before = count(house, EventRow, code="case.picture-read")
    assert (read(house, actor, one, receipt.reference) is not None) is opens
    assert count(house, EventRow, code="case.picture-read") == before + opens
    if opens:
        assert count(house, EventRow, code="case.picture-read", subject=receipt.case_id) == 1


def test_a_picture_opens_under_its_own_case_only(house):
    kari = citizen(house)
    draft(house, kari)
    one = attach(house, kari)
    first = sent(house, kari)
    second = ask(house, "another", unit="annen")
    assert read(house, OFFICER, one, second.reference) is None
    assert read(house, LEAD, one, second.reference) is None
    assert read(house, kari, one) is None, "what is sent is no longer the draft's"
    assert read(house, kari, one, first.reference) is not None


def test_who_asked_for_somebody_else_does_not_open_the_pictures(house):
    kari, ola = citizen(house), citizen(house, "ola")
    draft(house, kari)
    one = attach(house, kari)
    receipt = sent(house, ola)
    with house.transaction() as session:
        row = session.scalars(select(DraftRow.id).filter_by(owner=kari.id)).one()
        attachments.move_to_case(session, row, receipt.case_id)
    assert read(house, kari, one, receipt.reference) is None
    assert read(house, ola, one, receipt.reference) is not None


def test_a_parent_whose_time_is_over_opens_nothing_more(house, clock):
    kari, ola = citizen(house), citizen(house, "ola")
    draft(house, kari)
    one = attach(house, kari)
    receipt = sent(house, kari)
    with house.transaction() as session:
        case_readers.add_reader(
            session, receipt.case_id, ola.id, case_readers.PARENT, date(2026, 11, 22)
        )
    assert read(house, ola, one, receipt.reference) is not None
    clock.now = clock.now.replace(day=22)
    assert read(house, ola, one, receipt.reference) is None


def test_sending_moves_all_pictures_and_nothing_else(house):
    kari, ola = citizen(house), citizen(house, "ola")
    mine = draft(house, kari)
    draft(house, ola)
    pictures = {attach(house, kari), attach(house, kari)}
    theirs = attach(house, ola)
    receipt = ask(house)
    with house.transaction() as session:
        assert attachments.move_to_case(session, mine, receipt.case_id) == 2
        assert {one.id for one in attachments.of_case(session, receipt.case_id)} == pictures
    assert listed(house, kari) == []
    assert listed(house, ola) == [theirs]
    with house.transaction() as session:
        assert not attachments.remove(session, kari, next(iter(pictures))), "what is sent is sent"


def test_the_pictures_of_a_draft_go_with_it(house):
    kari, ola = citizen(house), citizen(house, "ola")
    mine, _theirs = draft(house, kari), draft(house, ola)
    attach(house, kari)
    kept = attach(house, ola)
    with house.transaction() as session:
        attachments.forget_draft(session, [mine])
    assert (listed(house, kari), listed(house, ola)) == ([], [kept])


def test_a_failing_write_leaves_nothing_behind(house):
    kari = citizen(house)
    draft(house, kari)
    attach(house, kari)
    before, struck = contents(house), []
    for number in range(1, 9):
        with failing_write(house, number) as this:
            try:
                attach(house, kari)
            except Planted:
                assert contents(house) == before, this
            else:
                break
        struck += this
    assert len(struck) == 6, "draft, picture, event, what it touches, chain and commit"


def test_no_file_of_the_database_holds_a_byte_of_the_picture(house, tmp_path):
    canary = bytes(range(1, 200)) * 3
    photo = Photo(b"\xff\xd8\xffKanarifugl" + canary, "image/jpeg", 1, 1)
    kari = citizen(house)
    draft(house, kari)
    one = attach(house, kari, photo)
    found = bytes_of(house, tmp_path)
    assert one.encode() in found, "the search does not see what is there"
    spelled = base64.b64encode(photo.content)
    for secret in (b"Kanarifugl", canary[:40], spelled[20:60], spelled[20:60].hex().encode()):
        assert secret not in found


def test_a_picture_moved_to_another_row_does_not_open(house):
    kari = citizen(house)
    draft(house, kari)
    one, other = attach(house, kari, picture("red")), attach(house, kari, picture("blue"))
    change(
        house,
        "UPDATE attachments SET content = (SELECT content FROM attachments WHERE id = :other)"
        " WHERE id = :one",
        one=one,
        other=other,
    )
    with pytest.raises(SealBroken):
        read(house, kari, one)


def test_few_large_values_are_moved_at_a_time(house, monkeypatch):
    """A round holds the database's only writing place, and all it moves in memory."""
    kari = citizen(house)
    draft(house, kari)
    for _ in range(5):
        attach(house, kari)
    size = len(picture().content) * 4 // 3
    monkeypatch.setattr(rotation, "ROOM", 2 * size)
    rotating = Database(house.url, ROTATING, clock=house.clock)
    moved = []
    while not moved or moved[-1]:
        with rotating.transaction() as session:
            moved.append(rotation.reseal_column(session, *content_column(), 500))
    rotating.dispose()
    assert sum(moved) == 5 and max(moved) <= 3


def content_column():
    table = AttachmentRow.__table__
    return table, table.c.content


def test_keys_are_changed_under_pictures_too(house):
    kari = citizen(house)
    draft(house, kari)
    photo = picture()
    one = attach(house, kari, photo)
    rotating = Database(house.url, ROTATING, clock=house.clock)
    with rotating.transaction() as session:
        assert reseal(session)
    rotating.dispose()
    only_new = Database(house.url, ONLY_NEW, clock=house.clock)
    assert read(only_new, kari, one).content == photo.content
    only_new.dispose()
    assert KEYRING.writing == "k1"
