"""Pensions told to coverage: who is paid one is covered as a pensioner, while it is paid.

French: pensionné. The act that changes an award states the cover too, so that a counter-act takes
both back. Which benefits are pensions for that is the house's convention (`keeping.yaml`).
"""

from collections import defaultdict
from collections.abc import Iterable

from psycopg.types.range import DateRange

from socle.benefits.keeping import covering_pensions
from socle.benefits.models import Award, AwardTerm
from socle.benefits.types import TermStatus
from socle.coverage.operations import serve_pensions
from socle.coverage.queries import pension_category
from socle.coverage.types import Served
from socle.platform.access.types import FundView


def award_ids_of(*, claim_id: int) -> list[int]:
    """The keys of the awards of a claim, those of the act in progress among them."""
    return list(Award.objects.filter(claim_id=claim_id).values_list("id", flat=True))


def cover_pensioners(fund: FundView, award_ids: Iterable[int]) -> None:
    """States again what covers the beneficiaries of some awards, by all pensions that they have.

    Nothing, where the country's rules of cover know no pensioners.
    """
    category = pension_category(fund=fund)
    if category is None:
        return
    pensions = covering_pensions()
    people = sorted(
        set(
            Award.objects.filter(id__in=list(award_ids), benefit__in=pensions).values_list(
                "beneficiary_id", flat=True
            )
        )
    )
    served: dict[int, list[Served]] = defaultdict(list)
    terms = AwardTerm.objects.filter(
        award__beneficiary_id__in=people,
        award__benefit__in=pensions,
        status=TermStatus.ACTIVE.value,
    ).select_related("award")
    for term in terms.order_by("award_id", "valid"):
        valid = DateRange(term.valid.lower, term.valid.upper)
        served[term.award.beneficiary_id].append(Served(term.award.number, valid))
    for person in people:
        serve_pensions(fund_id=fund.id, person_id=person, category=category, served=served[person])
