"""The e-BDS of Morocco."""

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.countries.formats.samples import (
    MAIN,
    PREFILLED,
    changed,
    joined,
    only_fault,
    read,
)

from socle.countries.declaration import DeclarationFormat, Faults, WageLines
from socle.countries.ma.formats.ebds import (
    FORMATS,
    Header,
    Prefill,
    PrefillRow,
    check_against_prefill,
    file_name,
    read_prefilled,
    write_declaration,
    write_prefilled,
)
from socle.countries.ma.formats.ebds.rules import employer_key_is_right, insured_key_is_right

MAIN_FORMAT, COMPLEMENTARY, PREFILLED_FORMAT = FORMATS
_AS_PROTOCOL: list[DeclarationFormat] = [*FORMATS]
HEADER = Header("1234567", 2026 * 12, 12_345_672_601_014)


def prefill() -> Prefill:
    faults = Faults()
    found = read_prefilled(io.BytesIO(joined(PREFILLED)), faults)
    assert faults.count == 0
    assert found is not None
    return found


def main_with(at: int, start: int, text: str) -> list[str]:
    lines = list(MAIN)
    lines[at] = changed(lines[at], start, text)
    return lines


def test_the_sample_prefilled_file_is_read() -> None:
    found = prefill()
    assert (found.employer_number, found.month, found.transfer) == (
        "1234567",
        2026 * 12,
        12_345_672_601_014,
    )
    assert found.header.business_name == "SOCIETE EXEMPLE SARL"
    assert found.header.due_on == 20260210
    assert found.rows[2] == PrefillRow("112233441", "EL IDRISSI SAID", 3, 90_000, 0, 90_000)


def test_a_prefilled_file_declares_no_wage() -> None:
    found, faults = read(PREFILLED_FORMAT, joined(PREFILLED))
    assert (found, faults.count) == ([], 0)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_sample_declaration_is_read(line_end: str) -> None:
    (known, entrant), faults = read(MAIN_FORMAT, joined(MAIN, line_end))
    assert faults.count == 0
    assert known.insured_number.tolist() == [b"123456785", b"109876543", b"112233441"]
    assert known.wage.tolist() == [650_000, 0, 210_000]
    assert known.wage_capped.tolist() == [600_000, 0, 210_000]
    assert known.kept["situation"].tolist() == [b"", b"CS", b"SO"]
    assert known.kept["returned"].tolist() == [0, 0, 90_000]
    assert entrant.kept["is_entrant"].tolist() == [1]
    assert entrant.kept["national_id"].tolist() == [b"BE123456"]
    assert (entrant.line[0], entrant.days[0], entrant.wage[0]) == (7, 13, 250_000)
    assert set(known.kept) == set(entrant.kept)
    assert check_against_prefill([known, entrant], prefill()).count == 0


def test_the_samples_are_written_byte_for_byte() -> None:
    out = io.BytesIO()
    write_prefilled(out, prefill())
    assert out.getvalue() == joined(PREFILLED)
    lines, _ = read(MAIN_FORMAT, joined(MAIN))
    out = io.BytesIO()
    write_declaration(out, prefill().header, lines)
    assert out.getvalue() == joined(MAIN)


@pytest.mark.parametrize(
    ("at", "start", "text", "expected"),
    [
        (0, 18, "A0", [("ebds_category", "L_Cat")]),
        (1, 4, "1234568", [("ebds_employer_key", "N_Num_Affilie")]),
        (1, 245, "20260231", [("field_date", "D_Date_Emission")]),
        (3, 4, "2703892", [("ebds_other_employer", "N_Num_Affilie")]),
        (3, 11, "202602", [("ebds_other_period", "L_Periode")]),
        (3, 11, "202613", [("field_period", "L_Periode")]),
        (2, 138, "0000000000124706812", [("ebds_control_sum", "S_Ctr")]),
        (2, 138, "9" * 19, [("field_too_large", "S_Ctr")]),
        (4, 136, "XX", [("ebds_situation_unknown", "L_Situation"), ("ebds_control_sum", "S_Ctr")]),
        (
            3,
            136,
            "  ",
            [("ebds_normal_without_wage", "L_Situation"), ("ebds_control_sum", "S_Ctr")],
        ),
        (2, 136, "AT", [("ebds_unpaid_with_wage", "L_Situation"), ("ebds_control_sum", "S_Ctr")]),
        (5, 17, "000004", [("ebds_total", "N_Nbr_Salaries")]),
        (5, 65, "000000345566760", [("ebds_total", "N_T_Num_Imma")]),
        (7, 59, "0000000250001", [("ebds_total", "N_T_Salaire_Plaf")]),
        (8, 38, "000050", [("ebds_total", "N_T_Jours_Declares")]),
        (6, 26, " " * 60, [("ebds_entrant_without_name", "L_Nom_Prenom")]),
    ],
)
def test_each_lie_is_a_located_fault(
    at: int, start: int, text: str, expected: list[tuple[str, str]]
) -> None:
    _, faults = read(MAIN_FORMAT, joined(main_with(at, start, text)))
    located = [(fault.code, fault.field) for fault in faults.kept if fault.line == at + 1]
    assert located[: len(expected)] == expected
    if at == 1 and start == 4:  # the other lines are then another employer's
        assert {fault.code for fault in faults.kept[1:]} == {"ebds_other_employer"}
    elif at in {5, 7, 8}:
        assert faults.count == 1
        assert set(faults.kept[0].facts) == {"written", "computed"}


@pytest.mark.parametrize(
    ("start", "text", "code"),
    [
        (17, "123456784", "ebds_insured_key"),
        (17, "223456785", "ebds_insured_key"),
        (17, "100000000", "ebds_insured_key"),
        (17, "000000000", "ebds_insured_key"),
        (100, "059999", "ebds_allowance_net"),
        (112, "27", "field_range"),
        (127, "000650001", "ebds_capped_above_real"),
        (114, "-000000650000", "field_negative"),
        (88, "06 000", "field_not_digits"),
    ],
)
def test_a_wrong_known_line_is_left_out_and_located(start: int, text: str, code: str) -> None:
    (known, _), faults = read(MAIN_FORMAT, joined(main_with(2, start, text)))
    assert (faults.kept[0].code, faults.kept[0].line) == (code, 3)
    assert 3 not in known.line.tolist()


def test_who_leaves_returns_the_net_allowance() -> None:
    line = changed(MAIN[4], 106, "080000")
    control = int(MAIN[4][137:156]) - 10_000
    lines = [*MAIN[:4], changed(line, 138, f"{control:019d}"), *MAIN[5:]]
    _, faults = read(MAIN_FORMAT, joined(lines))
    assert faults.kept[0].code == "ebds_allowance_not_returned"
    assert faults.kept[0].facts == {"situation": "SO", "expected": 90_000}


def test_a_total_is_not_compared_when_a_line_could_not_be_read() -> None:
    lines = list(MAIN)
    lines[3] = lines[3][:200]
    _, faults = read(MAIN_FORMAT, joined(lines))
    assert only_fault(faults).code == "line_length"
    _, faults = read(MAIN_FORMAT, joined(main_with(2, 114, "X")))
    assert only_fault(faults).code == "field_not_digits"


def test_records_come_once_in_order_and_to_the_end() -> None:
    _, faults = read(MAIN_FORMAT, joined(MAIN[1:]))
    assert (faults.kept[0].code, faults.kept[0].facts) == ("record_first", {"expected": "B00"})
    _, faults = read(MAIN_FORMAT, joined([*MAIN[:5], *MAIN[6:]]))
    assert (only_fault(faults).code, faults.kept[0].line) == ("record_order", 6)
    _, faults = read(MAIN_FORMAT, joined(MAIN[:-1]))
    assert (only_fault(faults).code, faults.kept[0].facts) == (
        "file_incomplete",
        {"expected": "B06"},
    )
    _, faults = read(MAIN_FORMAT, joined([*MAIN, MAIN[-1]]))
    assert faults.kept[0].code == "record_order"
    _, faults = read(MAIN_FORMAT, joined([*MAIN[:3], PREFILLED[2], *MAIN[3:]]))
    assert (only_fault(faults).code, faults.kept[0].line) == ("record_unknown", 4)


def test_an_insured_declared_twice_names_the_first_line() -> None:
    (known, entrant), _ = read(MAIN_FORMAT, joined(MAIN))
    out = io.BytesIO()
    again = replace(entrant, kept={**entrant.kept, "number_written": np.array([123_456_785])})
    write_declaration(out, HEADER, [known, again])
    _, faults = read(MAIN_FORMAT, out.getvalue())
    fault = only_fault(faults)
    assert (fault.code, fault.line, fault.read) == ("insured_repeated", 7, "123456785")
    assert fault.facts == {"first_line": 3}


def test_a_declaration_without_entrant_has_the_empty_form() -> None:
    (known, _), _ = read(MAIN_FORMAT, joined(MAIN))
    out = io.BytesIO()
    write_declaration(out, HEADER, [known])
    lines = out.getvalue().decode("ascii").splitlines()
    assert lines[6][16:25] == " " * 9
    [found], faults = read(MAIN_FORMAT, out.getvalue())
    assert faults.count == 0
    assert len(found.line) == 3
    lines.insert(6, MAIN[6])
    _, faults = read(MAIN_FORMAT, joined(lines))
    assert "ebds_empty_form_among_others" in {fault.code for fault in faults.kept}


@pytest.mark.parametrize(
    ("number", "national_id", "codes"),
    [
        (0, b"AB1", set()),
        (0, b"", {"ebds_entrant_without_id"}),
        (999_999_999, b"", set()),
    ],
)
def test_an_entrant_without_number_is_known_by_the_identity_card(
    number: int, national_id: bytes, codes: set[str]
) -> None:
    (_, entrant), _ = read(MAIN_FORMAT, joined(MAIN))
    identity = {"number_written": np.array([number]), "national_id": np.array([national_id])}
    kept = {**entrant.kept, **identity}
    out = io.BytesIO()
    write_declaration(out, HEADER, [replace(entrant, kept=kept)])
    found, faults = read(MAIN_FORMAT, out.getvalue())
    assert {fault.code for fault in faults.kept} == codes
    for block in found:
        assert block.insured_number.tolist() == [b""]
        assert block.kept["is_occasional"].tolist() == [int(number > 0)]


def test_a_complementary_declaration_carries_only_entrants() -> None:
    (_, entrant), _ = read(MAIN_FORMAT, joined(MAIN))
    out = io.BytesIO()
    write_declaration(out, HEADER, [entrant], complement=2)
    lines = out.getvalue().decode("ascii").splitlines()
    assert [line[:3] for line in lines] == ["E00", "E01", "E02", "E03", "E04", "E05", "E06"]
    lines[4] = changed(lines[4], 4, " " * 7)  # one reading of the document leaves it blank
    lines[2] = changed(lines[2], 17, " " * 140)
    [found], faults = read(COMPLEMENTARY, joined(lines))
    assert faults.count == 0
    assert found.kept["complement"].tolist() == [2]
    assert found.employer_number.tolist() == [b"1234567"]
    lines[2] = changed(lines[2], 17, "123456785")
    _, faults = read(COMPLEMENTARY, joined(lines))
    assert only_fault(faults).code == "ebds_complementary_known"


def test_the_declaration_is_compared_with_what_was_prefilled() -> None:
    lines, _ = read(MAIN_FORMAT, joined(MAIN))
    fewer = replace(prefill(), rows=prefill().rows[1:])
    assert [fault.code for fault in check_against_prefill(lines, fewer).kept] == [
        "ebds_not_prefilled"
    ]
    more = replace(prefill(), rows=(*prefill().rows, PrefillRow("155566677", "TAZI KHADIJA")))
    [fault] = check_against_prefill(lines, more).kept
    assert (fault.code, fault.facts) == (
        "ebds_prefilled_missing",
        {"number": "155566677", "name": "TAZI KHADIJA"},
    )
    first = replace(prefill().rows[0], children=3)
    [fault] = check_against_prefill(
        lines, replace(prefill(), rows=(first, *prefill().rows[1:]))
    ).kept
    assert (fault.code, fault.field, fault.read, fault.facts) == (
        "ebds_prefilled_changed",
        "N_Enfants",
        "2",
        {"expected": 3},
    )
    other = replace(
        prefill(), header=replace(HEADER, employer_number="2703892", month=1, transfer=2)
    )
    assert [fault.code for fault in check_against_prefill(lines, other).kept] == [
        "ebds_other_employer",
        "ebds_other_period",
        "ebds_other_transfer",
    ]


def test_a_prefilled_total_that_lies_is_a_fault() -> None:
    faults = Faults()
    lines = [*PREFILLED[:5], changed(PREFILLED[5], 23, "000006")]
    read_prefilled(io.BytesIO(joined(lines)), faults)
    fault = only_fault(faults)
    assert (fault.code, fault.field, fault.line) == ("ebds_total", "N_T_Enfants", 6)
    assert fault.facts == {"written": 6, "computed": 5}


def test_published_numbers_pass_or_fail_their_key() -> None:
    insured = np.array([123456785, 109876543, 112233441, 155566677, 107070813], np.int64)
    assert insured_key_is_right(insured).tolist() == [True, True, True, True, False]
    employers = np.array([1234567, 2703892, 1307492], np.int64)
    assert employer_key_is_right(employers).tolist() == [True, True, False]


def test_each_file_is_recognised_by_its_letter_or_its_name() -> None:
    heads = {"B": MAIN[0], "A": PREFILLED[0], "E": "E00"}
    names = {"B": "DS_1234567_202601.txt", "A": "AFFEBDS_1_012026.txt", "E": "DSC3_1_202601.txt"}
    for reader in FORMATS:
        for letter, head in heads.items():
            assert reader.recognises(head.encode("ascii"), "x") == (reader.letter == letter)
            assert reader.recognises(b"", names[letter]) == (reader.letter == letter)
    assert {reader.code for reader in FORMATS} == {"ma_ebds"}
    assert file_name(HEADER, "complementary", 3) == "DSC3_1234567_202601.txt"
    assert file_name(HEADER, "prefilled", month_first=True) == "AFFEBDS_1234567_012026.txt"


def _with_key(body: int) -> int:
    weighted = sum(int(sign) * (1 + at % 2) for at, sign in enumerate(f"{body:07d}", start=1))
    return 100_000_000 + body * 10 + (10 - weighted % 10) % 10


people = st.lists(st.integers(1, 9_999_999).map(_with_key), min_size=1, max_size=30, unique=True)


@given(people, st.integers(1, 26), st.integers(1, 10**9 - 1), st.integers(0, 30))
@settings(max_examples=40)
def test_what_is_written_is_read_back(
    numbers: list[int], days: int, wage: int, entrants: int
) -> None:
    count = len(numbers)
    whole = np.ones(count, np.int64)
    block = WageLines(
        line=whole,
        employer_number=np.full(count, b"1234567"),
        month=whole * HEADER.month,
        insured_number=np.array([b"%d" % number for number in numbers]),
        insured_name=np.full(count, b"ALAOUI FATIMA"),
        days=whole * days,
        wage=whole * wage,
        wage_capped=whole * wage,
        kept={"is_entrant": (np.arange(count) < entrants).astype(np.int64)},
    )
    out = io.BytesIO()
    write_declaration(out, HEADER, [block])
    found, faults = read(MAIN_FORMAT, out.getvalue())
    assert faults.kept == []
    assert sum(int(each.wage.sum()) for each in found) == wage * count
    assert sorted(each for lines in found for each in lines.insured_number.tolist()) == sorted(
        block.insured_number.tolist()
    )


@given(st.sampled_from(FORMATS), st.binary(max_size=800))
def test_any_bytes_are_read_without_failing(reader: DeclarationFormat, content: bytes) -> None:
    list(reader.read(io.BytesIO(content), Faults()))


@given(st.integers(0, 8), st.integers(0, 259), st.binary(min_size=1, max_size=30))
def test_damage_to_a_declaration_never_fails(row: int, at: int, damage: bytes) -> None:
    content = bytearray(joined(MAIN))
    start = row * 261 + at
    content[start : start + len(damage)] = damage
    list(MAIN_FORMAT.read(io.BytesIO(bytes(content)), Faults()))
    read_prefilled(io.BytesIO(bytes(content).replace(b"B0", b"A0")), Faults())


@given(st.permutations(range(9)), st.integers(0, 9))
def test_shuffled_records_never_fail(order: list[int], kept: int) -> None:
    _, faults = read(MAIN_FORMAT, joined([MAIN[at] for at in order[:kept]]))
    assert faults.count or order[:kept] == list(range(9)) or kept == 9
