"""Storage of what keeps a right: life, widowhood and stopped work seen."""

from django.db import models


class RightProof(models.Model):
    """Somebody was seen, or a paper of theirs, on a day (certificat de vie, de non-remariage).

    A schooling certificate is the registry's; it is not kept twice.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    kind = models.CharField(max_length=20)
    method = models.CharField(max_length=20)
    seen_on = models.DateField()

    class Meta:
        db_table = "right_proof"
