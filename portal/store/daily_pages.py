"""What the dated work shares: a municipality on one day, and its cases a page at a time.

Each page is one short transaction of the caller's. The cases of a page are held until the commit, and asked anew whether
the work is still to be done: two who do it at once do each case once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.rules.case import WAITING, Outcome, Status
from portal.rules.events import Code
from portal.rules.municipality import Profile
from portal.store import events, notices
from portal.store.db import now
from portal.store.tables.case import CaseRow

PAGE = 50
DAILY = "daily"


@dataclass(frozen=True)
class Day:
    """A municipality on one day; the public holidays are those of the years around it."""

    profile: Profile
    on: date
    holidays: frozenset[date]

    @property
    def municipality(self) -> str:
        """Its number."""
        return self.profile.number

    @property
    def language(self) -> str:
        """The municipality's own written Norwegian, for messages to its employees."""
        return next((code for code in self.profile.languages if code in {"nb", "nn"}), "nb")


@dataclass(frozen=True)
class Part:
    """What came of one page: how many were acted on, and where the next page begins (None: there is none)."""

    done: int
    last: str | None


# Somebody is owed an answer, or news of a coordinator not yet found. What had its text removed is owed to nobody.
OWED = and_(
    or_(
        CaseRow.status.in_(WAITING),
        and_(
            CaseRow.status == Status.ANSWERED.value,
            CaseRow.outcome == Outcome.COORDINATOR_VACANT.value,
        ),
    ),
    CaseRow.text_removed_at.is_(None),
)


def page_of_cases(
    session: Session, day: Day, after: str, *where: ColumnElement[bool]
) -> Sequence[CaseRow]:
    """The next cases for which this may be to do, held until the commit."""
    return session.scalars(
        select(CaseRow)
        .where(CaseRow.municipality == day.municipality, CaseRow.id > after, *where)
        .order_by(CaseRow.id)
        .limit(PAGE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def part(ids: Sequence[str], done: int) -> Part:
    """What to say of a page with these ids in order."""
    return Part(done, ids[-1] if len(ids) == PAGE else None)


def note(session: Session, day: Day, code: Code, subject: str, touched: str = "") -> None:
    """The event of something the daily work did."""
    events.append(
        session,
        municipality=day.municipality,
        code=code,
        actor_kind="system",
        actor_id=DAILY,
        subject=subject,
        object=touched or subject,
        at=now(session),
    )


def tell(session: Session, day: Day, case: CaseRow, template: str, email: str | None) -> None:
    """An e-mail without content, in the municipality's own language."""
    notices.tell_unit(
        session,
        municipality=day.municipality,
        unit=case.unit,
        case_id=case.id,
        template=template,
        email=email,
        language=day.language,
    )
