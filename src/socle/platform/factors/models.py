"""Storage of the second step of signing in. Private to `platform.factors`."""

from django.db import models

from socle.platform.temporal.models import TemporalModel


class TotpFactor(models.Model):
    """The secret that a person's application shares with us, sealed; used once it is confirmed.

    `last_step` is the latest half-minute whose code was taken: none is taken twice.
    """

    user = models.OneToOneField("platform.User", models.PROTECT)
    secret = models.BinaryField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "totp_factor"


class PaperCode(models.Model):
    """A code printed on a person's sheet, good for once. Only its digest is kept."""

    user = models.ForeignKey("platform.User", models.PROTECT)
    salt = models.BinaryField()
    digest = models.BinaryField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "paper_code"
        constraints = (models.UniqueConstraint(fields=["user", "digest"], name="paper_code_once"),)


class Passkey(models.Model):
    """The public half of a key that a person's device or stick keeps, for one host of ours.

    `counted` is how often the device said it had signed: one that then says less was copied.
    """

    user = models.ForeignKey("platform.User", models.PROTECT)
    host = models.CharField(max_length=253)
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(unique=True)
    attested = models.BinaryField()
    counted = models.BigIntegerField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "passkey"


class FactorPolicy(TemporalModel):
    """Whether a role asks for a second step, over time. Without a row: as the house says."""

    role = models.CharField(max_length=40)
    is_required = models.BooleanField()

    class Meta:
        db_table = "factor_policy"
        indexes = (models.Index(fields=["act"], name="factor_policy_act"),)
