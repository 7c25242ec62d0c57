"""Storage of insured's cards and of certificates: what was given, never the printed thing."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.employers import Employer
from socle.registry.models.people import Person


class InsuredCard(models.Model):
    """A card that was made for a person (carte d'assuré); its number is its key."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    issued_on = models.DateField()
    expires_on = models.DateField()

    class Meta:
        db_table = "insured_card"


class CardStateOfPerson(TemporalModel):
    """Where a card stands, over time, up to its last day."""

    person = models.ForeignKey(Person, models.PROTECT)
    card = models.ForeignKey(InsuredCard, models.PROTECT)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "card_state"
        indexes = (
            models.Index(fields=["act"], name="card_state_act"),
            models.Index(
                fields=["fund", "card"],
                condition=~models.Q(state__in=["made", "held"]),
                name="card_state_revoked",
            ),
            models.Index(
                fields=["fund", "card"],
                condition=models.Q(state="made"),
                name="card_state_waiting",
            ),
        )


class RegisterCertificate(models.Model):
    """A certificate of registration, affiliation or family that was given."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True)
    asked_on = models.DateField()
    valid_until = models.DateField()
    code = models.CharField(max_length=30)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "register_certificate"
        constraints = (
            models.UniqueConstraint(
                fields=["fund", "number"], name="register_certificate_number_once"
            ),
            models.UniqueConstraint(fields=["fund", "code"], name="register_certificate_code_once"),
        )
