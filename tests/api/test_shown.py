"""Every list of the API that shows persons counts as reading them: from the description itself."""

import re
from typing import Any

import pytest
from django.conf import settings
from tests import factories
from tests.api.samples import Caller, drawers
from tests.platform.breaches.scenes import officer

from socle.api.application import api
from socle.api.shown import BY_KIND, LINES, NUMBERS, OF_PERSONS

SCHEMA = api.get_openapi_schema()
PIECES: dict[str, dict[str, Any]] = SCHEMA["components"]["schemas"]
# Words of people: a field that has one holds a person's number, or is told below why not.
OF_PEOPLE = re.compile(
    r"person|insured|payee|beneficiar|claimant|child|spouse|bearer|dependant|holder|widow|orphan"
    r"|father|mother|(?<!other_)parent|guardian|tutor|subject"
)
NOT_A_NUMBER = {
    *("children", "parents", "spouses", "dependants"),  # lists of pieces, each counted
    *("father_name", "mother_name", "insured_name", "person_name"),  # beside a number
    *("subject_kind", "holder_kind"),  # of what the number beside is
    *("payees", "persons", "persons_named", "children_born"),  # counts
    *("bearer_reason", "insured_days", "insured_months"),
}
# The parent of an affiliate is another affiliate.
OF_AFFILIATES = {("Affiliation", "parent")}


def read() -> set[str]:
    """The pieces that answers to a reading are made of."""
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                walk(PIECES[name])
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    for methods in SCHEMA["paths"].values():
        walk(methods.get("get", {}).get("responses", {}))
    return found


def test_every_field_that_names_a_person_is_counted_or_told_why_not() -> None:
    counted = NUMBERS | set(BY_KIND) | LINES
    uncounted = {
        (piece, name)
        for piece in read()
        for name, said in PIECES[piece].get("properties", {}).items()
        if OF_PEOPLE.search(name)
        and name not in counted | NOT_A_NUMBER
        # A piece of its own is walked into, whatever its field is called.
        and "$ref" not in str(said)
    }
    assert uncounted - OF_AFFILIATES == set()


def test_a_piece_with_a_name_of_its_own_and_a_number_is_of_a_person_or_says_its_kind() -> None:
    named = {
        piece
        for piece in read()
        if {"number"} < PIECES[piece].get("properties", {}).keys()
        and {"name", "family_name", "full_name"} & PIECES[piece]["properties"].keys()
        and "kind" not in PIECES[piece]["properties"]
    }
    of_affiliates_or_files = {
        "AgedRow",
        "Establishment",
        "Order",
        "ImportSource",
        "PlaceOfWork",
        "Profile",
    }
    assert named - of_affiliates_or_files - OF_PERSONS == set()
    assert read() >= OF_PERSONS


def test_a_list_of_more_persons_than_an_hour_allows_is_not_shown(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cm = drawers()
    factories.person(cm.place, "9988776655B")
    monkeypatch.setattr(settings, "PERSONS_READ_PER_HOUR", 1)
    caller = Caller(cm.place.registration)
    assert caller.get(f"/persons/{cm.person}").status_code == 200
    refused = caller.get("/acts")
    assert (refused.status_code, refused.json()["code"]) == (429, "access.too_many_persons")
    assert caller.get(f"/acts/{cm.act}").status_code == 200, "whom one has read is counted once"
    assert Caller(officer(cm.place)).get("/breaches").status_code == 200
