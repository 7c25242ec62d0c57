"""In which script a name is written: what decides the direction it is read in."""

import unicodedata

from socle.registry.types.people import Script


def script_of(text: str) -> Script | None:
    """The script of a text's letters; None where it has no letter, or letters of several."""
    found = {_script(character) for character in text if character.isalpha()}
    return found.pop() if len(found) == 1 else None


def _script(letter: str) -> Script | None:
    name = unicodedata.name(letter, "")
    if name.startswith("LATIN "):
        return Script.LATIN
    return Script.ARABIC if name.startswith("ARABIC ") else None
