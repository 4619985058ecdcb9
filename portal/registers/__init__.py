"""Registers outside the house that know who may act for whom: one small interface, one file for each source.

`none` asks nobody, `demo` is the invented town's own, `altinn` is Altinn's authorized parties. The population register
(parental responsibility, guardians, protected address) will be one more file here. A register is asked when somebody has
logged in and by the daily work, never in the middle of a transaction. One that is away, slow or says what we cannot read
stops nobody: the person acts for themself, and what an employee has written down goes on as before.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import Protocol

from portal.config import Settings
from portal.rules.national_number import is_synthetic
from portal.rules.register_answers import Answer, Side

SECONDS_IN_ALL = 5.0
PAUSE = timedelta(seconds=30)
"""How long a register that is down is left alone: meanwhile nobody's login waits for it."""
AT_ONCE = 3  # of the server's eight threads

Ask = Callable[[], Answer | None]


class RegisterAway(Exception):
    """No answer, or none to build on. `reason` is a code for the log: nothing in it is about a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Source(Protocol):
    """A register. Both questions take a national number (11 digits) and raise RegisterAway.

    `name` is kept with each grant it gives: small letters and hyphens.
    """

    name: str

    def whom_one_acts_for(self, number: str) -> Answer:
        """Everybody this person may act for: children, those one is guardian for, those who have given a power of attorney."""

    def who_acts_for(self, number: str) -> Answer | None:
        """Everybody who may act for this person: parents, guardian; None from a source that cannot be asked so."""


class InTime:
    """Any source, with five seconds in all for an answer and few questions at once: more are refused at once.

    One that did not come to answer is left alone for half a minute. `synthetic_people` tells whether the house takes invented
    people and no others; `clock` gives aware moments.
    """

    def __init__(
        self,
        source: Source,
        *,
        synthetic_people: bool,
        clock: Callable[[], datetime],
        seconds: float = SECONDS_IN_ALL,
    ) -> None:
        self.source, self.name, self.seconds = source, source.name, seconds
        self.synthetic_people, self.clock = synthetic_people, clock
        self.slots = BoundedSemaphore(AT_ONCE)
        self.rests_until: datetime | None = None

    def whom_one_acts_for(self, number: str) -> Answer:
        """As the source says it, in time."""
        answer = self._in_time(
            lambda: self._fitting(self.source.whom_one_acts_for(number), number, Side.HOLDER)
        )
        if answer is None:
            raise RegisterAway("nothing")
        return answer

    def who_acts_for(self, number: str) -> Answer | None:
        """As the source says it, in time."""
        return self._in_time(
            lambda: self._fitting(self.source.who_acts_for(number), number, Side.PERSON)
        )

    def _fitting(self, answer: Answer | None, number: str, side: Side) -> Answer | None:
        """The answer, when it is about the one we asked about and of people this house takes. Raises RegisterAway."""
        if answer is None:
            return None
        asked = {one.holder if side is Side.HOLDER else one.person for one in answer.relations} | {
            answer.about
        }
        if asked != {number} or answer.side is not side:
            raise RegisterAway("other-person")
        others = {n for one in answer.relations for n in (one.holder, one.person)}
        if any(is_synthetic(one) != self.synthetic_people for one in others):
            raise RegisterAway("other-people")
        return answer

    def _in_time(self, ask: Ask) -> Answer | None:
        """What came of a question. It is asked in a thread of its own: whoever asks waits no longer than the time in all."""
        if self.rests_until is not None and self.clock() < self.rests_until:
            raise RegisterAway("resting")
        if not self.slots.acquire(blocking=False):
            raise RegisterAway("busy")
        outcomes: SimpleQueue[Answer | Exception | None] = SimpleQueue()
        Thread(target=self._ask, args=(ask, outcomes), daemon=True).start()
        try:
            outcome = outcomes.get(timeout=self.seconds)
        except Empty:
            self.rests_until = self.clock() + PAUSE
            raise RegisterAway("slow") from None
        if isinstance(outcome, RegisterAway):
            raise outcome
        if isinstance(outcome, Exception):  # a fault in a source must not stop a login
            raise RegisterAway(type(outcome).__name__) from None
        return outcome

    def _ask(self, ask: Ask, outcomes: "SimpleQueue[Answer | Exception | None]") -> None:
        try:
            outcomes.put(ask())
        except Exception as error:
            outcomes.put(error)
        finally:
            self.slots.release()


def source_of(settings: Settings, clock: Callable[[], datetime]) -> InTime | None:
    """The register this installation asks, None when it asks none. `clock` gives aware moments in UTC."""
    found: Source | None = None
    if settings.representation_register == "demo":
        from portal.registers.demo import InventedTown

        found = InventedTown(clock)
    elif settings.representation_register == "altinn":
        from portal.registers.altinn import AuthorizedParties

        found = AuthorizedParties(settings, clock)
    if found is None:
        return None
    return InTime(found, synthetic_people=settings.accepts.synthetic_people, clock=clock)
