"""«Mine saker»: what each state says, who sees it, and that every press does it once."""

import itertools
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import delete, func, select, text, update

from portal.pages.case import words as said
from portal.rules.access import Role
from portal.rules.case_story import Asked, Next, Stand
from portal.store import case, case_answers, case_messages, drafts
from portal.store.case_mine import HISTORY
from portal.store.db import DatabaseAway
from portal.store.tables.answer import CaseReaderRow, MessageRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.request import DraftRow
from portal.store.tables.staff import SessionRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf, enrol
from tests.pages.citizens import CENTRE, REASONS, Town

KEYS = itertools.count(1)
FOR_ANOTHER = {
    "whom": "other",
    "name": "Kanari Spørger",
    "relation": "friend",
    "about_name": "Kanari Gjelder",
    "about_number": "01815512345",
}


def key() -> str:
    return f"{next(KEYS):022}"


@pytest.fixture
def town(shared_app: Flask) -> Town:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(delete(SessionRow))
        session.execute(delete(DraftRow))
        session.execute(delete(CaseReaderRow))
        session.execute(update(PersonRow).values(name=None))
    enrol(shared_app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks")
    return Town.of(shared_app)


def page(town: Town, reference: str, who: str = "reader", language: str = "nb") -> str:
    answer = town.get(who, f"/{reference}", language)
    assert answer.status_code == 200
    return str(answer.text)


def test_every_code_has_its_words() -> None:
    assert set(said.STANDS) == set(said.SHORT) == {str(one) for one in Stand}
    assert set(said.NEXT) | set(said.NEXT_UNDATED) == {str(one) for one in Next}
    assert set(said.ASKED) == {str(one) for one in Asked}
    assert set(said.HISTORY) == {str(code) for code in HISTORY}


class TestStates:
    def test_just_sent(self, town: Town) -> None:
        shown = page(town, town.ask())
        for sentence in (
            "<h1>Ønske om koordinator og individuell plan</h1>",
            "Kommunen har fått henvendelsen. Ingen har åpnet den ennå.",
            "Kommunen skal svare så snart den kan. Tar det mer enn en måned, skal du få vite hvorfor.",
            "Måneden er ute 21. desember 2026.",
            "Ingenting. Du trenger ikke å gjøre noe nå.",
            "Kanariord om meg",
            "Henvendelsen ble sendt og lagret",
            "Trekk henvendelsen",
            "Lagret hos kommunen",
        ):
            assert sentence in shown, sentence
        assert "Minn kommunen" not in shown

    def test_received_on_the_last_of_january(self, town: Town) -> None:
        town.app.extensions["clock"].now = NOW.replace(year=2027, month=1, day=31)
        town.log_in()
        assert "Måneden er ute 28. februar 2027." in page(town, town.ask())

    def test_opened_and_given_to_someone(self, town: Town) -> None:
        reference = town.ask()
        with town.transaction() as session:
            case.open_case(session, town.officer, reference)
        assert "Noen i kommunen har åpnet henvendelsen." in page(town, reference)
        with town.transaction() as session:
            case.take(session, town.officer, reference)
        shown = page(town, reference)
        assert "Et menneske i kommunen åpnet saken" in shown
        assert "Saken ble gitt til en som skal følge den opp" in shown
        assert shown.index("Saken ble gitt til") < shown.index("Et menneske i kommunen åpnet"), (
            "the newest first"
        )

    def test_more_is_wanted(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "more-wanted", "Hvilken skole går du på?", language="nn")
        shown = page(town, reference)
        assert '<p lang="nn">Hvilken skole går du på?</p>' in shown
        assert "Kommunen har spurt deg om noe." in shown and "Svar kommunen" in shown
        assert "Kommunen har spurt deg om noe." in town.get("reader").text
        form = town.get("reader", f"/{reference}/skriv").text
        assert "Dette spør kommunen om" in form and "Hvilken skole går du på?" in form
        town.app.extensions["clock"].now += timedelta(minutes=1)
        town.post("reader", f"/{reference}/skriv", key=key(), text="Lia skole")
        assert "Kommunen har spurt deg om noe." not in page(town, reference)

    def test_preliminary_with_its_reason(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "preliminary", "Vi venter på legen.", new_date="2027-01-15")
        shown = page(town, reference)
        assert "Kommunen har sagt at svaret kommer senest 15. januar 2027." in shown
        history = shown[shown.index("Dette har skjedd") :]
        assert "Kommunen ga et foreløpig svar" in history and "Vi venter på legen." in history

    def test_coordinator_with_a_card(self, town: Town) -> None:
        reference = town.ask()
        town.answer(
            reference, "coordinator", "Velkommen.", coordinator_name="Siri Koordinator",
            coordinator_role="ergoterapeut", coordinator_phone="74 21 71 00",
            coordinator_from="2026-12-01", deputy_name="Dag Vikar", deputy_phone="74 21 71 01",
        )  # fmt: skip
        shown = page(town, reference)
        for words in ("Siri Koordinator", "ergoterapeut", "Dag Vikar", "tel:+4774217101"):
            assert words in shown, words
        assert "Koordinatoren begynner 1. desember 2026." in shown
        assert "Trekk henvendelsen" not in shown
        town.days_later(20)
        assert "Koordinatoren begynte 1. desember 2026." in page(town, reference)

    def test_no_coordinator_found_yet_says_whom_to_call(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "coordinator", "", vacant=True, new_date="2026-12-10")
        shown = page(town, reference)
        assert "Kommunen har sagt ja, men har ikke funnet en koordinator ennå." in shown
        assert "Du hører mer senest 10. desember 2026." in shown
        assert "Koordinerende enhet: " in shown and "tel:+4700000010" in shown

    @pytest.mark.parametrize("kind", ["refused", "in-part"])
    def test_a_refusal_says_why_and_how_to_complain(self, town: Town, kind: str) -> None:
        reference, granted = town.ask(), "En time i uka." if kind == "in-part" else None
        town.answer(
            reference, kind, law="health", complaint_due=date(2026, 12, 21), granted=granted
        )
        shown = page(town, reference)
        for words in (REASONS, granted or REASONS, "21. desember 2026", "Postboks 0", "klage",
                      "Statsforvalteren", "pasient- og brukerombudet",
                      "Telefonnummeret er ikke lagt inn her ennå."):  # fmt: skip
            assert words in shown, words

    def test_after_the_date_nobody_is_told_that_it_is_too_late(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "refused", law="health", complaint_due=date(2026, 12, 21))
        town.days_later(60)
        shown = page(town, reference)
        assert "Fristen for å klage var 21. desember 2026." in shown
        assert "kan du fortsatt sende en klage" in shown
        assert "for sent" not in shown

    def test_the_ombud_is_not_named_for_nav(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "refused", law="nav", complaint_due=date(2026, 12, 14))
        assert "brukerombudet" not in page(town, reference)

    def test_taken_back_is_told_without_what_it_said(self, town: Town) -> None:
        reference = town.ask()
        given = town.answer(reference, "refused", law="health", complaint_due=date(2026, 12, 21))
        with town.transaction() as session:
            case_answers.take_back(session, town.officer, reference, given.id)
        shown = page(town, reference)
        assert REASONS not in shown
        assert "Kommunen tok tilbake svaret. Det gjelder ikke." in shown
        assert "Kommunen skal svare så snart den kan." in shown

    def test_the_desks_words_are_marked_with_their_language(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "preliminary", "Vi treng meir tid.", new_date="2027-01-15",
                    language="nn")  # fmt: skip
        assert page(town, reference).count('<p lang="nn">Vi treng meir tid.</p>') == 2
        assert 'lang="nn">Vi treng meir tid.' not in page(town, reference, language="nn")

    def test_nobody_has_opened_it(self, town: Town) -> None:
        reference = town.ask()
        town.change(reference, escalated_at=NOW)
        shown = page(town, reference)
        assert "Ingen i kommunen har åpnet saken ennå" in shown
        assert shown.index("Ingen i kommunen har åpnet saken ennå") < shown.index("Slik står saken")
        with town.transaction() as session:
            case.open_case(session, town.officer, reference)
        assert "Ingen i kommunen har åpnet saken ennå" not in page(town, reference)

    def test_a_message_that_did_not_get_through_is_said(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "more-wanted", "Hva?")
        assert "Vi fikk ikke sendt deg beskjed" not in page(town, reference)
        case_id = town.row(reference).id
        with town.transaction() as session:
            news = update(OutboxRow).where(OutboxRow.case_id == case_id)
            session.execute(news.where(OutboxRow.template == "case-news").values(state="desk"))
        assert "Vi fikk ikke sendt deg beskjed" in page(town, reference)

    def test_a_meeting_was_agreed_on_the_phone(self, town: Town) -> None:
        reference = town.ask()
        with town.transaction() as session:
            case.note_outcome(
                session, town.officer, reference, "appointment", "Kanarinotat", tell=False
            )
        shown = page(town, reference)
        assert "Det er avtalt et møte med kommunen." in shown
        assert "Kanarinotat" not in shown

    @pytest.mark.parametrize("language", ["nb", "nn", "en"])
    def test_it_is_whole_in_every_language(self, town: Town, language: str) -> None:
        reference = town.ask()
        town.answer(reference, "in-part", law="health", complaint_due=date(2026, 12, 21),
                    granted="En time.")  # fmt: skip
        for path in ("", f"/{reference}", f"/{reference}/skriv", f"/{reference}/kvittering"):
            assert town.get("reader", path, language).status_code == 200


class TestWhoSees:
    def test_the_person_sees_who_asked_but_not_how_to_reach_them(self, town: Town) -> None:
        reference = town.ask(**FOR_ANOTHER, phone="+4799999977", postcode="0061")
        shown = page(town, reference)
        assert "Kanari Spørger" in shown and "Venn eller nabo" in shown
        assert "99 99 99 77" not in shown and "99999977" not in shown and "0061" not in shown
        assert "01815512345" not in shown
        assert "Kommunen venter på at du svarer." in shown and "Svar ja eller nei" in shown

    def test_a_service_is_named_with_its_workplace(self, town: Town) -> None:
        more = FOR_ANOTHER | {"whom": "service", "service": "school", "workplace": "Lia skole"}
        shown = page(town, town.ask(**(more | {"relation": None})))
        assert "Lia skole" in shown and "Skole" in shown

    def test_a_parent_sees_all_they_sent(self, town: Town) -> None:
        reference = town.ask(whom="child", about_name="Kanari Barn", child_age="under-16")
        town.change(reference, asker=town.ids["parent"], confirmed_at=NOW, confirmed_by="visit")
        shown = page(town, reference, "parent")
        assert "For barnet ditt." in shown
        assert "Kanari Barn" in shown and "Kanari Fuglesang" in shown and "tel:+4700000001" in shown
        assert "For barnet ditt." in town.get("parent").text
        assert "Hvem som har spurt for deg" not in shown

    @pytest.mark.parametrize("who", ["former", "asker", "stranger"])
    def test_what_is_not_yours_is_the_same_page_as_what_does_not_exist(
        self, town: Town, who: str
    ) -> None:
        reference = town.ask(**FOR_ANOTHER)
        town.days_later(1)
        for path in ("", "/kvittering", "/datoer.ics", "/skriv", "/trekk", "/bekreft"):
            theirs = town.get(who, f"/{reference}{path}")
            nothing = town.get(who, f"/AAAA-BBBB-CCCC{path}")
            assert theirs.status_code == nothing.status_code == 404, path
            assert theirs.data.replace(reference.encode(), b"") == nothing.data, path

    def test_the_list_shows_only_ones_own(self, town: Town) -> None:
        reference = town.ask(**FOR_ANOTHER)
        for who, sees in [("reader", True), ("parent", True), ("former", False),
                          ("asker", False), ("stranger", False)]:  # fmt: skip
            assert (reference in town.get(who).text) is sees, who

    def test_the_desks_notes_are_never_shown(self, town: Town) -> None:
        reference = town.ask()
        with town.transaction() as session:
            case.note_outcome(session, town.officer, reference, "not-reached", "Kanarinotat", False)
        shown = page(town, reference)
        assert "Kanarinotat" not in shown
        assert "Kommunen ringte, men fikk ikke svar" in shown


class TestTheList:
    def test_an_empty_list_is_kind(self, town: Town) -> None:
        shown = town.get("stranger").text
        assert "Du har ingen saker her ennå." in shown
        assert "/koordinator/begynn" in shown

    def test_a_draft_waits(self, town: Town) -> None:
        with town.transaction() as session:
            drafts.save(session, town.ids["stranger"], "9902", "request",
                        step="hvem", values={"whom": "self"}, key=key())  # fmt: skip
        shown = town.get("stranger").text
        assert "Du har et utkast" in shown and "21. desember 2026" in shown
        assert "Slett utkastet" in shown
        token = csrf(town.get("stranger"))
        town.browsers["stranger"].post(
            "/storby/nb/koordinator/slett-utkastet", data={"csrf_token": token}
        )
        assert "Du har et utkast" not in town.get("stranger").text

    def test_each_line_says_where_it_stands_and_what_comes(self, town: Town) -> None:
        reference = town.ask()
        shown = town.get("reader").text
        line = shown[shown.index(f"saker/{reference}") :][:1200]
        assert "Sendt" in line and "Måneden er ute 21. desember 2026." in line

    @pytest.mark.parametrize("query", ["?side=0", "?side=-1", "?side=x", "?side=99999", "?side=²"])
    def test_an_unknown_page_is_the_404(self, town: Town, query: str) -> None:
        assert town.get("reader", query).status_code == 404

    def test_many_cases_have_pages(self, town: Town) -> None:
        for _ in range(21):
            town.app.extensions["clock"].now += timedelta(seconds=1)
            reference = town.ask()
        first = town.get("reader").text
        assert reference in first and "Vis eldre saker" in first
        assert reference not in town.get("reader", "?side=2").text
        assert "Det er ingen flere saker her." in town.get("reader", "?side=999").text


class TestEvents:
    def test_every_look_is_one(self, town: Town) -> None:
        reference = town.ask()
        before = len(town.codes(reference))
        looks = ["", "", "/skriv", "/trekk", "/datoer.ics"]
        for path in looks:
            town.get("reader", f"/{reference}{path}")
        town.browsers["reader"].head(f"/storby/nb/saker/{reference}")
        town.get("reader", f"/{reference}/kvittering")
        codes = town.codes(reference)[before:]
        assert codes == ["case.own-read"] * 6 + ["case.receipt-read"]

    def test_a_refused_look_is_none(self, town: Town) -> None:
        reference = town.ask()
        before = town.codes(reference)
        town.get("stranger", f"/{reference}")
        town.post("stranger", f"/{reference}/skriv", key=key(), text="Hei")
        assert town.codes(reference) == before

    def test_looking_changes_nothing_but_events_and_sessions(self, town: Town) -> None:
        reference = town.ask()
        before = contents(town)
        for path in ("", f"/{reference}", f"/{reference}/skriv", f"/{reference}/trekk",
                     f"/{reference}/bekreft", f"/{reference}/kvittering",
                     f"/{reference}/datoer.ics"):  # fmt: skip
            town.get("reader", path)
            town.browsers["reader"].head(f"/storby/nb/saker{path}")
        assert contents(town) == before

    def test_no_press_is_a_get(self, town: Town) -> None:
        reference = town.ask()
        assert town.get("reader", f"/{reference}/minn-pa").status_code == 405
        before = town.row(reference).status
        town.get("reader", f"/{reference}/trekk")
        assert town.row(reference).status == before


def contents(town: Town) -> dict[str, list[Any]]:
    tables = ("cases", "requests", "messages", "answers", "case_readers", "outbox", "drafts",
              "submissions", "people")  # fmt: skip
    with town.transaction() as session:
        return {
            table: sorted(map(repr, session.execute(text(f"SELECT * FROM {table}"))))
            for table in tables
        }


def messages(town: Town, reference: str) -> int:
    case_id = town.row(reference).id
    with town.transaction() as session:
        rows = select(func.count()).select_from(MessageRow)
        return int(session.scalar(rows.filter_by(case_id=case_id)) or 0)


TYPED = "Skrevet tekst <b>med</b> merker"
WRONG = {
    "nothing": "",
    "NUL": "a\x00b",
    "bidi override": "a\u202eb",
    "too long": "x" * 4001,
}


class TestWriting:
    def test_a_message_is_sent_once_and_the_unit_is_told(self, town: Town) -> None:
        reference, form = town.ask(), {"key": key(), "text": TYPED}
        for _ in range(3):
            answer = town.post("reader", f"/{reference}/skriv", **form)
            assert (answer.status_code, answer.location) == (303, f"/storby/nb/saker/{reference}")
        shown = page(town, reference)
        assert "Meldingen er sendt. Kommunen har fått beskjed." in shown
        assert "Skrevet tekst &lt;b&gt;med&lt;/b&gt; merker" in shown and "Fra deg" in shown
        assert messages(town, reference) == 1
        assert town.mails(reference).count("desk-message") == 1
        assert "Meldingen er sendt" not in page(town, reference), "said once"

    def test_the_desks_message_is_shown_with_its_name(self, town: Town) -> None:
        reference = town.ask()
        case_id = town.row(reference).id
        with town.transaction() as session:
            case_messages.write(session, town.officer, case_id, "Vi ringer i morgen")
        shown = page(town, reference)
        assert "Vi ringer i morgen" in shown and "Fra kommunen" in shown and "Ola Saks" in shown

    @pytest.mark.parametrize("name", WRONG)
    def test_what_cannot_be_kept_is_asked_for_again(self, town: Town, name: str) -> None:
        reference = town.ask()
        answer = town.post("reader", f"/{reference}/skriv", key=key(), text=WRONG[name])
        assert answer.status_code == 422
        assert "Feil: " in answer.text and "Hvem ser dette?" in answer.text
        assert messages(town, reference) == 0

    def test_a_missing_token_keeps_the_text(self, town: Town) -> None:
        reference = town.ask()
        answer = town.browsers["reader"].post(
            f"/storby/nb/saker/{reference}/skriv", data={"key": key(), "text": TYPED}
        )
        assert answer.status_code == 422 and "Skrevet tekst" in answer.text
        assert messages(town, reference) == 0

    def test_the_same_key_with_other_words_is_not_sent(self, town: Town) -> None:
        reference, once = town.ask(), key()
        town.post("reader", f"/{reference}/skriv", key=once, text="Hei")
        answer = town.post("reader", f"/{reference}/skriv", key=once, text=TYPED)
        assert answer.status_code == 422 and "Skrevet tekst" in answer.text
        assert messages(town, reference) == 1
        fresh = re.search(r'name="key" value="([^"]+)"', answer.text)[1]
        town.post("reader", f"/{reference}/skriv", key=fresh, text=TYPED)
        assert messages(town, reference) == 2

    def test_the_language_switch_keeps_what_is_typed_and_sends_nothing(self, town: Town) -> None:
        reference = town.ask()
        token = csrf(town.get("reader"))
        answer = town.browsers["reader"].post(
            f"/storby/nn/saker/{reference}/skriv",
            data={"csrf_token": token, "show": "nn", "text": TYPED},
        )
        assert answer.status_code == 200
        assert "Skrevet tekst" in answer.text and '<html lang="nn"' in answer.text
        assert messages(town, reference) == 0

    @pytest.mark.parametrize("at_commit", [False, True])
    def test_a_database_that_is_away_keeps_the_text(
        self, town: Town, monkeypatch: pytest.MonkeyPatch, at_commit: bool
    ) -> None:
        from portal.pages.case import changes

        reference = town.ask()
        form = {"csrf_token": csrf(town.get("reader")), "key": key(), "text": TYPED}

        def away(*_args: Any, **_kwargs: Any) -> None:
            raise DatabaseAway(at_commit=at_commit)

        monkeypatch.setattr(changes.changes, "write", away)
        answer = town.browsers["reader"].post(f"/storby/nb/saker/{reference}/skriv", data=form)
        assert answer.status_code == 503 and "Skrevet tekst" in answer.text
        assert ("Vi vet ikke om det kom fram" in answer.text) is at_commit

    def test_a_session_that_ended_keeps_the_text_for_the_same_person(self, town: Town) -> None:
        reference, once = town.ask(), key()
        form = {"csrf_token": csrf(town.get("reader")), "key": once, "text": TYPED}
        town.app.extensions["clock"].now += timedelta(minutes=31)
        answer = town.browsers["reader"].post(f"/storby/nb/saker/{reference}/skriv", data=form)
        assert answer.status_code == 303 and "/innlogging/" in answer.location
        assert messages(town, reference) == 0
        town.log_in()
        shown = town.get("reader", f"/{reference}/skriv").text
        assert "Dette skrev du før du ble logget ut" in shown and "Skrevet tekst" in shown
        assert "Skrevet tekst" not in town.get("parent", f"/{reference}/skriv").text
        town.post("reader", f"/{reference}/skriv", key=once, text=TYPED)
        assert messages(town, reference) == 1
        assert "Skrevet tekst" not in town.get("reader", f"/{reference}/skriv").text

    def test_after_logging_out_nothing_is_kept(self, town: Town) -> None:
        reference = town.ask()
        form = {"csrf_token": csrf(town.get("reader")), "key": key(), "text": TYPED}
        browser = town.browsers["reader"]
        browser.post("/storby/innlogging/ut", data=form)
        assert browser.post(f"/storby/nb/saker/{reference}/skriv", data=form).status_code == 303
        with town.transaction() as session:
            assert session.scalar(select(func.count()).select_from(DraftRow)) == 0

    def test_a_closed_case_takes_no_more(self, town: Town) -> None:
        reference = town.ask()
        town.post("reader", f"/{reference}/trekk")
        assert town.get("reader", f"/{reference}/skriv").status_code == 303
        town.post("reader", f"/{reference}/skriv", key=key(), text="Hei")
        assert messages(town, reference) == 0
        assert "Ingenting ble endret." in page(town, reference)


class TestWithdrawing:
    def test_it_says_what_happens_and_then_does_it_once(self, town: Town) -> None:
        reference = town.ask()
        assert "Du kan spørre på nytt når du vil." in town.get("reader", f"/{reference}/trekk").text
        for _ in range(2):
            assert town.post("reader", f"/{reference}/trekk").status_code == 303
        assert (town.row(reference).status, town.row(reference).outcome) == ("closed", "withdrawn")
        assert town.codes(reference).count("case.withdrawn") == 1
        shown = page(town, reference)
        assert "Henvendelsen er trukket." in shown and "Kanariord om meg" in shown
        assert town.get("reader", f"/{reference}/trekk").status_code == 303

    def test_without_the_token_nothing_happens(self, town: Town) -> None:
        reference = town.ask()
        answer = town.browsers["reader"].post(f"/storby/nb/saker/{reference}/trekk")
        assert answer.status_code == 422
        assert town.row(reference).status == "received"


class TestReminding:
    def test_one_press_when_the_month_has_passed(self, town: Town) -> None:
        reference = town.ask()
        town.days_later(30)
        assert "Minn kommunen på saken" not in page(town, reference)
        town.days_later(1)
        shown = page(town, reference)
        assert "Det har gått mer enn en måned" in shown and "Minn kommunen på saken" in shown
        for _ in range(2):
            assert town.post("reader", f"/{reference}/minn-pa").status_code == 303
        assert town.codes(reference).count("case.reminded") == 1
        assert town.mails(reference).count("desk-reminded") == 1
        shown = page(town, reference)
        assert "Kommunen er minnet på saken." in shown
        assert "Kommunen ble minnet på saken 22. desember 2026" in shown
        assert "Minn kommunen på saken</button>" not in shown
        town.days_later(7)
        assert "Minn kommunen på saken</button>" in page(town, reference)

    def test_too_early_it_does_nothing(self, town: Town) -> None:
        reference = town.ask()
        town.post("reader", f"/{reference}/minn-pa")
        assert "Ingenting ble endret." in page(town, reference)
        assert "case.reminded" not in town.codes(reference)

    def test_a_new_date_that_has_passed(self, town: Town) -> None:
        reference = town.ask()
        town.answer(reference, "preliminary", "Vi venter.", new_date="2027-01-15")
        town.days_later(40)
        assert "Minn kommunen på saken" not in page(town, reference)
        town.days_later(20)
        shown = page(town, reference)
        assert "skulle komme senest 15. januar 2027" in shown and "Minn kommunen" in shown

    def test_without_the_token_it_asks_again(self, town: Town) -> None:
        reference = town.ask()
        town.days_later(31)
        town.browsers["reader"].post(f"/storby/nb/saker/{reference}/minn-pa")
        assert "Trykk en gang til." in page(town, reference)
        assert "case.reminded" not in town.codes(reference)


class TestConfirming:
    def test_yes(self, town: Town) -> None:
        reference = town.ask(**FOR_ANOTHER)
        assert (
            "Den som spurte for deg, får ikke vite"
            in town.get("reader", f"/{reference}/bekreft").text
        )
        for _ in range(2):
            answer = town.post("reader", f"/{reference}/bekreft", answer="yes")
            assert answer.status_code == 303
        assert town.row(reference).confirmed_by == "login"
        assert town.codes(reference).count("case.confirmed") == 1
        assert "Takk. Kommunen går videre med saken." in page(town, reference)
        assert "Kommunen skal svare så snart den kan." in page(town, reference)

    def test_no_takes_the_text_away(self, town: Town) -> None:
        reference = town.ask(**FOR_ANOTHER)
        for _ in range(2):
            town.post("reader", f"/{reference}/bekreft", answer="no")
        assert (town.row(reference).status, town.row(reference).outcome) == ("closed", "not-wanted")
        shown = page(town, reference)
        assert "Kanari" not in shown and "Teksten er slettet" in shown
        assert town.codes(reference).count("case.not-wanted") == 1

    @pytest.mark.parametrize("answer", ["yes", "no"])
    def test_who_asked_learns_nothing(self, town: Town, answer: str) -> None:
        reference = town.ask(**FOR_ANOTHER)
        before = town.get("asker", f"/{reference}/kvittering").data
        town.post("reader", f"/{reference}/bekreft", answer=answer)
        after = town.get("asker", f"/{reference}/kvittering").data
        assert without_tokens(after) == without_tokens(before)
        assert town.get("asker", f"/{reference}").status_code == 404

    @pytest.mark.parametrize("answer", ["", "maybe"])
    def test_an_answer_is_needed(self, town: Town, answer: str) -> None:
        reference = town.ask(**FOR_ANOTHER)
        assert town.post("reader", f"/{reference}/bekreft", answer=answer).status_code == 422
        assert town.row(reference).confirmed_at is None

    def test_a_parent_is_not_asked(self, town: Town) -> None:
        reference = town.ask(**FOR_ANOTHER)
        assert town.get("parent", f"/{reference}/bekreft").status_code == 303
        town.post("parent", f"/{reference}/bekreft", answer="yes")
        assert town.row(reference).confirmed_at is None
        assert "Svar ja eller nei" not in page(town, reference, "parent")


def without_tokens(body: bytes) -> bytes:
    return re.sub(rb'value="[^"]+"', b"", body)


class TestReceipt:
    def test_ones_own_leads_on_to_the_case(self, town: Town) -> None:
        reference = town.ask()
        shown = town.get("reader", f"/{reference}/kvittering").text
        for words in (reference, "21. november 2026 klokka 12.03", "Følg saken",
                      "Du har bedt om koordinator og individuell plan."):  # fmt: skip
            assert words in shown, words

    @pytest.mark.parametrize("whom", ["child", "other", "service"])
    def test_for_another_it_says_what_one_does_not_see_and_why(self, town: Town, whom: str) -> None:
        reference = town.ask(**(FOR_ANOTHER | {"whom": whom}))
        shown = town.get("asker", f"/{reference}/kvittering").text
        assert "Du ser ikke mer om saken etterpå" in shown and "taushetsplikt" in shown
        assert ("foreldreansvar. Da finner du" in shown) is (whom == "child")
        assert "Kanari" not in shown and f'saker/{reference}"' not in shown

    def test_after_half_an_hour_it_is_the_404(self, town: Town) -> None:
        reference = town.ask(**FOR_ANOTHER)
        town.app.extensions["clock"].now += timedelta(minutes=29)
        assert town.get("asker", f"/{reference}/kvittering").status_code == 200
        town.app.extensions["clock"].now += timedelta(minutes=1)
        assert town.get("asker", f"/{reference}/kvittering").status_code == 404
        town.days_later(100)
        assert town.get("reader", f"/{reference}/kvittering").status_code == 200


class TestDates:
    def test_a_calendar_file_without_a_word_about_anybody(self, town: Town) -> None:
        reference = town.ask()
        answer = town.get("reader", f"/{reference}/datoer.ics")
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        [entry] = Calendar.from_ical(answer.data).walk("VEVENT")
        assert entry["DTSTART"].dt == date(2026, 12, 21)
        assert entry["DTSTAMP"].dt == NOW
        assert str(entry["SUMMARY"]) == "Svarfrist – se Planen min"
        assert "Kanari" not in answer.text and "koordinator" not in answer.text.lower()

    def test_the_same_day_keeps_its_name_when_it_moves(self, town: Town) -> None:
        reference = town.ask()
        before = uids(town, reference)
        town.answer(reference, "preliminary", "Vi venter.", new_date="2027-01-15")
        assert uids(town, reference) == before
        town.answer(reference, "in-part", law="health", complaint_due=date(2026, 12, 21),
                    granted="En time.")  # fmt: skip
        assert set(uids(town, reference)) - set(before)

    def test_no_dates_no_file(self, town: Town) -> None:
        reference = town.ask()
        town.post("reader", f"/{reference}/trekk")
        assert town.get("reader", f"/{reference}/datoer.ics").status_code == 404
        assert "datoer.ics" not in page(town, reference)


def uids(town: Town, reference: str) -> list[str]:
    file = town.get("reader", f"/{reference}/datoer.ics").data
    return [str(entry["UID"]) for entry in Calendar.from_ical(file).walk("VEVENT")]
