"""Taxation by the fund's own motion: a month that stays undeclared after a notice, estimated.

French: taxation d'office. The base is what the scheme's convention says: the wages of the last
month declared, under the law of the month taxed. The debt is posted; no career is credited, for
nobody was named. What the employer declares later takes its place, as a corrective would.
"""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from django.db import IntegrityError, connection

from socle.contributions.assessment import OWN_MOTION, BranchKey, BranchSum, Group, GroupKey
from socle.contributions.due_dates import due_dates
from socle.contributions.models import DeclarationStart
from socle.contributions.posting import NO_LINES, declare, employer_book
from socle.countries.registry import country
from socle.kernel.errors import Conflict, Refused
from socle.kernel.months import Month
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.registry.queries import employer_id
from socle.rules.certainty import CONVENTION, least_sure
from socle.rules.parameters import as_text
from socle.rules.scheme import Scheme

SQL = statements(Path(__file__).parent)
# The only base that a scheme of the house names: wages last declared, the law of the month taxed.
LAST_DECLARED = "last_declared"


def tax_by_own_motion(request: ActRequest) -> ActAnswer:
    """Taxes a month that an employer left undeclared, once the notice to declare has run out.

    Raises:
        NotKnown: no such employer.
        ParameterUnknown: the law's delay after the notice, or the base, is not known.
        Refused: the month is declared, not due or not owed; the notice is too recent; or nothing
            was ever declared that could be a base.
        Conflict: the month was declared at the same moment.
    """
    fund = request.desk.fund
    scheme = country(fund.country).scheme(fund.scheme)
    number = country(fund.country).identifier("employer_number").compact(request.fields["employer"])
    month = Month.parse(request.fields["month"])
    key = GroupKey(number, month.index, 0)
    _check_notice(scheme, month, request)
    try:
        with performing(request, subject_kind="employer", subject_number=number) as act:
            group = _group(key, request, scheme, new_id=_new_id())
            base = _estimate(group, scheme, month)
            declare(
                [group],
                [NO_LINES],
                fund_id=fund.id,
                deposit_id=None,
                on=request.effective_on,
                act=act,
            )
            total = sum(each.amount for each in group.branches.values())
            act.after = {"month": str(month), "taxed_on": base, "total": total}
            return act.answer()
    except IntegrityError as raced:
        raise Conflict("acts.try_again") from raced


def follow_from(request: ActRequest) -> ActAnswer:
    """Sets from which month on the fund asks its employers for declarations here."""
    month = Month.parse(request.fields["month"])
    fund = request.desk.fund
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        DeclarationStart.objects.create(fund_id=fund.id, act_id=act.id, month=month.first_day)
        act.after = {"month": str(month)}
        return act.answer()


def _check_notice(scheme: Scheme, month: Month, request: ActRequest) -> None:
    """The month is due, the notice came after, and left the days that the law gives."""
    notice_on: date = request.fields["notice_on"]
    due_on = due_dates().on(month)
    if notice_on <= due_on:
        facts = {"month": str(month), "due": due_on.isoformat()}
        raise Refused("own_motion.notice_before_due", notice=notice_on.isoformat(), **facts)
    days = scheme.parameters.whole(f"{scheme.code}.declaration.notice_days", notice_on)
    first = notice_on + timedelta(days=days + 1)
    if request.effective_on < first:
        raise Refused("own_motion.notice_too_recent", days=days, first=first.isoformat())


def _new_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('declaration_id_seq')")
        return int(cursor.fetchone()[0])


def _group(key: GroupKey, request: ActRequest, scheme: Scheme, *, new_id: int) -> Group:
    employer_id(key.employer_number)
    month = Month.from_index(key.month)
    facts = employer_book(request.desk, [key])[key]
    number = key.employer_number
    if facts.status != "active":
        raise Refused("declaration.employer_not_affiliated", number=number, month=str(month))
    if facts.in_force:
        raise Refused(
            "own_motion.declared",
            number=number,
            month=str(month),
            declaration=facts.in_force.number,
        )
    return Group(new_id, key, facts, due_dates().on(month), kind=OWN_MOTION)


def _estimate(group: Group, scheme: Scheme, month: Month) -> str:
    """Fills a declaration with the wages last declared; the number of the one they are from."""
    method = scheme.parameters.value(f"{scheme.code}.declaration.own_motion_base", month.last_day)
    if as_text(method) != LAST_DECLARED:
        raise Refused("own_motion.base_unknown", base=as_text(method))
    with connection.cursor() as cursor:
        cursor.execute(SQL["last_declared_wages"], [group.employer.id, month.first_day])
        rows = cursor.fetchall()
    if not rows:
        raise Refused("own_motion.nothing_declared", number=group.key.employer_number)
    for _declaration, wage in rows:
        group.wage_total += wage
        for line in scheme.assess(month, wage, group.employer.classes):
            key = BranchKey(line.branch, line.payer, Fraction(line.rate))
            held = group.branches.setdefault(key, BranchSum())
            held.base += line.base
            held.amount += line.amount
            held.status, held.source = least_sure((line.status, CONVENTION)), line.source
    return str(rows[0][0])
