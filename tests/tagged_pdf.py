"""Says what keeps a PDF from being read aloud, in words; nothing when it can be.

Looks at what PDF/UA-1 (ISO 14289-1) asks for and a machine can see. It is no replacement for
a person with a screen reader.
"""

import io
import itertools
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf

PAINTS_TEXT = {"Tj", "TJ", "'", '"'}
PAINTS = PAINTS_TEXT | {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}


def problems_of(data: bytes) -> list[str]:
    """Everything that is wrong with the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            *document_problems(pdf),
            *structure_problems(pdf),
            *heading_problems(pdf),
            *font_problems(pdf),
            *content_problems(pdf),
        ]


def document_problems(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "shows the file name in place of the title"
    if "/Metadata" not in root:
        yield "no metadata"
        return
    with pdf.open_metadata() as metadata:
        if not metadata.get("dc:title"):
            yield "no title"
        if metadata.get("pdfuaid:part") != "1":
            yield "does not call itself PDF/UA-1"


def structure_problems(pdf: Pdf) -> Iterator[str]:
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None or "/ParentTree" not in tree:
        yield "no structure tree with a parent tree"
        return
    parents = pikepdf.NumberTree(tree.ParentTree)
    for page in pdf.pages:
        key = page.obj.get("/StructParents")
        if key is None or int(key) not in parents:
            yield "a page the parent tree does not know"
    in_content = {mcid for page in pdf.pages for mcid in content_ids(page)}
    in_tree = {mcid for element in elements(tree) for mcid in kids_that_are_content(element)}
    if in_content != in_tree:
        yield f"content outside the structure: {sorted(in_content ^ in_tree)}"


def heading_problems(pdf: Pdf) -> Iterator[str]:
    tree = pdf.Root.get("/StructTreeRoot")
    roles = [str(e.get("/S", "")) for e in elements(tree)] if tree is not None else []
    levels = [int(role[2:]) for role in roles if re.fullmatch("/H[1-6]", role)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield "does not begin with its one main heading"
    for above, below in itertools.pairwise(levels):
        if below > above + 1:
            yield f"heading {above} is followed by {below}"


def font_problems(pdf: Pdf) -> Iterator[str]:
    fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
    if not fonts:
        yield "no fonts"
    for font in fonts:
        if "/ToUnicode" not in font:
            yield "a font whose letters mean nothing"
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        described = inner.get("/FontDescriptor", Dictionary())
        if not any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield "a font that is not embedded"


def content_problems(pdf: Pdf) -> Iterator[str]:
    for page in pdf.pages:
        inside: list[bool] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                inside.append(is_told(operands))
            elif name == "EMC":
                inside.pop()
            elif name in PAINTS and not any(inside):
                yield f"{'text' if name in PAINTS_TEXT else 'drawing'} outside tags and artifacts"
                return


def is_told(operands: list[Object]) -> bool:
    """Whether marked content is in the structure, or said to be decoration."""
    in_structure = len(operands) == 2 and "/MCID" in operands[1]
    return in_structure or operands[0] == Name.Artifact


def content_ids(page: pikepdf.Page) -> Iterator[int]:
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC" and len(operands) == 2 and "/MCID" in operands[1]:
            yield int(operands[1].MCID)


def languages_of(page: pikepdf.Page) -> set[str]:
    """The languages that parts of the page are marked with."""
    return {
        str(operands[1].Lang)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "BDC" and len(operands) == 2 and "/Lang" in dictionary(operands[1])
    }


def elements(node: Object) -> Iterator[Object]:
    """All structure elements below, in reading order."""
    for kid in kids(node):
        if isinstance(kid, Dictionary | Object) and "/S" in dictionary(kid):
            yield kid
            yield from elements(kid)


def kids(node: Object) -> list[Object]:
    below = node.get("/K", [])
    return list(below) if isinstance(below, pikepdf.Array) else [below]


def dictionary(kid: object) -> object:
    return kid if isinstance(kid, Dictionary) else {}


def kids_that_are_content(element: Object) -> Iterator[int]:
    for kid in kids(element):
        if isinstance(kid, int):
            yield kid
        elif "/MCID" in dictionary(kid):
            yield int(kid.MCID)


def text_of(data: bytes) -> str:
    """The words as a reader gets them: through the fonts' own tables, in the order of the page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        lines = [line for page in pdf.pages for line in page_lines(page)]
    return " ".join(" ".join(lines).split())


def page_lines(page: pikepdf.Page) -> Iterator[str]:
    tables = {name: letters(font) for name, font in page.resources.Font.items()}
    table: dict[int, str] = {}
    line = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                table = tables[str(operands[0])]
            case "Tj":
                line += decoded(operands[0], table)
            case "TJ":
                strings = (each for each in operands[0] if isinstance(each, pikepdf.String))
                line += "".join(decoded(each, table) for each in strings)
            case "ET":
                yield line
                line = ""


def decoded(string: Object, table: dict[int, str]) -> str:
    raw = bytes(string)
    return "".join(
        table.get(int.from_bytes(raw[at : at + 2], "big"), "�") for at in range(0, len(raw), 2)
    )


def letters(font: Object) -> dict[int, str]:
    """The font's ToUnicode table: glyph to letters."""
    source = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>\s*$", source, re.MULTILINE)
    return {int(glyph, 16): bytes.fromhex(sign).decode("utf-16-be") for glyph, sign in pairs}


def text_places(page: pikepdf.Page) -> Iterator[tuple[float, float]]:
    """Where each piece of text begins, in points from the lower left corner."""
    now = pikepdf.Matrix()
    kept: list[pikepdf.Matrix] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(now)
            case "Q":
                now = kept.pop()
            case "cm":
                now = pikepdf.Matrix(*(float(each) for each in operands)) @ now
            case "Tm":
                placed = pikepdf.Matrix(*(float(each) for each in operands)) @ now
                yield placed.e, placed.f
