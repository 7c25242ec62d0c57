"""Acts that cross on the same rows: the second is told to try again, and nothing is half done."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from psycopg.types.range import DateRange
from tests import factories
from tests.platform.sessions import at_once

from socle.kernel.errors import Conflict
from socle.platform.access.scope import fund_scope
from socle.platform.acts.models import Act, ActClaim
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CLASSIFICATION
from socle.registry.queries import employer_id

DAY = date(2020, 1, 1)


def request(place: factories.Agency, key: str = "") -> ActRequest:
    return ActRequest(place.registration, "tried", {}, DAY, "", key or uuid4().hex)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("40001", Conflict),  # a later act changed this first
        ("40P01", Conflict),  # two acts waited for each other
        ("23P01", Conflict),  # two periods overlap
        ("23505", DatabaseError),
        ("23514", DatabaseError),
        ("57014", DatabaseError),
    ],
)
def test_only_what_a_second_try_may_cure_is_a_conflict(
    db: None, state: str, answer: type[Exception]
) -> None:
    place = factories.agency("CM")
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'tried' USING ERRCODE = '{state}'; END $$"

    def act() -> None:
        with (
            fund_scope(place.fund.id),
            performing(request(place, "k"), subject_kind="employer", subject_number="1"),
            connection.cursor() as cursor,
        ):
            cursor.execute(raising)

    with pytest.raises(answer):
        act()
    with fund_scope(place.fund.id):
        assert (Act.objects.count(), ActClaim.objects.count()) == (0, 0)


def test_two_acts_that_lock_each_other_out_leave_one_done(own_database: str) -> None:
    place = factories.agency("CM")
    number = factories.employer(place)
    with fund_scope(place.fund.id):
        employer = employer_id(number)
    both_hold_one = threading.Barrier(2)

    def act(inputs: list[str], subject: str) -> None:
        with (
            fund_scope(place.fund.id),
            performing(request(place), subject_kind="employer", subject_number=subject),
        ):
            for rank, name in enumerate(inputs):
                assign(
                    CLASSIFICATION,
                    fund_id=place.fund.id,
                    key={"employer_id": employer, "input": name},
                    values={"value": subject},
                    valid=DateRange(DAY, None),
                )
                if not rank:
                    both_hold_one.wait(10)

    answers = at_once(lambda: act(["x", "y"], "one"), lambda: act(["y", "x"], "two"))
    # `None` is the answer of the one that was done.
    (refused,) = answers
    assert isinstance(refused, Conflict)
    assert refused.code == "acts.try_again"
    with fund_scope(place.fund.id):
        found = {
            row["value"]
            for name in ("x", "y")
            for row in as_of(
                CLASSIFICATION,
                on=DAY,
                known_at=None,
                where={"employer_id": employer, "input": name},
            )
        }
    assert len(found) == 1


def test_a_belief_is_not_superseded_by_an_act_that_began_before_it(own_database: str) -> None:
    """Two acts under different locks on one fact: time would run backwards in the history."""
    place = factories.agency("CM")
    number = factories.employer(place)
    with fund_scope(place.fund.id):
        key = {"employer_id": employer_id(number), "input": "x"}
    early_began, late_done = threading.Event(), threading.Event()

    def early() -> None:
        with (
            fund_scope(place.fund.id),
            performing(request(place), subject_kind="employer", subject_number="one"),
        ):
            early_began.set()
            assert late_done.wait(10)
            state("early")

    def late() -> None:
        assert early_began.wait(10)
        with (
            fund_scope(place.fund.id),
            performing(request(place), subject_kind="employer", subject_number="two"),
        ):
            state("late")
        late_done.set()

    def state(value: str) -> None:
        assign(
            CLASSIFICATION,
            fund_id=place.fund.id,
            key=key,
            values={"value": value},
            valid=DateRange(DAY, None),
        )

    answers = at_once(early, late)
    assert [getattr(each, "code", each) for each in answers] == ["acts.try_again"]
    with fund_scope(place.fund.id):
        rows = as_of(CLASSIFICATION, on=DAY, known_at=None, where=key)
    assert [row["value"] for row in rows] == ["late"]
