"""Storage of identity providers and linked accounts. Private to `platform.identities`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from socle.platform.temporal.models import TemporalModel


class IdentityProvider(TemporalModel):
    """A provider that a fund believes when it says who somebody is, over time."""

    code = models.CharField(max_length=29)
    name = models.CharField(max_length=60)
    issuer = models.CharField(max_length=200)
    client_id = models.CharField(max_length=120)
    # Sealed; empty where the provider asks for none.
    secret = models.BinaryField(max_length=600)
    hosts = ArrayField(models.CharField(max_length=120))
    strong = ArrayField(models.CharField(max_length=80))

    class Meta:
        db_table = "identity_provider"
        indexes = (models.Index(fields=["act"], name="identity_provider_act"),)


class LinkedIdentity(TemporalModel):
    """Whose account a provider's subject is, over time: `iss` and `sub`, and nothing else."""

    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    user = models.ForeignKey("platform.User", models.PROTECT)

    class Meta:
        db_table = "linked_identity"
        indexes = (models.Index(fields=["act"], name="linked_identity_act"),)
