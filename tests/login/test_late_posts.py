"""What was typed when the session had ended is kept for its owner alone, and stands on the page after the login. Row 54.

The pages here have no draft of their own: everything an employee sends, and a citizen's yes or no.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.store import retention, staff
from portal.store.tables.staff import LatePostRow
from tests.conftest import NOW
from tests.login.steps import csrf, logged_in
from tests.pages.desk_room import Room

MINUTE, DAY = timedelta(minutes=1), timedelta(hours=24)
SAID = "Det er ikke sendt."
SECRET = "Kanariord i teksten"
KEY = "k" * 22
FORMS = {
    "an answer": ("/sak/{sent}/svar/be-om-mer", {"text": SECRET, "key": KEY}),
    "the first day of a coordinator": (
        "/sak/{sent}/svar/koordinator",
        {"name": SECRET, "first_day": "24.12.2026", "key": KEY},
    ),
    "a message": ("/sak/{sent}/melding", {"text": SECRET, "key": KEY}),
    "what was agreed": (
        "/sak/{called}/svar",
        {"note": SECRET, "outcome": "appointment", "key": KEY},
    ),
    "a case to register": (
        "/registrer",
        {"name": SECRET, "phone": "22 22", "channel": "visit", "about": "child", "key": KEY},
    ),
    "to whom": ("/sak/{sent}/gi-videre", {"to": "c", "key": KEY}),
    "an absence": ("/fravaer", {"first": "1.12.2026", "cover": "c", "key": KEY}),
}


@pytest.fixture(scope="module")
def everyone(shared_app: Flask) -> Room:
    shared_app.extensions["clock"].now = NOW
    room = Room.of(shared_app)
    room.cases, room.alive = {"sent": room.send(1), "called": room.ask(2)}, []
    return room


@pytest.fixture
def room(everyone: Room) -> Room:
    """Everybody has just logged in, and nothing is kept."""
    everyone.app.extensions["clock"].now = NOW
    with everyone.app.extensions["database"].transaction() as session:
        session.execute(delete(LatePostRow))
    for who in ("officer", "colleague", "neighbour", "reader"):
        everyone.staff[who] = again(everyone, who)
    return everyone


def again(room: Room, who: str) -> Any:
    """A new login of an employee, in another browser."""
    person = {"officer": "o", "colleague": "c", "neighbour": "v", "reader": "r"}[who]
    number = "9901" if who == "neighbour" else "9902"
    with room.app.extensions["database"].transaction() as session:
        employee = staff.get(session, number, person)
    room.alive.append(employee)  # a session's secret here is made of its place in memory
    return logged_in(room.app, employee)


def kept(room: Room) -> list[LatePostRow]:
    with room.app.extensions["database"].transaction() as session:
        return list(session.scalars(select(LatePostRow)))


def place(room: Room, what: str) -> tuple[str, dict[str, str]]:
    path, typed = FORMS[what]
    return "/storby/nb/ansatt" + path.format(**room.cases), typed


def send_late(room: Room, what: str, after: timedelta = 31 * MINUTE, **changes: str) -> Any:
    """The officer opens the page, time goes by, and then the form is sent."""
    path, typed = place(room, what)
    token = csrf(room.staff["officer"].get(path))
    room.app.extensions["clock"].now += after
    return room.staff["officer"].post(path, data={"csrf_token": token, **typed, **changes})


def fields(page: Any) -> dict[str, str]:
    """What stands in the fields of a page, by name."""
    single = r'<input class="ds-input" type="(?:text|tel)" value="([^"]*)"[^>]* name="([^"]+)"'
    found = {name: value for value, name in re.findall(single, page.text)}
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)<', page.text):
        found[name] = text
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)" checked', page.text):
        found[name] = value
    found |= dict(re.findall(r'type="hidden"[^>]* name="(key)" value="([^"]*)"', page.text))
    return found


@pytest.mark.parametrize("what", FORMS)
def test_what_was_typed_stands_on_the_page_after_the_login(room: Room, what: str) -> None:
    """54: the next post ends on a page of ours, which says that it is kept and leads on."""
    path, typed = place(room, what)
    answer = send_late(room, what)
    assert answer.status_code == 303
    assert answer.location == f"/storby/innlogging/tiden-er-ute?next={path}&lagret=ja"
    page = room.staff["officer"].get(answer.location)
    assert "Det du skrev, er lagret. Det er ikke sendt." in page.text
    assert f'href="/storby/innlogging/for-ansatte?next={path}"' in page.text
    room.staff["officer"] = again(room, "officer")
    shown = room.staff["officer"].get(path)
    assert shown.status_code == 200 and SAID in shown.text
    assert fields(shown).items() >= typed.items()


def test_sending_it_takes_it_away(room: Room) -> None:
    send_late(room, "a message")
    path, typed = place(room, "a message")
    browser = again(room, "officer")
    for _ in range(2):
        page = browser.get(path)
        assert SECRET in page.text, "looking at it twice does not take it away"
    sent = browser.post(path, data={**typed, **fields(page), "csrf_token": csrf(page)})
    assert sent.location.endswith(room.cases["sent"])
    assert kept(room) == []
    after = browser.get(path)
    assert SAID not in after.text and fields(after)["key"] != KEY


def test_a_form_that_is_wrong_still_holds_what_was_typed(room: Room) -> None:
    send_late(room, "a case to register")
    path, typed = place(room, "a case to register")
    browser = again(room, "officer")
    answer = browser.post(path, data={"csrf_token": csrf(browser.get(path)), **typed})
    assert answer.status_code == 422
    assert fields(answer).items() >= typed.items()
    assert SAID not in answer.text


def test_nobody_else_sees_it(room: Room) -> None:
    send_late(room, "a message")
    path, _typed = place(room, "a message")
    colleague = again(room, "colleague")
    page = colleague.get(path)
    assert page.status_code == 200 and SECRET not in fields(page)["text"] and SAID not in page.text
    sent = {"csrf_token": csrf(page), "text": "", "key": KEY}
    colleague.post(path, data=sent)
    assert len(kept(room)) == 1, "a colleague's press does not take it away"


def test_it_stands_on_its_own_page_only(room: Room) -> None:
    send_late(room, "a message")
    other = room.send(3)
    browser = again(room, "officer")
    for path in (f"/storby/nb/ansatt/sak/{other}/melding", "/storby/nb/ansatt/registrer"):
        page = browser.get(path)
        assert page.status_code == 200 and SECRET not in page.text and SAID not in page.text


def test_it_is_sealed(room: Room) -> None:
    send_late(room, "a message")
    [row] = kept(room)
    assert (row.owner, row.municipality) == ("o", "9902")
    assert b"Kanari" not in row.typed


@pytest.mark.parametrize(
    ("after", "is_kept"),
    [(30 * MINUTE, True), (DAY + 30 * MINUTE, True), (DAY + 31 * MINUTE, False), (-MINUTE, False)],
    ids=str,
)
def test_a_day_after_the_end_it_is_nobodys(room: Room, after: timedelta, is_kept: bool) -> None:
    answer = send_late(room, "a message", after)
    assert answer.location.endswith("&lagret=ja" if is_kept else "&lagret=nei")
    assert len(kept(room)) == is_kept
    page = room.staff["officer"].get(answer.location)
    assert ("er ikke lagret og ikke sendt" in page.text) is not is_kept


def test_what_was_kept_is_gone_after_a_day(room: Room) -> None:
    send_late(room, "a message")
    room.app.extensions["clock"].now += DAY
    path, _typed = place(room, "a message")
    page = again(room, "officer").get(path)
    assert fields(page)["text"] == "" and SAID not in page.text


@pytest.mark.parametrize("token", ["", "forged"])
def test_nothing_is_kept_that_another_site_sends(room: Room, token: str) -> None:
    assert send_late(room, "a message", csrf_token=token).location.endswith("&lagret=nei")
    assert kept(room) == []


def test_nothing_is_kept_after_a_press_on_log_out(room: Room) -> None:
    """Row 54 by the house's word: a shared machine; whoever logs out leaves nothing."""
    path, typed = place(room, "a message")
    browser = room.staff["officer"]
    token, cookie = csrf(browser.get(path)), browser.get_cookie("ansatt").value
    with browser.session_transaction() as form_session:
        before = dict(form_session)
    browser.post("/storby/innlogging/ut", data={"csrf_token": token})
    browser.set_cookie("ansatt", cookie)
    with browser.session_transaction() as form_session:
        form_session.update(before)
    for passed in (timedelta(), 31 * MINUTE):
        room.app.extensions["clock"].now += passed
        answer = browser.post(path, data={"csrf_token": token, **typed})
        assert answer.location.endswith("&lagret=nei")
    assert kept(room) == []


def test_a_press_with_nothing_typed_keeps_nothing(room: Room) -> None:
    """The token, the key and which button: nobody has written those."""
    room.staff["officer"] = again(room, "officer")
    answer = send_late(room, "a message", text=" ", show="nn")
    assert answer.location.endswith("/melding") and kept(room) == []
    page = room.staff["officer"].get(answer.location)
    assert "Det du nettopp trykket på, er ikke gjort." in page.text


def test_too_much_is_not_kept(room: Room) -> None:
    send_late(room, "a message", text="x" * (128 * 1024 + 1))
    assert kept(room) == []


def test_one_page_is_kept_once_and_a_person_has_ten(room: Room) -> None:
    browser, clock = room.staff["officer"], room.app.extensions["clock"]
    token = csrf(browser.get("/storby/nb/ansatt/registrer"))
    clock.now += 31 * MINUTE
    for number in range(12):
        clock.now += timedelta(seconds=1)
        for text in ("den første", "den siste"):
            path = f"/storby/nb/ansatt/sak/{number}/melding"
            browser.post(path, data={"csrf_token": token, "text": text})
    assert {row.path.split("/")[-2] for row in kept(room)} == {str(n) for n in range(2, 12)}
    assert len(kept(room)) == 10


def test_with_time_left_a_form_is_put_aside_by_a_press(room: Room) -> None:
    """The dialog's «Lagre det jeg har skrevet, og logg inn igjen»: the session has not ended yet."""
    path, typed = place(room, "a message")
    browser = room.staff["officer"]
    token = csrf(browser.get(path))
    answer = browser.post(path + "?igjen=ja", data={"csrf_token": token, **typed})
    assert answer.location == f"/storby/innlogging/tiden-er-ute?next={path}&lagret=ja"
    assert SECRET in again(room, "officer").get(path).text


def test_an_htmx_post_is_told_to_load_the_page_of_ours(room: Room) -> None:
    path, typed = place(room, "a message")
    browser = room.staff["officer"]
    token = csrf(browser.get(path))
    room.app.extensions["clock"].now += 31 * MINUTE
    data = {"csrf_token": token, **typed}
    answer = browser.post(path, data=data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers.get("Location")) == (204, None)
    assert answer.headers["HX-Redirect"].endswith(f"/tiden-er-ute?next={path}&lagret=ja")


def test_old_ones_are_swept_away(room: Room) -> None:
    send_late(room, "a message")
    for passed, count in ((DAY - MINUTE, 1), (MINUTE, 0)):
        room.app.extensions["clock"].now += passed
        with room.app.extensions["database"].transaction() as session:
            retention.spent(session)
        assert len(kept(room)) == count
