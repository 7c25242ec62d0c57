"""Benefits of Guinea-Bissau's INSS.

Portuguese: pensão de velhice, de invalidez e de sobrevivência, abono de família, doença,
maternidade, acidentes de trabalho; Decreto-Lei 5/86. Of their amounts only the least pensions of
2023 were read.
"""

from socle.rules.benefits.definition import BenefitDefinition

BENEFITS = (
    BenefitDefinition(
        "old_age",
        told=("inss.old_age_pension.least_pension",),
        not_found=(
            "inss.old_age_pension.normal_age",
            "inss.old_age_pension.stage_months",
            "inss.old_age_pension.rate_at_stage",
        ),
    ),
    BenefitDefinition("invalidity", not_found=("inss.invalidity.rate",)),
    BenefitDefinition(
        "survivors",
        told=("inss.survivors.least_pension",),
        not_found=("inss.survivors.spouse_rate", "inss.survivors.orphan_rate"),
    ),
    BenefitDefinition("family_allowance", not_found=("inss.family_allowance.amount_per_child",)),
    BenefitDefinition("sickness", not_found=("inss.sickness.daily_rate",)),
    BenefitDefinition("maternity_daily", not_found=("inss.maternity.daily_rate",)),
    BenefitDefinition("work_injury", not_found=("inss.work_injury.annuity",)),
)
