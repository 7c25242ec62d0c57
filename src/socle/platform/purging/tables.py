"""The temporal table of how long data are kept."""

from socle.platform.temporal.types import TemporalTable

DATA_KEEPING = TemporalTable("data_keeping", ("kind",), ("months", "standing", "source"))
