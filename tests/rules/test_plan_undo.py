"""What stands beside «Angre»: the reader's own last change, for ten minutes, unless another has written since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.plan import ME, Goal, Kind, Measure, Part
from portal.rules.plan_undo import just_done

NOW = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
GOAL = Part(
    id="g", kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil danse"}, version=1,
    at=NOW, by_kind="citizen", by="marte", begun_at=NOW, begun_by_kind="citizen",
)  # fmt: skip
MEASURE = replace(GOAL, id="m", kind=Kind.MEASURE, words={"what": "Dansekurs"})


@pytest.mark.parametrize(
    ("part", "offered"),
    [
        (GOAL, True),
        (replace(GOAL, removed=True), True),
        (replace(GOAL, at=NOW - timedelta(minutes=10)), True),
        (replace(GOAL, at=NOW - timedelta(minutes=10, microseconds=1)), False),
        (replace(GOAL, by="mor"), False),
        (replace(GOAL, by_kind="staff"), False),
        (replace(MEASURE, code=Measure.PROPOSED), True),
        (replace(MEASURE, code=Measure.DONE, responsible=ME), True),
        (replace(MEASURE, code=Measure.YES, responsible="nav"), False),
    ],
)
def test_ones_own_for_ten_minutes(part: Part, offered: bool) -> None:
    assert just_done([part], "marte", NOW) == (part if offered else None)


def test_the_last_of_several() -> None:
    before = replace(GOAL, id="before", at=NOW - timedelta(minutes=2))
    last = replace(GOAL, id="last", at=NOW - timedelta(minutes=1))
    for parts in ([before, last], [last, before]):
        assert just_done(parts, "marte", NOW) == last


def test_nothing_done() -> None:
    assert just_done([], "marte", NOW) is None
