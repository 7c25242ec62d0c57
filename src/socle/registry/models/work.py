"""Storage of who works where."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.employers import Employer
from socle.registry.models.funds import fund_of_act
from socle.registry.models.people import Person


class Employment(TemporalModel):
    """A person works for an employer, from the day hired to the day before leaving's morrow."""

    fund = fund_of_act()
    person = models.ForeignKey(Person, models.PROTECT)
    employer = models.ForeignKey(Employer, models.PROTECT)
    establishment_number = models.CharField(max_length=20, default="", blank=True)
    occupation = models.CharField(max_length=100, default="", blank=True)

    class Meta:
        db_table = "employment"
        indexes = (models.Index(fields=["employer"], name="employment_of_employer"),)
