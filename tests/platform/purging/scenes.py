"""Data of long ago, of each kind that may be purged, and some of lately."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests import factories
from tests.registry.imports import AWA, HEADINGS, source
from tests.registry.taken_over import WRONG

from socle.contributions import forms
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts import drafts
from socle.platform.acts.operations import submit, validate
from socle.platform.documents.operations import store_document
from socle.platform.partners.models import PartnerNotice
from socle.platform.purging.jobs import carry_out_purges
from socle.platform.purging.queries import data_kept
from socle.platform.purging.types import DataKept, DataKind
from socle.registry.importing.receiving import drop, hand_in
from socle.web import clock

OLD, NEW = 800, 10


def days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def officer(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.DATA_PROTECTION_OFFICER)


def handed_over(place: factories.Agency, days: int, name: str = "acte.pdf") -> int:
    """A file that somebody handed in so many days ago; its number."""
    with fund_scope(place.fund.id):
        return store_document(
            fund_id=place.fund.id,
            stream=io.BytesIO(f"{name} {days}".encode()),
            name=name,
            limit_bytes=1000,
            at=days_ago(days),
            by=place.registration.user_id,
        ).id


def dropped(place: factories.Agency, days: int, evidence: tuple[int, ...] = ()) -> str:
    """An act that was left to complete, and given up so many days ago."""
    at = days_ago(days)
    with fund_scope(place.fund.id):
        number = drafts.save_draft(
            desk=place.registration,
            act_type_code="hire",
            fields={"person": factories.CM_PERSON},
            evidence=evidence,
            wanting=(),
            at=at,
        )
        drafts.drop_draft(desk=place.registration, number=number, reason="parti", at=at)
    return number


def rejected(place: factories.Agency, days: int) -> str:
    """A file to take over, of two rows, one at fault, that was given up; its number."""
    with fund_scope(place.fund.id):
        number = hand_in(
            desk=place.registration,
            source_number=source(place, name=f"Mairie {days}"),
            stream=io.BytesIO((HEADINGS + AWA + WRONG).encode()),
            file_name="personnes.csv",
            is_whole=False,
            key=uuid4().hex,
            at=days_ago(days),
        )
        drop(desk=place.registration, number=number)
    return number


def typed(place: factories.Agency, days: int) -> None:
    """A month that an employer typed on screen so many days ago."""
    with fund_scope(place.fund.id):
        forms.save_draft(
            desk=place.accounts,
            employer_number=factories.CM_EMPLOYER,
            month=Month.of(days_ago(days).date()),
            rows=(forms.Row(factories.CM_PERSON, "ABENA", "30", "90000"),),
            at=days_ago(days),
        )


def given_up(place: factories.Agency, days: int) -> None:
    with fund_scope(place.fund.id):
        PartnerNotice.objects.create(
            fund_id=place.fund.id,
            subscription="S-1",
            event=f"e{days}",
            body="{}",
            next_at=days_ago(days),
            given_up_at=days_ago(days),
        )


def past_data(place: factories.Agency) -> None:
    """Of each kind, one of long ago and one of lately."""
    factories.employer(place)
    factories.person(place)
    for days in (OLD, NEW):
        dropped(place, days)
        handed_over(place, days)
        given_up(place, days)
        rejected(place, days)
        typed(place, days)


def fix(
    place: factories.Agency, kind: DataKind, months: str = "24", *, on: date | None = None
) -> str:
    """How long a kind is kept since a day, or yesterday, by two persons; the number of the act."""
    said = {
        "kept_months": months,
        "standing": "fund_decision",
        "kept_source": "Conseil, avis 12",
    }
    fields = {"data_kind": kind.value} | (said if months else {})
    return by_two(place, "set_data_keeping", on=on, **fields)


def by_two(place: factories.Agency, code: str, *, on: date | None = None, **fields: Any) -> str:
    on = on or clock.today(place.fund.country) - timedelta(days=1)
    with fund_scope(place.fund.id):
        asked = submit(
            desk=officer(place),
            act_type_code=code,
            fields=fields,
            effective_on=on,
            motive="décidé en conseil",
            key=uuid4().hex,
            at=clock.now(),
        )
        return validate(desk=place.verifier, number=asked.act, at=clock.now()).act


def kept(place: factories.Agency, kind: DataKind) -> DataKept:
    country = place.fund.country
    with fund_scope(place.fund.id):
        found = data_kept(on=clock.today(country), country=country)
    return next(each for each in found if each.period.kind is kind)


def order(place: factories.Agency, kind: DataKind) -> str:
    """The purge of what is past its period, as it is counted, by two persons."""
    found = kept(place, kind)
    assert found.before is not None
    said = {"older_than": found.before.isoformat(), "rows": str(found.past)}
    return by_two(place, "order_purge", data_kind=kind.value, **said)


def carry_out() -> None:
    """As the worker does."""
    carry_out_purges(timestamp=int(clock.now().timestamp()))


def purges_at_work(place: factories.Agency) -> None:
    """A period restated and a purge carried out: rows in each table."""
    rejected(place, OLD)
    for months in ("36", "24"):
        fix(place, DataKind.IMPORT_REJECTS, months)
    order(place, DataKind.IMPORT_REJECTS)
    carry_out()
