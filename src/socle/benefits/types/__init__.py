"""What crosses the border of benefits: frozen values, amounts in minor units."""

from socle.benefits.types.words import (
    AppealKind,
    Channel,
    Outcome,
    Part,
    Ruling,
    Stage,
    TermStatus,
)

__all__ = ["AppealKind", "Channel", "Outcome", "Part", "Ruling", "Stage", "TermStatus"]
