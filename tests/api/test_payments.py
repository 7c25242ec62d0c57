"""Money by the API: a clerk's own payments, statements, the counter, and signed callbacks."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from tests import factories
from tests.api.samples import ROOT, Caller
from tests.collection import samples
from tests.collection.samples import Movement, camt
from tests.platform.sessions import at_once, failures

from socle.api import clock
from socle.collection.operations.partners import partner_secret
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.queries import seal
from socle.platform.audit.queries import first_break

NUMBER = factories.CM_EMPLOYER
CODE = "momo-wouri"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return samples.agency()


def secret_of(place: factories.Agency) -> str:
    """Registers the partner, or gives it a new secret; the secret."""
    samples.act(place.administrator, "register_partner", partner=CODE, name="Wouri Money")
    with fund_scope(place.fund.id):
        return partner_secret(desk=place.administrator, code=CODE)


def notice(**changed: Any) -> dict[str, Any]:
    today = clock.today("CM").isoformat()
    said = {
        "transaction_id": "TX-1",
        "amount": 5_000,
        "currency": "XAF",
        "reference": NUMBER,
        "value_on": today,
        "payer_account": "237699000001",
    }
    return said | changed


def call(
    place: factories.Agency,
    secret: str,
    said: dict[str, Any],
    *,
    at: int | None = None,
    change: Callable[[bytes], bytes] = lambda body: body,
    partner: str = CODE,
) -> Any:
    """A partner's call; `change` is done to the body after it was signed."""
    body = json.dumps(said).encode()
    stamp = str(at or int(clock.now().timestamp()))
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return Client().post(
        f"{ROOT}/callbacks/{place.fund.code}/{partner}",
        change(body),
        content_type="application/json",
        headers={"X-Socle-Timestamp": stamp, "X-Socle-Signature": signed},
    )


def test_a_signed_notice_is_booked_and_pays(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    answer = call(place, secret_of(place), notice(amount=due))
    assert (answer.status_code, answer.json()["is_matched"]) == (201, True)
    assert samples.balance(place)["2026-01"] == (due, due)


def test_the_same_transaction_signed_again_counts_once(place: factories.Agency) -> None:
    secret = secret_of(place)
    now = int(clock.now().timestamp())
    first = call(place, secret, notice(), at=now)
    again = call(place, secret, notice(), at=now - 1)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["payment"] == again.json()["payment"]
    otherwise = call(place, secret, notice(amount=6_000), at=now - 2)
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "acts.key_reused")


def test_a_call_is_taken_once(place: factories.Agency) -> None:
    secret, now = secret_of(place), int(clock.now().timestamp())
    assert call(place, secret, notice(), at=now).status_code == 201
    replayed = call(place, secret, notice(), at=now)
    assert (replayed.status_code, replayed.json()["code"]) == (409, "collection.call_replayed")


@pytest.mark.parametrize("late", [-301, 301])
def test_a_call_out_of_its_window_is_refused(place: factories.Agency, late: int) -> None:
    answer = call(place, secret_of(place), notice(), at=int(clock.now().timestamp()) + late)
    assert (answer.status_code, answer.json()["code"]) == (401, "collection.call_late")


def test_whatever_is_wrong_with_who_calls_the_answer_is_the_same(place: factories.Agency) -> None:
    secret = secret_of(place)
    wrong = [
        call(place, "another", notice()),
        call(place, secret, notice(), partner="nobody"),
        call(place, secret, notice(), change=lambda body: body.replace(b"5000", b"9000")),
        call(place, secret, notice(), change=lambda body: body + b" "),
    ]
    fund = place.fund.code
    unsigned = Client().post(f"{ROOT}/callbacks/{fund}/{CODE}", {}, "application/json")
    elsewhere = Client().post(f"{ROOT}/callbacks/nowhere/{CODE}", {}, "application/json")
    answers = [*wrong, unsigned, elsewhere]
    assert {each.status_code for each in answers} == {401}
    assert len({each.content for each in answers}) == 1
    assert samples.rows(place, "SELECT count(*) FROM payment") == [(0,)]


def test_a_new_secret_closes_the_old_one(place: factories.Agency) -> None:
    old, new = secret_of(place), secret_of(place)
    assert call(place, old, notice()).status_code == 401
    assert call(place, new, notice()).status_code == 201


def test_no_copy_of_the_database_holds_the_secret(place: factories.Agency) -> None:
    secret = secret_of(place)
    kept = samples.rows(place, "SELECT to_jsonb(p)::text FROM payment_partner p")
    assert secret not in str(kept)
    assert samples.rows(place, "SELECT count(*) FROM act WHERE to_jsonb(act)::text LIKE %s",
                        f"%{secret}%") == [(0,)]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": 0}, "api.invalid"),
        ({"amount": 1.5}, "api.invalid"),
        ({"amount": True}, "api.invalid"),
        ({"more": 1}, "api.invalid"),
        ({"value_on": "2026-02-30"}, "api.invalid"),
        ({"value_on": "2199-01-01"}, "collection.value_to_come"),
        ({"currency": "EUR"}, "collection.not_our_currency"),
        ({"transaction_id": ""}, "api.invalid"),
    ],
)
def test_a_signed_notice_that_says_nonsense_is_refused(
    place: factories.Agency, changed: dict[str, Any], code: str
) -> None:
    answer = call(place, secret_of(place), notice(**changed))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_clerk_reads_their_employer_s_payments_alone(place: factories.Agency) -> None:
    samples.post_statement(
        place.accounts, camt([Movement(10, NUMBER), Movement(20, samples.OTHER)])
    )
    others = samples.rows(place, "SELECT number FROM payment WHERE amount = 20")[0][0]
    clerk = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, NUMBER))
    listed = clerk.get(f"/employers/{NUMBER}/payments").json()["items"]
    assert [each["amount"]["minor"] for each in listed] == [10]
    assert clerk.get(f"/payments/{listed[0]['number']}").status_code == 200
    assert clerk.get(f"/employers/{samples.OTHER}/payments").status_code == 404
    assert clerk.get(f"/payments/{others}").status_code == 404


def sent(caller: Caller, content: bytes, key: str) -> Any:
    return caller.client.post(
        f"{ROOT}/statements",
        {"file": SimpleUploadedFile("releve.xml", content)},
        headers=caller.headers | {"Idempotency-Key": key},
    )


def test_a_statement_is_posted_once_and_refused_with_its_places(place: factories.Agency) -> None:
    caller = Caller(place.accounts)
    first = sent(caller, camt([Movement(5_000)]), "k1")
    again = sent(caller, camt([Movement(5_000)]), "k2")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["number"], again.json()["status"]) == (
        again.json()["number"],
        "already_posted",
    )
    wrong = sent(caller, camt([Movement(5, currency="EUR")], name="ST-9"), "k3")
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["code"] == "collection.other_currency"
    assert wrong.json()["errors"][0]["where"]["line"] > 5


def test_lines_that_wait_are_listed_with_what_they_may_be(place: factories.Agency) -> None:
    caller = Caller(place.accounts)
    movements = [Movement(5_000, "MARS"), Movement(700, "LOYER")]
    sent(caller, camt(movements), "k1")
    again = sent(caller, samples.csv_of(movements), "k2").json()
    assert (again["held_count"], again["held"]["minor"], again["booked_count"]) == (2, 5_700, 0)
    path = f"/statements/{again['number']}/open-lines"
    first = caller.get(path, limit=1).json()
    [line] = first["items"]
    assert (line["line"], line["outcome"], line["near"][0]["nearness"]) == (1, "held", "same_text")
    second = caller.get(path, limit=1, cursor=first["next"]).json()
    assert ([each["line"] for each in second["items"]], second["next"]) == ([2], None)
    assert caller.get("/statements/RB-2026-9/open-lines").status_code == 404
    clerk = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, NUMBER))
    assert clerk.get(path).status_code == 403


def test_a_payment_at_the_counter_answers_with_its_receipt(place: factories.Agency) -> None:
    cashier = samples.cashier(place)
    samples.act(cashier, "open_cash_day", opening_float="0", on=clock.today("CM"))
    caller = Caller(cashier)
    paid = {"employer": NUMBER, "amount": 1_200_080, "means": "cash"}
    first = caller.post("/payments", paid, key="k1")
    again = caller.post("/payments", paid, key="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["in_words"] == "un million deux cent mille quatre-vingts francs CFA"
    assert first.json()["payment"]["number"] == again.json()["payment"]["number"]


@pytest.mark.slow
def test_a_transaction_told_at_the_same_moment_is_booked_once(own_database: str) -> None:
    place = samples.agency()
    secret, now = secret_of(place), int(clock.now().timestamp())
    connections.close_all()
    tasks = [lambda late=late: call(place, secret, notice(), at=now - late) for late in range(4)]
    answers = at_once(*tasks)
    assert failures(answers) == []
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert samples.rows(place, "SELECT count(*) FROM payment") == [(1,)]


@pytest.mark.slow
def test_a_statement_sent_at_the_same_moment_posts_once(own_database: str) -> None:
    place = samples.agency()
    callers = [Caller(place.accounts) for _ in range(4)]
    content = camt([Movement(1_000 + rank, NUMBER) for rank in range(50)])
    connections.close_all()
    tasks = [lambda each=each, key=f"k{rank}": sent(each, content, key)
             for rank, each in enumerate(callers)]  # fmt: skip
    answers = at_once(*tasks)
    assert failures(answers) == []
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert samples.rows(place, "SELECT count(*) FROM payment") == [(50,)]
    with fund_scope(place.fund.id):
        seal(fund_id=place.fund.id)
        assert first_break(fund_id=place.fund.id) is None
