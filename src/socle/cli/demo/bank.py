"""The bank's side of the demonstration: monthly statements as camt.053 files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from socle.kernel.money import currency_digits

_ACCOUNTS = {"CM": "CM2110001000010000000000142", "MA": "MA64011519000001205000534921"}
_STATEMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
<BkToCstmrStmt><GrpHdr><MsgId>{name}</MsgId><CreDtTm>{closed}T18:00:00</CreDtTm></GrpHdr>
<Stmt><Id>{name}</Id><CreDtTm>{closed}T18:00:00</CreDtTm>
<Acct><Id><IBAN>{account}</IBAN></Id></Acct>
{balances}
{entries}
</Stmt></BkToCstmrStmt></Document>
"""
_BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>
<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"""
_ENTRY = """<Ntry><NtryRef>{rank}</NtryRef><Amt Ccy="{currency}">{amount}</Amt>
<CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt>
<ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr>
<DbtrAcct><Id><Othr><Id>{payer_account}</Id></Othr></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement on the fund's account: a credit above zero. Units: minor units."""

    on: date
    amount: int
    text: str
    payer: str
    payer_account: str
    reference: str  # the bank's own


def written(amount: int, currency: str) -> str:
    """An amount as files and forms want it: `1234.50`."""
    digits = currency_digits(currency)
    whole, rest = divmod(amount, 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)


def statement(
    law: str, currency: str, movements: Sequence[Movement], *, name: str, opening: int, on: date
) -> bytes:
    """The bank's file for a month that ends on a day."""
    closing = opening + sum(each.amount for each in movements)
    first = min((each.on for each in movements), default=on)
    balances = "".join(
        _BALANCE.format(code=code, currency=currency, amount=written(held, currency), on=day)
        for code, held, day in (("OPBD", opening, first), ("CLBD", closing, on))
    )
    entries = "\n".join(
        _ENTRY.format(
            rank=rank,
            currency=currency,
            amount=written(abs(each.amount), currency),
            side="CRDT" if each.amount > 0 else "DBIT",
            on=each.on,
            reference=each.reference,
            payer=escape(each.payer.upper()),
            payer_account=each.payer_account,
            text=escape(each.text),
        )
        for rank, each in enumerate(movements, 1)
    )
    said = {"name": name, "closed": on, "account": _ACCOUNTS[law]}
    return _STATEMENT.format(balances=balances, entries=entries, **said).encode()
