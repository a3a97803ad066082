from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from sklearn.linear_model import LogisticRegression

import w2vcheck
from w2vcheck.data.split import stratified
from w2vcheck.demo.tickets import tickets
from w2vcheck.results import Finding, Impact, Report

Columns = dict[str, Sequence[object]]


def audit(columns: Columns, **options: object) -> Report:
    named = {key.replace("__", "."): value for key, value in options.items()}
    return w2vcheck.audit(pl.DataFrame(columns), options={"seed": 0, **named})


def impact(report: Report, code: str) -> tuple[Finding, Impact]:
    finding = next(one for one in report.findings if one.code == code)
    assert finding.impact is not None
    return finding, finding.impact


@pytest.fixture(scope="module")
def leaking() -> Columns:
    """Two honest features, and one that was filled in after the label was known."""
    rng = np.random.default_rng(5)
    label = rng.integers(0, 2, 600)
    return {
        "a": (rng.normal(size=600) + 0.6 * label).tolist(),
        "b": rng.normal(size=600).tolist(),
        "after": (label * 2 + 3).tolist(),
        "label": label.tolist(),
    }


@pytest.fixture(scope="module")
def leaked(leaking: Columns) -> Report:
    return audit(
        leaking, data__features=["a", "b", "after"], data__target="label", classifier__kind="logistic-regression", ladder=False
    )


def test_a_leaking_column_is_worth_what_the_model_loses_without_it(leaking: Columns, leaked: Report) -> None:
    _, worth = impact(leaked, "W2V304")
    matrix = np.array([leaking["a"], leaking["b"]], np.float32).T
    truth = np.array(leaking["label"])
    train, test = stratified(np.arange(600), truth.astype(np.int32), 0.2, 0)
    honest = LogisticRegression().fit(matrix[train], truth[train]).score(matrix[test], truth[test])

    assert worth.accuracy_before.value == 1
    assert worth.accuracy_after.value == pytest.approx(honest)
    assert worth.difference.value == pytest.approx(honest - 1)
    assert worth.difference.high < 0


def test_the_waterfall_walks_from_the_number_as_written_to_the_honest_one(leaked: Report) -> None:
    _, worth = impact(leaked, "W2V304")
    steps = leaked.waterfall

    assert [(step.name, step.code) for step in steps[:2]] == [("as-written", ""), ("label-in-features", "W2V304")]
    assert (steps[-1].name, steps[-1].accuracy) == ("honest", steps[-2].accuracy)
    assert steps[0].accuracy == leaked.experiments[0].accuracy
    assert steps[1].sentence.startswith("Without the column 'after': 100 % → ")
    assert steps[1].accuracy == worth.accuracy_after
    assert "the honest figure" in leaked.verdict.headline


def test_copies_in_the_test_rows_are_worth_what_they_were_answered_from_memory() -> None:
    rows = tickets(500, seed=4)
    texts, labels = [text for text, _ in rows], [label for _, label in rows]
    split = ["test"] * 100 + ["train"] * 400
    texts[:40], labels[:40] = texts[100:140], labels[100:140]
    finding, worth = impact(audit({"text": texts, "label": labels, "split": split}), "W2V302")

    assert finding.severity == "error"
    assert worth.accuracy_before.n == 100
    assert worth.accuracy_after.n == 60
    assert worth.accuracy_after.value < worth.accuracy_before.value
    assert worth.difference.low <= worth.difference.value <= worth.difference.high


@pytest.mark.slow
def test_vectors_that_were_trained_too_little_are_worth_a_retraining() -> None:
    rows = tickets(600, seed=4)
    report = audit({"text": [text for text, _ in rows], "label": [label for _, label in rows]}, word2vec__epochs=1)
    _, worth = impact(report, "W2V204")

    assert worth.difference.low > 0.05
    assert report.waterfall[-1].accuracy.low > report.waterfall[0].accuracy.value
    assert "On the same rows TF-IDF + logistic regression scores" in report.verdict.headline


@pytest.mark.slow
def test_a_test_of_few_rows_is_worth_a_split_that_can_say_something() -> None:
    rows = tickets(400, seed=4)
    split = ["test" if row % 20 == 0 else "train" for row in range(400)]
    report = audit({"text": [text for text, _ in rows], "label": [label for _, label in rows], "split": split})
    _, worth = impact(report, "W2V301")

    assert (worth.accuracy_before.n, worth.accuracy_after.n) == (20, 400)
    width = worth.accuracy_after.high - worth.accuracy_after.low
    assert width < (worth.accuracy_before.high - worth.accuracy_before.low) / 2


def test_where_nothing_is_wrong_the_number_as_written_is_the_honest_one() -> None:
    rng = np.random.default_rng(5)
    label = rng.integers(0, 2, 3000)
    columns: Columns = {"a": (rng.normal(size=3000) + 2 * label).tolist(), "label": label.tolist()}
    report = audit(columns, data__features=["a"], data__target="label", classifier__kind="logistic-regression", ladder=False)

    assert [step.name for step in report.waterfall] == ["as-written", "honest"]
    assert report.waterfall[0].accuracy == report.waterfall[1].accuracy == report.experiments[0].accuracy


def test_without_a_ladder_and_a_classifier_nothing_is_trained() -> None:
    rows = tickets(200, seed=4)
    report = audit({"text": [text for text, _ in rows], "label": [label for _, label in rows]}, ladder=False)

    assert report.waterfall == ()
    assert any(one.name == "waterfall" and "switched off" in one.reason for one in report.skipped)


def test_a_remedy_that_can_not_be_tried_says_why() -> None:
    label = [row % 2 for row in range(200)]
    report = audit(
        {"only": label, "label": label},
        data__features=["only"],
        data__target="label",
        classifier__kind="logistic-regression",
        ladder=False,
    )

    assert ("impact of W2V304", "no feature would be left") in [(one.name, one.reason) for one in report.skipped]
    assert next(one for one in report.findings if one.code == "W2V304").impact is None


def test_a_leaked_word_is_worth_what_the_model_loses_without_it() -> None:
    rng = np.random.default_rng(0)
    label = rng.integers(0, 2, 800)
    words = rng.integers(0, 300, (800, 8))
    words[:, 0] = np.where(rng.random(800) < 0.5, label, words[:, 0])  # an honest hint in half of the texts
    texts = [" ".join(f"w{word}" for word in row) + (" zzmark" if one else "") for row, one in zip(words, label, strict=True)]
    finding, worth = impact(audit({"text": texts, "label": ["yes" if one else "no" for one in label]}), "W2V306")

    assert finding.severity == "error"
    assert worth.accuracy_before.value > 0.97
    assert worth.accuracy_after.value < 0.85
    assert worth.difference.high < 0
