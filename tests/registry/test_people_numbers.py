"""Numbers for life: made by the fund's scheme or typed by hand, each given once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests import factories
from tests.registry.people import asked, done, numbered, undone

from socle.countries.registry import country
from socle.kernel.check_digits import mod_97_10_is_right
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.registry.queries.numbers import number_scheme

# Ranks 1 to 3 under the key of Morocco: 1, seven digits, a key.
FIRST = ["100000018", "100000026", "100000034"]


@pytest.fixture
def morocco(db: None) -> factories.Agency:
    return factories.agency("MA")


def test_morocco_s_fund_gives_numbers_that_its_own_key_proves(morocco: factories.Agency) -> None:
    numbers = [done(morocco, "register_person", family_name="ALAOUI").subject for _ in range(3)]
    kind = country("MA").identifiers["insured_number"]
    assert [kind.validate(each).valid for each in numbers] == [True] * 3
    assert numbers == FIRST


def test_a_number_that_was_typed_is_never_given_again(morocco: factories.Agency) -> None:
    for taken in FIRST[:2]:
        done(morocco, "register_person", number=taken, family_name="TAKEN")
    assert done(morocco, "register_person", family_name="NEXT").subject == FIRST[2]


def test_a_taken_number_and_a_wrong_key_are_refused(morocco: factories.Agency) -> None:
    given = done(morocco, "register_person", family_name="ALAOUI").subject
    with pytest.raises(Conflict, match="person_exists"):
        done(morocco, "register_person", family_name="AUTRE", number=given)
    wrong = given[:-1] + str((int(given[-1]) + 1) % 10)
    with pytest.raises(Refused, match="number_wrong"):
        done(morocco, "register_person", family_name="AUTRE", number=wrong)


def test_a_request_sent_again_is_given_its_first_number(morocco: factories.Agency) -> None:
    first = asked(morocco.registration, "register_person", key="once", family_name="ALAOUI")
    again = asked(morocco.registration, "register_person", key="once", family_name="ALAOUI")
    assert (again.status, again.subject) == ("already_done", first.subject)


def test_cameroon_s_fund_types_its_numbers_until_two_people_set_a_scheme(db: None) -> None:
    place = factories.agency("CM")
    with pytest.raises(Invalid):
        done(place, "register_person", family_name="ATEBA")
    set_by = numbered(place)
    number = done(place, "register_person", family_name="ATEBA").subject
    assert mod_97_10_is_right(number)
    assert len(number) == 10
    # A number of the scheme with a wrong key is certainly wrong; an old one with its letter, not.
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(Refused, match="number_wrong"):
        done(place, "register_person", family_name="FAUX", number=wrong)
    done(place, "register_person", family_name="ANCIEN", number="1122334455B")
    with fund_scope(set_by.fund.id):
        assert number_scheme(fund=place.fund, on=date(2019, 12, 31)) == "by_hand"
        assert number_scheme(fund=place.fund, on=date(2020, 1, 1)) == "mod_97_10"


def test_the_way_of_making_numbers_is_brought_back_by_a_counter_act(db: None) -> None:
    place = factories.agency("CM")
    act = done(place, "set_numbering", on=date(2020, 1, 1), scheme="mod_97_10")
    undone(place, act.act)
    with fund_scope(place.fund.id):
        assert number_scheme(fund=place.fund) == "by_hand"


def test_two_funds_count_each_for_itself(db: None) -> None:
    one, other = factories.agency("MA"), factories.agency("MA")
    assert [
        done(place, "register_person", family_name="ALAOUI").subject for place in (one, other)
    ] == FIRST[:1] * 2


@pytest.fixture
def committed(own_database: str) -> factories.Agency:
    return factories.agency("MA")


def test_twenty_at_once_are_given_twenty_numbers(committed: factories.Agency) -> None:
    def register(rank: int) -> str:
        try:
            return asked(
                committed.registration,
                "register_person",
                key=uuid4().hex,
                family_name=f"NOM {rank}",
            ).subject
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as several:
        numbers = list(several.map(register, range(20)))
    assert len(set(numbers)) == 20
    kind = country("MA").identifiers["insured_number"]
    assert all(kind.validate(each).valid for each in numbers)


def test_the_application_makes_no_sequence_and_sets_none_back(morocco: factories.Agency) -> None:
    done(morocco, "register_person", family_name="ALAOUI")
    name = f"number_of_insured_{morocco.fund.id}"
    for attack in (
        f"SELECT setval('{name}', 1)",
        f"SELECT nextval('{name}')",
        f"DROP SEQUENCE {name}",
        "CREATE SEQUENCE number_of_insured_999999",
        "SELECT registry_next_rank('insured; drop table person')",
    ):
        with (
            fund_scope(morocco.fund.id),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
    with fund_scope(morocco.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT registry_skip_ranks('insured', 1)")
    assert done(morocco, "register_person", family_name="APRÈS").subject > FIRST[1]
