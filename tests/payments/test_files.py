"""Files for banks and operators, and those that come back: whole and right, or refused with why."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from socle.kernel.check_digits import rib_key
from socle.payments.files import cfonb160, fixed_width, gsma, pain001
from socle.payments.files.returns import read_returns
from socle.payments.files.texts import parts, plain
from socle.payments.files.types import Answer, Batch, Payer, Said, Transfer

IBAN_CM = "CM2110002000300277976315008"
IBAN_MA = "MA64011519000001205000534921"
_GUINEA = "001002" + "0123456789"
RIB_GN = _GUINEA + rib_key(_GUINEA)
CM = Payer("CNPS Cameroun", "CM2110003001000500000605306", "CM", "XAF", "123456", "F")
MA = Payer("CNSS Maroc", "MA64011780000019210016805555", "MA", "MAD")
GN = Payer("CNSS Guinée", RIB_GN, "GN", "GNF")
TN = Payer("CNSS Tunisie", "TN5910006035183598478831", "TN", "TND")


def batch(payer: Payer, *transfers: Transfer) -> Batch:
    return Batch(
        "LP-2026-0000001",
        datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        date(2026, 11, 25),
        payer,
        transfers,
        "Pension 2026-11",
    )


def order(rank: int, account: str, amount: int, name: str = "NGONO Aïcha") -> Transfer:
    return Transfer(f"OP-{rank:09d}", name, account, amount)


@cache
def schema() -> xmlschema.XMLSchema:
    published = resources.files("sepaxml") / "schemas" / "pain.001.001.09.xsd"
    return xmlschema.XMLSchema(published.read_text("utf-8"))


# ------------------------------------------------------------------ pain.001


@pytest.mark.parametrize(
    ("payer", "account", "amount", "written"),
    [
        (CM, IBAN_CM, 125_000, "125000"),
        (MA, IBAN_MA, 123_450, "1234.50"),
        (TN, "TN5910006035183598478831", 1_234_567, "1234.567"),
        (GN, RIB_GN, 900_000, "900000"),
    ],
)
def test_a_pain001_is_valid_and_has_the_decimals_of_its_currency(
    payer: Payer, account: str, amount: int, written: str
) -> None:
    lot = batch(payer, order(1, account, amount), order(2, account, 1, "N’Guessan & fils <ç>"))
    content = b"".join(pain001.write(lot))
    schema().validate(content.decode())
    root = ElementTree.fromstring(content)  # noqa: S314 - written by us
    found = [each.text for each in root.iter() if each.tag.endswith("InstdAmt")]
    assert found[0] == written
    sums = {each.text for each in root.iter() if each.tag.endswith("CtrlSum")}
    assert len(sums) == 1


def test_an_account_without_iban_goes_as_the_message_has_it() -> None:
    content = b"".join(pain001.write(batch(GN, order(1, RIB_GN, 5_000)))).decode()
    assert f"<Othr><Id>{RIB_GN}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr>" in content
    assert "<MmbId>001</MmbId>" in content


@given(st.text(max_size=60))
def test_a_name_keeps_to_the_letters_that_banks_take(name: str) -> None:
    shown = plain(name, 24)
    assert len(shown) <= 24
    assert shown.isascii()
    assert not set(shown) & set('<>&"\n;')


# ------------------------------------------------------------------ CFONB 160


def test_cfonb_lines_are_160_long_and_sum_up() -> None:
    lot = batch(CM, order(1, IBAN_CM, 125_000), order(2, IBAN_CM, 75_000))
    assert cfonb160.faults(lot) == []
    lines = b"".join(cfonb160.write(lot)).decode().split("\r\n")[:-1]
    assert [len(line) for line in lines] == [160] * 4
    assert [line[:4] for line in lines] == ["0302", "0602", "0602", "0802"]
    found = parts(IBAN_CM, "CM")
    assert found is not None
    assert lines[1][18:30] == "OP-000000001"
    assert (lines[1][86:91], lines[1][91:102]) == (found.branch, found.number)
    assert lines[1][102:118] == "0000000000125000"
    assert lines[1][149:154] == found.bank
    # The total's line is as the published ones are.
    published = "0802        200012" + " " * 84 + "0000000000010000" + " " * 42
    assert lines[3][:18] + lines[3][18:102] == "0802" + " " * 8 + "123456" + published[18:102]
    assert lines[3][102:118] == "0000000000200000"


def test_an_account_that_cfonb_has_no_room_for_refuses_the_lot() -> None:
    wide = "SN08SN0100152000048500003035"  # twelve characters of account
    lot = batch(replace(CM, issuer="", currency_letter=""), order(1, wide, 5))
    codes = {fault.code for fault in cfonb160.faults(lot)}
    assert codes == {"payments.cfonb_account", "payments.cfonb_issuer", "payments.cfonb_letter"}


# ------------------------------------------------------------------ a bank's own layout

LAYOUT = """
length: 60
newline: crlf
header:
  - {text: "10", width: 2}
  - {field: pay_on, format: "%d%m%y", width: 6}
  - {field: payer_name, width: 52}
detail:
  - {text: "30", width: 2}
  - {field: rank, width: 5, align: right, fill: "0"}
  - {field: account, width: 24}
  - {field: amount, width: 16, align: right, fill: "0"}
  - {field: reference, width: 13}
total:
  - {text: "11", width: 2}
  - {field: count, width: 5, align: right, fill: "0"}
  - {field: total, width: 16, align: right, fill: "0"}
  - {text: "", width: 37}
"""


def test_a_bank_s_own_layout_is_data() -> None:
    layout, wrong = fixed_width.read_layout(LAYOUT)
    assert layout is not None, wrong
    lot = batch(MA, order(1, IBAN_MA, 123_450), order(2, IBAN_MA, 50))
    assert fixed_width.faults(lot, layout) == []
    lines = b"".join(fixed_width.write(lot, layout)).decode().split("\r\n")[:-1]
    assert [len(line) for line in lines] == [60] * 4
    assert lines[0].startswith("10251126CNSS MAROC")
    assert lines[1] == "3000001" + IBAN_MA[4:] + "0000000000123450" + "OP-000000001 "
    assert lines[3].startswith("11000020000000000123500")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("length: 60", "length: 61"), "payments.layout_length"),
        (("field: rank", "field: password"), "payments.layout_cell"),
        (("newline: crlf", "newline: cr"), "payments.layout_unread"),
        (("length: 60", "length: {"), "payments.layout_unread"),
    ],
)
def test_a_layout_that_is_wrong_is_refused(change: tuple[str, str], code: str) -> None:
    layout, faults = fixed_width.read_layout(LAYOUT.replace(*change))
    assert layout is None
    assert code in {fault.code for fault in faults}


def test_what_a_zone_has_no_room_for_is_refused() -> None:
    layout, _wrong = fixed_width.read_layout(
        LAYOUT.replace("amount, width: 16", "amount, width: 3")
    )
    assert layout is None
    shorter = LAYOUT.replace("amount, width: 16", "amount, width: 3").replace(
        "reference, width: 13", "reference, width: 26"
    )
    layout, _wrong = fixed_width.read_layout(shorter)
    assert layout is not None
    faults = fixed_width.faults(batch(MA, order(1, IBAN_MA, 1_000)), layout)
    assert [fault.code for fault in faults] == ["payments.zone_too_short"]


# ------------------------------------------------------------------ mobile money


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(1_520, "MAD", "15.2"), (1_500, "MAD", "15"), (1_500, "XAF", "1500"), (10, "TND", "0.01")],
)
def test_an_amount_of_the_operator_s_api_has_no_trailing_zero(
    amount: int, currency: str, text: str
) -> None:
    assert gsma.amount_text(amount, currency) == text


def test_completions_and_rejections_are_read() -> None:
    done = {
        "requestingOrganisationTransactionReference": "OP-000000001",
        "completionDate": "2026-11-23T08:00:00Z",
        "amount": "1500",
        "currency": "XAF",
    }
    refused = {
        "requestingOrganisationTransactionReference": "OP-000000002",
        "rejectionReason": "PayeeLimitError",
        "rejectionDate": "2026-11-23T08:00:00Z",
    }
    found, faults = gsma.read([done], [refused], batch="B1", currency="XAF")
    assert found is not None, faults
    assert [(each.answer, each.reference) for each in found.said] == [
        (Answer.PAID, "OP-000000001"),
        (Answer.REJECTED, "OP-000000002"),
    ]
    none, faults = gsma.read([done | {"currency": "XOF"}], [], batch="B1", currency="XAF")
    assert none is None
    assert [fault.code for fault in faults] == ["payments.amount_wrong"]


# ------------------------------------------------------------------ what comes back


def pain002(lines: str, *, group: str = "", count: int = 2, version: str = "10") -> bytes:
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>R-1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>LP-2026-0000001"
        f"</OrgnlMsgId><OrgnlNbOfTxs>{count}</OrgnlNbOfTxs>{group}</OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts>{lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def status(reference: str, code: str, reason: str = "", ccy: str = "XAF") -> str:
    why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{code}</TxSts>{why}"
        f'<OrgnlTxRef><Amt><InstdAmt Ccy="{ccy}">500</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>'
    )


def camt054(entries: str, *, number: int = 1) -> bytes:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
        f"<Ntfctn><Id>N-1</Id><TxsSummry><TtlNtries><NbOfNtries>{number}</NbOfNtries></TtlNtries>"
        f"</TxsSummry>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def entry(side: str, amount: int, *parts_of: str) -> str:
    return (
        f'<Ntry><Amt Ccy="XAF">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        "<ValDt><Dt>2026-11-25</Dt></ValDt><NtryDtls>" + "".join(parts_of) + "</NtryDtls></Ntry>"
    )


def part(reference: str, amount: int, reason: str = "") -> str:
    why = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        f'<Amt Ccy="XAF">{amount}</Amt>{why}</TxDtls>'
    )


PAIN002 = pain002(status("OP-1", "ACSC") + status("OP-2", "RJCT", "AC04"))
CAMT054 = camt054(entry("DBIT", 800, part("OP-1", 500), part("OP-2", 300)))


def said(content: bytes) -> list[tuple[str, str, str]]:
    found, faults = read_returns(content, currency="XAF")
    assert found is not None, faults
    return [(each.reference, each.answer, each.reason) for each in found.said]


def codes(content: bytes) -> list[str]:
    found, faults = read_returns(content, currency="XAF")
    assert found is None
    assert all(fault.line for fault in faults)
    return [fault.code for fault in faults]


def test_a_pain002_says_each_order() -> None:
    assert said(PAIN002) == [("OP-1", "paid", ""), ("OP-2", "rejected", "AC04")]
    found, _faults = read_returns(PAIN002, currency="XAF")
    assert found is not None
    assert (found.of_lot, found.lot_count, found.whole) == ("LP-2026-0000001", 2, None)


def test_a_pain002_of_the_whole_lot_says_every_order() -> None:
    found, faults = read_returns(pain002("", group="<GrpSts>RJCT</GrpSts>"), currency="XAF")
    assert found is not None, faults
    assert found.whole is not None
    assert found.whole.answer is Answer.REJECTED


def test_a_camt054_says_what_was_debited_and_what_came_back() -> None:
    back = camt054(
        entry("DBIT", 500, part("OP-1", 500)) + entry("CRDT", 500, part("OP-1", 500, "AC04")),
        number=2,
    )
    assert said(CAMT054) == [("OP-1", "paid", ""), ("OP-2", "paid", "")]
    assert said(back) == [("OP-1", "paid", ""), ("OP-1", "returned", "AC04")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PAIN002[: len(PAIN002) // 2], "xml.malformed"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "xml.doctype"),
        (PAIN002.replace(b"pain.002", b"pain.001"), "payments.not_returns"),
        (pain002("", version="99"), "payments.not_returns"),
        (pain002(status("OP-1", "ACSC", ccy="EUR")), "payments.amount_wrong"),
        (pain002(status("OP-1", "????")), "payments.status_unknown"),
        (pain002(status("", "ACSC")), "payments.no_reference"),
        (
            pain002(
                "<NbOfTxsPerSts><DtldNbOfTxs>7</DtldNbOfTxs><DtldSts>ACSC</DtldSts></NbOfTxsPerSts>"
                + status("OP-1", "ACSC")
            ),
            "payments.count_differs",
        ),
        (camt054(entry("DBIT", 801, part("A", 500), part("B", 300))), "payments.sum_differs"),
        (camt054(entry("DBIT", 5, part("A", 5)), number=2), "payments.count_differs"),
        (CAMT054.replace(b"XAF", b"XOF"), "payments.amount_wrong"),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole_and_says_where(content: bytes, code: str) -> None:
    assert code in codes(content)


@given(st.integers(min_value=1, max_value=len(CAMT054) - 2))
def test_a_file_cut_anywhere_is_refused(at: int) -> None:
    assert codes(CAMT054[:at]) == ["xml.malformed"]


def test_a_name_of_nothing_that_banks_read_says_so() -> None:
    assert plain("فاطمة", 24) == ""
    assert Said(1, "X", Answer.PAID).amount is None
