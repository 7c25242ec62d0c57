"""What the cells of a column say: amounts, days, months, numbers of people, names.

Each function takes one text and returns the value, or raises `Unreadable` with the code of what
is wrong. Columns that hold plain digits, nearly all of them, are read whole (`plain_numbers`).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

from socle.countries.tabular.rows import NO_TEXT

EARLIEST_YEAR, LATEST_YEAR = 1960, 2099
LONGEST_NUMBER, LONGEST_NAME = 16, 64
_MOST_DIGITS = 12
_HERE = Path(__file__).parent
_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c\ufeff\u202a\u202b\u202c"))
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMBER = re.compile(r"\s*([+-]?)\s*(\d[\d \u00a0\u202f\u2009'’.,]*)(-?)\s*", re.ASCII)
_SIMPLE = {mark: re.compile(rf"(\d{{1,12}})(?:[{mark}](\d\d?))?", re.ASCII) for mark in ",."}
_READY = re.compile(r"(?=0*[1-9])\d{4,15}[A-Z]?", re.ASCII)  # a number as it is kept
_SPACES = re.compile("[ \u00a0\u202f\u2009'’]")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.ASCII)
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.ASCII)  # elsewhere `1E5` may be a code
_TRAILING = re.compile(r"(\d{4,})[.,]0+", re.ASCII)
_MONTH_FIRST = re.compile(r"(?:\d{1,2}[-/. ])?(\d{1,2})[-/. ](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:[-/. ](\d{1,2})(?:[-/. ]\d{1,2}(?:[T ].*)?)?|(\d{2}))", re.ASCII
)
_NAMED = re.compile(r"(?:\d{1,2}\s+)?([^\W\d_]+)[\s./-]*(\d{4}|\d{2})")


class Unreadable(Exception):  # noqa: N818 - a fact about a cell
    """A cell that does not say what its column should."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def plain_numbers(column: list[str]) -> list[int] | None:
    """A column of plain digits as numbers; None when any cell holds something else."""
    joined = "".join(column)
    if not (joined.isascii() and joined.isdigit()) or "" in column:
        return None
    found = list(map(int, column))
    return found if max(found) < 10**_MOST_DIGITS else None


def amount(text: str, mark: str, digits: int) -> int:
    """An amount in minor units of a currency of `digits` decimals.

    `350.000` where the point is the decimal mark could be meant either way: it is refused.
    """
    if simple := _SIMPLE[mark].fullmatch(text):
        whole, decimals = simple.groups(default="")
        return _minor(whole, decimals, digits)
    refuse_no_text(text)
    text = text.translate(_UNSEEN).translate(_DIGITS).replace("٫", mark).replace("٬", "")
    if not text.strip():
        raise Unreadable("field_blank")
    found = _NUMBER.fullmatch(text)
    if found is None:
        code = "field_negative" if _is_in_brackets(text) else "tabular_not_a_number"
        raise Unreadable(code, mark=mark)
    whole, _sign, decimals = found[2].rstrip().partition(mark)
    number = _whole(whole, "," if mark == "." else ".", mark)
    if not decimals.isdigit() and decimals:
        raise Unreadable("tabular_not_a_number", mark=mark)
    if len(decimals) == 3 and whole.isdigit() and len(whole) <= 3 and not digits >= 3:
        raise Unreadable("tabular_amount_ambiguous", mark=mark)
    if len(number) > _MOST_DIGITS:
        raise Unreadable("field_too_large")
    value = _minor(number, decimals, digits)
    if "-" in (found[1], found[3]) and value:
        raise Unreadable("field_negative")
    return value


def _minor(whole: str, decimals: str, digits: int) -> int:
    if decimals[digits:].strip("0"):
        raise Unreadable("tabular_decimals", digits=digits)
    found: int = int(whole) * 10**digits + int(decimals[:digits].ljust(digits, "0") or "0")
    return found


def _whole(text: str, group: str, mark: str) -> str:
    """The digits of a whole number whose thousands may be parted by spaces or `group`."""
    if text.isdigit():
        return text
    parts = _SPACES.sub(group, text).split(group)
    first, *others = parts
    if not (0 < len(first) <= 3 and all(len(part) == 3 for part in others)):
        raise Unreadable("tabular_not_a_number", mark=mark)
    digits = "".join(parts)
    if not digits.isdigit():
        raise Unreadable("tabular_not_a_number", mark=mark)
    return digits


def _is_in_brackets(text: str) -> bool:
    inner = text.strip()
    return inner.startswith("(") and inner.endswith(")") and any(map(str.isdigit, inner))


def days(text: str, mark: str) -> int:
    """Days of a month, 0 to 31."""
    try:
        found = amount(text, mark, 0)
    except Unreadable as wrong:
        if wrong.code == "tabular_decimals":
            raise Unreadable("tabular_half_day") from wrong
        raise
    if found > 31:
        raise Unreadable("field_range", lowest=0, highest=31)
    return found


def month(text: str) -> int:
    """A month, `year * 12 + month - 1`, however people write it; of a day, its month."""
    refuse_no_text(text)
    said = text.translate(_UNSEEN).translate(_DIGITS).strip()
    if not said:
        raise Unreadable("field_blank")
    number = year = 0
    if found := _YEAR_FIRST.fullmatch(said):
        year, number = int(found[1]), int(found[2] or found[3])
    elif found := _MONTH_FIRST.fullmatch(said):
        year, number = int(found[2]), int(found[1])
    elif found := _NAMED.fullmatch(said):
        year, number = int(found[2]), month_named(found[1])
        year += 2000 if year < 100 else 0
    if not (1 <= number <= 12 and EARLIEST_YEAR <= year <= LATEST_YEAR):
        raise Unreadable("tabular_not_a_month")
    return year * 12 + number - 1


def month_named(word: str) -> int:
    """1 to 12 for a month's name in French, English or Arabic, or its beginning; else 0."""
    said = _folded(word)
    names = _month_names()
    if said in names:
        return names[said]
    found = {number for name, number in names.items() if len(said) > 2 and name.startswith(said)}
    return found.pop() if len(found) == 1 else 0


@cache
def _month_names() -> dict[str, int]:
    written: dict[int, list[str]] = yaml.safe_load((_HERE / "months.yaml").read_text("utf-8"))
    return {_folded(name): number for number, names in written.items() for name in names}


def identifier(text: str, compact: Callable[[str], str]) -> str:
    """A number of a person or an employer as the register keeps it; empty where there is none."""
    if _READY.fullmatch(text):
        return text
    refuse_no_text(text)
    said = text.translate(_UNSEEN).translate(_DIGITS).strip()
    if found := _TRAILING.fullmatch(said):
        said = found[1]
    elif _SCIENTIFIC.fullmatch(said.upper()):
        raise Unreadable("tabular_scientific")
    number = compact(said)
    if not number.strip("0"):
        return ""
    is_number = number.isascii() and number.isalnum() and any(map(str.isdigit, number))
    if not is_number or len(number) > LONGEST_NUMBER:
        raise Unreadable("tabular_not_an_identifier", most=LONGEST_NUMBER)
    return number


def are_kept(column: list[str], judge: Callable[[str], bool | None]) -> bool:
    """Whether all numbers of a column stand as the register keeps them, and none is wrong."""
    return all(map(_READY.fullmatch, column)) and False not in map(judge, column)


def name(text: str) -> str:
    """A name in the letters that a wage line holds, at most 64; empty in another script.

    Such a line is matched by its number alone: see the decision on spreadsheets.
    """
    said = " ".join(text.translate(_UNSEEN).split())
    if not all(map(str.isprintable, said)):
        raise Unreadable("field_control_character")
    try:
        said.encode("latin-1")
    except UnicodeEncodeError:
        said = _folded_letters(said)
    return said[:LONGEST_NAME]


def plain_names(column: list[str]) -> list[str] | None:
    """A column of names that a wage line holds as they are; None when any may not."""
    joined = "".join(column)
    if not joined.isprintable() or "  " in joined or max(map(len, column)) > LONGEST_NAME:
        return None
    try:
        joined.encode("latin-1")
    except UnicodeEncodeError:
        return None
    return list(map(str.strip, column))


def _folded_letters(said: str) -> str:
    kept = "".join(
        char for char in unicodedata.normalize("NFKD", said) if not unicodedata.combining(char)
    )
    return "" if any(char.isalpha() and char > "\u024f" for char in kept) else _in_latin(kept)


def _in_latin(said: str) -> str:
    return said.encode("latin-1", "replace").decode("latin-1").replace("?", " ").strip()


def in_plain_digits(text: str) -> str:
    """A text with digits as machines write them, without blanks around or signs unseen."""
    refuse_no_text(text)
    said = text if text.isascii() else text.translate(_UNSEEN).translate(_DIGITS)
    return said.strip()


def words(text: str, most: int) -> str:
    """A text of at most `most` characters, its blanks made one; empty where there is none."""
    if not text.isprintable():
        refuse_no_text(text)
    said = " ".join(text.translate(_UNSEEN).split())
    if not said.isprintable():
        raise Unreadable("field_control_character")
    if len(said) > most:
        raise Unreadable("acts.field_too_long", most=most)
    return said


def code(text: str, most: int) -> str:
    """What another register knows somebody by, as written, unless a spreadsheet shortened it."""
    said = words(text, most)
    if _SHORTENED.fullmatch(said.upper()):
        raise Unreadable("tabular_scientific")
    found = _TRAILING.fullmatch(said)
    return found[1] if found else said


def refuse_no_text(text: str) -> None:
    """Refuses a formula and an error of a spreadsheet."""
    if text.startswith(NO_TEXT):
        is_formula = text.startswith(NO_TEXT + "=")
        raise Unreadable("workbook_formula" if is_formula else "workbook_error_cell")


def shown(text: str) -> str:
    """A cell as a person may read it."""
    said = text.removeprefix(NO_TEXT)
    return "".join(char if char.isprintable() else "·" for char in said)[:60]


def _folded(word: str) -> str:
    found = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in found if not unicodedata.combining(char))
