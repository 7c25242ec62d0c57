"""Logs are kept as long as their fund says, for ever where it says nothing, and purged by acts."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from tests import factories
from tests.platform.keeping.scenes import keep, logged

from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.acts.queries import act, seal
from socle.platform.audit.queries import verify
from socle.platform.keeping import operations
from socle.platform.keeping.jobs import purge_logs
from socle.platform.keeping.queries import logs_kept, purges
from socle.platform.keeping.types import Log
from socle.platform.partners.models import PartnerAccess
from socle.platform.printing.models import PaperMade
from socle.web import clock

OLD, NEW = 800, 10
DELETES = ("DELETE FROM partner_access", "DELETE FROM paper_made")


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    logged(place, OLD, OLD, OLD, NEW)
    return place


def purge(stamp: int = 0) -> None:
    """As the worker does every night."""
    purge_logs(timestamp=int(clock.now().timestamp()) + stamp)


def rows(place: factories.Agency) -> tuple[int, int]:
    with fund_scope(place.fund.id):
        return PartnerAccess.objects.count(), PaperMade.objects.count()


def test_a_log_is_kept_for_ever_until_the_fund_says_for_how_long(place: factories.Agency) -> None:
    purge()
    assert rows(place) == (4, 4)
    with fund_scope(place.fund.id):
        kept = logs_kept(on=clock.today("CM"))
        assert [(each.log, each.months) for each in kept] == [(each, None) for each in Log]
        assert purges(limit=5) == []


def test_what_is_older_is_purged_by_acts_that_say_how_much(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.agency("CM")
    logged(other, OLD)
    monkeypatch.setattr(operations, "MOST_ROWS", 2)
    set_by = keep(place, Log.PARTNER_CALLS, "24")
    purge()
    assert rows(place) == (1, 4)
    assert rows(other) == (1, 1)
    with fund_scope(place.fund.id):
        done = purges(limit=5)
        assert [(each.log, each.rows) for each in done] == [
            (Log.PARTNER_CALLS, 1),
            (Log.PARTNER_CALLS, 2),
        ]
        told = act(number=done[0].act)
        assert told.after["kept_since"] == done[0].kept_since.isoformat()
        assert done[0].kept_since < done[0].purged_at
        kept = {each.log: each for each in logs_kept(on=clock.today("CM"))}
        assert (kept[Log.PARTNER_CALLS].months, kept[Log.PARTNER_CALLS].act) == (24, set_by)
        assert [each.rows for each in purges(before=done[0].id, limit=5)] == [2]
    purge(stamp=1)
    with fund_scope(place.fund.id):
        assert len(purges(limit=5)) == 2


def test_each_log_has_its_own_duration_and_may_have_none_again(place: factories.Agency) -> None:
    keep(place, Log.PAPERS, "24")
    keep(place, Log.PAPERS, "")
    purge()
    assert rows(place) == (4, 4)
    keep(place, Log.PAPERS, "1200")
    purge(stamp=1)
    assert rows(place) == (4, 4)
    keep(place, Log.PAPERS, "25")
    purge(stamp=2)
    assert rows(place) == (4, 1)


@pytest.mark.parametrize("said", ["0", "-1", "1201", "deux", "²"])
def test_a_duration_that_is_none_is_refused_before_it_is_proposed(
    place: factories.Agency, said: str
) -> None:
    with pytest.raises(Invalid) as told:
        keep(place, Log.PAPERS, said)
    assert [each.code for each in told.value.faults] == ["keeping.months_invalid"]


def test_a_fund_that_was_purged_is_verified(place: factories.Agency) -> None:
    keep(place, Log.PARTNER_CALLS, "24")
    purge()
    with fund_scope(place.fund.id):
        seal(fund_id=place.fund.id)
        verified = verify(fund_id=place.fund.id, fund_code=place.fund.code)
    assert verified.first_break is None
    assert verified.acts == verified.sealed


def within_an_act() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT socle_begin_act(nextval('act_id_seq'))")


def refused(ask: Callable[[], None]) -> str:
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        ask()
    return str(told.value)


def asked(statement: str) -> Callable[[], None]:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return ask


def test_the_application_deletes_nothing_by_sql(place: factories.Agency) -> None:
    keep(place, Log.PARTNER_CALLS, "24")
    with fund_scope(place.fund.id):
        for statement in (*DELETES, "TRUNCATE partner_access", "TRUNCATE paper_made"):
            assert "permission denied" in refused(asked(statement))
        for statement in (
            "UPDATE partner_access SET outcome = ''",
            "UPDATE paper_made SET kind = ''",
        ):
            assert "permission denied" in refused(asked(statement))
        ask = asked("SELECT log_purge('partner_calls', 10)")
        assert "only within an act" in refused(ask)
        within_an_act()
        for statement in DELETES:
            assert "permission denied" in refused(asked(statement))
        # Nor does the function take what is kept, whatever it is asked.
        with connection.cursor() as cursor:
            cursor.execute("SELECT purged FROM log_purge('partner_calls', 1000)")
            assert cursor.fetchone()[0] == 3
            cursor.execute("SELECT purged FROM log_purge('papers', 1000)")
            assert cursor.fetchone()[0] == 0
        assert "there is no log" in refused(asked("SELECT log_purge('act', 10)"))
        transaction.set_rollback(True)


def deleted_as(user: str, place: factories.Agency, *, in_act: bool) -> list[int | str]:
    """How many rows somebody with the right to DELETE takes of each log, or why none."""
    owner = connections["owner"]
    name = owner.settings_dict["USER"]
    owner.close()
    owner.settings_dict["USER"] = user or name
    told: list[int | str] = []
    try:
        for statement in DELETES:
            with transaction.atomic(using="owner"), owner.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('app.fund', %s, true), set_config('app.act', %s, true)",
                    [str(place.fund.id), "7" if in_act else ""],
                )
                try:
                    cursor.execute(statement)
                    told.append(cursor.rowcount)
                except ProgrammingError as error:
                    told.append(str(error).partition("\n")[0])
                transaction.set_rollback(True, using="owner")
    finally:
        owner.close()
        owner.settings_dict["USER"] = name
    return told


@pytest.mark.usefixtures("own_database")
def test_neither_owner_nor_superuser_takes_what_is_kept() -> None:
    place = factories.agency("CM")
    logged(place, OLD, OLD, NEW)
    keep(place, Log.PARTNER_CALLS, "24")
    outside = "a fact is written only within an act"
    assert deleted_as("", place, in_act=False) == [outside, outside]
    assert deleted_as("", place, in_act=True) == [2, 0]  # the policy shows what is older alone
    assert deleted_as("postgres", place, in_act=False) == [outside, outside]
    # No policy binds a superuser; the trigger does.
    assert deleted_as("postgres", place, in_act=True) == [
        "1 rows of partner_access are kept by their fund",
        "3 rows of paper_made are kept by their fund",
    ]
