"""The pensions of Mali's civil and military servants.

French: Caisse malienne de sécurité sociale. Who pays the 12 % of members of parliament was not
read.
"""

from socle.countries.ml.benefits.cmss import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cmss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("old_age", "employee", "cmss.old_age.employee_rate"),
        Levy("old_age", "employer", "cmss.old_age.employer_rate"),
    ),
    not_found={
        "old_age": ("cmss.old_age.parliament_payer",),
        "late_payment": ("cmss.late_payment",),
    },
    benefits=BENEFITS,
)
