"""The whole register compared with itself: what looks like one person twice waits for people."""

from datetime import datetime, timedelta

import pytest
from tests import factories
from tests.conftest import TODAY
from tests.registry.imports import HEADINGS, confirmed, handed_in, source
from tests.registry.people import merged

from socle.platform.access.scope import fund_scope
from socle.registry.operations.linkage import link_duplicates
from socle.registry.queries import person
from socle.registry.queries.linkage import linked_until
from socle.registry.queries.suspicions import suspicions
from socle.registry.types.suspicions import Suspicion, SuspicionOrigin

TWICE = (
    "1212121212A;MBARGA;Awa;16/03/1984;F;\n"
    "1313131313B;AWA;Mbarga;16/03/1984;F;\n"  # words exchanged
    "1414141414C;MBARGA;Awa;16/03/1991;F;\n"  # born in another year
    "1515151515D;MBARGA;Awa;16/03/1984;H;\n"  # of another sex
    "1616161616E;NDONGO;Paul;01/01/1979;H;\n"
    "1717171717F;ETOA;Luc;;H;\n"  # born nobody knows when
    "1818181818G;ABENA;Rose;1979;F;\n"
)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    confirmed(place, handed_in(place, source(place), HEADINGS + TWICE).number)
    return place


def linked(place: factories.Agency, key: str = "link") -> list[Suspicion]:
    with fund_scope(place.fund.id):
        link_duplicates(desk=place.registration, on=TODAY, key=key)
        return suspicions(limit=9)


def test_a_pair_is_found_with_what_agrees_and_nothing_is_merged(place: factories.Agency) -> None:
    [found] = linked(place)
    assert found.origin is SuspicionOrigin.LINKAGE
    assert {found.one.number, found.other.number} == {"1212121212A", "1313131313B"}
    assert {each.name: each.agrees for each in found.fields}["birth_on"] is True
    assert found.likeness > 90
    assert [each.field for each in found.weighed] == ["name", "sex", "birth"]
    assert found.points == found.prior + sum(each.points for each in found.weighed) > 3
    with fund_scope(place.fund.id):
        assert linked_until() is not None


def test_compared_again_a_pair_is_raised_once(place: factories.Agency) -> None:
    linked(place)
    assert len(linked(place, "again")) == 1


def test_a_pair_declared_distinct_waits_no_more(place: factories.Agency) -> None:
    [found] = linked(place)
    numbers = found.one.number, found.other.number
    by = place.registration
    said = factories.act(
        by, "declare_distinct", number=numbers[0], other=numbers[1], difference="jumelles"
    )
    assert said.subject == numbers[0]
    assert linked(place, "again") == []


def test_a_merged_pair_waits_no_more(place: factories.Agency) -> None:
    [found] = linked(place)
    merged(place, kept=found.one.number, old=found.other.number)
    assert linked(place, "again") == []


def test_who_was_imported_awaits_linkage_until_it_has_passed(place: factories.Agency) -> None:
    def awaited(known_at: datetime | None = None) -> str:
        with fund_scope(place.fund.id):
            return person(number="1616161616E", on=TODAY, known_at=known_at).awaits_linkage

    brought_by = awaited()
    assert brought_by.startswith("I-")
    linked(place)
    assert awaited() == ""
    with fund_scope(place.fund.id):
        before = linked_until()
    assert before is not None
    assert awaited(before - timedelta(microseconds=1)) == brought_by


def test_whoever_was_registered_at_the_counter_awaits_no_linkage(db: None) -> None:
    place = factories.agency("CM")
    number = factories.person(place)
    with fund_scope(place.fund.id):
        assert person(number=number, on=TODAY, known_at=None).awaits_linkage == ""
