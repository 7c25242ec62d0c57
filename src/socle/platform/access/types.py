"""Who is at the desk, for which fund, with which roles and permissions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a fund. An administrator has no business rights."""

    EMPLOYER_CLERK = "employer_clerk"  # agent de paie de l'employeur
    MANDATARY = "mandatary"  # mandataire: acts for employers that gave it a mandate
    ACCOUNTS_OFFICER = "accounts_officer"  # gestionnaire des comptes cotisants
    REGISTRATION_OFFICER = "registration_officer"  # gestionnaire assujettissement
    FAMILY_OFFICER = "family_officer"  # gestionnaire famille
    CASHIER = "cashier"  # caissier
    LIQUIDATOR = "liquidator"  # liquidateur des prestations
    MEDICAL_ADVISER = "medical_adviser"  # médecin-conseil
    PAYMASTER = "paymaster"  # agent payeur: prepares lots, follows what comes back
    AUTHORISING_OFFICER = "authorising_officer"  # ordonnateur: validates runs and lots
    PAYMENTS_ACCOUNTANT = "payments_accountant"  # agent comptable: endorses lots, keeps the books
    VERIFIER = "verifier"  # vérificateur, deuxième validation
    HEAD_OF_AGENCY = "head_of_agency"  # chef d'agence
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION_OFFICER = "data_protection_officer"  # délégué à la protection des données
    PARTNER = "partner"  # a partner's system: it only tells of payments


# Who holds one acts for named employers alone.
FOR_EMPLOYERS = frozenset({Role.EMPLOYER_CLERK, Role.MANDATARY})
# What may be held for one agency: the work of its desks, and its check. A run, a lot, the accounts
# of people and the audit are the whole fund's.
FOR_AGENCIES = frozenset(
    {
        Role.ACCOUNTS_OFFICER,
        Role.REGISTRATION_OFFICER,
        Role.FAMILY_OFFICER,
        Role.CASHIER,
        Role.LIQUIDATOR,
        Role.VERIFIER,
        Role.HEAD_OF_AGENCY,
    }
)
# A convention of the house: how long before its end a role is shown as ending.
ENDS_SOON = timedelta(days=30)


class Proof(StrEnum):
    """What this desk has shown lately of who is at it: what changes where money goes asks more."""

    GIVEN = "given"  # a password or a code within minutes; or a command of the operator
    STALE = "stale"  # a session that was opened, or last proved, too long ago
    WEAK_TOKEN = "weak_token"  # noqa: S105 - a token for the API that was not made for such acts


class ProofNeeded(Exception):  # noqa: N818 - an interruption: the screen asks and goes on
    """Whoever is at the screen proves again who they are; what they had asked is then done."""


class Permission(StrEnum):
    """What a screen, an endpoint or an act asks for."""

    DEPOSIT_DECLARATION = "deposit_declaration"
    PREPARE_DECLARATION = "prepare_declaration"  # the fund's own part: prefilled files
    DECLARE_FOR_EMPLOYER = "declare_for_employer"  # nil, own motion, file profiles, queue
    COLLECT = "collect"  # the cashier's receipts, bank statements
    MATCH_PAYMENT = "match_payment"  # whose money it is; allocation, refunds
    NOTIFY_PAYMENT = "notify_payment"  # a partner tells of a payment it took
    RECOVER = "recover"  # penalties, plans, notices
    REQUEST_CERTIFICATE = "request_certificate"  # of good standing; the law's rule answers
    CERTIFY = "certify"  # what the register knows of a person
    READ_ACCOUNT = "read_account"
    READ_EMPLOYER = "read_employer"
    READ_PERSON = "read_person"
    READ_ACTS = "read_acts"
    REQUEST_TABLE = "request_table"  # ask, with a reason, for a long table to take out
    PERFORM_REGISTRATION = "perform_registration"
    PERFORM_FAMILY = "perform_family"  # unions, children, who bears whom
    REVEAL_ACCOUNT = "reveal_account"  # read the whole number of a bank account, with a reason
    REVEAL_IDENTITY = "reveal_identity"  # an identity number and a telephone whole, with a reason
    REVEAL_EVIDENCE = "reveal_evidence"  # read the bytes of an exchange, with a reason
    PREREGISTER = "preregister"  # announce a person, whose papers are seen later
    GIVE_MANDATE = "give_mandate"  # and end it: the employer itself, or the fund
    READ_BENEFITS = "read_benefits"  # claims, awards, what is due and was paid
    FILE_CLAIM = "file_claim"  # take a claim and its pieces, at the counter
    DECLARE_INJURY = "declare_injury"  # an accident at work, by the counter or the employer
    LIQUIDATE = "liquidate"  # decide claims, revise, suspend and lift awards
    ADVISE_MEDICALLY = "advise_medically"  # incapacity, consolidation, relapse
    READ_HEALTH_ONCE = "read_health_once"  # open a claim's medical part, with a reason, for a time
    PROVE_LIFE = "prove_life"  # life, schooling and non-remarriage seen
    RUN_BENEFITS = "run_benefits"  # compute the month's run
    AUTHORISE_PAYMENT = "authorise_payment"  # validate a run, a lot
    PREPARE_PAYMENT = "prepare_payment"  # orders, lots, files, returns
    ENDORSE_PAYMENT = "endorse_payment"  # the accountant's visa, sending, closing
    COVER = "cover"  # which scheme covers whom; openings against the rule
    CHECK_RIGHTS = "check_rights"  # is this person covered today
    CHECK_STANDING = "check_standing"  # is this employer in order, for a stated purpose
    READ_ENROLMENT = "read_enrolment"  # is this person enrolled: another system asks
    NOTIFY_EVENTS = "notify_events"  # a source of the State tells of what it registered
    VALIDATE_ACTS = "validate_acts"
    DELEGATE = "delegate"  # hand a role of one's own to a colleague, for a time
    MANAGE_USERS = "manage_users"
    READ_BREACHES = "read_breaches"  # the register of breaches of personal data
    REPORT_BREACH = "report_breach"
    KEEP_BREACHES = "keep_breaches"  # complete it, tell the authority and the persons, close
    KEEP_DATA = "keep_data"  # how long data are kept, and purges of what is past it


_READING = frozenset(
    {
        Permission.READ_ACCOUNT,
        Permission.READ_EMPLOYER,
        Permission.READ_PERSON,
        Permission.READ_ACTS,
        Permission.REQUEST_TABLE,
    }
)
_FOR_EMPLOYERS = frozenset(
    {
        Permission.DEPOSIT_DECLARATION,
        Permission.READ_ACCOUNT,
        Permission.READ_EMPLOYER,
        Permission.REQUEST_CERTIFICATE,
        Permission.PREREGISTER,
        Permission.DECLARE_INJURY,
    }
)
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.EMPLOYER_CLERK: _FOR_EMPLOYERS | {Permission.GIVE_MANDATE},
    Role.MANDATARY: _FOR_EMPLOYERS,
    Role.ACCOUNTS_OFFICER: _READING
    | {
        Permission.DEPOSIT_DECLARATION,
        Permission.PREPARE_DECLARATION,
        Permission.DECLARE_FOR_EMPLOYER,
        Permission.MATCH_PAYMENT,
        Permission.RECOVER,
        Permission.REQUEST_CERTIFICATE,
    },
    Role.CASHIER: frozenset(
        {Permission.COLLECT, Permission.READ_ACCOUNT, Permission.READ_EMPLOYER}
    ),
    Role.REGISTRATION_OFFICER: _READING
    | {
        Permission.PERFORM_REGISTRATION,
        Permission.PREREGISTER,
        Permission.GIVE_MANDATE,
        Permission.REVEAL_ACCOUNT,
        Permission.REVEAL_IDENTITY,
        Permission.REVEAL_EVIDENCE,
        Permission.REQUEST_CERTIFICATE,
        Permission.CERTIFY,
    },
    Role.FAMILY_OFFICER: _READING
    | {
        Permission.PERFORM_FAMILY,
        Permission.REVEAL_IDENTITY,
        Permission.CERTIFY,
        Permission.FILE_CLAIM,
        Permission.DECLARE_INJURY,
        Permission.PROVE_LIFE,
        Permission.READ_BENEFITS,
        Permission.CHECK_RIGHTS,
        Permission.COVER,
    },
    Role.LIQUIDATOR: _READING
    | {
        Permission.READ_BENEFITS,
        Permission.FILE_CLAIM,
        Permission.DECLARE_INJURY,
        Permission.LIQUIDATE,
        Permission.REVEAL_IDENTITY,
        Permission.READ_HEALTH_ONCE,
        Permission.PROVE_LIFE,
        Permission.RUN_BENEFITS,
        Permission.CHECK_RIGHTS,
    },
    Role.MEDICAL_ADVISER: frozenset(
        {Permission.READ_PERSON, Permission.READ_BENEFITS, Permission.ADVISE_MEDICALLY}
    ),
    Role.PAYMASTER: frozenset(
        {Permission.READ_PERSON, Permission.READ_BENEFITS, Permission.PREPARE_PAYMENT}
    ),
    Role.AUTHORISING_OFFICER: _READING | {Permission.READ_BENEFITS, Permission.AUTHORISE_PAYMENT},
    Role.PAYMENTS_ACCOUNTANT: _READING | {Permission.READ_BENEFITS, Permission.ENDORSE_PAYMENT},
    Role.VERIFIER: _READING
    | {
        Permission.VALIDATE_ACTS,
        Permission.REVEAL_ACCOUNT,
        Permission.REVEAL_IDENTITY,
        Permission.REVEAL_EVIDENCE,
        Permission.READ_BENEFITS,
        Permission.READ_HEALTH_ONCE,
    },
    Role.HEAD_OF_AGENCY: _READING
    | {
        Permission.VALIDATE_ACTS,
        Permission.READ_BENEFITS,
        Permission.READ_HEALTH_ONCE,
        Permission.FILE_CLAIM,
        Permission.DECLARE_INJURY,
        Permission.PROVE_LIFE,
        Permission.CHECK_RIGHTS,
        Permission.RECOVER,
        Permission.REQUEST_CERTIFICATE,
        Permission.CERTIFY,
    },
    Role.AUDITOR: _READING
    | {Permission.READ_BENEFITS, Permission.READ_HEALTH_ONCE, Permission.READ_BREACHES},
    Role.ADMINISTRATOR: frozenset(
        {Permission.MANAGE_USERS, Permission.READ_BREACHES, Permission.REPORT_BREACH}
    ),
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {
            Permission.READ_BREACHES,
            Permission.REPORT_BREACH,
            Permission.KEEP_BREACHES,
            Permission.KEEP_DATA,
            Permission.REQUEST_TABLE,
        }
    ),
    Role.PARTNER: frozenset({Permission.NOTIFY_PAYMENT}),
}
# What may be handed to a colleague: neither who keeps the accounts, nor who reads everything.
DELEGABLE = frozenset(Role) - FOR_EMPLOYERS - {Role.AUDITOR, Role.ADMINISTRATOR, Role.PARTNER}
PERMISSIONS |= {role: PERMISSIONS[role] | {Permission.DELEGATE} for role in DELEGABLE}


@dataclass(frozen=True, slots=True)
class FundView:
    """A fund as other modules see it."""

    id: int
    code: str
    name: str
    country: str
    scheme: str
    currency: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a partner's system may do in a fund (convention), by the act that agreed it.

    `scopes` are what it may read and do, `permissions` what they come to, `acts` the only types of
    act that it may submit.
    """

    partner: str
    act_id: int
    scopes: frozenset[str]
    permissions: frozenset[Permission]
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class StandIn:
    """For whom a desk acts under a delegation: who handed over the role that it has."""

    user_id: int
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The person acting, in one fund. Every operation is given one: nobody acts anonymously.

    `employer_numbers` limits an employer's clerk, or a mandatary, to those employers; empty means
    no limit. A partner's system holds no role: it has an `agreement`. `proof` tells whether it may
    do a guarded act now. `standing_for`: whose role it is, under a delegation.
    `limits` pairs a role with each agency for which it is held; one that is in no pair is held for
    the whole fund.
    """

    user_id: int
    login: str
    name: str
    fund: FundView
    roles: frozenset[Role]
    employer_numbers: frozenset[str]
    agreement: Agreement | None = None
    proof: Proof = Proof.GIVEN
    standing_for: StandIn | None = None
    limits: frozenset[tuple[Role, str]] = frozenset()
    ending: tuple["RoleHeld", ...] = ()  # those that end by themselves within days

    def agencies_for(self, permission: Permission) -> frozenset[str] | None:
        """The agencies for which this desk has a permission; None where it is the whole fund's."""
        giving = {role for role in self.roles if permission in PERMISSIONS[role]}
        limited = {role for role, _agency in self.limits}
        if not giving or giving - limited:
            return None
        return frozenset(agency for role, agency in self.limits if role in giving)

    @property
    def persons(self) -> frozenset[int]:
        """Whose power this desk has: who is at it, and for whom they act."""
        held_for = {self.standing_for.user_id} if self.standing_for else set[int]()
        return frozenset({self.user_id} | held_for)

    @property
    def acts_for_id(self) -> int | None:
        return self.standing_for.user_id if self.standing_for else None

    @property
    def permissions(self) -> frozenset[Permission]:
        agreed = self.agreement.permissions if self.agreement else frozenset[Permission]()
        return agreed.union(*(PERMISSIONS[role] for role in self.roles))


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role in the fund over days, the last one included; no day is no limit.

    `employer_number` for an employer's clerk alone; `agency` is empty for the whole fund.
    `recorded_at` is when the fund knew, None before that was kept; `ended_at` until when it did.
    """

    role: Role
    employer_number: str
    agency: str = ""
    first_day: date | None = None
    last_day: date | None = None
    recorded_at: datetime | None = None
    ended_at: datetime | None = None

    def is_in_force(self, on: date) -> bool:
        return (self.first_day is None or self.first_day <= on) and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        return self.last_day is not None and self.last_day < on

    def is_ending(self, on: date) -> bool:
        """Whether it ends by itself within days, and is not over yet."""
        return self.last_day is not None and on <= self.last_day < on + ENDS_SOON

    def covers(self, first: date, last: date) -> bool:
        return self.is_in_force(first) and self.is_in_force(last)


@dataclass(frozen=True, slots=True)
class PersonHere:
    """A person who holds a role in the fund, or held one, as its administrator sees them.

    `roles` are those in force and those to come. `is_elsewhere`: they serve another fund too, so
    that this one's administrator may end their roles here but not close their account.
    `factor_due_at` is until when they may still enter without the second step asked of them.
    """

    login: str
    name: str
    is_active: bool
    is_one_time: bool
    is_elsewhere: bool
    last_sign_in: datetime | None
    roles: tuple[RoleHeld, ...]
    factor_due_at: datetime | None = None
    ending: tuple[RoleHeld, ...] = ()  # those that end by themselves within days


@dataclass(frozen=True, slots=True)
class TokenView:
    """A bearer token, never the token itself."""

    id: int
    label: str
    fund_code: str
    created_at: datetime
    expires_at: datetime
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session that is open now."""

    id: int
    opened_at: datetime
    ends_at: datetime
    address: str
    is_this: bool
