"""Reading the register of work injuries: lists, one injury in two times, what the law gave to
declare it, and the figures of an employer by year.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.benefits.models import (
    ClaimInjury,
    InjuryCertificate,
    InjuryDecision,
    InjuryOutcome,
    WorkInjury,
)
from socle.benefits.queries.health import opened_in_force
from socle.benefits.queries.known import known
from socle.benefits.types.injuries import (
    OPEN,
    UNDER_CARE,
    CertificateOf,
    CertificateView,
    DecidedOf,
    Declarer,
    Ending,
    InjuryDeadline,
    InjuryDecisionView,
    InjuryKind,
    InjuryLine,
    InjuryState,
    InjuryView,
    InjuryYear,
    OutcomeView,
    Recognition,
)
from socle.countries.registry import country
from socle.kernel.errors import NotKnown, ParameterUnknown
from socle.kernel.months import months_after
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.sealing.fields import opened_text, sealed_text
from socle.platform.sealing.types import DataClass
from socle.platform.sql import statements
from socle.registry.queries import names_of
from socle.registry.queries.families_reading import Moment, relatives
from socle.rules.working_days import working_days_after

SQL = statements(Path(__file__).parents[1])
NOW = Moment(None, None)  # as the fund believes at present, whatever the day
_EVER = date(2199, 12, 31)
_YEARS_SHOWN = 10


def has_injuries(fund: FundView) -> bool:
    """Whether the fund's scheme insures work injuries."""
    scheme = country(fund.country).scheme(fund.scheme)
    return "work_injury" in {*scheme.branches(), *scheme.benefits}


def injuries(
    *,
    limit: int,
    at: Moment = NOW,
    number: str = "",
    person_ids: list[int] | None = None,
    employer_id: int | None = None,
    states: tuple[InjuryState, ...] | None = None,
    only_late: bool = False,
    after: tuple[date, int] | None = None,
) -> list[InjuryLine]:
    """Injuries as on a day and as known at an instant, the longest declared first."""
    asked = {
        "on": at.on or _EVER,
        "known_at": at.known_at,
        "number": number,
        "persons": person_ids,
        "employer": employer_id,
        "states": [each.value for each in states] if states is not None else None,
        # Of what was known once every one is looked at: an act reversed since stood then.
        "few": _few(states) if at.known_at is None else "",
        "late": only_late,
        "after_on": after[0] if after else None,
        "after": after[1] if after else None,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL["injuries"], asked)
        rows = cursor.fetchall()
    persons = relatives({row[2] for row in rows}, Moment(None, None))
    employers = names_of(employer_ids=[row[3] for row in rows if row[3] is not None])
    return [_line(row, persons, employers) for row in rows]


def injury(
    *,
    number: str,
    at: Moment = NOW,
    is_whole: bool = False,
) -> InjuryView:
    """One injury in full; `is_whole`, with what it tells of health.

    Raises:
        NotKnown: there is none, or none was known then.
        Unavailable: this process cannot open what is sealed.
    """
    found = injuries(limit=1, number=number, at=at)
    if not number or not found:
        raise NotKnown("injuries.unknown", number=number[:40])
    row = WorkInjury.objects.select_related("act").get(pk=found[0].id)
    until, known_at = at.on or _EVER, at.known_at
    return InjuryView(
        line=found[0],
        act_number=row.act.number,
        happened_at=row.happened_at,
        place=row.place,
        circumstances=row.circumstances,
        nature=_opened(row, "nature", row.nature) if is_whole else "",
        seat=_opened(row, "seat", row.seat) if is_whole else "",
        witnesses=row.witnesses,
        third_party=row.third_party,
        declarer=row.declarer,
        recorded_at=row.recorded_at,
        certificates=_certificates(row, until, known_at),
        decisions=_decisions(row, until, known_at),
        outcomes=_outcomes(row, until, known_at, is_whole=is_whole),
        claims=tuple(
            ClaimInjury.objects.filter(known(known_at), injury=row)
            .order_by("id")
            .values_list("claim__number", flat=True)
        ),
    )


def injury_row(number: str) -> WorkInjury:
    """The stored injury of a number.

    Raises:
        NotKnown: there is none, or its act was reversed.
    """
    found = WorkInjury.objects.filter(known(), number=number).first()
    if found is None:
        raise NotKnown("injuries.unknown", number=number[:40])
    return found


def state_of(row: WorkInjury) -> InjuryState:
    """Where an injury stands at present."""
    (line,) = injuries(limit=1, number=row.number)
    return line.state


def ended_since(row: WorkInjury) -> date | None:
    """Since when the last finding of the medical adviser holds."""
    found = InjuryOutcome.objects.filter(known(), injury=row).order_by("-since")
    return found.values_list("since", flat=True).first()


def injury_of_act(*, act: str) -> str:
    """The number of the injury that an act declared.

    Raises:
        NotKnown: it declared none.
    """
    found = WorkInjury.objects.filter(act__number=act).values_list("number", flat=True).first()
    if found is None:
        raise NotKnown("injuries.unknown", number=act[:40])
    return str(found)


def injury_of_claim(*, claim_id: int) -> WorkInjury | None:
    """The injury that a claim is made of, if it says one."""
    found = (
        ClaimInjury.objects.filter(known(), claim_id=claim_id)
        .select_related("injury__act")
        .order_by("-id")
        .first()
    )
    return found.injury if found else None


def rate_of(row: WorkInjury, *, on: date | None = None) -> tuple[str, str] | None:
    """The permanent incapacity that stands on a day (None: at last), and the act that found it.

    Before the first finding it is that one, for a claim may be of the day of the accident; None
    where nothing is found yet.
    """
    found = list(
        InjuryOutcome.objects.filter(known(), injury=row)
        .exclude(rate="")
        .select_related("act")
        .order_by("since", "id")
    )
    stands = [each for each in found if on is None or each.since <= on] or found[:1]
    return (_opened(row, "rate", stands[-1].rate), stands[-1].act.number) if stands else None


def sealed_part(*, fund_id: int, number: str, name: str, value: str) -> str:
    """What tells of health in an injury, as its row keeps it.

    Raises:
        Unavailable: this process cannot seal it.
    """
    place = _place(number, name)
    return sealed_text(value, fund_id=fund_id, of=DataClass.HEALTH, place=place)


def may_read_injury(desk: Desk, *, number: str, at: datetime) -> bool:
    """Whether somebody reads what an injury tells of health: the adviser, or who opened the
    medical part of a claim that is made of it.
    """
    if Permission.ADVISE_MEDICALLY in desk.permissions:
        return True
    return opened_in_force(desk, at).filter(claim__claiminjury__injury__number=number).exists()


def deadline_to_declare(
    *, fund: FundView, declared_by: Declarer, happened_on: date
) -> InjuryDeadline | None:
    """The last day to declare; None where no text that we read gives one to who declares."""
    name = "employer_working_days" if declared_by is Declarer.EMPLOYER else "victim_years"
    if declared_by is Declarer.INSPECTOR:
        return None
    scheme = country(fund.country).scheme(fund.scheme)
    try:
        said = scheme.parameters.value(f"{scheme.code}.work_injury.{name}", happened_on)
    except ParameterUnknown:
        return None
    count = said.value
    if not isinstance(count, int):
        return None
    is_years = declared_by is not Declarer.EMPLOYER
    last = (
        months_after(happened_on, 12 * count)
        if is_years
        else working_days_after(fund.country, happened_on, count)
    )
    unit = "years" if is_years else "working_days"
    return InjuryDeadline(last, count, unit, said.cited, said.status)


def injury_years(
    *, employer_id: int | None, on: date, known_at: datetime | None = None
) -> list[InjuryYear]:
    """The injuries of the ten years up to a day, of an employer or of the fund, the newest first;
    as known at an instant.
    """
    since = date(on.year - _YEARS_SHOWN + 1, 1, 1)
    asked = {"employer": employer_id, "since": since, "on": on, "known_at": known_at}
    with connection.cursor() as cursor:
        cursor.execute(SQL["injury_years"], asked)
        rows = cursor.fetchall()
    by_year: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_year.setdefault(row[0], []).append(row)
    return [
        InjuryYear(
            year=year,
            counts={InjuryKind(row[1]): row[2] for row in found},
            recognised=sum(row[3] for row in found),
            with_days_off=sum(row[4] for row in found),
            fatal=sum(row[5] for row in found),
            days_off=sum(row[6] for row in found),
        )
        for year, found in by_year.items()
    ]


def _few(states: tuple[InjuryState, ...] | None) -> str:
    """Which of the few states are asked for, where no other is."""
    for name, few in (("open", OPEN), ("care", UNDER_CARE)):
        if states and set(states) <= set(few):
            return name
    return ""


def _line(
    row: tuple[Any, ...],
    persons: Mapping[int, Any],
    employers: Mapping[int, tuple[str, str]],
) -> InjuryLine:
    number, name = employers.get(row[3], ("", row[4]))
    return InjuryLine(
        id=row[0],
        number=row[1],
        person_id=row[2],
        person_number=persons[row[2]].number,
        person_name=persons[row[2]].name,
        employer_number=number,
        employer_name=name,
        kind=InjuryKind(row[5]),
        happened_on=row[6],
        declared_on=row[7],
        declared_by=Declarer(row[8]),
        due_on=row[9],
        state=InjuryState(row[10]),
        is_fatal=row[11],
        days_off=row[12],
    )


def _certificates(
    row: WorkInjury, until: date, known_at: datetime | None
) -> tuple[CertificateView, ...]:
    decided = set(
        InjuryDecision.objects.filter(
            known(known_at), injury=row, certificate__isnull=False, decided_on__lte=until
        ).values_list("certificate_id", flat=True)
    )
    found = InjuryCertificate.objects.filter(
        known(known_at), injury=row, issued_on__lte=until
    ).select_related("act")
    return tuple(
        CertificateView(
            kind=CertificateOf(each.kind),
            issued_on=each.issued_on,
            off_since=each.off_since,
            off_until=each.off_until,
            doctor=each.doctor,
            document_id=each.document_id,
            act_number=each.act.number,
            is_undecided=each.kind == CertificateOf.RELAPSE and each.pk not in decided,
        )
        for each in found.order_by("issued_on", "id")
    )


def _decisions(
    row: WorkInjury, until: date, known_at: datetime | None
) -> tuple[InjuryDecisionView, ...]:
    found = InjuryDecision.objects.filter(
        known(known_at), injury=row, decided_on__lte=until
    ).select_related("act__author", "act__validator")
    return tuple(
        InjuryDecisionView(
            number=each.number,
            about=DecidedOf(each.about),
            outcome=Recognition(each.outcome),
            decided_on=each.decided_on,
            ground=each.ground,
            inquiry=each.inquiry,
            act_number=each.act.number,
            author=each.act.author.full_name,
            validator=each.act.validator.full_name if each.act.validator else "",
        )
        for each in found.order_by("id")
    )


def _outcomes(
    row: WorkInjury, until: date, known_at: datetime | None, *, is_whole: bool
) -> tuple[OutcomeView, ...]:
    found = InjuryOutcome.objects.filter(
        known(known_at), injury=row, since__lte=until
    ).select_related("act")
    return tuple(
        OutcomeView(
            kind=Ending(each.kind),
            since=each.since,
            rate=_opened(row, "rate", each.rate) if is_whole and each.rate else "",
            act_number=each.act.number,
        )
        for each in found.order_by("since", "id")
    )


def _opened(row: WorkInjury, name: str, kept: str) -> str:
    return opened_text(kept, fund_id=row.fund_id, place=_place(row.number, name))


def _place(number: str, name: str) -> str:
    return f"injury:{number}:{name}"
