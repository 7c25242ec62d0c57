"""Storage of contributions. Private."""

from socle.contributions.models.declarations import (
    AllowanceDue,
    Corrective,
    CorrectiveBranch,
    CorrectiveChange,
    Declaration,
    DeclarationBranch,
    DeclarationStart,
    Deposit,
    DepositFault,
    DepositProgress,
    FormDraft,
    FormDraftLine,
    LineCure,
    Prefill,
    PrefillRow,
)
from socle.contributions.models.profiles import (
    DepositProfile,
    FileProfile,
    FileProfileMapping,
    FundDueDay,
)

__all__ = [
    "AllowanceDue",
    "Corrective",
    "CorrectiveBranch",
    "CorrectiveChange",
    "Declaration",
    "DeclarationBranch",
    "DeclarationStart",
    "Deposit",
    "DepositFault",
    "DepositProfile",
    "DepositProgress",
    "FileProfile",
    "FileProfileMapping",
    "FormDraft",
    "FormDraftLine",
    "FundDueDay",
    "LineCure",
    "Prefill",
    "PrefillRow",
]
