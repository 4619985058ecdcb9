"""Which way a message goes to a citizen. Expected ways are read off eforvaltningsforskriften §§ 8, 9 and 32."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.contact import Contact, Stated, Status, Way, is_fresh, way_to_tell

TODAY = date(2026, 11, 21)
FRESH, STALE = date(2026, 3, 1), date(2025, 5, 20)
MAIL, PHONE = "kari@example.no", "+4700000001"
REGISTERED = Contact(
    reserved=False,
    status=Status.ACTIVE,
    can_be_notified=True,
    email="register@example.no",
    email_confirmed_on=FRESH,
    mobile="+4700000002",
    mobile_confirmed_on=FRESH,
    language="nn",
)
BY_MAIL = Stated("email", MAIL, "nb")
BY_SMS = Stated("sms", PHONE, "nb")
EMAIL_ONLY = frozenset({"email"})


@pytest.mark.parametrize(
    ("confirmed_on", "today", "fresh"),
    [
        (date(2025, 5, 21), date(2026, 11, 21), True),
        (date(2025, 5, 20), date(2026, 11, 21), False),
        (date(2025, 8, 31), date(2027, 2, 28), True),
        (date(2025, 8, 31), date(2027, 3, 1), False),
        (date(2026, 11, 22), date(2026, 11, 21), True),
        (date(9999, 12, 31), date(2026, 11, 21), True),
        (None, date(2026, 11, 21), False),
    ],
)
def test_an_address_is_used_for_eighteen_months(confirmed_on, today, fresh):
    assert is_fresh(confirmed_on, today) is fresh


@pytest.mark.parametrize(
    ("contact", "stated", "expected"),
    [
        # The register first, in the channel the person asked for.
        (REGISTERED, BY_MAIL, ("email", "register@example.no")),
        (REGISTERED, BY_SMS, ("sms", "+4700000002")),
        # Each channel has its own date.
        (replace(REGISTERED, email_confirmed_on=STALE), BY_MAIL, ("sms", "+4700000002")),
        (replace(REGISTERED, mobile_confirmed_on=STALE), BY_SMS, ("email", "register@example.no")),
        (replace(REGISTERED, email_confirmed_on=None), BY_MAIL, ("sms", "+4700000002")),
        (replace(REGISTERED, email=None), BY_MAIL, ("sms", "+4700000002")),
        # Nothing of the register's may be used: what the person said.
        (
            replace(REGISTERED, email_confirmed_on=STALE, mobile_confirmed_on=STALE),
            BY_MAIL,
            ("email", MAIL),
        ),
        (replace(REGISTERED, can_be_notified=False), BY_MAIL, ("email", MAIL)),
        (replace(REGISTERED, status=Status.DELETED), BY_SMS, ("sms", PHONE)),
        (replace(REGISTERED, status=Status.NOT_REGISTERED), BY_MAIL, ("email", MAIL)),
        # No register in this house.
        (None, BY_MAIL, ("email", MAIL)),
        (None, BY_SMS, ("sms", PHONE)),
        # Nobody has said anything, but the register knows.
        (REGISTERED, Stated("email"), ("email", "register@example.no")),
    ],
)
def test_a_message_goes_to_the_register_s_address_else_to_the_stated_one(contact, stated, expected):
    way = way_to_tell(contact, stated, TODAY)
    assert (way.channel, way.address, way.reason) == (*expected, None)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("stated", [BY_MAIL, BY_SMS, Stated("call"), Stated("letter")])
def test_who_is_reserved_gets_a_letter_whatever_they_said(stated, status):
    contact = replace(REGISTERED, reserved=True, status=status)
    way = way_to_tell(contact, stated, TODAY)
    assert (way.channel, way.address, way.reason) == ("letter", "", "reserved")


@pytest.mark.parametrize(
    ("contact", "stated"),
    [
        (None, Stated("email")),
        (None, Stated("sms")),
        (replace(REGISTERED, can_be_notified=False), Stated("sms")),
        (replace(REGISTERED, status=Status.DELETED), Stated("email")),
        # Who asked for a call or a letter gets that, also when the register has an address.
        (REGISTERED, Stated("call", PHONE)),
        (REGISTERED, Stated("letter")),
    ],
)
def test_without_a_way_a_person_takes_over(contact, stated):
    way = way_to_tell(contact, stated, TODAY)
    assert (way.channel, way.address, way.reason) == (stated.channel, "", "no-channel")


@pytest.mark.parametrize(
    ("contact", "stated", "expected"),
    [
        (REGISTERED, BY_SMS, ("email", "register@example.no", None)),
        (replace(REGISTERED, email=None), BY_SMS, ("sms", "", "no-channel")),
        (replace(REGISTERED, email=None), BY_MAIL, ("email", MAIL, None)),
        (None, BY_SMS, ("sms", "", "no-channel")),
    ],
)
def test_a_house_that_sends_no_sms_uses_the_e_mail_there_is(contact, stated, expected):
    way = way_to_tell(contact, stated, TODAY, EMAIL_ONLY)
    assert (way.channel, way.address, way.reason) == expected


@pytest.mark.parametrize(
    ("registered", "used", "expected"),
    [
        ("nn", "nb", "nb"),
        ("nb", "en", "en"),
        ("nn", "", "nn"),
        ("se", "", "nb"),
        (None, "", "nb"),
        ("nn", "other", "nn"),
    ],
)
def test_the_language_of_the_page_goes_before_the_register_s(registered, used, expected):
    contact = replace(REGISTERED, language=registered)
    assert way_to_tell(contact, Stated("email", MAIL, used), TODAY).language == expected
    assert way_to_tell(None, Stated("email", MAIL, "nn"), TODAY).language == "nn"


days = st.none() | st.dates(date(2015, 1, 1), date(2027, 12, 31))
texts = st.none() | st.just("") | st.sampled_from(["a@example.no", "+4700000003"])
contacts = st.none() | st.builds(
    Contact,
    reserved=st.booleans(),
    status=st.sampled_from(Status),
    can_be_notified=st.booleans(),
    email=texts,
    email_confirmed_on=days,
    mobile=texts,
    mobile_confirmed_on=days,
    language=st.sampled_from(["nb", "nn", "en", "se", None]),
)
wishes = st.builds(
    Stated,
    channel=st.sampled_from(["email", "sms", "call", "letter"]),
    address=st.sampled_from(["", MAIL, PHONE]),
    language=st.sampled_from(["nb", "nn", "en", ""]),
)


@given(contacts, wishes)
def test_there_is_always_either_an_address_or_a_reason(contact, stated):
    way = way_to_tell(contact, stated, TODAY)
    assert bool(way.address) is (way.reason is None)
    assert way.reason in {None, "reserved", "no-channel"}
    assert way.channel in {"email", "sms", "call", "letter"}
    assert way.language in {"nb", "nn", "en"}


@given(contacts, wishes)
def test_no_message_leaves_for_an_address_nobody_has_given_or_confirmed(contact, stated):
    way = way_to_tell(contact, stated, TODAY)
    if way.reason is None and way.address != stated.address:
        assert contact.status is Status.ACTIVE
        assert contact.can_be_notified
        assert not contact.reserved
        known = {
            ("email", contact.email): contact.email_confirmed_on,
            ("sms", contact.mobile): contact.mobile_confirmed_on,
        }
        assert (TODAY - known[way.channel, way.address]).days <= 550


@given(days, st.integers(0, 4000))
def test_what_is_stale_never_becomes_fresh_by_waiting(confirmed_on, later):
    if not is_fresh(confirmed_on, TODAY):
        assert not is_fresh(confirmed_on, TODAY + timedelta(days=later))


def test_a_way_says_where_to():
    assert way_to_tell(None, BY_MAIL, TODAY) == Way("email", MAIL, "nb")
