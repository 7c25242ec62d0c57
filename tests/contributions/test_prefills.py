"""Morocco's prefilled file: issued, loaded elsewhere, completed by the employer, held against.

Every person here is invented.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import ProgrammingError, connection, transaction
from tests import factories
from tests.conftest import NOW
from tests.contributions.files import JANUARY, MA_CEILING, dipe, ebds, handed_in
from tests.platform.sessions import superuser

from socle.contributions import queries
from socle.contributions.errors import FileRefused
from socle.contributions.models import AllowanceDue, Prefill, PrefillRow
from socle.contributions.types import Outcome
from socle.countries.declaration import Faults, WageLines
from socle.countries.ma.formats import ebds as format_
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts import queries as acts
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActAnswer, ActView
from socle.platform.audit.queries import first_break
from socle.platform.documents.operations import store_document
from socle.platform.documents.queries import pieces

EMPLOYER, OTHER_EMPLOYER = factories.MA_EMPLOYER, "2703892"
FATIMA, OMAR, SAID, KHADIJA = factories.MA_PERSON, "109876543", "112233441", "155566677"
NAMES = {
    FATIMA: ("Alaoui", "Fatima"),
    OMAR: ("Bennani", "Omar"),
    SAID: ("El Idrissi", "Saïd"),
    KHADIJA: ("Tazi", "Khadija"),
}
ON = date(2026, 1, 25)
Rows = Sequence[format_.PrefillRow]


def agency() -> factories.Agency:
    """An employer with two people at work; two more are registered and work nowhere."""
    place = factories.agency("MA")
    factories.employer(place, legal_name="Société de l’Atlas", city="Fès")
    for number, (family, given) in NAMES.items():
        factories.person(place, number, family_name=family, given_names=given)
    for number in (FATIMA, OMAR):
        hire(place, number)
    return place


@pytest.fixture
def place(db: None) -> factories.Agency:
    return agency()


def hire(place: factories.Agency, number: str, on: date = factories.SINCE) -> None:
    factories.act(place.registration, "hire", on=on, person=number, employer=EMPLOYER)


def issue(place: factories.Agency, *, by: Desk | None = None, **asked: str) -> ActView:
    fields = {"employer": EMPLOYER, "month": "2026-01"} | asked
    return done(place, factories.act(by or place.accounts, "issue_prefill", on=ON, **fields))


def load(
    place: factories.Agency, *contents: bytes, by: Desk | None = None, name: str = "f.txt"
) -> ActView:
    with fund_scope(place.fund.id):
        stored = tuple(
            store_document(
                fund_id=place.fund.id,
                stream=io.BytesIO(content),
                name=name,
                limit_bytes=10**6,
                at=NOW,
                by=(by or place.accounts).user_id,
            ).id
            for content in contents
        )
        answer = submit(
            desk=by or place.accounts,
            act_type_code="load_prefill",
            fields={},
            effective_on=ON,
            motive="",
            key=uuid4().hex,
            at=NOW,
            evidence=stored,
        )
    return done(place, answer)


def done(place: factories.Agency, answer: ActAnswer) -> ActView:
    with fund_scope(place.fund.id):
        return acts.act(number=answer.act)


def content_of(place: factories.Agency, act: ActView) -> bytes:
    [document] = act.evidence
    with fund_scope(place.fund.id):
        return b"".join(pieces(document_id=document.id))


def read(content: bytes) -> format_.Prefill:
    faults = Faults()
    found = format_.read_prefilled(io.BytesIO(content), faults)
    assert found is not None
    assert not faults.count, faults.kept
    return found


def completed(prefill: format_.Prefill, rows: Rows | None = None, **header: Any) -> bytes:
    """The declaration that payroll software makes of a prefilled file: 5,000 dirhams each."""
    rows = prefill.rows if rows is None else rows
    whole = np.ones(len(rows), np.int64)
    kept = {name: [getattr(row, name) for row in rows] for name in _ALLOWANCES}
    lines = WageLines(
        line=np.arange(1, len(rows) + 1, dtype=np.int64),
        employer_number=np.array([prefill.employer_number.encode()] * len(rows)),
        month=whole * prefill.month,
        insured_number=np.array([row.insured_number.encode() for row in rows]),
        insured_name=np.array([row.name.encode() for row in rows]),
        days=whole * 26,
        wage=whole * 500_000,
        wage_capped=whole * min(500_000, MA_CEILING),
        kept={name: np.array(column, np.int64) for name, column in kept.items()},
    )
    out = io.BytesIO()
    format_.write_declaration(out, replace(prefill.header, **header), [lines])
    return out.getvalue()


_ALLOWANCES = ("children", "to_pay", "deducted", "net")


def said(place: factories.Agency, outcome: Outcome) -> dict[str, Any]:
    """What the act of a posted deposit says."""
    assert outcome.status == "posted", outcome.faults
    with fund_scope(place.fund.id):
        number = queries.deposit(number=outcome.receipt).act_number
        return dict(acts.act(number=number or "").after)


def rows_kept(place: factories.Agency) -> list[tuple[Any, ...]]:
    columns = ("insured_number", "name", "children", "to_pay", "deducted", "net")
    with fund_scope(place.fund.id):
        return list(PrefillRow.objects.order_by("prefill_id", "position").values_list(*columns))


# ---------------------------------------------------------------- issuing and loading


def test_a_prefilled_file_names_who_works_there_and_says_that_allowances_are_not_announced(
    place: factories.Agency,
) -> None:
    act = issue(place)
    assert act.subject_kind == "employer"
    assert act.after == {
        "month": "2026-01",
        "insured": 2,
        "transfer": "12345672601014",
        "allowances": "not_announced",
    }
    assert [each.name for each in act.evidence] == ["AFFEBDS_1234567_202601.txt"]
    found = read(content_of(place, act))
    assert found.header == format_.Header(
        EMPLOYER,
        JANUARY,
        12345672601014,
        business_name="SOCIETE DE L ATLAS",
        town="FES",
        issued_on=20260125,
        due_on=20260210,
    )
    assert found.rows == (
        format_.PrefillRow(OMAR, f"{'BENNANI':30}OMAR"),
        format_.PrefillRow(FATIMA, f"{'ALAOUI':30}FATIMA"),
    )


def test_allowances_announced_for_the_month_are_on_the_file(place: factories.Agency) -> None:
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO allowance_due (fund_id, person_id, month, children, to_pay, to_deduct)"
            " SELECT fund_id, id, '2026-01-01', 2, 60000, 15000 FROM person WHERE number = %s",
            [FATIMA],
        )
        assert AllowanceDue.objects.count() == 1
    act = issue(place)
    assert act.after["allowances"] == 45_000
    assert read(content_of(place, act)).rows[1] == format_.PrefillRow(
        FATIMA, f"{'ALAOUI':30}FATIMA", 2, 60_000, 15_000, 45_000
    )
    assert rows_kept(place)[1] == (FATIMA, f"{'ALAOUI':30}FATIMA", 2, 60_000, 15_000, 45_000)


def test_whoever_works_a_day_of_the_month_is_named_and_nobody_else(
    place: factories.Agency,
) -> None:
    hire(place, SAID, on=date(2026, 1, 31))
    hire(place, KHADIJA, on=date(2026, 2, 1))
    leaving = {"person": OMAR, "employer": EMPLOYER}
    factories.act(place.registration, "end_employment", on=date(2025, 12, 31), **leaving)
    numbers = [row.insured_number for row in read(content_of(place, issue(place))).rows]
    assert numbers == [SAID, FATIMA]


def test_a_file_issued_here_is_loaded_elsewhere_as_it_is(place: factories.Agency) -> None:
    issued = issue(place)
    content = content_of(place, issued)
    elsewhere = agency()
    loaded = load(elsewhere, content)
    assert (loaded.subject_kind, loaded.subject_number) == ("employer", EMPLOYER)
    assert loaded.after == {"month": "2026-01", "insured": 2, "transfer": "12345672601014"}
    assert content_of(elsewhere, loaded) == content
    assert rows_kept(elsewhere) == rows_kept(place)
    outcome = handed_in(elsewhere.accounts, completed(read(content)), key="b")
    assert said(elsewhere, outcome)["prefill"] == loaded.number


def test_the_same_key_issues_one_file(place: factories.Agency) -> None:
    fields = {"employer": EMPLOYER, "month": "2026-01"}
    answers = [
        factories.act(place.accounts, "issue_prefill", on=ON, key="k", **fields) for _ in range(2)
    ]
    assert [answer.status for answer in answers] == ["done", "already_done"]
    assert answers[0].act == answers[1].act
    with fund_scope(place.fund.id):
        assert Prefill.objects.count() == 1
    with pytest.raises(Conflict, match="key_reused"):
        factories.act(
            place.accounts, "issue_prefill", on=ON, key="k", **fields | {"month": "2025-12"}
        )


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"month": "2026-02"}, "prefill.month_to_come"),
        ({"month": "janv-26"}, "month_invalid"),
        ({"month": "2014-12"}, "declaration.employer_not_affiliated"),
        ({"employer": OTHER_EMPLOYER}, "registry.employer_unknown"),
    ],
)
def test_a_file_that_makes_no_sense_is_not_issued(
    place: factories.Agency, asked: dict[str, str], code: str
) -> None:
    with pytest.raises((Refused, NotKnown)) as told:
        issue(place, **asked)
    assert told.value.code == code


def test_a_country_without_prefilled_files_issues_and_loads_none(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    for attempt in (
        lambda: issue(place, employer=factories.CM_EMPLOYER),
        lambda: load(place, b"A"),
    ):
        with pytest.raises(Refused, match="no_format"):
            attempt()


def changed(content: bytes, old: bytes, new: bytes) -> bytes:
    assert content.count(old) == 1
    return content.replace(old, new)


WRONG_FILES: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda _: b"", "prefill.not_recognised"),
    (lambda _: b"%PDF-1.7", "prefill.not_recognised"),
    (lambda content: completed(read(content)), "prefill.not_recognised"),
    (lambda content: content[: 3 * 261], "file_incomplete"),
    (lambda content: changed(content, b"2601000002", b"2601000003"), "ebds_total"),
]  # fmt: skip


@pytest.mark.parametrize(("alter", "code"), WRONG_FILES)
def test_a_file_that_is_wrong_is_not_loaded(
    place: factories.Agency, alter: Callable[[bytes], bytes], code: str
) -> None:
    content = content_of(place, issue(place))
    with pytest.raises(FileRefused) as told:
        load(place, alter(content))
    assert {fault.code for fault in told.value.faults} == {code}
    with fund_scope(place.fund.id):
        assert Prefill.objects.count() == 1


def test_loading_takes_one_file(place: factories.Agency) -> None:
    content = content_of(place, issue(place))
    with pytest.raises(Invalid) as told:
        load(place)
    assert [(each.field, each.code) for each in told.value.faults] == [
        ("evidence", "acts.evidence_missing")
    ]
    with pytest.raises(Refused, match="one_file"):
        load(place, content, content)


def test_a_file_of_an_employer_nobody_knows_is_not_loaded(place: factories.Agency) -> None:
    content = content_of(place, issue(place)).replace(b"1234567202601", b"2703892202601")
    with pytest.raises(NotKnown, match="employer_unknown"):
        load(place, content)


@pytest.mark.parametrize(
    "role",
    [
        role
        for role in Role
        # A mandatary without a mandate has no desk: see the registry's tests of mandates.
        if role not in {Role.ACCOUNTS_OFFICER, Role.EMPLOYER_CLERK, Role.MANDATARY}
    ],
)
def test_only_the_accounts_officer_prefills(place: factories.Agency, role: Role) -> None:
    with pytest.raises(Refused, match="forbidden"):
        issue(place, by=factories.desk(place.fund, role))


def test_a_clerk_prefills_nothing_not_even_as_an_officer_besides(
    place: factories.Agency,
) -> None:
    from socle.platform.access.operations import grant_role

    content = content_of(place, issue(place))
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, OTHER_EMPLOYER)
    with pytest.raises(Refused, match="forbidden"):
        issue(place, by=clerk)
    grant_role(login=clerk.login, fund_code=place.fund.code, role=Role.ACCOUNTS_OFFICER)
    both = desk_of_login(login=clerk.login, fund_code=place.fund.code)
    for attempt in (lambda: issue(place, by=both), lambda: load(place, content, by=both)):
        with pytest.raises(Refused, match="forbidden"):
            attempt()


# ---------------------------------------------------------------- declarations held against it


def test_a_declaration_that_names_the_same_is_posted_and_says_against_which_file(
    place: factories.Agency,
) -> None:
    act = issue(place)
    outcome = handed_in(place.accounts, completed(read(content_of(place, act))), key="b")
    assert said(place, outcome)["prefill"] == act.number
    assert (outcome.lines, outcome.queued) == (2, 0)


def test_without_a_known_file_a_declaration_is_posted_and_says_so(place: factories.Agency) -> None:
    outcome = handed_in(place.accounts, ebds([(FATIMA, "ALAOUI FATIMA", 500_000)]), key="b")
    assert said(place, outcome)["prefill"] == "none"


def test_a_complementary_declaration_is_held_against_nothing(place: factories.Agency) -> None:
    issue(place)
    content = ebds([(SAID, "EL IDRISSI SAID", 500_000)], complement=1)
    assert "prefill" not in said(place, handed_in(place.accounts, content, key="e"))


def test_a_format_that_nothing_prefills_says_nothing_of_it(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    assert "prefill" not in said(place, handed_in(place.accounts, dipe([350_000]), key="d"))


def altered(row: format_.PrefillRow, **changes: Any) -> Callable[[Rows], Rows]:
    def alter(rows: Rows) -> Rows:
        return [replace(each, **changes) if each is row or each == row else each for each in rows]

    return alter


FIRST = format_.PrefillRow(OMAR, f"{'BENNANI':30}OMAR")
ADDED = format_.PrefillRow(SAID, f"{'EL IDRISSI':30}SAID")
CHANGES: dict[str, tuple[Callable[[Rows], Rows], list[tuple[Any, ...]]]] = {
    "missing": (
        lambda rows: rows[1:],
        [(None, "N_Num_Assure", "ebds_prefilled_missing", None)],
    ),
    "added": (
        lambda rows: [*rows, ADDED],
        [(5, "N_Num_Assure", "ebds_not_prefilled", SAID)],
    ),
    "another": (
        lambda rows: [ADDED, *rows[1:]],
        [
            (None, "N_Num_Assure", "ebds_prefilled_missing", None),
            (3, "N_Num_Assure", "ebds_not_prefilled", SAID),
        ],
    ),
    "name": (
        altered(FIRST, name=f"{'BENANI':30}OMAR"),
        [(3, "L_Nom_Prenom", "ebds_prefilled_changed", f"{'BENANI':30}OMAR")],
    ),
    "children": (altered(FIRST, children=1), [(3, "N_Enfants", "ebds_prefilled_changed", "1")]),
    "allowances": (
        altered(FIRST, to_pay=30_000, net=30_000),
        [
            (3, "N_AF_A_Payer", "ebds_prefilled_changed", "30000"),
            (3, "N_AF_Net_A_Payer", "ebds_prefilled_changed", "30000"),
        ],
    ),
    "deducted": (
        altered(FIRST, to_pay=100, deducted=100),
        [
            (3, "N_AF_A_Payer", "ebds_prefilled_changed", "100"),
            (3, "N_AF_A_Deduire", "ebds_prefilled_changed", "100"),
        ],
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_declaration_that_differs_is_refused_and_told_where(
    place: factories.Agency, kind: str
) -> None:
    alter, expected = CHANGES[kind]
    prefill = read(content_of(place, issue(place)))
    outcome = handed_in(place.accounts, completed(prefill, alter(prefill.rows)), key="b")
    assert (outcome.status, outcome.posted) == ("refused", 0)
    assert outcome.fault_count == len(expected)
    found = [(each.line, each.field, each.code, each.read) for each in outcome.faults]
    assert found == expected
    again = handed_in(place.accounts, completed(prefill), key="again")
    assert again.status == "posted"


def test_who_is_missing_is_named(place: factories.Agency) -> None:
    prefill = read(content_of(place, issue(place)))
    outcome = handed_in(place.accounts, completed(prefill, prefill.rows[1:]), key="b")
    [fault] = outcome.faults
    assert fault.facts == {"number": OMAR, "name": FIRST.name}


def test_another_transfer_number_is_refused(place: factories.Agency) -> None:
    prefill = read(content_of(place, issue(place)))
    outcome = handed_in(place.accounts, completed(prefill, transfer=5014), key="b")
    [fault] = outcome.faults
    assert (fault.line, fault.code) == (1, "ebds_other_transfer")
    assert fault.facts == {"expected": "12345672601014"}


def test_a_line_that_cannot_be_read_is_not_said_to_be_missing(place: factories.Agency) -> None:
    prefill = read(content_of(place, issue(place)))
    content = changed(completed(prefill), FIRST.name.encode(), FIRST.name.encode()[:-1] + b"?")
    outcome = handed_in(place.accounts, content, key="b")
    assert outcome.status == "refused"
    assert "ebds_prefilled_missing" not in {each.code for each in outcome.faults}


def test_faults_of_the_file_and_of_the_comparison_are_told_in_the_order_of_lines(
    place: factories.Agency,
) -> None:
    prefill = read(content_of(place, issue(place)))
    content = completed(prefill, altered(prefill.rows[1], children=4)(prefill.rows))
    content = changed(content, FIRST.name.encode(), FIRST.name.encode()[:-1] + b"?")
    lines = [each.line for each in handed_in(place.accounts, content, key="b").faults]
    assert lines == sorted(lines)
    assert lines[:2] == [3, 4]


def test_the_last_file_of_a_month_is_in_force(place: factories.Agency) -> None:
    first = read(content_of(place, issue(place)))
    hire(place, SAID)
    second = issue(place)
    assert second.after["transfer"] == "12345672601024"
    refused = handed_in(place.accounts, completed(first), key="first")
    assert {each.code for each in refused.faults} == {
        "ebds_other_transfer",
        "ebds_prefilled_missing",
    }
    posted = handed_in(place.accounts, completed(read(content_of(place, second))), key="second")
    assert said(place, posted)["prefill"] == second.number


def test_a_file_of_another_month_is_held_against_nothing(place: factories.Agency) -> None:
    issue(place, month="2025-12")
    outcome = handed_in(place.accounts, ebds([(FATIMA, "ALAOUI FATIMA", 500_000)]), key="b")
    assert said(place, outcome)["prefill"] == "none"


def test_a_clerk_is_told_nothing_of_whom_another_employer_must_declare(
    place: factories.Agency,
) -> None:
    prefill = read(content_of(place, issue(place)))
    factories.employer(place, OTHER_EMPLOYER, legal_name="Conserverie")
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, OTHER_EMPLOYER)
    outcome = handed_in(clerk, completed(prefill, [ADDED], transfer=1), key="b")
    assert [each.code for each in outcome.faults] == ["declaration.employer_unknown"]


# ---------------------------------------------------------------- what the employer gets back


def test_the_reject_file_has_every_fault_with_its_line_as_it_stood(
    place: factories.Agency,
) -> None:
    prefill = read(content_of(place, issue(place)))
    alter, _ = CHANGES["children"]
    content = completed(prefill, alter(prefill.rows))
    outcome = handed_in(place.accounts, content, key="b")
    with fund_scope(place.fund.id):
        told = queries.reject_file(number=outcome.receipt, language="fr").decode("utf-8-sig")
        arabic = queries.reject_file(number=outcome.receipt, language="ar").decode("utf-8-sig")
    heading, row, *rest = told.split("\r\n")
    assert heading.startswith("ligne;enregistrement;champ;")
    assert row.startswith("3;B02;N_Enfants;nombre d'enfants;ebds_prefilled_changed;1;")
    assert row.endswith(f";{content.splitlines()[2].decode()}")
    assert rest == [""]
    assert arabic.startswith("السطر;")


def test_a_reject_file_says_how_many_faults_it_does_not_list(place: factories.Agency) -> None:
    rows = [(f"1{rank:08d}", "PERSONNE", 500_000) for rank in range(1_200)]
    outcome = handed_in(place.accounts, ebds(rows), key="b")
    with fund_scope(place.fund.id):
        told = queries.reject_file(number=outcome.receipt, language="fr").decode("utf-8-sig")
    lines = told.rstrip("\r\n").split("\r\n")
    assert len(lines) == 1 + 1_000 + 1
    assert f"faults_not_listed;;{outcome.fault_count - 1_000} " in lines[-1]


def test_the_receipt_says_what_was_counted(place: factories.Agency) -> None:
    content = ebds([(FATIMA, "ALAOUI FATIMA", 700_000), (OMAR, "BENNANI OMAR", 500_000)])
    outcome = handed_in(place.accounts, content, key="b", name="DS_1234567_202601.txt")
    with fund_scope(place.fund.id):
        text = queries.receipt(number=outcome.receipt, language="fr")
        english = queries.receipt(number=outcome.receipt, language="en")
    assert english.startswith("Receipt of a wage declaration")
    shown = dict(line.split(" : ", 1) for line in text.splitlines()[1:])
    assert shown["Numéro"] == outcome.receipt
    assert shown["Reçu le"] == "22/11/2026 10:00"  # 9 o'clock UTC, as Morocco's clocks say
    assert shown["Fichier"] == "DS_1234567_202601.txt"
    assert (shown["N° d'employeur"], shown["Mois"]) == (EMPLOYER, "01/2026")
    assert (shown["Lignes de salaire"], shown["Salaires"]) == ("2", "12 000,00 MAD")
    assert shown["Salaires plafonnés"] == "11 000,00 MAD"
    assert len(shown["Empreinte du fichier"]) == 64


def test_a_receipt_has_one_part_a_declaration_and_a_clerk_their_own(db: None) -> None:
    place = factories.agency("CM")
    second = "9876543210X"
    factories.employer(place)
    factories.employer(place, second)
    content = dipe([350_000]) + dipe([100_000], employer=second)
    outcome = handed_in(place.accounts, content, key="d")
    with fund_scope(place.fund.id):
        whole = queries.receipt(number=outcome.receipt, language="fr")
        own = queries.receipt(
            number=outcome.receipt, employer_numbers=frozenset({second}), language="fr"
        )
        nobodys = frozenset({"1111111111A"})
        with pytest.raises(NotKnown):
            queries.receipt(number=outcome.receipt, employer_numbers=nobodys, language="fr")
    assert (whole.count("Accusé de réception"), own.count("Accusé de réception")) == (2, 1)
    assert "100 000 XAF" in own
    assert "350 000" not in own


def test_a_refused_file_has_no_receipt(place: factories.Agency) -> None:
    outcome = handed_in(place.accounts, b"B00", key="b")
    with fund_scope(place.fund.id), pytest.raises(NotKnown):
        queries.receipt(number=outcome.receipt, language="fr")


# ---------------------------------------------------------------- kept as it was


def test_the_audit_finds_a_changed_row_a_removed_one_and_an_added_one(own_database: str) -> None:
    place = agency()
    act = issue(place)
    with fund_scope(place.fund.id):
        assert first_break(fund_id=place.fund.id) is None
    copied = "SELECT fund_id, prefill_id + {}, 9, insured_number, name, 0, 0, 0, 0 FROM prefill_row"
    columns = (
        "(fund_id, prefill_id, position, insured_number, name, children, to_pay, deducted, net)"
    )
    broken = f"act {act.number} (issue_prefill)"
    for statement, undo, expected in (
        ("UPDATE prefill_row SET net = 1", "UPDATE prefill_row SET net = 0", broken),
        (
            f"INSERT INTO prefill_row {columns} {copied.format(0)} LIMIT 1",
            "DELETE FROM prefill_row WHERE position = 9",
            broken,
        ),
        (
            f"INSERT INTO prefill_row {columns} {copied.format(1)} LIMIT 1",
            "DELETE FROM prefill_row WHERE position = 9",
            "is on no prefilled file",
        ),
        ("DELETE FROM prefill_row WHERE position = 2", "", broken),
    ):
        with superuser(own_database) as session:
            session.execute(statement)
        with fund_scope(place.fund.id):
            assert expected in (first_break(fund_id=place.fund.id) or "")
        if undo:
            with superuser(own_database) as session:
                session.execute(undo)


def test_rows_are_never_changed_and_added_only_with_their_file(place: factories.Agency) -> None:
    issue(place)
    with fund_scope(place.fund.id):
        for statement, why in (
            ("UPDATE prefill_row SET net = 1", "permission denied"),
            ("DELETE FROM prefill_row", "permission denied"),
            (
                "INSERT INTO prefill_row (fund_id, prefill_id, position, insured_number, name,"
                " children, to_pay, deducted, net)"
                " SELECT fund_id, id, 9, '1', 'X', 0, 0, 0, 0 FROM prefill",
                "only within an act",
            ),
        ):
            with (
                pytest.raises(ProgrammingError, match=why),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_another_fund_sees_no_row_and_is_held_against_none(place: factories.Agency) -> None:
    issue(place)
    elsewhere = agency()
    assert rows_kept(elsewhere) == []
    assert len(rows_kept(place)) == 2
    outcome = handed_in(elsewhere.accounts, ebds([(SAID, "EL IDRISSI SAID", 500_000)]), key="b")
    assert said(elsewhere, outcome)["prefill"] == "none"
