"""`./socle` on a machine that has only Python: the first call installs, later ones start."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
FILES = ("socle", "bootstrap.py", "requirements.lock", "requirements-uv.lock")
_SAYS_ITS_ARGUMENTS = "import json, sys; print(json.dumps(sys.argv[1:]))"


@pytest.fixture
def clone() -> Iterator[Path]:
    """What a clone holds of the launcher, and a command that repeats its arguments."""
    folder = Path(tempfile.mkdtemp(prefix="socle clé d'essai "))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    package = folder / "src" / "socle"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(_SAYS_ITS_ARGUMENTS)
    yield folder
    shutil.rmtree(folder)


def bare(**more: str) -> dict[str, str]:
    """Almost nothing: no home, no language, none of the caller's settings."""
    return {"PATH": os.environ["PATH"], **more}


def start(
    launcher: Path, *arguments: str, cwd: Path | None = None, **more: str
) -> subprocess.Popen[str]:
    """A run in a session of its own, so that the whole of it can be killed."""
    return subprocess.Popen(
        [str(launcher), *arguments],
        cwd=cwd,
        env=bare(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, errors = run.communicate(timeout=300)
    return run.returncode, out, errors


@pytest.mark.slow
def test_a_first_run_killed_then_two_at_once_then_one_from_elsewhere(
    clone: Path, tmp_path: Path
) -> None:
    # One installation serves all these steps: each would cost a quarter of a minute.
    killed = start(clone / "socle")
    while not (clone / ".venv" / "bin" / "python").exists() and killed.poll() is None:
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    ended(killed)
    assert not (clone / ".venv" / ".socle-ready").exists()

    # A home that is missing, and that even root cannot make.
    runs = [start(clone / "socle", "--help", "a b", HOME="/proc/no-home") for _ in range(2)]
    said = [ended(run) for run in runs]
    assert [(status, out) for status, out, _ in said] == [(0, '["--help", "a b"]\n')] * 2, said
    assert sum("another run is installing" in errors for _, _, errors in said) == 1
    assert "falling back" not in "".join(errors for _, _, errors in said)
    assert not (clone / ".venv" / "uv-cache").exists()

    link = tmp_path / "link"
    link.symlink_to(clone / "socle")
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong module')")
    begun = time.monotonic()
    # Another python3 comes first on the path now; what is installed is still good.
    assert ended(start(link, "é", cwd=tmp_path, SOCLE_PYTHON="/bin/false")) == (
        0,
        '["\\u00e9"]\n',
        "",
    )
    assert time.monotonic() - begun < 5


@pytest.mark.slow
def test_an_installation_that_cannot_be_done_leaves_no_stamp(clone: Path) -> None:
    status, out, errors = ended(start(clone / "socle", PIP_NO_INDEX="1", PIP_FIND_LINKS=""))
    assert (status, out) == (1, "")
    assert "falling back on pip" in errors
    assert errors.splitlines()[-1].startswith("socle: the packages could not be installed")
    assert not (clone / ".venv" / ".socle-ready").exists()


def test_a_python_too_old_is_told_in_one_line(clone: Path) -> None:
    status, out, errors = ended(start(clone / "socle", SOCLE_PYTHON="/bin/false"))
    assert (status, out) == (1, "")
    assert errors.count("\n") == 1
    assert "Python 3.11 or later" in errors


def test_a_folder_that_cannot_be_written_is_told_in_one_line(clone: Path) -> None:
    (clone / ".venv.lock").mkdir()
    status, out, errors = ended(start(clone / "socle", SOCLE_PYTHON=sys.executable))
    assert (status, out, errors.count("\n")) == (1, "", 1)
    assert "cannot install into .venv" in errors


@pytest.mark.parametrize("absent", ["None", "__import__('types').ModuleType('ensurepip')"])
def test_a_python_without_ensurepip_is_told_what_to_install(clone: Path, absent: str) -> None:
    program = (
        f"import runpy, sys; sys.modules['ensurepip'] = {absent};"
        f" sys.argv = ['bootstrap.py', {str(clone)!r}, 'x'];"
        " runpy.run_path(sys.argv[1] + '/bootstrap.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=bare(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "apt install python3-venv" in done.stderr
    assert not (clone / ".venv").exists()


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_index_of_pips_configuration_is_handed_on_to_uv(
    bootstrap: ModuleType, clone: Path
) -> None:
    settings = clone / "pip.conf"
    settings.write_text(
        "[global]\nindex-url = file:///one\nextra-index-url =\n  file:///two\n  file:///three\n"
        "cert = /etc/authority.pem\nfind-links = /wheels/a /wheels/b\n"
        "[install]\nindex-url = file:///four\n[freeze]\nproxy = no\n"
    )
    environment = bare(PIP_CONFIG_FILE=str(settings), HOME=str(clone))
    found = bootstrap.pip_settings(Path(sys.executable), environment)
    assert found["UV_DEFAULT_INDEX"] == "file:///four"
    assert found["UV_INDEX"] == "file:///two file:///three"
    assert found["UV_FIND_LINKS"] == "/wheels/a,/wheels/b"
    assert found["SSL_CERT_FILE"] == "/etc/authority.pem"
    assert "ALL_PROXY" not in found
    told = bootstrap.pip_settings(
        Path(sys.executable), environment | {"PIP_INDEX_URL": "file:///five"}
    )
    assert told["UV_DEFAULT_INDEX"] == "file:///five"


def test_nothing_of_the_caller_leads_the_installation_elsewhere(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("PIP_CONSTRAINT", "/elsewhere")
    assert "/elsewhere" not in bootstrap.clean_environment().values()


def test_the_pinned_requirements_name_no_place_and_every_one_has_a_hash() -> None:
    for name in ("requirements.lock", "requirements-uv.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert pinned
        assert all(line.endswith("\\") for line in pinned)


@pytest.mark.parametrize("name", ["socle", ".ci/run"])
def test_what_is_run_is_executable_and_names_no_machine(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    assert "/home/" not in (ROOT / name).read_text("utf-8")
