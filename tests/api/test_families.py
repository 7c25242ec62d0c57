"""Families and dependants over HTTP, in their two times, and what a large family asks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.samples import Caller
from tests.registry.families import Household, household

BORN = date(2016, 5, 20)


@pytest.fixture
def home(db: None) -> Household:
    home = household("MA")
    home.person("RACHID", "1980-01-01", "male")
    home.person("SALMA", "1985-01-01", "female")
    home.person("INES", BORN.isoformat(), "female")
    home.done("marry", date(2010, 6, 1), husband=home.by_name["RACHID"],
              wife=home.by_name["SALMA"])  # fmt: skip
    home.done("declare_filiation", BORN, child=home.by_name["INES"],
              father=home.by_name["RACHID"], mother=home.by_name["SALMA"])  # fmt: skip
    home.done("take_charge", BORN, dependant=home.by_name["INES"],
              bearer=home.by_name["RACHID"], benefit="family")  # fmt: skip
    return home


def test_a_family_and_its_dependants_are_read_on_a_day_and_as_known(home: Household) -> None:
    caller = Caller(home.place.auditor)
    path = f"/persons/{home.by_name['RACHID']}"
    family = caller.get(f"{path}/family").json()
    assert [(each["who"]["name"], each["rank"], each["state"]) for each in family["spouses"]] == [
        ("SALMA", 1, "married")
    ]
    [child] = family["children"]
    assert (child["who"]["number"], child["other_parent"]) == (
        home.by_name["INES"],
        home.by_name["SALMA"],
    )
    [found] = caller.get(f"{path}/dependants", on="2026-11-22").json()["dependants"]
    assert (found["relation"], found["status"], found["reason"], found["until"]) == (
        "child",
        "active",
        "under_age",
        "2028-05-20",
    )
    assert found["bearer"]["number"] == home.by_name["RACHID"]
    assert (found["payee"], found["rule"]["age"]) == (None, 12)
    [later] = caller.get(f"{path}/dependants", on="2028-05-20").json()["dependants"]
    assert (later["status"], later["reopened_by"]) == ("waiting", "certificate")
    assert caller.get(f"{path}/dependants", on="2010-01-01").json()["dependants"] == []
    assert caller.get(f"{path}/dependants", known_at="2010-01-01").status_code == 404
    assert Caller(None).get(f"{path}/family").status_code == 401


def test_an_act_on_a_family_is_posted_once(home: Household) -> None:
    caller = Caller(home.officer)
    body = {
        "fields": {"person": home.by_name["INES"], "level": "school", "until": "2027-07-31"},
        "effective_on": "2026-09-01",
        "motive": "",
    }
    answers = [caller.post("/acts/record_schooling", body, key="school-1") for _ in range(2)]
    assert answers[0].json()["act"] == answers[1].json()["act"]
    refused = Caller(home.place.registration).post("/acts/record_schooling", body, key="school-2")
    assert refused.status_code == 403


def test_the_dependants_of_a_family_of_thirty_are_asked_for_together(home: Household) -> None:
    caller = Caller(home.place.auditor)
    path = f"/persons/{home.by_name['RACHID']}/dependants"

    def queries_for(dependants: int) -> int:
        caller.get(path)  # a person who is read is counted the first time of the hour
        with CaptureQueriesContext(connection) as asked:
            assert len(caller.get(path).json()["dependants"]) == dependants
        return len(asked)

    few = queries_for(1)
    for rank in range(28):
        child = home.person(f"ENFANT{rank}", f"20{10 + rank // 2:02d}-03-0{1 + rank % 2}")
        home.done("declare_filiation", BORN, child=child, father=home.by_name["RACHID"])
        home.done("take_charge", date(2025, 1, 1), dependant=child,
                  bearer=home.by_name["RACHID"], benefit="health")  # fmt: skip
    assert queries_for(29) == few
