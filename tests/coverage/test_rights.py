"""Rights by rule: pure, the law of Morocco as its pack says it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from socle.countries.registry import country
from socle.coverage.dues import dues_of, settled
from socle.coverage.queries import _figures
from socle.coverage.rights import Charge, Facts, judge
from socle.coverage.types import HEALTH, Cover, MonthDays, Reason, Right, Score
from socle.coverage.words import said
from socle.kernel.months import Month

ON = date(2026, 10, 15)
LAW = country("MA").coverage
assert LAW is not None
SIX = ("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09")


def answer(on: date = ON, branch: str = HEALTH, **facts: Any) -> Right:
    assert LAW is not None
    return judge(Facts(**facts), LAW, _figures("MA", on), branch, on)


def days(*counts: int) -> tuple[MonthDays, ...]:
    return tuple(MonthDays(month, count) for month, count in zip(SIX, counts, strict=True))


def cover(category: str, since: date = date(2026, 1, 1), amount: int | None = None) -> Cover:
    assert LAW is not None
    return Cover(category, LAW.category(category).scheme, since, None, amount)


def score(value: str) -> Score:
    return Score(Decimal(value), date(2026, 2, 1))


def test_forty_days_of_fifty_four_close_the_right_and_name_the_months() -> None:
    found = answer(employed_since=date(2026, 1, 1), days=days(10, 10, 10, 10, 0, 0))
    assert (found.is_open, found.reason.code, found.reason.missing) == (False, "days_missing", 14)
    assert [each.month for each in found.reason.days if not each.days] == ["2026-08", "2026-09"]
    assert found.reason.reopens == ("declare_days", "work_days")
    assert {each.name for each in found.figures} >= {"cnss.health.least_days"}


def test_fifty_four_days_open_the_right_until_too_few_would_be_left() -> None:
    found = answer(employed_since=date(2026, 1, 1), days=days(9, 9, 9, 9, 9, 9))
    assert (found.is_open, found.closes_on) == (True, date(2026, 11, 1))
    later = answer(employed_since=date(2026, 1, 1), days=days(0, 0, 0, 0, 28, 26))
    assert later.closes_on == date(2027, 3, 1)  # in February, August's days still count


def test_days_of_the_month_itself_are_not_counted_yet() -> None:
    known = (*days(9, 9, 9, 9, 9, 8), MonthDays("2026-10", 26))
    assert answer(employed_since=date(2026, 1, 1), days=known).is_open is False


def test_work_that_ended_still_covers_while_its_days_count() -> None:
    found = answer(days=days(20, 20, 20, 0, 0, 0))
    assert found.is_open
    assert found.cover is not None
    assert found.cover.category == "employee"
    assert answer().reason.code == "not_covered"


def paid(*months: int, amount: int = 20_000) -> tuple[tuple[date, int], ...]:
    return tuple((date(2026, month, 5), amount) for month in months)


SELF = cover("self_employed", amount=20_000)


def self_employed(receipts: tuple[tuple[date, int], ...], on: date = ON) -> Right:
    return answer(on, stated=SELF, paid_for=(SELF,), receipts=receipts)


def test_the_self_employed_wait_three_months_after_the_month_of_the_first_payment() -> None:
    found = self_employed(paid(1, 2, 3), on=date(2026, 4, 30))
    assert (found.reason.code, found.reason.opens_on) == ("waiting_period", date(2026, 5, 1))
    assert self_employed(paid(1, 2, 3, 4), on=date(2026, 5, 1)).is_open
    assert self_employed(()).reason.code == "nothing_paid"


def test_arrears_close_the_right_and_say_what_reopens_it() -> None:
    found = self_employed(paid(1, 2, 3, 4, 5, 6))
    assert (found.is_open, found.reason.code) == (False, "arrears")
    assert found.reason.unpaid == ("2026-07", "2026-08", "2026-09")
    assert (found.reason.amount, found.reason.reopens) == (60_000, ("pay",))
    assert self_employed((*paid(1, 2, 3, 4, 5, 6), (date(2026, 10, 14), 60_000))).is_open


def test_months_paid_ahead_tell_when_the_right_would_close() -> None:
    found = self_employed(((date(2026, 1, 5), 12 * 20_000),))
    assert (found.is_open, found.closes_on) == (True, date(2027, 2, 1))


def test_a_part_paid_leaves_its_month_unpaid_and_a_refund_takes_back_the_last() -> None:
    half = self_employed((*paid(1, 2, 3, 4, 5, 6, 7, 8), (date(2026, 9, 5), 15_000)))
    assert (half.reason.unpaid, half.reason.amount) == (("2026-09",), 5_000)
    back = self_employed((*paid(1, 2, 3, 4, 5, 6, 7, 8, 9), (date(2026, 10, 1), -20_000)))
    assert back.reason.unpaid == ("2026-09",)


OPTIONAL = cover("achamil", amount=15_000)


def achamil(receipts: tuple[tuple[date, int], ...], value: str = "9.8", on: date = ON) -> Right:
    return answer(on, stated=OPTIONAL, paid_for=(OPTIONAL,), receipts=receipts, score=score(value))


def test_achamil_covers_the_months_that_were_paid_beforehand() -> None:
    first = paid(1, 2, 3, 4, 5, 6, 7, 8, 9, amount=15_000)
    closed = achamil(first)
    assert (closed.is_open, closed.reason.code) == (False, "month_unpaid")
    assert closed.reason.unpaid == ("2026-10",)
    opened = achamil((*first, (date(2026, 10, 1), 15_000)))
    assert (opened.is_open, opened.closes_on) == (True, date(2026, 11, 1))


def test_a_month_of_achamil_that_was_not_paid_lapses_and_is_not_owed() -> None:
    skipped = (*paid(1, 2, 3, amount=15_000), (date(2026, 10, 2), 15_000))
    assert achamil(skipped).is_open
    assert achamil(skipped, on=date(2026, 6, 1)).reason.unpaid == ("2026-06",)


@pytest.mark.parametrize(("value", "code"), [("9.326", "score_below"), ("9.327", "month_unpaid")])
def test_achamil_is_for_those_above_the_threshold(value: str, code: str) -> None:
    assert achamil(paid(1, amount=15_000), value).reason.code == code


@pytest.mark.parametrize(
    ("value", "is_open", "code"),
    [("9.326", True, "score_within"), ("9.326001", False, "score_above")],
)
def test_tadamon_follows_the_score_and_tells_its_date(value: str, is_open: bool, code: str) -> None:
    found = answer(stated=cover("tadamon"), score=score(value))
    assert (found.is_open, found.reason.code) == (is_open, code)
    assert found.reason.score == score(value)
    assert answer(stated=cover("tadamon")).reason.code == "score_missing"


def test_what_no_text_says_is_named_and_not_guessed() -> None:
    found = answer(stated=cover("student"))
    assert (found.is_open, found.reason.gap) == (None, "amo_students.health.conditions")
    other = answer(stated=SELF, branch="old_age")
    assert (other.is_open, other.reason.gap) == (None, "amo_tns.old_age.conditions")


def test_work_outweighs_what_is_stated_and_says_so() -> None:
    found = answer(
        stated=cover("tadamon"),
        score=score("5"),
        employed_since=date(2026, 9, 1),
        days=days(0, 0, 0, 0, 0, 20),
    )
    assert found.cover is not None
    assert (found.cover.category, found.is_open) == ("employee", False)
    assert [each.category for each in found.beside] == ["tadamon"]


def borne(theirs: Right, *, is_active: bool, reason: str, until: date | None = None) -> Right:
    charge = Charge("123456785", is_active, reason, "disability", date(2020, 1, 1), until, theirs)
    return answer(charge=charge)


def test_a_dependant_has_their_bearers_right_while_they_stand() -> None:
    opened = answer(employed_since=date(2026, 1, 1), days=days(26, 26, 26, 26, 26, 26))
    closed = answer(employed_since=date(2026, 1, 1), days=days(0, 0, 0, 0, 0, 0))
    found = borne(opened, is_active=True, reason="under_age", until=date(2026, 12, 24))
    assert (found.is_open, found.closes_on) == (True, date(2026, 12, 24))
    assert found.cover is not None
    assert (found.cover.category, found.cover.scheme) == ("dependant", "cnss")
    through = borne(closed, is_active=True, reason="under_age")
    assert (through.is_open, through.reason.code) == (False, "bearer_closed")
    assert through.of_bearer == closed
    grown = borne(opened, is_active=False, reason="age")
    assert (grown.is_open, grown.reason.code) == (False, "dependant_age")


def test_the_dead_have_no_right_from_the_day_after() -> None:
    dead = {"died_on": date(2026, 10, 14), "stated": cover("pensioner")}
    assert answer(**dead).reason == Reason("died")
    assert answer(date(2026, 10, 14), **dead).is_open


def test_a_month_is_due_once_when_a_cover_follows_another_inside_it() -> None:
    one = Cover("self_employed", "amo_tns", date(2026, 1, 1), date(2026, 3, 10), 100)
    other = Cover("achamil", "amo_achamil", date(2026, 3, 10), None, 40)
    dues = dues_of((one, other), until=Month(2026, 4), lapsing={"achamil"})
    assert [(str(each.month), each.amount) for each in dues] == [
        ("2026-01", 100), ("2026-02", 100), ("2026-03", 100), ("2026-04", 40),
    ]  # fmt: skip
    left = settled(dues, [(date(2026, 4, 2), 330)])
    assert [each.rest for each in left] == [0, 0, 0, 10]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_each_answer_is_a_whole_sentence_in_each_language(language: str) -> None:
    opened = answer(employed_since=date(2026, 1, 1), days=days(26, 26, 26, 26, 26, 26))
    found = [
        opened,
        answer(employed_since=date(2026, 1, 1), days=days(10, 10, 10, 10, 0, 0)),
        answer(stated=cover("pensioner")),
        answer(stated=cover("tadamon"), score=score("9.74")),
        answer(stated=cover("student")),
        self_employed(paid(1, 2)),
        self_employed(((date(2026, 1, 5), 20_000 * 12),)),
        achamil(()),
        borne(opened, is_active=False, reason="said_by_nobody"),
    ]
    for each in found:
        words = said(each, language=language, currency="MAD")
        assert words.message
        assert words.do
        assert "{" not in words.message + words.do
