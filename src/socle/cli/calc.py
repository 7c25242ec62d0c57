"""`socle calc`: what can be computed, contributions, benefits, penalties. No database, no account.

Without `--json` a French text for people; with it one JSON document and nothing else.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from socle.countries.calculation import (
    LATE_PAYMENT,
    Computed,
    Document,
    assessed,
    benefit_as_json,
    contributions_as_json,
    day,
    entitled,
    penalty_as_json,
    reason_in_words,
    step_label,
    totals_by_payer,
)
from socle.countries.registry import Country, countries, country
from socle.kernel.errors import SocleError
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.kernel.wording import error_as_json
from socle.rules.benefits.children import Counted
from socle.rules.completeness import Computable, benefits, contributions, penalties
from socle.rules.contributions import ContributionLine
from socle.rules.penalties import Penalty
from socle.rules.trace import Step, rate_in_words

DONE, REFUSED, USAGE = 0, 2, 64
_DAY = timedelta(days=1)
_LANGUAGE = "fr"


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `calc` and its own commands to the launcher's parser."""
    calc = subparsers.add_parser(
        "calc", help="calculer : cotisations, prestations, majorations, amendes"
    )
    commands = calc.add_subparsers(dest="calc_command", metavar="COMMANDE", required=True)

    listed = commands.add_parser("list", help="ce qui peut être calculé, et avec quoi")
    listed.add_argument("--country", help="code ISO du pays, par exemple CM")
    listed.add_argument("--json", action="store_true", help="un document JSON")
    listed.set_defaults(func=calc_list)

    assessed = commands.add_parser("contributions", help="les cotisations d'un salaire")
    _add_scheme(assessed)
    assessed.add_argument("--month", required=True, help="mois du salaire, AAAA-MM")
    assessed.add_argument("--wage", required=True, help="salaire, en unités : 1200000, 6034.94")
    assessed.set_defaults(func=calc_contributions)

    late = commands.add_parser("penalty", help="la majoration d'un retard, ou une amende")
    _add_scheme(late)
    late.add_argument("--kind", default=LATE_PAYMENT, help="late_payment, ou une amende du pays")
    late.add_argument("--due", help="date d'exigibilité, AAAA-MM-JJ")
    late.add_argument("--paid", help="date du paiement, AAAA-MM-JJ")
    late.add_argument("--amount", help="montant dû, en unités")
    late.add_argument("--on", help="date du fait, pour une amende")
    late.set_defaults(func=calc_penalty)

    benefit = commands.add_parser("benefit", help="une prestation, étape par étape")
    benefit.add_argument("benefit", metavar="PRESTATION", help="old_age, survivors… : calc list")
    _add_scheme(benefit)
    benefit.add_argument("--on", required=True, help="date du droit, AAAA-MM-JJ")
    benefit.set_defaults(func=calc_benefit)


def _add_scheme(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--country", required=True, help="code ISO du pays, par exemple CM")
    parser.add_argument("--scheme", required=True, help="code du régime, par exemple cnps")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NOM=VALEUR",
        help="un élément du calcul, par exemple risk_group=A ; répétable",
    )
    parser.add_argument("--json", action="store_true", help="un document JSON")


def calc_list(args: argparse.Namespace) -> int:
    """The schemes, branches and penalties that can be computed, with inputs and status."""

    def listed() -> tuple[Document, str]:
        codes = [args.country] if args.country else countries()
        found = [_country_as_json(country(code)) for code in codes]
        return {"countries": found}, "\n".join(_list_text(each) for each in found)

    return answer(listed, as_json=args.json)


def calc_contributions(args: argparse.Namespace) -> int:
    """What a wage owes for a month, line by line."""
    facts = facts_of(args.set)
    if facts is None:
        return usage("--set attend NOM=VALEUR, par exemple --set risk_group=A")

    def computed() -> tuple[Document, str]:
        here = country(args.country)
        lines = assessed(here, args.scheme, month=args.month, wage=args.wage, facts=facts)
        month, wage = Month.parse(args.month), Money.parse(args.wage, here.currency)
        title = f"{here.label('scheme', args.scheme, _LANGUAGE)}, {month}"
        return (
            contributions_as_json(here, lines),
            f"{title}, salaire {wage.text(_LANGUAGE)}\n{_contributions_text(here, lines)}",
        )

    return answer(computed, as_json=args.json)


def calc_penalty(args: argparse.Namespace) -> int:
    """What a late payment adds, or a fine."""
    facts = facts_of(args.set)
    if facts is None:
        return usage("--set attend NOM=VALEUR, par exemple --set employees=10")
    is_late = args.kind == LATE_PAYMENT
    if is_late and not (args.due and args.paid and args.amount):
        return usage("calc penalty attend --due, --paid et --amount")
    if not is_late and not (args.on and facts.get("employees", "").isdecimal()):
        return usage("une amende attend --on et --set employees=NOMBRE")

    def computed() -> tuple[Document, str]:
        here = country(args.country)
        scheme = here.scheme(args.scheme)
        if is_late:
            amount = Money.parse(args.amount, here.currency).minor
            due, paid = day(args.due), day(args.paid)
            found = scheme.penalty(amount=amount, due=due, paid=paid)
        else:
            found = scheme.fine(args.kind, heads=int(facts["employees"]), on=day(args.on))
        return penalty_as_json(here, found), _penalty_text(here, args.kind, found)

    return answer(computed, as_json=args.json)


def calc_benefit(args: argparse.Namespace) -> int:
    """What a person has a right to, or why not: both are answers."""
    facts = facts_of(args.set)
    if facts is None:
        return usage("--set attend NOM=VALEUR, par exemple --set insurance_months=360")

    def computed() -> tuple[Document, str]:
        here = country(args.country)
        found = entitled(here, args.scheme, args.benefit, on=day(args.on), facts=facts)
        return benefit_as_json(here, found), _benefit_text(here, found)

    return answer(computed, as_json=args.json)


def answer(compute: Callable[[], tuple[Document, str]], *, as_json: bool) -> int:
    """Prints the document or the text; a refusal is said on the same channel, and exits 2."""
    try:
        document, text = compute()
    except SocleError as error:
        said = error_as_json(error, _LANGUAGE)
        if as_json:
            _print_json({"errors": [said]})
        else:
            print(f"{said['message']}\n{said['do']}", file=sys.stderr)
        return REFUSED
    if as_json:
        _print_json(document)
    else:
        print(text)
    return DONE


def usage(text: str) -> int:
    print(text, file=sys.stderr)
    return USAGE


def facts_of(settings: list[str]) -> dict[str, str] | None:
    """The facts of `--set name=value`; None when one is badly written."""
    pairs = [setting.partition("=") for setting in settings]
    if not all(name and equals and value for name, equals, value in pairs):
        return None
    return {name.strip(): value.strip() for name, _, value in pairs}


def _country_as_json(here: Country) -> Document:
    return {
        "code": here.code,
        "name": here.name[_LANGUAGE],
        "currency": here.currency,
        "schemes": [
            {
                "code": scheme.code,
                "name": here.label("scheme", scheme.code, _LANGUAGE),
                "contributions": [
                    _computable_as_json(here, "branch", each) for each in contributions(scheme)
                ],
                "benefits": [
                    _computable_as_json(here, "benefit", each) for each in benefits(scheme)
                ],
                "penalties": [
                    _computable_as_json(here, "penalty", each) for each in penalties(scheme)
                ],
            }
            for scheme in here.schemes.values()
        ],
    }


def _computable_as_json(here: Country, kind: str, found: Computable) -> Document:
    return {
        "code": found.code,
        "name": here.label(kind, found.code, _LANGUAGE),
        "inputs": [
            {
                "name": each.name,
                "unit": each.unit,
                "meaning": here.label("input", each.name, _LANGUAGE),
                "required": each.required,
                "allowed": list(each.allowed),
                "default": each.default or None,
            }
            for each in found.inputs
        ],
        "status": found.status,
        "missing": list(found.missing),
        "known_from": found.known_from.isoformat() if found.known_from else None,
    }


def _list_text(found: Document) -> str:
    shown = [f"{found['name']} ({found['code']}), {found['currency']}"]
    for scheme in found["schemes"]:
        shown.append(f"  {scheme['name']} [{scheme['code']}]")
        for each in (*scheme["contributions"], *scheme["benefits"], *scheme["penalties"]):
            status = "complet" if each["status"] == "complete" else "partiel"
            lacks = f", manque : {', '.join(each['missing'])}" if each["missing"] else ""
            shown.append(f"    {each['name']} [{each['code']}] — {status}{lacks}")
    return "\n".join(shown)


def _contributions_text(here: Country, lines: list[ContributionLine[int]]) -> str:
    shown: list[str] = []
    for line in lines:
        branch = here.label("branch", line.branch, _LANGUAGE)
        if line.name:
            branch = here.label("levy", line.name, _LANGUAGE)
        payer = here.label("payer", line.payer, _LANGUAGE)
        rate = rate_in_words(line.rate, _LANGUAGE)
        shown.append(
            f"  {branch} — {payer} : {_text(here, line.base)} × {rate} = "
            f"{_text(here, line.amount)} ({here.label('status', line.status, _LANGUAGE)})"
        )
    totals = totals_by_payer(lines)
    for payer, total in totals.items():
        if payer != "state" or total:
            name = here.label("payer", payer, _LANGUAGE)
            shown.append(f"Total, {name.lower()} : {_text(here, total)}")
    shown.append(f"Total : {_text(here, sum(totals.values()))}")
    sources = dict.fromkeys(here.parameters.in_full(line.source) for line in lines)
    return "\n".join([*shown, "Sources :", *(f"  {each}" for each in sources)])


def _benefit_text(here: Country, computed: Computed) -> str:
    formula, found, steps = computed[:3]
    name = here.label("benefit", formula.code, _LANGUAGE)
    if found.eligible:
        status = here.label("status", formula.status, _LANGUAGE)
        per = here.label("periodicity", formula.periodicity, _LANGUAGE)
        shown = [f"{name} : {_text(here, found.amount)}, {per} ({status})"]
    else:
        shown = [f"{name} : pas de droit"]
    shown += [f"  {reason_in_words(here, each, _LANGUAGE)}" for each in found.reasons]
    for fact in found.unchecked:
        shown.append(f"  Non vérifié, faute de le savoir : {here.label('input', fact, _LANGUAGE)}")
    shown += [_child_text(here, each) for each in computed.children]
    shown += [
        f"  À partir du {each.since:%d/%m/%Y} : {_text(here, each.amount)}"
        for each in computed.ahead[1:]
    ]
    return "\n".join([*shown, *_steps_text(here, steps)])


def _child_text(here: Country, each: Counted) -> str:
    ground = here.label("ground", each.child.ground, _LANGUAGE)
    said = f"  Enfant né le {each.child.born_on:%d/%m/%Y} ({ground}) : "
    until = f"jusqu'au {each.until - _DAY:%d/%m/%Y}" if each.until else "sans limite d'âge"
    if not each.rank:
        return f"{said}ne compte pas ce jour-là, {until}"
    brings = "" if each.amount is None else f"{_text(here, each.amount)}, "
    return f"{said}rang {each.rank}, {brings}{until}"


def _penalty_text(here: Country, kind: str, found: Penalty) -> str:
    name = here.label("penalty", kind, _LANGUAGE)
    status = here.label("status", found.status, _LANGUAGE)
    title = f"{name} : {_text(here, found.amount)} ({status})"
    return "\n".join([title, *_steps_text(here, found.steps)])


def _steps_text(here: Country, steps: tuple[Step, ...]) -> list[str]:
    """One line a step, its source by number; then the sources, each once."""
    sources = list(dict.fromkeys(step.source for step in steps if step.source))
    shown: list[str] = []
    for step in steps:
        cited = f" [{sources.index(step.source) + 1}]" if step.source else ""
        label = step_label(here, step.label, _LANGUAGE)
        said = step.text(_LANGUAGE)
        shown.append(f"  {label} : {here.label(step.label, said, _LANGUAGE)}{cited}")
    listed = (f"  [{n}] {here.parameters.in_full(each)}" for n, each in enumerate(sources, 1))
    return [*shown, "Sources :", *listed] if sources else shown


def _text(here: Country, minor: int) -> str:
    return Money(minor, here.currency).text(_LANGUAGE)


def _print_json(document: Document) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))
