"""Statements, debts and payments for tests. Every employer and payer in them is invented."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.kernel.payment_references import debt_reference
from socle.ledger.queries import contributor_balance
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.types import ActAnswer
from socle.platform.documents.operations import store_document
from socle.registry.queries import employer_id

OTHER = "3210100565S"
_CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-20T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>{name}</Id><CreDtTm>2026-03-20T06:00:00</CreDtTm>
<Acct><Id><IBAN>{account}</IBAN></Id></Acct>
{balances}
{entries}
</Stmt></BkToCstmrStmt></Document>
"""
_BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="XAF">{amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-20</Dt></Dt></Bal>"""
_ENTRY = """<Ntry><NtryRef>{rank}</NtryRef><Amt Ccy="{currency}">{amount}</Amt>
<CdtDbtInd>{side}</CdtDbtInd>{reversal}<Sts>{status}</Sts>
<BookgDt><Dt>{booked}</Dt></BookgDt>{value}<AcctSvcrRef>{reference}</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr>{payer}</Dbtr>
<DbtrAcct><Id><Othr><Id>{payer_account}</Id></Othr></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf>{returned}</TxDtls></NtryDtls></Ntry>"""

_RETURNED = "<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>"


@dataclass(frozen=True)
class Movement:
    """A movement of a bank statement: credit above zero."""

    amount: int
    text: str = ""
    value_on: str = "2026-03-17"
    payer: str = "SAVONNERIE DU WOURI"
    payer_account: str = ""
    reference: str = ""
    status: str = "BOOK"
    is_reversal: bool = False
    currency: str = "XAF"
    return_code: str = ""


def camt(
    movements: Sequence[Movement],
    *,
    name: str = "ST-1",
    account: str = "CM2110001000010123456789012",
    version: str = "02",
    closing: int | None = None,
) -> bytes:
    """A camt.053 statement that opens with 1,000,000 francs."""

    def written(rank: int, each: Movement) -> str:
        named = f"<Nm>{each.payer}</Nm>"
        return _ENTRY.format(
            rank=rank,
            currency=each.currency,
            amount=abs(each.amount),
            side="CRDT" if each.amount > 0 else "DBIT",
            reversal="<RvslInd>true</RvslInd>" if each.is_reversal else "",
            status=each.status if version == "02" else f"<Cd>{each.status}</Cd>",
            booked="2026-03-17",
            value=f"<ValDt><Dt>{each.value_on}</Dt></ValDt>" if each.value_on else "",
            reference=each.reference or f"{name}-{rank}",
            payer=named if version == "02" else f"<Pty>{named}</Pty>",
            payer_account=each.payer_account,
            text=each.text,
            returned=_RETURNED.format(code=each.return_code) if each.return_code else "",
        )

    moved = sum(each.amount for each in movements if each.status == "BOOK")
    balances = _BALANCE.format(code="OPBD", amount=1_000_000) + _BALANCE.format(
        code="CLBD", amount=1_000_000 + moved if closing is None else closing
    )
    entries = "\n".join(written(rank, each) for rank, each in enumerate(movements, 1))
    shown = {"version": version, "name": name, "account": account}
    return _CAMT.format(balances=balances, entries=entries, **shown).encode()


def csv_of(movements: Sequence[Movement], *, payer: str = "") -> bytes:
    """The same movements as the house's CSV, which names neither account nor movement."""
    head = "date_valeur;montant;devise;reference;payeur;libelle"
    rows = [
        f"{each.value_on};{each.amount};{each.currency};;{payer or each.payer};{each.text}"
        for each in movements
    ]
    return "\n".join([head, *rows]).encode()


def agency() -> factories.Agency:
    """A fund with two employers and one insured."""
    place = factories.agency("CM")
    factories.employer(place)
    factories.employer(place, OTHER, legal_name="Boulangerie de Deido")
    factories.person(place)
    return place


def owes(place: factories.Agency, *months: int, wage: int = 100_000, employer: str = "") -> int:
    """Deposits months of 2026 (1 is January) for an employer; what each makes it owe."""
    for month in months:
        number = employer or factories.CM_EMPLOYER
        content = dipe([wage], month=JANUARY + month - 1, employer=number)
        done = handed_in(place.accounts, content, key=f"{number} {month} {wage}")
        assert done.status == "posted", done.faults
    return done.total


def cashier(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.CASHIER)


def reference_of(place: factories.Agency, month: int, employer: str = "") -> str:
    """The payment reference of a month's declaration."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(entry_id) FROM contributor_posting WHERE kind = 'debt' AND month = %s"
            " AND employer_id = %s",
            [date(2026, month, 1), employer_id(employer or factories.CM_EMPLOYER)],
        )
        return debt_reference(int(cursor.fetchone()[0]))


def act(by: Desk, code: str, *, on: date = TODAY, key: str = "", **fields: Any) -> ActAnswer:
    """Submits an act of today."""
    return factories.act(by, code, on=on, key=key, **fields)


def with_four_eyes(
    place: factories.Agency, code: str, *, on: date = TODAY, **fields: Any
) -> ActAnswer:
    """An act proposed by the accounts officer and validated by the verifier."""
    proposed = act(place.accounts, code, on=on, **fields)
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=proposed.act, at=NOW)


def post_statement(by: Desk, content: bytes, *, key: str = "", name: str = "releve") -> ActAnswer:
    """Posts a statement file."""
    with fund_scope(by.fund.id):
        kept = store_document(
            fund_id=by.fund.id,
            stream=io.BytesIO(content),
            name=name,
            limit_bytes=10**8,
            at=NOW,
            by=by.user_id,
        )
        return submit(
            desk=by,
            act_type_code="post_statement",
            fields={},
            effective_on=TODAY,
            motive="",
            key=key or uuid4().hex,
            at=NOW,
            evidence=(kept.id,),
        )


def rows(place: factories.Agency, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """What a query answers in the fund."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()


def balance(place: factories.Agency, employer: str = "") -> dict[str, tuple[int, int]]:
    """Owed and paid by month (`2026-01`), and `credit` for what pays no month."""
    found: dict[str, tuple[int, int]] = {}
    with fund_scope(place.fund.id):
        key = employer_id(employer or factories.CM_EMPLOYER)
        for line in contributor_balance(employer_id=key, known_at=None):
            name = f"{line.month:%Y-%m}" if line.branch else "credit"
            owed, paid = found.get(name, (0, 0))
            found[name] = (owed + line.owed, paid + line.paid)
    return found


def suspense(place: factories.Agency) -> int:
    """What the ledger holds for nobody known."""
    held = rows(
        place,
        "SELECT coalesce(-sum(amount), 0)::bigint FROM money_posting WHERE account = 'suspense'",
    )
    return int(held[0][0])
