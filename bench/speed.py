"""How long an audit takes, as a ratio to its bare parts measured in the same run.

The bare parts are what anyone would have to do without w2vcheck: read the table, tokenise, train one Word2Vec, average it, and
fit one classifier, one after the other. Absolute seconds drift with the machine; the ratio is what counts.

    python bench/speed.py [--rows 10000] [--no-write]
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from sections import write_section

TOKENS, TYPES, CLASSES = 60, 50_000, 4


def write_corpus(path: Path, rows: int) -> None:
    """A Zipfian corpus of 60 tokens a document: each class prefers its own tenth of the words; 3 % exact and 2 % near copies."""
    rng = np.random.default_rng(0)
    weights = 1 / np.arange(1, TYPES + 1)
    words = np.array([f"w{number}" for number in range(TYPES)])
    labels = rng.integers(0, CLASSES, rows)
    common = rng.choice(TYPES, (rows, TOKENS), p=weights / weights.sum())
    topical = 200 + labels[:, None] * 500 + rng.integers(0, 500, (rows, TOKENS))
    ids = np.where(rng.random((rows, TOKENS)) < 0.15, topical, common)
    copies = rng.choice(rows, rows * 3 // 100, replace=False)
    ids[copies] = ids[(copies + 1) % rows]
    labels[copies] = labels[(copies + 1) % rows]
    near = rng.choice(rows, rows * 2 // 100, replace=False)
    ids[near] = ids[(near + 2) % rows]
    labels[near] = labels[(near + 2) % rows]
    ids[near, TOKENS - 1] = rng.integers(0, TYPES, len(near))
    with path.open("w", encoding="utf-8") as file:
        file.write("text,label\n")
        for row, label in zip(ids, labels, strict=True):
            file.write(f"{' '.join(words[row])},class{label}\n")


def bare_parts(path: Path) -> dict[str, float]:
    """Seconds of each bare part, run one after the other in this process, imports included."""
    seconds: dict[str, float] = {}

    def timed(name: str, begin: float) -> float:
        seconds[name] = perf_counter() - begin
        return perf_counter()

    begin = perf_counter()
    import polars as pl

    table = pl.read_csv(path)
    begin = timed("read", begin)
    from w2vcheck.data.tokens import tokenise

    tokens = tokenise(table["text"], "words", lowercase=True, says="")
    begin = timed("tokenise", begin)
    from w2vcheck.data.split import stratified
    from w2vcheck.embedding.pooling import columns_of, pool
    from w2vcheck.embedding.reference import plan
    from w2vcheck.embedding.training import train
    from w2vcheck.experiment.classifiers import logistic_on_vectors

    codes = table["label"].rank("dense").to_numpy().astype(np.int32) - 1
    rows, test = stratified(np.arange(len(table)), codes, 0.2, 0)
    trained = train(tokens.sentences(rows), plan(tokens.counts(rows), 0).config)
    assert trained is not None  # noqa: S101 - the corpus is made so that words are frequent
    begin = timed("train one Word2Vec", begin)
    here, there = columns_of(trained.words, tokens.types)
    texts = pool(tokens.matrix()[:, there], trained.matrix[here], "mean", rows)
    predicted = logistic_on_vectors(texts[rows], codes[rows], texts[test])
    timed("average, fit one classifier", begin)
    print(f"(accuracy of the bare pipeline: {(predicted == codes[test]).mean():.3f})")
    return seconds


def audited(path: Path) -> tuple[float, float]:
    """Wall seconds of `w2vcheck audit` as a process of its own, and its peak memory in MB."""
    begin = perf_counter()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "w2vcheck",
            "audit",
            path.name,
            "--no-cache",
            "--format",
            "json",
            "--output",
            "report.json",
            "--fail-on",
            "never",
        ],
        check=True,
        cwd=path.parent,
    )
    seconds = perf_counter() - begin
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.csv"
        write_corpus(path, arguments.rows)
        seconds, memory = audited(path)
        parts = bare_parts(path)
    bare = sum(parts.values())
    lines = [f"| {name} | {value:.2f} |" for name, value in parts.items()]
    table = "\n".join(
        [
            f"{arguments.rows:,} documents of {TOKENS} tokens, {CLASSES} classes, 3 % exact and 2 % near copies. Two cores.",
            "",
            "| part | seconds |",
            "|---|---|",
            *lines,
            f"| **bare parts together** | **{bare:.2f}** |",
            f"| **`w2vcheck audit`, whole process** | **{seconds:.2f}** |",
            "",
            f"Ratio {seconds / bare:.2f} (goal: at most 1.5). Peak memory {memory:,.0f} MB (goal: under 1,000 MB).",
        ]
    )
    print(table)
    if not arguments.no_write:
        write_section("speed", f"## Speed (`bench/speed.py`)\n\n{table}")


if __name__ == "__main__":
    main()
