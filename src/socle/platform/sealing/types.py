"""Classes of what is known of people (catégories de données)."""

from enum import StrEnum


class DataClass(StrEnum):
    """What a value tells of somebody: what is sealed is sealed by the key of its class."""

    BANK = "bank"  # compte bancaire, porte-monnaie: where somebody is paid
    HEALTH = "health"  # santé: the medical adviser's alone
