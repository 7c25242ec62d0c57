"""Bulk disbursement by the GSMA Mobile Money API 1.2.0: a batch, and what is said of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from socle.kernel.bank_values import day_of, minor_units
from socle.kernel.errors import Fault
from socle.kernel.money import Money
from socle.payments.files.texts import plain
from socle.payments.files.types import Answer, Batch, Collected, Returned, Said

MOST_LINES = 999_999


def amount_text(amount: int, currency: str) -> str:
    """An amount as the API wants it: a string without trailing zero.

    Example:
        >>> amount_text(1520, "MAD")
        '15.2'
    """
    text = Money(amount, currency).decimal()
    return text.rstrip("0").rstrip(".") if "." in text else text


def write(batch: Batch) -> dict[str, Any]:
    """The body of `POST /batchtransactions`."""
    payer = batch.payer
    return {
        "batchTitle": batch.number,
        "requestDate": f"{batch.created_at:%Y-%m-%dT%H:%M:%S}Z",
        "requestingOrganisation": {
            "requestingOrganisationIdentifierType": "organisationid",
            "requestingOrganisationIdentifier": plain(payer.name, 100),
        },
        "transactions": [
            {
                "amount": amount_text(each.amount, payer.currency),
                "currency": payer.currency,
                "type": "disbursement",
                "creditParty": [{"key": "msisdn", "value": each.account}],
                "debitParty": [{"key": "accountid", "value": payer.account}],
                "requestingOrganisationTransactionReference": each.reference,
            }
            for each in batch.transfers
        ],
    }


def pieces(batch: Batch) -> Iterator[bytes]:
    """The same body as a file."""
    yield json.dumps(write(batch), ensure_ascii=True).encode()


def answers(
    *,
    batch: str,
    completions: Sequence[Mapping[str, Any]],
    rejections: Sequence[Mapping[str, Any]],
) -> bytes:
    """What an operator says of a batch, as the file in which the fund keeps it."""
    said = {"batch": batch, "completions": completions, "rejections": rejections}
    return json.dumps(said, sort_keys=True).encode()


def read_answers(content: bytes, *, currency: str) -> tuple[Returned | None, list[Fault]]:
    """The same file read again, or everything that is wrong with it."""
    faults = Collected()
    try:
        said = json.loads(content)
        lists = [said["completions"], said["rejections"]]
        is_right = all(isinstance(each, dict) for lines in lists for each in lines)
    except (ValueError, KeyError, TypeError, RecursionError):
        is_right = False
    if not is_right:
        faults.add("payments.not_returns", 1, "file")
        return None, faults.faults
    return read(*lists, batch=str(said.get("batch", "")), currency=currency)


def read(
    completions: Sequence[Mapping[str, Any]],
    rejections: Sequence[Mapping[str, Any]],
    *,
    batch: str,
    currency: str,
) -> tuple[Returned | None, list[Fault]]:
    """What an operator says of the lines of a batch, or everything that is wrong with it."""
    faults = Collected()
    said = [
        line
        for answer, lines in ((Answer.PAID, completions), (Answer.REJECTED, rejections))
        for place, each in enumerate(lines, 1)
        if (line := _said(place, each, answer, currency, faults))
    ]
    if faults.faults:
        return None, faults.faults
    return Returned("gsma", batch, tuple(said)), []


def _said(
    place: int, each: Mapping[str, Any], answer: Answer, currency: str, faults: Collected
) -> Said | None:
    reference = str(each.get("requestingOrganisationTransactionReference") or "")
    day_field = "completionDate" if answer is Answer.PAID else "rejectionDate"
    value_on: date | None = day_of(str(each.get(day_field) or ""))
    text = str(each.get("amount") or "")
    amount = minor_units(text, currency) if text else None
    if not reference:
        faults.add("payments.no_reference", place, "requestingOrganisationTransactionReference")
    if answer is Answer.PAID and value_on is None:
        faults.add("payments.day_wrong", place, day_field, str(each.get(day_field)))
    if text and (amount is None or each.get("currency", currency) != currency):
        faults.add("payments.amount_wrong", place, "amount", text, currency=currency)
        return None
    reason = plain(str(each.get("rejectionReason") or ""), 60)
    return Said(place, reference, answer, amount, reason, value_on)
