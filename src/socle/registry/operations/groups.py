"""Acts on what links an affiliate to others: its parent, its agency, its representatives."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from socle.countries.affiliates import AffiliateKind
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import clear
from socle.platform.temporal.queries import as_of
from socle.registry import facts
from socle.registry.models import Employer
from socle.registry.stating import shown, state, supersede
from socle.registry.subjects import employer_by_number, kind_of, open_employer, stored_phone
from socle.registry.types import EmployerStatus
from socle.registry.types.affiliations import Relation

LIAISON_BODY = "liaison_body"
_Rows = Sequence[Mapping[str, Any]]
_DAY = timedelta(days=1)
# Everybody above an affiliate at any time from a day on.
_ABOVE = """
    WITH RECURSIVE above (id) AS (
      SELECT %(parent)s::bigint
      UNION
      SELECT p.parent_id FROM above JOIN employer_parent p ON p.employer_id = above.id
      WHERE p.valid && daterange(%(on)s, NULL)
    ) SELECT EXISTS (SELECT FROM above WHERE id = %(employer)s)
"""
# Whoever speaks no more keeps their rank.
_LAST_RANK = """
    SELECT coalesce(max(rank), 0) FROM employer_representative WHERE employer_id = %(employer)s
"""


def attach_employer(request: ActRequest) -> ActAnswer:
    """Puts an affiliate below another from a day on: a subsidiary (filiale), or by a liaison body.

    Raises:
        NotKnown: no such employer.
        Refused: one of them is closed, the parent is below it already or is no liaison body, or
            its kind is below nobody.
    """
    fields, number = request.fields, request.fields["number"]
    locks = (f"employer:{fields['parent_company']}",)
    with performing(request, subject_kind="employer", subject_number=number, locks=locks) as act:
        employer = open_employer(number, request.effective_on)
        attach(
            request=request,
            act=act,
            employer=employer,
            above=fields["parent_company"],
            relation=_relation(kind_of(request, employer)),
        )
        return act.answer()


def attach(
    *, request: ActRequest, act: ActInProgress, employer: Employer, above: str, relation: Relation
) -> None:
    """Links an affiliate to the one above it, from the day of effect on.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed, stands below already, or is no liaison body.
        Conflict: it is the one above already.
    """
    on = request.effective_on
    parent = employer_by_number(above)
    where = {"employer_id": parent.pk}
    profile, nature = (
        as_of(table, on=on, known_at=None, where=where) for table in (facts.PROFILE, facts.NATURE)
    )
    require_may_be_above(number=above, relation=relation, profile=profile, nature=nature)
    said = {"parent": parent.pk, "employer": employer.pk, "on": on}
    if _asked(_ABOVE, said):
        raise Refused("employer.circular", number=above, below=employer.number)
    key = {"employer_id": employer.pk}
    for row in as_of(facts.PARENT, on=on, known_at=None, where=key):
        if row["parent_id"] == parent.pk and row["relation"] == relation:
            raise Conflict("employer.attached_already", number=employer.number, parent=above)
        act.before["parent_company"] = Employer.objects.get(pk=row["parent_id"]).number
    values = {"parent_id": parent.pk, "relation": relation.value}
    state(request, facts.PARENT, key, values, on)
    act.after |= {"parent_company": above, "relation": relation.value}
    act.touched.add(f"employer:{above}")


def require_may_be_above(*, number: str, relation: Relation, profile: _Rows, nature: _Rows) -> None:
    """Stops a link to an affiliate that may not be above another, by what is said of it that day.

    Raises:
        Refused: it is not affiliated, or closed, or no liaison body where it is to be one.
    """
    if not profile:
        raise Refused("registry.employer_not_active", number=number)
    if profile[0]["status"] == EmployerStatus.CLOSED:
        raise Refused("employer.closed", number=number)
    is_liaison_body = bool(nature) and nature[0]["affiliate_kind"] == LIAISON_BODY
    if relation is Relation.LIAISON and not is_liaison_body:
        raise Refused("employer.not_a_liaison_body", number=number)


def detach_employer(request: ActRequest) -> ActAnswer:
    """Ends what links an affiliate to its parent, from a day on.

    Raises:
        NotKnown: no such employer, or it has no parent from that day on.
        Refused: it is closed.
    """
    number, on = request.fields["number"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        key = {"employer_id": open_employer(number, on).pk}
        held = as_of(facts.PARENT, on=on, known_at=None, where=key)
        if not held:
            raise NotKnown("employer.no_parent", number=number)
        above = Employer.objects.get(pk=held[0]["parent_id"]).number
        clear(facts.PARENT, fund_id=request.desk.fund.id, key=key, valid=DateRange(on, None))
        act.before = {"parent_company": above}
        act.after = {"until": (on - _DAY).isoformat()}
        act.touched.add(f"employer:{above}")
        return act.answer()


def open_agency(request: ActRequest) -> ActAnswer:
    """Tells of an agency of the fund, or of its new name or town, from a day on."""
    fields, fund = request.fields, request.desk.fund
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        values = {"name": fields["agency_name"], "city": fields.get("city", "")}
        supersede(request, act, facts.AGENCY, {"code": fields["agency_code"]}, values)
        act.after |= {"agency": fields["agency_code"]}
        return act.answer()


def transfer_to_agency(request: ActRequest) -> ActAnswer:
    """Gives an affiliate's file to an agency from a day on. Any other still serves it.

    Raises:
        NotKnown: no such employer, or no such agency that day.
        Refused: it is closed.
        Conflict: that agency has the file already.
    """
    fields, number, on = request.fields, request.fields["number"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        require_agency(code=fields["agency"], on=on)
        key = {"employer_id": employer.pk}
        held = as_of(facts.EMPLOYER_AGENCY, on=on, known_at=None, where=key)
        if held and held[0]["agency"] == fields["agency"]:
            raise Conflict("employer.agency_has_it", agency=fields["agency"])
        supersede(request, act, facts.EMPLOYER_AGENCY, key, {"agency": fields["agency"]})
        return act.answer()


def require_agency(*, code: str, on: date) -> None:
    """Checks that the fund has such an agency on a day.

    Raises:
        NotKnown: it has none.
    """
    if not as_of(facts.AGENCY, on=on, known_at=None, where={"code": code}):
        raise NotKnown("employer.agency_unknown", agency=code)


def add_representative(request: ActRequest) -> ActAnswer:
    """Records who speaks for an affiliate, for what, from a day on and until another.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed, or the last day comes first.
        Conflict: they speak for it already, in that capacity and for that.
    """
    fields, number, on = request.fields, request.fields["number"], request.effective_on
    until: date | None = fields.get("until")
    if until and until < on:
        raise Refused("mandate.ends_first", until=until.isoformat())
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        _require_not_yet_speaking(request, employer)
        rank = int(_asked(_LAST_RANK, {"employer": employer.pk})) + 1
        values = {name: fields.get(name, "") for name in facts.REPRESENTATIVE.values}
        values["phone"] = stored_phone(request, values["phone"])
        key = {"employer_id": employer.pk, "rank": rank}
        state(request, facts.REPRESENTATIVE, key, values, on)
        if until:
            ended = DateRange(until + _DAY, None)
            clear(facts.REPRESENTATIVE, fund_id=request.desk.fund.id, key=key, valid=ended)
        act.after = shown(values | {"representative": rank, "until": until})
        return act.answer()


def end_representative(request: ActRequest) -> ActAnswer:
    """Records the last day on which somebody speaks for an affiliate: the day of effect.

    Raises:
        NotKnown: no such employer, or nobody has that rank on that day.
        Refused: it is closed.
    """
    fields, number, on = request.fields, request.fields["number"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        rank = int(fields["representative"]) if fields["representative"].isdecimal() else 0
        key = {"employer_id": employer.pk, "rank": rank}
        held = as_of(facts.REPRESENTATIVE, on=on, known_at=None, where=key)
        if not held:
            raise NotKnown("employer.no_representative", rank=fields["representative"])
        ended = DateRange(on + _DAY, None)
        clear(facts.REPRESENTATIVE, fund_id=request.desk.fund.id, key=key, valid=ended)
        act.before = shown({name: held[0][name] for name in ("full_name", "capacity")})
        act.after = {"representative": rank, "until": on.isoformat()}
        return act.answer()


def _relation(kind: AffiliateKind | None) -> Relation:
    """By which link an affiliate of a kind stands below another.

    Raises:
        Refused: its kind is asked of none.
    """
    if kind and LIAISON_BODY in kind.asks:
        return Relation.LIAISON
    if kind and "parent_company" not in kind.asks:
        raise Refused("employer.below_nobody", kind=kind.code)
    return Relation.SUBSIDIARY


def _require_not_yet_speaking(request: ActRequest, employer: Employer) -> None:
    """Two desks that record one representative make one."""
    said = {name: request.fields.get(name, "") for name in ("full_name", "capacity", "scope")}
    where = {"employer_id": employer.pk}
    for row in as_of(facts.REPRESENTATIVE, on=request.effective_on, known_at=None, where=where):
        same = all(row[name].casefold() == text.casefold() for name, text in said.items())
        if same:
            raise Conflict("employer.represented_already", name=said["full_name"], rank=row["rank"])


def _asked(statement: str, said: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return cursor.fetchone()[0]
