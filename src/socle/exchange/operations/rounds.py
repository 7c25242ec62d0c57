"""What the worker does of exchanges every few seconds, in every fund."""

from datetime import UTC, datetime

from socle.exchange.operations.handling import deal_with_events
from socle.platform.access.queries import funds


def deal_everywhere() -> int:
    """Deals with the events that are due; how many were looked at."""
    at = datetime.now(UTC)
    return sum(deal_with_events(fund_id=each.id, at=at) for each in funds())
