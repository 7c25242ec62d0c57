"""Tables of payments with two times. The fund is in their keys too, by row-level security."""

from socle.platform.temporal.types import TemporalTable

PAYING_ACCOUNT = TemporalTable(
    "paying_account",
    ("channel", "agency"),
    ("name", "account", "form", "issuer", "currency_letter", "layout", "url"),
)
CHART_ACCOUNT = TemporalTable("chart_account", ("account", "branch"), ("number", "label"))
