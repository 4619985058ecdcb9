"""What somebody wrote about another, without the other's names and numbers: personvernforordningen art. 15 no. 1 and 4."""

import pytest

from portal.rules.own_words import without_others

NAMES = ("Åse Kanari-Fugl", "Po Li")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Jeg ber om hjelp.", "Jeg ber om hjelp."),
        ("Åse trenger hjelp, og KANARI også.", "… trenger hjelp, og … også."),
        ("Åses mor heter Kari.", "… mor heter Kari."),
        ("åse kanari-fugl", "… …-…"),
        ("Poesi og liv er ikke navn, men Po er.", "Poesi og liv er ikke navn, men … er."),
        ("Nummeret er 148592 21271.", "Nummeret er …."),
        ("14859221271", "…"),
        ("Ring 74 21 71 00 eller +4774217100!", "Ring … eller …!"),
        ("Født 12.11.2014, 2 av 3 dager, siden 2026.", "Født 12.11.2014, 2 av 3 dager, siden 2026."),
        ("Sak A12345678", "Sak A12345678"),
    ],
)  # fmt: skip
def test_names_and_numbers_of_others_are_put_out_of_sight(text: str, left: str) -> None:
    assert without_others(text, NAMES) == left


def test_without_names_the_numbers_alone_are() -> None:
    assert without_others("Åse har 74217100.") == "Åse har …."
