"""The temporal tables of coverage, by what they say."""

from socle.platform.temporal.types import TemporalTable

# One stated cover a person, branch and day: the key says it, the database holds it.
COVERAGE = TemporalTable(
    "coverage",
    ("person_id", "branch"),
    ("category", "scheme", "monthly_amount", "reference"),
)
SCORE = TemporalTable("household_score", ("person_id",), ("score_millionths",))
TABLES = (COVERAGE, SCORE)
