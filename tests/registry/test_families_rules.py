"""Where a dependant stands: by age, paper, marriage, work, cover, death; to the very day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.platform.access.types import FundView
from socle.registry.queries.families_law import FamilyLaw, family_law
from socle.registry.queries.families_rules import Certificate, DependantFacts, judge, turns
from socle.registry.types import Bond, MarriageState, Standing, Study

D, DAY = date, timedelta(days=1)
BORN = D(2010, 5, 20)
CHILD = DependantFacts("family", Bond.CHILD, BORN)
YEAR = Certificate(Study.SCHOOL, D(2025, 9, 1), D(2026, 8, 1))


def law_of(country: str) -> FamilyLaw:
    scheme = {"MA": "cnss", "CM": "cnps"}[country]
    fund = FundView(1, "f", "F", country, scheme, "XAF", is_demo=False)
    return family_law(fund=fund, on=D(2026, 1, 1))


MA, CM = law_of("MA"), law_of("CM")


def said(facts: DependantFacts, on: date, law: FamilyLaw = MA) -> tuple[str, str]:
    found = judge(facts=facts, law=law, on=on)
    return found.standing.value, found.reason


@pytest.mark.parametrize(("benefit", "age"), [("family", 12), ("health", 21), ("survivors", 16)])
def test_an_age_turns_on_the_birthday_itself(benefit: str, age: int) -> None:
    facts = replace(CHILD, benefit=benefit)
    birthday = turns(BORN, age)
    found = judge(facts=facts, law=MA, on=birthday - DAY)
    assert (found.standing, found.reason, found.until) == (Standing.ACTIVE, "under_age", birthday)
    assert found.rule is not None
    assert (found.rule.age, found.rule.status) == (age, "provisional")
    assert said(facts, birthday) == ("waiting", "certificate_missing")


@pytest.mark.parametrize(
    ("benefit", "level", "age"),
    [
        ("family", Study.SCHOOL, 21),
        ("family", Study.APPRENTICESHIP, 18),
        ("health", Study.HIGHER, 26),
        ("survivors", Study.SCHOOL, 21),
    ],
)
def test_a_paper_carries_on_to_its_own_age(benefit: str, level: Study, age: int) -> None:
    paper = Certificate(level, BORN, D(2060, 1, 1))
    facts = replace(CHILD, benefit=benefit, certificates=(paper,))
    birthday = turns(BORN, age)
    found = judge(facts=facts, law=MA, on=birthday - DAY)
    assert (found.standing, found.until) == (Standing.ACTIVE, birthday)
    assert said(facts, birthday)[0] in {"ended", "waiting"}


def test_an_expired_certificate_suspends_and_says_what_reopens() -> None:
    facts = replace(CHILD, certificates=(YEAR,))
    assert said(facts, D(2026, 7, 31)) == ("active", "school")
    found = judge(facts=facts, law=MA, on=D(2026, 8, 1))
    assert (found.standing.value, found.reason, found.reopens) == (
        "suspended",
        "certificate_expired",
        "certificate",
    )
    assert said(facts, turns(BORN, 21)) == ("ended", "age")


def test_a_disability_has_no_age_until_its_review() -> None:
    facts = replace(CHILD, is_disabled=True, review_on=D(2040, 1, 1))
    assert said(facts, D(2039, 12, 31)) == ("active", "disability")
    assert said(facts, D(2040, 1, 1)) == ("suspended", "review_overdue")
    for_good = replace(facts, review_on=None)
    assert judge(facts=for_good, law=MA, on=D(2070, 1, 1)).until is None


def test_a_value_of_the_law_that_was_not_read_is_said_and_not_guessed() -> None:
    disabled = replace(CHILD, born_on=D(2000, 1, 1), is_disabled=True)
    found = judge(facts=disabled, law=CM, on=D(2026, 1, 1))
    assert (found.standing, found.reason) == (Standing.UNKNOWN, "law_unknown")
    assert found.rule is not None
    assert found.rule.name == "cnps.dependants.family_child_age[disabled]"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"died_on": D(2020, 1, 1)}, ("deceased", "died")),
        ({"is_married": True}, ("ended", "married")),
        ({"works": True}, ("ended", "works")),
        ({"other_cover": "CNOPS"}, ("ended", "covered_elsewhere")),
        ({"bearer_died_on": D(2020, 1, 1)}, ("ended", "bearer_dead")),
        ({"bond": None}, ("ended", "tie_ended")),
        ({"is_borne": False}, ("ended", "released")),
        ({"is_borne_by_another": True}, ("transferred", "transferred")),
        ({"ended_for": "on_request"}, ("ended", "on_request")),
        ({"born_on": None}, ("waiting", "birth_unknown")),
    ],
)
def test_what_else_ends_or_holds_a_right(
    changed: dict[str, object], expected: tuple[str, str]
) -> None:
    assert said(replace(CHILD, **changed), D(2021, 1, 1)) == expected  # type: ignore[arg-type]


def test_an_apprentice_works_and_stays() -> None:
    paper = Certificate(Study.APPRENTICESHIP, D(2025, 1, 1), D(2027, 1, 1))
    facts = replace(CHILD, works=True, certificates=(paper,))
    assert said(facts, D(2026, 1, 1)) == ("active", "apprenticeship")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (MarriageState.MARRIED, ("active", "marriage")),
        (MarriageState.DIVORCED, ("divorced", "divorced")),
        (MarriageState.ANNULLED, ("ended", "annulled")),
        (MarriageState.WIDOWED, ("ended", "widowed")),
    ],
)
def test_a_spouse_follows_the_marriage(state: MarriageState, expected: tuple[str, str]) -> None:
    facts = DependantFacts("health", Bond.SPOUSE, D(1985, 1, 1), union=state)
    assert said(facts, D(2026, 1, 1)) == expected
    assert said(replace(facts, works=True), D(2026, 1, 1))[0] != "active"


@given(
    born=st.dates(D(1990, 1, 1), D(2026, 1, 1)),
    on=st.dates(D(2000, 1, 1), D(2060, 1, 1)),
    start=st.dates(D(2000, 1, 1), D(2060, 1, 1)),
    days=st.integers(1, 800),
    level=st.sampled_from(list(Study)),
    benefit=st.sampled_from(["family", "health", "survivors"]),
)
def test_what_is_true_until_a_day_is_true_the_day_before_and_not_on_it(
    born: date, on: date, start: date, days: int, level: Study, benefit: str
) -> None:
    paper = Certificate(level, start, start + timedelta(days=days))
    facts = DependantFacts(benefit, Bond.CHILD, born, certificates=(paper,))
    if on < born:
        return
    found = judge(facts=facts, law=MA, on=on)
    if found.standing is not Standing.ACTIVE:
        return
    assert found.until is not None
    assert found.until > on
    eve = judge(facts=facts, law=MA, on=found.until - DAY)
    # A paper that begins between may carry the right further than was said at first.
    assert eve.standing is Standing.ACTIVE
    assert eve.until is not None
    assert eve.until >= found.until
    turned = judge(facts=facts, law=MA, on=found.until)
    assert (turned.standing, turned.reason) != (Standing.ACTIVE, found.reason)
