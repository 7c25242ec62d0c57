"""The desk: what waits for this person, and the next step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.collection import queries as collection
from socle.contributions import queries, queue
from socle.contributions.types import DepositStatus
from socle.platform.access.queries import funds_of
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import basket
from socle.platform.acts.types import BasketCounts
from socle.web import access, acts, space
from socle.web.labels import ROLES

_RECENT = 10


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Recent deposits, lines in a queue, refused files, and the acts this role may perform."""
    mine = access.desk(request)
    if mine.employer_numbers and Permission.READ_ACCOUNT in mine.permissions:
        return _space(request, mine)
    deposits = []
    if Permission.READ_ACCOUNT in mine.permissions:
        deposits = queries.deposits(
            employer_numbers=mine.employer_numbers, limit=_RECENT, before=None
        )
    waiting_lines = 0
    if Permission.READ_ACCOUNT in mine.permissions:
        waiting_lines = queue.counts(employer_numbers=mine.employer_numbers).lines
    shown = {
        "menu": "desk",
        "deposits": deposits,
        "waiting_lines": waiting_lines,
        "refused": [each for each in deposits if each.status is DepositStatus.REFUSED],
        "role_names": [str(ROLES[role]) for role in sorted(mine.roles)],
        "funds": funds_of(user_id=mine.user_id),
        "act_types": acts.possible_acts(mine),
        "to_confirm": [each for each in deposits if each.status is DepositStatus.TO_CONFIRM],
        "unmatched": _unmatched(mine),
        "basket": _basket(mine),
    }
    return render(request, "desk_home.html", shown)


def _unmatched(mine: Desk) -> tuple[int, int]:
    """Payments of nobody known yet: how many, and how much."""
    if Permission.MATCH_PAYMENT not in mine.permissions:
        return 0, 0
    return collection.suspense_total()


def _basket(mine: Desk) -> BasketCounts | None:
    """What waits in the basket: to validate, to complete, refused."""
    if Permission.READ_ACTS not in mine.permissions:
        return None
    return basket.counts(desk=mine)


def _space(request: HttpRequest, mine: Desk) -> HttpResponse:
    """The space of those who act for named employers: what is due, and one next step."""
    shown = {
        "menu": "desk",
        "waiting_lines": queue.counts(employer_numbers=mine.employer_numbers).lines,
        "role_names": [str(ROLES[role]) for role in sorted(mine.roles)],
        "funds": funds_of(user_id=mine.user_id),
        **space.shown(mine),
    }
    return render(request, "space/space.html", shown)
