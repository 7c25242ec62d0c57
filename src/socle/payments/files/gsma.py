"""Bulk disbursement by the GSMA Mobile Money API 1.2.0: a batch, and what is said of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from socle.kernel.bank_values import day_of, minor_units
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


def read(
    completions: list[Mapping[str, Any]],
    rejections: list[Mapping[str, Any]],
    *,
    batch: str,
    currency: str,
) -> tuple[Returned | None, list[Any]]:
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
