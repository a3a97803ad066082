import copy
import json
import random
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import w2vcheck
from w2vcheck import Finding, Measure, Report, Settings, Severity, W2vcheckError, audit
from w2vcheck.data.target import Target
from w2vcheck.errors import ConfigError, DataError
from w2vcheck.report import json_report
from w2vcheck.results import Confidence, Subject, Verdict
from w2vcheck.rule import Result, load_rules

TEXTS = [f"the {'soup' if row % 2 else 'screen'} number {row // 2} was {'cold' if row % 3 else 'broken'}" for row in range(80)]
TEXTS[70] = TEXTS[1]  # a conflict
LABELS = [row % 2 for row in range(80)]
FRAME = {"text": TEXTS, "label": LABELS, "stars": [row % 5 / 4 for row in range(80)], "open": [row % 7 > 3 for row in range(80)]}
QUICK = ("W2V10", "W2V304", "W2V305")
"""Rules that train nothing."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()  # no configuration from the folders above


def write(text: str, name: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def as_csv(name: str = "data.csv") -> str:
    lines = (",".join(str(cell).lower() for cell in row) for row in zip(*FRAME.values(), strict=True))
    return write("\n".join([",".join(FRAME), *lines]) + "\n", name)


def document(report: Report) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json_report.render(report))
    return plain


def without_places(report: Report) -> dict[str, Any]:
    """The report without the name of the data, what depends on it, and the lines in it, which a data frame does not have."""
    plain = copy.deepcopy(document(report))
    plain["subject"]["source"] = None
    for finding in plain["findings"]:
        del finding["fingerprint"]
        for place in finding["locations"]:
            place["file"] = place["line"] = None
    return plain


FRAMES = {
    "pandas": lambda: pd.DataFrame(FRAME),
    "pandas with gaps and categories": lambda: pd.DataFrame(FRAME | {"label": pd.Categorical([str(label) for label in LABELS])}),
    "Polars": lambda: pl.DataFrame(FRAME),
    "lazy Polars": lambda: pl.LazyFrame(FRAME),
    "PyArrow": lambda: pa.table(FRAME),
}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_a_data_frame_gives_the_report_of_its_csv(make: Any) -> None:
    from_file = audit(as_csv(), select=QUICK, ladder=False)
    from_frame = audit(make(), select=QUICK, ladder=False)

    assert from_frame.findings
    assert from_frame.subject.source == "DataFrame"
    assert {place.line for finding in from_frame.findings for place in finding.locations} == {None}
    assert {place.line for finding in from_file.findings for place in finding.locations} >= {3, 72}
    assert without_places(from_frame) == without_places(from_file)


def test_a_whole_audit_of_a_frame_is_that_of_its_csv() -> None:
    rules, options = ["W2V10", "W2V2", "W2V501", "W2V502"], {"split.test_size": 64}

    from_file = audit(as_csv(), select=rules, seed=5, options=options)
    from_frame = audit(pd.DataFrame(FRAME), select=rules, seed=5, options=options)

    assert len(from_frame.ladder) == 4
    assert without_places(from_frame) == without_places(from_file)


def test_a_path_may_be_a_path() -> None:
    name = as_csv()

    assert document(audit(Path(name), select=QUICK, ladder=False)) == document(audit(name, select=QUICK, ladder=False))


def test_test_rows_may_be_a_frame() -> None:
    test = pd.DataFrame(FRAME)[:3].assign(text=[TEXTS[0].upper(), "never seen before", f" {TEXTS[2]}"])

    (finding,) = audit(pl.DataFrame(FRAME), test=test, select=["W2V302"], ladder=False).findings

    assert finding.measure is not None
    assert finding.measure.value == pytest.approx(2 / 3)
    assert finding.measure.n == 3


def test_options_win_over_the_configuration() -> None:
    Path("w2vcheck.toml").write_text(
        'fail_on = "never"\n[split]\ntest_size = 0.5\n[rules]\nselect = ["W2V1"]\n', encoding="utf-8"
    )

    report = audit(pl.DataFrame(FRAME), select=["W2V302"], ladder=False, options={"split.test_size": 8, "split.shuffle": False})

    assert [entry.measure.n for entry in report.measures] == [8]
    assert report.settings["fail_on"] == "never"
    assert "8 rows as test, by position" in dict(report.subject.facts)["split"]


def test_a_configuration_elsewhere_names_its_files_from_its_own_folder() -> None:
    Path("conf").mkdir()
    as_csv("conf/test.csv")
    write('[data]\ntest = "test.csv"\n', "conf/my.toml")

    report = audit(as_csv(), config="conf/my.toml", select=["W2V302"], ladder=False)

    assert [entry.measure.n for entry in report.measures] == [80]


def test_an_unknown_keyword_is_a_type_error_that_names_it() -> None:
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'lable'.* label"):
        audit(pl.DataFrame(FRAME), lable="label")


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: audit("none.csv"), DataError, "none.csv: expected a data file"),
        (lambda: audit([TEXTS, LABELS]), DataError, "an object of type list"),
        (lambda: audit(pl.DataFrame({"text": TEXTS})), DataError, "DataFrame: expected at least two columns"),
        (lambda: audit(pl.DataFrame(FRAME).head(0)), DataError, "no rows"),
        (lambda: audit(pl.DataFrame(FRAME), label="lable"), DataError, "did you mean 'label'"),
        (lambda: audit(pl.DataFrame(FRAME), select=["W2V999"]), ConfigError, "'W2V999'"),
        (lambda: audit(pl.DataFrame(FRAME), select=[]), ConfigError, "at least one rule"),
        (lambda: audit(pl.DataFrame(FRAME), seed=-1), ConfigError, "for seed"),
        (lambda: audit(pl.DataFrame(FRAME), fail_on="fatal"), ConfigError, "for fail_on"),
        (lambda: audit(pl.DataFrame(FRAME), options={"split.testsize": 0.2}), ConfigError, "'test_size'"),
        (lambda: audit(pl.DataFrame(FRAME), config="none.toml"), ConfigError, "none.toml: expected a configuration file"),
    ],
)
def test_what_cannot_be_worked_with_is_one_error_of_the_family(call: Any, kind: type[W2vcheckError], says: str) -> None:
    with pytest.raises(W2vcheckError) as caught:
        call()

    assert type(caught.value) is kind
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_errors_say_where_for_programs_too() -> None:
    write("text,label\na,b\nc\n", "data.csv")

    with pytest.raises(W2vcheckError) as caught:
        audit("data.csv")

    assert (caught.value.file, caught.value.line) == ("data.csv", 3)
    assert (caught.value.expected, caught.value.found) == ("2 fields", "1")


def test_the_family_is_one() -> None:
    assert issubclass(DataError, W2vcheckError)
    assert issubclass(ConfigError, W2vcheckError)
    assert issubclass(W2vcheckError, Exception)
    assert w2vcheck.W2vcheckError is W2vcheckError


def finding(severity: Severity) -> Finding:
    return Finding("W2V000", "nothing", severity, Confidence.HIGH, "A.", "B.", "C.")


def test_at_least_is_this_severity_or_worse() -> None:
    error, warning, note = (finding(severity) for severity in Severity)
    nothing = Report(Subject("", 0, ()), Verdict("clean", "", ""), (), (), (), (), (), "", (), ())

    report = replace(nothing, findings=(error, warning, note))

    assert report.at_least(Severity.ERROR) == (error,)
    assert report.at_least(Severity.WARNING) == (error, warning)
    assert report.at_least(Severity.NOTE) == (error, warning, note)
    assert nothing.at_least(Severity.NOTE) == ()


def test_findings_come_worst_first() -> None:
    ranks = [finding.severity.rank for finding in audit(pl.DataFrame(FRAME), select=QUICK, ladder=False).findings]

    assert ranks == sorted(ranks)


def test_the_audit_disturbs_nothing_around_it() -> None:
    frame = pd.DataFrame(FRAME)
    before = frame.copy()
    state, filters, place = random.getstate(), list(warnings.filters), Path.cwd()

    audit(frame, select=["W2V2"], ladder=False, options={"word2vec.min_count": 1, "classifier.kind": "mlp"})

    assert (random.getstate(), list(warnings.filters), Path.cwd()) == (state, filters, place)
    pd.testing.assert_frame_equal(frame, before)


def test_the_audit_leaves_the_global_randomness_of_numpy_alone() -> None:
    np.random.seed(7)  # noqa: NPY002 - the caller's global state is what this is about
    expected = np.random.random()  # noqa: NPY002 - the same
    np.random.seed(7)  # noqa: NPY002 - the same

    audit(pl.DataFrame(FRAME), select=["W2V103"], options={"split.test_size": 64})

    assert np.random.random() == expected  # noqa: NPY002 - the same


def test_progress_hears_of_every_stage() -> None:
    stages: list[str] = []

    options = {"split.test_size": 64}
    audit(pl.DataFrame(FRAME), select=["W2V103"], options=options, progress=lambda stage, *_: stages.append(stage))

    assert stages[0] == "reading the data"
    assert {"looking at the columns", "cutting texts into words", "training the ladder of baselines"} < set(stages)


def test_warnings_of_libraries_end_up_in_the_report_once() -> None:
    def warn(target: Target) -> Iterator[Result]:
        for _ in range(2):
            warnings.warn(f"{target.column} is odd\nin two lines", RuntimeWarning, stacklevel=1)
        yield Measure.exact("nothing", 0, "rows", 1)

    checks = next(loaded.rule.checks for loaded in load_rules() if loaded.rule.code == "W2V103")
    kept = checks[:]
    checks[:] = [warn]
    try:
        report = audit(pl.DataFrame(FRAME), select=["W2V103"], ladder=False)
    finally:
        checks[:] = kept

    assert report.warnings == ("RuntimeWarning: label is odd",)


def test_a_script_that_is_no_python_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("def f(:\n", encoding="utf-8")

    with pytest.raises(w2vcheck.W2vcheckError, match="expected Python, found something else"):
        w2vcheck.audit(pl.DataFrame({"text": ["a b", "c d"], "label": ["x", "y"]}), script=str(tmp_path / "train.py"))


def test_public_names_are_few_and_lead_home() -> None:
    assert len(w2vcheck.__all__) <= 15
    for name in w2vcheck.__all__:
        assert getattr(w2vcheck, name).__module__.startswith("w2vcheck.")
    assert Settings().seed == 0
    with pytest.raises(AttributeError, match="has no attribute 'adit'"):
        w2vcheck.adit  # noqa: B018 - asking for it is the test
