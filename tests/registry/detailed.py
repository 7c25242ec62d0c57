"""Contacts and accounts of a fund at work: a row in each of their tables, and a superseded one."""

from datetime import date

from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit, validate
from socle.registry.queries import details

SECOND = "9080706050Z"
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
    _merged_twice(place, person)
    factories.passed(place, "mark_notices_sent", on=SINCE, notices=str(notice.id))


def _merged_twice(place: factories.Agency, person: str) -> None:
    """A second file of the person: merged, parted, and merged again."""
    said = {"number": SECOND, "family_name": "MVONDO", "birth_on": "1971-07-07"}
    factories.passed(place, "register_person", on=SINCE, **said)
    for rank in range(2):
        with fund_scope(place.fund.id):
            answer = submit(
                desk=place.registration,
                act_type_code="merge_persons",
                fields={"kept": person, "merged": SECOND},
                effective_on=SINCE,
                motive="deux cartes",
                key=f"merge-{rank}",
                at=NOW,
                evidence=(factories.document(place.registration),),
            )
            validate(desk=place.verifier, number=answer.act, at=NOW)
        if rank == 0:
            factories.passed(place, "unmerge_persons", on=SINCE, merged=SECOND)
