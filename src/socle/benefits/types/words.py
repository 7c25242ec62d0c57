"""The words of benefits: closed lists, worded on screens by the doors."""

from enum import StrEnum


class Channel(StrEnum):
    """How a claim came in."""

    COUNTER = "counter"
    API = "api"
    POST = "post"
    PUBLIC = "public"  # handed in on the public page
    SYSTEM = "system"  # opened by what the register knows

    @classmethod
    def typed(cls) -> tuple[str, ...]:
        """The ways that a person at the counter may name."""
        return (cls.COUNTER.value, cls.API.value, cls.POST.value, cls.PUBLIC.value)


class Outcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


class TermStatus(StrEnum):
    """Whether a term is paid. What ended has no term any more."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Part(StrEnum):
    """The group that an award shares with; none where the right is one person's."""

    WHOLE = ""
    SPOUSES = "spouses"
    ORPHANS = "orphans"


class AppealKind(StrEnum):
    GRACIOUS = "gracious"
    CONTENTIOUS = "contentious"


class Ruling(StrEnum):
    UPHELD = "upheld"
    REJECTED = "rejected"


class Stage(StrEnum):
    """Where a claim stands, which tells its one next step."""

    INCOMPLETE = "incomplete"  # pieces or facts are missing
    READY = "ready"  # to decide
    NOT_COMPUTABLE = "not_computable"  # the law, or what it needs, is not known
    PROPOSED = "proposed"  # decided by one person, to validate by another
    GRANTED = "granted"
    REFUSED = "refused"
    APPEALED = "appealed"  # an appeal waits for its answer
    TO_REDO = "to_redo"  # an appeal was upheld: to decide again
