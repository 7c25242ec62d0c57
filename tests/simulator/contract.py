"""The official description of the standard, held against what is said: files kept elsewhere."""

import functools
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

_FOLDER = os.environ.get("SOCLE_CONTRACTS_DIR", "")
needed = pytest.mark.skipif(
    not _FOLDER, reason="SOCLE_CONTRACTS_DIR does not say where the official files are"
)


@functools.cache
def _resource(name: str) -> Any:
    text = (Path(_FOLDER) / "dci" / f"{name}_api_v1.0.0.yaml").read_bytes()
    return yaml.load(text, yaml.CSafeLoader)


def faults(name: str, pointer: str, said: Any) -> list[str]:
    """What the schema at this place finds wrong."""
    known: Registry[Any] = Registry().with_resource(
        f"urn:{name}", Resource.from_contents(_resource(name), default_specification=DRAFT4)
    )
    schema = {"$ref": f"urn:{name}#{pointer}"}
    validator = OAS30Validator(schema, registry=known, format_checker=oas30_format_checker)
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(said)]


def asked(path: str, said: Any, name: str = "crvs") -> list[str]:
    """Of what is posted to a path of the standard."""
    return faults(name, f"/paths/{_escaped(path)}/post/requestBody{_JSON}", said)


def answered(path: str, said: Any, name: str = "crvs") -> list[str]:
    """Of what a synchronous path answers."""
    return faults(name, f"/paths/{_escaped(path)}/post/responses/default{_JSON}", said)


def acknowledged(said: Any, name: str = "crvs") -> list[str]:
    return faults(name, f"/components/responses/Response{_JSON}", said)


def refused(said: Any, name: str = "crvs") -> list[str]:
    return faults(name, f"/components/responses/HttpErrorResponse{_JSON}", said)


_JSON = "/content/application~1json/schema"


def _escaped(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1")
