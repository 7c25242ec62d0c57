"""Deposited spreadsheets: which profile reads one, and what a sample would give.

Owns the choice: the profile named with the deposit; otherwise the only one of the employers that
the depositor declares for; otherwise the fund's own, if it has one only. Nothing is guessed.
"""

from dataclasses import dataclass
from typing import BinaryIO

from socle.contributions.errors import FileRefused
from socle.contributions.models import Deposit, DepositProfile
from socle.contributions.profiles import ProfileView, profile, profiles
from socle.countries import tabular
from socle.countries.declaration import Faults, WageLines
from socle.countries.registry import country
from socle.countries.tabular import FileMapping, TabularFormat
from socle.kernel.errors import Conflict, Fault, ParameterUnknown, Refused
from socle.kernel.money import currency_digits
from socle.kernel.months import Month
from socle.platform.access.types import Desk, FundView

MOST_SAMPLE_BYTES = 2 * 1024 * 1024
_LINES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Said:
    """What may be said with a spreadsheet when it is handed in."""

    profile: str = ""
    month: Month | None = None

    @property
    def is_nothing(self) -> bool:
        return not self.profile and self.month is None


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sample gives under a mapping: its first lines, its totals, its faults."""

    lines: tuple[WageLines, ...]
    line_count: int
    employers: int
    months: tuple[str, ...]
    wages: int
    faults: Faults


def keep_said(*, deposit: Deposit, desk: Desk, said: Said) -> None:
    """Keeps what was said with a file; nothing where nothing was.

    Raises:
        NotKnown: the profile is not known, or another's.
    """
    if said.is_nothing:
        return
    on = deposit.deposited_on
    chosen = profile(desk=desk, number=said.profile, on=on).id if said.profile else None
    DepositProfile.objects.create(
        deposit=deposit,
        fund_id=deposit.fund_id,
        profile_id=chosen,
        month=said.month.first_day if said.month else None,
    )


def fields_of_act(deposit: Deposit) -> dict[str, str]:
    """What was said with a file, as the act that posts it records it."""
    held = DepositProfile.objects.select_related("profile").filter(deposit=deposit).first()
    said = _said(held)
    fields = {"profile": said.profile, "month": str(said.month) if said.month else ""}
    return {name: value for name, value in fields.items() if value}


def require_same_said(*, first: Deposit, key: str, said: Said) -> None:
    """A key answers for one file said to be of one profile and month.

    Raises:
        Conflict: `acts.key_reused`.
    """
    held = DepositProfile.objects.select_related("profile").filter(deposit=first).first()
    if said != _said(held):
        raise Conflict("acts.key_reused", key=key)


def require_same_month(*, posted: Deposit, said: Said) -> None:
    """A file counted for one month is not silently taken for another's.

    Raises:
        Refused: the same bytes were counted for another month.
    """
    held = DepositProfile.objects.filter(deposit=posted, month__isnull=False).first()
    if said.month and held and held.month != said.month.first_day:
        month = str(Month.of(held.month)) if held.month else ""
        raise Refused(
            "profile.same_file_other_month",
            receipt=posted.number,
            month=month,
            asked=str(said.month),
        )


def is_spreadsheet(deposit: Deposit, head: bytes, *, is_recognised: bool) -> bool:
    """Whether a file is to be read by a profile; a country's own format comes first.

    A workbook is never a country's format, and a profile named with the file says what it is.
    """
    kind = tabular.kind_of(head, deposit.document.name)
    # A name alone also makes a file a country's; columns that are cut say more than a name.
    is_cut = tabular.kind_of(head, "") == "csv"
    is_said = DepositProfile.objects.filter(deposit=deposit, profile__isnull=False).exists()
    return is_said or kind == "xlsx" or (kind == "csv" and (is_cut or not is_recognised))


def spreadsheet_format(deposit: Deposit, desk: Desk, head: bytes) -> tuple[TabularFormat, str]:
    """The format that reads a deposited spreadsheet, and the number of its profile.

    Raises:
        FileRefused: no profile says what its columns are, or several could.
    """
    held = DepositProfile.objects.select_related("profile").filter(deposit=deposit).first()
    said = _said(held)
    chosen = _chosen(deposit, desk, said)
    is_workbook = tabular.kind_of(head, deposit.document.name) == "xlsx"
    form = form_of(
        desk.fund,
        chosen.mapping,
        employer=chosen.employer_number or _only(desk.employer_numbers),
        month=said.month,
        is_workbook=is_workbook,
    )
    return form, chosen.number


def form_of(
    fund: FundView, mapping: FileMapping, *, employer: str, month: Month | None, is_workbook: bool
) -> TabularFormat:
    """The reader of a mapping in a fund, with its currency, identifiers and ceilings."""
    here = country(fund.country)
    scheme = here.scheme(fund.scheme)

    def ceiling(index: int) -> int | None:
        try:
            return scheme.ceiling(Month.from_index(index), scheme.capped_wage_branch)
        except ParameterUnknown:
            return None  # assessment refuses the month, and says which value is missing

    return TabularFormat(
        mapping=mapping,
        digits=currency_digits(fund.currency),
        identifiers=here.identifiers,
        employer=employer,
        month=month.index if month else None,
        ceiling=ceiling,
        is_workbook=is_workbook,
    )


def preview(form: TabularFormat, stream: BinaryIO) -> Preview:
    """What a sample gives: everything that the file alone can tell. Nothing is kept."""
    faults = Faults()
    shown: list[WageLines] = []
    count, wages = 0, 0
    employers: set[bytes] = set()
    months: set[int] = set()
    for block in form.read(stream, faults):
        if count < _LINES_SHOWN:
            shown.append(block)
        count += block.line.size
        wages += int(block.wage.sum())
        employers |= set(block.employer_number.tolist())
        months |= set(block.month.tolist())
    return Preview(
        lines=tuple(shown),
        line_count=count,
        employers=len(employers),
        months=tuple(str(Month.from_index(month)) for month in sorted(months)),
        wages=wages,
        faults=faults,
    )


def _chosen(deposit: Deposit, desk: Desk, said: Said) -> ProfileView:
    on = deposit.deposited_on
    faults = Faults()
    found = profiles(desk=desk, on=on)
    if said.profile:
        found = [each for each in found if each.number == said.profile] or [
            profile(desk=desk, number=said.profile, on=on)
        ]
    else:
        own = [each for each in found if each.employer_number] if desk.employer_numbers else []
        found = own or [each for each in found if not each.employer_number]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{each.number} {each.name}" for each in found[:5])
        faults.add(Fault("profile.several", facts={"names": names}))
    else:
        faults.add(Fault("profile.none", read=deposit.document.name, facts={"on": str(on)}))
    raise FileRefused(faults, tabular.CODE)


def _said(held: DepositProfile | None) -> Said:
    if held is None:
        return Said()
    number = held.profile.number if held.profile else ""
    return Said(number, Month.of(held.month) if held.month else None)


def _only(numbers: frozenset[str]) -> str:
    return next(iter(numbers)) if len(numbers) == 1 else ""
