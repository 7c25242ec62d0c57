"""Whoever knows a number of another fund learns nothing by it: it is answered like nobody's.

The fund that is tried has rows in every table; operations come from the description and acts from
the catalogue, so that one that is added is tried without being named here.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from tests import factories
from tests.api.samples import ROOT, Caller
from tests.api.test_isolation import COUNTED, NOBODY_S, OF_ONE_S_PEOPLE, OPEN, is_empty, operations
from tests.conftest import Undone

from socle.platform.access import operations as access
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Role

# What a path names, by its beginning: where the fund at work has one, and one that nobody has.
PLACES = {
    "/deposits/": ("SELECT number FROM deposit", "R-2019-11-000001"),
    "/declarations/": ("SELECT number FROM declaration_in_force", "D-2019-01-000000001"),
    "/profiles/": ("SELECT number FROM file_profile", "F-900001"),
    "/employers/": ("SELECT number FROM employer", "9123456789Q"),
    "/persons/": ("SELECT number FROM person", "9922334455Q"),
    "/imports/": ("SELECT number FROM import_run", "I-2019-000001"),
    "/injuries/": ("SELECT number FROM work_injury", "AT-2019-000001"),
    "/lots/": ("SELECT number FROM payment_lot", "LP-2019-0000001"),
    "/orders/": ("SELECT number FROM payment_order", "OP-900000001"),
    "/cards/": ("SELECT 'K-' || lpad(id::text, 8, '0') FROM insured_card", "K-90000001"),
    "/claims/": ("SELECT number FROM claim WHERE number LIKE 'DP-%%'", "DP-2019-000001"),
    "/awards/": ("SELECT number FROM award", "DR-2019-000001"),
    "/runs/": ("SELECT number FROM benefit_run", "E-2019-01-000001"),
    "/campaigns/": ("SELECT number FROM campaign", "CE-2019-000001"),
    "/papers/": ("SELECT number FROM register_certificate", "C-2019-000001"),
    "/documents/": ("SELECT max(id)::text FROM document", "2000000000"),
    "/acts/": ("SELECT number FROM act", "A-2019-000000001"),
    "/subscriptions/": ("SELECT number FROM partner_subscription", "W-2019-000000001"),
    "/drafts/": ("SELECT number FROM act_draft", "B-2019-000000001"),
    "/proposals/": ("SELECT max(number) FROM act_proposal", "P-2019-000000001"),
    "/payments/": ("SELECT number FROM payment", "E-2019-000000001"),
    "/statements/": ("SELECT number FROM bank_statement", "RB-2019-000000001"),
    "/breaches/": ("SELECT number FROM breach", "V-2019-000001"),
    "/notice-runs/": ("SELECT number FROM notice_run", "N-2019-000001"),
}
NOBODYS = {path: nobody for path, (_, nobody) in PLACES.items()}
# An administrator does no act; whoever serves an employer or a partner holds no other role.
ALONE = {Role.ADMINISTRATOR, Role.EMPLOYER_CLERK, Role.MANDATARY, Role.PARTNER}
# Numbers that a fund gives, days and instants: what two answers to one question do not have alike.
PASSING = re.compile(
    r"[A-Z]{1,3}-(\d{4}-)?(\d\d-)?\d{5,9}|\b\d{9,10}[A-Za-z]\b|\b\d{10}-\d{3,}\b"
    r"|\d{4}-\d\d-\d\d(T[0-9:.]+(Z|\+00:00)?)?"
)
# What their own fund's agents do not read either: partners alone do, and a card that died is known.
KNOWN_UNREAD = {
    ("check_standing", 403, "access.forbidden"),
    ("list_untold", 403, "partners.partners_only"),
    ("get_card_code", 422, "cards.not_live"),
}
Numbers = dict[str, str]


def body(operation: str, numbers: Numbers) -> dict[str, Any]:
    """What an operation is told, complete, of those files."""
    person, employer = numbers["/persons/"], numbers["/employers/"]
    seen = {"evidence": [int(numbers["/documents/"])]}
    hiring = {"fields": {"person": person, "employer": employer}, "effective_on": "2020-01-01"}
    bodies: dict[str, dict[str, Any]] = {
        "define_profile": {"employer": employer, "name": "Paie", "effective_on": "2020-01-01"}
        | {"columns": {"insured_number": "A"}}
        | seen,
        "declare_nil": {"employer": employer, "month": "2026-01"},
        "check_coverages": {"persons": [person]},
        "file_claim": {"person": person, "benefit": "old_age", "event_on": "2026-06-30"}
        | {"filed_on": "2026-07-02"}
        | seen,
        "subscribe": {"url": "https://mutuelle.example/avis", "events": ["death"]},
        "perform_act": hiring | seen,
        "submit_draft": hiring | seen,
        "reverse_act": {"motive": "Essai"},
        "refuse_proposal": {"reason": "Essai"},
        "keep_draft": {"fields": hiring["fields"]} | seen,
        "keep_draft_again": {"fields": hiring["fields"], "seen_at": "2026-01-01T00:00:00Z"} | seen,
        "drop_draft": {"reason": "Essai"},
        "receive_payment": {"employer": employer, "amount": 1000, "means": "cash"},
        "ask_source_of_person": {"ask": "identity"},
        "ask_source_of_employer": {"ask": "company"},
        "ask_source_of_wages": {"month": "2026-01"},
        "check_identifier": {"country": "cm", "kind": "insured", "value": person},
    }
    return bodies.get(operation, {})


# What a list is narrowed by.
NARROWED = {
    "list_profiles": ("employer", "/employers/"),
    "list_missing_months": ("employer", "/employers/"),
    "list_late_declarations": ("employer", "/employers/"),
    "list_queue": ("employer", "/employers/"),
    "check_coverage": ("person", "/persons/"),
    "search": ("q", "/persons/"),
}
# What a reading cannot do without.
ASKED = {
    "check_standing": {"purpose": "Marché public"},
    "get_account_statement": {"since": "2019-01-01", "until": "2026-12-31"},
}
FORMS = {"declare", "hand_in_import", "store_document", "post_statement"}


def called(caller: Caller, operation: str, numbers: Numbers) -> HttpResponse:
    """The answer to an operation on files of those numbers."""
    method, path, _ = operations()[operation]
    path = path.removeprefix(ROOT).replace("/acts/{act}", act_path(operation, numbers))
    path = path.replace("{kind}", "registration")
    found = next((place for place in PLACES if path.startswith(place)), "")
    path = re.sub(r"\{(number|document)\}", numbers.get(found, ""), path)
    if method == "get":
        name, of = NARROWED.get(operation, ("", ""))
        narrowed = {name: numbers[of]} if name else ASKED.get(operation, {})
        return caller.get(path, **narrowed)
    if operation in FORMS:
        headers = caller.headers | {"Idempotency-Key": "k"}
        file = SimpleUploadedFile("essai.txt", b"C04 " + numbers["/employers/"].encode())
        form = {"file": file, "source": "S-0001", "deposited_on": "2026-02-10"}
        sent = caller.client.post(ROOT + path, form, headers=headers)
        return cast("HttpResponse", sent)
    return caller.post(path, body(operation, numbers), key="k")


def act_path(operation: str, numbers: Numbers) -> str:
    """Of acts, some operations name the type and others the number."""
    is_of_type = operation in {"perform_act", "keep_draft"}
    return f"/acts/{'hire' if is_of_type else numbers['/acts/']}"


def with_all_roles(fund: FundView) -> Desk:
    """Somebody who may whatever one person may: no refusal of a right hides what comes after it."""
    first, *others = sorted(set(Role) - ALONE)
    login = factories.desk(fund, first).login
    for role in others:
        access.grant_role(login=login, fund_code=fund.code, role=role)
    return desk_of_login(login=login, fund_code=fund.code)


@dataclass(frozen=True)
class TwoFunds:
    """The fund at work, what is in it, and who calls from another."""

    insider: Caller
    strangers: list[Caller]
    stranger: Desk
    numbers: Numbers
    words: list[str]


@pytest.fixture(scope="module")
def two(at_work: tuple[str, factories.Agency]) -> Iterator[TwoFunds]:
    """Both funds, in a transaction of the module."""
    from tests.conftest import leading_to

    name, place = at_work
    with leading_to(name), suppress(Undone), transaction.atomic():
        other = factories.agency("CM")
        everywhere = with_all_roles(other.fund)
        person = {"number": factories.CM_PERSON, "family_name": "ATEBA"}
        factories.act(place.registration, "correct_civil_status", **person)
        numbers, words = known_of(place)
        clerk = factories.desk(other.fund, Role.EMPLOYER_CLERK, numbers["/employers/"])
        partner = factories.desk(other.fund, Role.PARTNER)
        callers = [Caller(desk) for desk in (everywhere, other.administrator, clerk, partner)]
        insider = Caller(with_all_roles(place.fund))
        yield TwoFunds(insider, callers, everywhere, numbers, words)
        raise Undone


def known_of(place: factories.Agency) -> tuple[Numbers, list[str]]:
    """A number for each path, and words that stand in no other fund."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        numbers = {}
        for path, (statement, _) in PLACES.items():
            cursor.execute(f"{statement} ORDER BY 1 LIMIT 1")
            (numbers[path],) = cursor.fetchone()
        cursor.execute("SELECT DISTINCT family_name FROM person_civil_status")
        names = [name for (name,) in cursor.fetchall()]
    agents = (place.registration, place.accounts, place.verifier, place.administrator)
    return numbers, [place.fund.code, *names, *(each.login for each in agents)]


@pytest.fixture
def tried(two: TwoFunds) -> Iterator[TwoFunds]:
    """What a test writes is undone."""
    with suppress(Undone), transaction.atomic():
        yield two
        raise Undone


def plain(response: HttpResponse, numbers: Numbers) -> tuple[int, str]:
    """An answer without the numbers that it was asked by, nor those that it gives."""
    said = response.content.decode()
    if response.status_code == 201:  # what was kept has an id and a digest of its own
        said = re.sub(r'"id": \d+|"sha256": "[0-9a-f]{64}"', "·", said)
    document = rf"\b{numbers['/documents/']}\b"
    return response.status_code, re.sub(document, "·", PASSING.sub("·", said))


@pytest.mark.parametrize("operation", sorted(set(operations()) - OPEN))
def test_a_number_of_another_fund_is_answered_like_nobody_s(
    tried: TwoFunds, operation: str
) -> None:
    for caller in tried.strangers:
        answers = []
        for numbers in (tried.numbers, NOBODYS):
            with suppress(Undone), transaction.atomic():
                answers.append(called(caller, operation, numbers))
                raise Undone
        theirs, nobodys = answers
        assert theirs.status_code < 500, theirs.content.decode()
        if caller.roles != {Role.EMPLOYER_CLERK}:  # who may read one number alone
            assert plain(theirs, tried.numbers) == plain(nobodys, NOBODYS)
        said = theirs.content.decode()
        is_told = operation in NOBODY_S | OF_ONE_S_PEOPLE | COUNTED
        if operations()[operation][0] == "get" and theirs.status_code == 200 and not is_told:
            assert is_empty(json.loads(said)), said
        assert [word for word in tried.words if word in said] == []


def test_the_numbers_are_those_of_files_that_their_own_fund_reads(tried: TwoFunds) -> None:
    """Otherwise the test above would prove nothing."""
    unread = set()
    for operation, (method, path, _) in operations().items():
        if method == "get" and "{" in path and operation not in OPEN:
            response = called(tried.insider, operation, tried.numbers)
            if response.streaming:
                list(cast("StreamingHttpResponse", response))  # read whole, and so closed
            if response.status_code != 200:
                unread.add((operation, response.status_code, response.json()["code"]))
    assert unread == KNOWN_UNREAD
