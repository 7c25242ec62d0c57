"""Fills a fund with its story, month by month, each thing once: cut off, it is taken up again."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from socle.cli.demo import (
    affiliating,
    basket,
    bordering,
    campaigning,
    cards,
    claiming,
    correcting,
    covering,
    declaring,
    details,
    disbursing,
    families,
    injuring,
    mandating,
    merges,
    partners,
    paying,
    paying_benefits,
    persons_of_note,
    queue,
    receiving,
    recovering,
    registering,
)
from socle.cli.demo.declaring import Bill
from socle.cli.demo.office import Office
from socle.cli.demo.paying import BANK, CASH, MOBILE, Payment
from socle.cli.demo.story import Part, Story
from socle.contributions.queries import deposits
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.progress import act_of_key
from socle.platform.acts.queries import act, seal

_SOURCE = re.compile(r"(\d+) personnes fictives au (\d{4}-\d{2}-\d{2})")
_OPENING = 1_000_000_00
# The columns of a payroll's export, as profiles of the demonstration name them.
PAYROLL: dict[str, Any] = {
    "headings_row": "1",
    "separator": "semicolon",
    "decimal_mark": "comma",
    "month": "Mois",
    "employer_number": "Employeur",
    "insured_number": "N° assuré",
    "days": "Jours",
    "wage": "Salaire cotisable",
}
_LAST = "last"


def begun(fund: FundView) -> tuple[int, date] | None:
    """The size and day of the story that a fund is being filled with, if it is."""
    with fund_scope(fund.id):
        first = act_of_key(fund_id=fund.id, key=registering.START)
        found = _SOURCE.search(act(number=first.act).fields["source"]) if first else None
    return (int(found[1]), date.fromisoformat(found[2])) if found else None


def is_ready(fund: FundView) -> bool:
    """Whether a fund's story is told to its end, or is not ours to tell."""
    office = Office(fund)
    with fund_scope(fund.id):
        is_used = bool(deposits(employer_numbers=frozenset(), limit=1))
    return office.done(_LAST) is not None or (is_used and begun(fund) is None)


def fill(office: Office, told: Story, persons: int, say: Callable[[str], None]) -> None:
    """Everything that happened in the story, in its order."""
    registering.affiliate(office, told)
    source = f"Démonstration, {persons} personnes fictives au {told.today}"
    registering.register_persons(office, told, source)
    affiliating.tell(office, told)
    mandating.give(office, told)
    receiving.register_partner(office, told)
    partners.agree(office, told)
    office.act(
        office.desk("comptes"),
        "follow_declarations",
        on=told.months[0].first_day,
        key="follow",
        month=str(told.months[0]),
    )
    profiles = _profiles(office, told)
    said = f"{len(told.employers)} employeurs, {persons} personnes"
    say(f"{said}, mois de {told.months[0]} à {told.months[-1]}")
    teller = _Teller(office, told, profiles)
    month = told.months[0] + 1
    while month <= Month.of(told.today):
        teller.tell(month)
        say(f"{month} : {teller.files} fichiers déposés, {teller.paid} paiements reçus")
        month += 1
    queue.cure_some(office, told)
    correcting.correct(office, told)
    families.settle(office, told)
    persons_of_note.tell(office, told)
    claiming.tell(office, told, say)
    bordering.tell(office, told)
    injuring.tell(office, told)
    campaigning.tell(office, told)
    covering.tell(office, told)
    paying_benefits.tell(office, told)
    disbursing.tell(office, told)
    details.tell(office, told)
    cards.tell(office, told)
    merges.tell(office, told)
    basket.tell(office, told)
    teller.tell_the_day()


def end(office: Office, told: Story) -> None:
    """The last act of a story: the fund is ready."""
    office.act(
        office.desk("comptes"),
        "choose_letter_language",
        on=told.today,
        key=_LAST,
        employer=told.employers[0].number,
        language="fr",
    )
    with fund_scope(office.fund.id):
        seal(fund_id=office.fund.id)


class _Teller:
    """Where the story stands: what was handed in, what is owed, what is on its way."""

    def __init__(self, office: Office, told: Story, profiles: dict[str, str]) -> None:
        self.office, self.told, self.profiles = office, told, profiles
        self.handings = declaring.handings(told)
        self.coming: list[Payment] = []
        self.late: dict[str, date] = {}
        self.balance = _OPENING
        self.files = self.paid = 0

    def tell(self, month: Month) -> None:
        """A calendar month: the month before is declared, money comes, letters go."""
        registering.live(self.office, self.told, month - 1)
        mandating.live(self.office, self.told, month)
        if month - 1 == self.told.months[-1]:
            _issue_prefill(self.office, self.told, month - 1)
        bills = [bill for each in self._handed_in(month) for bill in each]
        strays = self._expect(bills, month)
        self._receive(month)
        self.coming += recovering.in_month(self.office, self.told, month, self._late_in(month))
        is_left = month > Month.of(self.told.today) - receiving.STRAYS_LEFT
        if strays and not is_left:
            on = min(month.last_day, self.told.today)
            receiving.match_strays(self.office, strays, on)

    def tell_the_day(self) -> None:
        """What is on the desks on the last day: a drawer open, a plan proposed, certificates."""
        told, today = self.told, self.told.today
        cash = [each for each in self.coming if each.means == CASH and each.on <= today]
        receiving.counter_day(self.office, cash, today, is_left_open=True)
        owing = [each for each in self.coming if each.means == BANK]
        if owing:
            receiving.take_cheque(self.office, owing[0], today)
        late = [each.number for each in told.of(Part.IN_DEBT) + told.of(Part.LATE)]
        recovering.charge(self.office, told, dict.fromkeys(late, today), today)
        recovering.at_the_end(self.office, told)
        end(self.office, told)

    def _handed_in(self, month: Month) -> list[list[Bill]]:
        today = [each for each in self.handings if Month.of(each.on) == month]
        self.files += len(today)
        return [declaring.hand_in(self.office, self.told, each, self.profiles) for each in today]

    def _expect(self, bills: list[Bill], month: Month) -> dict[str, str]:
        """Plans the payments of bills; one of them will say nothing a rule understands."""
        strays: dict[str, str] = {}
        for bill in bills:
            found = paying.payments(self.told, bill)
            is_first = not strays and bill.employer.part is Part.MANDATED
            if is_first and (stray := paying.stray(self.told, bill)):
                found, strays = [stray], {stray.text: stray.employer}
            self.coming += found
            due = declaring.due_on(self.told, bill.month)
            if bill.on > due or not found or found[-1].on > due:
                self.late[bill.employer.number] = month.last_day
        return strays

    def _late_in(self, month: Month) -> dict[str, date]:
        since = (month - 3).first_day
        return {number: on for number, on in self.late.items() if on >= since}

    def _receive(self, month: Month) -> None:
        """Money whose day is in the month: by the bank, at the counter, by telephone."""
        today = self.told.today
        here = [each for each in self.coming if Month.of(each.on) <= month and each.on < today]
        bank = [each for each in here if each.means == BANK]
        self.balance = receiving.post_statement(self.office, self.told, month, bank, self.balance)
        cash = [each for each in here if each.means == CASH]
        if cash:
            on = min(max(each.on for each in cash), today - timedelta(days=1))
            missing = 500 if month.month == 5 else 0
            receiving.counter_day(self.office, cash, on, is_left_open=False, missing=missing)
        mobile = [each for each in here if each.means == MOBILE]
        receiving.mobile_money(self.office, mobile, today)
        self.paid += len(here)
        done = {each.key for each in here}
        self.coming = [each for each in self.coming if each.key not in done]


def _profiles(office: Office, told: Story) -> dict[str, str]:
    """The profiles of spreadsheets: one employer's own, and in Morocco a mandatary's for many."""
    on, desk = told.months[0].first_day, office.desk("comptes")
    found = dict[str, str]()
    if own := told.one(Part.SPREADSHEET):
        fields = {"name": "Export de paie", "employer": own.number, **PAYROLL}
        done = office.act(desk, "define_file_profile", on=on, key="profile:own", **fields)
        found["own"] = done.subject
    if told.law == "MA":
        fields = {"name": "Cabinets mandataires", **PAYROLL}
        done = office.act(desk, "define_file_profile", on=on, key="profile:cabinet", **fields)
        found["cabinet"] = done.subject
    return found


def _issue_prefill(office: Office, told: Story, month: Month) -> None:
    """Morocco: the fund says whom it expects; the employer's file must name the same."""
    if told.law == "MA":
        office.act(
            office.desk("comptes"),
            "issue_prefill",
            on=month.last_day,
            key=f"prefill:{month}",
            employer=told.employers[0].number,
            month=str(month),
        )
