"""Storage of signing keys: the private half is encrypted by a secret outside the database."""

from django.db import models

from socle.platform.access.models import Fund


class SigningKey(models.Model):
    """A key pair of a fund; the last one made that is not withdrawn signs."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    key_id = models.CharField(max_length=16)
    public = models.BinaryField(max_length=65)
    private = models.BinaryField(max_length=200)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing_key"
        constraints = (models.UniqueConstraint(fields=["fund", "key_id"], name="signing_key_once"),)
