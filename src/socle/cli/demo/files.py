"""Wage files of the demonstration, in the formats that employers really use."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from socle.cli.demo.story import Employer, Part, Story
from socle.cli.demo_people import Worker, insured_number
from socle.countries.cm.formats import dipe
from socle.countries.declaration import WageLines, Whole
from socle.countries.form.formats.month import FormLine, FormMonth, write_form
from socle.countries.ma.formats import ebds
from socle.countries.registry import country
from socle.kernel.months import Month

SCHEMES = {"CM": "cnps", "MA": "cnss", "BJ": "cnss"}
_FULL_DAYS = {"CM": 30, "MA": 26, "BJ": 30}
_ABSENT = 0.06
_YEARLY_RISE = 3  # percent
_MISTAKEN_MONTHS = 2
_NOBODYS_RANK = 990_000
_WAGE_OF_DIPE, _WAGE_OF_EBDS = 88, 120  # a digit of the wage in each layout


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file as a payroll program would make it."""

    name: str
    content: bytes


def lines(told: Story, employer: Employer, month: Month, staff: Sequence[Worker]) -> WageLines:
    """The month's wage lines of some of an employer's staff."""
    full, rng = _FULL_DAYS[told.law], told.chance(employer.number, str(month))
    rise = 100 + _YEARLY_RISE * ((month.index - told.months[0].index) // 12)
    days = [full if rng.random() > _ABSENT else rng.randrange(16, full) for _ in staff]
    # Whole francs and dirhams: payrolls round so.
    unit = 100 if told.law == "MA" else 1
    wages = [
        each.wage * rise * worked // (100 * full * unit) * unit
        for each, worked in zip(staff, days, strict=True)
    ]
    wage = np.array(wages, np.int64)
    names = [
        f"{each.person.family_name:<30}{each.person.given_names:<30}".encode("ascii", "replace")
        for each in staff
    ]
    return WageLines(
        line=np.arange(1, wage.size + 1, dtype=np.int64),
        employer_number=np.full(wage.size, employer.number.encode("ascii")),
        month=np.full(wage.size, month.index, np.int64),
        insured_number=np.array(_numbers(told, employer, month, staff)),
        insured_name=np.array(names) if told.law == "MA" else np.zeros(wage.size, "S1"),
        days=np.array(days, np.int64),
        wage=wage,
        wage_capped=_under(told, month, wage),
    )


def _numbers(told: Story, employer: Employer, month: Month, staff: Sequence[Worker]) -> list[bytes]:
    """The numbers as the employer writes them: late in the story, one has one of them wrong."""
    numbers = [each.person.number for each in staff]
    if employer.part is Part.LATE and month > told.months[-1] - _MISTAKEN_MONTHS:
        numbers[0] = _mistaken(told.law, numbers[0])
    return [number.encode("ascii") for number in numbers]


def _mistaken(law: str, number: str) -> str:
    """A number one slip away; Morocco's files refuse a wrong key, so there it is another's."""
    if law == "MA":
        return insured_number(law, _NOBODYS_RANK)
    return number[:7] + str((int(number[7]) + 1) % 10) + number[8:]


def raised(block: WageLines, told: Story, month: Month) -> WageLines:
    """The same lines with a higher wage for the first three."""
    unit = 100 if told.law == "MA" else 1
    wage = block.wage.copy()
    wage[:3] += wage[:3] // 10 // unit * unit
    return replace(block, wage=wage, wage_capped=_under(told, month, wage))


def wage_file(told: Story, blocks: Sequence[WageLines], name: str) -> DemoFile:
    """One employer's month in the country's format; in Cameroon also that of several employers."""
    first, out = blocks[0], io.BytesIO()
    number, month = first.employer_number[0].decode(), Month.from_index(int(first.month[0]))
    if told.law == "CM":
        dipe.write(out, blocks)
        said = number if len(blocks) == 1 else name
        return DemoFile(f"dipe_{said}_{month.year}{month.month:02d}.txt", out.getvalue())
    header = _header(number, month, name)
    ebds.write_declaration(out, header, blocks)
    return DemoFile(ebds.file_name(header, "main"), out.getvalue())


def complementary(block: WageLines, name: str) -> DemoFile:
    """Morocco's complementary file: those who entered and were forgotten."""
    number, month = block.employer_number[0].decode(), Month.from_index(int(block.month[0]))
    header, out = _header(number, month, name), io.BytesIO()
    kept = {"is_entrant": np.ones(block.line.size, np.int64)}
    entrants = WageLines(**{field: getattr(block, field) for field in _COLUMNS}, kept=kept)
    ebds.write_declaration(out, header, [entrants], complement=1)
    return DemoFile(ebds.file_name(header, "complementary", 1), out.getvalue())


def spreadsheet(law: str, blocks: Sequence[WageLines], month: Month, said: str) -> DemoFile:
    """A payroll's export: the columns that its profile names."""
    rows = ["Employeur;Mois;N° assuré;Jours;Salaire cotisable"]
    for block in blocks:
        columns = (block.employer_number, block.insured_number, block.days, block.wage)
        for employer, insured, days, wage in zip(*columns, strict=True):
            amount = f"{wage // 100},{wage % 100:02d}" if law == "MA" else f"{wage}"
            rows.append(f"{employer.decode()};{month};{insured.decode()};{days};{amount}")
    content = "".join(f"{row}\r\n" for row in rows).encode("cp1252")
    return DemoFile(f"paie_{said}_{month.year}{month.month:02d}.csv", content)


def form(employer: Employer, month: Month, block: WageLines | None) -> DemoFile:
    """What a small employer types on the screen; without lines, a nil month."""
    staff = {each.person.number: each.person for each in employer.who.staff}
    columns = () if block is None else (block.insured_number, block.days, block.wage)
    capped = () if block is None else block.wage_capped.tolist()
    typed = []
    for number, days, wage, under in zip(*columns, capped, strict=True) if columns else ():
        person = staff[number.decode()]
        name = f"{person.family_name} {person.given_names}"
        typed.append(FormLine(person.number, name, int(days), int(wage), under))
    reference = f"demo-{employer.number}-{month}"
    written = write_form(FormMonth(reference, employer.number, month, tuple(typed)))
    return DemoFile(f"formulaire_{employer.number}_{month.year}{month.month:02d}.txt", written)


def spoilt(file: DemoFile, law: str) -> DemoFile:
    """The same file with a letter where a digit should be, to show how a refusal reads."""
    rows = file.content.splitlines(keepends=True)
    # A wage line of the Cameroonian file, the first insured of the Moroccan one.
    at, place = (len(rows) // 2, _WAGE_OF_DIPE) if law == "CM" else (2, _WAGE_OF_EBDS)
    rows[at] = rows[at][:place] + b"O" + rows[at][place + 1 :]
    return DemoFile(file.name, b"".join(rows))


_COLUMNS = (
    *("line", "employer_number", "month", "insured_number", "insured_name"),
    *("days", "wage", "wage_capped"),
)


def _under(told: Story, month: Month, wage: Whole) -> Whole:
    """Wages under the ceiling of the month, where the scheme has one."""
    scheme = country(told.law).scheme(SCHEMES[told.law])
    ceiling = scheme.ceiling(month, scheme.capped_wage_branch)
    return wage if ceiling is None else np.minimum(wage, ceiling)


def _header(number: str, month: Month, name: str) -> ebds.Header:
    return ebds.Header(
        employer_number=number,
        month=month.index,
        transfer=int(f"{number}{month.year % 100:02d}{month.month:02d}014"),
        business_name=name.upper(),
    )
