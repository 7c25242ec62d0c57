"""Who is paid without the work that the law asks of a month, as a claim is judged.

French: maintien des allocations familiales du pensionné et du conjoint survivant. A run asks the
same of each month (`sql/runs.sql`).
"""

from collections.abc import Mapping
from dataclasses import replace

from socle.benefits.keeping import without_work, without_work_said
from socle.benefits.models import AwardTerm
from socle.benefits.queries.files import Files
from socle.benefits.types import Part
from socle.registry.queries import person_id
from socle.rules.benefits.definition import Formula
from socle.rules.trace import Step

# What is asked of each month by itself: a decision reads that of its event, a run every other.
MONTH_FACTS = frozenset({"days_in_month", "monthly_wage"})


def without_month(files: Files, formula: Formula) -> tuple[Formula, tuple[Step, ...]]:
    """A formula that does not ask the work of the month, and why, where the insured has a pension.

    The formula as it is, where no text that was read says so.
    """
    pensions = without_work(files.fund.country)
    kept = tuple(each for each in formula.tests if each.fact not in MONTH_FACTS)
    if not pensions or len(kept) == len(formula.tests):
        return formula, ()
    found = (
        AwardTerm.objects.filter(
            award__beneficiary_id=person_id(files.number),
            award__benefit__in=pensions,
            valid__contains=files.on,
        )
        .exclude(award__part=Part.ORPHANS.value)
        .order_by("award_id")
        .values_list("award__number", flat=True)
        .first()
    )
    if found is None:
        return formula, ()
    said: Mapping[str, str] = without_work_said(files.fund.country)
    step = Step("work_unasked", found, said["source"], said["status"])
    return replace(formula, tests=kept), (step,)
