"""Main and complementary e-BDS files: who is credited, who waits and why, what is given back."""

import pytest
from tests import factories
from tests.contributions.files import JANUARY, MA_CEILING, ebds, handed_in

from socle.contributions import careers, queries
from socle.contributions.types import DeclarationView, LineView, Outcome
from socle.platform.access.scope import fund_scope

KNOWN, OTHER = factories.MA_PERSON, "109876543"
UNKNOWN = "112233441"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("MA")
    factories.employer(place, legal_name="Atlas")
    factories.person(place)
    factories.person(place, OTHER, family_name="BENNANI", given_names="Omar")
    return place


def posted(place: factories.Agency, content: bytes, key: str = "k") -> Outcome:
    outcome = handed_in(place.accounts, content, key=key)
    assert outcome.status == "posted", outcome.faults
    assert outcome.format == "ma_ebds"
    return outcome


def only_declaration(place: factories.Agency, outcome: Outcome) -> DeclarationView:
    with fund_scope(place.fund.id):
        (found,) = queries.deposit(number=outcome.receipt).declarations
    return found


def lines(place: factories.Agency, outcome: Outcome, only_queued: bool = False) -> list[LineView]:
    number = only_declaration(place, outcome).number
    with fund_scope(place.fund.id):
        return queries.declaration_lines(
            number=number, only_queued=only_queued, after_line=0, limit=100
        )


def test_a_line_waits_for_its_insured_with_the_reason_and_is_owed_all_the_same(
    place: factories.Agency,
) -> None:
    outcome = posted(
        place,
        ebds(
            [
                (KNOWN, "ALAOUI FATIMA", 500_000),
                (UNKNOWN, "EL IDRISSI SAID", 500_000),
                (OTHER, "TAZI KHADIJA", 500_000),
                ("", "RAMI NADIA", 500_000),
            ],
            entrants=1,
        ),
    )
    assert (outcome.lines, outcome.queued) == (4, 3)
    found = lines(place, outcome)
    assert [each.queue_reason for each in found] == [
        None,
        "number_unknown",
        "name_differs",
        "number_missing",
    ]
    assert len({each.employee + each.employer for each in found}) == 1
    assert sum(each.employee + each.employer for each in found) == outcome.total
    assert [each.insured_name for each in lines(place, outcome, only_queued=True)] == [
        "EL IDRISSI SAID",
        "TAZI KHADIJA",
        "RAMI NADIA",
    ]


def test_a_career_has_the_lines_that_name_the_person_and_no_other(
    place: factories.Agency,
) -> None:
    posted(place, ebds([(KNOWN, "ALAOUI FATIMA", 700_000), (OTHER, "TAZI KHADIJA", 500_000)]))
    with fund_scope(place.fund.id):
        (month,) = careers.career(person_number=KNOWN, known_at=None)
        assert careers.career(person_number=OTHER, known_at=None) == []
    assert (month.month, month.wage, month.wage_capped) == ("2026-01", 700_000, MA_CEILING)
    assert (month.employer_number, month.days) == (factories.MA_EMPLOYER, 26)


@pytest.mark.parametrize(
    "written",
    ["ALAOUI FATIMA", "FATIMA ALAOUI", "Alaoui", "EL ALAOUI FATIMA ZAHRA", "ALAOUI.FATIMA"],
)
def test_a_name_written_otherwise_is_the_same_person(place: factories.Agency, written: str) -> None:
    assert posted(place, ebds([(KNOWN, written, 500_000)])).queued == 0


@pytest.mark.parametrize("written", ["BENNANI OMAR", "A F", "FATIMAALAOUI"])
def test_a_name_without_a_word_in_common_waits(place: factories.Agency, written: str) -> None:
    outcome = posted(place, ebds([(KNOWN, written, 500_000)]))
    assert [each.queue_reason for each in lines(place, outcome)] == ["name_differs"]


def test_a_name_held_formerly_is_the_same_person(place: factories.Agency) -> None:
    """A person who married since is still the one their employer's old software names."""
    number = factories.person(place, UNKNOWN, family_name="IDRISSI", given_names="Said")
    fields = {"number": number, "family_name": "OUAZZANI"}
    answer = factories.act(place.registration, "correct_civil_status", **fields)
    assert answer.status == "to_validate"
    assert posted(place, ebds([(number, "IDRISSI SAID", 500_000)])).queued == 0


def test_a_complementary_file_adds_those_forgotten(place: factories.Agency) -> None:
    main = posted(place, ebds([(KNOWN, "ALAOUI FATIMA", 500_000)]), key="main")
    rows = [(OTHER, "BENNANI OMAR", 300_000), ("", "RAMI NADIA", 200_000)]
    added = posted(place, ebds(rows, complement=1), key="added")
    assert (added.lines, added.queued) == (2, 1)
    with fund_scope(place.fund.id):
        account = queries.account(employer_number=factories.MA_EMPLOYER, known_at=None)
        credited = [careers.career(person_number=each, known_at=None) for each in (KNOWN, OTHER)]
    assert [month.month for month in account.months] == ["2026-01"]
    assert account.owed == main.total + added.total
    assert [[each.wage for each in career] for career in credited] == [[500_000], [300_000]]
    again = handed_in(place.accounts, ebds(rows[:1], complement=1), key="again")
    assert [fault.code for fault in again.faults] == ["declaration.already_declared"]
    assert posted(place, ebds(rows[:1], complement=2), key="second").lines == 1


def test_allowances_given_back_are_owed_beside_the_contributions(place: factories.Agency) -> None:
    rows = [(KNOWN, "ALAOUI FATIMA", 500_000), (OTHER, "BENNANI OMAR", 500_000)]
    without = posted(place, ebds(rows, month=JANUARY + 1), key="without")
    outcome = posted(place, ebds(rows, returned=[60_000, 1]), key="with")
    assert outcome.total - without.total == 60_001
    assert outcome.total_employer - without.total_employer == 60_001
    declaration = only_declaration(place, outcome)
    (back,) = [each for each in declaration.branches if each.branch == "allowance_returned"]
    assert (back.base, back.employer, back.employee) == (60_001, 60_001, 0)
    with fund_scope(place.fund.id):
        account = queries.account(employer_number=factories.MA_EMPLOYER, known_at=None)
    assert account.months[0].by_branch["allowance_returned"] == 60_001
    assert "allowance_returned" in account.branches


def test_a_month_with_a_regime_of_its_own_owes_less_health(place: factories.Agency) -> None:
    number = factories.employer(place, "7654321", health_regime="solidarity_only")
    rows = [(KNOWN, "ALAOUI FATIMA", 500_000)]
    whole = posted(place, ebds(rows), key="whole")
    apart = posted(place, ebds(rows, employer=number), key="apart")
    assert 0 < apart.total < whole.total
