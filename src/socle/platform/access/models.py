"""Storage of funds, people who sign in, and what they may do. Private to `platform.access`."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from psycopg.types.range import DateRange


class Fund(models.Model):
    """A social-protection fund (caisse de sécurité sociale) served by this installation."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    scheme = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    is_demo = models.BooleanField(default=False)
    # Its legal time, by the name that the database too knows.
    zone = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "fund"


class UserManager(BaseUserManager["User"]):
    """Lets Django's authentication find a person by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login=username)


class User(AbstractBaseUser):
    """A person, or a partner's system, that signs in."""

    login = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    # Until when a password that somebody else gave may open the first session; null for one's own.
    one_time_until = models.DateTimeField(null=True)
    # Until when one may still enter by password alone where a role asks for a second step; null for
    # whoever has it, or was not asked for it.
    factor_due_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "login"
    objects = UserManager()

    class Meta:
        db_table = "user_account"


def always() -> DateRange:
    """Every day: what a grant that says no day is valid on."""
    return DateRange(None, None)


class RoleGrant(models.Model):
    """A role of a person in a fund, over days; an employer's clerk holds it for one employer.

    `agency` is empty for the whole fund. A row is a belief: it is never changed, and what is
    believed instead of it, if anything, is another row. The database stamps both instants.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    fund = models.ForeignKey(Fund, models.PROTECT)
    role = models.CharField(max_length=40)
    employer_number = models.CharField(max_length=40, default="", blank=True)
    agency = models.CharField(max_length=20, default="", db_default="", blank=True)
    valid = DateRangeField(default=always)
    # When the fund knew; null for what was held before that was kept.
    recorded_at = models.DateTimeField(null=True)
    # Until when it was believed; null while it is.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "role_grant"
        constraints = (
            ExclusionConstraint(
                name="role_grant_held_once",
                expressions=[
                    *((name, RangeOperators.EQUAL) for name in ("user", "fund", "role")),
                    *((name, RangeOperators.EQUAL) for name in ("employer_number", "agency")),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        )


class ApiToken(models.Model):
    """A bearer token for the API. Only its digest is kept; it is shown once, when made.

    A strong one also opens what asks a person to prove again who they are.
    """

    user = models.ForeignKey(User, models.PROTECT)
    fund = models.ForeignKey(Fund, models.PROTECT)
    digest = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_strong = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "api_token"


class UserSession(models.Model):
    """Whose session it is, and where it was opened: what lets a person see and end theirs."""

    user = models.ForeignKey(User, models.PROTECT)
    session_key = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    address = models.CharField(max_length=60)

    class Meta:
        db_table = "user_session"


class SignInFailure(models.Model):
    """How often signing in has failed lately, for a name or from an address.

    Names are kept as digests: people sometimes type their password there.
    """

    subject = models.CharField(max_length=80, primary_key=True)
    failures = models.IntegerField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "sign_in_failure"


class AskedLately(models.Model):
    """How often a public page was asked for lately from an address, whichever process answered."""

    subject = models.CharField(max_length=80, primary_key=True)
    asked = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "asked_lately"
        indexes = (models.Index(fields=["since"], name="asked_lately_since"),)
