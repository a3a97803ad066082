"""What is imported when: a linter that needs five seconds to print its help is not used."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import w2vcheck

PACKAGE = Path(w2vcheck.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_bytes()) for path in PACKAGE.rglob("*.py")}
HEAVY = {"gensim", "torch", "sklearn", "polars", "scipy", "pandas", "pyarrow"}
HOMES = {"gensim": ("embedding/",), "torch": ("model/", "experiment/", "integrations/"), "sklearn": ("experiment/", "data/")}
WRITES_ITS_OWN_MODEL = {("gensim", "demo/founding.py")}
"""The founding case has a model file as its author's gensim would have saved it, which no audit trains."""
COPIES_OF_ITSELF = {("workers.py", "multiprocessing")}
"""Many scripts are read by several processes of w2vcheck, which run nothing else."""

RUN = """
import json, sys
sys.argv = ["w2vcheck", *sys.argv[1:]]
try:
    if sys.argv[1:] == ["import"]:
        import w2vcheck
    else:
        from w2vcheck.cli import main
        main()
except SystemExit as left:
    assert not left.code, left.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["audit", "--help"], ["lint", "--help"], ["import"], ["rules"], ["rule", "W2V302"]],
    ids=" ".join,
)
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: list[str], tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", RUN, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)

    loaded = set(json.loads(ran.stderr))
    assert "w2vcheck" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("form", ["terminal", "json", "jsonl", "concise", "github", "gitlab", "junit", "markdown", "sarif"])
def test_scripts_are_read_without_anything_heavy_and_without_numpy(form: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import numpy\nimport torch\nfrom gensim.models import Word2Vec\nWord2Vec(size=1)\n")
    arguments = ["lint", "train.py", "--fix", "--format", form]

    ran = subprocess.run([sys.executable, "-c", RUN, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert "vector_size=1" in (tmp_path / "train.py").read_text()
    assert not set(json.loads(ran.stderr)) & {*HEAVY, "numpy"}


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level packages that a module imports, also inside functions and for types only."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="urllib.parse"):
                pass  # spells addresses and opens none
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case ast.Call(func=ast.Name(id="import_module" | "__import__"), args=[ast.Constant(value=str(module)), *_]):
                yield module.partition(".")[0]


@pytest.mark.parametrize("package", HOMES)
def test_heavy_packages_stay_in_their_folders(package: str) -> None:
    users = {name for name, tree in MODULES.items() if package in imported(tree)}

    strangers = {name for name in users if not name.startswith(HOMES[package])}
    assert users
    assert {(package, name) for name in strangers} - WRITES_ITS_OWN_MODEL == set()


def below_the_command_line() -> list[tuple[str, ast.AST]]:
    return [(name, node) for name, tree in MODULES.items() if not name.startswith("cli/") for node in ast.walk(tree)]


def test_nothing_below_the_command_line_prints_or_exits() -> None:
    acting: list[tuple[str, int, str]] = []
    for name, node in below_the_command_line():
        match node:
            case ast.Call(func=ast.Name(id="print" | "input" | "exit" | "quit" | "breakpoint" as called)):
                acting.append((name, node.lineno, called))
            case ast.Attribute(value=ast.Name(id="sys"), attr="exit" | "stdout" | "stderr" | "stdin" as used):
                acting.append((name, node.lineno, f"sys.{used}"))
            case ast.Attribute(value=ast.Name(id="os"), attr="_exit" | "abort" as used):
                acting.append((name, node.lineno, f"os.{used}"))
            case ast.Name(id="SystemExit"):
                acting.append((name, node.lineno, "SystemExit"))

    assert acting == []


def test_nothing_below_the_command_line_knows_of_it() -> None:
    users = {name for name, tree in MODULES.items() if "typer" in imported(tree) and not name.startswith("cli/")}
    inner = {
        name
        for name, node in below_the_command_line()
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("w2vcheck.cli") and name != "__main__.py"
    }

    assert users == inner == set()


def test_nothing_opens_the_network_starts_a_process_or_runs_code() -> None:
    forbidden = {"socket", "urllib", "http", "requests", "ssl", "ftplib", "subprocess", "multiprocessing", "runpy", "code"}
    used = {(name, package) for name, tree in MODULES.items() for package in imported(tree) if package in forbidden}
    run = [
        (name, node.lineno)
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec", "compile"}
    ]

    assert used - COPIES_OF_ITSELF == set()
    assert run == []
