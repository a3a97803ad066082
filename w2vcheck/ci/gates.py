"""Gates: demands on the accuracy itself, whatever the findings.

`min_accuracy` asks the honest figure to reach a share: the last step of the waterfall, else the experiment as written, else the
best baseline of the ladder. The figure is judged and not its interval: the same data and seed give the same figure, so that
nothing flips by chance.

`max_drop` compares with a stored report, figure by figure of the same kind. It fails where the drop is larger than allowed and
its 95 % interval (Newcombe's, of two independent samples) leaves out zero: an experiment that has not become worse fails
in fewer than one of forty runs, even with other rows to test on.
"""

from collections.abc import Iterator
from dataclasses import replace

from w2vcheck.ci.stored import HONEST, LADDER, WRITTEN, StoredReport, figures_of, read_report
from w2vcheck.errors import ConfigError
from w2vcheck.headline import judged_again
from w2vcheck.results import Gate, Location, Report
from w2vcheck.settings import Settings, resolve
from w2vcheck.wording import figure, gained, percent


def stored_run(settings: Settings) -> StoredReport | None:
    """The report to compare with, where the settings ask for that: read before an audit of minutes.

    Raises `ConfigError` for one that is missing, broken or without an accuracy, and where only one of `max_drop` and
    `against` is given.
    """
    if settings.against is None and settings.max_drop is None:
        return None
    if settings.against is None:
        raise _alone(settings, "against", "max_drop", "name the stored report with --against")
    if settings.max_drop is None:
        raise _alone(settings, "max_drop", "against", "say with --max-drop how much accuracy may be lost")
    stored = read_report(resolve(settings, settings.against))
    if not stored.figures:
        advice = "name the report of an audit that trained something"
        raise ConfigError("a report with an accuracy as --against", "one without", advice, stored.path)
    return stored


def _alone(settings: Settings, lacking: str, given: str, advice: str) -> ConfigError:
    place = next(iter(settings.place(given)), Location())
    return ConfigError(f"{lacking} beside {given}", "none", advice, place.file, place.line)


def with_gates(report: Report, settings: Settings, stored: StoredReport | None) -> Report:
    """The report with the gates on accuracy that the settings ask for, before its others."""
    return judged_again(replace(report, gates=(*_gates(report, settings, stored), *report.gates)))


def _gates(report: Report, settings: Settings, stored: StoredReport | None) -> Iterator[Gate]:
    if settings.min_accuracy is not None:
        yield _min_accuracy(report, settings.min_accuracy)
    if settings.max_drop is not None and stored is not None:
        yield _max_drop(report, settings.max_drop, stored)


def _min_accuracy(report: Report, least: float) -> Gate:
    figures = figures_of(report)
    asked = f"{percent(least)} is asked for"
    if not figures:
        return Gate("min-accuracy", passed=False, says=f"No accuracy was measured ({_reason(report)}), and {asked}.")
    name, accuracy = next(iter(figures.items()))
    passed = accuracy.value >= least
    near = "; its interval reaches that, more test rows would decide" if not passed and accuracy.high >= least else ""
    return Gate("min-accuracy", passed, f"{_begin(name)} is {figure(accuracy)}, and {asked}{near}.")


def _max_drop(report: Report, most: float, stored: StoredReport) -> Gate:
    from w2vcheck.experiment.differences import newcombe

    figures = figures_of(report)
    name = next((kind for kind in (HONEST, WRITTEN, LADDER) if kind in figures and kind in stored.figures), None)
    allowed = f"a drop of {most * 100:g} points is allowed"
    if name is None:
        had = " and ".join(stored.figures)
        what = f"{stored.path} has {had}, this run has {' and '.join(figures)}" if figures else f"none now ({_reason(report)})"
        return Gate("max-drop", passed=False, says=f"No accuracy to compare with {stored.path}: {what}.")
    before, now = stored.figures[name], figures[name]
    low, high = newcombe(before, now)
    gain = replace(now, name="accuracy gained", value=now.value - before.value, low=low, high=high, unit="points")
    dropped, sure = -gain.value > most, gain.high < 0
    says = f"{_begin(name)} was {figure(before)} in {stored.path} and is {figure(now)}: {gained(gain)}; {allowed}"
    chance = ", and this one may be chance" if dropped and not sure else ""
    return Gate("max-drop", not (dropped and sure), f"{says}{chance}.")


def _begin(name: str) -> str:
    return name[0].upper() + name[1:]


def _reason(report: Report) -> str:
    """Why there is no figure."""
    names = ("as-written", "ladder", "waterfall")
    reasons = {one.name: one.reason for one in report.skipped if not one.code and one.name in names}
    return next((reasons[name] for name in names if name in reasons), "nothing was trained")
