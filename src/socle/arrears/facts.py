"""The temporal tables of arrears, by what they say."""

from socle.platform.temporal.types import TemporalTable

# The fund is in their keys too, by row-level security.
RULE = TemporalTable("recovery_rule", ("name",), ("value",))
LANGUAGE = TemporalTable("letter_language", ("employer_id",), ("language",))
TABLES = (RULE, LANGUAGE)
