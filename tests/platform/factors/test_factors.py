"""The second step of signing in: codes that serve once, a loss that two people take back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.conftest import NOW
from tests.platform.factors.scenes import policy, stale, with_app, with_codes

from socle.kernel.errors import Refused
from socle.platform.access.models import User
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Permission, ProofNeeded, Role
from socle.platform.acts import catalogue, guarded
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.queries import acts_touching
from socle.platform.acts.types import ActAnswer
from socle.platform.factors import operations, paper, queries, totp
from socle.platform.factors.models import PaperCode, TotpFactor
from socle.platform.factors.types import ASKED_ROLES, GRACE
from socle.web import clock

# What these permissions write are files of the register and of the counter: nothing that pays,
# gives power or shows what is sealed. Any other permission is heavy, a new one too.
OF_FILES = {
    *(Permission.PERFORM_REGISTRATION, Permission.PERFORM_FAMILY, Permission.PREREGISTER),
    *(Permission.DEPOSIT_DECLARATION, Permission.PREPARE_DECLARATION),
    *(Permission.DECLARE_FOR_EMPLOYER, Permission.REQUEST_CERTIFICATE, Permission.CERTIFY),
    *(Permission.FILE_CLAIM, Permission.DECLARE_INJURY, Permission.ADVISE_MEDICALLY),
    *(Permission.PROVE_LIFE, Permission.COVER),
    *(Permission.REPORT_BREACH, Permission.KEEP_BREACHES),
}
DECIDED = (
    "Decided by two people, many times a day; computed again in the act, and paid only by a run"
    " and a lot that are guarded, to an account whose change is guarded"
)
# The acts of other permissions that ask for no fresh proof, and why.
UNGUARDED = {
    DECIDED: (
        *("decide_claim", "decide_injury", "decide_appeal", "revise_award", "claim_campaign"),
        *("close_campaign_list", "keep_allowances", "remit_overpayment", "plan_recovery"),
        *("end_for_death", "suspend_unproved"),
    ),
    "Prepares or resumes a right: what is due comes out by a run that another person validates": (
        *("define_campaign", "open_claim", "dismiss_opening", "link_injury", "lift_suspension"),
        *("state_foreign_period", "take_liaison_form", "restore_schooling", "cover_pensioners"),
        "tell_claim_fact",
    ),
    "Stops or delays what would be paid": (
        *("end_award", "suspend_award", "hold_payments"),
        *("discard_lot", "discard_run"),
    ),
    "Before the lot is validated, endorsed and sent, all three guarded": (
        *("compute_run", "accept_anomaly", "prepare_orders", "prepare_tests", "control_lot"),
        "replay_order",
    ),
    "Notes what a bank did, after a lot that was guarded; its program has a plain token": (
        *("take_returns", "answer_return_line", "close_lot", "post_statement"),
    ),
    "Money in: whose it is and what it pays, within the fund; none leaves": (
        *("receive_payment", "open_cash_day", "close_cash_day", "clear_cheque", "mark_own_money"),
        *("match_payment", "unmatch_payment", "allocate_credits", "reallocate_payment"),
        *("same_movement", "same_movements", "another_movement", "set_allocation_order"),
    ),
    "Recovery: charges, asks or grants time by the law's rule; nobody is paid and no debt ends": (
        *("charge_fine", "charge_penalties", "agree_plan", "issue_notices", "withdraw_notice"),
        *("choose_letter_language", "declare_event", "set_recovery_rule"),
    ),
    "Takes power away, and gives none": (
        *("end_agreement", "end_identity_provider", "end_link", "end_mandate"),
    ),
    "An employer's own file, handed by the employer to one mandatary and taken back at will": (
        "give_mandate",
    ),
    "Tells counts of what is kept": ("report_keeping",),
}


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1: the last six of its eight digits."""
    secret = b"12345678901234567890"
    said = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: totp.code(secret, step=at // totp.STEP_SECONDS) for at in said} == said


def test_a_code_of_an_application_serves_once_and_half_a_minute_around(
    place: factories.Agency,
) -> None:
    secret, user_id = with_app(place.verifier, NOW), place.verifier.user_id
    now = totp.step_of(NOW)

    def is_right(step: int) -> bool:
        return operations.is_right(user_id=user_id, text=totp.code(secret, step=step), at=NOW)

    assert not is_right(now - 1), "it confirmed the application"
    assert not is_right(now + 2)
    assert is_right(now)
    assert not is_right(now)
    assert is_right(now + 1)
    assert not is_right(now), "an older code than the last one serves no more"
    other = place.administrator.user_id
    assert not operations.is_right(user_id=other, text=totp.code(secret, step=now + 1), at=NOW)
    assert secret not in bytes(TotpFactor.objects.get(user_id=user_id).secret)


def test_a_code_on_paper_serves_once_however_it_is_typed(place: factories.Agency) -> None:
    codes, user_id = with_codes(place.verifier), place.verifier.user_id
    assert len(set(codes)) == 10
    typed = f" {codes[3].upper().replace('-', ' ')} "
    assert operations.is_right(user_id=user_id, text=typed, at=NOW)
    assert not operations.is_right(user_id=user_id, text=codes[3], at=NOW)
    assert queries.factors_of(user_id=user_id).codes_left == 9
    new = with_codes(place.verifier)
    assert not operations.is_right(user_id=user_id, text=codes[0], at=NOW)
    assert operations.is_right(user_id=user_id, text=new[0], at=NOW)
    kept = [bytes(each) for each in PaperCode.objects.values_list("digest", flat=True)]
    assert all(paper.compact(each).encode() not in b"".join(kept) for each in new)


def test_the_database_lets_a_code_on_paper_be_used_once(place: factories.Agency) -> None:
    code = with_codes(place.verifier)[0]
    operations.is_right(user_id=place.verifier.user_id, text=code, at=NOW)
    for statement in (
        "UPDATE paper_code SET used_at = NULL WHERE used_at IS NOT NULL",
        "UPDATE paper_code SET digest = salt",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_who_validates_pays_or_administers_is_asked_after_a_dated_grace(
    place: factories.Agency,
) -> None:
    assert {Role.VERIFIER, Role.PAYMASTER, Role.ADMINISTRATOR} <= ASKED_ROLES
    assert Role.CASHIER not in ASKED_ROLES
    asked, free = place.verifier.user_id, place.registration.user_id
    assert operations.ask(user_id=asked, at=NOW) == NOW + GRACE
    assert operations.ask(user_id=asked, at=NOW + timedelta(days=3)) == NOW + GRACE, "once"
    assert operations.ask(user_id=free, at=NOW) is None
    with_codes(place.verifier)
    assert operations.ask(user_id=asked, at=NOW) is None
    assert queries.due_at(user_id=asked) is None


def test_a_fund_asks_other_roles_by_an_act_of_two_people(place: factories.Agency) -> None:
    policy(place, Role.REGISTRATION_OFFICER, "asked")
    policy(place, Role.VERIFIER, "not_asked")
    assert operations.ask(user_id=place.registration.user_id, at=clock.now()) is not None
    assert operations.ask(user_id=place.verifier.user_id, at=clock.now()) is None


def test_the_demonstration_asks_nobody(place: factories.Agency) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fund SET is_demo = true WHERE id = %s", [place.fund.id])
    assert operations.ask(user_id=place.administrator.user_id, at=NOW) is None


def reset(place: factories.Agency, login: str) -> ActAnswer:
    on = clock.today(place.fund.country)
    asked = factories.act(place.administrator, "reset_factor", on=on, login=login)
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=asked.act, at=NOW)


def test_a_lost_second_step_is_taken_back_by_two_people_and_the_password_with_it(
    place: factories.Agency,
) -> None:
    lost = place.registration
    secret = with_app(lost, NOW)
    codes = with_codes(lost)
    reset(place, lost.login)
    user = User.objects.get(pk=lost.user_id)
    assert not queries.factors_of(user_id=lost.user_id).is_enrolled
    assert not user.has_usable_password(), "whoever knew it would make a second step of theirs"
    assert user.factor_due_at is not None, "no grace again"
    for text in (codes[0], totp.code(secret, step=totp.step_of(NOW))):
        assert not operations.is_right(user_id=lost.user_id, text=text, at=NOW)
    with fund_scope(place.fund.id):
        found = acts_touching(kind="account", number=lost.login)
    assert {each.type for each in found} == {
        *("add_factor_app", "print_factor_codes", "reset_factor")
    }


@pytest.mark.parametrize("whose", ["administrator", "verifier"])
def test_neither_of_the_two_takes_their_own_back(place: factories.Agency, whose: str) -> None:
    desk = getattr(place, whose)
    with_codes(desk)
    with pytest.raises(Refused, match="own_account"):
        reset(place, desk.login)
    assert queries.factors_of(user_id=desk.user_id).is_enrolled


def test_a_person_does_not_end_their_last_way_in(place: factories.Agency) -> None:
    desk, on = place.verifier, clock.today("CM")
    with_app(desk, NOW)
    with fund_scope(place.fund.id):
        with pytest.raises(Refused, match="last_one"):
            operations.end_app(desk=desk, on=on)
        operations.new_codes(desk=desk, at=NOW, on=on)
        operations.end_app(desk=desk, on=on)
    assert queries.factors_of(user_id=desk.user_id).is_enrolled


def test_a_guarded_act_is_asked_for_and_validated_by_who_has_proved_it_lately(
    place: factories.Agency,
) -> None:
    with_codes(place.registration)
    with fund_scope(place.fund.id):
        asked = {
            "act_type_code": "reset_factor",
            "fields": {"login": place.registration.login},
            "effective_on": clock.today("CM"),
            "motive": "",
            "key": "k",
            "at": NOW,
        }
        with pytest.raises(ProofNeeded):
            submit(desk=stale(place.administrator), **asked)  # type: ignore[arg-type]
        number = submit(desk=place.administrator, **asked).act  # type: ignore[arg-type]
        with pytest.raises(ProofNeeded), transaction.atomic():
            validate(desk=stale(place.verifier), number=number, at=NOW)
        validate(desk=place.verifier, number=number, at=NOW)
    with pytest.raises(ProofNeeded):
        operations.offer_app(desk=stale(place.verifier), at=NOW)
    with pytest.raises(ProofNeeded):
        operations.new_codes(desk=stale(place.verifier), at=NOW, on=clock.today("CM"))


def test_what_moves_money_rights_or_protected_data_is_guarded() -> None:
    known = {each.code for each in catalogue.catalogue()}
    assert {
        *("change_account", "change_employer_account", "change_payee", "reveal_account"),
        *("validate_lot", "endorse_lot", "send_lot", "hand_over_file", "validate_run"),
        *("reveal_evidence", "export_person_data", "agree_with_partner", "give_role"),
    } <= guarded.guarded()
    own = {"open_account", "give_role", "issue_password", "reactivate_account"}
    own |= {"add_factor_app", "end_factor_app", "print_factor_codes"}
    own |= {"add_passkey", "end_passkey", "link_own_identity", "unlink_own_identity"}
    assert guarded.guarded() - known == own, "a guarded code that no act has guards nothing"
    revealing = {each.code for each in catalogue.catalogue() if each.code.startswith("reveal_")}
    assert revealing <= guarded.guarded()


def test_an_act_of_whoever_holds_money_power_or_data_is_guarded_or_says_why_not() -> None:
    """One that is born tomorrow, or has a new permission, is guarded or is given a reason."""
    heavy = {each.code for each in catalogue.catalogue() if each.permission not in OF_FILES}
    unguarded = heavy - guarded.guarded()
    reasons = [code for codes in UNGUARDED.values() for code in codes]
    assert len(reasons) == len(set(reasons))
    assert unguarded == set(reasons)
    two = {each.code for each in catalogue.catalogue() if each.needs_four_eyes}
    assert set(UNGUARDED[DECIDED]) <= two, "what two people decide, and no one person"
