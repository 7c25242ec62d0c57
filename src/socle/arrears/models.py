"""Storage of arrears. Private. But for the rules, rows are only added: an act that is reversed
leaves its rows, and `arrears_is_known` says that nobody believes them any more.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from socle.platform.temporal.models import TemporalModel


class RecoveryRule(TemporalModel):
    """A figure that the fund decides where the law is silent (convention de la caisse)."""

    name = models.CharField(max_length=40)
    value = models.CharField(max_length=20)

    class Meta:
        db_table = "recovery_rule"
        indexes = (models.Index(fields=["act"], name="recovery_rule_act"),)


class LetterLanguage(TemporalModel):
    """The language in which an employer reads our letters."""

    employer = models.ForeignKey("registry.Employer", models.PROTECT)
    language = models.CharField(max_length=2)

    class Meta:
        db_table = "letter_language"
        indexes = (models.Index(fields=["act"], name="letter_language_act"),)


class ForceMajeure(models.Model):
    """An event that shifts the due date of some months for some employers."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    first_month = models.DateField()
    last_month = models.DateField()
    postponed_to = models.DateField()
    scope = models.CharField(max_length=10)
    area = models.CharField(max_length=80, default="", blank=True)
    employer_ids = ArrayField(models.BigIntegerField(), default=list)
    cause = models.CharField(max_length=200)

    class Meta:
        db_table = "force_majeure"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="force_majeure_number_once"),
            models.CheckConstraint(
                condition=models.Q(last_month__gte=models.F("first_month")),
                name="force_majeure_months_in_order",
            ),
        )


class PaymentPlan(models.Model):
    """An instalment plan agreed with an employer (moratoire)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    employer = models.ForeignKey("registry.Employer", models.PROTECT)
    agreed_on = models.DateField()
    months = ArrayField(models.DateField())
    amount = models.BigIntegerField()

    class Meta:
        db_table = "payment_plan"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="payment_plan_number_once"),
        )


class PlanInstalment(models.Model):
    """What a plan asks on a day. Rank 0 is the down payment."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    plan = models.ForeignKey(PaymentPlan, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    rank = models.SmallIntegerField()
    due_on = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "plan_instalment"
        constraints = (
            models.UniqueConstraint(fields=["plan", "rank"], name="plan_instalment_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="plan_instalment_of_something"
            ),
        )


class StandingCertificate(models.Model):
    """A certificate of good standing given, or refused with its reasons."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    employer = models.ForeignKey("registry.Employer", models.PROTECT)
    asked_on = models.DateField()
    valid_until = models.DateField(null=True)  # null: refused
    code = models.CharField(max_length=30, default="", blank=True)
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    undeclared = ArrayField(models.DateField(), default=list)
    unpaid = models.BigIntegerField(default=0)
    covered_by = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        db_table = "standing_certificate"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["fund", "code"], condition=~models.Q(code=""), name="certificate_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True, code="")
                | (models.Q(valid_until__isnull=False, reasons=[]) & ~models.Q(code="")),
                name="certificate_given_or_refused",
            ),
        )


class StandingCheck(models.Model):
    """A partner's system asked whether an employer is in order (vérification de régularité).

    What was asked and answered, of which day, by which agreement. Rows are only ever added.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    user = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    agreed_by = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    # Null: the fund knows no employer of that number.
    employer = models.ForeignKey("registry.Employer", models.PROTECT, null=True, db_index=False)
    asked_number = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)
    on = models.DateField()
    checked_at = models.DateTimeField()
    answer = models.CharField(max_length=20)
    reasons = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        db_table = "standing_check"
        indexes = (models.Index(fields=["employer", "-id"], name="standing_check_of"),)
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="standing_check_number_once"),
            models.CheckConstraint(
                condition=models.Q(answer="in_order", reasons=[])
                | (models.Q(answer__in=("not_in_order", "unknown")) & ~models.Q(reasons=[])),
                name="standing_check_has_its_reasons",
            ),
        )


class Notice(models.Model):
    """A letter sent to an employer (relance, mise en demeure)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    employer = models.ForeignKey("registry.Employer", models.PROTECT)
    step = models.CharField(max_length=20)
    about = models.CharField(max_length=20)
    issued_on = models.DateField()
    answer_by = models.DateField(null=True)
    language = models.CharField(max_length=2)

    class Meta:
        db_table = "notice"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="notice_number_once"),
        )


class NoticeMonth(models.Model):
    """A month that a letter names."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    notice = models.ForeignKey(Notice, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    month = models.DateField()
    due_on = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "notice_month"
        constraints = (
            models.UniqueConstraint(fields=["notice", "month"], name="notice_month_once"),
        )


class NoticeWithdrawal(models.Model):
    """A letter taken back by an act of its own."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    notice = models.ForeignKey(Notice, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)

    class Meta:
        db_table = "notice_withdrawal"


class NoticeRun(models.Model):
    """A run of letters that was asked for; the worker sends them by one act (envoi de relances).

    The letters are the act's. This row says who asked, and what became of it.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    due_on = models.DateField()  # the day on which the letters are due
    asked_by = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    act = models.ForeignKey("platform.Act", models.PROTECT, null=True)
    refusal = models.CharField(max_length=60, default="", blank=True)
    refusal_facts = models.JSONField(default=dict)

    class Meta:
        db_table = "notice_run"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="notice_run_number_once"),
            models.UniqueConstraint(fields=["fund", "key"], name="notice_run_key_once"),
            # Two runs at once would be one: the second would find nothing to send.
            models.UniqueConstraint(
                fields=["fund"],
                condition=models.Q(act__isnull=True, refusal=""),
                name="notice_run_one_at_once",
            ),
        )
