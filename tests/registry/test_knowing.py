"""What the register says of a file: every act on it, the names of then, short names too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import factories

from socle.contributions.queries import account
from socle.platform.access.scope import fund_scope
from socle.registry import queries
from socle.registry.importing import import_persons
from socle.registry.types import ImportedPerson

NUMBER = "1111111111A"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def imported(place: factories.Agency) -> str:
    person = ImportedPerson(NUMBER, "ALAOUI", "", date(1980, 1, 1), "female", "", None)
    with fund_scope(place.fund.id):
        return import_persons(
            desk=place.registration,
            persons=[person],
            source="reprise",
            effective_on=date(2020, 1, 1),
            key="import",
        ).act


def test_a_person_of_an_import_shows_the_act_that_brought_them(place: factories.Agency) -> None:
    number = imported(place)
    with fund_scope(place.fund.id):
        [first] = queries.acts_on(kind="person", number=NUMBER)
    assert (first.act_number, first.act_type) == (number, "import_persons")
    factories.employer(place)
    factories.act(place.registration, "hire", person=NUMBER, employer=factories.CM_EMPLOYER)
    with fund_scope(place.fund.id):
        kinds = [each.act_type for each in queries.acts_on(kind="person", number=NUMBER)]
    assert kinds == ["import_persons", "hire"]


def test_an_act_that_names_its_file_is_shown_once(place: factories.Agency) -> None:
    factories.person(place)
    with fund_scope(place.fund.id):
        assert len(queries.acts_on(kind="person", number=factories.CM_PERSON)) == 1


def test_an_account_bears_the_name_known_then(place: factories.Agency) -> None:
    number = factories.employer(place, legal_name="Savonnerie du Wouri")
    before = datetime.now(UTC)
    factories.act(
        place.registration, "update_employer", number=number, legal_name="Savons du Littoral"
    )
    with fund_scope(place.fund.id):
        for known_at, name in (
            (None, "Savons du Littoral"),
            (before, "Savonnerie du Wouri"),
            (before - timedelta(days=1), ""),
        ):
            assert account(employer_number=number, known_at=known_at).employer_name == name


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ba", {"BA Awa", "DIALLO Ba Oumar", "NGO BA"}),
        ("Ly", {"LY"}),
        ("x", set()),
        ("awa", {"BA Awa"}),
    ],
)
def test_a_name_of_two_letters_is_found_whole(
    place: factories.Agency, asked: str, found: set[str]
) -> None:
    people = [("BA", "Awa"), ("DIALLO", "Ba Oumar"), ("NGO BA", ""), ("LY", ""), ("BADJI", "Lyes")]
    for rank, (family, given) in enumerate(people):
        number = f"{rank}111111111A"
        factories.person(place, number, family_name=family, given_names=given)
    with fund_scope(place.fund.id):
        assert {each.name for each in queries.search(text=asked, limit=50)} == found


def test_a_company_of_two_letters_is_found_whole(place: factories.Agency) -> None:
    factories.employer(place, legal_name="GE Cameroun")
    factories.employer(place, "9876543210Z", legal_name="Gestion du Port")
    with fund_scope(place.fund.id):
        assert [each.name for each in queries.search(text="ge", limit=9)] == ["GE Cameroun"]
