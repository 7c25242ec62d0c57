"""Benefits of the CMSS of Mali.

French: Caisse malienne de sécurité sociale. The reference is known, the last index salary and then
the average of five years; the accrual of a year of service was not read.
"""

from socle.rules.benefits.definition import BenefitDefinition

BENEFITS = (BenefitDefinition("old_age", not_found=("cmss.old_age_pension.accrual_rate",)),)
