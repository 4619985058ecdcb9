"""What a request says: kept by name, unknown codes refused, words of a later version left out."""

import pytest

from portal.rules.answers import AnswerWords
from portal.rules.coordinator_request import Request, is_start_only

WHOLE = {"whom": "self", "wants": "both", "language": "nn", "name": "Kari", "reach": "sms"}


def test_a_request_comes_back_as_it_was():
    request = Request(**WHOLE, phone="+4799999901", own_words="Eg treng hjelp")
    assert Request.of(request.as_words()) == request


@pytest.mark.parametrize("field", ["whom", "wants", "reach", "service"])
def test_a_code_nobody_knows_is_refused(field):
    with pytest.raises(ValueError, match="unknown code"):
        Request(**(WHOLE | {field: "dove"}))


def test_words_of_a_later_version_are_left_out():
    assert Request.of({**WHOLE, "carrier": "dove"}) == Request(**WHOLE)
    assert AnswerWords.of({"text": "Ja", "language": "nb", "seal": "x"}) == AnswerWords("Ja", "nb")


@pytest.mark.parametrize(
    ("whom", "start_only"),
    [("self", False), ("child", True), ("other", True), ("service", True)],
)
def test_who_asks_for_another_only_starts(whom, start_only):
    assert is_start_only(whom) is start_only
