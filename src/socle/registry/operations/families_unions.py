"""Acts on unions: marriage with its rank, divorce, annulment. Widowhood follows from a death."""

from datetime import date

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.queries import numbers_of
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of
from socle.registry.facts import DEATH, MARRIAGE
from socle.registry.operations.families_persons import (
    Someone,
    ancestors_of,
    living,
    locks_of,
    meets,
    parents_of,
    someone,
    stated_by,
    taken_back,
    touch,
    undo_bond,
)
from socle.registry.queries.families import state_on
from socle.registry.queries.families_law import customs
from socle.registry.queries.families_reading import (
    TABLES,
    Moment,
    Reading,
    Row,
    facts_of,
    relatives,
)
from socle.registry.queries.merging import ids_of_person
from socle.registry.stating import shown
from socle.registry.types import MarriageState

_EVER = Moment(None, None)
_WRONG_SEX = {"husband": "female", "wife": "male"}
_MONOGAMY, _POLYGAMY = "monogamy", "polygamy"


def marry(request: ActRequest) -> ActAnswer:
    """Records a marriage (mariage) at its rank among the husband's; the next free one if not said.

    Raises:
        NotKnown: no such person.
        Refused: with oneself or near kin, of the dead, of a married wife, at a taken rank.
        Conflict: these two are married already.
    """
    numbers, on = _numbers(request), request.effective_on
    if len(set(numbers)) == 1:
        raise Refused("family.self_marriage", number=numbers[0])
    locks = locks_of(numbers=numbers)
    with performing(request, subject_kind="person", subject_number=numbers[0], locks=locks) as act:
        husband, wife = (living(number=number, on=on) for number in numbers)
        valid = days_of_union(request=request, husband=husband, wife=wife, reading=TABLES)
        pair = {"husband": husband, "wife": wife}
        for row, since in ended_by_death(request=request, reading=TABLES, **pair):
            _say_widowed(request, row, since)
        values = values_of_union(request=request, valid=valid, reading=TABLES, **pair)
        assign(
            MARRIAGE,
            fund_id=request.desk.fund.id,
            key=key_of_union(husband=husband, wife=wife),
            values=values,
            valid=valid,
        )
        touch(act=act, numbers=numbers)
        act.after = shown({"husband": husband.number, "wife": wife.number, "since": on, **values})
        return act.answer()


def divorce(request: ActRequest) -> ActAnswer:
    """Records a divorce: from the effective day on they are no longer married.

    Raises:
        NotKnown: no such person.
        Refused: they are not married on that day.
    """
    return _end(request, MarriageState.DIVORCED)


def annul_marriage(request: ActRequest) -> ActAnswer:
    """Records that a marriage is void: from its first day, or from the judgment if it says so.

    Raises:
        NotKnown: no such person.
        Refused: they are not married on that day.
    """
    return _end(request, MarriageState.ANNULLED)


def marriage_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """What is unusual in a marriage: a minor, a second wife without the option, many wives."""
    husband, wife = (someone(number=each, on=request.effective_on) for each in _numbers(request))
    return unusual_union(request=request, husband=husband, wife=wife, reading=TABLES)


def unusual_union(
    *, request: ActRequest, husband: Someone, wife: Someone, reading: Reading
) -> tuple[Fault, ...]:
    """What is unusual in a marriage of two persons, by what is known of them and their unions."""
    on, found = request.effective_on, list[Fault]()
    facts: dict[str, str | int]
    majority = customs()["usual_marriage_age"].value
    for role, one in (("husband", husband), ("wife", wife)):
        if one.is_younger_than(majority, on):
            facts = {"number": one.number, "age": majority}
            found.append(Fault("family.doubt_minor", field=role, facts=facts))
    others = [row for row in _wives(husband, on, reading) if row["wife_id"] not in wife.files]
    regimes = {row["regime"] for row in others} | {request.fields.get("regime", "")}
    if others and regimes != {_POLYGAMY}:
        said_alone = _MONOGAMY in regimes
        code = "family.doubt_monogamy" if said_alone else "family.doubt_second_wife"
        found.append(Fault(code, field="husband", facts={"number": husband.number}))
    usual = customs()["usual_wives"].value
    if len(others) >= usual:
        facts = {"number": husband.number, "wives": len(others), "usual": usual}
        found.append(Fault("family.doubt_wives", field="husband", facts=facts))
    return tuple(found)


def undo_union(act: ActInProgress, reversed_id: int) -> None:
    """A union believed again leaves no room taken since; a charge that rested on it ended first.

    Raises:
        Refused: a later marriage, or a charge, rests on what is reversed.
    """
    undo_bond(act, reversed_id)
    for row in _written(act.id):
        for by in ("husband_id", "wife_id"):
            for other in facts_of(MARRIAGE, by=by, ids=[row[by]], moment=_EVER):
                is_same_place = by == "wife_id" or other["rank"] == row["rank"]
                if (
                    other["id"] != row["id"]
                    and is_same_place
                    and _is_married(other)
                    and meets(one=other["valid"], other=row["valid"])
                ):
                    numbers = numbers_of(act_ids={other["act_id"], reversed_id})
                    raise Refused(
                        "acts.later_act",
                        number=numbers[reversed_id],
                        later=numbers[other["act_id"]],
                    )


def undo_death(act: ActInProgress, reversed_id: int) -> None:
    """Whoever lives after all is still married: a marriage that took their death for granted rests.

    Raises:
        Refused: somebody has married again since.
    """
    for person in taken_back(table=DEATH.name, act_id=act.id):
        files = ids_of_person(person_id=person["person_id"], known_at=None)
        for by in ("husband_id", "wife_id"):
            for row in facts_of(MARRIAGE, by=by, ids=files, moment=_EVER):
                if row["state"] == MarriageState.WIDOWED:
                    numbers = numbers_of(act_ids={row["act_id"], reversed_id})
                    raise Refused(
                        "acts.later_act",
                        number=numbers[reversed_id],
                        later=numbers[row["act_id"]],
                    )


def _end(request: ActRequest, state: MarriageState) -> ActAnswer:
    numbers, on = _numbers(request), request.effective_on
    locks = locks_of(numbers=numbers)
    with performing(request, subject_kind="person", subject_number=numbers[0], locks=locks) as act:
        require_past(on, act)
        husband, wife = (living(number=number, on=on) for number in numbers)
        moment = Moment(on, None)
        rows = unions_of(husband=husband, wife=wife, moment=moment, reading=TABLES)
        now = next((row for row in rows if _is_married(row)), None)
        if now is None:
            raise Refused("family.not_married", husband=husband.number, wife=wife.number)
        since = on
        if state is MarriageState.ANNULLED and request.fields.get("effect") == "from_start":
            since = now["valid"].lower
        values = {"rank": now["rank"], "regime": now["regime"], "state": state.value}
        valid = DateRange(since, now["valid"].upper)
        key = {name: now[name] for name in MARRIAGE.key}
        assign(MARRIAGE, fund_id=request.desk.fund.id, key=key, values=values, valid=valid)
        # Told under a merged number, it shows there too, should the two be parted.
        named = relatives({now["husband_id"], now["wife_id"]}, _EVER)
        touch(act=act, numbers=[*numbers, *(each.number for each in named.values())])
        act.before = {"state": now["state"], "wife": wife.number}
        act.after = shown({"state": state.value, "wife": wife.number, "since": since})
        return act.answer()


def _numbers(request: ActRequest) -> tuple[str, str]:
    return request.fields["husband"], request.fields["wife"]


def _is_married(row: Row) -> bool:
    return bool(row["state"] == MarriageState.MARRIED)


def _wives(husband: Someone, on: date, reading: Reading) -> list[Row]:
    """The unions of a husband in force on a day, of those whose wife lives."""
    moment = Moment(on, None)
    rows = reading.facts_of(MARRIAGE, by="husband_id", ids=husband.files, moment=moment)
    named = reading.relatives({row["wife_id"] for row in rows}, moment)
    return [
        row
        for row in rows
        if state_on(row, husband.who, named[row["wife_id"]], on) is MarriageState.MARRIED
    ]


def unions_of(*, husband: Someone, wife: Someone, moment: Moment, reading: Reading) -> list[Row]:
    """The unions of two persons, under any of their numbers."""
    rows = reading.facts_of(MARRIAGE, by="husband_id", ids=husband.files, moment=moment)
    wives = set(wife.files)
    return [row for row in rows if row["wife_id"] in wives]


def key_of_union(*, husband: Someone, wife: Someone) -> dict[str, int]:
    """Whose union it is."""
    return {"husband_id": husband.id, "wife_id": wife.id}


def days_of_union(
    *, request: ActRequest, husband: Someone, wife: Someone, reading: Reading
) -> DateRange:
    """The days of a marriage that may be: until these two are united again, where they are.

    Raises:
        Refused: of the wrong sex, or near kin.
        Conflict: these two are married already.
    """
    for role, one in (("husband", husband), ("wife", wife)):
        if one.who.sex == _WRONG_SEX[role]:
            raise Refused("family.wrong_sex", number=one.number)
    if _are_near_kin(husband.files, wife.files, reading):
        raise Refused("family.near_kin", one=husband.number, other=wife.number)
    on = request.effective_on
    rows = unions_of(husband=husband, wife=wife, moment=_EVER, reading=reading)
    for row in rows:
        if _is_married(row) and (row["valid"].upper is None or on < row["valid"].upper):
            raise Conflict("family.already_married", husband=husband.number, wife=wife.number)
    later = [row["valid"].lower for row in rows if on < row["valid"].lower]
    return DateRange(on, min(later, default=None))


def ended_by_death(
    *, request: ActRequest, husband: Someone, wife: Someone, reading: Reading
) -> list[tuple[Row, date]]:
    """Unions of either that a death has ended, and nobody has said so yet; since when."""
    found = []
    for by, one, other in (("husband_id", husband, "wife_id"), ("wife_id", wife, "husband_id")):
        for row in reading.facts_of(MARRIAGE, by=by, ids=one.files, moment=_EVER):
            died = reading.relatives([row[other]], _EVER)[row[other]].died_on
            if not _is_married(row) or died is None or died > request.effective_on:
                continue
            since, until = max(died, row["valid"].lower), row["valid"].upper
            if until is None or since < until:
                found.append((row, since))
    return found


def values_of_union(
    *, request: ActRequest, husband: Someone, wife: Someone, valid: DateRange, reading: Reading
) -> dict[str, str | int]:
    """What is said of a marriage on its days: its rank, its option, that it is in force.

    Raises:
        Refused: the wife is married, or the rank is taken or none.
    """
    for row in reading.facts_of(MARRIAGE, by="wife_id", ids=wife.files, moment=_EVER):
        if _is_married(row) and meets(one=row["valid"], other=valid):
            raise Refused("family.wife_married", number=wife.number, act=stated_by(row))
    return {
        "rank": _rank(request, husband, valid, reading),
        "regime": request.fields.get("regime", ""),
        "state": MarriageState.MARRIED.value,
    }


def _are_near_kin(one: list[int], other: list[int], reading: Reading) -> bool:
    """Whether one is an ancestor of the other, or they share a parent; each by all their files."""
    lines = [ancestors_of(files=each, reading=reading) for each in (one, other)]
    parents = [parents_of(files=each, reading=reading) for each in (one, other)]
    return bool(lines[0] & set(other) or lines[1] & set(one) or parents[0] & parents[1])


def _say_widowed(request: ActRequest, row: Row, since: date) -> None:
    """A union that a death has ended is said so: the rank and the spouse are free."""
    assign(
        MARRIAGE,
        fund_id=request.desk.fund.id,
        key={name: row[name] for name in MARRIAGE.key},
        values={
            "rank": row["rank"],
            "regime": row["regime"],
            "state": MarriageState.WIDOWED.value,
        },
        valid=DateRange(since, row["valid"].upper),
    )


def _rank(request: ActRequest, husband: Someone, valid: DateRange, reading: Reading) -> int:
    """The rank said, if it is free; else the first free one."""
    rows = reading.facts_of(MARRIAGE, by="husband_id", ids=husband.files, moment=_EVER)
    taken = {
        row["rank"]: row
        for row in rows
        if _is_married(row) and meets(one=row["valid"], other=valid)
    }
    said = request.fields.get("rank", "")
    if not said:
        return next(rank for rank in range(1, len(taken) + 2) if rank not in taken)
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 99:
        raise Refused("family.rank_wrong", read=said[:20])
    rank = int(said)
    if rank in taken:
        opened = stated_by(taken[rank])
        raise Refused("family.rank_taken", number=husband.number, rank=rank, act=opened).at("rank")
    return rank


def _written(act_id: int) -> list[Row]:
    return as_of(MARRIAGE, on=None, known_at=None, where={"act_id": act_id})
