"""Whatever is typed or asked for: an answer of ours, never a 500, and no canary unescaped."""

import itertools
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.app import create_app
from tests.checking_client import CheckingClient
from tests.conftest import EVERYTHING, Clock, settings_for
from tests.pages import complaint_walk
from tests.pages.citizens import Town
from tests.pages.complaint_walk import ComplaintWalker
from tests.pages.desk_room import Room
from tests.pages.request_walk import ABOUT_ANOTHER, AS_SERVICE, SHORTEST, Walker

# A few more each time, never the same: what is found prints how to meet it again.
MANY = 2_000 if EVERYTHING else 15
FUZZ = settings(
    max_examples=MANY,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
CANARY = "<i>kanari</i>"
HOSTILE = [
    CANARY,
    "{{7*7}}",
    "{% raw %}",
    "'; DROP TABLE cases; --",
    '"><script>alert(1)</script>',
    "../../etc/passwd",
    "=cmd()",
    "%0d%0aSet-Cookie: x=1",
    "\u202eabc",
    "a\u0300" * 40,
    "\u0000",
    "🙂" * 60,
    "ﷺ" * 60,
]
REQUESTS = itertools.count(400)
typed = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=300))
NAMES = ["about", "name", "phone", "when", "spoken", "which_language", "postcode", "entry", "key"]
GUIDE = [
    "question", "wrong", "trouble", "data", "by", "matter", "who", "kin", "answer", "told_on", "back", "show",
]  # fmt: skip
LETTER = ["about", "decision", "happened", "wanted", "facts", "why_late", "name", "address", "phone"]  # fmt: skip
FORMS = {
    "/storby/nb/koordinator/ring-meg": NAMES,
    "/namsos/en/koordinator/ring-meg": NAMES,
    "/vik/nn/veiviser": NAMES,
    "/namsos/nn/noe-er-galt": GUIDE,
    "/storby/en/noe-er-galt/brev": [*LETTER, "wrong", "told_on", "edit", "show"],
}

REQUEST = {
    "hvem": ([], ["whom", "wants"]),
    "personens-onske": (ABOUT_ANOTHER[:1], ["age", "knows"]),
    "personen": (
        ABOUT_ANOTHER[:2],
        ["about_name", "about_phone", "about_address", "about_number", "relation"],
    ),
    "tjenesten": (
        AS_SERVICE[:3],
        ["service", "workplace", "agreed_name", "agreed_phone", "agreed_from"],
    ),
    "deg": (SHORTEST[:1], ["name", "reach", "phone", "email", "address", "postcode"]),
    "egne-ord": (SHORTEST, ["own_words"]),
    "onske": (SHORTEST, ["wished_coordinator"]),
    "i-dag": (SHORTEST, ["help_today"]),
    "hjelp-fra": (SHORTEST, ["helpers"]),
    "tolk": (SHORTEST, ["interpreter", "spoken"]),
    "se-over": (SHORTEST, ["version"]),
}
SAID = complaint_walk.SHORTEST
COMPLAINT = {
    "gjelder": ([], ["concerns", "about_case"]),
    "deg": (SAID[:1], ["name", "phone", "calls", "about_name"]),
    "hva-skjedde": (SAID, ["happened"]),
    "hva-du-vil": (SAID, ["wanted"]),
    "svaret": (SAID, ["decision"]),
    "mer-a-vite": (SAID, ["facts"]),
    "se-over": (SAID, ["version"]),
}
JOURNEYS = [
    (walker, step, *pages)
    for walker, journey in ((Walker, REQUEST), (ComplaintWalker, COMPLAINT))
    for step, pages in journey.items()
]


@pytest.fixture(scope="module")
def app(tmp_path_factory, migrated_database):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    app = create_app(settings_for(folder), Clock())
    app.test_client_class = CheckingClient
    yield app
    app.extensions["database"].dispose()


@pytest.fixture(scope="module")
def client(app):
    return app.test_client()


def token(client, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', client.get(path).text)
    return found[1] if found else ""


@pytest.mark.parametrize(("path", "names"), FORMS.items(), ids=FORMS)
def test_no_form_falls_over_whatever_is_typed(client, path, names):
    kept = token(client, path)

    @FUZZ
    @given(st.dictionaries(st.sampled_from(names), typed), st.booleans())
    def post(answers, with_token):
        data = answers | ({"csrf_token": kept} if with_token else {})
        answer = client.post(path, data=data)
        assert answer.status_code in {200, 303, 422, 429}
        assert CANARY not in answer.text
        assert "49" not in re.findall(r'value="(49)"', answer.text)

    post()


@FUZZ
@given(said=st.dictionaries(st.sampled_from(LETTER), typed), about=typed)
def test_no_letter_falls_over_whatever_is_typed(client, said, about):
    """A file, or the page when a sign cannot be printed or something must be typed anew."""
    answer = client.post("/namsos/nb/noe-er-galt/brev.pdf", data={**said, "about": about})
    assert answer.status_code in {200, 422}
    if answer.mimetype == "application/pdf":
        assert answer.data.startswith(b"%PDF-")
    else:
        assert CANARY not in answer.text


@pytest.mark.parametrize(("journey", "step", "before", "names"), JOURNEYS)
def test_no_page_of_a_journey_falls_over_whatever_is_typed(app, journey, step, before, names):
    walker = journey(app, "storby")
    walker.walk(before)
    secrets = walker.open(step)

    @FUZZ
    @given(
        st.dictionaries(st.sampled_from(names), typed),
        st.sampled_from([{}, {"show": "en"}, {"csrf_token": CANARY}, {"key": CANARY}]),
        st.sampled_from([{}, {"whose": CANARY}, {"whose": ""}]),
    )
    def post(answers, bent, whose):
        answer = walker.post(step, {**secrets, **answers, **bent, **whose})
        assert answer.status_code in {200, 303, 409, 422}
        assert CANARY not in answer.text
        assert walker.get(step).status_code in {200, 303}

    post()


@pytest.mark.parametrize(("path", "name"), [("skriv", "text"), ("bekreft", "answer")])
def test_no_form_of_an_own_case_falls_over_whatever_is_typed(app, path, name):
    town = Town.of(app)
    address = f"/storby/nb/saker/{town.ask(whom='other')}/{path}"
    browser, kept = town.browsers["reader"], token(town.browsers["reader"], address)

    @FUZZ
    @given(typed, typed, st.booleans())
    def post(answer, key, with_token):
        data = {name: answer, "key": key} | ({"csrf_token": kept} if with_token else {})
        shown = browser.post(address, data=data)
        assert shown.status_code in {200, 303, 422}
        assert CANARY not in shown.text

    post()


def complained(walker: ComplaintWalker) -> str:
    """Somebody has sent a complaint. Gives its reference."""
    walker.walk(SAID)
    assert walker.send().status_code == 303
    return walker.cases()[0].reference


@pytest.mark.parametrize(("path", "name"), [("legg-til", "text"), ("trekk", "key")])
def test_no_form_of_an_own_complaint_falls_over_whatever_is_typed(app, path, name):
    walker = ComplaintWalker(app, "storby")
    address = f"/storby/nb/saker/{complained(walker)}/klagen/{path}"
    kept = token(walker.client, address)

    @FUZZ
    @given(typed, typed, st.booleans())
    def post(answer, key, with_token):
        data = {"key": key, name: answer} | ({"csrf_token": kept} if with_token else {})
        shown = walker.client.post(address, data=data)
        assert shown.status_code in {200, 303, 422}
        assert CANARY not in shown.text

    post()


@pytest.mark.parametrize("codes", [{}, {"wrong": "refused", "by": "municipal-health"}])
def test_no_answer_carried_from_the_guide_falls_over(app, client, codes):
    walker = ComplaintWalker(app, "storby")

    @FUZZ
    @given(st.dictionaries(st.sampled_from(GUIDE), typed), st.booleans())
    def post(said, logged_in):
        answer = walker.guide(None if logged_in else client, **{**codes, **said})
        assert answer.status_code == 303
        assert CANARY not in answer.location

    post()


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/fravaer", ["person", "first", "last", "cover", "key"]),
        ("/sak/{reference}/gi-videre", ["to", "key"]),
        ("/sak/{reference}/melding", ["text", "key"]),
        (
            "/ny-klage",
            [
                "channel", "on", "concerns", "name", "who", "about_name", "shown", "phone", "address", "spoken",
                "about", "office", "path", "unit", "key",
            ],
        ),
        ("/sak/{complaint}/klage/star-fast", ["text", "seen_due", "edit", "show", "key"]),
        ("/sak/{complaint}/klage/sendt-videre", ["text", "way", "seen_due", "show", "key"]),
        ("/sak/{complaint}/klage/kontor", ["unit", "key"]),
        ("/sak/{complaint}/klage/hvem", ["decision", "number", "text", "key"]),
    ],
)  # fmt: skip
def test_no_form_at_the_desk_falls_over_whatever_is_typed(app, path, names):
    room = Room.of(app)
    things = {"reference": room.send(next(REQUESTS))}
    if "complaint" in path:
        things["complaint"] = complained(ComplaintWalker(app, "storby"))
    address = "/storby/nb/ansatt" + path.format(**things)
    browser = room.staff["lead"]
    kept = token(browser, address)

    @FUZZ
    @given(st.dictionaries(st.sampled_from(names), typed), st.booleans())
    def post(answers, with_token):
        data = answers | ({"csrf_token": kept} if with_token else {})
        answer = browser.post(address, data=data)
        assert answer.status_code in {200, 303, 422}
        assert CANARY not in answer.text

    post()


@FUZZ
@given(words=typed)
def test_search_answers_whatever_is_asked(client, words):
    answer = client.get("/namsos/nb/sok", query_string={"q": words})
    assert answer.status_code == 200
    assert CANARY not in answer.text


@FUZZ
@given(rest=typed, method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"]))
def test_no_address_falls_over(client, rest, method):
    answer = client.open("/namsos/nb/" + rest.replace("?", "").replace("#", ""), method=method)
    assert answer.status_code < 500
    assert CANARY not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000@evil.example", "", "a" * 300])
def test_no_answer_repeats_a_forged_host(client, host):
    answer = client.get("/vik/", headers={"Host": host, "X-Forwarded-Host": "evil.example"})
    assert answer.status_code < 500
    assert "evil.example" not in answer.headers.get("Location", "")
    assert "evil.example" not in answer.text
