"""The temporal table of which roles ask for the second step."""

from socle.platform.temporal.types import TemporalTable

POLICY = TemporalTable("factor_policy", ("role",), ("is_required",))
