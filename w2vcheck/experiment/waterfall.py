"""From the accuracy as written to the honest one: what each remedy is worth alone, and all of them one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from w2vcheck.artefacts import Store, Unavailable, made_by, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment.approach import Approach, Baseline
from w2vcheck.experiment.differences import Scored, gained, scored
from w2vcheck.experiment.evaluation import Fold
from w2vcheck.experiment.folds import Folds
from w2vcheck.experiment.own import Own
from w2vcheck.remedy import NothingToUndo, Remedy
from w2vcheck.results import Finding, Impact, Measure, Severity, Step
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, percent

MOST_REMEDIES = 8
"""Remedies that are tried, the worst findings first; the rest would say little more and cost as much again."""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The steps, and the findings with what each is worth alone.

    `title` names the approach. `baseline` is the accuracy of the plain model on the honest rows, `beats` what the approach
    scores more than it there; both None where the approach is that plain model. `untried` says for codes why their remedy
    could not be tried. `store` is that of the honest experiment.
    """

    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    title: str
    baseline: Measure | None
    baseline_title: str
    beats: Measure | None
    untried: tuple[tuple[str, str], ...]
    store: Store

    @property
    def honest(self) -> Measure:
        """The accuracy with all remedies applied."""
        return self.steps[-1].accuracy


@provider("")
def waterfall() -> Waterfall:
    """Never: it follows from the findings, and is put in place once there are all of them."""
    raise Unavailable("the experiments with the remedies were not run")


def walk(store: Store, findings: Sequence[Finding]) -> Waterfall:
    """Score the approach as written, with each remedy alone, and with all of them in their order.

    `findings` are sorted, worst first; notes are not tried. Unavailable where the approach cannot be trained as written.
    """
    settings = store.get(Settings)
    if not settings.ladder and not settings.has("classifier") and store.find(Own) is None:
        raise Unavailable("the ladder of baselines is switched off, and no classifier is configured")
    title = store.get(Approach).title
    written = score(store)
    tried, untried, impacts = _alone(store, written, findings, settings.seed)
    steps = [Step("as-written", "", written.accuracy, f"As written, {title} scores {figure(written.accuracy)}.")]
    last, with_all = written, store
    applied: set[tuple[int, str]] = set()
    for finding, remedy in sorted(tried, key=lambda pair: pair[1].stage):
        if (remedy.stage, remedy.says) in applied:  # two findings with one remedy
            continue
        applied.add((remedy.stage, remedy.says))
        try:
            following = varied(with_all, remedy)
            now = score(following)
        except Unavailable as reason:
            untried.append((finding.code, f"after the remedies before it: {reason}"))
            continue
        says = remedy.says[0].upper() + remedy.says[1:]
        moved = f"{percent(last.accuracy.value)} → {percent(now.accuracy.value)}"
        steps.append(Step(finding.name, finding.code, now.accuracy, f"{says}: {moved}."))
        last, with_all = now, following
    many = "nothing had to be mended" if len(steps) == 1 else "everything above mended"
    steps.append(Step("honest", "", last.accuracy, f"Honest, with {many}: {figure(last.accuracy)}."))
    plain = _plain(with_all, last)
    beats = None if plain is None else gained(plain[0], last, settings.seed)
    return Waterfall(
        tuple(steps),
        tuple(replace(finding, impact=impacts.get(position)) for position, finding in enumerate(findings)),
        title,
        None if plain is None else plain[0].accuracy,
        "" if plain is None else plain[1],
        beats,
        tuple(untried),
        with_all,
    )


def _alone(
    store: Store, written: Scored, findings: Sequence[Finding], seed: int
) -> tuple[list[tuple[Finding, Remedy]], list[tuple[str, str]], dict[int, Impact]]:
    """What each remedy is worth by itself, by the position of its finding."""
    tried: list[tuple[Finding, Remedy]] = []
    untried: list[tuple[str, str]] = []
    impacts: dict[int, Impact] = {}
    for position, finding in enumerate(findings):
        if finding.remedy is None or finding.severity is Severity.NOTE:
            continue
        if len(tried) == MOST_REMEDIES:
            untried.append((finding.code, f"only the {MOST_REMEDIES} worst are tried"))
            continue
        try:
            mended = varied(store, finding.remedy)
            if not any(mended.needs(_judged, made_by(change)) for change in finding.remedy.changes):
                continue  # the user's own model makes no use of what the remedy changes
            now = score(mended)
        except NothingToUndo:
            continue
        except Unavailable as reason:
            untried.append((finding.code, str(reason)))
            continue
        tried.append((finding, finding.remedy))
        impacts[position] = Impact(written.accuracy, now.accuracy, gained(written, now, seed))
    return tried, untried, impacts


def _judged(approach: Approach, folds: Folds, classes: Classes, keys: Keys) -> None:
    """What a score is made from, for `Store.needs`."""


def varied(store: Store, remedy: Remedy) -> Store:
    """The store of the experiment with this remedy. Unavailable, with its own reason, where the first change is."""
    for change in remedy.changes:
        store = store.varied(change)
    store.get(made_by(remedy.changes[0]))
    return store


def score(store: Store) -> Scored:
    """Train and test the approach on every fold."""
    folds, codes, groups = store.get(Folds), store.get(Classes).codes, store.get(Keys).codes
    right = []
    for fold, of_fold in by_fold(store, folds):
        predicted = of_fold.get(Approach).predicted
        right.append(predicted[:, fold[1]] == codes[fold[1]])
    return scored(folds, tuple(right), groups)


def by_fold(store: Store, folds: Folds) -> list[tuple[Fold, Store]]:
    """A store for each fold whose split is that fold; the store itself where the split is the one as written."""
    if folds.given:
        return [(fold, store) for fold in folds.folds]

    def of(fold: Fold) -> Store:
        @provider("")
        def split(split: Split) -> Split:
            return replace(split, train=fold[0], test=fold[1], says=folds.says)

        return store.varied(split)

    return [(fold, of(fold)) for fold in folds.folds]


def _plain(store: Store, approach: Scored) -> tuple[Scored, str] | None:
    """The plain baseline on the same rows as the honest approach; None where the approach is that baseline."""
    codes, title, right = store.get(Classes).codes, "", []
    for (_, test), of_fold in by_fold(store, approach.folds):
        model = of_fold.find(Baseline)
        if model is None or model.title == of_fold.get(Approach).title:
            return None
        title = model.title
        right.append((model.answer()[test] == codes[test])[None, :])
    return scored(approach.folds, tuple(right), approach.groups), title
