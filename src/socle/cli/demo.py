"""`socle demo`: two funds, synthetic people, real law, real-format files through the real door."""

import argparse
import io
import random
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, answer, open_house, say, told
from socle.kernel.months import Month

_MONTHS = 3
_PER_EMPLOYER = 25
_SEED = 2026
_WAGE_OF_DIPE, _WAGE_OF_EBDS = 88, 120  # a digit of the wage in each layout
PASSWORD = "demonstration-seulement"  # noqa: S105 - printed on the screen, for synthetic people
FUNDS = (
    ("cnps-cm", "CNPS Cameroun", "CM", "cnps"),
    ("cnss-ma", "CNSS Maroc", "MA", "cnss"),
)
_AGENTS = {
    "comptes": ("accounts_officer", "Agent des comptes"),
    "immat": ("registration_officer", "Agent d’immatriculation"),
    "verif": ("verifier", "Vérificateur"),
    "audit": ("auditor", "Auditeur"),
    "admin": ("administrator", "Administrateur"),
}


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `demo` to the parser."""
    demo = subparsers.add_parser("demo", help="deux caisses de démonstration, puis le site")
    demo.add_argument("--persons", type=int, default=400, help="assurés de chaque caisse (400)")
    demo.add_argument("--no-serve", action="store_true", help="préparer sans ouvrir le site")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data", type=Path, help="dossier des données")
    demo.add_argument("--json", action="store_true", help="un document JSON")
    demo.set_defaults(func=told(_demo))


def _demo(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    say("socle : ouverture de la base de données…")
    with open_house(data=arguments.data) as target:
        shown = [_fund(fund, max(1, arguments.persons)) for fund in FUNDS]
        say(f"socle : démonstration prête en {time.monotonic() - started:.0f} s")
        accounts = [account for fund in shown for account in fund["accounts"]]
        address = f"http://127.0.0.1:{arguments.port}/"
        if arguments.json:
            answer({"url": address, "password": PASSWORD, "funds": shown})
        say("")
        say("  Personnes et employeurs fictifs ; taux et plafonds de la loi.")
        for account in accounts:
            say(f"  {account['login']:<14} {account['does']}")
        say(f"  mot de passe de tous : {PASSWORD}")
        say("")
        if arguments.no_serve:
            return DONE
        from socle.cli.serve import serve_until_stopped

        return serve_until_stopped(target, host="127.0.0.1", port=arguments.port)


def _fund(described: tuple[str, str, str, str], persons: int) -> dict[str, Any]:
    from socle.cli import demo_people
    from socle.contributions.queries import deposits
    from socle.countries.registry import country
    from socle.platform.access.operations import create_fund
    from socle.platform.access.scope import fund_scope

    code, name, law, scheme = described
    fund = create_fund(
        code=code,
        name=name,
        country=law,
        scheme=scheme,
        currency=country(law).currency,
        is_demo=True,
    )
    staffed = demo_people.employers(law, persons=persons, per_employer=_PER_EMPLOYER, seed=_SEED)
    accounts = _accounts(code, law.lower(), name, staffed[0].number)
    with fund_scope(fund.id):
        is_there = bool(deposits(employer_numbers=frozenset(), limit=1))
    if is_there:
        say(f"socle : {name} : déjà prête")
    else:
        _fill(code, law, staffed)
    return {
        "fund": code,
        "name": name,
        "country": law,
        "persons": persons,
        "employers": len(staffed),
        "example_employer": staffed[0].number,
        "example_person": staffed[0].staff[0][0].number,
        "accounts": accounts,
    }


def _accounts(code: str, short: str, fund_name: str, employer: str) -> list[dict[str, str]]:
    """The demo's accounts: one a role, and a payroll clerk for the first employer."""
    from socle.platform.access.operations import create_user, grant_role
    from socle.platform.access.queries import has_user
    from socle.platform.access.types import Role

    described = [
        (f"{name}-{short}", role, f"{does}, {fund_name}", "")
        for name, (role, does) in _AGENTS.items()
    ]
    clerk = (f"paie-{short}", "employer_clerk", f"Agent de paie de {employer}", employer)
    for login, role, does, number in [*described, clerk]:
        if not has_user(login=login):
            create_user(login=login, full_name=does, password=PASSWORD)
            grant_role(login=login, fund_code=code, role=Role(role), employer_number=number)
    return [
        {"login": login, "role": role, "does": does} for login, role, does, _ in [*described, clerk]
    ]


def _fill(code: str, law: str, staffed: list[Any]) -> None:
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.queries import seal

    short = law.lower()
    registration = desk_of_login(login=f"immat-{short}", fund_code=code)
    accounts = desk_of_login(login=f"comptes-{short}", fund_code=code)
    with fund_scope(registration.fund.id):
        _register(registration, staffed)
    _deposit_months(accounts, law, staffed)
    with fund_scope(registration.fund.id):
        seal(fund_id=registration.fund.id)


def _register(desk: Any, staffed: list[Any]) -> None:
    from socle.platform.acts.operations import submit
    from socle.registry.importing import import_persons

    since = date(2015, 1, 1)
    for employer in staffed:
        submit(
            desk=desk,
            act_type_code="affiliate_employer",
            fields={
                "number": employer.number,
                "legal_name": employer.name,
                "city": employer.city,
                **employer.classes,
            },
            effective_on=since,
            motive="Démonstration",
            key=f"demo:employer:{employer.number}",
            at=datetime.now(UTC),
        )
    # The last hired is left out: their lines will wait, as in life.
    persons = [who for employer in staffed for who, _ in employer.staff][:-1]
    import_persons(
        desk=desk,
        persons=persons,
        source="Démonstration, personnes fictives",
        effective_on=since,
        key="demo:persons",
    )


def _deposit_months(desk: Any, law: str, staffed: list[Any]) -> None:
    from socle.cli import demo_people
    from socle.contributions.operations import deposit_file
    from socle.platform.access.scope import fund_scope

    rng = random.Random(_SEED)  # noqa: S311 - a story, not a secret
    now = datetime.now(UTC)
    this_month = Month.of(now.date())
    count = 0
    for back in range(_MONTHS, 0, -1):
        month = this_month - back
        if law == "MA" and back == 1:
            _issue_prefill(desk, staffed[0].number, month, now)
        for employer in staffed:
            file = demo_people.wage_file(law, employer, month, rng)
            deposited = (month + 1).first_day + timedelta(days=rng.randrange(4, 19))
            content = file.content
            if back == 1 and employer is staffed[-1]:
                content = _spoilt(content, law)
            with fund_scope(desk.fund.id):
                deposit_file(
                    desk=desk,
                    stream=io.BytesIO(content),
                    file_name=file.name,
                    deposited_on=min(deposited, now.date()),
                    key=f"demo:{file.name}",
                    at=now,
                )
            count += 1
        say(f"socle : {desk.fund.name} : {month}, {count} fichiers déposés")


def _issue_prefill(desk: Any, employer: str, month: Month, now: datetime) -> None:
    """Morocco: the fund says whom it expects; the employer's file must name the same."""
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit

    with fund_scope(desk.fund.id):
        submit(
            desk=desk,
            act_type_code="issue_prefill",
            fields={"employer": employer, "month": str(month)},
            effective_on=month.last_day,
            motive="Démonstration",
            key=f"demo:prefill:{employer}:{month}",
            at=now,
        )
    say(f"socle : {desk.fund.name} : préétabli de {month} préparé pour {employer}")


def _spoilt(content: bytes, law: str) -> bytes:
    """The same file with a letter where a digit should be, to show how a refusal reads."""
    lines = content.splitlines(keepends=True)
    # A wage line of the Cameroonian file, the first insured of the Moroccan one.
    at, place = (len(lines) // 2, _WAGE_OF_DIPE) if law == "CM" else (2, _WAGE_OF_EBDS)
    lines[at] = lines[at][:place] + b"O" + lines[at][place + 1 :]
    return b"".join(lines)
