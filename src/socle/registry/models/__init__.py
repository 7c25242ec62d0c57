"""Storage of the register. Private: other rooms read by `queries` and the views it publishes."""

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
from socle.registry.models.people import (
    NumberRule,
    Person,
    PersonCivilStatus,
    PersonDeath,
    PersonName,
    PersonOrigin,
    PersonRegistration,
)
from socle.registry.models.work import Employment

__all__ = [
    "BearerContest",
    "Dependency",
    "Disability",
    "Employer",
    "EmployerClassification",
    "EmployerProfile",
    "Employment",
    "Establishment",
    "Filiation",
    "Guardianship",
    "Mandate",
    "Marriage",
    "NumberRule",
    "OtherCover",
    "Person",
    "PersonCivilStatus",
    "PersonDeath",
    "PersonName",
    "PersonOrigin",
    "PersonRegistration",
    "Schooling",
]
