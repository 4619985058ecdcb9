"""The papers of a complaint, all at once: what they are, and one encrypted file to carry to those who decide."""

from flask import Response, abort, current_app, g
from flask.typing import ResponseReturnValue

from portal.complaint_package import package_of
from portal.deliver.packed import Package
from portal.forms.desk_complaint_package import PackageForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.locked_pdf import locked
from portal.pages.access import requires
from portal.pages.desk.frame import back_to, blueprint, page, pressed, transaction
from portal.rules.access import Permission
from portal.store import complaint_out, complaint_papers
from portal.store.complaint_out import NotAllowed, NotThere
from portal.store.complaint_papers import Papers
from portal.store.crypto import new_passphrase


@blueprint.get("/ansatt/sak/<string:reference>/klage/pakke")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_package(reference: str) -> ResponseReturnValue:
    """The list of papers, and the passphrase of the file one can fetch now. Both are made anew each time."""
    papers = found(reference)
    return page(
        "desk/complaint/package.html",
        reference=reference,
        rows=rows_of(package(papers)) if papers else [],
        papers=papers,
        fetching=PackageForm(passphrase=new_passphrase()),
    )


@blueprint.post("/ansatt/sak/<string:reference>/klage/pakke")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def fetch_complaint_package(reference: str) -> ResponseReturnValue:
    """The file, encrypted. One that lacks its passphrase, or a file nobody has looked through yet, leads back to the list."""
    papers, form = found(reference), PackageForm()
    if not form.validate():
        return back_to("desk.complaint_package", "again", reference=reference)
    if papers is None or papers.waiting:
        return back_to("desk.complaint_package", "nothing-done", reference=reference)
    made = locked(package(papers), form.passphrase.data or "")
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="klage-{reference}.pdf"'
    return answer


@blueprint.post("/ansatt/sak/<string:reference>/klage/pakke/levert")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_package_delivered(reference: str) -> ResponseReturnValue:
    """«Vi har levert papirene». A second press changes nothing."""
    if not pressed():
        return back_to("desk.complaint_package", "again", reference=reference)
    try:
        with transaction() as db:
            done = complaint_out.delivered(db, g.actor, reference)
    except (NotThere, NotAllowed):
        abort(404)
    return back_to("desk.one_case", "handled" if done else "nothing-done", reference=reference)


def found(reference: str) -> Papers | None:
    """The papers, with the event that they were opened together; None when the text is removed, else the 404."""
    try:
        with transaction() as db:
            return complaint_papers.read(db, g.actor, reference)
    except (NotThere, NotAllowed):
        abort(404)


def package(papers: Papers) -> Package:
    """The papers as files."""
    demo = current_app.extensions["settings"].accepts.stand_in_login
    return package_of(papers, g.profile, demo=demo)


def rows_of(papers: Package) -> list[tuple[str, str]]:
    """What each file is, what it is called and how large it is, rounded up."""
    return [
        (one.title, _("%(name)s, %(size)s kB", name=one.name, size=-(-len(one.content) // 1000)))
        for one in papers.files
    ]
