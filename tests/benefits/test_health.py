"""What tells of health: sealed in its rows, hidden from all but its readers, opened with a word."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests import factories
from tests.benefits.claiming import decided, done, filed, liquidator, read, told
from tests.conftest import NOW

from socle.benefits.queries.claims import whole_decision
from socle.benefits.queries.health import may_read_health, may_read_paper, medical_accesses
from socle.benefits.queries.letters import decision_letter
from socle.benefits.queries.medical import opinion_on
from socle.benefits.types.health import RATE, ReviewOutcome
from socle.kernel.errors import Conflict, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts import basket, drafts
from socle.platform.acts.operations import propose, submit, validate
from socle.platform.acts.queries import act
from socle.platform.audit.queries import first_break
from socle.platform.documents.operations import store_document
from socle.platform.documents.queries import pieces

EVENT = date(2025, 11, 30)
PERCENT = "73"  # nothing else in these files is written so


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("BJ", scheme="cnss")


@pytest.fixture
def doctor(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.MEDICAL_ADVISER)


@pytest.fixture
def claim(place: factories.Agency, doctor: Desk) -> str:
    """A claim of invalidity on which the adviser has said a rate, ready to be decided."""
    person, by = factories.person(place, birth_on="1980-05-01"), liquidator(place)
    number = filed(place, by, person, "invalidity", EVENT)
    known = {"insurance_months": 120, "months_in_last_12_months": 12, "average_wage": "200000"}
    told(place, by, number, **known)
    said = {RATE: PERCENT, "since": "2025-12-01", "review_on": "2026-06-01"}
    done(place, doctor, "advise_claim", claim=number, **said)
    return number


@contextmanager
def in_fund(place: factories.Agency) -> Iterator[Any]:
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        yield cursor


def opened(place: factories.Agency, by: Desk, claim: str, *, motive: str = "paie ce soir") -> str:
    with fund_scope(place.fund.id):
        return submit(
            desk=by,
            act_type_code="open_medical_part",
            fields={"claim": claim},
            effective_on=NOW.date(),
            motive=motive,
            key=f"open:{by.user_id}:{claim}:{motive}",
            at=NOW,
        ).act


def reviewed(
    place: factories.Agency, by: Desk, access: str, outcome: str = "seen", motive: str = ""
) -> None:
    with fund_scope(place.fund.id):
        submit(
            desk=by,
            act_type_code="review_medical_access",
            fields={"access": access, "outcome": outcome},
            effective_on=NOW.date(),
            motive=motive,
            key=f"review:{by.user_id}:{access}:{outcome}",
            at=NOW,
        )


def test_no_row_of_an_opinion_or_of_its_decision_says_the_rate(
    place: factories.Agency, claim: str
) -> None:
    found = decided(place, liquidator(place), claim)
    with in_fund(place) as cursor:
        for table in ("act", "claim_fact", "claim_decision", "act_proposal", "change_notice"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            for (row,) in cursor.fetchall():
                assert f'"{PERCENT}"' not in row, table
                assert f'"value": {PERCENT}' not in row, table
                assert "2025-12-01" not in row, table
        cursor.execute("SELECT value FROM claim_fact WHERE name = %s", [RATE])
        assert all(row[0].startswith("sealed:health:1:") for row in cursor.fetchall())
        opinion, last = opinion_on(claim_id=found.id), found.last_decision
        assert opinion is not None
        assert (opinion.percent, opinion.since) == (PERCENT, date(2025, 12, 1))
        assert last is not None
        assert last.amount > 0
        assert last.calculation.reserved == (RATE,)
        assert not last.calculation.steps
        whole = whole_decision(number=last.number)
        assert next(each.value for each in whole.facts if each.name == RATE) == int(PERCENT)
        assert whole.steps
        assert act(number=opinion.act_number).fields[RATE] == "••••"
        assert act(number=opinion.act_number).after[RATE] == "••••"
        masked = decision_letter(number=claim, is_whole=False)
        assert len(decision_letter(number=claim, is_whole=True).listings) > len(masked.listings)
        assert "médecin-conseil" in masked.body[-1]
    assert first_break(fund_id=place.fund.id) is None


def test_a_request_sent_again_is_known_and_one_that_waits_is_sealed_and_done_as_it_was_asked(
    place: factories.Agency, doctor: Desk, claim: str
) -> None:
    asked: dict[str, Any] = {
        "desk": doctor,
        "act_type_code": "advise_claim",
        "effective_on": NOW.date(),
        "motive": "",
        "at": NOW,
    }
    fields = {"claim": claim, RATE: "81"}
    with in_fund(place) as cursor:
        first = submit(**asked, fields=fields, key="again")
        assert submit(**asked, fields=fields, key="again").act == first.act
        with pytest.raises(Conflict):
            submit(**asked, fields={**fields, RATE: "82"}, key="again")
        waiting = propose(**asked, fields={**fields, RATE: "83"}, key="waits")
        assert propose(**asked, fields={**fields, RATE: "83"}, key="waits").act == waiting.act
        kept = drafts.save_draft(
            desk=doctor,
            act_type_code="advise_claim",
            fields={**fields, RATE: "84"},
            evidence=(),
            wanting=(),
            at=NOW,
        )
        cursor.execute(
            "SELECT fields->>%s FROM act_proposal WHERE type = 'advise_claim'"
            " UNION ALL SELECT fields->>%s FROM act_draft",
            [RATE, RATE],
        )
        assert all(row[0].startswith("sealed:health:") for row in cursor.fetchall())
        assert basket.draft(number=kept, desk=doctor).fields[RATE] == "84"
        validate(desk=place.verifier, number=waiting.act, at=NOW)
        opinion = opinion_on(claim_id=read(place, claim).id)
        assert opinion is not None
        assert opinion.percent == "83"
    assert first_break(fund_id=place.fund.id) is None


def test_a_medical_paper_is_kept_sealed_and_read_as_it_was(
    place: factories.Agency, doctor: Desk, claim: str
) -> None:
    by, said = liquidator(place), b"ce dont on souffre " * 80_000
    with in_fund(place) as cursor:
        paper = store_document(
            fund_id=place.fund.id,
            stream=io.BytesIO(said),
            name="certificat.txt",
            limit_bytes=len(said),
            at=NOW,
            by=by.user_id,
            kind="medical_certificate",
        )
        assert b"".join(pieces(document_id=paper.id)) == said
        cursor.execute("SELECT body FROM document_chunk WHERE document_id = %s", [paper.id])
        found = [bytes(row[0]) for row in cursor.fetchall()]
        assert len(found) == 2
        assert all(each.startswith(b"SOCLE-SEALED health:1 ") for each in found)
    factories.act(by, "add_claim_pieces", evidence=(paper.id,), claim=claim)
    reader = factories.desk(place.fund, Role.AUDITOR)
    opened(place, reader, claim)
    with in_fund(place):
        soon = medical_accesses(limit=1)[0].opened_at + timedelta(minutes=1)
        assert may_read_paper(reader, document_id=paper.id, at=soon)
        assert not may_read_paper(by, document_id=paper.id, at=soon)
    assert first_break(fund_id=place.fund.id) is None


def test_an_officer_opens_the_medical_part_for_two_hours_and_the_adviser_says_what_of_it(
    place: factories.Agency, doctor: Desk, claim: str
) -> None:
    by = liquidator(place)
    with pytest.raises(Refused, match="access_why"):
        opened(place, by, claim, motive="")
    with pytest.raises(Refused):  # whoever works on no benefit
        opened(place, place.registration, claim)
    access = opened(place, by, claim)
    with in_fund(place):
        (seen,) = medical_accesses(limit=9, to_review=True)
        assert (seen.claim, seen.login, seen.motive) == (claim, by.login, "paie ce soir")
        at = seen.opened_at
        assert may_read_health(by, claim=claim, at=at + timedelta(minutes=119))
        assert not may_read_health(by, claim=claim, at=at + timedelta(minutes=120))
        assert not may_read_health(by, claim="DP-2025-000000", at=at)
        assert not may_read_health(place.verifier, claim=claim, at=at)
    with pytest.raises(Refused, match="contested_why"):
        reviewed(place, doctor, access, "contested")
    reviewed(place, doctor, access, "contested", "rien ne pressait")
    with pytest.raises(Conflict):
        reviewed(place, doctor, access)
    with in_fund(place):
        assert not medical_accesses(limit=9, to_review=True)
        (seen,) = medical_accesses(limit=9)
        assert (seen.outcome, seen.note) == (ReviewOutcome.CONTESTED, "rien ne pressait")
    assert first_break(fund_id=place.fund.id) is None


def test_nobody_opens_many_and_an_opening_is_for_good(
    place: factories.Agency, doctor: Desk, claim: str
) -> None:
    by = liquidator(place)
    for time in range(10):
        opened(place, by, claim, motive=f"fois {time}")
    with pytest.raises(Refused, match="access_too_many"):
        opened(place, by, claim, motive="encore")
    with in_fund(place) as cursor:
        for statement in (
            "DELETE FROM medical_access",
            "UPDATE medical_access SET until = until + interval '1 day'",
            "INSERT INTO medical_access_review (fund_id, act_id, access_id, user_id, outcome, note)"
            " SELECT fund_id, act_id, id, user_id, 'seen', '' FROM medical_access LIMIT 1",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)


def test_the_page_the_letter_and_the_api_say_nothing_of_health_until_it_is_opened(
    place: factories.Agency, doctor: Desk, claim: str
) -> None:
    by = liquidator(place)
    decided(place, by, claim)
    client, adviser = Client(), Client()
    for each, desk in ((client, by), (adviser, doctor)):
        each.post("/sign-in", {"name": desk.login, "password": desk.login})
    page = client.get(f"/claims/{claim}").content.decode()
    assert "réservé" in page
    assert f">{PERCENT}<" not in page
    assert f"{PERCENT} %" not in page
    said = json.loads(client.get(f"/api/v1/claims/{claim}").content)["computation"]
    assert said["reserved"] == [RATE]
    assert (said["steps"], [each for each in said["facts"] if each["name"] == RATE]) == ([], [])
    answer = client.post(
        "/acts/new/open_medical_part",
        {
            "act-claim": claim,
            "act-motive": "paie ce soir",
            "act-effective_on": f"{NOW:%d/%m/%Y}",
            "key": "o",
        },
    )
    assert answer.status_code == 302
    page = client.get(f"/claims/{claim}").content.decode()
    assert f"{PERCENT} %" in page
    assert "paie ce soir" in page
    queue = adviser.get("/medical").content.decode()
    assert "Ouvertes sans vous" in queue
    assert "paie ce soir" in queue
    listed = json.loads(adviser.get("/api/v1/medical-accesses").content)["items"]
    assert [(each["claim"], each["outcome"]) for each in listed] == [(claim, None)]
    assert client.get("/api/v1/medical-accesses").status_code == 403
    assert client.get("/medical").status_code == 403
    person = read(place, claim).person_number
    accesses = json.loads(client.get(f"/api/v1/persons/{person}/accesses").content)["items"]
    assert "open_medical_part" in {each["what"] for each in accesses}
