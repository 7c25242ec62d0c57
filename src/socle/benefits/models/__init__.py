"""Storage of benefits. Private."""

from socle.benefits.models.claims import (
    Appeal,
    AppealRuling,
    Award,
    AwardTerm,
    Claim,
    ClaimDecision,
    ClaimFact,
    ClaimPiece,
    DecisionTerm,
)
from socle.benefits.models.proofs import RightProof
from socle.benefits.models.runs import (
    AnomalyAcceptance,
    BenefitRun,
    Overpayment,
    OverpaymentRemission,
    RecoveryPlan,
    Retention,
    RunAnomaly,
    RunChange,
    RunStep,
    RunTotal,
)

__all__ = [
    "AnomalyAcceptance",
    "Appeal",
    "AppealRuling",
    "Award",
    "AwardTerm",
    "BenefitRun",
    "Claim",
    "ClaimDecision",
    "ClaimFact",
    "ClaimPiece",
    "DecisionTerm",
    "Overpayment",
    "OverpaymentRemission",
    "RecoveryPlan",
    "Retention",
    "RightProof",
    "RunAnomaly",
    "RunChange",
    "RunStep",
    "RunTotal",
]
