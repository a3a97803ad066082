"""Real reports, and the golden files of what every format makes of them.

`make golden` writes the files anew; read the difference before committing it. Paths are from the top of the repository, which
must be the current folder.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

from report_samples import tickets

from w2vcheck import __version__, audit
from w2vcheck.code.source import source_of
from w2vcheck.linter import lint_settings, lint_sources
from w2vcheck.pages import as_notebook
from w2vcheck.report.formats import render
from w2vcheck.results import Report

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "terminal": "terminal.txt",
    "json": "report.json",
    "concise": "concise.txt",
    "jsonl": "report.jsonl",
    "sarif": "report.sarif",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "junit.xml",
    "markdown": "report.md",
}
SCRIPT = """\
import pandas as pd
from gensim.models import Word2Vec
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

frame = pd.read_csv("data.csv")
sätze = [text.split() for text in frame["text"]]; vectors = Word2Vec(sätze, size=50, seed=1, workers=1)
x = StandardScaler().fit_transform(frame[["a", "b"]])
x_train, x_test, y_train, y_test = train_test_split(x, frame["label"], random_state=0)
model = LogisticRegression().fit(x_train, y_train)
print(model.score(x_test, y_test))
"""
NOTEBOOK = """\
# %% [2]
import torch
from gensim.models import Word2Vec

# %% [1]
network = torch.load("network.pt", weights_only=False)
vectors = Word2Vec([["a", "b"]], size=50, iter=3)
"""


def founding() -> Report:
    """The founding case: nearly everything in it is wrong."""
    return audit("fixtures/question/numbers.csv", config="fixtures/question/w2vcheck.toml", cache=False)


def done_right() -> Report:
    """A clean corpus, with a ladder."""
    return audit("fixtures/done_right/tickets.csv", config="fixtures/done_right/w2vcheck.toml", cache=False)


def scripts() -> Report:
    """A script with a leak and an old argument, a notebook that was run out of order."""
    sources = [source_of(SCRIPT, "train.py"), source_of(as_notebook(NOTEBOOK), "notes/explore.ipynb")]
    return lint_sources(sources, lint_settings(None, {}))


REPORTS: dict[str, Callable[[], Report]] = {
    "founding": founding,
    "done_right": done_right,
    "tickets": tickets,
    "scripts": scripts,
}


def stable(report: Report, form: str) -> str:
    """What the format makes of the report, without what changes with the version: its number, and the pages of the rules."""
    text = render(report, form)
    if form == "sarif":
        log = json.loads(text)
        driver = log["runs"][0]["tool"]["driver"]
        driver["rules"] = [rule["id"] for rule in driver["rules"]]
        text = json.dumps(log, indent=1, ensure_ascii=False) + "\n"
    return re.sub(rf'("version": ){re.escape(json.dumps(__version__))}', r'\1"VERSION"', text)


def write() -> None:
    """Write the golden files of every report in every format but HTML, which has tests of its own."""
    for name, report in ((name, make()) for name, make in REPORTS.items()):
        folder = GOLDEN / name
        folder.mkdir(parents=True, exist_ok=True)
        for form, file in FILES.items():
            (folder / file).write_text(stable(report, form), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
