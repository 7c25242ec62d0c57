"""The words of a value that is chosen: ours, else those of the law for that input."""

from collections.abc import Iterable

from socle.countries.registry import Country, common_labels, country
from socle.web import labels

# What an employer's classing says of an input that another field of the act names.
_OF_ANOTHER = "value"


def words_of(name: str, value: str, *, country_code: str, language: str) -> str:
    """What a person reads for a value of a field; the value itself where nobody has words for it.

    An input of the law may bear the name of a field of ours, and have other values: the sex.
    """
    # A word that agrees with what it is about stands under the name of its field too.
    ours = labels.CHOICES.get(f"{name}_{value}") or labels.CHOICES.get(value)
    if ours is not None and name not in common_labels().get("input", {}):
        return str(ours)
    if country_code:
        here = country(country_code)
        for each in _inputs_with(here, value) if name == _OF_ANOTHER else (name,):
            said = here.label(each, value, language)
            if said != value:
                return said
    return str(value if ours is None else ours)


def _inputs_with(here: Country, value: str) -> Iterable[str]:
    inputs = (each for scheme in here.schemes.values() for each in scheme.inputs)
    return (each.name for each in inputs if value in each.allowed)
