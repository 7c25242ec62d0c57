"""Covers for tests of other rooms, in a fund of any country."""

from datetime import date

from psycopg.types.range import DateRange
from tests import factories

from socle.coverage.facts import COVERAGE, SCORE
from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign
from socle.registry.queries import person_id


def covers_at_work(place: factories.Agency) -> None:
    """A cover and a score, each superseded: a country whose law was not read has no act of them."""
    number, fund_id = factories.CM_PERSON, place.fund.id
    for rank, category in enumerate(("tadamon", "student")):
        since = date(2024 + rank, 1, 1)
        request = ActRequest(place.registration, "cover", {}, since, "", f"cover-{rank}")
        with (
            fund_scope(fund_id),
            performing(request, subject_kind="person", subject_number=number),
        ):
            key = {"person_id": person_id(number)}
            values = {"category": category, "scheme": "x", "monthly_amount": 100, "reference": "r"}
            valid = DateRange(since, None)
            assign(COVERAGE, fund_id=fund_id, key=key | {"branch": "health"}, values=values,
                   valid=valid)  # fmt: skip
            assign(SCORE, fund_id=fund_id, key=key, values={"score_millionths": rank}, valid=valid)
