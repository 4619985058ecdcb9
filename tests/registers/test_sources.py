"""Which register an installation asks, what is demanded of any of them, and what the invented town's own says."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event, Semaphore, Thread
from typing import Any

import pytest

from portal.config import Mode
from portal.dev_idporten.citizens import NUMBERS
from portal.registers import AT_ONCE, PAUSE, InTime, RegisterAway, source_of
from portal.rules.register_answers import Answer, Relation, Side
from portal.rules.representation import ALL, MAY_BE_GIVEN, Basis
from tests.conftest import NOW, Clock, settings_for

JON, MARIA, TORUNN, INGOLF = (
    NUMBERS[f"innbygger-{one}"] for one in ("jon", "maria", "torunn", "ingolf")
)
ELINE, VILDE, LIVING = "11841753919", NUMBERS["innbygger-vilde"], "02123824201"


def relation(holder: str = JON, person: str = ELINE) -> Relation:
    return Relation(holder, person, Basis.PARENT, ALL, "Kanari", None, date(2017, 4, 11))


class Says:
    """A register that answers whatever it is told to."""

    name = "says"

    def __init__(self, answer: Callable[[], Any]) -> None:
        self.answer = answer

    def whom_one_acts_for(self, number: str) -> Any:
        return self.answer()

    def who_acts_for(self, number: str) -> Any:
        return self.answer()


def says(*relations: Relation, about: str = JON, side: Side = Side.HOLDER) -> Says:
    whole = Answer("says", NOW, about, side, frozenset({Basis.PARENT}), relations)
    return Says(lambda: whole)


def in_time(source: Says, **more: Any) -> InTime:
    return InTime(source, **({"synthetic_people": True, "clock": lambda: NOW} | more))


def test_a_whole_answer_is_given_on() -> None:
    assert in_time(says(relation())).whom_one_acts_for(JON).relations == (relation(),)
    about = says(relation(), relation(MARIA), about=ELINE, side=Side.PERSON)
    assert len(in_time(about).who_acts_for(ELINE).relations) == 2


LIES = {
    "about another": says(relation(), about=MARIA),
    "about the other of the two": says(relation(), about=JON, side=Side.PERSON),
    "somebody else's child": says(relation(), relation(MARIA)),
    "a living person": says(relation(person=LIVING)),
    "nothing at all": Says(lambda: None),
    "a fault": Says(lambda: 1 / 0),
    "another kind of thing": Says(lambda: "Kanari"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_anything_else_is_no_answer(lie: Says) -> None:
    with pytest.raises(RegisterAway) as away:
        in_time(lie).whom_one_acts_for(JON)
    assert "Kanari" not in str(away.value)


def test_an_invented_person_is_nobody_in_production() -> None:
    with pytest.raises(RegisterAway, match="other-people"):
        in_time(says(relation()), synthetic_people=False).whom_one_acts_for(JON)


def test_few_are_asked_at_once_and_the_rest_are_refused_at_once() -> None:
    gate, begun = Event(), Semaphore(0)
    source = in_time(Says(lambda: begun.release() or gate.wait(10)), seconds=10)

    def ask() -> None:
        with pytest.raises(RegisterAway):
            source.whom_one_acts_for(JON)

    threads = [Thread(target=ask) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
        assert begun.acquire(timeout=10)
    with pytest.raises(RegisterAway, match="busy"):
        source.whom_one_acts_for(JON)
    gate.set()
    for thread in threads:
        thread.join()


def test_a_slow_one_holds_its_place_until_it_is_done() -> None:
    gate, clock = Event(), Clock()
    source = in_time(Says(lambda: gate.wait(10)), seconds=0.05, clock=clock)
    for _ in range(AT_ONCE):
        with pytest.raises(RegisterAway, match="slow"):
            source.whom_one_acts_for(JON)
        clock.now += PAUSE
    with pytest.raises(RegisterAway, match="busy"):
        source.whom_one_acts_for(JON)
    gate.set()


def test_a_slow_one_is_left_alone_for_half_a_minute() -> None:
    gate, clock, asked = Event(), Clock(), []
    source = in_time(Says(lambda: asked.append(1) or gate.wait(10)), seconds=0.05, clock=clock)
    with pytest.raises(RegisterAway, match="slow"):
        source.whom_one_acts_for(JON)
    clock.now += timedelta(seconds=29)
    with pytest.raises(RegisterAway, match="resting"):
        source.whom_one_acts_for(JON)
    assert len(asked) == 1
    clock.now += timedelta(seconds=1)
    source.source = says(relation())
    assert source.whom_one_acts_for(JON).relations
    gate.set()


def test_nobody_is_asked_where_nothing_is_set(tmp_path: Any, clock: Clock) -> None:
    assert source_of(settings_for(tmp_path), clock) is None


class TestTheInventedTown:
    @pytest.fixture
    def town(self, tmp_path: Any, clock: Clock) -> InTime:
        settings = settings_for(tmp_path, mode=Mode.DEMO, representation_register="demo")
        found = source_of(settings, clock)
        assert found is not None
        return found

    def test_knows_parents_both_ways(self, town: InTime) -> None:
        (child,) = town.whom_one_acts_for(JON).relations
        assert (child.person, child.basis, child.born) == (ELINE, Basis.PARENT, date(2017, 4, 11))
        parents = {one.holder for one in town.who_acts_for(ELINE).relations}
        assert parents == {JON, MARIA}

    @pytest.mark.parametrize(
        ("child", "parent", "born"),
        [("ask", "hilde", date(2014, 3, 8)), ("sara", "tor", date(2009, 11, 20))],
    )
    def test_knows_the_parents_of_the_young(
        self, town: InTime, child: str, parent: str, born: date
    ) -> None:
        """One of 12 and one of 17 on the demo's day: what the parents may do follows from the birthday."""
        number, holder = NUMBERS[f"innbygger-{child}"], NUMBERS[f"innbygger-{parent}"]
        (one,) = town.whom_one_acts_for(holder).relations
        assert (one.person, one.basis, one.born) == (number, Basis.PARENT, born)
        assert [each.holder for each in town.who_acts_for(number).relations] == [holder]

    def test_knows_guardians_in_personal_matters_alone(self, town: InTime) -> None:
        """Torunn is guardian for Konstanse in money matters too: that gives nothing here."""
        (ward,) = town.whom_one_acts_for(TORUNN).relations
        assert (ward.person, ward.basis, ward.scopes) == (INGOLF, Basis.GUARDIAN, MAY_BE_GIVEN)

    def test_knows_whose_address_is_protected(self, town: InTime) -> None:
        assert town.whom_one_acts_for(VILDE).protected == {VILDE}

    def test_most_people_act_for_nobody(self, town: InTime) -> None:
        assert town.whom_one_acts_for(INGOLF).relations == ()
