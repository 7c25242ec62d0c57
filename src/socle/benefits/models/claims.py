"""Storage of claims and awards. Private. Rows are only added, but for the terms, which have two
times: an act that is reversed leaves its rows, and `benefits_is_known` says that nobody believes
them any more.
"""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from socle.platform.temporal.models import TemporalModel


class Claim(models.Model):
    """What an insured person, or who survives them, asks for (demande de prestation).

    `person` is the insured; `event_on` the day on which the right is judged. `choices` are what
    the claimant said: choices of the law, and facts that no register knows.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    benefit = models.CharField(max_length=40)
    event_on = models.DateField()
    filed_on = models.DateField()
    channel = models.CharField(max_length=20)
    choices = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "claim"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="claim_number_once"),
        )


class ClaimFact(models.Model):
    """Something said of a claim once it was filed, by somebody of the fund; the last stands."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    claim = models.ForeignKey(Claim, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=200)  # sealed, where it tells of health

    class Meta:
        db_table = "claim_fact"


class ClaimPiece(models.Model):
    """A document of the list of pieces that was handed in for a claim (pièce du dossier)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    claim = models.ForeignKey(Claim, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    piece = models.CharField(max_length=40)
    document = models.ForeignKey("platform.Document", models.PROTECT, null=True, db_index=False)

    class Meta:
        db_table = "claim_piece"


class ClaimDecision(models.Model):
    """What was decided of a claim, with the whole computation; the last one stands.

    `amount` is what the benefit gives a period, zero where it is refused. `calculation` holds the
    facts with who knew them, the steps with their sources, and the reasons.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    claim = models.ForeignKey(Claim, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    outcome = models.CharField(max_length=20)
    decided_on = models.DateField()
    amount = models.BigIntegerField(default=0)
    calculation = models.JSONField(default=dict)

    class Meta:
        db_table = "claim_decision"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="claim_decision_number_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="granted", amount__gt=0)
                | models.Q(outcome="refused", amount=0),
                name="claim_decision_granted_or_refused",
            ),
        )


def checked_once(to: str, **said: Any) -> "models.ForeignKey[Any, Any]":
    """A reference that the statement which adds rows checks, not a row at a time."""
    return models.ForeignKey(to, models.PROTECT, db_constraint=False, **said)


class Award(models.Model):
    """A right that a decision gives to one person (droit liquidé).

    `person` is the insured, `beneficiary` whose right it is; `part` is the group that it shares
    with, as spouses or orphans. What it gives, to whom it is paid and since when are its terms.
    It comes from a claim that was decided, or from the list of a campaign.
    """

    fund = checked_once("platform.Fund", db_index=False)
    number = models.CharField(max_length=40)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True)
    campaign = checked_once("benefits.Campaign", null=True, db_index=False)
    act = checked_once("platform.Act")
    person = checked_once("registry.Person", related_name="+")
    beneficiary = checked_once("registry.Person", related_name="+")
    benefit = models.CharField(max_length=40)
    branch = models.CharField(max_length=40)
    part = models.CharField(max_length=20, default="", blank=True)
    periodicity = models.CharField(max_length=20)

    class Meta:
        db_table = "award"
        indexes = (models.Index(fields=["fund", "benefit"], name="award_of_benefit"),)
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="award_number_once"),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=False, campaign__isnull=True)
                | models.Q(claim__isnull=True, campaign__isnull=False),
                name="award_of_claim_or_campaign",
            ),
        )


class DecisionTerm(models.Model):
    """What a decision says an award gives over a period: the terms follow it, audit compares."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    decision = models.ForeignKey(ClaimDecision, models.PROTECT)
    award = models.ForeignKey(Award, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT, db_index=False)
    valid = DateRangeField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "decision_term"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="decision_term_of_something"
            ),
        )


class AwardTerm(TemporalModel):
    """What an award gives a period, to whom, and whether it is paid. No row: nothing is due."""

    fund = checked_once("platform.Fund", db_index=False)
    act = checked_once("platform.Act")
    award = checked_once("benefits.Award")
    amount = models.BigIntegerField()
    payee = checked_once("registry.Person", related_name="+")
    status = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        db_table = "award_term"
        indexes = (models.Index(fields=["act"], name="award_term_act"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="award_term_of_something"
            ),
        )


class Appeal(models.Model):
    """A recourse against the decision that stands (recours gracieux, contentieux)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    claim = models.ForeignKey(Claim, models.PROTECT)
    decision = models.ForeignKey(ClaimDecision, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    kind = models.CharField(max_length=20)
    filed_on = models.DateField()
    grounds = models.CharField(max_length=1000)

    class Meta:
        db_table = "appeal"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="appeal_number_once"),
        )


class AppealRuling(models.Model):
    """What was answered to an appeal: upheld, and the claim is decided again; or rejected."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    outcome = models.CharField(max_length=20)
    ruled_on = models.DateField()
    grounds = models.CharField(max_length=1000)

    class Meta:
        db_table = "appeal_ruling"
