"""Contacts and accounts, in their two times; what is to be told of a change. Acts change them."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import MOST, Number, Reading
from socle.api.partner_calls import open_to_partners
from socle.platform.access.types import Permission
from socle.platform.partners.types import Scope
from socle.registry.queries import details
from socle.registry.types.details import AccountView, Notice, mask

router = Router(tags=["Registre"])


class Contact(Schema):
    """Où une personne est jointe, et comment elle le préfère."""

    person: str
    is_known: bool
    phone: str = Field(
        description="E.164 ; sa fin seule pour qui n'inscrit ni ne prévient les personnes."
    )
    email: str
    address: str
    city: str
    channel: Literal["", "sms", "email", "post"]
    language: str
    on: date
    known_at: datetime | None


class PaidOn(Schema):
    """Un compte, par sa fin seulement : l'acte `reveal_account` le lit en entier, avec un motif."""

    kind: Literal["bank", "wallet"]
    account: str = Field(description="Ses quatre derniers signes.")
    operator: str
    usable_on: date
    state: Literal["open", "stopped"]


class PayableAccount(Schema):
    """Le compte qui paie ce jour-là, et pourquoi."""

    number: str
    reason: Literal["usable", "cooling", "stopped", "none"] = Field(
        description="`cooling` : un nouveau compte attend son premier jour ; `stopped` : l'ancien "
        "contact l'a bloqué. Le compte d'avant paie, s'il y en avait un."
    )
    account: PaidOn | None
    waiting: PaidOn | None = Field(description="Le compte qui ne paie pas encore.")
    on: date
    known_at: datetime | None


class ChangeNotice(Schema):
    """Ce qui est à dire au contact d'avant un changement. Le code n'y est pas."""

    id: int
    holder_kind: Literal["person", "employer"]
    holder: str
    text: Literal["account_changed", "contact_changed"]
    channel: Literal["sms", "email", "post"]
    language: str
    act: str
    written_at: datetime


class ChangeNotices(Schema):
    """Les avis qui restent à envoyer, les plus anciens d'abord."""

    notices: list[ChangeNotice]


@router.get(
    "/persons/{number}/contact",
    operation_id="get_contact",
    summary="Les coordonnées d'une personne",
    description="L'acte `change_contact` les change ; l'ancien contact en est prévenu.",
    response=Contact,
)
@open_to_partners(Scope.CONTACTS, "person")
def get_contact(request: HttpRequest, number: Number, reading: Query[Reading]) -> Contact:
    desk = permitted(request, Permission.READ_PERSON)
    on, known_at = reading.day(desk.fund.country), reading.instant(desk.fund.country)
    is_whole = desk.agreement is not None or Permission.PERFORM_REGISTRATION in desk.permissions
    found = details.contact(number=number, on=on, known_at=known_at)
    return Contact(
        person=number,
        is_known=found is not None,
        phone=(found.phone if is_whole else mask(found.phone)) if found else "",
        email=found.email if found else "",
        address=found.address if found else "",
        city=found.city if found else "",
        channel=found.channel.value if found and found.channel else "",
        language=found.language if found else "",
        on=on,
        known_at=known_at,
    )


@router.get(
    "/persons/{number}/account",
    operation_id="get_person_account",
    summary="Le compte qui paie une personne",
    description="L'acte `change_account` le change, toujours à deux personnes.",
    response=PayableAccount,
)
@open_to_partners(Scope.ACCOUNTS, "person")
def get_person_account(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> PayableAccount:
    return _payable(request, "person", number, reading)


@router.get(
    "/employers/{number}/account-for-refunds",
    operation_id="get_employer_account",
    summary="Le compte sur lequel un employeur est remboursé",
    description="L'acte `change_employer_account` le change, toujours à deux personnes.",
    response=PayableAccount,
)
def get_employer_account(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> PayableAccount:
    return _payable(request, "employer", number, reading)


@router.get(
    "/change-notices",
    operation_id="list_change_notices",
    summary="Les avis à envoyer",
    description="L'acte `mark_notices_sent` dit ceux qui sont partis.",
    response=ChangeNotices,
)
def list_change_notices(request: HttpRequest) -> ChangeNotices:
    permitted(request, Permission.PERFORM_REGISTRATION)
    found = details.notices(to_send=True, limit=MOST)
    return ChangeNotices(notices=[_notice(each) for each in found])


def _payable(request: HttpRequest, kind: str, number: str, reading: Reading) -> PayableAccount:
    country = permitted(request, Permission.READ_PERSON).fund.country
    on, known_at = reading.day(country), reading.instant(country)
    found = details.payable_account(kind=kind, number=number, on=on, known_at=known_at)
    return PayableAccount(
        number=number,
        reason=found.reason.value,
        account=_account(found.account),
        waiting=_account(found.waiting),
        on=on,
        known_at=known_at,
    )


def _account(found: AccountView | None) -> PaidOn | None:
    if found is None:
        return None
    return PaidOn(
        kind=found.kind.value,
        account=found.masked,
        operator=found.operator,
        usable_on=found.usable_on,
        state=found.state.value,
    )


def _notice(each: Notice) -> ChangeNotice:
    return ChangeNotice(
        id=each.id,
        holder_kind="person" if each.holder_kind == "person" else "employer",
        holder=each.holder_number,
        text="account_changed" if each.text == "account_changed" else "contact_changed",
        channel=each.channel.value,
        language=each.language,
        act=each.act_number,
        written_at=each.written_at,
    )
