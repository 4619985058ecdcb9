"""What somebody sends with a complaint: what it is, is told by its content; what is kept shows the same and holds nothing else."""

import io
import zipfile

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from portal import pdf_files, pdf_redraw
from portal.files import LARGEST_SENT, PDF, NotAFile, clean_name, made_safe
from tests.conftest import EVERYTHING
from tests.test_photos import HTML, file_of, letter, told

CANARY = b"Kanarifugl"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
SHOWN = b"0 0 1 rg 20 20 100 60 re f"


def blank(pages: int = 1, size: tuple[int, int] = (200, 300)) -> Pdf:
    pdf = Pdf.new()
    for _page in range(pages):
        pdf.add_blank_page(page_size=size).Contents = pdf.make_stream(SHOWN)
    return pdf


def bytes_of(pdf: Pdf, **how: object) -> bytes:
    file = io.BytesIO()
    pdf.save(file, compress_streams=False, **how)
    return file.getvalue()


HELD: list[Pdf] = []


def opened(content: bytes) -> Pdf:
    """Held on to: what is read of it goes when it does."""
    HELD[:] = [Pdf.open(io.BytesIO(content))]
    return HELD[0]


def unpacked(content: bytes) -> bytes:
    """Everything in it, in the clear."""
    file = io.BytesIO()
    opened(content).save(
        file,
        qdf=True,
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
    )
    return file.getvalue()


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "word/document")
    return file.getvalue()


def bomb() -> bytes:
    """A few kilobytes that unpack to a gigabyte while the file is opened: its list of objects is packed twice."""
    import zlib

    inner = zlib.compress(zlib.compress(b"\0" * 500_000_000, 9), 9)
    head = b"%PDF-1.5\n"
    table = (
        b"1 0 obj\n<</Type/XRef/Size 9/W[1 1 1]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]"
        b"/Length %d>>\nstream\n" % len(inner)
    )
    return head + table + inner + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(head)


def locked(user: str) -> bytes:
    return bytes_of(blank(), encryption=pikepdf.Encryption(owner="eier", user=user))


def waiting_form() -> bytes:
    pdf = blank()
    pdf.Root.NeedsRendering = True
    return bytes_of(pdf)


def boxed(*box: float) -> bytes:
    pdf = blank()
    pdf.pages[0].MediaBox = Array(box)
    return bytes_of(pdf)


def elsewhere() -> bytes:
    """Its words lie in a file on the reader's own machine."""
    pdf = blank()
    pdf.pages[0].Contents.F = pikepdf.String("file:///etc/passwd")
    return bytes_of(pdf)


def huge_png() -> bytes:
    """50,000 × 50,000 pixels in a head of a few bytes."""
    small = file_of(Image.new("1", (8, 8)), "PNG")
    import struct
    import zlib

    said = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    return (
        small[:8] + struct.pack(">I", 13) + said + struct.pack(">I", zlib.crc32(said)) + small[33:]
    )


REFUSED = {
    "nothing": (b"", "empty"),
    "one byte": (b"\0", "unknown"),
    "text": (b"Hei, dette er en klage", "unknown"),
    "html called pdf": (HTML, "unknown"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "unknown"),
    "gif": (file_of(letter(mode="P"), "GIF"), "unknown"),
    "heic": (HEIC, "heic"),
    "docx": (packed("[Content_Types].xml", "word/document.xml"), "office"),
    "odt": (
        b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
        "office",
    ),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "office"),
    "rtf": (rb"{\rtf1 Hei}", "office"),
    "a zip renamed jpg": (packed("bilde.jpg"), "unknown"),
    "a program": (b"MZ\x90\0" + b"\0" * 200, "unknown"),
    "png magic and script": (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "unknown"),
    "50,000 x 50,000 pixels": (huge_png(), "too-many-pixels"),
    "a photo cut short": (file_of(letter((400, 300)))[:-900], "broken"),
    "something before the pdf": (b"\n" + bytes_of(blank()), "unknown"),
    "html before the pdf": (HTML + bytes_of(blank()), "unknown"),
    "a pdf's first line alone": (b"%PDF-1.7\n1 0 obj\n", "broken"),
    "pdf magic and script": (b"%PDF-1.7\n<script>alert(1)</script>", "broken"),
    "a pdf without pages": (bytes_of(Pdf.new()), "broken"),
    "101 pages": (bytes_of(blank(101)), "too-many-pages"),
    "locked with a word": (locked("hemmelig"), "locked"),
    "locked against changes": (locked(""), "locked"),
    "a form that another program draws": (waiting_form(), "broken"),
    "no height": (boxed(0, 0, 200, 0), "broken"),
    "a page of ten kilometres": (boxed(0, 0, 30_000_000, 200), "broken"),
    "words in another file": (elsewhere(), "broken"),
    "unpacks to more than there is": (bomb(), "broken"),
    "too large": (b"%PDF-1.7\n" + b"\0" * LARGEST_SENT, "too-large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(name: str) -> None:
    content, code = REFUSED[name]
    with pytest.raises(NotAFile) as refused:
        made_safe(content)
    assert refused.value.code == code


def test_a_picture_is_drawn_anew() -> None:
    safe = made_safe(file_of(letter(), "PNG", exif=told()))
    assert (safe.media_type, safe.extension) == ("image/jpeg", "jpg")
    assert CANARY not in safe.content


def test_a_pdf_shows_the_same_pages() -> None:
    pdf = blank(2)
    pdf.pages[1].Rotate = 90
    pdf.pages[1].CropBox = Array([10, 10, 190, 290])
    safe = made_safe(bytes_of(pdf))
    assert (safe.media_type, safe.extension) == (PDF, "pdf")
    first, second = opened(safe.content).pages
    assert [float(one) for one in first.mediabox] == [0, 0, 200, 300]
    assert second.obj.Rotate == 90 and [float(one) for one in second.cropbox] == [10, 10, 190, 290]
    assert SHOWN in first.Contents.read_bytes() and SHOWN in second.Contents.read_bytes()


def test_what_a_page_has_from_those_above_it_comes_along() -> None:
    pdf = blank()
    page, above = pdf.pages[0], pdf.Root.Pages
    above.MediaBox, above.Rotate = page.obj.MediaBox, 180
    above.Resources = Dictionary(Font=Dictionary(A=Dictionary(Type=Name.Font)))
    del page.obj["/MediaBox"]
    if "/Resources" in page.obj:
        del page.obj["/Resources"]
    (after,) = opened(made_safe(bytes_of(pdf)).content).pages
    assert after.rotation == 180 and "/A" in after.resources.Font
    assert [float(one) for one in after.mediabox] == [0, 0, 200, 300]


def test_the_largest_that_is_taken() -> None:
    assert len(opened(made_safe(bytes_of(blank(100))).content).pages) == 100


def test_the_same_file_twice_is_the_same_bytes() -> None:
    sent = bytes_of(blank())
    first, second = made_safe(sent), made_safe(sent)
    assert first.content == second.content and first.digest == second.digest


def with_everything() -> bytes:
    """A PDF with all that can act, call out, carry or tell."""
    pdf = blank()
    page = pdf.pages[0]
    script = Dictionary(S=Name.JavaScript, JS=CANARY.decode())
    with pdf.open_metadata() as told_of:
        told_of["dc:title"] = CANARY.decode()
    pdf.docinfo["/Author"] = CANARY.decode()
    pdf.attachments["skjult.exe"] = CANARY
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([CANARY.decode(), script]))
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(CANARY), Fields=Array([]))
    pdf.Root.PieceInfo = Dictionary(Word=Dictionary(Private=CANARY.decode()))
    pdf.Root.OCProperties = Dictionary(D=Dictionary(Name=CANARY.decode()))
    actions = (
        script,
        Dictionary(S=Name.URI, URI="https://kanarifugl.example/"),
        Dictionary(S=Name.Launch, F="kanarifugl.exe"),
        Dictionary(S=Name.SubmitForm, F="https://kanarifugl.example/"),
    )
    page.Annots = pdf.make_indirect(
        Array([
            pdf.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
            )
            for action in actions
        ])
    )  # fmt: skip
    page.AA = Dictionary(O=script)
    page.Metadata = pdf.make_stream(CANARY)
    page.PieceInfo = Dictionary(Word=Dictionary(Private=CANARY.decode()))
    page.Thumb = pdf.make_stream(CANARY)
    drawing = pdf.make_stream(SHOWN, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    drawing.Metadata = pdf.make_stream(CANARY)
    drawing.AF = Array([Dictionary(Type=Name.Filespec, F=CANARY.decode())])
    drawing.OPI = Dictionary(Version=CANARY.decode())
    layer = Dictionary(Type=Name.OCG, Name=CANARY.decode())
    page.Resources = Dictionary(
        XObject=Dictionary(A=drawing), Properties=Dictionary(MC0=pdf.make_indirect(layer))
    )
    return bytes_of(pdf)


def test_nothing_but_the_pages_is_left() -> None:
    sent = with_everything()
    assert CANARY.lower() in sent.lower() and b"/JavaScript" in sent
    safe = made_safe(sent)
    left = unpacked(safe.content)
    for word in (
        b"JavaScript", b"/JS", b"/AA", b"OpenAction", b"/URI", b"Launch", b"SubmitForm", b"AcroForm",
        b"/XFA", b"EmbeddedFile", b"Filespec", b"/AF", b"/Annots", b"/Metadata", b"/Info", b"PieceInfo",
        b"Thumb", b"OCProperties", b"/OPI",
    ):  # fmt: skip
        assert word not in left, word
    assert CANARY.lower() not in left.lower()
    page = opened(safe.content).pages[0]
    assert SHOWN in page.Contents.read_bytes()
    assert set(page.Resources.XObject.keys()) == {"/A"}, "names of the writer's own mean nothing"
    assert set(opened(safe.content).Root.keys()) == {"/Type", "/Pages"}


@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "to be drawn"])
def test_what_was_filled_in_is_still_to_be_seen(drawn: bool) -> None:
    """A form somebody has filled in would else arrive empty."""
    pdf = blank()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    box = Array([20, 200, 180, 220])
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="navn", V="Kari", Rect=box,
        F=4, DA="/Helv 10 Tf 0 g",
    )  # fmt: skip
    look = pdf.make_stream(
        b"/Tx BMC BT /Helv 10 Tf (Kari) Tj ET EMC", Type=Name.XObject, Subtype=Name.Form,
        BBox=Array([0, 0, 160, 20]), Resources=Dictionary(Font=Dictionary(Helv=font)),
    )  # fmt: skip
    field.AP = Dictionary(N=look if drawn else pdf.make_stream(
        b"/Tx BMC EMC", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 160, 20]),
        Resources=Dictionary(Font=Dictionary(Helv=font)),
    ))  # fmt: skip
    widget = pdf.make_indirect(field)
    pdf.pages[0].Annots = Array([widget])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([widget]), DA="/Helv 10 Tf 0 g", NeedAppearances=not drawn,
        DR=Dictionary(Font=Dictionary(Helv=font)),
    )  # fmt: skip
    left = unpacked(made_safe(bytes_of(pdf)).content)
    assert b"(Kari)" in left and b"/AcroForm" not in left and b"/Annots" not in left


def test_what_comes_after_the_pdf_is_gone() -> None:
    assert b"<script" not in made_safe(bytes_of(blank()) + HTML).content


def test_the_two_programs_mean_the_same() -> None:
    assert {number: code for code, number in pdf_redraw.REFUSED.items()} == pdf_files.CODES
    assert pdf_files.PATIENCE > pdf_redraw.SECONDS


def test_the_reader_knows_no_secret_and_cannot_hang_the_house(monkeypatch) -> None:
    """It runs apart, with an empty environment; one that never answers is given up."""
    called = {}

    def run(command, **how):
        called.update(how)
        raise pdf_files.subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(pdf_files.subprocess, "run", run)
    with pytest.raises(NotAFile) as refused:
        made_safe(bytes_of(blank()))
    assert refused.value.code == "broken" and called["env"] == {} and called["timeout"] <= 20


NAMES = {
    "brev.pdf": "brev.pdf",
    "Vedtak fra NAV (side 1).JPEG": "Vedtak fra NAV (side 1).pdf",
    "../../etc/passwd": "passwd.pdf",
    "C:\\Users\\Kari\\brev.docx": "brev.pdf",
    "brev\r\nSet-Cookie: a=b.pdf": "brevSet-Cookie a=b.pdf",
    "faktura\u202efdp.exe": "fakturafdp.pdf",
    'a"b<c>d.pdf': "abcd.pdf",
    "...": "",
    "": "",
    "/": "",
    "\0": "",
    ".htaccess": "htaccess.pdf",
    "CON": "CON.pdf",
    "å" * 300: "å" * 76 + ".pdf",
    "Møte 12.11.2026 kl. 12": "Møte 12.11.2026 kl. 12.pdf",
    "اعتراض.pdf": "اعتراض.pdf",
}


@pytest.mark.parametrize("said", NAMES, ids=[str(number) for number in range(len(NAMES))])
def test_the_name_is_only_a_name(said: str) -> None:
    assert clean_name(said, "pdf") == NAMES[said]


@settings(max_examples=2000 if EVERYTHING else 200, deadline=None, database=None)
@given(st.text(max_size=120))
def test_no_name_steers_anything(said: str) -> None:
    name = clean_name(said, "jpg")
    assert len(name) <= 80 and name.isprintable()
    assert not set('/\\"<>\r\n\0') & set(name) and not name.startswith(".")


@settings(max_examples=1000 if EVERYTHING else 50, deadline=None, database=None)
@given(st.data())
def test_a_damaged_pdf_holds_nothing_that_acts(data) -> None:
    sent = bytearray(with_everything())
    for _times in range(data.draw(st.integers(1, 8))):
        sent[data.draw(st.integers(5, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        left = unpacked(pdf_redraw.redraw(bytes(sent)))
    except Exception:
        return  # the program apart ends then, and says that it is broken
    assert not any(word in left for word in (b"/JavaScript", b"/Launch", b"/URI", b"/Annots"))
