"""Acts on persons, as the tests of their rules perform them: by two people where it takes two."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW, TODAY

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.registry import queries
from socle.registry.types import PersonView

SINCE = date(2026, 1, 5)


def asked(
    by: Desk, kind: str, *, on: date = SINCE, motive: str = "", key: str = "", **fields: Any
) -> ActAnswer:
    """An act as it is submitted; one that needs two people waits."""
    with fund_scope(by.fund.id):
        return submit(
            desk=by,
            act_type_code=kind,
            fields=fields,
            effective_on=on,
            motive=motive,
            key=key or uuid4().hex,
            at=NOW,
        )


def validated(place: factories.Agency, answer: ActAnswer) -> ActAnswer:
    """The act itself, once a second person has let it pass where it takes one."""
    if answer.status is not ActStatus.TO_VALIDATE:
        return answer
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=answer.act, at=NOW)


def done(place: factories.Agency, kind: str, **fields: Any) -> ActAnswer:
    return validated(place, asked(place.registration, kind, **fields))


def undone(place: factories.Agency, number: str) -> ActAnswer:
    with fund_scope(place.fund.id):
        answer = reverse(
            desk=place.registration, number=number, motive="erreur", key=uuid4().hex, at=NOW
        )
    return validated(place, answer)


def person(
    place: factories.Agency, number: str, on: date = TODAY, known_at: datetime | None = None
) -> PersonView:
    with fund_scope(place.fund.id):
        return queries.person(number=number, on=on, known_at=known_at)


def numbered(place: factories.Agency) -> factories.Agency:
    """A fund that makes its numbers, whatever its country's habit."""
    done(place, "set_numbering", on=date(2020, 1, 1), scheme="mod_97_10")
    return place
