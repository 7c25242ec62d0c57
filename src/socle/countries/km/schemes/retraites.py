"""The Comoros' pension fund: private sector, public service, members of parliament.

French: Caisse de retraites des Comores.
"""

from socle.countries.km.benefits.retraites import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="retraites",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("sector", "choice", ("private", "public", "parliament"), "private"),
    ),
    levies=(
        Levy("old_age", "employee", "retraites.old_age.insured_rate", chosen_by="sector"),
        Levy("old_age", "employer", "retraites.old_age.employer_rate", when={"sector": "private"}),
        Levy(
            "old_age",
            "employer",
            "retraites.old_age.public_employer_rate",
            when={"sector": "public"},
        ),
        Levy("old_age", "state", "retraites.old_age.state_rate", when={"sector": "parliament"}),
    ),
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("retraites.late_payment",)},
    benefits=BENEFITS,
)
