"""A declaration held against its prefilled file by columns, block by block."""

import io
from collections import Counter
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.countries.formats.test_ebds import HEADER

from socle.countries.declaration import Faults, PrefillHeader, WageLines
from socle.countries.ma.formats.ebds import EbdsPrefill, PrefillRow
from socle.countries.ma.formats.ebds.comparison import Comparison

OCCASIONAL = "999999999"
rows = st.builds(
    PrefillRow,
    st.sampled_from(["123456785", "109876543", "112233441", OCCASIONAL]),
    st.sampled_from(["ALAOUI", "TAZI", ""]),
    children=st.integers(0, 1),
    to_pay=st.integers(0, 1),
)


def block(declared: list[PrefillRow], first: int, is_entrant: int = 0) -> WageLines:
    whole = np.ones(len(declared), np.int64)
    kept = {
        name: np.array([getattr(row, name) for row in declared], np.int64)
        for name in ("children", "to_pay", "deducted", "net")
    }
    return WageLines(
        line=np.arange(first, first + len(declared)),
        employer_number=np.array([HEADER.employer_number.encode()] * len(declared), "S7"),
        month=whole * HEADER.month,
        insured_number=np.array([row.insured_number.encode() for row in declared], "S9"),
        insured_name=np.array([row.name.encode() for row in declared], "S60"),
        days=whole,
        wage=whole,
        wage_capped=whole,
        kept=kept
        | {
            "number_written": np.array([int(row.insured_number) for row in declared], np.int64),
            "is_entrant": whole * is_entrant,
            "transfer": whole * HEADER.transfer,
        },
    )


def compared(prefilled: list[PrefillRow], blocks: list[list[PrefillRow]]) -> Faults:
    faults = Faults()
    comparison = Comparison(HEADER, iter(prefilled), faults)
    first = 3
    for each in blocks:
        comparison.block(block(each, first))
        first += len(each)
    comparison.finish()
    return faults


def expected(prefilled: list[PrefillRow], declared: list[PrefillRow]) -> Counter[str]:
    """The same, one line at a time: a number's lines answer to its rows in their order."""
    left: dict[str, list[PrefillRow]] = {}
    for row in prefilled:
        left.setdefault(row.insured_number, []).append(row)
    found: Counter[str] = Counter()
    for line in declared:
        same = left.get(line.insured_number)
        if not same:
            found["ebds_not_prefilled"] += 1
            continue
        row = same.pop(0)
        differs = [line.name != row.name, line.children != row.children, line.to_pay != row.to_pay]
        found["ebds_prefilled_changed"] += sum(differs)
    found["ebds_prefilled_missing"] += sum(map(len, left.values()))
    return +found


@given(st.lists(rows, max_size=6), st.lists(st.lists(rows, max_size=4), max_size=3))
def test_by_columns_and_blocks_the_faults_are_those_of_one_line_at_a_time(
    prefilled: list[PrefillRow], blocks: list[list[PrefillRow]]
) -> None:
    faults = compared(prefilled, blocks)
    declared = [row for each in blocks for row in each]
    assert Counter(fault.code for fault in faults.kept) == expected(prefilled, declared)
    assert faults.count == len(faults.kept)
    located = [fault.line for fault in faults.kept if fault.line is not None]
    assert located == sorted(located)


def test_all_differences_are_counted_and_the_first_described() -> None:
    prefilled = [PrefillRow(f"1{rank:08d}", "ALAOUI") for rank in range(3_000)]
    faults = compared(prefilled, [[PrefillRow("123456785", "TAZI")]])
    assert (faults.count, len(faults.kept)) == (3_001, 1_000)


def test_entrants_are_not_compared() -> None:
    faults = Faults()
    comparison = Comparison(HEADER, (), faults)
    comparison.block(block([PrefillRow("123456785", "ALAOUI")], 3, is_entrant=1))
    comparison.finish()
    assert faults.count == 0


def test_what_the_register_says_is_written_as_the_file_holds_it() -> None:
    prefilled = EbdsPrefill()
    long = "Benabdelkrim-Ouazzani-Chahdi El Idrissi"
    assert prefilled.written_name(long, "Fatima-Zahra") == (
        "BENABDELKRIM OUAZZANI CHAHDI E" + "FATIMA ZAHRA"
    )
    assert prefilled.written_name("العلوي", "فاطمة") == ""
    assert prefilled.transfer("2703892", 2031 * 12 + 11, 12) == "27038923112124"


def test_a_header_goes_into_a_file_and_comes_back() -> None:
    prefilled, out = EbdsPrefill(), io.BytesIO()
    header = PrefillHeader(
        employer_number="1234567",
        month=2026 * 12,
        transfer="00000672601014",
        business_name="SOCIETE DE L ATLAS",
        address="12 RUE DES ORANGERS",
        town="FES",
        issued_on=date(2026, 1, 25),
        due_on=None,
    )
    people = (PrefillRow("123456785", "ALAOUI FATIMA", 2, 60_000, 15_000, 45_000),)
    prefilled.write_prefill(out, header, people)
    out.seek(0)
    faults = Faults()
    assert prefilled.read_prefill(out, faults) == (header, people)
    assert faults.count == 0
    assert prefilled.file_name(header) == "AFFEBDS_1234567_202601.txt"
    assert prefilled.recognises(out.getvalue()[:600], "any")
