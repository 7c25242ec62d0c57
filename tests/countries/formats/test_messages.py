"""Every fault of the formats is worded in three languages, with the facts it is given."""

import ast
import io
import string
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from tests.countries.formats.samples import (
    DIPE,
    MAIN,
    changed,
    cm_block,
    dipe_lines,
    joined,
    read,
)
from tests.countries.formats.test_ebds import HEADER

import socle.countries
from socle.countries.cm.formats.dipe import C04, C04_NAMED, write
from socle.countries.cm.formats.dipe import FORMATS as CM_FORMATS
from socle.countries.declaration import DeclarationFormat, Faults, PrefillHeader
from socle.countries.fixed_width import field_label
from socle.countries.ma.formats.ebds import FORMATS as MA_FORMATS
from socle.countries.ma.formats.ebds import (
    EbdsPrefill,
    Prefill,
    PrefillRow,
    check_against_prefill,
)
from socle.countries.ma.formats.ebds.layout import LAYOUTS
from socle.kernel.errors import Fault, Refused
from socle.kernel.wording import LANGUAGES, catalogue, wording

HOUSE = Path(socle.countries.__file__).parent
SOURCES = [
    *HOUSE.glob("fixed_width/*.py"),
    *HOUSE.glob("cm/formats/*.py"),
    *HOUSE.glob("ma/formats/**/*.py"),
]
CATALOGUES = [
    HOUSE / "cm/formats/messages.yaml",
    HOUSE / "ma/formats/messages.yaml",
]


def codes_in_the_source() -> set[str]:
    """Every text in the code that the catalogue knows, or that is built as a fault's code."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in catalogue():
                found.add(str(node.value))
            if isinstance(node, ast.Call):
                found |= _built(node)
    return found


def _built(call: ast.Call) -> set[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    place = {"Fault": 0, "Refused": 0, "refuse": 2}.get(name)
    if place is None or len(call.args) <= place:
        return set()
    code = call.args[place]
    if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value:
        return {code.value}
    return set()


def _ma(at: int, start: int, text: str) -> bytes:
    lines = list(MAIN)
    lines[at] = changed(lines[at], start, text)
    return joined(lines)


def raised() -> list[Fault]:
    """Files that between them raise every fault."""
    (cm,) = CM_FORMATS
    main, complementary, _ = MA_FORMATS
    entrant = changed(changed(MAIN[6], 17, " " * 77), 94, "0" * 43)
    contents: list[tuple[DeclarationFormat, bytes]] = [
        (cm, b""),
        (cm, DIPE.encode("utf-16")),
        (cm, b"%PDF-1.7"),
        (cm, joined([DIPE, "C04", "", DIPE + "É"], "\n")),
        (cm, joined(dipe_lines(2))[:-9]),
        (cm, (changed(DIPE, 121, "É") + "\n").encode() * 2),
        (cm, joined([DIPE, (DIPE[:-1] + "É")]).decode("latin-1").encode("utf-8")),
        *((cm, joined([changed(DIPE, *change)])) for change in CM_CHANGES),
        (cm, joined([DIPE, changed(DIPE, 24, "02")])),
        (cm, joined([DIPE, DIPE])),
        *((main, _ma(*change)) for change in MA_CHANGES),
        (main, joined(MAIN[1:])),
        (main, joined([*MAIN[:5], *MAIN[6:]])),
        (main, joined(MAIN[:-1])),
        (main, joined([*MAIN[:6], entrant, *MAIN[6:]])),
        (complementary, joined([line.replace("B", "E", 1) for line in MAIN[:3]])),
    ]
    faults = [fault for reader, content in contents for fault in read(reader, content)[1].kept]
    lines, _ = read(main, joined(MAIN))
    other = replace(HEADER, employer_number="2703892", transfer=1)
    rows = (PrefillRow("123456785", "ALAOUI"), PrefillRow("155566677", "TAZI"))
    return faults + check_against_prefill(lines, Prefill(other, rows)).kept


CM_CHANGES = [
    (1, "C05"),
    (36, "5"),
    (53, "32"),
    (119, "05"),
    (85, "-1"),
    (85, "\x00"),
    (85, "\xe9"),
    (85, "X"),
    (85, " " * 10),
    (85, "         1"),
    (121, "\x01"),
]
MA_CHANGES = [
    (0, 18, "ZZ"),
    (1, 4, "1234568"),
    (1, 245, "20260231"),
    (3, 11, "202602"),
    (3, 11, "202613"),
    (2, 138, "9" * 19),
    (2, 138, "0000000000000000001"),
    (4, 136, "XX"),
    (3, 136, "  "),
    (2, 136, "AT"),
    (4, 106, "000000"),
    (5, 17, "000004"),
    (6, 26, " " * 60),
    (6, 17, "000000000" + " " * 68),
    (2, 17, "123456784"),
    (2, 100, "059999"),
    (2, 127, "000650001"),
]


def refused() -> list[Refused]:
    found = []
    for block in (
        cm_block([1], wage=-1),
        cm_block([1], wage=10**10),
        replace(cm_block([1]), insured_number=cm_block([1]).insured_name),
    ):
        with pytest.raises(Refused) as caught:
            write(io.BytesIO(), [block])
        found.append(caught.value)
    prefilled, header = EbdsPrefill(), PrefillHeader("1234567", 2026 * 12, "12345672601014")
    with pytest.raises(Refused) as caught:
        prefilled.write_prefill(io.BytesIO(), header, (PrefillRow("12345678X", "ALAOUI"),))
    found.append(caught.value)
    with pytest.raises(Refused) as caught:
        prefilled.transfer("1234567", 2026 * 12, 100)
    return [*found, caught.value]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_files_of_this_test_raise_every_code_of_the_source() -> None:
    found = {fault.code for fault in raised()} | {error.code for error in refused()}
    assert codes_in_the_source() - found == {"faults_not_listed"}
    assert found <= codes_in_the_source()


def test_no_sentence_is_without_use() -> None:
    worded = {code for path in CATALOGUES for code in yaml.safe_load(path.read_text("utf-8"))}
    assert worded == {code for code in codes_in_the_source() if code.startswith(("dipe", "ebds"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_worded_with_the_facts_it_is_given(language: str) -> None:
    said_of: list[Fault | Refused] = [*raised(), *refused()]
    for fault in said_of:
        text = catalogue()[fault.code][language]
        asked = placeholders(text.message) | placeholders(text.do)
        assert asked <= set(fault.facts), fault
        said = wording(fault.code, fault.facts, language)
        assert "{" not in said.message + said.do
        assert text.message.strip().endswith((".", "؟", "?"))


def test_the_reading_faults_say_where_and_what() -> None:
    for fault in raised():
        assert len(fault.read or "") <= 40
        assert (fault.read or "").isprintable()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name_for_people(language: str) -> None:
    layouts = {"cm_dipe": (C04, C04_NAMED), "ma_ebds": tuple(LAYOUTS.values())}
    for code, records in layouts.items():
        for field in (field for record in records for field in record.fields):
            assert field_label(code, field.name, language) != field.name
    assert field_label("cm_dipe", "unheard_of", language) == "unheard_of"


def test_no_fault_is_lost_when_many_are_counted() -> None:
    faults = Faults()
    faults.add_all((Fault("line_blank", line) for line in range(5)), 5_000)
    assert (len(faults.kept), faults.count) == (5, 5_000)
