"""Storage of the register. Private: other rooms read by `queries` and the views it publishes."""

from socle.registry.models.affiliations import (
    Agency,
    EmployerAgency,
    EmployerContact,
    EmployerIdentifier,
    EmployerNature,
    EmployerParent,
    EmployerRepresentative,
    EmployerSuccession,
    EstablishmentPlace,
)
from socle.registry.models.cards import CardStateOfPerson, InsuredCard, RegisterCertificate
from socle.registry.models.details import (
    ChangeNotice,
    ChangeNoticeSent,
    EmployerAccount,
    PersonAccount,
    PersonContact,
)
from socle.registry.models.duplicates import DistinctPersons
from socle.registry.models.employers import (
    Employer,
    EmployerClassification,
    EmployerProfile,
    Establishment,
    Mandate,
)
from socle.registry.models.families import (
    BearerContest,
    Dependency,
    Disability,
    Filiation,
    Guardianship,
    Marriage,
    OtherCover,
    Schooling,
)
from socle.registry.models.imports import (
    ImportFault,
    ImportMapping,
    ImportPiece,
    ImportRun,
    ImportSource,
)
from socle.registry.models.merging import PersonAlias
from socle.registry.models.people import (
    NumberRule,
    Person,
    PersonCivilStatus,
    PersonDeath,
    PersonName,
    PersonOrigin,
    PersonRegistration,
)
from socle.registry.models.suspicions import ClashSettled, DuplicateSuspicion
from socle.registry.models.work import Employment

__all__ = [
    "Agency",
    "BearerContest",
    "CardStateOfPerson",
    "ChangeNotice",
    "ChangeNoticeSent",
    "ClashSettled",
    "Dependency",
    "Disability",
    "DistinctPersons",
    "DuplicateSuspicion",
    "Employer",
    "EmployerAccount",
    "EmployerAgency",
    "EmployerClassification",
    "EmployerContact",
    "EmployerIdentifier",
    "EmployerNature",
    "EmployerParent",
    "EmployerProfile",
    "EmployerRepresentative",
    "EmployerSuccession",
    "Employment",
    "Establishment",
    "EstablishmentPlace",
    "Filiation",
    "Guardianship",
    "ImportFault",
    "ImportMapping",
    "ImportPiece",
    "ImportRun",
    "ImportSource",
    "InsuredCard",
    "Mandate",
    "Marriage",
    "NumberRule",
    "OtherCover",
    "Person",
    "PersonAccount",
    "PersonAlias",
    "PersonCivilStatus",
    "PersonContact",
    "PersonDeath",
    "PersonName",
    "PersonOrigin",
    "PersonRegistration",
    "RegisterCertificate",
    "Schooling",
]
