"""Storage of what is paid out. Private. Rows are only added: where one stands is read.

The views `order_state` and `lot_state` say it in one row each: see the migrations.
"""

from django.db import models
from django.db.models import Q

from socle.platform.temporal.models import TemporalModel


class Written(models.Model):
    """What every row here has: its fund, the act that wrote it, and since when it is known."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class PayingAccount(TemporalModel):
    """The account that pays orders of a channel and agency, over time, and how it is told to."""

    channel = models.CharField(max_length=6)
    # A bank's code, an operator; empty: every one that has no row of its own.
    agency = models.CharField(max_length=40, default="", blank=True)
    name = models.CharField(max_length=100)
    account = models.CharField(max_length=40)
    form = models.CharField(max_length=10)
    issuer = models.CharField(max_length=6, default="", blank=True)
    currency_letter = models.CharField(max_length=1, default="", blank=True)
    layout = models.TextField(default="", blank=True)
    url = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "paying_account"
        indexes = (models.Index(fields=["act"], name="paying_account_act"),)


class PaymentLot(Written):
    """Orders that are controlled, validated, endorsed and sent together (lot de paiement)."""

    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    channel = models.CharField(max_length=6)
    agency = models.CharField(max_length=40, default="", blank=True)
    form = models.CharField(max_length=10)
    label = models.CharField(max_length=60)
    pay_on = models.DateField()

    class Meta:
        db_table = "payment_lot"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="payment_lot_number_once"),
        )


class LotStep(Written):
    """A step that a lot has passed, by whom, with its control totals as they were then."""

    lot = models.ForeignKey(PaymentLot, models.PROTECT)
    step = models.CharField(max_length=10)
    by = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    orders = models.IntegerField()
    amount = models.BigIntegerField()
    accounts_sha256 = models.BinaryField(max_length=32)

    class Meta:
        db_table = "lot_step"
        constraints = (
            models.UniqueConstraint(fields=["lot", "step"], name="lot_step_once"),
            # Who prepares, who authorises and who endorses are three persons.
            models.UniqueConstraint(
                fields=["lot", "by"],
                condition=Q(step__in=["calculated", "validated", "endorsed"]),
                name="lot_by_three_persons",
            ),
        )


class LotFile(Written):
    """What was handed in for a lot: its file, and the name under which an operator knows it."""

    lot = models.OneToOneField(PaymentLot, models.PROTECT)
    document = models.ForeignKey("platform.Document", models.PROTECT)
    form = models.CharField(max_length=10)
    correlation = models.UUIDField()

    class Meta:
        db_table = "lot_file"


class PaymentOrder(Written):
    """What is to be paid to one payee, once (ordre de paiement)."""

    number = models.CharField(max_length=20)
    lot = models.ForeignKey(PaymentLot, models.PROTECT)
    # None for a test of an account.
    run = models.ForeignKey("benefits.BenefitRun", models.PROTECT, null=True, db_index=False)
    payee = models.ForeignKey("registry.Person", models.PROTECT)
    amount = models.BigIntegerField()
    account = models.CharField(max_length=34, default="", blank=True)
    name = models.CharField(max_length=140)
    # The order that came back, or was discarded, and that this one is in place of.
    replaces = models.OneToOneField("self", models.PROTECT, null=True)

    class Meta:
        db_table = "payment_order"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="payment_order_number_once"),
            models.UniqueConstraint(
                fields=["run", "payee"],
                condition=Q(replaces__isnull=True),
                name="payment_order_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_order_of_something"),
        )


class OrderEvent(Written):
    """What happened to an order, once each: taken in, paid, come back, kept from being sent."""

    order = models.ForeignKey(PaymentOrder, models.PROTECT)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=60, default="", blank=True)
    value_on = models.DateField()

    class Meta:
        db_table = "order_event"
        constraints = (models.UniqueConstraint(fields=["order", "kind"], name="order_event_once"),)


class ReturnFile(Written):
    """A file of a bank, or an operator's answer, that was taken as a whole (retour)."""

    number = models.CharField(max_length=40)
    document = models.ForeignKey("platform.Document", models.PROTECT)
    sha256 = models.BinaryField(max_length=32)
    form = models.CharField(max_length=20)
    name = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        db_table = "return_file"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="return_file_number_once"),
            models.UniqueConstraint(fields=["fund", "sha256"], name="return_file_once"),
        )


class ReturnLine(Written):
    """A line of a returned file, and what became of it."""

    file = models.ForeignKey(ReturnFile, models.PROTECT)
    position = models.IntegerField()
    reference = models.CharField(max_length=60)
    answer = models.CharField(max_length=10)
    amount = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=60, default="", blank=True)
    value_on = models.DateField(null=True)
    outcome = models.CharField(max_length=14)
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True)

    class Meta:
        db_table = "return_line"
        constraints = (
            models.UniqueConstraint(fields=["file", "position"], name="return_line_once"),
        )


class ReturnAnswer(Written):
    """What a person decided of a line that waited in a queue: the motive is its act's."""

    line = models.OneToOneField(ReturnLine, models.PROTECT)

    class Meta:
        db_table = "return_answer"


class ChartAccount(TemporalModel):
    """The number and label that a fund's own chart gives an account and branch, over time."""

    account = models.CharField(max_length=20)
    branch = models.CharField(max_length=40, default="", blank=True)
    number = models.CharField(max_length=20)
    label = models.CharField(max_length=100)

    class Meta:
        db_table = "chart_account"
        indexes = (models.Index(fields=["act"], name="chart_account_act"),)
