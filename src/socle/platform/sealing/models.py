"""Storage of the keys that seal fields. Private to `platform.sealing`."""

from django.db import models
from django.db.models.functions import Now

from socle.platform.access.models import Fund


class SealedValue(models.Model):
    """A value of a class, sealed once however often it is kept: rows hold its token in its place.

    `part` is what may be read of it in clear, as the bank of an account. `sealed` alone may change:
    the same value under a newer key.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    data_class = models.CharField(max_length=10)
    token = models.CharField(max_length=34)
    part = models.CharField(max_length=40, default="", blank=True)
    sealed = models.CharField(max_length=300)

    class Meta:
        db_table = "sealed_value"
        constraints = (
            models.UniqueConstraint(fields=["fund", "token"], name="sealed_value_token_once"),
        )


class DataKey(models.Model):
    """A key of one class of data of a fund, sealed by the installation's secret.

    The newest version seals; each opens what it sealed. `sealed` alone may change: the same key
    under another secret.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    data_class = models.CharField(max_length=10)
    version = models.SmallIntegerField()
    sealed = models.BinaryField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "data_key"
        constraints = (
            models.UniqueConstraint(
                fields=["fund", "data_class", "version"], name="data_key_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="data_key_version_counts"
            ),
        )
