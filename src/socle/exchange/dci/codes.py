"""The words of the DCI standard, spelt as its files spell them."""

from enum import StrEnum

VERSION = "1.0.0"
# A signature that nobody computed: outside suites send it to a sandbox partner, and to nobody else.
STUB_SIGNATURE = "unsigned-stub"


class Action(StrEnum):
    """What a message is for (`header.action`)."""

    SEARCH = "search"
    ON_SEARCH = "on-search"
    SUBSCRIBE = "subscribe"
    ON_SUBSCRIBE = "on-subscribe"
    UNSUBSCRIBE = "unsubscribe"
    ON_UNSUBSCRIBE = "on-unsubscribe"
    NOTIFY = "notify"
    TXN_STATUS = "txn-status"
    TXN_ON_STATUS = "txn-on-status"


class Status(StrEnum):
    """How far a request has gone: received, pending, done, refused."""

    RCVD = "rcvd"
    PDNG = "pdng"
    SUCC = "succ"
    RJCT = "rjct"


class Ack(StrEnum):
    """What an acknowledgement says: an answer will follow, none will, or it could not be read."""

    ACK = "ACK"
    NACK = "NACK"
    ERR = "ERR"


class ErrorCode(StrEnum):
    """Why a message was not taken, at the level of the communication."""

    BAD = "err.request.bad"
    UNAUTHORIZED = "err.request.unauthorized"
    FORBIDDEN = "err.request.forbidden"
    NOT_FOUND = "err.request.not_found"
    TIMEOUT = "err.request.timeout"
    TOO_MANY = "err.request.too_many_requests"
    VERSION = "err.version.not_supported"
    SENDER_ID = "err.sender_id.invalid"
    SENDER_URI = "err.sender_uri.invalid"
    RECEIVER_ID = "err.receiver_id.invalid"
    SIGNATURE_MISSING = "err.signature.missing"
    SIGNATURE_INVALID = "err.signature.invalid"
    ENCRYPTION = "err.encryption.invalid"
    UNAVAILABLE = "err.service.unavailable"


class HeaderReason(StrEnum):
    """Why a whole message was refused (`header.status_reason_code`)."""

    VERSION = "rjct.version.invalid"
    DUPLICATE = "rjct.message_id.duplicate"
    MESSAGE_TS = "rjct.message_ts.invalid"
    ACTION = "rjct.action.invalid"
    ACTION_NOT_SUPPORTED = "rjct.action.not_supported"
    TOTAL_COUNT = "rjct.total_count.invalid"
    TOTAL_COUNT_LIMIT = "rjct.total_count.limit_exceeded"
    ERRORS = "rjct.errors.too_many"


class ItemReason(StrEnum):
    """Why one request of a message was refused (`status_reason_code` of its answer)."""

    REFERENCE = "rjct.reference_id.invalid"
    REFERENCE_DUPLICATE = "rjct.reference_id.duplicate"
    TIMESTAMP = "rjct.timestamp.invalid"
    CRITERIA = "rjct.search_criteria.invalid"
    FILTER = "rjct.filter.invalid"
    SORT = "rjct.sort.invalid"
    PAGINATION = "rjct.pagination.invalid"
    TOO_MANY_FOUND = "rjct.search.too_many_records_found"
    NOTIFY_TYPES = "rjct.notify_types.invalid"
    NOTIFY_DETAILS = "rjct.notify_details.invalid"
    PERSON = "rjct.person_id.invalid"
    ALREADY_SUBSCRIBED = "rjct.event.already_subscribed"
    SUBSCRIPTION_CODE = "rjct.subscription_code.invalid"
    REQUESTER = "rjct.requester.invalid"
    ALREADY_UNSUBSCRIBED = "rjct.event.already_unsubscribed"


class QueryType(StrEnum):
    """How a search says whom it is about."""

    IDTYPE_VALUE = "idtype-value"
    PREDICATE = "predicate"
    EXPRESSION = "expression"
    GRAPHQL = "graphql"


class IbrEvent(StrEnum):
    """What a registry of beneficiaries tells, misspelt as the standard's file has it."""

    ENROLMENT = "enrollement"
    STATUS_CHANGE = "enrollement_status_change"


class Rejected(ValueError):  # noqa: N818 - an answer that the caller gives
    """A message that is not taken: the standard's code, the place in it, and why, in English.

    `reason` is the finer code of a header or of an item, empty where the standard has none.
    """

    def __init__(
        self, said: str, *, field: str = "", error: ErrorCode = ErrorCode.BAD, reason: str = ""
    ) -> None:
        super().__init__(said)
        self.said = said
        self.field = field
        self.error = error
        self.reason = reason

    def __str__(self) -> str:
        place = f"{self.field}: " if self.field else ""
        told = f" ({self.reason})" if self.reason else ""
        return f"{place}{self.said}{told}"
