"""Each named requirement of the standard's compliance suite, how it is tried here, or why not."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from tests.api.dci.institutions import named
from tests.api.dci.labs import Lab, at_request, of_changes, of_number, to_be_told
from tests.exchange.contracts import answer_faults, request_faults
from tests.exchange.dci import letters

from socle.exchange.ports import Question

Json = dict[str, Any]
Check = Callable[[Lab], None]
SEARCH, SUBSCRIBE = "/registry/search", "/registry/subscribe"
UNSUBSCRIBE, STATUS = "/registry/unsubscribe", "/registry/txn/status"
SYNC, SYNC_STATUS = "/registry/sync/search", "/registry/sync/txn/status"
NOTIFY = "/registry/notify"
ON = {
    "/registry/on-search": letters.on_search({"sex": "female"}),
    "/registry/on-subscribe": letters.on_subscribe(),
    "/registry/on-unsubscribe": letters.on_unsubscribe(),
    "/registry/txn/on-status": letters.txn_on_status(),
}
ASKED = {
    SEARCH: letters.search(),
    SUBSCRIBE: letters.subscribe(),
    UNSUBSCRIBE: letters.unsubscribe(),
    STATUS: letters.txn_status(),
    SYNC: letters.search(),
    SYNC_STATUS: letters.txn_status(),
    NOTIFY: letters.notify("REGISTER"),
    **ON,
}


@dataclass(frozen=True)
class Not:
    """A requirement that is none of ours, and why."""

    why: str


def changed(path: str, *places: str | int, to: Any) -> Json:
    said = copy.deepcopy(ASKED[path])
    one: Any = said["message"]
    for each in places[:-1]:
        one = one[each]
    one[places[-1]] = to
    return said


def accepted(path: str, said: Json | None = None, *, api: str = "social") -> Check:
    """A message of the standard is acknowledged, in an answer of the standard."""

    def check(lab: Lab) -> None:
        asked = named(said or ASKED[path])
        assert request_faults(api, path, asked) == []
        response = lab.asker.send(path, lab.asker.signed(asked))
        assert response.status_code in {200, 202}, response.content
        assert answer_faults(api, path, response.json()) == []
        if "sync" not in path:
            assert response.json()["message"]["ack_status"] == "ACK"

    return check


def refused(path: str, said: Json | None = None, *, api: str = "social") -> Check:
    """What the standard does not know is refused, in an answer of the standard."""

    def check(lab: Lab) -> None:
        spoilt = said or _without_message(path)
        response = lab.asker.send(path, lab.asker.signed(named(spoilt)))
        _require_refused(response, path, api)

    return check


def _without_message(path: str) -> Json:
    spoilt = copy.deepcopy(ASKED[path])
    spoilt["message"] = {"transaction_id": "t-1"}
    return spoilt


def _require_refused(response: HttpResponse, path: str, api: str) -> None:
    assert 400 <= response.status_code < 500, response.content
    body = response.json()
    assert answer_faults(api, path, body) == []
    is_err = body.get("message", {}).get("ack_status") == "ERR"
    assert is_err or body["header"]["status"] == "rjct"


def asks_for_token(path: str) -> Check:
    def check(lab: Lab) -> None:
        response = lab.asker.send(path, ASKED[path], token="")
        assert response.status_code == 401
        assert answer_faults("social", path, response.json(), status="401") == []

    return check


def refuses_signature(path: str) -> Check:
    def check(lab: Lab) -> None:
        said = named(ASKED[path]) | {"signature": "unsigned-or-wrong"}
        response = lab.asker.send(path, said)
        assert response.status_code == 401
        assert response.json()["message"]["ack_status"] == "ERR"
        assert response.json()["message"]["error"]["code"] == "err.signature.invalid"

    return check


def called_back(path: str, heard_at: str) -> Check:
    """What was acknowledged is answered, to the registered address, as the standard says."""

    def check(lab: Lab) -> None:
        accepted(path)(lab)
        lab.sent()
        [(address, body, _raw)] = lab.heard.calls
        assert address == f"/dci{heard_at}"
        assert request_faults("social", heard_at, body) == []

    return check


def sent(
    check: Callable[[Json, dict[str, str]], bool], question: Callable[[], Question] = of_number
) -> Check:
    """What we send to a registry, seen where it arrives, is a message of the standard."""

    def tried(lab: Lab) -> None:
        path, body, headers = at_request(lab, question())
        assert request_faults("social", path, body) == []
        assert check(body, headers)

    return tried


_BAD_TIME = changed(SEARCH, "search_request", 0, "timestamp", to="22/11/2026 10:15")
_NO_ZONE = changed(SUBSCRIBE, "subscribe_request", 0, "timestamp", to="2026-11-22T10:15:00")


def _page(**said: int) -> Json:
    place = ("search_request", 0, "search_criteria", "pagination")
    return changed(SEARCH, *place, to={"page_size": 10, "page_number": 1} | said)


_ASYNC = Not("we ask registries synchronously: no search of ours is answered later")

COMMON: dict[str, Check | Not] = {
    "DCI-VAL-FMT-TS-01": refused(SEARCH, _BAD_TIME),
    "DCI-VAL-FMT-TS-02": accepted(SEARCH),
    "DCI-VAL-FMT-TS-03": refused(SUBSCRIBE, _NO_ZONE),
    "DCI-VAL-FMT-LOC-01": accepted(
        SEARCH, changed(SEARCH, "search_request", 0, "locale", to="eng")
    ),
    "DCI-VAL-FMT-LOC-02": refused(SEARCH, changed(SEARCH, "search_request", 0, "locale", to="en")),
    "DCI-VAL-FMT-LOC-03": refused(SEARCH, changed(SEARCH, "search_request", 0, "locale", to="ENG")),
    "DCI-VAL-BND-TXN-01": accepted(SEARCH, changed(SEARCH, "transaction_id", to="t" * 99)),
    "DCI-VAL-BND-TXN-02": refused(SEARCH, changed(SEARCH, "transaction_id", to="t" * 100)),
    "DCI-VAL-BND-REF-01": accepted(
        SEARCH, changed(SEARCH, "search_request", 0, "reference_id", to="r" * 99)
    ),
    "DCI-VAL-BND-SUB-01": accepted(UNSUBSCRIBE, letters.unsubscribe("s" * 99)),
    "DCI-VAL-BND-SUB-02": refused(UNSUBSCRIBE, letters.unsubscribe("s" * 100)),
    "DCI-CORE-PAG-01": accepted(SEARCH),
    "DCI-CORE-PAG-02": accepted(SYNC),
    "DCI-CORE-PAG-03": accepted(SEARCH, _page(page_number=2)),
    "DCI-VAL-PAG-01": refused(SEARCH, _page(page_size=0)),
    "DCI-VAL-PAG-02": refused(SEARCH, _page(page_number=0)),
    "DCI-VAL-PAG-03": refused(SEARCH, _page(page_size=-1)),
}
CRVS: dict[str, Check | Not] = {
    "CRVS-CORE-RG-ASYNC-SEARCH-01": accepted(SEARCH, api="crvs"),
    "CRVS-CORE-RG-SUBSCRIBE-01": accepted(SUBSCRIBE, api="crvs"),
    "CRVS-CORE-RG-UNSUBSCRIBE-01": accepted(UNSUBSCRIBE, api="crvs"),
    "CRVS-CORE-RG-TXN-STATUS-01": accepted(STATUS, api="crvs"),
    "CRVS-CORE-RG-SYNC-SEARCH-01": accepted(SYNC, api="crvs"),
    "CRVS-CORE-RG-ASYNC-SEARCH-NEG-01": refused(SEARCH, api="crvs"),
    "CRVS-CORE-RG-SUBSCRIBE-NEG-01": refused(SUBSCRIBE, api="crvs"),
    "CRVS-CORE-RG-SYNC-SEARCH-NEG-01": refused(SYNC, api="crvs"),
}
_ROUTES = {
    "RG-ASYNC-SEARCH": SEARCH,
    "RG-ASYNC-SUBSCRIBE": SUBSCRIBE,
    "RG-ASYNC-UNSUBSCRIBE": UNSUBSCRIBE,
    "RG-ASYNC-TXNSTATUS": STATUS,
    "RG-SYNC-SEARCH": SYNC,
    "RG-SYNC-TXNSTATUS": SYNC_STATUS,
    "SP-ON-SEARCH": "/registry/on-search",
    "SP-ON-SUBSCRIBE": "/registry/on-subscribe",
    "SP-ON-UNSUBSCRIBE": "/registry/on-unsubscribe",
    "SP-TXN-ON-STATUS": "/registry/txn/on-status",
    "SP-NOTIFY": NOTIFY,
}
SOCIAL: dict[str, Check | Not] = {
    **{f"SR-CORE-{name}-01": accepted(path) for name, path in _ROUTES.items()},
    **{f"SR-CORE-{name}-NEG-01": refused(path) for name, path in _ROUTES.items()},
    **{f"SR-SEC-AUTH-{name}-01": asks_for_token(path) for name, path in _ROUTES.items()},
    "SR-CORE-RG-ASYNC-SEARCH-CB-01": called_back(SEARCH, "/registry/on-search"),
    "SR-CORE-RG-ASYNC-SUBSCRIBE-CB-01": called_back(SUBSCRIBE, "/registry/on-subscribe"),
    "SR-CORE-RG-ASYNC-UNSUBSCRIBE-CB-01": called_back(UNSUBSCRIBE, "/registry/on-unsubscribe"),
    "SR-CORE-RG-ASYNC-TXNSTATUS-CB-01": called_back(STATUS, "/registry/txn/on-status"),
    "SR-SEC-SIG-RG-01": refuses_signature(SEARCH),
    "SR-SEC-SIG-SP-01": refuses_signature(NOTIFY),
    "SR-EXTRA-RG-SYNC-SEARCH-REGRECORDS-01": accepted(SYNC),
    "SR-CORE-RG-ASYNC-SEARCH-EXPRESSION-01": accepted(SEARCH, letters.expression()),
    "SR-CORE-RG-ASYNC-SEARCH-PREDICATE-01": accepted(SEARCH, letters.predicate()),
    "SR-CORE-RG-SYNC-SEARCH-EXPRESSION-01": accepted(SYNC, letters.expression()),
    "SR-CORE-RG-SYNC-SEARCH-PREDICATE-01": accepted(SYNC, letters.predicate()),
    "SP-CORE-CL-SEARCH-01": _ASYNC,
    "SP-CORE-CL-SEARCH-ACK-01": _ASYNC,
    "SP-CORE-CL-SEARCH-ERR-01": _ASYNC,
    "SP-CORE-CL-SUBSCRIBE-01": sent(lambda body, _h: _action(body, "subscribe"), to_be_told),
    "SP-CORE-CL-UNSUBSCRIBE-01": Not(
        "we subscribe for ten years and end nothing from here: whoever ends the link ends it there"
    ),
    "SP-CORE-CL-SYNC-SEARCH-01": sent(lambda body, _headers: _action(body, "search")),
    "SP-SEC-CL-AUTH-01": sent(
        lambda _body, headers: headers["authorization"].startswith("Bearer ")
    ),
    "SP-CORE-CL-CONTENTTYPE-01": sent(
        lambda _body, headers: headers["content-type"] == "application/json"
    ),
    "SP-CORE-CL-HEADER-VERSION-01": sent(lambda body, _h: body["header"]["version"] == "1.0.0"),
    "SP-CORE-CL-HEADER-SENDERID-01": sent(
        lambda body, _h: body["header"]["sender_id"] == letters.US
    ),
    "SP-CORE-CL-HEADER-RECEIVERID-01": sent(
        lambda body, _h: body["header"]["receiver_id"] == letters.THEM
    ),
    "SP-CORE-CL-HEADER-SENDERURI-01": sent(
        lambda body, _h: body["header"]["sender_uri"].endswith("/registry/on-subscribe"), to_be_told
    ),
    "SP-CORE-CL-MSG-TXNID-01": sent(lambda body, _h: bool(body["message"]["transaction_id"])),
    "SP-CORE-CL-QUERY-IDTYPE-01": sent(lambda body, _h: _query(body, "idtype-value")),
    "SP-CORE-CL-QUERY-EXPRESSION-01": Not("no question of ours is an expression"),
    "SP-CORE-CL-QUERY-PREDICATE-01": sent(lambda body, _h: _query(body, "predicate"), of_changes),
}


def _action(body: Json, action: str) -> bool:
    return bool(body["header"]["action"] == action)


def _query(body: Json, kind: str) -> bool:
    [asked] = body["message"]["search_request"]
    return bool(asked["search_criteria"]["query_type"] == kind)


LISTS = {"common": COMMON, "crvs": CRVS, "social": SOCIAL}
