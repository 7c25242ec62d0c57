"""File profiles: how an employer's spreadsheets are read, made on screen from a sample file.

The sample is kept first, then read again at each answer: the page works without JavaScript. It
becomes the evidence of the act that saves the profile.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO, NamedTuple, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.contributions import profiles as room
from socle.contributions.spreadsheets import MOST_SAMPLE_BYTES, Preview, form_of, preview
from socle.countries import tabular
from socle.countries.registry import country
from socle.countries.tabular import BrokenFile, FileMapping, Sample
from socle.countries.tabular.ready import ReadyMapping, recognised
from socle.kernel.errors import Fault, SocleError
from socle.kernel.months import Month
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.errors import Invalid
from socle.platform.documents.operations import keep_document
from socle.platform.documents.queries import open_document, own_document
from socle.platform.documents.types import DocumentView
from socle.web import access, clock, errors
from socle.web.labels import PROFILE_FIELDS
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted

_ROWS_SHOWN, _LINES_SHOWN, _FAULTS_SHOWN = 8, 8, 20
_HEAD_BYTES = 600
_LAYOUT = ("separator", "decimal_mark", "sheet", "headings_row")


class Column(NamedTuple):
    """A column that may be chosen: what is kept, its letter, its heading, what stands below."""

    value: str
    letter: str
    heading: str
    example: str


class ShownField(NamedTuple):
    """A field of a declaration and the column chosen for it."""

    name: str
    label: str
    hint: str
    is_required: bool
    value: str
    why: str

    @property
    def id(self) -> str:
        return f"p-{self.name}"


class ShownLine(NamedTuple):
    """A wage line as it would be declared."""

    line: int
    employer: str
    month: str
    insured: str
    name: str
    days: int
    wage: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A sample that was opened: its first rows, or why it cannot be read."""

    document: DocumentView
    is_workbook: bool
    sample: Sample | None
    fault: Fault | None


@require_GET
def profiles(request: HttpRequest) -> HttpResponse:
    """The profiles in force today that concern this desk."""
    desk = access.require(request, Permission.DEPOSIT_DECLARATION)
    found = room.profiles(desk=desk, on=clock.today(desk.fund.country))
    shown = {"menu": "profiles", "profiles": found, "most": room.MOST_LISTED}
    return render(request, "profiles/list.html", shown)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest, number: str) -> HttpResponse:
    """A profile: its columns today, those of before; ended by a form."""
    desk = access.require(request, Permission.DEPOSIT_DECLARATION)
    today = clock.today(desk.fund.country)
    found = room.profile(desk=desk, number=number, on=today)
    may_end = bool(found.employer_number) or not desk.employer_numbers
    if request.method == "POST":
        motive = request.POST.get("motive", "")
        submitted(desk, room.END, {"profile": number}, key=form_key(request), motive=motive)
        return redirect("profiles")
    shown = {
        "menu": "profiles",
        "profile": found,
        "periods": [
            (period, [(PROFILE_FIELDS[name], said) for name, said in _said(period.mapping)])
            for period in room.periods(profile_id=found.id)
        ],
        "may_end": may_end,
        "key": str(uuid.uuid4()),
    }
    return render(request, "profiles/profile.html", shown)


@require_http_methods(["GET", "POST"])
def new_profile(request: HttpRequest) -> HttpResponse:
    """Chooses a sample, then says what its columns are, sees what they give, and saves."""
    desk = access.require(request, Permission.DEPOSIT_DECLARATION)
    if request.method == "GET":
        typed = {"employer": request.GET.get("employer", "")[:30] or _only(desk)}
        return _first(request, desk, typed, {})
    typed = {name: value.strip() for name, value in request.POST.items() if isinstance(value, str)}
    try:
        opened = opened_sample(request, desk, typed)
    except SocleError as error:
        said = wording(error.code, error.facts, errors.language())
        return _first(request, desk, typed, {"file": f"{said.message} {said.do}"})
    if opened is None:
        why = _("Choisissez un fichier tel que votre logiciel de paie le produit.")
        return _first(request, desk, typed, {"file": why})
    if opened.sample is None or not opened.sample.rows:
        said = wording(*fault_words(opened.fault), errors.language())
        return _first(request, desk, typed, {"file": f"{said.message} {said.do}"})
    return _second(request, desk, typed, opened)


def _second(
    request: HttpRequest, desk: Desk, typed: Mapping[str, str], opened: Opened
) -> HttpResponse:
    sample = cast("Sample", opened.sample)
    today = clock.today(desk.fund.country)
    is_first_look = "do" not in typed
    ready = recognised(desk.fund.country, sample) if is_first_look else None
    mapping = _first_guess(sample, ready) if is_first_look else room.read_mapping(typed)
    wrong: dict[str, str] = {}
    since = parse_day(typed.get("effective_on", "")) or (today if is_first_look else None)
    if typed.get("do") == "save":
        wrong = _wrong(typed, since)
        if not wrong:
            own = dict(typed, key=form_key(request))
            wrong, number = _saved(desk, own, mapping, since or today, opened)
            if number:
                return redirect("profile", number)
    shown = _shown(desk, typed, opened, mapping, wrong)
    shown |= {"ready": _said_ready(ready)} if ready else {}
    shown |= {"effective_on": typed.get("effective_on") or f"{today:%d/%m/%Y}"}
    return render(request, "profiles/columns.html", shown, status=422 if wrong else 200)


def _first_guess(sample: Sample, ready: ReadyMapping | None) -> FileMapping:
    """The columns of a spreadsheet known in advance, else those that the headings suggest."""
    return ready.mapping_of(sample) if ready else tabular.guess(sample)


def _said_ready(ready: ReadyMapping) -> dict[str, str]:
    language = errors.language()
    return {"name": ready.name[language], "to_confirm": ready.to_confirm[language]}


def _wrong(typed: Mapping[str, str], since: date | None) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not typed.get("name"):
        wrong["name"] = _("Donnez un nom au profil, par exemple celui du logiciel de paie.")
    if since is None:
        wrong["effective_on"] = _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
    return wrong


def _saved(
    desk: Desk, typed: Mapping[str, str], mapping: FileMapping, since: date, opened: Opened
) -> tuple[dict[str, str], str]:
    """Saves the profile by an act; what is wrong by field, or the profile's number."""
    fields = {"employer": typed.get("employer", ""), "name": typed["name"]}
    said = {name: str(value) for name, value in room.written(mapping).items()}
    try:
        answer = submitted(
            desk,
            room.DEFINE,
            fields | said,
            key=typed["key"],
            on=since,
            evidence=(opened.document.id,),
        )
    except Invalid as error:
        wrong: dict[str, str] = {}
        for fault in error.faults:
            words = wording(fault.code, fault.facts, errors.language())
            wrong.setdefault(fault.field or "name", f"{words.message} {words.do}")
        return wrong, ""
    except SocleError as error:
        words = wording(error.code, error.facts, errors.language())
        return {"employer": f"{words.message} {words.do}"}, ""
    return {}, answer.subject


def opened_sample(request: HttpRequest, desk: Desk, typed: Mapping[str, str]) -> Opened | None:
    """The sample sent now, or the one that this person sent before."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile) and file.size:
        with transaction.atomic():
            document = keep_document(
                fund_id=desk.fund.id,
                stream=cast("BinaryIO", file),
                name=file.name or "",
                limit_bytes=MOST_SAMPLE_BYTES,
                at=clock.now(),
                by=desk.user_id,
            )
    elif typed.get("sample", "").isdecimal() and len(typed["sample"]) < 18:
        document = own_document(document_id=int(typed["sample"]), user_id=desk.user_id)
    else:
        return None
    head = open_document(document_id=document.id).read(_HEAD_BYTES)
    is_workbook = tabular.kind_of(head, document.name) == "xlsx"
    separator = typed.get("separator", "")
    try:
        found = tabular.sample(
            open_document(document_id=document.id),
            is_workbook=is_workbook,
            separator=separator if separator in tabular.SEPARATORS else "",
            sheet=typed.get("sheet", ""),
        )
    except BrokenFile as broken:
        return Opened(document, is_workbook, None, broken.fault)
    return Opened(document, is_workbook, found, None)


def fault_words(fault: Fault | None) -> tuple[str, Mapping[str, str | int]]:
    return (fault.code, fault.facts) if fault else ("file_empty", {})


def _first(
    request: HttpRequest, desk: Desk, typed: Mapping[str, str], wrong: dict[str, str]
) -> HttpResponse:
    shown = {
        "menu": "profiles",
        "employer": typed.get("employer", ""),
        "employers": sorted(desk.employer_numbers),
        "limit_bytes": MOST_SAMPLE_BYTES,
        "wrong": wrong,
    }
    return render(request, "profiles/new.html", shown, status=422 if wrong else 200)


def _shown(
    desk: Desk,
    typed: Mapping[str, str],
    opened: Opened,
    mapping: FileMapping,
    wrong: dict[str, str],
) -> dict[str, Any]:
    sample = cast("Sample", opened.sample)
    faults = {fault.field: fault for fault in mapping.faults()}
    whys = {
        name: wrong.get(name) or (_told(faults[name]) if name in faults and "do" in typed else "")
        for name in tabular.FIELDS
    }
    is_ready = not faults
    result = _preview(desk, typed, opened, mapping) if is_ready else None
    return {
        "menu": "profiles",
        "document": opened.document,
        "employer": typed.get("employer", ""),
        "name": typed.get("name", ""),
        "key": typed.get("key") or str(uuid.uuid4()),
        "sample": sample,
        "columns": columns_of(sample, mapping),
        "letters": [tabular.letters(place) for place in range(1, sample.width + 1)],
        "rows": [
            (line, line == mapping.headings_row, [*row, *[""] * (sample.width - len(row))])
            for line, row in list(zip(sample.lines, sample.rows, strict=True))[:_ROWS_SHOWN]
        ],
        "lines": sample.lines[:20],
        "fields": [_field(name, mapping, whys[name]) for name in tabular.FIELDS],
        "mapping": mapping,
        "separators": _words(tabular.SEPARATORS),
        "decimal_marks": _words(tabular.DECIMAL_MARKS),
        "wrong": {f"p-{name}": why for name, why in (wrong or whys).items() if why},
        "why": wrong,
        "result": result,
        "result_lines": _lines(result) if result else [],
        "faults": result.faults.kept[:_FAULTS_SHOWN] if result else [],
    }


def _told(fault: Fault) -> str:
    said = wording(fault.code, fault.facts, errors.language())
    return f"{said.message} {said.do}"


def _preview(desk: Desk, typed: Mapping[str, str], opened: Opened, mapping: FileMapping) -> Preview:
    """What the sample gives; where no column says the employer or the month, any stands for it."""
    kind = country(desk.fund.country).identifier("employer_number")
    form = form_of(
        desk.fund,
        mapping if mapping.sheet else replace(mapping, sheet=cast("Sample", opened.sample).sheet),
        employer=kind.compact(typed.get("employer", "")) or "0",
        month=_month_of(mapping, Month.of(clock.today(desk.fund.country))),
        is_workbook=opened.is_workbook,
    )
    return preview(form, open_document(document_id=opened.document.id))


def _month_of(mapping: FileMapping, month: Month) -> Month:
    """The month itself; of a row that holds a quarter, its first."""
    return month if mapping.months == 1 else Month.from_index(month.index - month.index % 3)


def columns_of(sample: Sample, mapping: FileMapping) -> list[Column]:
    """The columns that may be chosen: by heading where it is alone and no place is named."""
    at = sample.lines.index(mapping.headings_row) if mapping.headings_row in sample.lines else None
    headings = sample.rows[at] if at is not None else ()
    below = sample.rows[at + 1 :] if at is not None else sample.rows
    plain = [tabular.plain(heading) for heading in headings]
    found = []
    for place in range(sample.width):
        heading = headings[place].strip() if place < len(headings) else ""
        is_alone = bool(heading) and plain.count(plain[place]) == 1
        example = next((row[place] for row in below if place < len(row) and row[place]), "")
        letter = tabular.letters(place + 1)
        by_place = f"#{place + 1}"
        is_named = is_alone and by_place not in mapping.columns.values()
        found.append(Column(heading if is_named else by_place, letter, heading, example))
    # Three columns read as the months of a quarter are chosen together.
    together = [each for each in mapping.columns.values() if tabular.ACROSS in each]
    return found + [Column(each, "", each, "") for each in together]


def _field(name: str, mapping: FileMapping, why: str) -> ShownField:
    hints = {
        tabular.EMPLOYER: _("Sans colonne : l’employeur du profil."),
        tabular.MONTH: _("Sans colonne : le mois est demandé au dépôt."),
        tabular.CAPPED: _("Sans colonne : il est calculé avec le plafond du mois."),
    }
    return ShownField(
        name=name,
        label=str(PROFILE_FIELDS[name]),
        hint=hints.get(name, ""),
        is_required=name in tabular.REQUIRED,
        value=mapping.columns.get(name, ""),
        why=why,
    )


def _lines(result: Preview) -> list[ShownLine]:
    found: list[ShownLine] = []
    for block in result.lines:
        for row in range(min(block.line.size, _LINES_SHOWN - len(found))):
            found.append(
                ShownLine(
                    line=int(block.line[row]),
                    employer=block.employer_number[row].decode("latin-1"),
                    month=str(Month.from_index(int(block.month[row]))),
                    insured=block.insured_number[row].decode("latin-1"),
                    name=block.insured_name[row].decode("latin-1"),
                    days=int(block.days[row]),
                    wage=int(block.wage[row]),
                )
            )
    return found


def _said(mapping: FileMapping) -> list[tuple[str, str]]:
    """What a mapping says, in the order of its fields; its codes in words."""
    said = {name: str(value) for name, value in room.written(mapping).items()}
    for name in ("separator", "decimal_mark"):
        said[name] = str(PROFILE_FIELDS.get(said[name], said[name]))
    return [(name, said[name]) for name in (*tabular.FIELDS, *_LAYOUT) if said[name]]


def _words(codes: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, str(PROFILE_FIELDS[code])) for code in codes]


def _only(desk: Desk) -> str:
    return next(iter(desk.employer_numbers)) if len(desk.employer_numbers) == 1 else ""
