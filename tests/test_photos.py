"""A photo is drawn anew: what it shows stays, all that it tells about place, time and camera goes."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from portal import photos
from portal.photos import LARGEST_STORED, NotAPicture, Photo, made_anew
from tests.conftest import EVERYTHING

CANARY = b"Kanarifugl"
RED, BLUE, WHITE = (220, 30, 30), (30, 30, 220), (255, 255, 255)
GPS, ORIENTATION, MAKER, TAKEN = 0x8825, 0x0112, 0x010F, 0x9003


def letter(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Red on the left half, blue on the right."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=BLUE)
    return image.convert(mode)


def file_of(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def told(orientation: int = 1) -> Image.Exif:
    """What a telephone writes into a photo."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = CANARY.decode()
    exif[TAKEN] = "2026:11:21 12:03:00"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (64.0, 27.0, 59.0)
    exif.get_ifd(GPS)[29] = "2026:11:21"
    return exif


def shown(photo: Photo) -> Image.Image:
    image = Image.open(io.BytesIO(photo.content))
    image.load()
    return image


def near(pixel: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", mode) for mode in ("RGB", "L", "CMYK", "1")]
    + [("PNG", mode) for mode in ("RGB", "L", "RGBA", "P", "1", "LA")]
    + [("WEBP", mode) for mode in ("RGB", "RGBA")],
)
def test_each_kind_is_read_by_its_content(kind: str, mode: str) -> None:
    photo = made_anew(file_of(letter(mode=mode), kind))
    assert photo.media_type == "image/jpeg" and photo.content[:3] == b"\xff\xd8\xff"
    assert (photo.width, photo.height) == shown(photo).size == (60, 40)
    assert shown(photo).mode == "RGB"
    if mode in {"RGB", "RGBA", "P"}:
        assert near(shown(photo).getpixel((5, 20)), RED)
        assert near(shown(photo).getpixel((55, 20)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_camera_are_gone(kind: str) -> None:
    profile = b"Kanarifugl" * 20
    more: dict[str, object] = {"exif": told(), "xmp": b"<x>" + CANARY + b"</x>"}
    if kind == "JPEG":
        more["comment"] = CANARY
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", CANARY.decode())
        text.add_itxt("XML:com.adobe.xmp", CANARY.decode())
        more = {"exif": told(), "pnginfo": text}
    data = file_of(letter(), kind, icc_profile=profile, **more)
    assert CANARY in data and Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
    photo = made_anew(data)
    assert CANARY not in photo.content and b"Exif" not in photo.content
    assert b"GPS" not in photo.content and b"2026" not in photo.content
    after = shown(photo)
    assert dict(after.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(after.info)


# EXIF 2.32, tag 274: where the stored picture's first row and first column are seen.
@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (60, 40), (5, 20)),
        (2, (60, 40), (55, 20)),
        (3, (60, 40), (55, 20)),
        (4, (60, 40), (5, 20)),
        (5, (40, 60), (20, 5)),
        (6, (40, 60), (20, 5)),
        (7, (40, 60), (20, 55)),
        (8, (40, 60), (20, 55)),
        (99, (60, 40), (5, 20)),
    ],
)
def test_it_is_turned_as_it_was_held(orientation, size, red_at) -> None:
    photo = made_anew(file_of(letter(), exif=told(orientation)))
    assert (photo.width, photo.height) == size
    assert near(shown(photo).getpixel(red_at), RED)


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 20, 40))
    photo = made_anew(file_of(image, "PNG"))
    assert near(shown(photo).getpixel((30, 20)), WHITE)
    assert near(shown(photo).getpixel((5, 20)), RED)


def test_a_scan_in_sixteen_shades_of_bits_keeps_its_greys() -> None:
    image = Image.new("I;16", (40, 40), 0x8000)
    photo = made_anew(file_of(image, "PNG"))
    assert near(shown(photo).getpixel((20, 20)), (128, 128, 128))


@pytest.mark.parametrize("size", [(2001, 10), (10, 2001), (4000, 3000), (2600, 2600)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_longest_side_is_two_thousand(size: tuple[int, int], kind: str) -> None:
    photo = made_anew(file_of(letter(size), kind))
    assert max(photo.width, photo.height) == 2000
    assert abs(photo.width / photo.height / (size[0] / size[1]) - 1) < 0.15


def test_noise_is_small_enough_to_store() -> None:
    photo = made_anew(file_of(Image.effect_noise((2000, 2000), 120), "PNG"))
    assert len(photo.content) <= LARGEST_STORED


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE, BLUE)]
    data = file_of(frames[0], kind, save_all=True, append_images=frames[1:])
    assert near(shown(made_anew(data)).getpixel((20, 20)), RED)


def test_a_photo_of_two_pictures_is_read_as_its_first() -> None:
    """Some telephones put a second picture behind the first (MPO)."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE)]
    data = file_of(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert near(shown(made_anew(data)).getpixel((20, 20)), RED)


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("kanarifugl.html", CANARY)
    return file.getvalue()


HTML = b"<!doctype html><script>alert('" + CANARY + b"')</script>"


@pytest.mark.parametrize(
    "hidden", [HTML, zipped(), b"%PDF-1.7\n" + CANARY], ids=["html", "zip", "pdf"]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_real_picture_is_left_behind(kind: str, hidden: bytes) -> None:
    photo = made_anew(file_of(letter(), kind) + hidden)
    assert CANARY not in photo.content and b"<script" not in photo.content
    assert not zipfile.is_zipfile(io.BytesIO(photo.content))


def png_head(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and holds none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def frame_size(data: bytes, width: int, height: int) -> bytes:
    """A JPEG that says it is larger than it is."""
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


PICTURE = file_of(letter())
REFUSED = {
    "nothing": (b"", "empty"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "unknown"),
    "svg with a head": (b"<?xml version='1.0'?><svg/>", "unknown"),
    "html": (HTML, "unknown"),
    "html behind a gif's head": (b"GIF89a" + HTML, "unknown"),
    "html behind a jpeg's head": (b"\xff\xd8\xff\xe0" + HTML, None),
    "html behind a png's head": (b"\x89PNG\r\n\x1a\n" + HTML, None),
    "html behind a webp's head": (b"RIFF\x10\x00\x00\x00WEBPVP8 " + HTML, None),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", "unknown"),
    "pdf with a picture in it": (b"%PDF-1.7\n" + PICTURE, "unknown"),
    "zip": (zipped(), "unknown"),
    "gif": (file_of(letter(), "GIF"), "unknown"),
    "tiff": (file_of(letter(), "TIFF"), "unknown"),
    "bmp": (file_of(letter(), "BMP"), "unknown"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "unknown"),
    "a telephone's heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
    "cut short": (file_of(letter((600, 400)))[:-900], "broken"),
    "cut short png": (file_of(Image.effect_noise((300, 300), 90), "PNG")[:-900], "broken"),
    "head only": (PICTURE[:30], None),
    "a png of a hundred million pixels": (png_head(10_000, 10_000), "too-many-pixels"),
    "a png of the largest side": (png_head(2**31 - 1, 2**31 - 1), "too-many-pixels"),
    "a jpeg of four billion pixels": (frame_size(PICTURE, 65_000, 65_000), "too-many-pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(NotAPicture) as refused:
        made_anew(data)
    assert refused.value.code == code if code else refused.value.code in {"unknown", "broken"}


def test_a_progressive_picture_has_the_lower_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "LARGEST_WHOLE_PIXELS", 1000)
    made_anew(file_of(letter()))
    with pytest.raises(NotAPicture, match="too-many-pixels"):
        made_anew(file_of(letter(), progressive=True))


def test_a_text_that_unfolds_to_a_hundred_megabytes_is_refused_unread() -> None:
    bomb = zlib.compress(b"\0" * 100_000_000)
    data = b"Comment\0\0" + bomb
    chunk = (
        struct.pack(">I", len(data))
        + b"zTXt"
        + data
        + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    )
    whole = file_of(letter(), "PNG")
    with pytest.raises(NotAPicture, match="broken"):
        made_anew(whole[:33] + chunk + whole[33:])


def test_broken_words_about_the_camera_do_not_cost_the_picture() -> None:
    whole = file_of(letter(), exif=told(6))
    at = whole.index(b"Exif\0\0") + 6
    photo = made_anew(whole[:at] + b"\xff" * 12 + whole[at + 12 :])
    assert (photo.width, photo.height) == (60, 40)


@given(st.binary(max_size=400))
@settings(max_examples=300 if EVERYTHING else 100, deadline=None)
def test_any_bytes_end_in_a_photo_or_a_refusal(data: bytes) -> None:
    assert is_drawn_or_refused(data)


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    changes=st.lists(
        st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=4)), max_size=6
    ),
    length=st.integers(0, 2000),
)
@settings(max_examples=300 if EVERYTHING else 100, deadline=None)
def test_a_bent_picture_ends_in_a_photo_or_a_refusal(kind, changes, length) -> None:
    data = file_of(letter(), kind, exif=told(6))
    for at, new in changes:
        at %= len(data)
        data = data[:at] + new + data[at + len(new) :]
    assert is_drawn_or_refused(data[: max(len(data) - length, 0)] if length % 3 == 0 else data)


def is_drawn_or_refused(data: bytes) -> bool:
    """A photo of ours, or one of the refusals that have words; anything else is raised."""
    try:
        photo = made_anew(data)
    except NotAPicture as refused:
        return refused.code in {"empty", "heic", "unknown", "too-many-pixels", "broken"}
    return shown(photo).format == "JPEG" and len(photo.content) <= LARGEST_STORED
