"""`socle declare FILE`: deposits a declaration as the screen and the API do."""

import argparse
import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, REFUSED, answer, language, open_house, say, told
from socle.kernel.errors import Refused
from socle.kernel.wording import error_as_json, wording

_FAULTS_SAID = 20


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `declare` to the parser."""
    declare = subparsers.add_parser("declare", help="déposer une déclaration de salaires")
    declare.add_argument("file", type=Path, nargs="?", help="inutile avec --nil")
    declare.add_argument("--nil", metavar="AAAA-MM", help="déclare ce mois néant, sans salaire")
    declare.add_argument("--employer", default="", help="avec --nil : numéro d’employeur")
    declare.add_argument("--fund", help="code de la caisse")
    declare.add_argument("--format", default="auto", help="auto : reconnu d’après le fichier")
    declare.add_argument("--deposited-on", help="date de dépôt, AAAA-MM-JJ (aujourd’hui)")
    declare.add_argument("--profile", default="", help="profil qui lit un tableau CSV ou XLSX")
    declare.add_argument("--month", help="mois déclaré, AAAA-MM, si le tableau ne le dit pas")
    declare.add_argument(
        "--corrective", action="store_true", help="rectifie un mois déclaré ; à confirmer ensuite"
    )
    declare.add_argument(
        "--confirm", action="store_true", help="avec --corrective : compter sans attendre"
    )
    declare.add_argument("--as", dest="login", help="compte qui dépose", default="")
    declare.add_argument("--key", help="clé d’idempotence (l’empreinte du fichier)", default="")
    declare.add_argument("--rejects", type=Path, help="fichier de rejets à écrire, en cas de refus")
    declare.add_argument(
        "--receipt", type=Path, help="récépissé à écrire, si le fichier est compté"
    )
    declare.add_argument("--json", action="store_true", help="un document JSON")
    declare.set_defaults(func=told(_declare))


def _declare(arguments: argparse.Namespace) -> int:
    if bool(arguments.nil) == bool(arguments.file) or bool(arguments.nil) != bool(
        arguments.employer
    ):
        raise Refused("declaration.file_or_nil")
    if arguments.file and not arguments.file.is_file():
        raise Refused("declaration.no_file", file=str(arguments.file))
    for path in (arguments.rejects, arguments.receipt):
        if path is not None and not path.parent.is_dir():
            raise Refused("declaration.no_file", file=str(path.parent))
    with open_house():
        outcome, desk = _deposit(arguments)
        _write_answers(arguments, outcome, desk)
    shown = {
        "receipt": outcome.receipt,
        "status": outcome.status,
        "format": outcome.format,
        "lines": outcome.lines,
        "posted": outcome.posted,
        "queued": outcome.queued,
        "totals": {
            name: {"minor": amount, "currency": desk.fund.currency}
            for name, amount in (
                ("employee", outcome.total_employee),
                ("employer", outcome.total_employer),
                ("total", outcome.total),
            )
        },
        "error_count": outcome.fault_count,
        "errors": [error_as_json(fault, language()) for fault in outcome.faults],
    }
    if arguments.json:
        answer(shown)
    else:
        _say(outcome)
    return REFUSED if outcome.status == "refused" else DONE


def _deposit(arguments: argparse.Namespace) -> Any:
    from django.utils import timezone

    from socle.cli.desk import desk_for
    from socle.contributions.operations import confirm_deposit, read_deposit, store_deposit
    from socle.contributions.queries import outcome
    from socle.contributions.spreadsheets import Said
    from socle.contributions.versions import DepositKind
    from socle.kernel.months import Month
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.queries import seal

    desk = desk_for(arguments.fund, arguments.login)
    now = timezone.now()
    deposited_on = _day(arguments.deposited_on) or now.date()
    said = Said(arguments.profile, Month.parse(arguments.month) if arguments.month else None)
    if arguments.nil:
        return _declare_nil(arguments, desk, now, deposited_on), desk
    with arguments.file.open("rb") as stream:
        key = arguments.key or f"file:{hashlib.file_digest(stream, 'sha256').hexdigest()}:{now}"
        stream.seek(0)
        with fund_scope(desk.fund.id):
            number = store_deposit(
                desk=desk,
                stream=stream,
                file_name=arguments.file.name,
                deposited_on=deposited_on,
                key=key,
                at=now,
                said=said,
                kind=DepositKind.CORRECTIVE if arguments.corrective else DepositKind.FIRST,
            )
            done = outcome(number=number)
    # Stored and committed: what follows may be repeated, and answers the same.
    if done.status == "posted":
        with fund_scope(desk.fund.id):
            return outcome(number=number, is_again=True), desk
    with fund_scope(desk.fund.id):
        done = read_deposit(number=number)
        if arguments.confirm and done.status == "to_confirm":
            done = confirm_deposit(desk=desk, number=number)
    with fund_scope(desk.fund.id):
        seal(fund_id=desk.fund.id)
    return done, desk


def _declare_nil(
    arguments: argparse.Namespace, desk: Any, now: datetime, deposited_on: date
) -> Any:
    """A month without wages: the form without a row."""
    from socle.contributions.forms import declare_nil
    from socle.contributions.operations import confirm_deposit
    from socle.contributions.versions import DepositKind
    from socle.kernel.months import Month
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.queries import seal

    with fund_scope(desk.fund.id):
        done = declare_nil(
            desk=desk,
            employer_number=arguments.employer,
            month=Month.parse(arguments.nil),
            deposited_on=deposited_on,
            key=arguments.key or f"nil:{arguments.employer}:{arguments.nil}:{now}",
            at=now,
            kind=DepositKind.CORRECTIVE if arguments.corrective else DepositKind.FIRST,
        )
        if arguments.confirm and done.status == "to_confirm":
            done = confirm_deposit(desk=desk, number=done.receipt)
    with fund_scope(desk.fund.id):
        seal(fund_id=desk.fund.id)
    return done


def _write_answers(arguments: argparse.Namespace, outcome: Any, desk: Any) -> None:
    """Writes what was asked for of the reject file and the receipt, whichever there is."""
    from socle.contributions import queries
    from socle.platform.access.scope import fund_scope

    with fund_scope(desk.fund.id):
        if outcome.status == "refused" and arguments.rejects:
            rejects = queries.reject_file(number=outcome.receipt, language=language())
            arguments.rejects.write_bytes(rejects)
        elif outcome.status not in {"refused", "to_confirm"} and arguments.receipt:
            text = queries.receipt(
                number=outcome.receipt,
                employer_numbers=desk.employer_numbers,
                language=language(),
            )
            arguments.receipt.write_text(text, "utf-8")


def _say(outcome: Any) -> None:
    say(
        f"socle : {outcome.receipt}, {outcome.status}, {outcome.lines} lignes,"
        f" {outcome.queued} en attente, total {outcome.total}"
    )
    for fault in outcome.faults[:_FAULTS_SAID]:
        said = wording(fault.code, fault.facts, language())
        place = " ".join(
            str(part) for part in (fault.record, fault.field, fault.read) if part is not None
        )
        say(f"  ligne {fault.line or '–'} {place} : {said.message} {said.do}")
    if outcome.fault_count > _FAULTS_SAID:
        say(f"  … {outcome.fault_count} points en tout")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("acts.not_a_date") from None
