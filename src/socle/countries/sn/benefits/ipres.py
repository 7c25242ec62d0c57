"""Benefits of IPRES.

French: pension de retraite par points, pension de réversion. The value of the point and the
reference wage were read in no source, so no pension can be computed.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.survivors import PENSION, SPOUSES, spouses_rate
from socle.rules.benefits.terms import Product, Whole

_WIDOWS = Product(PENSION, spouses_rate("ipres.survivors.spouse_rate"))

BENEFITS = (
    BenefitDefinition(
        "old_age",
        not_found=("ipres.old_age_pension.point_value", "ipres.old_age_pension.reference_wage"),
    ),
    BenefitDefinition("early_old_age", not_found=("ipres.old_age_pension.early_coefficients",)),
    BenefitDefinition(
        "survivors",
        conditions=(AtLeast("spouses", Whole(1)),),
        amount=Rounded(_WIDOWS),
        parts={"each_spouse": Portion(_WIDOWS, Whole(1), SPOUSES, label="each_spouse")},
        rate=spouses_rate("ipres.survivors.spouse_rate"),
        not_found=("ipres.survivors.orphan_rate",),
    ),
)
