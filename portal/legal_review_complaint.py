"""What a lawyer should look at in the paths for what is wrong: (where, what, how sure), as `legal_review` lists them."""

from datetime import date

from portal.rules import complaint_bodies, complaint_times, complaint_who
from portal.rules.complaint_path import Row
from portal.rules.complaint_table import TABLE

Line = tuple[str, str, str]

PATHS, WAYS = "rules/complaint_table.py TABLE", "rules/complaint_ways.py"
WHO, COURSE = "rules/complaint_who.py LINES", "rules/complaint_course.py"
TIMES = "rules/complaint_times.py"
DOUBT = "IMXPC"
"""The marks, the least sure first: of two the least sure counts."""

RULES: tuple[Line, ...] = (
    (WAYS, "what is unsure counts as a complaint to the municipality, which passes it on", "I"),
    (
        f"{WAYS} for_a_deceased",
        "next of kin of somebody who has died: supervision and sight of the journal",
        "C",
    ),
    (
        f"{WAYS} BY_MATTER",
        "a coordinator is a right by health law only, so that four weeks count whoever refused it",
        "P",
    ),
    (
        f"{WAYS} by_data",
        "the journal and its secrecy are rules of health; outside it the municipality finds the place",
        "I",
    ),
    (f"{TIMES} times_for", "no date is shown without a dated answer", "I"),
    (
        f"{TIMES} times_for",
        "supervision has no time of its own: a regulation by § 7-4 a may set one, none is found",
        "I",
    ),
    (
        "rules/complaint_table.py SIGNED",
        "a login at the high level stands for the signature: pasient- og brukerrettighetsloven § 7-3, "
        "forvaltningsloven §§ 15 a and 32, eForvaltningsforskriften § 4",
        "I",
    ),
    (
        "rules/complaint_table.py SIGNED",
        "only what it is about is required: pasient- og brukerrettighetsloven § 7-3, forvaltningsloven § 32",
        "I",
    ),
    (
        "rules/complaint_steps.py answers",
        "who names nobody else speaks of themself; an answer chosen among one's own cases is a refusal by the municipality, "
        "known on the day it was written",
        "I",
    ),
    (
        f"{WHO} ASSUMED",
        "without a birthday the age is what the person says, and the youngest of it counts",
        "I",
    ),
    (
        f"{WHO} RIGHTS",
        "who may ask about another's personal data is told as for a complaint",
        "I",
    ),
    (
        f"{WHO} years_old",
        "born on 29 February: years are turned on 28 February in other years",
        "I",
    ),
    (
        f"{COURSE} clock",
        "the month is counted from the day anybody in the municipality first had it, also when it is handed over or is seen "
        "to be a complaint later: forvaltningsloven § 11 a",
        "I",
    ),
    (
        f"{COURSE} COMPLAINT_COURSE",
        "reconsidered, and all papers sent on without delay when it is not changed in full: forvaltningsloven § 33",
        "M",
    ),
    (
        f"{COURSE} TOLD",
        "costs are asked for within three weeks of the new answer: forvaltningsloven § 36",
        "M",
    ),
    (
        f"{COURSE} COMPLAINT_COURSE",
        "the office has no step that rejects a complaint: who may not complain is guided, and it stays received: "
        "forvaltningsloven §§ 11 and 33",
        "I",
    ),
    (f"{COURSE} COMPLAINT_COURSE", "changed for the better at any time: forvaltningsloven § 35", "C"),
    (f"{COURSE} may_withdraw", "withdrawn at any time before it is decided", "I"),
    (f"{COURSE} ombud_until", "Sivilombudet within a year of the decision: sivilombudsloven", "P"),
)  # fmt: skip


def rows() -> list[Line]:
    """All of them: the tables of law row by row, and what stands beside them."""
    return [
        *RULES,
        *(line for row in TABLE for line in _path(row)),
        *(_body(held) for line in complaint_bodies.SUCCESSIONS for held in line),
        *(
            (WHO, f"{_who(line)}: {line.law}", least_sure(line.mark))
            for line in (*complaint_who.LINES, complaint_who.JOURNAL_OF_DECEASED)
        ),
        *(
            (f"{TIMES} IN_TIME", f"{rule.way}, {rule.done}: {rule.basis}{_use(rule.valid_from)}", rule.mark)
            for rule in complaint_times.IN_TIME
        ),
        *(_note(one, law) for one, law in complaint_times.LATE_LAW.items()),
        *(_note(one, law) for one, law in complaint_times.NOTE_LAW.items()),
    ]  # fmt: skip


def least_sure(marks: str) -> str:
    """Of «C/I» the I."""
    return min(marks.split("/"), key=DOUBT.index)


def _path(row: Row) -> list[Line]:
    what = f"{row.code} {row.kind} to {row.recipient}: {row.basis}{_use(row.valid_from)}"
    found = [(PATHS, what, least_sure(row.mark))]
    if row.valid_from is not None:
        until = f" to {row.valid_to}" if row.valid_to else ""
        since = f"{row.code}, {row.basis}: in use for days from {row.valid_from}{until}"
        found.append((PATHS, since, row.since_mark))
    return found


def _use(valid_from: date | None) -> str:
    return "" if valid_from else ", adopted, no start date: not in use"


def _body(held: complaint_bodies.Held) -> Line:
    days = f"from {held.since or 'before'} to {held.until or 'now'}"
    return "rules/complaint_bodies.py SUCCESSIONS", f"{held.body} {days}", held.mark


def _who(line: complaint_who.Line) -> str:
    who = ", ".join(sorted(line.who))
    laws = "/".join(sorted(line.laws)) if line.laws else "every law"
    until = f" until {line.until_age}" if line.until_age else ""
    ages = f", from {line.from_age}{until}" if line.from_age or line.until_age else ""
    kin = f" ({', '.join(sorted(line.kin))})" if line.kin else ""
    return f"{who}{kin}{ages} ({laws}): {line.standing}"


def _note(code: str, law_and_marks: str) -> Line:
    law, _colon, marks = law_and_marks.rpartition(": ")
    return f"{TIMES} times_for", f"{code}: {law}", least_sure(marks)
