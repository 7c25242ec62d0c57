"""Storage of runs: what they computed, the steps they went through, what they found unusual.

The dues themselves are a million a month: their table (`award_due`) is written and read in sets
only, by `sql/`. Whose act a due is, its run says.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class BenefitRun(models.Model):
    """What awards are due for a month (échéance), computed from what was known until an instant."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    month = models.DateField()
    benefits = ArrayField(models.CharField(max_length=40))
    # Every act recorded until then was seen; a later one may have been, and is looked at again.
    known_at = models.DateTimeField()
    # Whether each month was held against its work; null: runs from before that was asked.
    asks_work = models.BooleanField(null=True)

    class Meta:
        db_table = "benefit_run"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="benefit_run_number_once"),
        )


class RunStep(models.Model):
    """A run was validated, or discarded before that; neither twice, and not both."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    run = models.OneToOneField(BenefitRun, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    step = models.CharField(max_length=20)

    class Meta:
        db_table = "run_step"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(step__in=["validated", "discarded"]), name="run_step_known"
            ),
        )


class RunTotal(models.Model):
    """The sum of a run's dues of one kind, benefit, branch and month."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    run = models.ForeignKey(BenefitRun, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    benefit = models.CharField(max_length=40)
    branch = models.CharField(max_length=40)
    month = models.DateField()
    kind = models.CharField(max_length=20)
    dues = models.IntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "run_total"


class RunChange(models.Model):
    """Why a benefit's month differs from the one before: awards of one cause, and their sum."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    run = models.ForeignKey(BenefitRun, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    benefit = models.CharField(max_length=40)
    cause = models.CharField(max_length=20)
    awards = models.IntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "run_change"


class RunAnomaly(models.Model):
    """Something unusual in a run, of one award. A held award is not paid by this run."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    run = models.ForeignKey(BenefitRun, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    award = models.ForeignKey("benefits.Award", models.PROTECT)
    kind = models.CharField(max_length=20)
    is_held = models.BooleanField()
    amount = models.BigIntegerField()
    detail = models.CharField(max_length=100)

    class Meta:
        db_table = "run_anomaly"


class AnomalyAcceptance(models.Model):
    """Somebody looked at an anomaly and let it pass; the act has the motive."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    anomaly = models.OneToOneField(RunAnomaly, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)

    class Meta:
        db_table = "anomaly_acceptance"


class Overpayment(models.Model):
    """What somebody was paid and did not have a right to (indu), found by a validated run."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    run = models.ForeignKey(BenefitRun, models.PROTECT)
    award = models.ForeignKey("benefits.Award", models.PROTECT)
    payee = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    amount = models.BigIntegerField()

    class Meta:
        db_table = "overpayment"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="overpayment_number_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="overpayment_of_some"),
        )


class RecoveryPlan(models.Model):
    """The share of later dues by which an overpayment is taken back; the last plan stands."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    overpayment = models.ForeignKey(Overpayment, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    percent = models.SmallIntegerField()

    class Meta:
        db_table = "recovery_plan"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100), name="recovery_plan_percent"
            ),
        )


class OverpaymentRemission(models.Model):
    """What the fund gave up of an overpayment (remise, passage en perte)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    overpayment = models.OneToOneField(Overpayment, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "overpayment_remission"
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="remission_of_some"),
        )


class Retention(models.Model):
    """What a run keeps of an award's due to take back an overpayment (retenue)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    run = models.ForeignKey(BenefitRun, models.PROTECT)
    overpayment = models.ForeignKey(Overpayment, models.PROTECT)
    award = models.ForeignKey("benefits.Award", models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "retention"
        constraints = (
            models.UniqueConstraint(
                fields=["run", "overpayment", "award"], name="retention_once_a_run"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="retention_of_some"),
        )
