"""Why payments are kept back before anybody has decided, and why allowances are kept."""

from enum import StrEnum


class HoldReason(StrEnum):
    DEATH_NOTICE = "death_notice"  # a registry told of a death that nobody has confirmed yet
    DOUBT = "doubt"  # an agent's own


class KeptFor(StrEnum):
    FORCE_MAJEURE = "force_majeure"  # dismissed, and no work may be had: a certificate says so
