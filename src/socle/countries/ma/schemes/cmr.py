"""The civil servants' pension scheme: its benefits. Its contributions were read in no source.

French: Caisse marocaine des retraites (CMR), régime des pensions civiles.
"""

from socle.countries.ma.benefits.cmr import BENEFITS
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cmr",
    capped_wage_branch="old_age",
    inputs=(Input("wage", "amount"), Input("month", "month")),
    levies=(),
    benefits=BENEFITS,
    not_found={"old_age": ("cmr.old_age.employee_rate", "cmr.old_age.employer_rate")},
)
