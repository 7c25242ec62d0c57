"""Reading imports: how far each has come, and what was found wrong."""

from collections.abc import Mapping
from pathlib import Path

from django.db import connection

from socle.countries.clock import legal_day
from socle.kernel.errors import Fault, NotKnown
from socle.platform.access.queries import current_fund, names_of_users
from socle.platform.sql import statements
from socle.registry.models import ImportFault, ImportRun
from socle.registry.queries.import_sources import mapping_of
from socle.registry.types.imports import (
    ImportCounts,
    ImportKind,
    ImportState,
    ImportView,
)

ACT_TYPE = "import_persons"
FILIATIONS_ACT_TYPE = "import_filiations"
MARRIAGES_ACT_TYPE = "import_marriages"
CHARGES_ACT_TYPE = "import_charges"
AFFILIATES_ACT_TYPE = "import_affiliates"
_SQL = statements(Path(__file__).parents[1])


def imports(*, limit: int, before: str | None = None) -> list[ImportView]:
    """Imports from the latest on; `before` is the number of the last one already shown."""
    found = ImportRun.objects.select_related("source", "document").order_by("-id")
    if before:
        last = ImportRun.objects.filter(number=before).first()
        if last is None:
            raise NotKnown("import.unknown", number=before)
        found = found.filter(id__lt=last.pk)
    page = list(found[:limit])
    names = names_of_users(ids={each.received_by_id for each in page})
    return [import_view(each, names) for each in page]


def import_of(*, number: str) -> ImportView:
    """An import, as it stands.

    Raises:
        NotKnown: there is none under that number.
    """
    found = import_row(number)
    return import_view(found, names_of_users(ids={found.received_by_id}))


def import_row(number: str) -> ImportRun:
    """The row of an import.

    Raises:
        NotKnown: there is none under that number.
    """
    found = ImportRun.objects.select_related("source", "document").filter(number=number).first()
    if found is None:
        raise NotKnown("import.unknown", number=number)
    return found


def import_view(found: ImportRun, names: Mapping[int, tuple[str, str]]) -> ImportView:
    """A stored import as a value; `names` are those of the people who handed files in."""
    return ImportView(
        number=found.number,
        source_number=found.source.number,
        source_name=found.source.name,
        kind=ImportKind(found.source.kind),
        file_name=found.document.name,
        file_size=found.document.size,
        document_id=found.document_id,
        state=ImportState(found.state),
        is_whole=found.is_whole,
        received_at=found.received_at,
        received_by=names[found.received_by_id][1],
        counts=ImportCounts(**found.counts),
        written=ImportCounts(**found.written),
        reached_line=found.reached_line,
        why=Fault(**found.why) if found.why else None,
    )


def import_faults(*, number: str, limit: int) -> list[Fault]:
    """The first faults of an import, in the order of lines."""
    rows = ImportFault.objects.filter(run__number=number).order_by("line", "cell", "code")
    written = headings(number=number)
    return [
        Fault(
            *(each.code, each.line, each.cell),
            *(each.field if each.cell else written.get(each.field, each.field), each.read),
            each.facts,
        )
        for each in rows[:limit]
    ]


def headings(*, number: str) -> Mapping[str, str]:
    """What the file calls each field: of a row that the register stops, only the field is kept."""
    run = import_row(number)
    on = legal_day(run.received_at, current_fund().country)
    mapping = mapping_of(source_id=run.source_id, on=on)
    return mapping.columns if mapping else {}


def stands_on_import(*, number: str, limit: int) -> list[Fault]:
    """What was done since with persons whom an import brought: why it cannot be undone."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL["stands_on_import"], {"run": number, "type": ACT_TYPE, "limit": limit})
        rows: list[tuple[str, str, str]] = cursor.fetchall()
    return [
        Fault("import.act_stands", record=person, facts={"number": person, "later": act})
        if act
        else Fault("import.file_stands", record=person, facts={"number": person, "in": table})
        for person, act, table in rows
    ]
