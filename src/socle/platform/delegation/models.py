"""Storage of delegations. Private to `platform.delegation`."""

from django.db import models

from socle.platform.temporal.models import TemporalModel


class RoleDelegation(TemporalModel):
    """A role that one person hands to another, over the days it is valid."""

    giver = models.ForeignKey("platform.User", models.PROTECT, related_name="+", db_index=False)
    taker = models.ForeignKey("platform.User", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)

    class Meta:
        db_table = "role_delegation"
        indexes = (models.Index(fields=["act"], name="role_delegation_act"),)
