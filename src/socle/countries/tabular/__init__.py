"""Spreadsheets of payroll programs: CSV and XLSX under a mapping of columns.

Owns what every such file shares: reading it safely by rows, what its cells say, guessing a
mapping from a sample. Knows no country and no fund: a mapping, the currency's decimals and the
identifiers are given. See the decision on spreadsheets for what is refused, and why.
"""

from socle.countries.tabular.contents import contents
from socle.countries.tabular.mapping import (
    ACROSS,
    CAPPED,
    DECIMAL_MARKS,
    EMPLOYER,
    FIELDS,
    MONTH,
    REQUIRED,
    SEPARATORS,
    FileMapping,
    letters,
    place,
    plain,
)
from socle.countries.tabular.reading import CODE, TabularFormat, kind_of
from socle.countries.tabular.rows import BrokenFile, Sample
from socle.countries.tabular.samples import guess, sample

__all__ = [
    "ACROSS",
    "CAPPED",
    "CODE",
    "DECIMAL_MARKS",
    "EMPLOYER",
    "FIELDS",
    "MONTH",
    "REQUIRED",
    "SEPARATORS",
    "BrokenFile",
    "FileMapping",
    "Sample",
    "TabularFormat",
    "contents",
    "guess",
    "kind_of",
    "letters",
    "place",
    "plain",
    "sample",
]
