"""What the OWASP Application Security Verification Standard 5.0 asks at level 2, line by line.

A chapter is a file of `asvs/`: of each requirement its number, what it asks in our own words, and
the tests that show it or the reason that stands for them. `SOCLE_WRITE_SNAPSHOTS=1` writes
the page.
"""

import ast
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.test import Client

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "reference" / "asvs.md"
SOCLE = ROOT / "src" / "socle"
TEMPLATES = SOCLE / "web" / "templates"
_HEAD = """# Verified security (OWASP ASVS 5.0.0, level 2)

What the standard asks of levels 1 and 2, in our own words, and where it is shown: the tests that
try it, or why there is none. Written from `tests/architecture/asvs/`; a test checks that each test
named here exists, and another that each number of those levels in 5.0.0 is answered. Numbers, and
what they ask, were held against the English text of that version.
"""


def chapters() -> list[dict[str, Any]]:
    paths = sorted((HERE / "asvs").glob("v*.yaml"))
    return [yaml.safe_load(path.read_text("utf-8")) for path in paths]


def written() -> str:
    """The page, as the files say it."""
    parts = [_HEAD.rstrip()]
    for each in chapters():
        parts.append(f"\n## {each['chapter']} {each['title']}\n")
        parts += ["| | asked | shown by |", "|---|---|---|"]
        for asked in each["requirements"]:
            shown = [_linked(test) for test in asked.get("tests", ())]
            shown += [asked["reason"]] if asked.get("reason") else []
            parts.append(f"| {asked['id']} | {asked['says']} | {'<br>'.join(shown)} |")
    return "\n".join(parts) + "\n"


def _linked(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../../{path})"


@cache
def defined_in(path: str) -> frozenset[str]:
    source = ROOT / path
    return frozenset(re.findall(r"^def (test_\w+)", source.read_text("utf-8"), re.M))


def test_the_page_says_what_the_files_say() -> None:
    if os.environ.get("SOCLE_WRITE_SNAPSHOTS"):
        PAGE.write_text(written(), "utf-8")
    assert PAGE.read_text("utf-8") == written()


def test_each_requirement_is_shown_by_tests_that_exist_or_says_why_not() -> None:
    seen: set[str] = set()
    for each in chapters():
        for asked in each["requirements"]:
            assert f"V{asked['id']}".startswith(f"{each['chapter']}."), asked
            assert asked["id"] not in seen, asked
            seen.add(asked["id"])
            assert asked.get("tests") or asked.get("reason"), f"{asked['id']} is shown by nothing"
            for test in asked.get("tests", ()):
                path, _, name = test.partition("::")
                assert name in defined_in(path), f"{asked['id']}: there is no {test}"


def test_each_requirement_of_the_standard_is_answered_and_no_other() -> None:
    """Of levels 1 and 2; one of level 3 may be told besides."""
    sections = yaml.safe_load((HERE / "asvs" / "asked.yaml").read_text("utf-8"))
    asked = {f"{section}.{n}" for section, told in sections.items() for n in told.split()}
    answered = {each["id"] for chapter in chapters() for each in chapter["requirements"]}
    assert answered - asked == {"13.4.7"}
    assert asked - answered == set()


def test_no_broken_digest_is_used() -> None:
    """V11.4.1: but in codes of six digits, whose standard has HMAC-SHA-1 and is safe with it."""
    broken = re.compile(r"\b(?:md5|MD5|sha1|SHA1)\b(?!\(string_agg)")
    found = {path.name for path in SOCLE.rglob("*.py") if broken.search(path.read_text("utf-8"))}
    assert found == {"totp.py"}


def test_what_is_typed_as_a_password_is_hidden_and_may_be_pasted() -> None:
    """V6.2.6 and V6.2.7: no page shows it, and no page forbids to paste or to keep it."""
    fields = {
        name: field
        for path in TEMPLATES.rglob("*.html")
        for field in re.findall(r"<input[^>]+>", path.read_text("utf-8"))
        for name in re.findall(r'name="(old|new|again|password|proof)"', field)
        if "autocomplete" in field
    }
    assert {"old", "new", "again", "password", "proof"} <= set(fields)
    assert all('type="password"' in field for field in fields.values())
    assert all('autocomplete="off"' not in field for field in fields.values())


def test_every_page_of_the_desk_has_the_way_out() -> None:
    """V7.4.4: it is in the shell that each of them extends."""
    shell = (TEMPLATES / "desk.html").read_text("utf-8")
    assert "{% url 'sign-out' %}" in shell.partition("</header>")[0]


# What is written as it stands, and who made it.
UNESCAPED = {"my_account/factors.html": "the drawing of a key, made by our own program"}
# Reading these makes any object, or runs any code; so does a template made of a text.
MAKERS = {"eval", "exec", "compile", "pickle", "marshal", "shelve", "Template", "from_string"}


def test_no_template_writes_what_was_not_escaped() -> None:
    """V1.2.1: Django escapes; whoever says that a text is safe is named here with the reason."""
    off = re.compile(r"\|safe\b|\|safeseq|autoescape off")
    found = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if off.search(path.read_text("utf-8"))
    }
    assert found == set(UNESCAPED)
    for path in SOCLE.rglob("*.py"):
        for call in _calls(path):
            if _name(call) == "mark_safe":
                assert isinstance(call.args[0], ast.Constant), path


def test_no_code_is_made_of_data() -> None:
    """V1.3.2, V1.3.7, V1.5.2: no text becomes code, a template or objects of any kind."""
    for path in SOCLE.rglob("*.py"):
        called = {_name(call) for call in _calls(path)}
        source = path.read_text("utf-8")
        # A method may be called so: a pattern is compiled, a catalogue too.
        bare = {name for name in called & MAKERS if re.search(rf"(?<![.\w]){name}\(", source)}
        assert not bare, f"{path}: {bare}"
        assert not re.search(r"^\s*(?:import|from) (?:pickle|marshal|shelve)\b", source, re.M), path
        assert not re.search(r"yaml\.(?:load\((?!.*Safe)|unsafe|full)", source), path


@cache
def _calls(path: Path) -> tuple[ast.Call, ...]:
    tree = ast.parse(path.read_text("utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_files_of_the_house_are_not_served() -> None:
    """V13.4: no folder is listed, no source, no history, nothing beside the style."""
    client = Client(raise_request_exception=False)
    paths = (
        *("", "socle/", "../settings/base.py", "%2e%2e/settings/base.py", "socle/../../urls.py"),
        *(".git/config", "socle/components.css.bak", "socle/__init__.py", "/etc/passwd"),
    )
    assert {client.get(f"/static/{path}").status_code for path in paths} == {404}


def test_scripts_store_nothing_in_the_browser() -> None:
    """V14.3.3: but the page that reads codes without network, which holds nobody's data."""
    storage = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\b")
    found = {
        path.name
        for path in (SOCLE / "web" / "static").rglob("*.js")
        if storage.search(path.read_text("utf-8"))
    }
    assert found <= {"verify.js", "verify-worker.js"}
