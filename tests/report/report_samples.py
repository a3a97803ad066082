"""Hand-made reports: the founding case, a clean corpus, an empty report.

Run this file to write the golden files anew, then read the difference before committing it.
"""

from pathlib import Path

from w2vcheck.report import terminal
from w2vcheck.results import (
    Confidence,
    Crashed,
    Evidence,
    Finding,
    Impact,
    Location,
    Measure,
    Measured,
    Outcome,
    Quote,
    Report,
    Rung,
    Severity,
    Skipped,
    Step,
    Subject,
    Verdict,
)

GOLDEN = Path(__file__).parent / "golden"


def founding() -> Report:
    """Seven words, one sentence, the label among the features, a single test row."""
    findings = (
        Finding(
            "W2V304",
            "label-in-features",
            Severity.ERROR,
            Confidence.HIGH,
            "Feature column 0 is the label itself in all 100 rows.",
            "A model that sees the answer copies it; its score says nothing about new data.",
            'Take column 0 out of the features: features = "1:7".',
            measure=Measure.share("rows in which the feature equals the label", 100, 100),
            locations=(Location("fixtures/question/w2vcheck.toml", 4), Location("fixtures/question/numbers.csv", column="0")),
            evidence=(Evidence("column 0 against the label", (Quote("-0.00213 = -0.00213", 0), Quote("0.00471 = 0.00471", 1))),),
            also=("W2V305", "W2V505"),
        ),
        Finding(
            "W2V114",
            "continuous-label",
            Severity.ERROR,
            Confidence.HIGH,
            "The label takes 100 different values in 100 rows, so it names no class.",
            "A classifier needs a label that repeats. These numbers are parts of word vectors, and nothing that "
            "can be right or wrong.",
            "Give each row a class to predict, for example the topic of a text.",
            measure=Measure.exact("distinct labels", 100, "values", 100),
            locations=(Location("fixtures/question/numbers.csv", column="0"),),
            evidence=(
                Evidence(
                    "labels such as", (Quote("-0.00213", 0), Quote("0.00471", 1), Quote("0.000382", 2), Quote("-0.00406", 3))
                ),
            ),
        ),
        Finding(
            "W2V207",
            "transposed-matrix",
            Severity.ERROR,
            Confidence.HIGH,
            "The matrix lies on its side: its 7 columns are words and its 100 rows are dimensions.",
            "Each row should be one example. Here each row is one dimension of every word, so the network learns "
            "from dimensions instead of texts, and a test on them means nothing at all.",
            'Write the vectors with one word a row: np.savetxt("numbers.csv", model.wv.vectors).',
            measure=Measure.exact("rows that match vector_size", 100, "rows", 100),
            locations=(Location("fixtures/question/train.py", 14), Location("fixtures/question/w2vcheck.toml", 12)),
            evidence=(Evidence("100 rows = vector_size 100"), Evidence("7 columns = 7 words in sentence.txt")),
        ),
        Finding(
            "W2V202",
            "too-little-training",
            Severity.ERROR,
            Confidence.HIGH,
            "The vectors get 0.4 updates per word; below 30 they stay where they started.",
            "Vectors that never moved are random numbers: no meaning is in them.",
            "Train on a corpus of at least some thousand sentences, or set epochs = 6,250.",
            measure=Measure.exact("U", 0.4, "updates per word", 7, scope="words"),
            locations=(Location("fixtures/question/w2vcheck.toml", 11),),
            also=("W2V201",),
        ),
        Finding(
            "W2V301",
            "test-split-too-small",
            Severity.ERROR,
            Confidence.HIGH,
            "The test split has 1 row, so any accuracy between 5 % and 100 % would fit.",
            "One row is right or wrong; that is no measurement.",
            "Hold out 20 % of the rows: test_size = 0.2.",
            measure=Measure.exact("width of the 95 % interval", 0.793, "points", 1, scope="test rows"),
            locations=(Location("fixtures/question/w2vcheck.toml", 8),),
        ),
        Finding(
            "W2V401",
            "sigmoid-mse",
            Severity.WARNING,
            Confidence.MEDIUM,
            "A sigmoid feeds the squared error, whose gradient is almost flat here.",
            "Learning is slow or stops.",
            "Leave the sigmoid out and use BCEWithLogitsLoss.",
            measure=Measure("gradient against cross-entropy", 0.082, 0.071, 0.095, "of the size", 99, "training rows"),
            locations=(Location("fixtures/question/train.py", 31),),
        ),
        Finding(
            "W2V603",
            "gensim3-argument",
            Severity.NOTE,
            Confidence.HIGH,
            "Word2Vec(size=…) was renamed to vector_size in gensim 4.",
            "The call raises TypeError today.",
            "Write vector_size=100.",
            locations=(Location("fixtures/question/train.py", 9),),
        ),
    )
    return Report(
        subject=Subject(
            "fixtures/question/numbers.csv",
            100,
            (
                ("rows", "100"),
                ("features", "6 columns"),
                ("label", "column '0'"),
                ("split", "99 train, 1 test (test_size = 0.01)"),
                ("note", "no header line: columns are named 0 to 6"),
            ),
            ("features and label as in w2vcheck.toml (--features, --label)",),
        ),
        verdict=Verdict(
            "error",
            "The falling loss means nothing: the network is asked to guess a number that it is given.",
            "Start from texts with a class each, not from the vectors of one sentence.",
        ),
        findings=findings,
        measures=(
            *(Measured(finding.code, finding.name, finding.measure, fired=True) for finding in findings if finding.measure),
            Measured("W2V209", "non-finite-vectors", Measure.share("vectors that are not finite", 0, 100)),
            Measured("W2V210", "degenerate-rows", Measure.share("zero rows", 0, 100)),
        ),
        skipped=(
            Skipped("W2V101", "empty-text", "no text column"),
            Skipped("W2V107", "duplicate-texts", "no text column"),
            Skipped("W2V302", "duplicates-across-split", "no text column"),
            Skipped("W2V106", "class-imbalance", "the label has no classes"),
            Skipped("W2V501", "no-better-than-majority", "the label has no classes"),
        ),
        crashed=(),
        ladder=(),
        ladder_note="No ladder: the label is a continuous number, so there are no classes to tell apart.",
        experiments=(
            Outcome(
                "as-written",
                "as written",
                "6-10-1 network, ReLU, sigmoid, MSELoss, SGD 0.01, 500 epochs",
                "The network does no better than a constant, although the answer is among its inputs.",
                None,
                None,
                0.000211,
                0.00000833,
                1.9,
            ),
        ),
        warnings=(),
        settings={"seed": 0, "split": {"test_size": 0.01}},
    )


def tickets() -> Report:
    """A text corpus with a ladder, some findings with impact, evidence from texts, skips and a crash."""
    before, after = Measure.share("accuracy", 274, 300), Measure.share("accuracy", 222, 267)
    twins = Finding(
        "W2V302",
        "duplicates-across-split",
        Severity.ERROR,
        Confidence.HIGH,
        "11.0 % of the test rows also stand in the training rows.",
        "The model has seen these answers, so the accuracy on them tells nothing about new texts.",
        "Drop the 33 rows from the test split.",
        measure=Measure.share("test rows that stand in train", 33, 300, scope="test rows"),
        locations=tuple(Location("tickets.csv", row + 2, "message", row) for row in (17, 44, 203, 391, 402, 588, 640, 777)),
        evidence=(
            Evidence(
                "the same text on both sides",
                (
                    Quote("hello, my parcel was due on Tuesday and the tracking page still says it is waiting in the depot", 17),
                    Quote("I was charged twice for the same order, please refund one of the two payments", 1044),
                    Quote("cannot log in", 203),
                    Quote("where is my invoice", 391),
                ),
            ),
        ),
        also=("W2V303",),
        impact=Impact(before, after, Measure("difference", -0.082, -0.096, -0.069, "points", 300)),
    )
    variants = Finding(
        "W2V103",
        "label-variants",
        Severity.ERROR,
        Confidence.HIGH,
        "3 spellings stand for the label billing.",
        "Each spelling is a class of its own to the model.",
        "Write the label in one way.",
        measure=Measure.share("rows with a variant spelling", 41, 1500),
        evidence=(Evidence("spellings:", (Quote("billing"), Quote("Billing "), Quote("BILLING\n"))),),
        locations=(Location("tickets.csv", column="label"),),
    )
    imbalance = Finding(
        "W2V105",
        "rare-class",
        Severity.WARNING,
        Confidence.MEDIUM,
        "The class refund has 12 rows.",
        "Too few to learn from, and too few to test on.",
        "Collect more rows, or merge the class into another.",
        measure=Measure.exact("rows of the rarest class", 12, "rows", 1500),
    )
    rungs = (
        ("majority", "largest class", "always the largest class of the training rows", 81, 0.106, 0.01),
        ("random-vectors", "random vectors + logistic regression", "untrained word vectors, averaged", 171, 0.552, 0.81),
        ("word2vec", "your Word2Vec + logistic regression", "skip-gram, averaged", 246, 0.811, 3.92),
        ("tfidf", "TF-IDF + logistic regression", "words and word pairs", 277, 0.918, 0.42),
    )
    ladder = tuple(
        Rung(
            name, title, how,
            Measure.share("accuracy", right, 300, scope="test rows"),
            Measure("macro-F1", f1, f1 - 0.04, f1 + 0.04, "share", 300, "test rows"),
            seconds,
        )
        for name, title, how, right, f1, seconds in rungs
    )  # fmt: skip
    return Report(
        subject=Subject(
            "tickets.csv",
            1500,
            (("text", "column message"), ("label", "column label, 4 classes"), ("split", "column split, 300 test rows")),
            ("the text column is message (--text)", "the label column is label (--label)"),
        ),
        verdict=Verdict(
            "error",
            "Your 91.3 % is really about 83 %: every ninth test text was also trained on.",
            "Drop the 33 rows of the test split that also stand in train.",
        ),
        findings=(twins, variants, imbalance),
        measures=(
            Measured("W2V302", "duplicates-across-split", twins.measure or before, fired=True),
            Measured("W2V101", "empty-text", Measure.share("empty texts", 0, 1500)),
            Measured("W2V106", "class-imbalance", Measure.share("rows of the smallest class", 12, 1500)),
            Measured("W2V107", "duplicate-texts", Measure.share("redundant copies", 1, 1500)),
            Measured("W2V201", "vocabulary-too-small", Measure.exact("vocabulary", 1034, "words", 1500, scope="training rows")),
            Measured("W2V202", "too-little-training", Measure.exact("U", 612.4, "updates per word", 1200, scope="training rows")),
            Measured("W2V205", "collapsed-vectors", Measure("participation ratio", 23.1, 21.2, 25, "dimensions", 1034, "words")),
        ),
        skipped=(
            Skipped("W2V309", "time-leak", "no date column"),
            Skipped("W2V308", "group-leak", "no column whose values repeat"),
            Skipped("W2V401", "sigmoid-mse", "no script and no [classifier] table"),
            Skipped("W2V402", "double-softmax", "no script and no [classifier] table"),
        ),
        crashed=(Crashed("W2V110", "label-noise", "ZeroDivisionError: division by zero"),),
        ladder=ladder,
        ladder_note="All rungs were trained on the same 1,200 rows and scored on the same 300.",
        experiments=(
            Outcome(
                "as-written", "as written", "100-16-4 network, ReLU, cross-entropy, Adam",
                "TF-IDF with logistic regression does as well in a tenth of the time.",
                before, Measure("macro-F1", 0.902, 0.861, 0.931, "share", 300), 0.2134, None, 12.4,
            ),
        ),
        warnings=("ConvergenceWarning: lbfgs failed to converge after 100 iterations",) * 2,
        settings={"seed": 0, "fail_on": "error"},
        waterfall=(
            Step("as-written", "", before, "As written, the experiment scores 91.2 %."),
            Step("duplicates-across-split", "W2V302", after, "Without the 25 test rows that are copies: 91.2 % → 83.0 %."),
            Step("honest", "", after, "Honest, with everything above mended: 83.0 %."),
        ),
    )  # fmt: skip


def clean() -> Report:
    """Nothing found."""
    full = tickets()
    return Report(
        full.subject,
        Verdict(
            "clean",
            "Nothing stands in the way of this number: it means what it says.",
            "Report the accuracy with its interval: 92.3 % (88.8–94.8 %).",
        ),
        (), full.measures[1:], (), (), full.ladder, full.ladder_note, (), (), {},
    )  # fmt: skip


def empty() -> Report:
    """A report of nothing at all."""
    return Report(Subject("empty.csv", 0, ()), Verdict("clean", "Nothing to say.", ""), (), (), (), (), (), "", (), (), {})


def write_golden() -> None:
    """Write the golden files from what is rendered now."""
    GOLDEN.mkdir(exist_ok=True)
    for name, report in (("founding", founding()), ("tickets", tickets())):
        (GOLDEN / f"{name}.txt").write_text(terminal.render(report, width=80, color=False), encoding="utf-8")


if __name__ == "__main__":
    write_golden()
