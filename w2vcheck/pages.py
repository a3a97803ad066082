"""The example pages of the rules: Markdown that reads as documentation and runs as tests.

A page is `# rule-name` and sections `## Bad: …` and `## Good: …`. A section holds a sentence or two and files, each a
fenced block whose info string is its language and its name ("csv data.csv"). A Bad section ends with what the rule must
say, `expect: W2V302 error`, one line a finding; in a Good section the rule must stay silent.

A section with `train.py` or `train.ipynb` is about a script. Then `fixed.py` beside it is what `--fix --unsafe-fixes` must make
of it. The cells of a notebook begin with `# %%`, or with `# %% [3]` where Jupyter ran them as number 3.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from w2vcheck.results import Severity

Kind = Literal["bad", "good"]
NAMES = {
    "csv": {"data.csv", "test.csv"},
    "tsv": {"data.tsv", "test.tsv"},
    "jsonl": {"data.jsonl", "test.jsonl"},
    "python": {"make.py", "model.py", "train.py", "fixed.py"},
    "notebook": {"train.ipynb"},
    "text": {"sentence.txt"},
    "toml": {"w2vcheck.toml"},
}
"""The files that a section may hold, by their language.

`make.py` assigns `data`, and `test` where there is one; `model.py` assigns `module`, `loss`, `batch`, and `optimizer` where there
is one, for `w2vcheck.audit_model`; `train.py` and `train.ipynb` are read by `w2vcheck lint`, `fixed.py` is what its fixes make.
"""
SCRIPTS = ("train.py", "train.ipynb")
_SECTION = re.compile(r"## (Bad|Good): (\S.*)")
_FENCE = re.compile(r"```(\S+) (\S+)")
_CELL = re.compile(r"# %%(?: \[(\d+)\])?\n")
_EXPECT = re.compile(r"expect: ([A-Z][A-Z0-9]*[0-9]{3}) (error|warning|note)")


@dataclass(frozen=True, slots=True)
class File:
    """A fenced block: `text` is what stands in it, with a line feed after every line."""

    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One section of a page. `line` is that of its heading, from 1; `expected` is empty for a good one."""

    kind: Kind
    title: str
    prose: str
    files: tuple[File, ...]
    expected: tuple[tuple[str, Severity], ...]
    line: int

    @property
    def script(self) -> File | None:
        """The script that the section is about, where it is about one; a notebook as its JSON."""
        return next((file for file in self.files if file.name in SCRIPTS), None)

    @property
    def fixed(self) -> str | None:
        """What fixing makes of the script, where the section says so."""
        return next((file.text for file in self.files if file.name == "fixed.py"), None)


@dataclass(slots=True)
class _Draft:
    """A section while it is read."""

    kind: Kind
    title: str
    line: int
    prose: list[str]
    files: list[File]
    expected: list[tuple[str, Severity]]

    def finished(self) -> Example:
        names = [file.name for file in self.files]
        if not any(name.startswith("data.") or name in ("make.py", "model.py", *SCRIPTS) for name in names):
            raise _wrong(self.line, f"{self.title!r} has no data")
        if len(set(names)) < len(names):
            raise _wrong(self.line, f"{self.title!r} has two files of one name")
        if (self.kind == "bad") != bool(self.expected):
            raise _wrong(self.line, f"{self.title!r} must {'' if self.kind == 'bad' else 'not '}say what to expect")
        prose = " ".join(" ".join(self.prose).split())
        return Example(self.kind, self.title, prose, tuple(self.files), tuple(self.expected), self.line)


def parse(markdown: str) -> tuple[Example, ...]:
    """The sections of a page, in order. Raises ValueError, with the line, where the page is not as described above."""
    drafts: list[_Draft] = []
    for number, line, body in _pieces(markdown):
        if match := _SECTION.fullmatch(line):
            drafts.append(_Draft("bad" if match[1] == "Bad" else "good", match[2], number, [], [], []))
        elif line.startswith("#") and number > 1:
            raise _wrong(number, "a heading must be '## Bad: …' or '## Good: …'")
        elif drafts:
            _add(drafts[-1], number, line, body)
        elif body is not None or line.startswith("expect:"):
            raise _wrong(number, "this belongs in a section")
    return tuple(draft.finished() for draft in drafts)


def _pieces(markdown: str) -> Iterator[tuple[int, str, str | None]]:
    """Each line with its number; the first line of a fenced block together with what stands in the block."""
    lines = iter(enumerate(markdown.split("\n"), start=1))
    for number, line in lines:
        if not line.startswith("```"):
            yield number, line, None
            continue
        body = []
        for _, inner in lines:
            if inner == "```":
                break
            body.append(inner + "\n")
        else:
            raise _wrong(number, "this block is never closed")
        yield number, line, "".join(body)


def _add(draft: _Draft, number: int, line: str, body: str | None) -> None:
    """Put a line, or a block, where it belongs in its section."""
    if body is not None:
        match = _FENCE.fullmatch(line)
        if match is None or match[2] not in NAMES.get(match[1], ()):
            raise _wrong(number, "a block begins with its language and the name of its file, such as 'csv data.csv'")
        draft.files.append(File(match[2], match[1], as_notebook(body) if match[1] == "notebook" else body))
    elif line.startswith("expect:"):
        match = _EXPECT.fullmatch(line)
        if match is None:
            raise _wrong(number, "expected 'expect: CODE severity'")
        draft.expected.append((match[1], Severity(match[2])))
    else:
        draft.prose.append(line)


def as_notebook(text: str) -> str:
    """The JSON of a notebook with these cells, laid out as Jupyter does."""
    _, *pieces = _CELL.split(text)
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "execution_count": int(number) if number else None,
            "metadata": {},
            "outputs": [],
            "source": body.rstrip("\n").splitlines(keepends=True),
        }
        for number, body in zip(pieces[::2], pieces[1::2], strict=True)
    ]
    about = {"language_info": {"name": "python"}}
    document = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _wrong(line: int, says: str) -> ValueError:
    return ValueError(f"line {line}: {says}")
