"""What is unusual but may be lawful passes with a motive and a second person, and is not lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories
from tests.conftest import NOW

from socle.kernel.errors import Fault
from socle.platform.access.scope import fund_scope
from socle.platform.acts import catalogue, operations, queries
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import ActAnswer, ActRequest, ActStatus

DOUBT = Fault("acts.field_unknown", field="city", facts={"most": 3})


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[factories.Agency]:
    """An agency where an employer that sits in Ville-Morte is unusual."""
    place = factories.agency("CM")
    factories.employer(place)

    def doubts(request: ActRequest) -> tuple[Fault, ...]:
        return (DOUBT,) if request.fields.get("city") == "Ville-Morte" else ()

    ordinary = catalogue.act_type("update_employer")
    monkeypatch.setitem(catalogue._TYPES, "update_employer", replace(ordinary, doubts=doubts))
    return place


def update(place: factories.Agency, city: str) -> ActAnswer:
    return factories.act(
        place.registration,
        "update_employer",
        number=factories.CM_EMPLOYER,
        legal_name="Brasseries du Wouri",
        city=city,
    )


def test_an_ordinary_act_needs_nobody_else(place: factories.Agency) -> None:
    answer = update(place, "Douala")
    with fund_scope(place.fund.id):
        assert answer.status is ActStatus.DONE
        assert queries.act(number=answer.act).doubts == ()


def test_an_act_in_doubt_asks_for_its_motive(place: factories.Agency) -> None:
    with pytest.raises(Invalid) as refused, fund_scope(place.fund.id):
        submit(place, motive="")
    assert [(each.code, each.field) for each in refused.value.faults] == [
        (DOUBT.code, "city"),
        ("acts.doubt_without_motive", "motive"),
    ]


def test_a_second_person_sees_the_doubts_and_they_stay_on_the_act(place: factories.Agency) -> None:
    with fund_scope(place.fund.id):
        answer = submit(place, motive="vu sur place")
        assert answer.status is ActStatus.TO_VALIDATE
        assert queries.proposal(number=answer.act).doubts == (DOUBT,)
        done = operations.validate(desk=place.verifier, number=answer.act, at=NOW)
        assert queries.act(number=done.act).doubts == (DOUBT,)
        # What two people let pass, one alone does not take back.
        back = operations.reverse(
            desk=place.registration, number=done.act, motive="erreur", key="retour", at=NOW
        )
    assert back.status is ActStatus.TO_VALIDATE


def test_the_database_keeps_no_act_in_doubt_without_its_validator(place: factories.Agency) -> None:
    answer = update(place, "Douala")
    with (
        fund_scope(place.fund.id),
        pytest.raises(IntegrityError, match="with its validator"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO act SELECT (jsonb_populate_record(a, jsonb_build_object("
            "'id', nextval('act_id_seq'), 'number', 'A-2026-X', 'doubts', '[]'::jsonb))).*"
            " FROM act a WHERE number = %s",
            [answer.act],
        )


def submit(place: factories.Agency, *, motive: str) -> ActAnswer:
    return operations.submit(
        desk=place.registration,
        act_type_code="update_employer",
        fields={
            "number": factories.CM_EMPLOYER,
            "legal_name": "Brasseries du Wouri",
            "city": "Ville-Morte",
        },
        effective_on=NOW.date(),
        motive=motive,
        key=f"doute-{motive}",
        at=NOW,
    )
