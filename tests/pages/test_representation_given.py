"""«Gi noen fullmakt til å handle for deg» as people meet it: given, taken, changed, taken back, in three languages and with every error."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from portal.rules.access import Actor, Role
from portal.rules.representation import Basis, Scope
from portal.store import grants_answered, grants_changed, grants_given, people, representation
from portal.store.db import DatabaseAway
from portal.store.representation import NewGrant
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import citizen_in, csrf
from tests.pages.plan_house import key

STORBY = "9902"
OFFICER = Actor("staff", "o", STORBY, Role.OFFICER, "koordinerende-enhet")
GIVER, HELPER, STRANGER, CHILD = "14859221271", "22888513136", "30865512704", "08831464624"
UNKNOWN = "14828724496"
PAGE = "/storby/{}/pa-vegne-av{}"
ANSWERS = {
    "name": "Jon Farsen",
    "scopes": ["see-plan", "follow-cases"],
    "which": "parts",
    "sections": ["goals", "team"],
    "how_long": "12",
    "reach": "number",
    "number": HELPER,
}
TABLES = (
    "grants",
    "sessions",
    "limits",
    "submissions",
    "outbox",
    "event_objects",
    "events",
    "chains",
)
LAST_DAY = "20. november 2027"  # a year from 21 November 2026, less a day


@dataclass
class Street:
    """Kanari, who gives, Jon, who is to act, and a stranger."""

    app: Flask
    browsers: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask) -> "Street":
        app.extensions["clock"].now = NOW
        with app.extensions["database"].transaction() as session:
            for table in TABLES:
                session.execute(text(f"DELETE FROM {table}"))
            session.execute(PersonRow.__table__.update().values(protected_at=None, name=None))
        street = cls(app)
        for who, number, name in (
            ("giver", GIVER, "Kanari Solvik"),
            ("helper", HELPER, None),
            ("stranger", STRANGER, "Ukjent Nabo"),
            ("child", CHILD, "Ask"),
        ):
            street.browsers[who], street.ids[who] = citizen_in(app, "storby", number, name)
        return street

    def get(self, who: str, path: str = "", language: str = "nb") -> Any:
        return self.browsers[who].get(PAGE.format(language, path))

    def post(self, who: str, path: str, language: str = "nb", **data: Any) -> Any:
        token = csrf(self.browsers[who].get("/storby/nb/pa-vegne-av"))
        sent = {"csrf_token": token} | {
            name: value for name, value in data.items() if value is not None
        }
        return self.browsers[who].post(PAGE.format(language, path), data=sent)

    def give(self, **changes: Any) -> Any:
        return self.post("giver", "/gi", **({"key": key(), "seen": "y"} | ANSWERS | changes))

    def given(self, **changes: Any) -> str:
        """The id of a grant that was given and taken."""
        grant = self.offered(**changes)
        answered = self.post("helper", f"/{grant}/tilbud", answer="yes", own_name="Jon")
        assert answered.status_code == 303, answered.text
        return grant

    def offered(self, **changes: Any) -> str:
        answer = self.give(**changes)
        assert answer.status_code == 303, answer.text
        return answer.location.split("/")[-2]

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()

    def row(self, grant: str) -> GrantRow:
        with self.transaction() as session:
            return session.get_one(GrantRow, grant)

    def later(self, **time: int) -> None:
        self.app.extensions["clock"].now += timedelta(**time)


@pytest.fixture
def street(shared_app: Flask) -> Street:  # noqa: F811
    return Street.of(shared_app)


def away(*_args: Any, **_more: Any) -> None:
    raise DatabaseAway


class TestGive:
    def test_looked_over_and_then_sent(self, street: Street) -> None:
        asked = street.get("giver", "/gi")
        assert "Gi noen fullmakt til å handle for deg" in asked.text
        seen = street.give(seen=None)
        assert seen.status_code == 200 and "Se over før du sender" in seen.text
        for words in (
            "Jon Farsen",
            "Se planen, følge saker",
            "Målene, de som hjelper",
            LAST_DAY,
            HELPER,
        ):
            assert words in seen.text, words
        carried = re.findall(r'name="(scopes|sections)" value="([^"]+)"', seen.text)
        assert carried == [
            ("scopes", "see-plan"),
            ("scopes", "follow-cases"),
            ("sections", "goals"),
            ("sections", "team"),
        ]
        with street.transaction() as session:
            assert session.scalars(select(GrantRow)).all() == [], "nothing is sent yet"
        sent = street.give()
        assert sent.status_code == 303
        receipt = street.browsers["giver"].get(sent.location)
        assert "Tilbudet er sendt" in receipt.text and LAST_DAY in receipt.text

    def test_edit_leads_back_with_all_that_was_typed(self, street: Street) -> None:
        page = street.give(edit="y").text
        assert 'value="Jon Farsen"' in page and f'value="{HELPER}"' in page
        assert 'value="see-plan" checked' in page and 'value="goals" checked' in page

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"name": ""}, "Skriv navnet på den som skal handle for deg."),
            ({"scopes": []}, "Velg minst én ting personen skal kunne gjøre."),
            ({"scopes": ["privacy"]}, "Velg blant svarene i lista."),
            ({"which": None}, "Velg om det gjelder hele planen eller deler av den."),
            ({"sections": []}, "Velg minst én del av planen."),
            ({"begins": "20.11.2026"}, "Skriv en dag fra i dag og inntil ett år fram."),
            ({"begins": "22.11.2027"}, "Skriv en dag fra i dag og inntil ett år fram."),
            ({"begins": "i morgen"}, "Skriv datoen med dag, måned og år"),
            ({"how_long": None}, "Velg hvor lenge det skal vare."),
            ({"how_long": "240"}, "Velg ett av svarene i lista."),
            ({"how_long": "date"}, "Skriv datoen med dag, måned og år"),
            ({"how_long": "date", "last_day": "20.11.2026"}, "Skriv en dag som kommer etter"),
            ({"how_long": "date", "last_day": "21.11.2028"}, "Skriv en siste dag innen to år."),
            ({"reach": None}, "Velg hvordan personen skal få vite det."),
            ({"number": "12345678901"}, "Skriv fødselsnummeret med 11 siffer."),
            ({"number": GIVER}, "Dette er ditt eget fødselsnummer."),
            ({"key": "short"}, "Siden hadde stått åpen lenge."),
        ],
    )
    def test_what_is_wrong_is_told_and_what_is_typed_is_kept(
        self, street: Street, changes: dict[str, Any], told: str
    ) -> None:
        page = street.give(**changes)
        assert page.status_code == 422 and told in page.text
        assert "name" in changes or 'value="Jon Farsen"' in page.text
        with street.transaction() as session:
            assert session.scalars(select(GrantRow)).all() == []

    def test_two_years_to_the_day_are_taken(self, street: Street) -> None:
        grant = street.offered(how_long="date", last_day="20.11.2028")
        assert street.row(grant).until == date(2028, 11, 21)

    def test_the_page_and_its_answer_do_not_tell_who_is_known(self, street: Street) -> None:
        """Jon has logged in here; nobody has with the other number."""

        def told(number: str) -> list[str]:
            with street.transaction() as session:
                session.execute(text("DELETE FROM grants"))
            sent = street.give(number=number)
            receipt = street.browsers["giver"].get(sent.location)
            pages = [receipt.text, street.get("giver", "/meg").text]
            return [re.sub(r"[0-9a-f]{32}|value=\"[^\"]{40,}\"", "", page) for page in pages]

        known, unknown = told(HELPER), told(UNKNOWN)
        assert known == unknown

    def test_the_same_press_twice_is_one_offer_and_another_content_is_refused(
        self, street: Street
    ) -> None:
        one = key()
        first, second = street.give(key=one), street.give(key=one)
        assert first.location == second.location
        other = street.give(key=one, name="En annen")
        assert other.status_code == 422 and "Du har allerede sendt noe herfra" in other.text

    def test_too_many_in_a_day(self, street: Street) -> None:
        for _one in range(10):
            street.offered()
        page = street.give()
        assert page.status_code == 429 and "Du har sendt mange tilbud i dag." in page.text

    @pytest.mark.parametrize(
        ("at_commit", "told"), [(False, "Ingenting er lagret"), (True, "Vi vet ikke")]
    )
    def test_when_the_database_is_away_the_page_stands_with_its_text(
        self, street: Street, monkeypatch: pytest.MonkeyPatch, at_commit: bool, told: str
    ) -> None:
        def gone(*_args: Any, **_more: Any) -> None:
            raise DatabaseAway(at_commit=at_commit)

        with monkeypatch.context() as patched:
            patched.setattr(grants_given, "offer", gone)
            page = street.give()
        assert page.status_code == 503 and told in page.text
        assert f'name="number" value="{HELPER}"' in page.text

    @pytest.mark.parametrize("language", ["nb", "nn", "en"])
    def test_every_page_in_every_language(self, street: Street, language: str) -> None:
        grant = street.given()
        for who, path in (
            ("giver", "/gi"),
            ("giver", "/meg"),
            ("giver", f"/gi?fra={grant}"),
            ("giver", f"/{grant}/gitt"),
            ("giver", f"/{grant}/endre"),
            ("giver", f"/{grant}/avslutt"),
            ("helper", f"/{grant}/avslutt"),
            ("helper", "/kode"),
            ("child", "/gi"),
        ):
            assert street.get(who, path, language).status_code == 200, path
        assert street.post("giver", "/gi", language, key=key(), **ANSWERS).status_code == 200
        offer = street.offered()
        assert street.get("helper", f"/{offer}/tilbud", language).status_code == 200

    def test_a_change_of_language_keeps_what_is_typed(self, street: Street) -> None:
        for seen in (None, "y"):
            page = street.give(show="nn", seen=seen)
            assert page.status_code == 200 and "Jon Farsen" in page.text


class TestWhoMayGive:
    def test_under_sixteen_it_is_explained_with_whom_to_call(self, street: Street) -> None:
        page = street.get("child", "/gi").text
        assert "fra den dagen du fyller 16 år" in page and "tel:" in page
        sent = street.post("child", "/gi", key=key(), seen="y", **ANSWERS)
        assert "fra den dagen du fyller 16 år" in sent.text
        assert "Gi noen fullmakt" not in street.get("child", "/meg").text

    def test_with_a_protected_address_it_goes_through_the_desk(self, street: Street) -> None:
        with street.transaction() as session:
            session.execute(
                update(PersonRow).filter_by(id=street.ids["giver"]).values(protected_at=NOW)
            )
        assert "Ring oss, så finner vi en trygg måte sammen." in street.get("giver", "/gi").text
        assert "beskyttet adresse" in street.give().text
        assert "beskyttet adresse" in street.get("giver", "/meg").text

    def test_the_name_is_asked_once(self, street: Street) -> None:
        page = street.post("helper", "/gi", key=key(), **(ANSWERS | {"number": STRANGER}))
        assert "Skriv navnet ditt" in page.text
        answers = ANSWERS | {"number": STRANGER, "own_name": "Jon Farsen"}
        assert street.post("helper", "/gi", key=key(), seen="y", **answers).status_code == 303
        assert "Hva heter du?" not in street.get("helper", "/gi").text


class TestTheCode:
    def code(self, street: Street) -> tuple[str, str]:
        sent = street.give(reach="code", number="")
        receipt = street.browsers["giver"].get(sent.location)
        found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt.text)
        assert found, receipt.text
        return sent.location, found[0]

    def test_it_is_shown_once(self, street: Street) -> None:
        address, code = self.code(street)
        again = street.browsers["giver"].get(address).text
        assert code not in again and "Koden er vist én gang." in again

    def test_it_opens_the_offer_and_the_yes_binds_it(self, street: Street) -> None:
        _address, code = self.code(street)
        opened = street.post("helper", "/kode", code=code.lower().replace("-", " "))
        assert opened.status_code == 303
        path = opened.location.partition("pa-vegne-av")[2]
        page = street.get("helper", path).text
        for words in ("Kanari Solvik vil gi deg fullmakt", "Se planen, følge saker", LAST_DAY):
            assert words in page, words
        assert street.get("stranger", path).status_code == 404
        assert street.post("stranger", path, answer="yes").status_code == 404
        assert street.post("helper", path, answer="yes").status_code == 422, "the name is missing"
        done = street.post("helper", path, answer="yes", own_name="Jon Farsen")
        assert done.status_code == 303
        assert "Du har tatt imot fullmakten." in street.get("helper").text
        assert street.get("helper", path).status_code == 404
        assert street.post("stranger", "/kode", code=code).status_code == 422

    def test_it_opens_for_half_an_hour(self, street: Street) -> None:
        _address, code = self.code(street)
        path = street.post("helper", "/kode", code=code).location.partition("pa-vegne-av")[2]
        street.later(minutes=29)
        assert street.get("helper", path).status_code == 200
        street.later(minutes=1)
        assert street.get("helper", path).status_code == 404

    def test_a_wrong_one_is_told_and_the_sixth_is_refused(self, street: Street) -> None:
        _address, code = self.code(street)
        for _try in range(5):
            wrong = street.post("helper", "/kode", code="ABCD-EFGH-JKMN")
            assert wrong.status_code == 422 and "Koden er feil, eller den virker ikke" in wrong.text
            assert 'value="ABCD-EFGH-JKMN"' in wrong.text
        sixth = street.post("helper", "/kode", code=code)
        assert sixth.status_code == 429 and "Du har prøvd mange koder i dag" in sixth.text

    def test_empty_is_told_and_is_no_try(self, street: Street) -> None:
        for _try in range(7):
            empty = street.post("helper", "/kode", code=" ")
            assert empty.status_code == 422 and "Skriv koden du har fått." in empty.text

    def test_when_the_database_is_away(
        self, street: Street, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(grants_answered, "find", away)
            page = street.post("helper", "/kode", code="ABCD-EFGH-JKMN")
        assert page.status_code == 503 and 'value="ABCD-EFGH-JKMN"' in page.text

    def test_with_a_protected_address_no_code_is_taken(self, street: Street) -> None:
        _address, code = self.code(street)
        with street.transaction() as session:
            session.execute(
                update(PersonRow).filter_by(id=street.ids["helper"]).values(protected_at=NOW)
            )
        assert "beskyttet adresse" in street.post("helper", "/kode", code=code).text


class TestAnswered:
    def test_no_ends_it(self, street: Street) -> None:
        grant = street.offered()
        path = f"/{grant}/tilbud"
        assert "Velg ja eller nei." in street.post("helper", path).text
        assert street.post("helper", path, answer="no").status_code == 303
        assert "Du sa nei." in street.get("helper").text
        assert "Personen sa nei" in street.get("giver", "/meg").text
        assert street.post("helper", path, answer="yes", own_name="Jon").status_code == 404

    @pytest.mark.parametrize("what", ["accept", "decline"])
    def test_when_the_database_is_away(
        self, street: Street, monkeypatch: pytest.MonkeyPatch, what: str
    ) -> None:
        grant = street.offered()
        with monkeypatch.context() as patched:
            patched.setattr(grants_answered, what, away)
            answer = {"accept": "yes", "decline": "no"}[what]
            page = street.post("helper", f"/{grant}/tilbud", answer=answer, own_name="Jon Farsen")
        assert page.status_code == 503 and "Ingenting er lagret" in page.text
        assert 'value="Jon Farsen"' in page.text

    @pytest.mark.parametrize("who", ["giver", "stranger"])
    def test_it_is_there_for_the_one_it_is_to(self, street: Street, who: str) -> None:
        grant = street.offered()
        assert street.get(who, f"/{grant}/tilbud").status_code == 404
        assert street.post(who, f"/{grant}/tilbud", answer="yes").status_code == 404


class TestTakenBack:
    def test_it_works_at_once_in_the_open_session_of_the_other(self, street: Street) -> None:
        grant = street.given()
        acts = street.post("helper", f"/{grant}/handle")
        assert acts.status_code == 303
        assert "handler for Kanari Solvik" in street.get("helper").text
        ended = street.post("giver", f"/{grant}/avslutt")
        assert ended.status_code == 303
        assert "Det er avsluttet, og gjelder ikke lenger." in street.get("giver", "/meg").text
        after = street.get("helper").text
        assert "handler for Kanari Solvik" not in after
        with street.transaction() as session:
            here = representation.acting(session, STORBY, street.ids["helper"], street.ids["giver"])
        assert here is None

    def test_what_happens_stands_before_the_press(self, street: Street) -> None:
        grant = street.given()
        page = street.get("giver", f"/{grant}/avslutt").text
        for words in (
            "Det slutter å gjelde med en gang, også hvis Jon Farsen er logget inn nå.",
            "Jon Farsen får en beskjed uten innhold.",
            "Velg dette hvis du er redd for hvordan den andre reagerer.",
        ):
            assert words in page, words
        assert street.row(grant).ended_at is None, "looking ends nothing"

    def test_quietly(self, street: Street) -> None:
        grant = street.given()
        street.post("giver", f"/{grant}/avslutt", quietly="y")
        assert "Vi har ikke sendt beskjed til den andre." in street.get("giver", "/meg").text
        assert street.row(grant).quietly is True

    def test_the_one_who_acts_ends_it_and_is_not_asked_about_quiet(self, street: Street) -> None:
        grant = street.given()
        page = street.get("helper", f"/{grant}/avslutt").text
        assert "Vil du slutte å handle for Kanari Solvik?" in page and 'name="quietly"' not in page
        assert street.post("helper", f"/{grant}/avslutt", quietly="y").status_code == 303
        assert street.row(grant).quietly is False
        assert street.get("helper", f"/{grant}/avslutt").status_code == 404

    def test_a_mistake_is_mended_by_giving_it_anew(self, street: Street) -> None:
        grant = street.given()
        street.post("giver", f"/{grant}/avslutt")
        page = street.get("giver", f"/gi?fra={grant}").text
        assert 'value="Jon Farsen"' in page and 'value="same" checked' in page
        assert 'value="20.11.2027"' in page and 'value="team" checked' in page
        again = street.offered(reach="same", like=grant, number="")
        assert street.row(again).holder == street.ids["helper"]

    def test_not_like_a_grant_of_somebody_else(self, street: Street) -> None:
        grant = street.given()
        page = street.get("stranger", f"/gi?fra={grant}").text
        assert "Jon Farsen" not in page
        answers = ANSWERS | {"reach": "same", "like": grant, "number": ""}
        assert street.post("stranger", "/gi", key=key(), seen="y", **answers).status_code == 404

    @pytest.mark.parametrize("path", ["avslutt", "endre", "gitt", "tilbud"])
    def test_a_stranger_finds_nothing(self, street: Street, path: str) -> None:
        grant = street.given()
        assert street.get("stranger", f"/{grant}/{path}").status_code == 404
        assert street.post("stranger", f"/{grant}/{path}").status_code in {404, 405}
        assert street.row(grant).ended_at is None

    def test_when_the_database_is_away(
        self, street: Street, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        grant = street.given()
        with monkeypatch.context() as patched:
            patched.setattr(grants_changed, "end", away)
            page = street.post("giver", f"/{grant}/avslutt", quietly="y")
        assert page.status_code == 503 and re.search(
            r"<input[^>]* checked[^>]*name=\"quietly\"", page.text
        )


class TestChanged:
    SAME = {k: ANSWERS[k] for k in ("scopes", "which", "sections")} | {"last_day": "20.11.2027"}

    def change(self, street: Street, grant: str, **changes: Any) -> Any:
        return street.post("giver", f"/{grant}/endre", **({"key": key()} | self.SAME | changes))

    def test_less_counts_at_once(self, street: Street) -> None:
        grant = street.given()
        assert self.change(street, grant, scopes=["follow-cases"]).status_code == 303
        assert "Endringen gjelder fra nå." in street.get("giver", "/meg").text
        assert street.row(grant).scopes == "follow-cases"

    def test_more_waits_for_the_other(self, street: Street) -> None:
        grant = street.given()
        assert self.change(street, grant, which="whole").status_code == 303
        page = street.get("giver", "/meg").text
        assert "Det du la til, gjelder når personen sier ja." in page
        assert "Venter på svar" in page and "Gjelder nå" in page

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"scopes": []}, "Velg minst én ting"),
            ({"last_day": ""}, "Skriv hvilken dag som er den siste."),
            ({"last_day": "30. feb"}, "Skriv datoen med dag, måned og år"),
            ({"last_day": "20.11.2026"}, "Skriv dagen i dag eller en senere dag."),
            ({"last_day": "21.11.2028"}, "Skriv en siste dag innen to år."),
        ],
    )
    def test_what_is_wrong_is_told(
        self, street: Street, changes: dict[str, Any], told: str
    ) -> None:
        page = self.change(street, street.given(), **changes)
        assert page.status_code == 422 and told in page.text

    def test_when_the_database_is_away(
        self, street: Street, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        grant = street.given()
        with monkeypatch.context() as patched:
            patched.setattr(grants_changed, "change", away)
            page = self.change(street, grant, scopes=["complain"])
        assert page.status_code == 503 and 'value="complain" checked' in page.text


class TestWhoMayActForMe:
    def test_it_says_what_until_when_and_when_last_used(self, street: Street) -> None:
        grant = street.given()
        page = street.get("giver", "/meg").text
        for words in (
            "Jon Farsen",
            "Gjelder nå",
            "Se planen, følge saker",
            LAST_DAY,
            "Er ikke brukt ennå.",
        ):
            assert words in page, words
        street.post("helper", f"/{grant}/handle")
        assert "Sist brukt 21. november 2026" in street.get("giver", "/meg").text

    def test_in_the_last_month_it_is_to_be_renewed(self, street: Street) -> None:
        grant = street.given(how_long="date", last_day="20.12.2026")
        page = street.get("giver", "/meg").text
        assert "Fullmakten til Jon Farsen er snart over" in page
        form = street.get("giver", f"/gi?fra={grant}").text
        assert 'value="21.12.2026"' in form and 'value="12" checked' in form
        street.offered(like=grant, reach="same", number="", begins="21.12.2026")
        assert "er snart over" not in street.get("giver", "/meg").text

    def test_what_has_ended_is_folded_away(self, street: Street) -> None:
        grant = street.given()
        street.post("giver", f"/{grant}/avslutt")
        page = street.get("giver", "/meg").text
        assert "Ingen kan handle for deg her nå." in page
        assert "Tidligere (1)" in page and "Avsluttet" in page and "Gi det på nytt" in page

    def test_what_the_desk_wrote_down_is_shown_and_not_ended_here(self, street: Street) -> None:
        with street.transaction() as session:
            grant = representation.write(
                session, OFFICER,
                NewGrant(
                    person=street.ids["giver"], person_name="Kanari", holder=street.ids["helper"],
                    holder_name="Vera Verge", basis=Basis.GUARDIAN, scopes=[Scope.SEE_PLAN],
                    since=date(2026, 1, 1), until=None, language="nb", accepted=True,
                ),
            )  # fmt: skip
        page = street.get("giver", "/meg").text
        assert "Vera Verge" in page and "Personen er verge for deg." in page
        assert "Dette kan ikke avsluttes her." in page
        for who in ("giver", "helper"):
            assert street.get(who, f"/{grant}/avslutt").status_code == 404
            assert street.post(who, f"/{grant}/avslutt").status_code == 404

    @pytest.mark.parametrize(
        ("today", "told"),
        [
            (date(2029, 12, 7), None),
            (date(2029, 12, 8), "Du fyller 16 år 8. mars 2030."),
            (date(2030, 3, 7), "Du fyller 16 år 8. mars 2030."),
            (date(2030, 3, 8), "Du har fylt 16 år. Nå bestemmer du selv"),
            (date(2030, 4, 6), "Du har fylt 16 år. Nå bestemmer du selv"),
            (date(2030, 4, 7), None),
        ],
    )
    def test_the_young_are_told_from_three_months_before_sixteen_until_a_month_after(
        self, street: Street, today: date, told: str | None
    ) -> None:
        child_of(street)
        street.later(days=(today - date(2026, 11, 21)).days)
        street.browsers["child"], _id = citizen_in(street.app, "storby", CHILD, "Ask")
        page = street.get("child", "/meg").text
        assert bool(re.search("Du (fyller|har fylt) 16 år", page)) is (told is not None)
        assert told is None or told in page

    def test_while_one_acts_for_another_it_is_not_shown(self, street: Street) -> None:
        grant = street.given()
        street.post("helper", f"/{grant}/handle")
        page = street.get("helper", "/meg")
        assert page.status_code == 200 and "Nå handler du for en annen." in page.text
        for path in ("/gi", "/kode", f"/{grant}/avslutt", f"/{grant}/endre"):
            assert street.get("helper", path).status_code == 404, path


class TestWaiting:
    """What «På vegne av» says to the one who acts."""

    def test_an_offer_is_there_for_the_one_it_is_to(self, street: Street) -> None:
        grant = street.offered()
        assert f"/{grant}/tilbud" in street.get("helper").text
        for who in ("giver", "stranger"):
            assert grant not in street.get(who).text

    def test_what_one_holds_can_be_laid_down_from_there(self, street: Street) -> None:
        grant = street.given()
        page = street.get("helper").text
        assert "Det du kan gjøre for andre (1)" in page and LAST_DAY in page
        assert f"/{grant}/avslutt" in page and "Slutt å handle for Kanari Solvik" in page
        street.post("helper", f"/{grant}/avslutt")
        assert "Det du kan gjøre for andre" not in street.get("helper").text

    def test_what_the_desk_gave_a_parent_cannot(self, street: Street) -> None:
        child_of(street)
        page = street.get("helper").text
        assert "Dette kan ikke avsluttes her." in page and "/avslutt" not in page

    def test_answered_it_is_there_no_more(self, street: Street) -> None:
        grant = street.given()
        assert f"/{grant}/tilbud" not in street.get("helper").text

    @pytest.mark.parametrize(
        ("today", "told"),
        [
            (date(2029, 12, 7), None),
            (date(2029, 12, 8), "Ask fyller 16 år 8. mars 2030."),
            (date(2030, 3, 7), "Ask fyller 16 år 8. mars 2030."),
            (date(2030, 3, 8), "Ask har fylt 16 år."),
            (date(2030, 4, 6), "Ask har fylt 16 år."),
            (date(2030, 4, 7), None),
        ],
    )
    def test_a_parent_is_told_from_three_months_before_until_a_month_after(
        self, street: Street, today: date, told: str | None
    ) -> None:
        child_of(street)
        street.later(days=(today - date(2026, 11, 21)).days)
        street.browsers["helper"], _id = citizen_in(street.app, "storby", HELPER, "Jon")
        page = street.get("helper").text
        assert bool(re.search("(fyller|fylt) 16 år", page)) is (told is not None)
        assert told is None or told in page


def child_of(street: Street) -> None:
    """The desk has written down that Jon is Ask's parent; Ask is born on 8 March 2014."""
    with street.transaction() as session:
        representation.write(
            session, OFFICER,
            NewGrant(
                person=street.ids["child"], person_name="Ask", holder=street.ids["helper"],
                holder_name="Pappa", basis=Basis.PARENT, scopes=list(Scope),
                since=date(2026, 1, 1), until=None, born=date(2014, 3, 8), language="nb",
                accepted=True,
            ),
        )  # fmt: skip


def test_names_stand_in_no_address(street: Street) -> None:
    street.given()
    page = street.get("giver", "/meg").text
    assert not [link for link in re.findall(r'href="([^"]*)"', page) if "Jon" in link]


def test_a_press_with_a_wrong_token_changes_nothing(street: Street) -> None:
    grant = street.given()
    for who, path in (("giver", "avslutt"), ("giver", "endre")):
        address = PAGE.format("nb", f"/{grant}/{path}")
        page = street.browsers[who].post(address, data={"csrf_token": "x"})
        assert page.status_code == 422
    assert street.row(grant).ended_at is None


def test_everybody_has_a_name_to_be_called_by(street: Street) -> None:
    street.given()
    with street.transaction() as session:
        assert people.get(session, STORBY, street.ids["helper"]).name == "Jon"
