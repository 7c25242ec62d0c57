"""Lines that wait: seen by group, cured by acts, taken back by counter-acts, replayed."""

import io
from datetime import date

import pytest
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, ebds, handed_in
from tests.contributions.queues import OTHER, UNKNOWN, acted, career, declared, undone, waiting

from socle.contributions import queries, queue
from socle.contributions.cures import replay_waiting
from socle.contributions.types import ProposalReason, QueueReason
from socle.countries.registry import country
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.operations import automatic_desk
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.queries import act
from socle.platform.documents.operations import keep_document

ME = factories.CM_PERSON


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def test_three_months_of_one_wrong_number_are_one_row_with_the_person_proposed(
    place: factories.Agency,
) -> None:
    for index in range(JANUARY, JANUARY + 3):
        declared(place, [UNKNOWN], month=index)
    (group,) = waiting(place)
    assert (group.line_count, group.first_month, group.last_month) == (3, "2026-01", "2026-03")
    assert group.reasons == (QueueReason.NUMBER_UNKNOWN,)
    (proposal,) = group.proposals
    assert proposal.person_number == ME
    assert proposal.reasons == {ProposalReason.NUMBER_ONE_WRONG}


def test_who_is_proposed_and_why(place: factories.Agency) -> None:
    factories.person(place, OTHER, family_name="NGONO BIYONG", given_names="Marthe")
    work = {"person": OTHER, "employer": factories.CM_EMPLOYER}
    factories.act(place.registration, "hire", **work)
    names = ["MARTHE NGONO BIYONG", "NGONO BIYONGA MARTE", "ALAOUI FATIMA", "PERSONNE DU TOUT"]
    numbers = ["9000000001Z", "9000000002Z", "1122334545B", "9000000004Z"]
    declared(place, numbers, names=names)
    found = {each.insured_number: each.proposals for each in waiting(place)}
    same, close, swapped, nobody = (found[each] for each in numbers)
    assert same[0].person_number == close[0].person_number == OTHER
    assert same[0].reasons == {ProposalReason.SAME_NAME, ProposalReason.EMPLOYED}
    assert close[0].reasons == {ProposalReason.CLOSE_NAME, ProposalReason.EMPLOYED}
    assert swapped[0].person_number == ME
    assert swapped[0].reasons == {ProposalReason.NUMBER_SWAPPED, ProposalReason.SAME_NAME}
    assert all(each[0].is_likely for each in (same, close, swapped))
    assert nobody == ()


def test_the_same_wrong_number_cured_before_is_proposed_again(place: factories.Agency) -> None:
    factories.person(place, OTHER, family_name="KAMGA")
    declared(place, ["9000000001Z"])
    acted(place, "cure_group", motive="carte vue", employer=factories.CM_EMPLOYER,
          insured_number="9000000001Z", person=OTHER)  # fmt: skip
    declared(place, ["9000000001Z"], month=JANUARY + 1)
    ((proposal,),) = (each.proposals for each in waiting(place))
    assert (proposal.person_number, proposal.is_likely) == (OTHER, True)
    assert ProposalReason.CURED_BEFORE in proposal.reasons


def test_a_slip_of_the_pen_keeps_the_length_and_a_key_that_may_be_right() -> None:
    kinds = country("MA").identifiers
    near = queue.near_numbers("123456785", kinds["insured_number"])
    assert near
    assert all(kinds["insured_number"].validate(each).valid is not False for each in near)
    assert "123456785" not in near
    many = queue.near_numbers(UNKNOWN, country("CM").identifiers["insured_number"])
    assert many[ME] is ProposalReason.NUMBER_ONE_WRONG
    assert many["1122334544B"] is ProposalReason.NUMBER_SWAPPED
    assert {len(each) for each in many} == {len(UNKNOWN)}


def test_a_cured_line_is_in_the_career_with_its_act_and_waits_no_more(
    place: factories.Agency,
) -> None:
    number = declared(place, [UNKNOWN])
    done = acted(place, "cure_line", declaration=number, line="1", person=ME)
    (month,) = career(place)
    assert (month.month, month.act_number, month.is_cured) == ("2026-01", done.act, True)
    assert waiting(place) == []
    with fund_scope(place.fund.id):
        assert queries.declaration(number=number).queued_count == 0
        (line,) = queries.declaration_lines(number=number, only_queued=False, after_line=0, limit=9)
        assert line.queue_reason is None
        assert act(number=done.act).after["lines"] == 1


def test_a_line_is_cured_once(place: factories.Agency) -> None:
    factories.person(place, OTHER)
    number = declared(place, [UNKNOWN, ME])
    acted(place, "cure_line", declaration=number, line="1", person=ME)
    for line, person in (("1", OTHER), ("1", ME), ("2", OTHER), ("9", ME)):
        with pytest.raises(Conflict, match=r"cure\.not_waiting"):
            acted(place, "cure_line", motive="x", declaration=number, line=line, person=person)
    assert len(career(place)) == 2


def test_a_counter_act_makes_the_line_wait_again_and_another_may_have_it(
    place: factories.Agency,
) -> None:
    factories.person(place, OTHER)
    number = declared(place, [UNKNOWN])
    asked = {"declaration": number, "line": "1"}
    first = acted(place, "cure_line", **asked, person=ME)
    undone(place, first.act)
    assert career(place) == []
    assert len(waiting(place)) == 1
    acted(place, "cure_line", motive="contrôle", **asked, person=OTHER)
    assert len(career(place, OTHER)) == 1


def test_one_line_of_a_group_is_put_back_and_the_act_below_it_stays(
    place: factories.Agency,
) -> None:
    numbers = [declared(place, [UNKNOWN], month=JANUARY + rank) for rank in range(3)]
    group = acted(place, "cure_group", employer=factories.CM_EMPLOYER, insured_number=UNKNOWN,
                  person=ME, first_month="2026-01", last_month="2026-02")  # fmt: skip
    assert [each.month for each in career(place)] == ["2026-01", "2026-02"]
    back = acted(place, "uncure_line", declaration=numbers[1], line="1")
    assert [each.month for each in career(place)] == ["2026-01"]
    with pytest.raises(Refused, match=r"acts\.later_act"):
        undone(place, group.act)
    with pytest.raises(Conflict, match=r"cure\.not_cured"):
        acted(place, "uncure_line", declaration=numbers[1], line="1")
    undone(place, back.act)
    assert [each.month for each in career(place)] == ["2026-01", "2026-02"]
    undone(place, group.act)
    assert career(place) == []


def test_a_name_that_differs_strongly_asks_for_a_motive_and_a_document(
    place: factories.Agency,
) -> None:
    number = declared(place, [UNKNOWN], names=["TCHOUPO HERVE"])
    asked = {"declaration": number, "line": "1", "person": ME}
    with pytest.raises(Refused, match=r"cure\.name_differs"):
        acted(place, "cure_line", **asked)
    with pytest.raises(Refused, match=r"cure\.name_differs"):
        acted(place, "cure_line", motive="mariage", **asked)
    with fund_scope(place.fund.id):
        kept = keep_document(
            fund_id=place.fund.id,
            stream=io.BytesIO(b"acte de mariage"),
            name="acte.txt",
            limit_bytes=1000,
            at=NOW,
            by=place.accounts.user_id,
        )
    acted(place, "cure_line", motive="mariage", evidence=(kept.id,), **asked)
    assert len(career(place)) == 1


def test_a_bare_line_needs_a_motive_unless_something_points_to_the_person(
    place: factories.Agency,
) -> None:
    number = declared(place, ["9000000001Z", "9000000002Z"])
    asked = {"declaration": number, "person": ME}
    with pytest.raises(Refused, match=r"cure\.motive_missing"):
        acted(place, "cure_line", line="1", **asked)
    acted(place, "cure_line", line="1", motive="bulletin de paie vu", **asked)
    factories.act(place.registration, "hire", person=ME, employer=factories.CM_EMPLOYER)
    acted(place, "cure_line", line="2", **asked)
    assert len(career(place)) == 2


def test_who_is_not_registered_or_not_born_has_no_line(place: factories.Agency) -> None:
    born = date(2026, 2, 1)
    newborn = {"number": OTHER, "family_name": "NGONO", "birth_on": born.isoformat()}
    factories.act(place.registration, "register_person", on=born, **newborn)
    number = declared(place, [UNKNOWN])
    asked = {"declaration": number, "line": "1"}
    with pytest.raises(NotKnown):
        acted(place, "cure_line", **asked, person="4444444444D")
    with pytest.raises(Refused, match=r"cure\.not_born"):
        acted(place, "cure_line", motive="x", **asked, person=OTHER)
    with pytest.raises(Refused, match=r"cure\.line_invalid"):
        acted(place, "cure_line", declaration=number, line="²", person=ME)
    with pytest.raises(Refused, match=r"cure\.nameless_group"):
        acted(place, "cure_group", employer=factories.CM_EMPLOYER, person=ME)
    with pytest.raises(Refused, match=r"access\.forbidden"), fund_scope(place.fund.id):
        submit(desk=place.auditor, act_type_code="cure_line", fields={}, effective_on=TODAY,
               motive="", key="k", at=NOW)  # fmt: skip


def test_registering_the_person_replays_their_lines_by_itself(place: factories.Agency) -> None:
    for rank in range(3):
        declared(place, [OTHER], month=JANUARY + rank)
    with pytest.raises(Refused, match=r"cure\.nothing_to_replay"):
        acted(place, "replay_queue")
    registered = factories.person(place, OTHER, family_name="KAMGA")
    with fund_scope(place.fund.id):
        desk = automatic_desk(fund=place.fund)
        assert replay_waiting(desk=desk, on=TODAY, key="run") == 1
        assert replay_waiting(desk=desk, on=TODAY, key="run") == 0
    found = career(place, registered)
    assert [each.month for each in found] == ["2026-01", "2026-02", "2026-03"]
    with fund_scope(place.fund.id):
        assert act(number=found[0].act_number).author == desk.name
    assert waiting(place) == []


def test_a_corrected_name_replays_the_line_that_differed(place: factories.Agency) -> None:
    declared(place, [ME], names=["TCHOUPO HERVE"])
    (group,) = waiting(place)
    assert group.reasons == (QueueReason.NAME_DIFFERS,)
    assert group.proposals[0].reasons == {ProposalReason.NUMBER_HELD}
    proposed = factories.act(
        place.registration, "correct_civil_status", number=ME, family_name="TCHOUPO"
    )
    with fund_scope(place.fund.id):
        validate(desk=place.verifier, number=proposed.act, at=NOW)
    acted(place, "replay_queue", employer=factories.CM_EMPLOYER)
    assert [each.is_cured for each in career(place)] == [True]


def test_the_lines_of_a_registration_taken_back_wait_again(place: factories.Agency) -> None:
    number = factories.act(
        place.registration, "register_person", number=OTHER, family_name="KAMGA"
    ).act
    declared(place, [OTHER])
    undone(place, number, by=place.registration)
    (group,) = waiting(place)
    assert group.reasons == (QueueReason.REGISTRATION_REVERSED,)
    with pytest.raises(NotKnown):
        career(place, OTHER)
    acted(place, "cure_group", motive="même personne", employer=factories.CM_EMPLOYER,
          insured_number=OTHER, person=ME)  # fmt: skip
    assert [each.is_cured for each in career(place)] == [True]
    factories.person(place, OTHER, family_name="KAMGA")
    assert career(place, OTHER) == []  # one line credits one person: the one it was cured for
    assert waiting(place) == []


def test_a_replayed_line_waits_again_when_the_registration_is_taken_back(
    place: factories.Agency,
) -> None:
    declared(place, [OTHER])
    number = factories.act(
        place.registration, "register_person", number=OTHER, family_name="KAMGA"
    ).act
    acted(place, "replay_queue")
    undone(place, number, by=place.registration)
    (group,) = waiting(place)
    assert group.reasons == (QueueReason.REGISTRATION_REVERSED,)


def test_the_queue_is_filtered_counted_and_paged(place: factories.Agency) -> None:
    factories.employer(place, "3100000000A", legal_name="Scierie")
    declared(place, [UNKNOWN, ME], names=["ZANG", "TCHOUPO"])
    declared(place, ["9000000003Z"], month=JANUARY + 1, employer="3100000000A")
    with fund_scope(place.fund.id):
        counts = queue.counts()
        assert counts.by_reason == {"name_differs": 1, "number_unknown": 2}
        assert (counts.lines, counts.groups) == (3, 3)
        assert queue.counts(employer_numbers=frozenset({"3100000000A"})).lines == 1
    shown = {
        "employer": waiting(place, employer="3100000000A"),
        "reason": waiting(place, reason="name_differs"),
        "month": waiting(place, month=date(2026, 2, 1)),
        "name": waiting(place, text="zan"),
        "number": waiting(place, text="90000"),
        "clerk": waiting(place, employer_numbers=frozenset({factories.CM_EMPLOYER})),
        "sign": waiting(place, text="%"),
    }
    found = {name: sorted(each.insured_number for each in groups) for name, groups in shown.items()}
    assert found == {
        "employer": ["9000000003Z"],
        "reason": [ME],
        "month": ["9000000003Z"],
        "name": [UNKNOWN],
        "number": ["9000000003Z"],
        "clerk": sorted([ME, UNKNOWN]),
        "sign": [],
    }


def test_the_same_request_cures_once(place: factories.Agency) -> None:
    number = declared(place, [UNKNOWN])
    with fund_scope(place.fund.id):
        answers = [
            submit(
                desk=place.accounts,
                act_type_code="cure_line",
                fields={"declaration": number, "line": "1", "person": ME},
                effective_on=TODAY,
                motive="",
                key="same",
                at=NOW,
            )
            for _ in range(2)
        ]
    assert [each.status for each in answers] == ["done", "already_done"]
    assert len(career(place)) == 1


def test_lines_without_number_nor_name_are_cured_one_by_one(db: None) -> None:
    place = factories.agency("MA")
    factories.employer(place)
    person = factories.person(place)
    rows = [("", "ALAOUI FATIMA", 300_000)]
    outcome = handed_in(place.accounts, ebds(rows, complement=1), key="k")
    assert outcome.queued == 1
    (group,) = waiting(place)
    assert group.reasons == (QueueReason.NUMBER_MISSING,)
    assert group.proposals[0].person_number == person
    acted(place, "cure_group", employer=factories.MA_EMPLOYER, insured_name=group.insured_name,
          person=person)  # fmt: skip
    assert waiting(place) == []
