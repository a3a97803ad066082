"""Is the cause named? Faults seeded into small classifiers that work, each beside its clean twin.

    python bench/faults.py [--seeds 5] [--rows 900] [--only softmax] [--rivals FOLDER] [--no-write]

After the fault families of DeepCrime and TheDeepChecker, on classifiers of averaged word vectors. A mutant counts only if it
hurts: it cannot be trained, or its accuracy on held-out rows is below its twin's under five starts of either, by the 95 %
interval of a paired bootstrap over starts and rows, reckoned here and not by the rules. A mutant that does not hurt must not
be reported as an error. Corpora: those of W2VCHECK_CORPORA and a generated one. `--rivals` is a folder with torchtest2 and
torch-audit, which then see the same cases.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl
import torch
from corpora import load
from fault_cases import CASES, Case, twin_of
from fault_rivals import Rival, rivals
from numpy.typing import NDArray
from planters.planting import Clean
from sections import write_section
from shares import counted

import w2vcheck
from w2vcheck.demo.tickets import tickets

REAL = ("subj", "trec6")
EPOCHS = 15
RIVAL_SEEDS = 2
ORACLE_SEEDS = 5
BATCH = 32


@dataclass(frozen=True)
class Corpus:
    """Averaged word vectors, standardised on the training rows, and class numbers; the last quarter is for testing."""

    name: str
    vectors: NDArray[np.float32]
    labels: NDArray[np.int64]

    @property
    def k(self) -> int:
        """How many classes there are."""
        return int(self.labels.max()) + 1

    @property
    def train(self) -> int:
        """The first row that is not for training."""
        return len(self.labels) * 3 // 4


def embedded(clean: Clean) -> Corpus:
    """Average the vectors of a Word2Vec trained on the training texts."""
    from gensim.models import Word2Vec

    sentences = [text.lower().split() for text in clean.texts]
    train = len(sentences) * 3 // 4
    model = Word2Vec(sentences[:train], vector_size=100, min_count=2, sg=1, epochs=30, seed=1, workers=1)
    rows = [[model.wv[word] for word in words if word in model.wv] or [np.zeros(100, np.float32)] for words in sentences]
    vectors = np.array([np.mean(row, axis=0) for row in rows])
    vectors = (vectors - vectors[:train].mean(axis=0)) / np.maximum(vectors[:train].std(axis=0), 1e-9)
    names = sorted(set(clean.labels))
    return Corpus(clean.name, vectors.astype(np.float32), np.array([names.index(label) for label in clean.labels]))


def corpora(rows: int) -> Iterator[Corpus]:
    """Real ones where there is a folder of them, and generated tickets."""
    folder = os.environ.get("W2VCHECK_CORPORA")
    for name in REAL if folder else ():
        yield embedded(load(Path(folder or "") / f"{name}.csv", rows, 0))
    pairs = tickets(rows, 1)
    order = np.random.default_rng(0).permutation(len(pairs))
    yield embedded(Clean("tickets", [pairs[row][0] for row in order], [pairs[row][1] for row in order]))


def trained(case: Case, corpus: Corpus, seed: int) -> NDArray[np.bool_] | None:
    """Which test rows a case gets right after training as its author would; None where torch refuses."""
    inputs = torch.as_tensor(corpus.vectors * case.scale)
    try:
        module, loss, optimizer = case.make(seed, inputs.shape[1], corpus.k)
        with torch.no_grad():
            outputs = module.eval()(inputs[:2])
        targets = case.targets(torch.as_tensor(corpus.labels), outputs, loss)
        generator = torch.Generator().manual_seed(seed)
        module.train()
        for _ in range(case.epochs or EPOCHS):
            order = torch.randperm(corpus.train, generator=generator)
            for begin in range(0, corpus.train, BATCH):
                rows = order[begin : begin + BATCH]
                optimizer.zero_grad()
                torch.autograd.backward(loss(module(inputs[rows]), targets[rows]))
                optimizer.step()
        module.eval()
        with torch.no_grad():
            answers = module(inputs[corpus.train :])
    except (RuntimeError, IndexError, ValueError):
        return None
    if answers.dim() > 1 and answers.shape[1] > 1:
        predicted = answers.argmax(dim=1)
    else:
        predicted = (answers.reshape(-1) > case.middle).long()
    return np.asarray(predicted.numpy() == corpus.labels[corpus.train :])


def often_trained(case: Case, corpus: Corpus, seed: int) -> NDArray[np.bool_] | None:
    """The same under several seeds that no audit uses, shape (seeds, rows): one start is lucky or not."""
    several = [trained(case, corpus, 1000 * (seed + 1) + number) for number in range(ORACLE_SEEDS)]
    found = [one for one in several if one is not None]
    return np.stack(found) if len(found) == len(several) else None


def hurts(mutant: NDArray[np.bool_] | None, twin: NDArray[np.bool_]) -> bool:
    """Whether the mutant is measurably worse on the same rows, over starts and rows; shape of both (seeds, rows)."""
    if mutant is None:
        return True
    gain = twin.astype(float) - mutant.astype(float)
    seeds, rows = gain.shape
    rng = np.random.default_rng(0)
    means = [gain[rng.integers(0, seeds, seeds)].mean(axis=0)[rng.integers(0, rows, rows)].mean() for _ in range(1000)]
    return bool(np.quantile(means, 0.025) > 0)


def audited(case: Case, corpus: Corpus, seed: int) -> tuple[dict[str, str], float]:
    """Codes that w2vcheck reports, itself or through another, with their severity; and its seconds."""
    frame = pl.DataFrame({f"v{column:03}": corpus.vectors[:, column] * case.scale for column in range(corpus.vectors.shape[1])})
    parts = ["train"] * corpus.train + ["test"] * (len(corpus.labels) - corpus.train)
    frame = frame.with_columns(pl.Series("label", [f"class {code}" for code in corpus.labels]), pl.Series("split", parts))
    begin = perf_counter()
    report = w2vcheck.audit(
        frame,
        model=lambda width, classes: case.make(seed, width, classes),
        features="v000:v099",
        target="label",
        split="split",
        select=("W2V4",),
        ladder=False,
        seed=seed,
        options={"classifier.epochs": case.epochs or EPOCHS},
    )
    seconds = perf_counter() - begin
    if report.crashed:
        raise SystemExit(f"a rule crashed on {case.name}: {report.crashed}")
    found: dict[str, str] = {}
    for finding in report.findings:
        for code in (finding.code, *finding.also):
            found.setdefault(code, str(finding.severity))
    return found, seconds


@dataclass
class Tally:
    """What one tool said over all cases."""

    named: int = 0
    raised: int = 0
    mutants: int = 0
    alarms: int = 0
    twins: int = 0
    seconds: float = 0.0
    runs: int = 0

    def row(self, name: str) -> str:
        """A row of the table."""
        return (
            f"| {name} | {counted(self.named, self.mutants)} | {counted(self.raised, self.mutants)} | "
            f"{counted(self.alarms, self.twins)} | {self.seconds / max(1, self.runs):.2f} |"
        )


@dataclass
class Results:
    """Everything counted so far; `lines` holds (hurts, named, reported as an error) of each run of a case."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    lines: dict[str, list[tuple[bool, bool, bool]]] = field(default_factory=lambda: defaultdict(list))
    clean_errors: int = 0
    harmless: int = 0
    harmless_errors: int = 0

    def twin(self, case: Case, corpus: Corpus, seed: int, others: dict[str, Rival]) -> NDArray[np.bool_]:
        """Train and audit a clean twin; which test rows it gets right, shape (seeds, rows)."""
        right = often_trained(case, corpus, seed)
        if right is None:
            raise SystemExit(f"the clean twin {case.name} cannot be trained")
        found, seconds = audited(case, corpus, seed)
        alarms = {code: severity for code, severity in found.items() if severity != "note"}
        self.clean_errors += "error" in found.values()
        if alarms:
            print(f"  alarm on {case.name} of {corpus.name}, seed {seed}: {alarms}", file=sys.stderr)
        _count(self.tallies["w2vcheck"], seconds, twin=bool(alarms))
        _of_rivals(others, self.tallies, case, corpus, seed, hurting=None)
        return right

    def mutant(self, case: Case, corpus: Corpus, seed: int, twin: NDArray[np.bool_], others: dict[str, Rival]) -> None:
        """Train and audit a mutant."""
        harm = hurts(often_trained(case, corpus, seed), twin)
        found, seconds = audited(case, corpus, seed)
        loud = {code for code, severity in found.items() if severity != "note"}
        named = bool(set(case.codes) & loud)
        error = "error" in found.values()
        self.lines[case.name].append((harm, named, error))
        if harm:
            _count(self.tallies["w2vcheck"], seconds, named=named, raised=bool(loud))
            if not named:
                print(f"  missed {case.name} in {corpus.name}, seed {seed}: {found}", file=sys.stderr)
        else:
            self.harmless += 1
            self.harmless_errors += error
            if error:
                print(f"  error on harmless {case.name} of {corpus.name}, seed {seed}: {found}", file=sys.stderr)
        _of_rivals(others, self.tallies, case, corpus, seed, hurting=harm)


def main() -> None:
    """Run all cases and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=480)
    parser.add_argument("--only", default="")
    parser.add_argument("--rivals")
    parser.add_argument("--no-write", action="store_true")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    others = rivals(given.rivals)
    results = Results()
    for corpus in corpora(given.rows):
        begin = perf_counter()
        for seed in range(given.seeds):
            twins: dict[str, NDArray[np.bool_]] = {}
            for case in CASES:
                if given.only not in case.name or (case.binary and corpus.k > 2):
                    continue
                twin = twin_of(case)
                if twin.name not in twins:
                    twins[twin.name] = results.twin(twin, corpus, seed, others)
                if case.name != twin.name:
                    results.mutant(case, corpus, seed, twins[twin.name], others)
        print(f"{corpus.name}: {perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
    text = _table(results, given.seeds)
    print(text)
    if not given.no_write:
        write_section("faults", text)


def _count(tally: Tally, seconds: float, *, twin: bool | None = None, named: bool = False, raised: bool = False) -> None:
    tally.seconds, tally.runs = tally.seconds + seconds, tally.runs + 1
    if twin is not None:
        tally.twins, tally.alarms = tally.twins + 1, tally.alarms + twin
    else:
        tally.mutants, tally.named, tally.raised = tally.mutants + 1, tally.named + named, tally.raised + raised


def _of_rivals(
    others: dict[str, Rival], tallies: dict[str, Tally], case: Case, corpus: Corpus, seed: int, *, hurting: bool | None
) -> None:
    if hurting is False or seed >= RIVAL_SEEDS:
        return
    inputs, labels = torch.as_tensor(corpus.vectors[:256] * case.scale), torch.as_tensor(corpus.labels[:256])
    for name, rival in others.items():
        begin = perf_counter()
        said = rival(case, inputs, labels, seed)
        seconds = perf_counter() - begin
        if hurting is None:
            _count(tallies[name], seconds, twin=bool(said))
        else:
            _count(tallies[name], seconds, named=bool(said & set(case.codes)), raised=bool(said))


def _table(results: Results, seeds: int) -> str:
    ours, lines = results.tallies["w2vcheck"], results.lines
    seen_errors = [each for runs in lines.values() for each in runs if each[2]]
    right = sum(harm and named for harm, named, _ in seen_errors)
    wrong = len(seen_errors) - right + results.clean_errors
    out = [
        "## Faults of models (`bench/faults.py`)",
        "",
        f"{len(lines)} faults x up to 3 corpora x {seeds} seeds, each beside a clean twin. A mutant counts where it measurably",
        "hurts. Named: a finding of warning or worse whose code is the fault's (or that of an equivalent mend). Intervals take",
        "runs as independent, which those of one corpus are not quite.",
        "",
        "| tool | cause named | anything said | clean twins with an alarm | seconds a run |",
        "|---|---|---|---|---|",
        *(tally.row(name) for name, tally in results.tallies.items()),
        "",
        f"Errors on clean twins: {results.clean_errors}/{ours.twins}.",
        f"Precision of runs with an error: {counted(right, max(1, right + wrong))}; a mutant that does not hurt counts as wrong.",
        f"Mutants that did not hurt: {results.harmless}, reported as an error: {results.harmless_errors}.",
        "",
        "| fault | hurts | named | named as an error |",
        "|---|---|---|---|",
    ]
    for name, seen in lines.items():
        hurting = [each for each in seen if each[0]]
        named, loud = sum(each[1] for each in hurting), sum(each[1] and each[2] for each in hurting)
        out.append(f"| {name} | {len(hurting)}/{len(seen)} | {named}/{len(hurting)} | {loud}/{len(hurting)} |")
    return "\n".join(out)


if __name__ == "__main__":
    main()
