"""«Gi noen fullmakt til å handle for deg»: the questions, «Se over», one press, and a receipt that shows the code once.

Given anew after an end, and renewed before one, it is the same pages with the answers of the earlier grant in them.
"""

from datetime import date, timedelta
from typing import Any

from flask import abort, g, redirect, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.representation import BY_CODE, BY_NUMBER, ON_DATE, PARTS, SAME, WHOLE, GiveForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.login import sessions
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.representation import given_words
from portal.pages.representation.frame import blueprint, page, today, transaction
from portal.rules.access import Permission
from portal.rules.deadlines import months_after
from portal.rules.representation import Basis, Grant, Scope, whole_plan
from portal.rules.representation_giving import Hindrance, readable
from portal.store import grants_given
from portal.store.db import DatabaseAway
from portal.store.grants_given import CannotGive, Given, Giving

SHOW_CODE = "grant-code"
RENEWED_FOR_MONTHS = 12


@blueprint.get("/pa-vegne-av/gi")
@requires(Permission.GIVE_GRANT, cache=Cache.PERSONAL)
def give() -> ResponseReturnValue:
    """The questions, empty, or with the answers of an earlier grant of one's own (`fra`)."""
    with transaction() as db:
        hindrance = grants_given.hindrance(db, g.actor)
        before = grants_given.one(db, g.actor, request.args.get("fra", ""))
    if hindrance is not None:
        return not_here(hindrance)
    return ask(form_for(before))


@blueprint.post("/pa-vegne-av/gi")
@requires(Permission.GIVE_GRANT, cache=Cache.PERSONAL)
def give_send() -> ResponseReturnValue:
    """«Gå videre» shows what is to be looked over, and «Send» there sends it; on any trouble the same page with the text."""
    form = form_for(None)
    if "edit" in request.form:
        return ask(form)
    if "show" in request.form:
        return look_over(form) if form.seen.data and form.validate() else ask(form)
    if not form.validate():
        return ask(form, 422)
    return sent(form) if form.seen.data else look_over(form)


def sent(form: GiveForm) -> ResponseReturnValue:
    """303 to the receipt after one commit, or the page that says why not."""
    try:
        grant = send(form)
    except grants_given.KeyReused:
        return look_over(form, 422, "sent-before")
    except grants_given.TooMany:
        return look_over(form, 429, "too-many")
    except grants_given.OwnNumber:
        return own_number(form)
    except CannotGive as cannot:
        return not_here(cannot.why)
    except grants_given.NotThere:
        abort(404)
    except DatabaseAway as away:
        return look_over(form, 503, "unsure" if away.at_commit else "away")
    sessions.leave_notice(request, SHOW_CODE)
    return redirect(url("representation.given", grant=grant), 303)


@blueprint.get("/pa-vegne-av/<string:grant>/gitt")
@requires(Permission.GIVE_GRANT, cache=Cache.PERSONAL)
def given(grant: str) -> ResponseReturnValue:
    """The receipt. The code is on it once, right after the press."""
    first = sessions.take_notice(request) == SHOW_CODE
    with transaction() as db:
        seen = grants_given.one(db, g.actor, grant)
        code = grants_given.new_code(db, g.actor, grant) if first else None
    if seen is None or not seen.mine:
        abort(404)
    shown = readable(code) if code else None
    return page("given.html", seen=seen, code=shown, words=given_words)


def send(form: GiveForm) -> str:
    """One transaction: the offer, its event, and who is told. Gives the grant's id."""
    giving = Giving(
        name=form.name.data or "",
        own_name=own_name_in(form),
        scopes=form.chosen,
        sections=form.parts,
        since=form.since,
        until=form.until,
        language=g.language,
        number=form.digits,
        like=(form.like.data or None) if form.reach.data == SAME else None,
    )
    with transaction() as db:
        return str(grants_given.offer(db, g.actor, giving, key=form.key.data or ""))


def own_name_in(form: GiveForm) -> str:
    """The giver's name: known, or asked for here."""
    return str(g.citizen.name or ("own_name" in form and form.own_name.data) or "")


def form_for(before: Given | None) -> GiveForm:
    """The form, with the answers of an earlier grant when there is one."""
    again = bool(request.form.get("like")) or (before is not None and not before.by_code)
    values = prefilled(before) if before is not None and before.mine else {}
    return GiveForm(today(), own_name=g.citizen.name, again=again, **({"key": new_key()} | values))


def prefilled(before: Given) -> dict[str, Any]:
    """The answers of an earlier grant: what still counts is renewed from its end on, what has ended begins anew."""
    grant = before.grant
    values: dict[str, Any] = {
        "like": grant.id if not before.by_code else "",
        "name": before.name,
        "scopes": [one.value for one in grant.scopes],
        "which": part_of_plan(grant),
        "sections": [one.value for one in grant.sections],
        "reach": BY_CODE if before.by_code else SAME,
    }
    if before.may_change and grant.until is not None:
        return values | {"begins": short(grant.until), "how_long": str(RENEWED_FOR_MONTHS)}
    return values | remaining(grant)


def part_of_plan(grant: Grant) -> str | None:
    """The whole plan or parts of it, as the form asks; None where it gives none of it."""
    if Scope.SEE_PLAN not in grant.scopes:
        return None
    return WHOLE if grant.sections == whole_plan() else PARTS


def remaining(grant: Grant) -> dict[str, str]:
    """The last day it had, when that is still to come."""
    latest = months_after(today(), 24)
    if grant.until is None or not today() < grant.until <= latest:
        return {}
    return {"how_long": ON_DATE, "last_day": short(grant.until - timedelta(days=1))}


def short(day: date) -> str:
    """A date as people type it."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


def ask(form: GiveForm, status: int = 200) -> ResponseReturnValue:
    """The questions with what is typed. A refused key is replaced."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    form.seen.data = ""
    heading = _("Gi noen fullmakt til å handle for deg")
    return page("give.html", form=form, heading=heading), status


def look_over(form: GiveForm, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """«Se over»: what is given, to whom, for how long, before it is sent."""
    if trouble == "sent-before":
        form.key.data = new_key()
    form.seen.data = "y"
    heading = _("Se over før du sender")
    return page(
        "give_check.html", form=form, heading=heading, rows=rows_of(form), trouble=trouble
    ), status


def own_number(form: GiveForm) -> ResponseReturnValue:
    """Back to the question, which says why."""
    form.number.errors = [_("Dette er ditt eget fødselsnummer. Skriv nummeret til den andre.")]
    return ask(form, 422)


def rows_of(form: GiveForm) -> list[tuple[str, str]]:
    """(question, answer) as they are to be looked over."""
    grant = drafted(form)
    rows = [
        (_("Hvem"), form.name.data or ""),
        (_("Kan"), given_words.scopes_in_words(grant)),
        (_("Hvor mye av planen"), given_words.sections_in_words(grant) or _("Ingenting")),
        (_("Når"), given_words.period_in_words(grant)),
    ]
    by = {
        BY_CODE: _("Du får en kode, og gir den videre selv."),
        BY_NUMBER: _("Personen finner tilbudet ved å logge inn. Du skrev fødselsnummeret %(number)s.",
                     number=form.digits or ""),
        SAME: _("Den samme personen som før finner tilbudet ved å logge inn."),
    }  # fmt: skip
    return [*rows, (_("Slik får personen vite det"), by[form.reach.data])]


def drafted(form: GiveForm) -> Grant:
    """What the answers would give, to be said in the words of a grant."""
    return Grant(
        id="",
        person=g.actor.id,
        holder=None,
        basis=Basis.GIVEN,
        scopes=frozenset(one for one in Scope if one in form.chosen),
        sections=form.parts,
        since=form.since,
        until=form.until,
        accepted_at=None,
    )


def not_here(why: Hindrance) -> ResponseReturnValue:
    """A calm page: it goes through the desk."""
    return page("cannot_give.html", why=why.value)
