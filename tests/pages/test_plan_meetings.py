"""Meetings: called and told, the person's points first, minutes, decisions that become dated measures, how goals go."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from portal.rules.plan import ME, Kind, Sector
from tests.pages.plan_town import PlanTown

MEETINGS = "/moter"
TODAY = date(2026, 11, 21)
CALL = {"title": "Ansvarsgruppe", "due_on": "24.11.2026", "at": "12.30", "place": "Rådhuset"}


@pytest.fixture
def town(app) -> PlanTown:
    return PlanTown.of(app)


def meetings(town: PlanTown) -> list:
    return town.plan().of(Kind.MEETING)


def ask(town: PlanTown, path: str, **data):
    """Send a form of the desk, with the token and version of its own page."""
    page = town.get("officer", path).text
    version = re.search(r'name="based_on" value="(\d+)"', page)[1]
    return town.post("officer", path, based_on=data.pop("based_on", version), **data)


class TestCalling:
    def test_a_meeting_is_called_and_the_person_told(self, town):
        rune = town.helper()
        answer = town.post("officer", f"{MEETINGS}/nytt", **CALL, people=[rune])
        (meeting,) = meetings(town)
        assert answer.status_code == 303
        assert answer.location == town.address("officer", f"{MEETINGS}/{meeting.id}")
        assert (meeting.due_on, meeting.code) == (date(2026, 11, 24), "called")
        assert dict(meeting.words) == {
            "title": "Ansvarsgruppe",
            "at": "12:30",
            "place": "Rådhuset",
            "asked": "Rune Dahl (Nav Storby)",
        }
        assert town.mails() == ["plan-news", "plan-news"]
        page = town.get("reader", f"{MEETINGS}/{meeting.id}").text
        for words in ("24. november 2026 klokka 12.30, Rådhuset", "Rune Dahl (Nav Storby)"):
            assert words in page

    def test_the_same_press_twice_is_one_meeting_and_one_notice(self, town):
        for _time in range(2):
            town.post("officer", f"{MEETINGS}/nytt", **CALL, key="k" * 22)
        assert len(meetings(town)) == 1
        assert len(town.mails()) == 2

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("title", "", "Skriv hva møtet er om."),
            ("due_on", "", "Skriv hvilken dag møtet er."),
            ("due_on", "i morgen", "Skriv datoen med dag, måned og år"),
            ("due_on", "20.11.2026", "Skriv en dag som ikke er passert."),
            ("at", "halv ett", "Skriv klokkeslettet med timer og minutter"),
            ("at", "24.10", "Skriv klokkeslettet med timer og minutter"),
            ("place", "", "Skriv hvor møtet er."),
        ],
    )
    def test_what_is_wrong_is_said_and_the_rest_is_kept(self, town, field, value, said):
        answer = town.post("officer", f"{MEETINGS}/nytt", **(CALL | {field: value}))
        assert answer.status_code == 422
        assert said in answer.text
        assert ("Ansvarsgruppe" in answer.text) is (field != "title")
        assert meetings(town) == []

    def test_a_meeting_that_is_moved_is_told_and_one_that_is_not_is_not(self, town):
        part = town.meeting(TODAY + timedelta(days=3))
        path = f"{MEETINGS}/{part}/skriv/innkalling"
        same = {"title": "Møte om vinteren", "due_on": "24.11.2026", "at": "12:30"}
        ask(town, path, **same, place="Rådhuset")
        assert town.mails() == []
        ask(town, path, **same, place="Skolen")
        assert town.mails() == ["plan-news", "plan-news"]
        assert meetings(town)[0].says("place") == "Skolen"

    def test_of_two_who_change_it_the_second_sees_both(self, town):
        part = town.meeting(TODAY + timedelta(days=3))
        path = f"{MEETINGS}/{part}/skriv/innkalling"
        ask(town, path, **CALL)
        answer = ask(town, path, **(CALL | {"place": "Skolen"}), based_on="1")
        assert answer.status_code == 409
        assert "Rådhuset" in answer.text
        assert "Skolen" in answer.text
        assert meetings(town)[0].says("place") == "Rådhuset"

    def test_a_cancelled_one_is_told_and_stands_as_cancelled(self, town):
        part = town.meeting(TODAY + timedelta(days=3))
        town.post("officer", f"{MEETINGS}/{part}/avlys/1", form=f"{MEETINGS}/{part}")
        assert meetings(town)[0].code == "cancelled"
        assert town.mails() == ["plan-news", "plan-news"]
        assert "Møtet er avlyst" in town.get("reader", f"{MEETINGS}/{part}").text
        assert town.get("reader", f"{MEETINGS}/{part}/punkt").status_code == 404
        assert town.get("reader", f"{MEETINGS}/datoer.ics").status_code == 404


class TestPoints:
    def test_the_person_s_own_points_come_first(self, town):
        part = town.meeting(TODAY + timedelta(days=3))
        ask(town, f"{MEETINGS}/{part}/ny/punkt", text="Trappa hjemme")
        town.post("reader", f"{MEETINGS}/{part}/punkt", text="Jeg vil svømme mer")
        for who, path in (("reader", ""), ("officer", "")):
            page = town.get(who, f"{MEETINGS}/{part}{path}").text
            assert page.index("Jeg vil svømme mer") < page.index("Trappa hjemme")
        assert "Dine punkter først" in town.get("reader", f"{MEETINGS}/{part}").text

    def test_a_point_without_a_meeting_waits_for_the_next_one(self, town):
        town.post("reader", f"{MEETINGS}/punkt", text="Ny rullestol")
        assert "Ny rullestol" in town.get("reader", MEETINGS).text
        later = town.meeting(TODAY + timedelta(days=30))
        first = town.meeting(TODAY + timedelta(days=3))
        assert "Ny rullestol" in town.get("officer", f"{MEETINGS}/{first}").text
        assert "Ny rullestol" not in town.get("officer", f"{MEETINGS}/{later}").text
        town.post("officer", f"{MEETINGS}/{first}/avlys/1", form=f"{MEETINGS}/{first}")
        assert "Ny rullestol" in town.get("officer", f"{MEETINGS}/{later}").text

    def test_a_point_stays_with_the_meeting_where_it_came_up(self, town):
        town.post("reader", f"{MEETINGS}/punkt", text="Ny rullestol")
        first = town.meeting(TODAY + timedelta(days=3))
        later = town.meeting(TODAY + timedelta(days=30))
        ask(town, f"{MEETINGS}/{first}/skriv/referat", minutes="Den er bestilt.")
        assert "Ny rullestol" in town.get("reader", f"{MEETINGS}/{first}").text
        for path in (MEETINGS, f"{MEETINGS}/{later}"):
            assert "Ny rullestol" not in town.get("reader", path).text

    def test_the_same_press_twice_is_one_point_and_the_words_are_kept_on_trouble(self, town):
        for _time in range(2):
            town.post("reader", f"{MEETINGS}/punkt", text="En gang", key="k" * 22)
        answer = town.post("reader", f"{MEETINGS}/punkt", text="Noe annet", key="k" * 22)
        assert (answer.status_code, "Noe annet" in answer.text) == (422, True)
        assert len(town.plan().of(Kind.POINT)) == 1

    def test_one_s_own_point_can_be_taken_away_from_the_meeting(self, town):
        part = town.meeting(TODAY + timedelta(days=3))
        town.post("reader", f"{MEETINGS}/{part}/punkt", text="Likevel ikke")
        (point,) = town.plan().of(Kind.POINT)
        page = town.get("reader", f"{MEETINGS}/{part}").text
        assert f"/del/{point.id}/ta-bort" in page
        assert f"/del/{point.id}/ta-bort" not in town.get("parent", f"{MEETINGS}/{part}").text
        answer = town.post(
            "reader", f"/del/{point.id}/ta-bort", form=f"{MEETINGS}/{part}", version="1"
        )
        assert answer.location == town.address("reader", f"{MEETINGS}/{part}")
        assert town.plan().of(Kind.POINT) == []


class TestAfterwards:
    @pytest.fixture
    def held(self, town) -> str:
        part = town.meeting(TODAY - timedelta(days=1))
        ask(town, f"{MEETINGS}/{part}/skriv/referat", minutes="Alle var enige.\n\nVi møtes igjen.")
        return part

    def test_minutes_mean_that_it_was_held_and_are_told(self, town, held):
        (meeting,) = meetings(town)
        assert (meeting.code, meeting.says("place")) == ("held", "Rådhuset")
        assert town.mails() == ["plan-news", "plan-news"]
        page = town.get("reader", f"{MEETINGS}/{held}").text
        assert "<p>Alle var enige.</p>" in page
        assert "Skriv et punkt" not in page

    def test_a_decision_becomes_a_dated_measure_of_somebody_who_said_yes(self, town, held):
        rune = town.helper("Rune Dahl", Sector.NAV)
        data = {"what": "Finne et sted", "responsible": rune, "due_on": "1.2.2027"}
        answer = ask(town, f"{MEETINGS}/{held}/ny/tiltak", **data)
        (measure,) = town.plan().of(Kind.MEASURE)
        assert answer.location == town.address("officer", f"{MEETINGS}/{held}")
        assert (measure.parent, measure.responsible, measure.due_on, measure.code) == (
            held, rune, date(2027, 2, 1), "yes",
        )  # fmt: skip
        page = town.get("reader", f"{MEETINGS}/{held}").text
        assert f"/tiltak/{measure.id}" in page
        assert "1. februar 2027" in page

    @pytest.mark.parametrize(("who", "code"), [(ME, "yes"), ("ingen", "proposed")])
    def test_what_nobody_has_taken_on_is_only_proposed(self, town, held, who, code):
        data = {"what": "Finne et sted", "responsible": who, "due_on": "1.2.2027"}
        ask(town, f"{MEETINGS}/{held}/ny/tiltak", **data)
        assert town.plan().of(Kind.MEASURE)[0].code == code

    def test_a_decision_without_a_date_is_none(self, town, held):
        data = {"what": "Finne et sted", "responsible": "ingen", "due_on": ""}
        answer = ask(town, f"{MEETINGS}/{held}/ny/tiltak", **data)
        assert answer.status_code == 422
        assert "Skriv når det skal være gjort." in answer.text

    def test_how_it_goes_with_a_goal_stands_with_the_meeting(self, town, held):
        goal = town.write(Kind.GOAL, code="open", words={"text": "Jeg vil jobbe"})
        data = {"goal": goal, "code": "closer", "text": "To dager nå."}
        ask(town, f"{MEETINGS}/{held}/ny/evaluering", **data)
        (one,) = town.plan().of(Kind.EVALUATION)
        assert (one.parent, one.code, one.says("meeting")) == (goal, "closer", held)
        page = town.get("reader", f"{MEETINGS}/{held}").text
        for words in ("Jeg vil jobbe", "Nærmere målet", "To dager nå."):
            assert words in page
        assert held not in re.sub(r'="[^"]*"', "", town.get("reader", "/endringer").text)

    def test_a_goal_must_be_chosen(self, town, held):
        town.write(Kind.GOAL, code="open", words={"text": "Jeg vil jobbe"})
        data = {"goal": "ingen", "code": "closer", "text": "To dager nå."}
        answer = ask(town, f"{MEETINGS}/{held}/ny/evaluering", **data)
        assert (answer.status_code, "Velg hvilket mål det gjelder." in answer.text) == (422, True)


class TestCalendar:
    def test_each_meeting_to_come_is_a_time_and_says_nothing_of_anybody(self, town):
        part = town.meeting(TODAY + timedelta(days=3))
        town.meeting(date(2027, 7, 1), title="Kanari", at="09:00", place="Kanaribygget")
        town.meeting(TODAY - timedelta(days=3))
        answer = town.get("reader", f"{MEETINGS}/datoer.ics")
        assert answer.content_type == "text/calendar; charset=utf-8"
        first, second = Calendar.from_ical(answer.data).walk("VEVENT")
        # Norway is an hour ahead of UTC in the winter and two in the summer.
        assert first["DTSTART"].dt == datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
        assert second["DTSTART"].dt == datetime(2027, 7, 1, 7, 0, tzinfo=UTC)
        assert {str(one["SUMMARY"]) for one in (first, second)} == {"Planen min"}
        assert str(first["UID"]) == f"{part}@planen-min"
        for canary in (b"Kanari", b"Solvik", b"Saks", town.reference.encode()):
            assert canary not in answer.data


def test_meetings_are_listed_with_the_next_first_and_those_that_were_with_the_latest(town):
    town.meeting(TODAY + timedelta(days=30), title="Sist")
    town.meeting(TODAY + timedelta(days=3), title="Neste")
    town.meeting(TODAY - timedelta(days=300), title="Eldst")
    town.meeting(TODAY - timedelta(days=3), title="Nylig")
    for who in ("reader", "officer"):
        page = town.get(who, MEETINGS).text
        places = [page.index(f">{title}") for title in ("Neste", "Sist", "Nylig", "Eldst")]
        assert places == sorted(places)


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_another_s_meetings_are_as_those_that_are_not_there(town, who):
    part = town.meeting(TODAY + timedelta(days=3))
    assert town.get(who, MEETINGS).status_code == 404
    assert town.get(who, f"{MEETINGS}/{part}").status_code == 404


def test_a_part_that_is_no_meeting_and_one_of_nowhere_are_not_there(town):
    goal = town.write(Kind.GOAL, code="open", words={"text": "Jeg vil jobbe"})
    for who in ("reader", "officer"):
        for part in (goal, "0" * 32):
            assert town.get(who, f"{MEETINGS}/{part}").status_code == 404
    for what in ("skriv/alt", "ny/alt"):
        part = town.meeting(TODAY)
        assert town.get("officer", f"{MEETINGS}/{part}/{what}").status_code == 404


def test_nothing_is_called_or_written_while_no_consent_stands(town):
    town.change(status="withdrawn")
    answer = town.get("officer", f"{MEETINGS}/nytt")
    assert (answer.status_code, answer.location) == (303, town.address("officer", ""))
    assert town.get("reader", f"{MEETINGS}/punkt").status_code == 303
