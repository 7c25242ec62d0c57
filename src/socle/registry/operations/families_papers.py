"""Acts on what keeps or ends a dependant's right: schooling, disability, cover elsewhere."""

from datetime import timedelta

from psycopg.types.range import DateRange

from socle.kernel.errors import Fault, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import DISABILITY, OTHER_COVER, SCHOOLING
from socle.registry.operations.families_persons import Someone, living, someone, touch
from socle.registry.queries.families_law import customs
from socle.registry.queries.families_reading import Moment, Row, facts_of, relatives
from socle.registry.stating import is_said, next_stated, shown

_DAY = timedelta(days=1)


def record_schooling(request: ActRequest) -> ActAnswer:
    """Records what a child follows (scolarité, apprentissage), to the certificate's last day.

    Raises:
        NotKnown: no such person.
        Refused: the last day comes first, or the person was dead.
    """
    fields, on = request.fields, request.effective_on
    if fields["until"] < on:
        raise Refused("family.ends_first", until=fields["until"].isoformat())
    with performing(request, subject_kind="person", subject_number=fields["person"]) as act:
        person = living(number=fields["person"], on=on)
        values = {"level": fields["level"], "school": fields.get("school", "")}
        valid = DateRange(on, fields["until"] + _DAY)
        key = {"person_id": person.id}
        act.note(changes=not is_said(SCHOOLING, key, values, valid))
        assign(SCHOOLING, fund_id=request.desk.fund.id, key=key, values=values, valid=valid)
        act.after = shown({**values, "since": on, "until": fields["until"]})
        return act.answer()


def schooling_doubts(request: ActRequest) -> tuple[Fault, ...]:
    """A certificate for more than its school year is unusual (certificats annuels)."""
    most = customs()["certificate_days"].value
    if (request.fields["until"] - request.effective_on).days <= most:
        return ()
    return (Fault("family.doubt_long_paper", field="until", facts={"days": most}),)


def record_disability(request: ActRequest) -> ActAnswer:
    """Records a disability (handicap) and the day when it is to be seen again, if there is one.

    Raises:
        NotKnown: no such person.
        Refused: the review comes first, or the person was dead.
    """
    fields, on = request.fields, request.effective_on
    review = fields.get("review_on")
    if review is not None and review <= on:
        raise Refused("family.ends_first", until=review.isoformat())
    with performing(request, subject_kind="person", subject_number=fields["person"]) as act:
        person = living(number=fields["person"], on=on)
        values = {"review_on": review}
        _state(request, act, DISABILITY, person, values)
        act.after = shown({"since": on, **values})
        return act.answer()


def end_disability(request: ActRequest) -> ActAnswer:
    """Ends a disability: from the effective day on it is no longer found.

    Raises:
        NotKnown: no such person.
        Refused: none is known on that day.
    """
    with performing(request, subject_kind="person", subject_number=request.fields["person"]) as act:
        person = someone(number=request.fields["person"], on=request.effective_on)
        _end(request, act, DISABILITY, person)
        return act.answer()


def record_other_cover(request: ActRequest) -> ActAnswer:
    """Records that a person is covered for a benefit by another body (double couverture).

    Raises:
        NotKnown: no such person.
        Refused: the person was dead.
    """
    fields = request.fields
    with performing(request, subject_kind="person", subject_number=fields["person"]) as act:
        person = living(number=fields["person"], on=request.effective_on)
        _state(request, act, OTHER_COVER, person, {"body": fields["body"]})
        act.after = {"benefit": fields["benefit"], "body": fields["body"]}
        return act.answer()


def end_other_cover(request: ActRequest) -> ActAnswer:
    """Ends the cover by another body, from the effective day on.

    Raises:
        NotKnown: no such person.
        Refused: none is known on that day.
    """
    fields = request.fields
    with performing(request, subject_kind="person", subject_number=fields["person"]) as act:
        person = someone(number=fields["person"], on=request.effective_on)
        _end(request, act, OTHER_COVER, person)
        return act.answer()


def _held(request: ActRequest, table: TemporalTable, person: Someone) -> list[Row]:
    """What is known of a person on the day of effect, of the benefit named, under any number."""
    rows = facts_of(
        table, by="person_id", ids=person.files, moment=Moment(request.effective_on, None)
    )
    return [row for row in rows if row.get("benefit") == request.fields.get("benefit")]


def _state(
    request: ActRequest,
    act: ActInProgress,
    table: TemporalTable,
    person: Someone,
    values: dict[str, object],
) -> None:
    named = {name: request.fields[name] for name in table.key if name != "person_id"}
    key = {"person_id": person.id, **named}
    # What is told late holds until what is known to come next.
    valid = DateRange(request.effective_on, next_stated(table, key, request.effective_on))
    act.note(changes=not is_said(table, key, values, valid))
    for row in _take(request, act, table, person, valid):
        act.note(changes=row["person_id"] != person.id)  # what another number said goes
    assign(table, fund_id=request.desk.fund.id, key=key, values=values, valid=valid)


def _end(request: ActRequest, act: ActInProgress, table: TemporalTable, person: Someone) -> None:
    if not _take(request, act, table, person, DateRange(request.effective_on, None)):
        raise Refused("family.nothing_to_end", number=person.number)


def _take(
    request: ActRequest, act: ActInProgress, table: TemporalTable, person: Someone, valid: DateRange
) -> list[Row]:
    """Takes out of a period what is known on the day of effect, under whichever number."""
    held = _held(request, table, person)
    for row in held:
        key = {name: row[name] for name in table.key}
        clear(table, fund_id=request.desk.fund.id, key=key, valid=valid)
        act.before = shown({name: row[name] for name in table.values})
    # Told under a merged number, it shows there too, should the two be parted.
    named = relatives({row["person_id"] for row in held}, Moment(None, None))
    touch(act=act, numbers=[each.number for each in named.values()])
    return held
