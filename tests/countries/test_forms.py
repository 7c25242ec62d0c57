"""The forms of contribution that the laws of the region have, each on the country that has it."""

from datetime import date

import pytest

from socle.countries.registry import build, country
from socle.kernel.errors import ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.rules.parameters import Parameter, Parameters, Value
from socle.rules.scheme import Scheme
from socle.rules.trace import Trace

JUNE = Month(2026, 6)


def _scheme(country_code: str, code: str) -> Scheme:
    return country(country_code).scheme(code)


def _owed(scheme: Scheme, wage: int, month: Month = JUNE, **facts: str) -> dict[str, int]:
    lines = scheme.assess(month, wage, facts)
    return {f"{line.name or line.branch}.{line.payer}": line.amount for line in lines}


def test_health_cover_is_so_much_a_person_whatever_the_wage() -> None:
    cover = _scheme("CI", "cmu")
    family = {"covered_persons": "8", "further_children": "2"}
    assert _owed(cover, 80_000, **family) == {
        "health.employee": 4_000,
        "health.employer": 4_000,
        "further_children.employee": 2_000,
    }
    assert _owed(cover, 900_000)["health.employee"] == 500
    assert _owed(cover, 0, **family)["health.employer"] == 0
    with pytest.raises(Refused, match="fact_not_allowed"):
        _owed(cover, 80_000, covered_persons="many")


@pytest.mark.parametrize(("told", "amount"), [("2", 1_400), ("3,5", 2_450), ("5", 3_500)])
def test_a_rate_notified_to_an_employer_applies_within_what_the_law_allows(
    told: str, amount: int
) -> None:
    assert _owed(_scheme("CI", "cnps"), 500_000, risk_group=told)["work_injury.employer"] == amount


@pytest.mark.parametrize("told", ["1.99", "5.1", "-3", "3%", ""])
def test_a_notified_rate_outside_the_law_is_refused(told: str) -> None:
    with pytest.raises(Refused, match="fact_not_allowed"):
        _owed(_scheme("CI", "cnps"), 500_000, risk_group=told)


def test_a_notified_rate_is_explained_with_its_limits() -> None:
    trace = Trace("XOF")
    _scheme("CI", "cnps").assess(JUNE, 500_000, {"risk_group": "3"}, trace=trace)
    labels = [step.label for step in trace.steps]
    assert {"least_rate", "most_rate"} <= set(labels)


@pytest.mark.parametrize(("income", "amount"), [(180_000, 0), (180_001, 0), (280_000, 9_000)])
def test_a_slice_counts_only_what_exceeds_its_lower_limit(income: int, amount: int) -> None:
    owed = _owed(_scheme("CI", "rsti"), income, complementary="included")
    assert owed["complementary_old_age.employee"] == amount


def test_the_disputed_slice_of_executives_is_refused_until_somebody_arbitrates() -> None:
    with pytest.raises(ParameterUnknown, match="slice_start"):
        _owed(_scheme("SN", "ipres"), 1_296_000, situation="executive")
    law = country("SN").parameters
    name = "ipres.complementary_old_age.slice_start"
    for start, owed in ((432_000, 20_736), (0, 31_104)):
        value = Value(start, date(2023, 1, 1), None, ("socle",), "convention", unit="amount")
        known = Parameters(
            [*law, Parameter(name, "amount", "début de la tranche", (value,))],
            law.sources,
            law.currency,
        )
        arbitrated = build("SN", known).scheme("ipres")
        found = _owed(arbitrated, 1_296_000, situation="executive")
        assert found["complementary_old_age.employee"] == owed


def test_a_contradicted_ceiling_refuses_the_contribution() -> None:
    with pytest.raises(ParameterUnknown, match=r"inseso\.base\.ceiling"):
        _owed(_scheme("GQ", "inseso"), 100_000)


def test_a_levy_that_the_law_had_not_yet_is_no_line() -> None:
    tunisia = _scheme("TN", "cnss_rsna")
    assert "unemployment.employee" not in _owed(tunisia, 1_000_000, Month(2024, 12))
    assert _owed(tunisia, 1_000_000, Month(2025, 1))["unemployment.employee"] == 5_000


def test_an_apprentice_bears_work_injury_alone() -> None:
    owed = _owed(_scheme("BJ", "cnss"), 60_000, risk_group="4", situation="apprentice")
    assert owed == {"work_injury.employer": 2_400}


def test_a_floor_of_the_fund_s_own_raises_a_small_wage() -> None:
    assert _owed(_scheme("GN", "cnss"), 1, Month(2021, 6))["all_branches.employee"] == 22_000


def test_a_levy_borne_by_the_state_is_its_own_line() -> None:
    owed = _owed(_scheme("KM", "retraites"), 1_000_000, sector="parliament")
    assert owed == {"old_age.employee": 160_000, "old_age.state": 100_000}


@pytest.mark.parametrize(
    ("code", "scheme", "on", "employees", "said"),
    [
        ("ML", "inps", date(2025, 1, 1), 10, "monthly"),
        ("ML", "inps", date(2025, 1, 1), 9, "quarterly"),
        ("BJ", "cnss", date(2019, 1, 1), 19, "quarterly"),
        ("BJ", "cnss", date(2026, 9, 1), 3, "monthly"),
        ("ML", "inps", date(2025, 1, 1), None, None),
        ("NE", "cnss", date(2025, 1, 1), 50, None),
    ],
)
def test_how_often_an_employer_declares_follows_its_headcount_where_the_law_says_so(
    code: str, scheme: str, on: date, employees: int | None, said: str | None
) -> None:
    assert _scheme(code, scheme).periodicity(on, employees) == said
