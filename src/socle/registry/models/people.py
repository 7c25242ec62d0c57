"""Storage of persons."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from socle.platform.temporal.models import TemporalModel


class Person(models.Model):
    """A person known to the fund: a number for life (immatriculation), and nothing that changes."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=20)
    act = models.ForeignKey("platform.Act", models.PROTECT)

    class Meta:
        db_table = "person"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="person_number_once"),
        )


class PersonCivilStatus(TemporalModel):
    """Who a person is (état civil), over time."""

    person = models.ForeignKey(Person, models.PROTECT)
    family_name = models.CharField(max_length=100)
    given_names = models.CharField(max_length=100, default="", blank=True)
    birth_on = models.DateField(null=True)
    birth_precision = models.CharField(max_length=5, default="day")
    sex = models.CharField(max_length=6, default="", blank=True)
    national_id = models.CharField(max_length=30, default="", blank=True)
    # What names are compared and sorted by: see the function name_key.
    name_key = models.GeneratedField(
        expression=models.Func(
            models.F("family_name"), models.F("given_names"), function="name_key"
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        db_table = "person_civil_status"
        indexes = (
            models.Index(fields=["act"], name="person_civil_status_act"),
            GinIndex(OpClass("name_key", "gin_trgm_ops"), name="person_civil_status_name"),
            models.Index(fields=["fund", "name_key"], name="person_civil_status_same_name"),
        )
