"""How long `w2vcheck lint` takes on 200 scripts of some 300 lines, beside parsing alone and beside other tools."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

FILES = 200
LINES = 300
PYLINT_FILES = 10


def write_files(scripts: Path, folder: Path) -> int:
    """Files made of whole clean scripts, one after the other; their number of lines."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(scripts.glob("*.py"))]
    total = 0
    for number in range(FILES):
        parts: list[str] = []
        turn = number
        while sum(part.count("\n") for part in parts) < LINES - 25:
            parts.append(texts[turn % len(texts)])
            turn += 1 + number % 7
        text = "\n".join(parts)
        total += text.count("\n")
        (folder / f"script{number:03d}.py").write_text(text, encoding="utf-8")
    return total


def wall(command: list[str], runs: int = 3) -> float:
    """Seconds of a process, the median of some runs; its exit code says nothing here."""
    seconds = []
    for _ in range(runs):
        begin = perf_counter()
        subprocess.run(command, check=False, capture_output=True)
        seconds.append(perf_counter() - begin)
    return median(seconds)


def speed_lines(scripts: Path, tools: Path | None) -> list[str]:
    """A table of seconds and ratios."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "many"
        folder.mkdir()
        lines = write_files(scripts, folder)
        one = Path(temporary) / "one.py"
        one.write_text("x = 1\n", encoding="utf-8")
        begin = perf_counter()
        for path in folder.iterdir():
            ast.parse(path.read_text(encoding="utf-8"))
        parsing = perf_counter() - begin
        mine = [sys.executable, "-m", "w2vcheck", "lint", "--fail-on", "never", "--format", "json"]
        start = wall([*mine, str(one)])
        seconds = wall([*mine, str(folder)])
        rows = [
            ("parsing alone (`ast`)", parsing),
            ("`w2vcheck lint`, one empty file (start-up)", start),
            ("`w2vcheck lint`, whole process", seconds),
        ]
        if tools is not None and (tools / "ruff").exists():
            rows.append(
                (
                    "ruff, all rules, no cache",
                    wall([str(tools / "ruff"), "check", "--isolated", "--no-cache", "--select", "ALL", str(folder)]),
                )
            )
        if tools is not None and (tools / "torch-preflight").exists():
            rows.append(
                (
                    "torch-preflight, one job",
                    wall([str(tools / "torch-preflight"), "check", "-j", "1", "-f", "json", str(folder)], 1),
                )
            )
        if tools is not None and (tools / "pylint").exists():
            some = [str(path) for path in sorted(folder.iterdir())[:PYLINT_FILES]]
            took = wall([str(tools / "pylint"), "--disable=import-error", *some], 1)
            rows.append((f"pylint, one job, from {PYLINT_FILES} files", took * FILES / PYLINT_FILES))
    work = seconds - start
    return [
        f"### Speed: {FILES} files, {lines:,} lines",
        "",
        "| what | seconds | ratio to parsing |",
        "|---|---|---|",
        *(f"| {name} | {took:.2f} | {took / parsing:.1f} |" for name, took in rows),
        "",
        f"After start-up w2vcheck takes {work:.2f} s, {work / parsing:.1f} times parsing.",
        "",
    ]
