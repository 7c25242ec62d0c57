"""`socle act`: performs any act of the catalogue, as the screens and the API do."""

import argparse
import json
import sys
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, REFUSED, answer, open_house, say, told
from socle.kernel.errors import Fault, Refused

USAGE = 64


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `act` to the parser."""
    act = subparsers.add_parser("act", help="accomplir un acte, ou `act list`")
    act.add_argument("type", help="type d’acte ; `list` donne le catalogue")
    act.add_argument("--from", dest="source", help="fichier JSON des champs (- : entrée standard)")
    act.add_argument(
        "--file",
        dest="files",
        action="append",
        type=Path,
        default=[],
        help="pièce de l’acte, à répéter s’il y en a plusieurs",
    )
    act.add_argument(
        "--save", type=Path, help="dossier où écrire les pièces que l’acte a produites"
    )
    act.add_argument("--fund", help="code de la caisse")
    act.add_argument("--as", dest="login", help="compte qui agit", default="")
    act.add_argument("--key", help="clé d’idempotence", default="")
    act.add_argument("--json", action="store_true", help="un document JSON")
    act.set_defaults(func=told(_act))


def _act(arguments: argparse.Namespace) -> int:
    with open_house():
        if arguments.type == "list":
            return _list(arguments)
        return _perform(arguments)


def _list(arguments: argparse.Namespace) -> int:
    from django.utils.translation import override

    from socle.cli.house import language
    from socle.platform.access.queries import fund, funds
    from socle.platform.acts.catalogue import catalogue

    chosen = [fund(code=arguments.fund)] if arguments.fund else funds()
    with override(language()):
        shown = [
            {
                "fund": of_fund.code,
                "type": each.code,
                "label": str(each.label),
                "subject": each.subject_kind,
                "needs_four_eyes": each.needs_four_eyes,
                "is_reversible": each.is_reversible,
                "needs_file": each.needs_evidence,
                "needs_motive": bool(each.motive_missing),
                "fields": [
                    {
                        "name": field.name,
                        "label": str(field.label),
                        "kind": field.kind.value,
                        "required": field.is_required,
                        "choices": list(field.choices(of_fund)) if field.choices else None,
                    }
                    for field in each.fields(of_fund)
                ],
            }
            for of_fund in chosen
            for each in catalogue()
        ]
    if arguments.json:
        answer(shown)
    for each in [] if arguments.json else shown:
        say(f"{each['fund']}  {each['type']}  {each['label']}")
        for field in each["fields"]:  # type: ignore[attr-defined]
            say(f"    {field['name']}{' *' if field['required'] else ''}  {field['label']}")
    return DONE


def _perform(arguments: argparse.Namespace) -> int:
    from socle.cli.desk import desk_for
    from socle.kernel.errors import SocleError
    from socle.kernel.wording import error_as_json
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.queries import seal

    # An act on a file alone asks nothing else: then there are no fields to give.
    given = {} if arguments.files and not arguments.source else _given(arguments.source)
    if given is None:
        return USAGE
    desk = desk_for(arguments.fund, arguments.login)
    try:
        with fund_scope(desk.fund.id):
            done, evidence = _submitted(arguments, desk, given)
        with fund_scope(desk.fund.id):
            seal(fund_id=desk.fund.id)
            saved = _saved(done, evidence, arguments.save) if arguments.save else []
    except SocleError as error:
        if not arguments.json:
            raise
        faults = getattr(error, "faults", ()) or (error,)
        errors = [error_as_json(each, "fr") for each in faults]
        answer({"act": None, "status": "refused", "subject": None, "errors": errors})
        return REFUSED
    if arguments.json:
        shown = {"act": done.act, "status": done.status, "subject": done.subject, "errors": []}
        answer(shown | ({"saved": saved} if arguments.save else {}))
    else:
        say(f"socle : acte {done.act}, {done.status}, {done.subject}")
    for path in saved:
        say(f"socle : écrit {path}")
    return DONE


def _submitted(
    arguments: argparse.Namespace, desk: Any, given: dict[str, Any]
) -> tuple[Any, tuple[int, ...]]:
    """What became of the act, and its evidence: the files given, stored with it or not at all."""
    from django.utils import timezone

    from socle.platform.acts.operations import submit

    now = timezone.now()
    evidence = tuple(_kept(path, desk, now) for path in arguments.files)
    done = submit(
        desk=desk,
        act_type_code=arguments.type,
        fields={name: value for name, value in given.items() if name not in _EVERY_ACT},
        effective_on=_day(given.get("effective_on")) or now.date(),
        motive=str(given.get("motive", "")),
        key=arguments.key or str(uuid.uuid4()),
        at=now,
        evidence=evidence,
    )
    return done, evidence


def _kept(path: Path, desk: Any, at: datetime) -> int:
    from django.conf import settings

    from socle.platform.documents.operations import keep_document

    if not path.is_file():
        raise Refused("declaration.no_file", file=str(path))
    with path.open("rb") as stream:
        limit = settings.DEPOSIT_LIMIT_BYTES
        kept = keep_document(
            fund_id=desk.fund.id,
            stream=stream,
            name=path.name,
            limit_bytes=limit,
            at=at,
            by=desk.user_id,
        )
    return kept.id


def _saved(done: Any, evidence: tuple[int, ...], folder: Path) -> list[str]:
    """Where the documents were written that the act made; a proposal made none yet."""
    from socle.platform.acts.queries import act
    from socle.platform.acts.types import ActStatus
    from socle.platform.documents.queries import pieces

    if done.status is ActStatus.TO_VALIDATE:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    saved = []
    for each in act(number=done.act).evidence:
        if each.id not in evidence:
            path = folder / each.name
            with path.open("wb") as out:
                out.writelines(pieces(document_id=each.id))
            saved.append(str(path))
    return saved


_EVERY_ACT = {"effective_on", "motive"}


def _given(source: str | None) -> dict[str, Any] | None:
    """The fields, from a JSON object; None, with a word on standard error, when it is not one."""
    if not source:
        say("socle : donnez les champs avec --from FICHIER.json")
        return None
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        given = json.loads(text)
    except (OSError, ValueError) as wrong:
        say(f"socle : {source} ne se lit pas : {wrong}")
        return None
    if not isinstance(given, dict):
        say(f"socle : {source} doit contenir un objet JSON.")
        return None
    return given


def _day(text: object) -> date | None:
    from socle.platform.acts.errors import Invalid

    if text is None:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        fault = Fault("acts.not_a_date", field="effective_on", read=str(text)[:40])
        raise Invalid([fault]) from None
