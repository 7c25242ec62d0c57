"""The same movements by two files are counted once; what no name tells apart, a person says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import factories
from tests.collection import samples
from tests.collection.samples import Movement, act, camt, csv_of, post_statement

from socle.collection.likeness import Likeness, Said, likeness, pairs
from socle.collection.queries import bank_statement, open_lines
from socle.collection.types import LineOutcome, Nearness
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.payment_references import account_reference
from socle.platform.access.scope import fund_scope

NUMBER = factories.CM_EMPLOYER
MANY = [
    Movement(5_000, "COTISATIONS FEVRIER", payer="SAVONNERIE DU WOURI"),
    Movement(5_000, "COTISATIONS FEVRIER", payer="BOULANGERIE DEIDO"),
    Movement(700, "LOYER", payer="TRANSPORTS EYENGA"),
]


@pytest.fixture
def place(db: None) -> factories.Agency:
    return samples.agency()


def outcomes(place: factories.Agency, statement: str) -> list[str]:
    """What became of each line of a statement."""
    return [
        outcome
        for (outcome,) in samples.rows(
            place,
            "SELECT x.outcome FROM line_state x JOIN bank_statement b ON b.id = x.statement_id"
            " WHERE b.number = %s ORDER BY x.position",
            statement,
        )
    ]


def payments(place: factories.Agency) -> list[str]:
    found = samples.rows(place, "SELECT number FROM payment ORDER BY id")
    return [number for (number,) in found]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Said("VIR 1"), Said(""), Likeness.AMOUNT),
        (Said("COTISATIONS MARS", "SAVONNERIE DU WOURI SARL"), Said("", "Savonnerie du Wou"), 2),
        (Said("COTISATIONS MARS", "A. EYENGA"), Said("COTISATIONS MARS", "B. MBARGA"), 0),
        (Said("VIREMENT RECU SAVONNERIE WOURI"), Said("MARS", "SAVONNERIE DU WOURI"), 2),
        (Said("E2E20260317A · MARS", "X Y"), Said("REJET E2E20260317A", "BANQUE"), 3),
        (Said("", "", "CM2110001"), Said("", "", "10001"), Likeness.REFERENCE),
        (Said("MARS", "WOURI", "CM2110001"), Said("MARS", "WOURI", "CM2110002"), 0),
        (Said("", "مخبزة الوردة"), Said("أداء مخبزة الوردة"), Likeness.TEXT),
        (Said(account_reference(1), "AAA"), Said(account_reference(1), "BBB"), 3),
        (Said(account_reference(1), "AAA"), Said(account_reference(2), "AAA"), 0),
    ],
)
def test_texts_are_compared_by_the_first_thing_that_both_say(
    one: Said, other: Said, expected: int
) -> None:
    assert likeness(one, other) == expected
    assert likeness(other, one) == expected


@given(st.dictionaries(st.integers(), st.lists(st.integers(0, 5), unique=True), max_size=6))
def test_no_payment_is_the_twin_of_two_movements(near: dict[int, list[int]]) -> None:
    found = pairs(near)
    assert len(set(found.values())) == len(found)
    assert all(other in near[key] for key, other in found.items())
    free = set(range(6)) - set(found.values())
    assert not any(set(near[key]) & free for key in near.keys() - found.keys())


@pytest.mark.parametrize("is_csv_first", [True, False])
def test_the_same_movements_by_two_formats_are_held_and_not_booked_twice(
    place: factories.Agency, is_csv_first: bool
) -> None:
    files = [camt(MANY), csv_of(MANY)]
    first, second = reversed(files) if is_csv_first else files
    post_statement(place.accounts, first)
    again = post_statement(place.accounts, second).subject
    assert outcomes(place, again) == ["held"] * 3
    assert samples.suspense(place) == 10_700
    with fund_scope(place.fund.id):
        shown = bank_statement(number=again)
        waiting = open_lines(number=again)
    assert (shown.held_count, shown.held, shown.booked_count) == (3, 10_700, 0)
    names = [[each.payment.payer_name for each in line.near] for line in waiting]
    assert names == [[each.payer] for each in MANY]
    assert waiting[0].near[0].nearness is Nearness.TEXT


def test_two_equal_movements_of_one_statement_are_two(place: factories.Agency) -> None:
    twice = [Movement(5_000, "MARS"), Movement(5_000, "MARS")]
    post_statement(place.accounts, camt(twice))
    assert samples.suspense(place) == 10_000
    again = post_statement(place.accounts, csv_of([*twice, *twice[:1]])).subject
    assert outcomes(place, again) == ["held", "held", "booked"]
    assert samples.suspense(place) == 15_000


def test_a_bank_s_own_names_tell_movements_of_one_account_apart(place: factories.Agency) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "MARS")]))
    post_statement(place.accounts, camt([Movement(5_000, "MARS")], name="ST-2"))
    assert samples.suspense(place) == 10_000


def test_movements_that_a_bank_does_not_name_are_held_in_a_second_statement(
    place: factories.Agency,
) -> None:
    nameless = camt([Movement(5_000, "MARS")]).replace(b"<AcctSvcrRef>ST-1-1</AcctSvcrRef>", b"")
    post_statement(place.accounts, nameless)
    monthly = nameless.replace(b"<Id>ST-1</Id>", b"<Id>MOIS-3</Id>")
    again = post_statement(place.accounts, monthly).subject
    assert outcomes(place, again) == ["held"]


@pytest.mark.parametrize(
    "other",
    [
        Movement(5_000, "MARS", value_on="2026-03-18"),
        Movement(5_001, "MARS"),
        Movement(5_000, "MARS", payer="BOULANGERIE DEIDO"),
    ],
)
def test_another_day_amount_or_payer_is_another_movement(
    place: factories.Agency, other: Movement
) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "MARS")]))
    again = post_statement(place.accounts, csv_of([other])).subject
    assert outcomes(place, again) == ["booked"]


def test_another_account_is_another_movement(place: factories.Agency) -> None:
    nameless = camt([Movement(5_000)]).replace(b"<AcctSvcrRef>ST-1-1</AcctSvcrRef>", b"")
    post_statement(place.accounts, nameless)
    elsewhere = nameless.replace(b"CM2110001000010123456789012", b"CM2110002000020123456789012")
    assert outcomes(place, post_statement(place.accounts, elsewhere).subject) == ["booked"]


def test_said_the_same_nothing_is_booked_and_nothing_more_is_said(place: factories.Agency) -> None:
    post_statement(place.accounts, camt(MANY))
    again = post_statement(place.accounts, csv_of(MANY)).subject
    one, two, _three = payments(place)
    said = {"statement": again, "line": "1"}
    with pytest.raises(Refused, match="line_of_other_amount"):
        act(place.accounts, "same_movement", **said, payment=payments(place)[2])
    act(place.accounts, "same_movement", **said, payment=one)
    assert outcomes(place, again) == ["already", "held", "held"]
    with pytest.raises(Refused, match="line_not_waiting"):
        act(place.accounts, "same_movement", **said, payment=two)
    with pytest.raises(Refused, match="line_is_another"):
        act(place.accounts, "same_movement", statement=again, line="2", payment=one)
    assert len(payments(place)) == 3


def test_said_another_it_is_matched_pays_and_is_booked_once(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    paid = [Movement(due, NUMBER)]
    post_statement(place.accounts, camt(paid))
    again = post_statement(place.accounts, csv_of(paid)).subject
    assert samples.balance(place) == {"2026-01": (due, due), "credit": (0, 0)}
    samples.owes(place, 2)
    samples.with_four_eyes(place, "another_movement", statement=again, line="1")
    assert outcomes(place, again) == ["booked"]
    assert samples.balance(place)["2026-02"] == (due, due)
    with pytest.raises(Refused, match="line_not_waiting"):
        samples.with_four_eyes(place, "another_movement", statement=again, line="1")
    third = post_statement(place.accounts, camt(paid * 2, name="ST-3")).subject
    assert outcomes(place, third) == ["held", "booked"]


def test_one_person_alone_counts_no_movement_that_may_be_counted(place: factories.Agency) -> None:
    post_statement(place.accounts, camt(MANY))
    again = post_statement(place.accounts, csv_of(MANY)).subject
    done = act(place.accounts, "another_movement", statement=again, line="1")
    assert done.status == "to_validate"
    assert outcomes(place, again) == ["held"] * 3


def test_taken_for_an_earlier_one_a_movement_may_still_be_another(place: factories.Agency) -> None:
    post_statement(place.accounts, camt(MANY))
    again = post_statement(place.accounts, csv_of(MANY)).subject
    act(place.accounts, "same_movements", statement=again)
    assert outcomes(place, again) == ["already"] * 3
    samples.with_four_eyes(place, "another_movement", statement=again, line="3")
    assert outcomes(place, again) == ["already", "already", "booked"]
    assert samples.suspense(place) == 11_400


def test_a_whole_file_told_before_is_said_so_at_once(place: factories.Agency) -> None:
    post_statement(place.accounts, camt(MANY))
    again = post_statement(place.accounts, csv_of(MANY)).subject
    first = payments(place)[0]
    act(place.accounts, "same_movement", statement=again, line="1", payment=first)
    act(place.accounts, "same_movements", statement=again)
    said = samples.rows(place, "SELECT count(DISTINCT payment_id) FROM line_decision")
    assert said == [(3,)]
    with pytest.raises(Refused, match="nothing_held"):
        act(place.accounts, "same_movements", statement=again)


def test_what_was_held_is_told_once_more_and_waits_once(place: factories.Agency) -> None:
    post_statement(place.accounts, camt(MANY))
    post_statement(place.accounts, csv_of(MANY))
    third = post_statement(place.accounts, csv_of(MANY) + b"\n").subject
    assert outcomes(place, third) == ["already"] * 3


@pytest.mark.parametrize("line", ["0", "4", "1.5", "x", "\u0661", "99999999"])
def test_a_line_that_is_none_is_not_known(place: factories.Agency, line: str) -> None:
    post_statement(place.accounts, camt(MANY))
    again = post_statement(place.accounts, csv_of(MANY)).subject
    with pytest.raises((NotKnown, Refused)):
        act(place.accounts, "same_movement", statement=again, line=line, payment=payments(place)[0])
    with fund_scope(place.fund.id):
        assert {each.line.outcome for each in open_lines(number=again)} == {LineOutcome.HELD}
