"""Invented payments, statements, drawers, letters and certificates, as the queries return them."""

from datetime import date

from tests.web.samples import ACCOUNT, MISSING, NOW, TODAY

from socle.arrears.types import (
    AgedBalance,
    AgedRow,
    Bucket,
    CertificateView,
    CheckAnswer,
    CheckView,
    Doubt,
    DueDate,
    DueLetter,
    DueLetters,
    EventView,
    MonthPenalty,
    NoticeStep,
    Penalties,
    Reason,
    RipeFile,
    RuleView,
    RunState,
    RunView,
    Scope,
    Slice,
    Statement,
    StatementLine,
)
from socle.arrears.types.words import About
from socle.collection.types import (
    Candidate,
    CashDayView,
    Channel,
    LineOutcome,
    MatchRule,
    PaymentStatus,
    PaymentView,
    StatementLineView,
    StatementView,
    UseKind,
    UseView,
)
from socle.kernel.errors import Fault

NUMBER, NAME = "0448021700", "Savonnerie du Wouri SA"


def payment(rank: int, status: PaymentStatus, **changes: object) -> PaymentView:
    is_known = status is not PaymentStatus.UNMATCHED
    given: dict[str, object] = {
        "id": rank,
        "number": f"E-2026-{rank:09d}",
        "channel": Channel.CASH if rank == 1 else Channel.BANK,
        "status": status,
        "amount": 1_250_000 + rank,
        "rest": 0 if status is PaymentStatus.ALLOCATED else 400,
        "received_on": TODAY,
        "value_on": TODAY,
        "employer_number": NUMBER if is_known else None,
        "employer_name": NAME if is_known else "",
        "rule": MatchRule.REFERENCE if is_known else None,
        "months": ("2026-01",),
        "payer_name": "SAVONNERIE DU WOURI",
        "payer_account": "10005000010000012345642",
        "label": "VIREMENT COTISATIONS <janvier> ET SUITE, REFERENCE ILLISIBLE",
        "source": "10005000010000099999942",
        "external_id": f"OP{rank}",
        "act_number": "A-2026-018447",
        "entry_number": f"J-2026-03-{rank:09d}",
        "recorded_at": NOW,
    }
    return PaymentView(**(given | changes))  # type: ignore[arg-type]


PAYMENTS = [payment(rank + 1, list(PaymentStatus)[rank % len(PaymentStatus)]) for rank in range(50)]
RECEIPT = payment(1, PaymentStatus.ALLOCATED)
UNMATCHED = [payment(rank, PaymentStatus.UNMATCHED) for rank in range(2, 22)]
CANDIDATES = [
    Candidate(NUMBER, NAME, reason, date(2026, 1, 1) if reason == "near_amounts" else None)
    for reason in ("near_numbers", "near_names", "near_amounts")
]
USES = [
    UseView(UseKind.DEBT, "2026-01", branch, 400_000, "A-2026-018447", NOW)
    for branch in ("family", "old_age", "work_injury")
]
STATEMENTS = [
    StatementView(
        number=f"RB-2026-{rank:09d}",
        format="camt053",
        account="10005000010000099999942",
        statement_id=f"2026-{rank:03d}",
        from_on=TODAY,
        to_on=TODAY,
        opening_balance=12_000_000,
        closing_balance=13_500_000,
        line_count=3,
        booked_count=2,
        booked=1_800_000,
        matched_count=1,
        matched=1_250_000,
        debited=300_000,
        held_count=0,
        held=0,
        returned_count=0,
        act_number="A-2026-018447",
        recorded_at=NOW,
    )
    for rank in range(1, 51)
]
STATEMENT_LINES = [
    StatementLineView(
        position=rank,
        value_on=TODAY,
        amount=1_250_000,
        outcome=LineOutcome.BOOKED,
        payer_name="SAVONNERIE DU WOURI",
        label="VIREMENT COTISATIONS JANVIER",
        payment_number=f"E-2026-{rank:09d}",
        employer_number=NUMBER,
        rule=MatchRule.REFERENCE,
        return_code="",
    )
    for rank in range(1, 201)
]
CASH_DAY = CashDayView("C-2026-000000007", "Rose Eyenga", TODAY, 20_000, 850_000, 0, 12, 870_000,
                       None)  # fmt: skip
CLOSED_DAY = CashDayView("C-2026-000000006", "Rose Eyenga", date(2026, 3, 13), 20_000, 400_000, 0,
                         9, 420_000, 419_500)  # fmt: skip
RULES = {
    name: RuleView(name, value, "days", "convention", "socle", "", None)
    for name, value in (
        ("reminder_after_days", 8),
        ("formal_notice_after_days", 30),
        ("formal_notice_answer_days", 15),
        ("plan_most_instalments", 24),
        ("plan_down_payment_percent", 10),
    )
}
AGED_ROWS = tuple(
    AgedRow(
        f"{rank:010d}",
        f"Société industrielle numéro {rank}",
        dict(zip(Bucket, (2_589_160, 1_984_600, 512_000, 12_300, rank), strict=True)),
        1_000,
    )
    for rank in range(50)
)
AGED = AgedBalance(TODAY, AGED_ROWS, AGED_ROWS[0], 20_000)
DUE = DueLetters(
    letters=tuple(
        DueLetter(NUMBER, NAME, step, about, 3, 0 if about is About.DECLARATION else 4_120_000)
        for step in NoticeStep
        for about in About
    )
    * 12,
    by_step={NoticeStep.REMINDER: 31_400, NoticeStep.FORMAL_NOTICE: 600},
    ripe=(RipeFile(NUMBER, NAME, 4, 8_400_000),) * 50,
)


def run(state: RunState, **changes: object) -> RunView:
    given: dict[str, object] = {
        "number": "N-2026-000012",
        "on": TODAY,
        "state": state,
        "asked_by": "Agathe Belinga",
        "asked_at": NOW,
        "started_at": None,
        "act_number": "",
        "by_step": {},
        "refusal": None,
    }
    return RunView(**(given | changes))  # type: ignore[arg-type]


RUNS = [
    run(RunState.SENT, act_number="A-2026-018450", by_step={NoticeStep.REMINDER: 31_400}),
    run(
        RunState.REFUSED,
        number="N-2026-000011",
        refusal=Fault("arrears.nothing_to_send", facts={"on": TODAY.isoformat()}),
    ),
]
RUNS_UNDER_WAY = [run(RunState.PREPARING, number="N-2026-000013", started_at=NOW), *RUNS]
LETTER = ACCOUNT.letters[0]
PENALTIES = Penalties(
    employer_number=NUMBER,
    employer_name=NAME,
    on=TODAY,
    months=tuple(
        MonthPenalty(
            due=DueDate(month, date(2026, 2, 16), date(2026, 2, 16)),
            principal=2_567_120,
            by_branch={"family": 1_000_000, "old_age": 1_567_120},
            slices=(
                Slice(1_567_120, date(2026, 3, 2), 156_712, (), "provisional"),
                Slice(1_000_000, None, 100_000, (), "provisional"),
            ),
            charged=0,
        )
        for month in (date(2025, 12, 1), date(2026, 1, 1))
    ),
)
CERTIFICATES = [
    CertificateView(
        number=f"T-2026-00000{rank}",
        act_number="A-2026-018447",
        employer_number=NUMBER,
        employer_name=NAME,
        asked_on=TODAY,
        is_given=rank == 1,
        valid_until=date(2026, 6, 14) if rank == 1 else None,
        code="3K7M9PQRSTUVW" if rank == 1 else "",
        reasons=() if rank == 1 else tuple(Reason),
        undeclared=() if rank == 1 else (date(2025, 8, 1),),
        unpaid=0 if rank == 1 else 4_120_000,
        is_withdrawn=False,
        covered_by="",
    )
    for rank in (1, 2)
]
CHECKS = [
    CheckView(
        number=f"VR-2026-0000000{rank}",
        employer_number=NUMBER,
        asked_by="Sûreté (inventée)",
        purpose="Délivrance d’un passeport",
        on=TODAY,
        checked_at=NOW,
        answer=answer,
        reasons=reasons,
    )
    for rank, (answer, reasons) in enumerate(
        (
            (CheckAnswer.IN_ORDER, ()),
            (CheckAnswer.NOT_IN_ORDER, tuple(Reason)),
            (CheckAnswer.UNKNOWN, tuple(Doubt)),
        )
    )
]
EVENTS = [
    EventView("F-2026-000001", "A-2026-018447", date(2026, 1, 1), date(2026, 1, 1),
              date(2026, 3, 31), Scope.NAMED, "", (NUMBER,), "Inondations (inventées)", NOW),
]  # fmt: skip
ACCOUNT_STATEMENT = Statement(
    NUMBER,
    NAME,
    date(2026, 1, 1),
    TODAY,
    None,
    1_984_600,
    tuple(
        StatementLine(
            TODAY, kind, "J-2026-03-000000001", "A-2026-018447", date(2026, 1, 1), date(2026, 1, 1),
            debit, credit, 0,
        )
        for kind, debit, credit in (("debt", 2_567_120, 0), ("receipt", 0, 1_250_000))
    )
    * 40,
)  # fmt: skip
MISSING_MONTHS = [MISSING] * 51
