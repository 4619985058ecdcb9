"""«Ta med deg planen»: as PDF, on paper, as text, and as a file for another system. Each is an event."""

from flask import Response, abort, current_app, g
from flask.typing import ResponseReturnValue

from portal.fhir.export import bundle_bytes
from portal.headers import Cache
from portal.language import LANGUAGES
from portal.pages.access import requires
from portal.pages.plan.frame import blueprint, found, page, today, transaction, unit_of
from portal.plan_document import Document, as_text
from portal.plan_paper import plan_paper
from portal.plan_words import document
from portal.rules.access import Permission
from portal.store import plan_take_out
from portal.store.plan import SeenPlan
from portal.store.plan_take_out import Form


@blueprint.get("/plan/<string:reference>/ta-med")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def take_out(reference: str) -> ResponseReturnValue:
    """What there is to take along, and what each is good for."""
    return page("plan/take_out.html", found(reference))


@blueprint.get("/plan/<string:reference>/planen.pdf")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def as_pdf(reference: str) -> ResponseReturnValue:
    """A tagged PDF."""
    seen = taken(reference, Form.PDF)
    made = plan_paper(
        g.profile,
        told(seen),
        language=g.language,
        spoken=spoken(seen),
        reference=seen.reference,
        day=today(),
        demo=current_app.extensions["settings"].accepts.stand_in_login,
    )
    return file(made, "application/pdf", seen, "pdf", "inline")


@blueprint.get("/plan/<string:reference>/utskrift")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def as_print(reference: str) -> ResponseReturnValue:
    """The whole plan on one page, for the printer."""
    seen = taken(reference, Form.PRINT)
    return page("plan/print.html", seen, document=told(seen), spoken=spoken(seen))


@blueprint.get("/plan/<string:reference>/planen.txt")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def as_plain_text(reference: str) -> ResponseReturnValue:
    """Plain text, to copy into anything."""
    seen = taken(reference, Form.TEXT)
    return file(as_text(told(seen)).encode(), "text/plain", seen, "txt", "inline")


@blueprint.get("/plan/<string:reference>/planen.json")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def as_fhir(reference: str) -> ResponseReturnValue:
    """A FHIR R4 bundle, for another system."""
    seen = taken(reference, Form.FHIR)
    made = bundle_bytes(seen, g.profile, unit_of(seen.unit), current_app.extensions["clock"]())
    return file(made, "application/fhir+json", seen, "json", "attachment")


def taken(reference: str, form: Form) -> SeenPlan:
    """The plan, with the events that it was read and taken along; else the 404."""
    with transaction() as db:
        seen = plan_take_out.take_out(db, g.actor, reference, form)
    return seen or abort(404)


def told(seen: SeenPlan) -> Document:
    """The plan in the words of this page."""
    return document(seen, unit_of(seen.unit), today(), g.language)


def spoken(seen: SeenPlan) -> str:
    """The language people have written the plan in; that of the page when we do not know it."""
    return seen.language if seen.language in LANGUAGES else str(g.language)


def file(
    content: bytes, media_type: str, seen: SeenPlan, ending: str, shown: str
) -> ResponseReturnValue:
    """A file whose name holds the reference and nothing else."""
    answer = Response(content, content_type=f"{media_type}; charset=utf-8")
    if media_type == "application/pdf":
        answer.content_type = media_type
    name = f"planen-{seen.reference}.{ending}"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    return answer
