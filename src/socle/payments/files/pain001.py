"""ISO 20022 pain.001.001.09: a credit transfer initiation, piece by piece.

Written here and not by a library: those that are kept well (sepaxml, sepa) write IBAN in euros
alone, and this message is forty lines. Tests hold it against the published schema.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from socle.kernel.money import Money
from socle.payments.files.texts import is_iban, parts, plain
from socle.payments.files.types import Batch, Payer, Transfer

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_LONGEST_NAME = 70  # what banks keep of the 140 that the message allows


def write(batch: Batch) -> Iterator[bytes]:
    """The message, an order at a time."""
    payer = batch.payer
    total = Money(batch.total, payer.currency).decimal()
    count = len(batch.transfers)
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_NAMESPACE}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{batch.number}</MsgId>"
        f"<CreDtTm>{batch.created_at:%Y-%m-%dT%H:%M:%S}Z</CreDtTm>"
        f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<InitgPty>{_name(payer.name)}</InitgPty></GrpHdr>\n"
        f"<PmtInf><PmtInfId>{batch.number}</PmtInfId><PmtMtd>TRF</PmtMtd>"
        f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<ReqdExctnDt><Dt>{batch.pay_on}</Dt></ReqdExctnDt>"
        f"<Dbtr>{_name(payer.name)}</Dbtr>"
        f"<DbtrAcct>{_account(payer.account)}<Ccy>{payer.currency}</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_bank(payer.account, payer.country)}</DbtrAgt>\n"
    ).encode()
    label = escape(plain(batch.label, 140))
    for each in batch.transfers:
        yield _transfer(each, payer, label).encode()
    yield b"</PmtInf></CstmrCdtTrfInitn></Document>\n"


def _transfer(each: Transfer, payer: Payer, label: str) -> str:
    amount = Money(each.amount, payer.currency).decimal()
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{escape(each.reference)}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{payer.currency}">{amount}</InstdAmt></Amt>'
        f"<CdtrAgt>{_bank(each.account, payer.country)}</CdtrAgt><Cdtr>{_name(each.name)}</Cdtr>"
        f"<CdtrAcct>{_account(each.account)}</CdtrAcct>"
        f"<RmtInf><Ustrd>{label}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )


def _name(name: str) -> str:
    return f"<Nm>{escape(plain(name, _LONGEST_NAME))}</Nm>"


def _account(account: str) -> str:
    if is_iban(account):
        return f"<Id><IBAN>{account}</IBAN></Id>"
    # A national number goes as the message has it for accounts without IBAN.
    return f"<Id><Othr><Id>{escape(account)}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id>"


def _bank(account: str, country: str) -> str:
    found = parts(account, country)
    # No bank is named by a BIC here: the fund knows accounts, and an account names its bank.
    said = f"<ClrSysMmbId><MmbId>{found.bank}</MmbId></ClrSysMmbId>" if found else ""
    return f"<FinInstnId>{said or '<Othr><Id>NOTPROVIDED</Id></Othr>'}</FinInstnId>"
