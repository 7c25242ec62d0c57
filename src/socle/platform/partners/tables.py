"""The temporal tables of partners, by what they say."""

from socle.platform.temporal.types import TemporalTable

AGREEMENT = TemporalTable(
    "partner_agreement",
    ("user_id",),
    ("code", "name", "purpose", "legal_basis", "scopes", "calls_per_minute", "host"),
)
SECRET = TemporalTable("partner_secret", ("user_id", "slot"), ("digest", "hint"))
SUBSCRIPTION = TemporalTable("partner_subscription", ("user_id", "number"), ("url", "events"))
TABLES = (AGREEMENT, SECRET, SUBSCRIPTION)
