"""Tables that a spreadsheet opens: the one way by which lists leave the site as files.

A short one is given at once. A long one is given to whoever has asked for it with a reason, once
another person has granted it, and bears on each line by whom, for what and until when. Either is
logged.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from socle.kernel.errors import Refused
from socle.platform.access.types import Desk, Permission
from socle.platform.extracts.queries import asked, granted
from socle.platform.extracts.types import Extract, Table
from socle.platform.printing.operations import note_paper
from socle.web import clock
from socle.web.templatetags.socle import instant

# What a spreadsheet would compute instead of showing.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_ADDRESS = 200
_NO_ACTS = "breaches"


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as a table in UTF-8, with the mark that tells it so; no text in it is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_inert(str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    is_number = cell[1:].replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_COMPUTED) and not is_number else cell


def table_answer(
    request: HttpRequest, desk: Desk, *, table: Table, name: str, content: bytes
) -> HttpResponse:
    """The table as a file; where it is long, the form to ask for it until it is granted.

    Raises:
        Refused: `extracts.two_people`: whoever reads may not ask for it.
    """
    lines = sum(1 for _row in _read(content)) - 1
    extract, subject = None, f"table:{table}"
    if lines > settings.EXTRACT_LINES:
        address = _address(request)
        extract = granted(desk=desk, table=table, address=address, at=clock.now())
        if extract is None:
            return _to_ask(desk, table, address, lines)
        content = written(_marked(content, extract))
    note_paper(
        desk=desk,
        kind="table",
        number=extract.act if extract else "",
        subject=subject,
        at=clock.now(),
        purpose=extract.motive[:200] if extract else "",
    )
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _to_ask(desk: Desk, table: Table, address: str, lines: int) -> HttpResponse:
    """Where somebody asks for a table, or sees that they have."""
    if Permission.REQUEST_TABLE not in desk.permissions:
        raise Refused("extracts.two_people", lines=lines, most=settings.EXTRACT_LINES)
    reads_acts = Permission.READ_ACTS in desk.permissions
    if number := asked(desk=desk, table=table, address=address):
        if reads_acts:
            return redirect("proposal", number)
        return redirect(f"{reverse(_NO_ACTS)}?{urlencode({'asked': number})}")
    # Who reads no acts comes back to the register that the table was asked from.
    then = {} if reads_acts else {"then": _NO_ACTS}
    said = urlencode({"table": table.value, "table_address": address} | then)
    return redirect(f"{reverse('new-act', args=['request_extract'])}?{said}")


def _address(request: HttpRequest) -> str:
    """What is asked for, as it is granted: the path and what narrows it.

    Of a longer one no other has the end: what was granted of one would serve for both.
    """
    narrowed = {name: value for name, value in sorted(request.GET.items()) if value}
    query = f"?{urlencode(narrowed)}" if narrowed else ""
    whole = f"{request.path}{query}"
    if len(whole) <= _LONGEST_ADDRESS:
        return whole
    return f"{whole[: _LONGEST_ADDRESS - 65]}~{hashlib.sha256(whole.encode()).hexdigest()}"


def _read(content: bytes) -> Iterable[list[str]]:
    return csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")


def _marked(content: bytes, extract: Extract) -> Iterable[list[str]]:
    """The rows, each with who took it out, who granted it, why, and until when it may be kept."""
    said = _(
        "%(act)s, demandé par %(author)s, accordé par %(validator)s, jusqu’au %(until)s : %(why)s"
    )
    mark = said % {
        "act": extract.act,
        "author": extract.author,
        "validator": extract.validator,
        "until": instant(extract.until),
        "why": extract.motive,
    }
    for rank, row in enumerate(_read(content)):
        yield [*row, mark if rank else _("Extraction")]
