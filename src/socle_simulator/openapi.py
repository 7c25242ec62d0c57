"""The description that a registry serves of itself (OpenAPI 3.0.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
INSTANT: dict[str, Any] = {"type": "string", "format": "date-time"}
WHOLE: dict[str, Any] = {"type": "integer"}
YES_NO: dict[str, Any] = {"type": "boolean"}


def shape(needed: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An object with what it always says, and what it may say."""
    return {
        "type": "object",
        "required": list(needed),
        "properties": dict(needed) | dict(optional or {}),
    }


def many(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(of)}


def one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


ERRORS = shape({"errors": many(shape({"code": TEXT, "message": TEXT}))})


def operation(
    summary: str,
    answer: Mapping[str, Any],
    *,
    asked: Sequence[str] = (),
    optional: Sequence[str] = (),
    body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What a path does: its parameters (in the path when braced), its body, its answer."""
    parameters = [
        {
            "name": name.strip("{}"),
            "in": "path" if name.startswith("{") else "query",
            "required": name in asked,
            "schema": TEXT,
        }
        for name in (*asked, *optional)
    ]
    told: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": _response("what is known", answer),
            "default": _response("why not", ERRORS),
        },
    }
    if body is not None:
        content = {"application/json": {"schema": dict(body)}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def description(title: str, paths: Mapping[str, Any]) -> dict[str, Any]:
    bearer = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.0.3",
        "info": {"title": f"{title} (synthetic)", "version": "1.0.0"},
        "paths": dict(paths),
        "components": {"securitySchemes": {"token": bearer}},
        "security": [{"token": []}],
    }


def _response(said: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": said, "content": {"application/json": {"schema": dict(schema)}}}
