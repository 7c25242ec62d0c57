"""Storage of the queue of duplicates: who may be whom, and what was decided of a row."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.imports import ImportRun
from socle.registry.models.people import Person


class DuplicateSuspicion(models.Model):
    """Two files that may be one person's, or a row of a file and the person it clashes with.

    Raised once and never changed. What was decided is elsewhere: two files are declared distinct or
    merged, a row is settled.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    origin = models.CharField(max_length=16)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, db_index=False)
    line = models.IntegerField(null=True)
    reading = models.JSONField(null=True)  # the row, field by field, as the file says it
    likeness = models.SmallIntegerField()  # percent
    # What each field adds, as the linkage weighed it: null for what no linkage raised.
    weighed = models.JSONField(null=True)

    class Meta:
        db_table = "duplicate_suspicion"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "other"], name="duplicate_suspicion_pair_once"
            ),
            models.UniqueConstraint(fields=["run", "line"], name="duplicate_suspicion_row_once"),
            models.CheckConstraint(
                condition=models.Q(other__isnull=False, run__isnull=True, line__isnull=True)
                | models.Q(other__isnull=True, run__isnull=False, line__isnull=False),
                name="duplicate_suspicion_of_one_sort",
            ),
        )


class ClashSettled(TemporalModel):
    """What was decided of a row that clashes with a person's file."""

    suspicion = models.ForeignKey(DuplicateSuspicion, models.PROTECT)
    outcome = models.CharField(max_length=12)

    class Meta:
        db_table = "import_clash_settled"
        indexes = (models.Index(fields=["act"], name="import_clash_settled_act"),)
