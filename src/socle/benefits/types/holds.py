"""Why payments are kept back before anybody has decided."""

from enum import StrEnum


class HoldReason(StrEnum):
    DEATH_NOTICE = "death_notice"  # a registry told of a death that nobody has confirmed yet
    DOUBT = "doubt"  # an agent's own
