"""The resources of a file, found by what others call them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from portal.fhir.reading import BadBundle, Fault, Node


@dataclass(frozen=True)
class Left:
    """Something that is not brought in: where it stands, and why."""

    path: str
    words: str


@dataclass(frozen=True)
class Found:
    """Every resource of a file."""

    all: tuple[Node, ...]
    urls: Mapping[str, Node] = field(default_factory=dict)
    """By what a bundle calls the address of each."""

    def of(self, kind: str) -> Iterator[Node]:
        """Those of a kind."""
        return (each for each in self.all if kind_of(each) == kind)

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """By «Goal/17», and by «$.entry[2].resource#a» for one that lies in another."""
        return {name_of(each): each for each in self.all if each.get("id").text()}

    def check(self) -> None:
        """Raises BadBundle when two resources have one name, or something is a part of itself."""
        seen: set[str] = set()
        faults = []
        for each in self.all:
            name = name_of(each)
            if each.get("id").text() and name in seen:
                faults.append(Fault(each.get("id").path, "the same resource is there twice"))
            seen.add(name)
        faults += [
            Fault(each.get("partOf").path, "is a part of itself, through one or more others")
            for each in self.all
            if kind_of(each) in {"CarePlan", "Task"} and self._is_in_circle(each)
        ]
        if faults:
            raise BadBundle(faults)

    def at(self, reference: Node, holder: Node) -> Node | None:
        """What a reference of a resource leads to; None when it is not in the file."""
        said = reference.get("reference").text().split("/_history/")[0]
        if said in self.urls:
            return self.urls[said]
        if said.startswith("#"):
            return self.by_name.get(f"{top_of(holder)}{said}")
        return self.by_name.get("/".join(said.split("/")[-2:])) if said else None

    def _is_in_circle(self, start: Node) -> bool:
        passed = {start.path}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            for above in parts_of(here):
                found = self.at(above, here)
                if found is None:
                    continue
                if found.path == start.path:
                    return True
                if found.path not in passed:
                    passed.add(found.path)
                    waiting.append(found)
        return False


def kind_of(resource: Node) -> str:
    """What kind of resource it is."""
    return resource.get("resourceType").text()


def name_of(resource: Node) -> str:
    """What references call a resource."""
    own = resource.get("id").text()
    if ".contained[" in resource.path:
        return f"{top_of(resource)}#{own}"
    return f"{kind_of(resource)}/{own}" if own else resource.path


def top_of(resource: Node) -> str:
    """Where the resource stands that holds this one, or is it."""
    return resource.path.split(".contained[")[0]


def parts_of(resource: Node) -> list[Node]:
    """The references that say what a resource is a part of."""
    return list(resource.get("partOf").each())
