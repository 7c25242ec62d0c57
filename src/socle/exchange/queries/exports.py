"""All that the fund knows of a person, as it is handed over to them; and what their code opens."""

import hmac
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from socle.benefits.queries.awards import awards
from socle.contributions import careers
from socle.countries.clock import legal_day
from socle.coverage.queries import right
from socle.exchange.queries.accesses import accesses
from socle.kernel.errors import NotKnown, SocleError
from socle.payments.queries.payees import paid_to
from socle.platform.access.types import FundView
from socle.platform.acts.queries import act
from socle.platform.acts.types import ActView
from socle.registry.queries import details, employments_of_person, person, person_id
from socle.registry.queries.families import family
from socle.registry.queries.merging import ids_of_person
from socle.registry.types import PersonView

ACT = "export_person_data"
# Conventions: how many lines are handed over of what only grows, how long a code opens.
MOST_PAYMENTS, MOST_ACCESSES, DAYS_OPEN = 120, 500, 366


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose consultations a code opens."""

    number: str
    handed_over_on: date


def opened_by(
    *, fund: FundView, act_number: str, code: str, code_of: Callable[[str], str], on: date
) -> Opened:
    """Whose data were handed over by an act, if the code is the act's and still opens.

    Raises:
        NotKnown: no such act, another's code, or too long ago: nobody learns which.
    """
    is_theirs = hmac.compare_digest(code_of(act_number).encode(), code.encode())
    try:
        found: ActView | None = act(number=act_number)
    except NotKnown:
        found = None
    if found is None or not is_theirs or found.type != ACT:
        raise NotKnown("exchange.export_unknown")
    given_on = legal_day(found.recorded_at, fund.country)
    if (on - given_on).days > DAYS_OPEN:
        raise NotKnown("exchange.export_unknown")
    return Opened(found.subject_number, given_on)


def content(*, fund: FundView, number: str, on: date, at: datetime) -> dict[str, Any]:
    """Everything of a person that is handed over, in plain values: days in ISO, minor units.

    Raises:
        NotKnown: there is no such person.
    """
    ids = ids_of_person(person_id=person_id(number), known_at=None)
    return {
        "fund": fund.name,
        "made_at": at.isoformat(),
        "currency": fund.currency,
        "civil_status": _civil_status(person(number=number, on=on, known_at=None)),
        "contact": _contact(number, on),
        "family": _family(number, on),
        "employments": _employments(number, on),
        "career": _career(number, on),
        "health_cover": _cover(fund, number, on),
        "awards": _awards(ids, on),
        "payments": [
            asdict(each) | {"on": _day(each.on)}
            for each in paid_to(person_ids=ids, limit=MOST_PAYMENTS)
        ],
        "accesses": [
            asdict(each) | {"at": each.at.isoformat(), "kind": each.kind.value}
            for each in accesses(number=number, limit=MOST_ACCESSES)
        ],
    }


def _civil_status(who: PersonView) -> dict[str, Any]:
    return {
        "number": who.number,
        "family_name": who.family_name,
        "given_names": who.given_names,
        "other_names": [each.full_name for each in who.names],
        "birth_on": _day(who.birth_on),
        "birth_precision": who.birth_precision,
        "birth_place": who.birth_place,
        "sex": who.sex.value if who.sex else "",
        "nationality": who.nationality,
        "national_id": who.national_id,
        "father_name": who.father_name,
        "mother_name": who.mother_name,
        "died_on": _day(who.died_on),
        "registration": who.registration.state.value,
    }


def _contact(number: str, on: date) -> dict[str, str]:
    found = details.contact(number=number, on=on, known_at=None)
    if found is None:
        return {}
    return {name: getattr(found, name) for name in ("phone", "email", "address", "city")}


def _family(number: str, on: date) -> list[dict[str, Any]]:
    kin = family(number=number, on=on, known_at=None)
    ties = {
        "parents": kin.parents,
        "carers": kin.carers,
        "spouses": kin.spouses,
        "children": kin.children,
        "wards": kin.wards,
    }
    return [
        {
            "bond": bond,
            "number": each.who.number,
            "name": each.who.name,
            "since": _day(each.since),
        }
        for bond, those in ties.items()
        for each in those
    ]


def _employments(number: str, on: date) -> list[dict[str, Any]]:
    return [
        {
            "employer": each.employer_name,
            "number": each.employer_number,
            "from": _day(each.valid_from),
            "until": _day(each.valid_until),
        }
        for each in employments_of_person(number=number, on=on, known_at=None)
    ]


def _career(number: str, on: date) -> list[dict[str, Any]]:
    found = careers.view(person_number=number, on=on, known_at=None)
    return [
        {"year": each.year, "months": each.months, "credited": each.credited, "wage": each.wage}
        for each in found.years
    ]


def _cover(fund: FundView, number: str, on: date) -> dict[str, Any]:
    """Whether the right to care is open; nothing where the country's law was not read."""
    try:
        found = right(fund=fund, person=number, on=on, known_at=None).right
    except SocleError:
        return {}
    return {"is_open": found.is_open, "reason": found.reason.code, "on": _day(on)}


def _awards(ids: list[int], on: date) -> list[dict[str, Any]]:
    found = []
    for each in awards(person_ids=ids):
        term = each.term_on(on)
        found.append(
            {
                "number": each.number,
                "benefit": each.benefit,
                "state": each.state_on(on),
                "amount": term.amount if term else None,
                "periodicity": each.periodicity,
            }
        )
    return found


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
