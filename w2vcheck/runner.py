"""Running the rules: each on the artefacts it asks for, isolated from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Store, Unavailable, wanted
from w2vcheck.errors import W2vcheckError
from w2vcheck.results import Crashed, Finding, Measured, Skipped
from w2vcheck.rule import LoadedRule, Result, load_rules, matches
from w2vcheck.settings import Settings, options_for

if TYPE_CHECKING:
    from w2vcheck.deadline import Deadline


@dataclass(slots=True)
class Findings:
    """What the rules said, in the order of their codes until `settle` has sorted them."""

    found: list[Finding] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    crashed: list[Crashed] = field(default_factory=list)


def selected(settings: Settings) -> list[LoadedRule]:
    """The rules that look at data and that the settings select and do not ignore."""
    return [one for one in load_rules() if one.rule.checks and is_selected(one.rule.code, settings)]


def is_selected(code: str, settings: Settings) -> bool:
    """Whether the settings select this rule and do not ignore it."""
    return matches(code, settings.rules.select) and not matches(code, settings.rules.ignore)


def run(store: Store, settings: Settings) -> Findings:
    """Run every selected rule but those on the waterfall. A rule that cannot run is skipped, one that fails is crashed."""
    return _run([one for one in selected(settings) if not _on_waterfall(one)], store, settings, Findings())


def run_on_waterfall(store: Store, settings: Settings, said: Findings) -> Findings:
    """What `said` says, and the rules that judge the waterfall: it follows from the findings of all others."""
    return _run([one for one in selected(settings) if _on_waterfall(one)], store, settings, said)


def _on_waterfall(loaded: LoadedRule) -> bool:
    from w2vcheck.experiment.waterfall import Waterfall  # numpy, which the linter does without

    return any(Waterfall in wanted(check).values() for check in loaded.rule.checks)


def _run(rules: Iterable[LoadedRule], store: Store, settings: Settings, said: Findings) -> Findings:
    reported: list[Exception] = []
    for loaded in rules:
        run_rule(loaded, loaded.rule.checks, store, settings, said, reported)
    return _settled(said)


def run_in_time(store: Store, settings: Settings, deadline: Deadline, train: Callable[[], object]) -> Findings:
    """The same in the order of their worth; rules for which no time is left are skipped.

    `train` is called before the rules that come after the experiments.
    """
    from w2vcheck.deadline import AFTER_TRAINING, seconds_of_rule, worth  # numpy, which the linter does without

    said = Findings()
    reported: list[Exception] = []
    trained = False
    rules = [one for one in selected(settings) if not _on_waterfall(one)]
    for loaded in sorted(rules, key=lambda one: worth(one.rule.code)):
        if worth(loaded.rule.code) >= AFTER_TRAINING and not trained:
            train()
            trained = True
        if deadline.left > 0:
            run_rule(loaded, loaded.rule.checks, store, settings, said, reported)
        else:
            reason = deadline.spent(seconds_of_rule(loaded.rule.checks, store))
            said.skipped.append(Skipped(loaded.rule.code, loaded.rule.name, str(reason)))
    said.measured.sort(key=lambda one: one.code)
    said.skipped.sort(key=lambda one: one.code)
    said.crashed.sort(key=lambda one: one.code)
    return _settled(said)


def _settled(said: Findings) -> Findings:
    said.found = settle(said.found, {one.rule.code: one.rule.silences for one in load_rules()})
    return said


def run_rule(
    loaded: LoadedRule,
    functions: Sequence[Callable[..., Iterator[Result]]],
    store: Store,
    settings: Settings,
    said: Findings,
    reported: list[Exception],
) -> None:
    """Run these functions of one rule; it counts as skipped only where none of them could run.

    `reported` holds the errors that have been told already, for the next rule that meets one of them.
    """
    rule = loaded.rule
    given: dict[type, object] = {loaded.options: options_for(settings, rule.code, loaded.options)} if loaded.options else {}
    reasons: list[str] = []
    for function in functions:
        try:
            results = list(function(**store.arguments(function, given)))
        except W2vcheckError:
            raise
        except Unavailable as reason:
            reasons.append(str(reason))
        except Exception as error:  # noqa: BLE001 - one broken rule must not take the others with it
            if any(error is other for other in reported):  # kept, not only their ids: those are used again
                reasons.append("it needs something that failed in another rule")
            else:
                reported.append(error)
                said.crashed.append(Crashed(rule.code, rule.name, f"{type(error).__name__}: {error}"))
        else:
            _sort_in(said, rule.code, rule.name, _scoped(results, function, store))
    if reasons and len(reasons) == len(functions):
        said.skipped.append(Skipped(rule.code, rule.name, reasons[0]))


def _scoped(results: list[Result], check: Callable[..., Iterator[Result]], store: Store) -> list[Result]:
    """The results of a check; where only a sample of the table is held, they say so, or are of all rows all the same."""
    from w2vcheck.data.dataset import Dataset

    data = store.given.get(Dataset)
    if not isinstance(data, Dataset) or data.whole is None:
        return results
    from w2vcheck.data.sampled import counts_all_rows, of_sample

    if counts_all_rows(check):
        return results
    return of_sample(results, data)


def _sort_in(said: Findings, code: str, name: str, results: Iterable[Result]) -> None:
    results = list(results)
    findings = [result for result in results if isinstance(result, Finding)]
    said.found.extend(findings)
    fired = {finding.measure for finding in findings}
    said.measured.extend(Measured(code, name, result, result in fired) for result in results if not isinstance(result, Finding))


def columns_of(finding: Finding) -> frozenset[object]:
    """The columns of the table that a finding of the audit speaks of; empty where it is about the whole experiment."""
    return frozenset(one.column for one in finding.locations if one.column is not None)


def settle(
    found: list[Finding],
    silences: dict[str, tuple[str, ...]],
    places_of: Callable[[Finding], frozenset[object]] = columns_of,
) -> list[Finding]:
    """Let the specific rule speak for the general one, then sort: worst first, then surest, then by code.

    A finding is silenced only by one that speaks of the same: `places_of` gives what a finding is about, and two that have
    no place in common are about two things; one without any is about everything. What rule A says of one column does not
    quieten what rule B says of another. And a finding never silences one that is worse than itself: of several findings of a
    rule about one thing the worst decides.
    """
    found = sorted(found, key=lambda one: (one.severity.rank, one.confidence.rank, one.code))
    spoken_by = _speakers(found, silences, [places_of(one) for one in found])
    also: dict[int, set[str]] = {}
    for position, finding in enumerate(found):
        speaker = position
        while speaker in spoken_by:
            speaker = spoken_by[speaker]
        if speaker != position:
            also.setdefault(speaker, set()).add(finding.code)
    return [
        replace(finding, also=tuple(dict.fromkeys((*finding.also, *sorted(also.get(position, ()))))))
        for position, finding in enumerate(found)
        if position not in spoken_by
    ]


def _speakers(found: list[Finding], silences: dict[str, tuple[str, ...]], places: list[frozenset[object]]) -> dict[int, int]:
    """For the position of each silenced finding that of the one which speaks for it; `found` begins with the worst."""
    of_code: dict[str, list[int]] = {}
    for position, finding in enumerate(found):
        of_code.setdefault(finding.code, []).append(position)

    def worst_about_the_same(code: str, position: int) -> int | None:
        mine = places[position]
        return next((one for one in of_code[code] if not (mine and places[one]) or mine & places[one]), None)

    spoken_by: dict[int, int] = {}
    for code in sorted(of_code):
        for quiet in (one for general in silences.get(code, ()) for one in of_code.get(general, ())):
            own, speaker = worst_about_the_same(found[quiet].code, quiet), worst_about_the_same(code, quiet)
            if own is not None and speaker is not None and found[speaker].severity.rank <= found[own].severity.rank:
                spoken_by[quiet] = speaker
    return spoken_by
