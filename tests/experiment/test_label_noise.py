from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from w2vcheck.artefacts import Progress, Store, Unavailable, silent
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.target import Classes
from w2vcheck.demo.tickets import LABELS, tickets
from w2vcheck.experiment import classifiers, label_noise
from w2vcheck.experiment.label_noise import (
    LabelNoise,
    _estimate,
    confident_classes,
    estimated_joint,
    prune_by_noise_rate,
    surest,
    thresholds,
)
from w2vcheck.settings import Settings

Shares = NDArray[np.float64]
ROWS = tickets(1000, seed=1)
TEXTS, CLEAN = [text for text, _ in ROWS], [label for _, label in ROWS]


def store(texts: list[str], labels: list[str]) -> Store:
    frame = pl.DataFrame({"text": texts, "label": labels})
    given = {
        Dataset: dataset(from_frame(frame), None),
        Columns: Columns("label", "text"),
        Settings: Settings(),
        Progress: silent,
    }
    return Store(given)


def noise_of(texts: list[str], labels: list[str]) -> LabelNoise:
    return store(texts, labels).get(LabelNoise)


def moved(share: float, seed: int = 0) -> tuple[list[str], set[int]]:
    """The labels of the tickets with a share of them moved to another class, and the rows that were moved."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(CLEAN))[: round(share * len(CLEAN))]
    labels = list(CLEAN)
    for row in rows.tolist():
        labels[row] = LABELS[(LABELS.index(labels[row]) + int(rng.integers(1, 4))) % 4]
    return labels, set(rows.tolist())


def drawn(n: int, k: int, seed: int) -> tuple[Shares, NDArray[np.int32]]:
    """Probabilities with four decimals and labels that mostly follow them; every class has a label."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(k, 0.4), size=n).round(4)
    labels = np.array([rng.choice(k, p=row / row.sum()) for row in probabilities])
    labels[:k] = np.arange(k)
    return probabilities, labels.astype(np.int32)


# --- the definitions of the paper, word for word, one row at a time ----------------------------------------------------------


def by_definition(p: list[list[float]], y: list[int]) -> tuple[list[float], list[int | None], list[list[float]], set[int]]:
    """Thresholds, confident class of each row, joint distribution, and the rows pruned by noise rate."""
    n, k = len(y), len(p[0])
    t = [sum(p[x][j] for x in range(n) if y[x] == j) / sum(y[x] == j for x in range(n)) for j in range(k)]
    confident: list[int | None] = []
    counts = [[0.0] * k for _ in range(k)]
    for x in range(n):
        reached = [j for j in range(k) if p[x][j] >= t[j]]
        best = max(reached, key=lambda j: p[x][j]) if reached else None
        confident.append(best)
        if best is not None:
            counts[y[x]][best] += 1
    joint = [[0.0] * k for _ in range(k)]
    for i in range(k):
        rows = sum(one == i for one in y)
        for j in range(k):
            joint[i][j] = counts[i][j] / sum(counts[i]) * rows / n if sum(counts[i]) else (i == j) * rows / n
    pruned: set[int] = set()
    for i in range(k):
        for j in range(k):
            if i != j:
                labelled = sorted((x for x in range(n) if y[x] == i), key=lambda x: p[x][i] - p[x][j])
                pruned |= set(labelled[: round(n * joint[i][j])])
    return t, confident, joint, {x for x in pruned if p[x][y[x]] < max(p[x])}


@pytest.mark.parametrize(("n", "k", "seed"), [(60, 2, 0), (200, 3, 1), (300, 7, 2), (40, 10, 3)])
def test_confident_learning_is_that_of_the_paper(n: int, k: int, seed: int) -> None:
    probabilities, labels = drawn(n, k, seed)
    t, confident, joint, pruned = by_definition(probabilities.tolist(), labels.tolist())

    ours = confident_classes(probabilities, thresholds(probabilities, labels))
    our_joint = estimated_joint(labels, ours, k)
    suspicious = prune_by_noise_rate(probabilities, labels, our_joint)

    assert thresholds(probabilities, labels) == pytest.approx(t)
    assert [None if one < 0 else one for one in ours.tolist()] == confident
    assert our_joint == pytest.approx(np.array(joint))
    assert our_joint.sum(axis=1) == pytest.approx(np.bincount(labels, minlength=k) / n)
    assert pruned
    assert set(suspicious.tolist()) == pruned
    margins = [probabilities[x, labels[x]] - probabilities[x].max() for x in suspicious]
    assert all(one <= other for one, other in pairwise(margins))


def test_a_label_without_a_confident_row_is_taken_as_right() -> None:
    # Nobody reaches .6: rows of class 1 have no confident class at all.
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.5, 0.5], [0.3, 0.7]])
    labels = np.array([0, 0, 1, 1], np.int32)

    confident = confident_classes(probabilities, np.array([0.9, 0.8]))

    assert confident.tolist() == [0, 0, -1, -1]
    assert estimated_joint(labels, confident, 2).tolist() == [[0.5, 0.0], [0.0, 0.5]]


def test_the_surest_rows_are_a_tenth_of_each_predicted_class() -> None:
    probabilities, _ = drawn(400, 3, 4)
    answers = probabilities.argmax(axis=1)
    expected = set()
    for code in range(3):
        own = [row for row in range(400) if answers[row] == code]
        expected |= set(sorted(own, key=lambda row: -probabilities[row].max())[: len(own) // 10])

    assert set(surest(probabilities).tolist()) == expected


def test_few_answers_leave_no_surest_tenth() -> None:
    assert surest(np.array([[0.9, 0.1]] * 9)).tolist() == []


def test_the_interval_is_that_of_a_binomial_where_each_row_counts_alike() -> None:
    labels = np.zeros(2000, np.int32)
    confident = np.where(np.arange(2000) < 200, 1, 0)

    measure = _estimate(labels, confident, estimated_joint(labels, confident, 2), np.arange(2000), "rows", 0)

    half = 1.96 * np.sqrt(0.1 * 0.9 / 2000)
    assert measure.value == pytest.approx(0.1)
    assert measure.low == pytest.approx(0.1 - half, abs=0.002)
    assert measure.high == pytest.approx(0.1 + half, abs=0.002)


def test_copies_of_a_text_count_as_one() -> None:
    labels = np.zeros(8000, np.int32)
    confident = np.where(np.arange(8000) < 800, 1, 0)
    joint = estimated_joint(labels, confident, 2)

    alone = _estimate(labels, confident, joint, np.arange(8000), "rows", 0)
    fours = _estimate(labels, confident, joint, np.arange(8000) // 4, "rows", 0)

    assert (fours.high - fours.low) / (alone.high - alone.low) == pytest.approx(2.0, rel=0.15)  # the root of four


# --- probabilities ----------------------------------------------------------------------------------------------------------


def test_probabilities_are_those_of_the_model_that_answers() -> None:
    rng = np.random.default_rng(0)
    matrix = csr_matrix(rng.random((300, 20)))
    labels = np.asarray(matrix[:, [0, 1, 2]].toarray().argmax(axis=1), np.int32)
    train, test = matrix[:200], matrix[200:]

    shares = classifiers.probabilities_on_words(train, labels[:200], test, 3)

    assert shares.sum(axis=1) == pytest.approx(np.ones(100))
    assert shares.argmax(axis=1).tolist() == classifiers.logistic_on_words(train, labels[:200], test).tolist()


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_class_that_was_not_trained_on_has_no_probability(missing: int) -> None:
    rng = np.random.default_rng(0)
    labels = np.array([code for code in range(3) if code != missing] * 50, np.int32)

    shares = classifiers.probabilities_on_words(csr_matrix(rng.random((100, 5))), labels, csr_matrix(rng.random((10, 5))), 3)

    assert shares.shape == (10, 3)
    assert not shares[:, missing].any()
    assert shares.sum(axis=1) == pytest.approx(np.ones(10))


# --- from texts to suspects ---------------------------------------------------------------------------------------------------


def test_clean_labels_are_not_suspected() -> None:
    noise = noise_of(TEXTS, CLEAN)

    assert noise.suspects == ()
    assert noise.estimate.value == noise.surest.value == 0
    assert noise.estimate.high > 0
    assert (noise.estimate.scope, noise.surest.scope) == ("rows", "surest rows")


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_moved_labels_are_found_and_counted(share: float) -> None:
    labels, rows = moved(share)

    noise = noise_of(TEXTS, labels)

    assert noise.surest.low < share < noise.surest.high
    assert share - 0.02 < noise.estimate.value < 1.5 * share + 0.02
    assert len(noise.suspects) == 20
    assert sum(suspect.row in rows for suspect in noise.suspects) >= 19
    right = [LABELS[sorted_code(suspect.suggested)] == CLEAN[suspect.row] for suspect in noise.suspects]
    assert sum(right) >= 18


def sorted_code(code: int) -> int:
    return LABELS.index(sorted(LABELS)[code])


def test_suspects_bear_the_codes_of_all_classes_and_rare_classes_are_left_out() -> None:
    labels, _ = moved(0.1)
    labels[:4] = ["a rare one"] * 4  # the first in alphabetical order

    built = store(TEXTS, labels)
    noise, classes = built.get(LabelNoise), built.get(Classes)

    assert noise.rows.tolist() == list(range(4, 1000))
    assert noise.estimate.n == 996
    for suspect in noise.suspects:
        assert suspect.given == classes.codes[suspect.row]
        assert suspect.suggested not in (suspect.given, 0)
        assert -1 <= suspect.margin < 0


def test_equal_input_gives_equal_results() -> None:
    labels, _ = moved(0.1)

    one, other = noise_of(TEXTS, labels), noise_of(TEXTS, labels)

    assert (one.estimate, one.surest, one.suspects) == (other.estimate, other.surest, other.suspects)


@pytest.mark.parametrize(("most_rows", "most_work"), [(400, 1e6), (20_000, 1600)])
def test_many_rows_are_sampled_class_by_class(monkeypatch: pytest.MonkeyPatch, most_rows: int, most_work: float) -> None:
    monkeypatch.setattr(label_noise, "MOST_ROWS", most_rows)
    monkeypatch.setattr(label_noise, "MOST_WORK", most_work)

    built = store(TEXTS, CLEAN)
    noise, classes = built.get(LabelNoise), built.get(Classes)

    assert noise.estimate.n == pytest.approx(400, abs=4)
    assert (noise.estimate.scope, noise.surest.scope) == ("sampled rows", "surest sampled rows")
    assert np.bincount(classes.codes[noise.rows]) == pytest.approx(classes.counts * 0.4, abs=1)


def test_labels_that_words_do_not_tell_cannot_be_judged() -> None:
    labels = np.random.default_rng(0).permutation(CLEAN).tolist()

    with pytest.raises(Unavailable, match="no better than the majority class"):
        noise_of(TEXTS, labels)


def test_no_model_has_seen_a_copy_of_the_row_it_judges() -> None:
    # Each text stands there twice, with one label: from its copy any model would know it, from other texts none can.
    rng = np.random.default_rng(0)
    texts = [f"case{row} file{row} number{row}" for row in range(200)]
    labels = rng.choice(["x", "y"], size=200).tolist()

    with pytest.raises(Unavailable, match="no better than the majority class"):
        noise_of(texts * 2, labels * 2)


def test_a_model_that_is_never_sure_cannot_doubt_a_label() -> None:
    labels, _ = moved(0.5)

    with pytest.raises(Unavailable, match="even where it is surest"):
        noise_of(TEXTS, labels)


@pytest.mark.parametrize(
    ("texts", "labels", "says"),
    [
        (["some words"] * 9, ["x"] * 5 + ["y"] * 4, "two classes with at least 5 rows"),
        (["!"] * 40, ["x", "y"] * 20, "too few different texts"),
        (["same"] * 20 + ["other"] * 20, ["x"] * 20 + ["y"] * 20, "too few different texts"),
    ],
    ids=["rare classes", "no words", "two texts"],
)
def test_too_little_to_judge_by(texts: list[str], labels: list[str], says: str) -> None:
    with pytest.raises(Unavailable, match=says):
        noise_of(texts, labels)
