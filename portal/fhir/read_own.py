"""Our own bundle read back: each part stands whole in an extension."""

from portal.fhir.names import PART
from portal.fhir.reading import Node, bad
from portal.fhir.resources import Found, Left, kind_of
from portal.rules.plan import SHAPES, Kind
from portal.rules.plan_import import Incoming

BEGUN_BY = frozenset({"citizen", "staff", "participant"})


def read_own(resource: Node, _found: Found) -> tuple[list[Incoming], list[Left]]:
    """The parts that stand on a resource. A consent is never brought in: it is asked for anew."""
    if kind_of(resource) == "Consent":
        return [], [
            Left(resource.path, "a consent holds where it was given, and is asked for anew")
        ]
    extensions = resource.get("extension").each()
    return [part_in(each) for each in extensions if each.get("url").text() == PART], []


def part_in(extension: Node) -> Incoming:
    """One part."""
    fields: dict[str, Node] = {}
    words: dict[str, str] = {}
    for each in extension.get("extension").each():
        name = each.get("url").text()
        if name == "word":
            named, said = word_in(each)
            words[named] = said
        elif name in fields:
            raise bad(each.path, f"{name!r} is there twice")
        else:
            fields[name] = each
    kind = kind_in(fields, extension)
    if unknown := set(words) - set(SHAPES[kind].words):
        raise bad(extension.path, f"{kind.value} has no word {min(unknown)[:40]!r}")
    begun_by = text_of(fields, "begun-by", "valueCode") or None
    if begun_by and begun_by not in BEGUN_BY:
        raise bad(fields["begun-by"].path, f"must be one of {', '.join(sorted(BEGUN_BY))}")
    return Incoming(
        ref=text_of(fields, "id", "valueId") or missing(extension, "id"),
        path=extension.path,
        kind=kind,
        words=words,
        code=text_of(fields, "code", "valueCode"),
        parent=text_of(fields, "parent", "valueId") or None,
        responsible=text_of(fields, "responsible", "valueId") or None,
        due_on=fields["due"].get("valueDate").day() if "due" in fields else None,
        begun_at=fields["begun"].get("valueInstant").moment() if "begun" in fields else None,
        begun_by_kind=begun_by,
    )


def kind_in(fields: dict[str, Node], extension: Node) -> Kind:
    """What kind of part it is."""
    said = text_of(fields, "kind", "valueCode") or missing(extension, "kind")
    if said not in set(Kind):
        raise bad(fields["kind"].path, f"no part of a plan is called {said[:40]!r}")
    return Kind(said)


def word_in(extension: Node) -> tuple[str, str]:
    """A text and what it is called."""
    fields = {each.get("url").text(): each for each in extension.get("extension").each()}
    name = text_of(fields, "name", "valueCode") or missing(extension, "name")
    return name, text_of(fields, "said", "valueString")


def text_of(fields: dict[str, Node], name: str, value: str) -> str:
    """A field's text, empty when it is not there."""
    return fields[name].get(value).text() if name in fields else ""


def missing(extension: Node, name: str) -> str:
    """Raises BadBundle."""
    raise bad(extension.path, f"{name!r} is missing")
