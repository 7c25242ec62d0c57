"""Storage of what was printed: who made which paper and what for, never the paper itself."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from socle.platform.access.models import Fund, User


class PaperMade(models.Model):
    """That a paper was made: the log that an auditor reads."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)  # of whom: person:…, employer:…
    purpose = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "paper_made"
        indexes = (
            models.Index(fields=["fund", "subject"], name="paper_made_subject"),
            BrinIndex(fields=["made_at"], name="paper_made_when", autosummarize=True),
        )
