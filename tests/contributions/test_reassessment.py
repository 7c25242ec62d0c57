"""A law changed for months already declared: listed first, posted by two, nothing lost."""

from fractions import Fraction

import pytest
from django.db import connection
from tests import factories
from tests.conftest import NOW
from tests.contributions.files import JANUARY, dipe, ebds, handed_in
from tests.contributions.queues import acted
from tests.contributions.reformed import HIGH, LOW, change_the_law, two_months_declared

from socle.contributions import careers, correctives, queries, queue, returned
from socle.contributions.assessment import RETURNED
from socle.contributions.reassessment import Reassessment, reassessment
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import validate
from socle.platform.acts.queries import act as act_of
from socle.platform.audit.queries import first_break

OF_JANUARY = Month(2026, 1)
# 8.4 % of pensions, employee and employer, on what lies between the two ceilings.
MORE = 2 * 6_300


@pytest.fixture
def place(db: None) -> factories.Agency:
    return two_months_declared()


def shown(place: factories.Agency, month: Month = OF_JANUARY) -> Reassessment:
    with fund_scope(place.fund.id):
        return reassessment(desk=place.accounts, month=month)


def proposed(place: factories.Agency, seen: str, month: str = "2026-01") -> str:
    answer = factories.act(place.accounts, "reassess_month", month=month, seen=seen)
    assert answer.status == "to_validate"
    return answer.act


def posted(place: factories.Agency, number: str) -> str:
    """The act by which a second person posted a proposal."""
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=number, at=NOW).act


def owed(place: factories.Agency) -> int:
    with fund_scope(place.fund.id):
        account = queries.account(employer_number=factories.CM_EMPLOYER, known_at=None)
    return next(each.owed for each in account.months if each.month == "2026-01")


def test_a_law_that_did_not_change_changes_nothing(place: factories.Agency) -> None:
    found = shown(place)
    assert (found.declarations, found.changed, found.difference) == (1, (), 0)
    number = proposed(place, found.seen)
    with pytest.raises(Refused, match="nothing_changes"):
        posted(place, number)


def test_who_is_affected_and_by_how_much_is_shown_before_anything_is_posted(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = owed(place)
    change_the_law(monkeypatch)
    (changed,) = shown(place).changed
    assert (changed.employer_number, changed.lines) == (factories.CM_EMPLOYER, 2)
    assert [(each.branch, each.difference) for each in changed.branches] == [("old_age", 12_600)]
    assert shown(place, OF_JANUARY + 1).changed == ()
    assert owed(place) == before


def test_two_people_post_the_difference_and_the_history_says_all(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = owed(place)
    change_the_law(monkeypatch)
    (changed,) = shown(place).changed
    posted(place, proposed(place, shown(place).seen))
    assert owed(place) - before == MORE
    with fund_scope(place.fund.id):
        told = correctives.versions(declaration_number=changed.declaration)
        career = careers.career(person_number=factories.CM_PERSON, known_at=None)
        waiting = queue.counts()
    assert [(each.kind, each.is_in_force) for each in told] == [
        ("wages", False),
        ("reassessed", True),
    ]
    assert told[1].total - told[0].total == MORE
    assert [each.wage for each in career if each.month == "2026-01"] == [HIGH]
    assert waiting.lines == 1
    assert shown(place).changed == ()


def test_a_line_that_was_cured_credits_the_same_person_again(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.person(place, "3100000077B")
    cured = {"employer": factories.CM_EMPLOYER, "insured_number": "0000000001X", "person": other}
    acted(place, "cure_group", motive="carte vue", **cured)
    change_the_law(monkeypatch)
    posted(place, proposed(place, shown(place).seen))
    with fund_scope(place.fund.id):
        career = careers.career(person_number=other, known_at=None)
        assert [(each.month, each.wage) for each in career] == [("2026-01", LOW)]
        assert queue.counts().lines == 0


def test_what_is_no_longer_as_it_was_seen_is_not_posted(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_the_law(monkeypatch)
    number = proposed(place, shown(place).seen)
    factories.employer(place, "3100000099Z")
    handed_in(place.accounts, dipe([HIGH], employer="3100000099Z"), key="another")
    assert len(shown(place).changed) == 2
    with pytest.raises(Refused, match="not_as_seen"):
        posted(place, number)


def of_returning(place: factories.Agency) -> None:
    """A Moroccan month of two, of whom one left: 200 dirhams of allowances are returned."""
    factories.employer(place)
    rows = [(factories.MA_PERSON, "BENNANI SALMA", 400_000), ("100000034", "ALAMI OMAR", 900_001)]
    done = handed_in(place.accounts, ebds(rows, returned=[0, 20_000]), key="returned")
    assert (done.status, done.lines) == ("posted", 2)


def sums(place: factories.Agency) -> dict[tuple[int, str], int]:
    """What each version of a declaration makes owed by branch."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(d.version, 1), b.branch, sum(b.amount) FROM declaration d"
            " JOIN declaration_branch b ON b.declaration_id = d.id GROUP BY 1, 2"
        )
        return {(version, branch): int(amount) for version, branch, amount in cursor.fetchall()}


def test_allowances_returned_stay_as_they_were_posted(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.agency("MA")
    of_returning(place)
    assert shown(place).changed == ()
    change_the_law(monkeypatch, "MA", "cnss.family.employer_rate", Fraction(7, 100))
    found = shown(place)
    assert found.apart == ()
    assert [(each.branch, each.difference) for each in found.branches] == [
        ("family", 2_400 + 5_400)
    ]
    posted(place, proposed(place, found.seen))
    owed_then = sums(place)
    assert owed_then[2, RETURNED] == owed_then[1, RETURNED] == 20_000
    assert owed_then[2, "family"] - owed_then[1, "family"] == 7_800
    assert shown(place).changed == ()
    with fund_scope(place.fund.id):
        assert first_break(fund_id=place.fund.id) is None


def test_what_does_not_add_up_to_what_was_returned_is_left_apart(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.agency("MA")
    of_returning(place)
    monkeypatch.setattr(returned, "of_lines", lambda *_columns: None)
    change_the_law(monkeypatch, "MA", "cnss.family.employer_rate", Fraction(7, 100))
    found = shown(place)
    assert (found.declarations, len(found.apart), found.changed) == (1, 1, ())


def test_several_months_are_shown_and_posted_together_by_one_proposal(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in(place.accounts, dipe([HIGH], month=JANUARY + 2), key="march")
    change_the_law(monkeypatch)
    with fund_scope(place.fund.id):
        found = reassessment(desk=place.accounts, month=OF_JANUARY, until=OF_JANUARY + 2)
    assert found.by_month == (("2026-01", 1, MORE), ("2026-03", 1, MORE))
    assert (found.declarations, found.difference) == (3, 2 * MORE)
    answer = factories.act(
        place.accounts, "reassess_month", month="2026-01", until="2026-03", seen=found.seen
    )
    number = posted(place, answer.act)
    with fund_scope(place.fund.id):
        left = reassessment(desk=place.accounts, month=OF_JANUARY, until=OF_JANUARY + 2)
        done = act_of(number=number)
    assert (left.changed, left.declarations) == ((), 3)
    assert (done.after["until"], done.after["declarations"]) == ("2026-03", 2)
    assert done.after["total"] - done.before["total"] == 2 * MORE


def test_what_was_seen_of_one_month_posts_nothing_of_several(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_the_law(monkeypatch)
    answer = factories.act(
        *(place.accounts, "reassess_month"),
        **{"month": "2026-01", "until": "2026-02", "seen": shown(place).seen},
    )
    with pytest.raises(Refused, match="not_as_seen"):
        posted(place, answer.act)
    assert len(shown(place).changed) == 1


@pytest.mark.parametrize("last", [-1, 12])
def test_months_that_do_not_follow_or_are_too_many_are_refused(
    place: factories.Agency, last: int
) -> None:
    with fund_scope(place.fund.id), pytest.raises(Refused, match="span_wrong"):
        reassessment(desk=place.accounts, month=OF_JANUARY, until=OF_JANUARY + last)
