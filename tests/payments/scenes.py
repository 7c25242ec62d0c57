"""A fund that owes: persons with accounts, a validated run, the desks that pay it.

The rows of claims and runs are written here and not by their operations: what is tried is what
payments make of them, and the audit holds them to their own rules all the same.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection
from psycopg.types.range import DateRange
from tests import factories
from tests.conftest import NOW, TODAY

from socle.benefits.models import Award, BenefitRun, Claim, ClaimDecision, RunStep, RunTotal
from socle.kernel.check_digits import iban_of, rib_key
from socle.ledger.operations import post_entries
from socle.ledger.types import Account, Entry, EntryKind, Posting
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.operations import keep_document
from socle.platform.temporal.operations import assign
from socle.registry.facts import PERSON_ACCOUNT
from socle.registry.operations.details_accounts import kept_account
from socle.registry.queries.people import person_id

JUNE = date(2026, 6, 1)
SINCE = date(2026, 1, 1)
FUND_ACCOUNT = "CM2110003001000500000605306"
WALLET = "+237677000{rank:03d}"


@dataclass(frozen=True)
class House:
    """A fund with the five desks that pay."""

    place: factories.Agency
    paymaster: Desk
    authoriser: Desk
    accountant: Desk


def house() -> House:
    """A fund of Cameroon, with an account for every bank and a counter."""
    return paid_by(factories.agency())


def paid_by(place: factories.Agency) -> House:
    """The desks that pay in a fund, and what it pays from."""
    found = House(
        place,
        factories.desk(place.fund, Role.PAYMASTER),
        factories.desk(place.fund, Role.AUTHORISING_OFFICER),
        factories.desk(place.fund, Role.PAYMENTS_ACCOUNTANT),
    )
    pays(found, channel="bank", form="pain001", name="BEAC", account=FUND_ACCOUNT)
    pays(found, channel="cash", form="list", name="Caisse centrale")
    return found


def pays(house: House, **fields: str) -> ActAnswer:
    """A paying account, set by the accountant and validated by another."""
    asked = act(house.accountant, "set_paying_account", on=SINCE, **fields)
    with fund_scope(house.place.fund.id):
        return validate(desk=house.place.verifier, number=asked.act, at=NOW)


def account(rank: int, bank: str = "10002") -> str:
    """An IBAN of Cameroon with a right key."""
    body = f"{bank}00030{rank:011d}"
    return iban_of("CM", body + rib_key(body))


def payee(house: House, rank: int, *, to: str = "", name: str = "") -> str:
    """A registered person, with an account that pays since January; no account where it is `-`."""
    number = factories.person(
        house.place, f"{2_000_000_000 + rank}", family_name=name or f"MBARGA{chr(65 + rank % 26)}"
    )
    if to != "-":
        banked(house, number, to or account(rank))
    return number


def banked(
    house: House, number: str, to: str, since: date = SINCE, *, is_sealed: bool = True
) -> None:
    """States the account that pays a person from a day on; sealed, or in clear as before."""
    values: dict[str, Any] = {
        "kind": "wallet" if to.startswith("+") else "bank",
        "operator": "MTN" if to.startswith("+") else "",
        "usable_on": since,
        "state": "open",
    }
    with (
        fund_scope(house.place.fund.id),
        performing(request(house), subject_kind="person", subject_number=number) as act,
    ):
        values["account"] = kept_account(request(house), act=act, account=to) if is_sealed else to
        assign(
            PERSON_ACCOUNT,
            fund_id=house.place.fund.id,
            key={"person_id": person_id(number)},
            values=values,
            valid=DateRange(since, None),
        )


def owed(house: House, amounts: Mapping[str, int], month: date = JUNE) -> str:
    """A validated run that owes persons so much each, of one branch; its number."""
    with fund_scope(house.place.fund.id):
        return _validated(house, _computed(house, amounts, month), sum(amounts.values()), month)


def _computed(house: House, amounts: Mapping[str, int], month: date) -> BenefitRun:
    said: dict[str, Any] = {"fund_id": house.place.fund.id}
    with performing(request(house), subject_kind="run", subject_number=uuid4().hex) as act:
        said |= {"act_id": act.id}
        number = f"EC-{act.id}"
        run = BenefitRun.objects.create(
            number=number, month=month, benefits=["old_age"], known_at=act.recorded_at, **said
        )
        for person, amount in amounts.items():
            award = _award(person, amount, f"{person}-{act.id}", act.recorded_at, said)
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO award_due VALUES (%s, %s, %s, 1, %s, %s, 'regular', %s)",
                    [said["fund_id"], run.pk, award.pk, award.beneficiary_id, month, amount],
                )
        RunTotal.objects.create(
            run=run,
            benefit="old_age",
            branch="pensions",
            month=month,
            kind="regular",
            dues=len(amounts),
            amount=sum(amounts.values()),
            **said,
        )
    return run


def _award(person: str, amount: int, number: str, at: Any, said: dict[str, Any]) -> Award:
    whose = person_id(person)
    claim = Claim.objects.create(
        number=number,
        person_id=whose,
        benefit="old_age",
        event_on=SINCE,
        filed_on=SINCE,
        channel="counter",
        recorded_at=at,
        **said,
    )
    ClaimDecision.objects.create(
        number=number, claim=claim, outcome="granted", decided_on=SINCE, amount=amount, **said
    )
    return Award.objects.create(
        number=number,
        claim=claim,
        person_id=whose,
        beneficiary_id=whose,
        benefit="old_age",
        branch="pensions",
        periodicity="monthly",
        **said,
    )


def _validated(house: House, run: BenefitRun, total: int, month: date) -> str:
    with performing(request(house), subject_kind="run", subject_number=run.number) as act:
        RunStep.objects.create(run=run, fund_id=run.fund_id, act_id=act.id, step="validated")
        post_entries(
            [
                Entry(
                    EntryKind.BENEFIT_DUE,
                    (
                        Posting(Account.BENEFIT, month, total, None, "pensions"),
                        Posting(Account.BENEFICIARY, month, -total, None, "pensions"),
                    ),
                )
            ],
            fund_id=run.fund_id,
            act_id=act.id,
            occurred_on=month,
            recorded_at=act.recorded_at,
        )
    return run.number


def request(house: House) -> ActRequest:
    """What writes the rows of a scene."""
    return ActRequest(house.place.registration, "scene", {}, SINCE, "", uuid4().hex)


# ------------------------------------------------------------------ acts


def act(
    by: Desk, code: str, *, on: date = TODAY, motive: str = "vu", key: str = "", **fields: Any
) -> ActAnswer:
    """An act of a desk, today."""
    with fund_scope(by.fund.id):
        return submit(
            desk=by,
            act_type_code=code,
            fields=fields,
            effective_on=on,
            motive=motive,
            key=key or uuid4().hex,
            at=NOW,
        )


def take(house: House, content: bytes, name: str = "retour.xml", *, key: str = "") -> ActAnswer:
    """Takes a returned file."""
    by = house.paymaster
    with fund_scope(by.fund.id):
        kept = keep_document(
            fund_id=by.fund.id,
            stream=io.BytesIO(content),
            name=name,
            limit_bytes=10**7,
            at=NOW,
            by=by.user_id,
        )
        return submit(
            desk=by,
            act_type_code="take_returns",
            fields={},
            effective_on=TODAY,
            motive="",
            key=key or uuid4().hex,
            at=NOW,
            evidence=(kept.id,),
        )


def prepared(house: House, run: str, **fields: Any) -> list[str]:
    """The lots that a run's payments are prepared in."""
    done = act(house.paymaster, "prepare_orders", run=run, **fields)
    found = rows(
        house,
        "SELECT l.number FROM lot_state l JOIN act a ON a.id = l.act_id WHERE"
        f" a.number = '{done.act}' ORDER BY channel, agency",
    )
    return [number for (number,) in found]


def sent(house: House, lot: str) -> None:
    """A lot taken through its steps by three persons."""
    act(house.paymaster, "control_lot", lot=lot)
    act(house.authoriser, "validate_lot", lot=lot)
    act(house.accountant, "endorse_lot", lot=lot)
    act(house.accountant, "send_lot", lot=lot)


def rows(house: House, statement: str) -> list[tuple[Any, ...]]:
    """What a statement finds in the fund."""
    with fund_scope(house.place.fund.id), connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor)


def orders(house: House) -> list[tuple[str, str]]:
    """Each order's number and state, in order."""
    return rows(house, "SELECT number, state FROM order_state ORDER BY order_id")


def states(house: House) -> list[str]:
    return [state for _number, state in orders(house)]


def balance(house: House, name: str) -> int:
    """What an account holds: debit above zero."""
    found = rows(
        house, f"SELECT coalesce(sum(amount), 0) FROM account_posting WHERE account = '{name}'"
    )
    return int(found[0][0])
