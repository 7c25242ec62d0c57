"""One fund never sees, counts or writes another's rows, whatever table, view or session."""

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from tests import factories
from tests.platform.audit.test_verify import audited_columns

from socle.platform.access.scope import fund_scope

# Tables without isolation by fund, each with its reason.
SHARED = {
    "fund": "the list of funds: read before one is chosen",
    "user_account": "one sign-in may serve several funds",
    "role_grant": "read at sign-in, before a fund is chosen",
    "api_token": "looked up by its digest, before its fund is known",
    "user_session": "whose session is whose, in whatever fund; the keys are the framework's",
    "totp_factor": "a person's, whatever fund they serve; the secret is sealed",
    "paper_code": "likewise; digests alone",
    "passkey": "likewise; public halves of keys",
    "sign_in_failure": "counted before anybody has entered; names are digests",
    "asked_lately": "counted before anybody has entered, for all processes",
    "act_type": "which acts need two persons, the same for all; only the owner writes it",
    "act_digest_part": "what is digested, the same for all; nobody but migrations writes it",
    "audit_check": "what is checked, the same for all; nobody but migrations writes it",
    "purge_kind": "what may be purged, the same for all; nobody but migrations writes it",
    "upkeep": "backups and verifications of the installation: counts and instants, nobody's file",
    "django_migrations": "the state of the schema",
    "django_content_type": "the framework's list of models",
    "django_session": "sessions, by their secret key; they hold no file",
    "auth_group": "the framework's; unused",
    "auth_group_permissions": "the framework's; unused",
    "auth_permission": "the framework's; unused",
    "procrastinate_events": "the queue holds identifiers only",
    "procrastinate_jobs": "the queue holds identifiers only",
    "procrastinate_periodic_defers": "the queue holds identifiers only",
    "procrastinate_workers": "the queue holds identifiers only",
}


def rows(statement: str, *arguments: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return list(cursor.fetchall())


def tables(condition: str) -> list[str]:
    found = rows(
        "SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
        f" AND {condition} ORDER BY 1"
    )
    return [str(row[0]) for row in found]


def test_what_is_believed_once_is_believed_once_a_fund(db: None) -> None:
    """A key without the fund, nor anything of a fund, keeps a second fund from stating its own."""
    keys = rows(
        "SELECT c.conrelid::regclass::text, bool_or(a.attname LIKE '%%\\_id') FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)"
        " WHERE c.conname LIKE '%%\\_no\\_overlap' GROUP BY 1 ORDER BY 1"
    )
    assert len(keys) > 20
    alone = [table for table, is_of_a_fund in keys if not is_of_a_fund]
    assert alone == []


ISOLATED = (
    "c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity"
    " AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
)


def test_every_table_is_isolated_or_says_why_not(db: None) -> None:
    whole = set(tables("c.relkind IN ('r', 'p') AND NOT c.relispartition"))
    isolated = set(tables(ISOLATED))
    assert whole - isolated == SHARED.keys() & whole
    assert SHARED.keys() <= whole, "a reason for a table that is gone"
    with connection.cursor() as cursor:
        with_fund = set(audited_columns(cursor))
    assert with_fund <= isolated


def test_every_policy_is_the_one_policy(db: None) -> None:
    """No second policy widens the first, and nobody is let off."""
    found = rows(
        "SELECT DISTINCT polname::text, polpermissive, polcmd::text, polroles = '{0}',"
        " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy"
        " WHERE polpermissive"
    )
    said = "(fund_id = ( SELECT socle_fund() AS socle_fund))"
    assert found == [("one_fund", True, "*", True, said, said)]
    # Those that narrow it: of a log, only what is kept no longer is ever deleted; of notices to
    # partners, the application deletes those that were told.
    narrower = rows("SELECT polrelid::regclass::text, polname::text, polcmd::text, polroles = '{0}'"
                    " FROM pg_policy WHERE NOT polpermissive ORDER BY 1")  # fmt: skip
    assert narrower == [
        *((log, "purge_of_older", "d", True) for log in ("paper_made", "partner_access")),
        ("partner_notice", "told_alone", "d", False),
    ]


def test_no_role_that_serves_or_owns_may_look_past_the_policies(db: None) -> None:
    assert rows(
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'socle%%'"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole)"
    ) == [(0,)]
    assert (
        rows(
            "SELECT c.relname::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
            " WHERE r.rolname = 'socle_app' AND c.relpersistence = 'p'"
        )
        == []
    )


def test_views_read_with_the_rights_of_who_asks(db: None) -> None:
    views = tables("c.relkind IN ('v', 'm')")
    invoking = tables("c.relkind = 'v' AND 'security_invoker=true' = ANY(c.reloptions)")
    assert {"insured_person", "affiliated_number"} <= set(views)
    # The statistics of the server itself belong to the superuser's extension.
    assert [each for each in views if not each.startswith("pg_stat_")] == invoking


def test_functions_with_the_owner_s_rights_are_few_and_look_only_in_their_schema(db: None) -> None:
    found = rows(
        "SELECT p.proname::text, array_to_string(p.proconfig, ';') FROM pg_proc p"
        " WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef ORDER BY 1"
    )
    # The one of the superuser's, by which copies of the server are watched: it looks at nothing
    # that an owner could put in its way.
    found.remove(("socle_standbys", "search_path=pg_catalog, pg_temp"))
    names = {str(name) for name, _ in found}
    for _name, config in found:
        schema, *planning = str(config).split(";")
        assert schema == "search_path=public, pg_temp"
        assert {each.partition("_")[0] for each in planning} <= {"enable"}
    histories = tables("c.relkind = 'r' AND c.relname LIKE '%%\\_history'")
    supersede = {f"{table.removesuffix('_history')}_supersede" for table in histories}
    # They make the tables of a year or of a large deposit: what the application may not.
    own = {"declaration_line_open", "declaration_line_close"}
    # They draw the next number of the fund from its sequence, which the application may not set.
    own |= {"registry_number_sequence", "registry_next_rank", "registry_skip_ranks"}
    # They write the keys by which persons are found, which the application only reads.
    own |= {"registry_find", "registry_forget", "registry_forget_rows", "registry_keep_finding"}
    own |= {"registry_keep_finding_added", "registry_keep_finding_taken"}
    # They hold the persons of rows that are added, whom the application may not lock.
    own |= {"person_civil_status_added", "person_origin_added"}
    # They hold employers that rows name, whom it may not lock either.
    own |= {"registry_hold_employers", "registry_profile_changed"}
    # It deletes of a log what its fund keeps no longer; the application deletes nothing there.
    own |= {"log_purge"}
    # It takes what two people ordered to be purged, and writes how much.
    own |= {"data_purge_some"}
    # It writes in the files that an act touched, where the application writes nothing itself.
    own |= {"act_show_in_files"}
    # It holds files that somebody is about to name, which the application may not lock.
    own |= {"documents_hold"}
    # It forgets the sealed bytes of messages once their day is over.
    own |= {"exchange_forget_evidence"}
    assert names == supersede | own | {"ledger_ensure_year", "declaration_ensure_year"}


@pytest.fixture
def two_funds(fund_at_work: factories.Agency) -> tuple[factories.Agency, factories.Agency]:
    """A fund with rows in every audited table, and one that has none."""
    return fund_at_work, factories.agency("CM")


def test_another_fund_sees_no_row_and_no_fund_sees_none(
    two_funds: tuple[factories.Agency, factories.Agency],
) -> None:
    full, other = two_funds
    isolated = tables(ISOLATED)
    with fund_scope(full.fund.id):
        held = {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in isolated}
    empty = {"allowance_due", "deposit_progress", "import_piece", "run_asked"}
    assert {table for table, count in held.items() if not count} <= empty
    views = tables("c.relkind = 'v' AND c.relname NOT LIKE 'pg\\_%%'")
    with fund_scope(other.fund.id):
        for source in isolated + views:
            assert rows(f"SELECT count(*) FROM {source}") == [(0,)], source
        for table in isolated:
            if table.endswith("_history"):
                as_of = f"{table.removesuffix('_history')}_as_of(now())"
                assert rows(f"SELECT count(*) FROM {as_of}") == [(0,)]
    with transaction.atomic():
        rows("SELECT set_config('app.fund', '', true)")
        for source in isolated + views:
            assert rows(f"SELECT count(*) FROM {source}") == [(0,)], source


def test_a_fund_writes_no_row_of_another(
    two_funds: tuple[factories.Agency, factories.Agency],
) -> None:
    full, other = two_funds
    with connection.cursor() as cursor:
        columns = audited_columns(cursor)
    with fund_scope(full.fund.id):
        rows("SELECT socle_begin_act(nextval('act_id_seq'))")
        for table in tables(ISOLATED):
            names = [name for name, _, generated in columns.get(table, []) if not generated]
            named = ", ".join(names) or "fund_id"
            copied = named.replace("fund_id", str(other.fund.id), 1)
            with pytest.raises(ProgrammingError) as told, transaction.atomic():
                rows(f"INSERT INTO {table} ({named}) SELECT {copied} FROM {table} LIMIT 1"
                     if names else
                     f"INSERT INTO {table} (fund_id) VALUES ({other.fund.id})")  # fmt: skip
            said = str(told.value)
            assert "row-level security" in said or "permission denied" in said, (table, said)
        rows("SELECT socle_end_act()")


def test_a_fund_moves_and_removes_no_row_of_another(
    two_funds: tuple[factories.Agency, factories.Agency],
) -> None:
    full, other = two_funds
    with fund_scope(other.fund.id), connection.cursor() as cursor:
        cursor.execute("UPDATE deposit SET status = 'received'")
        assert cursor.rowcount == 0
        cursor.execute("UPDATE act_proposal SET refusal = 'non'")
        assert cursor.rowcount == 0
        cursor.execute("SELECT socle_begin_act(nextval('act_id_seq'))")
        for table in tables(f"{ISOLATED} AND c.relname LIKE '%%\\_history'"):
            cursor.execute(f"DELETE FROM {table.removesuffix('_history')}")
            assert cursor.rowcount == 0
        cursor.execute("SELECT socle_end_act()")
    with fund_scope(full.fund.id), pytest.raises(ProgrammingError), transaction.atomic():
        rows("UPDATE deposit SET fund_id = %s RETURNING id", other.fund.id)


def test_a_partition_is_not_read_past_its_table(
    two_funds: tuple[factories.Agency, factories.Agency],
) -> None:
    full, _other = two_funds
    partitions = tables("c.relispartition AND c.relkind = 'r'")
    assert len(partitions) >= 2
    with fund_scope(full.fund.id):
        for partition in partitions:
            for statement in (
                f"SELECT count(*) FROM {partition}",
                f"DELETE FROM {partition} RETURNING 1",
                f"INSERT INTO {partition} (fund_id) VALUES (1) RETURNING 1",
                f"TRUNCATE {partition}",
            ):
                with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
                    rows(statement)


def test_the_sight_of_a_fund_ends_with_its_transaction(own_database: str) -> None:
    """The application's connections are pooled: the next request must begin blind."""
    place = factories.agency("CM")
    factories.employer(place)
    with fund_scope(place.fund.id):
        assert rows("SELECT count(*) FROM employer") == [(1,)]
    with pytest.raises(DatabaseError), fund_scope(place.fund.id):
        rows("SELECT 1 / 0")
    assert rows("SELECT count(*) FROM employer") == [(0,)]
    with fund_scope(place.fund.id):
        with fund_scope(place.fund.id):
            pass
        assert rows("SELECT count(*) FROM employer") == [(1,)]
    assert rows("SELECT current_setting('app.fund', true)") in ([(None,)], [("",)])


def test_kept_connections_carry_no_fund_to_the_next_request(own_database: str) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    default = connections["default"]
    default.close()
    held = default.settings_dict["OPTIONS"]
    default.settings_dict["OPTIONS"] = {"kept": 1}
    try:
        backends = set()
        for _ in range(3):
            with fund_scope(place.fund.id):
                assert rows("SELECT count(*) FROM employer") == [(1,)]
                backends |= set(rows("SELECT pg_backend_pid()"))
            default.close()
            assert rows("SELECT count(*) FROM employer") == [(0,)]
            backends |= set(rows("SELECT pg_backend_pid()"))
            default.close()
        assert len(backends) == 1
    finally:
        default.close_pool()
        default.settings_dict["OPTIONS"] = held
