"""Of whom a registry of beneficiaries is asked: by a number, and a birth that must agree with it.

Nobody is searched by name, by age or by place: whoever asks knows the person already. A question
of another kind is refused as one that is not answered here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from socle.exchange.dci.codes import ItemReason, QueryType, Rejected

# A number of any register: which one it is of, it does not say.
ANY = ""
_WRITTEN_ANY = {"person_identifier", "member_identifier", "identifier", "identifier_value"}
_BIRTHS = {"birth_date", "birthdate", "dob"}
_PROGRAMMES = {"programme_identifier", "program_identifier"}
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,30}", re.ASCII)
_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d", re.ASCII)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A number and its type; the day of birth and the programme, where they were said."""

    kind: str
    value: str
    birth_on: str = ""
    programme: str = ""

    @property
    def named(self) -> dict[str, str]:
        """The number under its type, as it is told again."""
        return {self.kind or "UIN": self.value}


def asked(query_type: str, query: Any) -> Asked:
    """Of whom a question is.

    Raises:
        Rejected: `rjct.search_criteria.invalid`: it is of nobody, of several, or of another kind.
    """
    if query_type == QueryType.GRAPHQL:
        raise _refused("a question in graphql is not answered here")
    if isinstance(query, list):
        return _one(list(_compared(query)))
    if not isinstance(query, Mapping):
        raise _refused("the question cannot be read")
    if isinstance(query.get("type"), str) and not isinstance(query.get("value"), Mapping):
        return _one([(query["type"].rpartition(":")[2], query.get("value"))])
    return _one(list(_expressed(query)))


def _compared(query: list[Any]) -> Iterator[tuple[str, Any]]:
    for each in query:
        if not isinstance(each, Mapping) or each.get("condition") not in (None, "", "and"):
            raise _refused("comparisons go together by 'and' only")
        for name in ("expression1", "expression2"):
            one = each.get(name)
            if one is None:
                continue
            if not isinstance(one, Mapping) or one.get("operator") != "eq":
                raise _refused("an attribute is compared by 'eq' only")
            yield str(one.get("attribute_name")), one.get("attribute_value")


def _expressed(query: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """`{"name": {"eq": …}}`, alone, in a list under `$and`, or wrapped as an expression."""
    waiting: list[Any] = [query]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, Mapping):
            raise _refused("the expression cannot be read")
        for name, said in one.items():
            if name in {"value", "expression", "query"}:
                waiting.append(said)
            elif name == "$and" and isinstance(said, list):
                waiting += said
            elif name in {"type", "collection"}:
                continue
            elif isinstance(said, Mapping) and set(said) in ({"eq"}, {"$eq"}):
                yield name, next(iter(said.values()))
            else:
                raise _refused("an attribute is compared by 'eq', several by '$and'")


def _one(said: list[tuple[str, Any]]) -> Asked:
    numbers: list[tuple[str, str]] = []
    birth_on = programme = ""
    for name, value in said:
        text, last = _text(value), name.rpartition(".")[2]
        if last.lower() in _BIRTHS:
            if not _DAY.fullmatch(text):
                raise _refused("the day of birth is no day")
            birth_on = text
        elif last.lower() in _PROGRAMMES:
            programme = text
        elif last.lower() in _WRITTEN_ANY:
            numbers.append((ANY, text))
        elif _TYPE.fullmatch(last) and last.isupper():
            numbers.append((last, text))
        else:
            raise _refused("a person is asked for by a number, and by the birth that goes with it")
    if len(numbers) != 1:
        raise _refused("a question is of one person, by one number")
    return Asked(*numbers[0], birth_on=birth_on, programme=programme)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _refused("a value is a text")
    text = str(value).strip()
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise _refused("a value is a text of sixty characters at most")
    return text


def _refused(said: str) -> Rejected:
    return Rejected(said, field="query", reason=ItemReason.CRITERIA)
