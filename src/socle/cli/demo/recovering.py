"""What follows when the demonstration's employers are late: surcharges, plans, letters…"""

from collections.abc import Iterator
from datetime import date, timedelta

from socle.arrears.queries.notices import notices
from socle.arrears.queries.penalties import penalties, surcharges_left
from socle.arrears.queries.plans import plans
from socle.arrears.types import About, NoticeStep
from socle.cli.demo.declaring import due_on
from socle.cli.demo.office import Office, Paper
from socle.cli.demo.paying import BANK, Payment, is_withheld
from socle.cli.demo.story import Employer, Part, Story
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.registry.queries import employer_id

_DAY_OF_PLANS = 20
_COUNTS = {Part.PLAN_KEPT: 10, Part.PLAN_BROKEN: 8}
_LETTER_MONTHS = 4
_REMISSION_MONTHS = 6
_QUARTER = 3
_MOST_CHARGED = 12


def in_month(office: Office, told: Story, month: Month, late: dict[str, date]) -> list[Payment]:
    """The acts of recovery of a calendar month; what plans agreed then will bring."""
    on = min(month.last_day, told.today)
    if month == told.months[len(told.months) // 2] + 1:
        _declare_event(office, told, month - 1)
    promised = [
        payment
        for part in (Part.PLAN_KEPT, Part.PLAN_BROKEN)
        for payment in _agree_plan(office, told, part, month)
    ]
    if month.month % _QUARTER == 0 and on < told.today:
        charge(office, told, late, on)
        if month.until(Month.of(told.today)) < _REMISSION_MONTHS:
            _remit(office, told, on)
    if month.until(Month.of(told.today)) < _LETTER_MONTHS:
        office.attempt(
            office.desk("comptes"),
            "issue_notices",
            unless="arrears.nothing_to_send",
            on=on,
            key=f"letters:{on}",
        )
    return promised


def charge(office: Office, told: Story, late: dict[str, date], on: date) -> None:
    """Charges the surcharges of those who were late lately, the employers told apart first."""
    ranks = {each.number: each.who.rank for each in told.employers}
    for number in sorted(late, key=lambda number: ranks[number])[:_MOST_CHARGED]:
        office.attempt(
            office.desk("comptes"),
            "charge_penalties",
            unless="arrears.nothing_to_charge",
            on=on,
            key=f"surcharges:{number}:{on}",
            employer=number,
        )


def at_the_end(office: Office, told: Story) -> None:
    """What is on the desks on the day of the story."""
    on, comptes = told.today, office.desk("comptes")
    _remit(office, told, on)
    if debtor := told.one(Part.IN_DEBT):
        _ask_certificate(office, "paie", debtor, on)
        # Left for the head of the agency, or the verifier.
        office.act(
            comptes,
            "agree_plan",
            on=on,
            key="plan:proposed",
            employer=debtor.number,
            months=", ".join(str(month) for month in told.months[-3:-1]),
            count="6",
            first_on=(on + timedelta(days=30)).isoformat(),
        )
    if silent := told.one(Part.SILENT):
        _tax(office, told, silent)
    if exemplary := told.one(Part.EXEMPLARY):
        _ask_certificate(office, "paie2", exemplary, on)


def _remit(office: Office, told: Story, on: date) -> None:
    """Once: gives up what is left of surcharges on months that are paid, as the fund asks.

    Just after a charge, for the next payment goes to the surcharges first.
    """
    late = told.one(Part.LATE)
    if late is None or office.done("remission"):
        return
    with fund_scope(office.fund.id):
        left = {each.month for each in surcharges_left(employer_id=employer_id(late.number))}
        found = penalties(employer_number=late.number, on=on).months
    if paid := [each.month for each in found if each.month in left and not each.unpaid]:
        office.act(
            office.desk("comptes"),
            "remit_penalties",
            on=on,
            key="remission",
            paper=_letter(late, "demande de remise gracieuse"),
            second=office.desk("verif"),
            employer=late.number,
            months=", ".join(str(Month.of(month)) for month in paid),
        )


def _tax(office: Office, told: Story, employer: Employer) -> None:
    """The months that stay undeclared after a letter: the first is taxed, the next proposed."""
    with fund_scope(office.fund.id):
        sent = notices(employer_number=employer.number, step=NoticeStep.FORMAL_NOTICE)
    formal = {
        item.month: letter
        for letter in sent
        if letter.about is About.DECLARATION
        for item in letter.items
    }
    for place, month in enumerate(sorted(formal)[:2]):
        letter = formal[month]
        office.attempt(
            office.desk("comptes"),
            "tax_by_own_motion",
            # How long Morocco's law lets an employer answer the notice was not read; in
            # Cameroon the letter of a short story may be too recent.
            unless="parameter_unknown" if told.law == "MA" else "own_motion.notice_too_recent",
            on=told.today,
            key=f"taxed:{month}",
            second=office.desk("verif") if place == 0 else None,
            employer=employer.number,
            month=str(Month.of(month)),
            notice=letter.number,
            notice_on=letter.issued_on.isoformat(),
        )


def _ask_certificate(office: Office, clerk: str, employer: Employer, on: date) -> None:
    office.act(
        office.desk(clerk),
        "request_certificate",
        on=on,
        key=f"certificate:{employer.number}",
        employer=employer.number,
    )


def _declare_event(office: Office, told: Story, month: Month) -> None:
    """A flood, invented, moves a month's due date for a town."""
    town, due = told.employers[-1].who.city, due_on(told, month)
    office.act(
        office.desk("comptes"),
        "declare_event",
        on=min(due, told.today),
        key="event",
        second=office.desk("verif"),
        cause=f"Inondations à {town} (événement inventé)",
        first_month=str(month),
        last_month=str(month),
        postponed_to=(due + timedelta(days=30)).isoformat(),
        scope="area",
        area=town,
    )


def _agree_plan(office: Office, told: Story, part: Part, month: Month) -> Iterator[Payment]:
    """A plan for the months an employer held back, once the last of them fell due."""
    employer = told.one(part)
    held = [each for each in told.months if is_withheld(told, part, each)]
    if employer is None or month != held[-1] + 1:
        return
    on = month.first_day.replace(day=_DAY_OF_PLANS)
    if on > told.today:
        return
    office.act(
        office.desk("comptes"),
        "agree_plan",
        on=on,
        key=f"plan:{employer.number}",
        second=office.desk("chef"),
        employer=employer.number,
        months=", ".join(str(each) for each in held),
        count=str(_COUNTS[part]),
        first_on=(on + timedelta(days=20)).isoformat(),
    )
    with fund_scope(office.fund.id):
        agreed = plans(on=told.today, employer_id=employer_id(employer.number))[-1]
    kept = agreed.instalments if part is Part.PLAN_KEPT else agreed.instalments[:1]
    for each in kept:
        yield Payment(
            on=each.due_on,
            amount=each.amount,
            means=BANK,
            key=f"plan:{employer.number}:{each.rank}",
            text=f"ECHEANCE {each.rank} EMPLOYEUR {employer.number}",
            employer=employer.number,
            payer=employer.who.name,
            account=f"1000500001{employer.who.rank:011d}42",
        )


def _letter(employer: Employer, about: str) -> Paper:
    text = f"{employer.who.name}\n\nObjet : {about}\n\nLettre inventée pour la démonstration.\n"
    return Paper("lettre.txt", text.encode())
