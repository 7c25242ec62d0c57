"""The files for real servers say what the drills ran with."""

import re
from pathlib import Path
from typing import Any

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
