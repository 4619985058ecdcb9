"""The desk's pages of who may act for whom: found by number, written down, ended, assessed, protected, found out."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.pages.access import declaration_of
from portal.rules.national_number import national_number
from portal.rules.representation import Basis, Scope
from portal.store import grants_unclear, people, representation
from portal.store.db import DatabaseAway
from portal.store.tables.events import EventRow
from portal.store.tables.representation import AssessmentRow, GrantRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import citizen_in
from tests.pages.desk_room import Room, national

REP = "/pa-vegne-av"
HOLDER, OTHER = national(150), national(151)
PAPER = {
    "person_name": "Kanari Personsen", "number": HOLDER, "name": "Kanari Helpersen",
    "paper": "26/1234-5", "scopes": ["see-plan", "follow-cases"], "until": "21.11.2027",
}  # fmt: skip
ASSESSED = {
    "person_name": "Kanari Personsen", "decision": "Om hjelpen om natten", "day": "20.11.2026",
    "assessed_by": "Fastlegen", "why": "Forstår ikke følgene", "kin": "partner", "number": HOLDER,
    "name": "Kanari Helpersen", "scopes": ["see-plan"], "until": "20.11.2027",
}  # fmt: skip
KEYS = iter(f"r{number:021}" for number in range(10_000))


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        for table in ("sessions", "grants", "assessments", "outbox", "people"):
            session.execute(text(f"DELETE FROM {table}"))
    return Room.of(shared_app)


def born_on(day: date, nth: int = 0) -> str:
    """A synthetic number (80 added to the month) of somebody born then."""
    first = f"{day:%d}{day.month + 80}{day:%y}"
    found = (national_number(f"{first}{last:05}") for last in range(nth * 200, 100_000))
    return next(digits for digits in found if digits)


def looked_up(room: Room, number: str, who: str = "officer") -> str:
    """The address of the person's page, under /ansatt."""
    answer = room.post(who, REP, number=number)
    assert answer.status_code == 303, answer.text
    return str(answer.location.partition("/ansatt")[2])


def keep(room: Room, person: str, kind: str, **typed: Any) -> Any:
    return room.post("officer", f"{person}/ny/{kind}", key=next(KEYS), **typed)


def rows(room: Room, table: Any) -> list[Any]:
    with room.app.extensions["database"].transaction() as session:
        return list(session.scalars(select(table)))


def happened(room: Room, code: str) -> list[EventRow]:
    with room.app.extensions["database"].transaction() as session:
        found = select(EventRow).filter_by(code=code, municipality="9902")
        return list(session.scalars(found.order_by(EventRow.number)))


def opened(room: Room, row: GrantRow, column: str) -> str | None:
    with room.app.extensions["database"].transaction() as session:
        return representation.opened(session, row, column)


@pytest.fixture
def person(room: Room) -> str:
    return looked_up(room, national(149))


class TestFinding:
    def test_a_number_leads_to_a_page_whose_address_does_not_hold_it(self, room: Room) -> None:
        number = national(149)
        address = looked_up(room, number)
        assert number not in address and re.fullmatch(REP + r"/person/[0-9a-f]{32}", address)
        page = room.get("officer", address).text
        assert number not in page and number[:6] in page
        assert happened(room, "grant.listed")[-1].subject == address.rpartition("/")[2]

    def test_known_and_unknown_numbers_look_alike(self, room: Room) -> None:
        known, unknown = national(152), national(153)
        citizen_in(room.app, "storby", known, "Kjent Person")
        pages = [room.get("officer", looked_up(room, one)).text for one in (known, unknown)]
        shown = [re.sub(r"[0-9a-f]{32}|value=\"[^\"]*\"", "…", page) for page in pages]
        assert shown[0] == shown[1] and "Kjent" not in pages[0]

    @pytest.mark.parametrize("number", ["", "12345678901", "Kari"])
    def test_what_is_no_number_is_told(self, room: Room, number: str) -> None:
        answer = room.post("officer", REP, number=number)
        assert answer.status_code == 422
        assert "Skriv fødselsnummeret med 11 siffer." in answer.text
        assert rows(room, people.PersonRow) == []


class TestWritingDown:
    def test_a_paper(self, room: Room, person: str) -> None:
        page = room.get("officer", f"{person}/ny/fullmakt")
        assert page.status_code == 200 and "Registrer fullmakt på papir" in page.text
        answer = keep(room, person, "fullmakt", **PAPER)
        assert answer.status_code == 303
        (row,) = rows(room, GrantRow)
        assert (row.basis, row.scopes, row.until) == (
            "paper", "see-plan,follow-cases", date(2027, 11, 22),
        )  # fmt: skip
        assert opened(room, row, "evidence") == "26/1234-5"
        shown = room.get("officer", person).text
        for words in ("Kanari Helpersen", "26/1234-5", "21. november 2027", "Gjelder nå"):
            assert words in shown
        assert "Det er registrert" in shown

    def test_sent_twice_it_is_one(self, room: Room, person: str) -> None:
        key = next(KEYS)
        for _time in range(2):
            sent = room.post("officer", f"{person}/ny/fullmakt", key=key, **PAPER)
            assert sent.status_code == 303
        assert len(rows(room, GrantRow)) == 1

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"number": national(149)}, "Dette er nummeret til personen selv."),
            ({"number": "1"}, "Skriv fødselsnummeret med 11 siffer."),
            ({"name": ""}, "Skriv navnet til den som skal handle."),
            ({"person_name": ""}, "Skriv navnet til personen det gjelder."),
            ({"paper": ""}, "Skriv referansen til papiret i arkivet."),
            ({"scopes": []}, "Kryss av for minst én ting."),
            ({"scopes": ["privacy"]}, "Velg blant svarene i lista."),
            ({"until": ""}, "Skriv den siste dagen fullmakten gjelder."),
            ({"until": "31.02.2027"}, "Skriv datoen med dag, måned og år"),
            ({"until": "31.12.9999"}, "Skriv datoen med dag, måned og år"),
            ({"until": "20.11.2026"}, "Skriv en dag som ikke er passert."),
            ({"until": "21.11.2031"}, "Skriv en siste dag innen fem år."),
        ],
    )
    def test_what_is_wrong_is_told_and_what_is_typed_is_kept(
        self, room: Room, person: str, changed: dict[str, Any], message: str
    ) -> None:
        answer = keep(room, person, "fullmakt", **(PAPER | changed))
        assert answer.status_code == 422 and message in answer.text
        assert 'value="Kanari' in answer.text
        assert rows(room, GrantRow) == []

    @pytest.mark.parametrize(
        ("kind", "basis", "born", "more"),
        [
            ("foreldreansvar", Basis.PARENT, date(2017, 3, 4), {"how": "register"}),
            ("omsorg", Basis.CARER, date(2017, 3, 4), {"paper": "26/2"}),
            (
                "ung", Basis.YOUNG, date(2010, 3, 4),
                {"why": "Skal flytte", "scopes": ["see-plan"], "until": "20.02.2027"},
            ),
            (
                "fremtidsfullmakt", Basis.LASTING, date(1950, 3, 4),
                {"paper": "26/3", "since": "01.11.2026", "scopes": ["see-plan", "complain"]},
            ),
        ],
    )  # fmt: skip
    def test_what_rests_on_a_birthday(
        self, room: Room, kind: str, basis: Basis, born: date, more: dict[str, Any]
    ) -> None:
        person = looked_up(room, born_on(born))
        assert room.get("officer", f"{person}/ny/{kind}").status_code == 200
        typed = {"person_name": "Kim", "number": HOLDER, "name": "Jo", "born": f"{born:%d.%m.%Y}"}
        wrong = keep(room, person, kind, **(typed | more | {"born": "05.03.2017"}))
        assert wrong.status_code == 422
        assert "Datoen stemmer ikke med fødselsnummeret." in wrong.text
        assert keep(room, person, kind, **(typed | more)).status_code == 303
        (row,) = rows(room, GrantRow)
        assert row.basis == basis and opened(room, row, "born") == born.isoformat()
        assert room.get("officer", person).status_code == 200

    @pytest.mark.parametrize(
        ("kind", "born", "message", "more"),
        [
            ("foreldreansvar", date(2010, 11, 21), "16 år eller eldre", {"how": "visit"}),
            ("omsorg", date(2010, 11, 21), "16 år eller eldre", {"paper": "26/1"}),
            (
                "ung", date(2010, 11, 22), "under 16 år",
                {"why": "Nå", "scopes": ["see-plan"], "until": "20.02.2027"},
            ),
            (
                "ung", date(2008, 11, 21), "18 år eller eldre",
                {"why": "Nå", "scopes": ["see-plan"], "until": "20.02.2027"},
            ),
            (
                "ung", date(2010, 11, 21), "innen tre måneder",
                {"why": "Nå", "scopes": ["see-plan"], "until": "21.02.2027"},
            ),
            (
                "fremtidsfullmakt", date(2009, 1, 1), "under 18 år",
                {"paper": "26/3", "since": "01.11.2026", "scopes": ["see-plan"]},
            ),
        ],
    )  # fmt: skip
    def test_ages_and_times_that_the_law_does_not_give(
        self, room: Room, kind: str, born: date, message: str, more: dict[str, Any]
    ) -> None:
        person = looked_up(room, born_on(born))
        typed = {"person_name": "Kim", "number": HOLDER, "name": "Jo", "born": f"{born:%d.%m.%Y}"}
        answer = keep(room, person, kind, **(typed | more))
        assert answer.status_code == 422 and message in answer.text
        assert rows(room, GrantRow) == []

    def test_a_mandate_for_the_economy_alone_gives_nothing(self, room: Room, person: str) -> None:
        typed = {
            "person_name": "Kim", "number": HOLDER, "name": "Jo", "paper": "26/4",
            "scopes": ["see-plan"], "until": "",
        }  # fmt: skip
        refused = keep(room, person, "verge", mandate="economic", **typed)
        assert refused.status_code == 422
        assert "Et mandat for bare økonomi gir ingen rett" in refused.text
        assert rows(room, GrantRow) == []
        assert keep(room, person, "verge", mandate="personal", **typed).status_code == 303
        (row,) = rows(room, GrantRow)
        assert (row.basis, row.until) == ("guardian", None)
        assert "uten en siste dag" in room.get("officer", person).text

    def test_silence_is_chosen_by_a_box(self, room: Room) -> None:
        person = looked_up(room, born_on(date(2017, 3, 4)))
        typed = {
            "person_name": "Kim", "number": HOLDER, "name": "Jo", "paper": "26/2",
            "born": "04.03.2017",
        }  # fmt: skip
        keep(room, person, "omsorg", quiet="y", **typed)
        told = select(text("count(*)")).select_from(text("outbox"))
        with room.app.extensions["database"].transaction() as session:
            assert session.scalar(told) == 0
        keep(room, person, "omsorg", **(typed | {"number": OTHER}))
        with room.app.extensions["database"].transaction() as session:
            assert session.scalar(told) == 2

    def test_what_is_no_basis_is_not_there(self, room: Room, person: str) -> None:
        for kind in ("given", "register", "kin", "nothing"):
            assert room.get("officer", f"{person}/ny/{kind}").status_code == 404
            assert keep(room, person, kind, **PAPER).status_code == 404

    def test_a_language_switch_keeps_what_is_typed(self, room: Room, person: str) -> None:
        answer = room.post("officer", f"{person}/ny/fullmakt", show="nn", **PAPER)
        assert answer.status_code == 200 and 'value="Kanari Helpersen"' in answer.text

    @pytest.mark.parametrize(
        ("path", "typed"),
        [
            ("/ny/fullmakt", PAPER),
            ("/vurdering", ASSESSED),
            ("/beskyttet", {"reason": "register"}),
            ("/avklares", {"code": "parents-disagree"}),
        ],
    )
    def test_a_database_that_is_away_loses_nothing(
        self, room: Room, person: str, path: str, typed: dict[str, Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        def away(*_args: object, **_more: object) -> None:
            raise DatabaseAway

        for where in (
            "portal.store.grants_registered.register",
            "portal.store.assessments.register",
            "portal.store.protected.protect",
            "portal.store.grants_unclear.note",
        ):
            monkeypatch.setattr(where, away)
        answer = room.post("officer", person + path, key=next(KEYS), **typed)
        assert answer.status_code == 503 and "Ingenting er lagret" in answer.text
        for words in typed.values():
            assert all(one in answer.text for one in ([words] if isinstance(words, str) else words))


class TestEnding:
    def test_with_a_reason_and_it_opens_nothing(self, room: Room, person: str) -> None:
        keep(room, person, "fullmakt", **PAPER)
        (row,) = rows(room, GrantRow)
        path = f"{REP}/rett/{row.id}/avslutt"
        assert "Kanari Helpersen" in room.get("officer", path).text
        refused = room.post("officer", path)
        assert refused.status_code == 422 and "Velg hvorfor du avslutter." in refused.text
        done = room.post("officer", path, reason="person-asked")
        assert done.status_code == 303 and done.location.endswith(person)
        assert "gjelder ikke lenger" in room.get("officer", person).text
        assert rows(room, GrantRow)[0].ended_at is not None
        room.post("officer", path, reason="person-asked")
        assert "Det var avsluttet fra før." in room.get("officer", person).text


class TestAssessment:
    """Pasient- og brukerrettighetsloven § 3-3: the service decides, in writing, with reasons, for a time."""

    def test_it_gives_the_next_of_kin_insight_and_ends_with_it(
        self, room: Room, person: str
    ) -> None:
        assert room.get("officer", f"{person}/vurdering").status_code == 200
        sent = room.post("officer", f"{person}/vurdering", key=next(KEYS), **ASSESSED)
        assert sent.status_code == 303
        (grant,), (assessment,) = rows(room, GrantRow), rows(room, AssessmentRow)
        assert (grant.basis, grant.scopes, grant.assessment) == ("kin", "see-plan", assessment.id)
        page = room.get("officer", f"{REP}/vurdering/{assessment.id}").text
        for words in ("Om hjelpen om natten", "Fastlegen", "Forstår ikke følgene", "Ola Saks"):
            assert words in page
        assert "Om hjelpen" not in room.get("officer", person).text
        assert happened(room, "grant.read")[-1].object == assessment.id
        room.post("officer", f"{REP}/rett/{grant.id}/avslutt", reason="person-decides")
        (grant,), (assessment,) = rows(room, GrantRow), rows(room, AssessmentRow)
        assert grant.ended_at and assessment.ended_at
        assert (
            "Vurderingen ble avsluttet"
            in room.get("officer", f"{REP}/vurdering/{assessment.id}").text
        )

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"decision": ""}, "Skriv hvilken avgjørelse det gjelder."),
            ({"assessed_by": ""}, "Skriv hvem som har vurdert det."),
            ({"why": ""}, "Skriv hva vurderingen bygger på."),
            ({"day": "22.11.2026"}, "Skriv en dag som ikke ligger fram i tid."),
            ({"kin": ""}, "Velg hvem som er nærmeste pårørende."),
            ({"scopes": []}, "Kryss av for minst én ting."),
            ({"scopes": ["write-plan"]}, "Velg blant svarene i lista."),
            ({"until": "21.11.2027"}, "Skriv en siste dag innen tolv måneder."),
            ({"number": national(149)}, "Dette er nummeret til personen selv."),
            ({"unable": "y"}, "Skriv hvorfor personen ikke får beskjed."),
        ],
    )
    def test_each_thing_is_asked(
        self, room: Room, person: str, changed: dict[str, Any], message: str
    ) -> None:
        typed = ASSESSED | changed
        answer = room.post("officer", f"{person}/vurdering", key=next(KEYS), **typed)
        assert answer.status_code == 422 and message in answer.text
        assert rows(room, GrantRow) == [] and rows(room, AssessmentRow) == []

    @pytest.mark.parametrize(
        ("unable", "told"), [({}, 2), ({"unable": "y", "not_told": "Sover"}, 1)]
    )
    def test_the_person_is_told_unless_unable(
        self, room: Room, person: str, unable: dict[str, str], told: int
    ) -> None:
        typed = ASSESSED | unable
        room.post("officer", f"{person}/vurdering", key=next(KEYS), **typed)
        with room.app.extensions["database"].transaction() as session:
            rows_ = session.execute(text("SELECT person FROM outbox")).all()
        assert len(rows_) == told
        assert ((person.rpartition("/")[2],) in [tuple(row) for row in rows_]) is (told == 2)

    def test_no_citizen_has_a_way_to_one(self, room: Room) -> None:
        """Never self-declared: every address that makes one is the employees'."""
        declared = {
            rule.rule: declaration_of(room.app, rule.endpoint).permission
            for rule in room.app.url_map.iter_rules()
            if "vurdering" in rule.rule
        }
        assert declared and set(declared.values()) == {"register-grant"}


class TestProtected:
    def test_it_hides_names_closes_the_forms_and_turns_it_off(
        self, room: Room, person: str
    ) -> None:
        keep(room, person, "fullmakt", **PAPER)
        page = room.get("officer", f"{person}/beskyttet").text
        assert "Ingen kan handle for personen her" in page
        assert room.post("officer", f"{person}/beskyttet").status_code == 422
        set_ = room.post("officer", f"{person}/beskyttet", reason="police")
        assert set_.location.endswith(f"/ansatt{REP}")
        assert "/hvorfor/person/" in room.get("officer", person).location
        room.say_why("officer", person.rpartition("/")[2], "person", words="Skal oppheves")
        shown = room.get("officer", person).text
        assert "Kanari" not in shown and "Slått av på grunn av beskyttet adresse" in shown
        (row,) = rows(room, GrantRow)
        assert "Kanari" not in room.get("officer", f"{REP}/rett/{row.id}/avslutt").text
        refused = keep(room, person, "fullmakt", **(PAPER | {"number": OTHER}))
        assert refused.status_code == 422 and "beskyttet adresse" in refused.text
        assert happened(room, "person.protected")[-1].object == "police"
        lifted = room.post("officer", f"{person}/beskyttet", reason="time-out")
        assert lifted.status_code == 303
        assert "Kanari Helpersen" in room.get("officer", person).text
        assert happened(room, "person.not-protected")[-1].object == "time-out"


class TestFindingOut:
    def test_what_a_register_says_otherwise_is_a_task_until_somebody_has_found_out(
        self, room: Room, person: str
    ) -> None:
        with room.app.extensions["database"].transaction() as session:
            for _time in range(2):
                grants_unclear.disagree(
                    session, "9902", person.rpartition("/")[2], "register-differs"
                )
        listed = room.get("officer", f"{REP}/avklares").text
        assert listed.count("Et register sier noe annet") == 1
        assert "Et register sier noe annet" in room.get("officer", person).text
        assert "Melding til enheten" not in room.get("officer", "/oppgaver").text
        (task,) = re.findall(rf"{REP}/avklares/([0-9a-f]+)", listed)
        assert room.post("officer", f"{REP}/avklares/{task}").status_code == 303
        assert "ingenting som må avklares" in room.get("officer", f"{REP}/avklares").text
        assert room.post("officer", f"{REP}/avklares/{task}").status_code == 404

    def test_parents_who_disagree_are_noted_and_nothing_is_changed(
        self, room: Room, person: str
    ) -> None:
        keep(room, person, "fullmakt", **PAPER)
        before = [row.ended_at for row in rows(room, GrantRow)]
        sent = room.post("officer", f"{person}/avklares", code="parents-disagree")
        assert sent.status_code == 303
        assert "Foreldrene er uenige" in room.get("officer", person).text
        assert [row.ended_at for row in rows(room, GrantRow)] == before
        assert room.post("officer", f"{person}/avklares").status_code == 422


def addresses(room: Room, person: str) -> Iterator[tuple[str, str]]:
    """Every route of these pages, with each of its methods, for things that are there."""
    (grant,), (assessment,) = rows(room, GrantRow), rows(room, AssessmentRow)
    values = {
        "person": person.rpartition("/")[2], "kind": "fullmakt", "grant": grant.id,
        "assessment": assessment.id, "task": "nothing",
    }  # fmt: skip
    for rule in room.app.url_map.iter_rules():
        if "/ansatt/pa-vegne-av" in rule.rule:
            path = rule.rule.partition("/ansatt")[2]
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], path)
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, path


@pytest.mark.parametrize("who", ["reader", "administrator", "neighbour", "citizen", "nobody"])
def test_nobody_else_gets_in_or_sees_a_canary(room: Room, person: str, who: str) -> None:
    room.post("officer", f"{person}/vurdering", key=next(KEYS), **ASSESSED)
    outside = {
        "citizen": citizen_in(room.app, "storby", HOLDER)[0],
        "nobody": room.app.test_client(),
    }
    for method, path in addresses(room, person):
        if who in outside:
            answer = outside[who].open(f"/storby/nb/ansatt{path}", method=method)
            assert answer.status_code == 303 and "/innlogging/" in answer.location, path
        else:
            answer = room.get(who, path) if method == "GET" else room.post(who, path)
            own = who == "neighbour" and path in {
                REP,
                f"{REP}/avklares",
            }  # their own municipality's
            assert own or answer.status_code == 404, (method, path)
        assert "Kanari" not in answer.text


@pytest.mark.parametrize("who", ["officer", "colleague", "north", "lead"])
def test_officers_and_leads_of_every_unit_get_in(room: Room, person: str, who: str) -> None:
    room.post("officer", f"{person}/vurdering", key=next(KEYS), **ASSESSED)
    for method, path in addresses(room, person):
        if method == "GET":
            assert room.get(who, path).status_code == 200, path


def test_scopes_are_never_wider_than_the_row(room: Room, person: str) -> None:
    """A form that was bent sends what its page does not show."""
    for scope in (Scope.WRITE_PLAN, Scope.ASK, Scope.COMPLAIN, Scope.PRIVACY):
        sent = ASSESSED | {"scopes": ["see-plan", scope]}
        answer = room.post("officer", f"{person}/vurdering", key=next(KEYS), **sent)
        assert answer.status_code == 422
