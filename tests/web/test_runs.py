"""The screens of runs, of proofs and of overpayments."""

import json
from datetime import UTC, date, datetime

import pytest
from tests import factories
from tests.benefits import awarded
from tests.benefits.running import FEB, JAN, Office
from tests.web.test_payments import signed_in, text_of

from socle.benefits.jobs import compute_asked_run_job
from socle.benefits.operations import asked_runs
from socle.benefits.operations.asked_runs import RUN_JOB
from socle.platform.access.scope import fund_scope

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


def test_a_large_run_is_computed_by_the_worker_and_followed_on_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asked_runs, "LARGE", 0)
    office = Office()
    awarded.granted(office.liquidator, factories.person(office.place), [(JAN, None, 100_000)])
    liquidator = signed_in(office.liquidator)
    asked = {"month": "2026-01", "do": "compute", "key": "one"}
    for _twice in range(2):
        page = text_of(liquidator.post("/runs", asked, follow=True))
        assert "le calcul est en cours" in page
    other = liquidator.post("/runs", asked | {"key": "two"})
    assert (other.status_code, "en cours de calcul" in text_of(other)) == (422, True)
    waiting = liquidator.get("/runs?part=state")
    assert "HX-Redirect" not in waiting.headers
    # Whoever is killed on the way leaves nothing: the job begins again, and is done once.
    ((job,),) = office.ask("SELECT args FROM procrastinate_jobs WHERE task_name = %s", RUN_JOB)
    arguments = json.loads(str(job)) if isinstance(job, str) else job
    for _again in range(2):
        compute_asked_run_job.func(**arguments)
    ((number,),) = office.ask("SELECT number FROM benefit_run")
    assert liquidator.get("/runs?part=state").headers["HX-Redirect"] == f"/runs/{number}"
    # What is refused once it is computed is told where it was asked.
    refused = {"month": "2026-02", "do": "compute", "key": "three"}
    office.act(office.officer, "validate_run", run=number)
    liquidator.post("/runs", refused)
    first = office.compute("2026-02")
    (left,) = fund_left(office)
    compute_asked_run_job.func(asked_id=left, fund_id=office.place.fund.id)
    assert f"{first} attend sa validation" in text_of(liquidator.get("/runs"))
    assert fund_left(office) == []


def fund_left(office: Office) -> list[int]:
    with fund_scope(office.place.fund.id):
        return asked_runs.left_runs(before=datetime.now(UTC))


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
