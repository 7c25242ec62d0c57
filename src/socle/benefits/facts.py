"""The temporal tables of benefits, by what they say."""

from socle.platform.temporal.types import TemporalTable

TERM = TemporalTable("award_term", ("award_id",), ("amount", "payee_id", "status", "reason"))
HOLD = TemporalTable("payment_hold", ("person_id",), ("reason",))
KEPT = TemporalTable("allowance_kept", ("person_id",), ("reason",))
TABLES = (TERM, HOLD, KEPT)
