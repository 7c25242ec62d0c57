"""Identity, companies, tax and households: what each answers, as it says itself that it does."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator
from tests.exchange.contracts import answer_faults, needs_contracts, request_faults
from tests.simulator.messages import SENDER, Signer, identifier, search, subscribe
from tests.simulator.started import SECRET, Listener, Started, listener, registry

from socle_simulator.signing import verify

SIGNER = Signer()


@pytest.fixture(scope="module")
def heard() -> Iterator[Listener]:
    with listener() as made:
        yield made


@contextmanager
def opened(what: str, heard: Listener) -> Iterator[Started]:
    """A registry with the synthetic people that are shipped, and us as a client."""
    client = {"secret": SECRET, "sender_id": SENDER, "keys": [SIGNER.jwk], "push": True}
    with registry(what) as started:
        started.put("/clients", {"socle": client | {"callback": f"{heard.url}/dci/cnps"}})
        yield started


@pytest.fixture(scope="module")
def identity(heard: Listener) -> Iterator[Started]:
    with opened("identity", heard) as started:
        yield started


@pytest.fixture(scope="module")
def companies(heard: Listener) -> Iterator[Started]:
    with opened("companies", heard) as started:
        yield started


@pytest.fixture(scope="module")
def tax(heard: Listener) -> Iterator[Started]:
    with opened("tax", heard) as started:
        yield started


@pytest.fixture(scope="module")
def household(heard: Listener) -> Iterator[Started]:
    with opened("household", heard) as started:
        yield started


EKAMBI = {"id": "SYN100000101", "surname": "EKAMBI", "given_name": "Pauline"}


@pytest.mark.parametrize(
    ("claimed", "scores"),
    [
        ({"birth_date": "1958-04-12"}, {"surname": 100, "given_name": 100, "birth_date": 100}),
        ({"birth_date": "1958-12-04"}, {"surname": 100, "given_name": 100, "birth_date": 50}),
        ({"birth_date": "1961-04-12"}, {"surname": 100, "given_name": 100, "birth_date": 0}),
        ({"surname": "ékambi"}, {"surname": 100, "given_name": 100}),
        ({"surname": "EKAMBY"}, {"surname": 83, "given_name": 100}),
        ({"sex": "male"}, {"surname": 100, "given_name": 100, "sex": 0}),
    ],
)
def test_what_is_claimed_is_compared_attribute_by_attribute(
    identity: Started, claimed: dict[str, str], scores: dict[str, int]
) -> None:
    said = identity.post("/verify", EKAMBI | claimed).json()
    assert (said["status"], said["scores"], said["errors"]) == ("active", scores, [])


@pytest.mark.parametrize(
    ("claimed", "status", "code"),
    [
        ({"id": "SYN999999999"}, "unknown", "IDA-MLC-018"),
        ({"id": "?"}, "unknown", "IDA-MLC-002"),
        ({"id": ""}, "unknown", "IDA-MLC-006"),
        ({"id": "SYN100000104"}, "deactivated", "IDA-MLC-003"),
        ({"id": "7000000002", "id_type": "VID"}, "unknown", "IDA-MLC-005"),
        ({"id": "7000000009", "id_type": "VID"}, "unknown", "IDA-MLC-004"),
        ({"birth_date": "12/04/1958"}, "active", "IDA-MLC-009"),
        ({"request_time": "2001-01-01T00:00:00+00:00"}, "unknown", "IDA-MLC-001"),
    ],
)
def test_what_cannot_be_compared_is_said_by_its_number(
    identity: Started, claimed: dict[str, str], status: str, code: str
) -> None:
    said = identity.post("/verify", EKAMBI | claimed).json()
    assert (said["status"], said["errors"][0]["errorCode"]) == (status, code)
    assert said["scores"] == {}


def test_an_alias_is_the_person_and_each_partner_has_a_token_of_its_own(identity: Started) -> None:
    identity.put("/clients", {"other": {"secret": SECRET}})
    by_number = {"id": "SYN100000103", "surname": "TALLA"}
    by_alias = {"id": "7000000001", "id_type": "VID", "surname": "TALLA"}
    tokens = [identity.post("/verify", each).json()["token"] for each in (by_number, by_alias)]
    other = identity.post("/verify", by_number, client="other").json()["token"]
    assert tokens[0] == tokens[1] != other


def test_a_dead_person_is_said_dead_from_the_day_it_is_told(identity: Started) -> None:
    before = identity.post("/verify", EKAMBI | {"id": "SYN100000101"}).json()["status"]
    identity.put("/people", [WOMAN])
    assert identity.post("/verify", EKAMBI | {"id": "SYN-X-1"}).json()["status"] == "active"
    identity.put("/events", [{"type": "deceased", "person": "SYN-X-1", "on": "2026-01-02"}])
    assert identity.post("/verify", EKAMBI | {"id": "SYN-X-1"}).json()["status"] == "deceased"
    assert before == "active"


WOMAN = {"identifiers": {"NID": "SYN-X-1"}, "surname": "EKAMBI", "given_name": "Pauline"}


@needs_contracts
def test_an_authority_of_identity_and_a_social_registry_answer_searches_as_described(
    identity: Started, household: Started
) -> None:
    path = "/registry/sync/search"
    for started, name in ((identity, "crvs"), (household, "social")):
        asked = SIGNER.signed(search(identifier("SYN100000101", "NID")))
        assert request_faults(name, path, asked) == []
        said = started.post(path, asked).json()
        assert answer_faults(name, path, said) == []
        assert said["message"]["search_response"][0]["pagination"]["total_count"] == 1


def test_a_household_is_found_by_a_member_with_its_score_and_the_day_of_its_threshold(
    household: Started,
) -> None:
    asked = SIGNER.signed(search(identifier("SYN100000105", "NID")))
    said = household.post("/registry/sync/search", asked).json()["message"]
    (record,) = said["search_response"][0]["data"]["reg_records"]
    assert (record["poverty_score"], record["group_size"]) == ("8.1000", 2)
    named = {each["name"]: each["value"] for each in record["additional_attributes"]}
    assert named == {"threshold": "9.0000", "threshold_date": "2026-01-01"}


@needs_contracts
def test_a_household_that_grows_is_told_to_whoever_subscribed(
    household: Started, heard: Listener
) -> None:
    for event in ("REGISTER", "NewHouseHoldMember"):
        household.post("/registry/subscribe", SIGNER.signed(subscribe(event, {})))
    household.put("/release", {})
    heard.taken.clear()
    said = {"identifiers": {"HOUSEHOLD": "H-9"}, "members": ["A"], "score": "7.0000"}
    household.put("/households", [said, said | {"members": ["A", "B"]}])
    household.put("/release", {})
    told = heard.messages()
    assert [request_faults("social", "/registry/notify", each) for each in told] == [[], []]
    events = [each["message"]["notify_event"][0]["data"]["reg_event_type"] for each in told]
    assert events == ["REGISTER", "NewHouseHoldMember"]


def test_a_company_is_found_by_any_number_and_its_events_are_read_from_a_cursor(
    companies: Started,
) -> None:
    for number in ("CM-DLA-01-2015-B12-00901", "M011500000901A"):
        said = companies.get(f"/companies/{number}")
        assert said.json()["representatives"][0]["identity_number"] == "SYN100000104"
    assert companies.get("/companies/M011500000901A?type=RCCM").status == 404
    first = companies.get("/events").json()
    assert first["events"][0]["type"] == "closure"
    assert first["events"][0]["company"]["status"] == "closed"
    companies.put("/events", [created("M-1"), {"type": "closure", "company": "M-1", "on": DAY}])
    page = companies.get(f"/events?since={first['next']}&limit=1").json()
    assert ([each["type"] for each in page["events"]], page["more"]) == (["creation"], True)
    last = companies.get(f"/events?since={page['next']}").json()
    assert ([each["type"] for each in last["events"]], last["more"]) == (["closure"], False)
    assert companies.get(f"/events?since={last['next']}").json()["events"] == []
    assert companies.get("/events?since=999").status == 400


def test_events_of_companies_are_pushed_and_come_late_or_twice_when_told(
    companies: Started, heard: Listener
) -> None:
    heard.taken.clear()
    since = companies.get("/events").json()["next"]
    companies.fails(hold=True, duplicate=1)
    companies.put("/events", [created("M-2")])
    assert companies.get(f"/events?since={since}").json()["events"] == []
    companies.put("/release", {})
    assert len(companies.get(f"/events?since={since}").json()["events"]) == 2
    companies.fails(duplicate=0)
    told = heard.messages()
    assert len(told) == 2
    data = told[0]["message"]["notify_event"][0]["data"]
    assert (data["reg_event_type"], data["reg_records"]["name"]) == ("creation", "Fonderie")
    keys = companies.ask("GET", "/.well-known/jwks.json", None, {}).json()["keys"]
    assert verify(told[0].pop("signature"), told[0], keys)


def test_wages_are_given_by_page_and_a_month_stated_again_comes_again(tax: Started) -> None:
    asked = "/wages?employer=M011500000901A&month=2026-09"
    whole = tax.get(asked).json()
    assert (whole["revision"], whole["total_count"], whole["currency"]) == (1, 2, "XAF")
    second = tax.get(f"{asked}&size=1&page=2").json()
    assert second["wages"] == whole["wages"][1:]
    assert second["pages"] == 2
    since = tax.get("/months").json()["next"]
    wage = whole["wages"][0] | {"gross": 1}
    tax.put("/wages", [{"employer": "M011500000901A", "month": "2026-09", "wages": [wage]}])
    (month,) = tax.get(f"/months?since={since}").json()["months"]
    assert (month["month"], month["revision"]) == ("2026-09", 2)
    assert tax.get(asked).json()["wages"][0]["gross"] == 1
    assert tax.get("/wages?employer=nobody&month=2026-09").status == 404
    assert tax.get(f"{asked}&page=0").status == 400


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"company_number": "CM-DLA-01-2015-B12-00901"}, ("active", "same", 0)),
        ({"company_number": "another"}, ("active", "different", 0)),
        ({"name": "SAVONNERIE SYNTHETIQUE DU LITTORAL"}, ("active", "unknown", 100)),
        ({"tax_number": "M999999999999Z"}, ("unknown", "unknown", 0)),
    ],
)
def test_a_tax_number_is_checked_against_the_company_s(
    tax: Started, asked: dict[str, str], expected: tuple[str, str, int]
) -> None:
    said = tax.post("/taxpayers/check", {"tax_number": "M011500000901A"} | asked).json()
    assert (said["status"], said["company_number"], said["name"]) == expected


def test_answers_are_as_each_registry_describes_them_itself(
    identity: Started, companies: Started, tax: Started, household: Started
) -> None:
    said: list[tuple[Started, str, str, Any]] = [
        (identity, "/verify", "post", identity.post("/verify", EKAMBI)),
        (companies, "/companies/{identifier}", "get", companies.get("/companies/M011500000901A")),
        (companies, "/events", "get", companies.get("/events")),
        (tax, "/wages", "get", tax.get("/wages?employer=M011500000901A&month=2026-09")),
        (tax, "/months", "get", tax.get("/months")),
        (tax, "/taxpayers/check", "post", tax.post("/taxpayers/check", {"tax_number": "M"})),
    ]
    for started, path, method, heard in said:
        described = started.ask("GET", "/openapi.json", None, {}).json()
        answer = described["paths"][path][method]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"]
        assert list(OAS30Validator(schema).iter_errors(heard.json())) == []
        assert list(OAS30Validator(schema).iter_errors({}))
    for each in (identity, companies, tax, household):
        described = each.ask("GET", "/openapi.json", None, {}).json()
        assert list(OpenAPIV30SpecValidator(described).iter_errors()) == []


def test_an_answer_outside_the_standard_carries_a_signature_of_its_bytes(tax: Started) -> None:
    keys = tax.ask("GET", "/.well-known/jwks.json", None, {}).json()["keys"]
    said = tax.get("/months")
    assert signed(said.headers["X-Signature"], said.body, keys)
    assert not signed(said.headers["X-Signature"], said.body + b" ", keys)
    tax.fails(wrong_signature=1, unsigned=1)
    assert "X-Signature" not in tax.get("/months").headers
    said = tax.get("/months")
    assert not signed(said.headers["X-Signature"], said.body, keys)


def test_a_token_is_needed_everywhere(
    identity: Started, companies: Started, tax: Started, household: Started
) -> None:
    assert identity.post("/verify", EKAMBI, client="").status == 401
    assert companies.get("/events", client="").status == 401
    assert tax.get("/months", client="").status == 401
    assert household.post("/registry/sync/search", {}, client="").status == 401
    wrong = b'{"grant_type": "client_credentials", "client_id": "socle", "client_secret": "no"}'
    kind = {"Content-Type": "application/json"}
    assert tax.ask("POST", "/oauth2/client/token", wrong, kind).status == 401


def test_a_simulator_needs_nothing_of_socle_nor_of_others_but_cryptography() -> None:
    allowed = sys.stdlib_module_names | {"socle_simulator", "cryptography"}
    for path in (Path(__file__).parents[2] / "src" / "socle_simulator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            else:
                continue
            assert {name.partition(".")[0] for name in names} <= allowed, path.name


DAY = "2026-10-01"


def created(number: str) -> dict[str, Any]:
    company = {"identifiers": {"NIU": number}, "name": "Fonderie"}
    return {"type": "creation", "on": DAY, "company": company}


def signed(signature: str, body: bytes, keys: list[dict[str, str]]) -> bool:
    """Whether a detached JWS is of these bytes, by the key it names."""
    import base64
    import json

    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    def plain(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    head, payload, tail = signature.split(".")
    assert payload == ""
    kid = json.loads(plain(head))["kid"]
    (key,) = [each for each in keys if each["kid"] == kid]
    content = base64.urlsafe_b64encode(body).rstrip(b"=").decode()
    try:
        public = Ed25519PublicKey.from_public_bytes(plain(key["x"]))
        public.verify(plain(tail), f"{head}.{content}".encode())
    except InvalidSignature:
        return False
    return True
