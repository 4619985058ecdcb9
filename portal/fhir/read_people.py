"""Others' practitioners, roles, relatives and care teams as those who help."""

from collections.abc import Iterator

from portal.fhir.reading import Node
from portal.fhir.resources import Found, Left, kind_of, name_of
from portal.rules.plan import ME, Kind, Sector
from portal.rules.plan_import import Incoming

Parts = Iterator[Incoming | Left]
PEOPLE = frozenset({"Practitioner", "PractitionerRole", "RelatedPerson"})
NAMED = "named:"
"""Before what somebody is called who has no resource in the file: the same one is the same, wherever named."""


def helper(resource: Node, found: Found) -> Parts:
    """Somebody who helps. A practitioner who stands in a role too is read there, so that nobody is there twice."""
    if kind_of(resource) == "Practitioner" and role_of(resource, found):
        return
    name = name_in(resource, found)
    if not name:
        yield Left(resource.path, "nobody is named")
        return
    yield Incoming(
        ref=name_of(resource),
        path=resource.path,
        kind=Kind.PARTICIPANT,
        code=Sector.KIN if kind_of(resource) == "RelatedPerson" else Sector.OTHER,
        words=with_words(
            name=name,
            role=role_in(resource, found),
            organisation=resource.get("organization").get("display").text(),
            phone=contact(resource, "phone"),
            email=contact(resource, "email"),
        ),
    )


def role_of(practitioner: Node, found: Found) -> Node | None:
    """The role in which somebody works, when the file says."""
    for role in found.of("PractitionerRole"):
        who = found.at(role.get("practitioner"), role)
        if who and who.path == practitioner.path:
            return role
    return None


def name_in(resource: Node, found: Found) -> str:
    """What somebody is called, in the resource or in the one it leads to."""
    if kind_of(resource) != "PractitionerRole":
        return human_name(resource.get("name").first())
    who = resource.get("practitioner")
    held = found.at(who, resource)
    named = human_name(held.get("name").first()) if held else ""
    return named or who.get("display").text() or resource.get("organization").get("display").text()


def human_name(name: Node) -> str:
    """A name as one text."""
    given = [each.text() for each in name.get("given").each()]
    return name.get("text").text() or " ".join([*given, name.get("family").text()]).strip()


def role_in(resource: Node, found: Found) -> str:
    """What somebody does: their own words for it, or what the care team calls it."""
    field = "relationship" if kind_of(resource) == "RelatedPerson" else "code"
    own = concept(resource.get(field).first()) if kind_of(resource) != "Practitioner" else ""
    if own:
        return own
    for team in found.of("CareTeam"):
        for each in team.get("participant").each():
            who = found.at(each.get("member"), team)
            if who and who.path == resource.path:
                return concept(each.get("role").first())
    return ""


def contact(resource: Node, system: str) -> str:
    """The first number or address of a kind."""
    for each in resource.get("telecom").each():
        if each.get("system").text() == system:
            return each.get("value").text()
    return ""


def helpers(team: Node, found: Found) -> Parts:
    """Those of a care team who are named in it and have no resource of their own."""
    for each in team.get("participant").each():
        member = each.get("member")
        if found.at(member, team) is not None or is_the_person(member):
            continue
        name = member.get("display").text()
        if not name:
            yield Left(each.path, "nobody is named, and who it is is not in the file")
            continue
        yield named(member, name, concept(each.get("role").first()))


def named(reference: Node, name: str, role: str) -> Incoming:
    """Somebody of whom only a name and perhaps a role is known."""
    return Incoming(
        ref=f"{NAMED}{reference.get('reference').text() or name}",
        path=reference.path,
        kind=Kind.PARTICIPANT,
        code=Sector.OTHER,
        words=with_words(name=name, role=role),
    )


def is_the_person(reference: Node) -> bool:
    """Whether it leads to the patient, in the file or not."""
    return reference.get("reference").text().startswith("Patient/")


def responsible(
    who: list[Node], holder: Node, found: Found
) -> tuple[str | None, list[Incoming | Left]]:
    """Who answers for a measure (the first of several), and those who are known by nothing but a name."""
    for each in who:
        if not each:
            continue
        held = found.at(each, holder)
        if is_the_person(each) or (held and kind_of(held) == "Patient"):
            return ME, []
        if held and kind_of(held) in PEOPLE and name_in(held, found):
            role = role_of(held, found) if kind_of(held) == "Practitioner" else None
            return name_of(role or held), []
        name = each.get("display").text() or place_name(held)
        if name:
            made = named(each, name, "")
            return made.ref, [made]
        return None, [Left(each.path, "who answers for it is not in the file")]
    return None, []


def place_name(held: Node | None) -> str:
    """What an organisation is called."""
    return held.get("name").text() if held and kind_of(held) == "Organization" else ""


def concept(node: Node) -> str:
    """The words of a concept, else what its first code is called, else the code itself."""
    coding = node.get("coding").first()
    return node.get("text").text() or coding.get("display").text() or coding.get("code").text()


def with_words(**words: str) -> dict[str, str]:
    """Only those that say something."""
    return {name: said for name, said in words.items() if said}
