"""Affiliations: kind, identifiers, agency, group, representatives, life, in their two times."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from socle.countries.affiliates import verdict
from socle.countries.registry import country
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.acts.queries import numbers_of
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry import facts
from socle.registry.queries.employers import employer_id
from socle.registry.types import EmployerStatus
from socle.registry.types.affiliations import (
    AffiliationView,
    AgencyView,
    LegalIdentifier,
    LifeStage,
    LinkedEmployer,
    Origin,
    PlaceOfWork,
    Representative,
)

_LINKED_SHOWN = 50
_EMPLOYED = """
    SELECT count(DISTINCT person_id) FILTER (WHERE lower(valid) < %(on)s),
      count(DISTINCT person_id) FILTER (WHERE lower(valid) >= %(on)s)
    FROM employment WHERE employer_id = %(employer)s AND valid && daterange(%(on)s, %(until)s, '[]')
"""
_Rows = list[dict[str, Any]]


class _Reading:
    """One affiliate in its two times."""

    def __init__(self, employer: int, on: date, known_at: datetime | None) -> None:
        self.employer, self.on, self.known_at = employer, on, known_at

    def rows(self, table: TemporalTable, **where: Any) -> _Rows:
        where = where or {"employer_id": self.employer}
        return as_of(table, on=self.on, known_at=self.known_at, where=where)

    def one(self, table: TemporalTable, **where: Any) -> dict[str, Any]:
        found = self.rows(table, **where)
        return found[0] if found else {}


def affiliation(*, number: str, on: date, known_at: datetime | None) -> AffiliationView:
    """An affiliation as it was on a day, as known at an instant (None: at present).

    Raises:
        NotKnown: there is no such affiliate, or none was known then.
    """
    read = _Reading(employer_id(number), on, known_at)
    profiles = as_of(
        facts.PROFILE, on=None, known_at=known_at, where={"employer_id": read.employer}
    )
    if not profiles:
        raise NotKnown("registry.employer_unknown", number=number)
    profile = next((row for row in profiles if _holds(row, on)), {})
    nature, contact = read.one(facts.NATURE), read.one(facts.CONTACT)
    person_number, person_name = _person(nature.get("person_id"), known_at)
    return AffiliationView(
        number=number,
        kind=nature.get("affiliate_kind", ""),
        legal_form=nature.get("legal_form", ""),
        activity=nature.get("activity", ""),
        person_number=person_number,
        person_name=person_name,
        first_hired_on=nature.get("first_hired_on"),
        headcount=nature.get("headcount"),
        origin=Origin(nature.get("origin", Origin.REQUEST)),
        grounds=nature.get("grounds", ""),
        notice_on=nature.get("notice_on"),
        **{name: contact.get(name, "") for name in facts.CONTACT.values},
        identifiers=_identifiers(read, profile.get("company_number", "")),
        agency=_agency(read),
        **_links(read),
        representatives=tuple(_representative(row) for row in read.rows(facts.REPRESENTATIVE)),
        places=_places(read),
        life=_life(profiles),
        on=on,
        known_at=known_at,
    )


def agencies(*, on: date, known_at: datetime | None = None) -> list[AgencyView]:
    """The agencies of the fund on a day, by code."""
    rows = as_of(facts.AGENCY, on=on, known_at=known_at, where={})
    return sorted(
        (AgencyView(row["code"], row["name"], row["city"]) for row in rows),
        key=lambda each: each.code,
    )


def agency_names(on: date) -> dict[str, str]:
    """The names of the fund's agencies on a day, by code."""
    return {each.code: each.name for each in agencies(on=on)}


def _holds(row: Mapping[str, Any], on: date) -> bool:
    return on in row["valid"]


def _person(person_id: int | None, known_at: datetime | None) -> tuple[str, str]:
    """The number and the name of whoever is its own affiliate."""
    if person_id is None:
        return "", ""
    source = (
        "person_civil_status" if known_at is None else "person_civil_status_as_of(%(known_at)s)"
    )
    statement = f"""
        SELECT p.number, coalesce((SELECT btrim(s.family_name || ' ' || s.given_names)
          FROM {source} s WHERE s.person_id = p.id ORDER BY s.valid DESC LIMIT 1), '')
        FROM person p WHERE p.id = %(person)s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"person": person_id, "known_at": known_at})
        number, name = cursor.fetchone()
    return number, name


def _identifiers(read: _Reading, company_number: str) -> tuple[LegalIdentifier, ...]:
    known = country(current_fund().country).identifiers
    held = {row["kind"]: row["value"] for row in read.rows(facts.IDENTIFIER)}
    if company_number:
        held = {"company_number": company_number} | held
    return tuple(
        LegalIdentifier(kind, value, verdict(kind, value, known).valid)
        for kind, value in held.items()
    )


def _agency(read: _Reading) -> AgencyView | None:
    code = read.one(facts.EMPLOYER_AGENCY).get("agency")
    if code is None:
        return None
    row = read.one(facts.AGENCY, code=code)
    return AgencyView(code, row.get("name", ""), row.get("city", ""))


def _links(read: _Reading) -> dict[str, Any]:
    """Above and below it, before and after it."""
    above, below = read.rows(facts.PARENT), read.rows(facts.PARENT, parent_id=read.employer)
    after = read.rows(facts.SUCCESSION)
    before = read.rows(facts.SUCCESSION, successor_id=read.employer)
    others = {
        *(row["parent_id"] for row in above),
        *(row["employer_id"] for row in [*below, *before][: 2 * _LINKED_SHOWN]),
        *(row["successor_id"] for row in after),
    }
    names = _names(others, read.known_at) if others else {}

    def linked(rows: _Rows, column: str, relation: str = "") -> tuple[LinkedEmployer, ...]:
        return tuple(
            LinkedEmployer(*names[row[column]], row.get("relation", relation), row["valid"].lower)
            for row in rows[:_LINKED_SHOWN]
        )

    parents, successors = linked(above, "parent_id"), linked(after, "successor_id", "merger")
    return {
        "parent": parents[0] if parents else None,
        "subsidiaries": linked(below, "employer_id"),
        "successor": successors[0] if successors else None,
        "absorbed": linked(before, "employer_id", "merger"),
    }


def _names(employers: set[int], known_at: datetime | None) -> dict[int, tuple[str, str]]:
    """Number and name of other affiliates, as known at an instant."""
    source = "employer_profile" if known_at is None else "employer_profile_as_of(%(known_at)s)"
    statement = f"""
        SELECT e.id, e.number, coalesce((SELECT p.legal_name FROM {source} p
          WHERE p.employer_id = e.id ORDER BY p.valid DESC LIMIT 1), '')
        FROM employer e WHERE e.id = ANY(%(employers)s)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"employers": list(employers), "known_at": known_at})
        return {key: (number, name) for key, number, name in cursor.fetchall()}


def _representative(row: Mapping[str, Any]) -> Representative:
    said = {name: row[name] for name in facts.REPRESENTATIVE.values}
    return Representative(
        rank=row["rank"], since=row["valid"].lower, until=row["valid"].upper, **said
    )


def _places(read: _Reading) -> tuple[PlaceOfWork, ...]:
    where = {row["number"]: row for row in read.rows(facts.PLACE)}

    def place(row: Mapping[str, Any]) -> PlaceOfWork:
        at = where.get(row["number"], {})
        return PlaceOfWork(
            number=row["number"],
            name=row["name"],
            city=row["city"],
            address=at.get("address", ""),
            phone=at.get("phone", ""),
            since=row["valid"].lower,
        )

    return tuple(place(row) for row in read.rows(facts.ESTABLISHMENT))


def _life(profiles: _Rows) -> tuple[LifeStage, ...]:
    """The statuses of an affiliation one after the other, whatever else changed meanwhile."""
    numbers = numbers_of(act_ids={row["act_id"] for row in profiles})
    stages: list[LifeStage] = []
    for row in profiles:
        status, period = EmployerStatus(row["status"]), row["valid"]
        last = stages[-1] if stages else None
        if last and last.status is status and last.until == period.lower:
            stages[-1] = LifeStage(status, last.since, period.upper, last.act_number)
        else:
            number = numbers.get(row["act_id"], "")
            stages.append(LifeStage(status, period.lower, period.upper, number))
    return tuple(stages)


def agency_codes(*, fund_id: int) -> tuple[str, ...]:
    """The codes of the agencies that a fund has told of, whenever it was, in order."""
    rows = as_of(facts.AGENCY, on=None, known_at=None, where={"fund_id": fund_id})
    return tuple(sorted({row["code"] for row in rows}))


def closed_from(*, employer: int, on: date) -> date | None:
    """The first day after a day on which an affiliate is known to be closed; None where none is."""
    rows = as_of(facts.PROFILE, on=None, known_at=None, where={"employer_id": employer})
    closed = (row["valid"].lower for row in rows if row["status"] == EmployerStatus.CLOSED)
    return min((day for day in closed if on < day), default=None)


def employed_from(*, employer: int, on: date, until: date | None = None) -> tuple[int, int]:
    """How many persons work for an affiliate on a day, and how many are hired from that day on."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPLOYED, {"employer": employer, "on": on, "until": until})
        at_work, hired = cursor.fetchone()
        return int(at_work), int(hired)
