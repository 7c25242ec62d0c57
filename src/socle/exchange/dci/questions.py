"""How a search or a subscription says whom it is about: its query, its order, its page."""

from enum import StrEnum
from typing import Any

from socle.exchange.dci.codes import ItemReason, QueryType, Rejected
from socle.exchange.dci.fields import LONGEST_TEXT, Fields
from socle.exchange.dci.messages import Paging

LONGEST_REFERENCE = 255
_MOST_PREDICATES = 20
_MOST_SORTED = 5
_LAST = 2**31 - 1


class TxnType(StrEnum):
    """What was asked earlier."""

    SEARCH = "search"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    RECEIPT = "receipt"


class AttributeType(StrEnum):
    """By what it is found again."""

    TRANSACTION = "transaction_id"
    REFERENCES = "reference_id_list"
    CORRELATION = "correlation_id"
    SUBSCRIPTIONS = "subscription_code_list"


class Operator(StrEnum):
    """How an attribute is compared."""

    GT = "gt"
    LT = "lt"
    EQ = "eq"
    GE = "ge"
    LE = "le"
    IN = "in"


class Condition(StrEnum):
    """How two comparisons go together."""

    AND = "and"
    OR = "or"
    NOT = "not"


def read(asked: Fields, kind: str, name: str) -> tuple[str, Any]:
    """A query's type and the query, in the shape of its type.

    Raises:
        Rejected: `rjct.search_criteria.invalid`.
    """
    query_type = asked.word(kind, QueryType, reason=ItemReason.CRITERIA)
    query = asked.found.get(name)
    if query in (None, "", [], {}):
        raise asked.wrong(name, "is missing", reason=ItemReason.CRITERIA)
    if query_type is QueryType.PREDICATE:
        _require_predicates(asked, name)
    else:
        _require_typed(asked, name, query_type)
    return query_type.value, query


def read_filter(asked: Fields) -> tuple[str, Any]:
    """A subscription's filter and its type; an empty one is of everybody.

    Raises:
        Rejected: `rjct.filter.invalid`, or it is not there.
    """
    said = asked.found.get("filter")
    if said is None:
        raise asked.wrong("filter", "is missing", reason=ItemReason.FILTER)
    if not isinstance(said, dict | list):
        raise asked.wrong("filter", "is no filter", reason=ItemReason.FILTER)
    kind = asked.word("filter_type", QueryType).value if asked.has("filter_type") else ""
    if not said:
        return kind, said
    if not kind:
        is_typed = isinstance(said, dict) and not isinstance(said.get("value"), dict)
        kind = QueryType.IDTYPE_VALUE if is_typed else QueryType.EXPRESSION
        kind = QueryType.PREDICATE if isinstance(said, list) else kind
    held = Fields({"filter_type": kind, "filter": said}, asked.place)
    return read(held, "filter_type", "filter")


def sort(asked: Fields) -> tuple[tuple[str, bool], ...]:
    """In which order what is found is wanted.

    Raises:
        Rejected: `rjct.sort.invalid`.
    """
    if not asked.found.get("sort"):
        return ()
    found = []
    for each in asked.each("sort", most=_MOST_SORTED, reason=ItemReason.SORT):
        order = each.text_or_none("sort_order", reason=ItemReason.SORT) or "asc"
        if order not in {"asc", "desc"}:
            raise each.wrong("sort_order", "is none of its values", reason=ItemReason.SORT)
        found.append((each.text("attribute_name", reason=ItemReason.SORT), order == "desc"))
    return tuple(found)


def paging(asked: Fields) -> Paging | None:
    """Which page is wanted; the first is 1.

    Raises:
        Rejected: `rjct.pagination.invalid`.
    """
    if asked.found.get("pagination") is None:
        return None
    found = asked.inner("pagination", reason=ItemReason.PAGINATION)
    number = 1
    if found.has("page_number"):
        number = found.whole("page_number", least=1, most=_LAST)
    return Paging(found.whole("page_size", least=1, most=_LAST), number)


def _require_typed(asked: Fields, name: str, query_type: QueryType) -> None:
    held = asked.inner(name, reason=ItemReason.CRITERIA)
    said = held.text("type", most=LONGEST_TEXT)
    value = held.found.get("value")
    if query_type is QueryType.IDTYPE_VALUE:
        is_value = isinstance(value, str | int) and not isinstance(value, bool)
    else:
        is_value = isinstance(value, dict)
    if not said or not is_value or value == "":
        raise held.wrong("value", "is missing, or not in the form of its type")


def _require_predicates(asked: Fields, name: str) -> None:
    for each in asked.each(name, most=_MOST_PREDICATES, reason=ItemReason.CRITERIA):
        for part in ("expression1", "expression2"):
            if part == "expression1" or each.found.get(part) is not None:
                _require_comparison(each.inner(part, reason=ItemReason.CRITERIA))
        if each.has("condition"):
            each.word("condition", Condition, reason=ItemReason.CRITERIA)


def _require_comparison(found: Fields) -> None:
    found.text("attribute_name", most=LONGEST_TEXT)
    found.word("operator", Operator)
    if not found.has("attribute_value"):
        raise Rejected("is missing", field=f"{found.place}.attribute_value", reason=found.reason)
