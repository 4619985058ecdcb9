"""What the messages say: how many, where to log in, whom to call; never anything about a person."""

import dataclasses
import re

import pytest
from flask import Flask

from portal.config import ROOT
from portal.deliver import NotDelivered, words_to_citizen
from portal.deliver.words import TEMPLATES, Words, words_for
from tests.deliver.conftest import NAMSOS, VIK, message


def said(house: Flask, **changes: object) -> Words:
    with house.app_context():
        return words_for(message(**changes), house)


def test_one_new_request_is_told_with_the_way_to_the_desk(house: Flask) -> None:
    words = said(house)
    assert words.subject == "Én ny henvendelse venter"
    assert "Det er kommet én ny henvendelse. Logg inn for å se:" in words.body
    assert "http://127.0.0.1:8000/namsos/nb/ansatt" in words.body.splitlines()


def test_several_are_told_as_one_message_with_their_number(house: Flask) -> None:
    words = said(house, coalesced=3)
    assert words.subject == "3 nye henvendelser venter"
    assert "Det er kommet 3 nye henvendelser. Logg inn for å se:" in words.body


def test_the_desk_has_no_english(house: Flask) -> None:
    assert "/namsos/nb/ansatt" in said(house, language="en").body
    assert "/vik/nn/ansatt" in said(house, municipality=VIK, language="nn").body


def test_the_citizen_is_told_whom_to_call(house: Flask) -> None:
    words = said(house, channel="sms", template="case-answered")
    assert words.subject == ""
    assert words.body == "Du har fått svar fra Namsos kommune. Ring 74 21 71 00 om du lurer på noe."


def test_a_district_gives_its_own_number(house: Flask) -> None:
    storby = house.extensions["profiles"]["storby"]
    district = storby.units[storby.districts[0].unit]
    asked = message(
        municipality="9902", channel="sms", template="case-answered", unit=district.code
    )
    with house.app_context():
        body = words_for(asked, house).body
    assert district.phone in body
    assert storby.unit.phone not in body


def test_without_a_phone_number_no_number_is_made_up(house: Flask) -> None:
    words = said(house, channel="sms", template="case-answered", municipality=VIK)
    assert words.body == "Du har fått svar fra Vik kommune."


# What may go as a text message: everything to a citizen.
CITIZEN = list(words_to_citizen.TEMPLATES)


@pytest.mark.parametrize("template", CITIZEN)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_text_message_is_one_text_message_in_every_municipality(
    house: Flask, template: str, language: str
) -> None:
    """160 signs of the GSM alphabet; one sign outside it would cut the room to 70."""
    gsm = set("abcdefghijklmnopqrstuvwxyzæøåéABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789 .,-:/")
    for profile in house.extensions["profiles"].values():
        for coalesced in (1, 12):
            changes = {"municipality": profile.number, "language": language}
            words = said(house, channel="sms", template=template, coalesced=coalesced, **changes)
            assert words.subject == ""
            assert len(words.body) <= 160
            assert set(words.body) <= gsm


@pytest.mark.parametrize(
    ("template", "coalesced", "expected"),
    [
        ("case-news", 1, "Du har én ny beskjed fra Namsos kommune."),
        ("case-news", 3, "Du har 3 nye beskjeder fra Namsos kommune."),
        ("case-news-again", 1, "Du har én beskjed fra Namsos kommune som du ikke har åpnet."),
        ("case-news-again", 2, "Du har 2 beskjeder fra Namsos kommune som du ikke har åpnet."),
        ("case-asked-about-you", 1, "Namsos kommune vil gjerne ha kontakt med deg."),
    ],
)
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_citizen_is_told_where_to_read_and_whom_to_call_instead(
    house: Flask, channel: str, template: str, coalesced: int, expected: str
) -> None:
    words = said(house, channel=channel, template=template, coalesced=coalesced)
    assert words.body.startswith(expected)
    assert "http://127.0.0.1:8000/namsos/nb/saker" in words.body
    assert "Du kan også ringe 74 21 71 00." in words.body
    assert bool(words.subject) is (channel == "email")
    assert ("Du kan ikke svare på denne e-posten." in words.body) is (channel == "email")


@pytest.mark.parametrize("template", ["plan-news", "plan-news-again"])
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_news_in_a_plan_say_the_same_and_lead_to_it(
    house: Flask, channel: str, template: str
) -> None:
    about_plan = said(house, channel=channel, template=template)
    about_case = said(house, channel=channel, template=template.replace("plan", "case"))
    assert about_plan.subject == about_case.subject
    assert about_plan.body == about_case.body.replace("/namsos/nb/saker", "/namsos/nb/plan")


@pytest.mark.parametrize("template", ["case-news", "case-news-again", "case-asked-about-you"])
def test_without_a_phone_number_there_is_only_the_way_to_log_in(
    house: Flask, template: str
) -> None:
    words = said(house, channel="sms", template=template, municipality=VIK, language="nn")
    assert words.body.endswith("/vik/nn/saker")


def test_a_unit_without_a_number_gives_the_coordinating_unit_s(house: Flask) -> None:
    storby = house.extensions["profiles"]["storby"]
    district = storby.units[storby.districts[0].unit]
    silent = dataclasses.replace(district, phone=None)
    house.extensions["profiles"]["storby"] = dataclasses.replace(
        storby, units=storby.units | {district.code: silent}
    )
    words = said(house, template="case-news", municipality="9902", unit=district.code)
    assert f"Du kan også ringe {storby.unit.phone}." in words.body


@pytest.mark.parametrize(
    ("template", "one", "several"),
    [
        ("desk-new", "Én ny henvendelse venter", "4 nye henvendelser venter"),
        ("desk-due", "Én sak må få svar innen en uke", "4 saker må få svar innen en uke"),
        ("desk-overdue", "Fristen er ute i én sak", "Fristen er ute i 4 saker"),
        ("desk-reminded", "Én påminnelse om en sak", "4 påminnelser om saker"),
        ("desk-message", "Én ny melding i en sak", "4 nye meldinger i saker"),
        ("desk-plan-message", "Én ny melding venter", "4 nye meldinger venter"),
        ("desk-not-opened", "Én henvendelse er ikke åpnet", "4 henvendelser er ikke åpnet"),
        (
            "desk-opening-unseen",
            "Én ting venter på at en leder ser over",
            "4 ting venter på at en leder ser over",
        ),
        ("desk-test", "Prøvemelding: si fra at den kom fram", None),
        ("desk-test-unpressed", "Ingen har sagt fra om prøvemeldingen", None),
    ],
)
def test_a_unit_is_told_how_many_and_where_to_log_in(
    house: Flask, template: str, one: str, several: str | None
) -> None:
    for coalesced, expected in ((1, one), (4, several or one)):
        words = said(house, template=template, coalesced=coalesced)
        assert words.subject == expected
        assert "http://127.0.0.1:8000/namsos/nb/ansatt" in words.body.splitlines()
        assert "Av hensyn til personvernet står det ikke mer her." in words.body


def test_the_fallback_receiver_is_told_which_unit_has_not_opened(house: Flask) -> None:
    storby = house.extensions["profiles"]["storby"]
    district = storby.units[storby.districts[0].unit]
    where = {"municipality": "9902", "template": "desk-not-opened"}
    assert f"Enheten er: {district.name['nb']}." in said(house, unit=district.code, **where).body
    assert f"Enheten er: {storby.unit.name['nb']}." in said(house, **where).body


def test_every_message_that_is_laid_out_has_its_words() -> None:
    """The codes as they stand in the source of those who lay messages out."""
    laid_out = {
        code
        for file in (ROOT / "portal" / "store").glob("*.py")
        for code in re.findall(r'"((?:desk|case)-[a-z-]+)"', file.read_text())
    }
    assert len(laid_out) > 5
    assert laid_out <= set(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_message_says_more_than_its_template(house: Flask, template: str, language: str) -> None:
    """The case, the receiver and the message's own ids never reach the text."""
    canaries = {
        "recipient": "kanarifugl@example.no",
        "case_reference": "KANA-RIFU-GLEN",
        "person": "9" * 32,
    }
    for channel in ("email", "sms"):
        words = said(house, channel=channel, template=template, language=language, **canaries)
        for told in (words.subject, words.body):
            assert "kanari" not in told.casefold()
            assert "KANA" not in told
            assert message().id not in told
            assert "9" * 32 not in told


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_message_says_what_it_is_about(house: Flask, template: str) -> None:
    """Who looks over a shoulder learns that the municipality has written, and nothing else."""
    about = ("koordinator", "plan", "helse", "omsorg", "barn", "vedtak", "avslag", "klage", "hjelp")
    words = said(house, template=template)
    # The address ends in the product's own name, which the sender has too.
    told = re.sub(
        r"http://127.0.0.1:8000/namsos/nb(/plan$|/pa-vegne-av$|/innsyn/mine-henvendelser$)?",
        "",
        words.body,
        flags=re.MULTILINE,
    )
    named = re.sub(r"Enheten er: .*", "", told)
    spoken = re.findall(r"\w+", f"{words.subject} {named}".casefold())
    assert [word for word in spoken if any(word.startswith(start) for start in about)] == []


def test_an_unknown_template_or_municipality_is_not_guessed(house: Flask) -> None:
    for changes in ({"template": "greeting"}, {"municipality": "0000"}):
        with pytest.raises(NotDelivered) as refusal:
            said(house, **changes)
        assert refusal.value.reason == "no-words"


def test_a_hostile_name_cannot_become_a_header(house: Flask) -> None:
    profiles = house.extensions["profiles"]
    profiles["namsos"] = dataclasses.replace(
        profiles["namsos"], name="Namsos\r\nBcc: alle@namsos.example"
    )
    assert "Namsos" not in said(house, municipality=NAMSOS).subject
