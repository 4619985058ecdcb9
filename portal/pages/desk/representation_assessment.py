"""(manglende beslutningskompetanse) An assessment of one concrete decision: written down, read, ended."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_representation_more import AssessmentForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk.frame import back_to, blueprint, today, transaction
from portal.pages.desk.representation import page, seen_person, to_person
from portal.pages.desk.representation_new import tell
from portal.rules.access import Permission
from portal.rules.national_number import national_number
from portal.rules.registering import Kin
from portal.rules.representation import Scope
from portal.store import assessments
from portal.store.assessments import NewAssessment, Words
from portal.store.db import DatabaseAway
from portal.store.grants_at_desk import PersonView
from portal.store.grants_registered import Faulty, NotThere, OwnNumber, Protected


@blueprint.get("/ansatt/pa-vegne-av/person/<string:person>/vurdering")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def assessment_new(person: str) -> ResponseReturnValue:
    """The form, empty, with a new one-time key."""
    return show(AssessmentForm(today(), key=new_key()), seen_person(person))


@blueprint.post("/ansatt/pa-vegne-av/person/<string:person>/vurdering")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def assessment_keep(person: str) -> ResponseReturnValue:
    """Write it down, with what the next of kin may then know. Sent twice it is one."""
    form, seen = AssessmentForm(today()), seen_person(person)
    if "show" in request.form:
        return show(form, seen)
    if not form.validate():
        return show(form, seen, 422)
    try:
        with transaction() as db:
            assessments.register(db, g.actor, person, assessed(form), key=form.key.data or "")
    except NotThere:
        abort(404)
    except (Faulty, OwnNumber, Protected) as fault:
        tell(form, fault)
        return show(form, seen, 422)
    except DatabaseAway:
        return show(form, seen, 503, trouble="away")
    return back_to("desk.representation_person", "assessment-registered", person=person)


@blueprint.get("/ansatt/pa-vegne-av/vurdering/<string:assessment>")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def assessment_read(assessment: str) -> ResponseReturnValue:
    """What it says, and the way to end it: with the next of kin's insight."""
    try:
        with transaction() as db:
            seen = assessments.read(db, g.actor, assessment)
    except NotThere:
        abort(404)
    return page("assessment.html", seen=seen, back=to_person(seen.person))


def assessed(form: AssessmentForm) -> NewAssessment:
    """What was typed, as plain values."""
    return NewAssessment(
        words=Words(
            decision=form.decision.data or "",
            assessed_by=form.assessed_by.data or "",
            why=form.why.data or "",
            may_do=form.may_do.data or "",
            kin=Kin(form.kin.data),
            not_told=(form.not_told.data or "") if form.unable.data else "",
        ),
        assessed_on=form.chosen_day,
        until=form.chosen_until or today(),
        scopes=frozenset(Scope(one) for one in form.scopes.data or ()),
        number=national_number(form.number.data or "") or "",
        holder_name=form.name.data or "",
        person_name=form.person_name.data or "",
        language=g.profile.languages[0],
    )


def show(
    form: AssessmentForm, seen: PersonView, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    shown = page(
        "new.html",
        form=form,
        seen=seen,
        heading=_("Registrer en vurdering av beslutningskompetanse"),
        lead=_(
            "Gjelder én bestemt avgjørelse. Den pårørende får innsyn for en tid, aldri rett til å bestemme mer enn det dere har vurdert."
        ),
        back=to_person(seen.id),
        trouble=trouble,
    )
    return shown, status
