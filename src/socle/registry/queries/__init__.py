"""Reading the register: as it was on a day, as the fund knew it at an instant."""

from socle.registry.queries.employers import (
    employee_counts,
    employer,
    employer_id,
    employer_ids_in,
    employer_ids_of,
    employer_name,
    employers,
    names_of,
)
from socle.registry.queries.finding import search
from socle.registry.queries.history import acts_on, opening_act
from socle.registry.queries.names import file_names
from socle.registry.queries.people import died_on, person, person_id
from socle.registry.queries.registrations import waiting_registrations
from socle.registry.queries.work import employees_of_employer, employments_of_person

__all__ = [
    "acts_on",
    "died_on",
    "employee_counts",
    "employees_of_employer",
    "employer",
    "employer_id",
    "employer_ids_in",
    "employer_ids_of",
    "employer_name",
    "employers",
    "employments_of_person",
    "file_names",
    "names_of",
    "opening_act",
    "person",
    "person_id",
    "search",
    "waiting_registrations",
]
