"""What keeps allowances without the work of the month: a pension, or children of the dead.

French: maintien des allocations familiales du pensionné, et des enfants connus d’un allocataire
décédé. A run asks the same of each month (`sql/runs.sql`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from socle.benefits.keeping import for_known_children, without_work
from socle.benefits.models import AwardTerm
from socle.benefits.types import Part

# Of children: those whom somebody bore who was paid for them on the eve of their death, and those
# born of them since. A child has one such bearer at most: the last.
_KNOWN = """
    SELECT DISTINCT ON (o.child_id) o.child_id, f.number
    FROM (
      SELECT dependant_id AS child_id, bearer_id AS dead_id, valid
      FROM dependency_as_of('infinity')
      WHERE benefit = 'family' AND dependant_id = ANY(%(children)s)
      UNION ALL
      SELECT t.child_id, t.parent_id, daterange(s.birth_on, NULL)
      FROM filiation_as_of('infinity') t
      JOIN person_civil_status_as_of('infinity') s
        ON s.person_id = t.child_id AND upper_inf(s.valid)
      JOIN insured_death d ON d.person_id = t.parent_id AND d.died_on < s.birth_on
      WHERE t.child_id = ANY(%(children)s)
    ) o
    JOIN insured_death d ON d.person_id = o.dead_id AND d.died_on <= %(on)s
    JOIN award f ON f.beneficiary_id = o.dead_id AND f.benefit = %(benefit)s
    JOIN award_term t ON t.award_id = f.id AND t.valid @> (d.died_on - 1)
    WHERE o.valid @> (d.died_on - 1) OR lower(o.valid) > d.died_on
    ORDER BY o.child_id, d.died_on DESC, f.id DESC
"""


def pension_in_force(*, country: str, person_id: int, on: date) -> str:
    """The award of a pension whose holder is asked no work, on a day; empty where there is none."""
    pensions = without_work(country)
    if not pensions:
        return ""
    found = (
        AwardTerm.objects.filter(
            award__beneficiary_id=person_id, award__benefit__in=pensions, valid__contains=on
        )
        .exclude(award__part=Part.ORPHANS.value)
        .order_by("award_id")
        .values_list("award__number", flat=True)
        .first()
    )
    return str(found or "")


def known_children(
    *, country: str, benefit: str, children: Sequence[int], on: date
) -> Mapping[int, str]:
    """Of children, those for whom the dead were paid this benefit: by whose award."""
    if benefit not in for_known_children(country) or not children:
        return {}
    said: dict[str, Any] = {"children": list(children), "benefit": benefit, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, said)
        return dict(cursor.fetchall())
