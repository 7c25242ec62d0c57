"""CFONB 160 (AFB 160): the French transfer file that some banks of the zone still take.

It has room for 5 + 5 + 11 characters of an account and none for its key: an account that does not
fit refuses the lot, and says which.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from socle.kernel.errors import Fault
from socle.payments.files.texts import AccountParts, parts, plain
from socle.payments.files.types import REFERENCE_LENGTH, Batch, Collected

_BANK, _BRANCH, _NUMBER = 5, 5, 11
_ISSUER, _LARGEST = 6, 16
LENGTH = 160


def faults(batch: Batch) -> list[Fault]:
    """Why a lot cannot be written so."""
    found = Collected()
    payer = batch.payer
    if not (payer.issuer.isalnum() and len(payer.issuer) <= _ISSUER):
        found.add("payments.cfonb_issuer", None, "issuer", payer.issuer)
    if not (len(payer.currency_letter) == 1 and payer.currency_letter.isalpha()):
        found.add("payments.cfonb_letter", None, "currency_letter", payer.currency_letter)
    if _fitting(payer.account, payer.country) is None:
        found.add("payments.cfonb_account", None, "payer")
    for each in batch.transfers:
        if _fitting(each.account, payer.country) is None:
            found.add("payments.cfonb_account", None, each.reference)
        if len(each.reference) > REFERENCE_LENGTH:
            found.add("payments.cfonb_reference", None, each.reference, each.reference)
    return found.faults


def _fitting(account: str, country: str) -> AccountParts | None:
    found = parts(account, country)
    sizes = (_BANK, _BRANCH, _NUMBER)
    if found and (len(found.bank), len(found.branch), len(found.number)) == sizes:
        return found
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line by its zones; those left out are blank."""

    code: str
    reference: str = ""
    name: str = ""
    domicile: str = ""
    currency: str = ""
    account: AccountParts | None = None
    amount: int | None = None
    label: str = ""

    def written(self, issuer: str) -> bytes:
        account = self.account or AccountParts("", "", "", "")
        amount = "" if self.amount is None else str(self.amount).rjust(_LARGEST, "0")
        said = (
            (self.code + "02", 12),
            (issuer.rjust(_ISSUER, "0"), _ISSUER),
            (self.reference, 12),
            (plain(self.name, 24).upper(), 24),
            (self.domicile, 24),
            (self.currency, 8),
            (account.branch, _BRANCH),
            (account.number, _NUMBER),
            (amount, _LARGEST),
            (plain(self.label, 31).upper(), 31),
            (account.bank, _BANK),
            ("", 6),
        )
        return ("".join(text.ljust(width) for text, width in said) + "\r\n").encode("ascii")


def write(batch: Batch) -> Iterator[bytes]:
    """The lines of a lot that has no `faults`."""
    payer = batch.payer
    header = _Line(
        "03",
        reference=f"1      {batch.pay_on:%d%m}{batch.pay_on.year % 10}",
        name=payer.name,
        domicile=batch.number[-7:],
        currency="  " + payer.currency_letter,
        account=_fitting(payer.account, payer.country),
    )
    yield header.written(payer.issuer)
    for each in batch.transfers:
        to = _fitting(each.account, payer.country)
        line = _Line("06", each.reference, each.name, "", "", to, each.amount, batch.label)
        yield line.written(payer.issuer)
    yield _Line("08", amount=batch.total).written(payer.issuer)
