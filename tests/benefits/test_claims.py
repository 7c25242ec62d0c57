"""From a claim to an award: published cases through the whole path, then what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests import factories
from tests.benefits.claiming import decided, done, filed, liquidator, read, told
from tests.conftest import TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.benefits.queries.calculations import calculate
from socle.benefits.types import Calculation, Origin, Outcome, Stage
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope

# Published cases (countries/<cc>/cases/benefits.yaml) as a fund meets them: the career is proved on
# paper, and said against empty files.
CASES = [
    (
        "BJ-02", "BJ", "early_old_age", date(2026, 8, 14), date(1968, 3, 1),
        {"insurance_months": "270", "average_wage": "50000"}, 19_800,
    ),
    (
        "CM-10", "CM", "old_age", date(2015, 6, 30), date(1955, 1, 1),
        {"insurance_months": "180", "months_in_last_10_years": "120", "years_registered": "20",
         "average_wage": "300000"}, 90_000,
    ),
    (
        "MA-08", "MA", "old_age", date(2020, 6, 30), date(1960, 1, 1),
        {"insured_days": "7560", "average_wage": "6000"}, 420_000,
    ),
    (
        "MA-11-first", "MA", "old_age", date(2025, 5, 15), date(1960, 1, 1),
        {"insured_days": "1705"}, 70_000,
    ),
]  # fmt: skip


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("country", "benefit", "on", "born", "facts", "amount"),
    [each[1:] for each in CASES],
    ids=[each[0] for each in CASES],
)
def test_a_published_case_goes_from_the_claim_to_the_award(
    country: str, benefit: str, on: date, born: date, facts: dict[str, Any], amount: int
) -> None:
    place = factories.agency(country, scheme="cnps" if country == "CM" else "cnss")
    person = factories.person(place, birth_on=born.isoformat())
    by = liquidator(place)
    claim = filed(place, by, person, benefit, on, on=on)
    told(place, by, claim, **facts)
    found = decided(place, by, claim)
    assert (found.stage, found.last_decision.amount) == (Stage.GRANTED, amount)  # type: ignore[union-attr]
    (award,) = found.awards
    (term,) = award.terms
    assert (award.beneficiary_number, award.branch, award.periodicity) == (
        person,
        "old_age",
        "monthly",
    )
    first = date(on.year, on.month + 1, 1)
    assert (term.since, term.until, term.amount) == (first, None, amount)


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


EVENT = date(2026, 6, 30)


def retired(place: factories.Agency) -> str:
    """Somebody of sixty whose career is on paper only."""
    return factories.person(place, birth_on="1966-05-01")


def computed(place: factories.Agency, claim: str) -> Calculation:
    found = read(place, claim)
    with fund_scope(place.fund.id):
        return calculate(
            fund=place.fund,
            number=found.person_number,
            benefit=found.benefit,
            on=found.event_on,
            told=found.told,
        )


def test_what_the_fund_declared_is_known_with_where_it_comes_from(place: factories.Agency) -> None:
    factories.employer(place)
    person = retired(place)
    for month in (1, 2, 3):
        content = dipe([350_000], month=JANUARY + month - 1)
        handed_in(place.accounts, content, key=f"m{month}", on=date(2026, month + 1, 10))
    by = liquidator(place)
    claim = filed(place, by, person, "old_age", EVENT)
    found = computed(place, claim)
    known = {each.name: (each.value, each.origin) for each in found.facts}
    assert known["insurance_months"] == known["months_in_last_10_years"] == (3, Origin.CAREER)
    # Three months of 350,000: the better of the averages over 36 and 60 months.
    assert known["average_wage"] == (29_167, Origin.CAREER)
    assert known["age_years"] == (60, Origin.REGISTER)
    assert not found.eligible
    assert {each.fact for each in found.reasons} >= {"insurance_months", "months_in_last_10_years"}
    # Against the files, a fact is in doubt: two people, and both values stay.
    told(place, by, claim, insurance_months=200)
    (said,) = (each for each in computed(place, claim).facts if each.name == "insurance_months")
    assert (said.value, said.otherwise, said.origin) == (200, 3, Origin.TOLD)
    refused = decided(place, by, claim, "refused").last_decision
    assert refused is not None
    assert refused.outcome is Outcome.REFUSED
    why = {each.fact for each in refused.calculation.reasons}
    assert why == {"months_in_last_10_years", "years_registered"}


def test_a_claim_counts_from_its_day_and_is_granted_with_its_pieces_only(
    place: factories.Agency,
) -> None:
    by, person = liquidator(place), retired(place)
    claim = filed(place, by, person, "old_age", EVENT, has_pieces=False)
    assert read(place, claim).stage is Stage.INCOMPLETE
    with pytest.raises(Refused, match="not_ready") as wanting:
        decided(place, by, claim)
    assert "average_wage" in str(wanting.value.facts["wanting"])
    proved = {"insurance_months": 180, "months_in_last_10_years": 60, "years_registered": 20}
    told(place, by, claim, **proved, average_wage=200_000)
    with pytest.raises(Refused, match="pieces_missing"):
        decided(place, by, claim)
    with pytest.raises(Refused, match="ground_missing"):
        decided(place, by, claim, "refused")
    done(place, by, "add_claim_pieces", claim=claim, seen="signed_claim,identity,work_certificates")
    assert decided(place, by, claim).stage is Stage.GRANTED
    with pytest.raises(Conflict, match="decided_already"):
        decided(place, by, claim)
    with pytest.raises(Conflict, match="awarded_already"):
        filed(place, by, person, "old_age", EVENT)


def test_a_value_of_the_law_that_nobody_read_stops_the_decision(place: factories.Agency) -> None:
    by, person = liquidator(place), retired(place)
    claim = filed(place, by, person, "early_old_age", EVENT)
    assert read(place, claim).stage is Stage.NOT_COMPUTABLE
    assert computed(place, claim).unread == ("cnps.old_age_pension.early_reduction_rate",)
    with pytest.raises(Refused, match="not_ready"):
        decided(place, by, claim)
    assert decided(place, by, claim, "refused", ground="Le texte manque").stage is Stage.REFUSED


def test_an_appeal_upheld_has_the_claim_decided_again_by_another(place: factories.Agency) -> None:
    by, other, person = liquidator(place), liquidator(place), retired(place)
    claim = filed(place, by, person, "old_age", EVENT)
    decided(place, by, claim, "refused", ground="Carrière non prouvée")
    done(place, by, "file_appeal", claim=claim, kind="gracious", grounds="Certificats retrouvés")
    appeal = read(place, claim).appeals[0].number
    answer = {"appeal": appeal, "outcome": "upheld", "grounds": "Vus"}
    # The fund has three months to answer; then its silence opens the contentious one.
    contentious = {"claim": claim, "kind": "contentious", "grounds": "Silence"}
    with pytest.raises(Conflict, match="appeal_silence"):
        done(place, by, "file_appeal", **contentious)
    with pytest.raises(Refused, match="appeal_by_another"):
        done(place, by, "decide_appeal", **answer)
    done(place, other, "decide_appeal", **answer)
    assert read(place, claim).stage is Stage.TO_REDO
    proved = {"insurance_months": 180, "months_in_last_10_years": 60, "years_registered": 20}
    told(place, by, claim, **proved, average_wage=200_000)
    again = decided(place, other, claim)
    assert (again.stage, len(again.decisions)) == (Stage.GRANTED, 2)
    assert again.awards[0].terms[0].amount == 60_000
    long_ago = TODAY - timedelta(days=100)
    done(place, by, "file_appeal", on=long_ago, claim=claim, kind="gracious", grounds="Montant")
    assert read(place, claim).may_be_appealed, "the screen offers what silence opens"
    done(place, by, "file_appeal", **contentious)
    assert not read(place, claim).may_be_appealed
    unanswered, last = (each.number for each in read(place, claim).appeals[-2:])
    rejected = {"outcome": "rejected", "grounds": "Juste"}
    with pytest.raises(Conflict, match="appeal_passed_over"):
        done(place, by, "decide_appeal", appeal=unanswered, **rejected)
    done(place, by, "decide_appeal", appeal=last, **rejected)
    after = read(place, claim)
    assert (after.stage, after.open_appeal) == (Stage.GRANTED, None)
