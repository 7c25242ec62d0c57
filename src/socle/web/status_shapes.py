"""How a page shows where something stands: a shape and a word, never a colour alone."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Shape = Literal["on", "run", "todo", "watch", "off", "gone"]
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Label:
    """A status: a shape and a word."""

    shape: Shape
    words: Words
