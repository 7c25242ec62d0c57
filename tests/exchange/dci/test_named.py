"""Of whom a question is: one person, by one number; anything else is refused, whatever its form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.exchange.dci.asked import ANY, Asked, asked
from socle.exchange.dci.codes import ItemReason, QueryType, Rejected
from socle.exchange.dci.parties import is_below


def by_eq(name: str, value: Any) -> dict[str, Any]:
    return {"attribute_name": name, "operator": "eq", "attribute_value": value}


@pytest.mark.parametrize(
    ("kind", "query", "wanted"),
    [
        ("idtype-value", {"type": "UIN", "value": "12"}, Asked("UIN", "12")),
        ("idtype-value", {"type": "ns:org:IdType:NID", "value": 12}, Asked("NID", "12")),
        ("predicate", [{"expression1": by_eq("UIN", "12")}], Asked("UIN", "12")),
        (
            "predicate",
            [{"expression1": by_eq("UIN", "12")}, {"expression1": by_eq("dob", "1980-01-02")}],
            Asked("UIN", "12", birth_on="1980-01-02"),
        ),
        (
            "expression",
            {"type": "x", "value": {"expression": {"query": {"NID": {"eq": "7"}}}}},
            Asked("NID", "7"),
        ),
        ("", {"person_identifier": {"$eq": "7"}}, Asked(ANY, "7")),
    ],
)
def test_a_question_in_each_form_comes_to_one_number(kind: str, query: Any, wanted: Asked) -> None:
    assert asked(kind, query) == wanted


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("idtype-value", {"type": "UIN", "value": ""}),
        ("idtype-value", {"type": "name", "value": "TALLA"}),
        ("idtype-value", {"type": "UIN", "value": "1" * 61}),
        ("predicate", [{"expression1": by_eq("UIN", "1"), "condition": "or"}]),
        ("predicate", [{"expression1": by_eq("UIN", "1")}, {"expression1": by_eq("NID", "2")}]),
        ("predicate", [{"expression1": by_eq("dob", "1980-01-02")}]),
        ("predicate", [{"expression1": by_eq("UIN", "1")}, {"expression1": by_eq("age", "40")}]),
        ("expression", {"$or": [{"UIN": {"eq": "1"}}]}),
        ("expression", {"UIN": {"gt": "1"}}),
        ("graphql", {"type": "x", "value": {"expression": "{}"}}),
    ],
)
def test_a_question_of_several_of_nobody_or_by_a_name_is_refused(kind: str, query: Any) -> None:
    with pytest.raises(Rejected) as found:
        asked(kind, query)
    assert found.value.reason == ItemReason.CRITERIA


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("type", "value", "expression", "query", "$and", "UIN", "eq", "expression1"),
                    *("expression2", "operator", "attribute_name", "attribute_value", "condition"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.sampled_from(["", *QueryType]), _json)
def test_any_question_is_of_one_person_or_refused(kind: str, query: Any) -> None:
    found: Asked | Rejected
    try:
        found = asked(kind, query)
    except Rejected as no:
        found = no
    if isinstance(found, Asked):
        assert found.value
        assert len(found.value) <= 60


@pytest.mark.parametrize(
    ("address", "is_there"),
    [
        ("https://a.example/dci", True),
        ("https://a.example/dci/on-search", True),
        ("https://a.example/dcix", False),
        ("https://a.example:444/dci", False),
        ("http://a.example/dci", False),
        ("https://a.example.evil/dci", False),
        ("https://x@a.example/dci", False),
        ("https://a.example/dci/../x", False),
        ("https://a.example/dci/%2e%2e/x", False),
        ("https://a.example/dci//x", False),
        ("https://a.example/dci/x?y", False),
        ("https://a.example/dci#x", False),
        ("https://[::1/dci", False),
        ("https://a.example:x/dci", False),
    ],
)
def test_an_address_is_below_another_or_elsewhere(address: str, is_there: bool) -> None:
    assert is_below(address, "https://a.example/dci") is is_there
