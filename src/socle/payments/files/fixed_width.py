"""A bank's own file of fixed width, by a layout that is data of the fund.

    length: 400
    newline: crlf
    header:
      - {text: "10", width: 2}
      - {field: pay_on, format: "%d%m%y", width: 6}
    detail:
      - {field: rank, width: 5, align: right, fill: "0"}
      - {field: account, width: 24}
      - {field: amount, width: 16, align: right, fill: "0"}
    total:
      - {field: total, width: 16, align: right, fill: "0"}

Amounts are in minor units. Each kind of line is as long as the layout says, or it is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import yaml

from socle.kernel.errors import Fault
from socle.payments.files.texts import parts, plain
from socle.payments.files.types import Batch, Collected, Transfer

_OF_BATCH = frozenset(
    {"number", "payer_account", "payer_name", "currency", "pay_on", "count", "total", "label"}
)
_OF_TRANSFER = (
    _OF_BATCH
    | {"rank", "reference", "name", "account", "amount"}
    | {
        "bank",
        "branch",
        "account_number",
        "key",
    }
)
_PARTS = {"header": _OF_BATCH, "detail": _OF_TRANSFER, "total": _OF_BATCH}
_NEWLINES = {"crlf": "\r\n", "lf": "\n"}
_LONGEST_LAYOUT = 20_000
_KEYS = {"text", "field", "width", "align", "fill", "format"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A zone of a line: a text that never changes, or what a lot or an order says."""

    width: int
    text: str = ""
    field: str = ""
    is_right: bool = False
    fill: str = " "
    day_format: str = "%Y%m%d"


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a bank's file."""

    newline: str
    header: tuple[Cell, ...]
    detail: tuple[Cell, ...]
    total: tuple[Cell, ...]


_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_DEEPEST = 8


def read_layout(text: str) -> tuple[Layout | None, list[Fault]]:
    """The layout that a text says, or everything that is wrong with it."""
    found = Collected()
    try:
        said = yaml.safe_load(text) if _is_plain(text) else None
    except (yaml.YAMLError, ValueError):  # ValueError: a day that is none
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("length"), int):
        found.add("payments.layout_unread", None, "layout")
        return None, found.faults
    if said.get("newline") not in _NEWLINES or set(said) - {"length", "newline", *_PARTS}:
        found.add("payments.layout_unread", None, "newline")
    lines = {name: _cells(said.get(name) or [], name, found) for name in _PARTS}
    for name, cells in lines.items():
        width = sum(cell.width for cell in cells)
        if (cells or name == "detail") and width != said["length"]:
            found.add("payments.layout_length", None, name, str(width), length=said["length"])
    if found.faults:
        return None, found.faults
    return Layout(_NEWLINES[said["newline"]], **lines), []


def _is_plain(text: str) -> bool:
    """Whether a text is short, and neither repeats by name nor nests: both unfold without end."""
    if len(text) > _LONGEST_LAYOUT:
        return False
    depth = 0
    for each in yaml.scan(text):
        depth += isinstance(each, _OPENING) - isinstance(each, _CLOSING)
        if depth > _DEEPEST or isinstance(each, yaml.AliasToken):
            return False
    return True


def _cells(said: object, name: str, found: Collected) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for each in said if isinstance(said, list) else [said]:
        cell = _cell(each, _PARTS[name]) if isinstance(each, dict) else None
        if cell is None:
            found.add("payments.layout_cell", None, name, str(each))
        else:
            cells.append(cell)
    return tuple(cells)


def _cell(said: Mapping[str, object], fields: frozenset[str]) -> Cell | None:
    width, text, field = said.get("width"), str(said.get("text", "")), said.get("field", "")
    fill, align = str(said.get("fill", " ")), said.get("align", "left")
    is_known = field in fields if field else len(text) <= (width if isinstance(width, int) else 0)
    is_right = align in {"left", "right"} and len(fill) == 1 and not set(said) - _KEYS
    if not (isinstance(width, int) and width > 0 and is_known and is_right and text.isascii()):
        return None
    day_format = str(said.get("format", "%Y%m%d"))
    return Cell(width, text, str(field), align == "right", fill, day_format)


def faults(batch: Batch, layout: Layout) -> list[Fault]:
    """What of a lot does not fit in its zone. Names and labels are cut, nothing else is."""
    found = Collected()
    for rank, each in enumerate(batch.transfers, 1):
        said = _said(batch, rank, each)
        for cell in layout.detail:
            value = _shown(cell, said)
            if len(value) > cell.width and cell.field not in {"name", "label", "payer_name"}:
                found.add(
                    "payments.zone_too_short", None, each.reference, cell.field, width=cell.width
                )
    return found.faults


def write(batch: Batch, layout: Layout) -> Iterator[bytes]:
    """The lines of a lot that has no `faults`."""
    whole = _said(batch)
    if layout.header:
        yield _line(layout.header, whole, layout.newline)
    for rank, each in enumerate(batch.transfers, 1):
        yield _line(layout.detail, _said(batch, rank, each), layout.newline)
    if layout.total:
        yield _line(layout.total, whole, layout.newline)


def _said(batch: Batch, rank: int = 0, each: Transfer | None = None) -> dict[str, str | date]:
    payer = batch.payer
    said: dict[str, str | date] = {
        "number": batch.number,
        "payer_account": payer.account,
        "payer_name": plain(payer.name, 140).upper(),
        "currency": payer.currency,
        "pay_on": batch.pay_on,
        "count": str(len(batch.transfers)),
        "total": str(batch.total),
        "label": plain(batch.label, 140).upper(),
    }
    if each is not None:
        split = parts(each.account, payer.country)
        said |= {
            "rank": str(rank),
            "reference": each.reference,
            "name": plain(each.name, 140).upper(),
            "account": split.whole if split else each.account,
            "amount": str(each.amount),
            "bank": split.bank if split else "",
            "branch": split.branch if split else "",
            "account_number": split.number if split else "",
            "key": split.key if split else "",
        }
    return said


def _shown(cell: Cell, said: Mapping[str, str | date]) -> str:
    value = said[cell.field] if cell.field else cell.text
    return value if isinstance(value, str) else value.strftime(cell.day_format)


def _line(cells: Sequence[Cell], said: Mapping[str, str | date], newline: str) -> bytes:
    line = ""
    for cell in cells:
        value = _shown(cell, said)[: cell.width]
        line += (
            value.rjust(cell.width, cell.fill)
            if cell.is_right
            else value.ljust(cell.width, cell.fill)
        )
    return (line + newline).encode("ascii", "replace")
