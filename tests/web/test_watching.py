"""Whoever keeps the installation running sees how it is; whoever does not, sees nothing of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families
from tests import factories
from tests.web.test_site import at_desk

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.upkeep.operations import note
from socle.platform.upkeep.types import Kind
from socle.web import clock, measuring


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    return place


def told(**asked: Any) -> dict[tuple[str, ...], float]:
    """Every metric by its name and the values of its labels."""
    answer = Client().get("/metrics", **asked)
    assert answer.status_code == 200
    return {
        (each.name, *each.labels.values()): each.value
        for family in text_string_to_metric_families(answer.content.decode())
        for each in family.samples
    }


def noted(kind: Kind, *, days: int, is_good: bool = True, fund: str = "", **facts: Any) -> None:
    at = clock.now() - timedelta(days=days)
    began = at - timedelta(minutes=3)
    note(kind, began_at=began, ended_at=at, is_good=is_good, facts=facts, fund=fund)


def test_the_process_lives_and_the_site_can_write(place: factories.Agency) -> None:
    assert Client().get("/health").content == b"ok\n"
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"state": "ready"})


def test_a_database_that_only_reads_is_not_ready_and_one_that_is_away_neither(
    own_database: str,
) -> None:
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{own_database}" SET default_transaction_read_only = on')
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"state": "read_only"})
    held = connections["default"].settings_dict.copy()
    connections["default"].settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    try:
        answer = Client().get("/health/ready")
        assert (answer.status_code, answer.json()) == (503, {"state": "no_database"})
        assert Client().get("/health").status_code == 200
        connections["default"].close()
        assert told() == {("socle_database_up",): 0.0} | {
            name: value for name, value in told().items() if name[0].startswith("socle_request")
        }
    finally:
        connections["default"].settings_dict.clear()
        connections["default"].settings_dict.update(held)


def test_metrics_say_what_waits_what_was_done_and_how_the_server_is(
    place: factories.Agency,
) -> None:
    noted(Kind.BACKUP, days=0, bytes=10)
    noted(Kind.REHEARSAL, days=40, rows=5)
    found = told()
    assert found["socle_database_up",] == found["socle_database_primary",] == 1
    assert found["socle_standbys",] == 0
    assert found["socle_queue_waiting", "seals"] > 0
    assert found["socle_queue_waiting", "outbox"] == 0
    assert found["socle_upkeep_missed", "backup"] == 0
    assert found["socle_upkeep_missed", "rehearsal"] == 1
    assert found["socle_upkeep_last_good_timestamp_seconds", "verification"] == 0
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT socle_seal(%s)", [place.fund.id])
    assert told()["socle_queue_waiting", "seals"] == 0


def test_metrics_are_for_this_machine_alone_or_for_whoever_has_the_token(
    place: factories.Agency,
) -> None:
    assert Client().get("/metrics").status_code == 200
    for elsewhere in ({"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}):
        assert Client().get("/metrics", **elsewhere).status_code == 403
    with override_settings(METRICS_TOKEN="jeton"):
        assert Client().get("/metrics").status_code == 403
        for shown in ("Bearer jeto", "Bearer jetonx", "jeton", "Bearer é"):
            assert Client().get("/metrics", HTTP_AUTHORIZATION=shown).status_code == 403
        far = {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer jeton"}
        assert Client().get("/metrics", **far).status_code == 200


def test_the_operator_sees_what_is_late_and_nobody_else_opens_the_page(
    place: factories.Agency,
) -> None:
    administrator = at_desk(factories.desk(place.fund, Role.ADMINISTRATOR))
    page = administrator.get("/operator").content.decode()
    assert "Quelque chose demande votre attention" in page
    assert "En retard" in page
    other = factories.agency("CM")
    for kind in (Kind.BACKUP, Kind.REHEARSAL):
        noted(kind, days=0)
    for each in (place, other):
        noted(Kind.VERIFICATION, days=0, fund=each.fund.code, acts=4)
    page = administrator.get("/operator").content.decode()
    assert "Tout va bien" in page
    assert "4 actes relus" in page
    what = {"is_good": False, "fund": other.fund.code, "break": "act A-1 (hire): changed"}
    noted(Kind.VERIFICATION, days=0, **what)
    page = administrator.get("/operator").content.decode()
    assert "Échec" in page
    assert "A-1" not in page  # that is the other fund's to read
    for desk in (place.registration, place.verifier, place.accounts):
        assert at_desk(desk).get("/operator").status_code == 403


def test_every_request_is_counted_by_door_and_status_and_has_a_name() -> None:
    """Never by address: an address may name somebody."""

    def answers(environ: Any, start_response: Any) -> list[bytes]:
        start_response(environ["status"], [])
        return [b""]

    site, seen = measuring.measured(answers), list[tuple[str, dict[str, str]]]()

    def asked(path: str, status: str, **told: str) -> str:
        site(
            {"PATH_INFO": path, "status": status} | told,
            lambda status, headers: seen.append((status, dict(headers))),
        )
        return seen[-1][1]["X-Request-Id"]

    def counted(door: str, status: str) -> float:
        labels = {"door": door, "status": status}
        return measuring.counted().get_sample_value("socle_request_seconds_count", labels) or 0

    before = counted("screens", "404"), counted("api", "200")
    name = asked("/persons/1234567", "404 Not Found")
    assert len(name) == 32
    assert asked("/api/v1/acts", "200 OK", HTTP_X_REQUEST_ID="from-the-proxy") == "from-the-proxy"
    assert asked("/api/v1/acts", "200 OK", HTTP_X_REQUEST_ID="a\nb") != "a\nb"
    assert (counted("screens", "404"), counted("api", "200")) == (before[0] + 1, before[1] + 2)


def test_a_request_that_ends_without_an_answer_is_counted_too() -> None:
    def falls(_environ: Any, _start_response: Any) -> list[bytes]:
        raise RuntimeError

    before = measuring.counted().get_sample_value("socle_request_crashes_total") or 0
    with pytest.raises(RuntimeError):
        measuring.measured(falls)({"PATH_INFO": "/"}, lambda *_: None)
    assert measuring.counted().get_sample_value("socle_request_crashes_total") == before + 1
    assert measuring.counted().get_sample_value("socle_requests_under_way") == 0
