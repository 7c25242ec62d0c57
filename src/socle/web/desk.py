"""The desk: what waits for this person, and the next step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.collection import queries as collection
from socle.contributions import queries, queue
from socle.contributions.types import DepositStatus
from socle.platform.access import queries as people
from socle.platform.access.queries import funds_of
from socle.platform.access.types import Desk, Permission, SessionView
from socle.platform.acts import basket
from socle.platform.acts.types import BasketCounts
from socle.registry.queries import details, waiting_registrations
from socle.registry.queries.families_dates import family_dates
from socle.web import access, acts, clock, space
from socle.web.desk_tasks import tasks
from socle.web.labels import ROLES

_RECENT, _COUNTED = 10, 51


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Recent deposits, lines in a queue, refused files, and the acts this role may perform."""
    mine = access.desk(request)
    if mine.employer_numbers and Permission.READ_ACCOUNT in mine.permissions:
        return _space(request, mine)
    deposits = []
    with_deposits = _reads_deposits(mine)
    if with_deposits:
        deposits = queries.deposits(
            employer_numbers=mine.employer_numbers, limit=_RECENT, before=None
        )
    waiting_lines = 0
    if with_deposits or Permission.PERFORM_REGISTRATION in mine.permissions:
        waiting_lines = queue.counts(employer_numbers=mine.employer_numbers).lines
    shown = {
        "menu": "desk",
        "deposits": deposits,
        "waiting_lines": waiting_lines,
        "refused": [each for each in deposits if each.status is DepositStatus.REFUSED],
        "role_names": [str(ROLES[role]) for role in sorted(mine.roles)],
        "funds": funds_of(user_id=mine.user_id, at=clock.now()),
        "with_deposits": with_deposits,
        "act_groups": acts.acts_by_matter(mine),
        "to_confirm": [each for each in deposits if each.status is DepositStatus.TO_CONFIRM],
        "unmatched": _unmatched(mine),
        "basket": _basket(mine),
        "tasks": tasks(mine),
        "elsewhere": _elsewhere(request, mine),
        "next_proposal": basket.next_to_validate(desk=mine),
        **_to_follow(mine),
    }
    return render(request, "desk_home.html", shown)


def _elsewhere(request: HttpRequest, mine: Desk) -> SessionView | None:
    """The latest other session of this person, who would know of one that is not theirs."""
    this = request.session.session_key or ""
    found = people.sessions_of(user_id=mine.user_id, this=this, at=clock.now())
    return next((each for each in found if not each.is_this), None)


def _reads_deposits(mine: Desk) -> bool:
    """Whether deposits are this person's matter, and not only within their rights."""
    others = {
        *(Permission.PERFORM_REGISTRATION, Permission.PERFORM_FAMILY, Permission.LIQUIDATE),
        *(Permission.AUTHORISE_PAYMENT, Permission.ENDORSE_PAYMENT),
    }
    if Permission.DEPOSIT_DECLARATION in mine.permissions:
        return True
    return Permission.READ_ACCOUNT in mine.permissions and not others & mine.permissions


def _to_follow(mine: Desk) -> dict[str, int]:
    """What waits in the files that this person keeps, counted up to one more than a page."""
    today, followed = clock.today(mine.fund.country), dict[str, int]()
    if Permission.PERFORM_REGISTRATION in mine.permissions:
        waiting = waiting_registrations(
            on=today,
            known_at=None,
            country=mine.fund.country,
            employer_numbers=frozenset(),
            state=None,
            after=None,
            limit=_COUNTED,
        )
        followed["announced"] = len(waiting)
        followed["to_tell"] = len(details.notices(to_send=True, limit=_COUNTED))
    if Permission.PERFORM_FAMILY in mine.permissions:
        dates = family_dates(on=today, kind="", after=None, limit=_COUNTED)
        followed["family_dates"] = len(dates)
    return followed


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
        "funds": funds_of(user_id=mine.user_id, at=clock.now()),
        **space.shown(mine),
    }
    return render(request, "space/space.html", shown)
