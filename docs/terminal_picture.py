"""Draw the report of a real audit as it looks in a terminal, for the first pages: help-desk tickets with the usual faults.

python docs/terminal_picture.py   writes docs/pictures/report.svg
"""

import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from w2vcheck import audit
from w2vcheck.cli.demo import TICKETS_CONFIG
from w2vcheck.demo.tickets import faulty_tickets, write_csv
from w2vcheck.report.formats import View, render
from w2vcheck.results import Report

PICTURE = Path(__file__).parent / "pictures" / "report.svg"
WIDTH = 80
SHOWN = ("✗", "error  W2V205", "The waterfall", "→ first")
"""The parts of the report that are shown, by what they begin with; three dots stand for the others."""
OTHERS = ("error", "warning", "note", "The ladder", "12 findings", "Your experiment", "In brackets")
WEB_FONT = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
"""rich's template loads a font from the network; the reader's own will do."""


def tickets() -> Report:
    """The audit of `w2vcheck demo`."""
    rows, _ = faulty_tickets(1200, seed=1)
    begun = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            write_csv(Path("tickets.csv"), tuple(rows[0]), [tuple(row.values()) for row in rows])
            Path("w2vcheck.toml").write_text(TICKETS_CONFIG, encoding="utf-8")
            return audit("tickets.csv", cache=False)
        finally:
            os.chdir(begun)


def parts(text: Text) -> Iterator[Text]:
    """The report cut where a finding or a section begins, the parts that are not shown as three dots."""
    blocks: list[list[Text]] = [[]]
    for line in text.split("\n"):
        if line.plain.startswith(
            (*SHOWN, "error", "warning", "note", "The ladder", "12 findings", "Your experiment", "In brackets")
        ):
            blocks.append([])
        blocks[-1].append(line)
    left_out = False
    for block in blocks[1:]:
        if block[0].plain.startswith(SHOWN):
            yield Text("\n").join(block)
            left_out = False
        elif not left_out:
            yield Text("⋮\n", style="dim")
            left_out = True


def draw(report: Report) -> str:
    """The picture, as SVG without any address but that of its own format."""
    console = Console(record=True, width=WIDTH + 2, file=io.StringIO(), force_terminal=True)
    for part in parts(Text.from_ansi(render(report, "terminal", View(width=WIDTH, color=True)))):
        console.print(part)
    template = WEB_FONT.sub("", CONSOLE_SVG_FORMAT).replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")
    picture = console.export_svg(
        title="w2vcheck audit tickets.csv", theme=DIMMED_MONOKAI, code_format=template, unique_id="report"
    )
    return "\n".join(line.rstrip() for line in picture.split("\n"))


if __name__ == "__main__":
    PICTURE.write_text(draw(tickets()), encoding="utf-8")
