"""What the waterfall of six remedies costs, as a ratio to the ladder of baselines alone, in one run.

python bench/speed_waterfall.py [--rows 10000] [--no-write]
"""

import argparse
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from sections import write_section
from speed import TOKENS, write_corpus
from threadpoolctl import threadpool_limits

from w2vcheck.artefacts import Progress, Store, silent
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import read_table
from w2vcheck.experiment import remedies
from w2vcheck.experiment.ladder import Ladder
from w2vcheck.experiment.waterfall import Waterfall, walk
from w2vcheck.remedy import Remedy
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.settings import Settings, override

EXPERIMENTS: dict[str, dict[str, object]] = {
    "nothing configured (TF-IDF)": {},
    "gensim's defaults + logistic regression": {"word2vec.vector_size": 100, "classifier.kind": "logistic-regression"},
    "gensim's defaults + network": {
        "word2vec.vector_size": 100,
        "classifier.layers": [100, 32, 4],
        "classifier.loss": "cross_entropy",
        "classifier.optimizer": "adam",
        "classifier.epochs": 10,
        "classifier.batch_size": 64,
    },
}


def finding(code: str, remedy: Remedy) -> Finding:
    """A finding with this remedy."""
    return Finding(code, code.lower(), Severity.ERROR, Confidence.HIGH, "", "", "", remedy=remedy)


def six(store: Store) -> list[Finding]:
    """Remedies of every stage. Where nothing is configured, the last two have nothing to mend."""
    test = store.get(Split).test
    return [
        finding("A", remedies.without_words(["w3", "w5"])),
        finding("B", remedies.without_words(["w200", "w700"])),
        finding("C", remedies.without_test_rows(test[: len(test) // 20], "copies")),
        finding("D", remedies.resplit()),
        finding("E", remedies.retrained()),
        finding("F", remedies.trained_for(5)),
    ]


def timed(path: Path, options: dict[str, object]) -> tuple[float, float, Waterfall]:
    """Seconds of the ladder and of the waterfall after it, which shares what the ladder has trained."""
    rows = dataset(read_table(str(path)), None)
    store = Store({Dataset: rows, Settings: override(Settings(), options), Progress: silent})
    with threadpool_limits(1):
        begin = perf_counter()
        store.get(Ladder)
        between = perf_counter()
        walked = walk(store, six(store))
    return between - begin, perf_counter() - between, walked


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.csv"
        write_corpus(path, arguments.rows)
        timed(path, {})  # imports, and whatever else is slow only once
        for name, options in EXPERIMENTS.items():
            ladder, waterfall, walked = timed(path, options)
            steps = np.array([step.accuracy.value for step in walked.steps])
            lines.append(
                f"| {name} | {ladder:.1f} | {waterfall:.1f} | {waterfall / ladder:.2f} | {len(walked.steps) - 2} | "
                f"{steps[0]:.3f} → {steps[-1]:.3f} |"
            )
            print(lines[-1])
    table = "\n".join(
        [
            f"{arguments.rows:,} documents of {TOKENS} tokens. Remedies: two masks of words, test rows dropped, another",
            "split, other vectors, other epochs; each tried alone, then all one after the other.",
            "Ratio: the waterfall by the ladder (goal: at most 2.5). A network is trained under three seeds each time.",
            "",
            "| experiment | ladder, s | waterfall, s | ratio | steps | accuracy |",
            "|---|---|---|---|---|---|",
            *lines,
        ]
    )
    if not arguments.no_write:
        write_section("waterfall", f"## The waterfall (`bench/speed_waterfall.py`)\n\n{table}")


if __name__ == "__main__":
    main()
