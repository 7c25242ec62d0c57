"""Storage of the certificates that say what rights a person has."""

from django.db import models


class RightsCertificate(models.Model):
    """A certificate of rights (attestation de droits): made again from what was known then.

    Of all that a person has, or of one `award` (relevé d'un droit).
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    award = models.ForeignKey("benefits.Award", models.PROTECT, null=True)
    number = models.CharField(max_length=40)
    asked_on = models.DateField()
    valid_until = models.DateField()
    code = models.CharField(max_length=30)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "rights_certificate"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="rights_certificate_once"),
            models.UniqueConstraint(fields=["fund", "code"], name="rights_certificate_code_once"),
        )
