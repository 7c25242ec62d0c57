"""Taking a claim, its pieces, and what is said of it since."""

from collections.abc import Mapping
from datetime import date

from socle.benefits.models import AwardTerm, Claim, ClaimFact, ClaimPiece
from socle.benefits.operations.claimed_injuries import keep_injury, require_same_rate
from socle.benefits.queries.calculations import calculate, definition_of, facts_of, figure
from socle.benefits.queries.claims import claim_row, claims, told_of
from socle.benefits.queries.facts import derivable
from socle.benefits.queries.filings import require_filing_day
from socle.benefits.queries.health import kept_fact
from socle.benefits.queries.known import number_of
from socle.benefits.queries.medical import medical_benefits
from socle.benefits.queries.pieces import missing_of, pieces_of
from socle.benefits.types import Channel, Stage
from socle.benefits.types.health import DATES, RATE
from socle.kernel.errors import Conflict, Fault, Refused, SocleError
from socle.platform.access.types import FundView
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.queries import documents
from socle.platform.sql import next_ids
from socle.registry.queries import person, person_id
from socle.registry.queries.merging import ids_of_person
from socle.rules.benefits.definition import ONCE

SURVIVORS = frozenset({"survivors", "survivors_lump_sum", "death_grant", "funeral"})
_OF_ACT = frozenset({"person", "benefit", "event_on", "channel", "seen", "filing", "injury"})


def file_claim(request: ActRequest) -> ActAnswer:
    """Takes a claim on the day it is made, whatever is missing.

    Raises:
        NotKnown: no such person, or the fund's scheme has no such benefit.
        Refused: the claim contradicts the register, or a fact cannot be read.
        Conflict: the same right is claimed or given already.
    """
    number = request.fields["person"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        open_file(
            request=request,
            act=act,
            channel=request.fields.get("channel", Channel.COUNTER.value),
        )
        return act.answer()


def open_file(*, request: ActRequest, act: ActInProgress, channel: str) -> None:
    """Opens the file of a claim, for an act that names the person, the benefit and the event.

    Raises:
        SocleError: as `file_claim`.
    """
    number, benefit = request.fields["person"], request.fields["benefit"]
    event_on: date = request.fields["event_on"]
    fund = request.desk.fund
    require_past(request.effective_on, act)
    require_filing_day(request)
    definition_of(fund, benefit)
    key = person_id(number)
    _require_alive_or_dead(number, benefit, event_on)
    _require_first(fund, number, benefit, event_on)
    said = _read(fund, benefit, request)
    (new_id,) = next_ids("claim")
    claim = Claim.objects.create(
        id=new_id,
        fund_id=fund.id,
        number=f"DP-{request.effective_on.year}-{new_id:06d}",
        act_id=act.id,
        person_id=key,
        benefit=benefit,
        event_on=event_on,
        filed_on=request.effective_on,
        channel=channel,
        choices=said,
        recorded_at=act.recorded_at,
    )
    here = _keep_pieces(request, act, claim)
    injury = request.fields.get("injury", "")
    if injury:
        keep_injury(act=act, claim=claim, number=injury)
    act.after = {
        "claim": claim.number,
        "benefit": benefit,
        **({"injury": injury} if injury else {}),
        "event_on": event_on.isoformat(),
        **said,
        "pieces": here,
        "missing_pieces": missing_of(fund, benefit, set(here)),
    }


def add_claim_pieces(request: ActRequest) -> ActAnswer:
    """Adds documents to a claim: stored ones by their kind, and those seen at the counter.

    Raises:
        NotKnown: no such claim.
        Refused: nothing of the list was handed in.
    """
    claim = claim_row(request.fields["claim"])
    number = number_of(claim.person_id)
    with performing(request, subject_kind="person", subject_number=number) as act:
        here = _keep_pieces(request, act, claim)
        if not here:
            listed = ", ".join(each.code for each in pieces_of(request.desk.fund, claim.benefit))
            raise Refused("benefits.no_piece", claim=claim.number, listed=listed)
        act.after = {"claim": claim.number, "pieces": here}
        return act.answer()


def tell_claim_fact(request: ActRequest) -> ActAnswer:
    """Says something of a claim that no file of the fund holds, or holds otherwise.

    Raises:
        NotKnown: no such claim.
        Refused: the claim's benefit reads no such thing, or the value cannot be read.
    """
    return _tell(request, {request.fields["fact"]: request.fields["value"]})


def advise_claim(request: ActRequest) -> ActAnswer:
    """The medical adviser's opinion on an incapacity, for how long, and when to see again.

    French: avis du médecin-conseil. It says no diagnosis: nobody else needs one.

    Raises:
        NotKnown: no such claim.
        Refused: the claim's benefit rests on no incapacity, or the opinion contradicts itself.
    """
    fields = request.fields
    since, until, review = (fields.get(name) for name in ("since", "until", "review_on"))
    if since and ((until and until < since) or (review and review < since)):
        raise Refused("medical.dates_crossed", since=since.isoformat())
    dates = {"incapacity_since": since, "incapacity_until": until, "incapacity_review_on": review}
    said = {name: day.isoformat() for name, day in dates.items() if day}
    require_same_rate(claim_row(fields["claim"]), said=fields[RATE])
    return _tell(request, {RATE: fields[RATE], **said})


def told_otherwise(request: ActRequest) -> tuple[Fault, ...]:
    """A fact told against the fund's own files is in doubt: two people and a motive."""
    name, said = request.fields["fact"], request.fields["value"]
    if name not in derivable():
        return ()
    try:
        claim = claim_row(request.fields["claim"])
        fund, told = request.desk.fund, told_of(claim)
        without = {key: each for key, each in told.items() if key != name}
        files = calculate(
            fund=fund,
            number=number_of(claim.person_id),
            benefit=claim.benefit,
            on=claim.event_on,
            told=without,
        )
        known = next((each.value for each in files.facts if each.name == name), None)
        if known is None or known == figure(fund, name, said):
            return ()
    except SocleError:
        return ()  # the act itself will say what is wrong
    return (
        Fault(
            "benefits.told_otherwise",
            field="value",
            read=said,
            facts={"fact": name, "known": known},
        ),
    )


def _tell(request: ActRequest, said: Mapping[str, str]) -> ActAnswer:
    claim = claim_row(request.fields["claim"])
    number, fund = number_of(claim.person_id), request.desk.fund
    with performing(request, subject_kind="person", subject_number=number) as act:
        before, kept = told_of(claim), dict[str, str]()
        for name, value in said.items():
            if name not in DATES:
                _require_read(fund, claim.benefit, claim.event_on, name, value)
            kept[name] = kept_fact(claim, name, value)
            ClaimFact.objects.create(
                fund_id=fund.id, claim=claim, act_id=act.id, name=name, value=kept[name]
            )
        known_before = {
            name: kept_fact(claim, name, before[name][0]) if name in before else None
            for name in said
        }
        act.before = {"claim": claim.number, **known_before}
        act.after = {"claim": claim.number, **kept}
        return act.answer()


def _read(fund: FundView, benefit: str, request: ActRequest) -> dict[str, str]:
    """What the claimant said, each checked against what the benefit may read."""
    said = {
        name: str(value) for name, value in request.fields.items() if name not in _OF_ACT and value
    }
    for name, value in said.items():
        _require_read(fund, benefit, request.fields["event_on"], name, value)
    return said


def _require_read(fund: FundView, benefit: str, on: date, name: str, said: str) -> None:
    definition = definition_of(fund, benefit)
    chosen = {each.name: each.allowed for each in definition.inputs}
    if name in chosen:
        if said not in chosen[name]:
            allowed = ", ".join(chosen[name])
            raise Refused("fact_not_allowed", fact=name, read=said[:40], allowed=allowed)
        return
    is_opinion = name == RATE and benefit in medical_benefits(fund)
    if not is_opinion and name not in facts_of(fund, benefit, on):
        raise Refused("benefits.fact_not_asked", fact=name, benefit=benefit)
    figure(fund, name, said)


def _require_alive_or_dead(number: str, benefit: str, event_on: date) -> None:
    """What survivors ask supposes a death on that day; what the insured asks, none before it.

    Raises:
        Refused: the register says otherwise.
    """
    dead = person(number=number, on=event_on, known_at=None).died_on
    if benefit in SURVIVORS:
        if dead is None:
            raise Refused("benefits.death_unknown", number=number)
        if dead != event_on:
            raise Refused("benefits.death_otherwise", number=number, known=dead.isoformat())
    elif dead is not None and dead <= event_on:
        raise Refused("benefits.person_dead", number=number, known=dead.isoformat())


def _require_first(fund: FundView, number: str, benefit: str, event_on: date) -> None:
    """One right is claimed once: while a claim waits, or its award still gives.

    Raises:
        Conflict: `benefits.claim_open`, `benefits.awarded_already`.
    """
    is_once = definition_of(fund, benefit).periodicity == ONCE
    files = ids_of_person(person_id=person_id(number), known_at=None)
    for each in claims(limit=200, person_ids=files):
        if (each.benefit, each.person_number) != (benefit, number):
            continue
        if each.decided_on is None:
            raise Conflict("benefits.claim_open", claim=each.number)
        if each.stage is Stage.REFUSED:
            continue
        if is_once:
            if each.event_on == event_on:
                raise Conflict("benefits.awarded_already", claim=each.number)
        elif AwardTerm.objects.filter(
            award__claim_id=each.id, award__person_id__in=files, valid__endswith__isnull=True
        ).exists():
            raise Conflict("benefits.awarded_already", claim=each.number)


def _keep_pieces(request: ActRequest, act: ActInProgress, claim: Claim) -> list[str]:
    """The pieces handed in by this act, by their codes."""
    known = {each.code for each in pieces_of(request.desk.fund, claim.benefit)}
    stored = {
        each.kind: each.id
        for each in (documents(ids=request.evidence) if request.evidence else ())
        if each.kind in known
    }
    seen = [each.strip() for each in str(request.fields.get("seen") or "").split(",")]
    for code in filter(None, seen):
        if code not in known:
            raise Refused("benefits.piece_unknown", piece=code[:40], listed=", ".join(known))
        stored.setdefault(code, 0)
    ClaimPiece.objects.bulk_create(
        ClaimPiece(
            fund_id=request.desk.fund.id,
            claim=claim,
            act_id=act.id,
            piece=code,
            document_id=document or None,
        )
        for code, document in stored.items()
    )
    return sorted(stored)


def undo_claim(act: ActInProgress, reversed_id: int) -> None:
    """A claim is taken back only while nothing was decided of it.

    Raises:
        Conflict: `benefits.claim_decided`.
    """
    for claim in Claim.objects.filter(act_id=reversed_id):
        found = claims(limit=1, number=claim.number)
        if found and found[0].decided_on is not None:
            raise Conflict("benefits.claim_decided", claim=claim.number)
