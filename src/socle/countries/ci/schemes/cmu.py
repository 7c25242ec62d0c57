"""Universal health cover: so much a person, shared by worker and employer.

French: couverture maladie universelle (CMU), Caisse nationale d'assurance maladie. The wage only
says that somebody was paid.
"""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cmu",
    capped_wage_branch="health",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("covered_persons", "count", default="1"),
        Input("further_children", "count", default="0"),
    ),
    levies=(
        Levy("health", "employee", flat="cmu.health.employee_amount", persons="covered_persons"),
        Levy("health", "employer", flat="cmu.health.employer_amount", persons="covered_persons"),
        Levy(
            "health",
            "employee",
            flat="cmu.health.whole_amount",
            persons="further_children",
            name="further_children",
        ),
    ),
    not_found={"late_payment": ("cmu.late_payment",)},
)
