"""What a partner's system may call: what was opened to it, within its scopes, each call recorded.

An operation that is not marked `open_to_partners` is closed to every partner.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from socle.api import clock
from socle.kernel.errors import Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Agreement, Desk, Permission
from socle.platform.partners.operations import note_access
from socle.platform.partners.types import ACTS_WRITE, Scope

Operation = TypeVar("Operation", bound=Callable[..., Any])
_MARK = "open_to"
# The scopes of whatever any partner may call, and of what submitting some act asks.
ANY, SOME_ACT = "", ACTS_WRITE + "*"
# What an operation calls the number of the file that it reads.
_FILE = ("number", "act", "person")


def open_to_partners(scope: str, kind: str = "") -> Callable[[Operation], Operation]:
    """Opens an operation to the partners that hold a scope; `kind` is whose file `number` names."""

    def mark(operation: Operation) -> Operation:
        setattr(operation, _MARK, (scope, kind))
        return operation

    return mark


def scope_of(operation: Callable[..., Any]) -> str | None:
    """The scope that an operation asks of a partner; None where it is closed to all."""
    found: tuple[str, str] | None = getattr(operation, _MARK, None)
    return found[0] if found else None


def by_partner(
    desk: Desk, operation: Callable[..., Any], given: Mapping[str, Any], run: Callable[[], Any]
) -> Any:
    """What an operation answers a partner; the call is recorded with it, and so is a refusal.

    Raises:
        Refused: it is open to no partner, or the scope is not agreed. Otherwise as the operation.
    """
    scope, kind = getattr(operation, _MARK, (None, ""))
    number = next((str(given[name]) for name in _FILE if given.get(name)), "") if kind else ""

    def note(outcome: str) -> None:
        note_access(
            desk=desk,
            operation=operation.__name__,
            kind=kind,
            number=number,
            outcome=outcome,
            at=clock.now(),
        )

    try:
        with fund_scope(desk.fund.id):
            _require_scope(desk, scope)
            answer = run()
            note("done")
            return answer
    except SocleError as refused:
        with fund_scope(desk.fund.id):
            note(refused.code)
        raise


def _require_scope(desk: Desk, scope: str | None) -> None:
    if scope is None:
        raise Refused("partners.not_open")
    if desk.agreement is not None and not _is_held(desk.agreement, scope):
        raise Refused("partners.scope_missing", scope=scope)


def _is_held(agreement: Agreement, scope: str) -> bool:
    if scope == SOME_ACT:
        return bool(agreement.acts)
    return scope == ANY or scope in agreement.scopes


def reads_identity(desk: Desk) -> bool:
    """Whether an identity number and telephones are shown whole to this caller: who needs them.

    A partner whose agreement says so; of the fund's own people, who enters them.
    """
    if desk.agreement is not None:
        return Scope.IDENTITY in desk.agreement.scopes
    return Permission.PERFORM_REGISTRATION in desk.permissions
