"""Storage of runs that a worker is to compute: who asked, and what came of it."""

from django.db import models


class RunAsked(models.Model):
    """A large run asked for, computed by a worker as the act of whoever asked (échéance demandée).

    Once computed the run says all; one that was refused says why, until another is asked for.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    key = models.CharField(max_length=100)
    month = models.DateField()
    effective_on = models.DateField()
    asked_by = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    asked_at = models.DateTimeField()
    run_number = models.CharField(max_length=40, default="", blank=True)
    refusal = models.CharField(max_length=60, default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "run_asked"
        constraints = (
            models.UniqueConstraint(fields=["fund", "key"], name="run_asked_once"),
            models.UniqueConstraint(
                fields=["fund"],
                condition=models.Q(run_number="", refusal=""),
                name="run_asked_one_at_a_time",
            ),
        )
