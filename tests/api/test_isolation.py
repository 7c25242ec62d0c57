"""No operation of the API, tried by anybody of another fund, shows anything of this one.

Operations come from the description itself: one that is added is tried without being named here.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from tests import factories
from tests.api.samples import LINE, MARK, ROOT, Caller, Drawers, dipe
from tests.conftest import Undone, audit

from socle.api.application import api
from socle.platform.access.types import Desk, Role

# Signed, or shown a secret: see their tests.
OPEN = {"health", "notify_payment", "call_of_lot", "take_token"}
# What no fund owns: the law, and how a number is written.
# Another fund's agent asks them of their own fund.
OF_ONE_S_OWN = {"ask_notices": {202, 409}}
# Who serves the other fund stands there, for its administrator.
OF_ONE_S_PEOPLE = {"list_roles"}
# Every kind is told, counted in the other fund: see the test of the report.
COUNTED = {"list_data_kept"}
NOBODY_S = {
    "compute_benefit",
    "compute_contributions",
    "compute_penalty",
    "check_identifier",
    "get_processing_register",
    "list_act_types",
}
BODIES: dict[str, dict[str, Any]] = {
    "perform_act": {"fields": {}, "effective_on": "2020-01-01"},
    "reverse_act": {"motive": "Essai"},
    "refuse_proposal": {"reason": "Essai"},
}


@cache
def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Each operation by its id: method, path, description."""
    return {
        described["operationId"]: (method, path, described)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, described in methods.items()
    }


def called(caller: Caller, operation: str, cm: Drawers) -> Any:
    """The answer to an operation on what is in those drawers."""
    method, path, _ = operations()[operation]
    path = path.removeprefix(ROOT)
    path = path.replace("{kind}", "registration")
    for name in ("{number}", "{act}", "{document}"):
        path = path.replace(name, cm.number_for(path) if name in path else "")
    if operation == "perform_act":
        path = "/acts/update_employer"
        body = {"number": cm.employer, "legal_name": "Autre nom"}
        return caller.post(path, {"fields": body, "effective_on": "2020-01-01"}, key="k")
    if operation == "declare":
        return caller.deposit(dipe(LINE), key="k")
    if method == "get":
        query = {"q": MARK} if operation == "search" else {}
        return caller.get(path, **query)
    return caller.post(path, BODIES.get(operation, {}), key="k")


@pytest.fixture(scope="module")
def strangers(filled: Drawers) -> list[Caller]:
    """Another fund's agents, each with a token; made once."""
    return [Caller(desk) for desk in desks(factories.agency("CM"), filled.employer)]


@pytest.fixture
def cm(filled: Drawers, strangers: list[Caller]) -> Iterator[Drawers]:
    """The same drawers for each test: what it writes is undone."""
    with suppress(Undone), transaction.atomic():
        yield filled
        audit()
        raise Undone


def desks(fund_of: factories.Agency, employer: str) -> Iterator[Desk]:
    """A desk of each role; the clerk's employer bears the same number as the other fund's."""
    for role in set(Role) - {Role.MANDATARY}:  # who has no desk without a mandate
        clerk = employer if role is Role.EMPLOYER_CLERK else ""
        yield factories.desk(fund_of.fund, role, clerk)


def everything(cm: Drawers) -> list[str]:
    """What betrays this fund: marked words, receipts, acts, names of its agents."""
    place = cm.place
    agents = (place.registration, place.accounts, place.verifier)
    names = [*(desk.name for desk in agents), *(desk.login for desk in agents)]
    return [MARK, place.fund.code, *names]


def is_empty(answer: dict[str, Any]) -> bool:
    """Nothing of anybody: no value at all, or a list of none whose totals are all zero."""
    if "items" not in answer or "totals" not in answer:
        return not any(answer.values())
    money = [each for each in answer["totals"].values() if isinstance(each, dict)]
    return not answer["items"] and bool(money) and not any(each["minor"] for each in money)


@pytest.mark.parametrize("operation", sorted(set(operations()) - OPEN))
def test_another_fund_s_agents_see_nothing(
    cm: Drawers, strangers: list[Caller], operation: str
) -> None:
    for caller in strangers:
        response = called(caller, operation, cm)
        said = response.content.decode()
        is_shared = operation in NOBODY_S
        foreseen = {200, 422} if is_shared else {200, 403, 404, 422}
        assert response.status_code in foreseen | OF_ONE_S_OWN.get(operation, set()), said
        is_told = is_shared or operation in OF_ONE_S_PEOPLE | COUNTED
        if response.status_code == 200 and not is_told:
            assert is_empty(json.loads(said)), said
        for word in everything(cm):
            assert word not in said, (caller.roles, word)
        asked = f"{operations()[operation][1]}"
        numbers = {cm.deposit, cm.declaration, cm.act, cm.proposal} - {
            cm.number_for(asked) if "{" in asked else ""
        }
        assert not any(number in said for number in numbers)


@pytest.mark.parametrize("operation", sorted(set(operations()) - OPEN))
def test_without_a_token_nobody_sees_anything(db: None, operation: str) -> None:
    method, path, _ = operations()[operation]
    response = getattr(Client(), method)(path.replace("{number}", "1").replace("{act}", "hire"))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


def test_what_the_owners_see_has_the_marks_that_others_are_searched_for(cm: Drawers) -> None:
    reading = ["get_deposit", "get_declaration", "get_employer", "get_person", "get_act", "search"]
    for operation in reading:
        assert MARK in called(Caller(cm.place.auditor), operation, cm).content.decode(), operation


def test_every_operation_is_described(db: None) -> None:
    for operation, (_, _, described) in operations().items():
        assert described["summary"], operation
        assert described["description"], operation
        for parameter in described["parameters"]:
            assert parameter.get("description"), (operation, parameter["name"])
        problems = [
            status
            for status, details in described["responses"].items()
            if "application/problem+json" in details.get("content", {})
        ]
        assert "503" in problems
        assert operation in OPEN or {"401", "403"} <= set(problems)


def test_the_ids_of_operations_are_stable(db: None) -> None:
    assert sorted(operations()) == [
        "ask_notices",
        "ask_source_of_employer",
        "ask_source_of_person",
        "ask_source_of_wages",
        "call_of_lot",
        "check_coverage",
        "check_coverages",
        "check_identifier",
        "check_standing",
        "compare_employer",
        "compare_person",
        "compute_benefit",
        "compute_contributions",
        "compute_penalty",
        "confirm_deposit",
        "confirm_import",
        "correct_proposal",
        "declare",
        "declare_nil",
        "define_profile",
        "drop_draft",
        "drop_import",
        "end_subscription",
        "file_claim",
        "get_account",
        "get_account_statement",
        "get_act",
        "get_affiliation",
        "get_aged_balance",
        "get_award",
        "get_basket",
        "get_books",
        "get_breach",
        "get_campaign",
        "get_card_code",
        "get_career",
        "get_claim",
        "get_contact",
        "get_declaration",
        "get_deposit",
        "get_document",
        "get_draft",
        "get_employer",
        "get_employer_account",
        "get_family",
        "get_import",
        "get_injury",
        "get_liaison_form",
        "get_lot",
        "get_notice_run",
        "get_order",
        "get_origin",
        "get_paper",
        "get_payment",
        "get_penalties",
        "get_person",
        "get_person_account",
        "get_processing_register",
        "get_profile",
        "get_proposal",
        "get_run",
        "get_statement",
        "hand_in_import",
        "health",
        "keep_draft",
        "keep_draft_again",
        "list_accesses",
        "list_act_types",
        "list_acts",
        "list_acts_on_employer",
        "list_acts_on_person",
        "list_affiliation_certificates",
        "list_agencies",
        "list_awaited_proofs",
        "list_breaches",
        "list_campaign_children",
        "list_campaigns",
        "list_cards",
        "list_career_gaps",
        "list_certificates",
        "list_change_notices",
        "list_changes",
        "list_changes_since",
        "list_claims",
        "list_data_kept",
        "list_data_purges",
        "list_declaration_lines",
        "list_dependants",
        "list_deposit_errors",
        "list_deposits",
        "list_discrepancies",
        "list_drafts",
        "list_employments",
        "list_exchange_messages",
        "list_foreign_periods",
        "list_import_errors",
        "list_import_sources",
        "list_imports",
        "list_injuries",
        "list_injury_years",
        "list_late_declarations",
        "list_log_purges",
        "list_logs_kept",
        "list_lots",
        "list_mandates",
        "list_medical_accesses",
        "list_missing_months",
        "list_open_lines",
        "list_openings",
        "list_outgoing_messages",
        "list_payments",
        "list_person_awards",
        "list_person_certificates",
        "list_person_orders",
        "list_profiles",
        "list_proposals",
        "list_queue",
        "list_refused",
        "list_registrations",
        "list_rights_certificates",
        "list_roles",
        "list_runs",
        "list_shared_accounts",
        "list_source_events",
        "list_standing_checks",
        "list_subscriptions",
        "list_suspected_pairs",
        "list_untold",
        "notify_payment",
        "perform_act",
        "post_statement",
        "preview_proposal",
        "receive_payment",
        "refuse_proposal",
        "replay_untold",
        "request_certificate",
        "reverse_act",
        "search",
        "show_reassessment",
        "store_document",
        "submit_draft",
        "subscribe",
        "take_token",
        "validate_proposal",
    ]
