"""The invented town's own register: parents and guardians of people who do not exist."""

from collections.abc import Callable
from datetime import datetime

from portal.dev_idporten.guardians import PROTECTED, RELATIONS
from portal.rules.register_answers import Answer, Relation, Side
from portal.rules.representation import Basis

BASES = frozenset({Basis.PARENT, Basis.GUARDIAN})


class InventedTown:
    """Knows both ways: whose parent or guardian somebody is, and who somebody's are."""

    name = "demo"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock

    def whom_one_acts_for(self, number: str) -> Answer:
        """Children and those one is guardian for."""
        theirs = tuple(one for one in RELATIONS if one.holder == number)
        return self._answer(number, Side.HOLDER, theirs)

    def who_acts_for(self, number: str) -> Answer:
        """Parents and guardian."""
        theirs = tuple(one for one in RELATIONS if one.person == number)
        return self._answer(number, Side.PERSON, theirs)

    def _answer(self, number: str, side: Side, relations: tuple[Relation, ...]) -> Answer:
        return Answer(self.name, self.clock(), number, side, BASES, relations, PROTECTED)
