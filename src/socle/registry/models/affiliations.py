"""Storage of what an affiliation says besides name and status, of agencies and of links."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.employers import Employer
from socle.registry.models.people import Person


class EmployerNature(TemporalModel):
    """What sort of affiliate it is (nature de l'affilié), and how it came to be affiliated."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    affiliate_kind = models.CharField(max_length=30)
    legal_form = models.CharField(max_length=30, default="", blank=True)
    activity = models.CharField(max_length=200, default="", blank=True)
    # Whoever is its own affiliate: self-employed, voluntarily insured.
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    first_hired_on = models.DateField(null=True)
    headcount = models.IntegerField(null=True)
    origin = models.CharField(max_length=12, default="request")  # request, own_motion
    grounds = models.CharField(max_length=30, default="", blank=True)
    notice_on = models.DateField(null=True)

    class Meta:
        db_table = "employer_nature"
        indexes = (
            models.Index(fields=["act"], name="employer_nature_act"),
            models.Index(fields=["person"], name="employer_nature_person"),
        )


class EmployerIdentifier(TemporalModel):
    """A legal identifier of an affiliate besides its company number: RC, IF, patente."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    kind = models.CharField(max_length=30)
    value = models.CharField(max_length=40)

    class Meta:
        db_table = "employer_identifier"
        indexes = (
            models.Index(fields=["act"], name="employer_identifier_act"),
            models.Index(fields=["fund", "kind", "value"], name="employer_identifier_value"),
        )


class EmployerContact(TemporalModel):
    """How an affiliate is reached, and where it works when that is not its head office."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    address_status = models.CharField(max_length=12, default="", blank=True)
    activity_address = models.CharField(max_length=200, default="", blank=True)
    activity_city = models.CharField(max_length=80, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        db_table = "employer_contact"
        indexes = (
            models.Index(fields=["act"], name="employer_contact_act"),
            models.Index(fields=["fund", "phone"], name="employer_contact_phone"),
            models.Index(fields=["fund", "email"], name="employer_contact_email"),
        )


class Agency(TemporalModel):
    """An agency of the fund (agence): it keeps files, and serves everybody."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    city = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        db_table = "agency"
        indexes = (models.Index(fields=["act"], name="agency_act"),)


class EmployerAgency(TemporalModel):
    """Which agency keeps an affiliate's file (agence de rattachement)."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    agency = models.CharField(max_length=20)

    class Meta:
        db_table = "employer_agency"
        indexes = (models.Index(fields=["act"], name="employer_agency_act"),)


class EmployerParent(TemporalModel):
    """The company an affiliate is a subsidiary of, or the body through which it is affiliated."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+")
    parent = models.ForeignKey(Employer, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=12)  # subsidiary, liaison

    class Meta:
        db_table = "employer_parent"
        indexes = (
            models.Index(fields=["act"], name="employer_parent_act"),
            models.Index(fields=["parent"], name="employer_parent_parent"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(employer=models.F("parent")), name="employer_parent_another"
            ),
        )


class EmployerSuccession(TemporalModel):
    """An affiliate absorbed by another (fusion, absorption): its account stays its own."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+")
    successor = models.ForeignKey(Employer, models.PROTECT, related_name="+")

    class Meta:
        db_table = "employer_succession"
        indexes = (
            models.Index(fields=["act"], name="employer_succession_act"),
            models.Index(fields=["successor"], name="employer_succession_to"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(employer=models.F("successor")),
                name="employer_succession_another",
            ),
        )


class EmployerRepresentative(TemporalModel):
    """Who speaks for an affiliate (gérant, mandataire, fiduciaire), for what, and since when."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    rank = models.IntegerField()
    full_name = models.CharField(max_length=120)
    capacity = models.CharField(max_length=20)
    scope = models.CharField(max_length=20)
    national_id = models.CharField(max_length=30, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "employer_representative"
        indexes = (models.Index(fields=["act"], name="employer_representative_act"),)


class EstablishmentPlace(TemporalModel):
    """Where a place of work is, and how it is reached."""

    employer = models.ForeignKey(Employer, models.PROTECT)
    number = models.CharField(max_length=20)
    address = models.CharField(max_length=200, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "establishment_place"
        indexes = (models.Index(fields=["act"], name="establishment_place_act"),)
