"""The temporal table of delegations."""

from socle.platform.temporal.types import TemporalTable

DELEGATION = TemporalTable("role_delegation", ("giver_id", "taker_id", "role"), ())
