"""Identity providers that a fund believes, and whose account is whose there.

A provider says who somebody is; what they may do stays the fund's to say, and no account is opened
by it. An account is linked to an issuer and its subject, never to an address of mail: by two people
of the fund, or by its person once they have shown their own second step. A fund's provider opens
the accounts that serve this fund alone.
"""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access import operations as access
from socle.platform.access.holders import person_here
from socle.platform.access.queries import require_proof, require_user
from socle.platform.access.types import Desk
from socle.platform.acts.catalogue import HIDDEN
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.factors.queries import factors_of, is_asked
from socle.platform.identities.queries import identities, providers, user_of
from socle.platform.identities.tables import IDENTITY, PROVIDER
from socle.platform.identities.types import ProviderView, Shown
from socle.platform.partners.addresses import may_be_called
from socle.platform.sealing import opened, sealed
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of

SUBJECT, ACCOUNT = "identity_provider", "account"
LONGEST_SUBJECT = 255
_CODE = re.compile(r"[a-z][a-z0-9-]{1,28}")
_HOST = re.compile(r"(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_MOST_HOSTS, _MOST_STRONG = 5, 10
# What an act calls them: its words are those of every act.
_SAID = {"name": "provider_name", "issuer": "issuer_address"}


def state_provider(request: ActRequest) -> ActAnswer:
    """States whom the fund believes when it says who somebody is (fournisseur d'identité).

    What was stated before of this provider ends the day that this begins; a secret that is not
    given again stays the one it was, as long as the issuer does: it is shown to no other.

    Raises:
        Invalid: what is badly written, all at once.
        Unavailable: this process has no secret to seal with.
    """
    provider_doubts(request)
    fields, since, fund_id = request.fields, request.effective_on, request.desk.fund.id
    code = fields["provider"]
    with performing(request, subject_kind=SUBJECT, subject_number=code) as act:
        before = _believed(code, since)
        secret = fields.get("client_secret", "")
        said = {
            "name": fields["provider_name"],
            "issuer": fields["issuer_address"],
            "client_id": fields["client_id"],
            "hosts": sorted(set(fields.get("hosts", "").lower().split())),
            "strong": sorted(set(fields.get("second_factor", "").split())),
        }
        kept = bytes(before.get("secret", b""))
        values = said | {"secret": _sealed(secret, fund_id, code) if secret else kept}
        valid = DateRange(since, None)
        assign(PROVIDER, fund_id=fund_id, key={"code": code}, values=values, valid=valid)
        act.before, act.after = _shown(before), _shown(values)
        return act.answer()


def provider_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing in a provider is doubted; what is badly written is told before it is proposed.

    Raises:
        Invalid: as `state_provider`.
    """
    fields, faults = request.fields, []
    hosts = fields.get("hosts", "").lower().split()
    strong = fields.get("second_factor", "").split()
    if not _CODE.fullmatch(fields["provider"]):
        faults.append(Fault("identities.code_invalid", field="provider", read=fields["provider"]))
    if not _is_issuer(fields["issuer_address"]):
        read = fields["issuer_address"][:80]
        faults.append(Fault("identities.issuer_invalid", field="issuer_address", read=read))
    if len(hosts) > _MOST_HOSTS or not all(_HOST.fullmatch(each) for each in hosts):
        faults.append(Fault("identities.host_invalid", field="hosts", read=" ".join(hosts)[:80]))
    if len(strong) > _MOST_STRONG or any(len(each) > 80 for each in strong):
        read = " ".join(strong)[:80]
        faults.append(Fault("identities.strong_invalid", field="second_factor", read=read))
    same = [
        each.code
        for each in providers(fund=request.desk.fund, on=request.effective_on)
        if each.issuer == fields["issuer_address"] and each.code != fields["provider"]
    ]
    if same:
        facts = {"other": same[0]}
        faults.append(Fault("identities.issuer_taken", field="issuer_address", facts=facts))
    before = _believed(fields["provider"], request.effective_on)
    is_other = before.get("issuer", fields["issuer_address"]) != fields["issuer_address"]
    if is_other and before["secret"] and not fields.get("client_secret"):
        faults.append(Fault("identities.secret_again", field="client_secret"))
    if faults:
        raise Invalid(faults)
    return ()


def end_provider(request: ActRequest) -> ActAnswer:
    """Ends a provider: from that day it opens nothing, and sessions of its people end at once.

    Their links stay: the provider that is stated again finds them.

    Raises:
        NotKnown: the fund believes none of that code that day.
    """
    code, since = request.fields["provider"], request.effective_on
    fund = request.desk.fund
    with performing(request, subject_kind=SUBJECT, subject_number=code) as act:
        act.before = _shown(_believed(code, since))
        if not act.before:
            raise NotKnown("identities.provider_unknown", provider=code[:40])
        for each in identities(fund=fund, on=since):
            if each.provider == code:
                access.end_sessions(login=each.login)
        clear(PROVIDER, fund_id=fund.id, key={"code": code}, valid=DateRange(since, None))
        return act.answer()


def link(request: ActRequest) -> ActAnswer:
    """Links a person's account to who they are at a provider (rattachement), by two people.

    Raises:
        NotKnown: nobody of that name is here, or there is no such provider.
        Refused: it is the account of one of the two, or one that serves another fund.
        Conflict: that subject is linked to another account.
    """
    link_doubts(request)
    fields = request.fields
    login = str(request.fields["login"])
    validator = request.validated_by
    if validator is not None and login == validator.login:
        raise Refused("access.own_account")
    provider = _provider(request.desk, fields["provider"], request.effective_on)
    return _linked(request, login, provider, fields["subject"])


def link_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing in a link is doubted; one that cannot be is refused before it is proposed.

    Raises:
        NotKnown, Refused, Conflict: as `link`.
    """
    desk, on, fields = request.desk, request.effective_on, request.fields
    login, subject = str(fields["login"]), fields["subject"]
    if login == desk.login:
        raise Refused("access.own_account")
    provider = _provider(desk, fields["provider"], on)
    _linkable(desk, login, provider.issuer, subject, on)
    return ()


def unlink(request: ActRequest) -> ActAnswer:
    """Ends the links of an account with a provider, and its open sessions.

    Raises:
        NotKnown: there is none.
    """
    login = str(request.fields["login"])
    person_here(fund=request.desk.fund, login=login, on=request.effective_on)
    answer = _unlinked(request, login, request.fields["provider"])
    access.end_sessions(login=login)
    return answer


def link_own(*, desk: Desk, provider: ProviderView, shown: Shown, on: date) -> None:
    """Links one's own account to whom a provider has just shown one to be.

    Raises:
        ProofNeeded: who is at the desk has to be proved first.
        Refused: the person has no second step of their own, serves another fund too, or the
            provider is another fund's.
        Conflict: that subject is linked to another account.
    """
    require_proof(desk)
    if provider.fund.id != desk.fund.id:
        raise Refused("identities.other_fund")
    if not factors_of(user_id=desk.user_id).is_enrolled:
        raise Refused("identities.own_step_first")
    _linkable(desk, desk.login, shown.issuer, shown.subject, on)
    said = {"login": desk.login, "provider": provider.code, "subject": shown.subject}
    _linked(_request(desk, "link_own_identity", said, on), desk.login, provider, shown.subject)


def unlink_own(*, desk: Desk, code: str, on: date) -> None:
    """Ends one's own links with a provider; the password opens as before.

    Raises:
        NotKnown: there is none. ProofNeeded: as `link_own`.
    """
    require_proof(desk)
    said = {"login": desk.login, "provider": code}
    _unlinked(_request(desk, "unlink_own_identity", said, on), desk.login, code)


def end_links(*, fund_id: int, user_id: int, since: date) -> str:
    """Ends every link of an account from a day on, those to come too; returns the subjects."""
    ended = []
    for row in as_of(IDENTITY, on=None, known_at=None, where={"user_id": user_id}):
        first, until = max(row["valid"].lower, since), row["valid"].upper
        if until is None or until > since:
            key = {"issuer": row["issuer"], "subject": row["subject"]}
            clear(IDENTITY, fund_id=fund_id, key=key, valid=DateRange(first, until))
            ended.append(row["subject"])
    return " ".join(ended)


def entering(*, provider: ProviderView, shown: Shown, at: datetime) -> int:
    """Whose session an identity opens.

    A provider that says nothing of a second factor opens to who has one here, which is asked then,
    or of whom none is asked: it goes round nothing.

    Raises:
        Refused: nobody's, or of somebody who makes a second step first.
    """
    user_id = user_of(provider=provider, shown=shown, at=at)
    if user_id is None:
        raise Refused("identities.nobody", provider=provider.name)
    is_weak = not shown.is_strong and not factors_of(user_id=user_id).is_enrolled
    if is_weak and is_asked(user_id=user_id, at=at):
        raise Refused("identities.step_first", provider=provider.name)
    return user_id


def require_same(*, user_id: int, provider: ProviderView, shown: Shown, at: datetime) -> None:
    """Stops whoever proves, at a provider, to be another than the session's person.

    Raises:
        Refused: `identities.nobody`.
    """
    if user_of(provider=provider, shown=shown, at=at) != user_id:
        raise Refused("identities.nobody", provider=provider.name)


def client_secret(provider: ProviderView) -> str:
    """The secret by which a provider knows us; empty where it asks for none.

    Raises:
        Unavailable: this process cannot open it.
    """
    if not provider.sealed:
        return ""
    return opened(provider.sealed, bound_to=_bound(provider.fund.id, provider.code)).decode()


def _linked(request: ActRequest, login: str, provider: ProviderView, subject: str) -> ActAnswer:
    fund_id, valid = request.desk.fund.id, DateRange(request.effective_on, None)
    with performing(request, subject_kind=ACCOUNT, subject_number=login[:60]) as act:
        key = {"issuer": provider.issuer, "subject": subject}
        values = {"user_id": require_user(login=login)}
        assign(IDENTITY, fund_id=fund_id, key=key, values=values, valid=valid)
        act.after = {
            "provider": provider.code,
            "issuer_address": provider.issuer,
            "subject": subject,
        }
        return act.answer()


def _unlinked(request: ActRequest, login: str, code: str) -> ActAnswer:
    desk, since = request.desk, request.effective_on
    with performing(request, subject_kind=ACCOUNT, subject_number=login[:60]) as act:
        found = _links(desk, login, code, since)
        if not found:
            raise NotKnown("identities.not_linked", login=login)
        for key in found:
            clear(IDENTITY, fund_id=desk.fund.id, key=key, valid=DateRange(since, None))
        act.before = {"provider": code, "subject": " ".join(key["subject"] for key in found)}
        return act.answer()


def _links(desk: Desk, login: str, code: str, since: date) -> list[dict[str, str]]:
    """The links of an account that a provider opens it by that day or later, stated again maybe."""
    ever = as_of(PROVIDER, on=None, known_at=None, where={"code": code})
    issuers = {row["issuer"] for row in ever}
    where = {"user_id": require_user(login=login)}
    return [
        {"issuer": row["issuer"], "subject": row["subject"]}
        for row in as_of(IDENTITY, on=None, known_at=None, where=where)
        if row["issuer"] in issuers and (row["valid"].upper is None or row["valid"].upper > since)
    ]


def _linkable(desk: Desk, login: str, issuer: str, subject: str, on: date) -> None:
    if person_here(fund=desk.fund, login=login, on=on).is_elsewhere:
        raise Refused("access.serves_elsewhere", login=login)
    # Whatever the day: what is linked from tomorrow on is somebody's too.
    key, user_id = {"issuer": issuer, "subject": subject}, require_user(login=login)
    for row in as_of(IDENTITY, on=None, known_at=None, where=key):
        until = row["valid"].upper
        if row["user_id"] != user_id and (until is None or until > on):
            raise Conflict("identities.subject_taken")


def _provider(desk: Desk, code: str, on: date) -> ProviderView:
    for each in providers(fund=desk.fund, on=on):
        if each.code == code:
            return each
    raise NotKnown("identities.provider_unknown", provider=code[:40])


def _believed(code: str, on: date) -> dict[str, Any]:
    rows = as_of(PROVIDER, on=on, known_at=None, where={"code": code})
    return {name: rows[0][name] for name in PROVIDER.values} if rows else {}


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    """What an act says of a provider: of the secret, whether there is one."""
    if not values:
        return {}
    said = {_SAID.get(name, name): value for name, value in values.items()}
    return said | {"secret": HIDDEN if values["secret"] else ""}


def _sealed(secret: str, fund_id: int, code: str) -> bytes:
    return sealed(secret.encode(), bound_to=_bound(fund_id, code))


def _bound(fund_id: int, code: str) -> str:
    return f"identity_provider:{fund_id}:{code}"


def _is_issuer(text: str) -> bool:
    """Whether it is an https address of a host, as the standard has issuers written."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_bare = not parts.query and not parts.fragment
    return is_bare and len(text) <= 200 and may_be_called(text, host=host)


def _request(desk: Desk, kind: str, fields: dict[str, str], on: date) -> ActRequest:
    own = replace(desk, standing_for=None)  # what is a person's own is done for nobody else
    return ActRequest(own, kind, fields, on, "", f"identities:{uuid4()}")
