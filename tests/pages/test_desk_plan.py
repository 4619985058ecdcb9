"""A plan at the desk: who opens it, every kind of part written, a measure answered in two presses, nothing overwritten."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.rules.plan import ME, Goal, Kind, Measure, Part, Topic
from portal.rules.plan_follow_up import Cause, Step
from portal.store.db import add
from portal.store.tables.plan import PlanFollowUpRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_plan_room import ROLES, SEE_IT, PlanRoom, key

GOAL = {"text": "Kanarimål om jobb", "area": "Arbeid"}
MEASURE = {
    "what": "Kanaritiltak", "parent": "ingen", "responsible": "me", "code": "yes", "due_on": "3.12.2026",
    "extent": "Hver uke", "how": "Sammen med Nav",
}  # fmt: skip
HELPER = {
    "name": "Kanari Hjelper", "role": "Veileder", "organisation": "Nav", "code": "nav",
    "phone": "21 00 00 00", "email": "kanari@nav.example",
}  # fmt: skip
PERIOD = {"first": "1.12.2026", "last": "30.11.2027", "due_on": "1.6.2027"}
ROLES_SAID = {"coordinator": "appointed", "contact_doctor": "offered"}


@pytest.fixture
def room(shared_app: Flask) -> PlanRoom:  # noqa: F811
    return PlanRoom.fresh(shared_app)


def send(room: PlanRoom, path: str, who: str = "officer", **form: str) -> Any:
    return room.post(who, path, **({"key": key()} | form))


def only(room: PlanRoom, reference: str, kind: Kind) -> Part:
    [found] = [one for one in room.parts(reference) if one.kind is kind]
    return found


class TestWhoOpensIt:
    @pytest.mark.parametrize("who", ROLES)
    def test_only_who_coordinates_it_or_leads(self, room: PlanRoom, who: str) -> None:
        reference = room.plan("Kanari Fugl")
        part = room.measure(reference)
        if who == "lead":
            room.say_why("lead", reference, "plan")
        for path in (
            "", "/ny/tiltak", f"/del/{part}", "/skriv/behov", "/skriv/roller",
            f"/tiltak/{part}/svar/gjort", "/gi-videre",
        ):  # fmt: skip
            page = room.get(who, f"/plan/{reference}{path}")
            assert page.status_code == (200 if who in SEE_IT else 404), path
            assert ("Kanari Fugl" in page.text) is (who in SEE_IT), path

    def test_what_is_not_yours_is_the_same_page_as_what_does_not_exist(
        self, room: PlanRoom
    ) -> None:
        for who in ("north", "colleague", "reader", "administrator"):
            theirs = room.get(who, f"/plan/{room.plan()}")
            nothing = room.get(who, "/plan/AAAA-BBBB-CCCC")
            assert theirs.status_code == nothing.status_code == 404
            assert theirs.data == nothing.data

    @pytest.mark.parametrize("who", ROLES)
    def test_only_they_write_in_it(self, room: PlanRoom, who: str) -> None:
        reference = room.plan()
        part = room.measure(reference)
        before = room.parts(reference)
        for path, form in (
            ("/ny/mal", GOAL),
            (f"/del/{part}/ta-bort/1", {}),
            (f"/tiltak/{part}/svar/gjort", {"based_on": "1"}),
            ("/skriv/behov", {"text": "Kanari"}),
        ):
            if who not in SEE_IT:
                assert send(room, f"/plan/{reference}{path}", who, **form).status_code == 404
        if who not in SEE_IT:
            assert room.parts(reference) == before

    def test_every_look_is_an_event_and_changes_nothing_else(self, room: PlanRoom) -> None:
        reference = room.plan()
        room.measure(reference)
        before = room.happened(reference)
        for method in ("GET", "HEAD"):
            room.staff["officer"].open(f"/storby/nb/ansatt/plan/{reference}", method=method)
        assert room.happened(reference)[len(before) :] == ["plan.read", "plan.read"]

    @pytest.mark.parametrize(
        "path",
        ["/ny/moter", "/ny/TILTAK", "/skriv/annet", "/del/" + "0" * 32, "/tiltak/x/svar/gjort"],
    )
    def test_what_is_not_there_is_not_found(self, room: PlanRoom, path: str) -> None:
        reference = room.plan()
        assert room.get("officer", f"/plan/{reference}{path}").status_code == 404
        assert send(room, f"/plan/{reference}{path}").status_code == 404

    def test_a_part_of_another_plan_is_not_found(self, room: PlanRoom) -> None:
        mine, other = room.plan(), room.plan()
        part = room.measure(other)
        for path in (f"/del/{part}", f"/tiltak/{part}/svar/gjort", f"/del/{part}/ta-bort/1"):
            assert send(room, f"/plan/{mine}{path}", what="Kanari").status_code == 404, path
        assert room.part(other, part).version == 1


class TestWriting:
    @pytest.mark.parametrize(
        ("path", "form", "kind", "expected"),
        [
            ("/ny/mal", GOAL, Kind.GOAL, {"code": "open", "words": GOAL}),
            (
                "/ny/tiltak",
                MEASURE,
                Kind.MEASURE,
                {"code": "yes", "responsible": ME, "due_on": date(2026, 12, 3), "parent": None,
                 "words": {name: MEASURE[name] for name in ("what", "extent", "how")}},
            ),
            (
                "/ny/deltaker",
                HELPER,
                Kind.PARTICIPANT,
                {"code": "nav", "words": {
                    "name": "Kanari Hjelper", "role": "Veileder", "organisation": "Nav",
                    "phone": "+4721000000", "email": "kanari@nav.example"}},
            ),
            (
                "/skriv/viktigst",
                {"text": "Kanariro"},
                Kind.TEXT,
                {"code": "important", "words": {"text": "Kanariro"}},
            ),
            (
                "/skriv/periode",
                PERIOD,
                Kind.PERIOD,
                {"words": {"from": "2026-12-01", "to": "2027-11-30"}, "due_on": date(2027, 6, 1)},
            ),
            ("/skriv/roller", ROLES_SAID, Kind.ROLES, {"words": ROLES_SAID}),
        ],
    )  # fmt: skip
    def test_every_kind_of_part(
        self, room: PlanRoom, path: str, form: dict[str, str], kind: Kind, expected: dict[str, Any]
    ) -> None:
        reference = room.plan()
        answer = send(room, f"/plan/{reference}{path}", **form)
        assert answer.status_code == 303 and answer.location.endswith(f"/plan/{reference}")
        part = only(room, reference, kind)
        assert {name: getattr(part, name) for name in expected} == expected
        assert (part.by_kind, part.by) == ("staff", "o")
        page = room.get("officer", f"/plan/{reference}").text
        assert "Det er lagret i planen." in page
        assert "Kanari" in page or kind in {Kind.PERIOD, Kind.ROLES}

    @pytest.mark.parametrize(
        ("path", "form", "field"),
        [
            ("/ny/mal", {"text": ""}, "text"),
            ("/ny/tiltak", MEASURE | {"what": ""}, "what"),
            ("/ny/tiltak", MEASURE | {"due_on": "31.2.2026"}, "due_on"),
            ("/ny/tiltak", MEASURE | {"responsible": "0" * 32}, "responsible"),
            ("/ny/tiltak", MEASURE | {"code": "finished"}, "code"),
            ("/ny/deltaker", HELPER | {"email": "kanari"}, "email"),
            ("/ny/deltaker", HELPER | {"phone": "12"}, "phone"),
            ("/skriv/periode", PERIOD | {"last": "1.1.2026"}, "last"),
            ("/skriv/roller", {"coordinator": "appointed", "contact_doctor": "appointed"}, "doctor_name"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_kept_is_told_at_its_field(
        self, room: PlanRoom, path: str, form: dict[str, str], field: str
    ) -> None:
        reference = room.plan()
        answer = send(room, f"/plan/{reference}{path}", **form)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert room.parts(reference) == []
        for value in filter(None, (form.get("text"), form.get("extent"), form.get("name"))):
            assert value in answer.text

    def test_save_and_add_another_goes_on_under_the_same_goal(self, room: PlanRoom) -> None:
        reference = room.plan()
        goal = room.write(reference, Kind.GOAL, code=Goal.OPEN, words={"text": "Jobb"})
        path = f"/plan/{reference}/ny/tiltak"
        assert f'value="{goal}" selected' in room.get("officer", f"{path}?mal={goal}").text
        answer = send(room, path, **(MEASURE | {"parent": goal, "another": "y"}))
        assert answer.status_code == 303 and answer.location.endswith(f"/ny/tiltak?mal={goal}")
        page = room.staff["officer"].get(answer.location).text
        assert "Det er lagret i planen." in page and f'value="{goal}" selected' in page

    def test_sent_twice_it_is_one_and_other_words_are_not_lost(self, room: PlanRoom) -> None:
        reference, same = room.plan(), key()
        path = f"/plan/{reference}/ny/mal"
        for _time in range(2):
            assert send(room, path, key=same, **GOAL).status_code == 303
        assert len(room.parts(reference)) == 1
        answer = send(room, path, key=same, text="Et annet kanarimål")
        assert answer.status_code == 422 and "Et annet kanarimål" in answer.text
        assert "Dette er lagret fra før" in answer.text and same not in answer.text
        assert len(room.parts(reference)) == 1

    def test_a_goal_is_no_part_of_itself_or_of_what_is_below_it(self, room: PlanRoom) -> None:
        reference = room.plan()
        above = room.write(reference, Kind.GOAL, code=Goal.OPEN, words={"text": "Over"})
        below = room.write(
            reference, Kind.GOAL, code=Goal.OPEN, parent=above, words={"text": "Under"}
        )
        for parent in (above, below):
            form = {"text": "Over", "parent": parent, "code": "open", "based_on": "1"}
            answer = send(room, f"/plan/{reference}/del/{above}", **form)
            assert answer.status_code in {303, 422}
            assert room.part(reference, above).parent is None

    def test_nothing_is_written_before_the_person_has_said_yes(self, room: PlanRoom) -> None:
        reference = room.plan(yes=False)
        page = room.get("officer", f"/plan/{reference}").text
        assert "Venter på svar fra personen" in page and "Nytt tiltak" not in page
        path = f"/plan/{reference}/ny/mal"
        for ask in (lambda: room.get("officer", path), lambda: send(room, path, **GOAL)):
            answer = ask()
            assert answer.status_code == 303 and answer.location.endswith(f"/plan/{reference}")
            said = room.get("officer", f"/plan/{reference}").text
            assert "Personen må si ja til planen" in said
        assert room.parts(reference) == []


class TestTwoAtOnce:
    def test_the_second_sees_both_and_decides(self, room: PlanRoom) -> None:
        reference = room.plan()
        room.say_why("lead", reference, "plan")
        part = room.measure(reference, "Slik det var")
        path = f"/plan/{reference}/del/{part}"
        form = MEASURE | {"based_on": "1"}
        assert send(room, path, **(form | {"what": "Fra den ene"})).status_code == 303
        answer = send(room, path, "lead", **(form | {"what": "Fra den andre"}))
        assert answer.status_code == 409
        for words in (
            "Slik står det nå",
            "Fra den ene",
            "Ola Saks",
            "Slik skrev du",
            "Fra den andre",
        ):
            assert words in answer.text, words
        assert room.part(reference, part).says("what") == "Fra den ene"
        [shown] = re.findall(r'name="based_on" value="(\d+)"', answer.text)
        again = send(room, path, "lead", **(form | {"what": "Fra den andre", "based_on": shown}))
        assert again.status_code == 303
        now = room.part(reference, part)
        assert (now.version, now.says("what")) == (3, "Fra den andre")

    def test_two_who_begin_the_same_text(self, room: PlanRoom) -> None:
        reference = room.plan()
        room.say_why("lead", reference, "plan")
        path = f"/plan/{reference}/skriv/behov"
        assert send(room, path, text="Fra den ene", based_on="0").status_code == 303
        answer = send(room, path, "lead", text="Fra den andre", based_on="0")
        assert answer.status_code == 409
        assert "Fra den ene" in answer.text and "Fra den andre" in answer.text
        assert only(room, reference, Kind.TEXT).says("text") == "Fra den ene"

    def test_what_was_taken_away_meanwhile_is_not_lost(self, room: PlanRoom) -> None:
        reference = room.plan()
        room.say_why("lead", reference, "plan")
        part = room.measure(reference, "Slik det var")
        room.post("lead", f"/plan/{reference}/del/{part}/ta-bort/1")
        path, form = f"/plan/{reference}/del/{part}", MEASURE | {"what": "Skrevet likevel"}
        answer = send(room, path, **(form | {"based_on": "1"}))
        assert answer.status_code == 409 and "har tatt dette bort" in answer.text
        assert "Skrevet likevel" in answer.text
        assert send(room, path, **(form | {"based_on": "2"})).status_code == 303
        now = room.part(reference, part)
        assert (now.removed, now.says("what")) == (False, "Skrevet likevel")


class TestTakenAwayAndPutBack:
    def test_one_press_each_way(self, room: PlanRoom) -> None:
        reference = room.plan()
        part = room.measure(reference, "Kanaritur")
        gone = room.post("officer", f"/plan/{reference}/del/{part}/ta-bort/1")
        assert gone.status_code == 303 and room.part(reference, part).removed
        page = room.get("officer", f"/plan/{reference}").text
        assert "Det er tatt bort" in page and f"/del/{part}/legg-tilbake/2" in page
        back = room.post("officer", f"/plan/{reference}/del/{part}/legg-tilbake/2")
        assert back.status_code == 303 and not room.part(reference, part).removed
        assert "Det er lagt tilbake." in room.get("officer", f"/plan/{reference}").text

    def test_what_another_has_changed_since_is_not_taken_away(self, room: PlanRoom) -> None:
        reference = room.plan()
        part = room.measure(reference)
        send(room, f"/plan/{reference}/tiltak/{part}/svar/gjort", based_on="1")
        room.post("officer", f"/plan/{reference}/del/{part}/ta-bort/1")
        assert not room.part(reference, part).removed
        assert "Ingenting er overskrevet" in room.get("officer", f"/plan/{reference}").text

    def test_without_the_token_of_the_page_nothing_is_taken_away(self, room: PlanRoom) -> None:
        reference = room.plan()
        part = room.measure(reference)
        room.staff["officer"].post(f"/storby/nb/ansatt/plan/{reference}/del/{part}/ta-bort/1")
        assert not room.part(reference, part).removed

    def test_a_measure_whose_goal_is_gone_is_still_shown(self, room: PlanRoom) -> None:
        reference = room.plan()
        goal = room.write(reference, Kind.GOAL, code=Goal.OPEN, words={"text": "Jobb"})
        part = room.measure(reference, "Kanaritiltak", parent=goal)
        room.post("officer", f"/plan/{reference}/del/{goal}/ta-bort/1")
        page = room.get("officer", f"/plan/{reference}").text
        assert "Tiltak uten mål" in page and "Kanaritiltak" in page
        form = MEASURE | {"based_on": "1", "code": "done"}
        assert send(room, f"/plan/{reference}/del/{part}", **form).status_code == 303

    def test_a_helper_who_is_gone_is_still_named_and_nothing_stops(self, room: PlanRoom) -> None:
        reference = room.plan()
        helper = room.helper(reference, name="Kanari Hjelper")
        part = room.measure(reference, responsible=helper)
        room.post("officer", f"/plan/{reference}/del/{helper}/ta-bort/1")
        page = room.get("officer", f"/plan/{reference}").text
        assert "Kanari Hjelper, som ikke er med lenger" in page
        for path in (f"/del/{part}/ta-bort/1", f"/del/{part}/legg-tilbake/2"):
            assert room.post("officer", f"/plan/{reference}{path}").status_code == 303
        answered = send(room, f"/plan/{reference}/tiltak/{part}/svar/gjort", based_on="3")
        assert answered.status_code == 303
        now = room.part(reference, part)
        assert (now.code, now.responsible, now.removed) == ("done", helper, False)


class TestAnswers:
    @pytest.mark.parametrize(
        ("answer", "form", "expected"),
        [
            ("gjort", {}, {"code": "done"}),
            ("ja", {}, {"code": "yes"}),
            ("i-gang", {}, {"code": "under-way"}),
            ("ny-dato", {"due_on": "24.12.2026"}, {"due_on": date(2026, 12, 24), "code": "asked"}),
            ("ikke-vart", {"reason": "Nav gjør dette"}, {"code": "no"}),
        ],
    )
    def test_two_presses(
        self, room: PlanRoom, answer: str, form: dict[str, str], expected: dict[str, Any]
    ) -> None:
        reference = room.plan()
        part = room.measure(reference, "Kanaritur", code=Measure.ASKED, due_on=date(2026, 11, 1))
        path = f"/plan/{reference}/tiltak/{part}/svar/{answer}"
        first = room.get("officer", path)
        assert first.status_code == 200 and "Kanaritur" in first.text
        assert room.part(reference, part).version == 1
        second = send(room, path, based_on="1", **form)
        assert second.status_code == 303 and second.location.endswith(f"#del-{part}")
        now = room.part(reference, part)
        assert {name: getattr(now, name) for name in expected} == expected
        assert "Kanaritur" in room.get("officer", f"/plan/{reference}").text

    def test_what_is_not_ours_stays_with_the_reason(self, room: PlanRoom) -> None:
        reference = room.plan()
        part = room.measure(reference)
        path = f"/plan/{reference}/tiltak/{part}/svar/ikke-vart"
        assert send(room, path, based_on="1", reason="").status_code == 422
        send(room, path, based_on="1", reason="Nav gjør dette")
        page = room.get("officer", f"/plan/{reference}").text
        assert "Har sagt nei" in page and "Nav gjør dette" in page

    @pytest.mark.parametrize("day", ["", "20.11.2026", "32.1.2027", "i morgen"])
    def test_a_new_date_is_a_day_that_has_not_passed(self, room: PlanRoom, day: str) -> None:
        reference = room.plan()
        part = room.measure(reference)
        path = f"/plan/{reference}/tiltak/{part}/svar/ny-dato"
        answer = send(room, path, based_on="1", due_on=day)
        assert answer.status_code == 422 and 'href="#due_on"' in answer.text
        assert room.part(reference, part).version == 1

    def test_an_answer_to_what_another_has_changed_shows_both(self, room: PlanRoom) -> None:
        reference = room.plan()
        room.say_why("lead", reference, "plan")
        part = room.measure(reference)
        send(room, f"/plan/{reference}/tiltak/{part}/svar/gjort", based_on="1")
        path = f"/plan/{reference}/tiltak/{part}/svar/ikke-vart"
        answer = send(room, path, "lead", based_on="1", reason="Kanarigrunn")
        assert answer.status_code == 409
        assert "Slik står det nå" in answer.text and "Kanarigrunn" in answer.text
        assert room.part(reference, part).code == Measure.DONE

    def test_the_answers_that_fit_are_offered(self, room: PlanRoom) -> None:
        reference = room.plan()
        expected = {
            Measure.ASKED: {"ja", "ny-dato", "ikke-vart"},
            Measure.YES: {"i-gang", "gjort", "ny-dato", "ikke-vart"},
            Measure.UNDER_WAY: {"gjort", "ny-dato", "ikke-vart"},
            Measure.PROPOSED: {"ansvarlig", "nei"},
            Measure.DONE: set(),
            Measure.NO: set(),
        }
        made = {room.measure(reference, code=code): answers for code, answers in expected.items()}
        page = room.get("officer", f"/plan/{reference}").text
        for part, answers in made.items():
            assert set(re.findall(rf"/tiltak/{part}/svar/([a-z-]+)", page)) == answers


class TestProposals:
    def proposed(self, room: PlanRoom) -> tuple[str, str]:
        reference = room.plan()
        room.measure(reference, "Noe avtalt")
        person = room.person(reference)
        words = {"what": "Kanariforslag"}
        part = room.write(
            reference, Kind.MEASURE, person, code=Measure.PROPOSED, responsible=None, words=words
        )
        return reference, part

    def test_what_the_person_proposes_stands_first(self, room: PlanRoom) -> None:
        reference, _part = self.proposed(room)
        page = room.get("officer", f"/plan/{reference}").text
        assert page.index("Forslag som venter på svar") < page.index("Kanariforslag")
        assert page.index("Kanariforslag") < page.index("Noe avtalt")
        assert page.count("Kanariforslag</p>") == 1

    def test_somebody_is_made_responsible_and_is_asked(self, room: PlanRoom) -> None:
        reference, part = self.proposed(room)
        helper = room.helper(reference)
        path = f"/plan/{reference}/tiltak/{part}/svar/ansvarlig"
        assert send(room, path, based_on="1", responsible="").status_code == 422
        form = {"based_on": "1", "responsible": helper, "due_on": "1.2.2027"}
        assert send(room, path, **form).status_code == 303
        now = room.part(reference, part)
        assert (now.code, now.responsible, now.due_on) == ("asked", helper, date(2027, 2, 1))
        assert room.told(reference) == 1

    def test_a_no_has_a_reason_and_the_person_is_told(self, room: PlanRoom) -> None:
        reference, part = self.proposed(room)
        path = f"/plan/{reference}/tiltak/{part}/svar/nei"
        assert send(room, path, based_on="1", reason="").status_code == 422
        assert room.told(reference) == 0
        assert send(room, path, based_on="1", reason="Ikke nå").status_code == 303
        now = room.part(reference, part)
        assert (now.code, now.says("reason")) == ("no", "Ikke nå")
        assert room.told(reference) == 1


def test_what_the_regulation_demands_and_is_not_there_is_listed(room: PlanRoom) -> None:
    reference = room.plan()
    period, name = "Hvor lenge planen gjelder", f"/plan/{reference}"
    assert period in room.get("officer", name).text
    send(room, f"{name}/skriv/periode", **PERIOD)
    page = room.get("officer", name).text
    assert period not in page and "Dette mangler i planen" in page


def test_a_long_plan_is_shown_whole(room: PlanRoom) -> None:
    reference = room.plan()
    goal = room.write(reference, Kind.GOAL, code=Goal.OPEN, words={"text": "Øverst"})
    for level in range(3):
        words = {"text": f"Delmål {level}"}
        goal = room.write(reference, Kind.GOAL, code=Goal.OPEN, parent=goal, words=words)
    room.measure(reference, "Helt nederst", parent=goal)
    room.write(reference, Kind.TEXT, code=Topic.COOPERATION, words={"text": "Én\nto <b>tre</b>"})
    room.write(
        reference, Kind.COMMENT, room.person(reference), parent=goal, words={"text": "Kanarisvar"}
    )
    page = room.get("officer", f"/plan/{reference}").text
    assert "Delmål: Delmål 2" in page and "Helt nederst" in page and "Kanarisvar" in page
    assert "Én<br>to &lt;b&gt;tre&lt;/b&gt;" in page


def test_a_comment_is_said_once_and_shown_with_who_said_it(room: PlanRoom) -> None:
    reference, same = room.plan(), key()
    part = room.measure(reference)
    path = f"/plan/{reference}/del/{part}/kommenter"
    assert send(room, path, text="").status_code == 422
    for _time in range(2):
        assert send(room, path, text="Kanarikommentar", key=same).status_code == 303
    page = room.get("officer", f"/plan/{reference}").text
    assert page.count("Kanarikommentar") == 1 and " · Ola Saks" in page
    helper = room.helper(reference)
    assert send(room, f"/plan/{reference}/del/{helper}/kommenter", text="Nei").status_code == 404


def test_what_nobody_follows_up_is_shown_with_whose_turn_it_is(room: PlanRoom) -> None:
    reference = room.plan()
    part = room.measure(reference, "Kanaritur")
    assert "Dette er ikke fulgt opp" not in room.get("officer", f"/plan/{reference}").text
    row = room.plan_row(reference)
    with room.transaction() as session:
        add(
            session, PlanFollowUpRow, id="f" * 32, plan_id=row.id,
            cause=Cause.MEASURE_LATE, object=part, since=date(2026, 11, 2), step=Step.COORDINATOR,
            noticed_at=NOW, stepped_at=NOW,
        )  # fmt: skip
    for path in ("", "/gi-videre"):
        page = room.get("officer", f"/plan/{reference}{path}").text
        for words in ("Et tiltak er forsinket.", "Kanaritur", "Siden 2. november 2026."):
            assert words in page, (path, words)
        assert "Nå venter det på koordinatoren." in page
    assert f'href="#del-{part}"' in room.get("officer", f"/plan/{reference}").text
