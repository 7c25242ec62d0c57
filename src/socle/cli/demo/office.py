"""The desks of the demonstration, and how its acts are submitted: each once, whatever happens."""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from socle.kernel.errors import SocleError
from socle.kernel.wording import wording
from socle.platform.access.queries import desk, desk_of_login, require_user
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.progress import act_of_key
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.platform.documents.operations import store_document

_EVIDENCE_LIMIT = 20 * 1024 * 1024
MOTIVE = "Démonstration"


class Unexpected(Exception):  # noqa: N818 - what happened, in the story's words
    """Something that the story counts on was refused: the demonstration stops, and says which."""

    def __init__(self, what: str, refused: SocleError) -> None:
        said = [(refused.code, refused.facts)]
        if isinstance(refused, Invalid):
            said += [(each.code, each.facts) for each in refused.faults]
        words = [(wording(code, facts, "fr"), code) for code, facts in said]
        told = " ".join(f"{one.message} {one.do} [{code}]" for one, code in words)
        super().__init__(f"{what} : {told}")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that goes with an act, as a piece of its list where it is one."""

    name: str
    content: bytes
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """One fund's people at work."""

    fund: FundView
    _desks: dict[str, Desk] = field(default_factory=dict)

    def login(self, name: str) -> str:
        """The name under which somebody signs in to this fund."""
        return f"{name}-{self.fund.country.lower()}"

    def desk(self, name: str) -> Desk:
        """The desk of `comptes`, `caisse`…"""
        if name not in self._desks:
            login = self.login(name)
            self._desks[name] = desk_of_login(login=login, fund_code=self.fund.code)
        return self._desks[name]

    def desk_on(self, name: str, on: date) -> Desk:
        """A desk as it is on a day of the story: a mandatary's, by the mandates of that day."""
        user_id, noon = require_user(login=self.login(name)), datetime.combine(on, time(12), UTC)
        return desk(user_id=user_id, fund_code=self.fund.code, at=noon)

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
        """Submits an act as a person would; what is proposed, a second desk validates if given.

        Raises:
            Unexpected: it was refused.
        """
        said = {"on": on, "key": key, "paper": paper, "second": second, **fields}
        try:
            return self._submitted(by, kind, **said)
        except SocleError as refused:
            raise Unexpected(f"{kind} ({key})", refused) from refused

    def attempt(
        self, by: Desk, kind: str, /, *, unless: str, key: str, **said: Any
    ) -> ActAnswer | None:
        """The same, where the story foresees one refusal, by its code: then nothing is done.

        Raises:
            Unexpected: it was refused for another reason.
        """
        try:
            return self._submitted(by, kind, key=key, **said)
        except SocleError as refused:
            if refused.code == unless:
                return None
            raise Unexpected(f"{kind} ({key})", refused) from refused

    def _submitted(
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
            if second and answer.status is ActStatus.TO_VALIDATE:
                return validate(desk=second, number=answer.act, at=at)
            return answer

    def _kept(self, by: Desk, paper: Paper, at: datetime) -> int:
        kept = store_document(
            fund_id=self.fund.id,
            stream=io.BytesIO(paper.content),
            name=paper.name,
            limit_bytes=_EVIDENCE_LIMIT,
            at=at,
            by=by.user_id,
            kind=paper.kind,
        )
        return kept.id
