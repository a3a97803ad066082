"""Take the pictures of reports for the documentation: the terminal as SVG, the page as PNG.

python docs/screenshots.py        writes docs/pictures/report-*.svg and report-*.png

The data are the two of `w2vcheck demo`, made on the spot. The pages are opened in the Chromium on the path, or in the one that
W2VCHECK_CHROMIUM names.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from w2vcheck.auditor import audit
from w2vcheck.cli.demo import TICKETS_CONFIG
from w2vcheck.demo.founding import write_founding_case
from w2vcheck.demo.tickets import faulty_tickets, write_csv
from w2vcheck.report.formats import View, render
from w2vcheck.results import Report

FOLDER = Path(__file__).parent / "pictures"
COLUMNS = 100
MOST_BYTES = 200_000
COLORS = 256
TERMINAL_LINES = 60
"""Lines of a report in a picture: the rest is more of the same."""


@dataclass(frozen=True)
class Shot:
    """A part of a page: from the element `begin`, so many pixels wide and high."""

    report: str
    begin: str
    width: int
    height: int
    scheme: str = "light"


SHOTS = {
    "report-verdict": Shot("tickets", "#verdict", 1100, 1180),
    "report-findings": Shot("founding", "#findings", 1100, 900),
    "report-models": Shot("tickets", "#models", 1100, 1250),
    "report-data": Shot("words", "#data", 1100, 1300),
    "report-dark": Shot("tickets", "#verdict", 1100, 1180, "dark"),
    "report-phone": Shot("tickets", "#verdict", 390, 1250),
}


def reports(folder: Path) -> dict[str, Report]:
    """The founding case, the tickets, and the tickets without word vectors."""
    write_founding_case(folder)
    rows, _ = faulty_tickets(1200, seed=1)
    write_csv(folder / "tickets.csv", tuple(rows[0]), [tuple(row.values()) for row in rows])
    (folder / "tickets.toml").write_text(TICKETS_CONFIG, encoding="utf-8")
    (folder / "words.toml").touch()
    os.chdir(folder)  # so that the pictures show the names of the files alone
    return {
        "founding": audit("numbers.csv", config="w2vcheck.toml", exhibits=True, cache=False),
        "tickets": audit("tickets.csv", config="tickets.toml", exhibits=True, cache=False),
        "words": audit("tickets.csv", config="words.toml", exhibits=True, cache=False),
    }


def terminal(report: Report, title: str) -> str:
    """The report as a terminal shows it, as SVG that asks for no font from elsewhere."""
    shown = render(report, "terminal", View(width=COLUMNS, color=True)).splitlines()[:TERMINAL_LINES]
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi("\n".join(shown)))
    form = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title=title, code_format=form, unique_id="w2vcheck")


def shot(browser: Browser, page: Path, wanted: Shot) -> bytes:
    """A part of a page as PNG with few colours."""
    size = ViewportSize(width=wanted.width, height=wanted.height)
    context = browser.new_context(viewport=size, color_scheme="dark" if wanted.scheme == "dark" else "light")
    opened = context.new_page()
    opened.goto(page.as_uri())
    opened.evaluate("begin => document.querySelector(begin).scrollIntoView()", wanted.begin)
    taken = Image.open(BytesIO(opened.screenshot()))
    context.close()
    small = BytesIO()
    taken.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def pages(every: Mapping[str, Report], folder: Path) -> dict[str, Path]:
    """The page of each report."""
    files = {name: folder / f"{name}.html" for name in every}
    for name, report in every.items():
        files[name].write_text(render(report, "html"), encoding="utf-8")
    return files


def main() -> int:
    """Take all pictures."""
    chromium = os.environ.get("W2VCHECK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium on the path; name one in W2VCHECK_CHROMIUM")
        return 2
    pictures = FOLDER.absolute()
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as engine:
        folder = Path(scratch)
        every = reports(folder)
        for name in ("founding", "tickets"):
            command = f"w2vcheck audit {every[name].subject.source}"
            (pictures / f"report-{name}.svg").write_text(terminal(every[name], command), encoding="utf-8")
        files = pages(every, folder)
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, wanted in SHOTS.items():
            taken = shot(browser, files[wanted.report], wanted)
            if len(taken) > MOST_BYTES:
                print(f"{name}.png has {len(taken):,} bytes")
                return 1
            (pictures / f"{name}.png").write_bytes(taken)
            print(f"{name}.png, {len(taken):,} bytes")
        browser.close()
        os.chdir(before)
    return 0


if __name__ == "__main__":
    sys.exit(main())
