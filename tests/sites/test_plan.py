"""How the servers are told to agree: what R1 rests on is in the settings, and stays there."""

from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from tests.sites.test_tally import DONE, RETRIED, UNANSWERED

from socle.sites.drill import Run
from socle.sites.faults import COURSES, OF_ONE_SITE, Fault
from socle.sites.page import write_page
from socle.sites.plan import SITES, Lease, Site, database_url, patroni_settings, shared_settings
from socle.sites.tally import Count

LOCK = Path(__file__).parents[2] / "deploy" / "requirements.lock"


def settings(site: Site) -> dict[str, object]:
    told = {name: f"/{name}" for name in ("data", "binaries", "sockets", "pgpass", "password")}
    return patroni_settings(site, Lease(), **told)


def test_nothing_is_acknowledged_before_a_second_site_has_it() -> None:
    told = shared_settings(Lease())
    assert told["synchronous_mode"] == "quorum"
    assert told["synchronous_mode_strict"] is True
    assert told["postgresql"]["parameters"]["synchronous_commit"] == "on"


def test_the_recovery_centre_is_promoted_before_the_other_city() -> None:
    order = [settings(site)["tags"]["failover_priority"] for site in SITES]  # type: ignore[index]
    assert order == [3, 2, 1]


def test_the_lease_is_what_patroni_accepts_as_it_is_shipped() -> None:
    assert (Lease().ttl, Lease().loop_wait, Lease().retry_timeout) == (20, 1, 3)
    assert not Lease().is_below_floor
    assert Lease.of(5).is_below_floor


def test_a_site_asks_its_own_server_first_and_any_of_them() -> None:
    read = conninfo_to_dict(database_url("socle_app", "socle", first=Site.REMOTE, wants="any"))
    assert read["host"] == "10.77.0.3,10.77.0.1,10.77.0.2"


def test_every_fault_but_the_restore_has_a_course_and_those_of_one_site_may_fail_no_request() -> (
    None
):
    assert set(COURSES) == set(Fault) - {Fault.RESTORE}
    assert set(Fault) - OF_ONE_SITE == {Fault.CRASH_ALL, Fault.CITY, Fault.RESTORE}


def test_patroni_has_a_lock_of_its_own_with_hashes_and_no_address() -> None:
    text = LOCK.read_text("utf-8")
    assert "patroni==" in text
    assert "://" not in text
    pinned = [line for line in text.splitlines() if "==" in line]
    assert all(line.endswith("\\") for line in pinned)  # each followed by its hashes


def test_a_page_is_drawn_of_a_run_with_what_failed_in_it(tmp_path: Path) -> None:
    count = Count(2, 0, 2, 1, 1, 60.0, 3.2, 12.0)
    acts = (DONE, RETRIED, UNANSWERED)
    reads = (0.1, 0.2, 4.0, 4.1)
    run = Run(Fault.DARK, count, "main -> recovery", 1.5, acts, reads, 1.0, 30.0, 40.0)
    assert not run.is_good
    page = tmp_path / "drills" / "page.html"
    write_page(page, [run], at=datetime(2026, 11, 23, tzinfo=UTC))
    text = page.read_text("utf-8")
    assert text.count("<circle") == 3
    assert text.count('class="none"') == 1
    assert 'class="gap"' in text
    assert "Promesse non tenue" in text
    assert "http" not in text  # nothing is fetched from elsewhere
