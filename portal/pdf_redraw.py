"""Draws a PDF anew: its pages go into a new file of ours, and nothing else of it does.

Run as a program of its own by `pdf_files`, with little memory and no keys: a file that breaks the reader breaks this process
alone. What somebody has filled in or stuck on the pages is drawn into them first, so that it stays to be seen; then forms, links,
scripts, attached files, notes, layers and all that is told about the file and its writer are left behind.
"""

import io
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf
import pikepdf.settings
from pikepdf import Array, Dictionary, Name, Pdf, Stream

MOST_PAGES = 100
LARGEST_SIDE = 14_400
"""In points, 1/72 inch: the largest page that readers show (ISO 32000-1, annex C.2)."""
LARGEST_INNER = 64 * 1024 * 1024
"""In bytes: as much of what is packed inside may stand unpacked at once."""
MEMORY = 768 * 1024 * 1024
SECONDS = 10
REFUSED = {"locked": 3, "too-many-pages": 4, "broken": 5}
"""How the program ends when there is nothing to give, by code."""

OF_A_PAGE = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group",
     "/UserUnit"}
)  # fmt: skip
"""All that a page is allowed to hold (ISO 32000-1, table 30)."""
OF_A_STREAM = frozenset({"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"})
OF_A_DRAWING = {
    Name.Form: OF_A_STREAM | {"/FormType", "/BBox", "/Matrix", "/Resources", "/Group"},
    Name.Image: OF_A_STREAM
    | {"/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask",
       "/Decode", "/Interpolate", "/SMask", "/SMaskInData"},
}  # fmt: skip
"""All that what is drawn on a page is allowed to hold (ISO 32000-1, tables 5, 89 and 95)."""
NOT_KEPT = frozenset(
    {"/A", "/AA", "/AF", "/Alternates", "/Annots", "/EF", "/JS", "/LastModified", "/Metadata",
     "/Names", "/OC", "/OpenAction", "/OPI", "/PieceInfo", "/Ref", "/StructParent",
     "/StructParents", "/URI"}
)  # fmt: skip
"""What acts, points out of the file, holds other files, or tells of whoever made it: taken from all the rest."""
ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
"""Content that lies in another file than this one."""
OF_NAMES = frozenset({"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading",
                      "/CharProcs", "/Colorants"})  # fmt: skip
"""Where the keys are names that the writer chose, and mean nothing."""


class Refused(Exception):
    """Nothing we can draw anew. `code` is one of REFUSED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def redraw(data: bytes) -> bytes:
    """The pages of the PDF in `data` as a file of ours, the same bytes for the same pages. Raises Refused, or what the reader raises."""
    try:
        source = Pdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    if source.is_encrypted:
        raise Refused("locked")
    if source.Root.get("/NeedsRendering"):
        # A form that another program draws: all that the file itself shows is a request to wait.
        raise Refused("broken")
    if not 0 < len(source.pages) <= MOST_PAGES:
        raise Refused("too-many-pages" if len(source.pages) else "broken")
    source.generate_appearance_streams()
    source.flatten_annotations("all")
    clean = Pdf.new()
    for page in source.pages:
        strip(page.obj, OF_A_PAGE)
        clean.pages.append(page)
    for page in clean.pages:
        make_sane(page)
        scrub(page.obj)
    return saved(clean)


def strip(page: Any, kept: frozenset[str]) -> None:
    """Take away all but these keys."""
    for key in set(page.keys()) - kept:
        del page[key]


def make_sane(page: Any) -> None:
    """A page must have a size that can be shown and printed."""
    for box in (page.mediabox, page.cropbox):
        sides = [float(number) for number in box]
        width, height = sides[2] - sides[0], sides[3] - sides[1]
        if not (0 < abs(width) <= LARGEST_SIDE and 0 < abs(height) <= LARGEST_SIDE):
            raise Refused("broken")
    if not 0 < float(page.obj.get("/UserUnit", 1)) <= 10:
        raise Refused("broken")


def scrub(page: Any) -> None:
    """Go through everything the page is drawn with, each thing once, and take away what is not kept."""
    seen: set[tuple[int, int]] = set()
    left = [(value, key) for key, value in inside(page) if key != "/Parent"]
    while left:
        thing, under = left.pop()
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, Dictionary | Stream) and under not in OF_NAMES:
            scrub_one(thing)
        left += [(value, "" if under in OF_NAMES else key) for key, value in inside(thing)]


def scrub_one(thing: Any) -> None:
    """One dictionary, or that of a stream."""
    is_stream = isinstance(thing, Stream)
    if is_stream and (thing.get("/Subtype") == Name.PS or any(key in thing for key in ELSEWHERE)):
        raise Refused("broken")
    if is_stream and thing.get("/Subtype") in OF_A_DRAWING:
        strip(thing, OF_A_DRAWING[thing.Subtype])
    if "/Properties" in thing:
        # What marks parts of a page: the names are used while it is drawn, what they told is not.
        names = set(thing.Properties.keys())
        thing.Properties = Dictionary({name: Dictionary() for name in names})
    for key in NOT_KEPT:
        if key in thing:
            del thing[key]


def inside(thing: Any) -> Iterator[tuple[str, Any]]:
    """What a thing holds that can hold more itself, with the key it lies under."""
    held: list[tuple[str, Any]] = []
    if isinstance(thing, Array):
        held = [("", value) for value in thing]
    elif isinstance(thing, Dictionary | Stream):
        held = [(key, thing[key]) for key in thing.keys()]  # noqa: SIM118 - a stream is not its keys
    return ((key, value) for key, value in held if isinstance(value, Array | Dictionary | Stream))


def saved(pdf: Pdf) -> bytes:
    """The file. Streams are carried over as they are packed."""
    file = io.BytesIO()
    pdf.save(
        file,
        deterministic_id=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return file.getvalue()


def hold_back() -> None:
    """Set the limits of this process: a few kilobytes can unpack to more than the machine has."""
    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=100,
        parser_max_nesting=100,
        parser_max_container_size=500_000,
        flate_max_memory=LARGEST_INNER,
        run_length_max_memory=LARGEST_INNER,
        png_max_memory=LARGEST_INNER,
        tiff_max_memory=LARGEST_INNER,
        dct_max_memory=LARGEST_INNER,
    )
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """From standard input to standard output. The exit code tells what was wrong; nothing of the file is ever printed."""
    hold_back()
    try:
        done = redraw(sys.stdin.buffer.read())
    except Refused as refused:
        return REFUSED[refused.code]
    except Exception:
        # A reader fed with hostile bytes can fail in any way; all of them mean the same to the sender.
        return REFUSED["broken"]
    sys.stdout.buffer.write(done)
    return 0


if __name__ == "__main__":
    sys.exit(main())
