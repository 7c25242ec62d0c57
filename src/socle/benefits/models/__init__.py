"""Storage of benefits. Private."""

from socle.benefits.models.asked_runs import RunAsked
from socle.benefits.models.borders import ForeignPeriod, LiaisonForm
from socle.benefits.models.campaigns import Campaign, CampaignChild, OpeningDismissal
from socle.benefits.models.certificates import RightsCertificate
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
from socle.benefits.models.filings import PublicFiling
from socle.benefits.models.health import MedicalAccess, MedicalAccessReview
from socle.benefits.models.holds import PaymentHold
from socle.benefits.models.injuries import (
    ClaimInjury,
    InjuryCertificate,
    InjuryDecision,
    InjuryOutcome,
    WorkInjury,
)
from socle.benefits.models.kept import AllowanceKept
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
    "AllowanceKept",
    "AnomalyAcceptance",
    "Appeal",
    "AppealRuling",
    "Award",
    "AwardTerm",
    "BenefitRun",
    "Campaign",
    "CampaignChild",
    "Claim",
    "ClaimDecision",
    "ClaimFact",
    "ClaimInjury",
    "ClaimPiece",
    "DecisionTerm",
    "ForeignPeriod",
    "InjuryCertificate",
    "InjuryDecision",
    "InjuryOutcome",
    "LiaisonForm",
    "MedicalAccess",
    "MedicalAccessReview",
    "OpeningDismissal",
    "Overpayment",
    "OverpaymentRemission",
    "PaymentHold",
    "PublicFiling",
    "RecoveryPlan",
    "Retention",
    "RightProof",
    "RightsCertificate",
    "RunAnomaly",
    "RunAsked",
    "RunChange",
    "RunStep",
    "RunTotal",
    "WorkInjury",
]
