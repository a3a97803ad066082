"""The case that this tool was started for, the same done right, and the corpora with and without planted faults."""

import csv
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

import pytest

from w2vcheck import Finding, Measure, Report, Severity, audit
from w2vcheck.cli.show import exit_code
from w2vcheck.demo.tickets import LABELS, QUEUES, RARE_LABEL, faulty_tickets, text_key

FIXTURES = Path(__file__).parent.parent / "fixtures"
QUESTION = FIXTURES / "question"
FAULTS = {"W2V114", "W2V201", "W2V202", "W2V204", "W2V206", "W2V207", "W2V301", "W2V304", "W2V406", "W2V401"}


@pytest.fixture(scope="module")
def founding() -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(QUESTION)
        return audit("numbers.csv", config="w2vcheck.toml")


@pytest.fixture(scope="module")
def done_right() -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(FIXTURES / "done_right")
        return audit("tickets.csv", config="w2vcheck.toml")


def found(report: Report, code: str) -> Finding:
    """The finding of this rule; the first, where there are several."""
    return next(finding for finding in report.findings if finding.code == code)


# --- the founding case -----------------------------------------------------------------------------------------------------


def test_every_fault_of_the_founding_case_is_named(founding: Report) -> None:
    said = {finding.code for finding in founding.findings}
    spoken_for = {code for finding in founding.findings for code in finding.also}

    assert said | spoken_for >= FAULTS
    assert not said & spoken_for
    assert found(founding, "W2V406").also == ("W2V401",)
    assert not founding.crashed


def test_the_founding_case_fails_a_ci_job(founding: Report) -> None:
    assert exit_code(founding) == 1
    assert founding.verdict.level == "error"
    assert {finding.code for finding in founding.at_least(Severity.ERROR)} >= FAULTS - {"W2V202", "W2V206", "W2V401"}


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("W2V114", "target = 0"),
        ("W2V201", 'corpus = "sentence.txt"'),
        ("W2V204", 'corpus = "sentence.txt"'),
        ("W2V301", "test_size = 0.01"),
        ("W2V304", 'features = "0:6"'),
        ("W2V406", 'output_activation = "sigmoid"'),
    ],
)
def test_findings_point_at_the_line_that_is_at_fault(founding: Report, code: str, key: str) -> None:
    lines = (QUESTION / "w2vcheck.toml").read_text(encoding="utf-8").splitlines()

    places = [place.line for place in found(founding, code).locations if place.file == "w2vcheck.toml" and place.line]

    assert [lines[line - 1].partition(" #")[0] for line in places] == [key]


def test_findings_about_the_table_point_at_the_table(founding: Report) -> None:
    assert [place.file for place in found(founding, "W2V207").locations] == ["numbers.csv"]
    assert ("numbers.csv", 1, "0") in [(place.file, place.line, place.column) for place in found(founding, "W2V304").locations]


def test_the_figures_of_the_founding_case_are_those_of_its_files(founding: Report) -> None:
    words = (QUESTION / "words.txt").read_text(encoding="utf-8").split()
    with (QUESTION / "numbers.csv").open(encoding="utf-8", newline="") as file:
        labels = [float(row[0]) for row in csv.reader(file)]
    below = sum(label < 0 or label > 1 for label in labels)

    assert value(founding, "W2V201") == len(words) == 7
    assert value(founding, "W2V406") == pytest.approx(below / len(labels))
    assert value(founding, "W2V114") == len(set(labels)) / len(labels)
    assert value(founding, "W2V304") == 1
    assert measure(founding, "W2V301").n == 1


def measure(report: Report, code: str) -> Measure:
    taken = found(report, code).measure
    assert taken is not None
    return taken


def value(report: Report, code: str) -> float:
    return measure(report, code).value


def test_the_experiment_as_written_has_a_loss_and_no_accuracy(founding: Report) -> None:
    settings = tomllib.loads((QUESTION / "w2vcheck.toml").read_text(encoding="utf-8"))
    with (QUESTION / "numbers.csv").open(encoding="utf-8", newline="") as file:
        labels = [float(row[settings["data"]["target"]]) for row in csv.reader(file)]
    spread = mean((label - mean(labels)) ** 2 for label in labels)

    outcome = founding.experiments[0]

    assert (outcome.name, outcome.accuracy, outcome.macro_f1) == ("as-written", None, None)
    assert outcome.loss is not None
    assert outcome.loss_of_mean is not None
    assert outcome.loss_of_mean == pytest.approx(spread, rel=0.05)  # one row of a hundred is not in training
    assert outcome.loss > 100 * outcome.loss_of_mean
    assert "learnt nothing" in outcome.says


def test_mended_step_by_step_the_founding_case_learns_nothing(founding: Report) -> None:
    written, without_label, linear = founding.experiments

    assert [one.title for one in founding.experiments] == ["as written", "without the column '0'", "with a linear output"]
    assert written.loss is not None
    assert without_label.loss is not None
    assert linear.loss is not None
    assert linear.loss_of_mean is not None
    assert without_label.loss == pytest.approx(written.loss, rel=0.5)  # the sigmoid is what keeps it high
    assert linear.loss < written.loss / 100
    assert linear.loss > 0.5 * linear.loss_of_mean  # five random numbers say nothing of a sixth


def test_the_founding_case_has_no_baselines_and_says_why(founding: Report) -> None:
    assert founding.ladder == ()
    (reason,) = [entry.reason for entry in founding.skipped if entry.name == "ladder"]
    assert "holds no classes" in reason


# --- done right --------------------------------------------------------------------------------------------------------------


def test_the_experiment_done_right_is_clean(done_right: Report) -> None:
    assert [finding.message for finding in done_right.at_least(Severity.WARNING)] == []
    assert not done_right.crashed
    assert exit_code(done_right) == 0
    assert "error" not in done_right.verdict.headline


def test_the_experiment_done_right_scores_well(done_right: Report) -> None:
    (outcome,) = done_right.experiments

    assert outcome.accuracy is not None
    assert outcome.accuracy.value > 0.9
    assert outcome.accuracy.low > 0.88
    assert outcome.accuracy.n == 400
    assert outcome.macro_f1 is not None
    assert outcome.macro_f1.value > 0.9


def test_the_rungs_of_the_experiment_done_right_are_in_the_expected_order(done_right: Report) -> None:
    accuracy = {rung.name: rung.accuracy.value for rung in done_right.ladder}

    assert accuracy["majority"] < accuracy["random-vectors"] < accuracy["word2vec"] <= accuracy["tfidf"] + 0.02


# --- the tickets -------------------------------------------------------------------------------------------------------------


def test_clean_tickets_have_neither_errors_nor_warnings() -> None:
    report = audit(FIXTURES / "corpora" / "tickets.csv")

    assert [finding.message for finding in report.at_least(Severity.WARNING)] == []
    assert not report.crashed


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (FIXTURES / "corpora" / "tickets_faulty.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def faulty() -> Report:
    return audit(FIXTURES / "corpora" / "tickets_faulty.csv", ladder=False)


def test_the_committed_tickets_are_those_with_known_faults(rows: list[dict[str, str]]) -> None:
    assert rows == faulty_tickets(len(rows), seed=0)[0]


def test_planted_twins_are_counted(faulty: Report, rows: list[dict[str, str]]) -> None:
    train = {text_key(row["text"]) for row in rows if row["split"] == "train"}
    test = [text_key(row["text"]) for row in rows if row["split"] == "test"]
    twins = sum(text in train for text in test)
    planted = faulty_tickets(len(rows), seed=0)[1]

    assert (twins, len(test)) == (planted.twins, planted.test_rows)
    assert found(faulty, "W2V302").severity is Severity.ERROR
    assert value(faulty, "W2V302") == twins / len(test)
    assert measure(faulty, "W2V302").n == len(test)


def test_twins_are_shown_where_they_stand(faulty: Report, rows: list[dict[str, str]]) -> None:
    train = {text_key(row["text"]) for row in rows if row["split"] == "train"}

    for place in found(faulty, "W2V302").locations:
        assert place.row is not None
        assert place.line == place.row + 2  # no text of this file has a line break
        assert rows[place.row]["split"] == "test"
        assert text_key(rows[place.row]["text"]) in train


def test_planted_conflicts_are_counted(faulty: Report, rows: list[dict[str, str]]) -> None:
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        labels[text_key(row["text"])][row["label"]] += 1
    conflicting = [count for count in labels.values() if len(count) > 1]
    planted = faulty_tickets(len(rows), seed=0)[1]

    assert len(conflicting) == planted.conflicts
    assert value(faulty, "W2V108") == sum(map(Counter.total, conflicting)) / len(rows)


def test_planted_spellings_are_counted(faulty: Report, rows: list[dict[str, str]]) -> None:
    right = {*LABELS, RARE_LABEL}
    variants = [row["label"] for row in rows if row["label"] not in right]

    assert len(variants) == faulty_tickets(len(rows), seed=0)[1].label_variants
    assert value(faulty, "W2V103") == len(variants) / len(rows)
    assert {label.strip().lower() for label in variants} <= right


def test_the_planted_rare_class_is_named(faulty: Report, rows: list[dict[str, str]]) -> None:
    rare = sum(row["label"] == RARE_LABEL for row in rows)
    shown = [quote.text for one in faulty.findings if one.code == "W2V105" for proof in one.evidence for quote in proof.quotes]

    assert rare == faulty_tickets(len(rows), seed=0)[1].rare_rows
    assert f"{RARE_LABEL}: {rare}" in shown


def test_the_planted_leak_is_named_with_its_strength(faulty: Report, rows: list[dict[str, str]]) -> None:
    follows = sum(QUEUES[row["label"].strip().lower()] == row["queue"] for row in rows)
    planted = faulty_tickets(len(rows), seed=0)[1]

    assert len(rows) - follows == planted.other_queue
    finding = found(faulty, "W2V305")
    assert "'queue'" in finding.message
    assert finding.severity is Severity.WARNING  # it stands beside the text, and is no feature
    # A column cannot tell the spellings of a label apart, so it is right at most where label and queue agree.
    labels = Counter(row["label"] for row in rows)
    by_queue: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        by_queue[row["queue"]][row["label"]] += 1
    best, majority = sum(max(count.values()) for count in by_queue.values()) / len(rows), max(labels.values()) / len(rows)
    assert value(faulty, "W2V305") == pytest.approx((best - majority) / (1 - majority), abs=0.01)
