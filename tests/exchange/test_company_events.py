"""What registers of companies and the tax authority tell: proposals and discrepancies, once."""

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.contributions.files import dipe, handed_in
from tests.exchange import scenes

from socle.exchange.models import Discrepancy
from socle.exchange.types import LinkView, ToldKind
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit
from socle.platform.acts.queries import proposals
from socle.registry.queries import employer

pytestmark = pytest.mark.usefixtures("one_transaction")
CLOSED = date(2026, 9, 3)
IDENTIFIERS = {"NIU": "M012345678901A"}


def fund_with_employer() -> tuple[factories.Agency, str]:
    place = factories.agency("CM")
    number = factories.employer(place, company_number=IDENTIFIERS["NIU"])
    return place, number


def companies(place: factories.Agency) -> LinkView:
    return scenes.linked(place, code="rccm", ports="company", scope="events:company")


def taxes(place: factories.Agency) -> LinkView:
    return scenes.linked(place, code="dgi", ports="tax", scope="events:tax")


def tell(place: factories.Agency, source: LinkView, kind: ToldKind, **said: Any) -> None:
    scope = "events:tax" if kind is ToldKind.WAGES else "events:company"
    content = {"identifiers": IDENTIFIERS} | said
    scenes.told(place, source, scenes.event(kind, CLOSED, content), scope=scope)


def found(place: factories.Agency) -> list[tuple[str, str, str, str]]:
    with fund_scope(place.fund.id):
        rows = Discrepancy.objects.order_by("id")
        return [(each.kind, each.attribute, each.ours, each.theirs) for each in rows]


def test_a_company_struck_off_is_proposed_for_suspension_and_nothing_changes_before() -> None:
    place, number = fund_with_employer()
    tell(place, companies(place), ToldKind.COMPANY_CLOSED)
    [event] = scenes.dealt(place)
    assert event.state == "proposed"
    with fund_scope(place.fund.id):
        [waiting] = proposals()
        assert waiting.type == "suspend_employer"
        assert employer(number=number, on=CLOSED, known_at=None).status == "active"
    scenes.let_pass(place, event.proposal)
    [event] = scenes.dealt(place)
    assert (event.state, event.subject_number, event.act.type) == (
        "done",
        number,
        "suspend_employer",
    )
    with fund_scope(place.fund.id):
        assert employer(number=number, on=CLOSED, known_at=None).status == "suspended"


def test_a_company_of_nobody_is_no_affair_of_the_fund() -> None:
    place, _number = fund_with_employer()
    tell(place, companies(place), ToldKind.COMPANY_CLOSED, identifiers={"NIU": "autre"})
    [event] = scenes.dealt(place)
    assert (event.state, event.outcome) == ("ignored", "exchange.nobody_known")


def test_another_name_is_shown_beside_ours_and_settled_once() -> None:
    place, number = fund_with_employer()
    source = companies(place)
    tell(place, source, ToldKind.COMPANY_CHANGED, name="Grands Moulins du Littoral")
    tell(place, source, ToldKind.COMPANY_CHANGED, name="Grands Moulins du Littoral")
    assert {(each.state, each.outcome) for each in scenes.dealt(place)} == {
        ("done", "exchange.discrepancies")
    }
    assert found(place) == [
        ("company", "legal_name", "Savonnerie du Wouri", "Grands Moulins du Littoral")
    ]
    with fund_scope(place.fund.id):
        row = Discrepancy.objects.get()
    fields = {"discrepancy": f"D-2026-{row.pk:09d}", "outcome": "ours"}

    def decide(motive: str, key: str, **said: str) -> None:
        with fund_scope(place.fund.id):
            submit(
                desk=place.registration,
                act_type_code="decide_discrepancy",
                fields=fields | said,
                effective_on=CLOSED,
                motive=motive,
                key=key,
                at=scenes.NOW,
            )

    with pytest.raises(Refused, match="motive_missing"):
        decide("", "1")
    with pytest.raises(Refused, match="outcome_unfit"):
        decide("vu", "2", outcome="control")
    decide("extrait vu", "3")
    with pytest.raises(Conflict, match="settled"):
        decide("encore", "4")
    with fund_scope(place.fund.id):
        assert employer(number=number, on=CLOSED, known_at=None).legal_name == "Savonnerie du Wouri"


def test_a_new_company_waits_for_whoever_affiliates_it() -> None:
    place = factories.agency("CM")
    source = companies(place)
    tell(place, source, ToldKind.COMPANY_CREATED, name="Scierie de Bélabo")
    [event] = scenes.dealt(place)
    assert (event.state, event.outcome) == ("to_decide", "exchange.to_affiliate")
    assert event.facts["name"] == "Scierie de Bélabo"
    factories.employer(place, company_number=IDENTIFIERS["NIU"])
    number = f"V-2026-{event.pk:09d}"
    factories.act(place.registration, "replay_event", event=number)
    [event] = scenes.dealt(place)
    assert (event.state, event.outcome) == ("done", "exchange.known_already")


def test_a_wage_known_to_tax_and_not_declared_or_for_less_waits_for_a_control() -> None:
    place, number = fund_with_employer()
    who = factories.person(place, national_id="CM1")
    factories.person(place, "1234567890E", national_id="CM2")
    handed_in(place.accounts, dipe([350_000], persons=[who]), key="january")
    workers = [
        {"national_id": "CM1", "name": "ALAOUI Fatima", "wage": 400_000},
        {"national_id": "CM2", "name": "ALAOUI Fatima", "wage": 90_000},
        {"national_id": "CM3", "name": "Inconnu", "wage": 80_000},
    ]
    source = taxes(place)
    for _again in range(2):
        tell(place, source, ToldKind.WAGES, month="2026-01", workers=workers)
        scenes.dealt(place)
    assert found(place) == [
        ("wage", who, "350000", "400000"),
        ("wage", "1234567890E", "", "90000"),
        ("wage", "CM3", "", "80000"),
    ]
    assert scenes.events(place)[0].subject_number == number


def test_wages_declared_as_tax_knows_them_or_for_more_are_no_discrepancy() -> None:
    place, _number = fund_with_employer()
    who = factories.person(place, national_id="CM1")
    handed_in(place.accounts, dipe([350_000], persons=[who]), key="january")
    workers = [{"national_id": "CM1", "name": "ALAOUI Fatima", "wage": 350_000}]
    tell(place, taxes(place), ToldKind.WAGES, month="2026-01", workers=workers)
    [event] = scenes.dealt(place)
    assert (event.state, event.outcome, found(place)) == ("done", "exchange.known_already", [])


def test_a_reading_that_the_source_did_not_tell_cannot_be_taken() -> None:
    place, number = fund_with_employer()
    tell(place, companies(place), ToldKind.COMPANY_CHANGED, name="Grands Moulins du Littoral")
    scenes.dealt(place)
    with fund_scope(place.fund.id):
        told = Discrepancy.objects.get()
        untold = Discrepancy.objects.create(
            fund_id=place.fund.id,
            message_id=told.message_id,
            kind="company",
            subject_kind="employer",
            subject_number=number,
            attribute="legal_name",
            ours="Savonnerie du Wouri",
            theirs="",
            found_at=scenes.NOW,
        )
        with pytest.raises(Refused, match="outcome_unfit"):
            submit(
                desk=place.registration,
                act_type_code="decide_discrepancy",
                fields={"discrepancy": f"D-2026-{untold.pk:09d}", "outcome": "theirs"},
                effective_on=CLOSED,
                motive="vu",
                key="untold",
                at=scenes.NOW,
            )
