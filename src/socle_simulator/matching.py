"""Which records a query of the standard finds: by identifier, by predicate, by expression."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Record = dict[str, Any]
Test = Callable[[Record], bool]


class Unreadable(Exception):  # noqa: N818
    """A query that this registry does not read."""


def test_of(query_type: str, query: object) -> Test:
    """What a query asks of a record; an empty one asks nothing.

    Raises: Unreadable.
    """
    try:
        if not query:
            return lambda _record: True
        if query_type == "idtype-value" and isinstance(query, Mapping):
            return _of_identifier(str(query["type"]), str(query["value"]))
        if query_type == "predicate" and isinstance(query, list):
            return _of_predicates(query)
        if query_type == "expression" and isinstance(query, Mapping):
            return _of_expression(query["value"]["expression"]["query"])
    except (KeyError, TypeError, AttributeError):
        pass
    raise Unreadable(query_type)


def identifiers(record: Record, *, with_kin: bool = False) -> set[tuple[str, str]]:
    """The identifiers of a record; of its parents, spouses and members too when asked."""
    found = record.get("identifier", []) + record.get("group_identifier", [])
    for each in record.get("member_list", []):
        found += each["member_identifier"]
    if with_kin:
        found += [record[n] for n in ("parent1_identifier", "parent2_identifier") if n in record]
        for each in record.get("related_person", []):
            found += each["related_member"]["member_identifier"]
    return {(each["identifier_type"], each["identifier_value"]) for each in found}


def _of_identifier(kind: str, value: str) -> Test:
    return lambda record: (kind, value) in identifiers(record, with_kin=True)


def _of_predicates(said: list[Mapping[str, Any]]) -> Test:
    """A list of predicates: all of them."""
    tests = [_of_predicate(each) for each in said]
    return lambda record: all(test(record) for test in tests)


def _of_predicate(said: Mapping[str, Any]) -> Test:
    first = _of_condition(said["expression1"])
    if "expression2" not in said:
        return first
    second, word = _of_condition(said["expression2"]), said.get("condition", "and")
    if word == "or":
        return lambda record: first(record) or second(record)
    if word == "not":
        return lambda record: first(record) and not second(record)
    return lambda record: first(record) and second(record)


def _of_condition(said: Mapping[str, Any]) -> Test:
    return _compared(said["attribute_name"], said["operator"], said["attribute_value"])


def _of_expression(said: Mapping[str, Any]) -> Test:
    tests: list[Test] = []
    for name, asked in said.items():
        if name == "$and":
            tests += [_of_expression(each) for each in asked]
        elif name == "$or":
            tests.append(_any([_of_expression(each) for each in asked]))
        elif isinstance(asked, Mapping):
            tests += [_compared(name, sign.lstrip("$"), value) for sign, value in asked.items()]
        else:
            tests.append(_compared(name, "eq", asked))
    return lambda record: all(test(record) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)


_SIGNS: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda own, asked: own == asked,
    "gt": lambda own, asked: own > asked,
    "ge": lambda own, asked: own >= asked,
    "lt": lambda own, asked: own < asked,
    "le": lambda own, asked: own <= asked,
}


def _compared(name: str, sign: str, asked: object) -> Test:
    """Texts are compared; days and instants of ISO 8601 sort as texts do."""
    if sign == "in" and isinstance(asked, list):
        among = {str(each) for each in asked}
        return lambda record: any(own in among for own in _values(record, name))
    if sign not in _SIGNS or isinstance(asked, (list, Mapping)):
        raise Unreadable(sign)
    holds, text = _SIGNS[sign], str(asked)
    return lambda record: any(holds(own, text) for own in _values(record, name))


def _values(record: Record, name: str) -> Iterable[str]:
    """What a record says of an attribute: `name.surname`, or an identifier by its type."""
    by_type = [value for kind, value in identifiers(record) if kind == name]
    found: list[Any] = [record]
    for part in name.split("."):
        found = [each[part] for each in found if isinstance(each, Mapping) and part in each]
        found = [one for each in found for one in (each if isinstance(each, list) else [each])]
    return by_type + [str(each) for each in found if not isinstance(each, Mapping)]
