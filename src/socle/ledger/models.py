"""Storage of entries. Postings have no model: they are written and read in sets, by SQL."""

from django.db import models


class LedgerEntry(models.Model):
    """An entry (écriture): postings that sum to zero, made by one act."""

    # Thousands come in one statement: the fund is checked by row-level security alone.
    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_constraint=False, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    kind = models.CharField(max_length=30)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_entry"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="ledger_entry_number_once"),
        )
        indexes = (models.Index(fields=["act"], name="ledger_entry_act"),)
