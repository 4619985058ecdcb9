"""What the messages say: how many, where to log in, whom to call; never anything about a person."""

import dataclasses

import pytest
from flask import Flask

from portal.deliver import NotDelivered
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


def test_a_text_message_is_one_text_message_in_every_municipality(house: Flask) -> None:
    """160 signs of the GSM alphabet; one sign outside it would cut the room to 70."""
    gsm = set("abcdefghijklmnopqrstuvwxyzæøåéABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789 .,-:")
    for profile in house.extensions["profiles"].values():
        for language in ("nb", "nn", "en"):
            body = said(
                house,
                channel="sms",
                template="case-answered",
                municipality=profile.number,
                language=language,
            ).body
            assert len(body) <= 160
            assert set(body) <= gsm


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_message_says_more_than_its_template(house: Flask, template: str, language: str) -> None:
    """The case, the receiver and the message's own ids never reach the text."""
    canaries = {"recipient": "kanarifugl@example.no", "case_reference": "KANA-RIFU-GLEN"}
    words = said(house, template=template, language=language, **canaries)
    for told in (words.subject, words.body):
        assert "kanari" not in told.casefold()
        assert "KANA" not in told
        assert message().id not in told


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
