"""Certificates of good standing, letters, events, ages and statements."""

from datetime import date, timedelta

import pytest
from tests import factories
from tests.arrears.scenes import ONE, OWED, TWO, act, agreed, declare, owing, pays, taken_back
from tests.conftest import TODAY

from socle.arrears.queries import aged, due_dates, letters, notices, standing, statements
from socle.arrears.queries.penalties import penalties
from socle.arrears.types import About, Bucket, CertificateView, NoticeStep, Reason
from socle.contributions.queries import account
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.printing.codes import fund_of_code, new_code
from socle.platform.printing.types import Check
from socle.registry.queries import employer_id

ALL_YEAR = tuple(range(1, 11))


def certificates(place: factories.Agency) -> list[CertificateView]:
    with fund_scope(place.fund.id):
        return standing.certificates(employer_id=employer_id(ONE))


def test_a_certificate_is_refused_with_every_reason_and_given_once_they_are_gone(
    db: None,
) -> None:
    place = owing(8, 10)
    act(place.accounts, "request_certificate", employer=ONE)
    (refused,) = certificates(place)
    assert refused.reasons == (Reason.UNDECLARED, Reason.UNPAID)
    assert (refused.undeclared, refused.unpaid) == ((date(2026, 9, 1),), 2 * OWED)
    assert (refused.is_given, refused.code) == (False, "")
    declare(place, 9)
    pays(place, 3 * OWED, "2026-11-16")
    done = act(place.accounts, "request_certificate", employer=ONE)
    given, _refused = certificates(place)
    assert given.is_given
    assert given.valid_until == TODAY + timedelta(days=90)
    with fund_scope(place.fund.id):
        found = standing.verified(code=given.code, on=TODAY)
        assert (found.result, found.on) == (Check.VALID, TODAY)
        late = TODAY + timedelta(days=91)
        assert standing.verified(code=given.code, on=late).result is Check.ENDED
        assert standing.verified(code=given.code[:-1], on=TODAY).result is Check.UNKNOWN
        assert standing.verified(code="", on=TODAY).result is Check.UNKNOWN
    taken_back(place, done.act)
    with fund_scope(place.fund.id):
        assert standing.verified(code=given.code, on=TODAY).result is Check.ENDED


def test_a_plan_that_is_kept_opens_the_certificate_and_a_broken_one_shuts_it(db: None) -> None:
    place = owing(10)
    agreed(
        place,
        "agree_plan",
        on=TODAY,
        employer=ONE,
        months="2026-10",
        count="3",
        first_on="2026-12-22",
    )
    with fund_scope(place.fund.id):
        kept = standing.standing(employer_number=ONE, on=TODAY)
        assert kept.is_good
        assert kept.covered_by.startswith("M-2026-")
        # A month later neither the down payment nor November: broken, and all is due again.
        broken = standing.standing(employer_number=ONE, on=date(2026, 12, 14))
    assert Reason.BROKEN_PLAN in broken.reasons
    assert broken.unpaid == ((date(2026, 10, 1), OWED),)
    agreed(place, "set_recovery_rule", rule="plan_allows_certificate", value="0")
    with fund_scope(place.fund.id):
        assert standing.standing(employer_number=ONE, on=TODAY).reasons == (Reason.UNPAID,)


def test_a_clerk_asks_for_their_own_employer_alone(db: None) -> None:
    place = owing(10)
    factories.employer(place, TWO)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE)
    act(clerk, "request_certificate", employer=ONE)
    with pytest.raises(NotKnown):
        act(clerk, "request_certificate", employer=TWO)
    with pytest.raises(Refused, match="forbidden"):
        act(place.auditor, "request_certificate", employer=ONE)


def test_a_code_says_its_fund_and_cannot_be_guessed() -> None:
    for fund in (1, 31, 32, 1025):
        code = new_code(fund)
        assert fund_of_code(code) == fund
        assert new_code(fund) != code
    assert fund_of_code("x" * 13) is None
    assert fund_of_code("2" * 12) is None


def due(place: factories.Agency, on: date) -> list[tuple[NoticeStep, About, int]]:
    with fund_scope(place.fund.id):
        found = letters.due_letters(on=on).letters
    return sorted((each.step, each.about, each.months) for each in found)


def test_letters_follow_one_another_and_none_goes_twice(db: None) -> None:
    place = owing(8, 10)
    # August, due 15 September, is late enough for both; yet the reminder comes first. October,
    # due 15 November, is not reminded before the 23rd. September is not declared.
    assert due(place, TODAY) == [
        (NoticeStep.REMINDER, About.DECLARATION, 1),
        (NoticeStep.REMINDER, About.PAYMENT, 1),
    ]
    act(place.accounts, "issue_notices")
    assert due(place, TODAY) == []
    with pytest.raises(Refused, match="nothing_to_send"):
        act(place.accounts, "issue_notices")
    after = TODAY + timedelta(days=22)  # 30 - 8 days after the reminder
    assert due(place, after - timedelta(days=1)) == [(NoticeStep.REMINDER, About.PAYMENT, 1)]
    assert (NoticeStep.FORMAL_NOTICE, About.PAYMENT, 1) in due(place, after)
    assert (NoticeStep.FORMAL_NOTICE, About.DECLARATION, 1) in due(place, after)


def test_a_letter_says_what_it_asks_and_is_withdrawn_by_an_act(db: None) -> None:
    place = owing(8)
    declare(place, 9)
    declare(place, 10)
    act(place.accounts, "choose_letter_language", on=date(2026, 1, 1), employer=ONE, language="en")
    run = act(place.accounts, "issue_notices")
    with fund_scope(place.fund.id):
        (sent,) = notices.notices()
    assert (sent.step, sent.about, sent.amount) == (
        *(NoticeStep.REMINDER, About.PAYMENT),
        2 * OWED,
    )
    assert (sent.language, sent.answer_by) == ("en", None)
    assert [item.month for item in sent.items] == [date(2026, 8, 1), date(2026, 9, 1)]
    act(place.accounts, "withdraw_notice", notice=sent.number)
    with pytest.raises(Refused, match="notice_withdrawn"):
        act(place.accounts, "withdraw_notice", notice=sent.number)
    assert len(due(place, TODAY)) == 1  # it may be sent again
    taken_back(place, run.act)
    with fund_scope(place.fund.id):
        assert notices.notices() == []


def test_the_delay_to_answer_is_cameroon_s_and_a_file_without_effect_is_ripe(db: None) -> None:
    place = owing(8)
    declare(place, 9)
    declare(place, 10)
    agreed(
        place, "set_recovery_rule", on=date(2026, 1, 1), rule="formal_notice_after_days", value="9"
    )
    on = TODAY - timedelta(days=12)
    act(place.accounts, "issue_notices", on=on)
    act(place.accounts, "issue_notices", on=on + timedelta(days=1))
    with fund_scope(place.fund.id):
        formal = notices.notices(step="formal_notice")[0]
        assert formal.answer_by == formal.issued_on + timedelta(days=7)
        assert letters.due_letters(on=formal.issued_on + timedelta(days=7)).ripe == ()
        (ripe,) = letters.due_letters(on=formal.issued_on + timedelta(days=8)).ripe
    assert (ripe.employer_number, ripe.months, ripe.amount) == (ONE, 2, 2 * OWED)


def test_months_under_a_plan_that_holds_get_no_letter(db: None) -> None:
    place = owing(8)
    declare(place, 9)
    declare(place, 10)
    agreed(
        place,
        "agree_plan",
        employer=ONE,
        months="2026-08, 2026-09",
        count="3",
        first_on="2026-12-22",
    )
    assert due(place, TODAY) == []


def event(place: factories.Agency, **fields: str) -> str:
    said = {
        "cause": "Coupure nationale d'Internet",
        "first_month": "2026-01",
        "last_month": "2026-01",
        "postponed_to": "2026-03-31",
        "scope": "all",
    }
    return agreed(place, "declare_event", on=TODAY, **(said | fields)).act


def test_an_event_shifts_due_dates_everywhere_and_the_law_s_stays_readable(db: None) -> None:
    place = owing(1)
    number = event(place)
    with fund_scope(place.fund.id):
        key = employer_id(ONE)
        moved = due_dates.effective_due(month=Month(2026, 1), employer_id=key)
        assert (moved.law, moved.effective) == (date(2026, 2, 15), date(2026, 3, 31))
        assert penalties(employer_number=ONE, on=date(2026, 3, 31)).months == ()
        # 31 March to 30 June, then two quarters begun: 16 %.
        (month,) = penalties(employer_number=ONE, on=TODAY).months
        assert month.total == OWED * 16 // 100
        found = aged.aged_balance(on=date(2026, 3, 20))
        assert found.rows[0].buckets[Bucket.NOT_DUE] == OWED
        # The declaration keeps the date of its deposit.
        assert account(employer_number=ONE, known_at=None).months[0].due_on == moved.law
    taken_back(place, number)
    with fund_scope(place.fund.id):
        assert not due_dates.effective_due(month=Month(2026, 1), employer_id=key).is_moved


def test_an_event_of_a_town_or_of_names_moves_nobody_else(db: None) -> None:
    place = owing(1)
    factories.employer(place, TWO, city="Garoua")
    with fund_scope(place.fund.id):
        ids = {number: employer_id(number) for number in (ONE, TWO)}
    for scope in ({"scope": "area", "area": "garoua"}, {"scope": "named", "employers": TWO}):
        number = event(place, **scope)
        with fund_scope(place.fund.id):
            dates = due_dates.calendar()
        assert dates.due(date(2026, 1, 1), ids[TWO]).is_moved
        assert not dates.due(date(2026, 1, 1), ids[ONE]).is_moved
        taken_back(place, number)
    for wrong, code in (
        ({"scope": "area", "area": "Nulle part"}, "event_of_nobody"),
        ({"scope": "named", "employers": "999"}, "employer_unknown"),
        ({"last_month": "2025-12"}, "event_months"),
        ({"postponed_to": "2026-02-15"}, "event_moves_nothing"),
    ):
        with pytest.raises((Refused, NotKnown), match=code):
            event(place, **wrong)


def test_debts_are_aged_from_their_due_date_and_money_ahead_is_told_apart(db: None) -> None:
    place = owing(*ALL_YEAR)
    owing(1, employer=TWO, place=place)
    pays(place, 2 * OWED, "2026-02-01", employer=TWO)
    with fund_scope(place.fund.id):
        found = aged.aged_balance(on=TODAY)
        one, two = found.rows
    # Due 15 Feb … 15 Nov 2026, seen on 22 November.
    assert list(one.buckets.values()) == [0, 3 * OWED, 3 * OWED, 4 * OWED, 0]
    assert (two.employer_number, two.credit, two.total) == (TWO, OWED, -OWED)
    assert found.totals.total == 9 * OWED
    assert found.employer_count == 2
    with fund_scope(place.fund.id):
        page = aged.aged_balance(on=TODAY, limit=1, offset=1)
    assert [row.employer_number for row in page.rows] == [TWO]
    assert page.totals == found.totals


def test_a_statement_runs_from_its_opening_to_its_closing_balance(db: None) -> None:
    place = owing(1, 2)
    pays(place, OWED, "2026-03-05")
    act(place.accounts, "charge_penalties", on=date(2026, 3, 20), employer=ONE)
    with fund_scope(place.fund.id):
        found = statements.statement(
            employer_number=ONE, since=date(2026, 3, 1), until=date(2026, 12, 31)
        )
    kinds = [(line.on, line.kind, line.debit - line.credit) for line in found.lines]
    assert found.opening == OWED
    assert kinds[0] == (date(2026, 3, 5), "receipt", -OWED)
    assert {kind for _on, kind, _amount in kinds} == {"receipt", "debt", "penalty"}
    assert found.lines[-1].balance == found.closing == OWED + 2 * 6_265
    assert all(line.act_number.startswith("A-") for line in found.lines)
