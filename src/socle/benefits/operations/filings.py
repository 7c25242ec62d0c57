"""Taking in a claim, or the declaration of a work injury, from the public page.

It is kept at once, and a right only when an agent takes it.

Whoever hands it in is told the same whether the fund knows them or not. The agent is told.
"""

import hashlib
from datetime import date, datetime

from django.db import connection
from django.utils.crypto import salted_hmac

from socle.benefits.models import PublicFiling
from socle.benefits.queries.filings import digest_of_code
from socle.benefits.types import Channel
from socle.benefits.types.filings import INJURY, Asked, Handed
from socle.kernel.errors import Fault, SocleError
from socle.platform.access.operations import automatic_desk
from socle.platform.access.types import FundView
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import read_fields
from socle.platform.acts.drafts import leave_draft
from socle.platform.acts.errors import Invalid
from socle.platform.printing.codes import code_of
from socle.platform.sql import next_ids
from socle.registry.queries import person


def act_of(benefit: str) -> str:
    """The act that an agent completes of what was asked for."""
    return "declare_injury" if benefit == INJURY else "file_claim"


def hand_in(
    *, fund: FundView, asked: Asked, evidence: tuple[int, ...], key: str, on: date, at: datetime
) -> Handed:
    """Keeps a claim to be taken by an agent, and gives its receipt; the same again, the same one.

    Raises:
        Invalid: something of it cannot be read; whether anybody has that number is not told.
    """
    whole = _key_of(asked, evidence, key)
    with connection.cursor() as cursor:
        # Of two alike that arrive together the second waits here, then finds the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('filing', %s))", [fund.id])
    code = _code(fund, whole)
    known = PublicFiling.objects.filter(key=whole).first()
    if known is not None:
        return Handed(known.number, code, known.filed_on)
    (new_id,) = next_ids("public_filing")
    number = f"DEL-{on.year}-{new_id:06d}"
    draft = _draft(fund, asked, evidence, number, on, at)
    PublicFiling.objects.create(
        id=new_id,
        fund_id=fund.id,
        number=number,
        key=whole,
        code_digest=digest_of_code(number, code),
        benefit=asked.benefit,
        filed_on=on,
        received_at=at,
        draft=draft,
    )
    return Handed(number, code, on)


def _draft(
    fund: FundView, asked: Asked, evidence: tuple[int, ...], number: str, on: date, at: datetime
) -> str:
    """What waits for an agent: the act as it was asked for, on the day that counts."""
    code, day = act_of(asked.benefit), asked.event_on.isoformat()
    fields = {**asked.facts, "person": asked.person, "filing": number}
    if asked.benefit == INJURY:
        fields |= {"happened_on": day, "declarer": asked.name}
    else:
        channel = Channel.PUBLIC.value
        fields |= {"benefit": asked.benefit, "event_on": day, "channel": channel}
    _read, faults = read_fields(act_type(code), fund, fields)
    if faults:
        raise Invalid(faults)
    by = f"{number} · {asked.name} · {asked.phone}".removesuffix(" · ")
    return leave_draft(
        desk=automatic_desk(fund=fund),
        act_type_code=code,
        fields=fields | {"effective_on": on.isoformat(), "motive": by},
        evidence=evidence,
        wanting=() if _is_theirs(asked, on) else (Fault("filings.not_theirs", field="person"),),
        at=at,
    )


def _is_theirs(asked: Asked, on: date) -> bool:
    """Whether the register has somebody of that number who was born on that day."""
    try:
        known = person(number=asked.person, on=on, known_at=None)
    except SocleError:
        return False
    if known.birth_on is None:
        return False
    if known.birth_precision == "year":
        return known.birth_on.year == asked.born_on.year
    return known.birth_on == asked.born_on


def _key_of(asked: Asked, evidence: tuple[int, ...], key: str) -> str:
    """A form sent again as it was is the same claim; one that was corrected is another."""
    said = [key, asked.person, asked.born_on, asked.benefit, asked.event_on, asked.name]
    said += [asked.phone, *sorted(asked.facts.items()), *sorted(evidence)]
    return hashlib.sha256(repr([str(each) for each in said]).encode()).hexdigest()


def _code(fund: FundView, key: str) -> str:
    """The code of a receipt, made again for whoever sends the same form again."""
    return code_of(salted_hmac("socle.filings", f"{fund.id}:{key}", algorithm="sha256").digest())
