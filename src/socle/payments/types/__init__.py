"""What crosses the border of payments."""

from socle.payments.types.orders import (
    PAYMENT_FILE,
    Channel,
    Form,
    LotKind,
    LotView,
    OrderEventView,
    OrderState,
    OrderView,
    Outcome,
    RunToPrepare,
    SharedAccount,
    Stage,
    StepView,
    Unordered,
    WaitingLine,
    Why,
)

__all__ = [
    "PAYMENT_FILE",
    "Channel",
    "Form",
    "LotKind",
    "LotView",
    "OrderEventView",
    "OrderState",
    "OrderView",
    "Outcome",
    "RunToPrepare",
    "SharedAccount",
    "Stage",
    "StepView",
    "Unordered",
    "WaitingLine",
    "Why",
]
