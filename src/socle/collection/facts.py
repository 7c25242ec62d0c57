"""Collection's one table with two times."""

from socle.platform.temporal.types import TemporalTable

ALLOCATION_ORDER = TemporalTable("allocation_order", ("subject",), ("rule",))
