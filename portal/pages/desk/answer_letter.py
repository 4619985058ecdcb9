"""The words of an answer on paper: the same sentences as on the citizen's page, in the language spoken now."""

from flask import g

from portal.forms.case import ANSWERS
from portal.language import date_in_words
from portal.language import gettext as _
from portal.letters import Part
from portal.rules.answers import AnswerKind, AnswerWords
from portal.rules.municipality import Unit
from portal.rules.municipality import words as words_of
from portal.store.case_answers import Answer


def heading_of(answer: Answer) -> str:
    """What the answer is, in a few words."""
    vacant = answer.kind == AnswerKind.COORDINATOR and answer.words.vacant
    return str(ANSWERS["coordinator-vacant" if vacant else answer.kind])


def answer_parts(answer: Answer, unit: Unit) -> tuple[Part, ...]:
    """The parts of the letter: ours in the language spoken now, the municipality's own in theirs."""
    said = answer.words
    match answer.kind:
        case AnswerKind.MORE_WANTED:
            found = [ours(_("Enheten trenger å vite mer før den kan svare:")), theirs(said)]
        case AnswerKind.PRELIMINARY:
            found = preliminary(said)
        case AnswerKind.COORDINATOR:
            found = vacancy(said, unit) if said.vacant else coordinator(said)
        case AnswerKind.IN_PART:
            found = [
                Part(_("Dette sier kommunen ja til"), said.granted or "", said.language),
                theirs(said, _("Dette sier kommunen nei til, og hvorfor")),
            ]
        case _:
            found = [theirs(said, _("Grunnen til at kommunen sier nei"))]
    return tuple(part for part in found if part.text)


def preliminary(said: AnswerWords) -> list[Part]:
    """Why it takes time, and when."""
    found = [ours(_("Svaret tar lengre tid. Dette er grunnen:")), theirs(said)]
    if said.new_day:
        when = date_in_words(said.new_day)
        found.append(ours(_("Kommunen skal svare senest %(date)s.", date=when)))
    return found


def vacancy(said: AnswerWords, unit: Unit) -> list[Part]:
    """Yes, nobody yet, whom to call, and when there is news."""
    phone = unit.phone or g.profile.unit.phone
    name = words_of(unit.name, g.language)[0]
    found = [
        ours(
            _(
                "Retten til koordinator er innvilget. Enheten leter fortsatt etter en som kan ta oppgaven."
            )
        ),
        ours(_("Til da har enheten ansvaret og svarer på spørsmål.")),
        ours(f"{name}: {phone}" if phone else name),
        theirs(said),
    ]
    if said.new_day:
        when = date_in_words(said.new_day)
        found.append(ours(_("Enheten gir beskjed igjen senest %(date)s.", date=when)))
    return found


def coordinator(said: AnswerWords) -> list[Part]:
    """Who it is and how to reach them, a line each."""
    first_day = date_in_words(said.from_day) if said.from_day else None
    rows = [
        (_("Koordinator"), said.coordinator_name),
        (_("Rolle"), said.coordinator_role),
        (_("Telefon"), said.coordinator_phone),
        (_("Fra"), first_day),
        (_("Stedfortreder"), said.deputy_name),
        (_("Telefon til stedfortrederen"), said.deputy_phone),
    ]
    return [ours("\n".join(f"{name}: {value}" for name, value in rows if value)), theirs(said)]


def ours(text: str) -> Part:
    """A sentence of the house."""
    return Part(None, text, g.language)


def theirs(said: AnswerWords, heading: str | None = None) -> Part:
    """What the case officer wrote, in the language it was written in."""
    return Part(heading, said.text, said.language)
