"""What crosses the border of the register: frozen values."""

from socle.registry.types.employers import EmployerStatus, EmployerView, EstablishmentView
from socle.registry.types.history import ActOnSubject, Belief
from socle.registry.types.people import ImportedPerson, PersonView, Sex
from socle.registry.types.work import EmploymentView

__all__ = [
    "ActOnSubject",
    "Belief",
    "EmployerStatus",
    "EmployerView",
    "EmploymentView",
    "EstablishmentView",
    "ImportedPerson",
    "PersonView",
    "Sex",
]
