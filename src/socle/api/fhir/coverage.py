"""Coverage: by which scheme a person is covered, as what, from when to when, and if it opens."""

from datetime import date

from socle.api.fhir.words import (
    BONDS,
    COVERAGE_CLASSES,
    RIGHT_REASONS,
    SUBSCRIBER_RELATIONSHIPS,
    WHY,
    Resource,
    category_system,
    coded,
    insurer,
    patient,
    period,
)
from socle.countries.covering import RightRule
from socle.coverage.queries import law_of
from socle.coverage.types import Cover, CoverageFile, Right
from socle.coverage.words import said
from socle.platform.access.types import FundView
from socle.registry.types import Bond

_RELATIONSHIPS = {Bond.SPOUSE: "spouse", Bond.CHILD: "child", Bond.ADOPTED: "child"}


def coverage_id(person: str, cover: Cover) -> str:
    """By what a cover is read again: whose, as what, since when."""
    return f"{person}.{cover.category.replace('_', '-')}.{cover.since.isoformat()}"


def person_of(coverage: str) -> str:
    """Whose cover an identifier names."""
    return coverage.rsplit(".", 2)[0]


def retained(file: CoverageFile) -> Cover | None:
    """The cover that answers on the day of reading, as the list of covers has it."""
    cover = file.answer.right.cover
    if cover is None:
        return None
    same = [
        each for each in file.covers if each.category == cover.category and _holds(each, file.on)
    ]
    return same[0] if same else cover


def is_borne(cover: Cover, fund: FundView) -> bool:
    """Whether a person is covered through somebody else, who bears them."""
    return law_of(fund=fund).category(cover.category).rule is RightRule.BEARER


def covers_of(file: CoverageFile) -> list[Cover]:
    """Every cover of a person through time, and the one that answers."""
    held = retained(file)
    listed = list(file.covers)
    return listed if held is None or held in listed else [*listed, held]


def coverage(
    cover: Cover, file: CoverageFile, *, fund: FundView, bond: Bond | None, language: str
) -> Resource:
    """A cover. `active` where it answers that day and the right is open; else the reason is said.

    `bond`: by what a dependant is tied to whom bears them that day.
    """
    right = file.answer.right
    is_retained = cover == retained(file)
    told: Resource = {
        "resourceType": "Coverage",
        "id": coverage_id(file.person, cover),
        "status": _status(cover, right, file.on, is_retained=is_retained),
        "type": coded(category_system(fund), cover.category),
        "beneficiary": patient(file.person),
        "period": period(cover.since, cover.until),
        "payor": [insurer(fund)],
        "class": [{"type": coded(COVERAGE_CLASSES, "plan"), "value": cover.scheme}],
    }
    if not cover.scheme:
        del told["class"]
    if not is_borne(cover, fund):
        told |= _borne(file.person, coded(SUBSCRIBER_RELATIONSHIPS, "self"))
    elif is_retained and right.reason.bearer:
        told |= _borne(right.reason.bearer, _relationship(bond))
    if is_retained:
        told["extension"] = [why(right, fund=fund, language=language)]
    return told


def why(right: Right, *, fund: FundView, language: str) -> Resource:
    """Why a right is open or closed, and what would reopen it: the code and the sentence."""
    words = said(right, language=language, currency=fund.currency)
    reason = coded(RIGHT_REASONS, right.reason.code, f"{words.message} {words.do}".strip())
    return {"url": WHY, "valueCodeableConcept": reason}


def _borne(bearer: str, relationship: Resource | None) -> Resource:
    told: Resource = {"subscriber": patient(bearer), "subscriberId": bearer}
    return told | ({} if relationship is None else {"relationship": relationship})


def _relationship(bond: Bond | None) -> Resource | None:
    if bond is None:
        return None
    codes = [
        {"system": SUBSCRIBER_RELATIONSHIPS, "code": _RELATIONSHIPS.get(bond, "other")},
        {"system": BONDS, "code": bond.value},
    ]
    return {"coding": codes}


def _holds(cover: Cover, on: date) -> bool:
    return cover.since <= on and (cover.until is None or on < cover.until)


def _status(cover: Cover, right: Right, on: date, *, is_retained: bool) -> str:
    """`draft` of what is yet to begin, and where the law that decides was not read."""
    if cover.since > on:
        return "draft"
    if not is_retained or right.is_open is False:
        return "cancelled"
    return "active" if right.is_open else "draft"
