"""One case, its receipt and its dates."""

from flask import Response, abort, current_app, g, redirect
from flask.typing import ResponseReturnValue

from portal.calendar_file import Day, calendar_file
from portal.forms.case import ANSWERS, DELIVERY
from portal.headers import Cache
from portal.pages.access import door, requires
from portal.pages.addresses import url
from portal.pages.case import words
from portal.pages.case.frame import blueprint, page, today, transaction, unit_of
from portal.pages.case.sent import asker_rows, sent_rows
from portal.pages.pictures import picture_rows
from portal.pages.representation.words import sent_for
from portal.pages.unplaced import hide_place
from portal.rules import case_story
from portal.rules.access import Permission, may
from portal.rules.answers import WITH_COMPLAINT, AnswerKind
from portal.rules.case import Kind, local_day
from portal.rules.complaint_right import ComplaintRight, complaint_right
from portal.rules.delivery_state import steps
from portal.store import case_mine, plan_begin, protected
from portal.store.case_mine_answers import OwnAnswer

NUMBERS = {mark: number for number, mark in enumerate(case_story.Mark, start=1)}


@blueprint.get("/saker/<string:reference>")
@requires(Permission.READ_OWN_CASE, cache=Cache.PERSONAL)
def one(reference: str) -> ResponseReturnValue:
    """All of a case: where it stands, what comes next, what is asked, the answer, what has happened. A complaint has a page of its own."""
    case = found(reference)
    if case.kind == Kind.COMPLAINT:
        return redirect(url("complaint.own", reference=reference), 303)
    told = case_story.story(case.facts, today())
    with transaction() as db:
        plan_reference = plan_begin.of_case(db, g.actor, reference)
    return page(
        "case/one.html",
        case=case,
        plan_reference=plan_reference,
        told=told,
        title=words.title_of(case.wants),
        next=words.next_words(told, told.next_on is not None and told.next_on < today()),
        answers=[(each, right_of(case, each)) for each in reversed(case.answers)],
        answer_kinds=ANSWERS,
        unit=unit_of(case.unit),
        steps=delivery(case),
        history=history(case),
        asker=asker_rows(case),
        sent=sent_rows(case),
        picture_rows=picture_rows("case.picture", case.reference, case.pictures),
        has_dates=bool(case_story.dates(case.facts, today())),
        may_change=changes_here(),
        may_complain=may(g.actor, Permission.COMPLAIN, door()),
        can_write=case_story.may_write(case.facts.status) and changes_here(),
        can_withdraw=case_story.may_withdraw(case.facts),
    )


@blueprint.get("/saker/<string:reference>/kvittering")
@requires(Permission.READ_OWN_RECEIPT, cache=Cache.PERSONAL)
def receipt(reference: str) -> ResponseReturnValue:
    """That it was received, and when. Whoever asked for another sees it for half an hour, and nothing after."""
    with transaction() as db:
        kept = case_mine.receipt(db, g.actor, reference)
    if kept is None:
        abort(404)
    if kept.kind == Kind.COMPLAINT:
        return redirect(url("complaint.receipt", reference=reference), 303)
    done = words.RECEIPTS.get(kept.wants or "", words.OTHER_RECEIPT)
    if kept.basis is None:
        sent = None
    else:
        done, sent = words.OTHER_RECEIPT, sent_for(kept.sent_by or "", kept.about_name, kept.basis)
    return page("case/receipt.html", kept=kept, done=done, sent=sent, unit=unit_of(kept.unit))


@blueprint.get("/saker/<string:reference>/datoer.ics")
@requires(Permission.READ_OWN_CASE, cache=Cache.PERSONAL)
def dates(reference: str) -> ResponseReturnValue:
    """The days worth remembering, as a calendar file that says nothing about anybody."""
    case = found(reference)
    ahead = case_story.dates(case.facts, today())
    if not ahead:
        abort(404)
    home = url("case.mine", _external=True)
    days = [
        Day(f"{case.reference}-{NUMBERS[mark]}", on, str(words.CALENDAR[mark]))
        for mark, on in ahead
    ]
    file = calendar_file(days, address=home, now=current_app.extensions["clock"]())
    answer = Response(file, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="planen-min.ics"'
    return answer


def found(reference: str) -> case_mine.OwnCase:
    """The case, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        case = case_mine.read(db, g.actor, reference)
        if case is not None and protected.in_case(db, g.profile.number, reference):
            hide_place()
    if case is None:
        abort(404)
    return case


def changes_here() -> bool:
    """Whether the reader may write, remind and withdraw: on one's own behalf, and for another with the right to ask."""
    return may(g.actor, Permission.CHANGE_OWN_CASE, door())


def right_of(case: case_mine.OwnCase, answer: OwnAnswer) -> ComplaintRight | None:
    """Where to complain about a refusal, whole or in part, that still stands."""
    if answer.words is None or answer.law is None or answer.kind not in WITH_COMPLAINT:
        return None
    return complaint_right(
        g.profile, unit_of(case.unit).code, answer.law, local_day(answer.made_at)
    )


def delivery(case: case_mine.OwnCase) -> list[tuple[str, object]]:
    """How far it has come inside the municipality."""
    way = steps(case.received_at, case.told_at, case.opened_at, case.taken_at)
    return [(DELIVERY[step.code], step.at) for step in way]


def history(case: case_mine.OwnCase) -> list[dict[str, object]]:
    """What has happened, in words, newest first. A preliminary answer stands with its reason."""
    rows = [
        {"text": words.HISTORY[each.code], "at": each.at, "who": words.YOU if each.mine else None}
        for each in case.happened
    ]
    for answer in case.answers:
        rows += answer_rows(answer)
    return sorted(rows, key=lambda row: row["at"])[::-1]


def answer_rows(answer: OwnAnswer) -> list[dict[str, object]]:
    """An answer in the timeline; one that was taken back is told without what it said."""
    if answer.words is None:
        taken_back = {"text": words.GIVEN["taken-back"], "at": answer.withdrawn_at, "who": None}
        return [
            {"text": words.GIVEN["later-taken-back"], "at": answer.made_at, "who": None},
            taken_back,
        ]
    code = "vacant" if answer.words.vacant else answer.kind
    row: dict[str, object] = {"text": words.GIVEN[code], "at": answer.made_at, "who": None}
    if answer.kind == AnswerKind.PRELIMINARY:
        foreign = answer.language if answer.language != g.language else None
        row |= {"said": answer.words.text, "lang": foreign}
    return [row]
