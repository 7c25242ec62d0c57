"""Which acts are told, and of what: each module says it of its own when Django starts."""

from collections.abc import Iterable

from socle.platform.outbox.types import Opened

_OF_FILES: set[str] = set()
_OF_FAMILIES: set[str] = set()
_OF_MANY: dict[str, Opened] = {}


def tell_of_files(codes: Iterable[str]) -> None:
    """Acts that open or change the files of persons and employers that they touch."""
    _OF_FILES.update(codes)


def tell_of_families(codes: Iterable[str]) -> None:
    """Acts that change the families of the persons that they touch."""
    _OF_FAMILIES.update(codes)


def tell_of_many(code: str, opened: Opened) -> None:
    """An act that opens many files: too many to name them, or among others that it names."""
    _OF_MANY[code] = opened


def told() -> list[str]:
    """The types of act that are told at all."""
    return sorted(_OF_FILES | _OF_FAMILIES | _OF_MANY.keys())


def is_of_families(code: str) -> bool:
    return code in _OF_FAMILIES


def names_files(code: str) -> bool:
    """Whether such an act names the files that it opens or changes."""
    return code in _OF_FILES


def opened_by(code: str) -> Opened | None:
    """How the files that such an act opened are found; None where that is its subject alone."""
    return _OF_MANY.get(code)
