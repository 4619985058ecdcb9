"""The stand-in's question of whom one acts for, and its answer (ID-porten's fullmaktspålogging)."""

import json
from typing import Any

import pytest

from tests.dev_idporten.steps import Visit, answer_in, part

ASKED = json.dumps([{"type": "idporten:fullmakt", "permission_roles": ["helseOgOmsorg"]}])
TORUNN, INGOLF, KONSTANSE = "innbygger-torunn", "innbygger-ingolf", "innbygger-konstanse"


def choosing(visit: Visit, person: str, **changes: str) -> tuple[str, Any]:
    """Somebody has said who they are: the page that asks for whom."""
    address = visit.address(authorization_details=ASKED, **changes)
    return address, visit.press(address, visit.browser.get(address), person=person)


def told(visit: Visit, person: str, for_whom: str) -> Any:
    """The token answer after the choice."""
    address, page = choosing(visit, person)
    code = answer_in(visit.press(address, page, for_whom=for_whom))["code"]
    return visit.trade(code).json


def test_those_are_offered_who_have_given_a_role_that_was_asked_for(citizen: Visit) -> None:
    _address, page = choosing(citizen, TORUNN)
    assert "Velg hvem du handler for" in page.text
    assert "Ingolf Aasen" in page.text and "Konstanse" not in page.text


def test_the_answer_is_as_id_porten_gives_it(citizen: Visit) -> None:
    """docs.digdir.no, fullmaktspålogging: the same in the token answer and in the id_token."""
    body = told(citizen, TORUNN, INGOLF)
    claims = part(body["id_token"], 1)
    assert claims["pid"] == "11876344787", "the token is still about the one who is logged in"
    assert body["authorization_details"] == claims["authorization_details"] == [
        {
            "type": "idporten:fullmakt",
            "authorizer": {"name": "INGOLF AASEN", "pid": "02923824203"},
            "authorized_representative": {"name": "TORUNN AASEN", "pid": "11876344787"},
            "permissions": [{"owner": "kommune", "role": "helseOgOmsorg"}],
        }
    ]  # fmt: skip


def test_who_acts_as_themself_gets_an_empty_answer(citizen: Visit) -> None:
    body = told(citizen, TORUNN, "self")
    assert body["authorization_details"] == part(body["id_token"], 1)["authorization_details"] == []


def test_an_ordinary_login_says_nothing_about_it(citizen: Visit) -> None:
    body = citizen.trade(citizen.code(TORUNN)).json
    assert "authorization_details" not in body
    assert "authorization_details" not in part(body["id_token"], 1)


def test_who_can_act_for_nobody_is_told_and_can_go_on(citizen: Visit) -> None:
    _address, page = choosing(citizen, "innbygger-marte")
    assert "Du kan ikke handle for noen andre her" in page.text
    assert told(citizen, "innbygger-marte", "self")["authorization_details"] == []


@pytest.mark.parametrize("for_whom", [KONSTANSE, TORUNN, "innbygger-ukjent", ""])
def test_nobody_else_can_be_chosen(citizen: Visit, for_whom: str) -> None:
    address, page = choosing(citizen, TORUNN)
    assert citizen.press(address, page, for_whom=for_whom).status_code == 400


def test_one_can_change_ones_mind(citizen: Visit) -> None:
    address, page = choosing(citizen, TORUNN)
    assert answer_in(citizen.press(address, page, person=""))["error"] == "access_denied"
