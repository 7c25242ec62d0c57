"""The register of work injuries: received whatever is wanting, decided by two, in two times."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from tests import factories
from tests.benefits.claiming import done, filed, liquidator, read
from tests.benefits.injured import HAPPENED, declared, doctor, recognised, shown
from tests.conftest import NOW, TODAY

from socle.benefits.queries.claims import claim_row, told_of
from socle.benefits.queries.injuries import (
    deadline_to_declare,
    injuries,
    injury,
    injury_years,
    may_read_injury,
)
from socle.benefits.types.health import RATE
from socle.benefits.types.injuries import OPEN, UNDER_CARE, Declarer, InjuryKind, InjuryState
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import reverse, validate
from socle.platform.acts.queries import act
from socle.platform.acts.types import ActStatus
from socle.platform.audit.queries import first_break
from socle.registry.queries.families_reading import Moment


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


@pytest.fixture
def by(place: factories.Agency) -> Desk:
    return liquidator(place)


@pytest.fixture
def victim(place: factories.Agency) -> str:
    return factories.person(place, birth_on="1985-04-02")


def state(place: factories.Agency, number: str) -> InjuryState:
    """The state now; the lists of few, which do not look at all of them, say the same."""
    found = shown(place, number).line.state
    with fund_scope(place.fund.id):
        for few in (OPEN, UNDER_CARE):
            for then in (
                Moment(None, None),
                Moment(TODAY, None),
                Moment(None, NOW.replace(year=2199)),
            ):
                listed = {each.number for each in injuries(limit=50, states=few, at=then)}
                assert (number in listed) == (found in few)
    return found


def ended(place: factories.Agency, number: str, ending: str, since: str, rate: str = "") -> None:
    said = {"injury": number, "ending": ending, "since": since}
    if rate:
        said[RATE] = rate
    done(place, doctor(place), "close_injury", **said)


def test_a_late_declaration_for_an_employer_nobody_registered_is_received_and_says_late(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    in_time = declared(place, by, victim)  # a Wednesday after a Monday
    late = declared(place, by, victim, kind="commuting_accident", on=date(2026, 6, 9))
    by_victim = declared(
        place, by, victim, kind="occupational_disease", declared_by="victim", on=date(2026, 6, 9)
    )
    first, second = shown(place, in_time).line, shown(place, late).line
    assert (first.due_on, first.is_late) == (date(2026, 6, 4), False)
    assert (second.is_late, second.employer_name) == (True, "Scierie du Littoral")
    assert second.state is InjuryState.COMPLETE
    assert shown(place, by_victim).line.due_on == date(2029, 6, 1)
    with fund_scope(place.fund.id):
        late_ones = injuries(limit=10, only_late=True)
    assert [each.number for each in late_ones] == [late]


def test_where_no_text_gives_a_delay_none_is_claimed(db: None) -> None:
    there = factories.agency("BJ", scheme="cnss")
    number = declared(there, liquidator(there), factories.person(there), on=date(2026, 6, 30))
    line = shown(there, number).line
    assert (line.due_on, line.is_late) == (None, False)
    for each in Declarer:
        said = {"fund": there.fund, "declared_by": each, "happened_on": HAPPENED}
        assert deadline_to_declare(**said) is None


def test_what_is_wrong_of_a_declaration_is_said_and_the_same_injury_is_declared_once(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    number = declared(place, by, victim)
    wrong: list[tuple[str, dict[str, object]]] = [
        ("injuries.employer_unsaid", {"employer_name": None}),
        ("injuries.hour_unread", {"happened_at": "8h30"}),
        ("injuries.not_yet", {"happened_on": "2026-06-04", "issued_on": None}),
        ("injuries.declarer_unsaid", {"declared_by": "kin"}),
        ("injuries.days_crossed", {"off_until": "2026-06-01"}),
        ("injuries.certified_before", {"issued_on": "2026-05-30"}),
        ("injuries.certificate_undated", {"issued_on": None}),
    ]
    for code, said in wrong:
        with pytest.raises(Refused) as found:
            declared(place, by, victim, kind="commuting_accident", **said)
        assert found.value.code == code
    with pytest.raises(Conflict) as again:
        declared(place, by, victim)
    assert again.value.facts["injury"] == number


def test_an_injury_goes_from_declared_to_consolidated_and_relapses_and_each_day_reads_as_then(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    no_paper = {"issued_on": None, "off_since": None, "off_until": None}
    number = declared(place, by, victim, **no_paper)
    assert state(place, number) is InjuryState.DECLARED
    with pytest.raises(Refused) as unfounded:
        recognised(place, by, number)
    assert unfounded.value.code == "injuries.no_initial_certificate"
    paper = {"injury": number, "issued_on": "2026-06-02", "doctor": "Dr Essomba"}
    spans = {"off_since": "2026-06-02", "off_until": "2026-06-11"}
    done(place, by, "add_injury_certificate", certificate="initial", **paper, **spans)
    assert state(place, number) is InjuryState.COMPLETE
    recognised(place, by, number, on=date(2026, 6, 10))
    more = {"off_since": "2026-06-10", "off_until": "2026-06-14", "issued_on": "2026-06-10"}
    done(place, by, "add_injury_certificate", certificate="prolongation", injury=number, **more)
    assert shown(place, number).line.days_off == 13  # two days certified twice count once
    ended(place, number, "consolidated", "2026-06-15", "10")
    assert state(place, number) is InjuryState.CONSOLIDATED
    ended(place, number, "revised", "2026-06-16", "15")
    again = {"injury": number, "certificate": "relapse", "issued_on": "2026-06-18"}
    done(place, by, "add_injury_certificate", **again)
    assert state(place, number) is InjuryState.RELAPSE_DECLARED
    recognised(place, by, number, about="relapse", on=date(2026, 6, 19))
    assert state(place, number) is InjuryState.RELAPSED
    ended(place, number, "healed", "2026-06-24")
    assert state(place, number) is InjuryState.HEALED
    told = []
    with fund_scope(place.fund.id):
        for day in (3, 5, 12, 15, 18, 19, 25):
            then = Moment(date(2026, 6, day), None)
            told.append(injury(number=number, at=then).line.state.value)
        with pytest.raises(NotKnown):
            injury(number=number, at=Moment(None, NOW.replace(year=2025)))
    assert told == [
        *("complete", "complete", "recognised", "consolidated"),
        *("relapse_declared", "relapsed", "healed"),
    ]
    assert first_break(fund_id=place.fund.id) is None


def test_a_refused_relapse_leaves_the_injury_as_it_had_ended(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    number = declared(place, by, victim)
    relapse = {"injury": number, "certificate": "relapse", "issued_on": "2026-06-25"}
    with pytest.raises(Refused) as early:
        done(place, by, "add_injury_certificate", **relapse)
    assert early.value.code == "injuries.no_relapse_yet"
    recognised(place, by, number)
    ended(place, number, "healed", "2026-06-22")
    done(place, by, "add_injury_certificate", **relapse)
    refused_on = date(2026, 6, 28)
    recognised(place, by, number, "refused", about="relapse", on=refused_on)
    assert state(place, number) is InjuryState.HEALED


def test_what_was_refused_for_want_of_a_certificate_is_recognised_once_it_is_there(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    number = declared(place, by, victim, issued_on=None, off_since=None, off_until=None)
    recognised(place, by, number, "refused", on=date(2026, 6, 10))
    with pytest.raises(Refused) as wanting:
        recognised(place, by, number)
    assert wanting.value.code == "injuries.no_initial_certificate"
    paper = {"injury": number, "issued_on": "2026-06-02"}
    with pytest.raises(Refused) as other:
        done(place, by, "add_injury_certificate", certificate="prolongation", **paper)
    assert other.value.code == "injuries.refused"
    done(place, by, "add_injury_certificate", certificate="initial", **paper)
    assert state(place, number) is InjuryState.REFUSED
    recognised(place, by, number)
    assert state(place, number) is InjuryState.RECOGNISED


def test_the_rate_of_a_claim_is_the_registers_on_the_day_from_which_it_gives(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    number = declared(place, by, victim)
    recognised(place, by, number)
    claim = filed(place, by, victim, "work_injury", date(2026, 6, 22), injury=number)
    ended(place, number, "consolidated", "2026-06-21", "20")
    done(place, doctor(place), "advise_claim", claim=claim, incapacity_percent="20")
    ended(place, number, "revised", "2026-06-26", "40")
    with fund_scope(place.fund.id):
        row = claim_row(claim)
        # What the adviser said of it before does not hide what the register says since.
        days = (None, date(2026, 6, 25), date(2026, 6, 26))
        assert [told_of(row, on=day)[RATE][0] for day in days] == ["20", "20", "40"]


def test_nobody_decides_alone_and_acts_are_undone_the_last_first(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    number = declared(place, by, victim)
    recognised(place, by, number)
    decision = shown(place, number).decisions[0]
    assert decision.validator
    assert decision.author != decision.validator
    with fund_scope(place.fund.id), pytest.raises(Conflict) as rested:
        reverse_now(place, shown(place, number).act_number)
    assert rested.value.code == "injuries.rested_on"
    with fund_scope(place.fund.id):
        reverse_now(place, decision.act_number)
    assert state(place, number) is InjuryState.COMPLETE
    with fund_scope(place.fund.id):
        before = injury(number=number, at=Moment(None, None))
        assert not before.decisions
        reverse_now(place, before.act_number)
        with pytest.raises(NotKnown):
            injury(number=number)
    assert first_break(fund_id=place.fund.id) is None


def reverse_now(place: factories.Agency, number: str) -> None:
    """What two people did, two take back."""
    by = liquidator(place)
    found = reverse(desk=by, number=number, motive="saisi à tort", key=uuid4().hex, at=NOW)
    if found.status is ActStatus.TO_VALIDATE:
        validate(desk=place.verifier, number=found.act, at=NOW)


def test_what_an_injury_tells_of_health_is_sealed_and_the_adviser_alone_reads_it(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    number = declared(place, by, victim)
    recognised(place, by, number)
    ended(place, number, "consolidated", "2026-06-25", "37")
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        for table in ("work_injury", "injury_outcome", "act", "act_proposal", "change_notice"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            for (row,) in cursor.fetchall():
                assert "plaie profonde" not in row, table
                assert "main gauche" not in row, table
                assert '"37"' not in row, table
        assert not may_read_injury(by, number=number, at=NOW)
        assert may_read_injury(doctor(place), number=number, at=NOW)
        assert act(number=shown(place, number).act_number).fields["seat"] == "••••"
    bare, whole = shown(place, number), shown(place, number, is_whole=True)
    assert (bare.nature, bare.seat, bare.outcomes[0].rate) == ("", "", "")
    assert (whole.nature, whole.seat, whole.outcomes[0].rate) == (
        "plaie profonde",
        "main gauche",
        "37",
    )


def test_a_claim_of_an_injury_is_of_its_victim_and_granted_once_it_is_recognised(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    number = declared(place, by, victim)
    other = factories.person(place, "9988776655K")
    for person, benefit, event, code in (
        (other, "work_injury_daily", HAPPENED, "injuries.of_another"),
        (victim, "work_injury_daily", date(2026, 5, 31), "injuries.claimed_before"),
    ):
        with pytest.raises(Refused) as found:
            filed(place, by, person, benefit, event, injury=number)
        assert found.value.code == code
    claim = filed(place, by, victim, "work_injury_daily", HAPPENED, injury=number)
    assert shown(place, number).claims == (claim,)
    with pytest.raises(Refused) as unfounded:
        done(place, by, "decide_claim", claim=claim, outcome="granted")
    assert unfounded.value.code == "injuries.not_recognised"
    recognised(place, by, number)
    with pytest.raises(Refused) as unread:  # the law of Cameroon that we read has no daily rate
        done(place, by, "decide_claim", claim=claim, outcome="granted")
    assert unread.value.code == "benefits.not_ready"
    older = filed(place, by, victim, "work_injury", HAPPENED)  # without its injury, as before
    assert read(place, older).decisions == ()
    done(place, by, "link_injury", claim=older, injury=number)
    ended(place, number, "consolidated", "2026-06-25", "20")
    with fund_scope(place.fund.id):
        assert told_of(claim_row(older))[RATE][0] == "20"
    with pytest.raises(Refused) as otherwise:
        done(place, doctor(place), "advise_claim", claim=older, incapacity_percent="30")
    assert otherwise.value.code == "injuries.rate_otherwise"


def test_an_employers_clerk_declares_for_who_worked_there_and_for_nobody_else(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    employer = factories.employer(place)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, employer)
    own = {"employer": employer, "employer_name": None}
    for number in (victim, "0000000000X"):
        with pytest.raises(Refused) as found:
            declared(place, clerk, number, **own)
        assert found.value.code == "injuries.not_yours"
    work = {"employer": employer, "person": victim, "occupation": "Scieur"}
    factories.act(place.registration, "hire", on=date(2026, 1, 2), **work)
    with pytest.raises(Refused) as by_whom:
        declared(place, clerk, victim, declared_by="victim", **own)
    assert by_whom.value.code == "injuries.employer_declares"
    line = shown(place, declared(place, clerk, victim, **own)).line
    assert (line.employer_number, line.declared_by) == (employer, Declarer.EMPLOYER)


def test_the_years_of_an_employer_count_injuries_and_days_off(
    place: factories.Agency, by: Desk, victim: str
) -> None:
    first = declared(place, by, victim)
    declared(place, by, victim, kind="commuting_accident", off_since=None, off_until=None)
    recognised(place, by, first)
    with fund_scope(place.fund.id):
        (year,) = injury_years(employer_id=None, on=TODAY)
    assert (year.year, year.total, year.recognised) == (2026, 2, 1)
    assert (year.with_days_off, year.days_off, year.fatal) == (1, 10, 0)
    assert year.counts == {InjuryKind.ACCIDENT: 1, InjuryKind.COMMUTING: 1}
    with fund_scope(place.fund.id):
        assert injury_years(employer_id=None, on=TODAY, known_at=NOW.replace(year=2025)) == []
        (then,) = injury_years(employer_id=None, on=date(2026, 6, 19))
        assert (then.total, then.recognised) == (2, 0)
        reverse_now(place, shown(place, first).decisions[0].act_number)
        (again,) = injury_years(employer_id=None, on=TODAY)
    assert (again.total, again.recognised) == (2, 0)
