"""What a plan is made of, and who may write what in it: tables from IP-forskriften §§ 4, 5 and 9 and the house's own design."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.plan import (
    ME,
    SHAPES,
    Draft,
    Goal,
    Kind,
    Measure,
    Meeting,
    Part,
    Plan,
    Progress,
    Sector,
    Topic,
    citizen_may_touch,
    citizen_may_write,
    desk_may_write,
    fault_in,
    living,
)

THEN = datetime(2026, 11, 21, 11, tzinfo=UTC)
DAY = date(2026, 12, 1)
FIRST = {
    Kind.GOAL: "text",
    Kind.MEASURE: "what",
    Kind.PARTICIPANT: "name",
    Kind.TEXT: "text",
    Kind.PERIOD: "from",
    Kind.ROLES: "coordinator",
    Kind.MEETING: "title",
    Kind.POINT: "text",
    Kind.EVALUATION: "text",
    Kind.COMMENT: "text",
}
CODE = {
    Kind.GOAL: Goal.OPEN,
    Kind.MEASURE: Measure.PROPOSED,
    Kind.PARTICIPANT: Sector.NAV,
    Kind.TEXT: Topic.IMPORTANT,
    Kind.MEETING: Meeting.CALLED,
    Kind.POINT: "open",
    Kind.EVALUATION: Progress.CLOSER,
}


def draft(kind, **changes):
    given = {"kind": kind, "words": {FIRST[kind]: "ord"}, "code": CODE.get(kind, "")}
    return Draft(**(given | changes))


def part(kind, part_id=None, *, by="citizen", removed=False, **changes):
    written = {"at": THEN, "by_kind": by, "by": "x", "begun_at": THEN, "begun_by_kind": by}
    given = {"kind": kind, "words": {FIRST[kind]: "ord"}, "code": CODE.get(kind, "")}
    return Part(**(given | written | changes), id=part_id or kind.value, version=1, removed=removed)


PLAN = Plan(tuple(part(kind) for kind in Kind))
NOBODYS_CHILD = {Kind.EVALUATION: "goal", Kind.COMMENT: "goal"}


def test_every_kind_has_a_shape():
    assert set(SHAPES) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_the_least_of_each_kind_is_a_part(kind):
    assert fault_in(draft(kind, parent=NOBODYS_CHILD.get(kind)), PLAN) is None


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", [None, "", " \n"])
def test_without_its_first_words_nothing_is_a_part(kind, text):
    said = {} if text is None else {FIRST[kind]: text}
    assert fault_in(draft(kind, words=said, parent=NOBODYS_CHILD.get(kind)), PLAN) == "words"


@pytest.mark.parametrize("kind", Kind)
def test_words_nobody_asked_for_are_refused(kind):
    said = {FIRST[kind]: "ord", "note": "om noen"}
    assert fault_in(draft(kind, words=said, parent=NOBODYS_CHILD.get(kind)), PLAN) == "words"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.GOAL, ""),
        (Kind.GOAL, "done"),
        (Kind.MEASURE, ""),
        (Kind.MEASURE, "late"),
        (Kind.MEASURE, "not-answered"),
        (Kind.PARTICIPANT, "friend"),
        (Kind.TEXT, ""),
        (Kind.TEXT, "diagnosis"),
        (Kind.PERIOD, "open"),
        (Kind.ROLES, "appointed"),
        (Kind.MEETING, "planned"),
        (Kind.POINT, ""),
        (Kind.COMMENT, "open"),
    ],
)
def test_a_code_of_another_table_is_refused(kind, code):
    assert fault_in(draft(kind, code=code, parent=NOBODYS_CHILD.get(kind)), PLAN) == "code"


HANGS_ON = {
    (Kind.GOAL, Kind.GOAL),
    (Kind.MEASURE, Kind.GOAL),
    (Kind.MEASURE, Kind.MEETING),
    (Kind.POINT, Kind.MEETING),
    (Kind.EVALUATION, Kind.GOAL),
    (Kind.COMMENT, Kind.GOAL),
    (Kind.COMMENT, Kind.MEASURE),
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("parent", Kind)
def test_what_hangs_on_what(kind, parent):
    fault = fault_in(draft(kind, parent=parent.value), PLAN)
    assert fault == (None if (kind, parent) in HANGS_ON else "parent")


@pytest.mark.parametrize("kind", [Kind.EVALUATION, Kind.COMMENT])
def test_a_word_about_nothing_is_refused(kind):
    assert fault_in(draft(kind), PLAN) == "parent"


def test_what_has_been_taken_away_carries_nothing():
    gone = living([part(Kind.GOAL, "gone", removed=True)])
    assert fault_in(draft(Kind.MEASURE, parent="gone"), gone) == "parent"


@pytest.mark.parametrize("kind", Kind)
def test_three_kinds_have_a_date(kind):
    dated = kind in {Kind.MEASURE, Kind.PERIOD, Kind.MEETING}
    fault = fault_in(draft(kind, due_on=DAY, parent=NOBODYS_CHILD.get(kind)), PLAN)
    assert fault == (None if dated else "date")


@pytest.mark.parametrize(
    ("kind", "who", "fault"),
    [
        (Kind.MEASURE, ME, None),
        (Kind.MEASURE, "participant", None),
        (Kind.MEASURE, "goal", "responsible"),
        (Kind.MEASURE, "somebody", "responsible"),
        (Kind.GOAL, ME, "responsible"),
        (Kind.MEETING, ME, "responsible"),
        (Kind.MEETING, "participant", "responsible"),
    ],
)
def test_a_measure_is_the_persons_own_or_a_participants(kind, who, fault):
    assert fault_in(draft(kind, responsible=who), PLAN) == fault


@pytest.mark.parametrize("kind", Kind)
def test_which_kinds_the_person_writes(kind):
    """§ 4: the right to take part. Who takes part, roles, period, meetings and how it went are the coordinator's to write."""
    own = {Kind.GOAL, Kind.MEASURE, Kind.TEXT, Kind.POINT, Kind.COMMENT}
    assert citizen_may_write(draft(kind)) is (kind in own)


@pytest.mark.parametrize("topic", Topic)
def test_the_persons_own_texts(topic):
    theirs = {Topic.BY_SERVICES, Topic.BY_KIN, Topic.COOPERATION}
    assert citizen_may_write(draft(Kind.TEXT, code=topic)) is (topic not in theirs)
    assert citizen_may_touch(part(Kind.TEXT, code=topic)) is (topic not in theirs)


@pytest.mark.parametrize("code", Measure)
@pytest.mark.parametrize("who", [ME, "participant", None])
def test_the_person_says_how_it_goes_with_the_own_and_proposes_to_others(who, code):
    own = who == ME and code in {Measure.PROPOSED, Measure.UNDER_WAY, Measure.DONE}
    wanted = own or code is Measure.PROPOSED
    assert citizen_may_write(draft(Kind.MEASURE, responsible=who, code=code)) is wanted


@pytest.mark.parametrize("code", Measure)
@pytest.mark.parametrize("who", [ME, "participant", None])
def test_what_a_service_has_said_only_the_service_changes(who, code):
    before = part(Kind.MEASURE, responsible=who, code=code)
    proposal = draft(Kind.MEASURE, responsible=ME)
    mine = who == ME or code is Measure.PROPOSED
    assert citizen_may_touch(before) is mine
    assert citizen_may_write(proposal, before) is mine


def test_a_proposal_is_not_the_persons_to_promise():
    """A proposal to a service stays one until the service has answered."""
    before = part(Kind.MEASURE, responsible="participant", code=Measure.PROPOSED)
    promised = draft(Kind.MEASURE, responsible="participant", code=Measure.YES)
    assert not citizen_may_write(promised, before)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("by", ["citizen", "staff", "participant"])
def test_whose_words_are_whose(kind, by):
    """Points and comments belong to who wrote them; the desk leaves those of the person alone."""
    before = part(kind, by=by)
    personal = kind in {Kind.POINT, Kind.COMMENT}
    touch = kind in {Kind.GOAL, Kind.TEXT, Kind.MEASURE} or (personal and by == "citizen")
    assert citizen_may_touch(before) is touch
    assert desk_may_write(before) is not (personal and by == "citizen")


def test_the_desk_may_write_what_is_new():
    assert desk_may_write(None)


class TestAPlan:
    GOAL = part(Kind.GOAL, "g")
    SUB = part(Kind.GOAL, "s", parent="g")
    LOST = part(Kind.GOAL, "l", parent="gone")
    MINE = part(Kind.MEASURE, "m", parent="s", responsible=ME)
    THEIRS = part(Kind.MEASURE, "t", parent="g", responsible="p")
    NOBODYS = part(Kind.MEASURE, "n", parent="gone")
    PLAN = living([GOAL, SUB, LOST, MINE, THEIRS, NOBODYS, part(Kind.GOAL, "gone", removed=True)])

    def test_mine_and_theirs_share_every_measure(self):
        assert self.PLAN.mine == [self.MINE]
        assert self.PLAN.theirs == [self.THEIRS, self.NOBODYS]

    def test_what_hung_on_a_part_that_is_gone_hangs_on_none(self):
        assert self.PLAN.under(None, Kind.GOAL) == [self.GOAL, self.LOST]
        assert self.PLAN.under("g", Kind.GOAL) == [self.SUB]
        assert self.PLAN.under(None, Kind.MEASURE) == [self.NOBODYS]
        assert self.PLAN.under("gone", Kind.MEASURE) == []

    def test_what_is_gone_is_not_found(self):
        assert self.PLAN.one("g") == self.GOAL
        assert self.PLAN.one("gone") is self.PLAN.one(None) is None

    def test_there_is_one_text_for_a_topic(self):
        said = part(Kind.TEXT, "x", code=Topic.NEEDS)
        assert Plan((said,)).text(Topic.NEEDS) == said
        assert Plan((said,)).text(Topic.CHILD) is None

    def test_an_empty_plan_has_no_period_and_no_roles(self):
        assert Plan().period is Plan().roles is None
        assert (PLAN.period.kind, PLAN.roles.kind) == (Kind.PERIOD, Kind.ROLES)

    def test_what_nobody_has_said_is_empty(self):
        assert self.GOAL.says("text") == "ord"
        assert self.GOAL.says("area") == ""
