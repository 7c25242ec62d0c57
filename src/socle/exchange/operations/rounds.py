"""What the worker does of exchanges every few seconds, in every fund."""

from datetime import UTC, datetime

from socle.exchange.operations.handling import deal_with_events
from socle.exchange.operations.outbox import send_due
from socle.platform.access.queries import funds


def deal_everywhere() -> int:
    """Deals with the events that are due; how many were looked at."""
    at = datetime.now(UTC)
    return sum(deal_with_events(fund_id=each.id, at=at) for each in funds())


def send_everywhere() -> int:
    """Sends the messages that are due; how many were taken by their partner."""
    at = datetime.now(UTC)
    return sum(send_due(fund=each, at=at) for each in funds())
