"""A photo of a letter with the request: what is kept, what is said of what is not, and who sees it."""

import base64
import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select

from portal.photos import made_anew
from portal.store import attachments
from portal.store.tables.events import EventRow
from portal.store.tables.request import AttachmentRow
from tests.conftest import EVERYTHING, NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.request_walk import ABOUT_ANOTHER, SHORTEST, WHO_SELF, Walker, away, hidden_in
from tests.test_photos import HTML, letter, told
from tests.test_photos import file_of as as_file

LIMIT = 10 * 1024 * 1024
PLACE = r"/koordinator/bilde/([0-9a-f]{32})\""


@pytest.fixture
def site(shared_app):  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    shared_app.testing = True
    return shared_app


@pytest.fixture
def kari(site) -> Walker:
    """Somebody who has answered all that must be answered."""
    walker = Walker(site)
    walker.walk(SHORTEST)
    return walker


def photo(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (50, 40), colour).save(file, "JPEG", exif=told())
    return file.getvalue()


def choose(walker: Walker, data: bytes, name: str = "brev.jpg", **more: Any) -> Any:
    """Choose a file on the page that is open, and send it."""
    hidden = more.pop("hidden", None) or walker.open("bilde")
    address = walker.address("bilde", more.pop("language", None))
    return send(walker, address, {**hidden, **more}, data, name)


def send(walker: Walker, address: str, fields: dict[str, str], data: bytes, name: str = "a") -> Any:
    """The body as browsers write it; the test client's own way puts large files on disk."""
    said = 'Content-Disposition: form-data; name="{}"'.format
    parts = [f"{said(key)}\r\n\r\n{value}".encode() for key, value in fields.items()]
    file = f'{said("picture")}; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    parts.append(file.encode() + data)
    body = b"".join(b"--grense\r\n" + part + b"\r\n" for part in parts) + b"--grense--\r\n"
    kind = "multipart/form-data; boundary=grense"
    return walker.client.post(address, data=body, content_type=kind)


def kept(walker: Walker) -> list[str]:
    with walker.app.extensions["database"].transaction() as db:
        return [one.id for one in attachments.of_draft(db, walker.actor)]


def rows(site, **having: Any) -> int:
    with site.extensions["database"].transaction() as db:
        return db.scalar(select(func.count()).select_from(AttachmentRow).filter_by(**having))


def readings(walker: Walker) -> int:
    return walker.happened("case.picture-read")


class TestAdding:
    def test_a_photo_is_drawn_anew_shown_and_sent_along(self, kari: Walker) -> None:
        page = kari.get("bilde")
        assert (
            'type="file"' in page.text and 'accept="image/jpeg,image/png,image/webp"' in page.text
        )
        assert 'enctype="multipart/form-data"' in page.text
        assert "Vi tar bort sted, tid og kamera" in page.text
        answer = choose(kari, photo())
        assert (answer.status_code, answer.location) == (303, kari.address("bilde"))
        page = kari.get("bilde").text
        assert "Bildet er lagt ved" in page and "1 bilde er lagt ved" in page
        assert 'alt="Bilde 1 av 1 som du har lagt ved"' in page
        assert "Bildet er lagt ved. Du" not in kari.get("bilde").text, "said once"
        (one,) = re.findall(PLACE, page)[:1]
        shown = kari.client.get(kari.address(f"bilde/{one}"))
        assert shown.data == made_anew(photo()).content
        assert b"Exif" not in shown.data and b"Kanarifugl" in photo()
        assert kari.send().status_code == 303
        (case,) = kari.cases()
        assert rows(kari.app, case_id=case.id, draft_id=None) == 1
        page = kari.client.get(f"/namsos/nb/saker/{case.reference}").text
        assert "Se bilde 1" in page and f"/saker/{case.reference}/bilde/{one}" in page
        again = kari.client.get(f"/namsos/nb/saker/{case.reference}/bilde/{one}")
        assert again.data == shown.data

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_other_kinds_become_the_same_kind(self, kari: Walker, kind: str) -> None:
        """Whatever name and type the browser says, content is what counts."""
        assert choose(kari, as_file(letter(), kind), "x" * 300 + ".exe").status_code == 303
        (one,) = kept(kari)
        answer = kari.client.get(kari.address(f"bilde/{one}"))
        assert answer.headers["Content-Type"] == "image/jpeg"

    def test_the_same_photo_twice_is_one(self, kari: Walker) -> None:
        hidden = kari.open("bilde")
        assert choose(kari, photo(), hidden=hidden).status_code == 303
        assert choose(kari, photo(), hidden=hidden).status_code == 303
        assert len(kept(kari)) == 1
        assert choose(kari, photo("blue"), hidden=hidden).status_code == 303
        assert len(kept(kari)) == 2

    def test_five_and_no_more(self, kari: Walker) -> None:
        for colour in ("red", "green", "blue", "black", "white"):
            assert choose(kari, photo(colour)).status_code == 303
        answer = choose(kari, photo("yellow"))
        assert answer.status_code == 422 and "Du har lagt ved fem bilder" in answer.text
        assert len(kept(kari)) == 5

    def test_it_is_taken_away_again(self, kari: Walker) -> None:
        choose(kari, photo())
        choose(kari, photo("blue"))
        first, second = kept(kari)
        token = hidden_in(kari.get("bilde"))["csrf_token"]
        address = kari.address(f"bilde/{first}/ta-bort")
        for _ in range(2):
            answer = kari.client.post(address, data={"csrf_token": token})
            assert (answer.status_code, answer.location) == (303, kari.address("bilde"))
        assert "Bildet er tatt bort" in kari.get("bilde").text
        assert kept(kari) == [second]
        assert kari.client.get(kari.address(f"bilde/{first}")).status_code == 404

    def test_without_a_token_nothing_is_taken_away(self, kari: Walker) -> None:
        choose(kari, photo())
        (one,) = kept(kari)
        assert kari.client.post(kari.address(f"bilde/{one}/ta-bort")).status_code == 303
        assert kept(kari) == [one]

    @pytest.mark.parametrize("language", ["nn", "en"])
    def test_the_language_switch_keeps_the_chosen_photo(self, kari: Walker, language: str) -> None:
        answer = choose(kari, photo(), show=language, language=language)
        assert answer.status_code == 200 and f'<html lang="{language}"' in answer.text
        assert len(kept(kari)) == 1

    def test_the_language_switch_with_nothing_chosen_says_nothing_is_wrong(self, kari) -> None:
        fields = {**kari.open("bilde"), "show": "nn"}
        answer = kari.client.post(
            kari.address("bilde", "nn"), data=fields, content_type="multipart/form-data"
        )
        assert answer.status_code == 200 and "error-summary" not in answer.text


PDF = b"%PDF-1.7\n1 0 obj\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
REFUSED = {
    "html": (HTML, "bilder som er JPEG, PNG eller WebP"),
    "pdf": (PDF, "Er brevet en PDF"),
    "heic": (HEIC, "HEIC"),
    "cut short": (photo()[:-200], "Vi får ikke lest hele bildet"),
    "nothing": (b"", "Filen er tom"),
}


class TestRefusing:
    @pytest.mark.parametrize("name", REFUSED)
    def test_what_is_no_picture_is_refused_in_words(self, kari: Walker, name: str) -> None:
        data, message = REFUSED[name]
        choose(kari, photo())
        answer = choose(kari, data, "brev.jpg")
        assert answer.status_code == 422 and message in answer.text
        assert "<title>Feil: Bilde av et brev" in answer.text
        assert 'href="#picture"' in answer.text and 'id="picture"' in answer.text
        assert "1 bilde er lagt ved" in answer.text
        assert len(kept(kari)) == 1
        assert b"Kanarifugl" not in answer.data

    def test_nothing_chosen(self, kari: Walker) -> None:
        for fields in (kari.open("bilde"), {**kari.open("bilde"), "picture": "a text"}):
            answer = kari.client.post(kari.address("bilde"), data=fields)
            assert answer.status_code == 422 and "Velg et bilde først" in answer.text

    @pytest.mark.parametrize(
        ("size", "status"),
        [(LIMIT - 2000, 422), (LIMIT + 70_000, 413), (LIMIT * 3, 413)],
        ids=["under", "over", "far over"],
    )
    def test_one_that_is_too_large_is_413_in_words(self, kari: Walker, size, status) -> None:
        choose(kari, photo())
        answer = choose(kari, b"\xff\xd8\xff" + b"x" * size)
        assert answer.status_code == status
        if status == 413:
            assert "Bildet er for stort. Velg et bilde på høyst 10 MB." in answer.text
            assert "1 bilde er lagt ved" in answer.text
        assert len(kept(kari)) == 1
        assert kari.draft() is not None and kari.get("se-over").status_code == 200

    def test_after_a_413_the_page_works(self, kari: Walker) -> None:
        answer = choose(kari, b"x" * (LIMIT + 70_000))
        assert choose(kari, photo(), hidden=hidden_in(answer)).status_code == 303
        assert len(kept(kari)) == 1

    def test_everywhere_else_a_large_body_is_refused_as_before(self, kari: Walker) -> None:
        hidden = kari.open("egne-ord")
        answer = kari.post("egne-ord", hidden, own_words="x" * 300_000)
        assert answer.status_code == 413 and "Det ble for mye tekst" in answer.text
        fields = {**kari.open("bilde"), "key": "k" * 300_000}
        assert send(kari, kari.address("bilde"), fields, photo()).status_code == 413
        assert kept(kari) == []

    @pytest.mark.parametrize("lost", ["csrf_token", "whose", "key"])
    def test_a_page_that_is_not_ours_adds_nothing(self, kari: Walker, lost: str) -> None:
        hidden = kari.open("bilde")
        answer = choose(kari, photo(), hidden={**hidden, lost: ""})
        assert answer.status_code == 422 and kept(kari) == []
        assert "Velg bildet en gang til" in answer.text

    def test_when_the_database_is_away_the_page_says_so(self, kari, monkeypatch) -> None:
        hidden = kari.open("bilde")
        monkeypatch.setattr(attachments, "add_to_draft", away)
        answer = choose(kari, photo(), hidden=hidden)
        assert answer.status_code == 503 and "Bildet er ikke lagret" in answer.text


class TestWhoAndWhen:
    def test_before_the_rest_is_answered_there_is_no_picture(self, site) -> None:
        walker = Walker(site)
        first = walker.address("hvem")
        assert walker.get("bilde").location == first
        walker.walk([WHO_SELF])
        assert walker.get("bilde").location == walker.address("deg")
        hidden = walker.open("deg")
        assert choose(walker, photo(), hidden=hidden).location == walker.address("deg")
        assert kept(walker) == []

    def test_about_another_there_are_no_pictures(self, site) -> None:
        walker = Walker(site)
        walker.walk(ABOUT_ANOTHER)
        assert walker.get("bilde").location == walker.address("se-over")
        assert choose(walker, photo(), hidden=walker.open("se-over")).status_code == 303
        assert kept(walker) == []

    def test_after_sending_there_is_the_receipt(self, kari: Walker) -> None:
        hidden = kari.open("bilde")
        receipt = kari.send().location
        assert kari.get("bilde").location == receipt
        assert choose(kari, photo(), hidden=hidden).location == receipt
        assert rows(kari.app, owner=kari.person) == 0

    def test_another_person_sees_opens_and_removes_nothing(self, kari: Walker, site) -> None:
        other = Walker(site)
        other.walk(SHORTEST)
        choose(kari, photo())
        (one,) = kept(kari)
        assert one not in other.get("bilde").text
        missing = other.client.get(other.address(f"bilde/{'0' * 32}"))
        theirs = other.client.get(other.address(f"bilde/{one}"))
        assert theirs.status_code == missing.status_code == 404 and theirs.data == missing.data
        token = hidden_in(other.get("bilde"))["csrf_token"]
        other.client.post(other.address(f"bilde/{one}/ta-bort"), data={"csrf_token": token})
        assert kept(kari) == [one]

    def test_a_page_of_the_person_before_adds_nothing(self, kari: Walker, site) -> None:
        """Kari left the page open; Ola logs in in the same browser and presses."""
        hidden, ola = kari.open("bilde"), Walker(site)
        ola.walk(SHORTEST)
        ola.log_in(kari.client)
        answer = choose(kari, photo(), hidden=hidden)
        assert answer.status_code == 409 and "Noen andre har logget inn" in answer.text
        assert kept(ola) == [] and kept(kari) == []

    def test_a_photo_sent_after_the_session_ended_is_its_owners(self, kari: Walker, clock) -> None:
        hidden = kari.open("bilde")
        kari.app.extensions["clock"].now = NOW.replace(hour=23)
        answer = choose(kari, photo(), hidden=hidden)
        assert answer.status_code == 303 and "/innlogging/" in answer.location
        assert len(kept(kari)) == 1 and kari.happened("draft.saved-late") == 1
        kari.log_in()
        assert "1 bilde er lagt ved" in kari.get("bilde").text

    @pytest.mark.parametrize("whose", ["", "another's"])
    def test_late_a_page_that_is_not_the_owners_adds_nothing(self, kari, site, whose) -> None:
        mark = Walker(site).open("hvem")["whose"] if whose else ""
        hidden = kari.open("bilde") | {"whose": mark}
        site.extensions["clock"].now = NOW.replace(hour=23)
        assert choose(kari, photo(), hidden=hidden).status_code == 303
        assert kept(kari) == [] and kari.happened("draft.saved-late") == 0

    def test_late_what_is_no_picture_is_no_trouble(self, kari: Walker, site) -> None:
        hidden = kari.open("bilde")
        site.extensions["clock"].now = NOW.replace(hour=23)
        assert choose(kari, HTML, hidden=hidden).status_code == 303
        assert kept(kari) == []

    def test_a_page_of_what_was_sent_adds_nothing_to_the_next_request(self, kari: Walker) -> None:
        hidden = kari.open("bilde")
        receipt = kari.send().location
        kari.get("begynn")
        kari.walk(SHORTEST)
        assert choose(kari, photo(), hidden=hidden).location == receipt
        assert kept(kari) == []
        assert choose(kari, photo()).status_code == 303 and len(kept(kari)) == 1

    def test_after_logging_out_nothing_is_kept(self, kari: Walker) -> None:
        hidden = kari.open("bilde")
        kari.client.delete_cookie("innbygger")
        assert choose(kari, photo(), hidden=hidden).status_code == 303
        assert kept(kari) == []

    def test_deleting_the_draft_takes_the_pictures(self, kari: Walker) -> None:
        choose(kari, photo())
        token = re.search(r'name="csrf_token" value="([^"]+)"', kari.get("begynn").text)[1]
        kari.client.post(kari.address("slett-utkastet"), data={"csrf_token": token})
        assert rows(kari.app, owner=kari.person) == 0

    def test_each_opening_is_one_event(self, kari: Walker) -> None:
        choose(kari, photo())
        (one,) = kept(kari)
        before = readings(kari)
        kari.get("bilde")
        assert readings(kari) == before
        kari.client.get(kari.address(f"bilde/{one}"))
        kari.client.head(kari.address(f"bilde/{one}"))
        assert readings(kari) == before + 2
        with kari.app.extensions["database"].transaction() as db:
            last = db.scalars(
                select(EventRow)
                .filter_by(code="case.picture-read")
                .order_by(EventRow.number.desc())
            ).first()
        assert (last.actor_id, last.object) == (kari.person, one)


def test_an_opened_picture_can_run_nothing(kari: Walker) -> None:
    choose(kari, photo())
    (one,) = kept(kari)
    answer = kari.client.get(kari.address(f"bilde/{one}"))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'inline; filename="bilde.jpg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers.get_all("Content-Security-Policy")
    assert policy == ["default-src 'none'; sandbox; frame-ancestors 'none'"]


def test_an_upload_never_touches_the_disk(kari: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    def fail(*_args: Any, **_more: Any) -> None:
        raise AssertionError("a letter was spooled to a file in the clear")

    hidden = kari.open("bilde")
    for name in ("SpooledTemporaryFile", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, fail)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", fail)
    large = as_file(Image.effect_noise((1500, 1500), 90), "PNG")
    assert len(large) > 600_000
    assert choose(kari, large, hidden=hidden).status_code == 303


KINDS = (
    "multipart/form-data; boundary=grense",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "b" * 80,
    "application/x-www-form-urlencoded",
    "image/jpeg",
    "",
)
PIECES = (
    b"--grense\r\n", b"--grense--\r\n", b"\r\n\r\n", b"\0", photo(), b'filename="../../CON"',
    b'Content-Disposition: form-data; name="picture"; filename="x"', b"Content-Length: -1\r\n",
)  # fmt: skip


def test_no_body_makes_the_page_fall_over(kari: Walker) -> None:
    @settings(max_examples=300 if EVERYTHING else 20, deadline=None, database=None)
    @given(
        kind=st.sampled_from(KINDS),
        pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=60)), max_size=8),
    )
    def post(kind: str, pieces: list[bytes]) -> None:
        answer = kari.client.post(kari.address("bilde"), data=b"".join(pieces), content_type=kind)
        assert answer.status_code in {303, 413, 422}

    post()
    assert kept(kari) == []


def test_a_case_is_opened_by_its_readers_only(kari: Walker, site) -> None:
    choose(kari, photo())
    (one,) = kept(kari)
    kari.send()
    (case,) = kari.cases()
    address = f"/namsos/nb/saker/{case.reference}/bilde/{one}"
    other = Walker(site)
    assert other.client.get(address).status_code == 404
    assert kari.client.get(f"/namsos/nb/saker/AAAA-BBBB-CCCC/bilde/{one}").status_code == 404
    assert kari.client.get(address).status_code == 200
    assert base64.b64encode(photo())[:40] not in kari.client.get(address).data
