"""Stating and clearing facts over random periods, against a calendar kept day by day."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import connection
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from psycopg.types.range import DateRange
from tests import factories

from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign, clear, remainders
from socle.platform.temporal.queries import as_of, horizon
from socle.registry.facts import CLASSIFICATION
from socle.registry.queries import employer_id

FIRST, DAYS = date(2020, 1, 1), 30
# The day before the first and the day after the last stand for all that came and all to come.
CALENDAR = [FIRST + timedelta(days=day) for day in range(-1, DAYS + 1)]


@st.composite
def periods(draw: st.DrawFn) -> DateRange:
    """A period of at least a day inside the calendar, or open at either end."""
    begins = draw(st.integers(0, DAYS - 1))
    ends = draw(st.integers(begins + 1, DAYS))
    lower = None if draw(st.integers(0, 5)) == 0 else FIRST + timedelta(days=begins)
    upper = None if draw(st.integers(0, 3)) == 0 else FIRST + timedelta(days=ends)
    return DateRange(lower, upper)


def covered(valid: DateRange) -> list[date]:
    return [
        day
        for day in CALENDAR
        if (valid.lower is None or valid.lower <= day)
        and (valid.upper is None or day < valid.upper)
    ]


statements = st.lists(
    st.tuples(periods(), st.one_of(st.none(), st.sampled_from(["A", "B", "C"]))), max_size=4
)


@given(acts=st.lists(statements, min_size=1, max_size=5))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_facts_never_overlap_and_every_past_answer_stays(
    db: None, acts: list[list[tuple[DateRange, str | None]]]
) -> None:
    place = factories.agency("CM")
    number = factories.employer(place)
    told: list[tuple[datetime, dict[date, str]]] = []
    believed: dict[date, str] = {}
    with fund_scope(place.fund.id):
        key = {"employer_id": employer_id(number), "input": "tried"}
        for stated in acts:
            perform(place, number, key, stated)
            for valid, value in stated:
                for day in covered(valid):
                    believed.pop(day, None)
                    if value is not None:
                        believed[day] = value
            moment = horizon()
            assert answer(key, None) == answer(key, moment) == believed
            told.append((moment, dict(believed)))
        assert [answer(key, moment) for moment, _ in told] == [each for _, each in told]
        for day in CALENDAR[::7]:
            rows = as_of(CLASSIFICATION, on=day, known_at=None, where=key)
            assert [row["value"] for row in rows] == [believed[day] for _ in rows]
            assert len(rows) == (day in believed)
        assert _overlaps() == 0


def perform(
    place: factories.Agency,
    number: str,
    key: dict[str, object],
    stated: list[tuple[DateRange, str | None]],
) -> None:
    """One act that states or clears the fact over some periods, one after the other."""
    request = ActRequest(place.registration, "tried", {}, FIRST, "", uuid4().hex)
    with performing(request, subject_kind="employer", subject_number=number):
        for valid, value in stated:
            if value is None:
                clear(CLASSIFICATION, fund_id=place.fund.id, key=key, valid=valid)
            else:
                said = {"value": value}
                assign(CLASSIFICATION, fund_id=place.fund.id, key=key, values=said, valid=valid)


def answer(key: dict[str, object], known_at: datetime | None) -> dict[date, str]:
    """The belief of each day of the calendar."""
    rows = as_of(CLASSIFICATION, on=None, known_at=known_at, where=key)
    days = [(day, row["value"]) for row in rows for day in covered(row["valid"])]
    assert len(dict(days)) == len(days), "two beliefs about one day"
    return dict(days)


def _overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM employer_classification a JOIN employer_classification b"
            " ON a.employer_id = b.employer_id AND a.input = b.input AND a.id < b.id"
            " AND a.valid && b.valid"
        )
        return int(cursor.fetchone()[0])


@given(old=periods(), taken=periods())
def test_what_is_left_of_a_period_joins_with_what_was_taken(
    old: DateRange, taken: DateRange
) -> None:
    assume(set(covered(old)) & set(covered(taken)))
    left = [day for rest in remainders(old, taken=taken) for day in covered(rest)]
    both = set(covered(old)) & set(covered(taken))
    assert sorted([*left, *both]) == covered(old)
