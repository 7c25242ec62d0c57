"""An office that computes and validates runs, and what its tables hold after some months."""

from datetime import date
from uuid import uuid4

from django.db import connection
from tests import factories
from tests.benefits import awarded
from tests.conftest import NOW

from socle.benefits.queries.overpayments import overpayments
from socle.benefits.queries.runs import benefit_run
from socle.benefits.types.runs import RunView
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.types import ActAnswer, ActStatus

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)


class Office:
    """A fund with who computes its runs and who validates them."""

    def __init__(self, place: factories.Agency | None = None) -> None:
        self.place = place or factories.agency("CM")
        self.liquidator = factories.desk(self.place.fund, Role.LIQUIDATOR)
        self.officer = factories.desk(self.place.fund, Role.AUTHORISING_OFFICER)

    def act(
        self, by: Desk, code: str, *, key: str = "", motive: str = "", **fields: str
    ) -> ActAnswer:
        with fund_scope(self.place.fund.id):
            return submit(
                desk=by,
                act_type_code=code,
                fields=fields,
                effective_on=date(2026, 12, 1),
                motive=motive,
                key=key or uuid4().hex,
                at=NOW,
            )

    def compute(self, month: str, benefits: str = "") -> str:
        return self.act(self.liquidator, "compute_run", month=month, benefits=benefits).subject

    def run(self, month: str, benefits: str = "") -> str:
        """A run computed and validated; its number."""
        number = self.compute(month, benefits)
        self.act(self.officer, "validate_run", run=number)
        return number

    def read(self, number: str) -> RunView:
        with fund_scope(self.place.fund.id):
            return benefit_run(number=number)

    def dues(self, number: str) -> list[tuple[str, str, int]]:
        """What a run says: month, kind, amount."""
        return self.ask(
            "SELECT to_char(d.month, 'YYYY-MM'), d.kind, d.amount FROM award_due d"
            " JOIN benefit_run r ON r.id = d.run_id WHERE r.number = %s"
            " ORDER BY d.award_id, d.line",
            number,
        )

    def paid(self) -> list[tuple[str, int]]:
        """What payments may read: a run's month and an amount, by payee."""
        return self.ask(
            "SELECT to_char(run_month, 'YYYY-MM'), amount FROM payee_due ORDER BY run_id, payee_id"
        )

    def ask(self, statement: str, *said: object) -> list[tuple[object, ...]]:  # type: ignore[override]
        with fund_scope(self.place.fund.id), connection.cursor() as cursor:
            cursor.execute(statement, said)
            return list(cursor.fetchall())


def done(office: Office, by: Desk, code: str, on: date, **fields: str) -> ActAnswer:
    """An act with a motive, validated by a second person where it needs one."""
    with fund_scope(office.place.fund.id):
        answer = submit(
            desk=by,
            act_type_code=code,
            fields=fields,
            effective_on=on,
            motive="vu",
            key=uuid4().hex,
            at=NOW,
        )
        if answer.status is ActStatus.TO_VALIDATE:
            answer = validate(desk=office.place.verifier, number=answer.act, at=NOW)
        return answer


def a_life(place: factories.Agency) -> None:
    """Months of runs in which every table of runs, proofs and overpayments gets a row."""
    office, person = Office(place), factories.CM_PERSON
    by = office.liquidator
    # Benefits of their own: others run theirs in this fund.
    ours = "invalidity,work_injury"
    pension = awarded.granted(by, person, [(JAN, None, 100_000)], benefit="invalidity")
    lost = awarded.granted(
        by, person, [(JAN, None, 30_000)], benefit="work_injury", branch="work_injury"
    )
    office.run("2026-01", ours)
    awarded.decided_again(by, pension, [(JAN, FEB, 100_000), (FEB, None, 400_000)])
    awarded.told(by, lost, "end", JAN)
    number = office.compute("2026-02", ours)
    office.act(by, "accept_anomaly", run=number, kind="tripled", motive="jugement vu")
    office.act(office.officer, "validate_run", run=number)
    with fund_scope(place.fund.id):
        (found,) = overpayments()
    done(office, by, "plan_recovery", FEB, overpayment=found.number, percent="5")
    office.run("2026-03", ours)
    done(office, by, "remit_overpayment", FEB, overpayment=found.number)
    done(office, by, "record_proof", FEB, person=person, kind="life", method="counter")
    for last in (date(2024, 3, 10), date(2025, 6, 30)):
        kept = done(office, by, "keep_allowances", last, person=person, piece="AIT 7/24")
    with fund_scope(place.fund.id):
        back = reverse(desk=by, number=kept.act, motive="erreur", key=uuid4().hex, at=NOW)
        validate(desk=place.verifier, number=back.act, at=NOW)
