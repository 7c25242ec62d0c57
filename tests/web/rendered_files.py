"""The pages of families, of contacts and accounts, of registrations, of forms that small employers
type, made from samples."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from tests.web import samples

from socle.contributions.forms import Row
from socle.contributions.profiles import MappingPeriod, ProfileView
from socle.countries.tabular import FileMapping
from socle.kernel.months import Month
from socle.registry.types import (
    Bond,
    Dependant,
    FamilyDate,
    FamilyView,
    Judgement,
    Kin,
    RegistrationOrigin,
    RegistrationState,
    Relative,
    Rule,
    Standing,
    WaitingRegistration,
)
from socle.registry.types.details import (
    AccountKind,
    AccountState,
    AccountView,
    Channel,
    ContactView,
    Notice,
    Payable,
    PayableReason,
)
from socle.registry.types.merging import Merge
from socle.web import (
    act_forms,
    comparing,
    declare,
    details,
    families,
    known,
    merged,
    profiles,
    registrations,
)

NUMBER, EMPLOYER = "3140072556", "0448021700"
_WED = date(2010, 5, 8)


def _relative(number: str, name: str, sex: str, born: date, died: date | None = None) -> Relative:
    return Relative(number, name, sex, born, died)


HEAD = _relative(NUMBER, "TALLA FOTSO Jean-Paul", "male", date(1981, 11, 23))
WIVES = (
    _relative("3140072001", "NGONO Estelle", "female", date(1984, 2, 1)),
    _relative("3140072002", "سلمى بناني", "female", date(1988, 3, 16)),
)
CHILDREN = tuple(
    _relative(f"314007201{rank}", f"TALLA Grâce {rank}", "female", date(2008 + rank * 3, 4, 9))
    for rank in range(4)
)
FAMILY = FamilyView(
    person=HEAD,
    parents=(Kin(WIVES[0], "mother", _WED, None, "A-2010-1"),),
    carers=(Kin(WIVES[1], "kafala", _WED, None, "A-2010-9"),),
    spouses=(
        Kin(WIVES[0], "spouse", _WED, None, "A-2010-2", state="married", rank=1),
        Kin(WIVES[1], "spouse", _WED, _WED, "A-2010-3", state="divorced", rank=2),
    ),
    children=tuple(Kin(each, "child", each.birth_on, None, "A-2011-4", beside=WIVES[0].number)
                   for each in CHILDREN),
    wards=(Kin(CHILDREN[3], "guardianship", _WED, None, "A-2012-5", paper="TPI 37/2024"),),
    on=samples.TODAY,
    known_at=None,
)  # fmt: skip
_RULE = Rule("family_allowance_age", 14, "Loi n° 67/LF/7, article 12", "confirmed")
JUDGEMENTS = (
    Judgement(Standing.ACTIVE, "under_age", samples.TODAY + timedelta(days=80), "", _RULE),
    Judgement(Standing.SUSPENDED, "certificate_expired", None, "certificate", _RULE),
    Judgement(Standing.ENDED, "bearer_dead", samples.TODAY, "new_bearer"),
    Judgement(Standing.UNKNOWN, "law_unknown", None, "law", Rule("age_of_ward", None, "", "")),
)
DEPENDANTS = [
    Dependant(
        each, "family", Bond.CHILD, HEAD, WIVES[0] if judgement is JUDGEMENTS[0] else None,
        _WED, judgement, judgement is JUDGEMENTS[1], "A-2011-9",
    )
    for each, judgement in zip(CHILDREN, JUDGEMENTS, strict=True)
]  # fmt: skip
DATES = [
    FamilyDate(samples.TODAY + timedelta(days=30), kind, "family", CHILDREN[0], HEAD, 14, 7)
    for kind in ("age", "certificate", "review")
]
ACCOUNT = AccountView(
    AccountKind.BANK, "CM2110002000300277976315008", "Banque du Wouri",
    samples.TODAY + timedelta(days=6), AccountState.OPEN, samples.BELIEF,
)  # fmt: skip
CONTACT = ContactView("+237677000001", "j.talla@exemple.cm", "12, rue du Port", "Douala",
                      Channel.SMS, "ar", samples.BELIEF)  # fmt: skip
NOTICE = Notice(
    5, "person", NUMBER, "account_changed", Channel.SMS, "+237677000001", "fr", "8MTWY6TQDS",
    "A-2026-1", samples.NOW, None,
)  # fmt: skip
MAPPING = FileMapping(
    {"insured_number": "N° assuré", "days": "Jours", "wage": "Salaire"}, separator="semicolon"
)
WAITING = [
    WaitingRegistration(
        NUMBER, "NGASSA Clément", state, RegistrationOrigin.EMPLOYER, EMPLOYER,
        samples.TODAY - timedelta(days=9), samples.TODAY + timedelta(days=6),
    )
    for state in (RegistrationState.PREREGISTERED, RegistrationState.LAPSED)
]  # fmt: skip


def _payable(**asked: Any) -> Payable:
    if asked["kind"] == "employer":
        return Payable(None, PayableReason.STOPPED, ACCOUNT)
    return Payable(None, PayableReason.COOLING, ACCOUNT)


def answers() -> list[tuple[object, str, Callable[..., object]]]:
    """What the queries of these pages answer."""
    kept = SimpleNamespace(merged=("3140072999",))
    profile = ProfileView(3, "F-3", "Export de paie", EMPLOYER, "Savonnerie", None, None, MAPPING)
    return [
        (merged, "merge_of", lambda *, number, **_: Merge(number, kept.merged, samples.BELIEF)),
        (families, "family", lambda **_: FAMILY),
        (families, "dependants", lambda **_: DEPENDANTS),
        (families, "charges_on", lambda **_: DEPENDANTS[:1]),
        (families, "family_dates", lambda **_: DATES),
        (comparing, "family", lambda **_: FAMILY),
        (comparing, "dependants", lambda **_: DEPENDANTS),
        (details.details, "payable_account", _payable),
        (details.details, "contact", lambda **_: CONTACT),
        (details.details, "notices", lambda **_: [NOTICE]),
        (details, "person", lambda **_: samples.PERSON),
        (details, "person_id", lambda _number: 7),
        (details, "nowhere_paid", lambda **_: {7: "account_closed"}),
        (details, "employer_name", lambda *_: "Savonnerie du Wouri SA"),
        (details, "funds", lambda: [samples.FUND]),
        (registrations, "waiting_registrations", lambda **_: WAITING),
        (known, "affiliation", lambda **_: SimpleNamespace()),
        (declare, "next_due", lambda **_: (Month(2026, 2), date(2026, 3, 16))),
        (declare, "require_employer", lambda *_: None),
        (declare, "employer_name", lambda *_: "Savonnerie du Wouri SA"),
        (declare, "declared", lambda **_: []),
        (declare, "due_on", lambda **_: date(2026, 3, 16)),
        (declare.forms, "open_draft", lambda **_: None),
        (declare.forms, "first_rows", lambda **_: (Row(NUMBER, "TALLA", "30", "312000"), Row())),
        (profiles.room, "profiles", lambda **_: [profile]),
        (profiles.room, "profile", lambda **_: profile),
        (profiles.room, "periods", lambda **_: [MappingPeriod(None, None, MAPPING)]),
    ]


def pages(get: Callable[..., Callable[[], HttpResponse]]) -> dict[str, Callable[[], HttpResponse]]:
    """These pages by name."""
    every, clerk = samples.EVERYTHING, samples.CLERK
    family = samples.desk(samples.Role.FAMILY_OFFICER)
    person, employer = f"/persons/{NUMBER}", f"/employers/{EMPLOYER}"
    return {
        "family": get(families.of_person, f"{person}/family", family, number=NUMBER),
        "family-read": get(families.of_person, f"{person}/family", every, number=NUMBER),
        "family-dates": get(families.dates, "/family-dates", every),
        "person-details": get(
            details.of_file, f"{person}/details", every, number=NUMBER, kind="person"
        ),
        "employer-details": get(
            details.of_file, f"{employer}/details", every, number=EMPLOYER, kind="employer"
        ),
        "change-notices": get(details.to_tell, "/change-notices", every),
        "stop": get(details.stop, "/stop/cnps-demo", None, fund="cnps-demo"),
        "registrations": get(registrations.registrations, "/registrations", every),
        "correction": get(
            act_forms.new_act,
            f"/acts/new/correct_civil_status?subject={NUMBER}",
            every,
            act_type_code="correct_civil_status",
        ),
        "merge": get(
            act_forms.new_act,
            f"/acts/new/merge_persons?kept={NUMBER}&merged=3140072999",
            every,
            act_type_code="merge_persons",
        ),
        "declare": get(declare.choose, "/declare", every),
        "declare-month": get(
            declare.month, f"/declare/{EMPLOYER}/2026-02", clerk, number=EMPLOYER, month="2026-02"
        ),
        "profiles": get(profiles.profiles, "/profiles", every),
        "profile": get(profiles.profile, "/profiles/F-3", every, number="F-3"),
        "profile-new": get(profiles.new_profile, "/profiles/new", every),
    }
