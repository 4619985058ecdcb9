"""What a complaint must hold, and whose matter it is (pasient- og brukerrettighetsloven §§ 7-2, 7-3, forvaltningsloven § 13)."""

from dataclasses import replace

import pytest

from portal.rules.complaint import Complaint, is_own
from portal.rules.complaint_answers import Answers, Kin, Who

SAID = Complaint(concerns="Vedtaket om avlastning", name="Marte Solvik", language="nb")


@pytest.mark.parametrize(
    ("who", "kin", "own"),
    [
        ("self", "unknown", True),
        ("child", "unknown", True),
        # Next of kin in their own right, § 7-2 second paragraph; never by kinship alone.
        ("kin", "own-rights", True),
        ("parent-older", "own-rights", True),
        ("kin", "can-decide", False),
        ("kin", "cannot-decide", False),
        ("kin", "unknown", False),
        ("parent", "unknown", False),
        ("guardian", "unknown", False),
        ("attorney", "unknown", False),
        ("lawyer", "unknown", False),
        ("kin-of-deceased", "unknown", False),
        ("professional", "unknown", False),
    ],
)
def test_whose_matter_it_is(who: str, kin: str, own: bool) -> None:
    assert is_own(Answers(who=Who(who), kin=Kin(kin)), SAID) is own


def test_who_has_not_said_speaks_of_themself_unless_another_is_named() -> None:
    assert is_own(Answers(), SAID)
    assert not is_own(Answers(), replace(SAID, about_name="Kanari Gjelder"))


@pytest.mark.parametrize("wrong", [{"concerns": " "}, {"who": "nobody"}, {"calls": True}])
def test_what_the_desk_could_not_answer_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a c"):
        replace(SAID, **wrong)


def test_it_is_read_back_as_it_was_said_and_later_words_are_left_out() -> None:
    whole = replace(SAID, facts="Per Fosse", phone="+4799999951", calls=True, who="kin")
    assert Complaint.of(whole.as_words() | {"later": "x"}) == whole
