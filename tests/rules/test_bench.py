"""The measure of the rules is honest: it computes, compares, and says what it did."""

from socle.cli.bench_rules import run


def test_the_bench_finds_no_wrong_amount_and_says_its_figures() -> None:
    said = run(5_000, 2)
    assert said["formulas"] > 40
    assert said["wrong"] == 0
    assert said["size"] == 5_000
    assert set(said) == {
        "bench", "size", "rounds", "seconds", "floor", "floor_seconds", "ratio",
        "peak_memory_mb", "versions", "per_second", "one_call_us", "wrong",
        "formulas", "slowest_on_columns", "slowest_alone",
    }  # fmt: skip
