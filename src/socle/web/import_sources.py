"""Sources of files taken over: what the rows are, where the columns stand, from a sample file."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.contributions.spreadsheets import MOST_SAMPLE_BYTES
from socle.countries import tabular
from socle.countries.tabular import FileMapping, Sample
from socle.kernel.errors import SocleError
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import Field
from socle.registry.operations.import_kinds import asked, headings_of, kinds_offered
from socle.registry.operations.import_sources import COLUMN, mapping_faults, read_mapping
from socle.registry.types.imports import ImportKind
from socle.web import access, errors
from socle.web.labels import PROFILE_FIELDS
from socle.web.profiles import Opened, columns_of, fault_words, opened_sample
from socle.web.submitting import form_key, submitted

_ACT = "define_import_source"
_ROWS_SHOWN = 6


class ShownField(NamedTuple):
    """A field that a file may fill, and the column chosen for it."""

    id: str
    name: str
    label: str
    hint: str
    is_required: bool
    value: str
    why: str


@require_http_methods(["GET", "POST"])
def new_source(request: HttpRequest) -> HttpResponse:
    """Chooses a kind and a sample, then says what the columns are, and saves."""
    desk = access.require(request, Permission.PERFORM_REGISTRATION)
    typed = {name: value.strip() for name, value in request.POST.items() if isinstance(value, str)}
    offered = kinds_offered(desk.fund)
    if request.method == "GET":
        return _first(request, desk, {"kind": request.GET.get("kind", "")}, {})
    if typed.get("kind") not in offered:
        return _first(request, desk, typed, {"kind": _("Dites ce que sont les lignes.")})
    try:
        opened = opened_sample(request, desk, typed)
    except SocleError as error:
        return _first(request, desk, typed, {"file": _said(error.code, error.facts)})
    if opened is None:
        why = _("Choisissez un fichier de cette source, même court.")
        return _first(request, desk, typed, {"file": why})
    if opened.sample is None or not opened.sample.rows:
        return _first(request, desk, typed, {"file": _said(*fault_words(opened.fault))})
    return _second(request, desk, typed, opened)


def _second(
    request: HttpRequest, desk: Desk, typed: Mapping[str, str], opened: Opened
) -> HttpResponse:
    kind, sample = ImportKind(typed["kind"]), cast("Sample", opened.sample)
    is_first_look = "do" not in typed
    wrong: dict[str, str] = {}
    if is_first_look:
        mapping = tabular.guess(sample, headings_of(kind=kind, fund=desk.fund))
    else:
        mapping = read_mapping(typed)
        wrong = _wrong(mapping, kind, desk, typed)
    if typed.get("do") == "save" and not wrong:
        wrong = _saved(request, desk, typed, opened)
        if not wrong:
            return redirect("new-import")
    shown = _shown(desk, typed, opened, kind, mapping, wrong)
    return render(request, "imports/columns.html", shown, status=422 if wrong else 200)


def _wrong(
    mapping: FileMapping, kind: ImportKind, desk: Desk, typed: Mapping[str, str]
) -> dict[str, str]:
    wrong = {
        f"{COLUMN}{fault.field}": _said(fault.code, fault.facts)
        for fault in mapping_faults(mapping=mapping, kind=kind, fund=desk.fund)
    }
    if typed.get("do") == "save" and not typed.get("name"):
        wrong["name"] = _("Donnez un nom à la source, par exemple celui de qui envoie le fichier.")
    return wrong


def _saved(
    request: HttpRequest, desk: Desk, typed: Mapping[str, str], opened: Opened
) -> dict[str, str]:
    """Saves the source by an act; what is wrong by field, or nothing."""
    known = ("name", "kind", "headings_row", "separator", "sheet")
    fields = {
        name: text for name, text in typed.items() if name in known or name.startswith(COLUMN)
    }
    try:
        submitted(desk, _ACT, fields, key=form_key(request), evidence=(opened.document.id,))
    except Invalid as error:
        return {each.field or "name": _said(each.code, each.facts) for each in error.faults}
    except SocleError as error:
        return {"name": _said(error.code, error.facts)}
    return {}


def _first(
    request: HttpRequest, desk: Desk, typed: Mapping[str, str], wrong: dict[str, str]
) -> HttpResponse:
    shown = {
        "menu": "imports",
        "kinds": kinds_offered(desk.fund),
        "kind": typed.get("kind", ""),
        "limit_bytes": MOST_SAMPLE_BYTES,
        "wrong": wrong,
    }
    return render(request, "imports/new_source.html", shown, status=422 if wrong else 200)


def _shown(
    desk: Desk,
    typed: Mapping[str, str],
    opened: Opened,
    kind: ImportKind,
    mapping: FileMapping,
    wrong: dict[str, str],
) -> dict[str, Any]:
    sample = cast("Sample", opened.sample)
    return {
        "menu": "imports",
        "document": opened.document,
        "kind": kind,
        "name": typed.get("name", ""),
        "key": typed.get("key") or str(uuid.uuid4()),
        "columns": columns_of(sample, mapping),
        "letters": [tabular.letters(place) for place in range(1, sample.width + 1)],
        "rows": [
            (line, line == mapping.headings_row, [*row, *[""] * (sample.width - len(row))])
            for line, row in list(zip(sample.lines, sample.rows, strict=True))[:_ROWS_SHOWN]
        ],
        "lines": sample.lines[:20],
        "fields": [_field(each, mapping, wrong) for each in asked(kind=kind, fund=desk.fund)],
        "mapping": mapping,
        "sample": sample,
        "separators": [(code, str(PROFILE_FIELDS[code])) for code in tabular.SEPARATORS],
        "wrong": wrong,
    }


def _field(field: Field, mapping: FileMapping, wrong: Mapping[str, str]) -> ShownField:
    name = COLUMN + field.name
    return ShownField(
        id=name,
        name=name,
        label=str(field.label),
        hint="",
        is_required=field.is_required,
        value=mapping.columns.get(field.name, ""),
        why=wrong.get(name, ""),
    )


def _said(code: str, facts: Mapping[str, str | int]) -> str:
    words = wording(code, facts, errors.language())
    return f"{words.message} {words.do}"
