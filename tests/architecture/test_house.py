"""The house's habits, read from its own files: a style that is a test is kept."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "socle"
DOMAIN = (
    *("registry", "ledger", "contributions", "collection", "arrears"),
    *("coverage", "benefits", "payments"),
)
MONEY = ("kernel", "rules", "countries", *DOMAIN)
LIKELIHOODS = Path("registry", "linkage")  # how likely two files are one person's: no money
PACKAGES = ("kernel", "rules", "countries", "platform", *DOMAIN)
MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 60
# One screen, less a little: so few functions may be longer that the hundredth stays below.
AIM_OF_FUNCTION = 52
FOLDERS = ("_HERE", "_COUNTRIES")  # what `/` joins a name to


def sources(*folders: str) -> list[Path]:
    """Our Python, without what Django writes."""
    found = [path for folder in folders or ("",) for path in (SRC / folder).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def of_money() -> list[Path]:
    """Those in which a number may be money."""
    return [path for path in sources(*MONEY) if LIKELIHOODS not in path.relative_to(SRC).parents]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def is_door(path: Path, *names: str) -> bool:
    """Whether a file is one of the modules that others call, or a part of it."""
    return path.stem in names or path.parent.name in names


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def tracked() -> list[Path]:
    """The files of the repository, those not yet committed too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode:
        pytest.skip("not a git clone: the list of files is unknown")
    found = [ROOT / each for each in asked.stdout.split("\0") if each]
    return [path for path in found if path.is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Each text file of the repository: its name and content."""
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content and path.name != "LICENSE":
            yield name_of(path), content.decode("utf-8")


def _is_floating(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="float") | ast.Attribute(attr="FloatField" | "float64" | "float32"):
            return True
        case ast.Constant(value=float()):
            return True
        case ast.Call(func=ast.Attribute(attr="mean" | "average")):
            return True
    return False


def test_no_number_of_money_floats() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in of_money()
        for node in ast.walk(tree(path))
        if _is_floating(node) and isinstance(node, ast.expr)
    ]
    assert wrong == []


def test_nothing_of_money_is_divided_but_to_the_whole() -> None:
    """`/` between whole numbers makes a float; between paths or fractions it is exact."""
    wrong = []
    for path in of_money():
        for node in ast.walk(tree(path)):
            is_division = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(
                node.op, ast.Div
            )
            if is_division and not _is_exact(node):
                wrong.append(f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}")
    assert wrong == []


def _is_exact(node: ast.AST) -> bool:
    if not isinstance(node, ast.BinOp):
        return False
    right = node.right
    is_text = isinstance(right, ast.JoinedStr) or (
        isinstance(right, ast.Constant) and isinstance(right.value, str)
    )
    left = ast.unparse(node.left)
    return is_text or left.split(" / ")[0] in FOLDERS or left.startswith("Fraction(")


def test_no_model_holds_a_floating_number() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField | models.DecimalField)
    ]
    assert wrong == []


def test_a_file_holds_one_subject_and_a_function_fits_a_screen() -> None:
    long_files = [
        name_of(path)
        for path in sources()
        if path.read_text("utf-8").count("\n") > MOST_LINES_OF_FILE
    ]
    every = [
        (length(node), f"{name_of(path)}:{node.name}")
        for path in sources()
        for node in functions(path)
    ]
    long_functions = sorted(each for each in every if each[0] > MOST_LINES_OF_FUNCTION)
    assert long_files == []
    assert long_functions == []
    lengths = sorted(lines for lines, _ in every)
    assert lengths[len(lengths) * 99 // 100] <= AIM_OF_FUNCTION


def test_each_package_says_what_it_owns() -> None:
    wrong = [name for name in PACKAGES if not (SRC / name / "README.md").is_file()]
    assert wrong == []


def test_each_module_and_each_public_function_of_a_door_says_what_it_answers() -> None:
    wrong = []
    for path in sources(*PACKAGES):
        whole = tree(path)
        if whole.body and not ast.get_docstring(whole) and path.name != "apps.py":
            wrong.append(name_of(path))
        if is_door(path, "operations", "queries"):
            wrong += [
                f"{name_of(path)}:{node.name}"
                for node in whole.body
                if isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ]
    assert wrong == []


def test_a_public_operation_is_called_by_names() -> None:
    """Keyword-only, or the one thing it is about: an act's request, the desk, the rows.

    `undo…` has the form that the catalogue of acts asks of it.
    """
    wrong = []
    for path in sources("platform", *DOMAIN):
        if not is_door(path, "operations", "importing"):
            continue
        wrong += [
            f"{name_of(path)}:{node.name}"
            for node in tree(path).body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith(("_", "undo"))
            and len(node.args.posonlyargs) + len(node.args.args) > 1
        ]
    assert wrong == []


def test_no_room_is_named_for_what_has_no_name() -> None:
    """What everybody needs has a subject of its own, and is found by it."""
    nameless = {"common", "utils", "helpers", "misc", "shared"}
    assert [name_of(path) for path in sources() if path.stem in nameless] == []


def test_the_clock_is_read_at_the_door_only() -> None:
    """`on` and `known_at` are arguments: the domain never asks what time it is."""
    reads = re.compile(r"\b(datetime\.now|date\.today|timezone\.now|utcnow|time\.time)\(")
    wrong = [
        f"{name_of(path)}:{match.group()}"
        for path in sources(*PACKAGES)
        if "jobs" not in path.parts and "database" not in path.parts and path.stem != "jobs"
        for match in reads.finditer(path.read_text("utf-8"))
    ]
    assert wrong == []


def test_no_exception_is_caught_whole() -> None:
    wrong = []
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = "" if node.type is None else ast.unparse(node.type)
                if caught in {"", "Exception", "BaseException"} and not _raises_again(node):
                    wrong.append(f"{name_of(path)}:{node.lineno}")
    assert wrong == []


def _raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_nothing_is_left_for_later_in_a_comment() -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b(?!\")")
    wrong = [
        f"{name}:{line}"
        for name, text in texts()
        if name.endswith((".py", ".sql", ".html", ".css", ".js", ".md", ".yaml", ".toml"))
        for line in text.splitlines()
        if mark.search(line)
    ]
    assert wrong == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """Folders that only one machine has; /tmp, /usr and the like are everybody's."""
    here = "|".join(re.escape(str(each)) for each in (ROOT, ROOT.parent) if len(each.parts) > 1)
    place = re.compile(rf"(?<![\w.~:-])(?:{here or ROOT}|/(?:home|Users|root|mnt|opt|srv)/\w)")
    wrong = [
        f"{name}: {match.group()}"
        for name, text in texts()
        if not name.startswith(("tests/", "deploy/"))
        for match in place.finditer(text)
    ]
    assert wrong == []


def test_the_lock_holds_digests_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-uv.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        wanted = [part for part in re.split(r"\n(?=\S)", text) if re.match(r"[A-Za-z0-9]", part)]
        assert wanted, name
        assert [part.splitlines()[0] for part in wanted if "--hash=sha256:" not in part] == []
        assert all("==" in part.splitlines()[0] for part in wanted)


def test_the_models_are_what_the_migrations_make(db: None) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_no_country_is_known_by_another_nor_by_the_domain() -> None:
    """A list in `.importlinter` would be one more place to edit for a new country."""
    wrong = [
        f"{path.relative_to(SRC)}: {known}"
        for path in sources(*PACKAGES, "web", "api")
        for known in re.findall(r"socle\.countries\.([a-z]{2})\b", path.read_text("utf-8"))
        if path.relative_to(SRC).parts[:2] != ("countries", known)
    ]
    assert wrong == []


def test_no_contract_excuses_an_import() -> None:
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text("utf-8")
