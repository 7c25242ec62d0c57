"""Storage of claims handed in on the public page, before an agent takes them."""

from django.db import models


class PublicFiling(models.Model):
    """A claim handed in by anybody, on the day that will count (demande en ligne).

    It opens no right and proves nobody's identity. What was typed and the files wait in the draft
    of an act, which an agent completes or drops. Of the code only the digest is kept.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    code_digest = models.BinaryField(max_length=32)
    benefit = models.CharField(max_length=40)
    filed_on = models.DateField()
    received_at = models.DateTimeField()
    draft = models.CharField(max_length=40)

    class Meta:
        db_table = "public_filing"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="public_filing_number_once"),
            models.UniqueConstraint(fields=["fund", "key"], name="public_filing_once"),
        )
