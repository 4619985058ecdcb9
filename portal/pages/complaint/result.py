"""The result of the guide as the page shows it: sentences, and the unit that receives."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.language import current_language, date_in_words
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.pages.complaint import words
from portal.pages.complaint.words_bodies import (
    ANSWERS,
    ASKED_FIRST,
    BODIES,
    DECIDES,
    IN_DOUBT,
    PASSED_ON,
    PLACE_DECIDES,
    SEND_TO,
)
from portal.public_holidays import holidays_around
from portal.rules import municipality
from portal.rules.complaint_answers import Answers
from portal.rules.complaint_bodies import Body, receiver
from portal.rules.complaint_guide import Found, path_for
from portal.rules.complaint_path import Code, Helper, Kind, Row, helpers
from portal.rules.complaint_times import Say, Times, Way, in_time, times_for
from portal.rules.complaint_who import Line, line_of
from portal.rules.deadlines import NoRule
from portal.rules.municipality import Profile, Unit

OMBUD = frozenset({Helper.OMBUD, Helper.OMBUD_IF_HEALTH})
WEEKDAYS = (
    _l("Send senest mandag %(date)s."),
    _l("Send senest tirsdag %(date)s."),
    _l("Send senest onsdag %(date)s."),
    _l("Send senest torsdag %(date)s."),
    _l("Send senest fredag %(date)s."),
)
"""By the weekday of the last day: it is never a Saturday or a Sunday."""


@dataclass(frozen=True)
class Help:
    """Who can help, in a sentence, with the number when it is known. The phone of the ombud that is not given is said in words."""

    says: str
    phone: str | None
    is_ombud: bool


@dataclass(frozen=True)
class Result:
    """What was found, in the order of the page."""

    title: str
    what: str
    by_when: tuple[str, ...]
    late: tuple[str, ...]
    time_notes: tuple[str, ...]
    send_to: tuple[str, ...]
    unit: Unit
    decides: str
    after: tuple[str, ...]
    how: tuple[str, ...]
    who: tuple[str, ...]
    helps: tuple[Help, ...]
    also: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]
    law: tuple[str, ...]


def result_of(answers: Answers, today: date, profile: Profile) -> Result:
    """What the answers lead to on that day, in the language of the page."""
    found = path_for(answers, today)
    row = found.main
    told_on = found.answers.told_on
    times = times_for(row, told_on, today, holidays_around(told_on or today))
    line = line_of(found, today)
    to = receiver(profile, row.recipient)
    return Result(
        title=said(words.TITLES[row.code]),
        what=said(words.WHAT[row.code]),
        by_when=by_when(times, today),
        late=tuple(said(words.LATE[each]) for each in times.late),
        time_notes=tuple(said(words.NOTES[each]) for each in times.notes),
        send_to=send_to(row, name_of(to.unit), to.passes_on_to),
        unit=to.unit,
        decides=decides(row),
        after=tuple(capital(said(BODIES[each])) for each in row.after),
        how=tuple(said(words.FORMS[each]) for each in row.form),
        who=who_may(line),
        helps=helps(row, profile),
        also=tuple(said(words.ALSO[each]) for each in row.also),
        beside=tuple(
            (said(words.TITLES[each.code]), said(words.WHAT[each.code])) for each in found.beside
        ),
        law=basis(found, times, line),
    )


def said(sentence: Any, **values: object) -> str:
    """A sentence of the tables in the language of the page."""
    text = str(sentence)
    return text % values if values else text


def name_of(unit: Unit) -> str:
    """The unit by its name."""
    return municipality.words(unit.name, current_language())[0]


def capital(text: str) -> str:
    """As it begins a sentence."""
    return text[:1].upper() + text[1:]


def by_when(times: Times, today: date) -> tuple[str, ...]:
    """By when to send it: the date when there is one, never that it is too late."""
    match times.say:
        case Say.NOW:
            return (_("Du kan klage nå."),)
        case Say.IN_LETTER:
            return (_("Fristen står i svaret du fikk."),)
        case Say.NO_TIME:
            return (_("Det er ingen frist."),)
        case _other:
            return (*dates(times, today), *(() if times.late else posted(today)))


def dates(times: Times, today: date) -> tuple[str, ...]:
    """The last day; two when nobody knows yet which law it is. What has passed is received all the same."""
    first, *longer = (each.due for each in times.deadlines)
    ahead = [each for each in longer if each >= today]
    more = [_("Det kan hende fristen er %(date)s.", date=date_in_words(each)) for each in ahead]
    if times.late:
        was = _("Fristen var %(date)s. Send det likevel.", date=date_in_words(first))
        return (was, *more, _("Det blir tatt imot."))
    return (said(WEEKDAYS[first.weekday()], date=date_in_words(first)), *more)


def posted(today: date) -> tuple[str, ...]:
    """When a letter is in time, by the rule of that day."""
    try:
        return (said(words.IN_TIME[in_time(Way.PAPER, today).done]),)
    except NoRule:
        return ()


def send_to(row: Row, unit: str, passed_on_to: Body | None) -> tuple[str, ...]:
    """Whom to send it to, and that the municipality passes it on."""
    first = said(SEND_TO[row.recipient], unit=unit)
    if passed_on_to is None:
        return (first,)
    return first, said(PASSED_ON, unit=unit, body=said(BODIES[passed_on_to]))


def decides(row: Row) -> str:
    """Who decides it in the end, or answers it."""
    if row.code is Code.FIND:
        return said(PLACE_DECIDES)
    if row.decider is None:
        return said(ANSWERS)
    body = said(BODIES[row.decider])
    if row.decider is row.recipient or row.kind is Kind.QUESTION:
        return said(DECIDES, body=capital(body))
    return said(ASKED_FIRST if row.kind is Kind.COMPLAINT else IN_DOUBT, body=body)


def who_may(line: Line) -> tuple[str, ...]:
    """Who may send it, what to bring, and what helps. Nobody is turned away."""
    bring = (said(words.BRING[line.bring]),) if line.bring else ()
    return (
        said(words.STANDINGS[line.standing]),
        *bring,
        *(said(words.GUIDES[g]) for g in line.guide),
    )


def helps(row: Row, profile: Profile) -> tuple[Help, ...]:
    """Who can help, those one can ring with their number."""
    unit, national = profile.unit, profile.national
    ombud, _lang = municipality.words(national.ombud_name, current_language())
    found = []
    for each in helpers(row):
        is_ombud = each in OMBUD
        phone = national.ombud_phone if is_ombud else unit.phone if each is Helper.OFFICE else None
        sentence = said(words.HELPERS[each], unit=name_of(unit), ombud=ombud)
        found.append(Help(capital(sentence), phone, is_ombud))
    return tuple(found)


def basis(found: Found, times: Times, line: Line) -> tuple[str, ...]:
    """Where it stands: the path, the time, and who may."""
    all_of = (found.main.basis, *(each.basis for each in times.deadlines), line.law)
    return tuple(dict.fromkeys(all_of))
