"""The desks of the demonstration, and how its acts are submitted: each once, whatever happens."""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.progress import act_of_key
from socle.platform.acts.types import ActAnswer
from socle.platform.documents.operations import store_document

_EVIDENCE_LIMIT = 20 * 1024 * 1024
MOTIVE = "Démonstration"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that goes with an act."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Office:
    """One fund's people at work."""

    fund: FundView
    _desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, name: str) -> Desk:
        """The desk of `comptes`, `caisse`…"""
        if name not in self._desks:
            login = f"{name}-{self.fund.country.lower()}"
            self._desks[name] = desk_of_login(login=login, fund_code=self.fund.code)
        return self._desks[name]

    def done(self, key: str) -> ActAnswer | None:
        """The act of a key, if it was done before an interruption."""
        with fund_scope(self.fund.id):
            return act_of_key(fund_id=self.fund.id, key=f"demo:{key}")

    def act(
        self,
        by: Desk,
        kind: str,
        /,
        *,
        on: date,
        key: str,
        paper: Paper | None = None,
        second: Desk | None = None,
        **fields: Any,
    ) -> ActAnswer:
        """Submits an act as a person would, and has it validated by a second desk where given."""
        if found := self.done(key):
            return found
        at = datetime.now(UTC)
        with fund_scope(self.fund.id):
            evidence = (self._kept(by, paper, at),) if paper else ()
            answer = submit(
                desk=by,
                act_type_code=kind,
                fields=fields,
                effective_on=on,
                motive=MOTIVE,
                key=f"demo:{key}",
                at=at,
                evidence=evidence,
            )
            return validate(desk=second, number=answer.act, at=at) if second else answer

    def attempt(self, by: Desk, kind: str, /, **said: Any) -> ActAnswer | None:
        """The same, where the act's own rules may say no: then nothing is done."""
        try:
            return self.act(by, kind, **said)
        except (Refused, Conflict):
            return None

    def _kept(self, by: Desk, paper: Paper, at: datetime) -> int:
        kept = store_document(
            fund_id=self.fund.id,
            stream=io.BytesIO(paper.content),
            name=paper.name,
            limit_bytes=_EVIDENCE_LIMIT,
            at=at,
            by=by.user_id,
        )
        return kept.id
