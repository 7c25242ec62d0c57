"""Storage of allowances that are paid over some months without the work that the law asks."""

from django.db import models

from socle.platform.temporal.models import TemporalModel


class AllowanceKept(TemporalModel):
    """Family allowances that a person keeps for some months after their work ended."""

    person = models.ForeignKey("registry.Person", models.PROTECT)
    reason = models.CharField(max_length=40)

    class Meta:
        db_table = "allowance_kept"
        indexes = (models.Index(fields=["act"], name="allowance_kept_act"),)
