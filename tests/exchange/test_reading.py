"""The journal, the inbox and the discrepancies as they are read; a message’s bytes, by an act."""

from datetime import date

import pytest
from tests import factories
from tests.conftest import NOW
from tests.exchange import scenes
from tests.exchange.test_civil_events import death, somebody

from socle.exchange.models import Discrepancy, FactCheck
from socle.exchange.queries import discrepancies, inbox, journal, kept, links, origins
from socle.exchange.types import DiscrepancyOutcome, EventState, ToldKind
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import submit
from socle.platform.acts.queries import acts_touching
from socle.platform.acts.types import ActAnswer

pytestmark = pytest.mark.usefixtures("one_transaction")
WHY = "contrôle d’un avis contesté"


def asked(by: Desk, code: str, *, motive: str = WHY, **fields: str) -> ActAnswer:
    with fund_scope(by.fund.id):
        return submit(
            desk=by,
            act_type_code=code,
            fields=fields,
            effective_on=NOW.date(),
            motive=motive,
            key=f"{code}:{motive}:{fields}",
            at=NOW,
        )


def test_a_message_is_found_by_partner_day_and_number_with_its_purpose_and_law() -> None:
    place = factories.agency("CM")
    source = scenes.linked(place)
    accepted = scenes.told(place, source, death("CM999"), message_id="m-1")
    assert accepted is not None
    with fund_scope(place.fund.id):
        found = journal.message(number=accepted.number)
        assert (found.partner, found.message_id) == (scenes.SOURCE, "m-1")
        assert found.purpose
        assert found.legal_basis
        assert found.is_kept
        wanted = journal.Wanted(partner=scenes.SOURCE, on=NOW.date())
        assert journal.messages(wanted=wanted, limit=9) == [found]
        other = journal.Wanted(on=date(2026, 1, 2))
        assert journal.messages(wanted=other, limit=9) == []
        last = found.number
        assert journal.messages(wanted=journal.Wanted(), limit=9, before=last) == []
        [told] = inbox.events_of_message(row=found.id)
        with pytest.raises(NotKnown):
            journal.message(number="E-2026-999999999")
    assert told.kind is ToldKind.DEATH
    elsewhere = factories.agency("CM")
    with fund_scope(elsewhere.fund.id), pytest.raises(NotKnown):
        journal.message(number=found.number)


def test_an_event_says_who_the_source_speaks_of_and_what_waits_is_counted() -> None:
    place = factories.agency("CM")
    somebody(place)
    scenes.told(place, scenes.linked(place), death(family_name="TCHOUMI", given_names="Paul"))
    scenes.dealt(place)
    with fund_scope(place.fund.id):
        assert inbox.event_counts() == {EventState.TO_DECIDE: 1}
        number = inbox.next_to_decide()
        found = inbox.event(number=number)
        assert found.content["person"]["family_name"] == "TCHOUMI"
        assert inbox.next_to_decide(after=number) == ""
        waiting = inbox.Sought(state=EventState.TO_DECIDE, kind=ToldKind.DEATH)
        [listed] = inbox.events(sought=waiting, limit=9)
    assert (listed.number, listed.content) == (number, {})


def test_the_bytes_of_a_message_are_read_by_an_act_with_its_reason() -> None:
    place = factories.agency("CM")
    accepted = scenes.told(place, scenes.linked(place), death("CM999"))
    assert accepted is not None
    with pytest.raises(Refused, match="forbidden"):
        asked(place.auditor, "reveal_evidence", message=accepted.number)
    with pytest.raises(Refused, match="reveal_why"):
        asked(place.registration, "reveal_evidence", motive="", message=accepted.number)
    answer = asked(place.registration, "reveal_evidence", message=accepted.number)
    with fund_scope(place.fund.id):
        row = journal.message(number=accepted.number).id
        raw = kept.bytes_of(row=row)
        assert raw is not None
        assert b"NGONO" in raw
        [read] = acts_touching(kind="exchange", number=accepted.number)
    assert (read.number, read.motive) == (answer.act, WHY)


def test_an_act_of_a_source_names_its_message_and_an_act_of_an_agent_names_none() -> None:
    place = factories.agency("CM")
    somebody(place)
    accepted = scenes.told(place, scenes.linked(place), death())
    assert accepted is not None
    [found] = scenes.dealt(place)
    act = scenes.let_pass(place, found.proposal)
    scenes.dealt(place)
    with fund_scope(place.fund.id):
        declared = acts_touching(kind="person", number=factories.CM_PERSON)[-1].number
        told = origins.origins(acts=[act, declared, ""])
    assert list(told) == [act]
    assert (told[act].message, told[act].partner_name) == (accepted.number, "Registre bunec")


def test_a_checked_value_is_stale_once_it_changes() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    accepted = scenes.told(place, scenes.linked(place), death("CM999"))
    assert accepted is not None
    with fund_scope(place.fund.id):
        row = journal.message(number=accepted.number).id
        FactCheck.objects.create(
            fund_id=place.fund.id,
            message_id=row,
            subject_kind="person",
            subject_number=number,
            attribute="family_name",
            value_sha256=origins.value_digest("NGONO"),
            score=100,
            checked_at=NOW,
        )
        [same] = origins.checks(subject=("person", number), values={"family_name": "NGONO"})
        [other] = origins.checks(subject=("person", number), values={"family_name": "MBALLA"})
    assert (same.score, same.is_stale, other.is_stale) == (100, False, True)


def test_a_discrepancy_is_open_until_somebody_decides_it() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    accepted = scenes.told(place, scenes.linked(place), death("CM999"))
    assert accepted is not None
    with fund_scope(place.fund.id):
        Discrepancy.objects.create(
            fund_id=place.fund.id,
            message_id=journal.message(number=accepted.number).id,
            kind="identity",
            subject_kind="person",
            subject_number=number,
            attribute="family_name",
            ours="NGONO",
            theirs="NGONNO",
            found_at=NOW,
        )
        waiting, count = discrepancies.next_open()
    assert count == 1
    asked(place.registration, "decide_discrepancy", discrepancy=waiting, outcome="ours")
    with fund_scope(place.fund.id):
        assert discrepancies.next_open() == ("", 0)
        assert discrepancies.discrepancies(only_open=True, limit=9) == []
        [settled] = discrepancies.discrepancies(
            only_open=False, subject=("person", number), limit=9
        )
    assert settled.outcome is DiscrepancyOutcome.OURS
    assert settled.act


def test_the_health_of_a_link_counts_what_waits_for_a_person() -> None:
    place = factories.agency("CM")
    somebody(place)
    scenes.told(place, scenes.linked(place), death(family_name="TCHOUMI", given_names="Paul"))
    scenes.dealt(place)
    with fund_scope(place.fund.id):
        [state] = links.health(on=NOW.date())
    assert (state.code, state.to_decide, state.waiting, state.failures) == (scenes.SOURCE, 1, 0, 0)
