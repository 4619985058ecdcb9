"""Whom a letter of the desk is addressed to, line by line."""

from dataclasses import replace

import pytest

from portal.pages.desk.letter import request_receiver
from portal.rules.coordinator_request import Request

SELF = Request(whom="self", wants="both", language="nb", name="Kari Prøve", reach="letter")
OTHER = replace(SELF, whom="other", about_name="Ola Prøve", about_address="Myrveien 2")
TOLD = [
    (SELF, False, ("Kari Prøve",)),
    (
        replace(SELF, address="Storgata 1\n 7800 Namsos "),
        False,
        ("Kari Prøve", "Storgata 1", "7800 Namsos"),
    ),
    (
        replace(SELF, address="Storgata 1", postcode="7800"),
        False,
        ("Kari Prøve", "Storgata 1", "7800"),
    ),
    (
        replace(SELF, address="Storgata 1\n7800 Namsos", postcode="7800"),
        False,
        ("Kari Prøve", "Storgata 1", "7800 Namsos"),
    ),
    (replace(SELF, postcode="7800"), False, ("Kari Prøve", "7800")),
    (OTHER, False, ("Ola Prøve", "Myrveien 2")),
    (replace(OTHER, whom="child", address="Storgata 1"), True, ("Kari Prøve", "Storgata 1")),
]


@pytest.mark.parametrize(("said", "parent", "address"), TOLD)
def test_a_letter_is_addressed_once_and_to_the_right_one(
    said: Request, parent: bool, address: tuple[str, ...]
) -> None:
    assert request_receiver(said, parent) == address
