"""To act for another: always clear who is who, and nothing is ever done, shown or kept in the wrong name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal.rules.access import Actor
from portal.rules.representation import Basis, Scope
from portal.store import drafts, late_posts, requests
from portal.store.coordinator_request import JOURNEY
from portal.store.representation import NewGrant, write
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.representation import GrantRow
from portal.store.tables.request import DraftRow, RequestRow
from portal.store.tables.staff import LatePostRow, SessionRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import citizen_in
from tests.pages.citizens import make_case, words

NAMSOS, BASE = "5007", "/namsos/nb"
# Synthetic numbers: the month has 80 added to it.
HELPER, PERSON, OTHER, STRANGER = "01815512345", "02815512346", "03815512347", "04815512348"
EVERYTHING = tuple(one for one in Scope if one is not Scope.PRIVACY)
LAPSED = "Du kan ikke handle for Kari Gjelder lenger."


@dataclass
class Pair:
    """Hanna, who acts; Kari and Ola, whom she may act for; a stranger."""

    app: Flask
    ids: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Any] = field(default_factory=dict)
    grants: dict[str, str] = field(default_factory=dict)

    def log_in(self, who: str, number: str, name: str) -> None:
        self.browsers[who], self.ids[who] = citizen_in(self.app, "namsos", number, name)

    def give(self, whom: str, name: str, scopes: Iterable[Scope] = EVERYTHING, **more: Any) -> None:
        new: dict[str, Any] = {
            "person": self.ids[whom], "person_name": name,
            "holder": self.ids["helper"], "holder_name": "Hanna Hjelper",
            "basis": Basis.GIVEN, "scopes": scopes, "language": "nb", "accepted": True,
            "since": date(2026, 11, 1), "until": date(2027, 2, 1),
        }  # fmt: skip
        with self.transaction() as db:
            actor = Actor("citizen", self.ids[whom], NAMSOS)
            self.grants[whom] = write(db, actor, NewGrant(**(new | more)))

    def end(self, whom: str = "person") -> None:
        """Taken back, in mid-session."""
        self.change(whom, ended_at=self.app.extensions["clock"]())

    def change(self, whom: str, **values: Any) -> None:
        with self.transaction() as db:
            db.execute(update(GrantRow).filter_by(id=self.grants[whom]).values(**values))

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()

    @property
    def client(self) -> Any:
        return self.browsers["helper"]

    def get(self, path: str, who: str = "helper") -> Any:
        return self.browsers[who].get(BASE + path)

    def act(self, whom: str = "person") -> Any:
        page = self.get("/pa-vegne-av")
        path = f"/pa-vegne-av/{self.grants[whom]}/handle"
        return self.client.post(BASE + path, data=hidden(page, path))

    def acts(self) -> bool:
        return "acting-bar" in self.get("/pa-vegne-av").text

    def stop(self) -> Any:
        return self.client.post(
            f"{BASE}/pa-vegne-av/slutt", data=hidden(self.get("/pa-vegne-av"), "/pa-vegne-av/slutt")
        )

    def send(self, path: str, page: Any, **typed: str) -> Any:
        """Send the form of a page that was opened before, with all its hidden fields."""
        return self.client.post(BASE + path, data=hidden(page, path) | typed)

    def fill_in(self, path: str, **typed: str) -> Any:
        return self.send(path, self.get(path), **typed)

    def case_of(self, whom: str) -> str:
        with self.transaction() as db:
            person = self.ids[whom]
            sent = words(name="Kari Gjelder", own_words="Kanariord")
            case = make_case(db, NAMSOS, person, sent, readers={person: ("self", None)})
            return str(db.get_one(CaseRow, case).reference)

    def actor(self, acting_for: str | None = None) -> Actor:
        person = self.ids[acting_for] if acting_for else None
        return Actor("citizen", self.ids["helper"], NAMSOS, acting_for=person)

    def draft(self, acting_for: str | None = None) -> dict[str, dict[str, str]]:
        with self.transaction() as db:
            found = drafts.of(db, self.actor(acting_for), JOURNEY)
        return found.answers if found else {}

    def kept(self, path: str, acting_for: str | None = None) -> Any:
        with self.transaction() as db:
            return late_posts.read(db, self.actor(acting_for), BASE + path)

    def codes(self, *wanted: str) -> list[tuple[str, str]]:
        """(code, acted for) of what the helper has done, in order."""
        with self.transaction() as db:
            rows = db.execute(
                select(EventRow.code, EventRow.acting_for)
                .where(EventRow.actor_id == self.ids["helper"], EventRow.code.in_(wanted))
                .order_by(EventRow.number)
            )
            return [(row.code, row.acting_for) for row in rows]


def hidden(page: Any, path: str) -> dict[str, str]:
    """The hidden fields of the form that goes to a path."""
    forms = re.findall(r"<form[^>]*>.*?</form>", page.text, re.S)
    form = next(one for one in forms if f'action="{BASE}{path}"' in one)
    return dict(re.findall(r'type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', form))


@pytest.fixture
def pair(shared_app: Flask) -> Pair:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    pair = Pair(shared_app)
    people = {
        "helper": (HELPER, "Hanna Hjelper"), "person": (PERSON, "Kari Gjelder"),
        "other": (OTHER, "Ola Annen"), "stranger": (STRANGER, "Siri Fremmed"),
    }  # fmt: skip
    for who, (number, name) in people.items():
        pair.log_in(who, number, name)
    with pair.transaction() as db:
        db.execute(update(GrantRow).values(ended_at=NOW))
        db.execute(delete(DraftRow))
        db.execute(delete(LatePostRow))
    pair.give("person", "Kari Gjelder")
    pair.give("other", "Ola Annen")
    return pair


def test_every_page_says_who_is_who_and_till_when(pair: Pair) -> None:
    pair.act()
    said = (
        "Du er innlogget som Hanna Hjelper og handler for Kari Gjelder, fordi du har fått fullmakt"
        " her. Det gjelder til og med 31. januar 2027."
    )
    for path in ("/saker", "/pa-vegne-av", "/koordinator/hvem"):
        assert said in pair.get(path).text, path
    assert "handler for" not in pair.get("/rettigheter").text, "public pages know nobody"
    pair.stop()
    assert said not in pair.get("/saker").text


def test_each_switch_gives_a_new_secret_and_the_old_opens_nothing(pair: Pair) -> None:
    for switch in (pair.act, lambda: pair.act("other"), pair.stop):
        before = pair.client.get_cookie("innbygger").value
        assert switch().status_code == 303
        after = pair.client.get_cookie("innbygger").value
        assert after != before
        old = pair.app.test_client()
        old.set_cookie("innbygger", before)
        assert "/innlogging/" in old.get(f"{BASE}/saker").location
    assert pair.codes("acting.begun", "acting.ended")[-4:] == [
        ("acting.begun", ""),
        ("acting.ended", pair.ids["person"]),
        ("acting.begun", ""),
        ("acting.ended", pair.ids["other"]),
    ]


def test_logging_out_ends_all(pair: Pair) -> None:
    pair.act()
    page = pair.get("/saker")
    address = "/namsos/innlogging/ut"
    token = re.search(r'id="logout-token"[^>]*value="([^"]*)"', page.text)
    assert token is not None
    pair.client.post(address, data={"csrf_token": token[1]})
    assert "/innlogging/" in pair.get("/saker").location


@pytest.mark.parametrize(
    ("begun", "then"),
    [(None, "person"), ("person", None), ("person", "other")],
    ids=["own page sent as helper", "helper's page sent as oneself", "another's page"],
)
def test_a_page_of_one_mode_does_nothing_in_another(
    pair: Pair, begun: str | None, then: str | None
) -> None:
    """The draft that is typed into is the one of the mode the page was opened in."""
    path, typed = "/koordinator/hvem", {"wants": "plan", "whom": "self"}
    switch(pair, begun)
    page = pair.get(path)
    switch(pair, then)
    answer = pair.send(path, page, **typed)
    assert answer.status_code == 409
    now = {"person": "Kari Gjelder", "other": "Ola Annen", None: "deg selv"}[then]
    assert f"<h1>Du handler nå for {now}</h1>" in answer.text
    assert "Det du skrev, er lagret. Det er ikke sendt." in answer.text
    assert pair.draft(then) == {}
    assert pair.draft(begun)["hvem"]["wants"] == "plan"
    switch(pair, begun)
    assert 'value="plan" checked' in re.sub(r'id="[^"]*" ', "", pair.get(path).text)


def switch(pair: Pair, whom: str | None) -> None:
    if whom:
        pair.act(whom)
    elif pair.acts():
        pair.stop()


def test_an_old_message_waits_for_the_one_it_was_written_for(pair: Pair) -> None:
    reference = pair.case_of("person")
    pair.act()
    path = f"/saker/{reference}/skriv"
    page = pair.get(path)
    pair.stop()
    answer = pair.send(path, page, text="Kanariord til kommunen")
    assert answer.status_code == 409 and "Kanariord" not in answer.text
    assert "Du får det tilbake når du handler for den samme personen igjen." in answer.text
    with pair.transaction() as db:
        assert drafts.of(db, pair.actor(), f"m-{reference}") is None
    pair.act()
    assert "Kanariord til kommunen" in pair.get(path).text
    assert pair.get(path, "person").text.count("Kanariord til kommunen") == 0


def test_when_the_session_ends_the_text_waits_for_the_same_mode(pair: Pair) -> None:
    pair.act()
    path = "/saker/" + pair.case_of("person") + "/trekk"
    page = pair.get(path)
    pair.app.extensions["clock"].now += timedelta(minutes=31)
    answer = pair.send(path, page, note="Kanariord")
    assert "lagret=for-en-annen" in answer.location
    assert f"next={BASE}/pa-vegne-av" in answer.location
    assert "velg å handle for den samme personen" in pair.client.get(answer.location).text
    pair.log_in("helper", HELPER, "Hanna Hjelper")
    assert pair.kept(path) is None
    assert pair.kept(path, "person")["note"] == ["Kanariord"]
    assert "Du har skrevet noe for Kari Gjelder" in pair.get("/pa-vegne-av").text
    assert pair.act().location == f"{BASE}/pa-vegne-av"
    assert f'href="{BASE}{path}"' in pair.get("/pa-vegne-av").text, "the way back to it"


@pytest.mark.parametrize("how", ["taken back", "last day", "protected"])
def test_it_is_over_at_once_and_said_once(pair: Pair, how: str) -> None:
    reference = pair.case_of("person")
    pair.act()
    assert pair.get(f"/saker/{reference}").status_code == 200
    if how == "taken back":
        pair.end()
    elif how == "last day":
        pair.change("person", until=date(2026, 11, 21))
    else:
        protect(pair, True)
    try:
        pair.client.head(f"{BASE}/saker/{reference}")  # is read by nobody
        first, second = pair.get(f"/saker/{reference}"), pair.get(f"/saker/{reference}")
    finally:
        protect(pair, False)
    assert (first.status_code, second.status_code) == (404, 404)
    assert LAPSED in first.text and "acting-bar" not in first.text
    assert "Kanariord" not in first.text and reference not in first.text
    assert LAPSED not in second.text
    assert ("acting.ended", pair.ids["person"]) in pair.codes("acting.ended")


def protect(pair: Pair, yes: bool) -> None:
    from portal.store.tables.people import PersonRow

    with pair.transaction() as db:
        db.execute(
            update(PersonRow)
            .filter_by(id=pair.ids["person"])
            .values(protected_at=NOW if yes else None)
        )


def test_a_page_sent_after_the_right_ended_does_nothing(pair: Pair) -> None:
    reference = pair.case_of("person")
    pair.act()
    page = pair.get(f"/saker/{reference}/trekk")
    pair.end()
    answer = pair.send(f"/saker/{reference}/trekk", page)
    assert answer.status_code == 409
    assert "<h1>Du handler nå for deg selv</h1>" in answer.text and LAPSED in answer.text
    with pair.transaction() as db:
        case = db.scalars(select(CaseRow).filter_by(reference=reference)).one()
    assert case.outcome is None


def test_a_post_without_a_mark_does_nothing_once_the_right_has_ended(pair: Pair) -> None:
    pair.act()
    sent = hidden(pair.get("/koordinator/hvem"), "/koordinator/hvem")
    del sent["acts_for"]
    pair.end()
    assert pair.client.post(f"{BASE}/koordinator/hvem", data=sent).status_code == 409
    assert pair.draft() == {}


def test_another_persons_page_in_the_same_browser_is_nobodys(pair: Pair) -> None:
    page = pair.get("/koordinator/hvem")
    pair.browsers["helper"] = pair.browsers["stranger"]
    answer = pair.send("/koordinator/hvem", page, wants="plan", whom="self")
    assert answer.status_code == 409
    assert "<h1>Noen andre har logget inn i denne nettleseren</h1>" in answer.text
    assert pair.draft() == {}


def ask(pair: Pair) -> Any:
    for step, typed in (
        ("hvem", {"wants": "both"}),
        ("deg", {"name": "Hanna Hjelper", "reach": "sms", "phone": "22 22 22 22"}),
    ):
        assert pair.fill_in(f"/koordinator/{step}", **typed).status_code == 303, step
    return pair.fill_in("/koordinator/se-over")


def test_asking_for_somebody_is_that_persons_own_case(pair: Pair) -> None:
    pair.act()
    begun = pair.get("/koordinator/hvem").text
    assert "Hva ønsker Kari Gjelder?" in begun and "Hvem spør du for?" not in begun
    sent = ask(pair)
    assert sent.status_code == 303
    receipt = pair.client.get(sent.location)
    said = "Sendt av Hanna Hjelper på vegne av Kari Gjelder. Grunnlag: fullmakt gitt her."
    assert said in receipt.text
    with pair.transaction() as db:
        row = db.scalars(select(RequestRow).filter_by(asker=pair.ids["helper"])).one()
        readers = db.execute(
            select(CaseReaderRow.person, CaseReaderRow.role).filter_by(case_id=row.case_id)
        ).all()
        request = requests.of_case(db, row.case_id)
    assert [tuple(one) for one in readers] == [(pair.ids["person"], "self")]
    assert (row.acting_for, row.basis) == (pair.ids["person"], "given")
    assert request is not None
    assert (request.whom, request.about_name) == ("self", "Kari Gjelder")
    theirs = pair.browsers["person"].get(sent.location.replace("/kvittering", ""))
    assert "Hanna Hjelper" in theirs.text and "fullmakt gitt her" in theirs.text
    assert "22 22 22 22" not in theirs.text, "how to reach the helper is the helper's"
    pair.stop()
    assert pair.client.get(sent.location).status_code == 404, "the receipt is the person's"


def test_without_the_right_to_ask_a_page_explains_and_nothing_is_lost(pair: Pair) -> None:
    pair.act()
    pair.get("/koordinator/begynn")
    page = pair.get("/koordinator/hvem")
    pair.change("person", scopes="see-plan,follow-cases")
    answer = pair.send("/koordinator/hvem", page, wants="both")
    assert "<h1>Du kan ikke gjøre dette for Kari Gjelder</h1>" in answer.text
    assert "Det du skrev, er lagret. Det er ikke sendt." in answer.text
    assert pair.draft("person")["hvem"]["wants"] == "both"
    assert "Du kan ikke gjøre dette for" in pair.get("/koordinator/begynn").text


def test_to_follow_is_not_to_write(pair: Pair) -> None:
    reference = pair.case_of("person")
    pair.change("person", scopes="follow-cases")
    assert pair.act().location == f"{BASE}/saker", "one begins where something opens"
    page = pair.get(f"/saker/{reference}")
    assert page.status_code == 200 and "Gjelder Kari Gjelder." in page.text
    assert "Skriv til kommunen" not in page.text and "Trekk henvendelsen" not in page.text
    assert pair.get(f"/saker/{reference}/skriv").status_code == 404


def test_the_family_as_a_whole(pair: Pair) -> None:
    """Dates of those one may see, and an event for each of them."""
    for whom in ("person", "other"):
        pair.case_of(whom)
    pair.change("other", scopes="see-plan")
    page = pair.get("/pa-vegne-av").text
    one, other = (
        page.split(f">{name}</h2>")[1].split("<h2")[0] for name in ("Kari Gjelder", "Ola Annen")
    )
    assert "Kommunen skal ha svart i en sak senest 21. desember 2026." in one
    assert "svart i en sak" not in other
    assert pair.codes("case.own-listed")[-1:] == [("case.own-listed", pair.ids["person"])]


def test_a_session_acts_for_nobody_by_an_id_alone(pair: Pair) -> None:
    """A grant is what opens, not what the session says."""
    with pair.transaction() as db:
        db.execute(
            update(SessionRow)
            .filter_by(person=pair.ids["helper"], ended_at=None)
            .values(acting_for=pair.ids["stranger"])
        )
    assert pair.get("/saker/" + pair.case_of("stranger")).status_code == 404
