"""Acts on who bears whom: taking charge, moving, ending, the payee, and the contest of parents."""

from collections.abc import Mapping
from datetime import date

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import (
    BEARER_CONTEST,
    DEPENDENCY,
    EMPLOYMENT,
    FILIATION,
    GUARDIANSHIP,
    MARRIAGE,
)
from socle.registry.operations.families_persons import (
    Someone,
    bond_between,
    charge_on,
    living,
    locks_of,
    require_uncontested,
    someone,
    touch,
)
from socle.registry.queries.families_law import text_rule
from socle.registry.queries.families_reading import (
    TABLES,
    Moment,
    Reading,
    Row,
    facts_of,
    relatives,
)
from socle.registry.types import Care, MarriageState, ParentRole


def take_charge(request: ActRequest) -> ActAnswer:
    """Records who bears a dependant for a benefit (prise en charge), and who is paid for them.

    Raises:
        NotKnown: no such person.
        Refused: nothing ties them, the dead, or somebody claims the dependant; each would bear
            the other.
        Conflict: the dependant is borne already.
    """
    fields, on = request.fields, request.effective_on
    numbers = _numbers(request)
    if len(set(numbers[:2])) == 1:
        raise Refused("family.own_charge", number=numbers[0])
    with performing(
        request, subject_kind="person", subject_number=numbers[0], locks=locks_of(numbers=numbers)
    ) as act:
        dependant, bearer = (living(number=number, on=on) for number in numbers[:2])
        require_may_bear(request=request, dependant=dependant, bearer=bearer, reading=TABLES)
        _bear(request, dependant.id, bearer, _payee(request))
        touch(act=act, numbers=numbers)
        act.after = _said(bearer.number, fields.get("payee", ""), fields["benefit"])
        return act.answer()


def require_may_bear(
    *, request: ActRequest, dependant: Someone, bearer: Someone, reading: Reading
) -> None:
    """Stops a charge that cannot be taken, by what is known of the two.

    Raises:
        Refused: nothing ties them, somebody claims the dependant, or each would bear the other.
        Conflict: the dependant is borne already.
    """
    on, benefit = request.effective_on, request.fields["benefit"]
    require_uncontested(dependant=dependant, benefit=benefit, on=on, reading=reading)
    _require_bond(dependant, bearer, on, reading)
    for row in _borne_from(dependant, benefit, on, reading):
        is_theirs = row["bearer_id"] in bearer.files
        code = "family.already_borne" if is_theirs else "family.two_bearers"
        raise Conflict(code, number=dependant.number, bearer=_who(row["bearer_id"]))
    _require_not_mutual(dependant, bearer, benefit, on, reading)


def move_charge(request: ActRequest) -> ActAnswer:
    """Moves a dependant from whom bears them to another, from the effective day on.

    Raises:
        NotKnown: no such person.
        Refused: nobody bears them, nothing ties them to the new bearer, or the claim is open;
            each would bear the other.
        Conflict: the new bearer bears them already.
    """
    fields, on = request.fields, request.effective_on
    numbers = _numbers(request)
    with performing(
        request, subject_kind="person", subject_number=numbers[0], locks=locks_of(numbers=numbers)
    ) as act:
        dependant, bearer = (living(number=number, on=on) for number in numbers[:2])
        benefit = fields["benefit"]
        require_uncontested(dependant=dependant, benefit=benefit, on=on)
        before = _require_borne(dependant, benefit, on)
        _require_bond(dependant, bearer, on)
        if before["bearer_id"] in bearer.files:
            raise Conflict("family.already_borne", number=dependant.number, bearer=bearer.number)
        _require_not_mutual(dependant, bearer, benefit, on, TABLES)
        _bear(request, before["dependant_id"], bearer, _payee(request))
        former = _who(before["bearer_id"])
        touch(act=act, numbers=[*numbers, former, _who(before["dependant_id"])])
        act.before = _said(former, _who(before["payee_id"]), benefit)
        act.after = _said(bearer.number, fields.get("payee", ""), benefit)
        return act.answer()


def end_charge(request: ActRequest) -> ActAnswer:
    """Ends a charge for a reason (fin de charge, radiation), from the effective day on.

    Raises:
        NotKnown: no such person.
        Refused: nobody bears the dependant, or the claim is open.
    """
    fields, on = request.fields, request.effective_on
    number, benefit = fields["dependant"], fields["benefit"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        dependant = someone(number=number, on=on)
        require_uncontested(dependant=dependant, benefit=benefit, on=on)
        now = _require_borne(dependant, benefit, on)
        values = {"bearer_id": now["bearer_id"], "payee_id": None, "ended_for": fields["reason"]}
        _assign(request, now["dependant_id"], benefit, values)
        bearer = _who(now["bearer_id"])
        touch(act=act, numbers=[number, bearer, _who(now["dependant_id"])])
        act.before = _said(bearer, _who(now["payee_id"]), benefit)
        act.after = {"benefit": benefit, "ended_for": fields["reason"]}
        return act.answer()


def name_payee(request: ActRequest) -> ActAnswer:
    """Names who is paid for a dependant (attributaire); nobody: the insured who bears them.

    Raises:
        NotKnown: no such person.
        Refused: nobody bears the dependant.
    """
    fields, on = request.fields, request.effective_on
    number, benefit = fields["dependant"], fields["benefit"]
    numbers = [number, fields.get("payee", "")]
    with performing(
        request, subject_kind="person", subject_number=number, locks=locks_of(numbers=numbers)
    ) as act:
        dependant = living(number=number, on=on)
        now = _require_borne(dependant, benefit, on)
        payee = _payee(request)
        values = {
            "bearer_id": now["bearer_id"],
            "payee_id": payee.id if payee else None,
            "ended_for": "",
        }
        act.note(changes=now["payee_id"] != values["payee_id"])
        _assign(request, now["dependant_id"], benefit, values)
        bearer = _who(now["bearer_id"])
        touch(act=act, numbers=[*numbers, bearer, _who(now["dependant_id"])])
        act.before = _said(bearer, _who(now["payee_id"]), benefit)
        act.after = _said(bearer, fields.get("payee", ""), benefit)
        return act.answer()


def contest_bearer(request: ActRequest) -> ActAnswer:
    """Opens a claim on a dependant whom another bears (contestation): nothing moves till decided.

    Raises:
        NotKnown: no such person.
        Refused: nobody bears the dependant, or nothing ties them to who claims.
        Conflict: who claims bears them already, or a claim is open.
    """
    fields, on = request.fields, request.effective_on
    numbers = [fields["dependant"], fields["claimant"]]
    benefit = fields["benefit"]
    with performing(
        request, subject_kind="person", subject_number=numbers[0], locks=locks_of(numbers=numbers)
    ) as act:
        dependant, claimant = (living(number=number, on=on) for number in numbers)
        now = _require_borne(dependant, benefit, on)
        require_uncontested(dependant=dependant, benefit=benefit, on=on)
        _require_bond(dependant, claimant, on)
        bearer = _who(now["bearer_id"])
        if now["bearer_id"] in claimant.files:
            raise Conflict("family.already_borne", number=dependant.number, bearer=bearer)
        assign(
            BEARER_CONTEST,
            fund_id=request.desk.fund.id,
            key={"dependant_id": dependant.id, "benefit": benefit},
            values={"claimant_id": claimant.id},
            valid=DateRange(on, None),
        )
        touch(act=act, numbers=[*numbers, bearer])
        act.after = {"benefit": benefit, "bearer": bearer, "claimant": claimant.number}
        return act.answer()


def decide_contest(request: ActRequest) -> ActAnswer:
    """Decides a claim: who bears the dependant from the effective day on.

    Raises:
        NotKnown: no such person.
        Refused: no claim is open that day, or the bearer chosen is neither of the two.
    """
    fields, on = request.fields, request.effective_on
    numbers = [fields["dependant"], fields["bearer"]]
    benefit = fields["benefit"]
    with performing(
        request, subject_kind="person", subject_number=numbers[0], locks=locks_of(numbers=numbers)
    ) as act:
        dependant, bearer = (living(number=number, on=on) for number in numbers)
        contests = facts_of(
            BEARER_CONTEST, by="dependant_id", ids=dependant.files, moment=Moment(on, None)
        )
        claim = next((row for row in contests if row["benefit"] == benefit), None)
        if claim is None:
            raise Refused("family.no_contest", number=dependant.number)
        now = _require_borne(dependant, benefit, on)
        former, claimant = _who(now["bearer_id"]), _who(claim["claimant_id"])
        if not {now["bearer_id"], claim["claimant_id"]} & set(bearer.files):
            raise Refused("family.not_in_contest", one=former, other=claimant)
        key = {name: claim[name] for name in BEARER_CONTEST.key}
        valid = DateRange(on, claim["valid"].upper)
        clear(BEARER_CONTEST, fund_id=request.desk.fund.id, key=key, valid=valid)
        if now["bearer_id"] not in bearer.files:
            _bear(request, now["dependant_id"], bearer, None)
        stands_in = _who(now["dependant_id"])
        touch(act=act, numbers=[dependant.number, former, claimant, stands_in])
        act.before = {"benefit": benefit, "bearer": former, "claimant": claimant}
        act.after = {"benefit": benefit, "bearer": bearer.number}
        return act.answer()


def charge_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """What is unusual in a charge: somebody else than the insured is paid, or who bears."""
    dependant, bearer = (someone(number=each, on=request.effective_on) for each in _pair(request))
    return unusual_charge(request=request, dependant=dependant, bearer=bearer, reading=TABLES)


def unusual_charge(
    *, request: ActRequest, dependant: Someone, bearer: Someone, reading: Reading
) -> tuple[Fault, ...]:
    """The same, by what is known of the two: as where a payee is named, two people see it."""
    payee = request.fields.get("payee", "")
    is_other = payee not in {"", request.fields["bearer"]}
    paid = (Fault("family.doubt_payee", field="payee", facts={"number": payee}),)
    found = _unusual_bearer(request, dependant, bearer, reading)
    return (*found, *(paid if is_other else ()))


def bearer_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """Both parents are insured, and the bearer is not the one whom the country's rule names."""
    dependant, bearer = (someone(number=each, on=request.effective_on) for each in _pair(request))
    return _unusual_bearer(request, dependant, bearer, TABLES)


def _unusual_bearer(
    request: ActRequest, dependant: Someone, bearer: Someone, reading: Reading
) -> tuple[Fault, ...]:
    named = _named_by_law(request, dependant, reading)
    if named is None or named[0] in bearer.files or not named[1].intersection(bearer.files):
        return ()
    facts = {"usual": _who(named[0]), "rule": named[2], "number": dependant.number}
    return (Fault("family.doubt_bearer", field="bearer", facts=facts),)


def _named_by_law(
    request: ActRequest, child: Someone, reading: Reading
) -> tuple[int, set[int], str] | None:
    """Of two insured parents, the one who bears, both of them, and the rule that says so."""
    on = request.effective_on
    moment = Moment(on, None)
    rows = reading.facts_of(FILIATION, by="child_id", ids=child.files, moment=moment)
    parents: dict[str, int] = {row["role"]: row["parent_id"] for row in rows}
    both = {parents[role] for role in (ParentRole.FATHER, ParentRole.MOTHER) if role in parents}
    working = reading.facts_of(EMPLOYMENT, by="person_id", ids=both, moment=moment)
    if len({row["person_id"] for row in working}) < 2:
        return None
    fund = request.desk.fund
    custody = _custodian(child, moment, reading)
    divorced = text_rule(fund=fund, name="bearer_after_divorce", on=on)
    has_kept = custody is not None and custody in both
    if divorced and custody and has_kept and _are_divorced(parents, moment, reading):
        return custody, both, divorced[1].cited
    rule = text_rule(fund=fund, name="bearer_of_both_insured", on=on)
    if rule is None:
        return None
    return parents[rule[0]], both, rule[1].cited


def _custodian(child: Someone, moment: Moment, reading: Reading) -> int | None:
    rows = reading.facts_of(GUARDIANSHIP, by="child_id", ids=child.files, moment=moment)
    return next((row["holder_id"] for row in rows if row["title"] == Care.CUSTODY), None)


def _are_divorced(parents: dict[str, int], moment: Moment, reading: Reading) -> bool:
    father, mother = parents[ParentRole.FATHER], parents[ParentRole.MOTHER]
    rows = reading.facts_of(MARRIAGE, by="husband_id", ids=[father], moment=moment)
    return any(row["wife_id"] == mother and row["state"] == MarriageState.DIVORCED for row in rows)


def _pair(request: ActRequest) -> tuple[str, str]:
    return request.fields["dependant"], request.fields["bearer"]


def _numbers(request: ActRequest) -> list[str]:
    fields = request.fields
    return [fields["dependant"], fields["bearer"], fields.get("payee", "")]


def _payee(request: ActRequest) -> Someone | None:
    number = request.fields.get("payee")
    return living(number=number, on=request.effective_on) if number else None


def _require_bond(dependant: Someone, bearer: Someone, on: date, reading: Reading = TABLES) -> None:
    pair = {"dependant": dependant.id, "bearer": bearer.id}
    if bond_between(**pair, on=on, reading=reading) is None:
        raise Refused("family.no_bond", dependant=dependant.number, bearer=bearer.number)


def _require_not_mutual(
    dependant: Someone, bearer: Someone, benefit: str, on: date, reading: Reading
) -> None:
    """Of two spouses one bears the other: for one benefit, nobody is borne by whom they bear."""
    for row in _borne_from(bearer, benefit, on, reading):
        if row["bearer_id"] in dependant.files:
            raise Refused("family.mutual_charge", number=bearer.number, other=dependant.number)


def _require_borne(dependant: Someone, benefit: str, on: date) -> Row:
    now = charge_on(dependant=dependant, benefit=benefit, on=on)
    if now is None or now["ended_for"]:
        raise Refused("family.not_borne", number=dependant.number)
    return now


def _borne_from(dependant: Someone, benefit: str, on: date, reading: Reading) -> list[Row]:
    """The charges of a dependant, under any number, that are borne on a day or after it."""
    ever = Moment(None, None)
    rows = reading.facts_of(DEPENDENCY, by="dependant_id", ids=dependant.files, moment=ever)
    return [
        row
        for row in rows
        if row["benefit"] == benefit
        and not row["ended_for"]
        and (row["valid"].upper is None or on < row["valid"].upper)
    ]


def _bear(request: ActRequest, dependant: int, bearer: Someone, payee: Someone | None) -> None:
    _assign(
        request, dependant, request.fields["benefit"], values_of_charge(bearer=bearer, payee=payee)
    )


def values_of_charge(*, bearer: Someone, payee: Someone | None) -> dict[str, object]:
    """What is said of a dependant who is borne: by whom, and who is paid."""
    return {"bearer_id": bearer.id, "payee_id": payee.id if payee else None, "ended_for": ""}


def _assign(
    request: ActRequest, dependant: int, benefit: str, values: Mapping[str, object]
) -> None:
    """States a charge, in the file that has it, from the effective day to the next one known."""
    key = {"dependant_id": dependant, "benefit": benefit}
    rows = as_of(DEPENDENCY, on=None, known_at=None, where=key)
    later = [row["valid"].lower for row in rows if request.effective_on < row["valid"].lower]
    valid = DateRange(request.effective_on, min(later, default=None))
    assign(DEPENDENCY, fund_id=request.desk.fund.id, key=key, values=values, valid=valid)


def _who(person_id: int | None) -> str:
    """The number of a person by key; empty for nobody."""
    if person_id is None:
        return ""
    return relatives([person_id], Moment(None, None))[person_id].number


def _said(bearer: str, payee: str, benefit: str) -> dict[str, str]:
    return {"benefit": benefit, "bearer": bearer, **({"payee": payee} if payee else {})}
