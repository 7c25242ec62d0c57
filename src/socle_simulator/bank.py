"""A bank that takes pain.001 and answers pain.002 and camt.054, read and written by itself."""

from decimal import Decimal
from xml.etree import ElementTree

from socle_simulator.money import House

_TAKEN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


def take(house: House, content: bytes) -> bytes:
    """Pays the orders of a message, once each message, and says what became of them."""
    root = ElementTree.fromstring(content)  # noqa: S314 - the simulator's caller is a test
    said = root.find(f"{_TAKEN}CstmrCdtTrfInitn")
    if said is None:
        raise ValueError("not a pain.001.001.09")
    message = said.findtext(f"{_TAKEN}GrpHdr/{_TAKEN}MsgId") or ""
    orders = said.findall(f"{_TAKEN}PmtInf/{_TAKEN}CdtTrfTxInf")
    read = [
        (
            each.findtext(f"{_TAKEN}PmtId/{_TAKEN}EndToEndId") or "",
            Decimal(each.findtext(f"{_TAKEN}Amt/{_TAKEN}InstdAmt") or "0"),
            each.find(f"{_TAKEN}Amt/{_TAKEN}InstdAmt"),
        )
        for each in orders
    ]
    total = Decimal(said.findtext(f"{_TAKEN}GrpHdr/{_TAKEN}CtrlSum") or "0")
    if sum(amount for _reference, amount, _node in read) != total:
        raise ValueError("control sum")
    if message not in house.messages:
        house.messages[message] = [
            (reference, amount, "" if node is None else node.attrib["Ccy"])
            for reference, amount, node in read
        ]
        for reference, amount, _currency in house.messages[message]:
            if not house.rejects(reference):
                house.pay(reference, amount)
    return _pain002(house, message)


def _pain002(house: House, message: str) -> bytes:
    lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId>"
        + (
            "<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"
            if house.rejects(reference)
            else "<TxSts>ACSP</TxSts>"
        )
        + "</TxInfAndSts>"
        for reference, _amount, _currency in house.messages[message]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>S-{message}</MsgId></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<OrgnlNbOfTxs>{len(house.messages[message])}</OrgnlNbOfTxs></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts>{lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def camt054(house: House, message: str) -> bytes:
    """The debits of the orders of a message that were paid."""
    entries = "".join(
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><ValDt><Dt>{house.today}</Dt></ValDt><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
        for reference, amount, currency in house.messages[message]
        if not house.rejects(reference)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
        f"<Ntfctn><Id>D-{message}</Id>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()
