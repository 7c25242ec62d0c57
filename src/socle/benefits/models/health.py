"""Storage of who opened the medical part of a claim without being its adviser. Private."""

from django.db import models
from django.db.models import F, Q

from socle.benefits.models.claims import Claim


class MedicalAccess(models.Model):
    """An officer reads what is the medical adviser's, for some time (accès de secours)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.OneToOneField("platform.Act", models.PROTECT)
    claim = models.ForeignKey(Claim, models.PROTECT)
    user = models.ForeignKey("platform.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "medical_access"
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")), name="medical_access_for_a_time"
            ),
        )


class MedicalAccessReview(models.Model):
    """What the medical adviser says of it afterwards, once."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    access = models.OneToOneField(MedicalAccess, models.PROTECT)
    user = models.ForeignKey("platform.User", models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=10)
    note = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        db_table = "medical_access_review"
