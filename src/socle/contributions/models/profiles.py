"""What funds and employers set for their declarations: layouts of files, the day they fall due."""

from django.db import models
from django.db.models import Q

from socle.contributions.models.declarations import Deposit
from socle.platform.temporal.models import TemporalModel


class FileProfile(models.Model):
    """How an employer's payroll program lays out its spreadsheets (profil de fichier): its name.

    Without employer it is the fund's own, for every employer. The columns are dated facts.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=20)
    employer = models.ForeignKey("registry.Employer", models.PROTECT, null=True)
    name = models.CharField(max_length=60)
    act = models.ForeignKey("platform.Act", models.PROTECT)

    class Meta:
        db_table = "file_profile"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="file_profile_number_once"),
            models.UniqueConstraint(
                fields=["fund", "employer", "name"],
                name="file_profile_name_once",
                nulls_distinct=False,
            ),
        )


class FundDueDay(TemporalModel):
    """The day on which a month falls due, where the law as it was read gives none."""

    scheme = models.CharField(max_length=40)
    day = models.SmallIntegerField()

    class Meta:
        db_table = "fund_due_day"
        constraints = (
            models.CheckConstraint(
                condition=Q(day__gte=1, day__lte=31), name="fund_due_day_in_month"
            ),
        )
        indexes = (models.Index(fields=["act"], name="fund_due_day_act"),)


class FileProfileMapping(TemporalModel):
    """Which column says what, for files deposited in a period."""

    profile = models.ForeignKey(FileProfile, models.PROTECT, db_index=False)
    headings_row = models.SmallIntegerField()
    separator = models.CharField(max_length=10, default="", blank=True)
    decimal_mark = models.CharField(max_length=10)
    sheet = models.CharField(max_length=120, default="", blank=True)
    employer_number = models.CharField(max_length=120, default="", blank=True)
    month = models.CharField(max_length=120, default="", blank=True)
    insured_number = models.CharField(max_length=120)
    insured_name = models.CharField(max_length=120, default="", blank=True)
    days = models.CharField(max_length=120)
    wage = models.CharField(max_length=120)
    wage_capped = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "file_profile_mapping"
        indexes = (models.Index(fields=["act"], name="file_profile_mapping_act"),)


class DepositProfile(models.Model):
    """What was said with a spreadsheet when it was handed in: its profile, its month."""

    deposit = models.OneToOneField(Deposit, models.PROTECT, primary_key=True)
    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    profile = models.ForeignKey(FileProfile, models.PROTECT, null=True, db_index=False)
    month = models.DateField(null=True)

    class Meta:
        db_table = "deposit_profile"
