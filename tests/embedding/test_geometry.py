from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn.decomposition import PCA

from w2vcheck.embedding import geometry
from w2vcheck.embedding.geometry import (
    cosine_to_start,
    frequency_in_first_axis,
    mean_cosine,
    participation_ratio,
    spectrum,
    top_component,
)

Floats = NDArray[np.float64]
Make = Callable[[int, int], Floats]


def healthy(rows: int = 400, width: int = 30, seed: int = 0) -> Floats:
    """Independent normal numbers: no direction is preferred."""
    return np.random.default_rng(seed).standard_normal((rows, width))


def sick(rows: int = 400, width: int = 30, seed: int = 0) -> Floats:
    """A cone: one direction that all rows share, in different lengths."""
    rng = np.random.default_rng(seed)
    return 5 * rng.uniform(0.5, 3, (rows, 1)) * rng.standard_normal(width) + 0.1 * healthy(rows, width, seed + 1)


# --- the spectrum ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "width"), [(400, 30), (30, 30), (20, 100)])
def test_the_spectrum_is_that_of_principal_components(rows: int, width: int) -> None:
    matrix = healthy(rows, width) * np.linspace(1, 3, width) + 7

    expected = PCA(svd_solver="full").fit(matrix).singular_values_ ** 2
    assert spectrum(matrix) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert spectrum(matrix).shape == (min(rows, width),)


def test_the_spectrum_does_not_care_where_the_cloud_lies_and_how_it_is_turned() -> None:
    matrix = healthy()
    turned = matrix @ np.linalg.qr(healthy(30, 30, seed=5))[0] + 100

    assert spectrum(turned) == pytest.approx(spectrum(matrix), rel=1e-8)


def test_the_spectrum_of_single_precision_is_computed_in_double() -> None:
    matrix = (1000 + healthy()).astype(np.float32)

    assert spectrum(matrix) == pytest.approx(spectrum(matrix.astype(np.float64)), rel=1e-12)


def test_a_large_matrix_is_looked_at_in_strides(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = healthy(1000, 5)
    monkeypatch.setattr(geometry, "MOST_ROWS", 300)

    assert spectrum(matrix) == pytest.approx(PCA().fit(matrix[::4]).singular_values_ ** 2)
    assert mean_cosine(matrix) == pytest.approx(brute_force_cosine(matrix[::4]))


# --- participation ratio --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "width"), [(2000, 50), (500, 100), (100, 100), (120, 300)])
def test_the_participation_ratio_of_noise_is_that_of_marchenko_and_pastur(rows: int, width: int) -> None:
    n = rows - 1  # centring takes one
    ratios = [participation_ratio(spectrum(healthy(rows, width, seed))) for seed in range(10)]

    assert np.mean(ratios) == pytest.approx(n * width / (n + width), rel=0.02)


def test_the_participation_ratio_by_hand() -> None:
    assert participation_ratio(np.array([1.0, 1, 1, 1])) == 4
    assert participation_ratio(np.array([7.0, 0, 0])) == 1
    assert participation_ratio(np.array([3.0, 1])) == pytest.approx(16 / 10)
    assert participation_ratio(np.zeros(3)) == 0


def test_the_participation_ratio_is_isoscore_in_disguise() -> None:
    # IsoScore from its definition: the distance of the normalised variances from equality, rescaled to [0, 1].
    variances = np.array([5.0, 2, 1, 1, 0.5, 0.1])
    d = len(variances)
    normalised = np.sqrt(d) * variances / np.linalg.norm(variances)
    defect = np.linalg.norm(normalised - 1) / np.sqrt(2 * (d - np.sqrt(d)))
    isotropic = (d - defect**2 * (d - np.sqrt(d))) ** 2 / d**2
    isoscore = (d * isotropic - 1) / (d - 1)

    assert participation_ratio(variances) == pytest.approx(1 + (d - 1) * isoscore)


def test_a_cone_uses_one_direction_and_a_ball_all() -> None:
    assert participation_ratio(spectrum(sick())) < 1.1
    assert participation_ratio(spectrum(healthy())) > 25
    assert top_component(spectrum(sick())) > 0.95
    assert top_component(spectrum(healthy())) < 0.1


def test_the_top_component_is_the_explained_variance_of_the_first() -> None:
    matrix = healthy() * np.linspace(1, 4, 30)

    assert top_component(spectrum(matrix)) == pytest.approx(PCA().fit(matrix).explained_variance_ratio_[0])
    assert top_component(np.zeros(3)) == 1


# --- cosines --------------------------------------------------------------------------------------------------------------


def brute_force_cosine(matrix: Floats) -> float:
    return float(np.mean([one @ other / np.linalg.norm(one) / np.linalg.norm(other) for one, other in combinations(matrix, 2)]))


@pytest.mark.parametrize("make", [healthy, sick])
def test_the_mean_cosine_over_all_pairs(make: Make) -> None:
    matrix = make(60, 12)

    assert mean_cosine(matrix) == pytest.approx(brute_force_cosine(matrix))
    assert mean_cosine(matrix) == pytest.approx(float(np.mean(1 - pdist(matrix, "cosine"))))
    assert mean_cosine(matrix.astype(np.float32)) == pytest.approx(brute_force_cosine(matrix), abs=1e-6)


def test_a_cone_has_one_cosine_and_a_ball_another() -> None:
    assert mean_cosine(sick()) > 0.95
    assert abs(mean_cosine(healthy())) < 0.02


def test_rows_of_zeros_have_no_cosine() -> None:
    matrix = healthy(20, 5)

    assert mean_cosine(np.vstack([matrix, np.zeros((3, 5))])) == pytest.approx(mean_cosine(matrix))
    assert mean_cosine(np.zeros((3, 5))) == 0
    assert mean_cosine(matrix[:1]) == 0


# --- frequency ------------------------------------------------------------------------------------------------------------


def first_scores(matrix: Floats) -> Floats:
    return np.asarray(PCA(n_components=1).fit_transform(matrix)[:, 0], dtype=np.float64)


@pytest.mark.parametrize("make", [healthy, sick])
def test_frequency_in_the_first_axis_is_scipy_s_rank_correlation(make: Make) -> None:
    matrix = make(300, 10) * np.linspace(1, 2, 10)
    counts = np.random.default_rng(3).zipf(1.5, 300).clip(max=1000)  # with many ties

    expected = abs(spearmanr(first_scores(matrix), counts).statistic)
    assert frequency_in_first_axis(matrix, counts) == pytest.approx(expected, abs=1e-9)


def test_vectors_that_are_as_long_as_their_words_are_frequent() -> None:
    counts = np.arange(1, 301)
    matrix = np.outer(np.log(counts), healthy(1, 10)[0]) + 0.01 * healthy(300, 10)

    assert frequency_in_first_axis(matrix, counts) > 0.99
    assert frequency_in_first_axis(-matrix, counts) > 0.99
    assert frequency_in_first_axis(healthy(300, 10), counts) < 0.3


def test_without_differences_there_is_no_correlation() -> None:
    assert frequency_in_first_axis(healthy(50, 4), np.full(50, 7)) == 0
    assert frequency_in_first_axis(np.ones((50, 4)), np.arange(50)) == 0


# --- the way from the start -----------------------------------------------------------------------------------------------


def test_the_cosine_to_the_start_row_by_row() -> None:
    start = healthy(50, 8)
    end = start + np.linspace(0, 3, 50)[:, None] * healthy(50, 8, seed=9)

    expected = [1 - pdist(np.stack([one, other]), "cosine")[0] for one, other in zip(end, start, strict=True)]
    assert cosine_to_start(end, start) == pytest.approx(expected)
    assert cosine_to_start(end, start)[0] == pytest.approx(1)


def test_what_was_only_stretched_has_not_turned() -> None:
    start = healthy(50, 8).astype(np.float32)

    assert cosine_to_start(3 * start, start) == pytest.approx(np.ones(50))
    assert cosine_to_start(-start, start) == pytest.approx(-np.ones(50))
    assert cosine_to_start(np.zeros((1, 8)), start[:1]).tolist() == [0]
