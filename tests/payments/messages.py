"""What banks send back, as their messages say it. Every order in them is a test's own."""


def pain002(lot: str, *lines: str, count: int, group: str = "") -> bytes:
    """A pain.002 of a lot."""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>R-{lot}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{lot}"
        f"</OrgnlMsgId><OrgnlNbOfTxs>{count}</OrgnlNbOfTxs>{group}</OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts>{''.join(lines)}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def status(order: str, code: str, reason: str = "") -> str:
    """What a bank says of one order."""
    why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{order}</OrgnlEndToEndId><TxSts>{code}</TxSts>{why}"
        "</TxInfAndSts>"
    )


def camt054(*entries: str, name: str = "N-1") -> bytes:
    """A camt.054 notification."""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
        f"<Ntfctn><Id>{name}</Id>{''.join(entries)}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def entry(order: str, amount: int, *, back: str = "") -> str:
    """A debit for an order, or its credit back."""
    why = f"<RtrInf><Rsn><Cd>{back}</Cd></Rsn></RtrInf>" if back else ""
    return (
        f'<Ntry><Amt Ccy="XAF">{amount}</Amt><CdtDbtInd>{"CRDT" if back else "DBIT"}</CdtDbtInd>'
        "<Sts><Cd>BOOK</Cd></Sts><ValDt><Dt>2026-11-23</Dt></ValDt><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{order}</EndToEndId></Refs>{why}</TxDtls></NtryDtls></Ntry>"
    )
