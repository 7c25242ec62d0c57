"""Papers as PDF by the API: under the rights of the screens, each reading logged."""

import pytest
from tests import factories
from tests.api.samples import Caller

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.printing.models import PaperMade
from socle.registry.queries.certificates import certificates_of


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def given(place: factories.Agency) -> tuple[str, str]:
    """A person, and the number of their certificate of registration."""
    number = factories.person(place)
    said = {"number": number, "certificate_kind": "registration"}
    factories.act(place.registration, "certify_person", **said)
    with fund_scope(place.fund.id):
        [found] = certificates_of(kind="person", number=number)
    return number, found.number


def logged(place: factories.Agency, desk: Desk) -> list[tuple[str, str, str]]:
    with fund_scope(place.fund.id):
        found = PaperMade.objects.filter(made_by_id=desk.user_id)
        return list(found.values_list("kind", "number", "subject"))


def test_a_certificate_is_given_as_pdf_in_the_language_asked_and_logged(
    place: factories.Agency,
) -> None:
    person, number = given(place)
    caller = Caller(place.registration)
    answer = caller.get(f"/papers/registration/{number}", language="ar")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert number in answer.headers["Content-Disposition"]
    assert logged(place, place.registration) == [("registration", number, f"person:{person}")]


def test_a_paper_of_another_kind_or_without_the_right_is_not_given_nor_logged(
    place: factories.Agency,
) -> None:
    _person, number = given(place)
    assert Caller(place.registration).get(f"/papers/affiliation/{number}").status_code == 404
    assert Caller(place.registration).get(f"/papers/letter/{number}").status_code == 422
    factories.employer(place)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    assert Caller(clerk).get(f"/papers/registration/{number}").status_code == 403
    assert logged(place, clerk) == logged(place, place.registration) == []
