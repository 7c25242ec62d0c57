"""Partners that tell of payments: mobile-money operators that call back, signed.

A partner's secret is derived from the installation's secret key, the fund, the partner and a
generation, so that no copy of the database holds it. What is stored is its digest, as of tokens:
it tells when the installation's key has changed. Registering a partner again makes the next
generation, and the old secret opens nothing any more.

A call is signed: HMAC-SHA256 of `<timestamp>.<raw body>`, in hexadecimal. It is taken within
five minutes of its timestamp, and once.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection

from socle.collection.matching import Told, match
from socle.collection.models import PartnerCall, PaymentPartner
from socle.collection.posting import Books, NewPayment
from socle.collection.types import Channel
from socle.kernel.errors import Refused, Unavailable
from socle.platform.access.operations import grant_role, partner_account
from socle.platform.access.queries import desk as desk_of
from socle.platform.access.queries import names_of_users, require
from socle.platform.access.types import Desk, FundView, Permission, Role
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest

CALL_WINDOW = timedelta(minutes=5)
_CODE = re.compile(r"[a-z][a-z0-9-]{1,28}")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_TIMESTAMP = re.compile(r"\d{10}", re.ASCII)
ACT_TYPE = "notify_payment"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a partner tells of a payment it took for the fund."""

    transaction_id: str
    amount: int
    reference: str
    value_on: date
    payer_account: str = ""
    payer_name: str = ""


def register_partner(request: ActRequest) -> ActAnswer:
    """Registers a partner, or gives it a new secret (inscrire un partenaire de paiement).

    Raises:
        Refused: the code is badly written, or the installation has no secret key.
    """
    code, fund = request.fields["partner"], request.desk.fund
    if not _CODE.fullmatch(code):
        raise Refused("collection.partner_code", name=code[:40])
    with performing(request, subject_kind="partner", subject_number=code) as act:
        last = PaymentPartner.objects.filter(code=code).order_by("-generation").first()
        generation = last.generation + 1 if last else 1
        PaymentPartner.objects.create(
            fund_id=fund.id,
            act_id=act.id,
            recorded_at=act.recorded_at,
            code=code,
            name=request.fields["name"],
            generation=generation,
            secret_digest=hashlib.sha256(_secret(fund, code, generation)).digest(),
            user_id=_user(fund, code, request.fields["name"]),
        )
        act.after = {"name": request.fields["name"], "generation": generation}
        return act.answer()


def partner_secret(*, desk: Desk, code: str) -> str:
    """The secret to hand to a partner (who may manage users may see it).

    Raises:
        Refused: there is no such partner.
    """
    require(desk, Permission.MANAGE_USERS)
    found = PaymentPartner.objects.filter(code=code).order_by("-generation").first()
    if found is None:
        raise Refused("collection.call_unknown")
    return _secret(desk.fund, code, found.generation).decode()


def partner_desk(
    *, fund: FundView, code: str, timestamp: str, signature: str, body: bytes, at: datetime
) -> Desk:
    """The desk of the partner that signed a call, which is taken this once.

    Whatever is wrong with partner, signature or secret, the answer is the same.

    Raises:
        Refused: the call is not the partner's, is too old, or was taken before.
        Unavailable: the installation's key has changed: the partner needs its new secret.
    """
    found = PaymentPartner.objects.filter(code=code[:40]).order_by("-generation").first()
    secret = _secret(fund, code, found.generation if found else 0)
    # An unknown partner costs the same work as a known one.
    said = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    is_signed = hmac.compare_digest(said.encode(), signature.lower().encode())
    if found is None or not _SIGNATURE.fullmatch(signature.lower()):
        raise Refused("collection.call_unknown")
    if hashlib.sha256(secret).digest() != bytes(found.secret_digest):
        raise Unavailable("collection.partner_key_changed", partner=code)
    if not is_signed:
        raise Refused("collection.call_unknown")
    if not _TIMESTAMP.fullmatch(timestamp) or (
        abs(at - datetime.fromtimestamp(int(timestamp), UTC)) > CALL_WINDOW
    ):
        raise Refused("collection.call_late", minutes=CALL_WINDOW.seconds // 60)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO partner_call (fund_id, signature, called_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (fund_id, signature) DO NOTHING",
            [fund.id, bytes.fromhex(signature), at],
        )
        if not cursor.rowcount:
            raise Refused("collection.call_replayed")
    return desk_of(user_id=found.user_id, fund_code=fund.code)


def notify_payment(*, desk: Desk, partner: str, notice: Notice, today: date) -> ActAnswer:
    """Books a payment that a partner tells of, as any other; a transaction is booked once.

    Raises:
        AlreadyDone: the transaction was booked, as it is told again.
        Conflict: it was booked and is told otherwise now.
        Refused: its value date is to come.
    """
    require(desk, Permission.NOTIFY_PAYMENT)
    if notice.value_on > today:
        raise Refused("collection.value_to_come", today=today.isoformat())
    source = f"partner:{partner}"
    owner = match([Told(notice.amount, notice.reference, notice.payer_account)])[0]
    named = hashlib.sha256(f"{partner}:{notice.transaction_id}".encode()).hexdigest()
    request = ActRequest(
        desk=desk,
        type=ACT_TYPE,
        fields={
            "transaction_id": notice.transaction_id,
            "amount": notice.amount,
            "reference": notice.reference,
            "payer_account": notice.payer_account,
        },
        effective_on=notice.value_on,
        motive="",
        key=f"{ACT_TYPE}:{named}",
    )
    locks = (f"employer:{owner.employer_number}",) if owner else ()
    with performing(request, subject_kind="payment", subject_number=named, locks=locks) as act:
        books = Books(act, desk.fund.id)
        payment = books.book(
            [
                NewPayment(
                    channel=Channel.MOBILE,
                    source=source,
                    external_id=notice.transaction_id,
                    amount=notice.amount,
                    received_on=notice.value_on,
                    value_on=notice.value_on,
                    match=owner,
                    payer_name=notice.payer_name,
                    payer_account=notice.payer_account,
                    label=notice.reference,
                )
            ]
        )[0]
        allocated = books.allocate([owner.employer_id] if owner else [])
        act.subject_number = payment.number
        act.touched |= {f"employer:{owner.employer_number}"} if owner else set()
        act.after = {
            "for": owner.employer_number if owner else "",
            "amount": notice.amount,
            "allocated": allocated,
        }
        return act.answer()


def forget_calls(*, before: datetime) -> None:
    """Forgets signatures whose time is over: their timestamps are refused by now."""
    PartnerCall.objects.filter(called_at__lt=before).delete()


def _secret(fund: FundView, code: str, generation: int) -> bytes:
    if not settings.SECRET_KEY:
        raise Refused("collection.no_secret_key")
    said = f"payment-partner:{fund.code}:{code}:{generation}"
    return (
        hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest().encode()
    )


def _user(fund: FundView, code: str, name: str) -> int:
    """The account in whose name the partner's acts stand, which may tell of payments."""
    user_id = partner_account(fund=fund, code=code, name=name)
    login, _name = names_of_users(ids=[user_id])[user_id]
    grant_role(login=login, fund_code=fund.code, role=Role.PARTNER)
    return user_id
