"""What registries tell, in the house's shapes: what was said and can be read, and no more."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.dci.letters import AT, notify, raw

from socle.exchange.dci import events
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.messages import EventItem
from socle.exchange.types import ReceivedEvent, ToldKind

WHO = {
    "identifier": [
        {"identifier_type": "UIN", "identifier_value": "847951632"},
        {"identifier_type": "NID", "identifier_value": 12},
    ],
    "name": {"surname": "  Ngo  Bassong ", "given_name": "Alice", "second_name": "Rose"},
    "sex": "Female",
    "birth_date": "1980-03-23T10:20:15",
    "birth_place": {"name": "Douala"},
}
SHAPE = {
    "identifiers": {"UIN": "847951632", "NID": "12"},
    "family_name": "Ngo Bassong",
    "given_names": "Alice Rose",
    "sex": "female",
    "birth_on": "1980-03-23",
    "birth_place": "Douala",
}


def told(event_type: str, record: dict[str, Any]) -> ReceivedEvent | None:
    [item] = parse(raw(notify(event_type, record)), service="notify", at=AT).items
    assert isinstance(item, EventItem)
    return events.told(item)


def number(kind: str, value: str) -> dict[str, Any]:
    said = {"identifier_type": kind, "identifier_value": value}
    return WHO | {"identifier": [*WHO["identifier"], said]}


def test_a_person_is_read_from_the_words_of_the_standard() -> None:
    assert events.person(WHO) == SHAPE
    assert events.person({"name": {"surname": "X"}, "identifier": None})["identifiers"] == {}
    assert "birth_on" not in events.person(WHO | {"birth_date": "1980-02-31"})
    assert "death_on" not in events.person(WHO | {"death_date": ""})


def test_a_death_is_named_by_its_certificate() -> None:
    found = told("spdci-common:RegistryEventType:Death", number("DRN", "D-7") | _died)
    assert found == ReceivedEvent(
        ToldKind.DEATH,
        "death:D-7",
        date(2026, 11, 3),
        {
            "person": SHAPE | {"death_on": "2026-11-03"},
            "on": "2026-11-03",
            "certificate": "D-7",
        },
    )


_died = {"death_date": "2026-11-03"}


def test_an_event_without_a_certificate_keeps_the_reference_of_its_message() -> None:
    found = told("death", WHO)
    assert found is not None
    assert (found.reference, found.occurred_on) == ("r-1", None)


def test_a_birth_names_the_parents_by_their_numbers() -> None:
    parent = {"identifier_type": "UIN", "identifier_value": "5"}
    found = told("live_birth", number("BRN", "B-1") | {"parent1_identifier": parent})
    assert found is not None
    assert found.kind is ToldKind.BIRTH
    assert found.reference == "live_birth:B-1"
    assert found.content["mother"] == {"identifiers": {"UIN": "5"}}
    assert "father" not in found.content
    assert found.content["child"]["identifiers"]["BRN"] == "B-1"
    assert found.occurred_on == date(1980, 3, 23)


@pytest.mark.parametrize(
    ("event_type", "kind", "paper", "named", "days"),
    [
        ("marriage", ToldKind.MARRIAGE, "MRN", "certificate", "marriage_date"),
        ("Divorce", ToldKind.DIVORCE, "DIV", "judgment", "divorce_date"),
    ],
)
def test_a_union_names_both_spouses_on_its_last_day(
    event_type: str, kind: ToldKind, paper: str, named: str, days: str
) -> None:
    other = {"identifier_type": "UIN", "identifier_value": "6"}
    spouse = {"relationship_type": "SPS", "related_member": {"member_identifier": [other]}}
    child = {"relationship_type": "CHILD", "related_member": {"member_identifier": [other]}}
    record = number(paper, "P-1") | {
        days: ["2001-01-01", "2026-10-10"],
        "related_person": [child, spouse],
    }
    found = told(event_type, record)
    assert found is not None
    assert (found.kind, found.reference) == (kind, f"{kind}:P-1")
    assert found.content["spouses"] == [SHAPE, {"identifiers": {"UIN": "6"}}]
    assert (found.content["on"], found.content[named]) == ("2026-10-10", "P-1")


def test_a_company_is_read_with_those_who_act_for_it() -> None:
    record = {
        "identifiers": [{"type": "RCCM", "value": "RC/1"}, {"type": "NIU", "value": "M1"}],
        "name": "Société X",
        "closed_on": "2026-09-30",
        "representatives": [
            {"identity_number": "7", "surname": "Mba", "given_name": "Luc", "role": "gérant"}
        ],
    }
    found = told("closure", record)
    assert found is not None
    assert found.kind is ToldKind.COMPANY_CLOSED
    assert found.occurred_on == date(2026, 9, 30)
    assert found.content["identifiers"] == {"rc": "RC/1", "niu": "M1"}
    assert found.content["representatives"] == [
        {"name": "Mba Luc", "capacity": "gérant", "national_id": "7"}
    ]


def test_a_household_has_its_score_in_digits() -> None:
    shape = events.household(
        {
            "group_identifier": [{"identifier_type": "RSU", "identifier_value": "9"}],
            "poverty_score": "9.2100",
            "last_updated": "2026-10-02T08:00:00Z",
            "additional_attributes": [{"name": "threshold", "value": "9.3264"}, "x"],
        }
    )
    assert shape == {
        "identifiers": {"RSU": "9"},
        "score": "9.2100",
        "judged_on": "2026-10-02",
        "threshold": "9.3264",
    }


def test_an_event_of_a_kind_unknown_here_is_none() -> None:
    assert told("adoption", WHO) is None


def test_a_reference_too_long_for_the_register_is_its_digest() -> None:
    found = told("death", number("DRN", "D" * 199))
    assert found is not None
    assert len(found.reference) == 64


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("identifier", "identifier_type", "identifier_value", "name", "surname"),
                    *("related_person", "related_member", "relationship_type", "member_identifier"),
                    *("birth_date", "marriage_date", "additional_attributes", "representatives"),
                    *("identifiers", "type", "value", "demographic_info"),
                ]
            ),
            inner,
        )
    ),
    max_leaves=20,
)


@given(_anything, st.sampled_from(["birth", "death", "marriage", "divorce", "closure", "x"]))
def test_any_record_is_read_without_a_fault(record: Any, event_type: str) -> None:
    if isinstance(record, dict):
        item = EventItem("r-1", AT, event_type, "Person", record)
        events.told(item)
        events.household(record)
