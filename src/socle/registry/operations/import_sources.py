"""Sources of imports: who sends files, of what kind, and where their columns stand."""

from collections.abc import Mapping
from typing import Any

from psycopg.types.range import DateRange

from socle.countries.tabular import FileMapping
from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.access.types import FundView
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.registry.facts import IMPORT_MAPPING
from socle.registry.models import ImportSource
from socle.registry.operations.import_kinds import asked, kinds_offered
from socle.registry.queries.import_sources import LAYOUT, mapping_of
from socle.registry.types.imports import ImportKind

# What the act calls the column of a field, beside its own fields `name` and `kind`.
COLUMN = "column_"


def define_import_source(request: ActRequest) -> ActAnswer:
    """States where files come from and what their columns are, from a day on.

    A source is known by its name: stated again, its columns change from that day on.

    Raises:
        Invalid: the mapping does not hold together; all its faults at once.
        Refused: the fund's country knows no such acts.
        Conflict: the name is that of a source of another kind.
    """
    fields, fund = request.fields, request.desk.fund
    name, kind = fields["name"], ImportKind(fields["kind"])
    mapping = read_mapping(fields)
    if faults := list(mapping_faults(mapping=mapping, kind=kind, fund=fund)):
        raise Invalid(faults)
    with performing(
        request, subject_kind="import_source", subject_number=name, locks=("import_source",)
    ) as act:
        held = ImportSource.objects.filter(name=name).first()
        if held is not None and held.kind != kind:
            raise Conflict("import.other_kind", name=name)
        if held is None:
            rank = ImportSource.objects.count() + 1
            held = ImportSource.objects.create(
                fund_id=fund.id, number=f"S-{rank:04d}", name=name, kind=kind.value, act_id=act.id
            )
        act.subject_number = held.number
        act.before = _shown(mapping_of(source_id=held.pk, on=request.effective_on))
        act.after = {"name": name, "kind": kind.value, **_shown(mapping)}
        valid = DateRange(request.effective_on, None)
        for field, said in _rows(mapping, kind, fund).items():
            key = {"source_id": held.pk, "field": field}
            if said:
                values = {"said": said}
                assign(IMPORT_MAPPING, fund_id=fund.id, key=key, values=values, valid=valid)
            else:
                clear(IMPORT_MAPPING, fund_id=fund.id, key=key, valid=valid)
        return act.answer()


def read_mapping(fields: Mapping[str, Any]) -> FileMapping:
    """A mapping from the fields of an act or of a form: `column_birth_on`, `headings_row`.

    Raises:
        Invalid: the row of the headings is no small number.
    """
    row = str(fields.get("headings_row") or "0")
    if not (row.isascii() and row.isdigit() and len(row) <= 2):
        raise Invalid([Fault("profile.headings_row", field="headings_row", read=row[:40])])
    return FileMapping(
        columns={
            name.removeprefix(COLUMN): str(said)
            for name, said in fields.items()
            if name.startswith(COLUMN) and said
        },
        headings_row=int(row),
        separator=str(fields.get("separator") or ""),
        sheet=str(fields.get("sheet") or ""),
    )


def mapping_faults(*, mapping: FileMapping, kind: ImportKind, fund: FundView) -> list[Fault]:
    """What keeps a mapping from reading files of a kind, each by its field."""
    if kind not in kinds_offered(fund):
        raise Refused("import.kind_not_offered", kind=kind.value)
    fields = asked(kind=kind, fund=fund)
    required = [field.name for field in fields if field.is_required]
    return list(mapping.faults([field.name for field in fields], required))


def _rows(mapping: FileMapping, kind: ImportKind, fund: FundView) -> dict[str, str]:
    """What is kept of a mapping, by field; empty where a field has no column."""
    layout = {name: str(getattr(mapping, name)) for name in LAYOUT}
    return layout | {
        field.name: mapping.columns.get(field.name, "") for field in asked(kind=kind, fund=fund)
    }


def _shown(mapping: FileMapping | None) -> dict[str, Any]:
    return dict(mapping.columns) if mapping else {}
