"""The columns every dated fact has. Private to the modules whose models inherit it."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models


class TemporalModel(models.Model):
    """A fact true in law over `valid`, known to the fund since `recorded_at`, by `act`.

    The table holds current beliefs only. What is superseded moves to `<table>_history` by
    trigger; `act` and `recorded_at` are written by trigger too, from the act in progress.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    valid = DateRangeField()
    act = models.ForeignKey("platform.Act", models.PROTECT)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
