"""What a decision would give: from which day, to whom, with which terms."""

from datetime import date

from socle.benefits.conventions import deadline_of
from socle.benefits.models import Claim
from socle.benefits.queries.calculations import files_of, formula_of
from socle.benefits.queries.claims import claim_row, deadline, told_of
from socle.benefits.queries.division import divided, first_day
from socle.benefits.queries.files import Files
from socle.benefits.queries.totalising import prorated
from socle.benefits.types import Calculation, Household, Member, PlannedAward
from socle.countries.registry import country
from socle.kernel.months import Month
from socle.platform.access.types import FundView
from socle.registry.queries.families_reading import Moment, relatives
from socle.rules.parameters import as_whole

FAMILY_FACTS = frozenset({"spouses", "children"})


def begins_on(*, fund: FundView, benefit: str, event: date, filed: date) -> date:
    """The first day of a right: the month after the event, unless the claim came late.

    A late claim loses what the law says it loses; where no text was read, nothing.
    """
    first = first_day(event)
    limit = deadline(fund=fund, benefit=benefit, event=event, filed=filed)
    if limit is None or limit.is_kept:
        return first
    said = deadline_of(fund, benefit) or {}
    if said["late"] == "after_claim":
        return max(first, first_day(filed))
    back = as_whole(country(fund.country).parameters.value(said["back"], event))
    return max(first, (Month.of(filed) - back).first_day)


def plan_of(
    *, fund: FundView, number: str, found: Calculation, files: Files | None = None
) -> tuple[PlannedAward, ...]:
    """What deciding a claim today would give, for who looks before; `files`, if they were read.

    Raises:
        NotKnown: there is no such claim.
    """
    claim = claim_row(number)
    since = begins_on(fund=fund, benefit=claim.benefit, event=claim.event_on, filed=claim.filed_on)
    return planned(fund=fund, claim=claim, found=found, since=since, files=files)


def planned(
    *,
    fund: FundView,
    claim: Claim,
    found: Calculation,
    since: date,
    on: date | None = None,
    without: frozenset[int] = frozenset(),
    files: Files | None = None,
) -> tuple[PlannedAward, ...]:
    """The awards that a calculation gives from a day on; the family is that of `on`.

    `without`: persons who have no right any more, whatever the register says of them.
    """
    on = on or claim.event_on
    told = told_of(claim)
    formula = formula_of(fund=fund, benefit=claim.benefit, on=on, told=told)
    named = relatives({claim.person_id}, Moment(None, None))[claim.person_id]
    insured = Member(
        *(claim.person_id, named.number, named.name, named.birth_on, None),
        *(claim.person_id, named.number),
    )
    family = Household()
    if FAMILY_FACTS & set(formula.facts()):
        files = files or files_of(fund=fund, number=named.number, benefit=claim.benefit, on=on)
        family = files.household
        family = Household(
            tuple(each for each in family.spouses if each.person_id not in without),
            tuple(each for each in family.children if each.person_id not in without),
            family.is_known,
            family.limit,
        )
    facts = {each.name: each.value for each in found.facts}
    plans = divided(formula, facts, family, insured=insured, since=since)
    return prorated(plans, found.totalisation)
