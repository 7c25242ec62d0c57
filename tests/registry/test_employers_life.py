"""The life of an affiliation: suspended, reopened, closed, absorbed; places, group, people."""

from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.conftest import NOW, TODAY
from tests.platform.sessions import at_once, failures

from socle.contributions.obligations import missing_months
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts import operations
from socle.platform.acts import queries as acts
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.registry import queries
from socle.registry.queries.affiliations import affiliation
from socle.registry.types import EmployerStatus
from socle.registry.types.affiliations import AffiliationView

FIRST, SECOND, THIRD = factories.CM_EMPLOYER, "3210100565S", "4561237890T"
PERSON, OTHER_PERSON = factories.CM_PERSON, "9911223344C"
DAY = date(2024, 3, 16)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    for number in (FIRST, SECOND, THIRD):
        factories.employer(place, number)
    factories.person(place)
    return place


def done(place: factories.Agency, kind: str, *, on: date = DAY, **fields: Any) -> ActAnswer:
    return factories.passed(place, kind, on=on, **fields)


def finished(place: factories.Agency, answer: ActAnswer) -> ActAnswer:
    if answer.status is ActStatus.TO_VALIDATE:
        answer = operations.validate(desk=place.verifier, number=answer.act, at=NOW)
    return answer


def undone(place: factories.Agency, answer: ActAnswer) -> None:
    with fund_scope(place.fund.id):
        finished(
            place,
            operations.reverse(
                desk=place.registration,
                number=answer.act,
                motive="erreur",
                key=uuid4().hex,
                at=NOW,
            ),
        )


def seen(place: factories.Agency, number: str, on: date = TODAY) -> AffiliationView:
    with fund_scope(place.fund.id):
        return affiliation(number=number, on=on, known_at=None)


def status(place: factories.Agency, on: date, number: str = FIRST) -> str:
    with fund_scope(place.fund.id):
        return queries.employer(number=number, on=on, known_at=None).status.value


def work(place: factories.Agency, person: str = PERSON) -> list[tuple[str, date, date | None]]:
    """Where a person works, and from when to when."""
    with fund_scope(place.fund.id):
        found = queries.employments_of_person(number=person, on=None, known_at=None)
    return sorted((each.employer_number, each.valid_from, each.valid_until) for each in found)


def hired(place: factories.Agency, number: str = FIRST, person: str = PERSON) -> None:
    done(place, "hire", on=factories.SINCE, person=person, employer=number)


# ---------------------------------------------------------------- suspended, reopened, closed


def test_a_suspension_ends_by_itself_on_the_day_it_says(place: factories.Agency) -> None:
    done(place, "suspend_employer", number=FIRST, until="2024-05-31")
    days = (date(2024, 3, 15), DAY, date(2024, 5, 31), date(2024, 6, 1))
    assert [status(place, on) for on in days] == ["active", "suspended", "suspended", "active"]
    assert [(each.status.value, each.since) for each in seen(place, FIRST).life] == [
        ("active", factories.SINCE),
        ("suspended", DAY),
        ("active", date(2024, 6, 1)),
    ]


def test_a_suspended_employer_hires_nobody_and_owes_no_whole_month(
    place: factories.Agency,
) -> None:
    done(place, "suspend_employer", number=FIRST)
    with pytest.raises(Refused, match="employer_not_active"):
        done(place, "hire", person=PERSON, employer=FIRST)
    factories.act(place.accounts, "follow_declarations", month="2024-02")
    with fund_scope(place.fund.id):
        found = missing_months(on=date(2024, 6, 30), employer_numbers=frozenset({FIRST}))
    assert [each.month for each in found] == ["2024-02", "2024-03"]


def test_an_employer_is_reopened_once_and_suspended_once(place: factories.Agency) -> None:
    with pytest.raises(Conflict, match="active_already"):
        done(place, "reopen_employer", number=FIRST)
    done(place, "suspend_employer", number=FIRST)
    with pytest.raises(Conflict, match="suspended_already"):
        done(place, "suspend_employer", on=date(2024, 4, 1), number=FIRST)
    done(place, "reopen_employer", on=date(2024, 5, 1), number=FIRST)
    assert status(place, TODAY) == EmployerStatus.ACTIVE
    with pytest.raises(Refused, match="ends_first"):
        done(place, "suspend_employer", on=date(2025, 1, 1), number=FIRST, until="2024-12-31")


def test_closing_with_people_at_work_is_a_doubt_and_ends_their_employment(
    place: factories.Agency,
) -> None:
    hired(place)
    with pytest.raises(Invalid) as refused:
        factories.act(place.registration, "close_employer", on=DAY, number=FIRST)
    assert refused.value.faults[0].code == "employer.still_employed"
    assert refused.value.faults[0].facts == {"count": 1}
    closed = done(place, "close_employer", number=FIRST)
    assert work(place) == [(FIRST, factories.SINCE, DAY)]
    with fund_scope(place.fund.id):
        assert acts.act(number=closed.act).after["employments_ended"] == 1
    undone(place, closed)
    assert work(place) == [(FIRST, factories.SINCE, None)]
    assert status(place, TODAY) == EmployerStatus.ACTIVE


def test_an_employment_that_was_to_begin_after_the_closing_never_does(
    place: factories.Agency,
) -> None:
    done(place, "hire", on=date(2024, 6, 1), person=PERSON, employer=FIRST)
    for code in ("close_employer", "suspend_employer"):
        with pytest.raises(Invalid) as refused:
            factories.act(place.registration, code, on=DAY, number=FIRST)
        hired_since = refused.value.faults[0]
        assert (hired_since.code, hired_since.facts) == ("employer.hired_since", {"count": 1})
    closed = done(place, "close_employer", number=FIRST)
    assert work(place) == []
    undone(place, closed)
    assert work(place) == [(FIRST, date(2024, 6, 1), None)]


def test_a_closed_employer_is_changed_by_no_act_but_its_reopening(
    place: factories.Agency,
) -> None:
    done(place, "close_employer", number=FIRST)
    for kind, fields in (
        ("close_employer", {}),
        ("suspend_employer", {}),
        ("update_employer", {"legal_name": "Autre"}),
        ("classify_employer", {"input": "risk_group", "value": "C"}),
        ("change_filing_regime", {"filing_regime": "quarterly"}),
        ("change_nature", {"legal_form": "llc"}),
        ("change_employer_contact", {"phone": "677001122"}),
        ("record_legal_identifier", {"identifier": "trade_register", "identifier_value": "12"}),
        ("open_establishment", {"establishment": "1", "name": "Dépôt"}),
        ("attach_employer", {"parent_company": SECOND}),
        ("add_representative", {"full_name": "A", "capacity": "proxy", "scope": "payment_acts"}),
        ("merge_employer", {"successor": SECOND}),
        ("detach_employer", {}),
        ("end_representative", {"representative": "1"}),
        ("close_establishment", {"establishment": "1"}),
    ):
        with pytest.raises(Refused, match=r"employer\.closed"):
            done(place, kind, on=date(2024, 7, 1), number=FIRST, **fields)
    done(place, "reopen_employer", on=date(2025, 1, 1), number=FIRST)
    assert status(place, date(2024, 7, 1)) == EmployerStatus.CLOSED
    assert status(place, TODAY) == EmployerStatus.ACTIVE


def test_what_is_told_late_does_not_undo_what_is_known_to_come_next(
    place: factories.Agency,
) -> None:
    early, june = date(2024, 2, 1), date(2024, 6, 1)
    done(place, "suspend_employer", number=FIRST)
    hired(place)
    done(place, "close_employer", on=june, number=FIRST)
    done(place, "reopen_employer", on=date(2024, 4, 1), number=FIRST)
    done(place, "suspend_employer", on=early, number=FIRST)
    factories.person(place, OTHER_PERSON)
    late = {"person": OTHER_PERSON, "employer": FIRST}
    done(place, "hire", on=factories.SINCE, **late)
    assert [(each.status.value, each.since) for each in seen(place, FIRST).life] == [
        ("active", factories.SINCE),
        ("suspended", early),
        ("active", date(2024, 4, 1)),
        ("closed", june),
    ]
    for person in (PERSON, OTHER_PERSON):
        assert work(place, person) == [(FIRST, factories.SINCE, june)]
    for kind, said in (("close_employer", {}), ("merge_employer", {"successor": SECOND})):
        with pytest.raises(Conflict, match=r"employer\.closed_since"):
            done(place, kind, on=early, number=FIRST, **said)
    # Told late too: they had left, and come back since.
    back = {"person": PERSON, "employer": SECOND}
    done(place, "hire", on=june, **back)
    done(place, "end_employment", on=date(2024, 8, 31), **back)
    done(place, "hire", on=DAY, **back)
    assert work(place)[1:] == [(SECOND, DAY, june), (SECOND, june, date(2024, 9, 1))]


# ---------------------------------------------------------------- merger


def test_those_who_work_for_the_absorbed_work_for_its_successor(place: factories.Agency) -> None:
    hired(place)
    factories.person(place, OTHER_PERSON)
    for number in (FIRST, SECOND):
        hired(place, number, OTHER_PERSON)
    merged = done(place, "merge_employer", number=FIRST, successor=SECOND)
    assert work(place) == [(FIRST, factories.SINCE, DAY), (SECOND, DAY, None)]
    # Whoever works for both already goes on at the successor as they did.
    assert work(place, OTHER_PERSON) == [
        (FIRST, factories.SINCE, DAY),
        (SECOND, factories.SINCE, None),
    ]
    absorbed, successor = seen(place, FIRST), seen(place, SECOND)
    assert absorbed.successor is not None
    assert absorbed.successor.number == SECOND
    assert [each.number for each in successor.absorbed] == [FIRST]
    assert status(place, TODAY) == EmployerStatus.CLOSED
    with fund_scope(place.fund.id):
        told = acts.act(number=merged.act)
    assert (told.validator, told.after["employments_moved"]) == (place.verifier.name, 1)
    with pytest.raises(Refused, match=r"employer\.absorbed"):
        done(place, "reopen_employer", on=date(2025, 1, 1), number=FIRST)
    undone(place, merged)
    assert work(place) == [(FIRST, factories.SINCE, None)]
    assert status(place, TODAY) == EmployerStatus.ACTIVE
    assert seen(place, FIRST).successor is None


def test_a_merger_is_not_undone_over_what_happened_since(place: factories.Agency) -> None:
    hired(place)
    merged = done(place, "merge_employer", number=FIRST, successor=SECOND)
    left = done(place, "end_employment", on=date(2024, 9, 30), person=PERSON, employer=SECOND)
    with pytest.raises(Refused, match="later_act") as refused:
        undone(place, merged)
    assert refused.value.facts["later"] == left.act
    undone(place, left)
    undone(place, merged)


def test_nobody_is_absorbed_by_itself_nor_by_one_that_is_closed(place: factories.Agency) -> None:
    with pytest.raises(Refused, match="merged_into_itself"):
        done(place, "merge_employer", number=FIRST, successor=FIRST)
    done(place, "merge_employer", number=FIRST, successor=SECOND)
    with pytest.raises(Refused, match=r"employer\.closed"):
        done(place, "merge_employer", on=date(2025, 1, 1), number=SECOND, successor=FIRST)
    with pytest.raises(NotKnown, match="employer_unknown"):
        done(place, "merge_employer", number=SECOND, successor="0000000000A")
    done(place, "suspend_employer", number=THIRD)
    with pytest.raises(Refused, match="employer_not_active"):
        done(place, "merge_employer", number=SECOND, successor=THIRD)


def test_two_companies_that_absorb_each_other_at_once_are_not_both_closed(
    own_database: str,
) -> None:
    place = factories.agency("CM")
    for number in (FIRST, SECOND):
        factories.employer(place, number)
    answers = at_once(
        lambda: done(place, "merge_employer", number=FIRST, successor=SECOND),
        lambda: done(place, "merge_employer", number=SECOND, successor=FIRST),
    )
    assert sorted(status(place, TODAY, number) for number in (FIRST, SECOND)) == [
        "active",
        "closed",
    ]
    [late] = failures(answers)
    assert isinstance(late, Refused)
    assert late.code == "employer.closed"


def test_three_companies_that_attach_in_a_ring_at_once_make_no_ring(own_database: str) -> None:
    place = factories.agency("CM")
    ring = (FIRST, SECOND, THIRD)
    for number in ring:
        factories.employer(place, number)

    def attach(number: str, above: str) -> ActAnswer:
        return done(place, "attach_employer", number=number, parent_company=above)

    answers = at_once(
        *(
            partial(attach, number, above)
            for number, above in zip(ring, (*ring[1:], ring[0]), strict=True)
        )
    )
    assert [each.code for each in failures(answers) if isinstance(each, Refused)] == [
        "employer.circular"
    ]


# ---------------------------------------------------------------- group


def test_a_company_is_not_its_own_ancestor(place: factories.Agency) -> None:
    done(place, "attach_employer", number=SECOND, parent_company=FIRST)
    done(place, "attach_employer", number=THIRD, parent_company=SECOND)
    for parent in (FIRST, SECOND, THIRD):
        with pytest.raises(Refused, match="circular"):
            done(place, "attach_employer", number=FIRST, parent_company=parent)
    # Nor at another time than today: what begins later counts.
    with pytest.raises(Refused, match="circular"):
        done(place, "attach_employer", on=date(2020, 1, 1), number=FIRST, parent_company=THIRD)
    done(place, "detach_employer", on=date(2025, 1, 1), number=SECOND)
    done(place, "attach_employer", on=date(2025, 1, 1), number=FIRST, parent_company=THIRD)
    found = seen(place, FIRST)
    assert found.parent is not None
    assert found.parent.number == THIRD
    with pytest.raises(NotKnown, match="no_parent"):
        done(place, "detach_employer", on=date(2025, 1, 1), number=SECOND)


def forced(place: factories.Agency, statement: str) -> None:
    """Writes as the application's own role, within an act, past everything the code checks."""
    with fund_scope(place.fund.id), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT socle_begin_act(nextval('act_id_seq'))")
        cursor.execute(statement)


def test_the_database_itself_refuses_a_company_that_is_its_own_parent(
    place: factories.Agency,
) -> None:
    with pytest.raises(DatabaseError, match="employer_parent_another"):
        forced(
            place,
            "INSERT INTO employer_parent (fund_id, employer_id, parent_id, relation, valid)"
            " SELECT fund_id, id, id, 'subsidiary', '[2024-01-01,)' FROM employer LIMIT 1",
        )
    with pytest.raises(DatabaseError, match="employer_succession_another"):
        forced(
            place,
            "INSERT INTO employer_succession (fund_id, employer_id, successor_id, valid)"
            " SELECT fund_id, id, id, '[2024-01-01,)' FROM employer LIMIT 1",
        )


def test_the_database_itself_refuses_two_parents_on_one_day(place: factories.Agency) -> None:
    done(place, "attach_employer", number=SECOND, parent_company=FIRST)
    with pytest.raises(DatabaseError, match="no_overlap"):
        forced(
            place,
            "INSERT INTO employer_parent (fund_id, employer_id, parent_id, relation, valid)"
            " SELECT p.fund_id, p.employer_id, e.id, 'subsidiary', '[2025-01-01,)'"
            f" FROM employer_parent p JOIN employer e ON e.number = '{THIRD}'",
        )


# ---------------------------------------------------------------- people and places


def test_representatives_have_a_rank_for_good_and_days(place: factories.Agency) -> None:
    told: dict[str, Any] = {"number": FIRST, "scope": "everything"}
    done(place, "add_representative", **told, full_name="Awa Ngo", capacity="director")
    done(
        place,
        "add_representative",
        **(told | {"scope": "declaration_acts"}),
        full_name="Fiduciaire du Littoral",
        capacity="fiduciary",
        phone="677001122",
        until="2024-12-31",
    )
    # The same from another desk.
    with pytest.raises(Conflict, match="represented_already"):
        done(place, "add_representative", **told, full_name="AWA NGO", capacity="director")
    found = seen(place, FIRST, date(2024, 6, 1)).representatives
    assert [(each.rank, each.full_name, each.until) for each in found] == [
        (1, "Awa Ngo", None),
        (2, "Fiduciaire du Littoral", date(2025, 1, 1)),
    ]
    done(place, "end_representative", on=date(2025, 3, 31), number=FIRST, representative="1")
    assert seen(place, FIRST).representatives == ()
    added = done(place, "add_representative", **told, full_name="Paul Eto", capacity="proxy")
    with fund_scope(place.fund.id):
        assert acts.act(number=added.act).after["representative"] == 3
    for rank in ("1", "9", "x"):
        with pytest.raises(NotKnown, match="no_representative"):
            done(place, "end_representative", on=TODAY, number=FIRST, representative=rank)


def test_an_establishment_is_opened_moved_and_closed(place: factories.Agency) -> None:
    here: dict[str, Any] = {"number": FIRST, "establishment": "2"}
    done(place, "open_establishment", **here, name="Dépôt", city="Douala", phone="677001122")
    with pytest.raises(Conflict, match="establishment_open"):
        done(place, "open_establishment", on=date(2024, 6, 1), **here, name="Autre")
    done(place, "move_establishment", on=date(2025, 1, 1), **here, city="Kribi", address="Port")
    before, after = (seen(place, FIRST, date(year, 6, 1)).places for year in (2024, 2025))
    assert [(each.name, each.city, each.address) for each in before] == [("Dépôt", "Douala", "")]
    assert [(each.name, each.city, each.address, each.phone) for each in after] == [
        ("Dépôt", "Kribi", "Port", "+237677001122")
    ]
    done(place, "close_establishment", on=date(2025, 12, 31), **here)
    assert seen(place, FIRST).places == ()
    for kind in ("move_establishment", "close_establishment"):
        with pytest.raises(NotKnown, match="no_establishment"):
            done(place, kind, on=TODAY, **here, **({"city": "X"} if "move" in kind else {}))


def test_what_was_known_of_an_affiliation_is_read_again_as_it_was(
    place: factories.Agency,
) -> None:
    with fund_scope(place.fund.id):
        before = acts.acts(before=None, limit=1)[0].recorded_at
        asked: dict[str, Any] = {"number": FIRST, "on": TODAY, "known_at": before}
        then = affiliation(**asked)
    done(place, "attach_employer", number=FIRST, parent_company=SECOND)
    done(
        place,
        "add_representative",
        number=FIRST,
        full_name="A",
        capacity="proxy",
        scope="payment_acts",
    )
    done(place, "suspend_employer", number=FIRST)
    with fund_scope(place.fund.id):
        assert affiliation(**asked) == then
    assert seen(place, FIRST) != then
