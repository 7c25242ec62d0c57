"""The temporal tables of identity providers and linked accounts."""

from socle.platform.temporal.types import TemporalTable

PROVIDER = TemporalTable(
    "identity_provider",
    ("code",),
    ("name", "issuer", "client_id", "secret", "hosts", "strong"),
)
IDENTITY = TemporalTable("linked_identity", ("issuer", "subject"), ("user_id",))
TABLES = (PROVIDER, IDENTITY)
