"""Acts on covers: opening, switching, ending one, and a household's score."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg.types.range import DateRange

from socle.countries.covering import Category, CoverageLaw, RightRule
from socle.coverage.facts import COVERAGE, SCORE
from socle.coverage.queries import law_of, other_covers
from socle.coverage.types import HEALTH, Served
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.kernel.money import Money
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import insert_rows
from socle.platform.temporal.operations import assign, clear, remainders
from socle.platform.temporal.queries import as_of
from socle.registry.operations.families_persons import living, someone

_SCORE = re.compile(r"\d{1,3}([.,]\d{1,6})?", re.ASCII)
# Numbers of rights, by which a cover that a pension stated is known (`benefits.granting`).
OF_A_PENSION = "DR-"
_PAID = frozenset({RightRule.CONTRIBUTIONS, RightRule.PREPAID})


def open_coverage(request: ActRequest) -> ActAnswer:
    """States that a person is covered from a day on (ouverture d'une couverture).

    Raises:
        NotKnown: no such person.
        Conflict: a cover is stated already from that day on: it is switched or ended.
        Refused: the law knows no such cover, or what the person is to pay was not told.
    """
    fields, law = request.fields, law_of(fund=request.desk.fund)
    category = _category(law, request)
    with performing(request, subject_kind="person", subject_number=fields["person"]) as act:
        key = _key(request)
        since = request.effective_on
        later = [
            row
            for row in as_of(COVERAGE, on=None, known_at=None, where=key)
            if row["valid"].upper is None or row["valid"].upper > since
        ]
        if later:
            raise Conflict("coverage.stated_already", category=later[0]["category"])
        act.after = _state(request, key, category)
        return act.answer()


def switch_coverage(request: ActRequest) -> ActAnswer:
    """Passes a person from one cover to another on a day (changement de régime).

    Raises:
        NotKnown: no such person, or nothing covers them on the day before.
        Refused: the law does not let one pass from the one to the other, or was not read.
    """
    fields, law = request.fields, law_of(fund=request.desk.fund)
    category = _category(law, request)
    with performing(request, subject_kind="person", subject_number=fields["person"]) as act:
        key = _key(request)
        before = _now(request, key)
        others = other_covers(person_id=key["person_id"], on=request.effective_on)
        held = before["category"] if before else next((each.kind for each in others), "")
        if not held:
            raise NotKnown("coverage.nothing_stated", on=request.effective_on.isoformat())
        _require_switch(law, held, category.code)
        act.before = {"category": held}
        act.after = _state(request, key, category)
        return act.answer()


def end_coverage(request: ActRequest) -> ActAnswer:
    """Ends a stated cover on a day, which is not in it any more (fin de couverture).

    Raises:
        NotKnown: no such person, or no cover is stated that day.
    """
    fields = request.fields
    with performing(request, subject_kind="person", subject_number=fields["person"]) as act:
        person = someone(number=fields["person"], on=request.effective_on)
        key = {"person_id": person.id, "branch": fields.get("branch", HEALTH)}
        before = _now(request, key)
        if before is None:
            raise NotKnown("coverage.nothing_stated", on=request.effective_on.isoformat())
        valid = DateRange(request.effective_on, None)
        clear(COVERAGE, fund_id=request.desk.fund.id, key=key, valid=valid)
        act.before = _shown(before)
        act.after = {"grounds": fields["grounds"]}
        return act.answer()


def record_household_score(request: ActRequest) -> ActAnswer:
    """Records the score of a person's household in the social register, from its day on.

    French: indice du registre social unifié (RSU).

    Raises:
        NotKnown: no such person.
        Refused: it is not a score.
    """
    text = request.fields["score"].strip()
    if not _SCORE.fullmatch(text):
        raise Refused("coverage.score_wrong", read=text[:20])
    with performing(request, subject_kind="person", subject_number=request.fields["person"]) as act:
        person = living(number=request.fields["person"], on=request.effective_on)
        key = {"person_id": person.id}
        rows = as_of(SCORE, on=request.effective_on, known_at=None, where=key)
        act.before = {"score": _points(rows[0]["score_millionths"])} if rows else {}
        score = int(Decimal(text.replace(",", ".")) * 1_000_000)
        valid = DateRange(request.effective_on, None)
        assign(
            SCORE,
            fund_id=request.desk.fund.id,
            key=key,
            values={"score_millionths": score},
            valid=valid,
        )
        act.after = {"score": _points(score)}
        return act.answer()


def serve_pensions(
    *, fund_id: int, person_id: int, category: Category, served: Sequence[Served]
) -> None:
    """States as what a person is covered by the pensions they are paid, within an act.

    What other acts stated stays: one cover is stated a person, branch and day. Days on which no
    pension is paid any more are covered by none.
    """
    key = {"person_id": person_id, "branch": HEALTH}
    rows = as_of(COVERAGE, on=None, known_at=None, where=key)
    of_pensions = [each for each in rows if _is_served(each, category)]
    taken = [each["valid"] for each in rows if not _is_served(each, category)]
    wanted: dict[tuple[date | None, date | None], str] = {}
    for each in served:
        for part in _without(each.valid, taken):
            wanted[part.lower, part.upper] = each.reference
            taken.append(part)
    known = {(each["valid"].lower, each["valid"].upper): each["reference"] for each in of_pensions}
    if known == wanted:
        return
    for lower, upper in known:
        clear(COVERAGE, fund_id=fund_id, key=key, valid=DateRange(lower, upper))
    for (lower, upper), reference in wanted.items():
        values = {
            "category": category.code,
            "scheme": category.scheme,
            "monthly_amount": None,
            "reference": reference,
        }
        assign(COVERAGE, fund_id=fund_id, key=key, values=values, valid=DateRange(lower, upper))


def cover_served(*, fund_id: int, category: Category, served: Sequence[tuple[int, Served]]) -> None:
    """States persons as covered by their pensions on days of which nothing is stated, many at once.

    A day that something is stated of is refused by the database.
    """
    columns = (
        *(("fund_id", "bigint"), ("person_id", "bigint"), ("branch", "text")),
        *(("category", "text"), ("scheme", "text"), ("reference", "text")),
        ("valid", "daterange"),
    )
    insert_rows(
        COVERAGE.name,
        columns,
        (
            (fund_id, person, HEALTH, category.code, category.scheme, each.reference, each.valid)
            for person, each in served
        ),
    )


def _is_served(row: Mapping[str, Any], category: Category) -> bool:
    """Whether a cover was stated by a pension: it bears the number of its right."""
    return row["category"] == category.code and str(row["reference"]).startswith(OF_A_PENSION)


def _without(valid: DateRange, taken: Sequence[DateRange]) -> list[DateRange]:
    """What is left of a period once others are taken out of it."""
    left = [valid]
    for each in taken:
        left = [rest for one in left for rest in _left(one, each)]
    return left


def _left(one: DateRange, taken: DateRange) -> list[DateRange]:
    return remainders(one, taken=taken) if _meet(one, taken) else [one]


def _meet(one: DateRange, other: DateRange) -> bool:
    first, last = one.lower or date.min, one.upper or date.max
    return first < (other.upper or date.max) and (other.lower or date.min) < last


def coverage_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """Whoever is covered otherwise on that day is in doubt, not refused: it may be about to end."""
    if request.fields.get("branch", HEALTH) != HEALTH:
        return ()
    person = someone(number=request.fields["person"], on=request.effective_on)
    return tuple(
        Fault(f"coverage.doubt_{each.kind}", field="person", facts={"by": each.by})
        for each in other_covers(person_id=person.id, on=request.effective_on)
    )


def _category(law: CoverageLaw, request: ActRequest) -> Category:
    """The category asked for.

    Raises:
        Refused: it is derived, is of another branch, or asks an amount that was not told.
    """
    category = law.category(request.fields["category"])
    branch = request.fields.get("branch", HEALTH)
    if category.is_derived or branch not in category.branches:
        raise Refused("coverage.not_stated_so", category=category.code, branch=branch)
    if category.rule in _PAID and branch == HEALTH and not request.fields.get("monthly_amount"):
        raise Refused("coverage.amount_missing", category=category.code)
    return category


def _require_switch(law: CoverageLaw, held: str, wanted: str) -> None:
    """Stops a switch that the law refuses, and one of which nothing was read.

    Raises:
        Refused: `coverage.switch_refused`, `coverage.switch_not_read`.
    """
    said = law.switch(held, wanted)
    if said is None:
        raise Refused("coverage.switch_not_read", held=held, wanted=wanted)
    if not said.is_allowed:
        raise Refused("coverage.switch_refused", held=held, wanted=wanted)


def _key(request: ActRequest) -> dict[str, Any]:
    person = living(number=request.fields["person"], on=request.effective_on)
    return {"person_id": person.id, "branch": request.fields.get("branch", HEALTH)}


def _now(request: ActRequest, key: dict[str, Any]) -> dict[str, Any] | None:
    rows = as_of(COVERAGE, on=request.effective_on, known_at=None, where=key)
    return rows[0] if rows else None


def _state(request: ActRequest, key: dict[str, Any], category: Category) -> dict[str, Any]:
    fund = request.desk.fund
    told = request.fields.get("monthly_amount")
    values = {
        "category": category.code,
        "scheme": category.scheme,
        "monthly_amount": Money.parse(told, fund.currency).minor if told else None,
        "reference": request.fields.get("reference", ""),
    }
    if values["monthly_amount"] == 0:
        raise Refused("coverage.amount_missing", category=category.code)
    valid = DateRange(request.effective_on, None)
    assign(COVERAGE, fund_id=fund.id, key=key, values=values, valid=valid)
    return {"branch": key["branch"], **_shown(values)}


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in COVERAGE.values if values[name] not in {None, ""}}


def _points(millionths: int) -> str:
    """A score as people write it: `9.326`."""
    return f"{Decimal(millionths).scaleb(-6).normalize():f}"
