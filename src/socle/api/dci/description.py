"""What the registry serves, in OpenAPI 3.0: the standard's names and shapes, what is asked here.

The standard's own files say more of each shape; this says which services there are, what each takes
and how it answers.
"""

from functools import cache
from typing import Any

from socle.exchange.dci.codes import Action, ErrorCode, HeaderReason, IbrEvent, QueryType, Status
from socle.exchange.dci.fields import LONGEST_ID, MOST_ITEMS
from socle.platform.partners.types import Scope

Json = dict[str, Any]
_INSTANT: Json = {"type": "string", "format": "date-time"}
_ID: Json = {"type": "string", "maxLength": LONGEST_ID}
_LOCALE: Json = {"type": "string", "pattern": "^[a-z]{3}$"}
_ENROLMENTS = (Scope.ENROLMENTS,)
_EVENTS = (Scope.CIVIL_EVENTS, Scope.COMPANY_EVENTS, Scope.TAX_EVENTS)


def document(fund: str) -> Json:
    """The description of a fund's registry."""
    return {**_document(), "servers": [{"url": f"/dci/{fund}"}]}


@cache
def _document() -> Json:
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Socle: registry of beneficiaries (DCI)",
            "version": "1.0.0",
            "description": "Who is enrolled in which programme of the fund, by the messages of the "
            "DCI standard. A message is signed by a key that was agreed with its partner.",
        },
        "paths": {
            "/oauth2/client/token": {"post": _token()},
            "/.well-known/jwks.json": {"get": _keys()},
            **{path: {"post": _service(*said)} for path, said in _SERVICES.items()},
        },
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


_SERVICES = {
    "/registry/sync/search": ("search", "SearchRequest", "SearchResponse", _ENROLMENTS),
    "/registry/sync/enrolled": ("enrolled", "EnrolledRequest", "EnrolledResponse", _ENROLMENTS),
    "/registry/sync/txn/status": ("sync_status", "StatusRequest", "StatusResponse", _ENROLMENTS),
    "/registry/search": ("search_later", "SearchRequest", "", _ENROLMENTS),
    "/registry/subscribe": ("subscribe", "SubscribeRequest", "", _ENROLMENTS),
    "/registry/unsubscribe": ("unsubscribe", "UnsubscribeRequest", "", _ENROLMENTS),
    "/registry/txn/status": ("status", "StatusRequest", "", _ENROLMENTS),
    "/registry/notify": ("notify", "NotifyRequest", "", _EVENTS),
    "/registry/on-search": ("on_search", "Message", "", _EVENTS),
    "/registry/on-subscribe": ("on_subscribe", "Message", "", _EVENTS),
    "/registry/on-unsubscribe": ("on_unsubscribe", "Message", "", _EVENTS),
    "/registry/txn/on-status": ("on_status", "Message", "", _EVENTS),
}


def _service(name: str, asked: str, answered: str, scopes: tuple[Scope, ...]) -> Json:
    status = "200" if answered else "202"
    header = "RequestHeader" if scopes is _ENROLMENTS else "AnswerHeader"
    said = "Answered at once, signed." if answered else "Acknowledged; what follows is sent later."
    refusals = {
        "400": "No message of the standard, or not by or for whom it says.",
        "401": "No token, or no signature by an agreed key.",
        "403": "Not agreed.",
        "413": "Longer than a megabyte.",
        "415": "Not sent as JSON.",
        "429": "More calls than were agreed.",
        "503": "Nothing was taken: send it again.",
    }
    return {
        "operationId": name,
        "summary": name.replace("_", " "),
        "description": f"Asks for the scope {' or '.join(scopes)}.",
        "security": [{"bearer": []}],
        "requestBody": {"required": True, "content": _json(_enveloped(asked, header))},
        "responses": {
            status: {
                "description": said,
                "content": _json(
                    _enveloped(answered, "AnswerHeader") if answered else _ref("Acknowledgement")
                ),
            },
            **{
                code: {"description": why, "content": _json(_ref("Refusal"))}
                for code, why in refusals.items()
            },
        },
    }


def _token() -> Json:
    asked = _object(
        ("grant_type", "client_id", "client_secret"),
        grant_type={"type": "string", "enum": ["client_credentials"]},
        client_id={"type": "string"},
        client_secret={"type": "string"},
        scope={"type": "string"},
    )
    given = _object(
        ("access_token", "token_type"),
        access_token={"type": "string"},
        token_type={"type": "string"},
        expires_in={"type": "string"},
        scope={"type": "string"},
    )
    return {
        "operationId": "token",
        "summary": "An access token (RFC 6749, 4.4)",
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": asked}, **_json(asked)},
        },
        "responses": {
            "200": {"description": "The token.", "content": _json(given)},
            "400": {"description": "It cannot be given."},
            "401": {"description": "The client is not known by this secret."},
        },
    }


def _keys() -> Json:
    found = _object(("keys",), keys={"type": "array", "items": {"type": "object"}})
    return {
        "operationId": "keys",
        "summary": "The public keys that verify what the fund signs",
        "responses": {"200": {"description": "A JWK set.", "content": _json(found)}},
    }


def _schemas() -> Json:
    return {
        "RequestHeader": _header(("sender_id", "total_count")),
        "AnswerHeader": _header(("status",)),
        "Acknowledgement": _object(
            ("message",),
            message=_object(
                ("ack_status", "timestamp", "correlation_id"),
                ack_status={"type": "string", "enum": ["ACK", "NACK", "ERR"]},
                timestamp=_INSTANT,
                correlation_id=_ID,
                error=_ref("Error"),
            ),
        ),
        "Error": _object(
            ("code", "message"),
            code={"type": "string", "enum": [each.value for each in ErrorCode]},
            message={"type": "string", "maxLength": 999},
        ),
        "Refusal": _object((), errors={"type": "array", "items": _ref("Error")}),
        "Message": _object(("transaction_id",), transaction_id=_ID),
        "SearchRequest": _message("search_request", _search_item()),
        "SubscribeRequest": _message("subscribe_request", _subscribe_item()),
        "UnsubscribeRequest": _object(
            ("transaction_id", "timestamp", "subscription_codes"),
            transaction_id=_ID,
            timestamp=_INSTANT,
            subscription_codes={"type": "array", "items": _ID, "maxItems": MOST_ITEMS},
        ),
        "StatusRequest": _object(
            ("transaction_id", "txnstatus_request"),
            transaction_id=_ID,
            txnstatus_request={"type": "object"},
        ),
        "EnrolledRequest": _object(
            ("transaction_id", "enrolled_criteria"),
            transaction_id=_ID,
            enrolled_criteria=_object(("query",), query={"type": "object"}),
        ),
        "NotifyRequest": _message("notify_event", _item(("data",), data={"type": "object"})),
        "SearchResponse": _answer("search_response", _item(("status",), status=_STATUS)),
        "StatusResponse": _object(
            ("transaction_id", "correlation_id", "txnstatus_response"),
            transaction_id=_ID,
            correlation_id=_ID,
            txnstatus_response={"type": "object"},
        ),
        "EnrolledResponse": _answer(
            "enrolled_response",
            _item(
                ("status", "enrolled_status"),
                status=_STATUS,
                enrolled_status={"type": "string", "enum": ["yes", "no"]},
            ),
        ),
    }


_STATUS: Json = {"type": "string", "enum": [each.value for each in Status]}


def _search_item() -> Json:
    return _item(
        ("search_criteria",),
        search_criteria=_object(
            ("query_type", "query"),
            query_type={"type": "string", "enum": [each.value for each in QueryType]},
            query={},
            pagination=_object(
                ("page_size",),
                page_size={"type": "integer", "minimum": 1},
                page_number={"type": "integer", "minimum": 1},
            ),
        ),
    )


def _subscribe_item() -> Json:
    return _item(
        ("subscribe_criteria",),
        subscribe_criteria=_object(
            ("reg_event_type", "filter", "notify_record_type"),
            reg_event_type={"type": "string", "enum": [each.value for each in IbrEvent]},
            filter={},
            notify_record_type={"type": "string"},
        ),
    )


def _header(more: tuple[str, ...]) -> Json:
    return _object(
        ("message_id", "message_ts", "action", *more),
        version={"type": "string", "enum": ["1.0.0"]},
        message_id=_ID,
        message_ts=_INSTANT,
        action={"type": "string", "enum": [each.value for each in Action]},
        sender_id={"type": "string"},
        sender_uri={"type": "string", "format": "uri"},
        receiver_id={"type": "string"},
        total_count={"type": "integer", "maximum": MOST_ITEMS},
        status=_STATUS,
        status_reason_code={"type": "string", "enum": [each.value for each in HeaderReason]},
        is_msg_encrypted={"type": "boolean", "enum": [False]},
    )


def _enveloped(message: str, header: str) -> Json:
    return _object(
        ("header",), signature={"type": "string"}, header=_ref(header), message=_ref(message)
    )


def _message(name: str, item: Json) -> Json:
    listed = {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_ITEMS}
    return _object(("transaction_id", name), transaction_id=_ID, **{name: listed})


def _answer(name: str, item: Json) -> Json:
    listed = {"type": "array", "items": item}
    return _object(
        ("transaction_id", "correlation_id", name),
        transaction_id=_ID,
        correlation_id=_ID,
        **{name: listed},
    )


def _item(needed: tuple[str, ...], **members: Json) -> Json:
    return _object(
        ("reference_id", "timestamp", *needed),
        reference_id={"type": "string", "maxLength": 255},
        timestamp=_INSTANT,
        locale=_LOCALE,
        **members,
    )


def _object(needed: tuple[str, ...], **members: Json) -> Json:
    found: Json = {"type": "object", "properties": members}
    return found | {"required": list(needed)} if needed else found


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
