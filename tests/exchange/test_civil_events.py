"""Events of a civil registry change rights only by acts, each once, and what is unsure waits."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.benefits import awarded
from tests.benefits.running import Office
from tests.conftest import NOW
from tests.exchange import scenes

from socle.api import clock
from socle.exchange.operations import handling
from socle.exchange.operations.keeping import forget_evidence
from socle.exchange.queries.kept import content_of
from socle.exchange.types import ReceivedEvent, ToldKind
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit
from socle.platform.acts.queries import proposals
from socle.registry.queries import person
from socle.registry.queries.families import family
from socle.registry.queries.families_charges import dependants

pytestmark = pytest.mark.usefixtures("one_transaction")
DIED = date(2026, 9, 3)
MOTHER, FATHER = "1122334455B", "1234567890E"


def somebody(place: factories.Agency, number: str = "", **said: str) -> str:
    fields = {
        "family_name": "NGONO",
        "given_names": "Béatrice",
        "birth_on": "1950-04-12",
        "sex": "female",
        "national_id": "CM100200300",
    }
    return factories.person(place, number, **fields | said)


def death(nid: str = "CM100200300", **said: str) -> ReceivedEvent:
    told = {
        "identifiers": {"NID": nid},
        "family_name": "NGONO",
        "given_names": "Béatrice",
        "birth_on": "1950-04-12",
        "sex": "female",
    }
    content = {"person": told | said, "on": DIED.isoformat(), "certificate": "DRN-77"}
    return scenes.event(ToldKind.DEATH, DIED, content, "DRN-77")


def held(place: factories.Agency) -> list[str]:
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT n.number FROM held_person h JOIN insured_number n USING (person_id)")
        return [row[0] for row in cursor.fetchall()]


def test_a_death_stops_the_next_payment_at_once_and_waits_for_a_person() -> None:
    office = Office()
    place = office.place
    number = somebody(place)
    awarded.granted(office.liquidator, number, [(date(2026, 1, 1), None, 60_000)])
    source = scenes.linked(place)
    scenes.told(place, source, death())
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome, found.subject_number) == (
        "proposed",
        "exchange.proposed",
        number,
    )
    assert held(place) == [number]
    with fund_scope(place.fund.id):
        assert person(number=number, on=DIED, known_at=None).died_on is None
        [waiting] = proposals()
    assert (waiting.type, waiting.number) == ("declare_death", found.proposal)
    assert waiting.evidence[0].kind == "death_certificate"
    run = office.compute("2026-11")
    assert office.dues(run) == []
    assert [(each.kind, each.is_held) for each in office.read(run).anomalies] == [("on_hold", True)]


def test_a_death_that_a_person_confirms_is_recorded_and_ends_the_precaution() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    source = scenes.linked(place)
    scenes.told(place, source, death())
    [found] = scenes.dealt(place)
    scenes.let_pass(place, found.proposal)
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("done", "")
    assert held(place) == []
    with fund_scope(place.fund.id):
        assert person(number=number, on=DIED, known_at=None).died_on == DIED
        assert found.act is not None
        assert found.act.type == "declare_death"
        assert found.act.author_id == source.user_id


def test_a_death_that_a_person_refuses_gives_the_payments_back() -> None:
    office = Office()
    place = office.place
    number = somebody(place)
    awarded.granted(office.liquidator, number, [(date(2026, 10, 1), None, 60_000)])
    scenes.told(place, scenes.linked(place), death())
    [found] = scenes.dealt(place)
    assert office.dues(office.run("2026-10")) == []
    scenes.turn_down(place, found.proposal)
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("done", "exchange.refused_by_agent")
    assert held(place) == []
    assert office.dues(office.run("2026-11")) == [
        ("2026-10", "arrears", 60_000),
        ("2026-11", "regular", 60_000),
    ]


def test_a_death_told_ten_times_and_by_two_messages_has_one_effect() -> None:
    place = factories.agency("CM")
    somebody(place)
    source = scenes.linked(place)
    first = scenes.told(place, source, death(), message_id="m-1")
    again = [scenes.told(place, source, death(), message_id="m-1") for _ in range(9)]
    assert first is not None
    assert not first.is_repeated
    assert {(each.number, each.is_repeated) for each in again if each} == {(first.number, True)}
    scenes.told(place, source, death(), message_id="m-2")
    assert len(scenes.dealt(place)) == 1
    with fund_scope(place.fund.id):
        assert len(proposals()) == 1


def test_a_number_borne_by_another_name_is_left_to_a_person_who_may_say_that_it_is_them() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    scenes.told(place, scenes.linked(place), death(family_name="TCHOUMI", given_names="Paul"))
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("to_decide", "exchange.identity_differs")
    assert found.facts["candidates"] == [number]
    assert held(place) == []
    event = f"V-2026-{found.pk:09d}"
    factories.act(place.registration, "replay_event", event=event, person=number)
    [found] = scenes.dealt(place)
    assert found.state == "proposed"
    assert held(place) == [number]


def test_somebody_of_the_same_name_without_identity_number_is_shown_and_never_chosen() -> None:
    place = factories.agency("CM")
    number = somebody(place, national_id="")
    scenes.told(place, scenes.linked(place), death("CM999"))
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("to_decide", "exchange.several_possible")
    assert found.settled_at is None
    assert found.facts["candidates"] == [number]


def test_the_death_of_a_stranger_is_kept_in_the_journal_alone() -> None:
    place = factories.agency("CM")
    scenes.told(place, scenes.linked(place), death("CM999"))
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("ignored", "exchange.nobody_known")


def test_a_birth_registers_the_child_ties_it_to_its_parents_and_opens_the_claim() -> None:
    place = factories.agency("CM")
    mother = somebody(place, birth_on="1998-04-12")
    factories.passed(place, "set_numbering", on=date(2020, 1, 1), scheme="mod_97_10")
    child = {
        "identifiers": {"BRN": "BRN-5"},
        "family_name": "NGONO",
        "given_names": "Aïcha",
        "birth_on": "2026-10-02",
        "sex": "female",
    }
    content = {"child": child, "mother": {"identifiers": {"NID": "CM100200300"}}}
    source = scenes.linked(place)
    scenes.told(place, source, scenes.event(ToldKind.BIRTH, date(2026, 10, 2), content, "BRN-5"))
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("done", "")
    with fund_scope(place.fund.id):
        [kin] = family(number=mother, on=date(2026, 11, 1), known_at=None).children
        assert (kin.who.number, kin.who.name) == (found.subject_number, "NGONO Aïcha")
        born = person(number=kin.who.number, on=date(2026, 11, 1), known_at=None)
    assert born.registration.state == "to_activate"
    # Told once more by another way, as a poll does: the same child.
    scenes.told(place, source, scenes.event(ToldKind.BIRTH, date(2026, 10, 2), content, "other"))
    last = scenes.dealt(place)[-1]
    assert (last.state, last.subject_number) == ("done", found.subject_number)


def birth(number: str, **parents: str) -> ReceivedEvent:
    child = {
        "identifiers": {"BRN": number},
        "family_name": "NGONO",
        "given_names": "Aïcha",
        "birth_on": "2026-10-02",
        "sex": "female",
    }
    known = {role: {"identifiers": {"NID": nid}} for role, nid in parents.items()}
    content = {"child": child} | known
    return scenes.event(ToldKind.BIRTH, date(2026, 10, 2), content, number)


def test_a_child_of_one_parent_known_is_borne_by_them_and_the_claim_is_opened_by_itself() -> None:
    place = factories.agency("CM")
    mother = somebody(place, birth_on="1998-04-12")
    father = somebody(place, FATHER, given_names="Paul", sex="male", national_id="CM555")
    firm = factories.employer(place)
    for worker in (mother, father):
        said = {"person": worker, "employer": firm}
        factories.passed(place, "hire", on=date(2026, 1, 5), **said)
    factories.passed(place, "set_numbering", on=date(2020, 1, 1), scheme="mod_97_10")
    source = scenes.linked(place)
    scenes.told(place, source, birth("BRN-6", mother="CM100200300"))
    [found] = scenes.dealt(place)
    assert (found.state, len(found.facts["claims"])) == ("done", 1)
    with fund_scope(place.fund.id):
        [borne] = dependants(number=mother, on=date(2026, 11, 1), known_at=None)
        assert borne.benefit == "family"
    scenes.told(place, source, birth("BRN-7", mother="CM100200300", father="CM555"))
    both = scenes.dealt(place)[-1]
    assert (both.state, both.outcome, both.facts.get("claims")) == ("done", "", [])
    with fund_scope(place.fund.id):
        assert len(dependants(number=mother, on=date(2026, 11, 1), known_at=None)) == 1


def test_between_two_parents_who_work_an_agent_names_who_bears_the_child() -> None:
    place = factories.agency("CM")
    mother = somebody(place, birth_on="1998-04-12")
    father = somebody(place, FATHER, given_names="Paul", sex="male", national_id="CM555")
    firm = factories.employer(place)
    for worker in (mother, father):
        factories.passed(place, "hire", on=date(2026, 1, 5), person=worker, employer=firm)
    factories.passed(place, "set_numbering", on=date(2020, 1, 1), scheme="mod_97_10")
    source = scenes.linked(place)
    scenes.told(place, source, birth("BRN-8", mother="CM100200300", father="CM555"))
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("to_decide", "exchange.bearer_to_choose")
    assert found.facts["candidates"] == sorted([mother, father])
    with fund_scope(place.fund.id):
        [kin] = family(number=father, on=date(2026, 11, 1), known_at=None).children
    event = f"V-2026-{found.pk:09d}"
    factories.act(place.registration, "replay_event", event=event, person=father)
    [found] = scenes.dealt(place)
    assert (found.state, len(found.facts["claims"])) == ("done", 1)
    with fund_scope(place.fund.id):
        [borne] = dependants(number=father, on=date(2026, 11, 1), known_at=None)
    assert borne.who.number == kin.who.number


def spouses(*named: tuple[str, str]) -> dict[str, object]:
    return {"spouses": [{"identifiers": {"NID": nid}, "sex": sex} for nid, sex in named]}


def test_a_marriage_and_a_divorce_update_the_family() -> None:
    place = factories.agency("CM")
    wife = somebody(place, birth_on="1990-04-12")
    husband = somebody(
        place, FATHER, given_names="Paul", sex="male", national_id="CM555", birth_on="1988-01-01"
    )
    source = scenes.linked(place)
    both = spouses(("CM555", "male"), ("CM100200300", "female"))
    scenes.told(place, source, scenes.event(ToldKind.MARRIAGE, date(2026, 3, 7), both, "M-1"))
    assert [each.state for each in scenes.dealt(place)] == ["done"]
    with fund_scope(place.fund.id):
        [kin] = family(number=husband, on=date(2026, 4, 1), known_at=None).spouses
    assert (kin.who.number, kin.state) == (wife, "married")
    scenes.told(place, source, scenes.event(ToldKind.DIVORCE, date(2026, 8, 1), both, "J-1"))
    assert [each.state for each in scenes.dealt(place)] == ["done", "done"]
    with fund_scope(place.fund.id):
        [kin] = family(number=husband, on=date(2026, 9, 1), known_at=None).spouses
    assert kin.state == "divorced"


def test_the_fund_decides_that_deaths_wait_in_a_queue() -> None:
    place = factories.agency("CM")
    somebody(place)
    source = scenes.linked(place)
    with fund_scope(place.fund.id):
        answer = submit(
            desk=place.registration,
            act_type_code="set_exchange_policy",
            fields={"kind": "death", "response": "queue"},
            effective_on=date(2026, 1, 1),
            motive="",
            key="policy",
            at=NOW,
        )
    scenes.let_pass(place, answer.act)
    scenes.told(place, source, death())
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("to_decide", "exchange.by_policy")
    assert held(place) == []


def test_a_source_of_other_facts_tells_of_no_death() -> None:
    place = factories.agency("CM")
    somebody(place)
    source = scenes.linked(place, ports="tax")
    scenes.told(place, source, death())
    [found] = scenes.dealt(place)
    assert (found.state, found.outcome) == ("to_decide", "exchange.port_not_agreed")
    assert held(place) == []


def test_an_event_that_we_fail_on_keeps_nobody_waiting_and_is_shown_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = factories.agency("CM")
    somebody(place)
    source = scenes.linked(place)

    def fails(_case: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(handling.DEAL, ToldKind.BIRTH, fails)
    child = {"child": {"birth_on": "2026-10-02"}}
    scenes.told(place, source, scenes.event(ToldKind.BIRTH, date(2026, 10, 2), child))
    scenes.told(place, source, death())
    moment = clock.now()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        # The worker that took it ends here; the event was put off before.
        scenes.dealt(place, moment)
    for _attempt in range(20):
        with fund_scope(place.fund.id):
            handling._take(moment)
        moment += timedelta(minutes=3)
    states = {each.kind: (each.state, each.outcome) for each in scenes.events(place)}
    assert states["live_birth"] == ("to_decide", "exchange.unforeseen")


def test_what_was_told_of_strangers_is_forgotten_after_a_month_and_of_the_insured_is_kept() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    source = scenes.linked(place)
    long_ago = clock.now() - timedelta(days=40)
    scenes.told(place, source, death(), at=long_ago)
    scenes.told(place, source, death("CM999", birth_on="1931-01-01"), at=long_ago)
    states = {each.state: each for each in scenes.dealt(place)}
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exchange_evidence")
        before = cursor.fetchone()[0]
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE exchange_event SET sealed = ''")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("DELETE FROM exchange_evidence")
    assert forget_evidence(fund=place.fund, before=clock.today("CM")) == 1
    kept = {each.state: content_of(event=each) for each in scenes.events(place)}
    assert before == 2
    assert kept["ignored"] == {}
    assert kept["proposed"]["person"]["identifiers"] == {"NID": "CM100200300"}
    assert (states["ignored"].outcome, held(place)) == ("exchange.nobody_known", [number])
