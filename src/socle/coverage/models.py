"""Storage of coverage: what is stated. What follows from work and families is derived."""

from django.db import models

from socle.platform.temporal.models import TemporalModel


class Coverage(TemporalModel):
    """As what a person is covered for a branch (régime d'affiliation), where an act states it."""

    person = models.ForeignKey("registry.Person", models.PROTECT)
    branch = models.CharField(max_length=20)
    category = models.CharField(max_length=20)
    scheme = models.CharField(max_length=20)
    monthly_amount = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        db_table = "coverage"
        indexes = (models.Index(fields=["act"], name="coverage_act"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(monthly_amount__isnull=True) | models.Q(monthly_amount__gt=0),
                name="coverage_amount_counts",
            ),
        )


class HouseholdScore(TemporalModel):
    """The score of a person's household in the unified social register (score du RSU).

    Units: millionths of a point.
    """

    person = models.ForeignKey("registry.Person", models.PROTECT)
    score_millionths = models.BigIntegerField()

    class Meta:
        db_table = "household_score"
        indexes = (models.Index(fields=["act"], name="household_score_act"),)
