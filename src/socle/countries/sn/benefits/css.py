"""Benefits of Senegal's CSS.

French: Caisse de sécurité sociale ; allocations familiales, payées par trimestre.
"""

from socle.rules.benefits.definition import ONCE, QUARTERLY, BenefitDefinition
from socle.rules.benefits.family import per_child
from socle.rules.benefits.terms import Product, Whole

_FAMILY = "css.family_allowance"

BENEFITS = (
    BenefitDefinition(
        "family_allowance",
        amount=Product(
            per_child(f"{_FAMILY}.amount_per_child", most=f"{_FAMILY}.most_children"), Whole(3)
        ),
        periodicity=QUARTERLY,
    ),
    BenefitDefinition("prenatal", periodicity=ONCE, not_found=("css.prenatal.amount",)),
    BenefitDefinition("maternity_daily", not_found=("css.maternity.daily_rate",)),
    BenefitDefinition("work_injury", not_found=("css.work_injury.annuity",)),
)
