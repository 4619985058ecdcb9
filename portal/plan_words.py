"""The whole plan in words, in the language of the page: what paper, print and plain text are made of.

The order follows what the regulation says a plan must hold (IP-forskriften § 9), goals first.
"""

from collections.abc import Iterator
from datetime import date

from portal.forms.desk import spaced
from portal.language import date_in_words
from portal.language import gettext as _
from portal.plan_document import Document, Row, Said, Section, Table
from portal.plan_labels import ROLE_NAMES, ROLES, SECTIONS, SECTORS, STATUSES, TOPICS
from portal.plan_words_goals import (
    NOTHING,
    Telling,
    goal_section,
    measure_section,
    measure_table,
    meeting_section,
    said_row,
    who,
)
from portal.rules.municipality import Unit, words
from portal.rules.plan import Kind, Part, Topic
from portal.rules.plan_check import is_child
from portal.rules.plan_consent import Section as Shared
from portal.store.plan import SeenPlan
from portal.store.plan_consents import Consent

FIRST_TOPICS = (Topic.IMPORTANT,)
OTHER_TOPICS = (
    Topic.RESOURCES,
    Topic.NEEDS,
    Topic.BY_ME,
    Topic.BY_SERVICES,
    Topic.BY_KIN,
)


def document(seen: SeenPlan, unit: Unit, today: date, language: str) -> Document:
    """All of a plan that its reader may see. `unit` has the plan, `language` is the page's."""
    own = seen.role == "self"
    title = Said(_("Planen min")) if own else Said(_("Planen til %(name)s", name=seen.person_name))
    facts = [
        Row(_("Individuell plan for"), Said(seen.person_name, own=True)),
        *([Row(_("Født"), Said(date_in_words(seen.born)))] if seen.born else []),
        Row(_("Referanse"), Said(seen.reference)),
        Row(_("Slik står det"), Said(str(STATUSES[seen.status]))),
        Row(_("Planen slik den var"), Said(date_in_words(today))),
        *([] if seen.whole else [Row(_("Dette er med"), Said(in_part(seen)))]),
    ]
    return Document(title, tuple(facts), tuple(sections(seen, unit, today, language)))


def sections(seen: SeenPlan, unit: Unit, today: date, language: str) -> list[Section]:
    """Every section its reader sees, also those where nothing is written yet: that is said."""
    tell = Telling(seen, today)
    every = sections_in_order(tell, unit, language)
    return [one for needed, one in every if needed is None or seen.shows(needed)]


def sections_in_order(
    tell: Telling, unit: Unit, language: str
) -> Iterator[tuple[Shared | None, Section]]:
    """(what of the plan one must see, the section), None for what everybody who sees some of it sees."""
    for topic in FIRST_TOPICS:
        yield Shared.TEXTS, text_section(tell, topic)
    if tell.seen.shows(Shared.GOALS):
        yield Shared.GOALS, goal_section(tell)
    else:
        yield Shared.MEASURES, measure_section(tell)
    for one in whose_measures(tell):
        yield Shared.MEASURES, one
    yield Shared.TEAM, team_section(tell)
    yield None, coordinator_section(tell.seen, unit, language)
    for topic in OTHER_TOPICS:
        yield Shared.TEXTS, text_section(tell, topic)
    yield Shared.TEAM, role_section(tell)
    yield None, period_section(tell)
    if tell.seen.role != "participant":
        yield None, consent_section(tell)
    yield Shared.TEXTS, text_section(tell, Topic.COOPERATION)
    if is_for_child(tell.seen, tell.today):
        yield Shared.TEXTS, text_section(tell, Topic.CHILD)
    yield Shared.MEETINGS, meeting_section(tell)


def in_part(seen: SeenPlan) -> str:
    """Which sections are there, for a reader who does not see all of it."""
    return ", ".join(str(SECTIONS[one]) for one in SECTIONS if seen.shows(one))


def text_section(tell: Telling, topic: Topic) -> Section:
    """What is written about a topic."""
    part = tell.plan.text(topic)
    paragraphs = paragraphs_of(part.says("text")) if part else ()
    return Section(Said(str(TOPICS[topic])), paragraphs=paragraphs or (not_yet(),))


def paragraphs_of(text: str) -> tuple[Said, ...]:
    """Paragraphs are parted by an empty line, with or without spaces in it."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    return tuple(Said(each.strip(), own=True) for each in lines.split("\n\n") if each.strip())


def not_yet() -> Said:
    """Said where nothing is written."""
    return Said(_("Ikke skrevet ennå."))


def whose_measures(tell: Telling) -> Iterator[Section]:
    """(mitt, deres) What the person answers for, and what the others do."""
    name = tell.seen.person_name
    kindly = Said(
        _(
            "Et tiltak i planen gir ikke i seg selv rett til tjenesten. Får du nei til en tjeneste, kan du klage på det."
        )
    )
    yield measure_table(
        tell,
        _("Mitt") if tell.own else _("Det %(name)s gjør selv", name=name),
        tell.plan.mine,
        _("Ingenting nå. Det er helt greit."),
    )
    yield measure_table(
        tell,
        _("Deres") if tell.own else _("Det andre gjør"),
        tell.plan.theirs,
        _("Ingen andre har fått ansvar for noe ennå."),
        (kindly,),
    )


def team_section(tell: Telling) -> Section:
    """Who takes part, with role and contact."""
    heading = Said(_("De som hjelper"))
    people = tell.plan.of(Kind.PARTICIPANT)
    if not people:
        nobody = _("Ingen står her ennå. Koordinatoren skriver inn dem som er med.")
        return Section(heading, paragraphs=(Said(nobody),))
    headers = (_("Navn"), _("Rolle"), _("Fra"), _("Kontakt"))
    return Section(heading, table=Table(headers, tuple(helper(part) for part in people)))


def helper(part: Part) -> tuple[Said, ...]:
    """A line of the team."""
    phone = spaced(part.says("phone")) if part.says("phone") else ""
    contact = "\n".join(filter(None, (phone, part.says("email"))))
    place = part.says("organisation")
    return (
        Said(part.says("name"), own=True),
        Said(part.says("role"), own=True),
        Said(place, own=True) if place else Said(str(SECTORS[part.code])),
        Said(contact, own=True),
    )


def coordinator_section(seen: SeenPlan, unit: Unit, language: str) -> Section:
    """Who is responsible for the plan and who coordinates it; never an empty field."""
    unit_name, _spoken = words(unit.name, language)
    who = seen.coordinator
    rows = [Row(_("Ansvarlig for planen"), Said(unit_name, own=True))]
    said: tuple[Said, ...] = ()
    if who is None:
        said = (Said(_("Ingen er koordinator akkurat nå. Enheten svarer så lenge.")),)
    else:
        rows.append(Row(_("Koordinator"), Said(who.name, own=True)))
        rows += said_row(_("Telefon til koordinatoren"), spaced(who.phone) if who.phone else "")
        if who.since:
            rows.append(Row(_("Koordinator siden"), Said(date_in_words(who.since))))
        if who.away:
            rows.append(Row(_("Borte til og med"), Said(date_in_words(who.away[1]))))
            rows += said_row(_("Svarer så lenge"), who.cover or "")
    no_number = _("Telefonnummeret har kommunen ikke oppgitt her ennå.")
    rows.append(Row(_("Telefon til enheten"), Said(unit.phone or no_number)))
    return Section(Said(_("Ansvar for planen")), paragraphs=said, rows=tuple(rows))


def role_section(tell: Telling) -> Section:
    """What has become of koordinator, barnekoordinator and kontaktlege."""
    part = tell.plan.roles
    rows = [
        Row(str(name), Said(str(ROLES[part.says(role)])))
        for role, name in ROLE_NAMES.items()
        if part and part.says(role) in ROLES
    ]
    if part:
        rows += said_row(_("Navnet på kontaktlegen"), part.says("doctor_name"))
    said = () if rows else (not_yet(),)
    return Section(Said(_("Roller som er tilbudt")), paragraphs=said, rows=tuple(rows))


def period_section(tell: Telling) -> Section:
    """From when to when, and when it is looked through again."""
    part = tell.plan.period
    rows: list[Row] = []
    if part:
        rows += said_row(_("Fra"), day_in_words(part.says("from")))
        rows += said_row(_("Til"), day_in_words(part.says("to")))
        if part.due_on:
            rows.append(Row(_("Neste gjennomgang"), Said(date_in_words(part.due_on))))
    said = () if rows else (not_yet(),)
    return Section(Said(_("Når går vi gjennom planen?")), paragraphs=said, rows=tuple(rows))


def day_in_words(text: str) -> str:
    """A date that is kept as 2026-11-21 in words; any other text as it is."""
    try:
        return date_in_words(date.fromisoformat(text))
    except ValueError:
        return text


def consent_section(tell: Telling) -> Section:
    """The yes to the plan, and what is shared with whom."""
    heading = Said(_("Samtykke"))
    if not tell.seen.consents:
        return Section(heading, paragraphs=(Said(_("Ingen samtykker er gitt.")),))
    headers = (_("Samtykke til"), _("Gjelder"), _("Gitt"), _("Trukket tilbake"))
    lines = tuple(consent_line(tell, each) for each in tell.seen.consents)
    return Section(heading, table=Table(headers, lines))


def consent_line(tell: Telling, consent: Consent) -> tuple[Said, ...]:
    """One consent, standing or withdrawn."""
    given = date_in_words(consent.given_at)
    if consent.by_paper:
        given = _("%(day)s, på papir: %(paper)s", day=given, paper=consent.by_paper)
    parts = {part.id: part for part in (*tell.plan.parts, *tell.seen.gone)}
    with_whom = parts.get(consent.participant or "")
    to = Said(_("Å ha en plan"))
    if consent.participant:
        name = who(with_whom) if with_whom else ""
        to = Said(_("Å dele med %(name)s", name=name)) if name else Said(_("Å dele"))
    about = ", ".join(str(SECTIONS.get(code, code)) for code in consent.sections)
    gone = consent.withdrawn_at
    return (
        to,
        Said(about or _("Hele planen")),
        Said(given),
        Said(date_in_words(gone)) if gone else NOTHING,
    )


def is_for_child(seen: SeenPlan, today: date) -> bool:
    """Whether it must say how the child has taken part: under 18, or somebody has written it."""
    return is_child(seen.born, today) or seen.plan.text(Topic.CHILD) is not None
