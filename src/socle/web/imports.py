"""Files taken over: handed in, tried, confirmed or dropped, followed, and given back."""

import uuid
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from socle.kernel.errors import SocleError
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import act_type
from socle.platform.extracts.types import Table
from socle.registry.importing import receiving, rejects
from socle.registry.operations.import_kinds import act_of
from socle.registry.queries.import_sources import sources
from socle.registry.queries.imports import import_of, imports
from socle.registry.queries.linkage import waits_for_linkage
from socle.registry.types.imports import ImportKind, ImportState
from socle.web import access, clock, errors
from socle.web.submitting import form_key
from socle.web.tables import table_answer

_A_PAGE = 50
_FAULTS_SHOWN = 50


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The imports, the latest first, fifty at a time."""
    access.require(request, Permission.READ_PERSON)
    before = request.GET.get("before") or None
    found = imports(limit=_A_PAGE + 1, before=before)
    page = found[:_A_PAGE]
    shown = {
        "menu": "imports",
        "imports": page,
        "first_page": reverse("imports") if before else "",
        "next_page": f"?before={page[-1].number}" if len(found) > _A_PAGE else "",
    }
    return render(request, "imports/list.html", shown)


@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it: the page of the import, or the points to correct."""
    desk = access.require(request, Permission.READ_PERSON)
    typed = {
        name: request.POST.get(name, request.GET.get(name, ""))[:60] for name in ("source", "whole")
    }
    if request.method == "GET":
        return _form(request, desk, typed, str(uuid.uuid4()), {})
    if getattr(request, "upload_over_limit", False):
        return errors.too_large(request, settings.DEPOSIT_LIMIT_BYTES // (1024 * 1024))
    file = request.FILES.get("file")
    wrong: dict[str, str] = {}
    if not isinstance(file, UploadedFile) or not file.size:
        wrong["file"] = _("Choisissez le fichier à reprendre.")
    if not typed["source"]:
        wrong["source"] = _("Choisissez la source, ou définissez-en une.")
    if not wrong and isinstance(file, UploadedFile):
        try:
            with transaction.atomic():
                number = receiving.hand_in(
                    desk=desk,
                    source_number=typed["source"],
                    stream=cast("BinaryIO", file),
                    file_name=file.name or "",
                    is_whole=bool(typed["whole"]),
                    key=form_key(request),
                    at=clock.now(),
                )
        except SocleError as error:
            said = wording(error.code, error.facts, errors.language())
            wrong["file"] = f"{said.message} {said.do}"
        else:
            return redirect("import", number)
    return _form(request, desk, typed, form_key(request), wrong)


@require_http_methods(["GET", "POST"])
def shown_import(request: HttpRequest, number: str) -> HttpResponse:
    """Where an import stands, and its decision. `?part=state` is the running state, for htmx."""
    desk = access.require(request, Permission.READ_PERSON)
    if request.method == "POST":
        decide = receiving.drop if request.POST.get("do") == "drop" else receiving.confirm
        with transaction.atomic():
            decide(desk=desk, number=number)
        return redirect("import", number)
    found = import_of(number=number)
    if request.GET.get("part") == "state":
        if not found.is_running:
            return HttpResponseClientRedirect(request.path)
        return render(request, "imports/state.html", {"found": found})
    shown = {
        "menu": "imports",
        "found": found,
        "counts": found.written if found.state is ImportState.DONE else found.counts,
        "faults": rejects.named_faults(number=number, limit=_FAULTS_SHOWN),
        "may_decide": found.state is ImportState.CHECKED and _may(desk, found.kind),
        "waits_for_linkage": found.state is ImportState.DONE
        and found.kind is ImportKind.PERSONS
        and waits_for_linkage(imported_at=found.received_at),
        "may_undo": found.state is ImportState.DONE
        and bool(found.written.good)
        and _may_undo(desk),
        "has_rows": bool(found.counts.good or found.counts.clashing),
    }
    return render(request, "imports/import.html", shown)


@require_GET
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Every fault, by line and cell, as a table that a spreadsheet opens."""
    desk = access.require(request, Permission.READ_PERSON)
    return table_answer(
        *(request, desk),
        table=Table.IMPORT_REPORT,
        name=f"{number}-report.csv",
        content=rejects.import_report(number=number, language=errors.language()),
    )


@require_GET
def rows(request: HttpRequest, number: str) -> HttpResponse:
    """The rows at fault under the file's own headings, to correct and hand in again."""
    desk = access.require(request, Permission.READ_PERSON)
    return table_answer(
        *(request, desk),
        table=Table.IMPORT_ROWS,
        name=f"{number}-rows.csv",
        content=rejects.rows_at_fault(number=number),
    )


def _may(desk: Desk, kind: ImportKind) -> bool:
    return act_of(kind).permission in desk.permissions


def _may_undo(desk: Desk) -> bool:
    return act_type("undo_import").permission in desk.permissions


def _form(
    request: HttpRequest, desk: Desk, typed: dict[str, str], key: str, wrong: dict[str, str]
) -> HttpResponse:
    offered = [each for each in sources(on=clock.today(desk.fund.country)) if _may(desk, each.kind)]
    shown = {
        "menu": "imports",
        "key": key,
        "typed": typed,
        "sources": offered,
        "wrong": wrong,
        "limit_bytes": settings.DEPOSIT_LIMIT_BYTES,
        "may_define": Permission.PERFORM_REGISTRATION in desk.permissions,
    }
    return render(request, "imports/new.html", shown, status=422 if wrong else 200)
