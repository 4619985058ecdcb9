"""Employees over the same code: Microsoft Entra ID and Ansattporten, each bent as they could be."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import delete, func, select

from portal.login.providers import Provider, providers_of
from portal.profiles import load_profiles
from portal.rules.access import Role
from portal.store import staff
from portal.store.tables.people import PersonRow
from portal.store.tables.staff import StaffRow
from tests.conftest import settings_for
from tests.login.provider import ISSUER
from tests.login.steps import CITIZEN_START, DESK, MARTE, START, Door

TENANT = "9f2e1c3a-0000-4000-8000-00000000a001"
OTHER_TENANT = "9f2e1c3a-0000-4000-8000-00000000a002"
OBJECT = "5b1a2c3d-0000-4000-8000-00000000b001"
KARI = f"{TENANT}:{OBJECT}"
EMPLOYEE = "14859221271"  # an invented person: month + 80
UNIT = "brukerkontoret"
KEY = RSAKey.generate_key(2048)
COMMON = f'client_id = "staff-client"\nissuer = "{ISSUER}"\n'
ENTRA = f"""
[namsos.staff]
provider = "entra"
tenant = "{TENANT}"
key_file = "key.pem"
certificate_file = "key.crt"
{COMMON}"""
ROLES = """
[namsos.staff.roles]
Leser = { role = "reader" }
Saksbehandler = { role = "officer" }
Drift = { role = "administrator" }
Leder = { role = "lead" }
"""
ANSATTPORTEN = f"""
[namsos.staff]
provider = "ansattporten"
key_file = "key.pem"
kid = "namsos-staff"
{COMMON}"""
ID_PORTEN = f"""
[namsos.citizen]
provider = "idporten"
key_file = "key.pem"
kid = "namsos-citizen"
client_id = "citizen-client"
issuer = "{ISSUER}"
"""


def certificate(key: Any = KEY) -> x509.Certificate:
    """A certificate somebody made for this key, as Entra wants one."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "namsos")])
    private = key.private_key
    return (
        x509.CertificateBuilder(name, name, private.public_key(), 1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2028, 1, 1, tzinfo=UTC))
        .sign(private, hashes.SHA256())
    )


def providers(folder: Path, text: str) -> dict[tuple[str, str], Provider]:
    """The providers of this file of login clients, read as at the start."""
    (folder / "key.pem").write_bytes(KEY.as_pem(private=True))
    (folder / "key.crt").write_bytes(certificate().public_bytes(serialization.Encoding.PEM))
    (folder / "secret.txt").write_text("hemmelig\n")
    (folder / "login.toml").write_text(text)
    settings = settings_for(folder, login_file=folder / "login.toml")
    return providers_of(settings, load_profiles(settings.municipalities))


@pytest.fixture
def at(door: Door, tmp_path: Path) -> Iterator[Any]:
    """The employees' door with the provider of a file of login clients behind it."""
    kept = dict(door.app.extensions["providers"])
    with door.app.extensions["database"].transaction() as session:
        for table in (StaffRow, PersonRow):
            session.execute(delete(table))

    def put(text: str) -> Door:
        door.app.extensions["providers"].update(providers(tmp_path, text))
        door.provider.client_id = "staff-client"
        return door

    yield put
    door.app.extensions["providers"].update(kept)


def entra(**changes: object) -> Any:
    """A token as Entra makes one: made five minutes ago, good for an hour; None takes a claim away."""

    def bend(claims: dict[str, Any]) -> dict[str, Any]:
        claims.pop("acr")
        claims |= {
            "sub": "pairwise",
            "tid": TENANT,
            "oid": OBJECT,
            "name": "Kari Prøve",
            "preferred_username": "kari@namsos.example",
            "roles": ["Saksbehandler"],
            "ver": "2.0",
            "iat": claims["iat"] - 300,
            "nbf": claims["iat"] - 300,
            "exp": claims["iat"] + 3600,
        } | changes
        return {name: value for name, value in claims.items() if value is not None}

    return bend


def ansattporten(**changes: object) -> Any:
    """A token as Ansattporten makes one."""

    def bend(claims: dict[str, Any]) -> dict[str, Any]:
        claims |= {"sub": "pairwise", "acr": "high", "pid": EMPLOYEE} | changes
        return {name: value for name, value in claims.items() if value is not None}

    return bend


def logs_in(door: Door, bend: Any) -> int:
    """The whole way with a token bent like this; the status of the answer."""
    door.provider.bend_claims = bend
    return door.log_in().status_code


def let_in(
    app: Flask, subject: str, role: Role, name: str = "Kari Her", unit: str | None = None
) -> None:
    """Give somebody access in our own table, as the command does."""
    wanted = staff.new_employee("5007", name, role, unit)
    with app.extensions["database"].transaction() as session:
        staff.admit(session, wanted, issuer=ISSUER, subject=subject)


def known(app: Flask) -> list[tuple[str, Role, str | None]]:
    """The employees who have access: name, role, unit."""
    with app.extensions["database"].transaction() as session:
        return [(one.name, one.role, one.unit) for one in staff.everyone(session, "5007")]


def citizens(app: Flask) -> int:
    with app.extensions["database"].transaction() as session:
        return session.scalar(select(func.count()).select_from(PersonRow))


class TestEntra:
    def test_a_first_login_lets_an_employee_in_by_the_role(self, at) -> None:
        door = at(ENTRA + ROLES)
        assert logs_in(door, entra()) == 303
        assert known(door.app) == [("Kari Prøve", Role.OFFICER, UNIT)]
        assert "Kari Prøve" in door.client.get(DESK).text
        assert citizens(door.app) == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"tid": OTHER_TENANT},
            {"tid": None},
            {"tid": [TENANT]},
            {"tid": TENANT.upper()},
            {"iss": f"https://sts.windows.net/{TENANT}/"},
            {"iss": ISSUER + "/"},
            {"iss": f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"},
            {"oid": None},
            {"oid": ""},
            {"oid": [OBJECT]},
            {"aud": "00000003-0000-0000-c000-000000000000"},
            {"azp": "another-client"},
            {"iat": 0},
            {"nonce": None},
        ],
        ids=str,
    )
    def test_a_token_of_another_tenant_or_of_nobody_is_refused(self, at, changes) -> None:
        door = at(ENTRA + ROLES)
        assert logs_in(door, entra(**changes)) == 400
        assert door.session_rows() == [] and known(door.app) == []

    def test_an_e_mail_address_is_nobodys_name(self, at) -> None:
        """Who takes over an address, or has the same one elsewhere, is another person."""
        door = at(ENTRA)
        let_in(door.app, "kari@namsos.example", Role.LEAD)
        token = entra(email="kari@namsos.example", upn="kari@namsos.example")
        assert logs_in(door, token) == 403

    @pytest.mark.parametrize("days", [0.9, 2])
    def test_a_token_may_live_a_day_and_no_longer(self, at, days) -> None:
        door = at(ENTRA + ROLES)
        until = int((door.clock.now + timedelta(days=days)).timestamp())
        assert logs_in(door, entra(exp=until)) == (303 if days < 1 else 400)

    @pytest.mark.parametrize(
        ("roles", "role"),
        [
            (["Leser"], Role.READER),
            (["Leser", "Saksbehandler"], Role.OFFICER),
            (["Leder", "Saksbehandler"], Role.LEAD),
            (["Saksbehandler", "Leder"], Role.LEAD),
            (["Drift", "Saksbehandler"], Role.OFFICER),
            (["Leser", "Drift"], Role.ADMINISTRATOR),
            (["Leser", "Ukjent", 7, None, {}], Role.READER),
        ],
    )
    def test_the_strongest_role_counts(self, at, roles, role) -> None:
        door = at(ENTRA + ROLES)
        assert logs_in(door, entra(roles=roles)) == 303
        assert [one[1] for one in known(door.app)] == [role]

    @pytest.mark.parametrize(
        "roles", [None, [], ["Ukjent"], ["leder"], "Leder", {"Leder": 1}, ["LederX"]], ids=str
    )
    def test_without_a_role_that_is_something_here_nobody_is_let_in(self, at, roles) -> None:
        door = at(ENTRA + ROLES)
        assert logs_in(door, entra(roles=roles)) == 403
        assert door.session_rows() == [] and known(door.app) == []

    @pytest.mark.parametrize("name", [None, "", 7, "K\u202eiraK", "K" * 300], ids=str)
    def test_without_a_name_from_the_employer_nobody_is_let_in(self, at, name) -> None:
        door = at(ENTRA + ROLES)
        assert logs_in(door, entra(name=name)) == 403
        assert known(door.app) == []

    def test_name_and_role_follow_the_employer_at_every_login(self, at) -> None:
        door = at(ENTRA + ROLES)
        logs_in(door, entra())
        logs_in(door, entra(name="Kari Nygift", roles=["Leder"]))
        assert known(door.app) == [("Kari Nygift", Role.LEAD, None)]

    def test_who_has_lost_the_role_is_out_everywhere_and_comes_back_as_the_same(self, at) -> None:
        door = at(ENTRA + ROLES)
        logs_in(door, entra())
        elsewhere = replace(door, client=door.app.test_client())
        first = door.session_rows()[0].person
        assert logs_in(elsewhere, entra(roles=["Ukjent"])) == 403
        assert known(door.app) == []
        assert door.client.get(DESK).status_code == 303
        assert logs_in(elsewhere, entra()) == 303
        assert {row.person for row in door.session_rows()} == {first}
        assert door.client.get(DESK).status_code == 303

    def test_the_role_decides_also_for_somebody_let_in_before_the_table_was_there(self, at) -> None:
        door = at(ENTRA + ROLES)
        let_in(door.app, KARI, Role.LEAD)
        assert logs_in(door, entra(roles=None)) == 403
        assert known(door.app) == []

    def test_without_a_table_of_roles_our_own_decides(self, at) -> None:
        door = at(ENTRA)
        assert logs_in(door, entra(roles=["Leder"])) == 403
        assert known(door.app) == []
        let_in(door.app, KARI, Role.READER, name="Kari Her", unit=UNIT)
        assert logs_in(door, entra(roles=["Leder"])) == 303
        assert known(door.app) == [("Kari Her", Role.READER, UNIT)]

    def test_nothing_of_levels_is_asked_where_the_tenant_sees_to_it(self, at) -> None:
        asked = at(ENTRA + ROLES).begin()
        assert "acr_values" not in asked and "claims" not in asked
        assert "profile" in asked["scope"].split()  # without it there is no oid

    def test_an_authentication_context_is_asked_for_as_essential(self, at) -> None:
        asked = at(ENTRA + 'levels = ["c1"]\n' + ROLES).begin()
        wanted = {"id_token": {"acrs": {"essential": True, "value": "c1"}}}
        assert json.loads(asked["claims"]) == wanted
        assert "acr_values" not in asked

    @pytest.mark.parametrize(
        ("acrs", "status"),
        [
            (["c1"], 303),
            (["c2", "c1"], 303),
            (None, 400),
            ([], 400),
            (["c2"], 400),
            (["C1"], 400),
            ("c1", 400),
            ([["c1"]], 400),
            ({"c1": True}, 400),
        ],
        ids=str,
    )
    def test_the_token_must_carry_the_context(self, at, acrs, status) -> None:
        door = at(ENTRA + 'levels = ["c1"]\n' + ROLES)
        assert logs_in(door, entra(acrs=acrs)) == status
        assert len(door.session_rows()) == (status == 303)

    def test_our_word_names_the_certificate_and_is_for_the_token_endpoint(self, at) -> None:
        """learn.microsoft.com, certificate credentials: PS256, x5t#S256, aud = the token endpoint."""
        door = at(ENTRA + ROLES)
        logs_in(door, entra())
        sent = door.provider.sent[-1]
        word = jwt.decode(sent["client_assertion"][0], KEY, algorithms=["PS256"])
        expected = certificate().fingerprint(hashes.SHA256())
        thumbprint = base64.urlsafe_b64encode(expected).rstrip(b"=").decode()
        assert word.header == {"alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint}
        assert word.claims["aud"] == ISSUER + "/token"
        assert "client_secret" not in sent

    def test_with_a_secret_there_is_no_word_of_ours(self, at) -> None:
        pair = 'key_file = "key.pem"\ncertificate_file = "key.crt"'
        door = at(ENTRA.replace(pair, 'secret_file = "secret.txt"') + ROLES)
        assert logs_in(door, entra()) == 303
        assert "client_assertion" not in door.provider.sent[-1]


class TestAnsattporten:
    def test_an_employee_is_known_by_the_national_number(self, at) -> None:
        door = at(ANSATTPORTEN)
        let_in(door.app, EMPLOYEE, Role.OFFICER, name="Kari Prøve", unit=UNIT)
        assert logs_in(door, ansattporten(name="Kari Fra Et Annet Sted")) == 303
        assert known(door.app) == [("Kari Prøve", Role.OFFICER, UNIT)]
        assert "Kari Prøve" in door.client.get(DESK).text
        assert citizens(door.app) == 0

    def test_nobody_comes_into_our_table_by_logging_in(self, at) -> None:
        door = at(ANSATTPORTEN)
        assert logs_in(door, ansattporten(roles=["Leder"])) == 403
        assert known(door.app) == []

    @pytest.mark.parametrize("pid", [None, "", 14859221271, [EMPLOYEE], "pairwise"], ids=str)
    def test_without_a_national_number_there_is_nobody(self, at, pid) -> None:
        door = at(ANSATTPORTEN)
        let_in(door.app, EMPLOYEE, Role.LEAD)
        let_in(door.app, "pairwise-2", Role.LEAD)
        assert logs_in(door, ansattporten(pid=pid)) in (400, 403)
        assert door.session_rows() == []

    @pytest.mark.parametrize(
        "acr",
        ["low", "substantial", "entraid", "idporten-loa-high", "High", "high ", "", None, ["high"]],
        ids=str,
    )
    def test_only_high_is_let_in(self, at, acr) -> None:
        door = at(ANSATTPORTEN)
        let_in(door.app, EMPLOYEE, Role.LEAD)
        assert logs_in(door, ansattporten(acr=acr)) == 400
        assert door.session_rows() == []

    @pytest.mark.parametrize(
        ("acr", "status"), [("substantial", 303), ("high", 303), ("low", 400), ("entraid", 400)]
    )
    def test_a_municipality_may_let_substantial_in_too(self, at, acr, status) -> None:
        door = at(ANSATTPORTEN + 'levels = ["substantial"]\n')
        let_in(door.app, EMPLOYEE, Role.LEAD)
        assert logs_in(door, ansattporten(acr=acr)) == status

    @pytest.mark.parametrize(
        ("levels", "asked"),
        [("", "high"), ('levels = ["substantial"]\n', "substantial high")],
    )
    def test_the_levels_are_asked_for_in_its_own_words(self, at, levels, asked) -> None:
        assert at(ANSATTPORTEN + levels).begin()["acr_values"] == asked

    def test_our_word_is_as_at_id_porten(self, at) -> None:
        door = at(ANSATTPORTEN)
        logs_in(door, ansattporten())
        word = jwt.decode(door.provider.sent[-1]["client_assertion"][0], KEY, algorithms=["RS256"])
        assert word.header == {"alg": "RS256", "typ": "JWT", "kid": "namsos-staff"}
        assert word.claims["aud"] == ISSUER

    def test_a_token_lives_ten_minutes_at_most(self, at) -> None:
        door = at(ANSATTPORTEN)
        let_in(door.app, EMPLOYEE, Role.LEAD)
        until = int(door.clock.now.timestamp()) + 3600
        assert logs_in(door, ansattporten(exp=until)) == 400


def idporten(**changes: object) -> Any:
    """A citizen's token as ID-porten makes one."""
    return ansattporten(**({"acr": "idporten-loa-high", "pid": MARTE} | changes))


TOKENS = {"idporten": idporten, "entra": entra, "ansattporten": ansattporten}
DOORS = {
    "idporten": (ID_PORTEN, CITIZEN_START, "citizen-client"),
    "entra": (ENTRA + ROLES, START, "staff-client"),
    "ansattporten": (ANSATTPORTEN, START, "staff-client"),
}
PAIRS = [
    (mine, other)
    for mine in DOORS
    for other in DOORS
    if mine != other and "idporten" in (mine, other)
]


def stand_at(at: Any, mine: str) -> Door:
    text, start, client = DOORS[mine]
    door = at(text)
    let_in(door.app, EMPLOYEE, Role.LEAD)
    door.start, door.provider.client_id = start, client
    return door


@pytest.mark.parametrize("mine", DOORS)
def test_each_door_takes_its_own(at, mine) -> None:
    door = stand_at(at, mine)
    assert logs_in(door, TOKENS[mine]()) == 303
    assert [row.kind for row in door.session_rows()] == [
        "citizen" if mine == "idporten" else "staff"
    ]
    assert citizens(door.app) == (mine == "idporten")


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_another_doors_token_is_refused(at, mine, other) -> None:
    door = stand_at(at, mine)
    before = known(door.app)
    assert logs_in(door, TOKENS[other](aud=DOORS[other][2])) == 400
    assert door.session_rows() == []
    assert (known(door.app), citizens(door.app)) == (before, 0)


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_also_when_it_was_made_for_our_client(at, mine, other) -> None:
    """One client registered for both doors by mistake: the words for the levels still differ."""
    door = stand_at(at, mine)
    before = known(door.app)
    assert logs_in(door, TOKENS[other](aud=DOORS[mine][2])) == 400
    assert door.session_rows() == []
    assert (known(door.app), citizens(door.app)) == (before, 0)


def test_a_login_begun_at_one_door_ends_at_it(at) -> None:
    """The state remembers the door: an employee's answer never becomes a citizen's session."""
    door = at(ANSATTPORTEN)
    let_in(door.app, EMPLOYEE, Role.LEAD)
    assert logs_in(door, ansattporten()) == 303
    assert door.client.get_cookie("ansatt") and not door.client.get_cookie("innbygger")
    assert citizens(door.app) == 0
