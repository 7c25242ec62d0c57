"""ISO 20022 camt.053 (relevé de compte bancaire), versions .02 and .08, one statement a file.

The statement is refused whole unless opening balance and booked movements give its closing
balance. A movement that holds several transactions is split when these give its amount.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from socle.collection.statements.types import MOST_LINES, Collected, Line, Statement
from socle.collection.types import LineOutcome
from socle.kernel.bank_values import day_of, minor_units
from socle.kernel.errors import Fault
from socle.kernel.xml_tree import Node, XmlRefused, read_xml

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(02|08)")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_BOOKED = "BOOK"
# Bank transaction codes by which a bank says that it takes something back, beside `RvslInd` and
# `RtrInf`: payment return and cancellation, unpaid direct debit, unpaid or reversed cheque.
_TAKEN_BACK = {"RRTN", "RTRN", "RPCR", "UPDD", "PRDD", "UPCQ", "CQRV"}


def is_camt(content: bytes) -> bool:
    """Whether a file is XML, by its first signs."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_camt(content: bytes, *, currency: str) -> tuple[Statement | None, list[Fault]]:
    """The statement in a camt.053 file, or everything that is wrong with it."""
    faults = Collected()
    try:
        root, namespace = read_xml(content)
    except XmlRefused as refused:
        faults.add(refused.code, refused.line, "Document")
        return None, faults.faults
    if not _NAMESPACE.fullmatch(namespace):
        faults.add("collection.not_camt053", root.line, "Document", namespace or root.name)
        return None, faults.faults
    found = list(root.all("BkToCstmrStmt/Stmt"))
    if len(found) != 1:
        faults.add("collection.one_statement", root.line, "Stmt", count=len(found))
        return None, faults.faults
    statement = _Reader(currency, faults).statement(found[0], namespace[-2:])
    return (None if faults.faults else statement), faults.faults


@dataclass(slots=True)
class _Reader:
    currency: str
    faults: Collected

    def statement(self, stmt: Node, version: str) -> Statement | None:
        account = stmt.said("Acct/Id/IBAN", "Acct/Id/Othr/Id")
        name = stmt.said("Id")
        for field, value in (("Acct/Id", account), ("Id", name)):
            if not value:
                self.faults.add("collection.field_missing", stmt.line, field)
        opening, opened_on = self._balance(stmt, _OPENING)
        closing, closed_on = self._balance(stmt, _CLOSING)
        entries = list(stmt.all("Ntry"))
        if len(entries) > MOST_LINES:
            self.faults.add(
                "collection.too_many_lines", entries[MOST_LINES].line, "Ntry", most=MOST_LINES
            )
            return None
        lines = [
            line for rank, entry in enumerate(entries, 1) for line in self._entry(entry, name, rank)
        ]
        if opening is None or closing is None or self.faults.faults:
            return None
        moved = sum(line.amount for line in lines if line.outcome is not LineOutcome.PENDING)
        if opening + moved != closing:
            code = "collection.balances_differ"
            self.faults.add(code, stmt.line, "Bal", opening=opening, moved=moved, closing=closing)
            return None
        days = [line.booked_on for line in lines]
        return Statement(
            format=f"camt.053.001.{version}",
            account=account[:40],
            statement_id=name[:80],
            from_on=min([opened_on, *days]),
            to_on=max([closed_on, *days]),
            opening_balance=opening,
            closing_balance=closing,
            lines=tuple(_told_apart(lines)),
        )

    def _balance(self, stmt: Node, codes: tuple[str, ...]) -> tuple[int | None, date]:
        by_code = {each.said("Tp/CdOrPrtry/Cd"): each for each in stmt.all("Bal")}
        for code in codes:
            if code in by_code:
                found = by_code[code]
                return self._signed(found), self._day(found, "Dt")
        self.faults.add("collection.balance_missing", stmt.line, "Bal", codes=" / ".join(codes))
        return None, date.max

    def _signed(self, node: Node) -> int | None:
        """The amount of a node, with the sign that its credit or debit mark gives it."""
        amount = self._amount(node.first("Amt"), node)
        mark = node.first("CdtDbtInd")
        read = mark.text.strip() if mark else ""
        if read not in {"CRDT", "DBIT"}:
            line = (mark or node).line
            self.faults.add("collection.field_wrong", line, "CdtDbtInd", read, wanted="CRDT, DBIT")
            return None
        return amount if amount is None or read == "CRDT" else -amount

    def _amount(self, node: Node | None, parent: Node) -> int | None:
        if node is None:
            self.faults.add("collection.field_missing", parent.line, "Amt")
            return None
        if (said := node.attributes.get("Ccy", "")) != self.currency:
            self.faults.add(
                "collection.other_currency", node.line, "Amt", said, currency=self.currency
            )
            return None
        found = minor_units(node.text.strip(), self.currency)
        if found is None or found < 0:
            self.faults.add(
                "collection.amount_wrong",
                node.line,
                "Amt",
                node.text.strip(),
                currency=self.currency,
            )
            return None
        return found

    def _day(self, node: Node, field: str) -> date:
        found = node.first(f"{field}/Dt", f"{field}/DtTm")
        day = day_of(found.text.strip()) if found else None
        if day is None:
            line, read = (found.line, found.text.strip()) if found else (node.line, None)
            self.faults.add("collection.day_wrong", line, field, read)
        return day or date.min

    def _entry(self, entry: Node, statement_id: str, rank: int) -> Iterator[Line]:
        amount = self._signed(entry)
        booked_on = self._day(entry, "BookgDt")
        # The law counts from the day the account is credited: no value date, no statement.
        value_on = self._day(entry, "ValDt")
        if not amount:
            if amount == 0:
                self.faults.add(
                    "collection.amount_wrong", entry.line, "Amt", "0", currency=self.currency
                )
            return
        name = entry.said("AcctSvcrRef") or f"{statement_id}/{entry.said('NtryRef') or rank}"
        parts = self._parts(entry, amount)
        for place, (part, share) in enumerate(parts):
            own = part.said("Refs/AcctSvcrRef") if len(parts) > 1 else ""
            external = own or (f"{name}/{place + 1}" if len(parts) > 1 else name)
            outcome = _outcome(entry, part, share)
            # A return names the parties as the payment it takes back did.
            sides = ["Dbtr"] if amount > 0 else ["Cdtr"]
            sides = ["Dbtr", "Cdtr"] if outcome is LineOutcome.RETURNED else sides
            yield Line(
                line=(part if len(parts) > 1 else entry).line,
                booked_on=booked_on,
                value_on=value_on,
                amount=share,
                outcome=outcome,
                external_id=external[:80],
                payer_name=_party(part, sides, "/Nm", "/Pty/Nm")[:140],
                payer_account=_party(part, sides, "Acct/Id/IBAN", "Acct/Id/Othr/Id")[:40],
                label=_label(entry, part),
                return_code=part.said("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")[:10],
            )

    def _parts(self, entry: Node, amount: int) -> list[tuple[Node, int]]:
        """The transactions of a movement with their amounts; the movement itself where alone."""
        details = list(entry.all("NtryDtls/TxDtls"))
        if len(details) < 2:
            return [(details[0] if details else Node("TxDtls", entry.line, {}), amount)]
        given = [each.first("Amt", "AmtDtls/TxAmt/Amt") for each in details]
        if any(each is None for each in given):
            return [(details[0], amount)]
        shares = [self._amount(each, entry) or 0 for each in given]
        if sum(shares) != abs(amount) or 0 in shares:
            self.faults.add(
                "collection.parts_differ",
                entry.line,
                "TxDtls",
                parts=sum(shares),
                whole=abs(amount),
            )
        sign = 1 if amount > 0 else -1
        return [(each, sign * share) for each, share in zip(details, shares, strict=True)]


def _told_apart(lines: list[Line]) -> Iterator[Line]:
    """Movements whose bank gave one name to several, told apart by their rank in the file."""
    seen: Counter[str] = Counter()
    for line in lines:
        seen[line.external_id] += 1
        rank = seen[line.external_id]
        yield line if rank == 1 else replace(line, external_id=f"{line.external_id[:70]}#{rank}")


def _outcome(entry: Node, part: Node, amount: int) -> LineOutcome:
    if (entry.said("Sts/Cd", "Sts") or _BOOKED) != _BOOKED:
        return LineOutcome.PENDING
    is_reversal = entry.said("RvslInd") in {"true", "1"}
    codes = {
        each.said(path)
        for each in (entry, part)
        for path in ("BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Prtry/Cd")
    }
    is_returned = is_reversal or part.first("RtrInf") is not None or bool(codes & _TAKEN_BACK)
    if amount < 0:
        return LineOutcome.RETURNED if is_returned else LineOutcome.DEBIT
    return LineOutcome.REVERSAL if is_returned else LineOutcome.BOOKED


def _party(part: Node, sides: list[str], *ends: str) -> str:
    """What a transaction says of a party, by the first of the sides that says it."""
    return part.said(*(f"RltdPties/{side}{end}" for side in sides for end in ends))


def _label(entry: Node, part: Node) -> str:
    """Everything the payer and the bank wrote, for the reference may stand anywhere in it."""
    said = [each.text.strip() for each in part.all("RmtInf/Ustrd")]
    said += [each.text.strip() for each in part.all("RmtInf/Strd/CdtrRefInf/Ref")]
    said += [part.said("Refs/EndToEndId"), part.said("Refs/ChqNb"), part.said("AddtlTxInf")]
    said += [each.text.strip() for each in part.all("RtrInf/AddtlInf")]
    said += [entry.said("AddtlNtryInf")]
    return " · ".join(dict.fromkeys(each for each in said if each and each != "NOTPROVIDED"))[:500]
