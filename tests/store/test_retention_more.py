"""What goes by the day: offers, ended grants, addresses of sent messages, words of old requests. Exact rows, and nothing early."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from portal.rules.representation import Basis, Scope
from portal.rules.retention import Data
from portal.store import representation, retention
from portal.store.crypto import unseal
from portal.store.representation import NewGrant
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow, PrivacyRequestRow
from tests.databases import KEYRING
from tests.store.citizens import BIRGER, MARTE, citizen
from tests.store.days import by_daily, day, small_pages
from tests.store.one_of_each import put
from tests.store.people import OFFICER, TODAY, count, enrol

STEPS = {
    "offers": retention.old_offers,
    "grants": retention.old_grants,
    "addresses": retention.old_addresses,
    "requests": retention.old_privacy_requests,
}


@pytest.fixture
def house(database):
    enrol(database)
    return database


def do(database, step: str, on: date, **changes: object) -> int:
    done, after = 0, ""
    while after is not None:
        with database.transaction() as session:
            part = STEPS[step](session, day(on, **changes), after)
        done, after = done + part.done, part.last
    return done


def grant(database, *, accepted: bool, until: date | None = None, born: date | None = None,
          basis: Basis = Basis.GIVEN) -> str:  # fmt: skip
    marte, birger = citizen(database, MARTE), citizen(database, BIRGER)
    with database.transaction() as session:
        return representation.write(
            session,
            OFFICER,
            NewGrant(
                person=marte.id, person_name="Marte", holder=birger.id, holder_name="Birger",
                basis=basis, scopes=(Scope.SEE_PLAN,), since=TODAY, until=until, born=born,
                language="nb", accepted=accepted,
            ),
        )  # fmt: skip


def lapsed(database) -> str:
    """An offer that has just ended without a yes."""
    one = grant(database, accepted=False)
    set_row(database, GrantRow, one, ended_at=database.clock())
    return one


def set_row(database, table, row_id: str, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(table).where(table.id == row_id).values(**values))


def restrict(database, number: str, at: datetime | None) -> None:
    person = citizen(database, number).id
    set_row(database, PersonRow, person, restricted_at=at)


def test_an_offer_nobody_accepted_goes_fourteen_days_after_its_end(house) -> None:
    offer, taken = lapsed(house), grant(house, accepted=True)
    open_one = grant(house, accepted=False)
    assert do(house, "offers", date(2026, 12, 5)) == 0
    assert [do(house, "offers", date(2026, 12, 6)) for _ in range(2)] == [1, 0]
    assert (
        count(house, GrantRow)
        == 2
        == sum(count(house, GrantRow, id=one) for one in (taken, open_one))
    )
    person = citizen(house, MARTE).id
    assert by_daily(house, "grant.forgotten") == [(person, offer)]


@pytest.mark.parametrize(
    ("ended", "until", "born", "basis", "last"),
    [
        (datetime.fromisoformat("2026-11-21T11:03:00+00:00"), None, None, Basis.GIVEN, date(2031, 11, 21)),
        (None, date(2027, 1, 1), None, Basis.GIVEN, date(2032, 1, 1)),
        (None, None, date(2011, 3, 5), Basis.PARENT, date(2032, 3, 5)),  # 16 years on 5 March 2027
    ],
    ids=["taken back", "ran out", "the birthday"],
)  # fmt: skip
def test_a_grant_goes_five_years_after_its_end(house, ended, until, born, basis, last) -> None:
    one = grant(house, accepted=True, until=until, born=born, basis=basis)
    set_row(house, GrantRow, one, ended_at=ended)
    assert do(house, "grants", last) == 0
    assert do(house, "grants", last + timedelta(days=1)) == 1
    assert count(house, GrantRow) == 0


@pytest.mark.parametrize(("months", "gone"), [(36, date(2029, 11, 22)), (120, date(2036, 11, 22))])
def test_a_grant_goes_when_the_municipality_has_decided(house, months, gone) -> None:
    one = grant(house, accepted=True)
    set_row(house, GrantRow, one, ended_at=datetime(2026, 11, 21, 11, 3, tzinfo=UTC))
    decided = {"kept_for": {Data.GRANT: months}}
    assert do(house, "grants", gone - timedelta(days=1), **decided) == 0
    assert do(house, "grants", gone, **decided) == 1


def test_a_grant_without_an_end_stays(house) -> None:
    grant(house, accepted=True, basis=Basis.GUARDIAN)
    assert do(house, "grants", date(2066, 1, 1)) == 0


@pytest.mark.parametrize(
    ("state", "goes"), [("sent", 1), ("handled", 1), ("desk", 0), ("pending", 0)]
)
def test_the_address_of_a_message_goes_and_that_it_was_sent_stays(house, state, goes) -> None:
    row_id = put(house, "outbox", "kanari", state=state, person=None)
    if state == "pending":
        set_row(house, OutboxRow, row_id, ended_at=None)
    assert do(house, "addresses", date(2027, 2, 19)) == 0
    assert [do(house, "addresses", date(2027, 2, 20)) for _ in range(2)] == [goes, 0]
    with house.transaction() as session:
        row = session.get(OutboxRow, row_id)
        left = unseal(KEYRING, "outbox.recipient", row.id, row.recipient)
    assert (left == "") is bool(goes) and row.state == state


def test_the_words_of_a_request_go_and_its_codes_stay(house) -> None:
    marte = citizen(house, MARTE)
    row_id = put(house, "privacy_requests", "kanari", person=marte.id, asked_by=marte.id)
    assert do(house, "requests", date(2031, 11, 21)) == 0
    assert [do(house, "requests", date(2031, 11, 22)) for _ in range(2)] == [1, 0]
    with house.transaction() as session:
        row = session.get(PrivacyRequestRow, row_id)
    assert (row.words, row.answer) == (None, None) and row.outcome


def test_one_that_waits_for_an_answer_keeps_its_words(house) -> None:
    marte = citizen(house, MARTE)
    row_id = put(house, "privacy_requests", "kanari", person=marte.id, asked_by=marte.id)
    set_row(house, PrivacyRequestRow, row_id, answered_at=None)
    assert do(house, "requests", date(2066, 1, 1)) == 0


@pytest.mark.parametrize("whose", [MARTE, BIRGER], ids=["acted for", "acting"])
def test_of_somebody_whose_data_are_restricted_nothing_goes(house, clock, whose) -> None:
    lapsed(house)
    restrict(house, whose, clock.now)
    assert do(house, "offers", date(2066, 1, 1)) == 0
    restrict(house, whose, None)
    assert do(house, "offers", date(2066, 1, 1)) == 1


def test_page_by_page_it_is_the_same(house, monkeypatch) -> None:
    for _ in range(5):
        lapsed(house)
    small_pages(monkeypatch)
    assert do(house, "offers", date(2027, 1, 1)) == 5


def test_the_neighbours_are_left_alone(house) -> None:
    one = lapsed(house)
    set_row(house, GrantRow, one, municipality="4639")
    assert do(house, "offers", date(2066, 1, 1)) == 0
