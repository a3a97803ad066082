"""The audit of a scikit-learn estimator with its rows and labels: from what stands in a notebook or script to a report."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import monotonic

import numpy as np

from w2vcheck.artefacts import Progress, silent
from w2vcheck.auditor import audit_rows
from w2vcheck.data.dataset import dataset
from w2vcheck.data.given_rows import TEST_SOURCE, GivenRows, given_rows, stacked
from w2vcheck.data.split import Split
from w2vcheck.deadline import Deadline
from w2vcheck.errors import ConfigError, DataError
from w2vcheck.experiment.estimator import GivenEstimator, checked, of_estimator
from w2vcheck.privacy import without_texts
from w2vcheck.results import Report
from w2vcheck.rule import load_rules
from w2vcheck.runner import selected
from w2vcheck.sections import ClassifierSettings
from w2vcheck.settings import Settings, check_rules, load_settings, override

NAMED = {
    "select": "rules.select",
    "ignore": "rules.ignore",
    "seed": "seed",
    "fail_on": "fail_on",
    "min_confidence": "min_confidence",
    "ladder": "ladder",
    "claim": "claim",
    "vectors": "word2vec.vectors",
    "budget": "budget",
}


def audit_estimator(
    estimator: object,
    X: object,
    y: object,
    *,
    test: tuple[object, object] | None = None,
    split: tuple[object, object] | None = None,
    text: str | None = None,
    config: str | None = None,
    options: Mapping[str, object] | None = None,
    progress: Progress = silent,
    **named: object,
) -> Report:
    """Audit texts or features with their labels, and score this estimator on them as the experiment as written.

    Clones of the estimator are fitted on the training rows alone, also with each remedy that it can be given: another split,
    no copies, one spelling of a label, without a word or column. The estimator, `X` and `y` stay as they are. An estimator
    that cannot be fitted makes the experiment as written skipped, with the reason; the rules run all the same.

    Args:
        estimator: A classifier or pipeline with `fit`, `predict` and `get_params`, fitted or not.
        X: n texts (list, array or series), n rows of numbers (array or frame), or a frame with one column of texts.
        y: n labels; None and NaN mean "no label".
        test: (X, y) of the test rows, where they are kept apart.
        split: (training rows, test rows) as two arrays of positions in `X`, such as one pair that a splitter of scikit-learn
            gives. Without `test` and `split` the configuration holds, else one fifth is held out, stratified.
        text: The column of texts, where `X` is a frame with several columns; the estimator is given all of them.
        config: A `w2vcheck.toml` or `pyproject.toml`; by default the nearest one at or above the current folder. Its
            `[classifier]` gives way to the estimator.
        options: Settings by their dotted key, such as `{"split.test_size": 0.2}`; they win over the configuration.
        progress: Called with the name of each stage as it begins.
        **named: The common settings by name: `select`, `ignore`, `seed`, `fail_on`, `min_confidence`, `ladder`, `claim`,
            `vectors`, `budget`, as `audit` has them.

    Returns:
        The report. Equal input and seed give an equal report, apart from the seconds, as far as the estimator draws its
        random numbers from its `random_state` or from numpy's global generator.

    Raises:
        W2vcheckError: Where the input cannot be worked with; `str()` of it is one sentence that says what to do.
    """
    begin = monotonic()
    unknown = named.keys() - NAMED.keys()
    if unknown:
        raise TypeError(f"audit_estimator() got an unexpected keyword argument {min(unknown)!r}; it knows {', '.join(NAMED)}")
    if test is not None and split is not None:
        raise ConfigError("one split", "both test and split", "leave one of the two out")
    given = given_rows(X, y, text)
    held_out = None if test is None else given_rows(*_pair(test, "(X, y) of the test rows"), text, TEST_SOURCE)
    settings = _settings(load_settings(config, start=Path.cwd()), given, {**(options or {}), **_keys(named)})
    if not selected(settings):
        raise ConfigError("at least one rule to run", "none left by select and ignore", "name some, or leave both out")
    rows = dataset(given.table, None if held_out is None else held_out.table)
    whole = given if held_out is None else stacked(given, held_out)
    known: dict[type, object] = {GivenEstimator: checked(estimator, whole)}
    if split is not None:
        known[Split] = _split(split, given)
    deadline = None if settings.budget is None else Deadline(settings.budget, begin, monotonic)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        report = audit_rows(rows, settings, progress, deadline=deadline, given=known, own=of_estimator)
    said = sorted({f"{warning.category.__name__}: {next(iter(str(warning.message).splitlines()), '')}" for warning in caught})
    report = replace(report, warnings=report.warnings + tuple(said))
    return without_texts(report) if settings.no_text else report


def _keys(named: Mapping[str, object]) -> dict[str, object]:
    return {NAMED[name]: value for name, value in named.items() if value is not None}


def _settings(written: Settings, given: GivenRows, values: Mapping[str, object]) -> Settings:
    """The settings for these rows: the estimator takes the place of a classifier, and nothing is looked for in files."""
    bare = replace(
        written,
        source=None,
        data=replace(written.data, text=None, label=None, features=None, target=None, test=None),
        classifier=ClassifierSettings(),
        written=written.written - {"classifier"},
        unresolved={},
    )
    columns: dict[str, object] = {"data.label": given.label}
    columns |= {"data.text": given.text} if given.text is not None else {"data.features": given.features}
    settings = override(bare, {**values, **columns})
    settings = replace(settings, overridden=written.overridden.union(values))
    check_rules(settings, {one.rule.code: one.options for one in load_rules()})
    return settings


def _pair(pair: object, what: str) -> tuple[object, object]:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise DataError(what, f"an object of type {type(pair).__name__}", "give a pair")
    return pair[0], pair[1]


def _split(split: object, given: GivenRows) -> Split:
    """The split that was given; rows without a label take no part."""
    sides = []
    for side, name in zip(_pair(split, "(training rows, test rows) as split"), ("training", "test"), strict=True):
        rows = np.asarray(side)
        if rows.ndim != 1 or not len(rows) or rows.dtype.kind not in "iu":
            found = f"an array of {rows.dtype} of shape {rows.shape}"
            raise DataError(f"positions of {name} rows in X, counted from 0", found, "give whole numbers")
        if rows.min() < 0 or rows.max() >= len(given.labels):
            found = f"{int(rows.max()) if rows.min() >= 0 else int(rows.min()):,}"
            raise DataError(f"{name} rows from 0 to {len(given.labels) - 1:,}", found, "give positions in X")
        sides.append(rows.astype(np.int64))
    labelled = np.flatnonzero(~given.table.frame[given.label].is_null().to_numpy())
    train, test = (np.sort(rows[np.isin(rows, labelled)]) for rows in sides)
    if not len(train) or not len(test):
        raise DataError("rows with a label on both sides of the split", "none on one of them", "give others")
    return Split(train, test, "column", "training and test rows as given", None)
