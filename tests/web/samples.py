"""Invented people, employers and files, as the queries return them; no database."""

from datetime import UTC, date, datetime
from fractions import Fraction

from socle.arrears.types import (
    About,
    AccountLine,
    AgedRow,
    Bucket,
    DueDate,
    Instalment,
    NoticeItem,
    NoticeStep,
    NoticeView,
    PlanState,
    PlanView,
    Reason,
    Situation,
    Standing,
)
from socle.benefits.types import ClaimLine, Stage
from socle.contributions.obligations import MissingMonth
from socle.contributions.types import (
    BranchTotal,
    CareerCell,
    CareerGap,
    CareerMonth,
    CareerView,
    CareerYear,
    CellState,
    DeclarationView,
    DepositStatus,
    DepositView,
    GapCause,
    LineView,
    Proposal,
    ProposalReason,
    QueueCounts,
    QueueReason,
    WaitingGroup,
    WaitingLine,
)
from socle.contributions.versions import Version
from socle.kernel.errors import Fault
from socle.platform.access.types import (
    Desk,
    FundView,
    PersonHere,
    Role,
    RoleHeld,
    SessionView,
    TokenView,
)
from socle.platform.acts.types import ActSummary, ActView, ProposalView
from socle.platform.delegation.types import Delegation
from socle.platform.documents.types import DocumentView
from socle.platform.factors.types import Factors, PasskeyView
from socle.platform.identities.types import IdentityView, ProviderView
from socle.registry.types import (
    ActOnSubject,
    Belief,
    EmployerStatus,
    EmployerView,
    EmploymentView,
    EstablishmentView,
    PersonView,
    Sex,
)

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 9, 42, tzinfo=UTC)
FUND = FundView(
    id=1,
    code="cnps-demo",
    name="CNPS Cameroun",
    country="CM",
    scheme="cnps",
    currency="XAF",
    is_demo=True,
)


def desk(*roles: Role, employer_numbers: frozenset[str] = frozenset()) -> Desk:
    return Desk(
        user_id=7,
        login="a.belinga",
        name="Agathe Belinga",
        fund=FUND,
        roles=frozenset(roles),
        employer_numbers=employer_numbers,
    )


EVERYTHING = desk(Role.ACCOUNTS_OFFICER, Role.REGISTRATION_OFFICER, Role.VERIFIER)
CLERK = desk(Role.EMPLOYER_CLERK, employer_numbers=frozenset({"0448021700"}))
ADMINISTRATOR = desk(Role.ADMINISTRATOR)
PEOPLE = [
    PersonHere("s.fouda", "Samuel Fouda", True, False, False, NOW, (RoleHeld(Role.VERIFIER, ""),)),
    PersonHere(
        "m.epee",
        "Marc Epée",
        True,
        True,
        True,
        None,
        (RoleHeld(Role.EMPLOYER_CLERK, "0448021700"),),
    ),
    PersonHere("p.ekambi", "Paul Ekambi", False, False, False, NOW, (RoleHeld(Role.AUDITOR, ""),)),
]
TOKENS = [TokenView(4, "Logiciel de paie", "cnps-demo", NOW, NOW)]
PASSKEY = PasskeyView(3, "clé bleue", "localhost", NOW, None, NOW)
FACTORS = Factors(None, NOW, 3, (PASSKEY,))
PROVIDER = ProviderView(
    fund=ADMINISTRATOR.fund,
    code="annuaire",
    name="Annuaire CNPS",
    issuer="https://annuaire.example",
    client_id="socle",
    hosts=(),
    strong=frozenset({"mfa"}),
    since=date(2026, 11, 20),
    act="A-2026-000000009",
    sealed=b"x",
)
IDENTITY = IdentityView(
    login="s.fouda",
    name="Samuel Fouda",
    provider="annuaire",
    issuer="https://annuaire.example",
    subject="8f1c2d",
    since=date(2026, 11, 20),
    act="A-2026-000000010",
)
DELEGATION = Delegation(
    giver_id=2,
    giver_login="s.fouda",
    giver="Samuel Fouda",
    taker_id=7,
    taker_login="a.belinga",
    taker="Agathe Belinga",
    role=Role.VERIFIER,
    first_day=date(2026, 11, 20),
    last_day=date(2026, 12, 4),
)
SESSIONS = [
    SessionView(1, NOW, NOW, "192.0.2.7", True),
    SessionView(2, NOW, NOW, "192.0.2.9", False),
]

BRANCHES = (
    BranchTotal(
        branch="family",
        base=14_400_000,
        rate_employee=None,
        rate_employer=Fraction(7, 100),
        employee=0,
        employer=1_008_000,
        status="confirmed",
        source="Décret n° 2016/072, article 2",
    ),
    BranchTotal(
        branch="old_age",
        base=14_400_000,
        rate_employee=Fraction(42, 1000),
        rate_employer=Fraction(42, 1000),
        employee=604_800,
        employer=604_800,
        status="confirmed",
        source="Décret n° 2016/072, article 2",
    ),
    BranchTotal(
        branch="work_injury",
        base=14_862_400,
        rate_employee=None,
        rate_employer=Fraction(25, 1000),
        employee=0,
        employer=371_560,
        status="provisional",
        source="Décret n° 78/283, groupe B",
    ),
)
DECLARATION = DeclarationView(
    number="D-2026-000118",
    deposit_number="R-2026-000118",
    act_number="A-2026-018447",
    entry_number="J-2026-002214",
    employer_number="0448021700",
    employer_name="Savonnerie du Wouri SA",
    month="2026-02",
    due_on=date(2026, 3, 16),
    deposited_on=TODAY,
    line_count=48,
    queued_count=3,
    wage_total=14_862_400,
    branches=BRANCHES,
)


def deposit(status: DepositStatus, **changes: object) -> DepositView:
    given: dict[str, object] = {
        "number": "R-2026-000118",
        "status": status,
        "file_name": "dipe_202602.txt",
        "file_size": 6_528,
        "file_sha256": "7f3a91c04be2d6105a8c77e4f09b213d7f3a91c04be2d6105a8c77e4f09b213d",
        "format": "cm_dipe",
        "deposited_on": TODAY,
        "received_at": NOW,
        "deposited_by": "Marc Epée",
        "act_number": "A-2026-018447" if status is DepositStatus.POSTED else None,
        "line_count": 48,
        "lines_read": 48,
        "queued_count": 0,
        "fault_count": 0,
        "faults": (),
        "declarations": (),
        "declaration_count": 0,
        "total": 0,
    }
    return DepositView(**(given | changes))  # type: ignore[arg-type]


POSTED = deposit(
    DepositStatus.POSTED,
    queued_count=3,
    declarations=(DECLARATION,),
    declaration_count=1,
    total=DECLARATION.total,
)
READING = deposit(
    DepositStatus.READING, number="R-2026-000119", line_count=48_000, lines_read=31_200
)
FAULTS = (
    Fault("field_range", 17, "C04", "nombre_jours", "45", {"lowest": 0, "highest": 31}),
    Fault("dipe_other_month", 22, "C04", "numero_feuillet", "03", {"expected": "02/2026"}),
    Fault("field_digits", 40, "C04", "numero_assure", "3140O72556", {}),
    Fault("no_words_for_this", None, None, None, None, {}),
)
REFUSED = deposit(
    DepositStatus.REFUSED, number="R-2026-000120", fault_count=212, faults=FAULTS * 20
)
LINES = [
    LineView(1, "3140072556", "TALLA FOTSO Jean-Paul", 30, 312_000, 312_000, 13_104, 42_744, None),
    LineView(
        2, "3140772556", "", 30, 1_120_000, 750_000, 31_500, 112_000, QueueReason.NUMBER_UNKNOWN
    ),
    LineView(
        3, "", "NGO BIYONG Marthe", 28, 98_000, 98_000, 4_116, 13_426, QueueReason.NUMBER_MISSING
    ),
]
ACCOUNT = Situation(
    employer_number="0448021700",
    employer_name="Savonnerie du Wouri SA",
    currency="XAF",
    on=TODAY,
    known_at=None,
    branches=("family", "old_age", "work_injury"),
    months=tuple(
        AccountLine(
            due=DueDate(month, due_on, due_on),
            by_branch={"family": owed * 4 // 10, "old_age": owed // 2, "work_injury": owed // 10},
            owed=owed,
            paid=paid,
            paid_on=due_on if paid else None,
        )
        for month, due_on, owed, paid in (
            (date(2025, 9, 1), date(2025, 10, 15), 2_444_900, 2_444_900),
            (date(2025, 10, 1), date(2025, 11, 17), 2_472_000, 2_472_000),
            (date(2025, 11, 1), date(2025, 12, 15), 2_481_200, 2_481_200),
            (date(2025, 12, 1), date(2026, 1, 15), 2_684_600, 1_700_000),
            (date(2026, 1, 1), date(2026, 2, 16), 2_567_120, 1_567_120),
            (date(2026, 2, 1), date(2026, 3, 16), 2_589_160, 0),
        )
    ),
    credit=0,
    aged=AgedRow(
        "0448021700",
        "Savonnerie du Wouri SA",
        dict(zip(Bucket, (2_589_160, 1_984_600, 0, 0, 0), strict=True)),
        0,
    ),
    to_charge=198_460,
    has_gap=True,
    plans=(
        PlanView(
            number="M-2026-000004",
            act_number="A-2026-018448",
            employer_number="0448021700",
            employer_name="Savonnerie du Wouri SA",
            agreed_on=date(2026, 2, 20),
            months=(date(2025, 12, 1),),
            amount=984_600,
            instalments=(Instalment(1, date(2026, 3, 1), 984_600),),
            paid=0,
            state=PlanState.LATE,
            breach_days=15,
            next_due=Instalment(1, date(2026, 3, 1), 984_600),
        ),
    ),
    letters=(
        NoticeView(
            number="L-2026-000000012",
            act_number="A-2026-018449",
            employer_number="0448021700",
            employer_name="Savonnerie du Wouri SA",
            step=NoticeStep.FORMAL_NOTICE,
            about=About.PAYMENT,
            issued_on=date(2026, 3, 2),
            answer_by=date(2026, 3, 9),
            language="fr",
            items=(NoticeItem(date(2025, 12, 1), date(2026, 1, 15), 984_600),),
        ),
    ),
    standing=Standing(
        on=TODAY,
        reasons=(Reason.UNDECLARED, Reason.UNPAID),
        undeclared=(date(2025, 8, 1),),
        unpaid=((date(2026, 1, 1), 1_000_000),),
        broken_plans=(),
    ),
)
BELIEF = Belief(date(1981, 11, 23), None, datetime(2023, 6, 8, 8, tzinfo=UTC), "A-2023-066204")
PERSON = PersonView(
    number="3140072556",
    family_name="TALLA FOTSO",
    given_names="Jean-Paul",
    birth_on=date(1981, 11, 23),
    birth_precision="day",
    sex=Sex.MALE,
    national_id="10012418",
    belief=BELIEF,
    on=TODAY,
    known_at=NOW,
)
EMPLOYER = EmployerView(
    number="0448021700",
    legal_name="Savonnerie du Wouri SA",
    company_number="RC/DLA/2009/B/2217",
    address="12, rue du Port, Bonabéri",
    city="Douala",
    status=EmployerStatus.ACTIVE,
    filing_regime="monthly",
    classification={"risk_group": "B", "family_regime": "general"},
    establishments=(EstablishmentView("01", "Usine de Bonabéri", "Douala"),),
    employee_count=48,
    belief=BELIEF,
    on=TODAY,
    known_at=NOW,
)
EMPLOYMENTS = [
    EmploymentView(
        "3140072556",
        "TALLA FOTSO Jean-Paul",
        "0448021700",
        "Savonnerie du Wouri SA",
        "Conducteur de ligne",
        date(2023, 6, 1),
        None,
    ),
    EmploymentView(
        "3140072999",
        "KAMGA Mireille",
        "0448021700",
        "Savonnerie du Wouri SA",
        "",
        date(2019, 9, 1),
        date(2026, 6, 1),
    ),
]
HISTORY = [
    ActOnSubject(
        number, kind, effective, datetime.combine(known, NOW.time(), UTC), author, motive
    )
    for number, kind, effective, known, author, motive in (
        ("A-2026-019002", "end_employment", date(2026, 2, 2), date(2026, 2, 10), "S. Fouda", ""),
        ("A-2025-171093", "correct_civil_status", date(2025, 8, 4), date(2025, 11, 21), "S. Fouda",
         "Acte de naissance présenté"),
        ("A-2024-152618", "hire", date(2024, 9, 1), date(2024, 10, 22), "S. Fouda",
         "Avis d’embauche"),
        ("A-2023-066204", "register_person", date(2023, 6, 1), date(2023, 6, 8), "P. Ekambi",
         "Avis d’embauche"),
    )
]  # fmt: skip
CAREER_MONTHS = tuple(
    CareerMonth(
        f"2025-{month:02d}",
        "0448021700",
        "Savonnerie du Wouri SA",
        30,
        312_000,
        312_000,
        "D-2026-000118",
        credited=int(month != 2),
        act_number="A-2026-018447",
        is_cured=month == 3,
    )
    for month in range(1, 11)
)
CAREER = CareerView(
    months=CAREER_MONTHS,
    years=(
        CareerYear(
            year=2025,
            cells=tuple(
                CareerCell(f"2025-{month:02d}", state, int(month <= 10), 30, 1)
                for month, state in enumerate(
                    [CellState.CREDITED, CellState.NOT_COUNTED, *[CellState.CREDITED] * 8,
                     CellState.GAP, CellState.EMPTY],
                    1,
                )
            ),
            months=10,
            credited=9,
            days=300,
            wage=3_120_000,
            wage_capped=3_120_000,
        ),
    ),
    gaps=tuple(
        CareerGap("2025-11", "2025-12" if cause is GapCause.NOT_DECLARED else "2025-11", 1, cause,
                  "0448021700", "Savonnerie du Wouri SA", (("D-2026-000118", 2),))
        for cause in GapCause
    ),
    unit="month",
    is_unit_verified=False,
)  # fmt: skip
PROPOSED = Proposal("3140072556", "TALLA FOTSO Jean-Paul", date(1981, 11, 23),
                    frozenset(ProposalReason))  # fmt: skip
WAITING = [
    WaitingGroup("0448021700", "Savonnerie du Wouri SA", number, name, lines, "2025-01", "2025-12",
                 312_000 * lines, (QueueReason.NUMBER_UNKNOWN,), NOW, proposals)
    for number, name, lines, proposals in (
        ("3140772556", "TALA FOTSO Jean", 12, (PROPOSED,)),
        ("", "NGO BIYONG Marthe", 1, ()),
        ("", "", 2, ()),
    )
]  # fmt: skip
WAITING_LINES = [
    WaitingLine("D-2026-000118", rank, "2026-02", 30, 312_000, QueueReason.NUMBER_UNKNOWN, NOW)
    for rank in (2, 3)
]
QUEUE_COUNTS = QueueCounts({each.value: 1_204 for each in QueueReason}, 312, NOW)
ACT = ActView(
    number="A-2026-018447",
    type="correct_civil_status",
    subject_kind="person",
    subject_number="3140072556",
    effective_on=date(2026, 3, 1),
    motive="Acte de naissance présenté au guichet",
    fields={"family_name": "TALLA FOTSO"},
    before={"family_name": "TALA FOTSO", "birth_on": "1981-11-23", "national_id": "10012418"},
    after={"family_name": "TALLA FOTSO", "birth_on": "1981-11-23", "national_id": "10012418"},
    author="Agathe Belinga",
    validator="Samuel Fouda",
    recorded_at=NOW,
    digest="ab" * 32,
    seal="cd" * 32,
    seal_position=18_447,
    reverses=None,
    reversed_by=None,
    evidence=(
        DocumentView(3, "naissance.pdf", "application/pdf", 84_000, "ef" * 32, NOW),
        DocumentView(4, "attestation.txt", "text/plain", 1_200, "cd" * 32, NOW),
        DocumentView(5, "carte.png", "image/png", 64_000, "ab" * 32, NOW),
    ),
)
SUMMARIES = [
    ActSummary(
        id=rank,
        number=f"A-2026-01844{rank}",
        type="hire",
        subject_kind="person",
        subject_number="3140072556",
        effective_on=date(2026, 3, 1),
        recorded_at=NOW,
        author="Agathe Belinga",
        motive="",
    )
    for rank in range(1, 4)
]
PROPOSAL = ProposalView(
    number="P-2026-000012",
    type="classify_employer",
    fields={"number": "0448021700", "input": "risk_group", "value": "C"},
    effective_on=date(2026, 4, 1),
    motive="Rapport d’inspection",
    author="Agathe Belinga",
    proposed_at=NOW,
    evidence=ACT.evidence,
)
MISSING = MissingMonth(
    "0448021700", "Savonnerie du Wouri SA", "2026-09", date(2026, 10, 15), 38, ""
)
VERSION = Version(
    number=DECLARATION.number,
    version=1,
    kind="wages",
    deposit_number=POSTED.number,
    act_number=DECLARATION.act_number,
    deposited_on=DECLARATION.deposited_on,
    total=DECLARATION.total,
    is_in_force=True,
)
CLAIM = ClaimLine(
    *(1, "DP-2026-000001", "3140072556", "TALLA FOTSO Jean-Paul", "old_age"),
    *(date(2026, 5, 6), date(2026, 5, 18), Stage.PROPOSED, 74_375, None),
)
