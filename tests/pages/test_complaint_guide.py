"""«Noe er galt»: from a few answers to what one can do, without anything being kept."""

import re
from dataclasses import fields
from html import unescape

import pytest

from portal.app import create_app
from portal.forms.complaint_guide import FIELDS
from portal.pages.complaint import words, words_bodies
from portal.pages.complaint.result import Result, result_of
from portal.rules.complaint_answers import Answers
from portal.rules.complaint_bodies import SUCCESSIONS, Body
from portal.rules.complaint_guide import Question
from portal.rules.complaint_path import Also, Code, Form, Helper
from portal.rules.complaint_table import TODAY
from portal.rules.complaint_times import InTime, Late, Note
from portal.rules.complaint_who import Bring, Guide, Standing
from tests.checking_client import CheckingClient
from tests.conftest import NOW, Clock, settings_for
from tests.lix import lix
from tests.test_content import ABOLISHED
from tests.test_routes import contents

GUIDE = "/namsos/nb/noe-er-galt"
OTHER = "/storby/nb/noe-er-galt"
HIDDEN = re.compile(r'<input type="hidden"(?: id="[^"]*")? name="([^"]+)" value="([^"]*)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
RESULT = '<h1 id="result"'


@pytest.fixture(scope="module")
def app(tmp_path_factory, migrated_database, published_files):
    """One app for all these pages: they only read."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "static").symlink_to(published_files)
    (folder / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    app = create_app(settings_for(folder), Clock())
    app.testing = True
    app.test_client_class = CheckingClient
    yield app
    app.extensions["database"].dispose()


def heading(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", HEADING.search(page)[1])).split())


def main(page: str) -> str:
    return unescape(MAIN.search(page)[0])


def carried(page: str) -> dict[str, str]:
    """What the questions' form sends along unseen."""
    form = page[page.index('id="form"') :]
    return dict(HIDDEN.findall(form[: form.index("</form>")]))


def walk(client, picks: dict[str, str], page: str | None = None) -> str:
    """Through the guide one page at a time, from its beginning or from a page; what is not picked is skipped."""
    page = page or client.get(GUIDE).text
    for _step in Question:
        if RESULT in page:
            break
        along = carried(page)
        names = FIELDS[Question(along["question"])]
        page = client.post(GUIDE, data=along | {n: picks[n] for n in names if n in picks}).text
    assert RESULT in page
    return page


# The rows of the table: what one answers, what it is, and who is told of.
ROWS = {
    "a": ("refused by=municipal-health matter=plan", "Du kan klage", "avgjør Statsforvalteren"),
    "b": ("plan-lacks by=municipal-health", "Du kan klage på planen", "avgjør Statsforvalteren"),
    "c1": (
        "not-received by=municipal-health",
        "Du kan klage på at du ikke får hjelpen",
        "stedet der du får hjelpen",
    ),
    "c2": ("badly-done by=municipal-health", "Du kan be om tilsyn", "rett til Statsforvalteren"),
    "c3": ("harm by=hospital", "Du kan varsle om det som har skjedd", "Statens helsetilsyn"),
    "d": (
        "refused by=municipal-health matter=help",
        "Du kan klage på svaret om hjelp",
        "avgjør Statsforvalteren",
    ),
    "d2": (
        "refused by=municipal-health matter=abroad",
        "Du kan klage på svaret om behandling i utlandet",
        "Nasjonalt klageorgan for helsetjenesten",
    ),
    "e1": ("refused by=nav-municipal", "Du kan klage til Nav-kontoret", "avgjør Statsforvalteren"),
    "e2": ("refused by=nav-state", "Du kan klage til Nav", "avgjør Nav Klageinstans"),
    "e3": ("badly-done by=nav", "Du kan si fra til Nav", "Sivilombudet"),
    "e4": ("refused by=child-welfare", "Du kan klage til barnevernet", "avgjør Statsforvalteren"),
    "f": ("refused by=hospital matter=plan", "Du kan klage til sykehuset", "Statsforvalteren"),
    "f2": ("refused by=hospital matter=coercion", "Du kan klage på tvang", "Kontrollkommisjonen"),
    "g": ("too-long by=municipal-health", "Du kan minne dem på saken", "Sivilombudet"),
    "h1": ("own-data data=access", "Du kan be om å se og rette opplysninger", "Datatilsynet"),
    "h2": (
        "own-data data=journal by=municipal-health",
        "Du kan klage på at du ikke får se journalen",
        "avgjør Statsforvalteren",
    ),
    "h3": (
        "own-data data=snooping by=municipal-health",
        "Du kan be om tilsyn når noen har lest eller fortalt noe de ikke skulle",
        "politiet",
    ),
    "i": ("coordinator trouble=wants-other", "Du kan be om en annen koordinator", "betyr mye"),
    "j": ("school", "Du kan be kommunen om at skolen blir med", "Kommunen ser på saken"),
    "find": ("unknown", "Send det, så finner vi rett sted", "finner vi rett sted"),
}


def picks_of(line: str) -> dict[str, str]:
    wrong, *more = line.split()
    return {"wrong": wrong, "by": "unknown", "who": "self"} | dict(each.split("=") for each in more)


@pytest.mark.parametrize(("line", "title", "told"), ROWS.values(), ids=ROWS)
def test_each_path_is_reached_by_plain_answers_and_says_who_gets_it(client, line, title, told):
    picks = picks_of(line) | {"answer": "none"}
    page = client.post(GUIDE, data=picks).text
    assert (heading(page), RESULT in page) == (title, True)
    assert told in main(page)
    assert "Det er gratis." in main(page) and "Postboks 333 Sentrum" in main(page)
    elsewhere = client.post(OTHER, data=picks).text
    assert heading(elsewhere) == title and "Brukerkontoret" not in main(elsewhere)


WITH_EACH_QUESTION = [
    "refused by=municipal-health matter=plan who=kin kin=own-rights answer=undated",
    "coordinator trouble=not-done by=municipal-health answer=none",
    "own-data data=journal by=hospital answer=none",
]


@pytest.mark.parametrize("line", WITH_EACH_QUESTION)
def test_the_whole_way_one_question_a_page(client, line):
    picks = picks_of(line)
    page = walk(client, picks)
    assert {name: code for name, code in carried(page).items() if code} == picks


@pytest.mark.parametrize(("line", "skipped"), [
    (line, question)
    for line in WITH_EACH_QUESTION
    for question in Question
    if FIELDS[question][0] in picks_of(line)
])  # fmt: skip
def test_a_question_that_is_skipped_still_leads_to_a_way_on(client, line, skipped):
    picks = picks_of(line)
    del picks[FIELDS[skipped][0]]
    page = client.post(GUIDE, data=picks | {"question": skipped}).text
    assert carried(page)[FIELDS[skipped][0]] == "unknown"
    page = client.post(GUIDE, data=carried(page) | picks | {"question": ""}).text
    assert "/namsos/nb/koordinator/ring-meg" in main(walk(client, picks, page))


@pytest.mark.parametrize(
    ("picks", "lines"),
    [
        ({"answer": "dated", "told_on": "21.11.2026"}, ["Send senest mandag 21. desember 2026."]),
        ({"told_on": "20.11.2026"}, ["Send senest fredag 18. desember 2026."]),
        ({"answer": "none"}, ["Du kan klage nå."]),
        (
            {"by": "unknown", "matter": "unknown", "told_on": "20.11.2026"},
            ["Send senest fredag 11. desember 2026.", "Det kan hende fristen er 18. desember 2026."],
        ),
        (
            {"told_on": "1.10.2026"},
            ["Fristen var 29. oktober 2026. Send det likevel.", "Det blir tatt imot.", "visste nok"],
        ),
        ({"by": "nav-municipal", "told_on": "20.11.2026"}, ["Send senest fredag 11. desember 2026."]),
        ({"wrong": "badly-done"}, ["Det er ingen frist."]),
    ],
)  # fmt: skip
def test_the_time_is_said_from_a_dated_answer_and_nothing_is_too_late(client, picks, lines):
    base = {"wrong": "refused", "by": "municipal-health", "matter": "plan", "who": "self"}
    page = client.post(GUIDE, data={"question": "svaret"} | base | picks).text
    page = main(page)
    for line in lines:
        assert line in page
    assert "for sent" not in page


@pytest.mark.parametrize(
    ("picks", "field", "says"),
    [
        ({"answer": "dated"}, "told_on", "Skriv dagen, eller velg at du ikke vet den."),
        ({"answer": "dated", "told_on": "31.11.2026"}, "told_on", "Skriv datoen med dag, måned"),
        ({"answer": "dated", "told_on": "1.1.2027"}, "told_on", "som ikke er fram i tid"),
        ({"answer": "none", "told_on": "1.11.2026"}, "answer", "Velg ja, eller ta bort dagen."),
        ({"answer": "dog"}, "answer", "Velg ett av svarene i lista."),
    ],
)
def test_what_is_wrong_with_the_day_is_said_at_the_field_and_all_is_kept(
    client, picks, field, says
):
    before = {"wrong": "refused", "by": "hospital", "matter": "plan", "who": "self"}
    answer = client.post(GUIDE, data=before | picks | {"question": "svaret"})
    assert answer.status_code == 422
    assert "<title>Feil: " in answer.text
    assert re.search(rf'href="#{field}">[^<]*{re.escape(says)}', answer.text)
    assert carried(answer.text) == before | {"question": "svaret"}
    assert f'value="{picks.get("told_on", "")}"' in answer.text


def test_back_and_a_changed_mind_keep_what_still_counts(client):
    page = client.post(
        GUIDE, data={"question": "gjelder", "wrong": "refused", "by": "hospital", "matter": "help"}
    ).text
    assert heading(page) == "Hvem er du?"
    page = client.post(GUIDE, data={**carried(page), "who": "parent", "back": "1"}).text
    assert heading(page) == "Hva har du bedt om?"
    assert 'value="help" checked' in page and carried(page)["who"] == "parent"
    page = client.post(GUIDE, data={**carried(page), "matter": "plan"}).text
    assert heading(page) == "Hvem er du?" and 'value="parent" checked' in page


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("wrong", "x" * 5000),
        ("who", "\u202edog"),
        ("told_on", "31.12.9999"),
        ("told_on", "1.1.0001"),
        ("question", "dog"),
    ],
)
def test_whatever_is_carried_the_guide_goes_on_and_repeats_nothing_foreign(client, name, sent):
    said = picks_of("refused by=hospital matter=plan answer=dated told_on=20.11.2026")
    page = client.post(GUIDE, data=said | {name: sent})
    assert page.status_code == 200
    assert "xxx" not in page.text and "dog" not in page.text
    assert name != "told_on" or "Du kan klage nå." in page.text


def test_another_language_shows_the_same_page_with_the_answers(client):
    sent = {"question": "hvem-er-du", "wrong": "refused", "by": "nav", "who": "kin"}
    page = client.post("/namsos/nn/noe-er-galt", data=sent | {"show": "nn"}).text
    assert '<html lang="nn"' in page and 'value="kin" checked' in page
    assert carried(page) == {"question": "hvem-er-du", "wrong": "refused", "by": "nav"}
    result = {"wrong": "school", "who": "self", "question": ""}
    again = client.post("/namsos/en/noe-er-galt", data=result | {"show": "en"}).text
    assert '<html lang="en"' in again and RESULT in again


def test_nothing_is_stored_no_cookie_is_set_and_no_answer_stands_in_an_address(app, client):
    before = contents(app)
    answers = {"wrong": "own-data", "data": "snooping", "by": "hospital", "who": "kin"}
    for sent in ({"question": "hva", **answers}, {"question": "", **answers, "kin": "own-rights"}):
        answer = client.post(GUIDE, data=sent)
        assert answer.status_code == 200 and "Location" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        addresses = re.findall(r'(?:href|action|formaction)="([^"]*)"', answer.text)
        assert not [each for each in addresses if "snooping" in each or "?" in each]
    assert contents(app) == before
    assert "checked" not in client.get(f"{GUIDE}?wrong=harm").text


@pytest.mark.parametrize(
    ("picks", "told"),
    [
        ({"who": "attorney"}, "Legg ved en skriftlig fullmakt"),
        ({"who": "guardian"}, "Legg ved vergefullmakten eller"),
        ({"who": "kin", "kin": "cannot-decide"}, "Send det du har. Det blir tatt imot"),
        ({"who": "professional"}, "Vi sier ikke til andre om vi kjenner den det gjelder."),
    ],
)
def test_who_acts_for_another_is_told_what_to_bring_and_nobody_is_turned_away(client, picks, told):
    base = {"wrong": "refused", "by": "municipal-health", "matter": "plan"}
    page = main(client.post(GUIDE, data=base | picks | {"answer": "none"}).text)
    assert RESULT in page and told in page


def test_the_front_page_the_foot_and_the_article_lead_here(client):
    assert main(client.get("/vik/nn/").text).count('href="/vik/nn/noe-er-galt"') == 1
    assert 'href="../noe-er-galt"' in main(client.get("/vik/nn/rettigheter/uenig").text)
    assert 'href="/vik/nn/noe-er-galt"' in client.get("/vik/nn/personvern").text


# The words

GONE = {held.body for line in SUCCESSIONS for held in line if held.until}
ALL_WORDS = [
    (words.TITLES, Code), (words.WHAT, Code), (words.ALSO, Also), (words.FORMS, Form), (words.LATE, Late),
    (words.NOTES, Note), (words.IN_TIME, InTime), (words.STANDINGS, Standing), (words.BRING, Bring),
    (words.GUIDES, Guide), (words.HELPERS, Helper), (words_bodies.BODIES, set(Body) - GONE),
    (words_bodies.SEND_TO, {row.recipient for row in TODAY} | {Body.NAV_UNIT}),
]  # fmt: skip


def test_each_code_has_words_and_they_name_only_bodies_of_today(app):
    with app.test_request_context("/"):
        for said, codes in ALL_WORDS:
            assert set(said) == set(codes)
            assert not [
                text for text in map(str, said.values()) if ABOLISHED.search(text) or not text
            ]


@pytest.mark.parametrize("row", ["a", "c2", "e1", "g", "find"])
def test_a_result_is_easy_to_read(app, row):
    with app.test_request_context("/"):
        found = result_of(
            Answers.of(picks_of(ROWS[row][0])), NOW.date(), app.extensions["profiles"]["namsos"]
        )
    assert lix("\n".join(texts(found))) <= 35


def texts(found: Result) -> list[str]:
    """All sentences of a result but the law's."""
    said = [getattr(found, each.name) for each in fields(found) if each.name not in {"law", "unit"}]
    flat: list[str] = []
    for each in said:
        for one in (each,) if isinstance(each, str) else each:
            flat += (
                [one]
                if isinstance(one, str)
                else list(one)
                if isinstance(one, tuple)
                else [one.says]
            )
    return flat
