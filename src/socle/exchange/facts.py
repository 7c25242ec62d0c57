"""The temporal tables of exchange, by what they say."""

from socle.platform.temporal.types import TemporalTable

LINK = TemporalTable(
    "exchange_link",
    ("user_id",),
    (
        *("code", "ports", "transport", "address", "sender_id", "our_sender_id", "callback"),
        *("signature", "keys", "service", "client", "is_sandbox"),
    ),
)
POLICY = TemporalTable("exchange_policy", ("kind",), ("response",))
TABLES = (LINK, POLICY)
