"""A plan with something of every kind, in memory or written in a database: what paper, files and reading in are tested with."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.config import ROOT
from portal.profiles import load_profiles
from portal.rules.access import Actor
from portal.rules.plan import ME, Draft, Kind, Part, Plan
from portal.store import plan_held, plan_parts
from portal.store.plan import Coordinator, SeenPlan
from portal.store.plan_consents import Consent

NAMSOS = load_profiles(ROOT / "portal" / "municipalities")["namsos"]
BEGUN = datetime(2026, 10, 5, 8, tzinfo=UTC)
TODAY = date(2026, 11, 22)
HOSTILE = '<b>x</b> #read("plan.typ") *fet* \u00a0\U0001f600 "ø" \\ = '


def drafts() -> dict[str, Draft]:
    """By name, in the order they are written; `parent` and `responsible` are names from above."""
    return {
        "important": text(
            "important", "Å klare hverdagen selv.\n\nOg slippe å fortelle alt på nytt."
        ),
        "child": text("child", "Vi snakket sammen to ganger."),
        "cooperation": text("cooperation", HOSTILE),
        "work": Draft(
            kind=Kind.GOAL, code="open", words={"text": "Jeg vil tilbake i jobb.", "area": "Arbeid"}
        ),
        "trial": Draft(
            kind=Kind.GOAL, code="reached", parent="work", words={"text": "Prøve meg på lageret."}
        ),
        "song": Draft(kind=Kind.GOAL, code="set-aside", words={"text": "Synge i kor."}),
        "nav": helper("nav", "Rune Eksempel Dahl", "Veileder", "Nav"),
        "mother": helper("kin", "Berit Eksempel Lund", "Mor", ""),
        "course": Draft(
            kind=Kind.MEASURE,
            code="yes",
            parent="work",
            responsible="nav",
            due_on=date(2026, 11, 2),
            words={
                "what": "Finne et sted å prøve seg",
                "extent": "To dager i uka",
                "how": "Nav avtaler med arbeidsgiveren",
                "reason": "Det er bestilt.",
            },
        ),
        "walk": measure("under-way", "Gå en tur hver morgen", parent="work", responsible=ME),
        "asked": measure("asked", "Støttekontakt"),
        "no": measure("no", "Skyss", responsible="mother"),
        "done": measure("done", "Søke om TT-kort", responsible=ME),
        "proposed": measure("proposed", "Lære å sykle", parent="trial"),
        "said": Draft(
            kind=Kind.COMMENT, parent="course", words={"text": "Helst nær hjemme.\nEller med buss."}
        ),
        "evaluated": Draft(
            kind=Kind.EVALUATION, code="closer", parent="work", words={"text": "Det går framover."}
        ),
        "period": Draft(
            kind=Kind.PERIOD,
            due_on=date(2027, 1, 15),
            words={"from": "2026-10-01", "to": "2027-09-30"},
        ),
        "roles": Draft(
            kind=Kind.ROLES,
            words={
                "coordinator": "appointed",
                "child_coordinator": "not-relevant",
                "contact_doctor": "offered",
                "doctor_name": "Ola Eksempel Lege",
            },
        ),
        "meeting": Draft(
            kind=Kind.MEETING,
            code="held",
            due_on=date(2026, 10, 20),
            words={
                "title": "Ansvarsgruppe",
                "at": "12.00",
                "place": "Rådhuset",
                "minutes": "Enige.",
            },
        ),
        "decided": measure("asked", "Ringe skolen", parent="meeting", responsible="nav"),
        "discussed": Draft(
            kind=Kind.POINT, code="discussed", parent="meeting", words={"text": "Ferien"}
        ),
        "waiting": Draft(kind=Kind.POINT, code="open", words={"text": "Ny bolig"}),
    }


def text(topic: str, said: str) -> Draft:
    return Draft(kind=Kind.TEXT, code=topic, words={"text": said})


def helper(sector: str, name: str, role: str, place: str) -> Draft:
    said = {"name": name, "role": role, "phone": "+4700000311", "email": "en@hjelper.example"}
    return Draft(
        kind=Kind.PARTICIPANT, code=sector, words=said | ({"organisation": place} if place else {})
    )


def measure(code: str, what: str, **more: Any) -> Draft:
    return Draft(kind=Kind.MEASURE, code=code, words={"what": what}, **more)


def parts(wanted: dict[str, Draft] | None = None) -> dict[str, Part]:
    """The same as parts, each begun an hour after the one before."""
    found: dict[str, Part] = {}
    for number, (name, draft) in enumerate((drafts() if wanted is None else wanted).items()):
        at = BEGUN + timedelta(hours=number)
        mine = draft.kind is Kind.POINT or name in {"work", "said"}
        found[name] = Part(
            id=f"{number + 1:032x}",
            version=1,
            at=at,
            begun_at=at,
            by_kind="citizen" if mine else "staff",
            by="person" if mine else "siri",
            begun_by_kind="citizen" if mine else "staff",
            **{**vars(draft), **linked(draft, {key: part.id for key, part in found.items()})},
        )
    return found


def linked(draft: Draft, ids: dict[str, str]) -> dict[str, str | None]:
    """Names made ids."""
    return {
        "parent": ids.get(draft.parent or "", draft.parent),
        "responsible": ids.get(draft.responsible or "", draft.responsible),
    }


def seen(wanted: dict[str, Draft] | None = None, **changes: Any) -> SeenPlan:
    """As its owner sees it."""
    made = parts(wanted)
    nav = made["nav"].id if "nav" in made else None
    values: dict[str, Any] = {
        "id": "a" * 32,
        "reference": "ABCD-EFGH-JKMN",
        "unit": NAMSOS.unit.code,
        "status": "active",
        "status_at": BEGUN,
        "role": "self",
        "person": "b" * 32,
        "person_name": "Marte Eksempel Lund",
        "born": date(1990, 5, 17),
        "language": "nb",
        "begun_at": BEGUN,
        "case_id": None,
        "coordinator": Coordinator(
            "siri", "Siri Koordinator", "+4700000301", BEGUN.date(), None, None
        ),
        "plan": Plan(tuple(made.values())),
        "gone": (),
        "consents": (
            Consent("c" * 32, None, (), "2026/17", BEGUN, None),
            Consent("d" * 32, nav, ("goals", "measures"), None, BEGUN, BEGUN + timedelta(days=3)),
        ),
        "names": {("citizen", "person"): "Marte Eksempel Lund", ("staff", "siri"): "Siri"},
    }
    return SeenPlan(**(values | changes))


def write(
    session: Session, actor: Actor, reference: str, tick: Callable[[], object] = lambda: None
) -> dict[str, str]:
    """Write the same parts in a plan of the database; gives the ids by name. `tick` lets time go between them."""
    row = plan_held.written_in(session, actor, reference)
    ids: dict[str, str] = {}
    for name, draft in drafts().items():
        tick()
        ids[name] = plan_parts.first_version(
            session, actor, row, Draft(**{**vars(draft), **linked(draft, ids)})
        )
    return ids
