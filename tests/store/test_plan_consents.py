"""The yes to a plan and to share it: given, withdrawn, given again; what ends with it, and who may."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.rules.access import Actor
from portal.rules.plan import Draft, Goal, Kind, Sector, Status
from portal.rules.plan_consent import Answer
from portal.store import plan, plan_consents, plan_parts
from portal.store.crypto import new_id, seal
from portal.store.db import add, keyring_of
from portal.store.plan_held import NoConsent, NotThere
from portal.store.tables.plan import PlanConsentRow, PlanLinkRow, PlanRow
from tests.store.citizens import BIRGER, citizen
from tests.store.people import COLLEAGUE, OFFICER, TODAY, at_once, happened
from tests.store.plan_people import begun, laid_out, with_parent
from tests.store.test_secrecy import bytes_of, spellings

CANARY = "Kanarimål om noe vanskelig"
PAPER_DAY = datetime(2026, 11, 2, 11, tzinfo=UTC)


@pytest.fixture
def marte(database) -> tuple[Actor, str]:
    """Marte's plan: she has said yes, there is a goal in it, and a school that takes part."""
    return begun(database)


@pytest.fixture
def school(database, marte) -> str:
    actor, reference = marte
    with database.transaction() as session:
        goal = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": CANARY})
        plan_parts.add(session, actor, reference, goal, key="g" * 22)
        taking_part = Draft(kind=Kind.PARTICIPANT, code=Sector.SCHOOL, words={"name": "Una Rektor"})
        return plan_parts.add(session, OFFICER, reference, taking_part, key="p" * 22)


def do(database, what, *args, **more):
    with database.transaction() as session:
        return what(session, *args, **more)


def answer(database, actor, reference, said, **more):
    do(database, plan_consents.answer, actor, reference, Answer(said), **more)


def share(database, actor, reference, participant, *sections, **more):
    do(database, plan_consents.share, actor, reference, participant, sections, **more)


def seen(database, actor, reference):
    return do(database, plan.read, actor, reference)


def stands(database, reference) -> str:
    with database.transaction() as session:
        return session.scalars(select(PlanRow.status).filter_by(reference=reference)).one()


def shared(database, actor, reference) -> dict:
    return {
        one.participant: one.sections
        for one in seen(database, actor, reference).consents
        if one.stands and one.participant
    }


def born(database, reference, day) -> None:
    with database.transaction() as session:
        row = session.scalars(select(PlanRow).filter_by(reference=reference)).one()
        row.born = seal(keyring_of(session), "plans.born", row.id, day.isoformat())


def link(database, reference, participant) -> str:
    """A mailed link that could still be answered."""
    with database.transaction() as session:
        row = session.scalars(select(PlanRow).filter_by(reference=reference)).one()
        link_id = new_id()
        add(
            session, PlanLinkRow,
            id=link_id, plan_id=row.id, measure=participant, participant=participant,
            token_hash=link_id.encode(), code_hash=b"c" * 32, made_at=row.begun_at, made_by="2" * 32,
            ends_at=row.begun_at + timedelta(days=14), tries=0,
        )  # fmt: skip
        return link_id


def open_links(database) -> list[str]:
    with database.transaction() as session:
        return list(session.scalars(select(PlanLinkRow.id).filter_by(ended_at=None)))


def since(database, before: list[str]) -> list[str]:
    """What has happened since, but for the readings of the tests themselves."""
    new = happened(database)[len(before) :]
    return [code for code in new if code not in {"plan.read", "plan.own-read"}]


@pytest.mark.parametrize(
    ("said", "status", "event"),
    [
        ("plan", "active", "plan.consented"),
        ("coordinator", "coordinator-only", "plan.coordinator-only"),
        ("no", "declined", "plan.declined"),
    ],
)
def test_each_answer_to_the_invitation_has_its_event(database, marte, said, status, event):
    actor, reference = marte
    with database.transaction() as session:
        session.execute(update(PlanRow).values(status=Status.INVITED))
        session.execute(PlanConsentRow.__table__.delete())
    before = happened(database)
    answer(database, actor, reference, said)
    answer(database, actor, reference, said)
    assert stands(database, reference) == status
    assert since(database, before) == [event]
    given = seen(database, actor, reference).consents
    assert [(one.participant, one.by_paper, one.given_by) for one in given] == (
        [(None, None, actor.id)] if said == "plan" else []
    )


def test_one_changes_ones_mind_both_ways(database, marte):
    actor, reference = marte
    for said, status in [
        ("coordinator", "coordinator-only"),
        ("no", "declined"),
        ("plan", "active"),
        ("no", "withdrawn"),
        ("no", "withdrawn"),
        ("coordinator", "coordinator-only"),
        ("plan", "active"),
    ]:
        answer(database, actor, reference, said)
        assert stands(database, reference) == status
    consents = seen(database, actor, reference).consents
    assert sorted(one.stands for one in consents) == [False, False, True]


def test_a_plan_that_has_ended_is_not_answered(database, marte):
    actor, reference = marte
    with database.transaction() as session:
        session.execute(update(PlanRow).values(status=Status.ENDED))
    with pytest.raises(NotThere):
        answer(database, actor, reference, "plan")


def test_a_withdrawal_ends_sharing_and_links_and_erases_nothing(database, marte, school):
    actor, reference = marte
    share(database, actor, reference, school, "goals", "measures")
    opened = link(database, reference, school)
    assert open_links(database) == [opened]
    before = happened(database)
    do(database, plan_consents.withdraw, actor, reference)
    do(database, plan_consents.withdraw, actor, reference)
    assert since(database, before) == [
        "plan.sharing-ended", "plan.consent-withdrawn", "plan.link-ended",
    ]  # fmt: skip
    mine = seen(database, actor, reference)
    assert mine.status == "withdrawn" and not mine.open
    assert [goal.says("text") for goal in mine.plan.of(Kind.GOAL)] == [CANARY]
    assert [one.withdrawn_by for one in mine.consents] == [actor.id, actor.id]
    assert not any(one.stands for one in mine.consents)
    assert open_links(database) == []


@pytest.mark.parametrize("said", ["no", "coordinator"])
def test_after_it_the_desk_reads_where_it_stands_and_whom_to_call_alone(
    database, marte, school, said
):
    actor, reference = marte
    share(database, actor, reference, school, "goals")
    assert CANARY in repr(seen(database, OFFICER, reference))
    answer(database, actor, reference, said)
    theirs = seen(database, OFFICER, reference)
    assert "Kanari" not in repr(theirs) and "Una Rektor" not in repr(theirs)
    assert school not in repr(theirs)
    assert theirs.person_name == "Marte Solvik" and theirs.coordinator is not None
    with pytest.raises(NoConsent):
        share(database, OFFICER, reference, school, "goals", paper="26/9")


def test_given_again_everything_is_there_again_but_nothing_is_shared(database, marte, school):
    actor, reference = marte
    share(database, actor, reference, school, "goals")
    do(database, plan_consents.withdraw, actor, reference)
    answer(database, actor, reference, "plan")
    assert CANARY in repr(seen(database, OFFICER, reference).plan)
    assert shared(database, actor, reference) == {}


def test_one_consent_to_share_stands_for_each(database, marte, school):
    actor, reference = marte
    before = happened(database)
    share(database, actor, reference, school, "meetings", "goals", "goals", "invented")
    share(database, actor, reference, school, "goals", "meetings")
    assert since(database, before) == ["plan.shared"]
    assert shared(database, actor, reference) == {school: ("goals", "meetings")}
    share(database, actor, reference, school, "measures")
    assert since(database, before) == ["plan.shared", "plan.sharing-ended", "plan.shared"]
    assert shared(database, actor, reference) == {school: ("measures",)}
    share(database, actor, reference, school)
    assert shared(database, actor, reference) == {}


def test_two_who_share_at_once_leave_one_standing(database, marte, school):
    actor, reference = marte
    ways = [("goals",), ("measures",), ("texts",), ("team",)]
    gave = at_once(4, lambda number: share(database, actor, reference, school, *ways[number]))
    assert gave == [None] * 4
    assert len(shared(database, actor, reference)) == 1


def test_a_link_opens_nothing_when_measures_are_no_longer_shared(database, marte, school):
    actor, reference = marte
    share(database, actor, reference, school, "measures")
    opened = link(database, reference, school)
    share(database, actor, reference, school, "measures", "goals")
    assert open_links(database) == [opened]
    share(database, actor, reference, school, "goals")
    assert open_links(database) == []
    again = link(database, reference, school)
    before = happened(database)
    for _twice in range(2):
        do(database, plan_consents.end_sharing, actor, reference, school)
    assert since(database, before) == ["plan.sharing-ended", "plan.link-ended"]
    assert again not in open_links(database) and shared(database, actor, reference) == {}


@pytest.mark.parametrize(
    ("age", "who", "decides"),
    [
        (11, "self", False),
        (11, "parent", True),
        (15, "self", False),
        (15, "parent", True),
        (16, "self", True),
        (16, "parent", False),
    ],
)
def test_before_16_a_parent_answers_and_from_16_the_young_person_alone(
    database, marte, school, age, who, decides
):
    actor, reference = marte
    jon = with_parent(database, reference)
    born(database, reference, TODAY.replace(year=TODAY.year - age))
    asks = actor if who == "self" else jon
    for act in (
        lambda: answer(database, asks, reference, "coordinator"),
        lambda: answer(database, asks, reference, "plan"),
        lambda: share(database, asks, reference, school, "goals"),
        lambda: do(database, plan_consents.withdraw, asks, reference),
    ):
        if decides:
            act()
        else:
            with pytest.raises(NotThere):
                act()


@pytest.mark.parametrize(("age", "holds_back"), [(11, False), (12, True), (15, True)])
def test_from_12_the_child_shares_less_but_not_more(database, marte, school, age, holds_back):
    actor, reference = marte
    jon = with_parent(database, reference)
    born(database, reference, TODAY.replace(year=TODAY.year - age))
    share(database, jon, reference, school, "goals", "texts")
    with pytest.raises(NotThere):
        share(database, actor, reference, school, "goals", "texts", "team")
    if not holds_back:
        for act in (share, lambda *args: do(args[0], plan_consents.end_sharing, *args[1:])):
            with pytest.raises(NotThere):
                act(database, actor, reference, school)
        assert shared(database, jon, reference) == {school: ("goals", "texts")}
        return
    share(database, actor, reference, school, "goals")
    assert shared(database, jon, reference) == {school: ("goals",)}
    do(database, plan_consents.end_sharing, actor, reference, school)
    assert shared(database, jon, reference) == {}


def test_on_paper_the_desk_keeps_the_archives_reference_and_the_day(database, marte, school):
    actor, reference = marte
    do(database, plan_consents.withdraw, actor, reference)
    answer(database, OFFICER, reference, "plan", paper="26/1234-5", given_at=PAPER_DAY)
    share(database, OFFICER, reference, school, "goals", paper="26/1234-6", given_at=PAPER_DAY)
    kept = [one for one in seen(database, actor, reference).consents if one.stands]
    assert {(one.by_paper, one.given_at, one.given_by) for one in kept} == {
        ("26/1234-5", PAPER_DAY, OFFICER.id),
        ("26/1234-6", PAPER_DAY, OFFICER.id),
    }


@pytest.mark.parametrize("paper", [None, "26/1"])
def test_a_paper_is_the_desks_and_nobody_elses(database, marte, school, paper):
    actor, reference = marte
    wrong = OFFICER if paper is None else actor
    do(database, plan_consents.withdraw, actor, reference)
    with pytest.raises(ValueError, match="paper"):
        answer(database, wrong, reference, "plan", paper=paper)
    answer(database, actor, reference, "plan")
    with pytest.raises(ValueError, match="paper"):
        share(database, wrong, reference, school, "goals", paper=paper)


def test_what_one_answers_is_news_to_the_others_and_not_to_oneself(database, marte, school):
    actor, reference = marte
    share(database, actor, reference, school, "goals")
    assert laid_out(database) == [], "alone with the plan there is nobody to tell"
    jon = with_parent(database, reference)
    born(database, reference, TODAY.replace(year=TODAY.year - 9))
    do(database, plan_consents.withdraw, jon, reference)
    assert [(row.template, row.person) for row in laid_out(database)] == [("plan-news", actor.id)]


def test_a_no_may_be_said_to_the_desk_without_paper(database, marte, school):
    actor, reference = marte
    share(database, actor, reference, school, "goals")
    do(database, plan_consents.end_sharing, OFFICER, reference, school)
    do(database, plan_consents.withdraw, OFFICER, reference)
    found = seen(database, actor, reference)
    assert found.status == "withdrawn"
    assert {one.withdrawn_by_kind for one in found.consents} == {"staff"}


def test_who_is_nobody_here_answers_and_shares_nothing(database, marte, school):
    actor, reference = marte
    stranger = citizen(database, BIRGER)
    neighbour = Actor("citizen", actor.id, "4639")
    for who in (stranger, neighbour, COLLEAGUE):
        paper = {"paper": "26/1"} if who.kind == "staff" else {}
        for act in (
            lambda who=who: answer(database, who, reference, "no"),
            lambda who=who: do(database, plan_consents.withdraw, who, reference),
            lambda who=who, paper=paper: share(database, who, reference, school, "goals", **paper),
            lambda who=who: do(database, plan_consents.end_sharing, who, reference, school),
        ):
            with pytest.raises(NotThere):
                act()
    assert stands(database, reference) == "active"


def test_only_a_participant_of_this_plan_is_shared_with(database, marte, school):
    actor, reference = marte
    goal = seen(database, actor, reference).plan.of(Kind.GOAL)[0].id
    for nobody in (goal, "0" * 32, ""):
        with pytest.raises(NotThere):
            share(database, actor, reference, nobody, "goals")
        with pytest.raises(NotThere):
            do(database, plan_consents.end_sharing, actor, reference, nobody)
    do(database, plan_parts.remove, OFFICER, reference, school, based_on=1)
    with pytest.raises(NotThere):
        share(database, actor, reference, school, "goals")


def test_who_was_taken_away_can_still_be_ended(database, marte, school):
    actor, reference = marte
    share(database, actor, reference, school, "goals")
    do(database, plan_parts.remove, OFFICER, reference, school, based_on=1)
    do(database, plan_consents.end_sharing, actor, reference, school)
    assert shared(database, actor, reference) == {}


def test_without_its_event_nothing_is_given_or_withdrawn(database, marte, school, monkeypatch):
    actor, reference = marte
    share(database, actor, reference, school, "goals")

    def refuse(*_args, **_kwargs):
        raise RuntimeError("no event")

    with monkeypatch.context() as patched:
        patched.setattr(plan_consents.events, "append_by", refuse)
        for act in (
            lambda: do(database, plan_consents.withdraw, actor, reference),
            lambda: share(database, actor, reference, school, "texts"),
        ):
            with pytest.raises(RuntimeError):
                act()
    assert stands(database, reference) == "active"
    assert shared(database, actor, reference) == {school: ("goals",)}


def test_no_file_of_the_database_holds_the_papers_reference(database, marte, tmp_path):
    actor, reference = marte
    do(database, plan_consents.withdraw, actor, reference)
    answer(database, OFFICER, reference, "plan", paper="Kanariarkiv 26/1234")
    found = bytes_of(database, tmp_path)
    assert reference.encode() in found, "the search does not see what is there"
    assert not [one for one in spellings("Kanariarkiv 26/1234") if one in found]
