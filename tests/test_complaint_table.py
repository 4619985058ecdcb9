"""«Noe er galt», as the law has it: every row and every «vet ikke», in each municipality and language.

What is expected is written by hand from the law and today's bodies, in bokmål, and read in the other languages through the
catalogues. A municipality with nothing but the national facts stands beside the real ones.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask, g
from flask_babel import Babel

from portal.complaint_letter import HEADINGS
from portal.config import ROOT
from portal.language import LANGUAGES, current_language, date_in_words
from portal.language import gettext as _
from portal.pages.complaint.result import Result, capital, name_of, result_of
from portal.profiles import load_profiles
from portal.rules.complaint_answers import Answers
from portal.rules.complaint_guide import Question, path_for, questions
from portal.rules.complaint_path import Code
from portal.rules.municipality import Profile
from tests.lix import lix
from tests.pages.test_complaint_guide import main, texts
from tests.test_content import ABOLISHED

TODAY = date(2026, 11, 21)
TOLD_ON = TODAY  # a Saturday: the weeks end on a Saturday too, and so on the Monday after
FOUR_WEEKS, THREE_WEEKS = date(2026, 12, 21), date(2026, 12, 14)
FOLDER = ROOT / "portal" / "municipalities"

NOTHING_OF_ITS_OWN = """
slug = "bare-nasjonalt"
number = "9999"
name = "Bare kommune"
short_name = "Bare"
invented = true
languages = ["nb", "nn", "en"]
theme = "fjord"
ask_where_you_get_help = false
members = { missing = true }
services = { missing = true }
user_representation = { missing = true }
answer_time = { missing = true }
accessibility_statement = { missing = true }
fallback_email = { missing = true }

[unit]
code = "ke"
name = { nb = "Koordinerende enhet", nn = "Koordinerande eining", en = "The coordinating unit" }
phone = { missing = true }
hours = { missing = true }
email = { missing = true }
visit = { missing = true }
post = { missing = true }
"""

# Whom to send it to. What is not the unit's own can be sent there too, and is passed on.

U = "Send det til %(unit)s i kommunen."
OFFICE = "Send det til dem som har saken. Vet du ikke hvem det er, sender du det til %(unit)s."
SERVICE = "Send det til stedet der du får hjelpen. Du kan også sende det til %(unit)s, som gir det videre."
MUNICIPALITY = "Send det til kommunen. Her er det %(unit)s som tar imot."
SENT_STRAIGHT = {
    "SF": ("Send det rett til Statsforvalteren.", "Statsforvalteren"),
    "Helsetilsynet": ("Send det til Statens helsetilsyn.", "Statens helsetilsyn"),
    "Helseklage": ("Send det dit det står i brevet du fikk.", "Nasjonalt klageorgan for helsetjenesten"),
    "kommisjon": ("Send det dit det står i svaret du fikk.", "kontrollkommisjonen"),
    "Nav-kontor": ("Send det til Nav-kontoret.", "Nav-kontoret"),
    "Nav-enhet": ("Send det til den delen av Nav som har saken.", "den delen av Nav som har saken"),
    "barnevern": ("Send det til barnevernet.", "barnevernet"),
    "sykehus": ("Send det til avdelingen på sykehuset.", "sykehuset"),
}  # fmt: skip
PASSED_ON = (
    "Vet du ikke adressen? Da kan du sende det til %(unit)s. De sender det videre til %(body)s."
)

# Who decides.

AGAIN = "De som får klagen, ser på saken en gang til. Endrer de ikke svaret, avgjør %(body)s."
LOOKS = "%(body)s ser på saken og svarer deg."
DOUBT = "Er du uenig i svaret du får, kan %(body)s se på det."
ANSWERED = "De som får det, skal svare deg."
PLACE = "Når vi har funnet rett sted, avgjør de saken."
SF, NAV_KLAGE = "Statsforvalteren", "Nav Klageinstans"
OMBUD_AND_COURT = ("Sivilombudet", "domstolen")

# The form: w(ritten), s(igned), n(ames the decision), f(ree), what/when/who, t(heir own form), l(etter says).

FORMS = {
    "w": "Skriv det ned. Det er ikke nok å ringe.",
    "s": "Skriv navnet ditt under.",
    "n": "Skriv hvilket svar du klager på, og hva du vil ha endret.",
    "f": "Du velger selv hvordan du sier det.",
    "3": "Fortell hva som skjedde, når det var og hvem det gjelder.",
    "t": "Bruk skjemaet de har på nettsiden sin.",
    "l": "I svaret du fikk, står det hvordan du klager.",
}

# Who helps, free of charge: the office must guide; the ombud in health and care, never in Nav; and the others.

HELPERS = {
    "K": "%(unit)s skal hjelpe deg. De kan også hjelpe deg med å skrive.",
    "P": "%(ombud)s gir gratis råd. Du trenger ikke si hvem du er.",
    "?": "Gjelder det helse eller omsorg, gir %(ombud)s gratis råd.",
    "S": "Statsforvalteren kan forklare reglene.",
    "O": "En organisasjon for pasienter eller pårørende kan støtte deg.",
    "R": "Noen kan få gratis hjelp fra en advokat.",
}
HEALTH, UNSURE, NO_OMBUD = "KPSOR", "K?SOR", "KSR"


class Line(NamedTuple):
    """A row of the law: what one answers, what it is called, and what is said of it."""

    picks: str
    title: str
    kind: str
    to: str
    decides: tuple[str, str]
    when: str
    after: tuple[str, ...]
    form: str
    helpers: str


LINES = {
    "a": Line("refused by=municipal-health matter=plan", "Du kan klage", "Klage", OFFICE, (AGAIN, SF), "4", OMBUD_AND_COURT, "ws", HEALTH),
    "b": Line("plan-lacks by=municipal-health", "Du kan klage på planen", "Klage", OFFICE, (AGAIN, SF), "4", OMBUD_AND_COURT, "ws", HEALTH),
    "c1": Line("not-received by=municipal-health", "Du kan klage på at du ikke får hjelpen", "Klage", SERVICE, (AGAIN, SF), "4", OMBUD_AND_COURT, "ws", HEALTH),
    "c2": Line("badly-done by=municipal-health", "Du kan be om tilsyn", "Anmodning om tilsyn", "SF", (LOOKS, SF), "", (), "f3", HEALTH),
    "c3": Line("harm by=hospital", "Du kan varsle om det som har skjedd", "Varsel om en alvorlig hendelse", "Helsetilsynet", (LOOKS, "Statens helsetilsyn"), "", ("Ukom, som undersøker alvorlige hendelser",), "t", HEALTH),
    "d": Line("refused by=municipal-health matter=help", "Du kan klage på svaret om hjelp", "Klage", OFFICE, (AGAIN, SF), "4", OMBUD_AND_COURT, "ws", HEALTH),
    "d2": Line("refused by=municipal-health matter=abroad", "Du kan klage på svaret om behandling i utlandet", "Klage", "Helseklage", (LOOKS, "Nasjonalt klageorgan for helsetjenesten"), "letter", (), "l", HEALTH),
    "e1": Line("refused by=nav-municipal", "Du kan klage til Nav-kontoret", "Klage", "Nav-kontor", (AGAIN, SF), "3", OMBUD_AND_COURT, "wsn", NO_OMBUD),
    "e2": Line("refused by=nav-state", "Du kan klage til Nav", "Klage", "Nav-enhet", (AGAIN, NAV_KLAGE), "3", (), "wsn", NO_OMBUD),
    "e3": Line("badly-done by=nav", "Du kan si fra til Nav", "Henvendelse", "Nav-kontor", (ANSWERED, ""), "", ("Sivilombudet",), "f", NO_OMBUD),
    "e4": Line("refused by=child-welfare", "Du kan klage til barnevernet", "Klage", "barnevern", (AGAIN, SF), "3", OMBUD_AND_COURT, "wsn", NO_OMBUD),
    "f": Line("refused by=hospital matter=plan", "Du kan klage til sykehuset", "Klage", "sykehus", (AGAIN, SF), "4", OMBUD_AND_COURT, "ws", HEALTH),
    "f2": Line("refused by=hospital matter=coercion", "Du kan klage på tvang", "Klage", "kommisjon", (LOOKS, "kontrollkommisjonen"), "letter", ("domstolen",), "l", HEALTH),
    "g": Line("too-long by=municipal-health", "Du kan minne dem på saken", "Purring", OFFICE, (ANSWERED, ""), "", ("Sivilombudet",), "w", HEALTH),
    "h1": Line("own-data data=access by=municipal-health", "Du kan be om å se og rette opplysninger", "Krav om innsyn i eller retting av opplysninger", MUNICIPALITY, (DOUBT, "Datatilsynet"), "", ("Personvernnemnda", "domstolen"), "f", HEALTH),
    "h2": Line("own-data data=journal by=municipal-health", "Du kan klage på at du ikke får se journalen", "Klage", SERVICE, (AGAIN, SF), "4", OMBUD_AND_COURT, "ws", HEALTH),
    "h3": Line("own-data data=snooping by=municipal-health", "Du kan be om tilsyn når noen har lest eller fortalt noe de ikke skulle", "Anmodning om tilsyn", "SF", (LOOKS, SF), "", ("Datatilsynet", "politiet"), "f", HEALTH),
    "i": Line("coordinator trouble=wants-other by=municipal-health", "Du kan be om en annen koordinator", "Ønske om å bytte koordinator", U, (ANSWERED, ""), "", (), "f", HEALTH),
    "j": Line("school", "Du kan be kommunen om at skolen blir med", "Spørsmål til kommunen", U, (LOOKS, "kommunen"), "", (), "f", NO_OMBUD),
    "find": Line("other by=unknown", "Send det, så finner vi rett sted", "Klage", U, (PLACE, ""), "3 or 4", (), "ws", UNSURE),
}  # fmt: skip
SILENCE = LINES["a"]._replace(picks="no-answer by=municipal-health matter=plan", when="now")
"""Nothing was answered: the same complaint, without a day to count from."""

# Each question left at «vet ikke» alone, and the row it leads to then: the same one, or «we find the right place».
SKIPPED = {
    "a": {"hva": "find", "hvem-avgjorde": "find", "gjelder": "find", "hvem-er-du": "a", "svaret": "a"},
    "b": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "b", "svaret": "b"},
    "c1": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "c1", "svaret": "c1"},
    "c2": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "c2"},
    "c3": {"hva": "find", "hvem-avgjorde": "c3", "hvem-er-du": "c3"},
    "d": {"hva": "find", "hvem-avgjorde": "d", "gjelder": "find", "hvem-er-du": "d", "svaret": "d"},
    "d2": {"hva": "find", "hvem-avgjorde": "d2", "gjelder": "find", "hvem-er-du": "d2"},
    "e1": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "e1", "svaret": "e1"},
    "e2": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "e2", "svaret": "e2"},
    "e3": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "e3"},
    "e4": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "e4", "svaret": "e4"},
    "f": {"hva": "find", "hvem-avgjorde": "find", "gjelder": "f", "hvem-er-du": "f", "svaret": "f"},
    "f2": {"hva": "find", "hvem-avgjorde": "f2", "gjelder": "f", "hvem-er-du": "f2"},
    "g": {"hva": "find", "hvem-avgjorde": "g", "hvem-er-du": "g"},
    "h1": {"hva": "find", "opplysninger": "find", "hvem-avgjorde": "h1", "hvem-er-du": "h1"},
    "h2": {"hva": "find", "opplysninger": "find", "hvem-avgjorde": "h2", "hvem-er-du": "h2", "svaret": "h2"},
    "h3": {"hva": "find", "opplysninger": "find", "hvem-avgjorde": "h3", "hvem-er-du": "h3"},
    "i": {"hva": "find", "koordinatoren": "find", "hvem-avgjorde": "i", "hvem-er-du": "i"},
    "j": {"hva": "find", "hvem-er-du": "j"},
    "find": {"hva": "find", "hvem-avgjorde": "find", "hvem-er-du": "find", "svaret": "find"},
}  # fmt: skip
FIELD = {
    "hva": "wrong", "koordinatoren": "trouble", "opplysninger": "data", "hvem-avgjorde": "by",
    "gjelder": "matter", "hvem-er-du": "who", "parorende": "kin", "svaret": "answer",
}  # fmt: skip

# Everyone who is not the person, and what is not known of them, about the same refusal.
OTHERS = [
    "child", "parent", "parent-older", "guardian", "attorney", "lawyer", "kin", "kin-of-deceased",
    "professional", "unknown",
]  # fmt: skip

# Words nobody uses for what there is today, besides those the articles are held to.
NOT_TODAYS = ("NAV", "Trygderetten", "Sivilombudsmann", "Parliamentary Ombudsman", "Klagenemnd", "Norsk pasientskadeerstatning")  # fmt: skip


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Profile]:
    return load_profiles(FOLDER) | load_profiles(bare(tmp_path_factory.mktemp("bare")))


def bare(folder: Path) -> Path:
    """A municipality that has given nothing."""
    (folder / "_default.toml").write_bytes((FOLDER / "_default.toml").read_bytes())
    (folder / "9999-bare.toml").write_text(NOTHING_OF_ITS_OWN, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True, scope="module")
def words_at_hand() -> Iterator[None]:
    app = Flask("table")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app, locale_selector=current_language)
    with app.test_request_context():
        yield


def codes_of(line: str) -> dict[str, str]:
    wrong, *more = line.split()
    return {"wrong": wrong, "who": "self", "answer": "dated"} | dict(
        each.split("=") for each in more
    )


def answers(codes: dict[str, str]) -> Answers:
    return Answers.of(codes, TOLD_ON if codes.get("answer") == "dated" else None)


def everywhere(profiles: dict[str, Profile], asked: Answers) -> Iterator[tuple[str, Profile, Result]]:  # fmt: skip
    """What is said in each language to each municipality's people. The page's language is set meanwhile."""
    for language in LANGUAGES:
        g.language = language
        for profile in profiles.values():
            found = result_of(asked, TODAY, profile)
            assert_plain(found, profile)
            yield f"{profile.slug} {language}", profile, found


def assert_plain(found: Result, profile: Profile) -> None:
    """What holds for every result: easy to read, today's bodies, somebody here who receives, and never too late."""
    whole = "\n".join(texts(found))
    assert readable(whole, g.language), whole
    assert not ABOLISHED.findall(whole) and not [word for word in NOT_TODAYS if word in whole]
    assert name_of(profile.unit) in " ".join(found.send_to)
    assert "for sent" not in whole and "for seint" not in whole and "too late" not in whole
    assert len(found.helps) >= len(NO_OMBUD)


@cache
def readable(text: str, language: str) -> bool:
    """LIX ≤ 35 in the two the rule is for."""
    return language == "en" or lix(text) <= 35


def sent_to(line: Line, unit: str) -> tuple[str, ...]:
    if line.to not in SENT_STRAIGHT:
        return (_(line.to, unit=unit),)
    straight, body = SENT_STRAIGHT[line.to]
    return _(straight), _(PASSED_ON, unit=unit, body=_(body))


def decided(line: Line) -> str:
    sentence, body = line.decides
    if not body:
        return _(sentence)
    return _(sentence, body=capital(_(body)) if sentence == LOOKS else _(body))


def by_when(line: Line) -> tuple[str, ...]:
    """A Monday both of them."""
    first, then = "Send senest mandag %(date)s.", "Det kan hende fristen er %(date)s."
    posted = _("Sender du et brev, er det nok at det er postet innen fristen.")
    match line.when:
        case "4":
            return _(first, date=date_in_words(FOUR_WEEKS)), posted
        case "3":
            return _(first, date=date_in_words(THREE_WEEKS)), posted
        case "3 or 4":
            soonest = _(first, date=date_in_words(THREE_WEEKS))
            return soonest, _(then, date=date_in_words(FOUR_WEEKS)), posted
        case "now":
            return (_("Du kan klage nå."),)
        case "letter":
            return (_("Fristen står i svaret du fikk."),)
        case _other:
            return (_("Det er ingen frist."),)


def helped(line: Line, profile: Profile) -> list[str]:
    ombud = profile.national.ombud_name[g.language]
    unit = name_of(profile.unit)
    return [capital(_(HELPERS[each], unit=unit, ombud=ombud)) for each in line.helpers]


@pytest.mark.parametrize("line", [*LINES.values(), SILENCE], ids=[*LINES, "a-not-answered"])
def test_a_row_says_the_same_in_every_municipality_and_language(profiles, line):
    for where, profile, found in everywhere(profiles, answers(codes_of(line.picks))):
        assert (found.title, where) == (_(line.title), where)
        assert (found.send_to, where) == (sent_to(line, name_of(profile.unit)), where)
        assert (found.decides, where) == (decided(line), where)
        assert (found.by_when, where) == (by_when(line), where)
        assert found.after == tuple(capital(_(body)) for body in line.after), where
        assert found.how == tuple(_(FORMS[demand]) for demand in line.form), where
        assert [one.says for one in found.helps] == helped(line, profile), where


@pytest.mark.parametrize("code", LINES)
def test_a_row_is_called_what_it_is(code):
    found = path_for(answers(codes_of(LINES[code].picks)), TODAY).main
    g.language = "nb"
    assert (found.code, str(HEADINGS[found.kind])) == (code, LINES[code].kind)


def test_every_row_and_every_question_is_walked():
    assert list(LINES) == list(SKIPPED) == list(Code)
    assert set(FIELD) == set(Question)
    for code, row in LINES.items():
        asked = questions(answers(codes_of(row.picks)))
        assert set(SKIPPED[code]) == {each.value for each in asked}, code


@pytest.mark.parametrize(
    ("code", "question"), [(code, question) for code in SKIPPED for question in SKIPPED[code]]
)
def test_a_question_one_cannot_answer_leads_on(profiles, code, question):
    codes = codes_of(LINES[code].picks) | {FIELD[question]: "unknown"}
    title = LINES[SKIPPED[code][question]].title
    for where, _profile, found in everywhere(profiles, answers(codes)):
        assert found.title == _(title), where
        if question == "svaret":
            assert found.by_when == (_("Du kan klage nå."),), where


@pytest.mark.parametrize("wrong", ["unknown", "other"])
def test_knowing_nothing_is_a_complaint_to_the_municipality(profiles, wrong):
    """«Vet ikke» to everything: whoever it is for gets it passed on."""
    for where, profile, found in everywhere(profiles, Answers.of({"wrong": wrong})):
        assert found.title == _("Send det, så finner vi rett sted"), where
        assert found.send_to == (_(U, unit=name_of(profile.unit)),), where
        assert found.by_when == (_("Du kan klage nå."),), where
        assert _("Skal noen andre ha det, sender vi det videre.") in found.also, where


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("code", ["a", "c2", "e1", "find"])
def test_nobody_is_turned_away(profiles, code, who):
    codes = codes_of(LINES[code].picks) | {"who": who}
    ways = {"Du kan sende dette.", "Send det du har. Det blir tatt imot, og du får hjelp videre.",
            "Du kan sende dette for en annen. Mangler du papiret, så send likevel."}  # fmt: skip
    for where, _profile, found in everywhere(profiles, answers(codes)):
        assert found.who[0] in {_(way) for way in ways}, where


@pytest.mark.parametrize("code", LINES)
def test_the_page_says_it(client, code):
    """As it stands on the page: each row in all languages, the municipalities going round."""
    line, places = LINES[code], load_profiles(FOLDER)
    told = {"told_on": f"{TOLD_ON:%d.%m.%Y}", "question": "svaret" if line.when else ""}
    for number, language in enumerate(LANGUAGES, start=list(LINES).index(code)):
        profile = list(places.values())[number % len(places)]
        page = client.post(
            f"/{profile.slug}/{language}/noe-er-galt", data=codes_of(line.picks) | told
        )
        g.language = language
        shown = " ".join(main(page.text).split())
        for sentence in (line.title, *(FORMS[demand] for demand in line.form)):
            assert _(sentence) in shown
        said = (*sent_to(line, name_of(profile.unit)), decided(line), *by_when(line))
        assert [sentence for sentence in said if sentence not in shown] == []
