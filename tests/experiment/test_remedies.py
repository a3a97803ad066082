from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest

from w2vcheck.artefacts import Progress, Store, Unavailable, silent
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.features import Features
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.data.vocabulary import TrainingText
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment import remedies
from w2vcheck.experiment.folds import Folds
from w2vcheck.experiment.waterfall import varied
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.remedy import NothingToUndo, Remedy
from w2vcheck.settings import Settings, override

TEXTS = [f"{'good' if row % 2 else 'bad'} film number w{row % 7} again" for row in range(60)]
LABELS = ["yes" if row % 2 else "no" for row in range(60)]
TABLE = {"a": list(range(60)), "b": [row % 5 for row in range(60)]}


def store(columns: Mapping[str, Sequence[object]], labels: Sequence[object] = LABELS, **options: object) -> Store:
    rows = dataset(from_frame(pl.DataFrame({**columns, "label": labels})), None)
    settings = override(Settings(), {key.replace("__", "."): value for key, value in options.items()})
    return Store({Dataset: rows, Settings: settings, Progress: silent})


def with_(shop: Store, remedy: Remedy) -> Store:
    return varied(shop, remedy)


def test_columns_are_left_out_and_the_network_follows() -> None:
    shop = store(TABLE, classifier__layers=[2, 4, 1], classifier__loss="bce_with_logits", data__features=["a", "b"])
    remedy = remedies.without_columns(("a",))
    found = with_(shop, remedy)

    assert remedy.says == "without the column 'a'"
    assert found.get(Features).names == ("b",)
    assert found.get(Features).matrix.shape == (60, 1)
    assert found.get(ModelConfig).layers == (1, 4, 1)
    assert shop.get(Features).names == ("a", "b")


def test_the_last_column_can_not_be_left_out() -> None:
    with pytest.raises(Unavailable, match="no feature would be left"):
        with_(store(TABLE, data__features=["a", "b"]), remedies.without_columns(("a", "b"))).get(Features)


def test_words_are_taken_out_of_every_text() -> None:
    shop = store({"text": TEXTS})
    remedy = remedies.without_words(("film", "good", "bad", "number"))
    found = with_(shop, remedy)
    tokens = found.get(Tokens)

    assert remedy.says == "without the words 'film', 'good', 'bad' and 1 more"
    counts = tokens.matrix()

    assert counts.sum() == 120  # two words are left of every text
    assert not counts[:, np.isin(tokens.types, ["film", "good", "bad", "number"])].nnz
    assert tokens.sentences(np.array([0])) == shop.get(Tokens).sentences(np.array([0]))  # what vectors are trained on
    again = with_(found, remedies.without_words(("again",))).get(Tokens)
    assert again.matrix().sum() == 60


def test_test_rows_are_left_out_and_training_rows_stay() -> None:
    shop = store({"text": TEXTS})
    before = shop.get(Split)
    found = with_(shop, remedies.without_test_rows(np.concatenate([before.test[:2], before.train[:3]]), "copies")).get(Split)

    assert found.test.tolist() == before.test[2:].tolist()
    assert found.train.tolist() == before.train.tolist()
    with pytest.raises(Unavailable, match="no test row would be left"):
        with_(shop, remedies.without_test_rows(before.test, "copies")).get(Split)


def test_few_rows_are_split_again_and_again() -> None:
    found = with_(store({"text": TEXTS}), remedies.resplit()).get(Folds)

    assert len(found.folds) == 10
    assert not found.given
    assert sorted(np.concatenate([test for _, test in found.folds[:5]])) == list(range(60))


def test_groups_stay_on_one_side() -> None:
    groups = np.repeat(np.arange(20), 3)
    groups[-3:] = -1
    found = with_(store({"text": [f"{text} {row}" for row, text in enumerate(TEXTS)]}), remedies.split_by_group(groups, "users"))

    for train, test in found.get(Folds).folds:
        assert not set(groups[train][groups[train] >= 0]) & set(groups[test])


def given(train: int, test: int, *, shuffled: bool | None = None) -> Split:
    rows = np.arange(train + test)
    return Split(rows[:train], rows[train:], "column", "column 'split'", shuffled)


def test_a_given_split_stays_and_only_rows_of_new_groups_are_tested() -> None:
    groups = np.arange(500) // 2
    groups[300:360] = groups[:60]  # sixty test rows of groups that train
    groups[400:] = -1  # and a hundred of nobody

    remedy = remedies.tested_on_new_groups(groups, given(300, 200), "column 'user'")

    assert remedy.says == "without the 60 test rows that are of groups that also train (column 'user')"
    (change,) = remedy.changes
    left = change(split=given(300, 200))
    assert isinstance(left, Split)
    assert left.train.tolist() == list(range(300))
    assert left.test.tolist() == list(range(360, 500))


@pytest.mark.parametrize(("new", "shuffled"), [(59, None), (150, True)])
def test_whole_groups_are_drawn_where_few_rows_are_new_or_the_split_was_random_anyway(*, new: int, shuffled: bool | None) -> None:
    groups = np.arange(500)
    groups[300 : 500 - new] = 0

    remedy = remedies.tested_on_new_groups(groups, given(300, 200, shuffled=shuffled), "column 'user'")

    assert remedy.says == "with the groups of column 'user' on one side of the split"


def test_as_many_rows_are_held_out_as_before() -> None:
    groups = np.repeat(np.arange(30), 2)
    shop = store({"text": [f"{text} {row}" for row, text in enumerate(TEXTS)]}, split__test_size=0.4)
    found = with_(shop, remedies.split_by_group(groups, "users")).get(Folds)

    ((train, test),) = found.folds
    assert len(test) == len(shop.get(Split).test) == 24
    assert sorted([*train, *test]) == list(range(60))
    assert not set(groups[train]) & set(groups[test])
    assert found.says == "on 40.0 % of the rows, stratified, users kept on one side"


def test_the_newest_rows_are_tested() -> None:
    shop = store({"text": TEXTS})
    seconds = np.arange(60.0)[::-1].copy()
    seconds[0] = np.nan
    ((train, test),) = with_(shop, remedies.split_by_time(seconds, "day")).get(Folds).folds

    assert test.tolist() == list(range(1, len(shop.get(Split).test) + 1))
    assert 0 in train


def test_vectors_are_trained_again_as_the_reference_does() -> None:
    shop = store({"text": TEXTS}, word2vec__vector_size=3, word2vec__min_count=1, word2vec__epochs=1)
    found = with_(shop, remedies.retrained()).get(Vectors)

    assert shop.get(Vectors).size == 3
    assert found.size == 100
    assert found.config is not None
    assert found.config.sg == 1


def test_vectors_of_training_rows_alone() -> None:
    shop = store({"text": TEXTS}, word2vec__min_count=1)
    found = with_(shop, remedies.trained_on_training_rows()).get(TrainingText)

    assert found.rows.tolist() == shop.get(Split).train.tolist()
    assert found.counts.sum() == shop.get(Tokens).counts(found.rows).sum()


def test_spellings_become_one_class() -> None:
    labels = ["Yes" if row % 2 else "no" for row in range(60)]
    labels[1], labels[0] = "yes", ""
    shop = store({"text": TEXTS}, labels)
    assert shop.get(Classes).names == ("Yes", "no", "yes")

    found = with_(shop, remedies.one_spelling([(0, 2)])).get(Classes)

    assert found.names == ("Yes", "no")
    assert found.counts.tolist() == [30, 29]
    assert found.codes[:3].tolist() == [-1, 0, 1]


@pytest.mark.parametrize(
    ("labels", "layers", "loss", "expected", "kind"),
    [
        ([row % 2 for row in range(60)], [2, 1], "bce_with_logits", (2, 1), "numbers"),
        ([2 * (row % 2) - 1 for row in range(60)], [2, 1], "bce_with_logits", (2, 1), "numbers"),
        ([row % 3 for row in range(60)], [2, 1], "cross_entropy", (2, 3), "class ids"),
        ([row % 3 for row in range(60)], [2, 3], "bce_with_logits", (2, 3), "one-hot"),
    ],
)
def test_the_loss_that_fits(labels: list[int], layers: list[int], loss: str, expected: tuple[int, ...], kind: str) -> None:
    written = {"classifier__output_activation": "sigmoid", "classifier__loss": "mse", "classifier__layers": layers}
    found = with_(store(TABLE, labels, data__features=["a", "b"], **written), remedies.fitting_loss())

    config, targets = found.get(ModelConfig), found.get(LossTargets)
    assert (config.output_activation, config.loss, config.layers) == ("none", loss, expected)
    assert targets.kind == kind
    assert set(targets.values) == set(range(len(set(labels))))


def test_vectors_that_are_not_used_have_nothing_to_undo() -> None:
    with pytest.raises(NothingToUndo):
        with_(store({"text": TEXTS}), remedies.retrained())
