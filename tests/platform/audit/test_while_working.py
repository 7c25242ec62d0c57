"""Verifying while the agency works finds no break where there is none."""

import threading
from datetime import date, timedelta

import pytest
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.platform.sessions import at_once, failures

from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import seal
from socle.platform.audit.queries import verify


@pytest.mark.slow
def test_verifying_while_others_work_finds_nothing(own_database: str) -> None:
    place = factories.agency("CM")
    number = factories.employer(place)
    over = threading.Event()

    def act() -> int:
        done = 0
        while not over.is_set():
            on = date(2018, 1, 1) + timedelta(days=done % 900)
            name = f"Nom {done}"
            factories.act(
                place.registration, "update_employer", on=on, number=number, legal_name=name
            )
            done += 1
        return done

    def declare() -> int:
        done = 0
        while not over.is_set() and done < 120:
            wages = [100_000 + each for each in range(200)]
            # Months back from January: each is declared once.
            content = dipe(wages, month=JANUARY - done)
            assert handed_in(place.accounts, content, key=str(done)).status == "posted"
            done += 1
        return done

    def seal_on() -> int:
        sealed = 0
        while not over.is_set():
            with fund_scope(place.fund.id):
                sealed += seal(fund_id=place.fund.id)
        return sealed

    def verify_often() -> list[str | None]:
        try:
            return [
                verify(fund_id=place.fund.id, fund_code=place.fund.code).first_break
                for _ in range(8)
            ]
        finally:
            over.set()

    answers = at_once(act, declare, seal_on, verify_often)
    assert failures(answers) == []
    done, declared, sealed, breaks = answers
    assert breaks == [None] * 8
    assert min(done, declared, sealed) > 3
    with fund_scope(place.fund.id):
        seal(fund_id=place.fund.id)
    last = verify(fund_id=place.fund.id, fund_code=place.fund.code)
    assert (last.first_break, last.acts) == (None, last.sealed)
