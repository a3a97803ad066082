from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.stats import kstest, kurtosis

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.embedding.budget import Word2VecConfig
from w2vcheck.embedding.orientation import Orientation, RandomStart, _uniform, random_start
from w2vcheck.embedding.training import initial_vectors, train
from w2vcheck.settings import Settings, override

Floats = NDArray[np.float64]
WORDS = ["our", "little", "boat", "sailed", "quietly", "past", "midnight"]
ROOT = Path(__file__).parents[2]


def uniform(rows: int, width: int, bound: float, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).uniform(-bound, bound, (rows, width))


def orientation(
    matrix: Floats,
    names: list[str],
    options: dict[str, object] | None = None,
    labels: list[str] | None = None,
    *,
    header: bool = True,
) -> Orientation:
    frame = pl.DataFrame({name: matrix[:, place] for place, name in enumerate(names)})
    label = names[0]
    if labels is not None:
        frame, label = frame.with_columns(pl.Series("label", labels)), "label"
    table = replace(from_frame(frame), has_header=header)
    settings = override(Settings(), {"classifier.loss": "bce", **(options or {})})
    given = {Dataset: dataset(table, None), Settings: settings, Columns: Columns(label, features=tuple(names))}
    return Store(given).get(Orientation)


@pytest.fixture
def sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Settings that train on the one sentence."""
    monkeypatch.chdir(tmp_path)
    Path("sentence.txt").write_text(" ".join(WORDS), encoding="utf-8")
    return {"word2vec.corpus": "sentence.txt", "word2vec.min_count": 1, "word2vec.vector_size": 100}


# --- the random start -----------------------------------------------------------------------------------------------------


def test_vectors_that_gensim_has_not_trained_are_recognised_at_either_side() -> None:
    start = initial_vectors(200, Word2VecConfig(vector_size=50)).astype(np.float64)

    assert random_start(start, (50,)) == RandomStart(4, 50, float(np.abs(start).max()))
    assert random_start(start, (200, 50)) == random_start(start.T, (50, 200)) == random_start(start, (50,))
    assert random_start(start, (200,)) is None


def test_the_scale_of_gensim_3_is_half_as_wide() -> None:
    found = random_start(uniform(200, 50, 0.5 / 50), (200, 50))

    assert found is not None
    assert (found.generation, found.dimension) == (3, 50)
    assert found.largest == pytest.approx(0.01, rel=0.01)


def test_the_table_of_the_founding_case_is_a_random_start_on_its_side() -> None:
    matrix = np.loadtxt(ROOT / "fixtures" / "question" / "numbers.csv", delimiter=",")

    found = random_start(matrix, matrix.shape)

    assert found is not None
    assert (found.generation, found.dimension) == (3, 100)


def test_trained_vectors_are_no_random_start() -> None:
    rng = np.random.default_rng(0)
    topics = [WORDS[:4], WORDS[3:]]
    sentences = [list(rng.choice(topics[row % 2], 6)) for row in range(400)]
    trained = train(sentences, Word2VecConfig(min_count=1, vector_size=100, sample=0, epochs=20))

    assert trained is not None
    assert random_start(trained.matrix.astype(np.float64), (100,)) is None
    assert random_start(trained.initial.astype(np.float64), (100,)) is not None


@pytest.mark.parametrize(
    "matrix",
    [
        uniform(200, 50, 1 / 60),  # another scale
        uniform(9, 50, 1 / 50),  # 450 entries are too few to tell
        np.zeros((200, 50)),
        np.random.default_rng(0).standard_normal((200, 50)) / 200,  # within ±1/50, but a bell
        np.abs(uniform(200, 50, 1 / 50)),  # one half of the range only
        np.where(np.random.default_rng(0).random((200, 50)) < 0.5, -1, 1) / 50,  # the ends only
        np.full((200, 50), 1 / 50),
        np.zeros((0, 50)),
    ],
    ids=["scale", "few", "zeros", "normal", "half", "ends", "constant", "empty"],
)
def test_what_is_no_random_start(matrix: Floats) -> None:
    assert random_start(matrix, (200, 50)) is None


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_a_few_columns_may_well_fill_the_unit_interval(dimension: int) -> None:
    assert random_start(uniform(1000, dimension, 1 / dimension), (1000, dimension)) is None


@pytest.mark.parametrize(
    "entries",
    [
        uniform(1, 3000, 2.0)[0],
        uniform(1, 3000, 2.0)[0] ** 3 / 4,
        np.tanh(np.random.default_rng(1).standard_normal(3000)),
        np.concatenate([uniform(1, 2600, 2.0)[0], np.full(400, 0.5)]),
        np.abs(uniform(1, 3000, 2.0)[0]) * np.where(np.arange(3000) % 100 < 57, 1, -1),
    ],
    ids=["uniform", "cubed", "squashed", "with a lump", "more to one side"],
)
def test_uniform_is_judged_as_scipy_would(entries: Floats) -> None:
    largest = float(np.abs(entries).max())
    distance = kstest(entries, "uniform", args=(-largest, 2 * largest)).statistic

    assert _uniform(np.sort(entries), largest) == (-1.3 <= kurtosis(entries) <= -1.1 and distance < 0.05)


# --- a table on its side --------------------------------------------------------------------------------------------------


def test_the_founding_case_has_every_signal(sentence: dict[str, object]) -> None:
    found = orientation(uniform(100, 7, 0.5 / 100), WORDS, sentence)

    assert found.signals[:2] == (
        "100 rows are the vector_size and 7 columns the number of words in the vocabulary",
        "7 of 7 column names are words of the training text",
    )
    assert found.signals[2].startswith("the entries fill ±0.00499")
    assert found.signals[2].endswith("gensim 3's random start for 100 dimensions, the number of rows")
    assert found.start is not None


def test_the_same_vectors_upright_have_none(sentence: dict[str, object]) -> None:
    upright = uniform(7, 100, 1 / 100)
    found = orientation(upright, [f"v{place}" for place in range(100)], sentence, labels=["a", "b"] * 3 + ["a"])

    assert found.signals == ()
    assert found.start == RandomStart(4, 100, float(np.abs(upright).max()))


def test_rows_that_happen_to_be_the_vector_size(sentence: dict[str, object]) -> None:
    found = orientation(uniform(100, 9, 3.0), [f"v{place}" for place in range(9)], sentence)

    assert found.signals == ("100 rows: exactly the configured vector_size",)


def test_as_many_rows_as_columns_have_no_side(sentence: dict[str, object]) -> None:
    found = orientation(uniform(100, 100, 1 / 100), [f"v{place}" for place in range(100)], sentence)

    assert found.signals == ()
    assert found.start is not None


def test_names_of_columns_are_compared_with_the_words_of_the_text(sentence: dict[str, object]) -> None:
    matrix = uniform(60, 7, 3.0)

    shown = orientation(matrix, [word.upper() for word in WORDS], sentence)
    assert shown.signals == ("7 of 7 column names are words of the training text",)
    assert orientation(matrix, [*WORDS[:5], "v1", "v2"], sentence).signals == ()
    assert orientation(matrix, WORDS, sentence, header=False).signals == ()


def test_counts_of_words_are_a_bag_of_words_and_no_vectors(sentence: dict[str, object]) -> None:
    assert orientation(np.abs(np.round(uniform(60, 7, 3.0))), WORDS, sentence).signals == ()


def cone(words: int, dimensions: int) -> Floats:
    """Vectors that resemble each other, as those of words do, one word a row."""
    rng = np.random.default_rng(4)
    centre = rng.standard_normal(dimensions)
    return np.asarray(centre + 0.8 * rng.standard_normal((words, dimensions)), dtype=np.float64)


def test_columns_that_resemble_each_other_confirm_what_else_was_seen(sentence: dict[str, object]) -> None:
    on_its_side = orientation(cone(9, 100).T, [f"v{place}" for place in range(9)], sentence)

    assert on_its_side.signals == (
        "100 rows: exactly the configured vector_size",
        "columns resemble each other as vectors of words do, rows do not",
    )


def test_columns_that_resemble_each_other_say_nothing_alone(sentence: dict[str, object]) -> None:
    assert orientation(cone(9, 60).T, [f"v{place}" for place in range(9)], sentence).signals == ()


def test_centred_columns_resemble_nothing(sentence: dict[str, object]) -> None:
    matrix = cone(9, 100).T
    found = orientation(matrix - matrix.mean(axis=0), [f"v{place}" for place in range(9)], sentence)

    assert found.signals == ("100 rows: exactly the configured vector_size",)


def test_the_classes_are_no_coordinate_and_rows_with_holes_do_not_count(sentence: dict[str, object]) -> None:
    matrix = uniform(201, 50, 1 / 50)
    matrix[200, 3] = np.nan

    found = orientation(matrix, [f"v{place}" for place in range(50)], sentence, labels=["0", "1", "0"] * 67)

    assert found.start == RandomStart(4, 50, float(np.nanmax(np.abs(matrix[:200]))))


def test_without_word2vec_the_numbers_alone_are_judged() -> None:
    found = orientation(uniform(100, 7, 1 / 100), WORDS)

    (signal,) = found.signals
    assert signal.endswith("gensim 4's random start for 100 dimensions, the number of rows")


def test_texts_have_no_orientation() -> None:
    frame = pl.DataFrame({"text": ["good", "bad"] * 5, "label": ["a", "b"] * 5})
    given = {Dataset: dataset(from_frame(frame), None), Settings: Settings(), Columns: Columns("label", "text")}

    with pytest.raises(Unavailable, match="the data are texts"):
        Store(given).get(Orientation)
