"""ISO 20022 camt.054 and camt.053: what a bank debited for orders, and what it credited back."""

from collections.abc import Iterator

from socle.kernel.bank_values import day_of, minor_units
from socle.kernel.xml_tree import Node
from socle.payments.files.types import Answer, Collected, Returned, Said

_REPORTS = ("BkToCstmrDbtCdtNtfctn/Ntfctn", "BkToCstmrStmt/Stmt")
_BOOKED, _NONE = "BOOK", "NOTPROVIDED"


def read(root: Node, form: str, currency: str, faults: Collected) -> Returned | None:
    """The notification or statement; faults are added to those given."""
    reports = [each for path in _REPORTS for each in root.all(path)]
    if len(reports) != 1:
        faults.add("payments.one_report", root.line, "Document", count=len(reports))
        return None
    report = reports[0]
    said: list[Said] = []
    others = balance = 0
    for entry in report.all("Ntry"):
        amount = _amount(entry.first("Amt"), entry, currency, faults)
        if amount is None or (entry.said("Sts/Cd", "Sts") or _BOOKED) != _BOOKED:
            continue
        is_debit = entry.said("CdtDbtInd") == "DBIT"
        balance += -amount if is_debit else amount
        found = list(_of_entry(entry, amount, is_debit=is_debit, currency=currency, faults=faults))
        said += [each for each in found if each.reference]
        others += sum(not each.reference for each in found)
    _check_sums(report, balance, currency, faults)
    return Returned(form, report.said("Id"), tuple(said), others=others)


def _of_entry(
    entry: Node, amount: int, *, is_debit: bool, currency: str, faults: Collected
) -> Iterator[Said]:
    """What an entry says of each of its transactions. One that is of no order has no reference."""
    value_on = day_of(entry.said("ValDt/Dt", "ValDt/DtTm", "BookgDt/Dt", "BookgDt/DtTm"))
    if value_on is None:
        faults.add("payments.day_wrong", entry.line, "ValDt")
    is_reversed = entry.said("RvslInd") in {"true", "1"}
    details = list(entry.all("NtryDtls/TxDtls")) or [entry]
    total = 0
    for each in details:
        given = each.first("Amt", "AmtDtls/TxAmt/Amt") if len(details) > 1 else entry.first("Amt")
        share = _amount(given, each, currency, faults) or 0
        total += share
        reference = each.said("Refs/EndToEndId")
        reason = each.said("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")[:60]
        came_back = is_reversed or each.first("RtrInf") is not None
        is_ours = reference not in {"", _NONE} and is_debit != came_back
        answer = Answer.PAID if is_debit else Answer.RETURNED
        yield Said(each.line, reference if is_ours else "", answer, share, reason, value_on)
    if total != amount:
        faults.add("payments.sum_differs", entry.line, "TxDtls", said=amount, found=total)


def _check_sums(report: Node, balance: int, currency: str, faults: Collected) -> None:
    """The balances of a statement, and the number of entries that a notification says."""
    number = report.said("TxsSummry/TtlNtries/NbOfNtries")
    found = len(list(report.all("Ntry")))
    if number.isdigit() and int(number) != found:
        node = report.first("TxsSummry/TtlNtries") or report
        faults.add("payments.count_differs", node.line, "NbOfNtries", said=int(number), found=found)
    ends = {}
    for each in report.all("Bal"):
        amount = _amount(each.first("Amt"), each, currency, faults) or 0
        sign = -1 if each.said("CdtDbtInd") == "DBIT" else 1
        ends[each.said("Tp/CdOrPrtry/Cd")] = sign * amount
    if {"OPBD", "CLBD"} <= set(ends) and ends["OPBD"] + balance != ends["CLBD"]:
        moved = ends["CLBD"] - ends["OPBD"]
        faults.add("payments.sum_differs", report.line, "Bal", said=moved, found=balance)


def _amount(node: Node | None, where: Node, currency: str, faults: Collected) -> int | None:
    text = node.text.strip() if node else ""
    amount = minor_units(text, currency)
    if amount is None or (node and node.attributes.get("Ccy") != currency):
        line = node.line if node else where.line
        faults.add("payments.amount_wrong", line, "Amt", text, currency=currency)
        return None
    return amount
