"""Storage of acts. Private to `platform.acts`. Rows are only ever added."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from socle.platform.access.models import Fund, User
from socle.platform.documents.models import Document


class ActClaim(models.Model):
    """An idempotency key taken. Inserted first: a second comer waits here, then finds the act."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    key = models.CharField(max_length=120)
    request_digest = models.BinaryField(max_length=32)
    act_id = models.BigIntegerField()

    class Meta:
        db_table = "act_claim"
        constraints = (models.UniqueConstraint(fields=["fund", "key"], name="act_claim_once"),)


class Act(models.Model):
    """An act of management (acte de gestion): the only thing that changes a file."""

    id = models.BigIntegerField(primary_key=True)
    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    type = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_number = models.CharField(max_length=60)
    effective_on = models.DateField()
    motive = models.CharField(max_length=500)
    fields = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    validator = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    # Whose role it was done, or validated, under a delegation; null for one's own.
    author_for = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, db_index=False
    )
    validator_for = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, db_index=False
    )
    reverses = models.ForeignKey("self", models.PROTECT, null=True)
    # Everybody whose file the act touched: kinds and numbers, `person:123456785`. A file is asked
    # for its acts by `act_touched`, which a trigger fills: no array is compared by index here.
    touched = ArrayField(models.CharField(max_length=100))
    recorded_at = models.DateTimeField()
    # What was unusual in it, which a second person let pass; null for an ordinary act.
    doubts = models.JSONField(null=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "act"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="act_number_once"),
            models.UniqueConstraint(fields=["reverses"], name="act_reversed_once"),
            models.CheckConstraint(
                condition=Q(validator__isnull=True) | ~Q(validator=F("author")),
                name="act_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(author_for=F("validator"))
                & ~Q(author=F("validator_for"))
                & ~Q(author_for=F("validator_for")),
                name="act_four_eyes_for",
            ),
        )
        indexes = (
            models.Index(fields=["fund", "subject_kind", "subject_number"], name="act_of_subject"),
            models.Index(fields=["fund", "recorded_at"], name="act_latest"),
        )


class ActEvidence(models.Model):
    """A stored file behind an act."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.ForeignKey(Act, models.PROTECT)
    document = models.ForeignKey(Document, models.PROTECT)

    class Meta:
        db_table = "act_evidence"


class ActSeal(models.Model):
    """A link of the fund's chain: each seal hashes the one before and the act it seals."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    position = models.BigIntegerField()
    act = models.OneToOneField(Act, models.PROTECT)
    seal = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "act_seal"
        constraints = (
            models.UniqueConstraint(fields=["fund", "position"], name="act_seal_position_once"),
        )


class ActProposal(models.Model):
    """An act that waits for its second pair of eyes. It changes nothing until validated."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    type = models.CharField(max_length=60)
    fields = models.JSONField()
    effective_on = models.DateField()
    motive = models.CharField(max_length=500)
    evidence = ArrayField(models.BigIntegerField(), default=list)
    doubts = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    key = models.CharField(max_length=120)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=500, default="")
    author_for = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, db_index=False
    )
    decided_for = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, db_index=False
    )
    # For which agencies its author has the right to it; empty for the whole fund.
    agencies = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        db_table = "act_proposal"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="act_proposal_number_once"),
            models.UniqueConstraint(fields=["fund", "key"], name="act_proposal_key_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")),
                name="act_proposal_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(author_for=F("decided_by"))
                & ~Q(author=F("decided_for"))
                & ~Q(author_for=F("decided_for")),
                name="act_proposal_four_eyes_for",
            ),
        )
        indexes = (
            models.Index(
                fields=["fund", "proposed_at", "id"],
                name="act_proposal_waiting",
                condition=Q(decided_at__isnull=True),
            ),
            models.Index(
                fields=["fund", "decided_at", "id"],
                name="act_proposal_refused",
                condition=~Q(refusal=""),
            ),
            models.Index(fields=["decided_by", "decided_at"], name="act_proposal_decided"),
        )


class ActDraft(models.Model):
    """An act that still lacks something (à compléter): kept as typed, anyone here resumes it.

    It changes nothing. It is closed once, by what came of it or with the reason why nothing did.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    type = models.CharField(max_length=60)
    # What was typed, dates and motive too, as text: a draft may hold what no act would take.
    fields = models.JSONField()
    evidence = ArrayField(models.BigIntegerField(), default=list)
    # What was wrong or missing when it was saved last.
    wanting = models.JSONField(default=list)
    corrects = models.ForeignKey(ActProposal, models.PROTECT, null=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, default="")
    reason = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "act_draft"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="act_draft_number_once"),
            models.UniqueConstraint(fields=["corrects"], name="act_draft_corrects_once"),
            # It never goes silently: something came of it, or somebody said why nothing did.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="", reason="")
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False)
                    & (~Q(outcome="") | ~Q(reason=""))
                ),
                name="act_draft_closed_with_a_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["fund", "saved_at"],
                name="act_draft_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(fields=["fund", "outcome"], name="act_draft_outcome"),
        )
