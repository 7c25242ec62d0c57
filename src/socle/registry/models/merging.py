"""Storage of merges: which number leads to which person."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.people import Person


class PersonAlias(TemporalModel):
    """A second file of somebody known already (doublon), read with the one that is kept."""

    person = models.ForeignKey(Person, models.PROTECT)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="merged")

    class Meta:
        db_table = "person_alias"
        indexes = (models.Index(fields=["act"], name="person_alias_act"),)
