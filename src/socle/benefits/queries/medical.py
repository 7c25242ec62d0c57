"""The medical adviser's basket: claims that rest on an incapacity, and the opinions on them.

An opinion is a rate, a period and a day to see again: never a diagnosis.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from socle.benefits.models import ClaimFact
from socle.benefits.queries.calculations import facts_of
from socle.benefits.queries.claims import claims
from socle.benefits.queries.health import fact_value
from socle.benefits.queries.known import known
from socle.benefits.types import ClaimLine
from socle.benefits.types.health import DATES, MEDICAL_PIECES, RATE
from socle.countries.registry import country
from socle.platform.access.types import FundView, Permission

# Benefits that rest on an incapacity whatever the law that was read says of its rate (convention).
_ALWAYS = ("invalidity", "work_injury", "work_injury_daily")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the adviser said last of a claim (avis du médecin-conseil)."""

    percent: str
    since: date | None
    until: date | None
    review_on: date | None
    act_number: str


@dataclass(frozen=True, slots=True)
class MedicalLine:
    """A claim of the basket with its opinion, if one was given."""

    claim: ClaimLine
    opinion: Opinion | None

    def is_to_review(self, on: date) -> bool:
        """Whether the day to see the person again has come."""
        return bool(self.opinion and self.opinion.review_on and self.opinion.review_on <= on)


def reader_of(kind: str) -> Permission:
    """Who reads a paper of an act: what is medical is the adviser's alone."""
    return Permission.ADVISE_MEDICALLY if kind in MEDICAL_PIECES else Permission.READ_ACTS


def medical_benefits(fund: FundView) -> tuple[str, ...]:
    """The benefits of the fund's scheme on which the medical adviser is heard."""
    every = country(fund.country).scheme(fund.scheme).benefits
    return tuple(each for each in every if each in _ALWAYS or RATE in facts_of(fund, each))


def medical_basket(*, fund: FundView, limit: int) -> list[MedicalLine]:
    """Claims that wait for a decision and on which the adviser is heard, the oldest first."""
    found = claims(limit=limit, benefits=list(medical_benefits(fund)), only_open=True)
    said = _opinions({each.id for each in found})
    return [MedicalLine(each, said.get(each.id)) for each in found]


def reviews(*, fund: FundView, on: date, limit: int) -> list[MedicalLine]:
    """Claims decided whose day to be seen again has come, the oldest first."""
    found = claims(limit=limit, benefits=list(medical_benefits(fund)))
    decided = [each for each in found if each.decided_on is not None]
    said = _opinions({each.id for each in decided})
    lines = [MedicalLine(each, said.get(each.id)) for each in decided]
    return [each for each in lines if each.is_to_review(on)]


def opinion_on(*, claim_id: int) -> Opinion | None:
    """The last opinion on a claim."""
    return _opinions({claim_id}).get(claim_id)


def _opinions(claim_ids: set[int]) -> Mapping[int, Opinion]:
    """The last opinion on each claim: the facts that one act told."""
    rows = (
        ClaimFact.objects.filter(known(), claim_id__in=claim_ids, name__in=(RATE, *DATES))
        .select_related("act", "claim")
        .order_by("id")
    )
    told: dict[int, tuple[str, dict[str, str]]] = {}
    for each in rows:
        if each.name == RATE:  # an opinion begins by its rate, and replaces the one before
            told[each.claim_id] = (each.act.number, {})
        if each.claim_id in told:
            told[each.claim_id][1][each.name] = fact_value(each, each.claim.number)
    since, until, review = DATES
    return {
        claim: Opinion(
            percent=said[RATE],
            since=_day(said.get(since)),
            until=_day(said.get(until)),
            review_on=_day(said.get(review)),
            act_number=act,
        )
        for claim, (act, said) in told.items()
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
