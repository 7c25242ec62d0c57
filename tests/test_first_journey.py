"""The first journey, by the domain's own door: a DIPE file becomes contributions and a receipt."""

import io
from datetime import date

from socle.contributions import careers, operations, queries
from socle.platform.access.scope import fund_scope
from tests import factories
from tests.conftest import NOW

LINE = (
    "C0400001AM012345678901A010123456789K120261122334455B3000003500000000000000000033"
    "0000000035000000003500000001200000100001EMP0001        "
)


def test_a_dipe_file_is_posted_once_and_its_unknown_insured_waits(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    content = "\r\n".join([LINE, LINE.replace("1122334455B", "9999999999X"), ""]).encode()

    def deposit(key: str) -> object:
        return operations.deposit_file(
            desk=place.accounts,
            stream=io.BytesIO(content),
            file_name="dipe.txt",
            deposited_on=date(2026, 2, 10),
            key=key,
            at=NOW,
        )

    with fund_scope(place.fund.id):
        first, again = deposit("one"), deposit("two")
        account = queries.account(employer_number=factories.CM_EMPLOYER, known_at=None)
        career = careers.career(person_number=factories.CM_PERSON, known_at=None)
    assert (first.status, first.lines, first.queued, first.total) == ("posted", 2, 1, 125_300)
    assert (again.status, again.receipt) == ("already_posted", first.receipt)
    assert account.owed == 125_300
    assert [(month.month, month.wage) for month in career] == [("2026-01", 350_000)]
