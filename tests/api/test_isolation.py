"""Every operation of the API is described, known by a lasting id, and closed to nobody's call.

What an agent of another fund is answered: see `test_of_another_fund`. Operations come from the
description itself: one that is added is tried without being named here.
"""

from functools import cache
from typing import Any

import pytest
from django.test import Client

from socle.api.application import api

# Signed, or shown a secret: see their tests.
OPEN = {"health", "notify_payment", "call_of_lot", "take_token"}
# Who serves the other fund stands there, for its administrator.
OF_ONE_S_PEOPLE = {"list_roles"}
# Every kind is told, counted in the other fund: see the test of the report.
COUNTED = {"list_data_kept"}
# What no fund owns: the law, and how a number is written.
NOBODY_S = {
    "compute_benefit",
    "compute_contributions",
    "compute_penalty",
    "check_identifier",
    "get_processing_register",
    "list_act_types",
}


@cache
def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Each operation by its id: method, path, description."""
    return {
        described["operationId"]: (method, path, described)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, described in methods.items()
    }


def is_empty(answer: dict[str, Any]) -> bool:
    """Nothing of anybody: no value at all, or a list of none whose totals are all zero."""
    if "items" not in answer or "totals" not in answer:
        return not any(answer.values())
    money = [each for each in answer["totals"].values() if isinstance(each, dict)]
    return not answer["items"] and bool(money) and not any(each["minor"] for each in money)


@pytest.mark.parametrize("operation", sorted(set(operations()) - OPEN))
def test_without_a_token_nobody_sees_anything(db: None, operation: str) -> None:
    method, path, _ = operations()[operation]
    response = getattr(Client(), method)(path.replace("{number}", "1").replace("{act}", "hire"))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


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
