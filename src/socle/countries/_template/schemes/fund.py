"""The scheme of the fund. Say here the French names of its branches and the texts they rest on."""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="fund",
    capped_wage_branch="old_age",
    inputs=(Input("wage", "amount"), Input("month", "month")),
    levies=(
        Levy("old_age", "employee", "fund.old_age.employee_rate", ceiling="fund.old_age.ceiling"),
    ),
)
