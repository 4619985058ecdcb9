"""What one who is asked about a measure gets: a link in one message, its code in another, and nothing about anybody."""

import dataclasses
import re

import pytest
from flask import Flask

from portal.deliver import mailbox
from portal.deliver.words import Words, words_for
from portal.store.plan_link_held import code_of, token_of
from portal.worker import work_once
from tests.conftest import NOW
from tests.databases import KEYRING
from tests.deliver.conftest import VIK, at_work, message, put, states  # noqa: F401 - a fixture
from tests.smtp_double import MailServer

GSM = set("abcdefghijklmnopqrstuvwxyzæøåéABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789 .,-:/")
LINK, CODE = "measure-asked", "measure-code"


def said(house: Flask, template: str, **changes: object) -> Words:
    with house.app_context():
        return words_for(message(template=template, **changes), house)


def test_the_e_mail_holds_the_link_that_its_own_id_leads_to(house: Flask) -> None:
    token = token_of(KEYRING, message().id)
    words = said(house, LINK)
    assert words.subject == "Namsos kommune ber om et svar"
    assert f"Svar her: http://127.0.0.1:8000/namsos/nb/svar/{token}" in words.body.splitlines()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)


def test_the_e_mail_does_not_hold_the_code_and_the_text_message_not_the_link(house: Flask) -> None:
    code = code_of(KEYRING, message().id)
    assert code not in said(house, LINK).body
    text = said(house, CODE, channel="sms").body
    assert text.startswith(f"Koden fra Namsos kommune er {code}.")
    assert "http" not in text


def test_two_messages_have_two_secrets(house: Flask) -> None:
    for template in (LINK, CODE):
        assert said(house, template).body != said(house, template, id="b2" * 16).body


def test_who_doubts_is_told_whom_to_call(house: Flask) -> None:
    assert "Ring 74 21 71 00." in said(house, LINK).body


def test_without_a_phone_number_no_number_is_made_up(house: Flask) -> None:
    assert "Ring" not in said(house, LINK, municipality=VIK, language="nn").body


def test_the_unit_that_asks_is_named_and_gives_its_own_number(house: Flask) -> None:
    storby = house.extensions["profiles"]["storby"]
    district = storby.units[storby.districts[0].unit]
    body = said(house, LINK, municipality="9902", unit=district.code).body
    assert body.startswith(f"{district.name['nb']} i Storby")
    assert district.phone in body


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_code_is_one_text_message_in_every_municipality(house: Flask, language: str) -> None:
    for profile in house.extensions["profiles"].values():
        words = said(house, CODE, channel="sms", municipality=profile.number, language=language)
        assert words.subject == ""
        assert len(words.body) <= 160
        assert set(words.body) <= GSM


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_neither_says_whom_or_what_it_is_about(house: Flask, language: str) -> None:
    about = ("koordinator", "individuell", "helse", "omsorg", "barn", "tiltak", "measure", "health")
    for template in (LINK, CODE):
        words = said(house, template, language=language, recipient="kanari@nav.example")
        told = re.sub(r"http\S+", "", f"{words.subject} {words.body}").casefold()
        assert "kanari" not in told
        assert not any(word in told for word in about)


def test_a_demo_s_mailbox_says_that_it_is_to_one_who_was_asked(house: Flask, tmp_path) -> None:
    for template, channel in ((LINK, "email"), (CODE, "sms")):
        asked = message(template=template, channel=channel, id=template.ljust(32, "0"))
        mailbox.keep(asked, said(house, template), tmp_path, NOW)
        kept = mailbox.find(tmp_path, asked.id)
        assert (kept.to_participant, kept.to_citizen, kept.channel) == (True, False, channel)


def test_the_worker_sends_the_link_and_leaves_the_code_to_a_call(
    at_work: Flask,  # noqa: F811 - the fixture itself
    post: MailServer,
) -> None:
    """No gateway for text messages is connected: the desk is told that the code has not gone."""
    link = put(at_work, template=LINK, recipient="kanari@nav.example")
    put(at_work, template=CODE, channel="sms", recipient="+4799000123")
    work_once(at_work)
    assert sorted(states(at_work)) == [("desk", "no-channel"), ("sent", None)]
    (letter,) = post.letters
    assert token_of(KEYRING, link) in letter.get_content().replace("=\n", "")


def test_a_municipality_s_name_cannot_become_a_header(house: Flask) -> None:
    profiles = house.extensions["profiles"]
    hostile = dataclasses.replace(profiles["namsos"], name="Namsos\r\nBcc: alle@namsos.example")
    profiles["namsos"] = hostile
    with house.app_context():
        subject = words_for(message(template=LINK), house).subject
    assert "\n" not in " ".join(subject.split())
