"""Partners' systems: a token for a secret, what is agreed and nothing more, every call recorded."""

import base64
import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests import factories
from tests.api.samples import ROOT, Caller, Drawers
from tests.platform.partners.scenes import (
    AGREED,
    CODE,
    SINCE,
    UNTIL,
    agree,
    end,
    secret_of,
    system,
    take_token,
)

from socle.api import clock
from socle.api.application import api
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.partners import operations, queries, tokens

TODAY = clock.today("CM")


def client_of(place: factories.Agency) -> str:
    return f"{place.fund.code}.{CODE}"


def accesses(place: factories.Agency) -> list[tuple[str, str, str]]:
    """The calls recorded, the oldest first: operation, on whom, what came of it."""
    with fund_scope(place.fund.id):
        found = queries.accesses(code=CODE, limit=50)
    return [(each.operation, each.subject_number, each.outcome) for each in reversed(found)]


# ---------------------------------------------------------------- tokens


def test_a_secret_is_exchanged_for_a_short_token_that_opens_what_is_agreed(cm: Drawers) -> None:
    agree(cm.place, "persons:read", "families:read")
    response = take_token(client_of(cm.place), secret_of(cm.place))
    answer = response.json()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)
    assert answer["scope"] == "families:read persons:read"
    caller = Caller(None)
    caller.headers["Authorization"] = f"Bearer {answer['access_token']}"
    assert caller.get(f"/persons/{cm.person}").json()["number"] == cm.person
    assert caller.get(f"/persons/{cm.person}/dependants").status_code == 200


def test_the_secret_may_be_sent_in_the_form(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    form = {
        "grant_type": "client_credentials",
        "client_id": client_of(cm.place),
        "client_secret": secret_of(cm.place),
    }
    assert Client().post(ROOT + "/oauth/token", form).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        (
            {"grant_type": "client_credentials", "client_id": "x.y", "client_secret": "z"},
            401,
            "invalid_client",
        ),
    ],
)
def test_what_is_no_request_for_a_token_is_told_as_the_protocol_says(
    db: None, form: dict[str, str], status: int, error: str
) -> None:
    response = Client().post(ROOT + "/oauth/token", form)
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert response.headers["Content-Type"].startswith("application/json")
    assert ("WWW-Authenticate" in response.headers) == (status == 401)


@pytest.mark.parametrize("shown", ["Basic !!", "Basic " + base64.b64encode(b"\xff").decode(), "X"])
def test_a_client_that_cannot_be_read_is_refused(db: None, shown: str) -> None:
    response = Client().post(
        ROOT + "/oauth/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": shown},
    )
    assert response.status_code in {400, 401}
    assert response.json()["error"] in {"invalid_client", "invalid_request"}


def test_a_wrong_secret_and_another_fund_s_partner_are_told_the_same(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    secret = secret_of(cm.place)
    other = factories.agency("CM")
    agree(other, "persons:read")
    said = {
        take_token(client, shown).content
        for client, shown in (
            (client_of(cm.place), secret + "x"),
            (client_of(other), secret),
            (f"{cm.place.fund.code}.nobody", secret),
            ("nowhere." + CODE, secret),
        )
    }
    assert len(said) == 1
    assert b"invalid_client" in said.pop()


def test_a_token_may_be_asked_for_less_and_never_for_more(cm: Drawers) -> None:
    agree(cm.place, "persons:read", "families:read")
    secret = secret_of(cm.place)
    more = take_token(client_of(cm.place), secret, "persons:read careers:read")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
    less = take_token(client_of(cm.place), secret, "families:read").json()
    assert less["scope"] == "families:read"
    caller = Caller(None)
    caller.headers["Authorization"] = f"Bearer {less['access_token']}"
    assert caller.get(f"/persons/{cm.person}/family").status_code == 200
    refused = caller.get(f"/persons/{cm.person}")
    assert (refused.status_code, refused.json()["code"]) == (403, "partners.scope_missing")


def test_a_token_ends_and_cannot_be_written_by_hand(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    secret = secret_of(cm.place)
    token = take_token(client_of(cm.place), secret).json()["access_token"]
    at = clock.now()
    assert operations.enter(token=token, at=at) is not None
    assert operations.enter(token=token, at=at + tokens.LIFE) is None
    said = tokens.read(token, at)
    assert said is not None
    head, body, signature = token.split(".")
    for forged in (f"{head}.{body[:-2]}AA.{signature}", f"{head}.{body}.{'A' * 43}", head + "."):
        assert operations.enter(token=forged, at=at) is None
        answer = Client().get(
            f"{ROOT}/persons/{cm.person}", headers={"Authorization": f"Bearer {forged}"}
        )
        assert answer.status_code == 401


# ---------------------------------------------------------------- agreements


def test_an_agreement_takes_two_persons_and_its_end_takes_one(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    with fund_scope(cm.place.fund.id):
        made = queries.partner(code=CODE, on=TODAY)
    assert made.is_in_force
    assert made.agreement is not None
    assert (made.agreement.since, made.agreement.until) == (SINCE, UNTIL)
    caller = system(cm.place, "persons:read", on=date(2026, 3, 1))
    end(cm.place, on=TODAY)
    assert caller.get(f"/persons/{cm.person}").status_code == 401
    with fund_scope(cm.place.fund.id):
        assert not queries.partner(code=CODE, on=TODAY).is_in_force


def test_nobody_proposes_and_validates_an_agreement_alone(cm: Drawers) -> None:
    """By SQL too: the catalogue says in the database that the act needs two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT needs_validator FROM act_type WHERE code = 'agree_with_partner'")
        assert cursor.fetchone() == (True,)
    answer = factories.act(
        cm.place.administrator,
        "agree_with_partner",
        on=SINCE,
        partner=CODE,
        scopes="persons:read",
        **AGREED,
    )
    assert answer.status == "to_validate"
    with fund_scope(cm.place.fund.id):
        assert queries.partners(on=TODAY) == []
    with pytest.raises(Refused, match=r"access.forbidden"):
        factories.act(cm.place.registration, "end_agreement", on=TODAY, partner=CODE)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"partner": "Maj uscule"}, "partners.code_invalid"),
        ({"scopes": "persons:write"}, "partners.scope_unknown"),
        ({"scopes": "acts:write:open_account"}, "partners.scope_unknown"),
        ({"scopes": "acts:write:agree_with_partner"}, "partners.scope_unknown"),
        ({"scopes": "acts:write:reveal_account"}, "partners.scope_unknown"),
        ({"until": "2025-12-31"}, "partners.ends_before"),
        ({"calls_per_minute": "0"}, "partners.calls_invalid"),
        ({"calls_per_minute": "9999"}, "partners.calls_invalid"),
        ({"host": "https://x"}, "partners.host_invalid"),
        ({"host": "10.0.0.1"}, "partners.host_invalid"),
        ({"host": "localhost"}, "partners.host_invalid"),
    ],
)
def test_an_agreement_that_is_badly_written_is_refused(
    db: None, said: dict[str, str], code: str
) -> None:
    place = factories.agency()
    with pytest.raises(Invalid) as told:
        agree(place, **({"scopes": "persons:read"} | said))
    assert [fault.code for fault in told.value.faults] == [code]


def test_an_agreement_that_is_over_or_to_come_opens_nothing(cm: Drawers) -> None:
    agree(cm.place, "persons:read", on=TODAY + timedelta(days=1))
    secret = secret_of(cm.place)
    assert take_token(client_of(cm.place), secret).status_code == 401
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    agree(cm.place, "persons:read", until=yesterday)
    assert take_token(client_of(cm.place), secret).status_code == 401


def test_two_secrets_live_while_one_is_changed_and_each_ends_at_once(cm: Drawers) -> None:
    agree(cm.place, "persons:read")
    first, second = secret_of(cm.place), secret_of(cm.place)
    with pytest.raises(Conflict, match=r"partners.two_secrets"):
        secret_of(cm.place)
    tokens_of = [take_token(client_of(cm.place), each).json()["access_token"]
                 for each in (first, second)]  # fmt: skip
    with fund_scope(cm.place.fund.id):
        operations.end_secret(desk=cm.place.administrator, code=CODE, slot=1, on=TODAY)
    at = clock.now()
    assert [operations.enter(token=each, at=at) is not None for each in tokens_of] == [False, True]
    assert take_token(client_of(cm.place), first).status_code == 401
    third = secret_of(cm.place)
    assert take_token(client_of(cm.place), third).status_code == 200
    with fund_scope(cm.place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT jsonb_agg(to_jsonb(s))::text FROM partner_secret s")
        (kept,) = cursor.fetchone()
    assert hashlib.sha256(third.encode()).hexdigest() in kept
    assert third not in kept


# ---------------------------------------------------------------- what is read


def test_a_partner_reaches_nothing_that_was_not_opened_to_it(cm: Drawers) -> None:
    """Every operation of the description, by a partner that is agreed everything."""
    every = [each.value for each in queries.Scope] + ["acts:write:hire"]
    caller = system(cm.place, *every, calls_per_minute="6000")
    opened = 0
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, described in methods.items():
            if "security" not in described:
                continue
            is_opened = any("PartnerAuth" in each for each in described["security"])
            opened += is_opened
            at = path.removeprefix(ROOT)
            for name in ("{number}", "{act}", "{document}"):
                at = at.replace(name, cm.number_for(at) if name in at else "")
            answer = caller.get(at) if method == "get" else caller.post(at, {}, key="k")
            assert is_opened or answer.status_code in {403, 415, 422, 400}, (path, method)
            if not is_opened and answer.status_code == 403:
                assert answer.json()["code"] == "partners.not_open"
            if not is_opened:
                assert answer.status_code != 200
    assert opened >= 13


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/persons/{person}", "persons:read"),
        ("/persons/{person}/family", "families:read"),
        ("/persons/{person}/dependants", "families:read"),
        ("/persons/{person}/contact", "contacts:read"),
        ("/persons/{person}/account", "accounts:read"),
        ("/persons/{person}/employments", "careers:read"),
        ("/persons/{person}/career", "careers:read"),
        ("/employers/{employer}", "affiliates:read"),
        ("/employers/{employer}/affiliation", "affiliates:read"),
    ],
)
def test_each_resource_asks_its_own_scope(cm: Drawers, path: str, scope: str) -> None:
    place = cm.place
    at = path.format(person=cm.person, employer=cm.employer)
    without = {each.value for each in queries.Scope} - {scope}
    refused = system(place, *without).get(at)
    assert (refused.status_code, refused.json()["code"]) == (403, "partners.scope_missing")
    allowed = system(place, scope, code="other").get(at)
    assert allowed.status_code == 200, allowed.content


def test_the_number_of_an_identity_document_is_masked_unless_agreed(cm: Drawers) -> None:
    person = factories.person(cm.place, "2233445566D", national_id="112233445")
    path = f"/persons/{person}"
    assert system(cm.place, "persons:read").get(path).json()["national_id"] == "•••• 445"
    whole = system(cm.place, "persons:read", "identity:read", code="other").get(path).json()
    assert whole["national_id"] == "112233445"


def test_the_telephone_of_a_representative_is_masked_unless_agreed(cm: Drawers) -> None:
    fields = {"number": cm.employer, "full_name": "Paul Ekambi", "capacity": "director"}
    factories.passed(
        cm.place, "add_representative", **fields, scope="everything", phone="677001122"
    )
    path = f"/employers/{cm.employer}/affiliation"
    masked = system(cm.place, "affiliates:read").get(path).json()
    whole = system(cm.place, "affiliates:read", "identity:read", code="other").get(path).json()
    told = [each["representatives"][0]["phone"] for each in (masked, whole)]
    assert told == ["•••• 1122", "+237677001122"]


def test_every_call_is_recorded_with_whom_it_was_on_and_refusals_too(cm: Drawers) -> None:
    caller = system(cm.place, "persons:read")
    caller.get(f"/persons/{cm.person}")
    caller.get("/persons/0000000000A")
    caller.get(f"/persons/{cm.person}/family")
    caller.get("/acts")
    assert accesses(cm.place) == [
        ("take_token", "", "done"),
        ("get_person", cm.person, "done"),
        ("get_person", "0000000000A", "registry.person_unknown"),
        ("get_family", cm.person, "partners.scope_missing"),
        ("list_acts", "", "partners.not_open"),
    ]


def test_the_record_of_calls_only_grows(cm: Drawers) -> None:
    system(cm.place, "persons:read").get(f"/persons/{cm.person}")
    with fund_scope(cm.place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('socle_app', 'partner_access', 'UPDATE, DELETE, TRUNCATE')"
        )
        assert cursor.fetchone() == (False,)


def test_whoever_calls_more_often_than_agreed_waits(cm: Drawers) -> None:
    caller = system(cm.place, "persons:read", calls_per_minute="3")  # the token was the first
    path = f"/persons/{cm.person}"
    assert [caller.get(path).status_code for _ in range(3)] == [200, 200, 429]
    late = caller.get(path)
    assert late.json()["code"] == "partners.too_many_calls"
    assert 1 <= int(late.headers["Retry-After"]) <= 60
    other = system(cm.place, "persons:read", code="other")
    assert other.get(path).status_code == 200


# ---------------------------------------------------------------- acts


def hiring(cm: Drawers) -> dict[str, Any]:
    return {
        "fields": {"person": cm.person, "employer": cm.employer},
        "effective_on": "2026-03-01",
        "motive": "embauche",
    }


def test_a_partner_submits_the_acts_agreed_once_and_no_other(cm: Drawers) -> None:
    caller = system(cm.place, "acts:write:hire")
    done = caller.post("/acts/hire", hiring(cm), key="k1")
    assert done.status_code == 201, done.content
    again = caller.post("/acts/hire", hiring(cm), key="k1")
    assert (again.status_code, again.json()["act"]) == (200, done.json()["act"])
    body = {"fields": {"person": cm.person}, "effective_on": "2026-03-01"}
    other = caller.post("/acts/end_employment", body, key="k2")
    assert (other.status_code, other.json()["code"]) == (403, "access.act_not_agreed")
    reversal = caller.post(f"/acts/{done.json()['act']}/reverse", {"motive": "x"}, key="k3")
    assert (reversal.status_code, reversal.json()["code"]) == (403, "partners.not_open")
    with fund_scope(cm.place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.login FROM act a JOIN user_account u ON u.id = a.author_id"
            " WHERE a.number = %s",
            [done.json()["act"]],
        )
        assert cursor.fetchone() == (f"partner:{cm.place.fund.code}:{CODE}",)


def test_a_bearer_token_of_a_person_still_opens_what_it_did(cm: Drawers) -> None:
    assert Caller(cm.place.auditor).get(f"/persons/{cm.person}").status_code == 200
    assert Caller(cm.place.auditor).get("/acts").status_code == 200
