"""Where people are reached and paid: as it was on a day, as the fund knew it at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from socle.platform.sealing.types import DataClass
from socle.platform.sealing.values import opened_values, token_of
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import CONTACT, EMPLOYER_ACCOUNT, PERSON_ACCOUNT, PERSON_CONTACT
from socle.registry.models import ChangeNotice, ChangeNoticeSent
from socle.registry.queries.beliefs import belief_of, one
from socle.registry.queries.employers import employer_id
from socle.registry.queries.people import person_id
from socle.registry.types.conventions import Convention, convention_of
from socle.registry.types.details import (
    AccountKind,
    AccountState,
    AccountView,
    Channel,
    ContactView,
    Notice,
    Payable,
    PayableReason,
)

PERSON, EMPLOYER = "person", "employer"
_CONVENTIONS = Path(__file__).parents[1] / "details.yaml"
_FIRST_LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account it is: a person or an affiliate, by the key of their file."""

    kind: str
    id: int

    @property
    def accounts(self) -> TemporalTable:
        return PERSON_ACCOUNT if self.kind == PERSON else EMPLOYER_ACCOUNT

    @property
    def contacts(self) -> TemporalTable:
        return PERSON_CONTACT if self.kind == PERSON else CONTACT

    @property
    def key(self) -> dict[str, int]:
        return {f"{self.kind}_id": self.id}


def holder(*, kind: str, number: str) -> Holder:
    """Whose account it is.

    Raises:
        NotKnown: nobody has that number.
    """
    return Holder(kind, person_id(number) if kind == PERSON else employer_id(number))


@cache
def cooling_days() -> Convention:
    """How long a new account waits before it pays (délai de carence)."""
    return convention_of(_CONVENTIONS, "cooling_days")


@cache
def reveals_an_hour() -> Convention:
    """How many accounts and identity numbers one person reads whole within an hour."""
    return convention_of(_CONVENTIONS, "reveals_an_hour")


def contact(*, number: str, on: date, known_at: datetime | None) -> ContactView | None:
    """Where a person is reached; None where the fund does not know.

    Raises:
        NotKnown: nobody has that number.
    """
    row = one(PERSON_CONTACT, on, known_at, {"person_id": person_id(number)})
    if row is None:
        return None
    channel = Channel(row["channel"]) if row["channel"] else None
    said = {name: row[name] for name in PERSON_CONTACT.values} | {"channel": channel}
    return ContactView(**said, belief=belief_of(row))


def payable_account(*, kind: str, number: str, on: date, known_at: datetime | None) -> Payable:
    """The account that pays somebody on a day, and why.

    A new account waits for its first usable day, and one that was stopped for a decision: the
    account before pays meanwhile, if there was one.

    Raises:
        NotKnown: nobody has that number.
    """
    return payable_of(holder(kind=kind, number=number), on=on, known_at=known_at)


def first_days(*, person_ids: Sequence[int], on: date) -> dict[int, date]:
    """Of persons whose last account waits on a day, the first on which it pays, by their key."""
    if not person_ids:
        return {}
    statement = """
        SELECT DISTINCT ON (person_id) person_id, usable_on, state FROM person_account
        WHERE person_id = ANY(%s) ORDER BY person_id, lower(valid) DESC
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(person_ids)])
        rows = cursor.fetchall()
    return {key: day for key, day, state in rows if day > on and state == AccountState.OPEN}


def payable_of(whose: Holder, *, on: date, known_at: datetime | None) -> Payable:
    """The same, of a file."""
    rows = [row for row in accounts(whose, known_at=known_at) if row["valid"].lower <= on]
    if not rows or on not in rows[-1]["valid"]:
        return Payable(None, PayableReason.NONE)
    now = rows[-1]
    if _pays(now, on):
        return Payable(account_of(now), PayableReason.USABLE)
    stopped = now["state"] == AccountState.STOPPED
    reason = PayableReason.STOPPED if stopped else PayableReason.COOLING
    before = account_before(rows, on)
    return Payable(account_of(before) if before else None, reason, account_of(now))


def accounts(
    whose: Holder, *, on: date | None = None, known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """The accounts of a file, oldest first: `account` as its row keeps it, `whole` opened.

    Raises:
        Unavailable: this process cannot open one.
    """
    rows = as_of(whose.accounts, on=on, known_at=known_at, where=whose.key)
    opened = opened_values(row["account"] for row in rows)
    return [row | {"whole": opened[row["account"]]} for row in rows]


def account_before(rows: Sequence[dict[str, Any]], on: date) -> dict[str, Any] | None:
    """The last account that paid before the newest of the rows, which does not pay."""
    barred = {rows[-1]["whole"]}
    row: dict[str, Any]
    for row in reversed(rows):
        if row["whole"] not in barred and _pays(row, on):
            return row
        barred.add(row["whole"])
    return None


def _pays(row: dict[str, Any], on: date) -> bool:
    return bool(row["state"] == AccountState.OPEN and row["usable_on"] <= on)


def account_of(row: dict[str, Any]) -> AccountView:
    """An account as its row says it."""
    return AccountView(
        kind=AccountKind(row["kind"]),
        account=row["whole"],
        operator=row["operator"],
        usable_on=row["usable_on"],
        state=AccountState(row["state"]),
        belief=belief_of(row),
    )


def others_with(*, account: str, whose: Holder | None, fund_id: int) -> list[str]:
    """The numbers of those who are, or were, paid on an account, somebody apart.

    Raises:
        Unavailable: this process cannot open the key that accounts are compared with.
    """
    statement = """
        SELECT p.number FROM person_account a JOIN person p ON p.id = a.person_id
        WHERE a.account = ANY(%(kept)s) AND a.person_id <> %(person)s
        UNION SELECT e.number FROM employer_account a JOIN employer e ON e.id = a.employer_id
        WHERE a.account = ANY(%(kept)s) AND a.employer_id <> %(employer)s ORDER BY 1 LIMIT 5
    """
    apart = {PERSON: 0, EMPLOYER: 0} | ({whose.kind: whose.id} if whose else {})
    # As rows keep it, and as those of before accounts were sealed do.
    kept = [token_of(account, fund_id=fund_id, of=DataClass.BANK), account]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"kept": kept, **apart})
        return [row[0] for row in cursor.fetchall()]


def reached_at(
    whose: Holder, *, on: date, known_at: datetime | None
) -> tuple[Channel, str, str] | None:
    """By what, where and in which language somebody is told, as known at an instant."""
    row = one(whose.contacts, on, known_at, whose.key)
    if row is None:
        return None
    street = row.get("address") or row.get("activity_address", "")
    town = row.get("city") or row.get("activity_city", "")
    ways = {
        Channel.SMS: row["phone"],
        Channel.EMAIL: row["email"],
        Channel.POST: ", ".join(part for part in (street, town) if part),
    }
    preferred = row.get("channel", "")
    for channel in sorted(ways, key=lambda each: each != preferred):
        if ways[channel]:
            return channel, ways[channel][:200], row.get("language") or _FIRST_LANGUAGE
    return None


def notices(*, to_send: bool, limit: int, after: int = 0) -> list[Notice]:
    """Notices to the contacts that stood before a change, the oldest first."""
    found = ChangeNotice.objects.select_related("act", "person", "employer").order_by("id")
    found = found.filter(pk__gt=after, changenoticesent__isnull=to_send)
    return [_notice(each) for each in found[:limit]]


def notice_of_code(*, code: str) -> Notice | None:
    """The notice that a code was written on."""
    found = ChangeNotice.objects.select_related("act", "person", "employer")
    each = found.filter(code=code).first()
    return _notice(each) if each else None


def _notice(each: ChangeNotice) -> Notice:
    sent = ChangeNoticeSent.objects.select_related("act").filter(notice=each).first()
    whose = each.person or each.employer
    return Notice(
        id=each.pk,
        holder_kind=PERSON if each.person_id else EMPLOYER,
        holder_number=whose.number if whose else "",
        text=each.text,
        channel=Channel(each.channel),
        address=each.address,
        language=each.language,
        code=each.code,
        act_number=each.act.number,
        written_at=each.act.recorded_at,
        sent_at=sent.act.recorded_at if sent else None,
    )
