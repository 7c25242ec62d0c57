"""Storage of the register of breaches. Private to `platform.breaches`; its rows are only added."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from socle.platform.access.models import Fund


class Breach(models.Model):
    """That personal data were lost, altered or seen, from the instant somebody found it."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.OneToOneField("platform.Act", models.PROTECT)
    number = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=100)

    class Meta:
        db_table = "breach"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="breach_number_once"),
        )


class BreachFinding(models.Model):
    """What is known of a breach as one act states it, whole; the last one counts."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.OneToOneField("platform.Act", models.PROTECT)
    breach = models.ForeignKey(Breach, models.PROTECT)
    what = models.CharField(max_length=2000)
    classes = ArrayField(models.CharField(max_length=10))
    persons = models.IntegerField(null=True)
    consequences = models.CharField(max_length=2000, default="", blank=True)
    measures = models.CharField(max_length=2000, default="", blank=True)

    class Meta:
        db_table = "breach_finding"
        constraints = (
            models.CheckConstraint(
                condition=Q(persons__isnull=True) | Q(persons__gte=0), name="breach_persons_count"
            ),
        )


class BreachPerson(models.Model):
    """A person whose data a breach touched, to whom a letter is written."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    breach = models.ForeignKey(Breach, models.PROTECT, db_index=False)
    number = models.CharField(max_length=30)

    class Meta:
        db_table = "breach_person"
        constraints = (
            models.UniqueConstraint(fields=["breach", "number"], name="breach_person_once"),
        )


class BreachStep(models.Model):
    """What was done of a breach, once each: authority told, persons told, file closed."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.OneToOneField("platform.Act", models.PROTECT)
    breach = models.ForeignKey(Breach, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20)
    done_at = models.DateTimeField()
    reference = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "breach_step"
        constraints = (models.UniqueConstraint(fields=["breach", "kind"], name="breach_step_once"),)
