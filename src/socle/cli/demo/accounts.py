"""The demonstration's sign-ins: one a role, and people of employers worth looking at."""

from dataclasses import dataclass
from datetime import date, timedelta

from socle.cli.demo.affiliating import AGENCIES
from socle.cli.demo.story import Part, Story
from socle.platform.access.operations import create_user, grant_role
from socle.platform.access.queries import has_user
from socle.platform.access.types import Role

PASSWORD = "demonstration-seulement"  # noqa: S105 - printed on the screen, for synthetic people
_LEAVES_IN = timedelta(days=20)  # soon enough that the desk says so
MANDATARY = "mandataire"  # what the names of mandataries begin with
_AGENTS = (
    ("comptes", Role.ACCOUNTS_OFFICER, "Agent des comptes"),
    ("caisse", Role.CASHIER, "Caissier"),
    ("chef", Role.HEAD_OF_AGENCY, "Chef d’agence"),
    ("immat", Role.REGISTRATION_OFFICER, "Agent d’immatriculation"),
    ("famille", Role.FAMILY_OFFICER, "Gestionnaire de la famille"),
    ("liquid", Role.LIQUIDATOR, "Liquidateur des prestations"),
    ("medecin", Role.MEDICAL_ADVISER, "Médecin-conseil"),
    ("payeur", Role.PAYMASTER, "Agent payeur"),
    ("ordo", Role.AUTHORISING_OFFICER, "Ordonnateur"),
    ("compta", Role.PAYMENTS_ACCOUNTANT, "Agent comptable"),
    ("verif", Role.VERIFIER, "Vérificateur"),
    ("audit", Role.AUDITOR, "Auditeur"),
    ("admin", Role.ADMINISTRATOR, "Administrateur"),
    ("dpo", Role.DATA_PROTECTION_OFFICER, "Délégué à la protection des données"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in: who it is, and for which employers a clerk is; a mandatary's gave mandates.

    One that serves an agency, and until a day, has both.
    """

    login: str
    role: Role
    does: str
    employers: tuple[str, ...] = ()
    agency: str = ""
    last_day: date | None = None


def accounts(told: Story, fund_name: str) -> list[Account]:
    """The accounts of a fund's demonstration, clerks after agents."""
    short = told.law.lower()
    found = [
        Account(f"{name}-{short}", role, f"{does}, {fund_name}") for name, role, does in _AGENTS
    ]
    if told.law in AGENCIES:
        (agency, named, _city), *_others = AGENCIES[told.law]
        last = told.today + _LEAVES_IN
        does = f"Agent d’immatriculation de {named}, jusqu’au {last:%d/%m/%Y}"
        role = Role.REGISTRATION_OFFICER
        found.append(Account(f"interim-{short}", role, does, agency=agency, last_day=last))
    for name, part, standing in (
        ("paie", Part.IN_DEBT, "qui doit"),
        ("paie2", Part.EXEMPLARY, "à jour"),
    ):
        if employer := told.one(part):
            does = f"Agent de paie de {employer.number}, {standing}"
            found.append(Account(f"{name}-{short}", Role.EMPLOYER_CLERK, does, (employer.number,)))
    for rank, mandated in enumerate(told.mandated(), 1):
        numbers = tuple(each.number for each in mandated)
        does = f"Mandataire de {len(numbers)} employeurs"
        login = f"{mandatary(rank)}-{short}"
        found.append(Account(login, Role.MANDATARY, does, numbers))
    return found


def mandatary(rank: int) -> str:
    """The name under which a mandatary signs in, without its country."""
    return f"{MANDATARY}{rank if rank > 1 else ''}"


def open_accounts(found: list[Account], fund_code: str) -> None:
    """Opens those that are not open yet."""
    for account in found:
        if not has_user(login=account.login):
            create_user(login=account.login, full_name=account.does, password=PASSWORD)
        is_clerk = account.role is Role.EMPLOYER_CLERK
        for number in account.employers if is_clerk else ("",):
            grant_role(
                login=account.login,
                fund_code=fund_code,
                role=account.role,
                employer_number=number,
                agency=account.agency,
                last_day=account.last_day,
            )
