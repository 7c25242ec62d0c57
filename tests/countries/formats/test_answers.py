"""The reject file and the receipt that a depositor gets."""

import csv
import io

import pytest
from tests.countries.formats.samples import changed, dipe_lines, joined, read

from socle.countries.cm.formats.dipe import FORMATS
from socle.countries.declaration import Faults
from socle.countries.fixed_width import Receipt, receipt_text, write_rejects
from socle.kernel.wording import LANGUAGES


def rejects(content: bytes, faults: Faults, language: str = "fr") -> list[dict[str, str]]:
    out = io.BytesIO()
    write_rejects(out, io.BytesIO(content), faults, format_code="cm_dipe", language=language)
    text = out.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_each_refused_line_is_repeated_with_what_is_wrong() -> None:
    lines = dipe_lines(4)
    lines[2] = changed(lines[2], 85, "-000350000")
    lines[1] = lines[1][:100]
    content = joined(lines)
    _, faults = read(FORMATS[0], content)
    rows = rejects(content, faults)
    assert [(row["ligne"], row["code"]) for row in rows] == [
        ("2", "line_length"),
        ("3", "field_negative"),
    ]
    assert rows[0]["constat"] == "Cette ligne a 100 caractères au lieu de 135."
    assert rows[1]["ligne refusée"] == lines[2]
    assert rows[1]["libellé du champ"] == "salaire cotisable"
    assert rows[1]["lu"] == "'-000350000"  # no spreadsheet takes it for a formula


def test_the_faults_that_are_not_listed_are_counted() -> None:
    content = joined(["C04"] * 1_500)
    _, faults = read(FORMATS[0], content)
    rows = rejects(content, faults)
    assert len(rows) == 1_001
    assert rows[-1]["constat"] == "500 autres défauts ne sont pas listés ici."


def test_a_fault_of_the_whole_file_has_no_line() -> None:
    _, faults = read(FORMATS[0], b"")
    [row] = rejects(b"", faults, "en")
    assert (row["line"], row["what is wrong"]) == ("", "This file holds no line.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_says_what_was_deposited(language: str) -> None:
    receipt = Receipt(
        number="D-2026-000017",
        received_at="10/02/2026 09:14",
        file_name="DS_1234567_202601.txt",
        format_code="ma_ebds",
        employer_number="1234567",
        month=2026 * 12,
        lines=4,
        wage=1_110_000_00,
        wage_capped=10_600_05,
        currency="MAD",
        digits=2,
        faults=0,
        digest="9f86d081",
    )
    text = receipt_text(receipt, language)
    assert "01/2026" in text
    assert "1 110 000,00 MAD" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "10 600,05 MAD" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert len(text.splitlines()) == 13
    assert "accepted" not in text or language == "en"
