"""Acts on where somebody is paid: changed by two people, stopped by the old contact, decided."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import phonenumbers
from psycopg.types.range import DateRange

from socle.countries.registry import country
from socle.kernel.check_digits import LAYOUTS, iban_of, iban_verdict, mod_97_10_is_right
from socle.kernel.errors import Fault, NotKnown, Refused
from socle.platform.access.types import Desk
from socle.platform.acts.progress import ActInProgress, AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sealing.types import DataClass
from socle.platform.sealing.values import keep_value
from socle.platform.temporal.operations import assign, clear
from socle.registry.operations.details_notices import warn
from socle.registry.queries.details import (
    PERSON,
    Holder,
    account_before,
    accounts,
    cooling_days,
    holder,
    notice_of_code,
    others_with,
    reached_at,
)
from socle.registry.queries.merging import ids_of_person
from socle.registry.stating import shown
from socle.registry.subjects import (
    employer_by_number,
    file_by_number,
    legal_day,
    require_living_file,
)
from socle.registry.types.details import AccountKind, AccountState, mask

Perform = Callable[[ActRequest], ActAnswer]
_SHORTEST_IBAN = 15
# Kept on the act, in the language of its motives.
_OLD_CONTACT = "L’ancien contact a répondu à l’avis : ce changement n’est pas le sien"


def changing(kind: str) -> Perform:
    """The act that changes where a person, or an affiliate, is paid.

    From the day it is recorded at the earliest: what was paid before was paid elsewhere. The new
    account is usable after the cooling-off days, and the old contact is told in the same act.

    Raises:
        NotKnown: no such file.
        Refused: the account is certainly wrong, its holder is dead, or it is theirs already.
    """

    def change(request: ActRequest) -> ActAnswer:
        number = request.fields["number"]
        with performing(request, subject_kind=kind, subject_number=number) as act:
            whose = _holder(kind, number, request.effective_on)
            account = read_account(request)
            day = legal_day(request, act)
            since = max(request.effective_on, day)
            rows = accounts(whose, on=since)
            if rows and rows[0]["whole"] == account:
                raise Refused("details.same_account", number=number)
            values = {
                "kind": request.fields["account_kind"],
                "account": kept_account(request, act=act, account=account),
                "whole": account,
                "operator": _operator(request, account),
                "usable_on": since + timedelta(days=cooling_days().value),
                "state": AccountState.OPEN.value,
            }
            _state(request, whose, values, DateRange(since, None))
            act.before = _said(rows[0]) if rows else {}
            told = warn(request=request, act=act, whose=whose, text="account_changed")
            act.after = _said(values) | {"told": told}
            return act.answer()

    return change


def stopping(kind: str) -> Perform:
    """The act that freezes an account which does not pay yet, until two people decide.

    Raises:
        NotKnown: no such file.
        Refused: there is no account that waits.
    """

    def stop(request: ActRequest) -> ActAnswer:
        number = request.fields["number"]
        with performing(request, subject_kind=kind, subject_number=number) as act:
            whose = holder(kind=kind, number=number)
            day = legal_day(request, act)
            rows = accounts(whose)
            now = rows[-1] if rows else None
            if now is None or now["usable_on"] <= day or now["state"] == AccountState.STOPPED:
                raise Refused("details.nothing_waits", number=number)
            values = now | {"state": AccountState.STOPPED.value}
            _state(request, whose, values, DateRange(max(day, now["valid"].lower), None))
            act.before, act.after = _said(now), _said(values)
            return act.answer()

    return stop


def deciding(kind: str) -> Perform:
    """The act by which two people keep a stopped account, or drop it for the one before.

    Raises:
        NotKnown: no such file.
        Refused: no account was stopped.
    """

    def decide(request: ActRequest) -> ActAnswer:
        number = request.fields["number"]
        with performing(request, subject_kind=kind, subject_number=number) as act:
            whose = holder(kind=kind, number=number)
            rows = accounts(whose)
            if not rows or rows[-1]["state"] != AccountState.STOPPED:
                raise Refused("details.not_stopped", number=number)
            now = rows[-1]
            since = max(legal_day(request, act), now["valid"].lower)
            period = DateRange(since, None)
            act.before = _said(now)
            chosen = account_before(rows, since) if request.fields["decision"] == "drop" else now
            if chosen is None:
                clear(whose.accounts, fund_id=request.desk.fund.id, key=whose.key, valid=period)
                act.after = {"decision": "drop"}
                return act.answer()
            values = chosen | {"state": AccountState.OPEN.value}
            if chosen is now:
                values |= {"usable_on": since}
            _state(request, whose, values, period)
            act.after = _said(values) | {"decision": request.fields["decision"]}
            return act.answer()

    return decide


def doubts_on(kind: str) -> Callable[[ActRequest], tuple[Fault, ...]]:
    """What is unusual in a change of account: another's, abroad, or with nobody to tell."""

    def doubts(request: ActRequest) -> tuple[Fault, ...]:
        whose = holder(kind=kind, number=request.fields["number"])
        account, found = read_account(request), list[Fault]()
        fund_id = request.desk.fund.id
        if others := others_with(account=account, whose=whose, fund_id=fund_id):
            named = {"numbers": ", ".join(others)}
            found.append(Fault("details.doubt_shared", field="account", facts=named))
        if _is_abroad(request, account):
            facts = {"country": account[:2]}
            found.append(Fault("details.doubt_abroad", field="account", facts=facts))
        if reached_at(whose, on=request.effective_on, known_at=None) is None:
            found.append(Fault("details.doubt_nobody_told", field="number"))
        return tuple(found)

    return doubts


def read_account(request: ActRequest) -> str:
    """An account as it is stored: an IBAN where its country has one, a telephone in E.164.

    Raises:
        Refused: its length or its key is certainly wrong.
    """
    if request.fields["account_kind"] == AccountKind.WALLET:
        return _wallet(request)
    text, here = request.fields["account"], request.desk.fund.country
    rib = country(here).identifiers["rib"]
    compact = rib.compact(text)
    if rib.validate(text).valid is not False:
        return iban_of(here, compact) if LAYOUTS[here].has_iban else compact
    if not _is_iban(compact):
        raise Refused("details.account_wrong", account=mask(compact))
    return compact


def kept_account(request: ActRequest, *, act: ActInProgress, account: str) -> str:
    """What rows hold in place of an account: its token. Its bank is read in clear, to sort lots by.

    Raises:
        Unavailable: this process cannot seal it.
    """
    fund = request.desk.fund
    bank = bank_of(account, here=fund.country)
    return keep_value(account, fund_id=fund.id, act_id=act.id, of=DataClass.BANK, part=bank)


def bank_of(account: str, *, here: str) -> str:
    """The code of the bank that a number or an IBAN says (code banque); empty for a wallet."""
    layout = LAYOUTS.get(here)
    if layout is None or account.startswith("+"):
        return ""
    is_iban = layout.has_iban and account.startswith(here)
    start = 4 if is_iban and len(account) == sum(layout.groups) + 4 else 0
    return account[start : start + layout.groups[0]]


def _is_iban(compact: str) -> bool:
    if not (compact.isascii() and compact.isalnum() and len(compact) >= _SHORTEST_IBAN):
        return False
    if compact[:2] in LAYOUTS:
        return iban_verdict(compact)[0] is not False
    return compact[:2].isalpha() and mod_97_10_is_right(compact[4:] + compact[:4])


def read_phone(*, text: str, here: str) -> phonenumbers.PhoneNumber:
    """A telephone of this country, or of the one it says.

    Raises:
        Refused: no such number can exist.
    """
    try:
        number = phonenumbers.parse(text, here)
    except phonenumbers.NumberParseException:
        raise Refused("details.phone_wrong", read=text[:30]) from None
    if not phonenumbers.is_valid_number(number):
        raise Refused("details.phone_wrong", read=text[:30])
    return number


def e164(number: phonenumbers.PhoneNumber) -> str:
    """A telephone as it is stored: `+237677000000`."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _wallet(request: ActRequest) -> str:
    number = read_phone(text=request.fields["account"], here=request.desk.fund.country)
    kinds = phonenumbers.PhoneNumberType
    if phonenumbers.number_type(number) not in {kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE}:
        raise Refused("details.not_mobile", read=request.fields["account"][:30])
    return e164(number)


def _operator(request: ActRequest, account: str) -> str:
    """Who runs the wallet: as said, else as the numbering plan has it. A ported number is said."""
    said: str = request.fields.get("operator", "")
    if said or request.fields["account_kind"] != AccountKind.WALLET:
        return said
    # Here: its tables would be a tenth of every command's start.
    from phonenumbers import carrier  # noqa: PLC0415

    return carrier.name_for_number(phonenumbers.parse(account), "en")[:40]


def _is_abroad(request: ActRequest, account: str) -> bool:
    is_bank = request.fields["account_kind"] == AccountKind.BANK
    return is_bank and account[:2].isalpha() and account[:2] != request.desk.fund.country


def _holder(kind: str, number: str, on: date) -> Holder:
    if kind != PERSON:
        return Holder(kind, employer_by_number(number).pk)
    # Also the file of a merged number: what is due under it is paid on its own account.
    file = file_by_number(number)
    for key in ids_of_person(person_id=file.pk, known_at=None):
        require_living_file(key, number, on)
    return Holder(kind, file.pk)


def _state(request: ActRequest, whose: Holder, values: dict[str, Any], valid: DateRange) -> None:
    fund_id = request.desk.fund.id
    said = {name: values[name] for name in whose.accounts.values}
    assign(whose.accounts, fund_id=fund_id, key=whose.key, values=said, valid=valid)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """An account as an act keeps it: its end alone, for the act is read by many."""
    return {
        "account_kind": values["kind"],
        "account": mask(values["whole"]),
        **({"operator": values["operator"]} if values["operator"] else {}),
        **shown({"usable_on": values["usable_on"]}),
        "account_state": values["state"],
    }


def stop_by_code(*, desk: Desk, code: str, on: date) -> ActAnswer:
    """Stops a new account on the word of the contact that stood before, by a notice's code.

    The same code again answers with the same act.

    Raises:
        NotKnown: no notice has that code.
        Refused: no account waits: the change was stopped, decided or paid on already.
    """
    notice = notice_of_code(code=code)
    if notice is None:
        raise NotKnown("details.code_unknown")
    infix = "" if notice.holder_kind == PERSON else "employer_"
    request = ActRequest(
        desk=desk,
        type=f"stop_{infix}account",
        fields={"number": notice.holder_number},
        effective_on=on,
        motive=_OLD_CONTACT,
        key=f"stop-{notice.id}",
    )
    try:
        return stopping(notice.holder_kind)(request)
    except AlreadyDone as done:
        return done.answer
