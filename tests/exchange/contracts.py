"""The official files of the standard, to hold messages against; they are no part of Socle.

`SOCLE_CONTRACTS_DIR` is a folder whose `dci/` holds them.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FOLDER = os.environ.get("SOCLE_CONTRACTS_DIR", "")
needs_contracts = pytest.mark.skipif(
    not FOLDER, reason="SOCLE_CONTRACTS_DIR is unset: the official files of DCI are not here"
)
_JSON = "application/json"


def requirements(name: str) -> list[dict[str, str]]:
    """A list of named requirements of the standard's compliance suite."""
    text = (Path(FOLDER) / "dci" / f"{name}-requirements.json").read_text("utf-8")
    found: list[dict[str, str]] = json.loads(text)["requirements"]
    return found


def request_faults(api: str, path: str, said: Any) -> list[str]:
    """What the file finds wrong in a request to a path."""
    return _faults(api, f"{_operation(path)}/requestBody/content/{_escaped(_JSON)}/schema", said)


def answer_faults(api: str, path: str, said: Any, *, status: str = "default") -> list[str]:
    """What the file finds wrong in an answer from a path."""
    found = _file(api)["paths"][path]["post"]["responses"][status]
    if "$ref" in found:
        place = found["$ref"].removeprefix("#")
        if place.startswith("/components/schemas/"):
            return _faults(api, place, said)
    else:
        place = f"{_operation(path)}/responses/{status}"
    return _faults(api, f"{place}/content/{_escaped(_JSON)}/schema", said)


def schema_faults(api: str, name: str, said: Any) -> list[str]:
    """What the file finds wrong in what it calls by a name."""
    return _faults(api, f"/components/schemas/{name}", said)


def _operation(path: str) -> str:
    return f"/paths/{_escaped(path)}/post"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@cache
def _file(api: str) -> dict[str, Any]:
    text = (Path(FOLDER) / "dci" / f"{api}_api_v1.0.0.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def _validator(api: str, place: str) -> Any:
    file = Resource.from_contents(_file(api), default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource("urn:dci", file)
    return OAS30Validator(
        {"$ref": f"urn:dci#{place}"},
        registry=registry,
        format_checker=OAS30Validator.FORMAT_CHECKER,
    )


def _faults(api: str, place: str, said: Any) -> list[str]:
    found = _validator(api, place).iter_errors(said)
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:200]}" for each in found]
