"""Logs with rows of long ago and of today, and how long a fund keeps them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from tests import factories
from tests.conftest import NOW
from tests.platform.partners.scenes import agree

from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import validate
from socle.platform.keeping.types import Log
from socle.web import clock

_CALL = """
    SELECT partner_note(a.fund_id, a.user_id, a.act_id, 'get_person', 'person', '1', 'done', %s)
    FROM partner_agreement a
"""
_PAPER = """
    INSERT INTO paper_made (fund_id, made_by_id, made_at, kind, number, subject, purpose)
    VALUES (%s, %s, %s, 'registration', 'I-2026-000001', 'person:1', '')
"""


def days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def logged(place: factories.Agency, *days: int) -> None:
    """A call of a partner and a paper, so many days ago each."""
    agree(place, "persons:read")
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        for each in days:
            cursor.execute(_CALL, [days_ago(each)])
            cursor.execute(_PAPER, [place.fund.id, place.registration.user_id, days_ago(each)])


def keep(place: factories.Agency, log: Log, months: str) -> str:
    """How long a log is kept from today on, by two persons; the number of the act."""
    fields: dict[str, Any] = {"log": log.value} | ({"months": months} if months else {})
    on = clock.today(place.fund.country)
    asked = factories.act(place.administrator, "set_log_keeping", on=on, **fields)
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=asked.act, at=NOW).act


def logs_at_work(place: factories.Agency) -> None:
    """A duration and the one before it, and a purge: rows in the tables of both."""
    for months in ("36", "24"):
        keep(place, Log.PAPERS, months)
