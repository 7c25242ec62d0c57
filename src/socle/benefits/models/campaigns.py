"""Storage of exceptional campaigns, and of openings that were set aside. Private; rows only grow.

A child is in a campaign once: the database. What it is given is an award like any other.
"""

from django.db import models

from socle.benefits.models.claims import checked_once


class Campaign(models.Model):
    """An amount that a decision gives once for each child (campagne exceptionnelle).

    `judged_on` is the day of ages, of the award that opens the right (`of_benefit`) and of the
    school certificate. `decided_by` names the text that grants it: the fund types it.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    label = models.CharField(max_length=120)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    amount = models.BigIntegerField()
    of_benefit = models.CharField(max_length=40)
    branch = models.CharField(max_length=40)
    judged_on = models.DateField()
    age_from = models.SmallIntegerField()
    age_to = models.SmallIntegerField()
    needs_certificate = models.BooleanField()
    claims_from = models.DateField()
    claims_until = models.DateField()

    class Meta:
        db_table = "campaign"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="campaign_number_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0) & models.Q(age_from__gte=0), name="campaign_gives"
            ),
            models.CheckConstraint(
                condition=models.Q(age_to__gte=models.F("age_from"))
                & models.Q(claims_until__gte=models.F("claims_from")),
                name="campaign_in_order",
            ),
        )


class CampaignChild(models.Model):
    """A child to whom a campaign gives: by the list that was closed, or by a claim since."""

    fund = checked_once("platform.Fund", db_index=False)
    campaign = checked_once("benefits.Campaign", db_index=False)
    child = checked_once("registry.Person", related_name="+")
    award = models.OneToOneField(
        "benefits.Award", models.PROTECT, related_name="+", db_constraint=False
    )
    act = checked_once("platform.Act")
    origin = models.CharField(max_length=20)

    class Meta:
        db_table = "campaign_child"
        constraints = (
            models.UniqueConstraint(fields=["campaign", "child"], name="campaign_child_once"),
            models.CheckConstraint(
                condition=models.Q(origin__in=["list", "claim"]), name="campaign_child_origin"
            ),
        )


class OpeningDismissal(models.Model):
    """A claim that the register suggests and that somebody set aside; the act has the motive."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    benefit = models.CharField(max_length=40)
    event_on = models.DateField()

    class Meta:
        db_table = "opening_dismissal"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "benefit", "event_on"], name="opening_dismissed_once"
            ),
        )
