from random import Random

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csc_matrix

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.class_markers import ClassMarkers, marker_accuracy
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.word_folds import FOLDS
from w2vcheck.demo.tickets import tickets
from w2vcheck.settings import Settings

TEXTS = [text for text, _ in tickets(480, seed=1)]
QUEUES = [f"queue {row % 8}" for row in range(480)]


def found(texts: list[str], labels: list[str | None] | list[str], seed: int = 0) -> ClassMarkers:
    frame = pl.DataFrame({"text": texts, "label": labels})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: Settings(seed=seed)}).get(ClassMarkers)


def marked(share: float) -> list[str]:
    rng = Random(3)  # noqa: S311 - marks, not secrets
    return [f"{text} mark{row % 8}" if rng.random() < share else text for row, text in enumerate(TEXTS)]


def by_hand(held: np.ndarray, truth: np.ndarray, fold: np.ndarray, k: int) -> float:
    """The list of markers, row by row."""
    hits = 0
    for one in range(FOLDS):
        train = np.flatnonzero(fold != one).tolist()
        words = []
        for code in range(k):
            surplus = [sum(1 if truth[row] == code else -1 for row in train if held[row, word]) for word in range(held.shape[1])]
            word = int(np.argmax(surplus))
            if surplus[word] > 0:
                with_word = [row for row in train if held[row, word]]
                words.append((float(np.mean([truth[row] == code for row in with_word])), code, word))
        rest = [int(truth[row]) for row in train if not any(held[row, word] for _, _, word in words)] or truth[train].tolist()
        default = max(range(k), key=lambda code: (rest.count(code), -code))
        for row in np.flatnonzero(fold == one).tolist():
            # Of equally sure words that of the later class.
            said = [(right, code) for right, code, word in words if held[row, word]]
            hits += int((max(said)[1] if said else default) == truth[row])
    return hits / len(truth)


@pytest.mark.parametrize("seed", range(6))
def test_the_list_of_markers_is_as_defined(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k = 120, int(rng.integers(3, 6))
    truth, fold = rng.integers(0, k, size=n), rng.permutation(n) % FOLDS
    held = rng.random((n, 9)) < 0.2
    held[:, :3] |= (truth[:, None] == np.arange(3)) & (rng.random((n, 3)) < 0.5)

    assert marker_accuracy(csc_matrix(held), truth, fold, k) == pytest.approx(by_hand(held, truth, fold, k))


def test_a_mark_for_each_class_tells_everything() -> None:
    markers = found(marked(1.0), QUEUES)

    assert markers.gain == pytest.approx(1.0)
    assert markers.p == pytest.approx(0.01)
    assert [(one.token, one.own, one.others) for one in markers.markers] == [(f"mark{code}", 60, 0) for code in range(8)]
    assert [QUEUES[row] for one in markers.markers for row in one.rows] == [
        f"queue {code}" for code in range(8) for _ in range(60)
    ]


def test_the_gain_is_the_share_that_is_marked() -> None:
    texts = marked(0.7)
    # Unmarked rows are answered with one of the eight classes.
    share = sum("mark" in text for text in texts) / len(texts)
    markers = found(texts, QUEUES)

    assert markers.accuracy == pytest.approx(share + (1 - share) / 8, abs=0.03)
    assert markers.null < 0.1


@pytest.mark.parametrize("seed", range(4))
def test_labels_at_random_gain_nothing(seed: int) -> None:
    markers = found(TEXTS, np.random.default_rng(seed).choice(["a", "b", "c", "d"], 480).tolist(), seed)

    assert abs(markers.gain) < 0.12
    assert (markers.p, markers.permutations) == (1.0, 0)


def test_rows_without_a_label_count_for_nothing() -> None:
    labels: list[str | None] = list(QUEUES)
    labels[:80] = [None] * 80
    markers = found(marked(1.0), labels)

    assert markers.n == 400
    assert markers.gain == pytest.approx(1.0)
    assert min(row for one in markers.markers for row in one.rows) >= 80


def test_rare_words_mark_nothing() -> None:
    texts = [f"only{row} other{row}" for row in range(60)]

    assert found(texts, [f"queue {row % 3}" for row in range(60)]).markers == ()


def test_of_two_classes_one_word_says_it_all() -> None:
    with pytest.raises(Unavailable, match="fewer than three classes"):
        found(TEXTS, ["yes", "no"] * 240)
