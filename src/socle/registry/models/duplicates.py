"""Storage of what was decided of two files that look like one person's."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.people import Person


class DistinctPersons(TemporalModel):
    """Two persons who look alike and are two (homonymes): somebody looked, and said why.

    The lesser file comes first; who decided, when and why is on the act.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        db_table = "distinct_persons"
        indexes = (models.Index(fields=["act"], name="distinct_persons_act"),)
