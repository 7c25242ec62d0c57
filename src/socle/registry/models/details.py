"""Storage of contacts, accounts that people are paid on, and what is told of their changes."""

from django.db import models

from socle.platform.temporal.models import TemporalModel
from socle.registry.models.employers import Employer
from socle.registry.models.people import Person


class PersonContact(TemporalModel):
    """Where a person is reached (coordonnées), over time."""

    person = models.ForeignKey(Person, models.PROTECT)
    phone = models.CharField(max_length=20, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    city = models.CharField(max_length=80, default="", blank=True)
    channel = models.CharField(max_length=5, default="", blank=True)
    language = models.CharField(max_length=2, default="", blank=True)

    class Meta:
        db_table = "person_contact"
        indexes = (
            models.Index(fields=["act"], name="person_contact_act"),
            models.Index(fields=["fund", "phone"], name="person_contact_phone"),
        )


class Account(TemporalModel):
    """Where somebody is paid (relevé d'identité bancaire, porte-monnaie mobile), over time."""

    kind = models.CharField(max_length=6)
    account = models.CharField(max_length=34)
    operator = models.CharField(max_length=40, default="", blank=True)
    usable_on = models.DateField()
    state = models.CharField(max_length=7)

    class Meta:
        abstract = True


class PersonAccount(Account):
    """Where a person is paid."""

    person = models.ForeignKey(Person, models.PROTECT)

    class Meta:
        db_table = "person_account"
        indexes = (
            models.Index(fields=["act"], name="person_account_act"),
            models.Index(fields=["fund", "account"], name="person_account_same"),
        )


class EmployerAccount(Account):
    """Where an affiliate is paid back."""

    employer = models.ForeignKey(Employer, models.PROTECT)

    class Meta:
        db_table = "employer_account"
        indexes = (
            models.Index(fields=["act"], name="employer_account_act"),
            models.Index(fields=["fund", "account"], name="employer_account_same"),
        )


class ChangeNotice(models.Model):
    """What is to be told to the contact that stood before a change; written with the change."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True)
    text = models.CharField(max_length=20)
    channel = models.CharField(max_length=5)
    address = models.CharField(max_length=200)
    language = models.CharField(max_length=2)
    code = models.CharField(max_length=20)

    class Meta:
        db_table = "change_notice"
        constraints = (
            models.UniqueConstraint(fields=["fund", "code"], name="change_notice_code_once"),
        )


class ChangeNoticeSent(models.Model):
    """That a notice was sent: its state is whether it has such a row."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    notice = models.OneToOneField(ChangeNotice, models.PROTECT)

    class Meta:
        db_table = "change_notice_sent"
