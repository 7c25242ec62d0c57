"""Keeping the register of breaches: what is found, learnt, told and closed, each by an act."""

from collections.abc import Iterable
from datetime import date, datetime, time

from socle.countries.clock import zone
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.breaches.models import Breach, BreachFinding, BreachPerson, BreachStep
from socle.platform.breaches.queries import numbers_named, numbers_of_account
from socle.platform.breaches.types import CLASSES, MOST_PERSONS, BreachStepKind
from socle.platform.sealing.types import DataClass
from socle.platform.sql import next_ids

SUBJECT = "breach"
_MOST_COUNT = 2_000_000_000
_LONGEST_NUMBER = 30


def report_breach(request: ActRequest) -> ActAnswer:
    """Opens the file of a breach, from the instant it was found; from there the delay runs.

    Raises:
        Invalid: a class, the hour or the count cannot be read. Refused: it was found in the future.
    """
    found_at = _instant(request, day="found_on", hour="found_time")
    classes, persons = _classes(request), _count(request)
    number = f"V-{found_at.year}-{next_ids('breach')[0]:06d}"
    with performing(request, subject_kind=SUBJECT, subject_number=number) as act:
        _require_past(found_at, act)
        breach = Breach.objects.create(
            fund_id=request.desk.fund.id,
            act_id=act.id,
            number=number,
            found_at=found_at,
            found_by=request.fields["found_by"],
        )
        _state(request, act, breach, classes, persons)
        return act.answer()


def complete_breach(request: ActRequest) -> ActAnswer:
    """States anew all that is known of a breach; what was known before stays beside it.

    Raises:
        NotKnown: there is no such breach. Conflict: its file is closed.
        Invalid: as `report_breach`.
    """
    classes, persons = _classes(request), _count(request)
    breach = _breach(request)
    with performing(request, subject_kind=SUBJECT, subject_number=breach.number) as act:
        _require_open(breach)
        _state(request, act, breach, classes, persons)
        return act.answer()


def name_breach_persons(request: ActRequest) -> ActAnswer:
    """Names persons whom a breach touched: a list of numbers, or all whom an account met.

    Those of an account are the persons of its acts and, of a partner's, of its calls, between two
    days. Whoever is named already is named once.

    Raises:
        NotKnown: there is no such breach. Conflict: its file is closed.
        Invalid: nobody is named, or too many at once.
    """
    breach = _breach(request)
    found = _persons_of(request)
    with performing(request, subject_kind=SUBJECT, subject_number=breach.number) as act:
        _require_open(breach)
        known = numbers_named(breach=breach.number)
        added = [each for each in dict.fromkeys(found) if each not in known]
        BreachPerson.objects.bulk_create(
            BreachPerson(
                fund_id=request.desk.fund.id, act_id=act.id, breach_id=breach.pk, number=each
            )
            for each in added
        )
        # The persons' own files rest on nothing here: an act on one is reversed as before.
        act.after = {"added": len(added), "named": len(known) + len(added)}
        return act.answer()


def notify_authority(request: ActRequest) -> ActAnswer:
    """Keeps that the authority was told of a breach: when, and what it acknowledged.

    Raises:
        NotKnown, Conflict: as `complete_breach`, or it was told already.
        Refused: the instant is before the breach was found, or to come.
    """
    return _step(request, BreachStepKind.AUTHORITY_TOLD)


def notify_breach_persons(request: ActRequest) -> ActAnswer:
    """Keeps that the persons were told of a breach: when, and how.

    Raises:
        NotKnown, Conflict, Refused: as `notify_authority`.
    """
    return _step(request, BreachStepKind.PERSONS_TOLD)


def close_breach(request: ActRequest) -> ActAnswer:
    """Closes the file of a breach, by two people: the motive says what came of it.

    Raises:
        NotKnown, Conflict: as `complete_breach`.
        Refused: the authority was told nothing and nobody says why.
    """
    closing_looked_over(request)
    breach, why_untold = _breach(request), request.fields.get("why_untold", "")
    with performing(request, subject_kind=SUBJECT, subject_number=breach.number) as act:
        _require_open(breach)
        _write_step(request, act, breach, BreachStepKind.CLOSED, act.recorded_at, why_untold)
        return act.answer()


def closing_looked_over(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing is doubted in a closing; what is wrong with one is told before it is proposed.

    Raises:
        As `close_breach`.
    """
    breach = _breach(request)
    _require_open(breach)
    told = BreachStep.objects.filter(breach=breach, kind=BreachStepKind.AUTHORITY_TOLD.value)
    if not request.fields.get("why_untold") and not told.exists():
        raise Refused("breaches.untold_why")
    return ()


def _step(request: ActRequest, kind: BreachStepKind) -> ActAnswer:
    breach = _breach(request)
    done_at = _instant(request, day="told_on", hour="told_time")
    with performing(request, subject_kind=SUBJECT, subject_number=breach.number) as act:
        _require_open(breach)
        _require_past(done_at, act)
        if done_at < breach.found_at:
            raise Refused("breaches.before_found")
        if BreachStep.objects.filter(breach=breach, kind=kind.value).exists():
            raise Conflict("breaches.told_already", breach=breach.number)
        _write_step(request, act, breach, kind, done_at, request.fields.get("reference", ""))
        return act.answer()


def _write_step(
    request: ActRequest,
    act: ActInProgress,
    breach: Breach,
    kind: BreachStepKind,
    done_at: datetime,
    reference: str,
) -> None:
    BreachStep.objects.create(
        fund_id=request.desk.fund.id,
        act_id=act.id,
        breach_id=breach.pk,
        kind=kind.value,
        done_at=done_at,
        reference=reference,
    )
    act.after = {"kind": kind.value, "done_at": done_at.isoformat(timespec="minutes")}


def _state(
    request: ActRequest,
    act: ActInProgress,
    breach: Breach,
    classes: Iterable[DataClass],
    persons: int | None,
) -> None:
    said = {name: request.fields.get(name, "") for name in ("what", "consequences", "measures")}
    BreachFinding.objects.create(
        fund_id=request.desk.fund.id,
        act_id=act.id,
        breach_id=breach.pk,
        classes=[each.value for each in classes],
        persons=persons,
        **said,
    )
    act.after = {"classes": " ".join(classes)} | ({} if persons is None else {"persons": persons})


def _breach(request: ActRequest) -> Breach:
    number = str(request.fields["breach"]).strip()
    found = Breach.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("breaches.unknown", number=number[:40])
    return found


def _require_open(breach: Breach) -> None:
    if BreachStep.objects.filter(breach=breach, kind=BreachStepKind.CLOSED.value).exists():
        raise Conflict("breaches.closed", breach=breach.number)


def _require_past(at: datetime, act: ActInProgress) -> None:
    if at > act.recorded_at:
        raise Refused("breaches.future", at=at.isoformat(timespec="minutes"))


def _instant(request: ActRequest, *, day: str, hour: str) -> datetime:
    """An instant by the legal time of the fund's country, to the minute."""
    said = str(request.fields[hour]).strip()
    try:
        at = time.fromisoformat(said)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise Invalid([Fault("breaches.hour_unread", field=hour, read=said[:40])])
    on = date.fromisoformat(str(request.fields[day]))
    return datetime.combine(on, at.replace(microsecond=0), zone(request.desk.fund.country))


def _classes(request: ActRequest) -> tuple[DataClass, ...]:
    said = str(request.fields["classes"]).replace(",", " ").split()
    if not said or not set(said) <= {each.value for each in CLASSES}:
        facts = {"known": ", ".join(CLASSES)}
        raise Invalid(
            [
                Fault(
                    "breaches.classes_unread",
                    field="classes",
                    read=" ".join(said)[:40],
                    facts=facts,
                )
            ]
        )
    return tuple(each for each in CLASSES if each.value in said)


def _count(request: ActRequest) -> int | None:
    said = "".join(str(request.fields.get("persons", "")).split())
    if not said:
        return None
    if said.isascii() and said.isdigit() and int(said[:12]) <= _MOST_COUNT:
        return int(said)
    raise Invalid([Fault("acts.number_wrong", field="persons", read=said[:40])])


def _persons_of(request: ActRequest) -> list[str]:
    fields = request.fields
    found = str(fields.get("numbers", "")).replace(",", " ").replace(";", " ").upper().split()
    if login := str(fields.get("account", "")).strip():
        if wanting := [name for name in ("since", "until") if not fields.get(name)]:
            raise Invalid([Fault("acts.field_missing", field=name) for name in wanting])
        first, last = (date.fromisoformat(str(fields[name])) for name in ("since", "until"))
        found += numbers_of_account(
            login=login, first=first, last=last, country=request.desk.fund.country
        )
    if not found or len(found) > MOST_PERSONS:
        facts = {"most": MOST_PERSONS, "found": len(found)}
        raise Invalid([Fault("breaches.persons_none", field="numbers", facts=facts)])
    if wrong := next((each for each in found if len(each) > _LONGEST_NUMBER), ""):
        raise Invalid([Fault("breaches.number_unread", field="numbers", read=wrong[:40])])
    return found
