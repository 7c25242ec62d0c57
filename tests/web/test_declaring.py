"""The screens of declaring: the form without JavaScript, the corrective compared, the space."""

from datetime import date

import pytest
from django.test import Client
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.contributions.test_correctives import corrective
from tests.contributions.test_own_motion import taxed

from socle.contributions.correctives import versions
from socle.contributions.obligations import missing_months
from socle.contributions.queries import deposit
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.web import clock

MINE = factories.CM_EMPLOYER
FORM = f"/declare/{MINE}/2026-02"
ROWS = {
    "insured_number": [factories.CM_PERSON, ""],
    "insured_name": ["ALAOUI Fatima", ""],
    "days": ["30", ""],
    "wage": ["200 000", ""],
    "key": "one",
}


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> factories.Agency:
    monkeypatch.setattr(clock, "today", lambda _country: date(2026, 4, 20))
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    handed_in(place.accounts, dipe([200_000]), key="january", on=date(2026, 2, 10))
    return place


@pytest.fixture
def clerk(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, MINE)


def signed_in(desk: Desk) -> Client:
    web = Client(headers={"accept-language": "fr"})
    assert web.login(username=desk.login, password=desk.login)
    return web


def test_the_space_tells_the_first_missing_month_and_leads_to_its_form(clerk: Desk) -> None:
    page = signed_in(clerk).get("/desk").content.decode()
    assert "février 2026 n’est pas déclaré" in page
    assert f'href="{FORM}"' in page


def test_a_row_is_added_and_removed_without_a_script(clerk: Desk) -> None:
    web = signed_in(clerk)
    added = web.post(FORM, ROWS | {"do": "add"}).content.decode()
    assert added.count('name="wage"') == 6
    removed = web.post(FORM, ROWS | {"do": "remove-0"}).content.decode()
    assert "ALAOUI" not in removed


def test_what_is_wrong_is_said_at_its_row_and_nothing_is_lost(clerk: Desk) -> None:
    answer = signed_in(clerk).post(FORM, ROWS | {"do": "check", "days": ["45", ""]})
    assert answer.status_code == 422
    assert "#r0-days" in answer.content.decode()
    assert "200 000" in answer.content.decode()


def test_a_month_is_checked_deposited_and_then_only_corrected(clerk: Desk) -> None:
    web = signed_in(clerk)
    assert "Ce que ce mois coûte" in web.post(FORM, ROWS | {"do": "check"}).content.decode()
    done = web.post(FORM, ROWS | {"do": "deposit"})
    assert "Fichier reçu et comptabilisé" in web.get(done.headers["Location"]).content.decode()
    nil = web.post(FORM, {"do": "nil", "key": "two"}, follow=True)
    assert "Ce que la rectificative change" in nil.content.decode()


def test_a_corrective_is_compared_and_confirmed(place: factories.Agency, clerk: Desk) -> None:
    found = corrective(clerk, dipe([250_000]), on=date(2026, 4, 20))
    web = signed_in(clerk)
    waiting = web.get(f"/deposits/{found.receipt}", follow=True)
    assert "Confirmer la rectificative" in waiting.content.decode()
    web.post(f"/deposits/{found.receipt}/changes")
    after = web.get(f"/deposits/{found.receipt}/changes").content.decode()
    assert "Confirmer la rectificative" not in after
    assert "Modifié" in after


def test_what_is_missing_or_late_is_listed_and_downloaded(place: factories.Agency) -> None:
    march = dipe([200_000], month=JANUARY + 2)
    handed_in(place.accounts, march, key="march", on=date(2026, 4, 18))
    web = signed_in(place.accounts)
    assert "février 2026" in web.get("/obligations").content.decode()
    assert "mars 2026" in web.get("/obligations?late=1").content.decode()
    table = web.get("/obligations.csv").content.decode("utf-8-sig")
    assert f"{MINE};Savonnerie du Wouri;2026-02;2026-03-15;36;" in table


def test_a_taxation_has_a_page_that_leads_to_what_replaced_it(place: factories.Agency) -> None:
    taxed(place, on=date(2026, 4, 9))
    with fund_scope(place.fund.id):
        [missing] = missing_months(on=date(2026, 4, 10), until=Month.parse("2026-02"))
    web = signed_in(place.accounts)
    page = web.get(f"/declarations/{missing.taxed_by}").content.decode()
    assert "taxation d’office" in page
    assert "Imprimer le récépissé" not in page
    real = handed_in(place.accounts, dipe([100_000], month=JANUARY + 1), key="real")
    with fund_scope(place.fund.id):
        [new] = deposit(number=real.receipt).declarations
    replaced = web.get(f"/declarations/{missing.taxed_by}").content.decode()
    assert "Cette version n’est plus en vigueur" in replaced
    assert f'href="/declarations/{new.number}"' in replaced
    assert "Comparer" not in replaced


def test_versions_of_a_month_lead_to_one_another_and_to_what_changed(
    place: factories.Agency, clerk: Desk
) -> None:
    found = corrective(clerk, dipe([250_000]), on=date(2026, 4, 20))
    web = signed_in(clerk)
    web.post(f"/deposits/{found.receipt}/changes")
    with fund_scope(place.fund.id):
        [new] = deposit(number=found.receipt).declarations
        first, _second = versions(declaration_number=new.number)
    page = web.get(f"/declarations/{new.number}").content.decode()
    assert f'href="/declarations/{first.number}"' in page
    assert f'href="/deposits/{found.receipt}/changes"' in page
