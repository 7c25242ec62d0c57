"""The screens of runs, of proofs and of overpayments."""

from datetime import date

import pytest
from tests import factories
from tests.benefits import awarded
from tests.benefits.running import FEB, JAN, Office
from tests.web.test_payments import signed_in, text_of

pytestmark = pytest.mark.usefixtures("db")


def test_a_month_is_tried_computed_examined_and_validated_on_its_screens() -> None:
    office = Office()
    person = factories.person(office.place)
    pension = awarded.granted(office.liquidator, person, [(JAN, None, 100_000)])
    office.run("2026-01")
    awarded.decided_again(office.liquidator, pension, [(JAN, FEB, 100_000), (FEB, None, 300_000)])
    liquidator, officer = signed_in(office.liquidator), signed_in(office.officer)
    tried = text_of(liquidator.post("/runs", {"month": "2026-02", "do": "simulate", "key": "s"}))
    assert "rien n’est écrit" in tried
    assert "montant triplé ou plus" in tried
    refused = liquidator.post("/runs", {"month": "2025-12", "do": "compute", "key": "r"})
    assert refused.status_code == 422
    computed = liquidator.post(
        "/runs", {"month": "2026-02", "do": "compute", "key": "c"}, follow=True
    )
    page, _status = computed.redirect_chain[-1]
    said = text_of(computed)
    assert "Examiner les anomalies" in said
    assert "Montants relevés" in said
    assert "Le liquidateur examine" in text_of(officer.get(page))
    number = page.rsplit("/", 1)[-1]
    office.act(
        office.liquidator, "accept_anomaly", run=number, kind="tripled", motive="jugement vu"
    )
    assert "Valider cette échéance" in text_of(officer.get(page))
    office.act(office.officer, "validate_run", run=number)
    assert "l’agent payeur prépare les ordres" in text_of(officer.get(page))


def test_late_proofs_and_overpayments_are_listed_with_what_to_do() -> None:
    office = Office()
    person = factories.person(office.place)
    pension = awarded.granted(office.liquidator, person, [(date(2025, 1, 1), None, 80_000)])
    liquidator = signed_in(office.liquidator)
    late = text_of(liquidator.get("/proofs?on=05/01/2026"))
    assert "En retard, à suspendre" in late
    assert "certificat de vie" in late
    assert "Aucun indu" in text_of(liquidator.get("/overpayments"))
    office.run("2026-01")
    awarded.told(office.liquidator, pension, "end", JAN)
    office.run("2026-02")
    owed = text_of(liquidator.get("/overpayments"))
    assert "80 000" in owed.replace("\u202f", " ").replace("\xa0", " ")
    assert "Prévoir une retenue" in owed
