"""Acts on children: filiation, adoption, kafala, guardianship (tutelle), custody (garde)."""

from collections.abc import Mapping
from datetime import date

from django.db import connection
from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Fault, Refused
from socle.kernel.months import months_after
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.queries import numbers_of
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import FILIATION, GUARDIANSHIP
from socle.registry.operations.families_persons import (
    FILIATION_LOCK,
    Someone,
    living,
    locks_of,
    meets,
    someone,
    touch,
)
from socle.registry.queries.families_law import customs
from socle.registry.queries.families_reading import Moment, Row, facts_of, relatives
from socle.registry.queries.merging import files_of, ids_of_person
from socle.registry.stating import is_said, next_stated, shown
from socle.registry.types import Care, ParentRole

BIRTH = (ParentRole.FATHER, ParentRole.MOTHER)
_ADOPTION = (ParentRole.ADOPTIVE_FATHER, ParentRole.ADOPTIVE_MOTHER)
_WRONG_SEX = {
    ParentRole.FATHER: "female",
    ParentRole.ADOPTIVE_FATHER: "female",
    ParentRole.MOTHER: "male",
    ParentRole.ADOPTIVE_MOTHER: "male",
}
_CIRCLE = """
    WITH RECURSIVE ancestor AS (
      SELECT %(parent)s::bigint AS person_id
      UNION
      SELECT f.id FROM ancestor a CROSS JOIN LATERAL (
        SELECT parent_id AS id FROM filiation WHERE child_id = a.person_id
        -- The files of one person lead to each other: what was told of one is true of all.
        UNION ALL SELECT kept_id FROM person_alias WHERE person_id = a.person_id
        UNION ALL SELECT person_id FROM person_alias WHERE kept_id = a.person_id) AS f
    ) SELECT EXISTS (SELECT FROM ancestor WHERE person_id = %(child)s)
"""


def declare_filiation(request: ActRequest) -> ActAnswer:
    """Records who is a child's father, mother or both (filiation), true since the birth.

    Raises:
        NotKnown: no such person.
        Refused: nobody is named, or a parent is younger, dead too early, or a descendant.
        Conflict: the child has another father or mother.
    """
    child = someone(number=request.fields["child"], on=request.effective_on)
    since = child.who.birth_on or request.effective_on
    return _add_parents(request, child, BIRTH, since)


def adopt(request: ActRequest) -> ActAnswer:
    """Records an adoption by a judgment, from the effective day on, beside the parents of birth.

    Raises:
        NotKnown: no such person.
        Refused: nobody is named, or an adopter is younger, dead, or a descendant.
        Conflict: the child has another adoptive father or mother.
    """
    child = living(number=request.fields["child"], on=request.effective_on)
    for role in _ADOPTION:
        if number := request.fields.get(role.value):
            living(number=number, on=request.effective_on)
    return _add_parents(request, child, _ADOPTION, request.effective_on)


def end_filiation(request: ActRequest) -> ActAnswer:
    """Ends a filiation by a judgment (désaveu, révocation d'adoption), from the effective day on.

    Raises:
        NotKnown: no such person.
        Refused: the child has no such parent on that day.
    """
    number, role = request.fields["child"], request.fields["parent_role"]
    locks = (FILIATION_LOCK,)
    with performing(request, subject_kind="person", subject_number=number, locks=locks) as act:
        require_past(request.effective_on, act)
        child = someone(number=number, on=request.effective_on)
        rows = _of_child(FILIATION, child, request.effective_on, role=role)
        if not rows:
            raise Refused("family.no_such_parent", number=number)
        key = {name: rows[0][name] for name in FILIATION.key}
        parent = _number_of(rows[0]["parent_id"])
        valid = DateRange(request.effective_on, rows[0]["valid"].upper)
        clear(FILIATION, fund_id=request.desk.fund.id, key=key, valid=valid)
        touch(act=act, numbers=[number, parent])
        act.before = {"parent_role": role, "parent": parent}
        act.after = {"judgment": request.fields["judgment"]}
        return act.answer()


def filiation_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """What is unusual in a filiation: a very young or old parent, a birth long after a death."""
    fields, on = request.fields, request.effective_on
    child = someone(number=fields["child"], on=on)
    if child.who.birth_on is None:
        return ()
    named = [role for role in BIRTH if fields.get(role.value)]
    parents = {role: someone(number=fields[role.value], on=on) for role in named}
    return unusual_parents(child=child, parents=parents)


def unusual_parents(*, child: Someone, parents: Mapping[ParentRole, Someone]) -> tuple[Fault, ...]:
    """What is unusual in parents of birth, of whom all that matters is at hand."""
    born = child.who.birth_on
    if born is None:
        return ()
    found: list[Fault] = []
    rules = customs()
    for role, parent in parents.items():
        facts: dict[str, str | int] = {"number": parent.number}
        least, most = rules["least_parent_age"].value, rules["most_mother_age"].value
        if parent.is_younger_than(least, born) and not _is_elder(child, parent):
            code = "family.doubt_young_parent"
            found.append(Fault(code, field=role.value, facts=facts | {"age": least}))
        is_mother = role is ParentRole.MOTHER and parent.who.birth_on is not None
        if is_mother and not parent.is_younger_than(most, born):
            code = "family.doubt_old_mother"
            found.append(Fault(code, field=role.value, facts=facts | {"age": most}))
        months = rules["months_after_death"].value
        died = parent.who.died_on
        if role is ParentRole.FATHER and died and born >= months_after(died, months):
            code = "family.doubt_late_birth"
            found.append(Fault(code, field=role.value, facts=facts | {"months": months}))
    return tuple(found)


def give_kafala(request: ActRequest) -> ActAnswer:
    """Records that a child is taken in by kafala, by a judgment.

    Raises:
        NotKnown: no such person.
        Refused: of oneself, or of or by the dead.
    """
    return _give(request, Care.KAFALA)


def appoint_guardian(request: ActRequest) -> ActAnswer:
    """Records a child's guardian (tuteur légal, or datif when a judge appointed them).

    Raises:
        NotKnown: no such person.
        Refused: of oneself, of or by the dead, or a judge's appointment without its judgment.
    """
    return _give(request, Care.GUARDIANSHIP)


def give_custody(request: ActRequest) -> ActAnswer:
    """Records who has a child's custody (garde) from the effective day on.

    Raises:
        NotKnown: no such person.
        Refused: of oneself, or of or by the dead.
    """
    return _give(request, Care.CUSTODY)


def end_care(request: ActRequest) -> ActAnswer:
    """Ends a kafala, a guardianship or a custody, from the effective day on.

    Raises:
        NotKnown: no such person.
        Refused: there is none on that day.
    """
    number, title = request.fields["child"], request.fields["title"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        child = someone(number=number, on=request.effective_on)
        rows = _of_child(GUARDIANSHIP, child, request.effective_on, title=title)
        if not rows:
            raise Refused("family.no_such_care", number=number)
        key = {name: rows[0][name] for name in GUARDIANSHIP.key}
        holder = _number_of(rows[0]["holder_id"])
        valid = DateRange(request.effective_on, rows[0]["valid"].upper)
        clear(GUARDIANSHIP, fund_id=request.desk.fund.id, key=key, valid=valid)
        touch(act=act, numbers=[number, holder])
        act.before = {"title": title, "holder": holder}
        return act.answer()


def care_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """What is unusual in a care: somebody of age in another's care, or a minor who holds it."""
    age, on = customs()["usual_marriage_age"].value, request.effective_on
    child = someone(number=request.fields["child"], on=on)
    holder = someone(number=request.fields["holder"], on=on)
    found: list[Fault] = []
    if child.who.birth_on is not None and not child.is_younger_than(age, on):
        facts: dict[str, str | int] = {"number": child.number, "age": age}
        found.append(Fault("family.doubt_of_age", field="child", facts=facts))
    if holder.is_younger_than(age, on):
        facts = {"number": holder.number, "age": age}
        found.append(Fault("family.doubt_minor", field="holder", facts=facts))
    return tuple(found)


def _add_parents(
    request: ActRequest, child: Someone, roles: tuple[ParentRole, ...], since: date
) -> ActAnswer:
    named = {role: request.fields[role.value] for role in roles if request.fields.get(role.value)}
    if not named:
        raise Refused("family.no_parent_named").at(roles[0].value)
    if len(set(named.values())) < len(named):
        raise Refused("family.one_parent_twice", number=next(iter(named.values())))
    numbers = [child.number, *named.values()]
    locks = (FILIATION_LOCK, *locks_of(numbers=numbers))
    with performing(
        request, subject_kind="person", subject_number=child.number, locks=locks
    ) as act:
        require_past(request.effective_on, act)
        for role, number in named.items():
            parent = someone(number=number, on=since)
            require_may_be_parent(child=child, parent=parent, role=role)
            _require_no_circle(child, parent)
            _assign_parent(request, child, parent, role, since)
        touch(act=act, numbers=numbers)
        said = {role.value: number for role, number in named.items()}
        act.after = shown({**said, "since": since})
        return act.answer()


def _assign_parent(
    request: ActRequest, child: Someone, parent: Someone, role: ParentRole, since: date
) -> None:
    key = {"child_id": child.id, "role": role.value}
    valid = DateRange(since, None)
    for row in _of_child(FILIATION, child, None, role=role.value):
        if meets(one=row["valid"], other=valid):
            act = numbers_of(act_ids={row["act_id"]})[row["act_id"]]
            raise Conflict("family.parent_known", number=child.number, act=act)
    values = {"parent_id": parent.id, "judgment": request.fields.get("judgment", "")}
    assign(FILIATION, fund_id=request.desk.fund.id, key=key, values=values, valid=valid)


def _of_child(table: TemporalTable, child: Someone, on: date | None, **where: str) -> list[Row]:
    """What a table says of a child, under any of their numbers."""
    rows = facts_of(table, by="child_id", ids=child.files, moment=Moment(on, None))
    return [row for row in rows if all(row[name] == said for name, said in where.items())]


def require_may_be_parent(*, child: Someone, parent: Someone, role: ParentRole) -> None:
    """Stops a filiation that cannot be, by what is known of the two alone.

    Raises:
        Refused: the same person, of the wrong sex, no older than the child, or dead too early.
    """
    if child.id == parent.id:
        raise Refused("family.own_parent", number=child.number)
    if parent.who.sex == _WRONG_SEX[role]:
        raise Refused("family.wrong_sex", number=parent.number)
    if _is_elder(child, parent):
        raise Refused("family.elder_child", child=child.number, parent=parent.number)
    born, died = child.who.birth_on, parent.who.died_on
    if role is ParentRole.MOTHER and born and died and died < born:
        raise Refused("family.mother_dead", number=parent.number, died=died.isoformat())


def require_younger_than_parents(*, person_id: int) -> None:
    """Stops a birth that would make a child no younger than a parent, of whichever of the two.

    By whatever numbers the two are tied, each is as old as the kept file says.

    Raises:
        Refused: `family.elder_child`.
    """
    ever, files = Moment(None, None), ids_of_person(person_id=person_id, known_at=None)
    for by in ("child_id", "parent_id"):
        for row in facts_of(FILIATION, by=by, ids=files, moment=ever):
            kept = files_of(ids={row["child_id"], row["parent_id"]}, known_at=None)
            pair = kept[row["child_id"]], kept[row["parent_id"]]
            known = relatives(pair, ever)
            child, parent = (Someone(key, known[key]) for key in pair)
            if _is_elder(child, parent):
                raise Refused("family.elder_child", child=child.number, parent=parent.number)


def _require_no_circle(child: Someone, parent: Someone) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CIRCLE, {"parent": parent.id, "child": child.id})
        if cursor.fetchone()[0]:
            raise Refused("family.circle", child=child.number, parent=parent.number)


def _is_elder(child: Someone, parent: Someone) -> bool:
    """Whether the child was born no later than the parent."""
    born, of_parent = child.who.birth_on, parent.who.birth_on
    return born is not None and of_parent is not None and born <= of_parent


def _give(request: ActRequest, title: Care) -> ActAnswer:
    fields, on = request.fields, request.effective_on
    numbers = fields["child"], fields["holder"]
    if len(set(numbers)) == 1:
        raise Refused("family.own_care", number=numbers[0])
    given_by = fields.get("given_by", "judge")
    if title is Care.GUARDIANSHIP and given_by == "judge" and not fields.get("judgment"):
        raise Refused("family.judgment_missing").at("judgment")
    locks = locks_of(numbers=numbers)
    with performing(request, subject_kind="person", subject_number=numbers[0], locks=locks) as act:
        child, holder = (living(number=number, on=on) for number in numbers)
        key = {"child_id": child.id, "title": title.value}
        values = {
            "holder_id": holder.id,
            "given_by": given_by,
            "judgment": fields.get("judgment", ""),
        }
        # A judgment told late does not undo the one that came after it.
        valid = DateRange(on, next_stated(GUARDIANSHIP, key, on))
        act.note(changes=not is_said(GUARDIANSHIP, key, values, valid))
        for row in _of_child(GUARDIANSHIP, child, on, title=title.value):
            # The act says whom the care is taken from, under whichever number, and shows there.
            act.before = {"holder": _number_of(row["holder_id"]), "judgment": row["judgment"]}
            touch(act=act, numbers=[act.before["holder"], _number_of(row["child_id"])])
            held = key | {"child_id": row["child_id"]}
            act.note(changes=row["child_id"] != child.id)  # what another number said goes
            clear(GUARDIANSHIP, fund_id=request.desk.fund.id, key=held, valid=valid)
        assign(GUARDIANSHIP, fund_id=request.desk.fund.id, key=key, values=values, valid=valid)
        touch(act=act, numbers=numbers)
        said = {name: values[name] for name in ("given_by", "judgment")}
        act.after = {"title": title.value, "holder": holder.number, **said}
        return act.answer()


def _number_of(person_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM insured_number WHERE person_id = %s", [person_id])
        return str(cursor.fetchone()[0])
