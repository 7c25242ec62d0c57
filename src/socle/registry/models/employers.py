"""Storage of employers, their places and who acts for them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from socle.platform.temporal.models import TemporalModel


class Employer(models.Model):
    """An employer affiliated to the fund (affilié): its number, for as long as it exists."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=20)
    act = models.ForeignKey("platform.Act", models.PROTECT)

    class Meta:
        db_table = "employer"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="employer_number_once"),
        )


class EmployerProfile(TemporalModel):
    """What an employer is, over time: name, address, status, filing regime."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    legal_name = models.CharField(max_length=200)
    company_number = models.CharField(max_length=30, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    city = models.CharField(max_length=80, default="", blank=True)
    status = models.CharField(max_length=12, default="active")
    filing_regime = models.CharField(max_length=12, default="monthly")

    class Meta:
        db_table = "employer_profile"
        indexes = (
            models.Index(fields=["act"], name="employer_profile_act"),
            GinIndex(OpClass(Upper("legal_name"), "gin_trgm_ops"), name="employer_profile_name"),
        )


class EmployerClassification(TemporalModel):
    """How the scheme's law classes an employer: its risk group, its family regime…

    One row an input of the scheme, so that a new country adds rows and no column.
    """

    employer = models.ForeignKey(Employer, models.PROTECT)
    input = models.CharField(max_length=40)
    value = models.CharField(max_length=60)

    class Meta:
        db_table = "employer_classification"
        indexes = (models.Index(fields=["act"], name="employer_classification_act"),)


class Establishment(TemporalModel):
    """A place of work of an employer (établissement)."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    city = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        db_table = "establishment"
        indexes = (models.Index(fields=["act"], name="establishment_act"),)


class Mandate(TemporalModel):
    """An employer lets a mandatary act for it (mandat): a payroll firm, an accountant."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    user = models.ForeignKey("platform.User", models.PROTECT)

    class Meta:
        db_table = "mandate"
        indexes = (models.Index(fields=["act"], name="mandate_act"),)
