"""Gathers the storage of the platform's folders, where Django looks for it."""

from socle.platform.access.models import (
    ApiToken,
    AskedLately,
    Fund,
    RoleGrant,
    SignInFailure,
    User,
    UserSession,
)
from socle.platform.acts.models import (
    Act,
    ActClaim,
    ActDraft,
    ActEvidence,
    ActProposal,
    ActSeal,
)
from socle.platform.breaches.models import Breach, BreachFinding, BreachPerson, BreachStep
from socle.platform.delegation.models import RoleDelegation
from socle.platform.documents.models import Document, DocumentChunk, DocumentErasure
from socle.platform.factors.models import FactorPolicy, PaperCode, Passkey, TotpFactor
from socle.platform.identities.models import IdentityProvider, LinkedIdentity
from socle.platform.keeping.models import LogKeeping
from socle.platform.partners.models import (
    NoticeQueue,
    PartnerAccess,
    PartnerAgreement,
    PartnerNotice,
    PartnerSecret,
    PartnerSubscription,
)
from socle.platform.printing.models import PaperMade
from socle.platform.purging.models import DataKeeping, DataPurge, DataPurgePart
from socle.platform.sealing.models import DataKey, SealedValue
from socle.platform.signing.models import SigningKey
from socle.platform.upkeep.models import Upkeep

__all__ = [
    "Act",
    "ActClaim",
    "ActDraft",
    "ActEvidence",
    "ActProposal",
    "ActSeal",
    "ApiToken",
    "AskedLately",
    "Breach",
    "BreachFinding",
    "BreachPerson",
    "BreachStep",
    "DataKeeping",
    "DataKey",
    "DataPurge",
    "DataPurgePart",
    "Document",
    "DocumentChunk",
    "DocumentErasure",
    "FactorPolicy",
    "Fund",
    "IdentityProvider",
    "LinkedIdentity",
    "LogKeeping",
    "NoticeQueue",
    "PaperCode",
    "PaperMade",
    "PartnerAccess",
    "PartnerAgreement",
    "PartnerNotice",
    "PartnerSecret",
    "PartnerSubscription",
    "Passkey",
    "RoleDelegation",
    "RoleGrant",
    "SealedValue",
    "SignInFailure",
    "SigningKey",
    "TotpFactor",
    "Upkeep",
    "User",
    "UserSession",
]
