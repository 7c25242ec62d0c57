"""The once-only story as a visitor plays it: on the simulated registries' pages, then on screen."""

import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests import clusters, live
from tests.conftest import PERSONS
from tests.journeys.browsing import Visitor
from tests.live import Site

from socle.cli.demo.cast import national_id
from socle.settings import base, demo
from socle.web.clock import today

_SECONDS = 180


@pytest.mark.slow
def test_a_birth_and_a_death_played_on_a_registry_have_their_effect_on_screen(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    data = clusters.copied(clusters.told_once(shared, persons=PERSONS), tmp_path / "registries")
    with live.demonstration(data, persons=PERSONS) as site:
        pages = [url for own in site.shown["registries"].values() for _name, url in own]
        assert len(pages) == 11
        _plays(site, pages[0])
        _finds_the_desk_at_work(site)
    assert all(live.is_free(urlsplit(each).port or 0) for each in pages)


def _plays(site: Site, civil: str) -> None:
    on = today("CM").isoformat()
    child = {"surname": "NGUEMA", "given_name": "Aimé", "sex": "male", "on": on}
    assert _post(civil, "https://ailleurs.example", form="death", person=_nid(20), on=on) == 403
    assert _post(civil, "", form="live_birth", mother=_nid(2), **child) == 200
    assert _post(civil, "", form="death", person=_nid(20), on=on) == 200
    with urllib.request.urlopen(civil) as answer:  # noqa: S310
        shown = answer.read().decode()
    assert "Registre simulé" in shown
    assert "NGUEMA Aimé" in shown
    officer = _visitor(site, "registration_officer")
    _until(lambda: "NGUEMA Aimé" in officer.get(_file_of(officer, "live_birth")).text)
    verifier = _visitor(site, "verifier")
    _until(lambda: "OWONA Bernard" in verifier.get("/basket").text)
    notice = officer.get(_file_of(officer, "death")).text
    assert "Acte proposé" in notice


def _finds_the_desk_at_work(site: Site) -> None:
    """What was exchanged before anybody came, and where the registries have their pages."""
    officer = _visitor(site, "registration_officer")
    overview = officer.get("/exchange")
    assert "Registres simulés" in overview.text
    for _name, url in site.shown["registries"]["cnps-cm"]:
        assert url in overview.html
    inbox = officer.get("/exchange/inbox?state=all").text
    for state in ("Acte proposé", "Traité", "Sans objet", "À décider"):
        assert f"État civil (simulé) {today('CM'):%d/%m/%Y}" in inbox
        assert state in inbox.partition("Dossier État")[2]
    discrepancies = officer.get("/exchange/discrepancies").text
    assert "OYONO" in discrepancies
    assert "Administration fiscale (simulé)" in discrepancies


def test_partners_are_on_this_machine_in_the_demonstration_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, migrated: Path
) -> None:
    clusters.give(migrated, tmp_path)
    assert (base.NOTICES_TO_LOOPBACK, base.DEMO_REGISTRIES) == (False, {})
    assert demo.NOTICES_TO_LOOPBACK
    environment = live.environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": demo.__name__}
    monkeypatch.setattr(live, "environment", lambda _data: environment)
    told = live.socle("serve", "--host", "0.0.0.0", "--port", str(live.free_port()), data=tmp_path)  # noqa: S104
    assert told.returncode == 1
    assert "127.0.0.1" in told.stderr


def _nid(rank: int) -> str:
    return national_id("CM", rank)


def _visitor(site: Site, role: str) -> Visitor:
    visitor = Visitor(site)
    visitor.sign_in(*site.users[role])
    return visitor


def _file_of(officer: Visitor, kind: str) -> str:
    """The page of the last notice of a kind."""
    listed = officer.get(f"/exchange/inbox?state=all&kind={kind}").html
    return "/exchange/inbox/" + listed.partition('href="/exchange/inbox/')[2].partition('"')[0]


def _until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + _SECONDS
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.5)


def _post(page: str, origin: str, **fields: str) -> int:
    headers = {"Origin": origin} if origin else {}
    sent = urllib.parse.urlencode(fields).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(page, sent, headers)) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
