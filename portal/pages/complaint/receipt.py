"""The receipt of a complaint, and the whole of it as a file to keep. Of another one sees both for half an hour."""

from flask import Response, abort, current_app, g
from flask.typing import ResponseReturnValue

from portal.complaint_copy import Copy, File, complaint_copy
from portal.complaint_labels import TITLES
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.case.frame import page, transaction, unit_of
from portal.pages.complaint import own_words as words
from portal.pages.complaint import said
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.result import decides
from portal.pages.unplaced import hide_place
from portal.rules.access import Permission
from portal.rules.case import local_day
from portal.rules.complaint_path import Code, Kind
from portal.rules.complaint_table import row_on
from portal.rules.complaint_who import Standing
from portal.store import complaint_receipt, protected
from portal.store.complaint_receipt import Sent

FILE = "kopi.pdf"


@blueprint.get("/saker/<string:reference>/klagen/kvittering")
@requires(Permission.READ_OWN_COMPLAINT, cache=Cache.PERSONAL)
def receipt(reference: str) -> ResponseReturnValue:
    """That it was received and when, what happens next, and a copy of all that was sent."""
    sent = found(reference)
    return page(
        "complaint/receipt.html",
        sent=sent,
        done=done(sent),
        decides=decides(row_on(Code(sent.path), local_day(sent.received_at))),
        standing=words.STANDINGS.get(Standing(sent.standing)),
        unit=unit_of(sent.unit),
        rows=said.rows_of(sent.words),
        files=said.file_rows(sent.files, sent.reference, opens=sent.sees_after),
        known=said.guide_rows(sent.office, sent.told_on),
        reference=sent.reference,
    )


@blueprint.get("/saker/<string:reference>/klagen.pdf")
@requires(Permission.READ_OWN_COMPLAINT, cache=Cache.PERSONAL)
def copy(reference: str) -> ResponseReturnValue:
    """All that was sent, as a file. The name of the file says nothing about anybody."""
    sent = found(reference)
    if sent.words is None:
        abort(404)
    file = complaint_copy(
        Copy(
            title=str(TITLES[sent.kind]),
            municipality=g.profile.name,
            reference=sent.reference,
            received_at=sent.received_at,
            rows=[*said.printed_rows(sent.words), *said.guide_rows(sent.office, sent.told_on)],
            files=files_of(sent),
        ),
        g.language,
        demo=current_app.extensions["settings"].accepts.stand_in_login,
    )
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer


def done(sent: Sent) -> str:
    """What it was kept as."""
    if sent.kind is Kind.COMPLAINT:
        return str(words.RECEIPT)
    return str(words.OTHER_RECEIPT) % {"title": TITLES[sent.kind]}


def files_of(sent: Sent) -> list[File]:
    """The files by name, each with what tells whether another copy of it is the same."""
    return [
        File(
            said.name_of(one, number),
            said.size_in_words(one.size),
            one.digest.hex() if one.digest else None,
        )
        for number, one in enumerate(sent.files, 1)
    ]


def found(reference: str) -> Sent:
    """What was sent, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        sent = complaint_receipt.read(db, g.actor, reference)
        if sent is not None and protected.in_case(db, g.profile.number, reference):
            hide_place()
    if sent is None:
        abort(404)
    return sent
