"""A photo somebody sends us is never kept: we draw what it shows anew, and keep the drawing.

What comes in is untrusted bytes under any name. Only its content says what it is, and only three kinds are read at all.
What goes out is a plain JPEG of ours: no place, no time, no camera, no colour profile, nothing behind the last pixel.
"""

import io
import threading
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

KINDS = ("JPEG", "PNG", "WEBP")
STREAMED = frozenset({"JPEG", "MPO"})
LONGEST_SIDE = 2000
LARGEST_STORED = 1_500_000
LARGEST_STREAMED_PIXELS = 64_000_000
LARGEST_WHOLE_PIXELS = 16_000_000
QUALITIES = (85, 70, 50, 30)
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Our own limits below are stricter, and refuse before a pixel is read.
Image.MAX_IMAGE_PIXELS = None

# A large picture takes a hundred megabytes while it is read: one at a time in each process.
ONE_AT_A_TIME = threading.Lock()


class NotAPicture(Exception):
    """Nothing we can draw anew. `code`: "empty", "heic", "unknown", "too-many-pixels" or "broken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Photo:
    """A picture of ours. Width and height are pixels as it is seen, already turned the right way."""

    content: bytes
    media_type: str
    width: int
    height: int


def made_anew(data: bytes) -> Photo:
    """The picture in `data` (JPEG, PNG or WebP; of an animation the first frame) as a JPEG of ours.

    At most 2000 pixels on its longest side and 1.5 MB. Raises NotAPicture and nothing else.
    """
    if not data:
        raise NotAPicture("empty")
    if is_heic(data):
        raise NotAPicture("heic")
    try:
        with ONE_AT_A_TIME:
            return as_jpeg(drawn(opened(data)))
    except NotAPicture:
        raise
    except Exception:
        # A decoder fed with hostile bytes can fail in any way; all of them mean the same to the sender.
        raise NotAPicture("broken") from None


def is_heic(data: bytes) -> bool:
    """Whether it is the kind some telephones take, which our library does not read: then we can say so."""
    return data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS


def opened(data: bytes) -> Image.Image:
    """The picture with its head read and not a pixel yet. One that would fill the memory is refused here."""
    try:
        image = Image.open(io.BytesIO(data), formats=KINDS)
    except UnidentifiedImageError:
        raise NotAPicture("unknown") from None
    # A plain JPEG can be read at a fraction of its size; all others stand whole in memory first.
    streamed = image.format in STREAMED and not image.info.get("progressive")
    limit = LARGEST_STREAMED_PIXELS if streamed else LARGEST_WHOLE_PIXELS
    if image.width * image.height > limit:
        raise NotAPicture("too-many-pixels")
    return image


def drawn(image: Image.Image) -> Image.Image:
    """What it shows, small enough, the right way up, on white where it was transparent: pixels and nothing more."""
    turn = turn_of(image)
    if image.mode.startswith("I;16"):
        image = image.point(lambda shade: shade / 256).convert("L")
    if image.format not in STREAMED:
        image = image.convert("RGBA")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if turn is not None:
        image = image.transpose(turn)
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image.convert("RGB"), mask=image if image.mode == "RGBA" else None)
    return clean


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """How the camera was held. What it says about itself may be broken while the picture is whole."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return None


def as_jpeg(image: Image.Image) -> Photo:
    """The picture as a file, in the best quality that is small enough to store."""
    for quality in QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= LARGEST_STORED:
            return Photo(file.getvalue(), "image/jpeg", image.width, image.height)
    raise NotAPicture("too-many-pixels")
