"""The queue of lines that wait for a person. They are cured by acts: see the catalogue."""

import re

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from socle.api import queue_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import MonthText, Page, Text
from socle.contributions import queue
from socle.contributions.types import QueueFilter, QueueReason
from socle.kernel.errors import Refused
from socle.platform.access.types import Permission

router = Router(tags=["Déclarations"])
_PLACE = re.compile(r"\d{1,7}", re.ASCII)


class QueuePage(Page):
    """What of the queue is asked for."""

    employer: Text = Field("", max_length=40, description="Le numéro d'un employeur.")
    reason: QueueReason | None = Field(None, description="Un motif d'attente.")
    month: MonthText | None = Field(None, description="Un mois déclaré.")
    q: Text = Field("", max_length=100, description="Le début d'un numéro, ou une part d'un nom.")


@router.get(
    "/queue",
    operation_id="list_queue",
    summary="Les lignes qui attendent un assuré",
    description=(
        "Groupées par employeur, numéro et nom lus, avec les personnes proposées. Un agent de paie "
        "ne voit que ses employeurs, sans proposition. On les rattache par les actes `cure_line`, "
        "`cure_group` et `replay_queue`."
    ),
    response=shapes.Queue,
)
def list_queue(request: HttpRequest, page: Query[QueuePage]) -> shapes.Queue:
    desk = permitted(request, Permission.READ_ACCOUNT)
    if page.cursor and not _PLACE.fullmatch(page.cursor):
        raise Refused("api.cursor_invalid")
    skip = int(page.cursor or 0)
    asked = QueueFilter(
        employer=page.employer,
        reason=page.reason or "",
        month=page.month.first_day if page.month else None,
        text=page.q,
        employer_numbers=desk.employer_numbers,
    )
    may_read = Permission.READ_PERSON in desk.permissions
    read = queue.groups_with_proposals if may_read else queue.groups
    found = read(asked=asked, limit=page.limit + 1, skip=skip)
    shown = found[: page.limit]
    counts = queue.counts(employer_numbers=desk.employer_numbers)
    return shapes.Queue(
        items=[shapes.waiting_group(each, desk.fund.currency) for each in shown],
        next=str(skip + page.limit) if len(found) > len(shown) else None,
        by_reason=counts.by_reason,
        oldest=counts.oldest,
    )
