"""Storage of how long logs are kept. Private to `platform.keeping`."""

from django.db import models

from socle.platform.temporal.models import TemporalModel


class LogKeeping(TemporalModel):
    """For how many months the fund keeps a log, over time. Without a row: for ever."""

    log = models.CharField(max_length=20)
    months = models.SmallIntegerField()

    class Meta:
        db_table = "log_keeping"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=1200), name="log_keeping_months"
            ),
        )
        indexes = (models.Index(fields=["act"], name="log_keeping_act"),)
