"""The port of identity: how far what we know of a person agrees, and who bears a number.

French: vérification d'identité. Nothing is asked but what is compared; what the authority knows is
fetched only where it does not agree.
"""

from collections.abc import Mapping
from datetime import datetime

from socle.exchange.dci.events import person
from socle.exchange.dci.writing import told_at
from socle.exchange.ports import Declined, Json, Question, Strange, objects, text, whole
from socle.exchange.ports.registries import Kind, by_number, only

_KIND = Kind("ns:org:RegistryType:Identity", "spdci-extensions-dci:Person")
# Our attributes, as authorities call them.
_CALLED = {
    "family_name": "surname",
    "given_names": "given_name",
    "birth_on": "birth_date",
    "sex": "sex",
}
_STATUSES = {"active", "deactivated", "deceased", "unknown"}
_MOST_ERRORS = 20
# What an authority says of a number as an answer, not as a fault: not known, no longer valid.
_ANSWERS = {
    "IDA-MLC-018": "unknown",
    "IDA-MLC-003": "deactivated",
    "IDA-MLC-010": "deactivated",
    "IDA-MLC-004": "unknown",
    "IDA-MLC-005": "deactivated",
}


def verification(*, number: str, claimed: Mapping[str, str], at: datetime) -> Question:
    """How far what we know of the bearer of a number agrees, attribute by attribute."""
    said = {"id": number, "id_type": "NID", "request_time": told_at(at)}
    said |= {_CALLED[name]: value for name, value in claimed.items() if name in _CALLED and value}

    def read(answer: Json) -> Json:
        if text(answer.get("id")) not in {number, ""}:
            raise Strange("of another number")
        return _verified(answer)

    return Question("identity.verify", "/verify", read, "POST", said)


def bearer(*, number: str, at: datetime) -> Question:
    """Who bears an identity number, as the authority knows them."""
    asked = by_number(_KIND, number=("NID", number), service="identity.fetch", at=at)
    return only(asked, person)


def _verified(answer: Json) -> Json:
    for each in objects(answer.get("errors") or [], most=_MOST_ERRORS):
        code = text(each.get("errorCode"))
        if code not in _ANSWERS:
            raise Declined(code[:60])
        return {"status": _ANSWERS[code], "scores": {}}
    status, scores = text(answer.get("status")), answer.get("scores")
    if status not in _STATUSES or not isinstance(scores, Mapping):
        raise Strange("status")
    return {
        "status": status,
        "scores": {
            ours: whole(scores[theirs], least=0, most=100)
            for ours, theirs in _CALLED.items()
            if theirs in scores
        },
    }
