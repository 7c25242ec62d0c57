"""Portraits that are printed: taken as handed in, when they are small and whole."""

from socle.kernel.errors import Refused
from socle.platform.printing.types import Photo

_MOST_BYTES = 20 * 1024
_MOST_POINTS = 2000  # a side: an image that unfolds to gigabytes is stopped before it is opened
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def photo_of(image: bytes) -> Photo:
    """A portrait to print. Nothing of it is changed: it is asked for small.

    Raises:
        Refused: it is no JPEG or PNG, too large, or broken off.
    """
    if len(image) > _MOST_BYTES:
        raise Refused("printing.photo_too_large", most=_MOST_BYTES // 1024)
    is_png = image.startswith(_PNG)
    if not (is_png or image.startswith(_JPEG)):
        raise Refused("printing.photo_wrong")
    sides = _sides_of_png(image) if is_png else _sides_of_jpeg(image)
    if sides is None or not all(0 < side <= _MOST_POINTS for side in sides):
        raise Refused("printing.photo_wrong")
    return Photo(image, "png" if is_png else "jpg")


def _sides_of_png(image: bytes) -> tuple[int, int] | None:
    if len(image) < 24:
        return None
    return int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big")


def _sides_of_jpeg(image: bytes) -> tuple[int, int] | None:
    """The sides that the first frame announces; each segment says its length."""
    at = 2
    while at + 9 < len(image) and image[at] == 0xFF:
        if image[at + 1] in _FRAMES:
            high, wide = image[at + 5 : at + 7], image[at + 7 : at + 9]
            return int.from_bytes(wide, "big"), int.from_bytes(high, "big")
        at += 2 + int.from_bytes(image[at + 2 : at + 4], "big")
    return None
