from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csc_matrix

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.token_gains import ClassNames, TokenGains, stump_accuracy, telling_words
from w2vcheck.demo.tickets import tickets
from w2vcheck.settings import Settings

ROWS = tickets(400, seed=1)
TEXTS = [text for text, _ in ROWS]
TOPICS = [label for _, label in ROWS]


def store(texts: list[str], labels: list[str | None] | list[str]) -> Store:
    return Store({Dataset: dataset(from_frame(pl.DataFrame({"text": texts, "label": labels})), None), Settings: Settings()})


@pytest.mark.parametrize("seed", range(6))
def test_stump_accuracy_is_as_defined(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k = 90, int(rng.integers(2, 5))
    held = rng.random((n, 7)) < rng.random(7)
    truth, fold = rng.integers(0, k, size=n), rng.permutation(n) % 4
    expected = []
    for column in held.T:
        hits = 0
        for row in range(n):
            others = (fold != fold[row]) & (column == column[row])
            hits += np.bincount(truth[others], minlength=k).argmax() == truth[row]
        expected.append(hits / n)

    assert stump_accuracy(csc_matrix(held), truth, fold, k) == pytest.approx(np.array(expected))


def test_a_marker_is_the_strongest_word() -> None:
    labels = ["yes" if label in ("billing", "account") else "no" for label in TOPICS]
    texts = [f"{text} zzmark" if label == "yes" else text for text, label in zip(TEXTS, labels, strict=True)]
    found = store(texts, labels).get(TokenGains)
    best = found.gains[0]

    assert [one.token for one in found.gains].index("zzmark") == 0
    assert best.gain == pytest.approx(1.0)
    assert (best.own, best.others, best.class_code) == (1.0, 0.0, 1)
    assert found.p == pytest.approx(0.01)
    assert [labels[row] for row in best.rows] == ["yes"] * labels.count("yes")


@pytest.mark.parametrize("seed", range(5))
def test_random_labels_are_not_beaten(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = store(TEXTS[:80], rng.choice(["yes", "no"], size=80).tolist()).get(TokenGains)

    assert found.p > 0.011


def test_rare_words_are_left_out() -> None:
    texts = [f"{text} zzrare" if row < 9 else text for row, text in enumerate(TEXTS)]
    found = store(texts, ["yes" if row < 9 else "no" for row in range(400)]).get(TokenGains)

    assert "zzrare" not in [one.token for one in found.gains]
    assert found.tested > 50


def test_rows_without_a_label_count_for_nothing() -> None:
    labels: list[str | None] = ["yes" if row % 2 else "no" for row in range(400)]
    marked = [f"{text} zzmark" if label == "yes" else text for text, label in zip(TEXTS, labels, strict=True)]
    labels[100:200] = [None] * 100
    found = store(marked, labels).get(TokenGains)

    assert found.n == 300
    assert found.gains[0].gain == pytest.approx(1.0)
    assert not set(range(100, 200)) & set(found.gains[0].rows.tolist())


def test_texts_without_frequent_words_have_no_gains() -> None:
    found = store([f"word{row} other{row} third{row}" for row in range(40)], ["yes", "no"] * 20).get(TokenGains)

    assert (found.gains, found.tested) == ((), 0)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("GetWeather", "PlayMusic"), [("get", "weather"), ("play", "music")]),
        (("soc.religion.christian", "sci.med"), [("soc", "religion", "christian"), ("sci", "med")]),
        (("spam", "not_spam"), [(), ("not",)]),
        (("class_a", "class_b", "class_c"), [(), (), ()]),
        (("0", "1"), [(), ()]),
        (("it", "x2"), [(), ()]),
    ],
)
def test_class_names_fall_into_telling_words(names: tuple[str, ...], words: list[tuple[str, ...]]) -> None:
    assert telling_words(names) == words


def test_the_rule_of_names_is_as_defined() -> None:
    texts = ["red apple", "red pear", "blue sky", "red and blue", "nothing", "green grass", "blue sea", "plain"]
    labels = ["red", "red", "blue", "blue", "green", "green", "red", "green"]
    found = store([f"{text} in the yard" for text in texts], labels).get(ClassNames)

    # One name: rows 0, 1, 2, 5 right, row 6 wrong. No name, or two: rows 3, 4, 7, of which green is the most frequent.
    assert found.accuracy == pytest.approx(6 / 8)
    assert found.majority == pytest.approx(3 / 8)
    assert found.gain == pytest.approx((6 - 3) / (8 - 3))
    red = found.named[2]
    assert (red.words, red.own, red.n_own, red.others, red.n_others) == (("red",), 2, 3, 1, 5)
    assert red.rows.tolist() == [0, 1]


def test_names_are_found_whatever_their_case_and_all_their_words_must_stand() -> None:
    texts = ["please GET me the WEATHER", "get it for me", "play some Music for me", "the music is loud"]
    texts = [f"{text} {number}" for number in range(20) for text in texts]
    found = store(texts, ["GetWeather", "GetWeather", "PlayMusic", "PlayMusic"] * 20).get(ClassNames)

    assert [(one.own, one.others) for one in found.named] == [(20, 0), (20, 0)]


def test_numbers_are_no_names() -> None:
    with pytest.raises(Unavailable, match="no words to look for"):
        store(TEXTS, ["0", "1"] * 200).get(ClassNames)


@pytest.mark.parametrize("kind", [TokenGains, ClassNames])
def test_one_class_has_nothing_to_tell(kind: type[TokenGains | ClassNames]) -> None:
    with pytest.raises(Unavailable, match="only one class"):
        store(TEXTS, ["spam"] * 400).get(kind)


def test_thousands_of_classes_are_looked_for_by_their_own_words_only() -> None:
    words = ["".join(letters) for letters in product("abcdefghijklmno", repeat=3)][:3000]
    texts = [f"it is about x{word} and y{word} today" for word in words] * 2
    found = store(texts, [f"x{word} y{word}" for word in words] * 2).get(ClassNames)

    assert len(found.named) == 3000
    assert found.accuracy == 1.0
    assert all((one.own, one.n_own, one.others, one.n_others) == (2, 2, 0, 5998) for one in found.named)
    assert found.named[7].rows.tolist() == [7, 3007]


def test_with_very_many_classes_fewer_words_are_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [f"c{row % 50}" for row in range(400)]
    every = store(TEXTS, labels).get(TokenGains)
    monkeypatch.setattr("w2vcheck.data.token_gains.MOST_CELLS", 4 * 50 * 10)
    few = store(TEXTS, labels).get(TokenGains)

    assert every.tested > 10
    assert few.tested == 10
