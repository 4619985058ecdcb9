"""The letter without login: made from what is typed, handed over, and forgotten."""

import re

import pytest
from sqlalchemy import text

from tests.tagged_pdf import text_of

FORM = "/namsos/nb/noe-er-galt/brev"
REFUSED = {
    "wrong": "refused", "by": "municipal-health", "matter": "plan", "who": "self",
    "answer": "dated", "told_on": "10.11.2026",
}  # fmt: skip
TYPED = {
    **REFUSED,
    "about": "Jeg fikk nei til plan.",
    "decision": "Brev 2026/123",
    "happened": "Først ringte jeg.\r\n\r\nSå kom svaret.",
    "wanted": "En plan.",
    "facts": "Legen min vet det.",
    "name": "Kari Testesen",
    "address": "Storgata 1, 7800 Namsos",
    "phone": "74 21 71 00",
}
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
SHEET = re.compile(r'<article class="sheet">.*?</article>', re.DOTALL)


def main(page: str) -> str:
    return MAIN.search(page)[0]


def sheet(page: str) -> str:
    """The letter itself, without the fields that carry what was typed."""
    return SHEET.search(page)[0]


def rows(app) -> dict[str, int]:
    """How many rows each table has."""
    with app.extensions["database"].transaction() as db:
        names = db.execute(text("select name from sqlite_master where type = 'table'")).scalars()
        return {name: db.execute(text(f"select count(*) from {name}")).scalar() for name in names}


def test_the_finished_letter_holds_the_address_and_every_word(client):
    page = client.post(FORM, data=TYPED)
    assert page.status_code == 200
    assert "Brevet er klart</h1>" in page.text
    assert "er det nok at det er postet" in page.text and "Ta vare på en kopi." in page.text
    shown = sheet(page.text)
    for words in (
        "Klage</h2>", "Jeg klager på svaret som kom 10. november 2026.",
        "Brukerkontoret<br>Namsos kommune<br>Postboks 333 Sentrum<br>7801 Namsos",
        "Jeg fikk nei til plan.", "Brev 2026/123", "Først ringte jeg.</p>", "Så kom svaret.</p>",
        "En plan.", "Legen min vet det.", "Kari Testesen", "Storgata 1, 7800 Namsos", "74 21 71 00",
        "Underskrift:", "Vedlegg:",
    ):  # fmt: skip
        assert words in shown, words


def test_the_guides_answers_alone_open_the_form_without_a_fault(client):
    page = client.post(FORM, data=REFUSED)
    assert page.status_code == 200
    assert "Skriv et brev</h1>" in page.text and "error-summary" not in page.text
    for name, value in REFUSED.items():
        assert re.search(f'type="hidden" id="{name}" name="{name}" value="{value}"', page.text), (
            name
        )
    assert page.text.count("Bare du. Vi lagrer ikke noe.") == 4
    assert 'name="decision"' in page.text and 'name="why_late"' not in page.text


def test_it_asks_only_what_the_letter_has_room_for(client):
    change = client.post(FORM, data={"wrong": "coordinator", "trouble": "wants-other"}).text
    assert 'name="decision"' not in change
    late = client.post(FORM, data={**REFUSED, "told_on": "10.03.2026"}).text
    assert "Hvorfor kommer det nå?" in late


def test_the_same_as_a_file_with_no_personal_word_in_its_name(client):
    answer = client.post(f"{FORM}.pdf", data=TYPED)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="brev.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    for words in ("Kari Testesen", "Brev 2026/123", "Så kom svaret.", "Ikke send dette arket."):
        assert words in text_of(answer.data), words


def test_signs_no_font_has_stand_on_the_page_and_the_file_says_why_not(client):
    page = client.post(f"{FORM}.pdf", data={**TYPED, "happened": "Hei 😀"})
    assert page.mimetype == "text/html"
    assert "Skriv ut denne siden i stedet." in page.text and "Hei 😀" in sheet(page.text)
    assert "Last ned som PDF" not in page.text


def test_nothing_is_stored_and_nobody_gets_a_cookie(app, client):
    before = rows(app)
    for address in (FORM, f"{FORM}.pdf"):
        answer = client.post(address, data=TYPED)
        assert "Set-Cookie" not in answer.headers and answer.status_code == 200
    assert client.get(FORM).status_code == 200
    assert rows(app) == before


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("about", "", "Skriv hva det handler om."),
        ("about", "  ", "Skriv hva det handler om."),
        ("happened", "a" * 5001, "Skriv kortere: høyst 5000 tegn."),
        ("happened", "a\x00b", "Vi kan ikke lese tegnet"),
        ("name", "Kari \u202egnoM", "Vi kan ikke lese tegnet"),
        ("phone", "ring meg", "Skriv et telefonnummer med 8 siffer"),
    ],
)
@pytest.mark.parametrize("address", [FORM, f"{FORM}.pdf"])
def test_what_cannot_be_used_is_said_and_everything_is_kept(client, address, field, value, message):
    page = client.post(address, data={**TYPED, field: value})
    assert page.status_code == 422
    assert message in page.text and f'href="#{field}"' in page.text
    assert "<title>Feil: Skriv et brev" in page.text
    kept = "Legen min vet det." in page.text and 'value="10.11.2026"' in page.text
    assert kept


def test_change_and_another_language_keep_what_is_typed(client):
    again = client.post(FORM, data={**TYPED, "result": "1", "edit": "y"})
    assert again.status_code == 200 and "Legen min vet det.</textarea>" in again.text
    half = client.post(FORM, data={**TYPED, "about": "", "show": "nb"})
    assert half.status_code == 200 and "Legen min vet det.</textarea>" in half.text
    assert "error-summary" not in half.text
    finished = client.post(
        "/namsos/nn/noe-er-galt/brev", data={**TYPED, "result": "1", "show": "nn"}
    )
    assert finished.status_code == 200 and "Legen min vet det." in sheet(finished.text)


def test_codes_of_nobody_lead_to_the_municipality(client):
    page = client.post(FORM, data={"wrong": "<script>", "told_on": "99.99.9999", "about": "Noe."})
    assert page.status_code == 200
    assert "Er dette feil sted, ber jeg dere sende det videre." in page.text
    assert "&lt;script&gt;" not in page.text and 'value="99.99.9999"' not in page.text


def test_an_office_without_an_address_here_gets_a_line_and_a_way_round(client):
    page = main(
        client.post(FORM, data={"by": "hospital", "wrong": "refused", "about": "Nei."}).text
    )
    assert "Sykehuset</p>" in page
    assert "Vi har ikke adressen her. Finn den i brevet du fikk, eller ring oss." in page
    assert "Postboks 333 Sentrum, 7801 Namsos" in page


@pytest.mark.parametrize("slug", ["iveland", "vik", "storby", "fjordvik"])
def test_each_municipality_gets_a_letter_in_each_language(client, slug):
    for language in ("nb", "nn", "en"):
        page = client.post(f"/{slug}/{language}/noe-er-galt/brev", data={"about": "Čáhci"})
        assert page.status_code == 200 and "Čáhci" in sheet(page.text)
