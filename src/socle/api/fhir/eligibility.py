"""CoverageEligibilityResponse: is the right open that day, until when, and why."""

from datetime import date, datetime
from typing import NamedTuple

from socle.api.fhir.coverage import coverage_id, retained, why
from socle.api.fhir.words import RIGHT_REASONS, Resource, coded, insurer, patient, period
from socle.coverage.types import CoverageFile
from socle.coverage.words import said
from socle.platform.access.types import FundView

_REQUEST = "request"


class Question(NamedTuple):
    """What was asked: of whom, for which day, and the question's own words to hand back."""

    number: str
    on: date | None
    purposes: tuple[str, ...]
    created: str


def eligibility(
    asked: Question, file: CoverageFile, *, fund: FundView, at: datetime, language: str
) -> Resource:
    """The answer to a question; the question itself is kept nowhere, so it is held within.

    A right that the law as it was read does not decide is an error and neither open nor closed.
    Without any cover there is nothing to point to: `disposition` alone says so.
    """
    right, held = file.answer.right, retained(file)
    words = said(right, language=language, currency=fund.currency)
    told: Resource = {
        "resourceType": "CoverageEligibilityResponse",
        "contained": [_question(asked, file.on, fund)],
        "status": "active",
        "purpose": ["validation"],
        "patient": patient(asked.number),
        "servicedDate": file.on.isoformat(),
        "created": at.isoformat(timespec="seconds"),
        "request": {"reference": f"#{_REQUEST}"},
        "outcome": "complete",
        "disposition": f"{words.message} {words.do}".strip(),
        "insurer": insurer(fund),
    }
    if right.is_open is None:
        told["outcome"] = "error"
        told["error"] = [{"code": coded(RIGHT_REASONS, right.reason.code, words.message)}]
    if held is None:
        return told
    insurance: Resource = {
        "extension": [why(right, fund=fund, language=language)],
        "coverage": {"reference": f"Coverage/{coverage_id(asked.number, held)}"},
    }
    if right.is_open is not None:
        insurance["inforce"] = right.is_open
    if right.is_open:
        insurance["benefitPeriod"] = period(held.since, right.closes_on)
    return told | {"insurance": [insurance]}


def _question(asked: Question, on: date, fund: FundView) -> Resource:
    return {
        "resourceType": "CoverageEligibilityRequest",
        "id": _REQUEST,
        "status": "active",
        "purpose": list(asked.purposes),
        "patient": patient(asked.number),
        "servicedDate": on.isoformat(),
        "created": asked.created,
        "insurer": insurer(fund),
    }
