"""Storage of persons."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.funds import checked_once, fund_of_act


class Person(models.Model):
    """A person known to the fund: a number for life (immatriculation), and nothing that changes."""

    fund = fund_of_act()
    number = models.CharField(max_length=20)
    act = checked_once("platform.Act")

    class Meta:
        db_table = "person"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="person_number_once"),
        )


class PersonCivilStatus(TemporalModel):
    """Who a person is (état civil), over time."""

    fund = fund_of_act()
    act = checked_once("platform.Act")
    person = checked_once("registry.Person", db_index=False)
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
            models.Index(fields=["fund", "name_key"], name="person_civil_status_same_name"),
            models.Index(fields=["fund", "person"], name="person_civil_status_person"),
        )


class PersonName(TemporalModel):
    """Another name of a person, over time: in another script, of marriage, of use."""

    fund = fund_of_act()
    person = models.ForeignKey(Person, models.PROTECT)
    kind = models.CharField(max_length=8)
    script = models.CharField(max_length=8)
    family_name = models.CharField(max_length=100)
    given_names = models.CharField(max_length=100, default="", blank=True)
    name_key = models.GeneratedField(
        expression=models.Func(
            models.F("family_name"), models.F("given_names"), function="name_key"
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        db_table = "person_name"
        indexes = (models.Index(fields=["fund", "name_key"], name="person_name_same"),)


class PersonOrigin(TemporalModel):
    """Where and of whom a person was born, and their nationality (filiation, lieu de naissance).

    Parents are names as they were declared: persons of the fund are linked by the family's acts.
    """

    fund = fund_of_act()
    act = checked_once("platform.Act")
    person = checked_once("registry.Person", db_index=False)
    birth_place = models.CharField(max_length=100, default="", blank=True)
    nationality = models.CharField(max_length=2, default="", blank=True)
    father_name = models.CharField(max_length=120, default="", blank=True)
    mother_name = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "person_origin"
        indexes = (models.Index(fields=["fund", "person"], name="person_origin_person"),)


class PersonRegistration(TemporalModel):
    """How far a registration has come, for whoever was not registered at once.

    A person without a row was registered by the fund on the papers. `source` is the employer's
    number or the name of the body that asked.
    """

    person = models.ForeignKey(Person, models.PROTECT)
    state = models.CharField(max_length=16)
    origin = models.CharField(max_length=12)
    source = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "person_registration"
        indexes = (
            models.Index(fields=["act"], name="person_registration_act"),
            models.Index(fields=["fund", "state"], name="person_registration_waiting"),
        )


class PersonDeath(TemporalModel):
    """A person is dead (décès): from the day of death on."""

    person = models.ForeignKey(Person, models.PROTECT)

    class Meta:
        db_table = "person_death"
        indexes = (models.Index(fields=["act"], name="person_death_act"),)


class NumberRule(TemporalModel):
    """How a fund makes numbers of one kind, over time; without one, as its country says."""

    kind = models.CharField(max_length=20)
    scheme = models.CharField(max_length=20)

    class Meta:
        db_table = "number_rule"
        indexes = (models.Index(fields=["act"], name="number_rule_act"),)
