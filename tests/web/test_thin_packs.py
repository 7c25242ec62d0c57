"""A country of which little is known breaks no page: a gap is said where it is asked."""

import pytest
from django.test import Client
from tests import factories

from socle.countries.registry import country
from socle.platform.access.types import Desk, Role

_EMPLOYER = "1234567890"
_PAGES = ("/desk", "/employers", "/deposits", "/arrears", "/queue", "/acts", "/payments")
_OWN = (f"/employers/{_EMPLOYER}", f"/employers/{_EMPLOYER}/account", "/declare")


def _client(desk: Desk) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


# NE has no due date and no wage class, GQ no ceiling, CI a rate that the fund notifies.
@pytest.mark.parametrize(
    ("code", "scheme", "classes"),
    [("NE", "cnss", {}), ("GQ", "inseso", {}), ("CI", "cnps", {"risk_group": "3"})],
)
def test_the_pages_of_a_fund_open_or_name_the_due_date_that_its_law_lacks(
    db: None, code: str, scheme: str, classes: dict[str, str]
) -> None:
    place = factories.agency(code, scheme=scheme)
    factories.act(
        place.registration,
        "affiliate_employer",
        number=_EMPLOYER,
        legal_name="Comptoir",
        **classes,
    )
    lacks_due_date = not country(code).scheme(scheme).definition.due_day
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, _EMPLOYER)
    wrong = []
    for desk in (place.accounts, place.registration, clerk):
        client = _client(desk)
        for page in (*_PAGES, *_OWN):
            answer = client.get(page)
            names_it = lacks_due_date and "due_day" in answer.content.decode()
            if answer.status_code >= 422 and not names_it:
                wrong.append((desk.login, page, answer.status_code))
    assert wrong == []
