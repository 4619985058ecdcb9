"""Writing in one's own plan: goals, measures, texts, comments; done, undone, and never over what another has written."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.forms.plan_measure import NO_GOAL, NOBODY
from portal.rules.access import Actor
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Part, Plan, Topic
from portal.store import plan_parts, plan_texts
from portal.store.db import DatabaseAway
from portal.store.plan_parts import PlanPartRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.plan_house import OFFICER, STORBY, House, key

TODAY = date(2026, 11, 21)
NEW_GOAL, NEW_MEASURE = "/mal/nytt", "/tiltak/nytt"


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app)


def person(house: House) -> Actor:
    return Actor("citizen", house.ids["person"], STORBY)


def plan_of(house: House) -> Plan:
    """The plan as it stands."""
    plan_id = house.row().id
    with house.transaction() as session:
        return plan_parts.living_of(session, plan_id)


def part(house: House, part_id: str) -> Part:
    found = plan_of(house).one(part_id)
    assert found is not None
    return found


def only(house: House, kind: Kind) -> Part:
    (one,) = plan_of(house).of(kind)
    return one


def desk_changes(house: House, part_id: str, **words: str) -> None:
    """The coordinator changes the words of a part."""
    before = part(house, part_id)
    draft = Draft(
        kind=before.kind, code=before.code, parent=before.parent,
        responsible=before.responsible, words={**before.words, **words},
    )  # fmt: skip
    with house.transaction() as session:
        plan_parts.change(
            session, OFFICER, house.reference, part_id, draft, based_on=before.version
        )


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", str(answer.text))


def landed(house: House, answer: Any, who: str = "person") -> str:
    """The page one is sent on to."""
    assert answer.status_code == 303
    return shown(house.browsers[who].get(answer.location))


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    form = page.split('<form class="questions"', 1)[1]
    return dict(re.findall(r'name="(key|version)" value="([^"]*)"', form))


def undo_on(page: str) -> tuple[str, str]:
    """(address within the plan, version) of the button «Angre»."""
    found = re.search(r'action="[^"]*/plan/[^/]+(/del/[0-9a-f]+/angre)"(.*?)</form>', page)
    assert found, "no «Angre» on the page"
    version = re.search(r'name="version" value="(\d+)"', found[2])
    assert version
    return found[1], version[1]


class TestGoals:
    def test_a_goal_in_own_words_and_a_step_towards_it(self, house: House) -> None:
        page = landed(house, house.post("person", NEW_GOAL, key=key(), text="Jeg vil på skolen", area="Skole"))  # fmt: skip
        assert "<h1>Jeg vil på skolen</h1>" in page and "Det er lagret." in page
        goal = only(house, Kind.GOAL)
        assert (goal.code, goal.says("area"), goal.by_kind) == (Goal.OPEN, "Skole", "citizen")
        asked = shown(house.get(path=f"{NEW_GOAL}?under={goal.id}"))
        assert "<h1>Nytt delmål</h1>" in asked and "«Jeg vil på skolen»" in asked
        answer = house.post("person", NEW_GOAL, key=key(), under=goal.id, text="Stå opp")
        assert "Tilbake til «Jeg vil på skolen»" in landed(house, answer)
        assert [one.says("text") for one in plan_of(house).under(goal.id, Kind.GOAL)] == ["Stå opp"]

    def test_the_same_press_twice_is_one_goal(self, house: House) -> None:
        same = key()
        first = house.post("person", NEW_GOAL, key=same, text="Jeg vil på skolen")
        second = house.post("person", NEW_GOAL, key=same, text="Jeg vil på skolen")
        assert first.location == second.location
        assert only(house, Kind.GOAL).version == 1
        other = house.post("person", NEW_GOAL, key=same, text="Noe annet")
        assert other.status_code == 422 and "Noe annet" in other.text
        assert "Du har allerede lagret noe herfra" in other.text
        assert fields(shown(other))["key"] != same
        assert only(house, Kind.GOAL).says("text") == "Jeg vil på skolen"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "Skriv hva du vil."),
            ("x" * 601, "Skriv kortere: høyst 600 tegn."),
            ("a\u202eb", "Vi kan ikke lese tegnet"),
        ],
    )
    def test_what_is_wrong_is_said_and_the_text_kept(
        self, house: House, text: str, said: str
    ) -> None:
        answer = house.post("person", NEW_GOAL, key=key(), text=text, area="Skole")
        assert answer.status_code == 422 and said in answer.text
        assert 'value="Skole"' in answer.text
        assert not plan_of(house).parts

    def test_reached_set_aside_and_taken_up_again(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        for version, to in enumerate((Goal.REACHED, Goal.OPEN, Goal.SET_ASIDE), start=1):
            house.post("person", f"/del/{goal}/gjort?til={to}", version=str(version))
            assert part(house, goal).code == to
        assert house.post("person", f"/del/{goal}/gjort?til=done", version="4").status_code == 404

    def test_the_languages_are_buttons_that_keep_what_is_typed(self, house: House) -> None:
        answer = house.post("person", NEW_GOAL, key=key(), text="", area="Skole", show="nn")
        assert answer.status_code == 200 and 'value="Skole"' in answer.text
        assert not plan_of(house).parts


class TestMeasures:
    def test_a_proposal_waits_for_the_service(self, house: House) -> None:
        goal, school = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen"), house.school()
        asked = shown(house.get(path=f"{NEW_MEASURE}?mal={goal}"))
        assert re.search(rf'value="{goal}" checked', asked)
        answer = house.post(
            "person", NEW_MEASURE,
            key=key(), what="Ekstra lærer", responsible=school, due="1.2.2027", goal=goal,
        )  # fmt: skip
        page = landed(house, answer)
        assert "Foreslått" in page and "Innen 1. februar 2027" in page and "Nes skole" in page
        made = only(house, Kind.MEASURE)
        assert (made.code, made.responsible, made.parent) == (Measure.PROPOSED, school, goal)
        assert made.due_on == date(2027, 2, 1)

    @pytest.mark.parametrize(
        ("who", "responsible", "code"),
        [(ME, ME, Measure.UNDER_WAY), (NOBODY, None, Measure.PROPOSED)],
    )
    def test_done_by_oneself_or_by_nobody_known(
        self, house: House, who: str, responsible: str | None, code: str
    ) -> None:
        house.post("person", NEW_MEASURE, key=key(), what="Gå tur", responsible=who)
        made = only(house, Kind.MEASURE)
        assert (made.responsible, made.code, made.due_on) == (responsible, code, None)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"what": ""}, "Skriv hva som skal gjøres."),
            ({"responsible": ""}, "Velg hvem som skal gjøre det."),
            ({"responsible": "en-annens"}, "Velg ett av svarene i lista."),
            ({"due": "snart"}, "Skriv datoen med dag, måned og år"),
            ({"due": "20.11.2026"}, "Skriv en dag fram i tid, innen fem år."),
            ({"due": "1.1.2040"}, "Skriv en dag fram i tid, innen fem år."),
        ],
    )
    def test_what_is_wrong_is_said(self, house: House, wrong: dict[str, str], said: str) -> None:
        house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        typed = {"what": "Gå tur", "responsible": ME, "due": "21.11.2026", "goal": NO_GOAL}
        answer = house.post("person", NEW_MEASURE, key=key(), **(typed | wrong))
        assert answer.status_code == 422 and said in answer.text
        assert not plan_of(house).of(Kind.MEASURE)

    def test_one_can_mark_ones_own_as_done_and_not_after_all(self, house: House) -> None:
        mine = house.add(Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME)
        pressed = house.post("person", f"/del/{mine}/gjort?til=done&fra=planen", version="1")
        assert pressed.location.endswith(house.reference)
        assert "Så bra! Det er lagret." in landed(house, pressed)
        assert part(house, mine).code == Measure.DONE
        again = house.post("person", f"/del/{mine}/gjort?til=under-way", version="2")
        assert "Marker som gjort" in landed(house, again)
        assert part(house, mine).code == Measure.UNDER_WAY

    def test_what_a_service_has_promised_only_the_service_changes(self, house: House) -> None:
        theirs = house.add(Kind.MEASURE, Measure.YES, what="Lærer", responsible=house.school())
        page = shown(house.get(path=f"/tiltak/{theirs}"))
        assert "Endre tiltaket" not in page and "Ta bort tiltaket" not in page
        assert house.get(path=f"/tiltak/{theirs}/endre").status_code == 404
        typed = {"key": key(), "version": "1", "what": "Noe annet", "responsible": ME}
        for path, sent in (
            (f"/tiltak/{theirs}/endre", typed),
            (f"/del/{theirs}/ta-bort", {"version": "1"}),
            (f"/del/{theirs}/gjort?til=done", {"version": "1"}),
            (f"/del/{theirs}/angre", {"version": "1"}),
        ):
            assert house.post("person", path, **sent).status_code == 404, path
        assert part(house, theirs).version == 1

    def test_changing_keeps_what_the_form_does_not_ask(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        mine = house.add(
            Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", how="Sakte", responsible=ME, parent=goal
        )
        house.post("person", f"/del/{mine}/gjort?til=done", version="1")
        asked = shown(house.get(path=f"/tiltak/{mine}/endre"))
        assert "Sakte" in asked and re.search(rf'value="{goal}" checked', asked)
        house.post(
            "person", f"/tiltak/{mine}/endre", **fields(asked),
            what="Gå lang tur", extent="Hver dag", how="Sakte", responsible=ME, goal=goal,
        )  # fmt: skip
        now = part(house, mine)
        assert now.words == {"what": "Gå lang tur", "extent": "Hver dag", "how": "Sakte"}
        assert (now.code, now.parent) == (Measure.DONE, goal), "still done, still for the goal"

    def test_an_old_date_may_stay(self, house: House) -> None:
        mine = house.add(Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME)
        with house.transaction() as session:
            passed = PlanPartRow.__table__.update().where(PlanPartRow.id == mine)
            session.execute(passed.values(due_on=date(2026, 10, 1)))
        asked = shown(house.get(path=f"/tiltak/{mine}/endre"))
        assert 'value="1.10.2026"' in asked
        typed = {**fields(asked), "what": "Gå lang tur", "responsible": ME, "due": "1.10.2026"}
        assert house.post("person", f"/tiltak/{mine}/endre", **typed).status_code == 303


class TestTexts:
    def test_what_matters_most_comes_on_top_of_the_plan(self, house: House) -> None:
        asked = shown(house.get(path="/tekst/viktigst"))
        assert "Hvem ser dette?" in asked and fields(asked)["version"] == "0"
        answer = house.post("person", "/tekst/viktigst", **fields(asked), text="Å få sove")
        assert "Å få sove" in landed(house, answer)
        changed = shown(house.get(path="/tekst/viktigst"))
        assert "Å få sove" in changed and fields(changed)["version"] == "1"

    def test_the_services_texts_are_not_ones_own_to_write(self, house: House) -> None:
        house.add(Kind.TEXT, Topic.BY_SERVICES, text="Vi kommer hver dag")
        assert "Vi kommer hver dag" in house.get(path="/tekst/tjenestene-bidrar").text
        answer = house.post("person", "/tekst/tjenestene-bidrar", key=key(), text="Nei")
        assert answer.status_code == 404
        assert only(house, Kind.TEXT).says("text") == "Vi kommer hver dag"

    def test_two_who_begin_the_same_text_do_not_overwrite_each_other(self, house: House) -> None:
        asked = shown(house.get(path="/tekst/behov"))
        with house.transaction() as session:
            plan_texts.write(
                session, OFFICER, house.reference, Topic.NEEDS, "Ro", based_on=0, key=key()
            )
        answer = house.post("person", "/tekst/behov", **fields(asked), text="Hvile")
        assert answer.status_code == 409
        assert "Ro</dd>" in shown(answer) and "Hvile</textarea>" in answer.text
        assert only(house, Kind.TEXT).says("text") == "Ro"


class TestComments:
    def test_on_a_goal_and_on_a_measure_of_others(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        theirs = house.add(Kind.MEASURE, Measure.YES, what="Lærer", responsible=house.school())
        for about, path in ((goal, f"/mal/{goal}"), (theirs, f"/tiltak/{theirs}")):
            asked = shown(house.get(path=f"/del/{about}/kommenter"))
            answer = house.post(
                "person", f"/del/{about}/kommenter", **fields(asked), text="Det går bra"
            )
            page = landed(house, answer)
            assert answer.location.endswith(path)
            assert "Det går bra" in page and "Du · 21. november 2026" in page

    def test_anothers_comment_is_theirs(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        said = house.add(Kind.COMMENT, text="Fra kommunen", parent=goal)
        page = shown(house.get(path=f"/mal/{goal}"))
        assert "Fra kommunen" in page and f"/del/{said}/ta-bort" not in page
        assert house.post("person", f"/del/{said}/ta-bort", version="1").status_code == 404


class TestUndo:
    def test_after_each_save_and_once_only(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Først")
        asked = shown(house.get(path=f"/mal/{goal}/endre"))
        page = landed(house, house.post("person", f"/mal/{goal}/endre", **fields(asked), text="Så"))
        path, version = undo_on(page)
        undone = house.post("person", path, version=version)
        assert "Det er gjort om." in landed(house, undone)
        assert part(house, goal).says("text") == "Først"
        twice = house.post("person", path, version=version)
        assert "Ingenting er overskrevet." in landed(house, twice)
        assert (part(house, goal).says("text"), part(house, goal).version) == ("Først", 3)

    def test_of_what_was_added_and_of_what_was_taken_away(self, house: House) -> None:
        page = landed(house, house.post("person", NEW_GOAL, key=key(), text="Bomtrykk"))
        path, version = undo_on(page)
        house.post("person", path, version=version)
        assert not plan_of(house).parts
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        house.room.app.extensions["clock"].now = NOW + timedelta(seconds=1)
        page = landed(house, house.post("person", f"/del/{goal}/ta-bort", version="1"))
        assert "Jeg vil på skolen" not in page.split("<main", 1)[1]
        assert "Målet er tatt bort" in house.get(path=f"/mal/{goal}").text
        path, version = undo_on(page)
        house.post("person", path, version=version)
        assert part(house, goal).says("text") == "Jeg vil på skolen"

    @pytest.mark.parametrize(("minutes", "offered"), [(10, True), (11, False)])
    def test_it_is_offered_for_ten_minutes(self, house: House, minutes: int, offered: bool) -> None:
        house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Først")
        assert "Du har nettopp gjort en endring." in house.get().text
        house.room.app.extensions["clock"].now = NOW + timedelta(minutes=minutes)
        assert ("Du har nettopp gjort en endring." in house.get().text) is offered

    def test_what_another_did_is_not_offered(self, house: House) -> None:
        house.add(Kind.GOAL, Goal.OPEN, text="Fra kommunen")
        assert "Angre" not in house.get().text

    def test_a_press_from_an_old_page_does_nothing(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Først")
        desk_changes(house, goal, text="Kommunens ord")
        for press in ("angre", "ta-bort", "gjort?til=reached"):
            page = landed(house, house.post("person", f"/del/{goal}/{press}", version="1"))
            assert "Ingenting er overskrevet." in page, press
        assert part(house, goal).says("text") == "Kommunens ord"


class TestBothVersions:
    def test_the_second_sees_both_and_chooses(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Først")
        asked = shown(house.get(path=f"/mal/{goal}/endre"))
        desk_changes(house, goal, text="Kommunens ord")
        answer = house.post("person", f"/mal/{goal}/endre", **fields(asked), text="Mine ord")
        page = shown(answer)
        assert answer.status_code == 409
        theirs = page.split("Slik står det nå", 1)[1].split("Slik skrev du", 1)[0]
        assert "Kommunens ord" in theirs and "Ola Saks, koordinator" in theirs
        assert f'href="/storby/nb/plan/{house.reference}/mal/{goal}"' in theirs
        assert "Mine ord</textarea>" in page.split("Slik skrev du", 1)[1]
        assert part(house, goal).says("text") == "Kommunens ord", "nothing was overwritten"
        answer = house.post("person", f"/mal/{goal}/endre", **fields(page), text="Mine ord")
        assert "<h1>Mine ord</h1>" in landed(house, answer)

    def test_what_was_taken_away_meanwhile_can_be_written_anew(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Først")
        asked = shown(house.get(path=f"/mal/{goal}/endre"))
        with house.transaction() as session:
            plan_parts.remove(session, OFFICER, house.reference, goal, based_on=1)
        answer = house.post("person", f"/mal/{goal}/endre", **fields(asked), text="Mine ord")
        assert answer.status_code == 409 and "Det er tatt bort." in answer.text
        sent = fields(shown(answer))
        for _twice in range(2):
            made = house.post("person", f"/mal/{goal}/endre", **sent, text="Mine ord")
            assert made.status_code == 303
        assert only(house, Kind.GOAL).says("text") == "Mine ord"
        assert only(house, Kind.GOAL).id != goal

    def test_the_same_change_from_both_is_no_conflict(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Først")
        asked = shown(house.get(path=f"/mal/{goal}/endre"))
        desk_changes(house, goal, text="Like ord")
        answer = house.post("person", f"/mal/{goal}/endre", **fields(asked), text="Like ord")
        assert answer.status_code == 303 and part(house, goal).version == 2

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "½"])
    def test_a_version_that_is_none_is_a_conflict_and_no_fault(
        self, house: House, version: str
    ) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Først")
        typed = {"key": key(), "version": version, "text": "Mine ord"}
        assert house.post("person", f"/mal/{goal}/endre", **typed).status_code == 409


class TestTrouble:
    @pytest.mark.parametrize(
        ("at_commit", "said"),
        [(False, "Ingenting er lagret"), (True, "Vi vet ikke om det ble lagret")],
    )
    def test_a_database_that_goes_away_keeps_the_text(
        self, house: House, monkeypatch: pytest.MonkeyPatch, at_commit: bool, said: str
    ) -> None:
        def away(*_args: Any, **_more: Any) -> str:
            raise DatabaseAway(at_commit=at_commit)

        monkeypatch.setattr(plan_parts, "add", away)
        answer = house.post("person", NEW_GOAL, key=key(), text="Jeg vil på skolen")
        assert answer.status_code == 503 and said in answer.text
        assert "Jeg vil på skolen" in answer.text and "+47 74 21 71 00" in answer.text

    def test_what_was_typed_after_the_session_ended_waits(self, house: House) -> None:
        page = house.get(path=NEW_GOAL)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token
        house.room.app.extensions["clock"].now = NOW + timedelta(minutes=31)
        address = f"/storby/nb/plan/{house.reference}{NEW_GOAL}"
        sent = {"csrf_token": token[1], **fields(shown(page)), "text": "Jeg vil på skolen"}
        answer = house.browsers["person"].post(address, data=sent)
        assert answer.status_code == 303 and "lagret=ja" in answer.location
        assert not plan_of(house).parts

    def test_a_press_without_a_token_does_nothing(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Først")
        for press in ("ta-bort", "angre", "gjort?til=reached"):
            address = f"/storby/nb/plan/{house.reference}/del/{goal}/{press}"
            house.browsers["person"].post(address, data={"version": "1"})
        assert (part(house, goal).version, part(house, goal).code) == (1, Goal.OPEN)

    def test_a_withdrawn_consent_stops_every_pen(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Først")
        house.change(status="withdrawn")
        for path in (NEW_GOAL, NEW_MEASURE, f"/mal/{goal}/endre", "/tekst/behov"):
            typed = {"key": key(), "version": "1", "text": "Nei", "what": "Nei", "responsible": ME}
            answer = house.post("person", path, **typed)
            assert "Det kan ikke skrives i planen" in landed(house, answer), path
        for press in ("ta-bort", "angre", "gjort?til=reached"):
            answer = house.post("person", f"/del/{goal}/{press}", version="1")
            assert "Det kan ikke skrives i planen" in landed(house, answer), press
        assert [one.version for one in plan_of(house).parts] == [1]


def test_a_parent_writes_and_it_says_who_did(house: House) -> None:
    house.let_parent(TODAY + timedelta(days=100))
    asked = shown(house.get("parent", NEW_GOAL))
    assert "Dette er planen til Kanari Fuglesang." in asked
    house.post("parent", NEW_GOAL, key=key(), text="Hun vil på skolen")
    goal = only(house, Kind.GOAL)
    page = shown(house.get(path=f"/mal/{goal.id}"))
    assert "Mor Fuglesang · <time" in page
    assert "Angre" not in shown(house.get()), "what a parent did is not the person's to undo here"


class TestWhatHangsOnSomethingGone:
    def gone(self, house: House, part_id: str) -> None:
        with house.transaction() as session:
            plan_parts.remove(session, OFFICER, house.reference, part_id, based_on=1)

    def test_a_measure_of_a_goal_that_is_gone_can_be_done_and_changed(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        mine = house.add(
            Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME, parent=goal
        )
        self.gone(house, goal)
        asked = shown(house.get(path=f"/tiltak/{mine}/endre"))
        answer = house.post("person", f"/del/{mine}/gjort?til=done", version="1")
        assert "Så bra!" in landed(house, answer)
        assert part(house, mine).code == Measure.DONE
        typed = {**fields(asked), "version": "2", "what": "Gå", "responsible": ME}
        assert house.post("person", f"/tiltak/{mine}/endre", **typed).status_code == 303

    def test_a_step_towards_a_goal_that_is_gone_can_be_changed(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        step = house.add(Kind.GOAL, Goal.OPEN, text="Stå opp", parent=goal)
        self.gone(house, goal)
        answer = house.post("person", f"/del/{step}/gjort?til=reached", version="1")
        assert "Nådd" in landed(house, answer)

    def test_undone_it_stands_among_those_without_a_goal(self, house: House) -> None:
        goal, school = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen"), house.school()
        house.add(Kind.GOAL, Goal.OPEN, text="Et annet mål")
        measure = house.add(
            Kind.MEASURE, Measure.PROPOSED, what="Lærer", responsible=school, parent=goal
        )
        house.post("person", f"/del/{measure}/ta-bort", version="1")
        self.gone(house, goal)
        self.gone(house, school)
        page = landed(house, house.post("person", f"/del/{measure}/angre", version="2"))
        assert "Lærer" in page.split("Uten mål", 1)[1].split("</section>", 1)[0]
        assert "Lærer" in page.split("Ingen har ansvaret ennå", 1)[1].split("</section>", 1)[0]

    def test_the_goal_one_has_reached_and_the_meeting_stay_when_a_measure_is_changed(
        self, house: House
    ) -> None:
        goal = house.add(Kind.GOAL, Goal.REACHED, text="Jeg vil på skolen")
        meeting = house.add(Kind.MEETING, "held", title="Ansvarsgruppe", at="12:00")
        house.add(Kind.GOAL, Goal.OPEN, text="Et annet mål")
        for over in (goal, meeting):
            mine = house.add(
                Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME, parent=over
            )
            asked = shown(house.get(path=f"/tiltak/{mine}/endre"))
            chosen = re.search(r'name="goal" value="([^"]+)" checked', asked)
            assert chosen and chosen[1] == (goal if over == goal else NO_GOAL)
            typed = {**fields(asked), "what": "Gå", "responsible": ME, "goal": chosen[1]}
            assert house.post("person", f"/tiltak/{mine}/endre", **typed).status_code == 303
            assert part(house, mine).parent == over
