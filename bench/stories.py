"""Five corpora, one planted fault each: from the number as written to the honest one.

    python bench/stories.py [--rows 2000] [--no-write]

Beside the honest figure stands what the same experiment scores on the corpus before anything was planted: the waterfall
should lead back to about that.
"""

import argparse

import numpy as np
import polars as pl
from corpora import corpora
from planters import PLANTERS, Clean, Planted
from sections import write_section

import w2vcheck
from w2vcheck.results import Report
from w2vcheck.wording import figure, worth

NETWORK: dict[str, object] = {
    "word2vec.epochs": 60,
    "classifier.optimizer": "sgd",
    "classifier.learning_rate": 0.1,
    "classifier.epochs": 20,
    "classifier.batch_size": 64,
}
STORIES = {
    "subj": ("W2V302", 0.2, "a fifth of the test rows are copies of training rows"),
    "clickbait": ("W2V306", 1.0, "every text of the largest class bears a mark"),
    "rt_polarity": ("W2V202", 1.0, "Word2Vec is trained for one epoch"),
    "trec6": ("W2V402", 0.0, "a softmax before cross-entropy"),
    "snips7": ("W2V103", 0.1, "a tenth of the labels in capitals"),
}


def planted(clean: Clean, code: str, strength: float) -> Planted:
    """The faulty table; a double softmax is a setting, not a table."""
    table = pl.DataFrame({"text": clean.texts, "label": clean.labels})
    if code == "W2V402":
        layers = [100, len(set(clean.labels))]
        options = {**NETWORK, "classifier.layers": layers, "classifier.loss": "cross_entropy"}
        return Planted(table, 1.0, {**options, "classifier.output_activation": "softmax"})
    planter = next(one for one in PLANTERS if one.code == code)
    return planter.plant(clean, strength, np.random.default_rng(0))


def audited(frame: pl.DataFrame, options: dict[str, object]) -> Report:
    """The whole audit, every training in it."""
    return w2vcheck.audit(frame, text="text", label="label", cache=False, options=options)


def story(clean: Clean, code: str, strength: float, says: str) -> list[str]:
    """A paragraph: the fault, its finding, the steps."""
    faulty = planted(clean, code, strength)
    report = audited(faulty.frame, dict(faulty.options))
    found = next((one for one in report.findings if code in (one.code, *one.also)), None)
    if found is None or not report.waterfall:
        return [f"### {clean.name}: {says}", "", f"{code} did not speak.", ""]
    before = {key: value for key, value in faulty.options.items() if key != "classifier.output_activation"}
    given = ("split",) if "split" in faulty.frame.columns and len(faulty.frame) == len(clean.texts) else ()
    twin = pl.DataFrame({"text": clean.texts, "label": clean.labels}).with_columns(*(faulty.frame[name] for name in given))
    sound = audited(twin, {"word2vec.epochs": 60} if code == "W2V202" else before)
    lines = [f"### {clean.name}: {says}", "", f"{found.code} ({found.severity}): {found.message}"]
    lines += [f"Worth: {worth(found.impact)}." if found.impact else "No worth could be measured.", ""]
    lines += [f"* {step.sentence}" for step in report.waterfall]
    return [*lines, f"* Before anything was planted: {figure(sound.waterfall[0].accuracy)}.", ""]


def main() -> None:
    """Tell them, and write them down."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    lines = [f"Texts of at most {arguments.rows:,} rows, copies removed first (`bench/stories.py`).", ""]
    for clean in corpora(tuple(STORIES), arguments.rows, set(STORIES)):
        if clean.name in STORIES:
            lines += story(clean, *STORIES[clean.name])
            print("\n".join(lines[-12:]), flush=True)
    if not arguments.no_write:
        write_section("stories", "\n".join(["## From the number as written to the honest one", "", *lines]).rstrip())


if __name__ == "__main__":
    main()
