"""The second step of signing in (double authentification): had, shown, lost.

It is the person's, whatever fund they serve: an application that computes codes, a sheet of codes,
passkeys, or several of them. What changes it is an act of the fund at whose desk it was done. No
secret is in one.
"""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from psycopg.types.range import DateRange

from socle.countries.clock import legal_day
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access import operations as access
from socle.platform.access.catalogue import end_ways
from socle.platform.access.holders import person_here
from socle.platform.access.models import User
from socle.platform.access.queries import require, require_proof
from socle.platform.access.types import Desk, FundView, Permission, Role
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.factors import paper, passkeys, totp
from socle.platform.factors.models import PaperCode, Passkey, TotpFactor
from socle.platform.factors.queries import factors_of, is_asked, policies
from socle.platform.factors.tables import POLICY
from socle.platform.factors.types import (
    CODES,
    GRACE,
    MOST_PASSKEYS,
    AppSecret,
    PasskeyChallenge,
    PasskeySite,
)
from socle.platform.sealing import opened, sealed
from socle.platform.temporal.operations import assign

if TYPE_CHECKING:
    from django.db.models import QuerySet

SUBJECT = "account"
log = logging.getLogger("socle.access")


def ask(*, user_id: int, at: datetime) -> datetime | None:
    """Until when a person may still enter by password alone; the first time sets the day.

    None where nothing is asked of them, or they have a second step.
    """
    user = User.objects.get(pk=user_id)
    due = user.factor_due_at
    if factors_of(user_id=user_id).is_enrolled or not is_asked(user_id=user_id, at=at):
        due = None
    elif due is None:
        due = at + GRACE
    if due != user.factor_due_at:
        user.factor_due_at = due
        user.save(update_fields=["factor_due_at"])
    return due


def is_right(*, user_id: int, text: str, at: datetime) -> bool:
    """Whether this is a person's code, of their application or their sheet; it serves no more."""
    digits = "".join(text.split())
    if digits.isascii() and digits.isdigit():
        return _is_of_app(user_id, digits, at)
    return _is_on_paper(user_id, text, at)


def _is_of_app(user_id: int, digits: str, at: datetime) -> bool:
    app = TotpFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).first()
    if app is None:
        return False
    step = totp.matching_step(_secret(app), digits, at=at, after=app.last_step)
    # One statement: of two that show one code at once, one enters.
    return step is not None and bool(
        TotpFactor.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step)
    )


def _is_on_paper(user_id: int, text: str, at: datetime) -> bool:
    codes = PaperCode.objects.filter(user_id=user_id, used_at__isnull=True)
    salt = codes.values_list("salt", flat=True).first()
    if salt is None or not paper.compact(text):
        return False
    digest = paper.digest(text, salt=bytes(salt))
    return bool(codes.filter(digest=digest).update(used_at=at))


def offer_app(*, desk: Desk, at: datetime) -> AppSecret:
    """A secret for an application, the same until it is confirmed by a first code.

    Raises:
        ProofNeeded: who is at the desk has to be proved first.
        Refused: the person has an application already.
        Unavailable: this installation has no secret to seal with.
    """
    require_proof(desk)
    app = TotpFactor.objects.filter(user_id=desk.user_id).first()
    if app is not None and app.confirmed_at is not None:
        raise Refused("factors.has_app")
    if app is None:
        secret = totp.new_secret()
        kept = sealed(secret, bound_to=_bound_to(desk.user_id))
        TotpFactor.objects.create(user_id=desk.user_id, secret=kept, made_at=at)
    else:
        secret = _secret(app)
    address = totp.as_address(secret, login=desk.login, issuer=_issuer(desk.fund))
    return AppSecret(totp.as_text(secret), address)


def confirm_app(*, desk: Desk, text: str, at: datetime, on: date) -> None:
    """Takes an application into use, once it has shown a code.

    Raises:
        Refused: the code is not the present one. ProofNeeded: as `offer_app`.
    """
    require_proof(desk)
    app = TotpFactor.objects.filter(user_id=desk.user_id, confirmed_at__isnull=True).first()
    if app is None:
        raise Refused("factors.code_wrong")
    digits = "".join(text.split())
    step = totp.matching_step(_secret(app), digits, at=at, after=app.last_step)
    if step is None:
        raise Refused("factors.code_wrong")
    app.confirmed_at, app.last_step = at, step
    with _on_account(_request(desk, "add_factor_app", desk.login, on), desk.login):
        app.save(update_fields=["confirmed_at", "last_step"])
        _asked_no_more(desk.user_id)


def end_app(*, desk: Desk, on: date) -> None:
    """Ends one's application, as before another is chosen; a sheet of codes stays.

    Raises:
        NotKnown: there is none.
        Refused: nothing would be left where a role asks for a second step.
        ProofNeeded: as `offer_app`.
    """
    require_proof(desk)
    had = factors_of(user_id=desk.user_id)
    if had.app_since is None:
        raise NotKnown("factors.no_app")
    if not had.codes_left and not had.passkeys_serving:
        raise Refused("factors.last_one")
    with _on_account(_request(desk, "end_factor_app", desk.login, on), desk.login):
        TotpFactor.objects.filter(user_id=desk.user_id).delete()


def new_codes(*, desk: Desk, at: datetime, on: date) -> list[str]:
    """A new sheet of codes, shown this once; what was left of the one before serves no more.

    Raises:
        ProofNeeded: as `offer_app`.
    """
    require_proof(desk)
    codes = [paper.new_code() for _ in range(CODES)]
    salt = paper.new_salt()
    with _on_account(_request(desk, "print_factor_codes", desk.login, on), desk.login):
        PaperCode.objects.filter(user_id=desk.user_id).delete()
        PaperCode.objects.bulk_create(
            PaperCode(
                user_id=desk.user_id, salt=salt, digest=paper.digest(each, salt=salt), made_at=at
            )
            for each in codes
        )
        _asked_no_more(desk.user_id)
    return codes


def offer_passkey(*, desk: Desk, site: PasskeySite) -> PasskeyChallenge:
    """What a browser is asked so that a new passkey is made for this site.

    Raises:
        Refused: there are enough. ProofNeeded: as `offer_app`.
    """
    require_proof(desk)
    had = [bytes(each.attested) for each in Passkey.objects.filter(user_id=desk.user_id)]
    if len(had) >= MOST_PASSKEYS:
        raise Refused("factors.passkeys_enough", most=MOST_PASSKEYS)
    return passkeys.ask_new(site, user_id=desk.user_id, login=desk.login, name=desk.name, had=had)


def add_passkey(
    *,
    desk: Desk,
    site: PasskeySite,
    name: str,
    state: Mapping[str, Any],
    text: str,
    at: datetime,
    on: date,
) -> None:
    """Takes a passkey into use, by what a browser answered to `state`.

    Raises:
        Refused: it has no name, or it is no answer to what was asked. ProofNeeded: as `offer_app`.
    """
    require_proof(desk)
    name = " ".join(name.split())[:60]
    if not name or "\x00" in name:
        raise Refused("factors.passkey_unnamed")
    made = passkeys.read_new(site, state=state, text=text)
    if made is None or Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise Refused("factors.passkey_wrong")
    with _on_account(_request(desk, "add_passkey", desk.login, on), desk.login) as act:
        Passkey.objects.create(
            user_id=desk.user_id,
            host=site.host,
            name=name,
            credential_id=made.credential_id,
            attested=made.attested,
            counted=made.count,
            made_at=at,
        )
        act.after = {"name": name}
        _asked_no_more(desk.user_id)


def end_passkey(*, desk: Desk, passkey_id: int, on: date) -> None:
    """Ends one of one's passkeys, as one whose device is lost or given away.

    Raises:
        NotKnown: it is none of theirs.
        Refused: nothing would be left. ProofNeeded: as `offer_app`.
    """
    require_proof(desk)
    had = factors_of(user_id=desk.user_id)
    ended = next((each for each in had.passkeys if each.id == passkey_id), None)
    if ended is None:
        raise NotKnown("factors.passkey_unknown")
    others = any(each.doubted_at is None for each in had.passkeys if each.id != passkey_id)
    if not (others or had.codes_left or had.app_since):
        raise Refused("factors.last_one")
    with _on_account(_request(desk, "end_passkey", desk.login, on), desk.login) as act:
        Passkey.objects.filter(pk=passkey_id, user_id=desk.user_id).delete()
        act.before = {"name": ended.name}


def ask_passkey(*, user_id: int, site: PasskeySite) -> PasskeyChallenge | None:
    """What a browser is asked so that a person's passkey is shown; None where none serves."""
    had = [bytes(each.attested) for each in _serving(user_id, site)]
    return passkeys.ask(site, had=had) if had else None


def is_right_passkey(
    *, user_id: int, site: PasskeySite, state: Mapping[str, Any], text: str, at: datetime
) -> bool:
    """Whether a browser has shown a person's passkey in answer to `state`.

    One that counts, and says less than before, was copied: it serves no more, until its person has
    ended it and made another. The same count again is the same answer sent twice.
    """
    had = {bytes(each.credential_id): each for each in _serving(user_id, site)}
    stored = [bytes(each.attested) for each in had.values()]
    shown = passkeys.read(site, state=state, had=stored, text=text)
    if shown is None:
        return False
    found = _serving(user_id, site).filter(pk=had[shown.credential_id].pk)
    grown = found.filter(counted__lt=shown.count) if shown.count else found.filter(counted=0)
    # One statement: of two that show one count at once, one enters.
    if grown.update(counted=shown.count, used_at=at):
        return True
    if found.filter(counted__gt=shown.count).update(doubted_at=at):
        log.warning("account %s: a passkey counts backwards: it may have been copied", user_id)
    return False


def reset(request: ActRequest) -> ActAnswer:
    """Takes a lost second step back: the person enters by a new one-time password and makes one.

    Raises:
        NotKnown: nobody of that name is here.
        Refused: it is the account of one of the two, or one that serves another fund.
    """
    login = str(request.fields["login"])
    _resettable(request, login)
    with _on_account(request, login) as act:
        act.before = _forget(login, request.desk.fund, at=act.recorded_at)
        return act.answer()


def reset_by_operator(*, desk: Desk, login: str, on: date) -> None:
    """The same by the operator of the server, for whom no two administrators are left.

    Raises:
        NotKnown: nobody of that name is here.
    """
    require(desk, Permission.MANAGE_USERS)
    person_here(fund=desk.fund, login=login, on=on)
    request = _request(desk, "reset_factor_by_command", login, on)
    with _on_account(request, login) as act:
        act.before = _forget(login, desk.fund, at=act.recorded_at)


def set_policy(request: ActRequest) -> ActAnswer:
    """States whether a role asks for the second step, from a day on."""
    role, is_required = Role(request.fields["role"]), request.fields["required"] == "asked"
    valid = DateRange(request.effective_on, None)
    with performing(request, subject_kind="role", subject_number=role.value) as act:
        before = {each.role: each.is_required for each in policies(on=request.effective_on)}
        act.before = {"required": before[role]}
        key, values = {"role": role.value}, {"is_required": is_required}
        assign(POLICY, fund_id=request.desk.fund.id, key=key, values=values, valid=valid)
        act.after = {"required": is_required}
        return act.answer()


def _resettable(request: ActRequest, login: str) -> None:
    found = person_here(fund=request.desk.fund, login=login, on=request.effective_on)
    both = {request.desk.login} | ({request.validated_by.login} if request.validated_by else set())
    if login in both:
        raise Refused("access.own_account")
    if found.is_elsewhere:
        raise Refused("access.serves_elsewhere", login=login)


def _forget(login: str, fund: FundView, *, at: datetime) -> dict[str, object]:
    """What a person had is gone; so is their password, or whoever knows it would make another.

    So are their links with identity providers: whoever was at their account may have made one.
    """
    user = User.objects.get(login=login)
    had = factors_of(user_id=user.pk)
    TotpFactor.objects.filter(user=user).delete()
    PaperCode.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.factor_due_at = at
    user.save(update_fields=["password", "factor_due_at"])
    access.end_sessions(login=login)
    names = [each.name for each in had.passkeys]
    linked = end_ways(fund.id, user.pk, legal_day(at, fund.country))
    said = {"app": had.app_since is not None, "codes": had.codes_left, "passkeys": names}
    return said | ({"subject": linked} if linked else {})


def _asked_no_more(user_id: int) -> None:
    User.objects.filter(pk=user_id).update(factor_due_at=None)


def _serving(user_id: int, site: PasskeySite) -> "QuerySet[Passkey]":
    return Passkey.objects.filter(user_id=user_id, host=site.host, doubted_at__isnull=True)


def _secret(app: TotpFactor) -> bytes:
    return opened(bytes(app.secret), bound_to=_bound_to(app.user_id))


def _bound_to(user_id: int) -> str:
    return f"totp:{user_id}"


def _issuer(fund: FundView) -> str:
    return f"Socle {fund.name}".replace(":", " ")[:60]


def _on_account(request: ActRequest, login: str) -> AbstractContextManager[ActInProgress]:
    return performing(request, subject_kind=SUBJECT, subject_number=login[:60])


def _request(desk: Desk, kind: str, login: str, on: date) -> ActRequest:
    own = replace(desk, standing_for=None)  # what is a person's own is done for nobody else
    return ActRequest(own, kind, {"login": login}, on, "", f"factors:{uuid4()}")
