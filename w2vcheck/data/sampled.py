"""Saying which figures are of a sample: every measure but those that were counted over all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from w2vcheck.artefacts import wanted
from w2vcheck.data.counts import OF_ALL_ROWS
from w2vcheck.data.dataset import Dataset
from w2vcheck.results import Evidence, Finding, Measure


def counts_all_rows(check: Callable[..., object]) -> bool:
    """Whether a check asks for something that is counted over all rows of a table."""
    return any(kind in OF_ALL_ROWS for kind in wanted(check).values())


def of_sample(results: Iterable[Measure | Finding], data: Dataset) -> list[Measure | Finding]:
    """The same results, with the sample in the scope of every measure and in the evidence of every finding."""
    return [_finding(result, data) if isinstance(result, Finding) else _measure(result) for result in results]


def _measure(measure: Measure) -> Measure:
    if "sample" in measure.scope:
        return replace(measure, scope=f"{measure.scope}, itself of a sample")
    return replace(measure, scope=f"sampled {measure.scope.removeprefix('all ')}")


def _finding(finding: Finding, data: Dataset) -> Finding:
    if finding.measure is None or data.whole is None:
        return finding
    said = Evidence(f"measured on {data.rows:,} sampled rows of {data.whole.rows:,}")
    return replace(finding, measure=_measure(finding.measure), evidence=(*finding.evidence, said))
