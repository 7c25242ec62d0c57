"""Reading the sources of imports, as they stand on a day."""

from datetime import date, datetime

from socle.countries.tabular import FileMapping
from socle.kernel.errors import NotKnown
from socle.platform.temporal.queries import as_of
from socle.registry.facts import IMPORT_MAPPING
from socle.registry.models import ImportSource
from socle.registry.types.imports import ImportKind, ImportSourceView

LAYOUT = ("headings_row", "separator", "sheet")
MOST_SOURCES = 200


def sources(*, on: date, known_at: datetime | None = None) -> list[ImportSourceView]:
    """The sources whose columns are known on a day, by name."""
    found = ImportSource.objects.order_by("name")[:MOST_SOURCES]
    return [view for each in found if (view := _view(each, on, known_at)) is not None]


def source(*, number: str, on: date) -> ImportSourceView:
    """A source, with its columns of a day.

    Raises:
        NotKnown: there is none under that number, or its columns are not known that day.
    """
    found = ImportSource.objects.filter(number=number).first()
    shown = _view(found, on) if found is not None else None
    if shown is None:
        raise NotKnown("import.source_unknown", number=number, on=on.isoformat())
    return shown


def mapping_of(*, source_id: int, on: date, known_at: datetime | None = None) -> FileMapping | None:
    """The columns of a source on a day; None where nothing was stated for it."""
    rows = as_of(IMPORT_MAPPING, on=on, known_at=known_at, where={"source_id": source_id})
    said = {row["field"]: row["said"] for row in rows}
    if not said:
        return None
    return FileMapping(
        columns={name: column for name, column in said.items() if name not in LAYOUT},
        headings_row=int(said.get("headings_row", "0")),
        separator=said.get("separator", ""),
        sheet=said.get("sheet", ""),
    )


def _view(
    found: ImportSource, on: date, known_at: datetime | None = None
) -> ImportSourceView | None:
    mapping = mapping_of(source_id=found.pk, on=on, known_at=known_at)
    if mapping is None:
        return None
    return ImportSourceView(found.pk, found.number, found.name, ImportKind(found.kind), mapping)
