"""Where people are paid: a change takes two people, waits, is told, and can be stopped."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.registry.people import asked, done, undone, validated

from socle.exchange.queries.accesses import accesses
from socle.exchange.types import AccessKind
from socle.kernel.errors import Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import act, proposal
from socle.platform.acts.types import ActStatus
from socle.registry.operations import details_reveals
from socle.registry.queries import details
from socle.registry.types.conventions import Convention
from socle.registry.types.details import AccountKind, AccountState, Channel, Payable, PayableReason

PERSON, OTHER = factories.CM_PERSON, "1122334466C"
FIRST, SECOND = "10002000300277976315008", "10003001000500000605306"
PHONE = "677 00 00 01"


def today() -> date:
    return datetime.now(tz=ZoneInfo("Africa/Douala")).date()


@pytest.fixture
def place(db: None) -> factories.Agency:
    agency = factories.agency("CM")
    factories.person(agency)
    factories.employer(agency)
    return agency


def change(place: factories.Agency, account: str, **fields: str) -> str:
    said = {"number": PERSON, "account_kind": "bank", "account": account, **fields}
    kind = (
        "change_employer_account" if said["number"] == factories.CM_EMPLOYER else "change_account"
    )
    return done(place, kind, on=today(), motive="relevé vu", **said).act


def payable(
    place: factories.Agency, on: date, known_at: datetime | None = None, kind: str = "person"
) -> Payable:
    number = PERSON if kind == "person" else factories.CM_EMPLOYER
    with fund_scope(place.fund.id):
        return details.payable_account(kind=kind, number=number, on=on, known_at=known_at)


def pays(place: factories.Agency, days: int) -> tuple[str, str]:
    found = payable(place, today() + timedelta(days=days))
    return found.account.masked if found.account else "", found.reason


def refusal(place: factories.Agency, kind: str, **fields: str) -> str:
    with pytest.raises(SocleError) as error:
        done(place, kind, on=today(), motive="vu", **fields)
    return error.value.code


def reached(place: factories.Agency, **fields: str) -> None:
    done(
        place,
        "change_contact",
        on=date(2026, 1, 5),
        **({"number": PERSON, "phone": PHONE} | fields),
    )


def test_a_new_account_waits_and_the_one_before_pays_meanwhile(place: factories.Agency) -> None:
    change(place, FIRST)
    assert pays(place, 0) == ("", PayableReason.COOLING)
    assert pays(place, 7) == ("•••• 5008", PayableReason.USABLE)
    assert pays(place, -1) == ("", PayableReason.NONE)


def test_an_account_that_never_paid_does_not_pay_in_place_of_a_newer_one(
    place: factories.Agency,
) -> None:
    change(place, FIRST)
    change(place, SECOND)
    assert pays(place, 0) == ("", PayableReason.COOLING)
    assert pays(place, 7) == ("•••• 5306", PayableReason.USABLE)


def test_the_account_before_pays_while_a_later_one_waits(place: factories.Agency) -> None:
    change(place, FIRST)
    later = today() + timedelta(days=30)
    validated(
        place,
        asked(
            place.registration,
            "change_account",
            on=later,
            motive="vu",
            number=PERSON,
            account_kind="bank",
            account=SECOND,
        ),
    )
    assert pays(place, 29) == ("•••• 5008", PayableReason.USABLE)
    assert pays(place, 30) == ("•••• 5008", PayableReason.COOLING)
    assert pays(place, 37) == ("•••• 5306", PayableReason.USABLE)
    done(place, "stop_account", on=today(), number=PERSON)
    assert pays(place, 37) == ("•••• 5008", PayableReason.STOPPED)
    done(place, "decide_account", on=today(), number=PERSON, decision="drop")
    assert pays(place, 37) == ("•••• 5008", PayableReason.USABLE)


def test_a_stopped_account_waits_for_two_people(place: factories.Agency) -> None:
    change(place, FIRST)
    done(place, "stop_account", on=today(), number=PERSON)
    assert pays(place, 400) == ("", PayableReason.STOPPED)
    assert refusal(place, "stop_account", number=PERSON) == "details.nothing_waits"
    waiting = asked(
        place.registration, "decide_account", on=today(), number=PERSON, decision="keep"
    )
    assert waiting.status is ActStatus.TO_VALIDATE
    assert pays(place, 400) == ("", PayableReason.STOPPED)
    validated(place, waiting)
    assert pays(place, 0) == ("•••• 5008", PayableReason.USABLE)
    assert refusal(place, "decide_account", number=PERSON, decision="keep") == "details.not_stopped"


def test_a_dropped_account_with_none_before_leaves_none(place: factories.Agency) -> None:
    change(place, FIRST)
    done(place, "stop_account", on=today(), number=PERSON)
    done(place, "decide_account", on=today(), number=PERSON, decision="drop")
    assert pays(place, 400) == ("", PayableReason.NONE)


def test_an_account_in_use_is_not_stopped_but_changed(place: factories.Agency) -> None:
    assert refusal(place, "stop_account", number=PERSON) == "details.nothing_waits"


def test_a_change_always_takes_two_people_and_is_undone_by_two(place: factories.Agency) -> None:
    reached(place)
    said = {"number": PERSON, "account_kind": "bank", "account": FIRST}
    waiting = asked(place.registration, "change_account", on=today(), **said)
    assert waiting.status is ActStatus.TO_VALIDATE
    with fund_scope(place.fund.id):
        assert proposal(number=waiting.act).fields["account"] == "•••• 5008"
    made = validated(place, waiting).act
    with fund_scope(place.fund.id):
        seen = act(number=made)
        assert seen.fields["account"] == "•••• 5008"
        assert FIRST not in str(seen.after) + str(seen.fields)
    undone(place, made)
    assert pays(place, 400) == ("", PayableReason.NONE)


def test_what_was_known_of_an_account_is_read_again_as_it_was(place: factories.Agency) -> None:
    change(place, FIRST)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) FROM act")
        moment = cursor.fetchone()[0]
    done(place, "stop_account", on=today(), number=PERSON)
    on = today() + timedelta(days=7)
    assert payable(place, on, moment).reason is PayableReason.USABLE
    assert payable(place, on).reason is PayableReason.STOPPED


@pytest.mark.parametrize(
    ("kind", "account", "code"),
    [
        ("bank", "10002000300277976315009", "details.account_wrong"),  # the national key
        ("bank", "CM2110002000300277976315009", "details.account_wrong"),
        ("bank", "CG5230011000202151234567890", "details.account_wrong"),  # right IBAN, wrong key
        ("bank", "12345", "details.account_wrong"),
        ("wallet", "12", "details.phone_wrong"),
        ("wallet", "222 23 40 05", "details.not_mobile"),
    ],
)
def test_an_account_that_is_certainly_wrong_is_refused(
    place: factories.Agency, kind: str, account: str, code: str
) -> None:
    assert (
        refusal(place, "change_account", number=PERSON, account_kind=kind, account=account) == code
    )


def test_an_account_lies_nowhere_in_clear_nor_do_acts_say_it(place: factories.Agency) -> None:
    reached(place)
    whole = f"CM21{FIRST}"
    said = {"number": PERSON, "account_kind": "bank", "account": FIRST}
    waiting = asked(place.registration, "change_account", on=today(), **said)
    validated(place, waiting)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        for table in ("person_account", "sealed_value", "act", "act_proposal"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{FIRST}%"])
            assert cursor.fetchone() == (0,), table
        known = details.others_with(account=whole, whose=None, fund_id=place.fund.id)
    assert known == [PERSON]
    found = payable(place, today() + timedelta(days=30))
    assert found.account is not None
    assert found.account.account == whole


@pytest.mark.parametrize(
    ("country", "text", "stored"),
    [
        ("CM", "10002 00030 02779763150 08", "CM2110002000300277976315008"),
        ("CM", "cm21 1000 2000 3002 7797 6315 008", "CM2110002000300277976315008"),
        ("CM", "SN08SN0100152000048500003035", "SN08SN0100152000048500003035"),
        ("CM", "TN5910006035183598478831", "TN5910006035183598478831"),
        ("MA", "011519000001205000534921", "MA64011519000001205000534921"),
    ],
)
def test_an_account_is_kept_as_an_iban(db: None, country: str, text: str, stored: str) -> None:
    place = factories.agency(country)
    number = factories.person(place)
    done(place, "change_account", on=today(), motive="vu", number=number, account_kind="bank",
         account=text)  # fmt: skip
    with fund_scope(place.fund.id):
        found = details.payable_account(kind="person", number=number, on=today(), known_at=None)
    assert found.waiting is not None
    assert found.waiting.account == stored


def test_a_wallet_is_a_mobile_telephone_whose_operator_the_plan_says(
    place: factories.Agency,
) -> None:
    change(place, PHONE, account_kind="wallet")
    waiting = payable(place, today()).waiting
    assert waiting is not None
    assert (waiting.kind, waiting.account) == (AccountKind.WALLET, "+237677000001")
    assert waiting.operator.startswith("MTN")
    assert waiting.state is AccountState.OPEN


def doubts(place: factories.Agency, **fields: str) -> list[str]:
    answer = asked(place.registration, fields.pop("kind", "change_account"), on=today(),
                   motive="vu", **fields)  # fmt: skip
    with fund_scope(place.fund.id):
        return [each.code for each in proposal(number=answer.act).doubts]


def test_anothers_account_one_abroad_and_nobody_to_tell_are_shown_to_the_second_person(
    place: factories.Agency,
) -> None:
    factories.person(place, OTHER, family_name="NDONGO", birth_on="1970-03-03")
    done(place, "change_account", on=today(), motive="vu", number=OTHER, account_kind="bank",
         account=FIRST)  # fmt: skip
    nobody = "details.doubt_nobody_told"
    said = {"number": PERSON, "account_kind": "bank"}
    assert doubts(place, **said, account=FIRST) == ["details.doubt_shared", nobody]
    reached(place)
    assert doubts(place, **said, account="TN5910006035183598478831") == ["details.doubt_abroad"]
    assert doubts(place, **said, account=SECOND) == []
    of_employer = said | {"number": factories.CM_EMPLOYER, "kind": "change_employer_account"}
    assert doubts(place, **of_employer, account=FIRST) == ["details.doubt_shared", nobody]


def test_an_employer_is_paid_back_on_its_account(place: factories.Agency) -> None:
    change(place, FIRST, number=factories.CM_EMPLOYER)
    later = today() + timedelta(days=7)
    assert payable(place, later, kind="employer").reason is PayableReason.USABLE
    done(place, "stop_employer_account", on=today(), number=factories.CM_EMPLOYER)
    assert payable(place, later, kind="employer").reason is PayableReason.STOPPED


def test_the_dead_are_given_no_account(place: factories.Agency) -> None:
    done(place, "declare_death", on=date(2026, 2, 1), number=PERSON)
    said = {"number": PERSON, "account_kind": "bank", "account": FIRST}
    assert refusal(place, "change_account", **said) == "registry.person_dead"


def test_a_number_is_read_whole_only_with_a_motive_which_is_kept(place: factories.Agency) -> None:
    change(place, FIRST)
    with pytest.raises(Refused, match=r"access\.forbidden"):
        asked(place.auditor, "reveal_account", motive="contrôle", number=PERSON)
    with pytest.raises(Refused, match="reveal_why"):
        asked(place.registration, "reveal_account", number=PERSON)
    answer = asked(place.registration, "reveal_account", motive="contrôle", number=PERSON)
    with fund_scope(place.fund.id):
        assert act(number=answer.act).motive == "contrôle"


def test_the_contact_that_stood_before_is_told_in_the_same_act(place: factories.Agency) -> None:
    reached(place)
    made = change(place, FIRST)
    with fund_scope(place.fund.id):
        [notice] = details.notices(to_send=True, limit=10)
    assert (notice.channel, notice.address, notice.act_number) == (
        Channel.SMS,
        "+237677000001",
        made,
    )
    done(place, "mark_notices_sent", on=today(), notices=str(notice.id))
    with fund_scope(place.fund.id):
        assert details.notices(to_send=True, limit=10) == []
        assert [each.id for each in details.notices(to_send=False, limit=10)] == [notice.id]
    assert refusal(place, "mark_notices_sent", notices=str(notice.id)) == "details.nothing_to_send"


def test_who_changes_the_telephone_is_told_at_the_old_one(place: factories.Agency) -> None:
    reached(place)
    reached(place, phone="699 00 00 02", email="fatima@example.cm", channel="email")
    with fund_scope(place.fund.id):
        [notice] = details.notices(to_send=True, limit=10)
        found = details.contact(number=PERSON, on=today(), known_at=None)
    assert (notice.text, notice.address) == ("contact_changed", "+237677000001")
    assert found is not None
    assert (found.phone, found.email, found.channel) == (
        "+237699000002",
        "fatima@example.cm",
        Channel.EMAIL,
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"phone": "1"}, "details.phone_wrong"),
        ({"email": "fatima@example"}, "details.email_wrong"),
        ({"channel": "email"}, "details.channel_without_address"),
        ({}, "details.same_contact"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(
    place: factories.Agency, fields: dict[str, str], code: str
) -> None:
    assert refusal(place, "change_contact", number=PERSON, **fields) == code


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change_notice SET address = '+237600000000'",
        "DELETE FROM change_notice",
        "UPDATE person_account SET usable_on = '2000-01-01'",
        "INSERT INTO change_notice_sent (fund_id, act_id, notice_id)"
        " SELECT fund_id, act_id, id FROM change_notice",
        "INSERT INTO person_account (fund_id, person_id, kind, account, operator, usable_on, state,"
        " valid) SELECT fund_id, id, 'bank', 'X', '', '2000-01-01', 'open', '[2000-01-01,)'"
        " FROM person",
    ],
)
def test_the_database_itself_holds_accounts_and_notices(
    place: factories.Agency, statement: str
) -> None:
    reached(place)
    change(place, FIRST)
    with (
        fund_scope(place.fund.id),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_so_many_numbers_are_read_whole_an_hour_of_whatever_kind(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached(place)
    change(place, FIRST)
    few = Convention(2, "convention", "for the test")
    monkeypatch.setattr(details_reveals, "reveals_an_hour", lambda: few)
    with pytest.raises(Refused, match="reveal_why"):
        asked(place.registration, "reveal_identity", number=PERSON)
    for kind in ("reveal_account", "reveal_identity"):
        asked(place.registration, kind, on=today(), motive="contrôle", number=PERSON)
    with pytest.raises(Refused, match="reveal_too_many"):
        asked(place.registration, "reveal_identity", on=today(), motive="vu", number=PERSON)
    # Another person's hour is their own, and the file says who read it.
    asked(place.verifier, "reveal_account", on=today(), motive="vu", number=PERSON)
    with fund_scope(place.fund.id):
        read = [each for each in accesses(number=PERSON, limit=9) if each.kind == AccessKind.REVEAL]
    assert [each.what for each in read].count("reveal_identity") == 1
    assert {each.purpose for each in read} == {"contrôle", "vu"}
