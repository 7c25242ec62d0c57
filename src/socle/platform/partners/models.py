"""Storage of partners' agreements, secrets and calls. Private to `platform.partners`.

A partner is the account in whose name its acts stand.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from socle.platform.access.models import Fund, User
from socle.platform.acts.models import Act
from socle.platform.temporal.models import TemporalModel


class PartnerAgreement(TemporalModel):
    """What was agreed with a partner (convention de partenariat), over time."""

    user = models.ForeignKey(User, models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300)
    legal_basis = models.CharField(max_length=200)
    scopes = ArrayField(models.CharField(max_length=80))
    calls_per_minute = models.IntegerField()
    # Where its notices may be sent; empty: nowhere.
    host = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "partner_agreement"
        indexes = (
            models.Index(fields=["act"], name="partner_agreement_act"),
            models.Index(fields=["fund", "code"], name="partner_agreement_code"),
        )


class PartnerSecret(TemporalModel):
    """A secret of a partner's client: its digest alone. Two slots: one lives while one changes."""

    user = models.ForeignKey(User, models.PROTECT)
    slot = models.SmallIntegerField()
    digest = models.BinaryField(max_length=32)
    hint = models.CharField(max_length=8)

    class Meta:
        db_table = "partner_secret"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(slot__in=(1, 2)), name="partner_secret_two_at_most"
            ),
        )
        indexes = (models.Index(fields=["act"], name="partner_secret_act"),)


class PartnerSubscription(TemporalModel):
    """Where a partner is told of which events (abonnement aux avis), over time."""

    user = models.ForeignKey(User, models.PROTECT)
    number = models.CharField(max_length=40)
    url = models.CharField(max_length=300)
    events = ArrayField(models.CharField(max_length=40))

    class Meta:
        db_table = "partner_subscription"
        indexes = (models.Index(fields=["act"], name="partner_subscription_act"),)


class NoticeQueue(models.Model):
    """How far the stream of events has been queued for a subscription."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    subscription = models.CharField(max_length=40)
    at = models.DateTimeField()
    last_act = models.BigIntegerField(default=0)
    subject = models.CharField(max_length=100, default="", blank=True)

    class Meta:
        db_table = "notice_queue"
        constraints = (
            models.UniqueConstraint(fields=["fund", "subscription"], name="notice_queue_once"),
        )


class PartnerNotice(models.Model):
    """An event to tell a subscription of (avis): until it is told, or given up."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    subscription = models.CharField(max_length=40)
    event = models.CharField(max_length=160)
    body = models.TextField()
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    # What the last attempt came to: a status, or why nothing answered.
    outcome = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        db_table = "partner_notice"
        constraints = (
            models.UniqueConstraint(
                fields=["fund", "subscription", "event"], name="partner_notice_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["fund", "subscription", "next_at"],
                name="partner_notice_due",
                condition=models.Q(told_at__isnull=True),
            ),
            models.Index(fields=["fund", "told_at"], name="partner_notice_told"),
        )


class PartnerAccess(models.Model):
    """A call of a partner's system (journal des consultations). Rows are added, and once purged.

    The act that agreed its purpose is named: what it was read for is told years later too.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    user = models.ForeignKey(User, models.PROTECT, db_index=False)
    agreed_by = models.ForeignKey(Act, models.PROTECT, db_index=False)
    operation = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20, default="", blank=True)
    subject_number = models.CharField(max_length=60, default="", blank=True)
    outcome = models.CharField(max_length=60)
    accessed_at = models.DateTimeField()

    class Meta:
        db_table = "partner_access"
        indexes = (
            models.Index(fields=["fund", "user", "-accessed_at"], name="partner_access_by"),
            models.Index(
                fields=["fund", "subject_kind", "subject_number", "-accessed_at"],
                name="partner_access_on",
                condition=~models.Q(subject_number=""),
            ),
            BrinIndex(fields=["accessed_at"], name="partner_access_when", autosummarize=True),
        )
