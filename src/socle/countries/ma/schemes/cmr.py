"""The civil servants' pension scheme: its benefits. Its contributions were read in no source.

French: Caisse marocaine des retraites (CMR), régime des pensions civiles.
"""

from socle.countries.ma.benefits.cmr import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cmr",
    capped_wage_branch="old_age",
    inputs=(Input("wage", "amount"), Input("month", "month")),
    levies=(
        Levy("old_age", "employee", "cmr.old_age.employee_rate"),
        Levy("old_age", "employer", "cmr.old_age.employer_rate"),
    ),
    benefits=BENEFITS,
    not_found={"late_payment": ("cmr.late_payment",)},
)
