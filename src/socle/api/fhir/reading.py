"""What is asked: parameters of a search, references, the question of a right's opening.

What is not understood is refused: an ignored filter would answer more than was asked.
"""

import json
import re
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.errors import ValidationError as InvalidValues
from pydantic import BaseModel, Field, ValidationError

from socle.api.fhir.eligibility import Question
from socle.api.fhir.words import FUNDS, identity_system, number_system
from socle.api.parameters import Day, Text
from socle.kernel.errors import Refused
from socle.platform.access.types import FundView

_FORMATS = frozenset({"json", "application/json", "application/fhir+json"})
_ANY = frozenset({"*/*", "application/*"})
_ID = re.compile(r"[A-Za-z0-9.-]{1,60}", re.ASCII)
_MOST_BYTES = 64 * 1024
_INSTANT = r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?)?)?$"
_VALIDATION = "validation"


class _Identifier(BaseModel):
    system: Annotated[Text, Field(max_length=200)] = ""
    value: Annotated[Text, Field(max_length=60)] = ""


class _Reference(BaseModel):
    reference: Annotated[Text, Field(max_length=300)] = ""
    identifier: _Identifier = _Identifier()


class _Period(BaseModel):
    start: Day
    end: Day | None = None


class _Asked(BaseModel):
    """A CoverageEligibilityRequest: what decides the answer. The rest changes nothing in it."""

    resourceType: Literal["CoverageEligibilityRequest"]  # noqa: N815 - FHIR's names
    status: Literal["active"]
    purpose: Annotated[
        list[Literal["auth-requirements", "benefits", "discovery", "validation"]],
        Field(min_length=1, max_length=4),
    ]
    patient: _Reference
    created: Annotated[str, Field(pattern=_INSTANT)]
    insurer: _Reference
    servicedDate: Day | None = None  # noqa: N815
    servicedPeriod: _Period | None = None  # noqa: N815
    # Elements that change the meaning of the others, of which none is understood here.
    implicitRules: None = None  # noqa: N815
    modifierExtension: None = None  # noqa: N815


def require_format(request: HttpRequest) -> None:
    """Stops who asks for another format than JSON.

    Raises:
        Refused: `fhir.format_unknown`.
    """
    asked = request.GET.get("_format")
    if asked is None:
        accepted = request.headers.get("Accept", "*/*")
        offers = {each.partition(";")[0].strip().lower() for each in accepted.split(",")}
    else:  # a plus sign of an address is read as a space
        offers = {asked.partition(";")[0].strip().lower().replace(" ", "+")}
    if not offers & (_FORMATS | (_ANY if asked is None else frozenset())):
        raise Refused("fhir.format_unknown")


def parameters(request: HttpRequest, *names: str) -> dict[str, str]:
    """The parameters of a search, every one of them named and said once.

    Raises:
        Refused: one is missing, said twice, or not known here.
    """
    for name, values in request.GET.lists():
        if name not in {*names, "_format"} or len(values) > 1:
            raise Refused("fhir.parameter_unknown", name=name[:40], known=", ".join(names) or "–")
    for name in names:
        if not request.GET.get(name):
            raise Refused("fhir.parameter_missing", name=name)
    return {name: request.GET[name] for name in names}


def id_of(text: str) -> str:
    """An identifier of a resource, as FHIR writes one.

    Raises:
        Refused: `fhir.reference_unreadable`.
    """
    if not _ID.fullmatch(text):
        raise Refused(
            "fhir.reference_unreadable", read=text[:60].encode("ascii", "replace").decode()
        )
    return text


def patient_number(reference: str, *, base: str) -> str:
    """The number of the person that a reference names: `Patient/1`, `1`, or our whole address.

    Raises:
        Refused: `fhir.reference_unreadable`.
    """
    return id_of(reference.removeprefix(f"{base}/").removeprefix("Patient/"))


def identifier_asked(text: str, fund: FundView) -> tuple[str, str]:
    """The insured number or the document's number that a token names; one of them is empty.

    A value without a system is an insured number.

    Raises:
        Refused: `fhir.system_unknown`, `fhir.reference_unreadable`.
    """
    system, bar, value = text.rpartition("|")
    if not bar or not system or system == number_system(fund):
        return id_of(value), ""
    if system == identity_system(fund):
        return "", id_of(value)
    known = f"{number_system(fund)}, {identity_system(fund)}"
    raise Refused("fhir.system_unknown", system=system[:100], known=known)


def question(request: HttpRequest, fund: FundView, *, base: str) -> Question:
    """What a posted CoverageEligibilityRequest asks.

    Raises:
        Refused: in another format, for another insurer, another purpose, or several days.
        HttpError: it is no JSON object.
        InvalidValues: what is missing or badly written, all at once.
    """
    asked = _asked(request)
    insurer = asked.insurer.identifier
    if (insurer.system, insurer.value) != (FUNDS, fund.code):
        raise Refused("fhir.insurer_other", system=FUNDS, fund=fund.code)
    if _VALIDATION not in asked.purpose:
        raise Refused("fhir.purpose_unanswered", purpose=", ".join(asked.purpose))
    on, period = asked.servicedDate, asked.servicedPeriod
    if period is not None and (on is not None or period.end != period.start):
        raise Refused("fhir.one_day")
    return Question(
        number=_number(asked.patient, fund, base),
        on=period.start if period else on,
        purposes=tuple(asked.purpose),
        created=asked.created,
    )


def _number(patient: _Reference, fund: FundView, base: str) -> str:
    if patient.reference:
        return patient_number(patient.reference, base=base)
    named = patient.identifier
    if named.system != number_system(fund):
        known = number_system(fund)
        raise Refused("fhir.system_unknown", system=named.system or "–", known=known)
    return id_of(named.value)


def _asked(request: HttpRequest) -> _Asked:
    if (request.content_type or "").lower() not in _FORMATS:
        raise Refused("fhir.body_type")
    if len(request.body) > _MOST_BYTES:
        raise Refused("api.body_too_large", limit_kb=_MOST_BYTES // 1024)
    try:
        said: Any = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise HttpError(400, "unreadable") from error
    if not isinstance(said, dict):
        raise HttpError(400, "unreadable")
    try:
        return _Asked.model_validate(said)
    except ValidationError as wrong:
        faults = wrong.errors(include_url=False, include_input=False)
        raise InvalidValues(
            [dict(each) | {"loc": ("body", "resource", *each["loc"])} for each in faults]
        ) from wrong
