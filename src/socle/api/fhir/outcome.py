"""OperationOutcome: a refusal, from the problem document that the API tells of the same one."""

from collections.abc import Mapping
from typing import Any

from socle.api.fhir.words import ERRORS, Resource, coded

# By status: the word of FHIR's list that says the same.
_KINDS = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "business-rule",
    429: "throttled",
    503: "transient",
}


def operation_outcome(problem: Mapping[str, Any]) -> Resource:
    """What is wrong and what to do, as the caller's language says it; then each located part."""
    kind = _KINDS.get(problem["status"], "exception")
    issues = [_issue(kind, problem["code"], problem["detail"])]
    for each in problem["errors"]:
        located = _issue("invalid", each["code"], f"{each['message']} {each['do']}")
        place = each["where"].get("field")
        issues.append(located | ({"expression": [place]} if place else {}))
    return {"resourceType": "OperationOutcome", "issue": issues}


def _issue(kind: str, code: str, words: str) -> Resource:
    return {"severity": "error", "code": kind, "details": coded(ERRORS, code, words)}
