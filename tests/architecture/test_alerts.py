"""Every alert speaks of a metric that there is, and sends whoever wakes up to a page."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from tests import factories

from socle.platform.upkeep import queries
from socle.platform.upkeep.types import Archiver, Kind, ServerState, Standby
from socle.web import clock, measures, measuring

ROOT = Path(__file__).parents[2]
FILE = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))
RULES: list[dict[str, Any]] = [rule for group in FILE["groups"] for rule in group["rules"]]
METRIC = re.compile(r"\bsocle_[a-z_]+")
LABEL = re.compile(r"(socle_[a-z_]+)\{([a-z]+)(?:!=|=~|=)\"([a-z_]+)\"")


@pytest.fixture
def known(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, set[str]]:
    """Each sample that /metrics can show, with the values of its labels."""
    factories.agency("CM")
    told = ServerState(
        is_primary=False,
        connections=1,
        connections_most=2,
        database_bytes=3,
        standbys=(Standby("douala", "streaming", "quorum", 0, None),),
        archiver=Archiver(True, None, None, 0),
        replay_lag_seconds=1.0,
    )
    monkeypatch.setattr(queries, "server_state", lambda: told)
    monkeypatch.setattr(measures.settings, "DATA_FOLDER", str(tmp_path), raising=False)
    answers = measuring.measured(lambda _environ, start: start("200 OK", []) or [])
    answers({"PATH_INFO": "/"}, lambda *_: None)
    text = generate_latest(measures.signs(clock.now())) + generate_latest(measuring.counted())
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text.decode()):
        for each in family.samples:
            found.setdefault(each.name, set()).update(each.labels.values())
    return found


def test_every_alert_reads_metrics_that_there_are(known: dict[str, set[str]]) -> None:
    named = {name for rule in RULES for name in METRIC.findall(rule["expr"])}
    assert len(named) > 10
    assert named - known.keys() == set()
    for rule in RULES:
        for metric, label, value in LABEL.findall(rule["expr"]):
            assert value in known[metric], (rule["alert"], label)
    assert {"backup", "rehearsal", "verification"} == {each.value for each in Kind}
    assert set(measures.LATE_SECONDS) <= known["socle_queue_waiting"]


def test_every_alert_has_a_page_that_says_what_to_do() -> None:
    for rule in RULES:
        page, _, place = rule["annotations"]["runbook"].partition("#")
        text = (ROOT / page).read_text("utf-8")
        titles = {
            re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
            for line in text.splitlines()
            if line.startswith("#")
        }
        assert not place or place in titles, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
