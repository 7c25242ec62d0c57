"""The files for real servers say what the drills ran with."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from socle.sites.plan import PRIORITY, SCOPE, Lease, Site, etcd_arguments, shared_settings

DEPLOY = Path(__file__).parents[2] / "deploy"


def patroni() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "patroni.yml").read_text("utf-8"))
    return read


def test_real_servers_agree_as_those_of_the_drills() -> None:
    told = shared_settings(Lease())
    told["postgresql"] |= {"parameters": dict(told["postgresql"]["parameters"])}
    assert patroni()["bootstrap"]["dcs"] == told
    assert patroni()["scope"] == SCOPE
    assert patroni()["tags"] == {"failover_priority": PRIORITY[Site.MAIN]}


def test_nothing_between_servers_goes_without_tls_and_a_certificate() -> None:
    told = patroni()
    assert told["restapi"]["verify_client"] == "required"
    assert told["etcd3"]["protocol"] == "https"
    assert told["postgresql"]["parameters"]["ssl"] == "on"
    for who in told["postgresql"]["authentication"].values():
        assert who["sslmode"] == "verify-full"
        assert "password" not in who
    for line in told["postgresql"]["pg_hba"]:
        assert re.match(r"local all postgres peer$|hostssl .* scram-sha-256", line), line
    environment = (DEPLOY / "etcd.env").read_text("utf-8")
    assert "http://" not in environment
    assert "ETCD_CLIENT_CERT_AUTH=true" in environment
    assert "ETCD_PEER_CLIENT_CERT_AUTH=true" in environment


def test_etcd_waits_as_long_as_in_the_drills() -> None:
    environment = (DEPLOY / "etcd.env").read_text("utf-8")
    told = etcd_arguments(Site.MAIN, "/x")
    for option in ("--heartbeat-interval", "--election-timeout"):
        name = "ETCD_" + option.strip("-").upper().replace("-", "_")
        assert f"{name}={told[told.index(option) + 1]}\n" in environment


def test_every_file_that_the_guide_names_is_there() -> None:
    text = (DEPLOY / "README.md").read_text("utf-8")
    named = set(re.findall(r"`((?:systemd/)?[a-z-]+\.(?:yml|env|service|lock))`", text))
    assert {"patroni.yml", "etcd.env", "requirements.lock"} <= named
    there = {path.name for path in DEPLOY.rglob("*") if path.is_file()}
    assert {Path(each).name for each in named if each != "socle.env"} <= there


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """Every unit, in a folder where the ones find the others."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    found = [each for each in DEPLOY.rglob("*") if each.suffix in {".service", ".timer"}]
    return [Path(shutil.copy(each, tmp_path)) for each in sorted(found)]


def analysed(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_systemd_understands_every_line_of_the_units(units: list[Path]) -> None:
    said = analysed("verify", *units)
    told = (said.stdout + said.stderr).splitlines()
    # What they start is on the servers, not here.
    assert [each for each in told if "is not executable: No such file" not in each] == []


# Patroni starts PostgreSQL, as its account: what it may do is PostgreSQL's own matter.
NOT_OURS = {"patroni.service"}


def test_our_services_may_do_little_more_than_they_do(units: list[Path]) -> None:
    for unit in units:
        if unit.suffix == ".service" and unit.name not in NOT_OURS:
            # In tenths, of 100; a service without any restriction has 92 to 96.
            said = analysed("security", "--offline=true", "--threshold=25", unit)
            assert said.returncode == 0, (unit.name, said.stdout[-300:])
