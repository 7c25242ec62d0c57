"""Storage of the register of work injuries. Private. Rows are only added: what an injury is now
follows from them, and an act that is reversed leaves rows that nobody believes any more.
"""

from django.db import models
from django.db.models import F, Q

from socle.benefits.models.claims import Claim


class WorkInjury(models.Model):
    """An accident at work or on the way, or an occupational disease, as it was declared.

    French: accident du travail, accident de trajet, maladie professionnelle. `person` is the
    victim; `employer` is empty where the fund has none by that name, which `employer_name` says.
    `due_on` is the last day that the law gave to who declares; none where no text was read.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    person = models.ForeignKey("registry.Person", models.PROTECT)
    employer = models.ForeignKey("registry.Employer", models.PROTECT, null=True)
    employer_name = models.CharField(max_length=200, default="", blank=True)
    kind = models.CharField(max_length=30)
    happened_on = models.DateField()
    happened_at = models.CharField(max_length=5, default="", blank=True)
    place = models.CharField(max_length=200)
    circumstances = models.CharField(max_length=1000)
    nature = models.CharField(max_length=1800)  # sealed
    seat = models.CharField(max_length=1800)  # sealed
    witnesses = models.CharField(max_length=400, default="", blank=True)
    third_party = models.CharField(max_length=200, default="", blank=True)
    declared_by = models.CharField(max_length=20)
    declarer = models.CharField(max_length=200, default="", blank=True)
    declared_on = models.DateField()
    due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "work_injury"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="work_injury_number_once"),
            models.CheckConstraint(
                condition=Q(declared_on__gte=F("happened_on")), name="work_injury_declared_after"
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=False) | ~Q(employer_name=""),
                name="work_injury_of_an_employer",
            ),
        )


class InjuryCertificate(models.Model):
    """What a doctor certified of an injury: from when until when there is no work (certificat)."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    injury = models.ForeignKey(WorkInjury, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    kind = models.CharField(max_length=20)
    issued_on = models.DateField()
    off_since = models.DateField(null=True)
    off_until = models.DateField(null=True)  # the last day without work
    doctor = models.CharField(max_length=200, default="", blank=True)
    document = models.ForeignKey("platform.Document", models.PROTECT, null=True, db_index=False)

    class Meta:
        db_table = "injury_certificate"
        constraints = (
            models.CheckConstraint(
                condition=Q(off_since__isnull=True, off_until__isnull=True)
                | Q(off_until__gte=F("off_since")),
                name="injury_certificate_off_in_order",
            ),
        )


class InjuryDecision(models.Model):
    """What the fund decided of an injury: its character, a relapse, or that somebody died of it.

    `certificate` is that of the relapse which is decided.
    """

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    injury = models.ForeignKey(WorkInjury, models.PROTECT)
    certificate = models.ForeignKey(InjuryCertificate, models.PROTECT, null=True)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    about = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    decided_on = models.DateField()
    ground = models.CharField(max_length=500)
    inquiry = models.CharField(max_length=1000, default="", blank=True)

    class Meta:
        db_table = "injury_decision"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="injury_decision_number_once"),
            models.CheckConstraint(
                condition=Q(about="relapse", certificate__isnull=False)
                | (~Q(about="relapse") & Q(certificate__isnull=True)),
                name="injury_decision_of_a_relapse",
            ),
        )


class InjuryOutcome(models.Model):
    """How an injury ended by the medical adviser: healed, consolidated, or its rate revised."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    injury = models.ForeignKey(WorkInjury, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    kind = models.CharField(max_length=20)
    since = models.DateField()
    rate = models.CharField(max_length=200, default="", blank=True)  # sealed

    class Meta:
        db_table = "injury_outcome"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="healed", rate="") | (~Q(kind="healed") & ~Q(rate="")),
                name="injury_outcome_has_its_rate",
            ),
        )


class ClaimInjury(models.Model):
    """Of which injury a claim is made; the last one that is believed stands."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    claim = models.ForeignKey(Claim, models.PROTECT)
    injury = models.ForeignKey(WorkInjury, models.PROTECT)
    act = models.ForeignKey("platform.Act", models.PROTECT)

    class Meta:
        db_table = "claim_injury"
