"""Fixed-width files: layouts, reading by columns, exact writing.

Owns what every such format shares: cutting a stream into lines, digits, dates, encodings, and
the faults they give. Knows no country's record. Files are read at millions of lines a second
and a block at a time, so a payroll of a million lines needs no more memory than a small one.
"""

from socle.countries.fixed_width.answers import Receipt, receipt_text, write_rejects
from socle.countries.fixed_width.blocks import Block, read_blocks
from socle.countries.fixed_width.columns import Columns, is_date
from socle.countries.fixed_width.labels import field_label
from socle.countries.fixed_width.layout import Field, Layout, Mask, printable
from socle.countries.fixed_width.repeats import Repeats
from socle.countries.fixed_width.writing import Values, encode, plain

__all__ = [
    "Block",
    "Columns",
    "Field",
    "Layout",
    "Mask",
    "Receipt",
    "Repeats",
    "Values",
    "encode",
    "field_label",
    "is_date",
    "plain",
    "printable",
    "read_blocks",
    "receipt_text",
    "write_rejects",
]
