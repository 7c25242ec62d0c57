"""Storage of how long data are kept and of purges. Private to `platform.purging`."""

from django.db import models

from socle.platform.access.models import Fund
from socle.platform.temporal.models import TemporalModel


class DataKeeping(TemporalModel):
    """For how many months the fund keeps a kind of data, and by which text or decision, over time.

    Without a row: for ever.
    """

    kind = models.CharField(max_length=20)
    months = models.SmallIntegerField()
    standing = models.CharField(max_length=15)
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "data_keeping"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=1200), name="data_keeping_months"
            ),
        )
        indexes = (models.Index(fields=["act"], name="data_keeping_act"),)


class DataPurge(models.Model):
    """A purge that two people ordered: of which kind, of what is older than when, how many rows."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.OneToOneField("platform.Act", models.PROTECT)
    kind = models.CharField(max_length=20)
    months = models.SmallIntegerField()
    before = models.DateTimeField()
    rows = models.BigIntegerField()

    class Meta:
        db_table = "data_purge"
        indexes = (models.Index(fields=["fund", "kind"], name="data_purge_kind"),)


class DataPurgePart(models.Model):
    """What one act took of an ordered purge; the last one found no more to take."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.OneToOneField("platform.Act", models.PROTECT)
    purge = models.ForeignKey(DataPurge, models.PROTECT)
    rows = models.BigIntegerField()
    is_last = models.BooleanField()

    class Meta:
        db_table = "data_purge_part"
