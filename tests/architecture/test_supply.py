"""What we run on and what we publish: licences that go together, nothing unpinned, no secret."""

import re
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pytest
from tests.architecture.test_house import ROOT, texts

# Licences whose works may be joined to one under AGPL-3.0-or-later. Django's world writes them in
# several ways: as an expression, as a classifier, as a free text.
COMPATIBLE = re.compile(
    r"0BSD|MIT(-0)?( license)?|BSD( license)?|BSD[- ][23][- ]clause( license)?|apache[- ]2\.0|"
    r"apache software license|PSF-2\.0|python software foundation license|MPL-2\.0|"
    r"mozilla public license 2\.0 \(mpl 2\.0\)|LGPL-3\.0-(only|or-later)|GPL-3\.0-or-later|"
    r"AGPL-3\.0-or-later|zlib|CC0-1\.0|CNRI-Python|ISC|"
    r"GNU general public license v2 or later \(GPLv2\+\)|"
    # of `regex`, beside Apache 2.0: CNRI's older terms hold for parts that Python itself ships
    r"dual license",
    re.IGNORECASE,
)
# Says none in its metadata: read in its own repository.
READ_ELSEWHERE = {"axe-playwright-python": "MIT"}

_SECRETS = re.compile(
    r"-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}"
    r"|\bglpat-[\w-]{20}\b|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bpypi-AgE\w{50,}"
    r"|\bsocle_(?:p\.)?[A-Za-z0-9_-]{43}\b"
    r"|\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}"
    r"|postgres(?:ql)?://\w+:(?!(?i:secret|password|motdepasse)|[$<{.…])[^@\s/'\"]{6,}@"
)


def locked() -> dict[str, str]:
    """Every package that is installed, with its version."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def licences(name: str) -> list[str]:
    """What a package says of its licence; of several in OR, one is enough."""
    said = metadata.metadata(name)
    if expressions := said.get_all("License-Expression"):
        return expressions
    classified = [each for each in said.get_all("Classifier") or [] if each.startswith("License")]
    found = [each.rpartition(" :: ")[2] for each in classified]
    told = said.get_all("License") or [READ_ELSEWHERE.get(name, "")]
    return found or [told[0].split("\n")[0]]


def is_compatible(name: str) -> bool:
    """Whether it may be joined to AGPL-3.0-or-later: of what is offered one will do."""
    offered = [each for said in licences(name) for each in said.split(" OR ")]
    return any(
        all(COMPATIBLE.fullmatch(part.strip(" ()") or "-") for part in re.split(r" AND ", each))
        or COMPATIBLE.fullmatch(each) is not None
        for each in offered
    )


def test_what_is_installed_is_what_the_lock_names() -> None:
    apart = {
        name: (version, metadata.version(name))
        for name, version in locked().items()
        if metadata.version(name) != version
    }
    assert apart == {}


def test_every_dependency_may_be_joined_to_our_licence() -> None:
    assert len(locked()) > 80
    wrong = {name: licences(name) for name in locked() if not is_compatible(name)}
    assert wrong == {}


def test_nothing_is_fetched_that_no_hash_holds() -> None:
    """Whatever installs packages asks for their hashes; nothing else fetches code."""
    fetches = re.compile(r"pip\"?,? \"?install\b|npm install|curl .*\| *sh|npx ")
    wrong = [
        f"{name}: {line.strip()[:100]}"
        for name, text in texts()
        if name.endswith((".py", ".sh", "socle")) or name.startswith((".ci/", "deploy/"))
        if not name.startswith("tests/")
        for line, following in pairwise([*text.splitlines(), ""])
        if fetches.search(line) and "require-hashes" not in line + following
    ]
    assert wrong == []


def test_no_page_asks_anything_of_another_site() -> None:
    """Scripts, styles, images and fonts are our own; a link that a person follows is theirs."""
    asked = re.compile(
        r"<(?:script|img|iframe|source|embed|object|link)\b[^>]*(?:src|href|data)=\"(?:https?:)?//"
        r"|url\(\s*[\"']?(?:https?:)?//|@import\s+[\"']?http|\bimport\(?\s*[\"']https?:"
    )
    folders = ("src/socle/web/templates/", "src/socle/web/static/")
    wrong = [
        f"{name}: {found[0]}"
        for name, text in texts()
        if name.startswith(folders)
        for found in asked.finditer(text)
    ]
    assert wrong == []


def test_no_secret_is_kept_in_the_repository() -> None:
    wrong = [
        f"{name}: {found[0][:12]}…"
        for name, text in texts()
        if name != str(Path(__file__).relative_to(ROOT))
        for found in _SECRETS.finditer(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN PRIVATE KEY-----",
        "AKIA" + "A1B2C3D4E5F6G7H8",
        "ghp_" + "a" * 36,
        "socle_" + "b" * 43,
        "postgresql://socle_app:" + "hunter22@db/socle",
    ],
)
def test_a_secret_would_be_found(secret: str) -> None:
    assert _SECRETS.search(f"x = '{secret}'")
