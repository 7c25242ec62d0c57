"""Fields sealed by keys of their class and fund: where they lie, as keys and secrets change."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from tests import factories

from socle.kernel.errors import Unavailable
from socle.platform.access.scope import fund_scope
from socle.platform.sealing.fields import (
    data_keys,
    is_sealed,
    keyed_digest,
    opened_bytes,
    opened_text,
    rotate_data_key,
    seal_keys_again,
    sealed_bytes,
    sealed_text,
)
from socle.platform.sealing.types import DataClass

HEALTH = DataClass.HEALTH


@pytest.fixture
def fund(db: None) -> int:
    return factories.agency("CM").fund.id


def kept(fund: int, text: str = "soixante", place: str = "claim:1:rate") -> str:
    return sealed_text(text, fund_id=fund, of=HEALTH, place=place)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Unavailable) as told:
        yield
    assert told.value.code == code


def test_what_is_sealed_opens_only_where_it_was_written(fund: int) -> None:
    other = factories.agency("CM").fund.id
    with fund_scope(other):
        kept(other)
    with fund_scope(fund):
        found = kept(fund)
        assert is_sealed(found)
        assert "soixante" not in found
        assert found != kept(fund)  # the same twice is not seen to be the same
        assert opened_text(found, fund_id=fund, place="claim:1:rate") == "soixante"
        with refused("sealing.altered"):
            opened_text(found, fund_id=fund, place="claim:2:rate")
        with refused("sealing.altered"):
            altered = found[:-3] + ("A" if found[-3] != "A" else "B") + found[-2:]
            opened_text(altered, fund_id=fund, place="claim:1:rate")
        assert opened_text("écrit avant", fund_id=fund, place="claim:1:rate") == "écrit avant"
        body = sealed_bytes(b"\x00 page", fund_id=fund, of=HEALTH, place="document:1:0")
        assert opened_bytes(body, fund_id=fund, place="document:1:0") == b"\x00 page"
        with refused("sealing.altered"):
            opened_bytes(body, fund_id=fund, place="document:1:1")
    with fund_scope(other), refused("sealing.altered"):
        opened_text(found, fund_id=other, place="claim:1:rate")


def test_a_new_key_seals_what_follows_and_the_older_opens_what_it_sealed(fund: int) -> None:
    with fund_scope(fund):
        before, digest = kept(fund), keyed_digest(b"81", fund_id=fund, of=HEALTH)
        assert rotate_data_key(fund_id=fund, of=HEALTH) == 2
        after = kept(fund)
        assert (before.split(":")[2], after.split(":")[2]) == ("1", "2")
        assert [each[:2] for each in data_keys()] == [("health", 1), ("health", 2)]
        for each in (before, after):
            assert opened_text(each, fund_id=fund, place="claim:1:rate") == "soixante"
        assert keyed_digest(b"81", fund_id=fund, of=HEALTH) == digest


def test_a_new_secret_seals_the_keys_again_and_no_row_of_data_changes(
    fund: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = settings.SIGNING_SECRET
    with fund_scope(fund):
        found = kept(fund)
        monkeypatch.setattr(settings, "SIGNING_SECRET", "another")
        with refused("sealing.secret_differs"):
            opened_text(found, fund_id=fund, place="claim:1:rate")
        with refused("sealing.secret_differs"):
            seal_keys_again(fund_id=fund)
        monkeypatch.setattr(settings, "FORMER_SECRETS", [former])
        assert opened_text(found, fund_id=fund, place="claim:1:rate") == "soixante"
        assert seal_keys_again(fund_id=fund) == 1
        monkeypatch.setattr(settings, "FORMER_SECRETS", [])
        assert opened_text(found, fund_id=fund, place="claim:1:rate") == "soixante"
        monkeypatch.setattr(settings, "SIGNING_SECRET", "")
        with refused("sealing.secret_differs"):
            kept(fund)


def test_a_key_is_never_taken_away_nor_another_put_in_its_place(fund: int) -> None:
    with fund_scope(fund), connection.cursor() as cursor:
        kept(fund)
        for statement in (
            "DELETE FROM data_key",
            "TRUNCATE data_key CASCADE",
            "UPDATE data_key SET version = 3",
            "UPDATE data_key SET data_class = 'bank'",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)
