"""Photos and files that go with a complaint: what is none of ours is refused in words, and the next one goes along."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser.citizens import comes_in, somebody_new
from tests.browser.complaints import (
    CHECK,
    FILES,
    WRITTEN,
    a_document,
    a_picture,
    is_writing,
    sends,
)
from tests.browser.steps import given, then, when
from tests.browser.ways import BY_HAND, NARROW


def huge_picture(side: int = 50_000) -> bytes:
    """The head of a picture of 2,500 million points, in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    points = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("brev.txt", "Hei")
    return file.getvalue()


SCRIPT = b"<!doctype html><script>alert(1)</script>"
ONLY = "Vi kan bare ta imot PDF og bilder (JPEG, PNG eller WebP)."
BROKEN = "Vi får ikke lest hele filen."
REFUSED = {
    "empty": ("brev.pdf", b"", "Filen er tom. Velg en annen fil."),
    "wrong type": ("brev.txt", b"Hei, dette er et brev.", ONLY),
    "a web page called PDF": ("brev.pdf", SCRIPT, ONLY),
    "an archive called picture": ("IMG_0001.JPG", zipped(), ONLY),
    "a script after the mark of a picture": ("b.png", b"\x89PNG\r\n\x1a\n" + SCRIPT, BROKEN),
    "50,000 × 50,000 points": (
        "IMG_0002.png",
        huge_picture(),
        "Bildet er for stort i bredde eller høyde. Velg et mindre bilde.",
    ),
    "too large": (
        "stor.pdf",
        bytes(11 * 1024 * 1024),
        "Filen er for stor. Velg en fil på høyst 10 MB.",
    ),
}


@pytest.fixture
def asked_for_files(site):
    """Somebody whose complaint could be sent as it is."""
    citizen = somebody_new(site)
    is_writing(citizen, **WRITTEN)
    return citizen


def chooses(person, folder, name, content):
    """The dialog of the system is not the page's; the field is reached as all others."""
    kept = folder / name
    kept.write_bytes(content)
    field = person.page.locator("[name=file]")
    if person.keyboard:
        person.tabs_to(field)
    field.set_input_files(kept)
    with person.page.expect_navigation():
        person.presses("Legg ved filen")
    return person


@pytest.mark.parametrize("way", [BY_HAND, NARROW])
@pytest.mark.parametrize("language", ["nb"])
def test_what_is_no_file_of_ours_is_refused_in_words_and_the_next_one_goes_along(
    person, asked_for_files, tmp_path
):
    comes_in(given(person), asked_for_files).stands_at(CHECK)
    when(person).follows_to("/klage/filer")
    then(person).is_at(FILES).reads_heading("Bilder og filer").scrolls_no_way_but_down()
    for name, content, said in REFUSED.values():
        chooses(when(person), tmp_path, name, content)
        expect(person.page.locator("#error-summary, .ds-error-summary").first).to_contain_text(said)
        then(person).scrolls_no_way_but_down()
    chooses(when(person), tmp_path, "Vedtak fra oktober.pdf", a_document(3))
    then(person).is_at(FILES).sees("Filen er lagt ved.").sees("Vedtak fra oktober.pdf")
    then(person).sees("1 fil er lagt ved").scrolls_no_way_but_down()
    chooses(when(person), tmp_path, "IMG_0003.png", a_picture())
    then(person).sees("2 filer er lagt ved")
    when(person).presses("Ta bort")
    then(person).sees("Filen er tatt bort.").does_not_see("Vedtak fra oktober.pdf")
    chooses(when(person), tmp_path, "Vedtak fra oktober.pdf", a_document(3))

    when(person).stands_at(CHECK)
    reference = sends(person)
    own = f"/namsos/{{sprak}}/saker/{reference}/klagen"
    then(person.stands_at(own)).sees("Vedtak fra oktober.pdf")
    with person.page.expect_download() as saved:
        when(person).follows("Vedtak fra oktober.pdf")
    with pikepdf.open(saved.value.path()) as document:
        assert len(document.pages) == 3
