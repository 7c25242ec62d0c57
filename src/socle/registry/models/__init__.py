"""Storage of the register. Private: other rooms read by `queries` and the views it publishes."""

from socle.registry.models.employers import (
    Employer,
    EmployerClassification,
    EmployerProfile,
    Establishment,
    Mandate,
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
    "Employer",
    "EmployerClassification",
    "EmployerProfile",
    "Employment",
    "Establishment",
    "Mandate",
    "NumberRule",
    "Person",
    "PersonCivilStatus",
    "PersonDeath",
    "PersonName",
    "PersonOrigin",
    "PersonRegistration",
]
