"""What the states, the letters and the answers of recovery are called."""

from enum import StrEnum

# Branches of an account that hold no contribution of the law's own.
SURCHARGE = "surcharge"
FINE = "fine"


class Scope(StrEnum):
    """Whom an event of force majeure concerns."""

    ALL = "all"
    AREA = "area"  # the employers whose city, or an establishment's, is that one
    NAMED = "named"


class PlanState(StrEnum):
    """Where a plan stands: worked out from the payments, never written down."""

    IN_FORCE = "in_force"  # nothing unpaid is due
    LATE = "late"  # an instalment is unpaid, within the days that the fund bears
    BROKEN = "broken"  # it stayed unpaid longer: the whole debt is due again
    COMPLETED = "completed"


class Reason(StrEnum):
    """Why a certificate of good standing is refused."""

    UNDECLARED = "undeclared"
    UNPAID = "unpaid"
    BROKEN_PLAN = "broken_plan"


class CheckAnswer(StrEnum):
    """What a partner's system is told of an employer's standing, and nothing more."""

    IN_ORDER = "in_order"  # en règle
    NOT_IN_ORDER = "not_in_order"  # pas en règle
    UNKNOWN = "unknown"  # inconnu: the fund cannot say today


class Doubt(StrEnum):
    """Why the fund cannot say whether an employer is in order."""

    EMPLOYER_UNKNOWN = "employer_unknown"
    FILE_TO_READ = "file_to_read"  # a file handed in may declare what misses
    MONEY_TO_ALLOCATE = "money_to_allocate"  # money received covers what is unpaid
    LAW_UNKNOWN = "law_unknown"


class NoticeStep(StrEnum):
    """The letters of the sequence, in their order."""

    REMINDER = "reminder"  # rappel
    FORMAL_NOTICE = "formal_notice"  # mise en demeure


class RunState(StrEnum):
    """What became of a run of letters that was asked for."""

    WAITING = "waiting"
    PREPARING = "preparing"
    SENT = "sent"
    REFUSED = "refused"  # no letter was due, or whoever asked may not any more


class About(StrEnum):
    """What a letter asks for."""

    DECLARATION = "declaration"
    PAYMENT = "payment"


class Bucket(StrEnum):
    """How long a debt has been due."""

    NOT_DUE = "not_due"
    TO_3 = "to_3"
    TO_6 = "to_6"
    TO_12 = "to_12"
    BEYOND = "beyond"
