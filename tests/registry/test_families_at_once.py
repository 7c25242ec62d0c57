"""Two desks at once: one is done, the other is told why, and nothing impossible is left behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections
from tests.registry.families import Household, household

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope

pytestmark = pytest.mark.slow
BORN = date(2016, 5, 20)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """What became of each call: empty where it was done, else the code of the refusal."""

    def run(call: Callable[[], object]) -> str:
        try:
            call()
        except (Conflict, Refused) as error:
            return error.code
        finally:
            connections.close_all()
        return ""

    connections.close_all()
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def count(home: Household, statement: str) -> int:
    with fund_scope(home.place.fund.id), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def test_two_desks_at_once_leave_one_husband_one_bearer_and_no_circle(own_database: str) -> None:
    home = household("MA")
    father = home.person("RACHID", "1980-01-01", "male")
    mother = home.person("SALMA", "1985-01-01", "female")
    rival = home.person("KARIM", "1981-01-01", "male")
    wed = date(2010, 6, 1)
    told = at_once(
        *(
            lambda man=man: home.act("marry", wed, husband=man, wife=mother)
            for man in (father, rival)
        )
    )
    assert sorted(told) == ["", "family.wife_married"]
    assert count(home, "SELECT count(*) FROM marriage WHERE state = 'married'") == 1

    child = home.person("INES", BORN.isoformat(), "female")
    home.done("declare_filiation", BORN, child=child, father=father, mother=mother)
    said = {"dependant": child, "benefit": "family"}
    told = at_once(
        *(
            lambda who=who: home.act("take_charge", BORN, bearer=who, **said)
            for who in (father, mother)
        )
    )
    assert sorted(told) == ["", "family.two_bearers"]
    assert count(home, "SELECT count(*) FROM dependency") == 1

    # Four persons of unknown age: two filiations that would close a circle between them.
    one, two, three, four = (home.person(name, "", "male") for name in ("A", "B", "C", "D"))
    home.done("declare_filiation", BORN, child=two, father=one)
    home.done("declare_filiation", BORN, child=four, father=three)
    told = at_once(
        lambda: home.act("declare_filiation", BORN, child=three, father=two),
        lambda: home.act("declare_filiation", BORN, child=one, father=four),
    )
    assert sorted(told) == ["", "family.circle"]
