"""Acts of the register. Each function performs one act of the catalogue, in one transaction.

They take the request that `platform.acts.operations.submit` has checked field by field; what a
field alone cannot tell (a number already taken, a person not known) is refused here.
"""

from datetime import date, timedelta
from typing import Any

from psycopg.types.range import DateRange

from socle.countries.registry import country
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import (
    CIVIL_STATUS,
    CLASSIFICATION,
    EMPLOYMENT,
    ESTABLISHMENT,
    PROFILE,
)
from socle.registry.models import Employer, Person
from socle.registry.types import EmployerStatus


def register_person(request: ActRequest) -> ActAnswer:
    """Registers a person under their number for life (immatriculation).

    Raises:
        Refused: the number's key is wrong. A number whose key nobody can compute is accepted.
        Conflict: the number is already given.
    """
    fields = request.fields
    number = _checked_number(request, "insured_number", fields["number"])
    with performing(request, subject_kind="person", subject_number=number) as act:
        # A number whose registration was reversed is known, and nothing is believed of it.
        person = Person.objects.filter(number=number).first()
        if person and _is_believed(CIVIL_STATUS, {"person_id": person.pk}):
            raise Conflict("registry.person_exists", number=number)
        person = person or Person.objects.create(
            fund_id=request.desk.fund.id, number=number, act_id=act.id
        )
        values = _civil_status(fields)
        since = values["birth_on"] or request.effective_on
        _state(request, CIVIL_STATUS, {"person_id": person.pk}, values, since)
        act.after = _shown(values)
        return act.answer()


def correct_civil_status(request: ActRequest) -> ActAnswer:
    """Corrects who a person is, from a day on: what was believed before that day stays.

    Raises:
        NotKnown: no such person.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = _person_by_number(number)
        values = _civil_status(request.fields)
        _supersede(request, act, CIVIL_STATUS, {"person_id": person.pk}, values)
        return act.answer()


def affiliate_employer(request: ActRequest) -> ActAnswer:
    """Affiliates an employer, with what the scheme must know to assess its contributions.

    Raises:
        Refused: the number's key is wrong.
        Conflict: the number is already given.
    """
    fields = request.fields
    number = _checked_number(request, "employer_number", fields["number"])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = Employer.objects.filter(number=number).first()
        if employer and _is_believed(PROFILE, {"employer_id": employer.pk}):
            raise Conflict("registry.employer_exists", number=number)
        employer = employer or Employer.objects.create(
            fund_id=request.desk.fund.id, number=number, act_id=act.id
        )
        key = {"employer_id": employer.pk}
        values = _profile(fields) | {"status": EmployerStatus.ACTIVE.value}
        _state(request, PROFILE, key, values, request.effective_on)
        classes = {name: fields[name] for name in scheme_inputs(request) if name in fields}
        for name, value in classes.items():
            inputs = key | {"input": name}
            _state(request, CLASSIFICATION, inputs, {"value": value}, request.effective_on)
        act.after = _shown(values | classes)
        return act.answer()


def classify_employer(request: ActRequest) -> ActAnswer:
    """Changes how the law classes an employer, from a day on (groupe de risque, régime).

    Raises:
        NotKnown: no such employer.
    """
    fields = request.fields
    number = fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = _employer_by_number(number)
        key = {"employer_id": employer.pk, "input": fields["input"]}
        _supersede(request, act, CLASSIFICATION, key, {"value": fields["value"]})
        return act.answer()


def update_employer(request: ActRequest) -> ActAnswer:
    """Changes an employer's name or address from a day on.

    Raises:
        NotKnown: no such employer.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = _employer_by_number(number)
        now = as_of(
            PROFILE, on=request.effective_on, known_at=None, where={"employer_id": employer.pk}
        )
        status = now[0]["status"] if now else EmployerStatus.ACTIVE.value
        values = _profile(request.fields) | {"status": status}
        _supersede(request, act, PROFILE, {"employer_id": employer.pk}, values)
        return act.answer()


def close_employer(request: ActRequest) -> ActAnswer:
    """Ends an affiliation (cessation, radiation): the employer declares no month after that day.

    Raises:
        NotKnown: no such employer.
        Refused: the employer was not affiliated that day.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        key = {"employer_id": _employer_by_number(number).pk}
        now = as_of(PROFILE, on=request.effective_on, known_at=None, where=key)
        if not now:
            raise Refused("registry.employer_not_active", number=number)
        values = {name: now[0][name] for name in PROFILE.values}
        values["status"] = EmployerStatus.CLOSED.value
        _supersede(request, act, PROFILE, key, values)
        return act.answer()


def open_establishment(request: ActRequest) -> ActAnswer:
    """Opens a place of work of an employer.

    Raises:
        NotKnown: no such employer.
    """
    fields = request.fields
    number = fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = _employer_by_number(number)
        key = {"employer_id": employer.pk, "number": fields["establishment"]}
        values = {"name": fields["name"], "city": fields.get("city", "")}
        _supersede(request, act, ESTABLISHMENT, key, values)
        return act.answer()


def hire(request: ActRequest) -> ActAnswer:
    """Records that a person works for an employer from a day on (avis d'embauche).

    Raises:
        NotKnown: no such person or employer.
        Refused: they already work there on that day, or the employer is closed.
    """
    fields = request.fields
    person_number, employer_number = fields["person"], fields["employer"]
    locks = (f"employer:{employer_number}",)
    with performing(
        request, subject_kind="person", subject_number=person_number, locks=locks
    ) as act:
        person, employer = _person_by_number(person_number), _employer_by_number(employer_number)
        on = request.effective_on
        profile = as_of(PROFILE, on=on, known_at=None, where={"employer_id": employer.pk})
        if not profile or profile[0]["status"] == EmployerStatus.CLOSED:
            raise Refused("registry.employer_not_active", number=employer_number)
        key = {"person_id": person.pk, "employer_id": employer.pk}
        if as_of(EMPLOYMENT, on=on, known_at=None, where=key):
            raise Refused(
                "registry.already_employed", person=person_number, employer=employer_number
            )
        values = {
            "establishment_number": fields.get("establishment", ""),
            "occupation": fields.get("occupation", ""),
        }
        _state(request, EMPLOYMENT, key, values, on)
        act.touched.add(f"employer:{employer_number}")
        act.after = _shown(values | {"employer": employer_number, "from": on})
        return act.answer()


def end_employment(request: ActRequest) -> ActAnswer:
    """Records a person's last day with an employer (avis de cessation): the effective date.

    Raises:
        NotKnown: no such person or employer.
        Refused: they do not work there on that day.
    """
    fields = request.fields
    person_number, employer_number = fields["person"], fields["employer"]
    locks = (f"employer:{employer_number}",)
    with performing(
        request, subject_kind="person", subject_number=person_number, locks=locks
    ) as act:
        person, employer = _person_by_number(person_number), _employer_by_number(employer_number)
        key = {"person_id": person.pk, "employer_id": employer.pk}
        current = as_of(EMPLOYMENT, on=request.effective_on, known_at=None, where=key)
        if not current:
            raise Refused("registry.not_employed", person=person_number, employer=employer_number)
        after = DateRange(request.effective_on + timedelta(days=1), current[0]["valid"].upper)
        clear(EMPLOYMENT, fund_id=request.desk.fund.id, key=key, valid=after)
        act.touched.add(f"employer:{employer_number}")
        act.before = {"until": _day(current[0]["valid"].upper)}
        act.after = {"until": _day(after.lower), "employer": employer_number}
        return act.answer()


def _checked_number(request: ActRequest, kind: str, text: str) -> str:
    """A number as it is stored. Only one that is certainly wrong is refused.

    Raises:
        Refused: `registry.number_wrong`.
    """
    identifier = country(request.desk.fund.country).identifiers[kind]
    if identifier.validate(text).valid is False:
        raise Refused("registry.number_wrong", number=text[:40])
    return identifier.compact(text)


def scheme_inputs(request: ActRequest) -> list[str]:
    """The inputs by which the fund's scheme classes an employer."""
    fund = request.desk.fund
    scheme = country(fund.country).schemes[fund.scheme]
    return [each.name for each in scheme.inputs if each.unit == "choice"]


def _person_by_number(number: str) -> Person:
    found = Person.objects.filter(number=number).first()
    if found is None or not _is_believed(CIVIL_STATUS, {"person_id": found.pk}):
        raise NotKnown("registry.person_unknown", number=number)
    return found


def _employer_by_number(number: str) -> Employer:
    found = Employer.objects.filter(number=number).first()
    if found is None or not _is_believed(PROFILE, {"employer_id": found.pk}):
        raise NotKnown("registry.employer_unknown", number=number)
    return found


def _is_believed(table: TemporalTable, key: dict[str, Any]) -> bool:
    return bool(as_of(table, on=None, known_at=None, where=key))


def _state(
    request: ActRequest, table: Any, key: dict[str, Any], values: dict[str, Any], since: date
) -> None:
    period = DateRange(since, None)
    assign(table, fund_id=request.desk.fund.id, key=key, values=values, valid=period)


def _supersede(
    request: ActRequest, act: ActInProgress, table: Any, key: dict[str, Any], values: dict[str, Any]
) -> None:
    """States values from the effective date on, and keeps before and after on the act."""
    now = as_of(table, on=request.effective_on, known_at=None, where=key)
    if now:
        act.before = _shown({name: now[0][name] for name in table.values})
    _state(request, table, key, values, request.effective_on)
    act.after = _shown(values)


def _civil_status(fields: Any) -> dict[str, Any]:
    return {
        "family_name": fields["family_name"],
        "given_names": fields.get("given_names", ""),
        "birth_on": fields.get("birth_on"),
        "birth_precision": fields.get("birth_precision", "day"),
        "sex": fields.get("sex", ""),
        "national_id": fields.get("national_id", ""),
    }


def _profile(fields: Any) -> dict[str, Any]:
    return {
        "legal_name": fields["legal_name"],
        "company_number": fields.get("company_number", ""),
        "address": fields.get("address", ""),
        "city": fields.get("city", ""),
        "filing_regime": fields.get("filing_regime", "monthly"),
    }


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _day(value) if isinstance(value, date) else value for name, value in values.items()
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
