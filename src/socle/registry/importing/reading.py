"""The rows of a file as the fields of its source, and what cannot be read of them, by cell."""

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import compress
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

from socle.countries.declaration import Faults
from socle.countries.registry import country
from socle.countries.tabular import FileMapping, cells, kind_of, plain
from socle.countries.tabular.cells import Unreadable
from socle.countries.tabular.columns import Block, Place, resolved
from socle.countries.tabular.days import day_read
from socle.countries.tabular.reading import opened
from socle.countries.tabular.rows import BrokenFile, RowBlock
from socle.kernel.errors import Fault
from socle.kernel.identifiers import IdentifierKind
from socle.platform.access.types import FundView
from socle.platform.acts.types import Field, FieldKind
from socle.platform.documents.queries import open_document
from socle.registry.operations.import_kinds import asked, said_as
from socle.registry.queries.numbers import number_scheme
from socle.registry.types import Script
from socle.registry.types.births import birth_span, least_age
from socle.registry.types.conventions import convention
from socle.registry.types.imports import ImportKind
from socle.registry.types.scripts import script_of

_HEAD_BYTES = 600
_OF_EMPLOYERS = frozenset({"employer", "parent_company", "liaison_body"})
_DOCUMENT, _NAME, _HIRED = "national_id", "family_name", "hired_on"
_NO_PERSONS = frozenset({_DOCUMENT, "establishment", "agency"})  # numbers of other things
_ARABIC_FAMILY, _ARABIC_GIVEN = "arabic_family_name", "arabic_given_names"
_OF_SPREADSHEETS = "+.,"  # where a number was shortened or given decimals
# What a spreadsheet would compute instead of showing, and the sign that keeps it from that.
COMPUTED, SHIELD = ("=", "+", "-", "@", "\t", "\r"), "'"
Read = Callable[[str], str]
Whole = Callable[[list[str]], list[str] | None]


class Unread(NamedTuple):
    """A row at fault: what can be read of it, by field, and the fields that cannot."""

    line: int
    fields: dict[str, str]
    wrong: frozenset[str]


class RowsRead(NamedTuple):
    """Some rows that can be read, column by column, and the faults of those that cannot."""

    lines: list[int]
    columns: dict[str, list[str]]
    faults: list[Fault]
    rows: int  # with those at fault
    unread: tuple[Unread, ...] = ()


@dataclass(slots=True)
class _EveryFault(Faults):
    """Faults of a block, all of them: each row at fault must be known to be given again."""

    @property
    def room(self) -> int:
        return self.count + 1


@dataclass(frozen=True, slots=True)
class SourceReader:
    """Reads the files of one source in one fund, as on a day."""

    kind: ImportKind
    mapping: FileMapping
    fund: FundView
    on: date

    def rows(self, stream: BinaryIO, *, is_workbook: bool) -> Iterator[RowsRead]:
        """The rows, a block at a time.

        Raises:
            BrokenFile: the file cannot be read, or not from here on.
        """
        fields = {field.name: field for field in asked(kind=self.kind, fund=self.fund)}
        reads = {name: self._read(fields[name]) for name in self.mapping.columns if name in fields}
        wholes = {name: self._whole(fields[name]) for name in reads}
        known: dict[str, dict[str, str]] = {name: {} for name in reads}
        places: dict[str, Place] | None = None
        source = opened(stream, self.mapping, is_workbook=is_workbook)
        for rows in source.blocks():
            found = rows
            if places is None:
                places, found = resolved(self.mapping, rows)
            filled = _filled(found, places)
            if filled.rows:
                block = Block(filled, places)
                for row, line in enumerate(filled.lines if source.row_faults else ()):
                    if line in source.row_faults:
                        block.refuse(row, next(iter(reads)), source.row_faults[line])
                columns = {
                    name: block.repeated(name, read, known[name], "")
                    if _is_repeated(fields[name])
                    else wholes[name](block.column(name)) or block.texts(name, read)
                    for name, read in reads.items()
                }
                _refuse_given_alone(block, columns)
                _refuse_hired_unborn(block, columns)
                yield _read_of(block, columns)
        if places is None:
            raise BrokenFile("file_empty")

    def _read(self, field: Field) -> Read:
        """How a cell of a field is read; an empty one is empty unless it is required."""
        inner = self._read_filled(field)

        def read(cell: str) -> str:
            text = _as_typed(cell)
            if not text or text.isspace():
                if field.is_required:
                    raise Unreadable("import.field_blank")
                return ""
            return inner(text)

        return read

    def _read_filled(self, field: Field) -> Read:
        if field.kind is FieldKind.DATE:
            return self._birth if field.name == "birth_on" else self._day(field)
        if field.kind is FieldKind.CHOICE and field.choices is not None:
            return _choice(field.choices(self.fund))
        others = (*country(self.fund.country).affiliates.legal_identifiers, _DOCUMENT)
        if field.name in others:
            return lambda text: cells.code(text, field.max_length)
        if field.kind is FieldKind.IDENTIFIER and field.name not in _NO_PERSONS:
            return self._number(field)
        if field.name == _NAME or field.name.startswith("arabic_"):
            return (_name if field.name == _NAME else _arabic)(field.max_length)
        return lambda text: cells.words(text, field.max_length)

    def _birth(self, text: str) -> str:
        """A birth and how well it is known: `1984-03-16 day`."""
        born, precision = day_read(text)
        if born > self.on:
            raise Unreadable("registry.birth_to_come", birth=born.isoformat())
        oldest = convention("oldest_person_years", self.fund.country).value
        if self.kind is ImportKind.PERSONS and self.on.year - born.year >= oldest:
            age = least_age(born, precision, self.on)
            if age >= oldest:
                raise Unreadable("import.very_old", age=age, usual=oldest)
        return f"{born.isoformat()} {precision}"

    def _day(self, field: Field) -> Read:
        """A day, not further ahead than the counter takes one."""
        last = None if field.ahead_days is None else self.on + timedelta(days=field.ahead_days)

        def read(text: str) -> str:
            day = _day(text)
            if last is not None and day > last.isoformat():
                raise Unreadable("acts.day_far", last=last.isoformat())
            return day

        return read

    def _whole(self, field: Field) -> Whole:
        """How a column of a field is read at once, where no cell needs a second look."""
        if field.kind is FieldKind.IDENTIFIER and field.name not in _NO_PERSONS:
            judge = self._judge(field)
            return lambda column: column if cells.are_kept(column, judge) else None
        return lambda column: _plain(field, column)

    def _number(self, field: Field) -> Read:
        """A number of the register, refused where its key is certainly wrong."""
        judge, compact = self._judge(field), self._kind_of(field).compact

        def read(text: str) -> str:
            number = cells.identifier(text, compact)
            if not number:
                raise Unreadable("import.field_blank")
            if judge(number) is False:
                raise Unreadable("registry.number_wrong", number=number)
            return number

        return read

    def _judge(self, field: Field) -> Callable[[str], bool | None]:
        """Whether a number is rightly made, where that can be told."""
        kind = self._kind_of(field)
        scheme = None
        if not self._is_of_employer(field):
            law = country(self.fund.country)
            scheme = law.insured_numbers.scheme(number_scheme(fund=self.fund))

        def judge(number: str) -> bool | None:
            valid, _why = kind.judged(kind.normal(number))
            return scheme.judges(number) if valid is None and scheme is not None else valid

        return judge

    def _kind_of(self, field: Field) -> IdentifierKind:
        kinds = country(self.fund.country).identifiers
        return kinds["employer_number" if self._is_of_employer(field) else "insured_number"]

    def _is_of_employer(self, field: Field) -> bool:
        is_affiliate = self.kind is ImportKind.AFFILIATES and field.name == "number"
        return is_affiliate or field.name in _OF_EMPLOYERS


def reader_of(*, document_id: int, name: str) -> tuple[BinaryIO, bool]:
    """A stored file as a stream, and whether it is a workbook."""
    head = open_document(document_id=document_id).read(_HEAD_BYTES)
    return open_document(document_id=document_id), kind_of(head, name) == "xlsx"


@contextmanager
def at_hand(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The same bytes in a file of this process, that has no name."""
    with TemporaryFile() as held:
        shutil.copyfileobj(stream, held)
        held.seek(0)
        yield held


def unwatched(rows: Iterator[RowsRead]) -> Iterator[RowsRead]:
    """The same rows; while they are read nothing is looked through for circles of references.

    A block is ten thousands of lists, none of them in a circle: looking was a third of reading.
    """
    while True:
        is_watched = gc.isenabled()
        gc.disable()
        try:
            read = next(rows, None)
        finally:
            if is_watched:
                gc.enable()
        if read is None:
            return
        yield read


def read_ahead(rows: Iterator[RowsRead]) -> Iterator[RowsRead]:
    """The same rows, what comes next read while the caller works on what it has.

    The first is read by the caller's thread: it asks the database how numbers are made.
    """
    read = next(rows, None)
    with ThreadPoolExecutor(max_workers=1) as apart:
        while read is not None:
            following = apart.submit(next, rows, None)
            yield read
            read = following.result()


def _read_of(block: Block, columns: Mapping[str, list[str]]) -> RowsRead:
    faults = _EveryFault()
    good = block.settle(faults)
    if good.all():
        return RowsRead(block.lines, dict(columns), [], len(block))
    kept = good.tolist()
    read = {name: list(compress(column, kept)) for name, column in columns.items()}
    unread = tuple(
        Unread(
            block.lines[row],
            {name: column[row] for name, column in columns.items() if column[row]},
            frozenset(wrong),
        )
        for row, wrong in block.refused().items()
    )
    return RowsRead(list(compress(block.lines, kept)), read, faults.kept, len(block), unread)


def _filled(found: RowBlock, places: Mapping[str, Place]) -> RowBlock:
    """The rows in which a column that is read says something."""
    at = [place.column for place in places.values()]
    first = min(at)
    is_there = min(map(len, found.rows), default=0) > first
    # Nearly always the first of them is filled in every row.
    if is_there and all(map(str.strip, [row[first] for row in found.rows])):
        return found
    kept = [
        number
        for number, row in enumerate(found.rows)
        if (len(row) > first and row[first].strip())
        or any(len(row) > column and row[column].strip() for column in at)
    ]
    if len(kept) == len(found.rows):
        return found
    return RowBlock([found.lines[row] for row in kept], [found.rows[row] for row in kept])


def _plain(field: Field, column: list[str]) -> list[str] | None:
    """A column of words as they stand, read at once; None where a cell needs a second look."""
    is_words = field.kind is FieldKind.TEXT and not field.name.startswith("arabic_")
    is_words = is_words or field.name in _NO_PERSONS
    if not is_words or not column or max(map(len, column)) > field.max_length:
        return None
    joined = "".join(column)
    if not joined.isprintable() or "  " in joined:
        return None
    if SHIELD in joined and any(SHIELD + sign in joined for sign in COMPUTED):
        return None
    if field.name == _DOCUMENT and any(sign in joined for sign in _OF_SPREADSHEETS):
        return None
    found = list(map(str.strip, column))
    if field.name == _NAME and not all(said[:1].isalpha() for said in found):
        return None
    return found if all(found) or not field.is_required else None


def _refuse_given_alone(block: Block, columns: Mapping[str, list[str]]) -> None:
    """Marks rows with given names in Arabic and no name, as at the counter: they would be lost."""
    given = columns.get(_ARABIC_GIVEN, [])
    families = columns.get(_ARABIC_FAMILY, [""] * len(given))
    for row, (said, family) in enumerate(zip(given, families, strict=True)):
        if said and not family:
            block.refuse(row, _ARABIC_GIVEN, "registry.arabic_name_alone", {"name": said})


def _refuse_hired_unborn(block: Block, columns: Mapping[str, list[str]]) -> None:
    """Marks rows of people hired before they were born, as at the counter."""
    births = columns.get("birth_on", ())
    for row, (hired, birth) in enumerate(zip(columns.get(_HIRED, ()), births, strict=False)):
        if hired and birth and hired < birth:
            born, precision = birth.split()
            earliest = birth_span(date.fromisoformat(born), precision)[0].isoformat()
            if hired < earliest:
                block.refuse(row, _HIRED, "registry.before_birth", {"birth": earliest})


def _is_repeated(field: Field) -> bool:
    """Whether its texts are few: days, choices."""
    return field.kind in {FieldKind.DATE, FieldKind.CHOICE} or field.name in _OF_EMPLOYERS


def _as_typed(text: str) -> str:
    """A cell without the sign that keeps it from being a formula, as rows given back have it."""
    return text[1:] if text.startswith(SHIELD) and text[1:].startswith(COMPUTED) else text


def _day(text: str) -> str:
    read = day_read(text)
    if read.precision != "day":
        raise Unreadable("tabular_not_a_day")
    return read.day.isoformat()


def _choice(allowed: tuple[str, ...]) -> Read:
    """A choice by its code, or as files write it."""
    codes = {plain(said): code for code in allowed for said in (code, *said_as(code))}

    def read(text: str) -> str:
        code = codes.get(plain(text))
        if code is None:
            raise Unreadable("acts.not_a_choice", allowed=", ".join(allowed[:20]))
        return code

    return read


def _name(most: int) -> Read:
    def read(text: str) -> str:
        said = cells.words(text, most)
        if not any(sign.isalpha() for sign in said):
            raise Unreadable("registry.name_without_letter", name=said)
        return said

    return read


def _arabic(most: int) -> Read:
    def read(text: str) -> str:
        said = cells.words(text, most)
        if script_of(said) not in {Script.ARABIC, None}:
            raise Unreadable("registry.script_differs", name=said, script=Script.ARABIC.value)
        return said

    return read
