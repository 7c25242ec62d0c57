"""The files that employers hand in month by month, through the door that everybody uses."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from socle.cli.demo import files
from socle.cli.demo.accounts import MANDATARY, mandatary
from socle.cli.demo.files import DemoFile
from socle.cli.demo.office import Office, Unexpected
from socle.cli.demo.story import TUTORIAL_MONTH, Employer, Part, Story
from socle.cli.demo_people import Worker
from socle.contributions.operations import deposit_file
from socle.contributions.queries import deposit
from socle.contributions.spreadsheets import NOTHING_SAID, Said
from socle.contributions.types import Outcome
from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk

_CLERKS = {Part.IN_DEBT: "paie", Part.EXEMPLARY: "paie2"}
_FORGOTTEN = 2  # staff whom a main file leaves out
_FORM_LINES = 100
_NIL_MONTH = 8  # in which a small employer closes and pays nobody


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file to hand in on a day. It is made when its day comes."""

    on: date
    key: str
    by: str
    make: Callable[[], DemoFile]
    profile: str = ""  # the spreadsheet profile it goes with: `own` or `cabinet`
    of: tuple[Employer, Month] | None = None  # whose it is, when it is of one employer
    is_wrong: bool = False  # made to be refused


@dataclass(frozen=True, slots=True)
class Bill:
    """What an employer owes for a month that it declared. Units: minor units."""

    employer: Employer
    month: Month
    on: date
    total: int
    key: str
    entry: str = ""  # number of the ledger's entry, for those who pay by its reference


def handings(told: Story) -> list[HandedIn]:
    """Every file of the story up to its day, in the order of their days."""
    found = [
        each
        for month in told.months
        for each in (*_mandataries(told, month), *_own(told, month))
        if each.on <= told.today
    ]
    return sorted(found, key=lambda each: (each.on, each.key))


def hand_in(office: Office, told: Story, handed: HandedIn, profiles: dict[str, str]) -> list[Bill]:
    """Deposits a file; what it makes employers owe, nothing where it is refused.

    Raises:
        Unexpected: a good file was refused.
    """
    file = handed.make()
    said = Said(profile=profiles[handed.profile]) if handed.profile else NOTHING_SAID
    with fund_scope(office.fund.id):
        found = deposit_file(
            desk=_desk(office, handed),
            stream=io.BytesIO(file.content),
            file_name=file.name,
            deposited_on=handed.on,
            key=f"demo:{handed.key}",
            at=datetime.now(UTC),
            said=said,
        )
        if found.status == "refused":
            if not handed.is_wrong:
                raise Unexpected(handed.key, _first_fault(found))
            return []
        if handed.of and not pays_by_reference(handed.of[0]):
            return [Bill(*handed.of, handed.on, found.total, handed.key)]
        by_number = {each.number: each for each in told.employers}
        return [
            Bill(
                by_number[each.employer_number],
                Month.parse(each.month),
                handed.on,
                each.total,
                f"{handed.key}:{each.employer_number}",
                each.entry_number,
            )
            for each in deposit(number=found.receipt).declarations
        ]


def _desk(office: Office, handed: HandedIn) -> Desk:
    """Who hands in: a firm by its mandates of that day."""
    if handed.by.startswith(MANDATARY):
        return office.desk_on(handed.by, handed.on)
    return office.desk(handed.by)


def _first_fault(found: Outcome) -> Refused:
    fault = found.faults[0]
    facts: dict[str, Any] = {**fault.facts}
    return Refused(fault.code, **facts)


def pays_by_reference(employer: Employer) -> bool:
    """Whether an employer copies the reference of each receipt, or writes its own number."""
    return employer.part in {Part.EXEMPLARY, Part.COUNTER, Part.MOBILE, Part.MANDATED}


def due_on(told: Story, month: Month) -> date:
    """When a month is due, by the law."""
    return country(told.law).scheme(files.SCHEMES[told.law]).due_on(month)


def _mandataries(told: Story, month: Month) -> Iterator[HandedIn]:
    """One file for all the employers of a mandatary, some days before it is due."""
    for rank, employers in enumerate(told.mandated(), 1):
        on = min(due_on(told, month) - timedelta(days=1 + rank), told.today)
        profile = "cabinet" if told.law == "MA" else ""
        make = _common_file(told, employers, month, mandatary(rank))
        key = f"file:{mandatary(rank)}:{month}"
        yield HandedIn(on, key, mandatary(rank), make, profile)


def _common_file(
    told: Story, employers: tuple[Employer, ...], month: Month, by: str
) -> Callable[[], DemoFile]:
    def make() -> DemoFile:
        blocks = [
            files.lines(told, each, month, staff)
            for each in employers
            if (staff := _staff(each, month))
        ]
        if told.law == "MA":  # the e-BDS is of one employer: an export for several
            return files.spreadsheet(told.law, blocks, month, by)
        return files.wage_file(told, blocks, by)

    return make


def _own(told: Story, month: Month) -> Iterator[HandedIn]:
    for employer in told.employers:
        if employer.part is Part.MANDATED or month > told.last_month_of(employer):
            continue
        if employer.part is Part.IN_DEBT and month == TUTORIAL_MONTH:
            continue
        yield from _month_of(told, employer, month)


def _month_of(told: Story, employer: Employer, month: Month) -> Iterator[HandedIn]:
    """An employer's file, and sometimes the wrong one that came before it."""
    rng = told.chance("handing", employer.number, str(month))
    key = f"file:{employer.number}:{month}"
    due = due_on(told, month)
    on = due - timedelta(days=rng.randrange(0, 9))
    is_usual = employer.part is Part.USUAL
    if is_usual and rng.random() < 0.05:
        on = due + timedelta(days=rng.randrange(3, 40))
    elif month == told.months[-1]:
        on = min(on, told.today)
    make, by = _maker(told, employer, month), _hands_in(told, employer, on)
    is_last = month == told.months[-1]
    if employer.part is Part.SPOILT and is_last:
        yield _wrong(told, on, key, by, make)
        return
    if is_usual and rng.random() < 0.03:
        yield _wrong(told, on, key, by, make)
        on += timedelta(days=rng.randrange(1, 4))
    profile, of = "own" if employer.part is Part.SPREADSHEET else "", (employer, month)
    yield HandedIn(on, key, by, make, profile, of)
    if _is_completed(told, employer, month):
        later = on + timedelta(days=12)
        rest = _complement(told, employer, month)
        yield HandedIn(later, f"{key}:complement", by, rest, of=of)


def _wrong(told: Story, on: date, key: str, by: str, make: Callable[[], DemoFile]) -> HandedIn:
    """The file with a slip in it, that the fund refuses."""
    spoilt = partial(_spoilt, make, told.law)
    return HandedIn(on, f"{key}:wrong", by, spoilt, is_wrong=True)


def _spoilt(make: Callable[[], DemoFile], law: str) -> DemoFile:
    return files.spoilt(make(), law)


def _hands_in(told: Story, employer: Employer, on: date) -> str:
    """The employer's clerk, its firm as long as the mandate lasts, or an agent on its behalf."""
    has_firm = employer.part is Part.EXEMPLARY and told.mandated()
    if has_firm and told.months[0].first_day <= on < told.mandate_ends_on:
        return mandatary(1)
    return _CLERKS.get(employer.part, "comptes")


def _maker(told: Story, employer: Employer, month: Month) -> Callable[[], DemoFile]:
    def make() -> DemoFile:
        staff = _staff(employer, month)
        if _is_completed(told, employer, month):
            staff = staff[:-_FORGOTTEN]
        block = files.lines(told, employer, month, staff)
        if employer.part is Part.SPREADSHEET:
            return files.spreadsheet(told.law, [block], month, employer.number)
        if employer.part is Part.SMALL_FORM and block.line.size <= _FORM_LINES:
            return files.form(employer, month, None if month.month == _NIL_MONTH else block)
        return files.wage_file(told, [block], employer.who.name)

    return make


def _complement(told: Story, employer: Employer, month: Month) -> Callable[[], DemoFile]:
    def make() -> DemoFile:
        staff = _staff(employer, month)[-_FORGOTTEN:]
        return files.complementary(files.lines(told, employer, month, staff), employer.who.name)

    return make


def _is_completed(told: Story, employer: Employer, month: Month) -> bool:
    """Morocco: some files forgot newcomers, whom a complementary file brings."""
    is_one = employer.part is Part.USUAL and employer.who.rank % 9 == 3
    one_of = employer.part is Part.LATE or is_one
    is_month = month == told.months[-2 if len(told.months) > 1 else 0]
    return told.law == "MA" and one_of and is_month and len(_staff(employer, month)) > _FORGOTTEN


def _staff(employer: Employer, month: Month) -> list[Worker]:
    return [each for each in employer.who.staff if each.works(month)]
