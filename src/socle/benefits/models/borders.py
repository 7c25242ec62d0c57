"""Storage of careers elsewhere: what other funds certify, by a liaison form or by an act."""

from django.db import models


class LiaisonForm(models.Model):
    """A liaison form that another fund sent, taken whole (formulaire de liaison)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    document = models.ForeignKey("platform.Document", models.PROTECT, db_index=False)
    number = models.CharField(max_length=60)  # the sender's
    country = models.CharField(max_length=2)
    institution = models.CharField(max_length=80)
    issued_on = models.DateField()
    sha256 = models.BinaryField(max_length=32)  # of what it says, as the sender counted it

    class Meta:
        db_table = "liaison_form"
        indexes = (models.Index(fields=["fund", "sha256"], name="liaison_form_same"),)


class ForeignPeriod(models.Model):
    """Months in a row that another fund certifies (période d'assurance à l'étranger).

    `months` of the span count, `wage` is that of a month where it was told, in minor units.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    form = models.ForeignKey(LiaisonForm, models.PROTECT, null=True)
    country = models.CharField(max_length=2)
    institution = models.CharField(max_length=80)
    number_there = models.CharField(max_length=40)
    first_month = models.DateField()
    last_month = models.DateField()
    months = models.SmallIntegerField()
    wage = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True, default="")

    class Meta:
        db_table = "foreign_period"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_month__lte=models.F("last_month"), months__gt=0),
                name="foreign_period_of_months",
            ),
        )
