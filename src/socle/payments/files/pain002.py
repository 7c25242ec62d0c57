"""ISO 20022 pain.002: what a bank says of a lot that was handed in, as a whole or by order."""

from collections import Counter

from socle.kernel.bank_values import day_of, minor_units
from socle.kernel.xml_tree import Node
from socle.payments.files.types import Answer, Collected, Returned, Said

# ACSC: settled on the fund's account; ACCC: credited to the beneficiary. Others are on the way.
_ANSWERS = dict.fromkeys(("ACSC", "ACCC"), Answer.PAID) | {"RJCT": Answer.REJECTED}
_ACCEPTED = {"ACTC", "ACCP", "ACSP", "ACWC", "ACWP", "RCVD", "PDNG", "PART", "PATC"}


def read(root: Node, form: str, currency: str, faults: Collected) -> Returned | None:
    """The report; faults are added to those given."""
    report = root.first("CstmrPmtStsRpt")
    if report is None:
        faults.add("payments.not_returns", root.line, "CstmrPmtStsRpt")
        return None
    group = report.first("OrgnlGrpInfAndSts") or report
    lines = list(report.all("OrgnlPmtInfAndSts/TxInfAndSts"))
    said = tuple(line for each in lines if (line := _said(each, currency, faults)))
    _check_counts(report, said, faults)
    status = group.said("GrpSts") or report.said("OrgnlPmtInfAndSts/PmtInfSts")
    lot = group.said("OrgnlMsgId")
    whole = None
    # A status of the whole stands for every order only where no order is named.
    if not lines:
        whole = _whole(group, status, lot, faults)
    count = group.said("OrgnlNbOfTxs")
    return Returned(
        form,
        report.said("GrpHdr/MsgId"),
        said,
        of_lot=lot,
        whole=whole,
        lot_count=int(count) if count.isdigit() else None,
    )


def _whole(group: Node, status: str, lot: str, faults: Collected) -> Said | None:
    answer = _answer(status)
    if answer is None or not lot:
        faults.add("payments.status_unknown", group.line, "GrpSts", status)
        return None
    reason = group.said("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")
    return Said(group.line, "", answer, None, reason[:60])


def _said(each: Node, currency: str, faults: Collected) -> Said | None:
    status, reference = each.said("TxSts"), each.said("OrgnlEndToEndId")
    answer = _answer(status)
    if answer is None:
        faults.add("payments.status_unknown", each.line, "TxSts", status)
    if not reference:
        faults.add("payments.no_reference", each.line, "OrgnlEndToEndId")
    amount = None
    if (node := each.first("OrgnlTxRef/Amt/InstdAmt")) is not None:
        amount = minor_units(node.text.strip(), currency)
        if amount is None or node.attributes.get("Ccy") != currency:
            faults.add("payments.amount_wrong", node.line, "InstdAmt", node.text, currency=currency)
    if answer is None or not reference:
        return None
    reason = each.said("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")[:60]
    day = day_of(each.said("FctvIntrBkSttlmDt/Dt", "OrgnlTxRef/ReqdExctnDt/Dt", "AccptncDtTm"))
    return Said(each.line, reference, answer, amount, reason, day)


def _answer(status: str) -> Answer | None:
    return _ANSWERS.get(status) or (Answer.ACCEPTED if status in _ACCEPTED else None)


def _check_counts(report: Node, said: tuple[Said, ...], faults: Collected) -> None:
    """The numbers by status that the bank says, held against the lines it sends."""
    statuses = Counter(_status_of(each) for each in report.all("OrgnlPmtInfAndSts/TxInfAndSts"))
    for each in report.all("OrgnlPmtInfAndSts/NbOfTxsPerSts"):
        number, status = each.said("DtldNbOfTxs"), each.said("DtldSts")
        if said and number.isdigit() and int(number) != statuses[status]:
            facts = {"said": int(number), "found": statuses[status]}
            faults.add("payments.count_differs", each.line, status, number, **facts)


def _status_of(each: Node) -> str:
    return each.said("TxSts")
