"""Others' resources as parts of a plan, as well as their words fit. What has no place is told, codes we do not know are kept as words."""

from collections.abc import Callable, Iterator

from portal.fhir.names import GOAL_FROM, GOAL_RELATIONSHIP, MEASURE_FROM
from portal.fhir.read_people import concept, helper, helpers, responsible, with_words
from portal.fhir.reading import Node, bad
from portal.fhir.resources import Found, Left, kind_of, name_of
from portal.rules.plan import Goal, Kind, Measure
from portal.rules.plan_import import Incoming

Parts = Iterator[Incoming | Left]


def read_others(resource: Node, found: Found) -> tuple[list[Incoming], list[Left]]:
    """What a resource becomes."""
    reader = READERS.get(kind_of(resource))
    if reader is None:
        return [], [Left(resource.path, f"{kind_of(resource)} has no place in a plan")]
    made = list(reader(resource, found))
    parts = [each for each in made if isinstance(each, Incoming)]
    return parts, [each for each in made if isinstance(each, Left)]


def goal(resource: Node, found: Found) -> Parts:
    """A goal. A status we do not know is kept as a comment."""
    name = name_of(resource)
    status = resource.get("lifecycleStatus")
    yield Incoming(
        ref=name,
        path=resource.path,
        kind=Kind.GOAL,
        code=GOAL_FROM.get(status.text(), Goal.OPEN),
        parent=goal_above(resource, found),
        words=with_words(
            text=needed(resource.get("description"), concept(resource.get("description"))),
            area=concept(resource.get("category").first()),
        ),
    )
    said = {} if status.text() in GOAL_FROM else {"lifecycleStatus": status.text()}
    said["achievementStatus"] = concept(resource.get("achievementStatus"))
    for target in resource.get("target").each():
        said["dueDate"] = target.get("dueDate").text()
    yield from comments(resource, name, said)


def goal_above(resource: Node, found: Found) -> str | None:
    """The goal that has this one as a milestone."""
    for other in found.of("Goal"):
        for extension in other.get("extension").each():
            if extension.get("url").text() != GOAL_RELATIONSHIP:
                continue
            inner = {each.get("url").text(): each for each in extension.get("extension").each()}
            if "target" not in inner or "type" not in inner:
                continue
            target = found.at(inner["target"].get("valueReference"), other)
            is_milestone = concept(inner["type"].get("valueCodeableConcept")) == "milestone"
            if is_milestone and target and target.path == resource.path:
                return name_of(other)
    return None


def task(resource: Node, found: Found) -> Parts:
    """A measure."""
    what = resource.get("description").text() or concept(resource.get("code"))
    due = resource.get("restriction").get("period").get("end")
    yield from measure(
        resource,
        found,
        what=what,
        status=resource.get("status"),
        reason=concept(resource.get("statusReason")),
        goals=[resource.get("focus"), resource.get("reasonReference")],
        who=[resource.get("owner")],
        due=due,
    )


def care_plan(resource: Node, found: Found) -> Parts:
    """Its period, and each activity that is written in it."""
    start, end = resource.get("period").get("start"), resource.get("period").get("end")
    if start.text():
        words = {"from": start.text()} | ({"to": end.text()} if end.text() else {})
        yield Incoming(
            ref=f"{resource.path}.period", path=f"{resource.path}.period",
            kind=Kind.PERIOD, words={name: said[:10] for name, said in words.items()},
        )  # fmt: skip
    for name in ("description", "note", "addresses", "supportingInfo", "text"):
        if resource.get(name):
            yield Left(resource.get(name).path, "has no place in a plan")
    for activity in resource.get("activity").each():
        yield from activity_parts(activity, resource, found)


def activity_parts(activity: Node, plan: Node, found: Found) -> Parts:
    """An activity that is written out; one that is a task of its own is read there."""
    detail, reference = activity.get("detail"), activity.get("reference")
    if not detail:
        if reference and found.at(reference, plan) is None:
            yield Left(reference.path, "is not in the file")
        return
    what = detail.get("description").text() or concept(detail.get("code"))
    yield from measure(
        Node(detail.value, detail.path),
        found,
        what=what,
        status=detail.get("status"),
        reason=concept(detail.get("statusReason")),
        goals=list(detail.get("goal").each()),
        who=list(detail.get("performer").each()),
        due=detail.get("scheduledPeriod").get("end"),
        holder=plan,
    )


def measure(
    node: Node,
    found: Found,
    *,
    what: str,
    status: Node,
    reason: str,
    goals: list[Node],
    who: list[Node],
    due: Node,
    holder: Node | None = None,
) -> Parts:
    """A measure; a status we do not know makes it a proposal and is kept as a comment, as is a date that is no whole date."""
    holder = holder or node
    name = name_of(node) if holder is node else node.path
    above = [found.at(each, holder) for each in goals if each]
    under = next((name_of(each) for each in above if each and kind_of(each) == "Goal"), None)
    answers, more = responsible(who, holder, found)
    yield from more
    yield Incoming(
        ref=name,
        path=node.path,
        kind=Kind.MEASURE,
        code=MEASURE_FROM.get(status.text(), Measure.PROPOSED),
        parent=under,
        responsible=answers,
        due_on=due.day(),
        words=with_words(what=needed(node.get("description"), what), reason=reason),
    )
    said = {} if status.text() in MEASURE_FROM else {"status": status.text()}
    if due.text() and due.day() is None:
        said["end"] = due.text()
    for each in node.get("input").each():
        said[concept(each.get("type")) or "input"] = each.get("valueString").text()
    yield from comments(node, name, said)


def comments(node: Node, under: str, said: dict[str, str]) -> Parts:
    """Notes, and codes we do not know, as what they are: words."""
    for note in node.get("note").each():
        yield comment(note.path, under, needed(note.get("text"), note.get("text").text()))
    for name, words in said.items():
        if words:
            yield comment(f"{node.path}.{name}", under, f"{name}: {words}")


def comment(path: str, under: str, words: str) -> Incoming:
    """A comment."""
    return Incoming(ref=path, path=path, kind=Kind.COMMENT, parent=under, words={"text": words})


def needed(node: Node, words: str) -> str:
    """Words that a part can't be without. Raises BadBundle."""
    if not words:
        raise bad(node.path, "is missing: a plan needs words for it")
    return words


def consent(resource: Node, _found: Found) -> Parts:
    """Never brought in."""
    yield Left(resource.path, "a consent holds where it was given, and is asked for anew")


def patient(resource: Node, _found: Found) -> Parts:
    """Whose plan it is, the coordinator knows: the plan is named by its reference."""
    yield Left(resource.path, "whose plan it is follows from the reference of the plan")


READERS: dict[str, Callable[[Node, Found], Parts]] = {
    "CarePlan": care_plan,
    "CareTeam": helpers,
    "Consent": consent,
    "Goal": goal,
    "Patient": patient,
    "Practitioner": helper,
    "PractitionerRole": helper,
    "RelatedPerson": helper,
    "Task": task,
}
KINDS = frozenset(READERS)
"""What a file may be when it is no bundle."""
