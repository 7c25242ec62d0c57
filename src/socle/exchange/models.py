"""Storage of exchanges: links, the journal and its evidence, what came in, what goes out.

Private to `exchange`. What persons said or wrote in a message is kept sealed, never in clear.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from socle.platform.temporal.models import TemporalModel


class ExchangeLink(TemporalModel):
    """How to speak with a partner (liaison technique), over time: transport, address, keys."""

    user = models.ForeignKey("platform.User", models.PROTECT)
    code = models.CharField(max_length=40)
    ports = ArrayField(models.CharField(max_length=12))
    transport = models.CharField(max_length=8)
    address = models.CharField(max_length=300)
    sender_id = models.CharField(max_length=200)
    our_sender_id = models.CharField(max_length=200)
    callback = models.CharField(max_length=300, default="", blank=True)
    signature = models.CharField(max_length=16)
    # A JSON list of public keys: read whole, never queried.
    keys = models.TextField(default="[]")
    service = models.CharField(max_length=200, default="", blank=True)
    client = models.CharField(max_length=200, default="", blank=True)
    is_sandbox = models.BooleanField(default=False)

    class Meta:
        db_table = "exchange_link"
        indexes = (models.Index(fields=["act"], name="exchange_link_act"),)


class ExchangePolicy(TemporalModel):
    """What an event of a kind does in this fund (politique), over time."""

    kind = models.CharField(max_length=24)
    response = models.CharField(max_length=8)

    class Meta:
        db_table = "exchange_policy"
        indexes = (models.Index(fields=["act"], name="exchange_policy_act"),)


class ExchangeCredential(models.Model):
    """The secret by which a partner knows us, sealed; the last one counts."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    recorded_at = models.DateTimeField()
    user = models.ForeignKey("platform.User", models.PROTECT)
    sealed = models.BinaryField(max_length=4000)

    class Meta:
        db_table = "exchange_credential"


class ExchangeMessage(models.Model):
    """A message in or out (échange), by whatever transport. Rows are only ever added."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    user = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    agreed_by = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    direction = models.CharField(max_length=3)
    transport = models.CharField(max_length=8)
    service = models.CharField(max_length=40)
    message_id = models.CharField(max_length=120)
    transaction_id = models.CharField(max_length=99, default="", blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True)
    subject_kind = models.CharField(max_length=20, default="", blank=True)
    subject_number = models.CharField(max_length=60, default="", blank=True)
    asked_by = models.ForeignKey(
        "platform.User", models.PROTECT, null=True, db_index=False, related_name="exchanges_asked"
    )
    reference = models.CharField(max_length=60, default="", blank=True)
    at = models.DateTimeField()
    sha256 = models.BinaryField(max_length=32)
    size = models.IntegerField()
    status = models.CharField(max_length=4)
    reason = models.CharField(max_length=60, default="", blank=True)
    http_status = models.SmallIntegerField(null=True)
    took_ms = models.IntegerField(null=True)

    class Meta:
        db_table = "exchange_message"
        constraints = (
            # The rule of replay: a name serves once a partner and direction.
            models.UniqueConstraint(
                fields=["fund", "user", "direction", "message_id"], name="exchange_message_once"
            ),
        )
        indexes = (
            models.Index(fields=["fund", "-at"], name="exchange_message_at"),
            models.Index(
                fields=["fund", "user", "transaction_id"], name="exchange_message_transaction"
            ),
            models.Index(
                fields=["fund", "subject_kind", "subject_number", "-at"],
                name="exchange_message_on",
                condition=~models.Q(subject_number=""),
            ),
        )


class ExchangeEvidence(models.Model):
    """The bytes of a message as they went, sealed, until the day they are to be forgotten."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    message = models.OneToOneField(ExchangeMessage, models.PROTECT, primary_key=True)
    sealed = models.BinaryField()
    kept_until = models.DateField()

    class Meta:
        db_table = "exchange_evidence"
        indexes = (models.Index(fields=["fund", "kept_until"], name="exchange_evidence_until"),)


class ExchangeEvent(models.Model):
    """An event that a source told of (avis reçu), until it has had its one effect."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    user = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    message = models.ForeignKey(ExchangeMessage, models.PROTECT)
    kind = models.CharField(max_length=24)
    reference = models.CharField(max_length=120)
    occurred_on = models.DateField(null=True)
    sealed = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    outcome = models.CharField(max_length=60, default="", blank=True)
    facts = models.JSONField(default=dict, blank=True)
    act = models.ForeignKey("platform.Act", models.PROTECT, null=True)
    proposal = models.CharField(max_length=40, default="", blank=True)
    subject_number = models.CharField(max_length=60, default="", blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_event"
        constraints = (
            # Told again, by another message or the other way, it is the same event.
            models.UniqueConstraint(
                fields=["fund", "user", "reference", "digest"], name="exchange_event_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["fund", "next_at", "id"],
                name="exchange_event_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["fund", "state", "-id"], name="exchange_event_state"),
            models.Index(
                fields=["fund", "subject_number"],
                name="exchange_event_on",
                condition=~models.Q(subject_number=""),
            ),
        )


class ExchangeRequest(models.Model):
    """A message to send (à envoyer), written in the transaction of what causes it."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    user = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT, null=True)
    service = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    sealed = models.BinaryField()
    subject_kind = models.CharField(max_length=20, default="", blank=True)
    subject_number = models.CharField(max_length=60, default="", blank=True)
    message_id = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    outcome = models.CharField(max_length=60, default="", blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_request"
        constraints = (
            models.UniqueConstraint(fields=["fund", "user", "key"], name="exchange_request_once"),
        )
        indexes = (
            models.Index(
                fields=["fund", "next_at", "id"],
                name="exchange_request_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["fund", "state", "-id"], name="exchange_request_state"),
        )


class LinkState(models.Model):
    """How a link fares: failures in a row, until when it is left in peace, how far it was read."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    user = models.ForeignKey("platform.User", models.PROTECT, db_index=False)
    failures = models.IntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=60, default="", blank=True)
    cursor = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "exchange_link_state"
        constraints = (
            models.UniqueConstraint(fields=["fund", "user"], name="exchange_link_state_once"),
        )


class FactCheck(models.Model):
    """What a source answered of one attribute of a person (vérification à la source)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    message = models.ForeignKey(ExchangeMessage, models.PROTECT)
    subject_kind = models.CharField(max_length=20)
    subject_number = models.CharField(max_length=60)
    attribute = models.CharField(max_length=40)
    # Of what was asked: a value changed since is no longer the one that was checked.
    value_sha256 = models.BinaryField(max_length=32)
    score = models.SmallIntegerField()
    checked_at = models.DateTimeField()

    class Meta:
        db_table = "fact_check"
        indexes = (
            models.Index(
                fields=["fund", "subject_kind", "subject_number", "-checked_at"],
                name="fact_check_on",
            ),
        )


class Discrepancy(models.Model):
    """Two readings of one thing (discordance): ours and a source's, for a person to decide."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    message = models.ForeignKey(ExchangeMessage, models.PROTECT)
    kind = models.CharField(max_length=12)
    subject_kind = models.CharField(max_length=20)
    subject_number = models.CharField(max_length=60)
    attribute = models.CharField(max_length=60)
    month = models.DateField(null=True)
    ours = models.CharField(max_length=200, default="", blank=True)
    theirs = models.CharField(max_length=200, default="", blank=True)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "discrepancy"
        constraints = (
            models.UniqueConstraint(
                fields=[
                    *("fund", "kind", "subject_kind", "subject_number", "attribute", "month"),
                    *("ours", "theirs"),
                ],
                name="discrepancy_once",
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=["fund", "-id"], name="discrepancy_latest"),)


class DiscrepancyDecision(models.Model):
    """Which reading was kept, by an act."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    recorded_at = models.DateTimeField()
    discrepancy = models.OneToOneField(Discrepancy, models.PROTECT)
    outcome = models.CharField(max_length=12)

    class Meta:
        db_table = "discrepancy_decision"
