"""Acts on persons, as the tests of their rules perform them: by two people where it takes two."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW, TODAY

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.platform.documents.operations import store_document
from socle.registry import queries
from socle.registry.types import PersonView

# Acts that are not taken without their paper.
PAPERS = {
    "declare_death": "death_certificate",
    "confirm_registration": "identity_document",
    "activate_registration": "identity_document",
}
SINCE = date(2026, 1, 5)


def asked(
    by: Desk, kind: str, *, on: date = SINCE, motive: str = "", key: str = "", **fields: Any
) -> ActAnswer:
    """An act as it is submitted, with its papers; one that needs two people waits."""
    with fund_scope(by.fund.id):
        papers = [paper(by, PAPERS[kind])] if kind in PAPERS else []
        return submit(
            desk=by,
            act_type_code=kind,
            fields=fields,
            effective_on=on,
            motive=motive,
            key=key or uuid4().hex,
            at=NOW,
            evidence=tuple(papers),
        )


def paper(by: Desk, piece: str) -> int:
    """A scanned paper that a desk handed in, as a piece of a list."""
    content = BytesIO(b"%PDF-1.7 " + uuid4().bytes)
    return store_document(
        fund_id=by.fund.id,
        stream=content,
        name=f"{piece}.pdf",
        limit_bytes=1000,
        at=NOW,
        by=by.user_id,
        kind=piece,
    ).id


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


def a_life(place: factories.Agency) -> None:
    """A row in every table of persons, and one of each superseded."""
    first, last = date(2020, 1, 1), date(2021, 1, 1)
    for on, scheme in ((first, "mod_97_10"), (last, "by_hand")):
        done(place, "set_numbering", on=on, scheme=scheme)
    number = done(
        place,
        "preregister_person",
        on=first,
        number="5566778899F",
        family_name="ONANA",
        birth_on="1970-01-01",
        birth_place="Kribi",
    ).subject
    done(place, "confirm_registration", on=date(2020, 1, 20), number=number)
    done(place, "correct_civil_status", on=last, number=number, birth_place="Edéa")
    name = {"number": number, "name_kind": "usual", "script": "latin"}
    for on, said in ((first, "ONANA BELLA"), (last, "BELLA")):
        done(place, "record_name", on=on, **name, family_name=said)
    undone(place, done(place, "declare_death", on=last, number=number).act)
    done(place, "declare_death", on=date(2021, 2, 1), number=number)
    # Two who look alike and are not, said twice; two files of one, merged, parted, merged again.
    twins = [
        done(place, "register_person", number=each, family_name=name, birth_on=born).subject
        for each, name, born in (
            ("5566778811G", "OWONA", "1971-01-01"),
            ("5566778822H", "EBOGO", "1962-04-05"),
            ("5566778833J", "FOUDA", "1953-07-09"),
        )
    ]
    apart = {"number": twins[0], "other": twins[1], "difference": "jumeaux"}
    undone(place, done(place, "declare_distinct", **apart).act)
    done(place, "declare_distinct", **apart)
    for _twice in range(2):
        merged(place, kept=twins[0], old=twins[2])
        done(place, "unmerge_persons", on=TODAY, merged=twins[2])
    merged(place, kept=twins[0], old=twins[2])


def merged(place: factories.Agency, *, kept: str, old: str) -> None:
    """Two files of one person become one, by two people and on evidence."""
    with fund_scope(place.fund.id):
        asked_for = submit(
            desk=place.registration,
            act_type_code="merge_persons",
            fields={"kept": kept, "merged": old},
            effective_on=SINCE,
            motive="deux cartes de la même personne",
            key=uuid4().hex,
            at=NOW,
            evidence=(factories.document(place.registration),),
        )
    validated(place, asked_for)
