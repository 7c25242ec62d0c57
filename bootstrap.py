"""Makes `.venv` from the pinned requirements; called by `./socle`, standard library only.

The stamp is written last, so an installation cut short is started over by the next run; two
runs at once are told apart by a lock beside the folder. uv installs, itself pinned by hash;
where it fails pip does the same, slower. Neither may take anything but the hashes of the
lock, wherever an index set for this machine may point.
"""

import ast
import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

Environment = dict[str, str]

_UNWANTED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")
# uv does not read pip's configuration: what it must know of it is handed on, in memory only.
_FROM_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "proxy": "ALL_PROXY",
    "cert": "SSL_CERT_FILE",
}


class Progress:
    """Lines for the person who waits, with the seconds gone by."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def say(self, text: str) -> None:
        print(
            f"socle: {time.monotonic() - self._start:3.0f} s  {text}", file=sys.stderr, flush=True
        )


def require_ensurepip() -> None:
    """Debian splits it off; `python3 -m venv` would then fail on standard output, half-made."""
    try:
        import ensurepip  # noqa: PLC0415
        import venv  # noqa: F401, PLC0415

        ensurepip.version()
    except (ImportError, AttributeError, KeyError, OSError):
        sys.exit(
            "socle: this Python has no 'venv' with 'ensurepip': "
            "on Debian or Ubuntu, run: apt install python3-venv"
        )


def clean_environment() -> Environment:
    """The caller's environment without what would lead the installation elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    return kept | {
        "PYTHONNOUSERSITE": "1",
        "PIP_CONSTRAINT": os.devnull,
        "PIP_USER": "0",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


def run(command: list[str], environment: Environment) -> bool:
    """Whether the command ended well; what it says goes where progress goes."""
    done = subprocess.run(command, env=environment, stdout=sys.stderr, check=False)  # noqa: S603
    return done.returncode == 0


def pip_settings(python: Path, environment: Environment) -> Environment:
    """What pip's configuration says of this machine's indexes, as uv's variables."""
    listed = subprocess.run(  # noqa: S603
        [str(python), "-m", "pip", "config", "list"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    found: Environment = {}
    for section in ("global", "install", ":env:"):  # the later one wins, as with pip
        for line in listed.stdout.splitlines():
            name, _, quoted = line.partition("=")
            where, _, setting = name.rpartition(".")
            variable = _FROM_PIP.get(setting)
            if variable and where == section:
                separator = "," if variable == "UV_FIND_LINKS" else " "
                found[variable] = separator.join(str(ast.literal_eval(quoted)).split())
    return found


def install_with_uv(root: Path, venv: Path, environment: Environment, progress: Progress) -> bool:
    """Whether uv could be fetched and installed everything."""
    python = venv / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps"]
    fetch = [*pip, "--no-cache-dir", "-r", str(root / "requirements-uv.lock")]
    if not run(fetch, environment):
        return False
    progress.say("the installer is there, fetching the packages")
    # On the same disk as .venv, so that files are linked and not copied; removed afterwards.
    cache = venv / "uv-cache"
    told = pip_settings(python, environment) | environment
    told |= {
        "UV_SYSTEM_CERTS": "1",
        "UV_NO_CONFIG": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_CACHE_DIR": str(cache),
        # Every file is held to its hash: it does not matter which index gives it.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    sync = [str(venv / "bin" / "uv"), "pip", "sync", "-q", "--require-hashes"]
    sync += ["--python", str(python), str(root / "requirements.lock")]
    is_done = run(sync, told)
    shutil.rmtree(cache, ignore_errors=True)
    return is_done


def install_with_pip(root: Path, venv: Path, environment: Environment) -> bool:
    """Whether pip installed everything."""
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "-q", "--require-hashes"]
    command = [*pip, "--no-deps", "-r", str(root / "requirements.lock")]
    return run(command, environment)


def remove(venv: Path) -> None:
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)


def install(root: Path, venv: Path, want: str) -> None:
    progress = Progress()
    progress.say("first run: installing into .venv, about 15 to 60 seconds")
    environment = clean_environment()
    remove(venv)
    make = [sys.executable, "-m", "venv", str(venv)]
    if not run(make, environment):
        sys.exit(f"socle: '{sys.executable} -m venv' failed, see above")
    if not install_with_uv(root, venv, environment, progress):
        progress.say("uv could not do it, falling back on pip")
        if not install_with_pip(root, venv, environment):
            sys.exit("socle: the packages could not be installed, see above; then run again")
    stamp = venv / ".socle-ready"
    unfinished = stamp.with_suffix(".new")
    unfinished.write_text(want, "utf-8")
    unfinished.replace(stamp)
    progress.say("ready")


def main() -> None:
    root = Path(sys.argv[1])
    # What `./socle` compares: the lock's checksum and the kind of Python that was installed for.
    want = f"{sys.argv[2]} {os.uname().machine} {sys.version_info[0]}.{sys.version_info[1]}"
    venv = root / ".venv"
    stamp = venv / ".socle-ready"
    require_ensurepip()
    with (root / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("socle: another run is installing, waiting for it", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text("utf-8") != want:
            install(root, venv, want)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as refusal:
        sys.exit(f"socle: cannot install into .venv: {refusal}")
