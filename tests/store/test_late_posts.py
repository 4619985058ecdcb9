"""What was typed when the session had ended: one for each person and page, sealed, for a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.rules.access import Actor, Role
from portal.store import late_posts
from portal.store.crypto import SealBroken
from portal.store.tables.staff import LatePostRow
from tests.store.people import at_once, change, count
from tests.store.test_secrecy import bytes_of, spellings

OLA, CARO = (Actor("staff", name, "9902", Role.OFFICER) for name in ("ola", "caro"))
IN_VIK = Actor("staff", "ola", "4639", Role.OFFICER)
PAGE = "/storby/nb/ansatt/registrer"
TYPED = {"name": ["Kanari Fuglesang"], "topics": ["a", "b"]}


def keep(database, actor=OLA, path=PAGE, **values: list[str]) -> None:
    with database.transaction() as session:
        late_posts.keep(session, actor.id, actor.municipality, path, values or TYPED)


def read(database, actor=OLA, path=PAGE):
    with database.transaction() as session:
        return late_posts.read(session, actor, path)


def test_it_is_given_back_as_it_was_typed(database):
    keep(database)
    assert read(database) == TYPED
    assert read(database) == TYPED, "reading does not take it away"


def test_what_was_typed_for_another_waits_for_that_mode(database):
    """It is not given back in one's own name or another's, nor taken away there."""
    keep(database, text=["mitt"])
    with database.transaction() as session:
        late_posts.keep(session, OLA.id, OLA.municipality, PAGE, TYPED, acting_for="kari")
        assert late_posts.waiting(session, OLA) == {"kari": PAGE}
    modes = [replace(OLA, acting_for=one) for one in (None, "kari", "jon")]
    assert [read(database, mode) for mode in modes] == [{"text": ["mitt"]}, TYPED, None]
    with database.transaction() as session:
        late_posts.forget(session, OLA, PAGE)
    assert [read(database, mode) for mode in modes] == [None, TYPED, None]


@pytest.mark.parametrize(
    ("actor", "path"),
    [(CARO, PAGE), (IN_VIK, PAGE), (OLA, PAGE + "/x")],
    ids=["another person", "the same id in another municipality", "another page"],
)
def test_it_is_given_to_nobody_else_and_nowhere_else(database, actor, path):
    keep(database)
    assert read(database, actor, path) is None
    with database.transaction() as session:
        late_posts.forget(session, actor, path)
    assert read(database) == TYPED, "nor taken away by another"


def test_the_last_one_of_a_page_is_kept(database):
    keep(database, text=["den første"])
    keep(database, text=["den siste"])
    assert read(database) == {"text": ["den siste"]}
    assert count(database, LatePostRow) == 1


def test_two_at_once_are_one(database):
    at_once(2, lambda n: keep(database, text=[str(n)]))
    assert count(database, LatePostRow) == 1
    assert read(database)["text"] in (["0"], ["1"])


def test_a_person_has_ten_and_the_oldest_goes(database, clock):
    keep(database, CARO)
    for number in range(12):
        clock.now += timedelta(seconds=1)
        keep(database, path=f"/storby/nb/{number}")
    assert count(database, LatePostRow) == 10 + 1
    assert read(database, path="/storby/nb/1") is None
    assert read(database, path="/storby/nb/2") == TYPED
    assert read(database, CARO) == TYPED


def test_it_is_gone_after_a_day(database, clock):
    keep(database)
    clock.now += timedelta(hours=24) - timedelta(seconds=1)
    assert read(database) == TYPED
    clock.now += timedelta(seconds=1)
    assert read(database) is None
    with database.transaction() as session:
        late_posts.forget_old(session)
    assert count(database, LatePostRow) == 0


def test_what_can_be_opened_is_left_by_the_sweep(database, clock):
    keep(database)
    clock.now += timedelta(hours=23)
    with database.transaction() as session:
        late_posts.forget_old(session)
    assert read(database) == TYPED


def test_the_words_are_sealed_to_their_row(database, tmp_path):
    keep(database)
    kept = bytes_of(database, tmp_path)
    assert b"storby" in kept
    assert not [word for word in spellings("Kanari Fuglesang") if word in kept]
    change(database, "UPDATE late_posts SET id = 'another row'")
    with pytest.raises(SealBroken):
        read(database)
