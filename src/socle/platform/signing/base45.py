"""Bytes in the letters that a QR code packs best (RFC 9285)."""

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_BASE = len(_LETTERS)


def encode(data: bytes) -> str:
    """Two bytes make three letters; a last single byte makes two."""
    found = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value, count = int.from_bytes(pair, "big"), len(pair) + 1
        for _place in range(count):
            value, letter = divmod(value, _BASE)
            found.append(_LETTERS[letter])
    return "".join(found)


def decode(text: str) -> bytes:
    """The bytes of a text.

    Raises:
        ValueError: it is no such text.
    """
    found = bytearray()
    for at in range(0, len(text), 3):
        letters = text[at : at + 3]
        size = len(letters) - 1
        value = 0
        for letter in reversed(letters):
            value = value * _BASE + _LETTERS.index(letter)
        if size == 0 or value >= 256**size:
            raise ValueError("no base45")
        found += value.to_bytes(size, "big")
    return bytes(found)
