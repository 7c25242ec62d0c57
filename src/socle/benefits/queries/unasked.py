"""Who is paid without the work that the law asks of a month, as a claim is judged.

French: maintien des allocations familiales du pensionné, et des enfants connus d’un allocataire
décédé. A run asks the same of each month (`sql/runs.sql`).
"""

from dataclasses import replace

from socle.benefits.keeping import known_children_said, without_work_said
from socle.benefits.queries.files import Files
from socle.rules.benefits.definition import Formula
from socle.rules.trace import Step

# What is asked of each month by itself: a decision reads that of its event, a run every other.
MONTH_FACTS = frozenset({"days_in_month", "monthly_wage"})
# The step of a decision by which a run pays on: its value is the award of who died.
KNOWN_CHILDREN = "known_children"


def without_month(files: Files, formula: Formula) -> tuple[Formula, tuple[Step, ...]]:
    """A formula that does not ask the work of the month, and why it is not asked.

    The formula as it is, where no text that was read says so.
    """
    kept = tuple(each for each in formula.tests if each.fact not in MONTH_FACTS)
    if len(kept) == len(formula.tests):
        return formula, ()
    step = _unasked(files)
    return (replace(formula, tests=kept), (step,)) if step else (formula, ())


def _unasked(files: Files) -> Step | None:
    country = files.fund.country
    if files.pension_in_force:
        said = without_work_said(country)
        return Step("work_unasked", files.pension_in_force, said["source"], said["status"])
    awards = {files.known_children.get(each.person_id) for each in files.household.children}
    if not awards or None in awards:
        return None
    said = known_children_said(country)
    return Step(KNOWN_CHILDREN, min(filter(None, awards)), said["source"], said["status"])
