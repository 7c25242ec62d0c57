"""The temporal table of how long logs are kept."""

from socle.platform.temporal.types import TemporalTable

KEEPING = TemporalTable("log_keeping", ("log",), ("months",))
