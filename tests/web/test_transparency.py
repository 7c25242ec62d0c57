"""Where facts come from, who read about a person, and their data handed over to them."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from tests import factories
from tests.exchange import scenes
from tests.exchange.scenes import one_transaction
from tests.exchange.sources import agreed, running
from tests.exchange.test_asking import HER
from tests.exchange.test_asking import somebody as known
from tests.exchange.test_civil_events import death, somebody
from tests.platform.partners.scenes import CODE, agree, system
from tests.simulator.started import Started
from tests.web.test_exchange import browser, page

from socle.exchange.operations.exports import code_of_export
from socle.exchange.queries.unusual import unusual_readings
from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import acts_touching
from socle.platform.partners.models import PartnerAccess, PartnerAgreement
from socle.web import clock

__all__ = ["one_transaction"]
pytestmark = pytest.mark.usefixtures("one_transaction")


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("identity", tmp_path_factory.mktemp("identity")) as started:
        yield started


def test_a_death_told_by_a_source_says_so_and_what_an_agent_typed_is_declared() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    accepted = scenes.told(place, scenes.linked(place), death())
    assert accepted is not None
    [found] = scenes.dealt(place)
    scenes.let_pass(place, found.proposal)
    officer = browser(place.registration)
    shown = page(officer, f"/persons/{number}")
    assert f"/exchange/journal/{accepted.number}" in shown
    assert "Registre bunec" in shown
    assert "déclaré" in shown
    sources = page(officer, f"/persons/{number}/sources")
    assert accepted.number in sources
    assert "Rien n’a encore été vérifié à la source." in sources
    page(officer, f"/persons/{number}/family")


def test_an_agent_verifies_at_the_source_and_readings_that_differ_wait(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    identity.put("/people", [HER | {"surname": "TCHOUMI"}])
    number = known(source.place)
    officer = browser(source.place.registration)
    path = f"/persons/{number}/sources"
    assert "Vérifier l’identité à la source" in page(officer, path)
    assert "Vérifier l’identité" not in page(browser(source.place.auditor), path)
    answer = officer.post(path, {"ask": "identity"})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "1 donnée diffère" in shown
    assert "100 %" in shown
    assert browser(source.place.auditor).post(path, {"ask": "identity"}).status_code == 403


def test_a_source_that_is_away_is_said_on_the_page_and_the_question_stays_on_record(
    identity: Started,
) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    number = known(source.place)
    source.fails(down=1)
    officer = browser(source.place.registration)
    answer = officer.post(f"/persons/{number}/sources", {"ask": "identity"})
    assert answer.status_code == 422
    assert "ne répond pas" in answer.content.decode()
    assert source.messages


def test_the_page_of_an_employer_s_sources_opens() -> None:
    place = factories.agency("CM")
    number = factories.employer(place)
    shown = page(browser(place.registration), f"/employers/{number}/sources")
    assert "Savonnerie du Wouri" in shown


def test_who_read_a_person_is_listed_with_purpose_and_law_for_the_fund_and_the_person() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    partner = system(place, "persons:read")
    assert partner.get(f"/persons/{number}").status_code == 200
    officer = browser(place.registration)
    shown = page(officer, f"/persons/{number}/accesses")
    assert "Mutuelle du Wouri" in shown
    assert "loi 2024/017" in shown
    assert officer.post(f"/persons/{number}/export", {"key": "a"}).status_code == 302
    with fund_scope(place.fund.id):
        [act] = [
            each.number
            for each in acts_touching(kind="person", number=number)
            if each.type == "export_person_data"
        ]
    code = code_of_export(fund_id=place.fund.id, act=act)
    anybody = Client()
    path = f"/my-data/{place.fund.code}"
    page(anybody, path)
    mine = anybody.post(path, {"number": act.lower(), "code": code})
    assert mine.status_code == 200
    assert "Mutuelle du Wouri" in mine.content.decode()
    assert "NGONO" not in mine.content.decode()
    for number_said, code_said in ((act, code[:-1] + "2"), ("A-2026-000000001", code), (act, "")):
        other = anybody.post(path, {"number": number_said, "code": code_said})
        assert other.status_code == (200 if code_said == code and number_said == act else 422)
        assert "Mutuelle" not in other.content.decode() or code_said == code
    elsewhere = factories.agency("CM")
    stolen = anybody.post(f"/my-data/{elsewhere.fund.code}", {"number": act, "code": code})
    assert stolen.status_code == 422


def test_the_data_of_a_person_are_handed_over_whole_on_paper_and_for_machines() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    officer = browser(place.registration)
    officer.post(f"/persons/{number}/export", {"key": "a"})
    shown = page(officer, f"/persons/{number}/export")
    [act] = set(re.findall(r"/exports/(A-[0-9-]+)\.json", shown))
    said = json.loads(officer.get(f"/exports/{act}.json").content)
    assert said["civil_status"]["national_id"] == "CM100200300"
    assert {"family", "employments", "career", "awards", "payments", "accesses"} <= set(said)
    assert [each["kind"] for each in said["accesses"]] == ["export"]
    for language in ("fr", "ar"):
        made = officer.get(f"/exports/{act}.pdf?language={language}")
        assert made.content.startswith(b"%PDF-")
    auditor = browser(place.auditor)
    assert auditor.get(f"/exports/{act}.json").status_code == 403
    assert auditor.post(f"/persons/{number}/export", {"key": "b"}).status_code == 403
    other = acts_of(place, number)[-1]
    assert officer.get(f"/exports/{other}.json").status_code == 404


def acts_of(place: factories.Agency, number: str) -> list[str]:
    with fund_scope(place.fund.id):
        return [each.number for each in acts_touching(kind="person", number=number)]


def test_a_stranger_who_tries_codes_is_stopped() -> None:
    place = factories.agency("CM")
    said = {"number": "A-2026-000000001", "code": "X"}
    path = f"/my-data/{place.fund.code}"
    answers = [Client().post(path, said).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_anybody_reads_to_whom_the_fund_gives_data_and_by_which_law() -> None:
    place = factories.agency("CM")
    agree(place, "coverage:read")
    shown = page(Client(), f"/processing/{place.fund.code}")
    assert "Mutuelle du Wouri" in shown
    assert "loi 2024/017" in shown
    assert "droit aux soins" in shown
    page(Client(), "/processing/nulle-part", 404)


def test_anybody_reads_what_is_kept_why_and_who_reads_it() -> None:
    factories.agency("CM")
    shown = page(Client(), "/data-protection")
    for word in ("Fichier des personnes", "Médecin-conseil", "Loi 2024/017", "Faire rectifier"):
        assert word in shown
    arabic = Client()
    arabic.cookies["socle_language"] = "ar"
    assert "سجل الأشخاص" in page(arabic, "/data-protection")


def test_a_partner_that_reads_far_more_persons_than_its_habit_is_shown_to_the_administrator() -> (
    None
):
    place = factories.agency("CM")
    agree(place, "persons:read")
    today, now = clock.today("CM"), clock.now()
    with fund_scope(place.fund.id):
        agreement = PartnerAgreement.objects.get()
        PartnerAccess.objects.bulk_create(
            PartnerAccess(
                fund_id=place.fund.id,
                user_id=agreement.user_id,
                agreed_by_id=agreement.act_id,
                operation="get_person",
                subject_kind="person",
                subject_number=f"P{each}",
                outcome="done",
                accessed_at=now - timedelta(days=ago),
            )
            for ago, many in ((0, 160), *((back, 50) for back in range(1, 31)))
            for each in range(many)
        )
        [found] = unusual_readings(on=today, country="CM")
    assert (found.partner, found.on, found.persons, found.usual) == (CODE, today, 160, 50)
    assert "160 personnes lues" in page(browser(place.administrator), "/exchange")
    assert "160 personnes lues" not in page(browser(place.auditor), "/exchange")
