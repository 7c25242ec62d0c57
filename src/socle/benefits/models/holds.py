"""Storage of payments kept back from a person until somebody confirms or clears what was told."""

from django.db import models

from socle.platform.temporal.models import TemporalModel


class PaymentHold(TemporalModel):
    """Nothing is paid to a person, nor of what they are entitled to, while this holds."""

    person = models.ForeignKey("registry.Person", models.PROTECT)
    reason = models.CharField(max_length=40)

    class Meta:
        db_table = "payment_hold"
        indexes = (models.Index(fields=["act"], name="payment_hold_act"),)
