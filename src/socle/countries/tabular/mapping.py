"""Which column of a spreadsheet says what. French: profil de fichier.

A column is named by its heading, or by its place (`#3`: the third) where the file has no
headings or two alike.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from socle.kernel.errors import Fault

EMPLOYER, MONTH, INSURED, NAME = "employer_number", "month", "insured_number", "insured_name"
DAYS, WAGE, CAPPED = "days", "wage", "wage_capped"
FIELDS = (EMPLOYER, MONTH, INSURED, NAME, DAYS, WAGE, CAPPED)
REQUIRED = (INSURED, DAYS, WAGE)
SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
DECIMAL_MARKS = {"comma": ",", "point": "."}
MOST_COLUMNS = 200
LONGEST_HEADING = 120
_PLACE = re.compile(r"#([1-9]\d{0,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How to read the spreadsheets of one program: of wages, unless other fields are said.

    `columns` maps a field to a heading or a place. `headings_row` is the row of the headings,
    from 1, and nothing above it is read; 0 where there are none. `separator` is empty to be
    found in each file; `sheet` is empty for the first sheet that is shown.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    headings_row: int = 1
    separator: str = ""
    decimal_mark: str = "comma"
    sheet: str = ""

    @property
    def mark(self) -> str:
        return DECIMAL_MARKS[self.decimal_mark]

    def faults(
        self, fields: Collection[str] = FIELDS, required: Iterable[str] = REQUIRED
    ) -> Iterator[Fault]:
        """What keeps this from being a mapping: all at once, each by its field."""
        for name in required:
            if not self.columns.get(name):
                yield Fault("tabular_column_needed", field=name)
        held: dict[str, str] = {}
        for name, column in self.columns.items():
            if name not in fields:
                yield Fault("tabular_field_unknown", field=name[:40], read=name[:40])
            if len(column) > LONGEST_HEADING:
                yield Fault("tabular_heading_long", field=name, read=column[:40])
            number = place(column)
            if number is not None and number > MOST_COLUMNS:
                facts = {"most": MOST_COLUMNS}
                yield Fault("tabular_place_far", field=name, read=column, facts=facts)
            if number is None and column and not self.headings_row:
                yield Fault("tabular_no_headings", field=name, read=column[:40])
            same = f"#{number}" if number else plain(column)
            if same and same in held:
                facts_of_other = {"other": held[same]}
                yield Fault("tabular_column_shared", field=name, read=column, facts=facts_of_other)
            held.setdefault(same, name)


def place(column: str) -> int | None:
    """The place that `#3` names, from 1; None for a heading."""
    found = _PLACE.fullmatch(column)
    return int(found[1]) if found else None


def plain(text: str) -> str:
    """A heading as it is compared: without case, accents, or signs between words."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char if char.isalnum() else " " for char in folded if not _is_accent(char))
    return " ".join(kept.split())


def letters(number: int) -> str:
    """A column as spreadsheets call it.

    Example:
        >>> letters(1), letters(28)
        ('A', 'AB')
    """
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _is_accent(char: str) -> bool:
    return unicodedata.combining(char) != 0 or char == "\u0640"
