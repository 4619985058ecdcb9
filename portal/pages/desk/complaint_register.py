"""Register a complaint that came on paper, by visit or by phone: the same case, clock and receipt."""

from datetime import datetime, time

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_complaint_intake import RegisterComplaintForm
from portal.headers import Cache
from portal.language import OSLO
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.case.frame import unit_mail
from portal.pages.desk.frame import back_to, blueprint, page, today, transaction, unit_name
from portal.rules.access import Permission, Target, may
from portal.rules.case import Channel
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import By
from portal.rules.complaint_path import Code as Path
from portal.store import complaint_registered
from portal.store.complaint_registered import KeyReused, NotThere, Registering
from portal.store.db import DatabaseAway

NOON = time(12)


@blueprint.get("/ansatt/ny-klage")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_register() -> ResponseReturnValue:
    """The form, empty, with a new one-time key."""
    unsure = {"office": By.UNKNOWN.value, "path": Path.FIND.value, "channel": "letter"}
    return show(new_form(key=new_key(), spoken=g.profile.languages[0], **unsure))


@blueprint.post("/ansatt/ny-klage")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def keep_complaint() -> ResponseReturnValue:
    """Keep the complaint and go to it. Sent twice it is one."""
    form = new_form()
    if "show" in request.form:
        return show(form)
    if not form.validate():
        return show(form, 422)
    try:
        with transaction() as db:
            receipt = complaint_registered.register(
                db, g.actor, registering(form), key=form.key.data or "", mail=unit_mail()
            )
    except NotThere:
        form.about.errors = [_("Vi finner ikke saken. Sjekk referansen, eller la feltet stå tomt.")]
        return show(form, 422)
    except KeyReused:
        return show(form, 422, trouble="sent-before")
    except DatabaseAway:
        return show(form, 503, trouble="away")
    return back_to("desk.one_case", "complaint-registered", reference=receipt.reference)


def new_form(**values: str) -> RegisterComplaintForm:
    """The form with the units the employee may write in a complaint for."""
    units = {
        code: unit_name(code)
        for code in g.profile.units
        if may(g.actor, Permission.HANDLE_COMPLAINT, Target(g.profile.number, code))
    }
    return RegisterComplaintForm(today(), units, **values)


def registering(form: RegisterComplaintForm) -> Registering:
    """What was typed, as it is kept. What is not known is «vet ikke»."""
    return Registering(
        complaint=Complaint(
            concerns=form.concerns.data or "",
            name=form.name.data or "",
            language=form.spoken.data,
            who=form.who.data,
            about_name=form.about_name.data or None,
            phone=form.phone.e164 or None,
            address=form.address.data or None,
        ),
        channel=Channel(form.channel.data),
        unit=form.chosen_unit,
        received_at=received_at(form),
        path=Path(form.path.data or Path.FIND),
        office=By(form.office.data or By.UNKNOWN),
        about=form.reference,
        shown=bool(form.shown.data),
    )


def received_at(form: RegisterComplaintForm) -> datetime:
    """The moment it came: now for today, noon for an earlier day. Sent twice it stays the same day."""
    if form.chosen_day == today() and not form.on.data:
        moment: datetime = current_app.extensions["clock"]()
        return moment
    return datetime.combine(form.chosen_day, NOON, OSLO)


def show(
    form: RegisterComplaintForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    heading = _("Registrer en klage")
    return page("desk/complaint/register.html", form=form, heading=heading, trouble=trouble), status
