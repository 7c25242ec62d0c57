"""Employers that owe, for the tests of recovery. Everybody in them is invented."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

from tests import factories
from tests.collection.samples import Movement, camt, post_statement, reference_of
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.arrears.operations.runs import ask_notices, send_letters
from socle.arrears.queries.notices import notices
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.types import ActAnswer
from socle.platform.documents.operations import store_document

ONE = factories.CM_EMPLOYER
TWO = "3210100565S"
# What a wage of 350,000 owes: family 7 %, pension 8.4 %, work injury 2.5 %.
WAGE, OWED = 350_000, 62_650


def owing(*months: int, employer: str = ONE, place: factories.Agency | None = None) -> Any:
    """A fund whose employer declared some months of 2026, and paid none of them."""
    place = place or factories.agency("CM")
    factories.employer(place, employer)
    for month in months:
        declare(place, month, employer=employer)
    return place


def declare(place: factories.Agency, month: int, *, employer: str = ONE, wage: int = WAGE) -> None:
    content = dipe([wage], month=JANUARY + month - 1, employer=employer)
    done = handed_in(place.accounts, content, key=uuid4().hex, on=date(2026, month + 1, 10))
    assert done.status == "posted", done.faults


def act(by: Desk, code: str, *, on: date = TODAY, **fields: Any) -> ActAnswer:
    return factories.act(by, code, on=on, **fields)


def agreed(place: factories.Agency, code: str, *, on: date = TODAY, **fields: Any) -> ActAnswer:
    """An act of two people, proposed by the accounts officer and validated by the verifier."""
    with fund_scope(place.fund.id):
        answer = submit(
            desk=place.accounts,
            act_type_code=code,
            fields=fields,
            effective_on=on,
            motive="Demande écrite de l'employeur",
            key=uuid4().hex,
            at=NOW,
            evidence=(letter(place),) if code == "remit_penalties" else (),
        )
        return validate(desk=place.verifier, number=answer.act, at=NOW)


def letter(place: factories.Agency) -> int:
    """A stored letter of the employer."""
    stored = store_document(
        fund_id=place.fund.id,
        stream=io.BytesIO(uuid4().bytes),
        name="lettre.txt",
        limit_bytes=1000,
        at=NOW,
        by=place.accounts.user_id,
    )
    return int(stored.id)


def taken_back(place: factories.Agency, number: str) -> None:
    """A counter-act, validated where the act took two people."""
    with fund_scope(place.fund.id):
        answer = reverse(
            desk=place.accounts, number=number, motive="Erreur", key=uuid4().hex, at=NOW
        )
        if answer.act.startswith("P-"):
            validate(desk=place.verifier, number=answer.act, at=NOW)


def pays(
    place: factories.Agency, amount: int, on: str, *, month: int = 0, employer: str = ONE
) -> None:
    """A transfer of an employer, credited on a day: to a month by its reference, or to any."""
    text = reference_of(place, month) if month else f"EMPLOYEUR {employer}"
    said = Movement(amount, text=text, value_on=on, reference=uuid4().hex)
    post_statement(place.accounts, camt([said], name=uuid4().hex[:12]), key=uuid4().hex)


def recovery_at_work(place: factories.Agency) -> None:
    """Rows in every table of recovery, for who looks at all of them."""
    for day, value in ((date(2026, 1, 1), "60"), (date(2026, 2, 1), "45")):
        agreed(place, "set_recovery_rule", on=day, rule="certificate_days", value=value)
    for language in ("en", "fr"):
        act(
            place.accounts,
            "choose_letter_language",
            on=date(2026, 1, 1),
            employer=ONE,
            language=language,
        )
    with fund_scope(place.fund.id):
        run = ask_notices(desk=place.accounts, on=TODAY, key=uuid4().hex, at=NOW)
        send_letters(number=run, at=NOW)
        sent = notices(limit=1)[0]
    act(place.accounts, "withdraw_notice", notice=sent.number)
    act(place.accounts, "charge_penalties", employer=ONE)
    act(place.accounts, "request_certificate", employer=ONE)
    agreed(
        place,
        "agree_plan",
        employer=ONE,
        months="2026-01",
        count="2",
        first_on="2026-12-22",
    )
    agreed(
        place,
        "declare_event",
        cause="Inondation",
        first_month="2026-09",
        last_month="2026-09",
        postponed_to="2026-12-31",
        scope="named",
        employers=ONE,
    )
