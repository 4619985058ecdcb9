"""A bundle from outside as parts of a plan: our own without loss, others' as well as their words fit.

Only what is written in the file is used; nothing is fetched. Raises BadBundle and names every place that is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portal.fhir.names import FORMAT, FORMAT_NOW
from portal.fhir.read_other import KINDS, read_others
from portal.fhir.read_own import read_own
from portal.fhir.read_people import NAMED
from portal.fhir.reading import MOST, BadBundle, Fault, Node, bad, loaded
from portal.fhir.resources import Found, Left
from portal.rules.plan_import import Incoming, in_order

WORDS = {
    "unknown": "hangs on a part that is not in the file",
    "circle": "hangs on itself, through one or more others",
}


@dataclass(frozen=True)
class Read:
    """What a file holds. `own`: made by Planen min. `parts` are in an order in which they can be written.

    `left` is what is not brought in, and why.
    """

    own: bool
    parts: tuple[Incoming, ...]
    left: tuple[Left, ...]


def read(data: bytes) -> Read:
    """The parts in a file. Raises BadBundle."""
    root = loaded(data)
    found = Found(tuple(resources(root)), addresses(root))
    found.check()
    own = is_own(found)
    parts, left = collected(read_own if own else read_others, found)
    ordered, wrong = in_order(parts)
    if wrong:
        raise BadBundle(Fault(each.path, WORDS[each.code]) for each in wrong)
    return Read(own, tuple(ordered), tuple(left))


def resources(root: Node) -> Iterator[Node]:
    """Every resource, also those that lie in another."""
    kind = root.get("resourceType").text()
    if kind == "Bundle":
        entries = list(root.get("entry").each())
        if len(entries) > MOST:
            raise bad("$.entry", f"more than {MOST} resources")
        tops = [entry.get("resource") for entry in entries]
    elif kind in KINDS:
        tops = [root]
    else:
        raise bad("$.resourceType", f"must be Bundle, or one of {', '.join(sorted(KINDS))}")
    for top in tops:
        if top:
            if not top.get("resourceType").text():
                raise bad(f"{top.path}.resourceType", "is missing")
            yield top
            yield from top.get("contained").each()


def addresses(root: Node) -> dict[str, Node]:
    """The resources of a bundle by their full addresses."""
    found: dict[str, Node] = {}
    for entry in root.get("entry").each() if root.get("resourceType").text() == "Bundle" else ():
        address = entry.get("fullUrl")
        if address.text() in found:
            raise bad(address.path, "the same resource is there twice")
        if address.text() and entry.get("resource"):
            found[address.text()] = entry.get("resource")
    return found


def is_own(found: Found) -> bool:
    """Whether Planen min made the file. Raises BadBundle when a newer one did."""
    for plan in found.of("CarePlan"):
        for extension in plan.get("extension").each():
            if extension.get("url").text() == FORMAT:
                made = extension.get("valueString")
                if made.text() != FORMAT_NOW:
                    raise bad(made.path, "made by another version of Planen min")
                return True
    return False


def collected(
    reader: Callable[[Node, Found], tuple[list[Incoming], list[Left]]], found: Found
) -> tuple[list[Incoming], list[Left]]:
    """What the reader makes of each resource; every fault is told, one for each resource."""
    parts: list[Incoming] = []
    left: list[Left] = []
    faults: list[Fault] = []
    for resource in found.all:
        try:
            more, not_brought = reader(resource, found)
        except BadBundle as wrong:
            faults += wrong.faults
        else:
            parts += more
            left += not_brought
    seen: set[str] = set()
    kept: list[Incoming] = []
    for part in parts:
        if part.ref not in seen:
            kept.append(part)
        elif not part.ref.startswith(NAMED):
            faults.append(Fault(part.path, "the same part is there twice"))
        seen.add(part.ref)
    if faults:
        raise BadBundle(faults)
    return kept, left
