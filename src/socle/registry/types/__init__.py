"""What crosses the border of the register: frozen values."""

from socle.registry.types.employers import EmployerStatus, EmployerView, EstablishmentView
from socle.registry.types.families import (
    Bond,
    Care,
    Dependant,
    FamilyDate,
    FamilyView,
    Judgement,
    Kin,
    MarriageState,
    ParentRole,
    Relative,
    Rule,
    Standing,
    Study,
)
from socle.registry.types.history import ActOnSubject, Belief
from socle.registry.types.people import (
    ImportedPerson,
    NameKind,
    NameView,
    PersonView,
    RegistrationOrigin,
    RegistrationState,
    RegistrationView,
    Script,
    Sex,
    WaitingRegistration,
)
from socle.registry.types.work import EmploymentView

__all__ = [
    "ActOnSubject",
    "Belief",
    "Bond",
    "Care",
    "Dependant",
    "EmployerStatus",
    "EmployerView",
    "EmploymentView",
    "EstablishmentView",
    "FamilyDate",
    "FamilyView",
    "ImportedPerson",
    "Judgement",
    "Kin",
    "MarriageState",
    "NameKind",
    "NameView",
    "ParentRole",
    "PersonView",
    "RegistrationOrigin",
    "RegistrationState",
    "RegistrationView",
    "Relative",
    "Rule",
    "Script",
    "Sex",
    "Standing",
    "Study",
    "WaitingRegistration",
]
