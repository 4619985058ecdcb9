"""(klagens gang) What happens to a complaint once it is received: its states, the one-month clock, and the way on.

The office that decided reconsiders; a full yes ends it, anything less goes to the County Governor with all papers without delay
(forvaltningsloven § 33, pasient- og brukerrettighetsloven § 7-2). The clock is forvaltningsloven § 11 a: it starts when the
municipality first received it, and goes on whoever inside gets it next, and whenever somebody sees that it is a complaint (I).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.case import Status
from portal.rules.case_story import REMIND_AGAIN_AFTER, Reminder
from portal.rules.complaint_path import Kind
from portal.rules.deadlines import answer_due, days_left, months_after


class State(StrEnum):
    """Hvor klagen står: (mottatt, vurderes på nytt, endret helt, endret delvis, opprettholdt, sendt til Statsforvalteren, avgjort der,
    sendt videre til rett sted, besvart, trukket). Answered is for what is no complaint.
    """

    RECEIVED = "received"
    RECONSIDERING = "reconsidering"
    CHANGED_FULLY = "changed-fully"
    CHANGED_PARTLY = "changed-partly"
    KEPT = "kept"
    FORWARDED = "forwarded"
    DECIDED = "decided-elsewhere"
    SENT_ON = "sent-on"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """Hva Statsforvalteren kom til: (medhold, delvis medhold, ikke medhold, opphevet og sendt tilbake, avvist)."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly-upheld"
    NOT_UPHELD = "not-upheld"
    SENT_BACK = "sent-back"
    REJECTED = "rejected"


RECEIVED, RECONSIDERING, KEPT = State.RECEIVED, State.RECONSIDERING, State.KEPT
FULLY, PARTLY, FORWARDED = State.CHANGED_FULLY, State.CHANGED_PARTLY, State.FORWARDED
WITHDRAWN = State.WITHDRAWN

OWED = frozenset({RECEIVED, RECONSIDERING})
"""The office still owes an answer: the clock runs."""

TO_FORWARD = frozenset({KEPT, PARTLY})
"""All papers are to go to the County Governor without delay: no number of days stands in the law."""

COMPLAINT_COURSE: dict[State, tuple[State, ...]] = {
    RECEIVED: (RECONSIDERING, FULLY, PARTLY, KEPT, State.SENT_ON, WITHDRAWN),
    RECONSIDERING: (FULLY, PARTLY, KEPT, State.SENT_ON, WITHDRAWN),
    PARTLY: (FORWARDED, FULLY, WITHDRAWN),
    KEPT: (FORWARDED, FULLY, PARTLY, WITHDRAWN),
    # § 35: the office may change its own answer for the better at any time, also while another decides.
    FORWARDED: (State.DECIDED, FULLY, WITHDRAWN),
    # What is set aside is decided anew here.
    State.DECIDED: (RECONSIDERING,),
    State.SENT_ON: (State.DECIDED, WITHDRAWN),
    FULLY: (),
    WITHDRAWN: (),
}
"""Which state may follow which, for a complaint."""

OTHER_COURSE: dict[State, tuple[State, ...]] = {
    RECEIVED: (State.ANSWERED, State.SENT_ON, WITHDRAWN),
    State.SENT_ON: (State.DECIDED, WITHDRAWN),
    State.DECIDED: (),
    State.ANSWERED: (),
    WITHDRAWN: (),
}
"""For supervision, alerts, personal data and what is asked of an office: answered, or sent where it belongs."""


def may_follow(kind: Kind, state: State, outcome: Outcome | None = None) -> tuple[State, ...]:
    """(neste steg) What may come after. A complaint that is decided comes back only when it was set aside."""
    if kind is not Kind.COMPLAINT:
        return OTHER_COURSE.get(state, ())
    if state is State.DECIDED and outcome is not Outcome.SENT_BACK:
        return ()
    return COMPLAINT_COURSE.get(state, ())


def may_become_complaint(kind: Kind, state: State) -> bool:
    """(kan dette være en klage?) Whether it can still be treated as one: all that is not one, and not taken back. The clock is the same."""
    return kind is not Kind.COMPLAINT and state is not WITHDRAWN


def may_withdraw(state: State) -> bool:
    """(trekke klagen) At any time before it is decided (I)."""
    return state in OWED | TO_FORWARD | {FORWARDED, State.SENT_ON}


def may_add(state: State) -> bool:
    """(legge til) As long as somebody is still to decide."""
    return may_withdraw(state)


STATUS = {
    RECEIVED: Status.RECEIVED,
    RECONSIDERING: Status.TAKEN,
    PARTLY: Status.TAKEN,
    KEPT: Status.TAKEN,
    FULLY: Status.ANSWERED,
    FORWARDED: Status.ANSWERED,
    State.SENT_ON: Status.ANSWERED,
    State.DECIDED: Status.ANSWERED,
    State.ANSWERED: Status.ANSWERED,
    WITHDRAWN: Status.CLOSED,
}
"""The state of the case behind it: what the municipality still owes stays open until all papers are sent."""


@dataclass(frozen=True)
class Facts:
    """What the course is made of. `received_on` is the first day anybody in the municipality had it, whichever unit has it now; of
    one that was set aside and sent back, the day it came back.

    `new_date` is that of a preliminary answer; `decided_on` the day the complaint was decided elsewhere.
    """

    kind: Kind
    state: State
    received_on: date
    new_date: date | None = None
    reminded_on: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """(måneden) The day an answer is due, the days left (negative when it has passed), and whether it is still owed."""

    due: date
    left: int
    owed: bool

    @property
    def passed(self) -> bool:
        """Whether the day has gone without an answer. The day itself is in time."""
        return self.owed and self.left < 0


def clock(facts: Facts, today: date) -> Clock:
    """(foreløpig svar) Forvaltningsloven § 11 a: a month from when it was received, or the date of a preliminary answer."""
    due = facts.new_date or answer_due(facts.received_on)
    return Clock(due, days_left(due, today), facts.state in OWED | TO_FORWARD)


def forward_now(state: State) -> bool:
    """(sende videre uten opphold) Whether all papers are to go to the County Governor at once."""
    return state in TO_FORWARD


def reminder(facts: Facts, today: date) -> Reminder:
    """(purring) One press when the day has passed; again after seven days. A reminder of the month says nothing of a new date."""
    now = clock(facts, today)
    if not now.passed:
        return Reminder.NOT_YET
    reminded = facts.reminded_on
    if reminded and reminded > now.due and today < reminded + REMIND_AGAIN_AFTER:
        return Reminder.DONE
    return Reminder.NOW


class WayOn(StrEnum):
    """Veien videre: (purre, be Statsforvalteren om veiledning, Sivilombudet etter purring, Sivilombudet etter avgjørelsen, domstolene)."""

    REMIND = "remind"
    COUNTY_GOVERNOR = "county-governor"
    OMBUD_AFTER_REMINDER = "ombud-after-reminder"
    OMBUD_WITHIN_YEAR = "ombud-within-year"
    COURT = "court"


OMBUD_WITHIN_MONTHS = 12


def ombud_until(decided_on: date) -> date:
    """(Sivilombudet) The last day to complain there: a year after the decision (sivilombudsloven; C/P)."""
    return months_after(decided_on, OMBUD_WITHIN_MONTHS)


def ways_on(facts: Facts, today: date) -> tuple[WayOn, ...]:
    """What one can do now. Sivilombudet takes a case that is pending only after a written reminder."""
    if clock(facts, today).passed:
        reminded = facts.reminded_on is not None
        ombud = (WayOn.OMBUD_AFTER_REMINDER,) if reminded else ()
        press = () if reminder(facts, today) is Reminder.DONE else (WayOn.REMIND,)
        return (*press, WayOn.COUNTY_GOVERNOR, *ombud)
    decided = facts.kind is Kind.COMPLAINT and facts.state is State.DECIDED
    if not decided or facts.decided_on is None:
        return ()
    within = today <= ombud_until(facts.decided_on)
    return (WayOn.OMBUD_WITHIN_YEAR, WayOn.COURT) if within else (WayOn.COURT,)


class Tell(StrEnum):
    """What the person is told: of each step a content-free notice, and here in words."""

    RECEIPT = "receipt"
    ANSWER_BY = "answer-by"
    HANDED_OVER = "handed-over"
    PRELIMINARY = "preliminary"
    IS_COMPLAINT = "is-complaint"
    RECONSIDERING = "reconsidering"
    CHANGED_FULLY = "changed-fully"
    CHANGED_PARTLY = "changed-partly"
    KEPT = "kept"
    WILL_BE_FORWARDED = "will-be-forwarded"
    COSTS_IF_CHANGED = "costs-if-changed"
    FORWARDED = "forwarded"
    MAY_ADD = "may-add"
    DECIDED = "decided"
    FINAL = "final"
    SENT_ON = "sent-on"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    MAY_COMPLAIN_AGAIN = "may-complain-again"


TOLD: dict[State, tuple[Tell, ...]] = {
    RECEIVED: (Tell.RECEIPT, Tell.ANSWER_BY, Tell.MAY_ADD),
    RECONSIDERING: (Tell.RECONSIDERING, Tell.ANSWER_BY),
    FULLY: (Tell.CHANGED_FULLY, Tell.COSTS_IF_CHANGED),
    PARTLY: (Tell.CHANGED_PARTLY, Tell.COSTS_IF_CHANGED, Tell.WILL_BE_FORWARDED),
    KEPT: (Tell.KEPT, Tell.WILL_BE_FORWARDED),
    FORWARDED: (Tell.FORWARDED, Tell.MAY_ADD),
    State.DECIDED: (Tell.DECIDED, Tell.FINAL),
    State.SENT_ON: (Tell.SENT_ON, Tell.MAY_ADD),
    State.ANSWERED: (Tell.ANSWERED,),
    WITHDRAWN: (Tell.WITHDRAWN, Tell.MAY_COMPLAIN_AGAIN),
}
"""What is told at each step. Handed over, a preliminary answer and «this is a complaint» are told when they happen, in any state."""
