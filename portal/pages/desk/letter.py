"""Letters for those who are not digital: an answer on paper, or a few words that ask the person to make contact."""

from datetime import date

from flask import Response, abort, current_app, g
from flask.typing import ResponseReturnValue

from portal import letters
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import local
from portal.letters import Complaint, Letter, Part
from portal.pages.access import requires
from portal.pages.desk import complaint_letter
from portal.pages.desk.answer_letter import answer_parts, heading_of
from portal.pages.desk.answer_preview import right_of, speaking
from portal.pages.desk.frame import blueprint, today, transaction
from portal.pages.unplaced import hide_place, is_hidden, shown_unit
from portal.rules.access import Permission
from portal.rules.answers import EVENTS
from portal.rules.coordinator_request import Request, Whom
from portal.rules.events import Code
from portal.store import case, case_letters, complaint_course, protected
from portal.store.case_answers import Answer
from portal.store.complaint_course import AtDesk

ANSWERED = {code.value for code in EVENTS.values()}


@blueprint.get("/ansatt/sak/<string:reference>/brev")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def letter(reference: str) -> ResponseReturnValue:
    """The letter that fits now: the latest news when it is an answer, else only that there is something."""
    seen, of = read_for_letter(reference)
    answer = latest_answer(seen)
    if of is not None:
        return complaint_pdf(seen, of, answer)
    return answer_pdf(seen, answer) if answer else contact_pdf(seen)


@blueprint.get("/ansatt/sak/<string:reference>/brev/<string:id>")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def answer_letter(reference: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """One answer as a letter; one that is taken back is no letter any more."""
    seen, of = read_for_letter(reference, id)
    if of is not None and not complaint_letter.may_know(of):
        abort(404)
    to = complaint_letter.receiver_of(of) if of else None
    return answer_pdf(seen, next(one for one in seen.answers if one.id == id), to)


def read_for_letter(
    reference: str, answer_id: str | None = None
) -> tuple[case.CaseView, AtDesk | None]:
    """The case, with the complaint it may be and the events that it was read and that a letter was made; else the 404."""
    try:
        with transaction() as db:
            case_letters.made(db, g.actor, reference, answer_id)
            both = complaint_course.with_case(db, g.actor, reference)
            if both is not None and protected.in_case(db, g.profile.number, reference):
                hide_place()
    except (case.NotThere, case.NotAllowed):
        abort(404)
    return both or abort(404)


def latest_answer(seen: case.CaseView) -> Answer | None:
    """The newest answer that stands, unless somebody at the desk has written since."""
    news = [one.code for one in seen.timeline if one.code in {*ANSWERED, Code.CASE_DESK_WROTE}]
    standing = [one for one in seen.answers if one.withdrawn_at is None]
    return standing[-1] if standing and news and news[-1] in ANSWERED else None


def complaint_pdf(seen: case.CaseView, of: AtDesk, answer: Answer | None) -> ResponseReturnValue:
    """To who complained: the latest step, a preliminary answer when that is later, or that it was received."""
    to, step = complaint_letter.receiver_of(of), complaint_letter.told_in(of)
    if answer and complaint_letter.may_know(of) and (step is None or step.at < answer.made_at):
        return answer_pdf(seen, answer, to)
    with speaking(language_of(seen)):
        heading = complaint_letter.heading_of(of, step)
        day = local(step.at).date() if step else today()
        return pdf(seen, day, heading, complaint_letter.parts_of(seen, of, step), receiver=to)


def answer_pdf(
    seen: case.CaseView, answer: Answer, receiver: tuple[str, ...] | None = None
) -> ResponseReturnValue:
    """The answer, with the right to complain when it is a refusal, dated the day it was given."""
    right = right_of(seen, answer)
    unit = shown_unit(g.profile.units.get(seen.unit, g.profile.unit))
    with speaking(language_of(seen)):
        return pdf(
            seen,
            local(answer.made_at).date(),
            heading_of(answer),
            answer_parts(answer, unit),
            Complaint(right, answer.complaint_due) if right and answer.complaint_due else None,
            receiver,
        )


def contact_pdf(seen: case.CaseView) -> ResponseReturnValue:
    """As little as can be said: nothing about what, and nothing about who asked."""
    unit = shown_unit(g.profile.units.get(seen.unit, g.profile.unit))
    phone = unit.phone or g.profile.unit.phone
    address = f"{current_app.extensions['settings'].base_url}/{g.profile.slug}/"
    with speaking(language_of(seen)):
        said = [
            _("Ring oss på telefon %(phone)s.", phone=phone)
            if phone
            else _("Kom innom oss, eller skriv til oss."),
            _("Du kan også logge inn her: %(address)s", address=address),
            _("Av hensyn til personvernet skriver vi ikke mer i dette brevet."),
        ]
        heading = (
            _("Vi vil gjerne snakke med deg")
            if seen.asked.waits
            else _("Det er noe nytt til deg fra oss")
        )
        return pdf(seen, today(), heading, (Part(None, "\n\n".join(said), g.language),))


def pdf(
    seen: case.CaseView,
    day: date,
    heading: str,
    parts: tuple[Part, ...],
    complaint: Complaint | None = None,
    receiver: tuple[str, ...] | None = None,
) -> ResponseReturnValue:
    """The finished letter. Its name holds the reference and nothing else."""
    made = letters.letter(
        g.profile,
        g.language,
        Letter(
            receiver=receiver or receiver_of(seen),
            reference=seen.reference,
            day=day,
            heading=heading,
            parts=parts,
            unit=seen.unit,
            complaint=complaint,
            protected=is_hidden(),
        ),
        demo=current_app.extensions["settings"].accepts.stand_in_login,
    )
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="brev-{seen.reference}.pdf"'
    return answer


def language_of(seen: case.CaseView) -> str:
    """The language of the letter: the citizen's."""
    return seen.asked.language or str(g.profile.languages[0])


def receiver_of(seen: case.CaseView) -> tuple[str, ...]:
    """Name and address, as far as they are known; the 404 when the text is gone and nobody is named.

    What was sent on behalf of somebody goes to who sent it as long as they may follow the person's cases, then to the person.
    """
    if seen.asked.request and not seen.asked.asker_may_know:
        return person_named(seen.asked.request)
    if seen.asked.request:
        return request_receiver(
            seen.asked.request, any(r.role == "parent" for r in seen.asked.readers)
        )
    if seen.wishes:
        return (seen.wishes[-1].wish.name,)
    return abort(404)


def request_receiver(said: Request, parent: bool) -> tuple[str, ...]:
    """Who asked for themself, the parent who may see the case, else the person it is about."""
    if said.whom == Whom.SELF or parent:
        address = lines(said.address)
        written = any(said.postcode in line for line in address) if said.postcode else True
        return (said.name, *address, *(() if written else lines(said.postcode)))
    return person_named(said)


def person_named(said: Request) -> tuple[str, ...]:
    """The person it is about, when another asked."""
    return (said.about_name or "", *lines(said.about_address))


def lines(text: str | None) -> tuple[str, ...]:
    """The lines of an address that hold something."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
