"""What `w2vcheck lint` costs on 200 scripts of some 300 lines, beside parsing alone and beside other tools, in CPU seconds."""

from __future__ import annotations

import ast
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

FILES = 200
LINES = 300
SLOW_FILES = 2
"""What takes minutes for all is measured on some, and multiplied."""


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


def cpu(command: list[str], runs: int = 3) -> float:
    """CPU seconds of a process and its children, the median of some runs; its exit code says nothing here."""
    seconds = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=False, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(seconds)


def elapsed(command: list[str], runs: int = 3) -> float:
    """Seconds by the clock until a process has ended, the median of some runs; several processors may have worked."""
    seconds = []
    for _ in range(runs):
        before = perf_counter()
        subprocess.run(command, check=False, capture_output=True)
        seconds.append(perf_counter() - before)
    return median(seconds)


def speed_lines(scripts: Path, tools: Path | None) -> list[str]:
    """A table of seconds and ratios."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "many"
        folder.mkdir()
        lines = write_files(scripts, folder)
        one = Path(temporary) / "one.py"
        one.write_text("x = 1\n", encoding="utf-8")
        begin = process_time()
        for path in folder.iterdir():
            ast.parse(path.read_text(encoding="utf-8"))
        parsing = process_time() - begin
        mine = [sys.executable, "-m", "w2vcheck", "lint", "--fail-on", "never", "--format", "json"]
        start = cpu([*mine, str(one)])
        seconds = cpu([*mine, str(folder)])
        start_by_clock, by_clock = elapsed([*mine, str(one)]), elapsed([*mine, str(folder)])
        rows = [
            ("parsing alone (`ast`)", parsing),
            ("`w2vcheck lint`, one empty file (start-up)", start),
            ("`w2vcheck lint`, whole process", seconds),
        ]
        if tools is not None and (tools / "ruff").exists():
            rows.append(
                (
                    "ruff, all rules, no cache",
                    cpu([str(tools / "ruff"), "check", "--isolated", "--no-cache", "--select", "ALL", str(folder)]),
                )
            )
        some = [str(path) for path in sorted(folder.iterdir())[:SLOW_FILES]]
        slow = {"torch-preflight": ["check", "-j", "1", "-f", "json"], "pylint": ["--disable=import-error"]}
        for name, options in slow.items():
            if tools is not None and (tools / name).exists():
                begin = cpu([str(tools / name), *options, str(one)], 1)
                took = cpu([str(tools / name), *options, *some], 1) - begin
                rows.append((f"{name}, one job, from {SLOW_FILES} files", begin + took * FILES / SLOW_FILES))
    work = seconds - start
    return [
        f"### Speed: {FILES} files, {lines:,} lines",
        "",
        "| what | CPU seconds | ratio to parsing |",
        "|---|---|---|",
        *(f"| {name} | {took:.2f} | {took / parsing:.1f} |" for name, took in rows),
        "",
        f"After start-up w2vcheck takes {work:.2f} s of CPU, {work / parsing:.1f} times parsing.",
        f"By the clock: {start_by_clock:.2f} s to start, then {by_clock - start_by_clock:.2f} s; processors: {os.cpu_count()}.",
        "Goals: 1.5 s for the files, 0.3 s for start-up.",
        "",
    ]
