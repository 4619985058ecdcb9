"""The chooser: who to be in this demonstration, at which level, and for whom.

It always asks, although ID-porten lets a browser that is logged in pass in silence: in a
demonstration one wants to be somebody else each time. So `prompt=login` is always respected.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.dev_idporten.browser import joined, remember, sessions_here
from portal.dev_idporten.citizens import CITIZENS
from portal.dev_idporten.guardians import may_act_for
from portal.dev_idporten.look import look_of, problem
from portal.dev_idporten.people import people_of
from portal.dev_idporten.question import Question, Refused, pushed_question
from portal.dev_idporten.stand_in import SUBSTANTIAL, StandIn, is_citizens

CHOICE_SECONDS, CODE_SECONDS = 600, 60
SELF = "self"
LEVEL_NAMES = {"idporten-loa-substantial": "Betydelig nivå", "idporten-loa-high": "Høyt nivå"}


def add_chooser(app: Flask, stand_in: StandIn) -> None:
    """The pages the browser meets."""

    @app.get("/authorize")
    def choose() -> ResponseReturnValue:
        try:
            question = pushed_question(stand_in)
        except Refused:
            return problem(stand_in)
        return who_page(stand_in, question)

    @app.post("/authorize")
    def chosen() -> ResponseReturnValue:
        question = stand_in.noted("choice", request.form.get("csrf_token", ""))
        if question is None:
            return problem(stand_in)
        if request.form.get("person") == "":
            return sent_back(stand_in, question, error="access_denied")
        if "subject" in question:
            return for_whom_chosen(stand_in, question)
        return who_chosen(stand_in, question)


def who_page(stand_in: StandIn, question: Question) -> ResponseReturnValue:
    """Who to be, and at which level when the question leaves a choice."""
    client_id = question["client_id"]
    municipality = stand_in.municipality(client_id)
    levels = {level: LEVEL_NAMES[level] for level in question["levels"]}
    return render_template(
        "choose.html",
        place=municipality.name,
        shown="innbyggersidene" if is_citizens(client_id) else "ansattsidene",
        groups=groups_for(stand_in, client_id),
        levels=levels if is_citizens(client_id) and len(levels) > 1 else {},
        look=look_of(stand_in, municipality),
        token=stand_in.note("choice", asked_by(question), seconds=CHOICE_SECONDS),
    )


def asked_by(question: Question) -> Question:
    """The question as a choice under way carries it: `asked` is the pushed one's own mark."""
    return {**question, "asked": question["jti"]}


def groups_for(stand_in: StandIn, client_id: str) -> dict[str, dict[str, str]]:
    """Who can choose themself at this client's door: heading → subject → what the chooser says."""
    if not is_citizens(client_id):
        slug = client_id.partition("-")[2]
        return {"Ansatte": {person.subject: person.described for person in people_of(slug)}}
    today = stand_in.portal.extensions["clock"]().date()
    groups: dict[str, dict[str, str]] = {}
    for citizen in CITIZENS:
        groups.setdefault(citizen.group, {})[citizen.subject] = citizen.described(today)
    return groups


def who_chosen(stand_in: StandIn, question: Question) -> ResponseReturnValue:
    """Somebody has said who they are: on to whom they act for, or back."""
    subject, level = request.form.get("person", ""), request.form.get("level")
    if not any(subject in group for group in groups_for(stand_in, question["client_id"]).values()):
        return problem(stand_in)
    if level is not None and level not in question["levels"]:
        return problem(stand_in)
    answer = {"subject": subject, "level": level_of(subject, level or question["levels"][0])}
    if question["roles"] is None:
        return sent_back(stand_in, question, **answer)
    return for_whom_page(stand_in, {**question, **answer})


def level_of(subject: str, chosen: str) -> str:
    """The level of the login. Some cannot give the high one, and the answer then says the lower.

    ID-porten would stop them itself; here the portal meets the answer it must not trust.
    """
    only = {citizen.subject for citizen in CITIZENS if not citizen.high}
    return SUBSTANTIAL if subject in only else chosen


def for_whom_page(stand_in: StandIn, question: Question) -> ResponseReturnValue:
    """(fullmaktsvelger) Whom to act for. One can change one's mind and act as oneself."""
    offered = may_act_for(question["subject"], question["roles"])
    municipality = stand_in.municipality(question["client_id"])
    return render_template(
        "for_whom.html",
        people={citizen.subject: citizen.name for citizen, _permissions in offered},
        myself=SELF,
        look=look_of(stand_in, municipality),
        token=stand_in.note("choice", question, seconds=CHOICE_SECONDS),
    )


def for_whom_chosen(stand_in: StandIn, question: Question) -> ResponseReturnValue:
    """Somebody has said whom they act for."""
    chosen = request.form.get("for_whom", "")
    offered = {
        citizen.subject: permissions
        for citizen, permissions in may_act_for(question["subject"], question["roles"])
    }
    if chosen != SELF and chosen not in offered:
        return problem(stand_in)
    answer = {"subject": question["subject"], "level": question["level"]}
    given = {"for_whom": chosen, "permissions": offered[chosen]} if chosen != SELF else {}
    return sent_back(stand_in, question, **answer, **given)


def sent_back(stand_in: StandIn, question: Question, **answer: Any) -> Response:
    """To the portal with a code, or with the error; the pushed question is then used up.

    The same choice may be sent twice: a second press must not leave a person with an error.
    """
    stand_in.spent.add(question["asked"])
    parameters = {"state": question["state"], "iss": stand_in.issuer}
    if "error" in answer:
        return went(question, {**parameters, **answer})
    session = joined(stand_in, question["client_id"], answer["subject"])
    content = {**question, **answer, "sid": session.sid, "at": stand_in.now()}
    code = stand_in.note("code", content, seconds=CODE_SECONDS)
    back = went(question, {**parameters, "code": code})
    others = [one for one in sessions_here(stand_in) if one.sid != session.sid]
    remember(stand_in, back, [*others, session])
    return back


def went(question: Question, parameters: dict[str, str]) -> Response:
    """The browser on its way back."""
    return make_response(redirect(f"{question['redirect_uri']}?{urlencode(parameters)}", 303))
