"""How long the data rules take, as a ratio to the bare checks of the same run; and how long a second audit takes, from the cache.

Data rules are `--select W2V1,W2V3 --no-ladder` without the three that train a model: W2V110 (out-of-fold probabilities), W2V116
(learning curve) and W2V311 (a classifier of the sides). The bare checks are what anyone would do without w2vcheck, by the
fastest way known: read, cut into words, count them, exact and near duplicates with verification, conflicting labels,
chi-squared and mutual information of every word. Each is a process of its own, imports included. Seconds on the wall drift with
whatever else the machine does, so seconds of CPU stand beside them; the ratios are of these.

    python bench/speed_data.py [--rows 100000] [--no-write]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from sections import write_section
from speed import CLASSES, TOKENS, write_corpus

AUDIT = ("-m", "w2vcheck", "audit", "corpus.csv", "--format", "json", "--output", "report.json", "--fail-on", "never")
DATA_RULES = ("--select", "W2V1,W2V3", "--ignore", "W2V110,W2V116,W2V311", "--no-ladder")


@dataclass(frozen=True)
class Run:
    """Seconds on the wall and of CPU, and the peak memory in MB, of one process."""

    wall: float
    cpu: float
    memory: float


def run(folder: Path, *arguments: str) -> Run:
    """Run Python with these arguments in this folder."""
    begin = perf_counter()
    child = subprocess.Popen([sys.executable, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed")
    return Run(perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def bare_checks(path: Path) -> None:
    """The bare checks, one after the other."""
    import polars as pl

    from w2vcheck.data.corpus import Corpus, keys
    from w2vcheck.data.near_duplicates import near_duplicates
    from w2vcheck.data.tokens import tokenise

    table = pl.read_csv(path)
    tokens = tokenise(table["text"], "words", lowercase=True, says="")
    tokens.counts()
    same = keys(Corpus("text", table["text"]), None)
    near_duplicates(tokens, same)
    labels = table["label"].rank("dense").to_numpy().astype(np.int64) - 1
    pl.DataFrame({"key": same.codes, "label": labels}).group_by("key").agg(pl.col("label").n_unique()).filter(pl.col("label") > 1)
    counts = tokens.matrix()
    sides = np.eye(CLASSES)[labels]
    observed = counts.T @ sides
    expected = np.outer(observed.sum(axis=1), sides.mean(axis=0))
    ((observed - expected) ** 2 / np.maximum(expected, 1e-12)).sum(axis=1)
    counts.data[:] = 1
    together = counts.T @ sides / len(labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = together * np.log(together / (together.sum(axis=1, keepdims=True) * sides.mean(axis=0)))
    np.nan_to_num(terms).sum(axis=1)


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bare:
        bare_checks(arguments.bare)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder / "corpus.csv", arguments.rows)
        os.environ["W2VCHECK_CACHE_DIR"] = str(folder / "cache")
        bare = run(folder, str(Path(__file__).absolute()), "--bare", "corpus.csv")
        first = run(folder, *AUDIT, *DATA_RULES)
        again = run(folder, *AUDIT, *DATA_RULES)
        whole = run(folder, *AUDIT)
        other = run(folder, *AUDIT, "--select", "W2V5")
        repeated = run(folder, *AUDIT)
    rows = {
        "bare checks": bare,
        "**data rules**": first,
        "the same again": again,
        "a whole audit": whole,
        "then one of other rules, the ladder from the cache": other,
        "**the whole audit again**": repeated,
    }
    says = (
        f"Data rules by bare checks {first.cpu / bare.cpu:.2f} (goal: at most 2), peak memory {first.memory:,.0f} MB "
        f"(goal: at most 750). A second audit is {whole.cpu / repeated.cpu:.0f} times faster (goal: 10); "
        f"of data rules alone {first.cpu / again.cpu:.0f} times."
    )
    table = "\n".join(
        [
            f"{arguments.rows:,} documents of {TOKENS} tokens, {CLASSES} classes, 3 % exact and 2 % near copies. Two cores.",
            "",
            "| process | seconds | seconds of CPU | peak memory, MB |",
            "|---|---|---|---|",
            *(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} | {one.memory:,.0f} |" for name, one in rows.items()),
            "",
            says,
        ]
    )
    print(table)
    if not arguments.no_write:
        write_section("speed-data", f"## Speed of the data rules, and of a second audit (`bench/speed_data.py`)\n\n{table}")


if __name__ == "__main__":
    main()
