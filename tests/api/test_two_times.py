"""Every resource is read in two times, or says here why not: from the description itself.

A resource of tomorrow is asked the same on the day it is born.
"""

from datetime import timedelta

from django.http import HttpResponse
from tests import factories
from tests.api.samples import Caller
from tests.contributions.sheets import defined
from tests.registry import imports
from tests.registry.carded import a_life

from socle.api import clock
from socle.api.application import api

SCHEMA = api.get_openapi_schema()
READ = {
    methods["get"]["operationId"]: {each["name"] for each in methods["get"]["parameters"]}
    for methods in SCHEMA["paths"].values()
    if "get" in methods
}

# It tells all of valid time, period by period: only what was known is asked.
WHOLE = {
    "get_breach",
    "list_breaches",
    "get_account",
    "get_award",
    "get_account_statement",
    "list_acts",
    "list_acts_on_employer",
    "list_acts_on_person",
    "list_foreign_periods",
    "list_mandates",
    "list_person_awards",
}
# Worked out for a day from what is known at present; each employer, award or claim has a page of
# its own that answers what was known.
OF_A_DAY = {
    "get_aged_balance",
    "list_awaited_proofs",
    "list_exchange_messages",  # the journal of a day
    "list_missing_months",
}
# What waits for somebody now: it is work, not history; what was decided is an act.
IN_HAND = {
    "get_basket",
    "get_draft",
    "get_proposal",
    "list_change_notices",
    "list_changes",
    "list_drafts",
    "list_openings",
    "list_open_lines",
    "list_proposals",
    "list_queue",
    "list_refused",
    "list_suspected_pairs",
    "list_untold",
    "preview_proposal",
    "search",
    "show_reassessment",
}
# It happened: each entry bears its instant or its day and never says otherwise afterwards; what
# came of it since is told as events of their own.
HAPPENED = {
    "get_act",
    "get_campaign",
    "get_claim",
    "get_declaration",
    "get_deposit",
    "get_import",
    "get_lot",
    "get_order",
    "get_origin",
    "get_payment",
    "get_notice_run",
    "get_run",
    "get_statement",
    "list_accesses",
    "list_campaign_children",
    "list_campaigns",
    "list_changes_since",
    "list_claims",
    "list_data_purges",
    "list_declaration_lines",
    "list_deposit_errors",
    "list_deposits",
    "list_discrepancies",
    "list_import_errors",
    "list_imports",
    "list_late_declarations",
    "list_log_purges",
    "list_lots",
    "list_medical_accesses",
    "list_outgoing_messages",
    "list_payments",
    "list_runs",
    "list_shared_accounts",
    "list_source_events",
    "list_standing_checks",
}
# Made at the call, for whoever calls, and noted as such: a paper is of the day it is made.
MADE_NOW = {"check_standing", "get_card_code", "get_liaison_form", "get_paper"}
# No fact of a fund: the software, the site, a file as it was handed in, the caller's own settings.
NO_FACT = {
    "get_document",
    "get_processing_register",
    "health",
    "list_act_types",
    "list_subscriptions",
}
KNOWN_ALONE = WHOLE
NEITHER = IN_HAND | HAPPENED | MADE_NOW | NO_FACT


def test_a_resource_is_read_in_its_two_times() -> None:
    found = {
        operation
        for operation, asked in READ.items()
        if not {"on", "known_at"} <= asked and operation not in KNOWN_ALONE | OF_A_DAY | NEITHER
    }
    assert not found


def test_what_is_excepted_is_there_and_is_an_exception() -> None:
    for operation in KNOWN_ALONE | OF_A_DAY | NEITHER:
        assert operation in READ, operation
        asked = READ[operation] & {"on", "known_at"}
        expected = (
            {"known_at"} if operation in WHOLE else {"on"} if operation in OF_A_DAY else set()
        )
        assert asked == expected, operation


def listed(answer: HttpResponse) -> int:
    """How many an answer lists."""
    assert answer.status_code == 200, answer.content
    said = answer.json()
    items = said if isinstance(said, list) else said["items"]
    return len(items)


def test_papers_cards_and_layouts_are_read_as_known_and_up_to_a_day(db: None) -> None:
    """Each is made at present, for a day that is past: yesterday nobody knew of any."""
    yesterday = (clock.today("CM") - timedelta(days=1)).isoformat()
    place = factories.agency("CM")
    person, employer = factories.person(place), factories.employer(place)
    a_life(place, person, employer)
    factories.act(place.accounts, "request_certificate", employer=employer)
    profile = defined(place.accounts).subject
    imports.source(place)
    for path, by in (
        (f"/persons/{person}/cards", place.registration),
        (f"/persons/{person}/certificates", place.registration),
        (f"/employers/{employer}/affiliation-certificates", place.registration),
        (f"/employers/{employer}/certificates", place.accounts),
        ("/profiles", place.accounts),
        ("/import-sources", place.registration),
        ("/acts", place.auditor),
    ):
        caller = Caller(by)
        assert listed(caller.get(path)), path
        assert not listed(caller.get(path, known_at=yesterday)), path
        if path != "/acts":
            assert not listed(caller.get(path, on="2014-12-31")), path
    caller = Caller(place.accounts)
    assert caller.get(f"/profiles/{profile}").status_code == 200
    assert caller.get(f"/profiles/{profile}", known_at=yesterday).status_code == 404
