"""(fra et register) Grants that rest on a register's word: written down, renewed and ended as it answers.

Asked at each login, and by the daily work for children near a birthday. What an employee has written down is never changed
here: where the two differ, it becomes a task at the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules import register_answers as rules
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.register_answers import Answer, Hand, Here, Relation, Side, Step
from portal.rules.registering import Unclear
from portal.rules.representation import TABLE, Basis, Scope, in_force
from portal.store import events, people, protected, representation
from portal.store.db import now
from portal.store.grants_unclear import TEMPLATE as UNCLEAR
from portal.store.grants_unclear import disagree
from portal.store.outbox import HANDLED
from portal.store.representation import NewGrant
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow

KIND = "register"
"""Who has written such a grant down: `offered_by_kind`; `offered_by` is the register's name."""

FOUND_OUT = timedelta(days=180)
"""How long an employee who has found out what was unclear is left in peace about it."""


@dataclass(frozen=True)
class Pair:
    """Who acts (`holder`) and for whom (`person`), by our ids, and on what basis."""

    holder: str
    person: str
    basis: Basis


@dataclass(frozen=True)
class Word:
    """The register's word in one municipality at this moment, and the language of whoever it is asked for."""

    municipality: str
    answer: Answer
    language: str
    at: datetime

    @property
    def today(self) -> date:
        """The date on the wall in Norway."""
        return local_day(self.at)


def renew(session: Session, municipality: str, answer: Answer, *, language: str = "nb") -> None:
    """Let the grants of one person follow what a register says of them, each with its event."""
    _follow(session, Word(municipality, answer, language, now(session)), chosen=False)


def chosen(
    session: Session, municipality: str, told: Relation, source: str, *, language: str = "nb"
) -> str | None:
    """The grant by which somebody acts for whom they have just chosen at the register.

    None when it gives nothing here: taken back, stopped by the desk, or one of the two has a protected address.
    """
    moment = now(session)
    answer = Answer(source, moment, told.holder, Side.HOLDER, frozenset(), (told,))
    word = Word(municipality, answer, language, moment)
    _follow(session, word, chosen=True)
    for pair in _told(session, word):
        row = _ours(_rows(session, word, pair), source)
        return row.id if row else None
    return None


def may_ask_about(session: Session, person: str) -> bool:
    """Whether anything here rests on a register's word for what this person does for others."""
    wanted = select(GrantRow.id).filter_by(holder=person, offered_by_kind=KIND)
    return session.scalars(wanted.where(GrantRow.ended_at.is_(None)).limit(1)).first() is not None


def due(session: Session, actor: Actor, source: str, age: timedelta) -> str | None:
    """The actor's national number, when they act for somebody on this register's word and it is older than `age`."""
    wanted = select(GrantRow.id).filter_by(
        municipality=actor.municipality,
        holder=actor.id,
        person=actor.acting_for,
        offered_by_kind=KIND,
        offered_by=source,
    )
    old = (GrantRow.ended_at.is_(None), GrantRow.checked_at <= now(session) - age)
    if session.scalars(wanted.where(*old).limit(1)).first() is None:
        return None
    return people.number_of(session, actor.id)


def _follow(session: Session, word: Word, *, chosen: bool) -> None:
    told = _told(session, word)
    pairs = list(told) + [one for one in _known(session, word) if one not in told]
    _hold(session, {person for pair in pairs for person in (pair.holder, pair.person)})
    _protect(session, word)
    for pair in pairs:
        relation = told.get(pair)
        rows = _rows(session, word, pair)
        step = _step(session, word, pair, relation, rows, chosen=chosen)
        _take(session, word, pair, relation, step, _ours(rows, word.answer.source))


def _told(session: Session, word: Word) -> dict[Pair, Relation]:
    """What the register says that counts today, by our own ids. Whoever is new to us begins here, whether known or not."""

    def id_of(number: str) -> str:
        return people.find_or_begin(session, word.municipality, number).id

    counting = [one for one in word.answer.relations if rules.counts_on(one, word.today)]
    pairs = {Pair(id_of(one.holder), id_of(one.person), one.basis): one for one in counting}
    return {pair: one for pair, one in pairs.items() if pair.holder != pair.person}


def _known(session: Session, word: Word) -> list[Pair]:
    """Those there are grants between, on the side and the bases the register answers for."""
    about = people.find_or_begin(session, word.municipality, word.answer.about).id
    side = GrantRow.holder if word.answer.side is Side.HOLDER else GrantRow.person
    rows = session.scalars(
        select(GrantRow)
        .where(GrantRow.municipality == word.municipality, side == about)
        .where(GrantRow.ended_at.is_(None), GrantRow.holder.is_not(None))
        .where(GrantRow.basis.in_([one.value for one in word.answer.bases]))
        .order_by(GrantRow.offered_at, GrantRow.id)
    )
    pairs = [Pair(str(row.holder), row.person, Basis(row.basis)) for row in rows]
    return list(dict.fromkeys(pairs))


def _hold(session: Session, concerned: Iterable[str]) -> None:
    """Take turns with another login of the same person: neither writes what the other has just written."""
    ordered = select(PersonRow.id).where(PersonRow.id.in_(set(concerned))).order_by(PersonRow.id)
    session.scalars(ordered.with_for_update()).all()


def _rows(session: Session, word: Word, pair: Pair) -> list[GrantRow]:
    """Every grant there has been between the two on this basis, the last one ended first."""
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=word.municipality, holder=pair.holder, person=pair.person)
        .where(GrantRow.basis == pair.basis.value)
        .order_by(GrantRow.ended_at.desc(), GrantRow.offered_at, GrantRow.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def _step(
    session: Session,
    word: Word,
    pair: Pair,
    told: Relation | None,
    rows: list[GrantRow],
    *,
    chosen: bool,
) -> Step:
    ours = _ours(rows, word.answer.source)
    if protected.among(session, [pair.holder, pair.person]):
        return Step.END if ours else Step.NOTHING
    here = Here(
        ours=ours is not None,
        desk=any(row.offered_by_kind == "staff" for row in rows if _counts(session, word, row)),
        ended_by=_hand(rows, pair),
        in_care=_in_care(session, word, pair),
    )
    return rules.step_for(told, here, chosen=chosen)


def _ours(rows: list[GrantRow], source: str) -> GrantRow | None:
    wrote = (KIND, source)
    living = [row for row in rows if row.ended_at is None]
    return next((r for r in living if (r.offered_by_kind, r.offered_by) == wrote), None)


def _counts(session: Session, word: Word, row: GrantRow) -> bool:
    return in_force(representation.grant_from(session, row), word.at, word.today)


def _hand(rows: list[GrantRow], pair: Pair) -> Hand | None:
    """Whose hand ended the last one that was ended; None for a register's or the calendar's."""
    ended = max((row for row in rows if row.ended_at), key=_ended_at, default=None)
    if ended is None or ended.ended_by_kind not in {"staff", "citizen"}:
        return None
    if ended.ended_by_kind == "staff":
        return Hand.DESK
    return Hand.HOLDER if ended.ended_by == pair.holder else Hand.PERSON


def _ended_at(row: GrantRow) -> datetime:
    if row.ended_at is None:
        raise ValueError("a grant that has not ended")
    return row.ended_at


def _in_care(session: Session, word: Word, pair: Pair) -> bool:
    """Whether somebody else has been given the care of the person."""
    carers = session.scalars(
        select(GrantRow)
        .filter_by(municipality=word.municipality, person=pair.person, basis=Basis.CARER.value)
        .where(GrantRow.holder != pair.holder, GrantRow.ended_at.is_(None))
    )
    return any(_counts(session, word, row) for row in carers)


def _take(
    session: Session,
    word: Word,
    pair: Pair,
    told: Relation | None,
    step: Step,
    ours: GrantRow | None,
) -> None:
    if step is Step.WRITE and told is not None:
        _note(session, word, Code.GRANT_REGISTERED, pair, _write(session, word, pair, told))
    elif step is Step.RENEW and told is not None and ours is not None:
        _note(session, word, _renewed(session, word, told, ours), pair, ours.id)
    elif step is Step.END and ours is not None:
        _set(session, ours, ended_at=word.at, ended_by_kind=KIND, ended_by=word.answer.source)
        _note(session, word, Code.GRANT_ENDED, pair, ours.id)
    elif step is Step.DISAGREE and not _found_out(session, word, pair.person):
        disagree(session, word.municipality, pair.person, Unclear.REGISTER_DIFFERS)


def _write(session: Session, word: Word, pair: Pair, told: Relation) -> str:
    register = Actor(KIND, word.answer.source, word.municipality)
    return representation.write(
        session,
        register,
        NewGrant(
            person=pair.person,
            person_name=told.person_name,
            holder=pair.holder,
            holder_name=told.holder_name,
            basis=told.basis,
            scopes=told.scopes & TABLE[told.basis].scopes,
            since=word.today,
            until=None,
            born=told.born,
            language=word.language,
            accepted=True,
            checked=True,
        ),
    )


def _renewed(session: Session, word: Word, told: Relation, ours: GrantRow) -> Code:
    """What is said now, instead of what was said before; the code of whether that is something else."""
    allowed = told.scopes & TABLE[told.basis].scopes
    scopes = ",".join(one.value for one in Scope if one in allowed)
    changed = scopes != ours.scopes
    _set(session, ours, checked_at=word.at, scopes=scopes)
    return Code.GRANT_CHANGED if changed else Code.GRANT_CHECKED


def _set(session: Session, row: GrantRow, **values: object) -> None:
    """Change a grant that nobody has ended meanwhile."""
    wanted = update(GrantRow).where(GrantRow.id == row.id, GrantRow.ended_at.is_(None))
    session.execute(wanted.values(**values).execution_options(synchronize_session=False))


def _protect(session: Session, word: Word) -> None:
    """Somebody a register says has a protected address has one here from now on. Only an employee lifts it."""
    answer = word.answer
    numbers = {answer.about, *(n for one in answer.relations for n in (one.holder, one.person))}
    for number in sorted(numbers & answer.protected):
        person = people.find_or_begin(session, word.municipality, number).id
        first = session.execute(
            update(PersonRow)
            .where(PersonRow.id == person, PersonRow.protected_at.is_(None))
            .values(protected_at=word.at)
            .returning(PersonRow.id)
            .execution_options(synchronize_session=False)
        ).first()
        if first:
            _event(session, word, Code.PERSON_PROTECTED, person, KIND)


def _found_out(session: Session, word: Word, person: str) -> bool:
    """Whether an employee has found out about this person's register lately."""
    handled = select(OutboxRow.id).filter_by(
        municipality=word.municipality,
        template=UNCLEAR,
        state=HANDLED,
        person=person,
        reason=Unclear.REGISTER_DIFFERS.value,
    )
    lately = handled.where(OutboxRow.ended_at > word.at - FOUND_OUT).limit(1)
    return session.scalars(lately).first() is not None


def _note(session: Session, word: Word, code: Code, pair: Pair, grant: str) -> None:
    _event(session, word, code, pair.person, grant)


def _event(session: Session, word: Word, code: Code, person: str, touched: str) -> None:
    events.append(
        session,
        municipality=word.municipality,
        code=code,
        actor_kind="system",
        actor_id=word.answer.source,
        subject=person,
        object=touched,
        at=word.at,
    )
