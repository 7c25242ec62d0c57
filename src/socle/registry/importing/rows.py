"""Rows that are acts: each performed as at the counter, by the same operations and controls."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction

from socle.countries.affiliates import USUAL
from socle.kernel.errors import Fault, Refused, SocleError
from socle.platform.access.types import Desk
from socle.platform.acts.controls import read_fields
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import AlreadyDone
from socle.platform.acts.types import ActRequest, ActType
from socle.registry.importing.reading import RowsRead, Unread
from socle.registry.operations.employers import affiliation_faults
from socle.registry.operations.import_kinds import EFFECTIVE_ON, act_of
from socle.registry.subjects import here
from socle.registry.types.affiliations import Origin
from socle.registry.types.imports import ImportKind

AFFILIATE_KIND = "affiliate_kind"


class _Undo(Exception):  # noqa: N818 - not a failure
    """Takes the tried act back."""


def rows_of(read: RowsRead) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row as its line and the fields that it fills."""
    names = list(read.columns)
    for line, *said in zip(read.lines, *read.columns.values(), strict=True):
        yield line, {name: text for name, text in zip(names, said, strict=True) if text}


def try_row(
    *,
    kind: ImportKind,
    desk: Desk,
    fields: Mapping[str, str],
    today: date,
    key: str,
    document_id: int,
) -> list[Fault]:
    """What keeps a row from being done now; nothing stays of the trial."""
    try:
        with transaction.atomic():
            found = do_row(
                kind=kind,
                desk=desk,
                fields=fields,
                today=today,
                key=key,
                document_id=document_id,
            )
            raise _Undo
    except _Undo:
        return found


def do_row(
    *,
    kind: ImportKind,
    desk: Desk,
    fields: Mapping[str, str],
    today: date,
    key: str,
    document_id: int,
) -> list[Fault]:
    """Performs the act of a row; where it cannot be, what is wrong, and nothing of it stays.

    The file is its evidence. An act in doubt takes a motive and a second person: it is kept out,
    to be asked at the counter.
    """
    act = act_of(kind)
    request, faults = request_of(
        act=act, desk=desk, fields=fields, today=today, key=key, evidence=(document_id,)
    )
    if faults:
        return faults
    faults = _faults_of_kind(kind, request)
    try:
        with transaction.atomic():
            doubts = act.doubts(request) if act.doubts else ()
            if faults or doubts:
                return [*faults, *doubts]
            act.perform(request)
    except AlreadyDone:
        return []  # before a worker was lost
    except Invalid as wrong:
        return list(wrong.faults)
    except SocleError as refused:
        return [Fault(refused.code, facts=refused.facts)]
    return []


def also_wrong(*, kind: ImportKind, desk: Desk, row: Unread, today: date) -> list[Fault]:
    """What else is wrong with a row that cannot be read, so that it is corrected in one round."""
    if AFFILIATE_KIND in row.wrong:
        return []  # what is asked of it depends on that
    said = dict(row.fields)
    effective_on = date.fromisoformat(said.pop(EFFECTIVE_ON.name, today.isoformat()))
    request = ActRequest(desk, act_of(kind).code, said, effective_on, "", "")
    return [each for each in _faults_of_kind(kind, request) if each.field not in row.wrong]


def _faults_of_kind(kind: ImportKind, request: ActRequest) -> list[Fault]:
    """What the kind of an affiliate is asked besides what all are."""
    if kind is not ImportKind.AFFILIATES:
        return []
    own = here(request).affiliates.kind(request.fields.get(AFFILIATE_KIND, USUAL))
    return list(affiliation_faults(request=request, kind=own, origin=Origin.REQUEST))


def request_of(
    *,
    act: ActType,
    desk: Desk,
    fields: Mapping[str, str],
    today: date,
    key: str = "",
    evidence: tuple[int, ...] = (),
) -> tuple[ActRequest, list[Fault]]:
    """The act that a row asks for, and what is wrong with it whatever else is known."""
    said = dict(fields)
    effective_on = date.fromisoformat(said.pop(EFFECTIVE_ON.name))
    read, faults = read_fields(act, desk.fund, said)
    request = ActRequest(desk, act.code, read, effective_on, "", key, evidence)
    if act.controls and not faults:
        try:
            act.controls(request=request, today=today)
        except Refused as refused:
            faults = [Fault(refused.code, facts=refused.facts)]
    return request, faults
