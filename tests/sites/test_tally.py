"""What a drill counts, from answers and from what each site holds."""

from dataclasses import replace

from socle.sites.askers import Asked
from socle.sites.tally import Count, Held, counted, longest_gap, together

DONE = Asked("A1", "k1", 0.0, 0.5, 201, act="ACT-1")
RETRIED = Asked("A2", "k2", 0.0, 21.0, 200, attempts=3, act="ACT-2", was_done=True)
UNANSWERED = Asked("A3", "k3", 0.0, 60.0, 503, attempts=4)
ALL = {"A1": ("ACT-1",), "A2": ("ACT-2",)}


def count(*acts: Asked, again: tuple[Asked, ...] = (), **held: Held) -> Count:
    sites: dict[str, Held] = {"main": ALL, "recovery": ALL, "remote": ALL} | held
    return counted(acts, again, sites, leader="recovery", read_gap=0.4, rejoin=12.0)


def test_a_run_in_which_all_went_well_is_sound() -> None:
    found = count(DONE, RETRIED)
    assert found.is_sound
    assert (found.acknowledged, found.lost, found.failed_requests) == (2, 0, 0)
    assert (found.unknown, found.unknown_present) == (1, 1)
    assert found.longest_wait_s == 21.0


def test_an_acknowledged_act_that_the_leader_does_not_hold_is_lost() -> None:
    found = count(DONE, RETRIED, recovery={"A2": ("ACT-2",)})
    assert found.lost == 1
    assert not found.is_sound


def test_it_is_lost_too_where_another_act_has_taken_its_place() -> None:
    assert count(DONE, recovery={"A1": ("ACT-9",)}).lost == 1


def test_what_one_site_holds_and_another_does_not_is_named() -> None:
    found = count(DONE, RETRIED, remote={"A1": ("ACT-1",)})
    assert (found.lost, found.differ) == (0, 1)
    assert not found.is_sound


def test_an_act_done_twice_is_counted() -> None:
    twice = {"A1": ("ACT-1", "ACT-7")}
    found = count(DONE, main=twice, recovery=twice, remote=twice)
    assert found.doubled == 1
    assert not found.is_sound


def test_what_had_no_answer_is_resolved_by_asking_again_with_its_key() -> None:
    held = ALL | {"A3": ("ACT-3",)}
    again = replace(UNANSWERED, status=200, act="ACT-3", was_done=True)
    found = count(UNANSWERED, again=(again,), main=held, recovery=held, remote=held)
    assert (found.failed_requests, found.unresolved) == (1, 0)
    assert (found.unknown, found.unknown_present) == (1, 1)
    assert found.is_sound


def test_what_has_no_answer_even_then_is_unresolved() -> None:
    found = count(UNANSWERED, again=(UNANSWERED,))
    assert found.unresolved == 1
    assert not found.is_sound


def test_a_refusal_is_never_expected_of_a_drill() -> None:
    assert not count(replace(DONE, status=422, act="")).is_sound


def test_the_longest_gap_counts_an_absence_that_is_not_over() -> None:
    assert longest_gap([1, 2, 3], 0, 10) == 7
    assert longest_gap([], 0, 10) == 10
    assert longest_gap([4, 1, 8, 12], 0, 10) == 4


def test_runs_together_add_counts_and_keep_the_longest_durations() -> None:
    one, other = count(DONE, RETRIED), count(DONE)
    found = together([one, other])
    assert (found.acknowledged, found.longest_wait_s) == (3, 21.0)
