"""«Alt som er lagret om deg»: as a page, on paper, and as a file another system can read (art. 15 and 20)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from flask import Response, abort, current_app, g
from flask.typing import ResponseReturnValue

from portal.everything_paper import everything_paper
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.privacy.everything_document import document, labels
from portal.pages.privacy.frame import blueprint, clock, page, today, transaction
from portal.plan_document import Document
from portal.rules.access import Permission
from portal.rules.municipality import words
from portal.store import take_out
from portal.store.take_out import Everything, Form, Who

FORMAT, VERSION = "planen-min/alt", 1


@blueprint.get("/innsyn/alt", endpoint="all")
@requires(Permission.TAKE_OUT_OWN_DATA, cache=Cache.PERSONAL)
def everything() -> ResponseReturnValue:
    """All of it, to read."""
    return page("everything.html", document=told(taken(Form.PAGE)), spoken=g.language)


@blueprint.get("/innsyn/alt.pdf", endpoint="all_pdf")
@requires(Permission.TAKE_OUT_OWN_DATA, cache=Cache.PERSONAL)
def everything_pdf() -> ResponseReturnValue:
    """A tagged PDF."""
    made = everything_paper(
        g.profile,
        told(taken(Form.PDF)),
        language=g.language,
        day=today(),
        demo=current_app.extensions["settings"].accepts.stand_in_login,
    )
    return file(made, "application/pdf", "pdf")


@blueprint.get("/innsyn/alt.json", endpoint="all_json")
@requires(Permission.TAKE_OUT_OWN_DATA, cache=Cache.PERSONAL)
def everything_json() -> ResponseReturnValue:
    """Every value under the name it has in docs/everything-file.md, with the label of each name."""
    found = taken(Form.JSON)
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": plain(clock()),
        "municipality": {"number": g.profile.number, "name": g.profile.name},
        "language": g.language,
        "left_out": list(found.left_out),
        "labels": labels(),
        "tables": plain(found.tables),
    }
    return file(
        json.dumps(whole, ensure_ascii=False, indent=1).encode(), "application/json", "json"
    )


def told(found: Everything) -> Document:
    """In words, with the names the municipality's units have in this language."""
    units = {code: words(unit.name, g.language)[0] for code, unit in g.profile.units.items()}
    acting = g.citizen.acting
    return document(found, units, acting.person_name if acting else None)


def taken(form: Form) -> Everything:
    """All of it with its event; else the 404."""
    with transaction() as db:
        found = take_out.take_out(db, g.actor, form)
    return found or abort(404)


def plain(value: Any) -> Any:
    """As JSON has it: moments and days in ISO 8601, who it was as kind and name."""
    if isinstance(value, Who):
        return {name: said for name, said in asdict(value).items() if said}
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime | date) else value


def file(content: bytes, media_type: str, ending: str) -> ResponseReturnValue:
    """A file whose name says nothing about anybody."""
    answer = Response(content, content_type=media_type)
    if ending == "json":
        answer.content_type = f"{media_type}; charset=utf-8"
    shown = "attachment" if ending == "json" else "inline"
    answer.headers["Content-Disposition"] = f'{shown}; filename="alt-om-meg.{ending}"'
    return answer
