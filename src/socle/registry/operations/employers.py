"""Acts on an employer: affiliation, profile, class, closing, places of work."""

from typing import Any

from socle.countries.registry import country
from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CLASSIFICATION, ESTABLISHMENT, PROFILE
from socle.registry.models import Employer
from socle.registry.operations.common import (
    checked_number,
    employer_by_number,
    is_believed,
    shown,
    state,
    supersede,
)
from socle.registry.types import EmployerStatus


def affiliate_employer(request: ActRequest) -> ActAnswer:
    """Affiliates an employer, with what the scheme must know to assess its contributions.

    Raises:
        Refused: the number's key is wrong.
        Conflict: the number is already given.
    """
    fields = request.fields
    number = checked_number(request, "employer_number", fields["number"])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = Employer.objects.filter(number=number).first()
        if employer and is_believed(PROFILE, {"employer_id": employer.pk}):
            raise Conflict("registry.employer_exists", number=number)
        employer = employer or Employer.objects.create(
            fund_id=request.desk.fund.id, number=number, act_id=act.id
        )
        key = {"employer_id": employer.pk}
        values = _profile(fields) | {"status": EmployerStatus.ACTIVE.value}
        state(request, PROFILE, key, values, request.effective_on)
        classes = {name: fields[name] for name in scheme_inputs(request) if name in fields}
        for name, value in classes.items():
            inputs = key | {"input": name}
            state(request, CLASSIFICATION, inputs, {"value": value}, request.effective_on)
        act.after = shown(values | classes)
        return act.answer()


def classify_employer(request: ActRequest) -> ActAnswer:
    """Changes how the law classes an employer, from a day on (groupe de risque, régime).

    Raises:
        NotKnown: no such employer.
    """
    fields = request.fields
    number = fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = employer_by_number(number)
        key = {"employer_id": employer.pk, "input": fields["input"]}
        supersede(request, act, CLASSIFICATION, key, {"value": fields["value"]})
        return act.answer()


def update_employer(request: ActRequest) -> ActAnswer:
    """Changes an employer's name or address from a day on.

    Raises:
        NotKnown: no such employer.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = employer_by_number(number)
        now = as_of(
            PROFILE, on=request.effective_on, known_at=None, where={"employer_id": employer.pk}
        )
        status = now[0]["status"] if now else EmployerStatus.ACTIVE.value
        values = _profile(request.fields) | {"status": status}
        supersede(request, act, PROFILE, {"employer_id": employer.pk}, values)
        return act.answer()


def close_employer(request: ActRequest) -> ActAnswer:
    """Ends an affiliation (cessation, radiation): the employer declares no month after that day.

    Raises:
        NotKnown: no such employer.
        Refused: the employer was not affiliated that day.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        key = {"employer_id": employer_by_number(number).pk}
        now = as_of(PROFILE, on=request.effective_on, known_at=None, where=key)
        if not now:
            raise Refused("registry.employer_not_active", number=number)
        values = {name: now[0][name] for name in PROFILE.values}
        values["status"] = EmployerStatus.CLOSED.value
        supersede(request, act, PROFILE, key, values)
        return act.answer()


def open_establishment(request: ActRequest) -> ActAnswer:
    """Opens a place of work of an employer.

    Raises:
        NotKnown: no such employer.
    """
    fields = request.fields
    number = fields["number"]
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = employer_by_number(number)
        key = {"employer_id": employer.pk, "number": fields["establishment"]}
        values = {"name": fields["name"], "city": fields.get("city", "")}
        supersede(request, act, ESTABLISHMENT, key, values)
        return act.answer()


def scheme_inputs(request: ActRequest) -> list[str]:
    """The inputs by which the fund's scheme classes an employer."""
    fund = request.desk.fund
    scheme = country(fund.country).schemes[fund.scheme]
    return [each.name for each in scheme.inputs if each.unit == "choice"]


def _profile(fields: Any) -> dict[str, Any]:
    return {
        "legal_name": fields["legal_name"],
        "company_number": fields.get("company_number", ""),
        "address": fields.get("address", ""),
        "city": fields.get("city", ""),
        "filing_regime": fields.get("filing_regime", "monthly"),
    }
