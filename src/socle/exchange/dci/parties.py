"""Whether a message is from and for whom it says, and where its answer may be sent."""

from urllib.parse import urlsplit

from socle.exchange.dci.codes import Action, ErrorCode, Rejected
from socle.exchange.dci.messages import Header

_PATHS = {
    Action.ON_SEARCH: "/registry/on-search",
    Action.ON_SUBSCRIBE: "/registry/on-subscribe",
    Action.ON_UNSUBSCRIBE: "/registry/on-unsubscribe",
    Action.TXN_ON_STATUS: "/registry/txn/on-status",
    Action.NOTIFY: "/registry/notify",
}
_ANSWERS = {
    Action.SEARCH: Action.ON_SEARCH,
    Action.SUBSCRIBE: Action.ON_SUBSCRIBE,
    Action.UNSUBSCRIBE: Action.ON_UNSUBSCRIBE,
    Action.TXN_STATUS: Action.TXN_ON_STATUS,
}


def answer_to(action: Action) -> Action:
    """By which action a request is answered."""
    return _ANSWERS[action]


def require_parties(header: Header, *, sender_id: str, our_id: str) -> None:
    """Stops a message of somebody else, or for somebody else.

    Raises:
        Rejected: `err.sender_id.invalid`, `err.receiver_id.invalid`.
    """
    if header.sender_id and header.sender_id != sender_id:
        raise Rejected(
            "is not that of this partner", field="header.sender_id", error=ErrorCode.SENDER_ID
        )
    if header.receiver_id and header.receiver_id != our_id:
        raise Rejected(
            "is not this fund's", field="header.receiver_id", error=ErrorCode.RECEIVER_ID
        )


def path_of_answer(header: Header, *, callback: str) -> str:
    """Where below the registered address an answer is sent, whatever the message says.

    Raises:
        Rejected: `err.sender_uri.invalid`: none is registered, or the message names another place.
    """
    if not callback:
        raise Rejected(
            "no address for answers is registered with this partner",
            field="header.sender_uri",
            error=ErrorCode.SENDER_URI,
        )
    answer = answer_to(header.action)
    if not header.sender_uri:
        return _PATHS[answer]
    if not is_below(header.sender_uri, callback):
        raise Rejected(
            "is not below the address registered with this partner",
            field="header.sender_uri",
            error=ErrorCode.SENDER_URI,
        )
    path = urlsplit(header.sender_uri).path
    if path.endswith("/" + _PATHS[answer].rpartition("/")[2]):
        return path[len(urlsplit(callback).path.rstrip("/")) :]
    return _PATHS[answer]


def path_of(action: Action) -> str:
    """Where a partner hears an action, below its registered address."""
    return _PATHS[action]


def is_below(address: str, registered: str) -> bool:
    """Whether an address is of the same host as a registered one and under its path."""
    try:
        asked, known = urlsplit(address), urlsplit(registered)
        is_same = (asked.scheme, asked.hostname, asked.port) == (
            *(known.scheme, known.hostname, known.port),
        )
        has_more = asked.username or asked.password or asked.fragment or asked.query
    except ValueError:
        return False
    path = asked.path
    # What a server could read as another place than we do.
    if not is_same or has_more or any(each in path for each in ("..", "//", "\\", "%", ";")):
        return False
    under = known.path.rstrip("/")
    return path == under or path.startswith(under + "/")
