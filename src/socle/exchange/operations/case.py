"""One event being dealt with: what it says, what the fund has it do, the acts done in its name.

The acts stand in the name of the source's account, with the rights of this event alone. The key of
each names the event and the step, so that dealing with an event twice does each act once.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from socle.countries.clock import legal_day
from socle.exchange.models import ExchangeEvent
from socle.exchange.queries.matching import Match, match
from socle.exchange.types import EventState, LinkView, Response, ToldKind
from socle.kernel.errors import Refused
from socle.platform.access.types import Agreement, Desk, FundView, Permission
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.operations import propose, submit
from socle.platform.acts.types import ActAnswer, ActStatus, ActType
from socle.platform.documents.operations import keep_document

_REGISTER = ("register_for_body", "declare_filiation")
# What each kind of event may do, and nothing else.
ACTS: Mapping[ToldKind, tuple[str, ...]] = {
    ToldKind.BIRTH: (*_REGISTER, "take_charge", "open_claim"),
    ToldKind.DEATH: ("hold_payments", "release_payments", "declare_death"),
    ToldKind.MARRIAGE: (*_REGISTER, "marry"),
    ToldKind.DIVORCE: ("divorce",),
    ToldKind.COMPANY_CREATED: (),
    ToldKind.COMPANY_CHANGED: (),
    ToldKind.COMPANY_CLOSED: ("suspend_employer",),
    ToldKind.WAGES: (),
}
_LIMIT = 1024 * 1024


class Waits(Exception):  # noqa: N818 - an answer: a person is to decide
    """An act of this event waits for its second person."""

    def __init__(self, proposal: str) -> None:
        super().__init__(proposal)
        self.proposal = proposal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an event."""

    state: EventState
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""


@dataclass(slots=True)
class Case:
    """An event being dealt with."""

    fund: FundView
    link: LinkView
    event: ExchangeEvent
    number: str  # of the message
    kind: ToldKind
    content: Mapping[str, Any]
    response: Response
    at: datetime
    acts: list[str] = field(default_factory=list)
    main: str = ""  # of these, the one that the event is about
    subject: str = ""  # whose file it is about, as soon as that is known

    @property
    def on(self) -> date:
        """The day of the event.

        Raises:
            Refused: the source did not say.
        """
        if self.event.occurred_on is None:
            raise Refused("exchange.day_missing")
        return self.event.occurred_on

    @property
    def today(self) -> date:
        """The legal day on which it is dealt with."""
        return legal_day(self.at, self.fund.country)

    @property
    def received_on(self) -> date:
        """The legal day on which it came: the same however often it is dealt with."""
        return legal_day(self.event.message.at, self.fund.country)

    @property
    def named(self) -> str:
        """The person whom an agent has named where several could be meant."""
        return str(self.event.facts.get("person", ""))

    def match(self, said: Mapping[str, Any] | None, *, is_main: bool = False) -> Match:
        """Who of the register a source speaks of."""
        if is_main and self.named:
            return Match(self.named)
        return match(said or {})

    def act(
        self,
        step: str,
        code: str,
        fields: Mapping[str, str],
        *,
        on: date | None = None,
        is_at_once: bool = False,
        is_main: bool = False,
    ) -> ActAnswer:
        """Does an act in the name of the source, or has a person decide it.

        `is_at_once`: a precaution, which waits for nobody whatever the policy.

        Raises:
            Waits: the act is proposed, and nobody has decided yet.
            Refused, Conflict, NotKnown: the act does not stand.
        """
        is_proposed = self.response is Response.PROPOSE and not is_at_once
        answer = (propose if is_proposed else submit)(
            desk=self._desk(),
            act_type_code=code,
            fields={name: value for name, value in fields.items() if value},
            effective_on=on or self.on,
            motive=f"{self.link.name} · {self.number}",
            key=f"exchange:{self.event.pk}:{step}",
            at=self.at,
            evidence=self._evidence(act_type(code), fields),
        )
        if answer.status is ActStatus.TO_VALIDATE:
            raise Waits(answer.act)
        self.acts.append(answer.act)
        if is_main:
            self.main = answer.act
        return answer

    def _desk(self) -> Desk:
        codes = frozenset(ACTS[self.kind])
        permissions: frozenset[Permission] = frozenset(act_type(code).permission for code in codes)
        agreement = Agreement(self.link.code, self.link.agreed_by, frozenset(), permissions, codes)
        user, name = self.link.user_id, self.link.name
        return Desk(user, "", name, self.fund, frozenset(), frozenset(), agreement)

    def _evidence(self, kind: ActType, fields: Mapping[str, str]) -> tuple[int, ...]:
        """What the source attests, as a file that whoever validates reads: it is the piece."""
        asked = [each.code for each in kind.pieces(self.fund) if each.is_asked(fields)]
        required = [
            each.code for each in kind.pieces(self.fund) if each.is_required and each.code in asked
        ]
        text = self._attested().encode()
        return tuple(
            keep_document(
                fund_id=self.fund.id,
                stream=io.BytesIO(text),
                name=f"{self.number}.txt",
                limit_bytes=_LIMIT,
                at=self.at,
                by=self.link.user_id,
                kind=code,
            ).id
            for code in (required or asked[:1] or [""])
        )

    def _attested(self) -> str:
        on = self.event.occurred_on
        lines = [
            f"{self.link.name} ({self.link.sender_id})",
            f"Échange {self.number} · {self.kind.value} · {on.isoformat() if on else '–'}",
            f"Référence à la source : {self.event.reference}",
            f"Empreinte du contenu (SHA-256) : {bytes(self.event.digest).hex()}",
            "",
            json.dumps(self.content, ensure_ascii=False, indent=1, sort_keys=True),
        ]
        # A text is known by having no angle bracket, which could be read as markup.
        return "\n".join(lines).replace("<", "‹").replace(">", "›")
