from pathlib import Path

import pytest
from ci_samples import scored
from scipy.stats import binom

from w2vcheck.ci.gates import stored_run, with_gates
from w2vcheck.ci.stored import read_report
from w2vcheck.errors import ConfigError
from w2vcheck.intervals import wilson
from w2vcheck.report.json_report import render
from w2vcheck.results import Gate, Measure, Report
from w2vcheck.settings import Settings, load_settings, override


def settings(**values: object) -> Settings:
    return override(Settings(), values)


def gate(report: Report, least: float) -> Gate:
    (only,) = with_gates(report, settings(min_accuracy=least), None).gates
    return only


def test_the_honest_figure_counts_before_the_best_baseline() -> None:
    assert gate(scored(0.7, 0.9), 0.8) == Gate(
        "min-accuracy", passed=False, says="The honest figure is 70.0 % (66.0–74.0 %), and 80.0 % is asked for."
    )
    assert gate(scored(0.7, 0.9), 0.7).passed
    assert gate(scored(None, 0.9), 0.8).passed
    assert gate(scored(None, 0.9), 0.8).says.startswith("The best baseline is 90.0 %")


def test_a_figure_that_only_chance_keeps_below_is_told_so() -> None:
    assert gate(scored(0.78), 0.8).says.endswith("; its interval reaches that, more test rows would decide.")
    assert "would decide" not in gate(scored(0.7), 0.8).says


def test_an_accuracy_that_is_not_there_fails_with_the_reason() -> None:
    assert gate(scored(reason="the label is a number"), 0.8) == Gate(
        "min-accuracy", passed=False, says="No accuracy was measured (the label is a number), and 80.0 % is asked for."
    )
    assert "nothing was trained" in gate(scored(), 0.8).says


def test_a_failed_gate_is_in_the_verdict_and_raises() -> None:
    judged = with_gates(scored(0.7), settings(min_accuracy=0.8), None)

    assert judged.verdict.level == "error"
    assert "But min-accuracy failed, see below." in judged.verdict.headline
    assert judged.verdict.headline.endswith("It scores 80 %.")
    with pytest.raises(AssertionError, match=r"min-accuracy: The honest figure is 70\.0 %"):
        judged.raise_for_findings()


def against(before: Report, now: Report, folder: Path, most: float = 0.02) -> Gate:
    file = folder / "run.json"
    file.write_text(render(before), encoding="utf-8")
    asked = settings(max_drop=most, against=str(file))
    (only,) = with_gates(now, asked, stored_run(asked)).gates
    return only


@pytest.mark.parametrize(
    ("before", "now", "passed", "says"),
    [
        (0.9, 0.9, True, "was 90.0 % (86.0–94.0 %)"),
        (0.9, 0.93, True, "is 93.0 % (89.0–97.0 %)"),
        (0.9, 0.8, False, "a drop of 2 points is allowed."),
        (0.9, 0.86, True, "a drop of 2 points is allowed, and this one may be chance."),
    ],
)
def test_a_drop_fails_where_it_is_too_large_and_no_chance(
    tmp_path: Path, before: float, now: float, *, passed: bool, says: str
) -> None:
    gate = against(scored(before), scored(now), tmp_path)

    assert gate.passed is passed
    assert says in gate.says
    assert f"run.json and is {now * 100:.1f} %" in gate.says


def test_a_sure_drop_within_what_is_allowed_passes(tmp_path: Path) -> None:
    assert against(scored(0.9), scored(0.8), tmp_path, most=0.1).passed


def test_figures_of_one_kind_are_compared(tmp_path: Path) -> None:
    assert "The best baseline was 90.0 %" in against(scored(0.5, 0.9), scored(None, 0.89), tmp_path).says
    lost = against(scored(0.9), scored(None, 0.95), tmp_path)
    gone = against(scored(0.9), scored(reason="no labels"), tmp_path)

    assert not lost.passed
    assert "has the honest figure, this run has the best baseline" in lost.says
    assert not gone.passed
    assert "none now (no labels)" in gone.says


def test_an_experiment_that_has_not_changed_fails_in_fewer_than_one_of_forty_runs() -> None:
    n, truth = 400, 0.8
    hits = range(n + 1)
    chance = [float(binom.pmf(hit, n, truth)) for hit in hits]

    def figure(hit: int) -> Measure:
        return Measure("accuracy", hit / n, *wilson(hit / n, n), "share", n)

    from w2vcheck.experiment.differences import newcombe

    failing = 0.0
    for before in hits:
        for now in hits:
            weight = chance[before] * chance[now]
            if weight > 1e-9 and (before - now) / n > 0.02 and newcombe(figure(before), figure(now))[1] < 0:
                failing += weight
    assert 0.01 < failing < 1 / 40 + 0.002


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"max_drop": 0.02}, "Expected against beside max_drop, found none"),
        ({"against": "run.json"}, "Expected max_drop beside against, found none"),
        ({"max_drop": 0.02, "against": "none.json"}, "none.json: expected a report in JSON, found no such file"),
    ],
)
def test_half_a_comparison_is_refused(folder: Path, values: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        stored_run(settings(**values))
    assert str(caught.value).startswith(says)
    assert folder.is_dir()


def test_half_a_comparison_in_the_file_is_refused_with_its_line(folder: Path) -> None:
    (folder / "w2vcheck.toml").write_text("seed = 1\nmax_drop = 0.1\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"w2vcheck\.toml:2: expected against beside max_drop"):
        stored_run(load_settings(None, start=folder))


def test_a_stored_report_without_accuracy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="expected a report with an accuracy as --against"):
        against(scored(), scored(0.9), tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{}", "a file of another kind"),
        ('{"schema_version": 1, "verdict": {}}', "one that is broken (KeyError: 'subject')"),
        ('{"schema_version": 1, "verdict": {}, "subject": 3}', "one that is broken"),
    ],
)
def test_a_broken_report_is_a_sentence(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        read_report(file)
    assert says in str(caught.value)


def test_an_accuracy_of_null_is_no_accuracy(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(render(scored(float("nan"))), encoding="utf-8")

    with pytest.raises(ConfigError, match="an accuracy that is no number"):
        read_report(file)


def test_nothing_asked_for_is_no_gate() -> None:
    assert stored_run(Settings()) is None
    assert with_gates(scored(0.1), Settings(), None) == scored(0.1)
