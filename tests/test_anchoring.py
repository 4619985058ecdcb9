"""The chain of events held to what was signed of it elsewhere: whatever is done to it, also with the right key, is found."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal import anchoring, cli, demo_settings
from portal.config import Mode
from portal.profiles import load_profiles
from portal.rules.access import Actor
from portal.store import events, seals
from portal.store.db import Database
from portal.store.tables.events import EventRow
from tests.conftest import settings_for
from tests.databases import ENGINES, KEYRING, fresh
from tests.store.citizens import citizen
from tests.store.people import NAMSOS, VIK, change, count, happened

PROFILES = load_profiles(Path(__file__).parent.parent / "portal" / "municipalities")
NAMSOS_ONLY = [PROFILES["namsos"]]
MOVE = "UPDATE events SET number = :new WHERE municipality = '5007' AND number = :old"


def write(database: Database, number: int, municipality: str = NAMSOS, word: str = "case") -> None:
    with database.transaction() as session:
        events.append(
            session,
            municipality=municipality,
            code="case.read",
            actor_kind="staff",
            actor_id="siri",
            subject=f"{word}{number}",
            at=session.info["clock"](),
        )


class Place:
    """A database with events and the machine where its anchors are kept."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, path = database, folder / "anchors", folder / "key.pem"
        (folder / "key.pub").write_text(anchoring.new_key(path))
        self.private = anchoring.private_key(path)
        self.public = anchoring.public_key(folder / "key.pub")

    def anchor(self, profiles=NAMSOS_ONLY) -> list[str]:
        return anchoring.anchor(self.database, profiles, self.private, self.folder)

    def faults(self) -> list[str]:
        return anchoring.faults(self.database, NAMSOS, self.folder, self.public)

    def without_anchors(self) -> list[str]:
        return anchoring.faults(self.database, NAMSOS)

    def lines(self, municipality: str = NAMSOS) -> list[str]:
        return anchoring.lines_of(self.folder, municipality)


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path, clock) -> Iterator[Database]:
    with fresh(request.param, tmp_path) as url:
        made = Database(url, KEYRING, clock=clock)
        yield made
        made.dispose()


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Place:
    """Six events, anchored after three and after six, and a seventh that is not."""
    place = Place(database, tmp_path)
    for number in range(1, 8):
        write(database, number)
        if number in {3, 6}:
            assert place.anchor() == []
    assert place.faults() == []
    return place


def flip(place: Place) -> None:
    change(place.database, "UPDATE events SET actor_id = 'sira' WHERE number = 2")


def drop(place: Place) -> None:
    change(place.database, "DELETE FROM events WHERE number = 2")


def swap(place: Place) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        change(place.database, MOVE, old=old, new=new)


def insert(place: Place) -> None:
    columns = "code, actor_kind, actor_id, acting_for, subject, object, at, hash, hash"
    change(
        place.database,
        f"INSERT INTO events SELECT municipality, 8, {columns} FROM events WHERE number = 7",
    )


def cut(place: Place) -> None:
    """The tail, and the end of the chain moved to where it is cut: a whole chain, only shorter."""
    change(place.database, "DELETE FROM events WHERE number > 4")
    end_at(place, 4)


def rewrite(place: Place) -> None:
    """With the key of the database: a whole new chain from the fourth event on, and longer than before."""
    change(place.database, "DELETE FROM events WHERE number > 3")
    end_at(place, 3)
    for number in range(4, 10):
        write(place.database, number, word="forged")


def end_at(place: Place, number: int) -> None:
    end = "(SELECT hash FROM events WHERE municipality = '5007' AND number = :number)"
    change(place.database, f"UPDATE chains SET number = :number, hash = {end}", number=number)


@pytest.mark.parametrize("tampering", [flip, drop, swap, insert, cut, rewrite])
def test_six_ways_to_bend_a_chain_and_all_are_found(place: Place, tampering) -> None:
    tampering(place)
    assert place.faults()
    assert place.anchor(), "a bent chain is not signed"
    assert len(place.lines()) == 2


@pytest.mark.parametrize("tampering", [cut, rewrite])
def test_what_the_key_of_the_database_can_hide_only_the_anchors_find(
    place: Place, tampering
) -> None:
    tampering(place)
    assert place.without_anchors() == []
    assert place.faults()


INDEXED = "c" * 32
INDEX = "UPDATE event_objects SET {} WHERE municipality = '5007' AND number = 8"


@pytest.mark.parametrize(("statement", "said"), [
    ("DELETE FROM event_objects WHERE number = 8", [f"event 8 is not in the index of {INDEXED}"]),
    (
        f"INSERT INTO event_objects VALUES ('5007', 2, '{INDEXED}')",
        [f"the index of {INDEXED} has event 2, which does not touch it"],
    ),
    (
        INDEX.format("number = 3"),
        [
            f"event 8 is not in the index of {INDEXED}",
            f"the index of {INDEXED} has event 3, which does not touch it",
        ],
    ),
    (
        INDEX.format(f"object = '{'d' * 32}'"),
        [
            f"event 8 is not in the index of {INDEXED}",
            f"the index of {'d' * 32} has event 8, which does not touch it",
        ],
    ),
], ids=["missing", "added", "moved", "another's"])  # fmt: skip
def test_the_index_of_what_events_touch_is_held_to_the_events(
    place: Place, statement: str, said: list[str]
) -> None:
    """Somebody's page of who has looked is found by it: a line gone there would hide a look from a chain that is whole."""
    with place.database.transaction() as session:
        reader = Actor("staff", "siri", NAMSOS)
        events.append_by(session, reader, "case.listed", touched=INDEXED)
    assert place.faults() == []
    change(place.database, statement)
    assert place.faults() == said
    assert place.without_anchors() == said


def test_it_says_what_was_cut_and_what_was_rewritten(place: Place) -> None:
    at = json.loads(place.lines()[1])["at"]
    cut(place)
    assert place.faults() == [f"at {at} there were events up to 6; now they end at 4"]
    rewrite(place)
    assert place.faults() == [f"event 6 is not the one that was signed at {at}"]


def test_a_line_holds_number_end_count_time_and_the_line_before(place: Place, clock) -> None:
    first, second = (json.loads(line) for line in place.lines())
    assert (first["number"], first["count"], second["number"], second["count"]) == (3, 3, 6, 6)
    assert first["previous"] == "0" * 64
    assert second["previous"] == anchoring.fingerprint(place.lines()[0])
    assert first["at"] == clock().isoformat(timespec="seconds")
    assert [path.name for path in place.folder.iterdir()] == ["5007.jsonl"]


def tamper_with_lines(place: Place, what: str) -> None:
    lines = place.lines()
    if what == "a line is taken out":
        lines = lines[1:]
    elif what == "two lines are swapped":
        lines = lines[::-1]
    elif what == "a count is changed":
        lines[0] = lines[0].replace('"count":3', '"count":4')
    elif what == "another key signs":
        forger = anchoring.Ed25519PrivateKey.generate()
        one = replace(anchoring.read(lines[1]), hash="f" * 64)
        signature = anchoring.sign(forger, "anchor", anchoring.values_of(one))
        lines[1] = json.dumps(vars(replace(one, signature=signature)))
    elif what == "words":
        lines[1] = "not a line"
    anchoring.file_of(place.folder, NAMSOS).write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    "what",
    ["a line is taken out", "two lines are swapped", "a count is changed", "another key signs", "words"],
)  # fmt: skip
def test_changed_lines_are_found(place: Place, what: str) -> None:
    tamper_with_lines(place, what)
    assert place.faults()


def test_the_lines_of_a_neighbour_do_not_vouch(place: Place) -> None:
    write(place.database, 1, VIK)
    place.anchor([PROFILES["vik"]])
    anchoring.file_of(place.folder, NAMSOS).write_text("\n".join(place.lines(VIK)) + "\n")
    assert place.faults() == ["line 1 of the anchors is another municipality's"]


def test_an_empty_chain_is_anchored_too(database: Database, tmp_path: Path) -> None:
    place = Place(database, tmp_path)
    assert place.anchor() == []
    write(database, 1)
    assert place.faults() == []
    assert json.loads(place.lines()[0])["number"] == 0


class TestSealing:
    """What is old goes from the beginning, in one piece, after it has been sealed."""

    def years(self, place: Place, years: int | None) -> list[str]:
        return place.anchor([replace(PROFILES["namsos"], events_years=years)])

    def test_nothing_goes_where_nobody_has_decided_it(self, place: Place, clock) -> None:
        clock.now += timedelta(days=40 * 365)
        self.years(place, None)
        assert count(place.database, EventRow) == 7

    def test_what_is_old_goes_and_the_chain_goes_on(self, place: Place, clock) -> None:
        begun = clock.now
        clock.now = datetime(2036, 11, 20, tzinfo=UTC)  # ten years and a day short
        assert self.years(place, 10) == []
        assert count(place.database, EventRow) == 7
        clock.now = begun + timedelta(days=10 * 366)
        assert self.years(place, 10) == []
        assert happened(place.database) == ["events.sealed"]
        write(place.database, 9)
        assert place.anchor() == [] and place.faults() == []

    def test_what_is_about_somebody_who_is_here_stays_and_all_after_it(
        self, place: Place, clock
    ) -> None:
        person = citizen(place.database)
        with place.database.transaction() as session:
            events.append_by(session, person, "citizen.logged-in", subject=person.id)
        write(place.database, 9)
        clock.now += timedelta(days=11 * 366)
        assert self.years(place, 10) == []
        assert happened(place.database) == ["citizen.logged-in", "case.read", "events.sealed"]
        assert place.faults() == []

    def test_a_seal_without_the_key_hides_nothing(self, place: Place) -> None:
        """Whoever has the database seals what they want gone; the chain after it is whole."""
        with place.database.transaction() as session:
            mark = events.hashes(session, NAMSOS, [2])[2]
            seals.seal(
                session, NAMSOS, events.Place(2, mark), lambda bare: replace(bare, signature="00")
            )
        assert place.faults() == ["nobody vouches for the seal at event 2"]
        assert place.without_anchors() == ["nobody vouches for the seal at event 2"]

    def test_an_anchor_is_no_seal(self, place: Place) -> None:
        one = anchoring.read(place.lines()[0])
        values = anchoring.values_of(one)
        assert anchoring.is_signed(place.public, "anchor", values, one.signature)
        assert not anchoring.is_signed(place.public, "seal", values, one.signature)


class TestTheKey:
    def test_only_its_owner_can_read_a_new_one_and_no_old_one_is_overwritten(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "keys" / "anchor.pem"
        assert "BEGIN PUBLIC KEY" in anchoring.new_key(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(anchoring.AnchorError, match="exists"):
            anchoring.new_key(path)

    def test_one_that_others_can_read_signs_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "anchor.pem"
        anchoring.new_key(path)
        path.chmod(0o640)
        with pytest.raises(anchoring.AnchorError, match="only its owner"):
            anchoring.private_key(path)

    @pytest.mark.parametrize("words", ["", "-----BEGIN PRIVATE KEY-----\nx"])
    def test_a_broken_one_is_said_without_a_word_of_it(self, tmp_path: Path, words: str) -> None:
        path = tmp_path / "anchor.pem"
        path.touch(0o600)
        path.write_text(words)
        for reader in (anchoring.private_key, anchoring.public_key):
            with pytest.raises(anchoring.AnchorError, match=r"can be read there"):
                reader(path)

    @pytest.mark.parametrize(("mode", "readable", "stops"), [
        (Mode.PRODUCTION, True, True),
        (Mode.PRODUCTION, False, False),
        (Mode.DEMO, True, False),
    ])  # fmt: skip
    def test_production_does_not_serve_with_a_key_it_can_read(
        self, tmp_path: Path, monkeypatch, mode, readable, stops
    ) -> None:
        monkeypatch.setattr(os, "access", lambda _path, _how: readable)
        settings = SimpleNamespace(mode=mode, anchor_key=tmp_path / "anchor.pem")
        told = pytest.raises(SystemExit, match="PORTAL_ANCHOR_KEY") if stops else nullcontext()
        with told:
            cli.refuse_key_of_anchors(settings)


class TestTheCommands:
    """As whoever runs it meets them."""

    @pytest.fixture
    def here(self, tmp_path: Path, monkeypatch, capsys, migrated_database: Path):
        """The demo's folder, where nothing is set, and what a command answers."""
        monkeypatch.delenv("PORTAL_MODE", raising=False)
        (tmp_path / "portal.sqlite").write_bytes(migrated_database.read_bytes())
        made = settings_for(
            tmp_path, anchor_key=tmp_path / "key.pem", anchor_dir=tmp_path / "anchors"
        )
        monkeypatch.setattr(demo_settings, "load", lambda *_more: made)

        def run(*words: object) -> tuple[int, str, str]:
            code = cli.run_command([str(word) for word in words])
            out = capsys.readouterr()
            return code, out.out, out.err

        return SimpleNamespace(run=run, folder=tmp_path, settings=made)

    def test_from_a_new_key_to_a_chain_that_is_held_to_its_anchors(self, here) -> None:
        code, public, _err = here.run("anchor", "--new-key", here.folder / "key.pem")
        assert code == 0
        (here.folder / "key.pub").write_text(public)
        assert here.run("anchor") == (0, "every chain is whole\n", "")
        held = ("verify-events", "--anchors", here.folder / "anchors")
        held = (*held, "--public-key", here.folder / "key.pub")
        assert here.run(*held)[:2] == (0, "every chain is whole\n")
        anchoring.file_of(here.folder / "anchors", VIK).write_text("{}\n")
        code, said, _err = here.run(*held)
        assert (code, said) == (1, "vik: line 1 of the anchors is not signed with this key\n")

    def test_a_changed_event_is_exit_code_one(self, here) -> None:
        database = Database(here.settings.database_url, here.settings.keyring, clock=lambda: NOON)
        write(database, 1)
        assert here.run("verify-events")[0] == 0
        change(database, "UPDATE events SET actor_id = 'tor'")
        database.dispose()
        assert here.run("verify-events")[:2] == (1, "namsos: event 1 was changed\n")

    @pytest.mark.parametrize(
        "words", [("anchor",), ("verify-events", "--anchors", "x")], ids=["no key", "no public key"]
    )
    def test_what_is_missing_is_said(self, here, words) -> None:
        code, said, why = here.run(*words)
        assert (code, said) == (2, "") and why


NOON = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
