"""Whom an answer shows: every person's number in it, so that lists count as reading too.

A field is known by its name, whatever the answer it is in: one of tomorrow counts on the day it is
born, and a test reads the description for names of people that nobody counts.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

# Fields that hold a person's number.
NUMBERS = frozenset(
    {
        *("person", "insured", "insured_number", "beneficiary", "payee", "child", "bearer"),
        *("other_parent",),
    }
)
# Fields that hold the number of somebody or of something: which, another field says.
BY_KIND = {"subject": "subject_kind", "holder": "holder_kind", "number": "kind"}
# Fields that hold lines which begin with a person's number.
LINES = frozenset({"holders"})
# Pieces that are of a person: their `number` is that person's.
OF_PERSONS = frozenset({"Person", "Relative", "SuspectedReading", "WaitingRegistration", "Whose"})
_PERSON = "person"


def persons_in(answer: Any) -> Iterator[str]:
    """The numbers of the persons whom an answer shows, one as often as it is shown."""
    if isinstance(answer, BaseModel):
        yield from _of_model(answer)
    elif isinstance(answer, dict):
        for each in answer.values():
            yield from persons_in(each)
    elif isinstance(answer, list | tuple):
        for each in answer:
            yield from persons_in(each)


def _of_model(answer: BaseModel) -> Iterator[str]:
    is_of_person = type(answer).__name__ in OF_PERSONS
    for name, value in answer.__dict__.items():
        if name in LINES:
            yield from (each.split()[0] for each in value if each.strip())
        elif not isinstance(value, str):
            yield from persons_in(value)
        elif value and (_is_number(name, is_of_person=is_of_person) or _is_told(answer, name)):
            yield value


def _is_number(name: str, *, is_of_person: bool) -> bool:
    return name in NUMBERS or (is_of_person and name == "number")


def _is_told(answer: BaseModel, name: str) -> bool:
    """Whether the field beside says that it is a person's."""
    return name in BY_KIND and getattr(answer, BY_KIND[name], None) == _PERSON
