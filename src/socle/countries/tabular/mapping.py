"""Which column of a spreadsheet says what. French: profil de fichier.

A column is named by its heading, or by its place (`#3`: the third) where the file has no
headings or two alike. Where a row holds the three months of a quarter side by side, its days and
its wages are three columns each: `wage_1 | wage_2 | wage_3`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from socle.kernel.errors import Fault

EMPLOYER, MONTH, INSURED, NAME = "employer_number", "month", "insured_number", "insured_name"
DAYS, WAGE, CAPPED = "days", "wage", "wage_capped"
FIELDS = (EMPLOYER, MONTH, INSURED, NAME, DAYS, WAGE, CAPPED)
REQUIRED = (INSURED, DAYS, WAGE)
# What is said of each month where a row holds three of them.
MONTHLY = (DAYS, WAGE, CAPPED)
QUARTER = 3
ACROSS = " | "
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

    @property
    def months(self) -> int:
        """How many months a row holds."""
        said = (self.columns.get(name, "") for name in MONTHLY)
        return max(len(column.split(ACROSS)) for column in said)

    def of_month(self, rank: int) -> "FileMapping":
        """The columns of one month of a row, the first being 0."""
        if self.months == 1:
            return self
        own = {
            name: self.columns[name].split(ACROSS)[rank].strip()
            for name in MONTHLY
            if self.columns.get(name)
        }
        return replace(self, columns={**self.columns, **own})

    def faults(
        self, fields: Collection[str] = FIELDS, required: Iterable[str] = REQUIRED
    ) -> Iterator[Fault]:
        """What keeps this from being a mapping: all at once, each by its field."""
        for name in required:
            if not self.columns.get(name):
                yield Fault("tabular_column_needed", field=name)
        if not self._is_square():
            yield Fault("tabular_months_across", field=WAGE, read=self.columns.get(WAGE, "")[:40])
            return
        held: dict[str, str] = {}
        every = [
            each
            for rank in range(self.months)
            for each in self.of_month(rank).columns.items()
            if rank == 0 or each[0] in MONTHLY
        ]
        for name, column in every:
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

    def _is_square(self) -> bool:
        """One column a month for each thing said of it: all of a quarter, or one month alone."""
        said = (self.columns[name] for name in MONTHLY if self.columns.get(name))
        return {len(column.split(ACROSS)) for column in said} <= {self.months} and (
            self.months in (1, QUARTER)
        )


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
