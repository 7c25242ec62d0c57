"""Contacts and accounts of a fund at work: a row in each of their tables, and a superseded one."""

from datetime import date

from tests import factories

from socle.platform.access.scope import fund_scope
from socle.registry.queries import details

SINCE = date(2026, 1, 5)
ACCOUNTS = ("10002000300277976315008", "10003001000500000605306")


def a_life(place: factories.Agency, person: str, employer: str) -> None:
    """Reached at two telephones and paid on two accounts, the one after the other."""
    for phone in ("677000001", "699000002"):
        factories.passed(place, "change_contact", on=SINCE, number=person, phone=phone)
    for kind, number in (("change_account", person), ("change_employer_account", employer)):
        for account in ACCOUNTS:
            said = {"number": number, "account_kind": "bank", "account": account}
            factories.passed(place, kind, on=SINCE, **said)
    with fund_scope(place.fund.id):
        [notice, *_] = details.notices(to_send=True, limit=9)
    factories.passed(place, "mark_notices_sent", on=SINCE, notices=str(notice.id))
