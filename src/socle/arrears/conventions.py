"""The figures of recovery that a fund decides, their bounds, and the house's own values."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from socle.rules.certainty import CONVENTION
from socle.rules.schema import read_text_yaml

_SOCLE = "socle"


@dataclass(frozen=True, slots=True)
class Convention:
    """A rule a fund may set. `texts`: what a country's text says: value, status and source.

    The value of a country whose text was not read is the house's, a convention.
    """

    name: str
    unit: str
    value: int
    least: int
    most: int
    texts: dict[str, tuple[int, str, str]]

    def default(self, country: str) -> tuple[int, str, str]:
        """The value where the fund has set none, how sure it is and its source."""
        return self.texts.get(country, (self.value, CONVENTION, _SOCLE))


@cache
def conventions() -> dict[str, Convention]:
    """Every rule, by name."""
    written = read_text_yaml(Path(__file__).with_name("conventions.yaml"))
    return {
        name: Convention(
            name=name,
            unit=each["unit"],
            value=int(each["value"]),
            least=int(each["least"]),
            most=int(each["most"]),
            texts={
                country: (int(text["value"]), text["status"], text["source"])
                for country, text in each.get("countries", {}).items()
            },
        )
        for name, each in written.items()
    }
