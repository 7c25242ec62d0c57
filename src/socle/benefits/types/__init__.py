"""What crosses the border of benefits: frozen values, amounts in minor units."""

from socle.benefits.types.borders import Certified, ForeignPeriod, LiaisonSheet, Totalisation
from socle.benefits.types.calculation import (
    Calculation,
    Household,
    KnownFact,
    Member,
    Origin,
    PlannedAward,
    PlannedTerm,
    Told,
    calculation_from,
)
from socle.benefits.types.claims import (
    AppealView,
    AwardView,
    ClaimLine,
    ClaimPieceView,
    ClaimView,
    DeadlineView,
    DecisionView,
    TermView,
)
from socle.benefits.types.words import (
    AppealKind,
    Channel,
    Outcome,
    Part,
    Ruling,
    Stage,
    TermStatus,
)

__all__ = [
    "AppealKind",
    "AppealView",
    "AwardView",
    "Calculation",
    "Certified",
    "Channel",
    "ClaimLine",
    "ClaimPieceView",
    "ClaimView",
    "DeadlineView",
    "DecisionView",
    "ForeignPeriod",
    "Household",
    "KnownFact",
    "LiaisonSheet",
    "Member",
    "Origin",
    "Outcome",
    "Part",
    "PlannedAward",
    "PlannedTerm",
    "Ruling",
    "Stage",
    "TermStatus",
    "TermView",
    "Told",
    "Totalisation",
    "calculation_from",
]
