"""Who is at the desk, for which fund, with which roles and permissions."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a fund. An administrator has no business rights."""

    EMPLOYER_CLERK = "employer_clerk"  # agent de paie de l'employeur
    ACCOUNTS_OFFICER = "accounts_officer"  # gestionnaire des comptes cotisants
    REGISTRATION_OFFICER = "registration_officer"  # gestionnaire assujettissement
    CASHIER = "cashier"  # caissier
    VERIFIER = "verifier"  # vérificateur, deuxième validation
    HEAD_OF_AGENCY = "head_of_agency"  # chef d'agence
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a screen, an endpoint or an act asks for."""

    DEPOSIT_DECLARATION = "deposit_declaration"
    PREPARE_DECLARATION = "prepare_declaration"  # the fund's own part: prefilled files
    DECLARE_FOR_EMPLOYER = "declare_for_employer"  # nil, own motion, file profiles, queue
    COLLECT = "collect"  # the cashier's receipts, bank statements
    MATCH_PAYMENT = "match_payment"  # whose money it is; allocation, refunds
    RECOVER = "recover"  # penalties, plans, notices, certificates
    READ_ACCOUNT = "read_account"
    READ_EMPLOYER = "read_employer"
    READ_PERSON = "read_person"
    READ_ACTS = "read_acts"
    PERFORM_REGISTRATION = "perform_registration"
    VALIDATE_ACTS = "validate_acts"
    MANAGE_USERS = "manage_users"


_READING = frozenset(
    {
        Permission.READ_ACCOUNT,
        Permission.READ_EMPLOYER,
        Permission.READ_PERSON,
        Permission.READ_ACTS,
    }
)
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.EMPLOYER_CLERK: frozenset(
        {Permission.DEPOSIT_DECLARATION, Permission.READ_ACCOUNT, Permission.READ_EMPLOYER}
    ),
    Role.ACCOUNTS_OFFICER: _READING
    | {
        Permission.DEPOSIT_DECLARATION,
        Permission.PREPARE_DECLARATION,
        Permission.DECLARE_FOR_EMPLOYER,
        Permission.MATCH_PAYMENT,
        Permission.RECOVER,
    },
    Role.CASHIER: frozenset(
        {Permission.COLLECT, Permission.READ_ACCOUNT, Permission.READ_EMPLOYER}
    ),
    Role.REGISTRATION_OFFICER: _READING | {Permission.PERFORM_REGISTRATION},
    Role.VERIFIER: _READING | {Permission.VALIDATE_ACTS},
    Role.HEAD_OF_AGENCY: _READING | {Permission.VALIDATE_ACTS, Permission.RECOVER},
    Role.AUDITOR: _READING,
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_USERS}),
}


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
class Desk:
    """The person acting, in one fund. Every operation is given one: nobody acts anonymously.

    `employer_numbers` limits an employer's clerk to those employers; empty means no limit.
    """

    user_id: int
    login: str
    name: str
    fund: FundView
    roles: frozenset[Role]
    employer_numbers: frozenset[str]

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(PERMISSIONS[role] for role in self.roles))
