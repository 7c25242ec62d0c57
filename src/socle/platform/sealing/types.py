"""Classes of what is known of people (catégories de données)."""

from enum import StrEnum


class DataClass(StrEnum):
    """What a value tells of somebody: what is sealed is sealed by the key of its class.

    From the least to the most protected.
    """

    PUBLIC = "public"  # tells of nobody by itself
    PERSONAL = "personal"  # données personnelles
    IDENTITY = "identity"  # numéro d'une pièce d'identité
    BANK = "bank"  # compte bancaire, porte-monnaie: where somebody is paid
    HEALTH = "health"  # santé: the medical adviser's alone
