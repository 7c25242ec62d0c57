"""Storage of families: unions, filiation, care, who bears whom, and the papers of dependants."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.people import Person


class Marriage(TemporalModel):
    """A union of two persons (mariage), with its rank among the husband's. One state a day."""

    husband = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    wife = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    regime = models.CharField(max_length=10, default="", blank=True)  # monogamy, polygamy
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "marriage"
        indexes = (models.Index(fields=["act"], name="marriage_act"),)


class Filiation(TemporalModel):
    """Who is whose child (filiation): one father and one mother, of birth and by adoption."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=15)
    parent = models.ForeignKey(Person, models.PROTECT, related_name="+")
    judgment = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "filiation"
        indexes = (models.Index(fields=["act"], name="filiation_act"),)


class Guardianship(TemporalModel):
    """In whose care a child is: kafala, tutelle, garde; one holder a title and a day."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=12)
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_by = models.CharField(max_length=8)  # law, judge, parents
    judgment = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "guardianship"
        indexes = (models.Index(fields=["act"], name="guardianship_act"),)


class Dependency(TemporalModel):
    """Who bears a dependant (prise en charge): one bearer a benefit and a day.

    `ended_for` is empty while they are borne; afterwards it says why they are no more.
    """

    dependant = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    benefit = models.CharField(max_length=20)
    bearer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    ended_for = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "dependency"
        indexes = (models.Index(fields=["act"], name="dependency_act"),)


class Schooling(TemporalModel):
    """What a child follows, as a certificate says (scolarité, apprentissage), until it expires."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=15)
    school = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "schooling"
        indexes = (models.Index(fields=["act"], name="schooling_act"),)


class Disability(TemporalModel):
    """A disability that a doctor of the fund has found (handicap), to be seen again on a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    review_on = models.DateField(null=True)

    class Meta:
        db_table = "disability"
        indexes = (
            models.Index(fields=["act"], name="disability_act"),
            models.Index(fields=["fund", "review_on"], name="disability_review"),
        )


class OtherCover(TemporalModel):
    """A person is covered for a benefit by another body (double couverture)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    benefit = models.CharField(max_length=20)
    body = models.CharField(max_length=120)

    class Meta:
        db_table = "other_cover"
        indexes = (models.Index(fields=["act"], name="other_cover_act"),)


class BearerContest(TemporalModel):
    """Somebody claims a dependant whom another bears (contestation): nothing moves till decided."""

    dependant = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    benefit = models.CharField(max_length=20)
    claimant = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        db_table = "bearer_contest"
        indexes = (models.Index(fields=["act"], name="bearer_contest_act"),)
