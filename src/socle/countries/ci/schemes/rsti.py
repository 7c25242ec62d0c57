"""The self-employed scheme of Côte d'Ivoire's CNPS.

French: régime social des travailleurs indépendants (RSTI). The wage is the income of the category;
above the ceiling, retirement is complementary.
"""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

_CEILING = "rsti.base.ceiling"

DEFINITION = SchemeDefinition(
    code="rsti",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("complementary", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy("old_age", "employee", "rsti.old_age.insured_rate", ceiling=_CEILING),
        Levy("short_term", "employee", "rsti.short_term.insured_rate", ceiling=_CEILING),
        Levy(
            "complementary_old_age",
            "employee",
            "rsti.complementary_old_age.insured_rate",
            above=_CEILING,
            when={"complementary": "included"},
        ),
    ),
    not_found={"old_age": ("rsti.base.floor_by_category",), "late_payment": ("rsti.late_payment",)},
)
