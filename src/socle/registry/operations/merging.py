"""Two files of one person become one to read, and can be parted again: nothing is rewritten."""

from datetime import datetime
from typing import Any

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.queries import numbers_of
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import ALIAS, CIVIL_STATUS, DEATH, DISTINCT, FILIATION, MARRIAGE
from socle.registry.models import Person
from socle.registry.queries.history import acts_on
from socle.registry.subjects import is_believed, person_by_number

# Who somebody is has no first day: the two files always were one person's.
_ALWAYS = DateRange(None, None)
_COMPARED = ("birth_on", "sex", "national_id")
_MOST_ACTS = 50
_KIN = ((MARRIAGE, "husband_id", "wife_id"), (FILIATION, "child_id", "parent_id"))


def merge_persons(request: ActRequest) -> ActAnswer:
    """Says that two files are one person's (fusion de doublons): both numbers lead to the kept one.

    Facts, lines and acts keep the number they named; acts are then done under the kept one.

    Raises:
        NotKnown: no such person.
        Refused: a number is given twice, the merged file holds merged files of its own, or its
            death alone is known: it is recorded first under the number that is kept.
        Conflict: one of the two is merged already.
    """
    kept, merged = request.fields["kept"], request.fields["merged"]
    if kept == merged:
        raise Refused("merging.same_number", number=kept)
    locks = (f"person:{kept}", f"person:{merged}")
    with performing(request, subject_kind="person", subject_number=kept, locks=locks) as act:
        one, other = person_by_number(kept), person_by_number(merged)
        if as_of(ALIAS, on=None, known_at=None, where={"kept_id": other.pk}):
            raise Refused("merging.holds_merged", number=merged)
        if _is_dead(other) and not _is_dead(one):
            raise Refused("merging.death_first", number=merged, kept=kept)
        values, key = {"kept_id": one.pk}, {"person_id": other.pk}
        assign(ALIAS, fund_id=request.desk.fund.id, key=key, values=values, valid=_ALWAYS)
        act.touched |= set(locks)
        act.before, act.after = {"merged": ""}, {"kept": kept, "merged": merged}
        return act.answer()


def unmerge_persons(request: ActRequest) -> ActAnswer:
    """Parts two files again: each has what named its own number, before the merge and since.

    Raises:
        Conflict: that number is not merged.
    """
    merged = request.fields["merged"]
    found = Person.objects.filter(number=merged).first()
    rows = as_of(ALIAS, on=None, known_at=None, where={"person_id": found.pk}) if found else []
    if not rows:
        raise Conflict("merging.not_merged", number=merged)
    kept = Person.objects.get(pk=rows[0]["kept_id"]).number
    locks = (f"person:{kept}", f"person:{merged}")
    with performing(request, subject_kind="person", subject_number=kept, locks=locks) as act:
        now = as_of(ALIAS, on=None, known_at=None, where={"person_id": rows[0]["person_id"]})
        if not now:
            raise Conflict("merging.not_merged", number=merged)
        key = {"person_id": rows[0]["person_id"]}
        clear(ALIAS, fund_id=request.desk.fund.id, key=key, valid=_ALWAYS)
        act.touched |= set(locks)
        merging = numbers_of(act_ids={now[0]["act_id"]})[now[0]["act_id"]]
        since = _acts_since(kept, now[0]["recorded_at"])
        act.before = {"kept": kept, "merged": merged, "merged_by": merging}
        # What was done since was done under the kept number, and stays with it.
        act.after = {"merged": "", "stay_with_kept": [each for each in since if each != merging]}
        return act.answer()


def doubts_on_merge(request: ActRequest) -> tuple[Fault, ...]:
    """What speaks against one person: birth, sex or identity that differ, one dead."""
    numbers = [request.fields["kept"], request.fields["merged"]]
    one, other = (_who(number) for number in numbers)
    found = [
        Fault(f"merging.doubt_{name}", field="merged")
        for name in _COMPARED
        if one[name] and other[name] and one[name] != other[name]
    ]
    found += _doubts_on_ties(*(person_by_number(number) for number in numbers))
    if one["is_dead"] != other["is_dead"]:
        dead = numbers[0] if one["is_dead"] else numbers[1]
        found.append(Fault("merging.doubt_dead", field="merged", facts={"number": dead}))
    return tuple(found)


def _doubts_on_ties(one: Person, other: Person) -> list[Fault]:
    """Two who were said to be two persons, or who are each other's kin."""
    found = []
    first, second = sorted((one.pk, other.pk))
    pair = {"person_id": first, "other_id": second}
    for row in as_of(DISTINCT, on=None, known_at=None, where=pair)[:1]:
        number = numbers_of(act_ids={row["act_id"]})[row["act_id"]]
        on = row["recorded_at"].date().isoformat()
        found.append(Fault("merging.doubt_distinct", field="merged",
                           facts={"act": number, "on": on}))  # fmt: skip
    if any(
        as_of(table, on=None, known_at=None, where={by: a.pk, of: b.pk})
        for table, by, of in _KIN
        for a, b in ((one, other), (other, one))
    ):
        found.append(Fault("merging.doubt_kin", field="merged"))
    return found


def _is_dead(person: Person) -> bool:
    return is_believed(DEATH, {"person_id": person.pk})


def _acts_since(number: str, since: datetime) -> list[str]:
    """The acts done on a person since an instant, the latest first."""
    found = acts_on(kind="person", number=number)
    return [each.act_number for each in found if each.recorded_at > since][:_MOST_ACTS]


def _who(number: str) -> dict[str, Any]:
    key = {"person_id": person_by_number(number).pk}
    row = as_of(CIVIL_STATUS, on=None, known_at=None, where=key)[-1]
    return {name: row[name] for name in _COMPARED} | {"is_dead": is_believed(DEATH, key)}
