"""What is wrong with a request's values, as the house's own located faults."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from socle.kernel.errors import Fault
from socle.kernel.wording import catalogue

_CODES = {
    "missing": "api.missing",
    "extra_forbidden": "api.unexpected",
    "string_too_long": "api.too_long",
    "too_long": "api.too_long",
    "string_too_short": "api.too_short",
    "too_short": "api.too_short",
    "string_type": "api.not_text",
    "string_unicode": "api.not_text",
    "int_type": "api.not_a_number",
    "int_parsing": "api.not_a_number",
    "int_parsing_size": "api.not_a_number",
    "int_from_float": "api.not_a_number",
    "greater_than_equal": "api.out_of_range",
    "less_than_equal": "api.out_of_range",
}
_LONGEST_FIELD = 80


def located_faults(errors: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Fault]]:
    """Each fault with the part of the request it is in: path, query, form, file or body."""
    for error in errors:
        place, *path = (str(part) for part in error["loc"])
        context = error.get("ctx") or {}
        facts = {name: value for name, value in context.items() if isinstance(value, str | int)}
        code = str(error["type"])
        if code not in catalogue():
            code = _CODES.get(code, "api.badly_written")
        read = str(facts["read"]) if "read" in facts else None
        yield place, Fault(code, field=_field(path), read=read, facts=facts)


def _field(path: list[str]) -> str | None:
    """The name of the value; of a body, without the name that only our code gives it."""
    shown = ".".join(path[1:] if len(path) > 1 else path)
    clean = shown.encode("utf-8", "replace").decode()
    return clean[:_LONGEST_FIELD] or None
