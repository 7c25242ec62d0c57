"""Storage of what was done for upkeep. The installation's: it belongs to no fund, names nobody."""

from django.db import models


class Upkeep(models.Model):
    """A backup, a rehearsed restore or a verification. Rows are added, never changed."""

    kind = models.CharField(max_length=20)
    fund = models.CharField(max_length=40, default="", blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    is_good = models.BooleanField()
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "upkeep"
        indexes = (models.Index(fields=["kind", "fund", "-ended_at"], name="upkeep_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("began_at")), name="upkeep_in_order"
            ),
        )
