"""An agent asks a source instead of the person: identity, civil status, company, wages, household.

What comes back is compared with the register. Nothing is corrected by it: readings that differ wait
for a person, events wait in the inbox, a score is recorded by the agent's own act. A source that is
away says so, and what the agent could do by hand stays open.

An error is raised once what was asked is on record. A caller that has a transaction open keeps
that record only if it ends its transaction well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from socle.countries.clock import legal_day
from socle.exchange.models import FactCheck
from socle.exchange.operations.calling import Asking, ask, hear, keep
from socle.exchange.operations.differing import About, differ
from socle.exchange.operations.gathering import gather
from socle.exchange.policies import least_score
from socle.exchange.ports import Strange, civil, company, household, identity, tax
from socle.exchange.queries.links import link_for
from socle.exchange.queries.origins import value_digest
from socle.exchange.types import DiscrepancyKind, Port, ReceivedEvent, ToldKind
from socle.kernel.errors import Conflict, Refused, SocleError
from socle.kernel.months import Month
from socle.kernel.names import SAME_SOUND, name_agreement
from socle.platform.access.queries import require, require_employer
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActAnswer
from socle.registry.queries import employer, person
from socle.registry.queries.affiliations import affiliation
from socle.registry.types import PersonView

# Who instructs a file may ask a source about it.
ASKS = frozenset(
    {
        *(Permission.PERFORM_REGISTRATION, Permission.PERFORM_FAMILY, Permission.LIQUIDATE),
        Permission.DECLARE_FOR_EMPLOYER,
    }
)
_NAMES = ("family_name", "given_names")
# By which of its numbers a register of companies, and the tax authority, know an affiliate.
_COMPANY_NUMBERS = ("company_number", "trade_register")
_TAX_NUMBERS = ("tax_number", "company_number")


@dataclass(frozen=True, slots=True)
class Learned:
    """What a source answered: which one, its message of the journal, and what it says.

    `scores`: of what was compared, in percent. `differing`: attribute, ours, theirs; each waits
    among the discrepancies. `found` is empty where the source knows nobody. `act` is what was done
    of it in the agent's name.
    """

    partner_name: str
    message: str
    found: Mapping[str, Any]
    status: str = ""
    scores: Mapping[str, int] = field(default_factory=dict)
    differing: tuple[tuple[str, str, str], ...] = ()
    act: ActAnswer | None = None


def require_asking(desk: Desk) -> None:
    """Stops whoever instructs no file.

    Raises:
        Refused: `access.forbidden`.
    """
    if not desk.permissions & ASKS:
        raise Refused("access.forbidden", permission=Permission.PERFORM_REGISTRATION)


def verify_identity(*, desk: Desk, number: str, at: datetime) -> Learned:
    """How far what the register knows of a person agrees with the authority of identity.

    French: vérification d'identité. Each score is kept with what it was of; where one is low, the
    authority's reading is fetched and both wait for a person.

    Raises:
        NotKnown: no such person.
        Refused: they have no national number, or the source does not answer.
        Unavailable: the fund has agreed with no source, or it is away.
    """
    asking, who = _about(desk, number, Port.IDENTITY, at)
    claimed = _claimed(who)
    answer = ask(asking, identity.verification(number=who.national_id, claimed=claimed, at=at))
    scores: dict[str, int] = dict(answer.body["scores"])
    low = [name for name, score in scores.items() if score < least_score()]
    theirs = _fetched(asking, who) if low else {}
    differing = [(name, claimed[name], str(theirs.get(name, ""))) for name in low]
    with fund_scope(desk.fund.id):
        FactCheck.objects.bulk_create(
            FactCheck(
                fund_id=desk.fund.id,
                message_id=answer.message,
                subject_kind="person",
                subject_number=who.number,
                attribute=name,
                value_sha256=value_digest(claimed[name]),
                score=score,
                checked_at=at,
            )
            for name, score in scores.items()
        )
        _differ(asking, DiscrepancyKind.IDENTITY, answer.message, differing)
    return Learned(
        asking.link.name,
        answer.number,
        theirs,
        status=str(answer.body["status"]),
        scores=scores,
        differing=tuple(differing),
    )


def ask_civil(*, desk: Desk, number: str, at: datetime) -> Learned:
    """What the civil registry knows of a person; a death that it knows of enters the inbox.

    Raises:
        NotKnown, Refused, Unavailable: as `verify_identity`.
    """
    asking, who = _about(desk, number, Port.CIVIL, at)
    question = civil.bearer(kind="NID", number=who.national_id, at=at)
    heard = hear(asking, question)
    record = heard.body.get("record") or {}
    said: dict[str, Any] = dict(heard.body.get("person") or {})
    events = [
        each
        for each in civil.happened(record, since=_today(desk, at).isoformat(), at=at)
        if each.kind is ToldKind.DEATH
    ]
    if events:
        message = gather(asking, question, heard, port=Port.CIVIL, events=events)
        return Learned(asking.link.name, message, said, status="deceased")
    answer = keep(asking, question, heard)
    differing = _compared(_claimed(who), said)
    with fund_scope(desk.fund.id):
        _differ(asking, DiscrepancyKind.IDENTITY, answer.message, differing)
    return Learned(asking.link.name, answer.number, said, differing=tuple(differing))


def ask_company(*, desk: Desk, number: str, at: datetime) -> Learned:
    """What the register of companies says of an affiliate; another name waits for a person.

    Raises:
        NotKnown: no such affiliate.
        Refused: it bears no number that the register knows, or the source does not answer.
        Unavailable: the fund has agreed with no source, or it is away.
    """
    asking, numbers = _of_employer(desk, number, Port.COMPANY, _COMPANY_NUMBERS, at)
    on = _today(desk, at)
    for each in numbers:
        answer = ask(asking, company.company(number=each))
        if answer.body:
            break
    said = answer.body
    with fund_scope(desk.fund.id):
        ours, theirs = employer(number=number, on=on, known_at=None).legal_name, said.get("name")
        differing: list[tuple[str, str, str]] = []
        if theirs and name_agreement(ours, theirs) < SAME_SOUND:
            differing = [("legal_name", ours, theirs)]
        _differ(asking, DiscrepancyKind.COMPANY, answer.message, differing)
    status = str(said.get("status", "")) if said else "unknown"
    return Learned(asking.link.name, answer.number, said, status=status, differing=tuple(differing))


def ask_taxpayer(*, desk: Desk, number: str, at: datetime) -> Learned:
    """Whether an affiliate's tax number is active, and is the company that we know.

    Raises:
        NotKnown, Refused, Unavailable: as `ask_company`.
    """
    asking, numbers = _of_employer(desk, number, Port.TAX, _TAX_NUMBERS, at)
    with fund_scope(desk.fund.id):
        ours = employer(number=number, on=_today(desk, at), known_at=None)
    question = tax.taxpayer(
        number=numbers[0], company_number=ours.company_number, name=ours.legal_name
    )
    answer = ask(asking, question)
    scores = {"legal_name": int(answer.body["name"])}
    status = str(answer.body["status"])
    return Learned(asking.link.name, answer.number, answer.body, status=status, scores=scores)


def ask_wages(*, desk: Desk, number: str, month: Month, at: datetime) -> Learned:
    """The wages of a month that the tax authority knows: they enter the inbox as an event.

    Raises:
        NotKnown, Refused, Unavailable: as `ask_company`.
    """
    asking, numbers = _of_employer(desk, number, Port.TAX, _TAX_NUMBERS, at)
    event, message = wages_of(asking, employer=numbers[0], month=str(month))
    found = dict(event.content) if event else {}
    return Learned(asking.link.name, message, found)


def wages_of(asking: Asking, *, employer: str, month: str) -> tuple[ReceivedEvent | None, str]:
    """The wages of an employer's month, gathered; None where nothing was stated to the authority.

    Raises:
        Refused, Unavailable, Conflict: as `gather`, `ask`.
    """
    pages: list[Mapping[str, Any]] = []
    while True:
        question = tax.wages(employer=employer, month=month, number=len(pages) + 1)
        heard = hear(asking, question)
        if not heard.body:
            return None, keep(asking, question, heard).number
        pages.append(heard.body)
        if len(pages) >= heard.body["pages"]:
            break
        keep(asking, question, heard)
    try:
        event = tax.told(employer=employer, month=month, pages=pages)
    except Strange:
        # Stated again while it was read: asked anew, it is whole.
        keep(asking, question, heard)
        raise Conflict("acts.try_again") from None
    return event, gather(asking, question, heard, port=Port.TAX, events=[event])


def ask_household(*, desk: Desk, number: str, at: datetime) -> Learned:
    """The score of a person's household in the social registry, recorded by the agent's own act.

    French: indice du registre social unifié (RSU).

    Raises:
        NotKnown, Refused, Unavailable: as `verify_identity`; what the act itself refuses.
    """
    require(desk, Permission.COVER)
    asking, who = _about(desk, number, Port.HOUSEHOLD, at)
    answer = ask(asking, household.score(number=who.national_id, at=at))
    said = answer.body
    if not said.get("score"):
        return Learned(asking.link.name, answer.number, {}, status="unknown")
    today = _today(desk, at)
    judged = date.fromisoformat(said["judged_on"]) if said.get("judged_on") else today
    with fund_scope(desk.fund.id):
        act = submit(
            desk=desk,
            act_type_code="record_household_score",
            fields={"person": who.number, "score": said["score"]},
            effective_on=min(judged, today),
            motive=f"{asking.link.name} · {answer.number}",
            key=f"household:{answer.number}",
            at=at,
        )
    return Learned(asking.link.name, answer.number, said, act=act)


def ask_to_be_told(*, desk: Desk, at: datetime) -> str:
    """Has the civil registry tell of its events from now on; the journal's number of its consent.

    What it answers of each kind of event follows, at the address that it knows of us.

    Raises:
        Refused, Unavailable: as `ask_company`.
    """
    require(desk, Permission.MANAGE_USERS)
    with fund_scope(desk.fund.id):
        link = link_for(port=Port.CIVIL, on=_today(desk, at))
    asking = Asking(desk.fund, link, at, desk.user_id)
    return ask(asking, civil.subscribe(at=at)).number


def _about(desk: Desk, number: str, port: Port, at: datetime) -> tuple[Asking, PersonView]:
    """The source of a fact, and the person it is asked of, as the register knows them today."""
    require_asking(desk)
    require(desk, Permission.READ_PERSON)
    on = _today(desk, at)
    with fund_scope(desk.fund.id):
        link = link_for(port=port, on=on)
        who = person(number=number, on=on, known_at=None)
    if not who.national_id:
        raise Refused("exchange.nothing_to_verify")
    return Asking(desk.fund, link, at, desk.user_id, ("person", who.number)), who


def _of_employer(
    desk: Desk, number: str, port: Port, kinds: Sequence[str], at: datetime
) -> tuple[Asking, list[str]]:
    """The source of a fact, and the numbers by which it may know an affiliate."""
    require_asking(desk)
    require(desk, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    on = _today(desk, at)
    with fund_scope(desk.fund.id):
        link = link_for(port=port, on=on)
        borne = affiliation(number=number, on=on, known_at=None).identifiers
    held = {each.kind: each.value for each in borne if each.value}
    numbers = [held[kind] for kind in kinds if kind in held]
    if not numbers:
        raise Refused("exchange.nothing_to_ask")
    return Asking(desk.fund, link, at, desk.user_id, ("employer", number)), numbers


def _claimed(who: PersonView) -> dict[str, str]:
    """What the register knows of a person and a source may compare; a day only if it is known."""
    is_day = who.birth_on is not None and who.birth_precision == "day"
    said = {
        "family_name": who.family_name,
        "given_names": who.given_names,
        "birth_on": who.birth_on.isoformat() if who.birth_on and is_day else "",
        "sex": who.sex.value if who.sex else "",
    }
    return {name: value for name, value in said.items() if value}


def _fetched(asking: Asking, who: PersonView) -> Mapping[str, Any]:
    """The authority's own reading; what it does not give leaves the score to speak alone."""
    try:
        return ask(asking, identity.bearer(number=who.national_id, at=asking.at)).body
    except SocleError:
        # It is on record; the scores that were given stand.
        return {}


def _compared(ours: Mapping[str, str], theirs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a source reads otherwise; names that sound the same are the same."""
    differing = []
    for name, value in ours.items():
        said = str(theirs.get(name, ""))
        is_name = name in _NAMES
        is_same = name_agreement(value, said) >= least_score() if is_name else value == said
        if said and not is_same:
            differing.append((name, value, said))
    return differing


def _differ(
    asking: Asking,
    kind: DiscrepancyKind,
    message: int,
    differing: Sequence[tuple[str, str, str]],
) -> None:
    """Writes readings that differ, each once, in the fund's open scope."""
    about = About(asking.fund.id, message, asking.at, kind, asking.subject)
    for attribute, ours, theirs in differing:
        differ(about=about, attribute=attribute, ours=ours, theirs=theirs)


def _today(desk: Desk, at: datetime) -> date:
    return legal_day(at, desk.fund.country)
