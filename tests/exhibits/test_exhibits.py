"""What the pictures show, against independent computations and on data of which the answer is known."""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics import confusion_matrix

import w2vcheck
from w2vcheck.artefacts import Unavailable
from w2vcheck.cli.demo import TICKETS_CONFIG
from w2vcheck.data.target import Classes
from w2vcheck.demo.tickets import faulty_tickets, write_csv
from w2vcheck.embedding.geometry import participation_ratio, spectrum
from w2vcheck.exhibits.answers import MOST, WORST, best_rung, confusion, table
from w2vcheck.exhibits.documents import DOTS, inner_products, principal, stable_hash
from w2vcheck.exhibits.values import Exhibits
from w2vcheck.exhibits.words import log_odds_z
from w2vcheck.experiment.evaluation import Evaluation
from w2vcheck.experiment.ladder import Ladder
from w2vcheck.privacy import without_texts
from w2vcheck.report import json_report
from w2vcheck.report.formats import render
from w2vcheck.results import Measure, Report, Rung
from w2vcheck.settings import Settings

SOME = ("W2V302", "W2V303")
"""Rules that give the waterfall a step, and are quick."""
NAMES = {field.name for field in fields(Exhibits)} - {"absent", "scope"}


def test_principal_axes_are_those_of_scikit_learn() -> None:
    rows = np.random.default_rng(0).normal(size=(60, 8)) @ np.diag([5, 3, 1, 1, 1, 0.5, 0.2, 0.1]) + 4
    wanted = PCA(2).fit(rows)
    theirs = wanted.transform(rows)

    ours, shares = principal(inner_products(rows))

    assert shares == pytest.approx(wanted.explained_variance_ratio_, rel=1e-3)
    for axis in (0, 1):
        assert abs(np.corrcoef(ours[:, axis], theirs[:, axis])[0, 1]) == pytest.approx(1, abs=1e-5)
    spread = ours.std(axis=0) / theirs.std(axis=0)
    assert spread[0] == pytest.approx(spread[1], rel=1e-2)  # one scale for both axes
    assert ours.min() >= 0
    assert ours.max() <= 1


def test_a_map_of_equal_rows_cannot_be_drawn() -> None:
    with pytest.raises(Unavailable, match="all rows are the same"):
        principal(inner_products(np.ones((5, 3))))


def test_the_hash_is_the_same_everywhere_and_spreads() -> None:
    hashes = stable_hash(np.arange(10_000, dtype=np.int64))

    assert int(hashes[0]) == 16294208416658607535  # splitmix64 of seed 0, as its authors publish it
    assert len(np.unique(hashes)) == 10_000
    assert abs(np.mean(hashes.astype(np.float64)) / 2**63 - 1) < 0.03


def test_the_surest_word_is_the_one_that_stands_in_a_class_only() -> None:
    own, others = np.array([40, 50, 2, 0]), np.array([0, 50, 0, 30])

    z = log_odds_z(own, others, 100, 100)

    assert z[0] > 4
    assert abs(z[1]) < 1e-9
    assert 0 < z[2] < 2
    assert z[3] < -3
    odds = np.log((40 + 2) / (110 - 42)) - np.log(2 / 108)  # prior: 40 of 200 rows, worth 2 of 10
    assert z[0] == pytest.approx(odds / np.sqrt(1 / 42 + 1 / 68 + 1 / 2 + 1 / 108))


def test_the_matrix_is_that_of_scikit_learn_and_rows_without_a_label_are_left_out() -> None:
    rng = np.random.default_rng(1)
    truth, answers = (rng.integers(0, 4, 300).astype(np.int32) for _ in range(2))
    truth[:7] = -1

    assert (table(truth, answers, 4) == confusion_matrix(truth[7:], answers[7:])).all()


def test_of_many_classes_those_with_mistakes_are_kept_and_no_row_is_lost() -> None:
    counts = np.diag(np.arange(10, 50))
    counts[3, 17], counts[30, 31] = 9, 5
    names = tuple(f"class {code}" for code in range(40))

    shown = confusion("a model", counts, names, 1, "on the test rows")

    assert len(shown.names) == len(shown.counts) == MOST
    assert shown.names[-1] == "29 other classes"
    assert sum(map(sum, shown.counts)) == shown.answers == counts.sum()
    assert {"class 3", "class 17", "class 30", "class 31"} <= set(shown.names)
    assert [(one.truth, one.answer, one.rows) for one in shown.worst] == [("class 3", "class 17", 9), ("class 30", "class 31", 5)]
    assert len(shown.worst) <= WORST


def test_without_a_waterfall_the_best_baseline_shows_its_answers() -> None:
    codes = np.array([0, 0, 1, 1, 1, 0], np.int32)
    fold = (np.array([0, 1, 2]), np.array([3, 4, 5]))
    score = Measure("accuracy", 0.67, 0.3, 0.9, "share", 3)
    rungs = tuple(
        Rung(name, name, "", replace(score, value=value), score, 0.0) for name, value in (("poor", 0.1), ("good", 0.67))
    )
    predicted = {"poor": [np.array([0, 0, 1], np.int32)], "good": [np.array([1, 0, 0], np.int32)]}

    shown = best_rung(Ladder(rungs, predicted), Evaluation((fold,), "here"), Classes(("a", "b"), codes, np.bincount(codes)))

    assert shown.title == "good, the best baseline"
    assert shown.counts == ((1, 0), (1, 1))
    assert shown.rounds == 1


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tickets")
    rows, _ = faulty_tickets(380, seed=1)
    trained = [row for row in rows if row["split"] == "train" and len(row["text"].split()) > 20]
    rows += [{**row, "text": f"{row['text']} thanks", "split": "test"} for row in trained[:20]]
    write_csv(folder / "tickets.csv", tuple(rows[0]), [tuple(row.values()) for row in rows])
    (folder / "w2vcheck.toml").write_text(TICKETS_CONFIG, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(tickets: Path) -> Report:
    return w2vcheck.audit(str(tickets / "tickets.csv"), config=str(tickets / "w2vcheck.toml"), select=SOME, exhibits=True)


def test_an_audit_of_texts_has_every_exhibit(report: Report) -> None:
    shown = report.exhibits

    assert shown is not None
    assert {name for name in NAMES if getattr(shown, name) is not None} == NAMES
    assert shown.absent == ()
    assert report.crashed == ()
    assert shown.documents is not None
    assert len(shown.documents.dots) == min(DOTS, 400)
    assert len({dot.row for dot in shown.documents.dots}) == len(shown.documents.dots)
    assert shown.pairs is not None
    assert sum(dot.copied for dot in shown.documents.dots) == shown.pairs.across >= 20
    assert all(pair.left.part == "test" and pair.right.part == "train" for pair in shown.pairs.pairs)
    assert all(dot.test for dot in shown.documents.dots if dot.copied)
    assert shown.balance is not None
    assert sum(one.rows for one in shown.balance.classes) == 400
    assert shown.spectrum is not None
    assert shown.spectrum.participation < shown.spectrum.collapsed  # gensim's defaults on 400 texts


def test_a_confusion_matrix_agrees_with_the_accuracy_of_the_honest_experiment(report: Report) -> None:
    assert report.exhibits is not None
    shown = report.exhibits.confusion
    assert shown is not None

    right = sum(shown.counts[code][code] for code in range(len(shown.names)))

    assert right / shown.answers == pytest.approx(report.waterfall[-1].accuracy.value, abs=0.01)
    assert shown.title == "logistic regression, with all remedies"


def test_a_report_without_texts_has_none_in_its_pictures(report: Report) -> None:
    assert report.exhibits is not None
    assert report.exhibits.pairs is not None
    texts = [side.text.text for pair in report.exhibits.pairs.pairs for side in (pair.left, pair.right)]
    private = without_texts(report)

    assert private.exhibits is not None
    assert private.exhibits.pairs is not None
    assert private.exhibits.marking is not None
    left = [side.text.text for pair in private.exhibits.pairs.pairs for side in (pair.left, pair.right)]
    left += [word.word.text for one in private.exhibits.marking.classes for word in one.words]
    assert left
    assert all(text.startswith("#") for text in left)
    page = render(private, "html")
    assert not [text for text in texts if text[:40] in page]
    assert texts[0][:20] in render(report, "html")


def test_exhibits_change_nothing_else_and_come_back_from_the_cache(
    tickets: Path, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2VCHECK_CACHE_DIR", str(tmp_path))
    file, config = str(tickets / "tickets.csv"), str(tickets / "w2vcheck.toml")

    plain = w2vcheck.audit(file, config=config, select=SOME)
    drawn = w2vcheck.audit(file, config=config, select=SOME, exhibits=True)
    again = w2vcheck.audit(file, config=config, select=SOME, exhibits=True)

    assert plain.exhibits is None
    assert drawn.exhibits == again.exhibits == report.exhibits
    assert render(drawn, "html") == render(again, "html") == render(report, "html")
    one, other = (json.loads(json_report.render(each)) for each in (plain, drawn))
    assert one["settings"] | {"exhibits": True} == other["settings"]
    assert {**one, "settings": 0} == {**other, "settings": 0}


@pytest.mark.usefixtures("folder")
def test_exhibits_that_cannot_be_had_say_why() -> None:
    rng = np.random.default_rng(3)
    rows = [(f"{a:.4f}", f"{b:.4f}", str(int(a > 0))) for a, b in rng.normal(size=(90, 2))]
    Path("data.csv").write_text("a,b,label\n" + "\n".join(map(",".join, rows)) + "\n", encoding="utf-8")

    shown = w2vcheck.audit("data.csv", features="a,b", target="label", exhibits=True).exhibits

    assert shown is not None
    assert shown.documents is not None
    assert shown.documents.how == "standardised features"
    assert shown.curve is not None
    assert shown.curve.title == "logistic regression"
    reasons = {one.name: one.reason for one in shown.absent}
    assert reasons.keys() == {"spectrum", "marking", "pairs"}
    assert reasons["pairs"] == "the data is a table of features, without texts"


@pytest.mark.usefixtures("folder")
def test_without_a_classifier_and_word_vectors_the_map_is_one_of_words() -> None:
    words = ["good fine great", "bad poor awful"]
    lines = [f"{words[row % 2]} film number {row} of a long list,{row % 2}" for row in range(80)]
    Path("data.csv").write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")

    shown = w2vcheck.audit("data.csv", exhibits=True, ladder=False).exhibits

    assert shown is not None
    assert shown.documents is not None
    assert shown.documents.how == "TF-IDF of words"
    across = {test: [dot.x for dot in shown.documents.dots if dot.group == test] for test in (0, 1)}
    assert max(across[0]) < min(across[1]) or max(across[1]) < min(across[0])
    assert shown.marking is not None
    assert {word.word.text for word in shown.marking.classes[0].words} == {"good", "fine", "great"}
    assert {one.name: one.reason for one in shown.absent}["confusion"] == "the ladder of baselines is switched off"


@pytest.mark.usefixtures("folder")
def test_a_file_of_vectors_has_its_spectrum() -> None:
    matrix = np.random.default_rng(0).normal(size=(80, 12)) * np.linspace(3, 0.1, 12)
    lines = [f"word{row} " + " ".join(f"{value:.6f}" for value in vector) for row, vector in enumerate(matrix)]
    Path("vectors.txt").write_text("80 12\n" + "\n".join(lines) + "\n", encoding="utf-8")

    shown = w2vcheck.audit_vectors("vectors.txt", exhibits=True).exhibits

    assert shown is not None
    assert shown.spectrum is not None
    variances = spectrum(matrix)
    assert shown.spectrum.participation == pytest.approx(participation_ratio(variances), rel=1e-4)
    assert shown.spectrum.shares == pytest.approx(variances / variances.sum(), rel=1e-4)
    assert shown.spectrum.random == pytest.approx(79 * 12 / 91)


def test_a_crash_among_the_pictures_leaves_the_report(tickets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(settings: Settings) -> Exhibits:
        raise RuntimeError(f"seed {settings.seed}")

    monkeypatch.setattr("w2vcheck.exhibits.collecting.OF_DATA", {"curve": broken})

    report = w2vcheck.audit(str(tickets / "tickets.csv"), exhibits=True, select=("W2V101",), ladder=False)

    assert report.exhibits is None
    assert [(one.name, one.error) for one in report.crashed] == [("exhibits", "RuntimeError: seed 0")]
