"""The session of an employee or a citizen: an opaque secret in a cookie, all else in the database.

The two kinds have a cookie each, so that one is never taken for the other. The cookies are
SameSite=Lax and not Strict: the way back from the provider, and a link in the e-mail to the unit,
come from another site, and a Strict cookie would send both to the login again. Nothing is changed
by a GET, and every POST carries its own token.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from flask import Request, Response, current_app, g

from portal.login.admission import employee_behind
from portal.login.tokens import Identity
from portal.rules.access import Actor
from portal.rules.levels import Level
from portal.store import grants, people, representation, staff
from portal.store import sessions as store
from portal.store.representation import Acting

COOKIES = {"staff": "ansatt", "citizen": "innbygger"}
BROWSER_COOKIE = "innlogging"
LONGEST_SECRET = 100


@dataclass(frozen=True)
class StaffView:
    """The employee who is logged in, as pages see one. `notice` is the code of what to say."""

    actor: Actor
    name: str
    role_name: str
    notice: str | None
    level: Level
    idle_until: datetime
    ends_at: datetime


@dataclass(frozen=True)
class CitizenView:
    """The citizen who is logged in, as pages see one. `name` is what the person has told us.

    `acting` is for whom they act, None for themself. `lapsed` is for whom they acted until the right to it was over, as long as
    that has not been said. `protected`: the address is, so that no page shows a place.
    """

    actor: Actor
    name: str | None
    notice: str | None
    level: Level
    idle_until: datetime
    ends_at: datetime
    acting: Acting | None = None
    lapsed: "Lapsed | None" = None
    protected: bool = False


@dataclass(frozen=True)
class Lapsed:
    """Somebody one can no longer act for. `name` is None when it is not known."""

    person: str
    name: str | None


@dataclass(frozen=True)
class TimeLeft:
    """How long somebody is logged in yet. `whole` says that the two hours end it, and no press puts it off."""

    until: datetime
    seconds: int
    whole: bool

    @classmethod
    def of(cls, session: "StaffView | CitizenView | store.Live", now: datetime) -> "TimeLeft":
        """Counted from `now`."""
        until = min(session.idle_until, session.ends_at)
        return cls(until, int((until - now).total_seconds()), session.ends_at <= session.idle_until)


@dataclass(frozen=True)
class Begun:
    """A new session: the secret for the cookie, whose it is, and whether the one before was the same person's."""

    token: str
    person: str
    same_person: bool


class Place(Protocol):
    """The municipality the request is about."""

    number: str
    slug: str


def secret_in(request: Request, name: str) -> str | None:
    """The secret of one of our cookies, None when absent or not ours."""
    value = request.cookies.get(current_app.extensions["settings"].cookie_name(name), "")
    return value if 0 < len(value) <= LONGEST_SECRET and value.isascii() else None


def new_secret() -> str:
    """256 random bits for a cookie, a state or a nonce."""
    return secrets.token_urlsafe(32)


def new_reference() -> str:
    """What a person can tell and the log knows; it opens nothing."""
    return secrets.token_hex(4)


def put_secret(answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set one of our cookies; without `seconds` it goes with the browser window."""
    settings = current_app.extensions["settings"]
    answer.set_cookie(
        settings.cookie_name(name),
        value,
        max_age=seconds,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def staff_of(request: Request) -> StaffView | None:
    """Who is logged in as an employee of the municipality of this address, if anybody.

    Asked of the database at every request: an ended session or a lost role bites at once.
    """
    token = secret_in(request, COOKIES["staff"])
    place: Place | None = g.get("profile")
    if token is None or place is None:
        return None
    with current_app.extensions["database"].transaction() as session:
        found = store.live(session, token, municipality=place.number, kind="staff")
        employee = staff.get(session, place.number, found.person) if found else None
    if found is None or employee is None:
        return None
    return StaffView(
        employee.actor,
        employee.name,
        employee.role.value,
        found.notice,
        found.level,
        found.idle_until,
        found.ends_at,
    )


def citizen_of(request: Request) -> CitizenView | None:
    """Who is logged in as a citizen in the municipality of this address, if anybody.

    Whom they act for is asked anew each time: when the right to it is over, they act for themself.
    """
    token = secret_in(request, COOKIES["citizen"])
    place: Place | None = g.get("profile")
    if token is None or place is None:
        return None
    with current_app.extensions["database"].transaction() as session:
        found = store.live(session, token, municipality=place.number, kind="citizen")
        person = people.get(session, place.number, found.person) if found else None
        if found is None or person is None:
            return None
        acting = representation.acting(session, place.number, person.id, found.acting_for)
        actor = Actor(
            "citizen", person.id, place.number, acting_for=acting.held.person if acting else None
        )
        lapsed = None
        if found.acting_for is not None and acting is None:
            lapsed = Lapsed(found.acting_for, grants.name_of_last(session, actor, found.acting_for))
    return CitizenView(
        actor,
        person.name,
        found.notice,
        found.level,
        found.idle_until,
        found.ends_at,
        acting,
        lapsed,
        protected=person.protected,
    )


def end_lapsed(request: Request) -> None:
    """It has been said that the right to act is over: from now on the session is one's own, and the event says so."""
    token = secret_in(request, COOKIES["citizen"])
    lapsed: Lapsed | None = g.citizen.lapsed
    if token is None or lapsed is None or request.method == "HEAD":
        return
    with current_app.extensions["database"].transaction() as session:
        store.act_for_oneself(session, token)
        grants.end_acting(session, replace(g.actor, acting_for=lapsed.person))


def time_of(request: Request, kind: str) -> store.Live | None:
    """How long the session lasts, without making it last longer; None when it has ended."""
    token = secret_in(request, COOKIES[kind])
    if token is None:
        return None
    with current_app.extensions["database"].transaction() as session:
        return store.live(session, token, municipality=g.profile.number, kind=kind, seen=False)


def late_owner(request: Request, kind: str) -> Actor | None:
    """Whose text, and on whose behalf, a POST holds when the clock has ended the session it was written in.

    None for anybody whose session lives, was ended by «Logg ut», or ended more than a day ago.
    """
    token = secret_in(request, COOKIES[kind])
    if token is None or g.get("profile") is None:
        return None
    with current_app.extensions["database"].transaction() as session:
        owner = store.late_owner(session, token, municipality=g.profile.number, kind=kind)
    if owner is None:
        return None
    return Actor(kind, owner.person, g.profile.number, acting_for=owner.acting_for)


def log_in(request: Request, kind: str, identity: Identity) -> Begun | None:
    """Begin a session for the person behind the login; None when it is nobody we let in.

    A session this browser had before at the same door is ended first, whoever it belonged to. The
    secret for the cookie is always a new one.
    """
    token, old = new_secret(), secret_in(request, COOKIES[kind])
    with current_app.extensions["database"].transaction() as session:
        person = person_behind(session, kind, identity)
        if person is None:
            return None
        before = store.end(session, old) if old is not None else None
        store.begin(
            session,
            kind=kind,
            person=person,
            municipality=g.profile.number,
            token=token,
            level=identity.level,
            issuer=identity.issuer,
            provider_session=identity.provider_session,
        )
    return Begun(token, person, same_person=before == person)


def renew(request: Request, answer: Response, acting_for: str | None = None) -> bool:
    """A new secret for the citizen's session of this browser, when whom the person acts for changes.

    All else is kept: it lasts as long as before. False, and nothing changed, when there is no such session.
    """
    token, old = new_secret(), secret_in(request, COOKIES["citizen"])
    if old is None:
        return False
    with current_app.extensions["database"].transaction() as session:
        renewed = store.renew(session, old, token, acting_for=acting_for)
    if renewed:
        put_secret(answer, COOKIES["citizen"], token)
    return renewed


def person_behind(session: Any, kind: str, identity: Identity) -> str | None:
    """The id of the person who logs in. Employees must be known; a citizen is, from now on."""
    if kind == "staff":
        provider = current_app.extensions["providers"][g.profile.slug, kind]
        employee = employee_behind(session, g.profile.number, provider, identity)
        return employee.id if employee else None
    if identity.number is None:
        return None
    person = people.find_or_begin(session, g.profile.number, identity.number)
    people.seen(session, person.id)
    return person.id


def take_notice(request: Request) -> str | None:
    """The code of what to say now; it is said once."""
    view: StaffView | CitizenView | None = g.get("staff") or g.get("citizen")
    if view is None or view.notice is None or request.method == "HEAD":
        return None
    leave_notice(request, None)
    return view.notice


def leave_notice(request: Request, code: str | None) -> None:
    """Say this on the next page of the one who is logged in here.

    A code, so that no cookie or address holds words.
    """
    token = secret_in(request, COOKIES[g.actor.kind]) if g.actor.kind in COOKIES else None
    if token is not None:
        with current_app.extensions["database"].transaction() as session:
            store.set_notice(session, token, code)
