"""For whoever keeps the installation running: does it live, can it write, how is it."""

import hmac
from datetime import datetime
from http import HTTPStatus

import psycopg
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from socle.platform.access.queries import names_of_users
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Permission
from socle.platform.access.volume import Read, read_today
from socle.platform.database.links import Link, bounded
from socle.platform.database.primary import primary
from socle.platform.database.pulse import heard
from socle.platform.upkeep.queries import works
from socle.web import access, clock
from socle.web.access import fundless
from socle.web.measures import signs, state
from socle.web.measuring import counted

_PATIENCE_SECONDS = 2
_LOOPBACK = {"127.0.0.1", "::1"}
# Any of these: somebody else asked the machine in front of us.
_THROUGH_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via")
_SHOWN = 20


@fundless
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@fundless
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Whether this site can write: what a proxy asks before it sends anybody here."""
    found = _database_state()
    if found == "no_database":
        # Whoever asks for a page is not the one who has to find that out.
        primary.doubt(is_silent=True)
    status = HTTPStatus.OK if found == "ready" else HTTPStatus.SERVICE_UNAVAILABLE
    response = JsonResponse({"state": found}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@fundless
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Every sign, in the text format of Prometheus, for the machine that watches."""
    if not _may_read_metrics(request):
        response = HttpResponse("403\n", status=403, content_type="text/plain; charset=utf-8")
    else:
        text = generate_latest(signs(clock.now())) + generate_latest(counted())
        response = HttpResponse(text, content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
def operator(request: HttpRequest) -> HttpResponse:
    """The state of the installation at a glance. Numbers and instants: nobody's file is in it."""
    desk = access.require(request, Permission.MANAGE_USERS)
    found = state(clock.now())
    # Every fund's queues were counted: what follows is read in this person's fund again.
    with fund_scope(desk.fund.id):
        shown = {
            "menu": "operator",
            "state": found,
            # Of other funds only that all is well, or not: what broke is theirs to read.
            "readers_most": settings.PERSONS_READ_PER_DAY,
            "readers": _readers(desk, clock.now()),
            "works": [each for each in works(limit=_SHOWN) if each.fund in {"", desk.fund.code}],
        }
        return render(request, "operator.html", shown)


def _readers(desk: Desk, at: datetime) -> list[tuple[str, Read]]:
    """Of this person's fund, who read most in their day."""
    found = read_today(fund_id=desk.fund.id, at=at)[:_SHOWN]
    names = names_of_users(ids=[each.user_id for each in found])
    return [(names[each.user_id][1], each) for each in found if each.user_id in names]


def _database_state() -> str:
    place = connections["default"].get_connection_params()
    place |= {"connect_timeout": _PATIENCE_SECONDS}
    place.pop("cursor_factory", None)
    try:
        with (
            bounded(_PATIENCE_SECONDS, leaves_silence=True),
            Link.connect(**heard(place), autocommit=True) as link,
        ):
            row = link.execute(
                "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool"
            ).fetchone()
    except psycopg.Error:
        return "no_database"
    return "read_only" if row is None or row[0] else "ready"


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return hmac.compare_digest(shown, f"Bearer {settings.METRICS_TOKEN}".encode())
    is_near = request.META.get("REMOTE_ADDR") in _LOOPBACK
    return is_near and not any(name in request.headers for name in _THROUGH_A_PROXY)
