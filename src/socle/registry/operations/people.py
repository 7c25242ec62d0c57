"""Acts on a person: registration, civil status, other names."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import CIVIL_STATUS, NAME, ORIGIN
from socle.registry.models import Person
from socle.registry.operations.duplicates import keep_apart
from socle.registry.operations.families_children import require_younger_than_parents
from socle.registry.operations.numbers import number_for
from socle.registry.queries.people import died_on
from socle.registry.stating import day_text, shown, supersede
from socle.registry.subjects import is_believed, legal_day, person_by_number
from socle.registry.types import NameKind, Script
from socle.registry.types.births import birth_span
from socle.registry.types.scripts import script_of

_ARABIC = {"kind": NameKind.BIRTH.value, "script": Script.ARABIC.value}
_ARABIC_FIELDS = {"arabic_family_name": "family_name", "arabic_given_names": "given_names"}
_FOR_LIFE = ("birth_on", "birth_precision")  # a birth is not changed from a day on


def register_person(request: ActRequest) -> ActAnswer:
    """Registers a person under their number for life (immatriculation).

    Raises:
        Refused: the number's key is wrong, or the birth is yet to come. A number whose key nobody
            can compute is accepted.
        Conflict: the number is already given.
    """
    number = number_for(request)
    with performing(request, subject_kind="person", subject_number=number) as act:
        open_file(request=request, act=act)
        return act.answer()


def open_file(*, request: ActRequest, act: ActInProgress) -> Person:
    """Opens a person's file, in an act already in progress, with what its fields say of them.

    Raises:
        Refused: the birth is yet to come, or follows the day of the act.
        Conflict: the number is already given.
    """
    fields, number = request.fields, act.subject_number
    values = _civil_status(fields)
    _require_letters(values)
    _require_born(request, act, values)
    # A number whose registration was reversed is known, and nothing is believed of it.
    person = Person.objects.filter(number=number).first()
    if person and is_believed(CIVIL_STATUS, {"person_id": person.pk}):
        raise Conflict("registry.person_exists", number=number)
    is_new = person is None
    person = person or Person.objects.create(
        fund_id=request.desk.fund.id, number=number, act_id=act.id
    )
    period = DateRange(values["birth_on"] or request.effective_on, None)
    key = {"person_id": person.pk}
    said_first = partial(assign, fund_id=request.desk.fund.id, valid=period, is_first=is_new)
    said_first(CIVIL_STATUS, key=key, values=values)
    said = shown(values)
    origin = {name: fields.get(name, "") for name in ORIGIN.values}
    if any(origin.values()):
        said_first(ORIGIN, key=key, values=origin)
        said |= {name: value for name, value in origin.items() if value}
    arabic = {name: fields.get(asked, "") for asked, name in _ARABIC_FIELDS.items()}
    if arabic["given_names"] and not arabic["family_name"]:
        raise Refused("registry.arabic_name_alone", name=arabic["given_names"])
    if arabic["family_name"]:
        _require_script(Script.ARABIC, arabic)
        said_first(NAME, key=key | _ARABIC, values=arabic)
        said |= {name: fields[name] for name in _ARABIC_FIELDS if name in fields}
    keep_apart(request=request, person=person)
    act.after = said
    return person


def correct_civil_status(request: ActRequest) -> ActAnswer:
    """Corrects who a person is, field by field: what the act does not name stays.

    From the effective date on, before which what was believed stays; a birth, for the whole life.

    Raises:
        NotKnown: no such person.
        Refused: no field is given, the file says all of it already, or the birth would come after
            the death, or make a child no younger than a parent.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = person_by_number(number)
        changes = _changes(request)
        if not any(changes.values()):
            raise Refused("registry.nothing_to_correct", number=number)
        if any(name in changes[CIVIL_STATUS.name] for name in _FOR_LIFE):
            now = as_of(CIVIL_STATUS, on=None, known_at=None, where={"person_id": person.pk})[-1]
            merged = {**now, **changes[CIVIL_STATUS.name]}
            _require_born(request, act, merged, check_effect=False)
            _require_lived(person, merged)
        if arabic := changes[NAME.name]:
            _require_script(Script.ARABIC, arabic)
        changed = [
            _amend(request, act, table, {"person_id": person.pk, **key}, changes[table.name])
            for table, key in ((CIVIL_STATUS, {}), (ORIGIN, {}), (NAME, _ARABIC))
        ]
        if not any(changed):
            raise Refused("registry.already_said", number=number)
        if "birth_on" in changes[CIVIL_STATUS.name]:
            require_younger_than_parents(person_id=person.pk)
        return act.answer()


def record_name(request: ActRequest) -> ActAnswer:
    """Records another name that a person bears from a day on: of marriage, of use, in Arabic.

    Raises:
        NotKnown: no such person.
        Refused: it is the file's first name, or not in the script it is said to be in.
    """
    fields = request.fields
    number = fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = person_by_number(number)
        key = _name_key(fields)
        values = {
            "family_name": fields["family_name"],
            "given_names": fields.get("given_names", ""),
        }
        _require_letters(values)
        _require_script(Script(fields["script"]), values)
        supersede(request, act, NAME, {"person_id": person.pk, **key}, values)
        act.after |= _named(key)
        return act.answer()


def withdraw_name(request: ActRequest) -> ActAnswer:
    """Records that a person no more bears a name, from a day on.

    Raises:
        NotKnown: no such person, or they bear no such name on that day.
        Refused: it is the file's first name.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        key = {"person_id": person_by_number(number).pk, **_name_key(request.fields)}
        borne = as_of(NAME, on=request.effective_on, known_at=None, where=key)
        if not borne:
            raise NotKnown("registry.name_unknown", number=number)
        period = DateRange(request.effective_on, None)
        clear(NAME, fund_id=request.desk.fund.id, key=key, valid=period)
        act.before = _named(borne[0]) | {name: borne[0][name] for name in NAME.values}
        return act.answer()


def _civil_status(fields: Any) -> dict[str, Any]:
    return {
        "family_name": fields["family_name"],
        "given_names": fields.get("given_names", ""),
        "birth_on": fields.get("birth_on"),
        "birth_precision": fields.get("birth_precision", "day"),
        "sex": fields.get("sex", ""),
        "national_id": fields.get("national_id", ""),
    }


def _changes(request: ActRequest) -> dict[str, dict[str, Any]]:
    """What a correction changes, by table; `erased` names a datum to empty."""
    fields = dict(request.fields)
    if erased := fields.pop("erased", ""):
        fields[erased] = None if erased == "birth_on" else ""
    return {
        CIVIL_STATUS.name: {name: fields[name] for name in CIVIL_STATUS.values if name in fields},
        ORIGIN.name: {name: fields[name] for name in ORIGIN.values if name in fields},
        NAME.name: {own: fields[name] for name, own in _ARABIC_FIELDS.items() if name in fields},
    }


def _amend(
    request: ActRequest,
    act: ActInProgress,
    table: TemporalTable,
    key: dict[str, Any],
    changes: dict[str, Any],
) -> bool:
    """Changes some values of a fact from the effective date on, and those for life everywhere.

    Whether there was anything to change.
    """
    if not changes:
        return False
    rows = as_of(table, on=None, known_at=None, where=key)
    if table is NAME and not rows and not changes.get("family_name"):
        raise NotKnown("registry.name_unknown", number=act.subject_number)
    at_effect = next((row for row in rows if request.effective_on in _days(row)), None)
    before = at_effect or (rows[0] if rows else dict.fromkeys(table.values, ""))
    labels = _labels(table)
    act.before |= shown({labels.get(name, name): before[name] for name in changes})
    act.after |= shown({labels.get(name, name): value for name, value in changes.items()})
    for_life = {name: changes[name] for name in _FOR_LIFE if name in changes}
    since_now = {name: value for name, value in changes.items() if name not in for_life}
    changed = False
    if for_life:
        born = for_life.get("birth_on") or rows[0]["valid"].lower
        changed = _overlay(request, table, key, for_life, min(born, rows[0]["valid"].lower))
    if since_now:
        changed |= _overlay(request, table, key, since_now, request.effective_on)
    return changed


def _overlay(
    request: ActRequest,
    table: TemporalTable,
    key: dict[str, Any],
    changes: dict[str, Any],
    since: date,
) -> bool:
    """States changed values over every period from a day on, each with the rest as it was there.

    A period that says so already is left as it is: a datum given again, as a form shows it, must
    not state a whole life again. Periods that come to say the same are stated as one, else each
    correction of a long history would double it. Whether any was stated.
    """
    rows = as_of(table, on=None, known_at=None, where=key)
    blank = dict.fromkeys(table.values, "")
    first = {name: rows[0][name] for name in table.values} if rows else blank
    stated: list[tuple[dict[str, Any], DateRange]] = []
    reached: date | None = since
    for row in rows:
        lower, upper = row["valid"].lower, row["valid"].upper
        if upper is not None and upper <= since:
            continue
        start = max(lower, since)
        if reached is not None and reached < start:
            stated.append((first | changes, DateRange(reached, start)))
        kept = {name: row[name] for name in table.values}
        if kept | changes != kept:
            stated.append((kept | changes, DateRange(start, upper)))
        reached = upper
    if reached is not None:
        last = {name: rows[-1][name] for name in table.values} if rows else blank
        stated.append((last | changes, DateRange(reached, None)))
    for values, period in _joined(stated):
        assign(table, fund_id=request.desk.fund.id, key=key, values=values, valid=period)
    return bool(stated)


def _joined(
    stated: list[tuple[dict[str, Any], DateRange]],
) -> list[tuple[dict[str, Any], DateRange]]:
    """The same facts, in order, those that follow one another with the same values as one."""
    joined: list[tuple[dict[str, Any], DateRange]] = []
    for values, period in stated:
        if joined and joined[-1][0] == values and joined[-1][1].upper == period.lower:
            period = DateRange(joined.pop()[1].lower, period.upper)  # noqa: PLW2901
        joined.append((values, period))
    return joined


def _labels(table: TemporalTable) -> dict[str, str]:
    """How an act names what it changes: a name in Arabic is not the first name."""
    return {own: asked for asked, own in _ARABIC_FIELDS.items()} if table is NAME else {}


def _days(row: dict[str, Any]) -> DateRange:
    period: DateRange = row["valid"]
    return period


def require_possible(*, request: ActRequest, today: date) -> None:
    """Stops a name without a letter, a datum both written and emptied, a birth yet to come.

    Raises:
        Refused: `registry.name_without_letter`, `.erased_and_given` or `.birth_to_come`.
    """
    _require_letters(request.fields)
    if (erased := request.fields.get("erased")) in request.fields:
        raise Refused("registry.erased_and_given", erased=str(erased)).at("erased")
    born, precision = request.fields.get("birth_on"), request.fields.get("birth_precision")
    if born is None or born <= today:
        return
    if precision is None and request.type == "correct_civil_status":
        key = {"person_id": person_by_number(request.fields["number"]).pk}
        precision = as_of(CIVIL_STATUS, on=None, known_at=None, where=key)[-1]["birth_precision"]
    if (earliest := birth_span(born, precision or "day")[0]) > today:
        raise Refused("registry.birth_to_come", birth=earliest.isoformat()).at("birth_on")


def _require_born(
    request: ActRequest, act: ActInProgress, values: dict[str, Any], *, check_effect: bool = True
) -> None:
    """Stops a birth that is yet to come, or that follows the act's own day of effect."""
    if values["birth_on"] is None:
        return
    earliest = birth_span(values["birth_on"], values["birth_precision"])[0]
    if earliest > legal_day(request, act):
        raise Refused("registry.birth_to_come", birth=earliest.isoformat()).at("birth_on")
    if check_effect and earliest > request.effective_on:
        raise Refused("registry.before_birth", birth=earliest.isoformat()).at("effective_on")


def _require_lived(person: Person, values: dict[str, Any]) -> None:
    dead = died_on(person_id=person.pk)
    if dead is None or values["birth_on"] is None:
        return
    earliest = birth_span(values["birth_on"], values["birth_precision"])[0]
    if dead < earliest:
        raise Refused(
            "registry.died_before_birth", died=str(day_text(dead)), birth=str(day_text(earliest))
        )


def _name_key(fields: Any) -> dict[str, str]:
    kind, script = fields["name_kind"], fields["script"]
    if kind == NameKind.BIRTH and script == Script.LATIN:
        raise Refused("registry.first_name_is_corrected").at("name_kind")
    return {"kind": kind, "script": script}


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """Which name it is, as an act says it."""
    return {"name_kind": row["kind"], "script": row["script"]}


def _require_letters(values: Mapping[str, Any]) -> None:
    """Stops a name that nobody could read: without one letter, in whatever script."""
    name = values.get("family_name")
    if name and not any(sign.isalpha() for sign in name):
        raise Refused("registry.name_without_letter", name=name)


def _require_script(script: Script, values: dict[str, Any]) -> None:
    """Stops a name written in another script than the one it is kept under."""
    for text in (values.get("family_name"), values.get("given_names")):
        if text and script_of(text) not in {script, None}:
            raise Refused("registry.script_differs", name=text, script=script.value)
