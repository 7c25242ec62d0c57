"""Deposits and declarations. Wage lines have no model: see the migrations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Deposit(models.Model):
    """A file handed in (dépôt): kept whatever it holds, posted as a whole or refused as a whole."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    document = models.ForeignKey("platform.Document", models.PROTECT)
    sha256 = models.BinaryField(max_length=32)
    format = models.CharField(max_length=40, default="", blank=True)
    status = models.CharField(max_length=10, default="received")
    deposited_on = models.DateField()
    received_at = models.DateTimeField()
    depositor = models.ForeignKey("platform.User", models.PROTECT)
    # The employers for which a clerk or a mandatary handed it in; null for the fund's own agents.
    for_employers = ArrayField(models.CharField(max_length=40), null=True)
    # The same as a text, of deposits older than the list; many, by a digest.
    employer_scope = models.CharField(max_length=40, default="", blank=True)
    # A corrective file replaces what it declares, once somebody has seen what that changes.
    kind = models.CharField(max_length=10, default="first", db_default="first")
    act = models.ForeignKey("platform.Act", models.PROTECT, null=True)
    line_count = models.IntegerField(default=0)
    queued_count = models.IntegerField(default=0)
    fault_count = models.IntegerField(default=0)
    total_employee = models.BigIntegerField(default=0)
    total_employer = models.BigIntegerField(default=0)

    class Meta:
        db_table = "deposit"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="deposit_number_once"),
            models.UniqueConstraint(fields=["fund", "key"], name="deposit_key_once"),
            # The same file posts once, however often and from wherever it is handed in. A
            # corrective may bring back what was declared first: what it replaces holds it once.
            models.UniqueConstraint(
                fields=["fund", "sha256"],
                condition=Q(status="posted", kind="first"),
                name="deposit_file_posted_once",
            ),
        )
        indexes = (models.Index(fields=["fund", "received_at"], name="deposit_latest"),)


class DepositProgress(models.Model):
    """How far the reading of a deposit has come; written outside the transaction that reads."""

    # No foreign key in the database: it would wait for the transaction it reports on.
    deposit = models.OneToOneField(Deposit, models.PROTECT, primary_key=True, db_constraint=False)
    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    lines_read = models.IntegerField(default=0)

    class Meta:
        db_table = "deposit_progress"


class DepositFault(models.Model):
    """What is wrong in a refused file, and where. Only the first are kept; all are counted."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    deposit = models.ForeignKey(Deposit, models.PROTECT)
    position = models.IntegerField()
    code = models.CharField(max_length=60)
    line = models.IntegerField(null=True)
    record = models.CharField(max_length=10, default="", blank=True)
    field = models.CharField(max_length=60, default="", blank=True)
    read = models.CharField(max_length=100, default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "deposit_fault"
        constraints = (
            models.UniqueConstraint(fields=["deposit", "position"], name="deposit_fault_once"),
        )


class Declaration(models.Model):
    """One employer's month from a deposited file, or taxed by the fund of its own motion.

    In force unless another one replaces it. The columns of 0007 are null on all that is usual, so
    that the digests of acts recorded before them still hold.
    """

    # Thousands come in one statement: the fund is checked by row-level security alone.
    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_constraint=False, db_index=False)
    number = models.CharField(max_length=40)
    # None where no file brought it: a taxation by the fund's own motion, or a declaration that was
    # assessed again by a law that changed.
    deposit = models.ForeignKey(Deposit, models.PROTECT, null=True)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    entry = models.ForeignKey("ledger.LedgerEntry", models.PROTECT, null=True)
    employer = models.ForeignKey("registry.Employer", models.PROTECT)
    month = models.DateField()
    # The main declaration is 0; complementary ones, for those forgotten, are 1 to 9.
    sequence = models.SmallIntegerField(default=0)
    version = models.SmallIntegerField(null=True)  # from 2; null for the first
    replaces = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)
    # The entry that takes back what the replaced declaration made owed.
    reversal = models.ForeignKey("ledger.LedgerEntry", models.PROTECT, null=True, related_name="+")
    # nil, own_motion; null for wages.
    kind = models.CharField(max_length=10, null=True)  # noqa: DJ001 - see the class
    due_on = models.DateField()
    deposited_on = models.DateField()
    line_count = models.IntegerField()
    wage_total = models.BigIntegerField()
    # SHA-256 of the lines, in the form that `contributions.posting` gives them.
    lines_digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "declaration"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="declaration_number_once"),
            models.UniqueConstraint(
                fields=["fund", "employer", "month", "sequence", "version"],
                nulls_distinct=False,
                name="declaration_version_once",
            ),
            models.UniqueConstraint(fields=["replaces"], name="declaration_replaced_once"),
            models.CheckConstraint(
                condition=Q(version__isnull=True, replaces__isnull=True, reversal__isnull=True)
                | Q(version__gte=2, replaces__isnull=False, reversal__isnull=False),
                name="declaration_version_replaces",
            ),
            models.CheckConstraint(
                condition=Q(kind__isnull=True) | Q(kind__in=["nil", "own_motion"]),
                name="declaration_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(deposit__isnull=False)
                | Q(kind="own_motion")
                | Q(kind__isnull=True, replaces__isnull=False),
                name="declaration_has_deposit",
            ),
        )
        indexes = (
            models.Index(fields=["act"], name="declaration_act"),
            models.Index(fields=["deposit"], name="declaration_deposit"),
        )


class DeclarationBranch(models.Model):
    """What one payer owes one branch for a declaration, with the rate and its standing in law.

    Its declaration is checked once a statement, like the lines': see the migrations.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_constraint=False, db_index=False)
    declaration = models.ForeignKey(Declaration, models.PROTECT, db_constraint=False)
    branch = models.CharField(max_length=40)
    payer = models.CharField(max_length=10)
    base = models.BigIntegerField()
    rate_numerator = models.BigIntegerField()
    rate_denominator = models.BigIntegerField()
    amount = models.BigIntegerField()
    status = models.CharField(max_length=20)
    source = models.TextField()

    class Meta:
        db_table = "declaration_branch"
        constraints = (
            models.UniqueConstraint(
                fields=["declaration", "branch", "payer", "rate_numerator", "rate_denominator"],
                name="declaration_branch_once",
            ),
        )


class Corrective(models.Model):
    """What a corrective file changes in one declaration, as shown before it was confirmed."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    deposit = models.ForeignKey(Deposit, models.PROTECT)
    replaced = models.ForeignKey(Declaration, models.PROTECT)
    lines_before = models.IntegerField()
    lines_after = models.IntegerField()

    class Meta:
        db_table = "corrective"
        constraints = (
            models.UniqueConstraint(fields=["deposit", "replaced"], name="corrective_once"),
        )


class CorrectiveBranch(models.Model):
    """What a branch is owed before and after a corrective."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    corrective = models.ForeignKey(Corrective, models.CASCADE)
    branch = models.CharField(max_length=40)
    before = models.BigIntegerField()
    after = models.BigIntegerField()

    class Meta:
        db_table = "corrective_branch"


class CorrectiveChange(models.Model):
    """An insured whose line a corrective adds (nothing before), removes or changes."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_constraint=False, db_index=False)
    corrective = models.ForeignKey(Corrective, models.CASCADE)
    insured_number = models.TextField()
    insured_name = models.TextField()
    days_before = models.SmallIntegerField(null=True)
    wage_before = models.BigIntegerField(null=True)
    days_after = models.SmallIntegerField(null=True)
    wage_after = models.BigIntegerField(null=True)

    class Meta:
        db_table = "corrective_change"


class DeclarationStart(models.Model):
    """From which month on the fund asks employers for declarations here. The last row counts."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    month = models.DateField()

    class Meta:
        db_table = "declaration_start"


class FormDraft(models.Model):
    """A month being typed by a small employer, kept until it is deposited."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    employer = models.ForeignKey("registry.Employer", models.PROTECT)
    month = models.DateField()
    author = models.ForeignKey("platform.User", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, default="first")
    saved_at = models.DateTimeField()
    deposit = models.ForeignKey(Deposit, models.PROTECT, null=True)

    class Meta:
        db_table = "form_draft"
        indexes = (models.Index(fields=["employer", "month"], name="form_draft_month"),)


class FormDraftLine(models.Model):
    """A row of a draft as it was typed: nothing is checked before it is deposited."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    draft = models.ForeignKey(FormDraft, models.CASCADE)
    position = models.SmallIntegerField()
    insured_number = models.CharField(max_length=20, default="", blank=True)
    insured_name = models.CharField(max_length=60, default="", blank=True)
    days = models.CharField(max_length=6, default="", blank=True)
    wage = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "form_draft_line"
        constraints = (
            models.UniqueConstraint(fields=["draft", "position"], name="form_draft_line_once"),
        )


class Prefill(models.Model):
    """A prefilled file (préétabli) sent to an employer: whom the fund expects to see declared.

    The last one of an employer's month is in force; those before it stay.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    employer = models.ForeignKey("registry.Employer", models.PROTECT)
    month = models.DateField()
    transfer_id = models.CharField(max_length=20)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    document = models.ForeignKey("platform.Document", models.PROTECT, null=True)

    class Meta:
        db_table = "prefill"
        indexes = (models.Index(fields=["employer", "month"], name="prefill_month"),)


class PrefillRow(models.Model):
    """An insured on a prefilled file. Its file is checked once a statement: see the migrations."""

    pk = models.CompositePrimaryKey("prefill_id", "position")
    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_constraint=False, db_index=False)
    prefill = models.ForeignKey(Prefill, models.PROTECT, db_constraint=False, db_index=False)
    position = models.IntegerField()
    insured_number = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    children = models.SmallIntegerField()
    to_pay = models.BigIntegerField()
    deducted = models.BigIntegerField()
    net = models.BigIntegerField()

    class Meta:
        db_table = "prefill_row"


class AllowanceDue(models.Model):
    """Family allowances that benefits announce for an insured person's month.

    Contributions' own copy of a fact from above, fed by events; empty until benefits feed it.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    month = models.DateField()
    children = models.SmallIntegerField()
    to_pay = models.BigIntegerField()
    to_deduct = models.BigIntegerField()

    class Meta:
        db_table = "allowance_due"
        constraints = (
            models.UniqueConstraint(fields=["fund", "person", "month"], name="allowance_due_once"),
        )


class LineCure(models.Model):
    """Who a waiting line is for, found out afterwards; nobody, for a line that waits again.

    Of a line's rows the last one whose act stands decides: see `line_cure_as_of`.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    declaration = models.ForeignKey(Declaration, models.PROTECT, db_index=False)
    month = models.DateField()
    line = models.IntegerField()
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True)

    class Meta:
        db_table = "line_cure"
        indexes = (models.Index(fields=["declaration", "line"], name="line_cure_line"),)
