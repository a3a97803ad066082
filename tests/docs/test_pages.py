import contextlib
import io
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from doc_blocks import Block, blocks, commands, shown_by

ROOT = Path(__file__).parent.parent.parent
PAGES = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
TESTED = {page.relative_to(ROOT).as_posix(): blocks(page.read_text(encoding="utf-8")) for page in sorted(PAGES)}
SLOW = {"docs/tutorial.md", "docs/waterfall.md", "docs/how-to/first-audit.md", "docs/how-to/own-vectors.md"}
"""Pages that train for more than a few seconds."""
MUST_BE_TESTED = {
    "docs/tutorial.md",
    "docs/statistics.md",
    "docs/waterfall.md",
    "docs/how-to/first-audit.md",
    "docs/how-to/own-vectors.md",
    "docs/how-to/models.md",
    "docs/how-to/notebooks.md",
}


class Page:
    """A page while its blocks run, one after the other; folders and names stay from block to block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, object] = {"__name__": "page"}
        self.printed = ""
        self.code = 0
        self.called: dict[tuple[Path, str], tuple[str, int]] = {}

    def run(self, block: Block) -> None:
        if not self.place(block.folder):
            return
        match block:
            case Block(file=str(name)):
                Path(name).write_text(block.body, encoding="utf-8")
                self.called.clear()
            case Block(language="console"):
                for command, shown in commands(block.body):
                    self.check(block, command, shown, self.call(command))
            case Block(language="python"):
                with contextlib.redirect_stdout(io.StringIO()) as printed:
                    exec(compile(block.body, f"line {block.line}", "exec"), self.names)  # noqa: S102 - our own pages
                self.printed = printed.getvalue()
            case Block(language="text"):
                self.check(block, "the Python above", block.body.splitlines(), self.printed)
            case _:
                pytest.fail(f"line {block.line}: a block of {block.language} cannot be tested")

    def place(self, name: str) -> bool:
        """Go to the folder of a block; False where its corpus is not on this machine."""
        kind, _, file = name.partition(" ")
        place = self.folder / kind
        if not place.exists():
            if kind in ("empty", "corpora"):
                place.mkdir()
                (place / "w2vcheck.toml").touch()
            else:
                shutil.copytree(ROOT / "fixtures" / kind, place)
        os.chdir(place)
        if kind != "corpora":
            return True
        source = Path(os.environ.get("W2VCHECK_CORPORA", "nowhere")) / file
        if source.exists():
            shutil.copy(source, place)
        return source.exists()

    def call(self, command: str) -> str:
        if command == "echo $?":
            return f"{self.code}\n"
        key = (Path.cwd(), command)
        if key not in self.called:  # a page may show several parts of one report
            self.called[key] = self.start(command)
        printed, self.code = self.called[key]
        return printed

    @staticmethod
    def start(command: str) -> tuple[str, int]:
        words = shlex.split(command)
        assert words[0] in ("w2vcheck", "python"), f"{words[0]} is not run here"
        call = [sys.executable, *(["-m"] if words[0] == "w2vcheck" else []), *(words if words[0] == "w2vcheck" else words[1:])]
        done = subprocess.run(call, capture_output=True, encoding="utf-8", check=False)
        return done.stdout + done.stderr, done.returncode

    @staticmethod
    def check(block: Block, what: str, shown: list[str], printed: str) -> None:
        if shown:
            assert shown_by(shown, printed), f"line {block.line}: {what} prints\n{printed}"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name, found in TESTED.items() if found]
)
def test_a_page_shows_what_happens(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    page = Page(tmp_path)
    for block in TESTED[name]:
        page.run(block)


def test_the_pages_that_teach_are_tested() -> None:
    assert {name for name, found in TESTED.items() if found} >= MUST_BE_TESTED


def test_every_console_block_of_these_pages_is_tested() -> None:
    for name in MUST_BE_TESTED:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count("```console") == sum(block.language == "console" for block in TESTED[name]), name


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["one", "two"], "one\ntwo\n", True),
        (["one", "two"], "one\n\ntwo\n", False),
        (["one", "..."], "one\ntwo\nthree\n", True),
        (["...", "three"], "one\ntwo\nthree\n", True),
        (["one", "...", "three"], "one\nthree\n", True),
        (["one", "...", "four"], "one\ntwo\n", False),
        (["took ... s (a.b)"], "took 12 s (a.b)\n", True),
        (["took ... s (a.b)"], "took 12 s (aXb)\n", False),
        (["one"], "one   \n\n", True),
        (["one"], "one\ntwo\n", False),
    ],
)
def test_dots_stand_for_what_is_left_out(shown: list[str], printed: str, *, same: bool) -> None:
    assert shown_by(shown, printed) is same


def test_a_mark_without_a_block_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 marks, but 0 blocks"):
        blocks("<!-- test: empty -->\nprose\n")


def test_what_a_command_prints_stands_behind_it() -> None:
    assert commands("$ one\na\nb\n$ two\n") == [("one", ["a", "b"]), ("two", [])]
    with pytest.raises(ValueError, match="before the first command"):
        commands("a\n$ one\n")
