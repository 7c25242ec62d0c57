"""`socle act`: performs any act of the catalogue, as the screens and the API do."""

import argparse
import json
import sys
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, REFUSED, answer, open_house, say, told

USAGE = 64


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `act` to the parser."""
    act = subparsers.add_parser("act", help="accomplir un acte, ou `act list`")
    act.add_argument("type", help="type d’acte ; `list` donne le catalogue")
    act.add_argument("--from", dest="source", help="fichier JSON des champs (- : entrée standard)")
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
    from django.utils import timezone

    from socle.cli.desk import desk_for
    from socle.kernel.errors import SocleError
    from socle.kernel.wording import error_as_json
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit
    from socle.platform.acts.queries import seal

    given = _given(arguments.source)
    if given is None:
        return USAGE
    desk = desk_for(arguments.fund, arguments.login)
    now = timezone.now()
    fields = {name: value for name, value in given.items() if name not in _EVERY_ACT}
    try:
        with fund_scope(desk.fund.id):
            done = submit(
                desk=desk,
                act_type_code=arguments.type,
                fields=fields,
                effective_on=_day(given.get("effective_on")) or now.date(),
                motive=str(given.get("motive", "")),
                key=arguments.key or str(uuid.uuid4()),
                at=now,
            )
        with fund_scope(desk.fund.id):
            seal(fund_id=desk.fund.id)
    except SocleError as error:
        if not arguments.json:
            raise
        faults = getattr(error, "faults", ()) or (error,)
        errors = [error_as_json(each, "fr") for each in faults]
        answer({"act": None, "status": "refused", "subject": None, "errors": errors})
        return REFUSED
    if arguments.json:
        answer({"act": done.act, "status": done.status, "subject": done.subject, "errors": []})
    else:
        say(f"socle : acte {done.act}, {done.status}, {done.subject}")
    return DONE


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
    from socle.kernel.errors import Fault
    from socle.platform.acts.errors import Invalid

    if text is None:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        fault = Fault("acts.not_a_date", field="effective_on", read=str(text)[:40])
        raise Invalid([fault]) from None
