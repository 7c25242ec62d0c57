"""The operator's commands, run as an operator runs them: their answers' shapes and exits."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from tests import clusters, live
from tests.contributions.files import dipe
from tests.live import Site, socle

from socle.kernel.months import Month

pytestmark = pytest.mark.slow

FUND = "cnps-cm"
SECONDS_OF_A_SECOND_DEMO = 30  # some seconds alone; the suite's own work slows it


def told(site: Site, *arguments: str, status: int = 0) -> Any:
    """The one JSON document that a command writes on its standard output."""
    done = socle(*arguments, "--json", data=site.data)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def test_a_second_demo_finds_the_first(site: Site) -> None:
    started = time.monotonic()
    shown = told(
        site, "demo", "--data", str(site.data), "--persons", "120", "--no-serve", "--port", "1"
    )
    assert time.monotonic() - started < SECONDS_OF_A_SECOND_DEMO
    assert [fund["fund"] for fund in shown["funds"]] == ["cnps-cm", "cnss-ma", "cnss-bj"]
    assert [fund["employers"] for fund in shown["funds"]] == [15, 15, 3]
    logins = {account["login"] for fund in shown["funds"] for account in fund["accounts"]}
    assert {"caisse-cm", "chef-ma", "mandataire-cm", "paie2-ma"} <= logins
    assert shown["funds"] == site.shown["funds"]


def test_a_declaration_answers_in_its_promised_shape(site: Site, tmp_path: Path) -> None:
    fund = site.shown["funds"][0]
    month = Month.parse("2026-01")
    good = tmp_path / "dipe.txt"
    good.write_bytes(dipe([350_000], employer=fund["example_employer"], month=month.index))
    first = told(site, "declare", str(good), "--fund", FUND, "--deposited-on", "2026-02-10")
    assert set(first) >= {
        *("receipt", "status", "format", "lines", "posted", "queued", "totals", "errors"),
    }
    assert (first["status"], first["lines"], first["posted"]) == ("posted", 1, 1)
    assert first["totals"]["total"] == {
        "minor": first["totals"]["total"]["minor"],
        "currency": "XAF",
    }
    assert first["errors"] == []
    again = told(site, "declare", str(good), "--fund", FUND, "--deposited-on", "2026-02-10")
    assert (again["status"], again["receipt"]) == ("already_posted", first["receipt"])

    bad = tmp_path / "bad.txt"
    bad.write_bytes(good.read_bytes().replace(fund["example_employer"].encode(), b"9999999999Z"))
    refused = told(site, "declare", str(bad), "--fund", FUND, status=2)
    assert refused["status"] == "refused"
    assert set(refused["errors"][0]) >= {
        *("line", "record", "field", "read", "code", "message", "do"),
    }


def test_the_catalogue_of_acts_names_each_field(site: Site) -> None:
    acts = told(site, "act", "list")
    by_type = {each["type"]: each for each in acts if each["fund"] == FUND}
    assert {"register_person", "affiliate_employer", "classify_employer"} <= set(by_type)
    for each in acts:
        assert set(each) >= {"type", "label", "subject", "needs_four_eyes", "fields"}
        for field in each["fields"]:
            assert set(field) >= {"name", "label", "kind", "required", "choices"}


def test_an_act_is_done_once_for_its_key(site: Site, tmp_path: Path) -> None:
    fields = tmp_path / "person.json"
    given = {"number": "7654321098Q", "family_name": "MBARGA", "effective_on": "2026-01-01"}
    fields.write_text(json.dumps(given | {"motive": "Guichet"}))
    asked = ("act", "register_person", "--from", str(fields), "--fund", FUND, "--key", "journey")
    done, again = told(site, *asked), told(site, *asked)
    assert (done["status"], done["errors"]) == ("done", [])
    assert (again["status"], again["act"]) == ("already_done", done["act"])

    fields.write_text(json.dumps({"number": ""}))
    wrong = ("act", "register_person", "--from", str(fields), "--fund", FUND)
    refused = told(site, *wrong, status=2)
    assert refused["status"] == "refused"
    assert {"family_name"} <= {each["where"]["field"] for each in refused["errors"]}
    assert all(set(each) >= {"code", "message", "where", "do"} for each in refused["errors"])


def test_everything_is_as_written(site: Site) -> None:
    verified = told(site, "audit", "verify")
    assert verified["valid"] is True
    assert [fund["first_break"] for fund in verified["funds"]] == [None, None, None]


def test_a_measure_stands_beside_its_floor(tmp_path: Path) -> None:
    done = socle("bench", "rules", "--size", "10000", "--rounds", "1", "--json", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) >= {
        *("bench", "size", "rounds", "seconds", "floor", "floor_seconds", "ratio"),
        *("peak_memory_mb", "versions"),
    }


@pytest.mark.parametrize(
    "arguments", [("nothing",), ("explain", "x"), ("calc", "--nonsense"), ("bench", "nothing")]
)
def test_what_is_no_command_exits_with_64(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = socle(*arguments, data=tmp_path)
    assert done.returncode == 64
    assert done.stdout == ""
    assert done.stderr


def test_a_site_that_is_stopped_leaves_no_process(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = clusters.give(migrated, tmp_path_factory.mktemp("stopped"))
    with live.serving(data, "serve") as (running, _url):
        names = " ".join(live.processes_of(data))
        assert all(each in names for each in ("serve", "granian", "jobs", "postgres"))
        running.terminate()
        assert running.wait(live.STOP_SECONDS) == 143
    assert live.processes_of(data) == []
