"""The nightly verification of every fund, in pieces that let other work pass between them."""

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from socle.platform.access.queries import funds
from socle.platform.audit.slices import Place, counted, verify_slice
from socle.platform.jobs.queue import defer_once
from socle.platform.upkeep.operations import note
from socle.platform.upkeep.types import Kind

_VERIFY = "socle.platform.verify_fund"
_BEHIND_ALL = -10
# For how long one job verifies before it lets whatever waits go first.
_SECONDS = 5.0


@app.periodic(cron="41 1 * * *")
@app.task(name="socle.platform.verify_funds", queueing_lock="verify_funds")
def verify_funds(timestamp: int) -> None:
    """Has each fund verified, behind all other work."""
    for fund in funds():
        _later(fund.id, timestamp, Place())


@app.task(name=_VERIFY)
def verify_fund(fund: int, began: int, step: int, after: int) -> None:
    """Verifies a fund from a place on; the job that reaches the end, or a break, notes it."""
    place, give_way = Place(step, after), time.monotonic() + _SECONDS
    while time.monotonic() < give_way:
        found = verify_slice(fund_id=fund, place=place)
        if found.next is None:
            _noted(fund, began, found.first_break)
            return
        place = found.next
    _later(fund, began, place)


def _later(fund: int, began: int, place: Place) -> None:
    defer_once(
        _VERIFY,
        f"verify_fund:{fund}",
        priority=_BEHIND_ALL,
        fund=fund,
        began=began,
        step=place.step,
        after=place.after,
    )


def _noted(fund: int, began: int, first_break: str | None) -> None:
    code = next(each.code for each in funds() if each.id == fund)
    facts: dict[str, str | int] = {"acts": counted(fund_id=fund)}
    note(
        Kind.VERIFICATION,
        began_at=datetime.fromtimestamp(began, UTC),
        ended_at=datetime.now(UTC),
        is_good=first_break is None,
        facts=facts if first_break is None else facts | {"break": first_break},
        fund=code,
    )
