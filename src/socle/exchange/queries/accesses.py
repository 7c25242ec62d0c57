"""Who read or asked about a person: what the person themself may read (consultations)."""

from socle.exchange.queries.journal import Wanted, messages
from socle.exchange.types import AccessKind, AccessLine, Direction
from socle.platform.acts.queries import acts_touching
from socle.platform.partners.queries import accesses_on
from socle.registry.queries.merging import merge_of

# Acts that change nothing: by them an agent reads what is kept hidden, or hands the file over.
_READING = {
    "reveal_account": AccessKind.REVEAL,
    "reveal_identity": AccessKind.REVEAL,
    "reveal_evidence": AccessKind.REVEAL,
    "open_medical_part": AccessKind.REVEAL,
    "export_person_data": AccessKind.EXPORT,
}


def accesses(*, number: str, limit: int) -> list[AccessLine]:
    """Who read or asked about a person, under whichever number they had, the newest first.

    Reads of the fund's own agents on their screens are not recorded, but for what they must give
    a reason to see.
    """
    merge = merge_of(number=number, known_at=None)
    numbers = (merge.kept, *merge.merged)
    found = [*_by_partners(numbers, limit), *_by_people(numbers, limit)]
    for each in numbers:
        found += _exchanged(each, limit)
    return sorted(found, key=lambda each: each.at, reverse=True)[:limit]


def _by_partners(numbers: tuple[str, ...], limit: int) -> list[AccessLine]:
    return [
        AccessLine(
            at=read.at,
            kind=AccessKind.PARTNER,
            who=agreed.name,
            what=read.operation,
            outcome=read.outcome,
            purpose=agreed.purpose,
            legal_basis=agreed.legal_basis,
            number="",
        )
        for read, agreed in accesses_on(kind="person", numbers=numbers, limit=limit)
    ]


def _exchanged(number: str, limit: int) -> list[AccessLine]:
    wanted = Wanted(direction=Direction.OUT, subject=("person", number))
    return [
        AccessLine(
            at=each.at,
            kind=AccessKind.EXCHANGE,
            who=each.asked_by or each.partner_name,
            what=each.service,
            outcome=each.partner_name,
            purpose=each.purpose,
            legal_basis=each.legal_basis,
            number=each.number,
        )
        for each in messages(wanted=wanted, limit=limit)
    ]


def _by_people(numbers: tuple[str, ...], limit: int) -> list[AccessLine]:
    acts = {
        act.number: act
        for number in numbers
        for act in acts_touching(kind="person", number=number, limit=limit)
        if act.type in _READING
    }
    return [
        AccessLine(
            at=act.recorded_at,
            kind=_READING[act.type],
            who=act.author,
            what=act.type,
            outcome="done",
            purpose=act.motive,
            legal_basis="",
            number=act.number,
        )
        for act in acts.values()
    ]
