"""What is known at the horizon stays known so, whoever commits in between."""

import random
import threading
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connections
from psycopg.types.range import DateRange
from tests import factories
from tests.factories import Agency
from tests.platform.sessions import at_once, failures

from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of, horizon
from socle.registry.facts import CLASSIFICATION
from socle.registry.queries import employer_id

DAY = date(2020, 1, 1)


def state(
    place: Agency, number: str, value: str, began: threading.Event, go_on: threading.Event
) -> datetime:
    """An act that says when it has begun, and is held open until it may go on."""
    request = ActRequest(place.registration, "tried", {}, DAY, "", uuid4().hex)
    with fund_scope(place.fund.id):
        key = {"employer_id": employer_id(number), "input": "tried"}
        with performing(request, subject_kind="employer", subject_number=number) as act:
            assign(
                CLASSIFICATION,
                fund_id=place.fund.id,
                key=key,
                values={"value": value},
                valid=DateRange(DAY, None),
            )
        began.set()
        assert go_on.wait(20)
    return act.recorded_at


def believed(place: Agency, number: str, known_at: datetime | None) -> list[str]:
    with fund_scope(place.fund.id):
        key = {"employer_id": employer_id(number), "input": "tried"}
        rows = as_of(CLASSIFICATION, on=DAY, known_at=known_at, where=key)
        return [row["value"] for row in rows]


def test_an_act_still_open_holds_the_horizon_back(own_database: str) -> None:
    place = factories.agency("CM")
    number = factories.employer(place)
    began, go_on = threading.Event(), threading.Event()

    def read() -> tuple[datetime, datetime, datetime]:
        # One transaction that looks before and after the act began: it must look again.
        with fund_scope(place.fund.id):
            before = horizon()
            while not began.wait(0.01):
                before = horizon()
            during = horizon()
        go_on.set()
        return before, during, horizon()

    recorded_at, read_at = at_once(lambda: state(place, number, "A", began, go_on), read)
    before, during, _after = read_at
    assert before < recorded_at
    assert during < recorded_at
    assert believed(place, number, during) == []
    assert believed(place, number, horizon()) == believed(place, number, None) == ["A"]


@pytest.mark.slow
def test_answers_at_the_horizon_stay_while_others_commit(own_database: str) -> None:
    place = factories.agency("CM")
    numbers = [factories.employer(place, each) for each in ("0123456789K", "3210100565S")]
    told: list[tuple[datetime, str, list[str]]] = []
    over = threading.Event()

    def write(seed: int) -> int:
        chance = random.Random(seed)  # noqa: S311
        begun, always = threading.Event(), threading.Event()
        always.set()
        done = 0
        while not over.is_set():
            hold = threading.Event()
            threading.Timer(chance.random() / 50, hold.set).start()
            state(place, chance.choice(numbers), f"{seed}.{done}", begun, hold)
            done += 1
        return done

    def read() -> None:
        for _ in range(150):
            moment = horizon()
            for number in numbers:
                told.append((moment, number, believed(place, number, moment)))
        over.set()

    answers = at_once(lambda: write(1), lambda: write(2), lambda: write(3), read)
    connections.close_all()
    assert failures(answers) == []
    assert sum(answer for answer in answers if answer) > 20
    assert len({tuple(value) for _, _, value in told}) > 10, "the reader saw the writers at work"
    for moment, number, answer in told:
        assert believed(place, number, moment) == answer
    for number in numbers:
        assert believed(place, number, horizon()) == believed(place, number, None)
