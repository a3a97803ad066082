import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_matrix
from sklearn.metrics import roc_auc_score
from sklearn.naive_bayes import MultinomialNB

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.text_drift import TextDrift, _interval, domain_areas
from w2vcheck.demo.tickets import tickets
from w2vcheck.settings import Settings, override

TEXTS = [text for text, _ in tickets(800, seed=1)]


def drift(train: list[str], test: list[str]) -> TextDrift:
    sides = [
        pl.DataFrame({"text": texts, "label": ["a" if row % 2 else "b" for row in range(len(texts))]}) for texts in (train, test)
    ]
    rows = dataset(from_frame(sides[0], "a.csv"), from_frame(sides[1], "b.csv"))
    return Store({Dataset: rows, Settings: Settings()}).get(TextDrift)


def test_areas_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    present = (rng.random((200, 30)) < 0.2).astype(np.float32)
    sides = np.column_stack([rng.random(200) < 0.5, present[:, 0] > 0])
    fold = np.arange(200) % 4
    expected = np.zeros(2)
    for assignment in range(2):
        for one in range(4):
            fitted = MultinomialNB(fit_prior=False).fit(present[fold != one], sides[fold != one, assignment])
            odds = np.diff(fitted.predict_log_proba(present[fold == one])).ravel()
            expected[assignment] += roc_auc_score(sides[fold == one, assignment], odds) / 4

    assert domain_areas(csr_matrix(present), sides) == pytest.approx(expected, abs=1e-4)
    assert expected[1] > 0.9


def test_sides_of_one_source_cannot_be_told_apart() -> None:
    found = drift(TEXTS[:400], TEXTS[400:])

    assert found.p > 0.011
    assert found.low < 0.5 < found.high
    assert found.n == 800


def test_another_source_is_recognised_by_its_words() -> None:
    found = drift(TEXTS[:400], [f"{text} zzword" if row % 2 else text for row, text in enumerate(TEXTS[400:])])

    assert found.low > 0.65
    assert found.p == pytest.approx(0.01)
    word, train, test = found.of_test[0]
    assert (word, train) == ("zzword", 0.0)
    assert test == pytest.approx(0.5)
    assert "zzword" not in [word for word, _, _ in found.of_train]


def test_copies_of_a_text_count_once() -> None:
    with pytest.raises(Unavailable, match="fewer than 300 different texts"):
        drift(TEXTS[:400], TEXTS[400:600] * 3)


def test_a_random_split_is_not_compared() -> None:
    frame = pl.DataFrame({"text": TEXTS, "label": ["a", "b"] * 400})
    random = override(Settings(), {"split.test_size": 0.5})

    with pytest.raises(Unavailable, match="random"):
        Store({Dataset: dataset(from_frame(frame), None), Settings: random}).get(TextDrift)


def test_the_interval_is_hanley_and_mcneil_s() -> None:
    # Their worked example: area .893, 51 diseased and 58 normal, standard error .032.
    low, high = _interval(0.893, 51, 58)

    assert (high - low) / 2 / 1.96 == pytest.approx(0.032, abs=0.001)
