"""Storage of payments. Private. Rows are only ever added: where a payment stands is read from them.

The view `payment_state` says it in one row a payment: see the migrations.
"""

from django.contrib.postgres.fields import ArrayField
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


class CashDay(Written):
    """A cashier's day at the counter (journée de caisse), from its opening float."""

    number = models.CharField(max_length=40)
    cashier = models.ForeignKey("platform.User", models.PROTECT)
    opened_on = models.DateField()
    opening_float = models.BigIntegerField()

    class Meta:
        db_table = "cash_day"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="cash_day_number_once"),
            models.UniqueConstraint(
                fields=["fund", "cashier", "opened_on"], name="cash_day_opened_once"
            ),
        )


class CashClosing(Written):
    """The count that closes a cashier's day (arrêté de caisse); a day is closed once."""

    day = models.OneToOneField(CashDay, models.PROTECT)
    expected = models.BigIntegerField()
    counted = models.BigIntegerField()

    class Meta:
        db_table = "cash_closing"


class BankStatement(Written):
    """A bank statement (relevé bancaire) that was posted as a whole."""

    number = models.CharField(max_length=40)
    document = models.ForeignKey("platform.Document", models.PROTECT)
    sha256 = models.BinaryField(max_length=32)
    format = models.CharField(max_length=20)
    account = models.CharField(max_length=40)
    statement_id = models.CharField(max_length=80)
    from_on = models.DateField()
    to_on = models.DateField()
    # A CSV file has no balances.
    opening_balance = models.BigIntegerField(null=True)
    closing_balance = models.BigIntegerField(null=True)

    class Meta:
        db_table = "bank_statement"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="bank_statement_number_once"),
            models.UniqueConstraint(fields=["fund", "sha256"], name="bank_statement_file_once"),
            models.UniqueConstraint(
                fields=["fund", "account", "statement_id"], name="bank_statement_once"
            ),
        )


class Payment(Written):
    """Money that came in (encaissement), whoever it is of.

    A cheque has no value date and no entry before it is cleared: see `PaymentClearing`.
    """

    number = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    # Who told us (a bank account, a partner, a cash day), and the name it gave the payment.
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=80, default="", blank=True)
    amount = models.BigIntegerField()
    received_on = models.DateField()
    value_on = models.DateField(null=True)
    entry = models.ForeignKey("ledger.LedgerEntry", models.PROTECT, null=True)
    statement = models.ForeignKey(BankStatement, models.PROTECT, null=True)
    cash_day = models.ForeignKey(CashDay, models.PROTECT, null=True)
    # The payment whose credit another employer gave up for this one.
    origin = models.ForeignKey("self", models.PROTECT, null=True)
    payer_name = models.CharField(max_length=140, default="", blank=True)
    payer_account = models.CharField(max_length=40, default="", blank=True)
    label = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        db_table = "payment"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="payment_number_once"),
            models.UniqueConstraint(
                fields=["fund", "source", "external_id"],
                condition=~Q(external_id=""),
                name="payment_told_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_zero"),
            models.CheckConstraint(
                condition=Q(value_on__isnull=True, entry__isnull=True)
                | Q(value_on__isnull=False, entry__isnull=False),
                name="payment_counts_once_posted",
            ),
        )
        indexes = (
            models.Index(
                fields=["fund", "payer_account"],
                condition=~Q(payer_account=""),
                name="payment_of_payer",
            ),
            models.Index(fields=["fund", "amount", "value_on"], name="payment_of_amount"),
        )


class StatementLine(Written):
    """A line of a bank statement, and what became of it: booked as a payment, or why not."""

    statement = models.ForeignKey(BankStatement, models.PROTECT)
    position = models.IntegerField()
    booked_on = models.DateField()
    value_on = models.DateField()
    amount = models.BigIntegerField()  # credit above zero, debit below
    outcome = models.CharField(max_length=12)
    external_id = models.CharField(max_length=80)
    payer_name = models.CharField(max_length=140, default="", blank=True)
    payer_account = models.CharField(max_length=40, default="", blank=True)
    label = models.CharField(max_length=500, default="", blank=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True)
    # Why the bank takes a payment back, by its code. Null where it says none: a line's digest is
    # of what it says, and lines of before said nothing.
    return_code = models.CharField(max_length=10, null=True)  # noqa: DJ001

    class Meta:
        db_table = "statement_line"
        constraints = (
            models.UniqueConstraint(fields=["statement", "position"], name="statement_line_once"),
        )
        indexes = (
            models.Index(
                fields=["fund", "external_id"],
                condition=Q(outcome__in=["held", "returned"]),
                name="statement_line_not_booked",
            ),
        )


class LineDecision(Written):
    """What a person said of a statement's line; the last row of a line is in force.

    The view `line_state` says what became of each line.
    """

    line = models.ForeignKey(StatementLine, models.PROTECT)
    choice = models.CharField(max_length=10)
    # The payment that the line is, was booked as, or takes back.
    payment = models.ForeignKey(Payment, models.PROTECT)

    class Meta:
        db_table = "line_decision"
        constraints = (
            models.UniqueConstraint(fields=["line", "choice"], name="line_decision_once"),
        )


class PaymentClearing(Written):
    """The day the fund's account was credited with a cheque: from then on it is paid."""

    payment = models.OneToOneField(Payment, models.PROTECT)
    entry = models.ForeignKey("ledger.LedgerEntry", models.PROTECT)
    value_on = models.DateField()

    class Meta:
        db_table = "payment_clearing"


class PaymentMatch(Written):
    """Whose payment it is, and by which rule; the last row of a payment is in force.

    Without an employer: the match before was taken back.
    """

    payment = models.ForeignKey(Payment, models.PROTECT)
    employer = models.ForeignKey("registry.Employer", models.PROTECT, null=True)
    rule = models.CharField(max_length=20)
    # The months that the payer named, paid first.
    months = ArrayField(models.DateField(), default=list)
    # None where the receipt entry itself names the employer.
    entry = models.ForeignKey("ledger.LedgerEntry", models.PROTECT, null=True)

    class Meta:
        db_table = "payment_match"


class PaymentUse(Written):
    """What an amount of a payment serves for: a debt of a month and branch, or its way out.

    Below zero: taken back from it.
    """

    payment = models.ForeignKey(Payment, models.PROTECT)
    employer = models.ForeignKey("registry.Employer", models.PROTECT, null=True, db_index=False)
    entry = models.ForeignKey("ledger.LedgerEntry", models.PROTECT, null=True)
    kind = models.CharField(max_length=10)
    month = models.DateField(null=True)
    branch = models.CharField(max_length=40, default="", blank=True)
    payer = models.CharField(max_length=10, default="", blank=True)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "payment_use"
        constraints = (
            models.CheckConstraint(condition=~Q(amount=0), name="payment_use_of_something"),
            models.CheckConstraint(
                condition=Q(kind="debt", month__isnull=False)
                | (~Q(kind="debt") & Q(month__isnull=True)),
                name="payment_use_of_a_month",
            ),
        )
        indexes = (models.Index(fields=["employer", "month"], name="payment_use_of_month"),)


class AllocationOrder(TemporalModel):
    """In which order the fund lets payments extinguish debts, from a day on."""

    subject = models.CharField(max_length=10)
    rule = models.CharField(max_length=30)

    class Meta:
        db_table = "allocation_order"
        indexes = (models.Index(fields=["act"], name="allocation_order_act"),)


class PaymentPartner(Written):
    """A partner that tells of payments (opérateur de monnaie mobile). The last row is in force.

    Its secret is derived from the installation's and never stored; the digest tells whether the
    installation's has changed since.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    generation = models.IntegerField()
    secret_digest = models.BinaryField(max_length=32)
    user = models.ForeignKey("platform.User", models.PROTECT)

    class Meta:
        db_table = "payment_partner"
        constraints = (
            models.UniqueConstraint(
                fields=["fund", "code", "generation"], name="payment_partner_once"
            ),
        )


class PartnerCall(models.Model):
    """A signed call that was taken: the same signature is never taken again."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    signature = models.BinaryField(max_length=32)
    called_at = models.DateTimeField()

    class Meta:
        db_table = "partner_call"
        constraints = (
            models.UniqueConstraint(fields=["fund", "signature"], name="partner_call_once"),
        )
