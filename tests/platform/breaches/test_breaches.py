"""The register of breaches: its countdown, who keeps it, and that nothing of it is taken away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import factories
from tests.platform.breaches.scenes import (
    KNOWN,
    at,
    breaches_at_work,
    close,
    done,
    hours_ago,
    officer,
    report,
)

from socle.kernel.errors import Conflict, NotKnown, Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.acts.queries import act, acts_touching
from socle.platform.audit.queries import first_break
from socle.platform.breaches.queries import breach, breaches, breaches_open, numbers_named
from socle.platform.breaches.types import BreachState
from socle.platform.protection.queries import delay_in, laws, notice_delay
from socle.platform.protection.types import Law, NoticeDelay
from socle.platform.sealing.types import DataClass
from socle.web import clock


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def test_a_countdown_runs_from_the_discovery_until_the_authority_is_told(
    place: factories.Agency,
) -> None:
    desk = officer(place)
    old, new = report(desk, hours=80), report(desk, hours=5, persons="")
    with fund_scope(place.fund.id):
        first, second = breaches(country="CM", limit=10)
        assert (first.number, second.number) == (new, old)
        assert (first.persons, second.persons) == (None, 1200)
        assert first.classes == (DataClass.IDENTITY, DataClass.HEALTH)
        assert first.due_at - first.found_at == timedelta(hours=72)
        assert not first.delay.is_law, "no text that was read gives a delay"
        open_now = breaches_open(country="CM", at=clock.now())
        assert (open_now.running, open_now.late) == (2, 1)
        assert (open_now.seconds_left or 0) < -7 * 3600
    done(desk, "notify_authority", breach=old, reference="R-12", **at(hours_ago(1), "told"))
    with fund_scope(place.fund.id):
        told = breach(number=old, country="CM")
        assert (told.state, told.was_told_late) == (BreachState.BREACH_TOLD, True)
        assert told.steps[0].reference == "R-12"
        open_now = breaches_open(country="CM", at=clock.now())
        assert (open_now.running, open_now.late) == (1, 0)


def test_what_is_learnt_later_stands_beside_what_was_known_first(place: factories.Agency) -> None:
    desk = officer(place)
    number = report(desk)
    known_then = clock.now()
    done(desk, "complete_breach", breach=number, **(KNOWN | {"persons": "3400"}))
    with fund_scope(place.fund.id):
        assert breach(number=number, country="CM").persons == 3400
        assert breach(number=number, country="CM", known_at=known_then).persons == 1200
        before = known_then - timedelta(hours=1)
        assert breaches(country="CM", limit=5, known_at=before) == []


def test_two_people_close_it_and_nothing_is_added_to_a_closed_file(place: factories.Agency) -> None:
    desk = officer(place)
    number = report(desk)
    with pytest.raises(Refused, match=r"breaches.untold_why"):
        close(place, desk, number)
    close(place, desk, number, why_untold="Aucune donnée lisible")
    with fund_scope(place.fund.id):
        found = breach(number=number, country="CM")
    assert found.state is BreachState.BREACH_CLOSED
    assert found.steps[0].reference == "Aucune donnée lisible"
    for code, fields in (
        ("complete_breach", KNOWN),
        ("notify_authority", at(hours_ago(1), "told")),
        ("name_breach_persons", {"numbers": "1122334455B"}),
    ):
        with pytest.raises(Conflict, match=r"breaches.closed"):
            done(desk, code, breach=number, **fields)


def test_persons_are_named_by_a_list_or_by_all_that_an_account_met(place: factories.Agency) -> None:
    desk = officer(place)
    number, met = report(desk), factories.person(place)
    today = clock.today("CM")
    first, last = (today + timedelta(days=days) for days in (-1, 1))
    done(desk, "name_breach_persons", breach=number, numbers="77; 88, 77")
    done(desk, "name_breach_persons", breach=number, account=place.registration.login,
         since=first.isoformat(), until=last.isoformat())  # fmt: skip
    with fund_scope(place.fund.id):
        assert numbers_named(breach=number) == sorted([met, "77", "88"])
        assert breach(number=number, country="CM").named == 3


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"classes": "secret"}, Invalid),
        ({"found_time": "midi"}, Invalid),
        ({"persons": "beaucoup"}, Invalid),
        (at(hours_ago(-3), "found"), Refused),
    ],
)
def test_what_cannot_be_read_or_has_not_come_is_refused(
    place: factories.Agency, fields: dict[str, str], error: type[SocleError]
) -> None:
    with pytest.raises(error):
        report(officer(place), **fields)


def test_each_thing_is_told_once_and_not_before_it_was_found(place: factories.Agency) -> None:
    desk = officer(place)
    number = report(desk, hours=5)
    with pytest.raises(Refused, match=r"breaches.before_found"):
        done(desk, "notify_authority", breach=number, **at(hours_ago(9), "told"))
    done(desk, "notify_authority", breach=number, **at(hours_ago(1), "told"))
    with pytest.raises(Conflict, match=r"breaches.told_already"):
        done(desk, "notify_authority", breach=number, **at(hours_ago(0), "told"))
    with pytest.raises(NotKnown):
        done(desk, "complete_breach", breach="V-2026-999999", **KNOWN)


def test_only_the_officer_keeps_it_and_an_administrator_reports(place: factories.Agency) -> None:
    number = report(place.administrator)

    for desk in (place.administrator, place.auditor, place.verifier):
        with pytest.raises(Refused, match=r"access.forbidden"):
            done(desk, "complete_breach", breach=number, **KNOWN)
    done(officer(place), "complete_breach", breach=number, **KNOWN)


def test_acts_do_not_tell_whom_a_breach_is_about(place: factories.Agency) -> None:
    """An officer reads acts, and may be whom it is about."""
    number = report(place.administrator)
    desk = officer(place)
    done(desk, "name_breach_persons", breach=number, numbers="123")
    done(desk, "complete_breach", breach=number, **KNOWN)
    with fund_scope(place.fund.id):
        told = [act(number=each.number) for each in acts_touching(kind="breach", number=number)]
    assert len(told) == 3
    said = " ".join(str(value) for each in told for value in each.fields.values())
    for kept in (KNOWN["what"], "Chef d’agence de Bafia", "123"):
        assert kept not in said
    assert number in said


def test_a_whole_life_of_a_breach_is_verified(place: factories.Agency) -> None:
    breaches_at_work(place)
    assert first_break(fund_id=place.fund.id) is None


def test_a_delay_of_the_law_counts_from_its_day_and_names_its_source() -> None:
    since = date(2026, 7, 1)
    law = laws()[0]
    delays = (NoticeDelay(48, "Décret 1", "confirmed", since),)
    given = Law("CM", law.name, law.asks, law.missing, law.status, law.source, delays)
    assert delay_in(given, on=since).hours == 48
    assert delay_in(given, on=since).is_law
    assert not delay_in(given, on=since - timedelta(days=1)).is_law
    assert not delay_in(None, on=since).is_law
    assert all(not each.delays for each in laws()), "none was found in the texts that were read"
    assert notice_delay(country="CM", on=datetime.now(UTC).date()).status == "convention"
