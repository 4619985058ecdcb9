"""Photos and files with a complaint: what is kept, what is said of what is not, and who opens them."""

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal.files import PDF, SafeFile
from portal.pages.complaint import files as files_page
from portal.rules.access import Role
from portal.store import attachments, quarantine
from portal.store.attachments import Picture, State
from portal.store.complaint import JOURNEY
from portal.store.tables.request import AttachmentRow
from tests.clamd_double import HARM, Behaviour, running
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import enrol, logged_in
from tests.pages.complaint_walk import SHORTEST, ComplaintWalker
from tests.pages.request_walk import away, hidden_in
from tests.test_files import REFUSED, blank, bytes_of, with_everything
from tests.test_photos import told

LIMIT = 10 * 1024 * 1024
LETTER = bytes_of(blank())
NAME = "Vedtak fra oktober.pdf"
SAID = {
    "empty": "Filen er tom",
    "unknown": "Vi kan bare ta imot PDF og bilder",
    "heic": "HEIC",
    "office": "Lagre filen som PDF",
    "too-many-pixels": "for stort i bredde eller høyde",
    "locked": "Filen er låst",
    "too-many-pages": "mer enn 100 sider",
    "broken": "Vi får ikke lest hele filen",
}


@pytest.fixture
def site(shared_app):  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    shared_app.testing = True
    return shared_app


@pytest.fixture
def kari(site) -> ComplaintWalker:
    """Somebody who has answered all that must be answered."""
    walker = ComplaintWalker(site)
    walker.walk(SHORTEST)
    return walker


@pytest.fixture
def clamd(site, monkeypatch):
    with running() as one:
        whole = site.extensions["settings"].model_copy(update={"scanner": one.address})
        monkeypatch.setitem(site.extensions, "settings", whole)
        yield one


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (50, 40), "red").save(file, "JPEG", exif=told())
    return file.getvalue()


def choose(walker: ComplaintWalker, data: bytes, name: str = NAME, **more: Any) -> Any:
    """Choose a file on the page that is open, and send it as browsers write it."""
    hidden = more.pop("hidden", None) or walker.open("filer")
    address = walker.address("filer", more.pop("language", None))
    said = 'Content-Disposition: form-data; name="{}"'.format
    parts = [f"{said(key)}\r\n\r\n{value}".encode() for key, value in {**hidden, **more}.items()]
    file = f'{said("file")}; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    body = b"".join(b"--g\r\n" + part + b"\r\n" for part in (*parts, file.encode() + data))
    kind = "multipart/form-data; boundary=g"
    return walker.client.post(address, data=body + b"--g--\r\n", content_type=kind)


def kept(walker: ComplaintWalker) -> list[Picture]:
    with walker.app.extensions["database"].transaction() as db:
        return attachments.of_draft(db, walker.actor, JOURNEY)


def test_a_letter_and_a_photo_go_along_and_are_opened_by_who_sent_them_and_the_desk(kari) -> None:
    assert choose(kari, LETTER).location == kari.address("filer")
    assert "Filen er lagt ved." in kari.get("filer").text
    choose(kari, photo(), "../../IMG_1.png")
    page = kari.get("filer").text
    assert "2 filer er lagt ved" in page and NAME in page and "IMG_1.jpg" in page
    letter, picture = sorted(kept(kari), key=lambda one: one.media_type)
    own = kari.client.get(kari.address(f"filer/{letter.id}"))
    assert own.mimetype == "application/pdf" and own.data.startswith(b"%PDF-")
    kari.send()
    (case,) = kari.cases()
    assert kept(kari) == []
    there = f"/namsos/nb/saker/{case.reference}/klagen/fil/"
    assert kari.client.get(there + letter.id).data == own.data
    assert kari.client.get(there + picture.id).mimetype == "image/jpeg"
    assert ComplaintWalker(kari.app).client.get(there + letter.id).status_code == 404
    officer = enrol(kari.app, "siri-fil", Role.OFFICER, unit=case.unit)
    desk = logged_in(kari.app, officer)
    at_desk = f"/namsos/nb/ansatt/sak/{case.reference}/fil/{letter.id}"
    assert desk.get(at_desk).data == own.data


def test_a_document_is_saved_and_never_shown_in_our_name(kari) -> None:
    choose(kari, with_everything(), "Møte «høst».pdf")
    (one,) = kept(kari)
    before = kari.happened("case.picture-read")
    answer = kari.client.get(kari.address(f"filer/{one.id}"))
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"fil.pdf\"; filename*=UTF-8''M%C3%B8te%20%C2%ABh%C3%B8st%C2%BB.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers.get_all("Content-Security-Policy")
    assert policy == ["default-src 'none'; sandbox; frame-ancestors 'none'"]
    assert b"Kanarifugl" not in answer.data and b"JavaScript" not in answer.data
    assert kari.happened("case.picture-read") == before + 1


def test_taking_away_twice_is_once(kari) -> None:
    choose(kari, LETTER)
    (one,) = kept(kari)
    token = {"csrf_token": hidden_in(kari.get("filer"))["csrf_token"]}
    for _press in range(2):
        answer = kari.client.post(kari.address(f"filer/{one.id}/ta-bort"), data=token)
        assert answer.location == kari.address("filer")
    assert kept(kari) == [] and "Filen er tatt bort." in kari.get("filer").text


def test_the_sixth_is_one_too_many_and_the_same_again_is_one(kari) -> None:
    with kari.app.extensions["database"].transaction() as db:
        for number in range(4):
            file = SafeFile(b"%PDF-" + bytes([number]), PDF, "pdf")
            attachments.add_to_draft(db, kari.actor, file, journey=JOURNEY)
    for _press in range(2):
        assert choose(kari, LETTER).status_code == 303 and len(kept(kari)) == 5
    answer = choose(kari, photo())
    assert answer.status_code == 422 and "Du har lagt ved fem filer." in answer.text


def test_more_files_in_a_day_than_anybody_sends_in_earnest(kari, monkeypatch) -> None:
    """Those that are refused count too: each takes the house seconds."""
    monkeypatch.setattr(files_page, "FILES_A_DAY", 2)
    for _file in range(2):
        assert choose(kari, b"<html>").status_code == 422
    answer = choose(kari, LETTER)
    assert answer.status_code == 429 and "Du har sendt mange filer i dag." in answer.text
    assert kept(kari) == []


FIRST_OF_EACH = {code: name for name, (_data, code) in reversed(REFUSED.items()) if code in SAID}


@pytest.mark.parametrize("code", FIRST_OF_EACH)
def test_what_cannot_be_kept_is_refused_in_words(kari, code: str) -> None:
    choose(kari, LETTER)
    answer = choose(kari, REFUSED[FIRST_OF_EACH[code]][0], "brev.pdf")
    assert answer.status_code == 422 and SAID[code] in answer.text
    assert "<title>Feil: Bilder og filer" in answer.text and 'href="#file"' in answer.text
    assert len(kept(kari)) == 1 and "1 fil er lagt ved" in answer.text


def test_one_that_is_too_large_is_413_in_words_and_the_page_works_after(kari) -> None:
    answer = choose(kari, b"%PDF-1.7" + b"x" * (LIMIT + 70_000))
    assert answer.status_code == 413
    assert "Filen er for stor. Velg en fil på høyst 10 MB." in answer.text
    assert choose(kari, LETTER, hidden=hidden_in(answer)).status_code == 303


def test_nothing_chosen_and_pages_that_are_not_ours(kari) -> None:
    hidden = kari.open("filer")
    answer = kari.client.post(kari.address("filer"), data=hidden)
    assert answer.status_code == 422 and "Velg en fil først." in answer.text
    for lost in ("csrf_token", "whose", "key"):
        answer = choose(kari, LETTER, hidden={**hidden, lost: ""})
        assert answer.status_code == 422 and "Velg filen en gang til." in answer.text, lost
    switched = choose(kari, LETTER, show="nn", language="nn")
    assert switched.status_code == 200 and '<html lang="nn"' in switched.text
    assert kept(kari) == []


def test_when_the_database_is_away_the_page_says_so(kari, monkeypatch) -> None:
    hidden = kari.open("filer")
    monkeypatch.setattr(attachments, "add_to_draft", away)
    answer = choose(kari, LETTER, hidden=hidden)
    assert answer.status_code == 503 and "Filen er ikke lagret" in answer.text


# Whose, and when


def test_before_the_rest_is_answered_there_are_no_files_and_after_sending_the_receipt(site) -> None:
    walker = ComplaintWalker(site)
    assert walker.get("filer").location == walker.address("gjelder")
    walker.walk(SHORTEST)
    hidden = walker.open("filer")
    receipt = walker.send().location
    assert walker.get("filer").location == receipt
    assert choose(walker, LETTER, hidden=hidden).location == receipt
    with site.extensions["database"].transaction() as db:
        rows = select(func.count()).select_from(AttachmentRow).filter_by(owner=walker.person)
        assert db.scalar(rows) == 0


def test_another_person_sees_opens_adds_and_removes_nothing(kari, site) -> None:
    choose(kari, LETTER)
    (one,) = kept(kari)
    hidden, ola = kari.open("filer"), ComplaintWalker(site)
    ola.walk(SHORTEST)
    assert one.id not in ola.get("filer").text
    missing = ola.client.get(ola.address(f"filer/{'0' * 32}"))
    theirs = ola.client.get(ola.address(f"filer/{one.id}"))
    assert theirs.status_code == missing.status_code == 404 and theirs.data == missing.data
    token = {"csrf_token": hidden_in(ola.get("filer"))["csrf_token"]}
    ola.client.post(ola.address(f"filer/{one.id}/ta-bort"), data=token)
    ola.log_in(kari.client)
    answer = choose(kari, photo(), hidden=hidden)
    assert answer.status_code == 409 and "Noen andre har logget inn" in answer.text
    assert [each.id for each in kept(kari)] == [one.id] and kept(ola) == []


@pytest.mark.parametrize(
    ("sent", "files"), [(LETTER, 1), (b"<html>", 0)], ids=["letter", "no file"]
)
def test_what_comes_after_the_session_ended_is_its_owners(kari, site, sent, files) -> None:
    hidden = kari.open("filer")
    site.extensions["clock"].now = NOW.replace(hour=23)
    answer = choose(kari, sent, hidden=hidden)
    assert answer.status_code == 303 and "/innlogging/" in answer.location
    assert len(kept(kari)) == files and kari.happened("draft.saved-late") == files


# The scanner


def test_what_is_looked_at_is_what_came_and_clean_is_kept(kari, clamd) -> None:
    choose(kari, LETTER)
    (one,) = kept(kari)
    assert clamd.seen == [LETTER] and one.state is State.KEPT


def test_what_is_harmful_is_refused_and_nothing_is_kept(kari, clamd) -> None:
    answer = choose(kari, LETTER + HARM)
    assert answer.status_code == 422 and "Filen kan skade en datamaskin" in answer.text
    assert kept(kari) == []


def test_when_the_scanner_is_down_the_file_waits_and_goes_along_all_the_same(kari, clamd) -> None:
    clamd.behaviour = Behaviour.SILENT
    assert choose(kari, LETTER).status_code == 303
    page = kari.get("filer").text
    assert "Den skal kontrolleres før noen i kommunen åpner den." in page
    assert "Venter på kontroll" in page
    (one,) = kept(kari)
    kari.send()
    (case,) = kari.cases()
    desk = logged_in(kari.app, enrol(kari.app, "siri-vent", Role.OFFICER, unit=case.unit))
    at_desk = f"/namsos/nb/ansatt/sak/{case.reference}/fil/{one.id}"
    own = f"/namsos/nb/saker/{case.reference}/klagen/fil/{one.id}"
    assert desk.get(at_desk).status_code == 404 and kari.client.get(own).status_code == 200
    with kari.app.extensions["database"].transaction() as db:
        quarantine.settle(db, one.id, harmful=False)
    assert desk.get(at_desk).status_code == 200


def test_a_file_found_harmful_later_is_told_where_it_lay(kari, clamd) -> None:
    clamd.behaviour = Behaviour.SILENT
    choose(kari, LETTER)
    (one,) = kept(kari)
    with kari.app.extensions["database"].transaction() as db:
        quarantine.settle(db, one.id, harmful=True)
    page = kari.get("filer").text
    assert "Tatt bort fordi filen kan skade en datamaskin" in page and NAME in page
    assert f'filer/{one.id}"' not in page
    assert kari.client.get(kari.address(f"filer/{one.id}")).status_code == 404
