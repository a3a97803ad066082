"""Programs, executed to see what is really in them: scripts and notebooks, in a child process, under observation.

A fault counts as planted only where running the program shows it: the rows a vectoriser was fitted on, the gradients that were
still there at the next backward pass, the probabilities that reached a loss which wants scores.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import re
import signal
import sys
import tempfile
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

ROWS = 400
UNKNOWN_ROWS = 12
SECONDS = 120
TOPICS = ("travel", "music", "garden", "kitchen")


@dataclass(frozen=True)
class Program:
    """A script (one cell) or the code cells of a notebook, with the notebook's JSON around them."""

    name: str
    cells: tuple[str, ...]
    counts: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """All cells."""
        return "\n".join(self.cells)

    def with_cells(self, cells: list[str]) -> Program:
        """The same program with other text."""
        return Program(self.name, tuple(cells), self.counts)

    def write(self, original: Path, target: Path) -> None:
        """Write it in the form in which it was read."""
        if original.suffix == ".py":
            target.write_text(self.text, encoding="utf-8")
            return
        notebook = json.loads(original.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for cell, text, count in zip(code, self.cells, self.counts, strict=True):
            cell["source"] = text.splitlines(keepends=True)
            cell["execution_count"] = count
        target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_program(path: Path) -> Program:
    """A program from a file."""
    if path.suffix == ".py":
        return Program(path.name, (path.read_text(encoding="utf-8"),))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return Program(path.name, tuple("".join(cell["source"]) for cell in code), tuple(cell["execution_count"] for cell in code))


def without_magics(text: str) -> str:
    """Python only: shell lines and magics are dropped, what `%time` and `%%time` measure stays."""
    text = re.sub(r"^%%time\n", "", text)
    text = re.sub(r"^%time ", "", text, flags=re.MULTILINE)
    return re.sub(r"^[!%].*$", "", text, flags=re.MULTILINE)


def write_data(folder: Path) -> None:
    """The files that the programs read: reviews.csv, numbers.csv, vectors.txt. Words follow topic and label."""
    rng = random.Random(0)  # noqa: S311 - data, not secrets
    common = [f"word{number}" for number in range(60)]
    topical = {topic: [f"{topic}{number}" for number in range(12)] for topic in TOPICS}
    moods = (["bad", "awful", "dull", "poor", "sad", "weak"], ["good", "great", "fine", "nice", "happy", "strong"])
    rows = []
    for number in range(ROWS):
        topic, label = TOPICS[number % 4], (number // 4) % 2
        words = [rng.choice(topical[topic]) for _ in range(4)] + rng.choices(common, k=2) + rng.choices(moods[label], k=3)
        rng.shuffle(words)
        if number % (ROWS // UNKNOWN_ROWS) == 0:
            words = [f"seldom{number}x{place}" for place in range(3)]
        stars = round(2 + 2 * label + rng.random(), 1)
        rows.append([" ".join(words), label, topic, stars, rng.randint(20, 90) + 5 * label, round(rng.random() + label / 2, 3)])
    rng.shuffle(rows)
    with (folder / "reviews.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text", "label", "topic", "stars", "length", "shouting"], *rows])
    with (folder / "numbers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row[1], *(round(rng.gauss(float(str(row[1])), 1), 4) for _ in range(6))] for row in rows)
    known = [*common, *(word for words in topical.values() for word in words), *moods[0], *moods[1]]
    with (folder / "vectors.txt").open("w", encoding="utf-8") as file:
        file.write(f"{len(known)} 16\n")
        for word in known:
            numbers = " ".join(f"{rng.gauss(0, 1):.4f}" for _ in range(16))
            file.write(f"{word} {numbers}\n")


def execute(program: Program) -> dict[str, object]:
    """What was seen while the program ran, in a forked child: the observations, what it printed, and its error, if any."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            with os.fdopen(writing, "w", encoding="utf-8") as pipe:
                json.dump(_run_here(program), pipe)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        return {"error": "the child died"}
    result: dict[str, object] = json.loads(said)
    return result


def load_libraries() -> None:
    """Import what the programs import, once, before forking."""
    import gensim.models  # noqa: F401 - imported for its effect
    import pandas as pd  # noqa: F401 - imported for its effect
    import sklearn.ensemble
    import sklearn.feature_extraction.text  # noqa: F401 - imported for its effect
    import torch
    import torch._dynamo  # optimisers import it when first used

    torch.set_num_threads(1)


def _forget_seeds() -> None:
    import numpy as np
    import torch

    torch.seed()
    np.random.seed(None)  # noqa: NPY002 - the programs may draw from the old generator
    random.seed()


def _run_here(program: Program) -> dict[str, object]:
    from observation import observe

    printed = io.StringIO()
    error = None
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        os.chdir(folder)
        write_data(Path(folder))
        seen = observe()
        _forget_seeds()
        sys.argv = ["program"]
        signal.alarm(SECONDS)
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            names: dict[str, object] = {"__name__": "__main__"}
            try:
                for cell in program.cells:
                    exec(compile(without_magics(cell), program.name, "exec"), names)  # noqa: S102 - our own programs
            except Exception as failure:  # noqa: BLE001 - a planted fault may raise anything
                error = f"{type(failure).__name__}: {failure} [{traceback.extract_tb(failure.__traceback__)[-1].name}]"
        signal.alarm(0)
        os.chdir("/")
    return {
        **seen.facts(),
        "printed": printed.getvalue(),
        "error": error,
        "warnings": sorted({str(one.message).splitlines()[0] for one in caught}),
    }
