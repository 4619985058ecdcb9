"""Sessions that end by a press or by the provider's word, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.rules.levels import Level
from portal.store import events, logouts, sessions
from portal.store.logouts import Left
from portal.store.tables.events import EventRow
from portal.store.tables.staff import LogoutTokenRow, SessionRow

ISSUER = "https://login.example"
THIS = {"municipality": "5007", "issuer": ISSUER, "sid": "sid", "kind": "citizen"}


def begin(database, token="t", **changes):
    about = {
        "kind": "citizen",
        "level": Level.HIGH,
        "person": "kari",
        "municipality": "5007",
        "issuer": ISSUER,
        "provider_session": "sid",
    }
    with database.transaction() as session:
        sessions.begin(session, token=token, **(about | changes))


def end_there(database, **changes):
    with database.transaction() as session:
        return logouts.end_provider_session(session, **(THIS | changes))


def leave(database, *tokens):
    with database.transaction() as session:
        return logouts.leave(session, tokens)


def is_live(database, token="t", kind="citizen", municipality="5007"):
    with database.transaction() as session:
        return sessions.live(session, token, municipality=municipality, kind=kind) is not None


def late(database, token="t"):
    with database.transaction() as session:
        owner = sessions.late_owner(session, token, municipality="5007", kind="citizen")
    return owner.person if owner else None


def codes(database):
    with database.transaction() as session:
        assert events.verify(session, "5007") == []
        return list(session.scalars(select(EventRow.code).order_by(EventRow.number)))


OTHERS = {
    "another session there": {"sid": "other"},
    "another provider": {"issuer": ISSUER + "/"},
    "another municipality": {"municipality": "4639"},
    "an employee": {"kind": "staff"},
}


@pytest.mark.parametrize("what", OTHERS)
def test_a_word_about_something_else_ends_nothing(database, what):
    begin(database)
    assert end_there(database, **OTHERS[what]) == 0
    assert is_live(database)


def test_every_session_from_that_one_there_ends_and_no_other(database):
    begin(database, "one")
    begin(database, "two", kind="staff", level=Level.STAFF)
    begin(database, "three")
    begin(database, "other", provider_session="other")
    begin(database, "none", provider_session=None)
    assert end_there(database) == 2
    alive = {"one": False, "three": False, "other": True, "none": True}
    assert {token: is_live(database, token) for token in alive} == alive
    assert is_live(database, "two", "staff")
    assert end_there(database, kind="staff") == 1
    assert codes(database)[-3:] == [
        "citizen.logged-out-elsewhere",
        "citizen.logged-out-elsewhere",
        "staff.logged-out-elsewhere",
    ]


def test_the_same_word_again_ends_nothing_and_writes_nothing(database):
    begin(database)
    assert (end_there(database), end_there(database)) == (1, 0)
    assert codes(database) == ["citizen.logged-in", "citizen.logged-out-elsewhere"]


def test_eight_words_at_once_are_one_end(database):
    begin(database)
    with ThreadPoolExecutor(8) as many:
        ended = list(many.map(lambda _: end_there(database), range(8)))
    assert sorted(ended) == [0] * 7 + [1]
    assert codes(database) == ["citizen.logged-in", "citizen.logged-out-elsewhere"]


@pytest.mark.parametrize(
    ("hours", "owner"), [(0, "kari"), (23, "kari"), (24, "kari"), (24.01, None)]
)
def test_what_is_typed_is_kept_a_day_after_a_logout_elsewhere(database, clock, hours, owner):
    begin(database)
    end_there(database)
    clock.now += timedelta(hours=hours)
    assert late(database) == owner


def test_nothing_is_kept_after_a_press_whatever_the_provider_says(database):
    """Whoever has pressed «Logg ut» may sit at a machine others use."""
    begin(database, "pressed first")
    leave(database, "pressed first")
    end_there(database)
    begin(database, "ended there first")
    end_there(database)
    leave(database, "ended there first")
    assert [late(database, token) for token in ("pressed first", "ended there first")] == [None] * 2


def test_what_the_clock_has_ended_is_left_to_the_clock(database, clock):
    begin(database)
    clock.now += timedelta(minutes=30)
    assert end_there(database) == 0
    assert late(database) == "kari"


def test_a_press_ends_all_of_the_browser_and_names_the_latest_login(database, clock):
    begin(database, "citizen's", municipality="4639")
    clock.now += timedelta(minutes=1)
    begin(database, "employee's", kind="staff", level=Level.STAFF)
    clock.now += timedelta(minutes=1)
    begin(database, "somebody else's")
    assert leave(database, "citizen's", "employee's", "unknown") == Left("staff", "5007", ISSUER)
    assert not is_live(database, "citizen's", municipality="4639")
    assert not is_live(database, "employee's", "staff")
    assert is_live(database, "somebody else's")
    assert codes(database)[-1] == "staff.logged-out"


LEFT = Left("citizen", "5007", ISSUER)


@pytest.mark.parametrize(
    ("minutes", "left"), [(0, LEFT), (31, LEFT), (119, LEFT), (120, None), (600, None)]
)
def test_a_session_there_may_live_longer_than_ours_but_never_two_hours(
    database, clock, minutes, left
):
    """ID-porten: 30 minutes idle, 120 in all, counted from its own pages."""
    begin(database)
    clock.now += timedelta(minutes=minutes)
    assert leave(database, "t") == left


@pytest.mark.parametrize("first", [leave, lambda database, _token: end_there(database)])
def test_what_has_ended_is_not_ended_there_again(database, first):
    begin(database)
    first(database, "t")
    assert leave(database, "t") is None
    assert len(codes(database)) == 2


def use(database, jti="j", **changes):
    with database.transaction() as session:
        about = {"issuer": ISSUER, "client_id": "client"} | changes
        return logouts.use_token(session, jti=jti, **about)


def test_a_logout_token_counts_once(database):
    assert [use(database), use(database), use(database, "k")] == [True, False, True]
    assert use(database, client_id="other") and use(database, issuer="https://other.example")


def test_of_eight_uses_at_once_one_counts(database):
    with ThreadPoolExecutor(8) as many:
        assert sorted(many.map(lambda _: use(database), range(8))) == [False] * 7 + [True]


def test_used_tokens_are_let_go_of_after_an_hour_and_hold_nothing_to_read(database, clock):
    use(database, "jti-of-the-provider")
    with database.transaction() as session:
        kept = session.scalar(select(LogoutTokenRow.token_hash))
        assert len(kept) == 32 and b"jti" not in kept
    clock.now += timedelta(hours=1, seconds=1)
    use(database, "the next")
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(LogoutTokenRow)) == 1
        clock.now += timedelta(hours=1, seconds=1)
        logouts.forget_used(session)
        assert session.scalar(select(func.count()).select_from(LogoutTokenRow)) == 0


def test_a_token_that_could_not_be_acted_on_is_not_used_up(database):
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        logouts.use_token(session, issuer=ISSUER, client_id="client", jti="j")
        raise ZeroDivisionError
    assert use(database)


def test_the_column_says_who_ended_it(database):
    for token in ("pressed", "elsewhere", "open"):
        begin(database, token, provider_session=token)
    leave(database, "pressed")
    end_there(database, sid="elsewhere")
    with database.transaction() as session:
        rows = session.execute(
            select(SessionRow.provider_session, SessionRow.ended_elsewhere).where(
                SessionRow.ended_at.is_not(None)
            )
        )
        assert dict(map(tuple, rows)) == {"pressed": False, "elsewhere": True}
