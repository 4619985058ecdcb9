"""Reading, finding, and the guide: what a person sees, and what nobody else does."""

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest

from portal.app import create_app
from portal.language import LANGUAGES
from tests.checking_client import CheckingClient
from tests.conftest import Clock, settings_for
from tests.test_content import SUBJECTS


@pytest.fixture(scope="module")
def app(tmp_path_factory, migrated_database, published_files):
    """One app for all these pages: they only read."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "static").symlink_to(published_files)
    (folder / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    app = create_app(settings_for(folder), Clock())
    app.testing = True
    app.test_client_class = CheckingClient
    yield app
    app.extensions["database"].dispose()


MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
GUIDE = "/storby/nb/veiviser"


def main(page: str) -> str:
    return MAIN.search(page)[0]


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"#]+)"', main(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_opens_and_every_link_in_it_leads_somewhere(client, language):
    found = set()
    for slug in sorted(SUBJECTS):
        address = f"/vik/{language}/rettigheter/{slug}"
        page = client.get(address)
        assert page.status_code == 200, slug
        found |= {urljoin(address, link) for link in links(page.text)}
    inside = {link for link in found if urlsplit(link).scheme == ""}
    assert len(inside) >= len(SUBJECTS)
    assert [link for link in sorted(inside) if client.get(link).status_code != 200] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_holds_every_article_once(client, language):
    page = main(client.get(f"/namsos/{language}/rettigheter").text)
    found = re.findall(rf"/namsos/{language}/rettigheter/([a-z-]+)", page)
    assert sorted(found) == sorted(SUBJECTS)


@pytest.mark.parametrize(
    "path", ["rettigheter/finnes-ikke", "rettigheter/Koordinator", "andre-sprak/xx"]
)
def test_what_does_not_exist_is_a_404(client, path):
    assert client.get(f"/namsos/nb/{path}").status_code == 404


def test_an_article_has_summary_first_and_the_law_last(client):
    page = main(client.get("/namsos/nb/rettigheter/koordinator").text)
    order = [
        "Hva gjør en koordinator?</h1>",
        'class="lead">Koordinatoren er din faste kontakt',
        "Dette kan du gjøre nå</h2>",
        "Hva loven sier</h2>",
        "<dt>pasient- og brukerrettighetsloven §\N{NO-BREAK SPACE}2-5 b</dt>",
        "Sammenholdt med loven 21. november 2026. Ikke juridisk rådgivning.",
        "Les videre</h2>",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_local_facts_stand_in_the_article(client):
    page = main(client.get("/namsos/nb/rettigheter/koordinator").text)
    assert "Brukerkontoret" in page and 'href="tel:+4774217100"' in page and "{" not in page


def test_a_phone_the_municipality_has_not_given_is_said_in_words(client):
    page = main(client.get("/iveland/nb/rettigheter/koordinator").text)
    assert "telefonnummeret er ikke lagt inn her" in page and "tel:" not in page


def test_the_law_keeps_its_norwegian_name_on_english_pages(client):
    page = main(client.get("/namsos/en/rettigheter/koordinator").text)
    assert re.search(r'<dt lang="nb">pasient- og brukerrettighetsloven', page)


def test_what_the_municipality_says_itself_stands_before_the_law(app, client):
    page = main(client.get("/storby/nn/rettigheter/slik-gar-det").text)
    statement = next(
        s for s in app.extensions["profiles"]["storby"].statements
        if (s.article, s.lang) == ("slik-gar-det", "nn")
    )  # fmt: skip
    assert (
        page.index("I Storby</h2>") < page.index(statement.text) < page.index("Kva lova seier</h2>")
    )


def test_words_in_another_language_than_the_page_are_marked(app, client, monkeypatch):
    """A municipality may have given its own words in one language only."""
    storby = app.extensions["profiles"]["storby"]
    only = replace(storby, statements=tuple(s for s in storby.statements if s.lang == "nn"))
    monkeypatch.setitem(app.extensions["profiles"], "storby", only)
    page = main(client.get("/storby/nb/rettigheter/slik-gar-det?not-from-memory").text)
    assert '<p lang="nn">Får du tenester' in page


@pytest.mark.parametrize(
    ("code", "direction"), [("pl", "ltr"), ("uk", "ltr"), ("ar", "rtl"), ("so", "ltr")]
)
def test_half_a_page_in_other_languages(client, code, direction):
    page = main(client.get(f"/namsos/nn/andre-sprak/{code}").text)
    assert f'lang="{code}" dir="{direction}"' in page
    number = '<bdi dir="ltr"><a class="phone" href="tel:+4774217100">'
    assert page.count(number) == 2, "large at the top, and in the text"
    assert client.get(f"/iveland/nb/andre-sprak/{code}").status_code == 200


# Search


def hits(page: str) -> list[str]:
    return re.findall(r"/rettigheter/([a-z-]+)", main(page))


def test_search_shows_the_right_article_and_keeps_the_words(client):
    page = client.get("/namsos/nb/sok?q=Kordinator").text
    assert "koordinator" in hits(page)[:3]
    assert 'value="Kordinator"' in page and "<title>Søk: Kordinator" in page


def test_nothing_found_says_so_kindly_and_who_to_call(client):
    page = client.get("/namsos/nb/sok?q=xyzzyq").text
    assert hits(page) == []
    assert "Vi fant ikke noe på «xyzzyq»" in page
    assert 'href="tel:+4774217100"' in main(page)
    assert client.get("/iveland/nb/sok?q=xyzzyq").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["", "%20", "%00", "%ED%A0%80", "%FF", "%E2%80%AEabc", "<script>alert(1)</script>", "å" * 3000,
     "%22%3E%3Cb%3E", "koordinator%0A"],
)  # fmt: skip
def test_any_words_give_a_page(client, query):
    page = client.get(f"/namsos/nb/sok?q={query}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text and '"><b>' not in page.text
    assert len(page.text) < 40_000


def test_search_is_the_same_for_everyone_and_sets_no_cookie(client):
    first = client.get("/namsos/nb/sok?q=klage")
    again = client.get("/namsos/nb/sok?q=klage", headers={"Cookie": "skjema=x"})
    assert first.data == again.data and "Set-Cookie" not in first.headers
    same = client.get("/namsos/nb/sok?q=klage", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304


# The guide


def test_the_guide_asks_at_most_six_questions_and_each_may_be_left_open(client):
    page = client.get(GUIDE).text
    assert page.count("<legend") == 6
    assert page.count('value="unsure"') == 6
    assert "csrf" not in page and 'method="post"' in page


@pytest.mark.parametrize("answers", [{}, {"about": "self", "help": "none", "lasting": "no"}])
def test_the_guide_always_answers_with_something_to_ask_for(client, answers):
    page = client.post(GUIDE, data=answers)
    assert page.status_code == 200
    assert '<h1 id="suggestion" tabindex="-1" autofocus>Dette kan du be om</h1>' in page.text
    assert "De gir ikke rett til nye tjenester" in page.text
    assert "/storby/nb/koordinator/ring-meg" in links(page.text)
    assert 'href="tel:+4700000010"' in main(page.text)
    assert "Endre svarene</h2>" in page.text


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"about": "child"}, "kan dere be om en barnekoordinator"),
        ({"about": "other"}, "Ingen plan blir laget uten at personen sier ja"),
        ({"help": "none"}, "Du kan spørre selv om ingen hjelper i dag"),
        ({"help": "several"}, "Spør der du får hjelp i dag"),
        ({"nav": "qualification"}, "har rett til en individuell plan. Spør veilederen"),
        ({"nav": "other", "help": "none"}, "ikke til koordinator uten plan"),
        ({"wish": "person"}, "Du kan få koordinator uten plan"),
        ({"topics": ["mental-health", "school"]}, "Gjelder det psykisk helse, kan du gå rett hit"),
    ],
)
def test_each_way_in_has_its_own_words(client, answers, words):
    empty = main(client.post(GUIDE, data={"help": "unsure"}).text)
    assert words in main(client.post(GUIDE, data=answers).text)
    assert words not in empty or words == "Spør der du får hjelp i dag"


def test_a_city_with_its_own_way_in_for_mental_health_shows_its_number(client):
    answers = {"topics": ["mental-health"]}
    assert 'href="tel:+4700000014"' in client.post(GUIDE, data=answers).text
    assert "kan du gå rett hit" not in client.post("/namsos/nb/veiviser", data=answers).text


def test_where_you_already_get_help_shows_when_the_municipality_says_so(client):
    assert "Spør der du får hjelp i dag" in client.post(GUIDE).text
    assert "Spør der du får hjelp i dag" not in client.post("/namsos/nb/veiviser").text


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("about", "dog"),
        ("help", "none\x00"),
        ("topics", "dog"),
        ("wish", "x" * 5000),
        ("nav", "\u202eno"),
    ],
)
def test_an_unknown_code_is_refused_and_the_other_answers_are_kept(client, field, code):
    answers = {"about": "child", "lasting": "yes", "topics": ["school"]} | {field: code}
    page = client.post(GUIDE, data=answers)
    assert page.status_code == 422
    assert "<title>Feil: " in page.text and f'href="#{field}"' in page.text
    assert re.search(r'name="lasting" value="yes" checked', page.text)
    assert "x" * 100 not in page.text


@pytest.mark.parametrize("path", [GUIDE, "/namsos/nn/veiviser"])
def test_the_guide_reads_and_sets_no_cookie_and_is_not_kept(client, path):
    for answer in (client.get(path), client.post(path, data={"about": "child"})):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"] == "no-store"


def test_answers_never_stand_in_an_address(client):
    page = client.post(GUIDE, data={"about": "child", "topics": ["mental-health"]}).text
    assert not [link for link in links(page) if "?" in link or "child" in link or "mental" in link]
    ignored = client.get(f"{GUIDE}?about=child").text
    assert "checked" not in main(ignored)


def test_another_language_keeps_the_answers_and_the_result(client):
    answers = {"about": "child", "topics": ["school"]}
    typed = client.post("/storby/nn/veiviser", data={**answers, "result": "", "show": "nn"})
    assert typed.status_code == 200 and typed.text.count("checked") == 2
    assert 'id="suggestion"' not in typed.text
    shown = client.post("/storby/nn/veiviser", data={**answers, "result": "1", "show": "nn"})
    assert 'id="suggestion"' in shown.text and shown.text.count("checked") == 2


def test_another_language_never_shows_errors_nobody_asked_for(client):
    page = client.post("/storby/nn/veiviser", data={"about": "dog", "result": "1", "show": "nn"})
    assert page.status_code == 200 and "error-summary" not in page.text
