"""Values kept apart, sealed, and the tokens that rows hold in their place."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories

from socle.kernel.errors import Unavailable
from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.sealing.fields import keyed_digest, rotate_data_key
from socle.platform.sealing.types import DataClass
from socle.platform.sealing.values import (
    is_token,
    keep_value,
    opened_values,
    seal_values_again,
    token_of,
)

BANK = DataClass.BANK
VALUES = [f"1000200030027797631{rank:04d}" for rank in range(5)]


def kept(place: factories.Agency, *values: str, part: str = "10002") -> list[str]:
    request = ActRequest(place.registration, "keep", {}, factories.SINCE, "", "keep:" + values[0])
    fund_id = place.fund.id
    with (
        fund_scope(fund_id),
        performing(request, subject_kind="fund", subject_number=place.fund.code) as act,
    ):
        return [
            keep_value(each, fund_id=fund_id, act_id=act.id, of=BANK, part=part) for each in values
        ]


def said(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def test_a_value_has_one_token_that_nobody_makes_without_the_key(place: factories.Agency) -> None:
    first, second, again = kept(place, VALUES[0], VALUES[1], VALUES[0])
    assert first == again != second
    assert is_token(first)
    assert not is_token(VALUES[0])
    other = factories.agency("CM")
    assert kept(other, VALUES[0]) != [first]
    with fund_scope(place.fund.id):
        assert token_of(VALUES[0], fund_id=place.fund.id, of=BANK) == first
        assert opened_values([first, second, "written before"]) == {
            first: VALUES[0],
            second: VALUES[1],
            "written before": "written before",
        }
        assert VALUES[0] not in str(said("SELECT v::text FROM sealed_value v"))
        assert said("SELECT count(*)::text, min(part) FROM sealed_part") == [("2", "10002")]
    with fund_scope(other.fund.id), pytest.raises(Unavailable, match="value_gone"):
        opened_values([first])


def test_a_newer_key_seals_values_again_and_their_tokens_stay(place: factories.Agency) -> None:
    tokens, fund_id = kept(place, *VALUES), place.fund.id
    with fund_scope(fund_id):
        assert seal_values_again(fund_id=fund_id, of=BANK, limit=9) == 0
        rotate_data_key(fund_id=fund_id, of=BANK)
        # Stopped after some of them, it goes on with the others.
        assert [seal_values_again(fund_id=fund_id, of=BANK, limit=3) for _ in range(3)] == [3, 2, 0]
        assert said("SELECT DISTINCT split_part(sealed, ':', 3) FROM sealed_value") == [("2",)]
        assert list(opened_values(tokens).values()) == VALUES
    assert kept(place, VALUES[4], VALUES[3]) == [tokens[4], tokens[3]]


def test_a_value_is_not_another_s_nor_sealed_elsewhere(place: factories.Agency) -> None:
    first, second = kept(place, *VALUES[:2])
    with fund_scope(place.fund.id):
        rows = dict(said("SELECT token, sealed FROM sealed_value"))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sealed_value SET sealed = %s WHERE token = %s", [rows[first], second]
            )
        with pytest.raises(Unavailable, match="altered"):
            opened_values([second])
        assert keyed_digest(b"x", fund_id=place.fund.id, of=BANK) != keyed_digest(
            b"x", fund_id=place.fund.id, of=DataClass.HEALTH
        )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM sealed_value",
        "TRUNCATE sealed_value",
        "UPDATE sealed_value SET token = '~x'",
        "UPDATE sealed_value SET part = '10003'",
        "INSERT INTO sealed_value (fund_id, act_id, data_class, token, part, sealed)"
        " SELECT fund_id, act_id, data_class, 'X', part, sealed FROM sealed_value",
    ],
)
def test_values_are_added_within_acts_and_never_taken_away(
    place: factories.Agency, statement: str
) -> None:
    kept(place, VALUES[0])
    with (
        fund_scope(place.fund.id),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
