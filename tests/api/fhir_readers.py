"""Two readers of FHIR R4 that are not ours: what each finds wrong in a resource.

One reads structure, cardinality and formats (fhirkit, in Python); the other also the codes of
required value sets (`fhir`, for Node). Neither is HL7's own validator.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import fhirkit

HERE = Path(__file__).parent / "fhir_validator"
_KEPT = Path(__file__).parents[2] / "var"

Resource = dict[str, Any]


def wrong_in(resource: Resource) -> list[str]:
    """What the first reader finds wrong."""
    return [str(each) for each in fhirkit.validate(json.dumps(resource))]


@cache
def second_reader() -> Path | None:
    """Where the second reader is installed, kept between runs; None where it cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    lock = (HERE / "package-lock.json").read_bytes()
    place = _KEPT / f"fhir-validator-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not place.exists():
        making = place.with_name(f"{place.name}.{os.getpid()}")
        making.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, making)
        command = [npm, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=making, capture_output=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(making)
            return None
        try:
            making.rename(place)
        except OSError:  # another run was sooner
            shutil.rmtree(making)
    return place


def wrong_by_the_second(resources: Sequence[Resource]) -> list[list[str]]:
    """What the second reader finds wrong in each; it must be installed."""
    place = second_reader()
    assert place is not None
    done = subprocess.run(
        ["node", str(HERE / "validate.js")],
        input=json.dumps(list(resources)).encode(),
        capture_output=True,
        check=True,
        env=os.environ | {"NODE_PATH": str(place / "node_modules")},
    )
    found: list[list[str]] = json.loads(done.stdout)
    return found
