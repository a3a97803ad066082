"""The audit: from a table and settings to a report."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Keeper, Progress, Store, Unavailable, provider, silent
from w2vcheck.ci.gates import stored_run, with_gates
from w2vcheck.ci.judging import HELD, judged, standards
from w2vcheck.data.columns import Columns
from w2vcheck.data.counts import ClassCounts, LabelCounts, SplitCounts
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.engines.reading import opened, rows_of
from w2vcheck.data.features import Features
from w2vcheck.data.split import Split
from w2vcheck.data.table import Table, from_frame
from w2vcheck.data.target import Target
from w2vcheck.data.tokens import Tokens
from w2vcheck.deadline import Deadline, bounded, gate
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.errors import ConfigError, DataError, SourceError, W2vcheckError
from w2vcheck.experiment.estimator import GivenEstimator
from w2vcheck.experiment.ladder import Ladder
from w2vcheck.experiment.losses import losses
from w2vcheck.experiment.own import Own, in_place
from w2vcheck.experiment.own_module import of_module
from w2vcheck.experiment.pipeline import script
from w2vcheck.experiment.waterfall import Waterfall, walk
from w2vcheck.kept import kept
from w2vcheck.model.live import Factory, named_factory
from w2vcheck.privacy import without_cells, without_texts
from w2vcheck.results import Crashed, Outcome, Report, Skipped, Subject
from w2vcheck.rule import load_rules
from w2vcheck.runner import Findings, run, run_in_time, run_on_waterfall, selected
from w2vcheck.settings import Settings, as_dict, check_rules, load_settings, overlay, override, resolve
from w2vcheck.verdict import verdict
from w2vcheck.wording import count, percent

if TYPE_CHECKING:
    from w2vcheck.data.engines.source import Source
    from w2vcheck.exhibits.values import Exhibits


def audit(
    data: object | None = None,
    *,
    test: object | None = None,
    script: str | None = None,
    config: str | None = None,
    options: Mapping[str, object] | None = None,
    model: str | Callable[..., object] | None = None,
    progress: Progress = silent,
    cache: bool = True,
    today: date | None = None,
    **named: object,
) -> Report:
    """Audit a table of texts, or of features, and return the report.

    Args:
        data: A path, or a data frame of any kind that narwhals knows; by default the `source` of the configuration.
        test: A second path or frame that holds the test rows.
        script: A training script or notebook; it is read, never run, and what it says about split, word vectors and
            classifier wins over the configuration.
        config: A `w2vcheck.toml` or `pyproject.toml`; by default the nearest one at or above the current folder.
        options: Settings by their dotted key, such as `{"split.test_size": 0.2}`; they win over the configuration.
        model: A function, or `package.module:factory`, which is imported; calling it runs the user's code. It takes nothing,
            or the width of the inputs and the number of classes, and returns a torch module, (module, loss) or (module, loss,
            optimizer), which takes the place of the configured classifier: copies of it are the experiment as written.
        progress: Called with the name of each stage as it begins.
        cache: Whether to look into the cache of earlier audits, and to leave this one there.
        today: The date by which an acceptance in the settings has expired or not; by default that of the clock, in UTC.
        **named: The common settings by name: `text`, `label`, `features`, `target`, `split` (a column), `encoding`,
            `select`, `ignore`, `seed`, `fail_on`, `min_confidence`, `ladder` (False trains no baselines), `claim` (the
            accuracy you report), `no_text` (True keeps texts and words out of the report), `vectors` (a file of word vectors),
            `pipeline` (True writes the honest experiment as a script, into `Report.pipeline`), `exhibits` (True collects what
            the pictures of a report are drawn from), `budget` (seconds; what does not fit is skipped), and for large tables
            `engine`, `memory_limit` and `connect`. What the report is held against: `min_accuracy`, `max_drop` and `against`
            (a stored report), `baseline` (a file), `strict_baseline` and `worse_than`.

    Returns:
        The report. Equal input and seed give an equal report, apart from the seconds; not so under a `budget`.

    Raises:
        W2vcheckError: Where the input cannot be worked with; `str()` of it is one sentence that says what to do.
    """
    begin = monotonic()
    settings = load_settings(config, start=Path.cwd())
    if script is not None:
        settings = _as_scripted(settings, script)
    settings = override(settings, {**_keys(named), **(options or {})})
    check_rules(settings, {one.rule.code: one.options for one in load_rules()})
    _check_selection(settings)
    wanted, stored = standards(settings, today), stored_run(settings)
    deadline = None if settings.budget is None else Deadline(settings.budget, begin, monotonic)
    try:
        report = _audited(data, test, settings, deadline, model, progress, cache=cache)
    except DataError as error:
        if settings.no_text:
            raise without_cells(error) from None
        raise
    report = with_gates(judged(report, wanted), settings, stored)  # before the texts are left out: what is known is told by them
    return without_texts(report) if settings.no_text else report


def _audited(
    data: object | None,
    test: object | None,
    settings: Settings,
    deadline: Deadline | None,
    model: str | Callable[..., object] | None,
    progress: Progress,
    *,
    cache: bool,
) -> Report:
    """The report out of the cache, or made anew and left there."""
    earlier = kept(data, test, settings) if cache and model is None else None  # nobody knows what their code does
    if earlier is not None and (known := earlier.report()) is not None:
        return known
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        progress("reading the data")
        rows = rows_of(_data_table(data, settings), _test_table(test, settings), settings, progress)
        given: dict[type, object] = {} if model is None else {Factory: named_factory(model)}
        report = audit_rows(rows, settings, progress, earlier, deadline, given, None if model is None else of_module)
    said = sorted({f"{warning.category.__name__}: {next(iter(str(warning.message).splitlines()), '')}" for warning in caught})
    report = replace(report, warnings=report.warnings + tuple(said))
    if earlier is not None:
        earlier.keep_report(report)
    return report


def _as_scripted(settings: Settings, file: str) -> Settings:
    """The settings with the experiment that a script describes; paths in it are from its own folder."""
    from w2vcheck.code.experiment import WrittenExperiment, seen_from
    from w2vcheck.code.source import Source, read_source

    source = read_source(file)
    broken = [cell.error for cell in source.cells if cell.tree is None]
    if broken and len(broken) == len(source.cells):
        raise SourceError("Python", f"something else ({broken[0]})", "correct it, or leave --script out", file)
    found = Store({Source: source}).get(WrittenExperiment)
    paths = ("source", "word2vec.corpus", "word2vec.vectors")
    values = {key: seen_from(settings.folder, file, str(value)) if key in paths else value for key, value in found.values.items()}
    return replace(overlay(settings, values, found.places, found.unresolved), script=file)


def _check_selection(settings: Settings) -> None:
    """Refuse a run without rules: its report would look well. Raises `ConfigError`."""
    if not selected(settings):
        raise ConfigError("at least one rule to run", "none left by select and ignore", "name some, or leave both out")


VARIES = "another run may skip more or less."
NAMED = {
    "text": "data.text",
    "label": "data.label",
    "features": "data.features",
    "target": "data.target",
    "encoding": "data.encoding",
    "engine": "data.engine",
    "memory_limit": "data.memory_limit",
    "connect": "data.connect",
    "split": "split.column",
    "select": "rules.select",
    "ignore": "rules.ignore",
    "seed": "seed",
    "fail_on": "fail_on",
    "min_confidence": "min_confidence",
    **{name: name for name in (*HELD, "min_accuracy", "max_drop", "against")},
    "ladder": "ladder",
    "claim": "claim",
    "no_text": "no_text",
    "pipeline": "pipeline",
    "exhibits": "exhibits",
    "budget": "budget",
    "vectors": "word2vec.vectors",
}


def _keys(named: Mapping[str, object]) -> dict[str, object]:
    """Dotted keys of the named settings. Raises TypeError for a name that does not exist, as Python does."""
    unknown = named.keys() - NAMED.keys()
    if unknown:
        raise TypeError(f"audit() got an unexpected keyword argument {min(unknown)!r}; it knows {', '.join(NAMED)}")
    return {NAMED[name]: value for name, value in named.items() if value is not None}


def _table(data: object, settings: Settings) -> Table | Source:
    return opened(str(data), settings) if isinstance(data, str | Path) else from_frame(data)


def _data_table(data: object | None, settings: Settings) -> Table | Source:
    if data is not None:
        return _table(data, settings)
    if settings.source is None:
        raise ConfigError("a table to audit", "none", "name a file, or set source in w2vcheck.toml")
    return _table(resolve(settings, settings.source), settings)


def _test_table(test: object | None, settings: Settings) -> Table | Source | None:
    if test is not None:
        return _table(test, settings)
    return _table(resolve(settings, settings.data.test), settings) if settings.data.test is not None else None


def audit_rows(
    rows: Dataset,
    settings: Settings,
    progress: Progress,
    keeper: Keeper | None = None,
    deadline: Deadline | None = None,
    given: Mapping[type, object] | None = None,
    own: Callable[..., Own] | None = None,
) -> Report:
    """Audit rows that have been read; `own` is a provider of the model that the user gave, if they gave one that runs.

    BLAS is held to one thread so that equal input gives equal bits.
    """
    from threadpoolctl import threadpool_limits

    tell = progress if deadline is None else bounded(progress, deadline)
    store = Store(
        {Dataset: rows, Settings: settings, Progress: tell, **(given or {})},
        tell,
        keeper=keeper,
        gate=None if deadline is None else gate(deadline),
    )
    if own is not None:
        store = in_place(store, own)
    with threadpool_limits(1):
        store.get(Target)  # what cannot be audited at all is refused before anything is trained
        said = (
            run(store, settings)
            if deadline is None
            else run_in_time(store, settings, deadline, lambda: (_ladder(store), _experiments(store, Findings())))
        )
        ladder, reasons = _ladder(store)
        experiments, more = _experiments(store, said)
        walked, still_more = _waterfall(store, said, deadline)
        said = run_on_waterfall(_with(store, walked), settings, said)
        pipeline, no_pipeline = _pipeline(store, walked, settings)
        exhibits, no_exhibits = _exhibits(store, walked, settings)
    skipped, crashed = _missing({**reasons, **more, **still_more, **no_pipeline, **no_exhibits})
    said.skipped.extend(skipped)
    said.crashed.extend(crashed)
    vectors = store.built(Vectors)
    return Report(
        subject=_subject(rows, settings, store),
        verdict=verdict(said, ladder, experiments, walked),
        findings=tuple(said.found),
        measures=tuple(said.measured),
        skipped=tuple(said.skipped),
        crashed=tuple(said.crashed),
        ladder=ladder.rungs if ladder else (),
        ladder_note=_note(ladder, rows) if ladder else "",
        experiments=experiments,
        warnings=(tuple(f"gensim: {message}" for message in vectors.said) if vectors else ())
        + (() if deadline is None else (f"budget: what fits into {deadline.seconds:g} s depends on the machine; {VARIES}",)),
        settings=as_dict(settings),
        waterfall=walked.steps if walked else (),
        pipeline=pipeline,
        checked=tuple(one.rule.code for one in selected(settings)),
        exhibits=exhibits,
    )


def _read_out(settings: Settings) -> str:
    """The script, with what could not be read out of it."""
    reasons = [f"{table} not resolved ({reason})" for table, reason in sorted(settings.unresolved.items())]
    return "; ".join([str(settings.script), *reasons])


def _pipeline(store: Store, walked: Waterfall | None, settings: Settings) -> tuple[str, dict[str, Exception]]:
    """The honest experiment as a script, where that is wanted."""
    if not settings.pipeline:
        return "", {}
    try:
        if walked is None:
            raise Unavailable("the experiment could not be scored")  # noqa: TRY301 - handled like the reasons of the script
        return script(store, walked), {}
    except Unavailable as reason:
        return "", {"pipeline": reason}


def _exhibits(store: Store, walked: Waterfall | None, settings: Settings) -> tuple[Exhibits | None, dict[str, Exception]]:
    """What the pictures are drawn from, where they are wanted."""
    if not settings.exhibits:
        return None, {}
    from w2vcheck.exhibits.collecting import collect

    try:
        return collect(store, walked), {}
    except W2vcheckError:
        raise
    except Exception as error:  # noqa: BLE001 - reported as crashed, beside a report without pictures
        return None, {"exhibits": error}


def _waterfall(store: Store, said: Findings, deadline: Deadline | None) -> tuple[Waterfall | None, dict[str, Exception]]:
    """The waterfall; the findings of `said` then carry what they are worth."""
    store.progress("trying the remedies")
    try:
        if deadline is not None and deadline.left <= 0:
            raise deadline.spent()  # noqa: TRY301 - reported as if the walk had found it out
        walked = walk(store, said.found)
    except Exception as error:  # noqa: BLE001 - reported as skipped or crashed
        return None, {"waterfall": error}
    said.found = list(walked.findings)
    return walked, {f"impact of {code}": Unavailable(reason) for code, reason in walked.untried}


def _with(store: Store, walked: Waterfall | None) -> Store:
    """The store in which rules find the waterfall, if there is one."""
    if walked is None:
        return store
    found = walked

    @provider("")
    def known() -> Waterfall:
        return found

    return store.varied(known)


def _ladder(store: Store) -> tuple[Ladder | None, dict[str, Exception]]:
    try:
        return store.get(Ladder), {}
    except Exception as error:  # noqa: BLE001 - reported as skipped or crashed
        return None, {"ladder": error}


def _experiments(store: Store, said: Findings) -> tuple[tuple[Outcome, ...], dict[str, Exception]]:
    try:
        return losses(store, said.found), {}
    except Exception as error:  # noqa: BLE001 - reported as skipped or crashed
        return (), {"as-written": error}


def _missing(errors: Mapping[str, Exception]) -> tuple[list[Skipped], list[Crashed]]:
    """What could not be trained; the code of such an entry is empty."""
    skipped = [Skipped("", name, str(error)) for name, error in errors.items() if isinstance(error, Unavailable)]
    crashed = [
        Crashed("", name, f"{type(error).__name__}: {error}")
        for name, error in errors.items()
        if not isinstance(error, Unavailable)
    ]
    return skipped, crashed


def _subject(rows: Dataset, settings: Settings, store: Store) -> Subject:
    columns = store.get(Columns)
    facts = [("rows", f"{rows.rows if rows.whole is None else rows.whole.rows:,}")]
    if rows.whole is not None:
        facts.append(("sample", f"figures marked 'sampled', and all that is trained, are of {rows.rows:,} rows"))
    if columns.text is not None:
        facts.append(("texts", f"column {columns.text!r}"))
    features = store.find(Features)
    if features is not None:
        facts.append(("features", count(len(features.names), "columns")))
    unlabelled = store.get(LabelCounts).missing
    left_out = f", {count(unlabelled, 'rows')} without one left out" if unlabelled else ""
    facts.append(("label", f"column {columns.label!r}{left_out}"))
    classes, split, sides, tokens = store.find(ClassCounts), store.find(Split), store.find(SplitCounts), store.find(Tokens)
    if classes is not None:
        facts.append(("classes", f"{len(classes.names):,}, the largest {percent(classes.rows.max() / classes.labelled)}"))
    if split is not None and sides is not None:
        facts.append(("split", f"{sides.train:,} train, {sides.test:,} test ({split.says})"))
    if tokens is not None:
        facts.append(("words", f"{len(tokens.ids):,} tokens, {len(tokens.types):,} different ({tokens.says})"))
    source = store.find(Factory)
    if source is not None:
        facts.append(("model", f"{source.says}, imported and called: this ran your code"))
    given = store.find(GivenEstimator)
    if given is not None:
        facts.append(("estimator", f"{given.says}, cloned and fitted: this ran your code"))
    facts.extend(("note", note) for note in rows.table.notes)
    if settings.script is not None:
        facts.append(("script", _read_out(settings)))
    files = sorted({place.file for place in settings.places.values() if place.file is not None} - {settings.script})
    facts.extend(("settings", file) for file in files)
    return Subject(rows.table.source, rows.rows if rows.whole is None else rows.whole.rows, tuple(facts), columns.guessed)


def _note(ladder: Ladder, rows: Dataset) -> str:
    return ladder.note if rows.whole is None else " ".join(part for part in (ladder.note, "On the sampled rows.") if part)
