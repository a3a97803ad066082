"""The audit of a file of vectors: from the file, and a corpus where there is one, to a report."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from w2vcheck.artefacts import Progress, Store, silent
from w2vcheck.ci.judging import HELD, judged, standards
from w2vcheck.data.columns import Columns, text_column
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import TextCount, dataset
from w2vcheck.data.table import Table, from_frame, read_table, strings
from w2vcheck.data.tokens import tokens
from w2vcheck.data.vocabulary import RunningText, read_corpus
from w2vcheck.embedding.documents import DocumentVectors
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.exhibits.collecting import collect_of_vectors
from w2vcheck.privacy import without_texts
from w2vcheck.results import Report, Subject
from w2vcheck.rule import load_rules
from w2vcheck.runner import run, selected
from w2vcheck.settings import Settings, as_dict, check_rules, load_settings, override
from w2vcheck.verdict import verdict
from w2vcheck.wording import count

FAMILY = "W2V2"
"""Rules that run unless others are selected."""
TABLES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".parquet")
NAMED = {
    "text": "data.text",
    "encoding": "data.encoding",
    "select": "rules.select",
    "ignore": "rules.ignore",
    "seed": "seed",
    "fail_on": "fail_on",
    "no_text": "no_text",
    "min_confidence": "min_confidence",
    **{name: name for name in HELD},
    "exhibits": "exhibits",
}


def audit_vectors(
    file: str | Path,
    *,
    corpus: object | None = None,
    config: str | None = None,
    options: Mapping[str, object] | None = None,
    progress: Progress = silent,
    today: date | None = None,
    **named: object,
) -> Report:
    """Audit a file of word or document vectors and return the report.

    Args:
        file: Vectors as gensim saves them, in word2vec's text or binary format, GloVe's, numpy's (with a list of words), or a
            table with the words in one column. Nothing in the file is run.
        corpus: Texts to hold the vectors against: a table (path or data frame), or a text file with a text a line.
        config: A `w2vcheck.toml` or `pyproject.toml`; by default the nearest one at or above the current folder.
        options: Settings by their dotted key, such as `{"tokens.lowercase": False}`; they win over the configuration.
        progress: Called with the name of each stage as it begins.
        today: The date by which an acceptance in the settings has expired or not; by default that of the clock, in UTC.
        **named: The common settings by name: `text` (column of the corpus), `encoding`, `select`, `ignore`, `seed`, `fail_on`,
            `min_confidence`, `baseline`, `strict_baseline`, `worse_than`, `exhibits` (True collects what the pictures of a
            report are drawn from).

    Returns:
        The report. Equal input and seed give an equal report.

    Raises:
        W2vcheckError: Where the file or the corpus cannot be read.
    """
    unknown = named.keys() - NAMED.keys()
    if unknown:
        raise TypeError(f"audit_vectors() got an unexpected keyword argument {min(unknown)!r}; it knows {', '.join(NAMED)}")
    settings = load_settings(config, start=Path.cwd())
    given = {NAMED[name]: value for name, value in named.items() if value is not None}
    settings = override(settings, {"word2vec.vectors": str(file), **given, **(options or {})})
    if settings.rules.select == ("ALL",):
        settings = override(settings, {"rules.select": (FAMILY,)})
    check_rules(settings, {one.rule.code: one.options for one in load_rules()})
    wanted = standards(settings, today)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        progress("reading the corpus")
        running, guessed = _corpus(corpus, settings)
        report = _audit(settings, running, guessed, progress)
    said = sorted({f"{warning.category.__name__}: {next(iter(str(warning.message).splitlines()), '')}" for warning in caught})
    report = judged(replace(report, warnings=report.warnings + tuple(said)), wanted)
    return without_texts(report) if settings.no_text else report


def _corpus(corpus: object | None, settings: Settings) -> tuple[RunningText | None, tuple[str, ...]]:
    """The texts to hold the vectors against, and what was guessed about them."""
    if corpus is None and settings.word2vec.corpus is None:
        return None, ()
    if corpus is None or (isinstance(corpus, str | Path) and not _is_table(Path(corpus))):
        if corpus is not None:
            settings = override(settings, {"word2vec.corpus": str(corpus)})
        name = str(settings.word2vec.corpus)
        lines = read_corpus(settings, name)
        return RunningText(lines, np.arange(len(lines.lengths)), lines.counts(), name), ()
    table = _table(corpus, settings)
    rows = dataset(table, None)
    column, guessed = text_column(rows, settings)
    texts = Corpus(column, strings(table, column).fill_null(""))
    cut = tokens(rows, Columns(label="", text=column), texts, settings)
    return RunningText(cut, np.arange(rows.rows), cut.counts(), f"column {column!r} of {table.source}"), guessed


def _is_table(path: Path) -> bool:
    return Path(path.name.removesuffix(".gz")).suffix.casefold() in TABLES


def _table(corpus: object, settings: Settings) -> Table:
    if isinstance(corpus, str | Path):
        return read_table(str(corpus), encoding=settings.data.encoding)
    return from_frame(corpus)


def _audit(settings: Settings, running: RunningText | None, guessed: tuple[str, ...], progress: Progress) -> Report:
    from threadpoolctl import threadpool_limits

    given: dict[type, object] = {Settings: settings, Progress: progress}
    if running is not None:
        given |= {RunningText: running, TextCount: TextCount(len(running.rows))}
    store = Store(given, progress)
    with threadpool_limits(1):
        store.get(VectorFile)  # what cannot be read at all is refused before any rule runs
        said = run(store, settings)
        vectors = store.find(Vectors)
        exhibits = collect_of_vectors(store) if settings.exhibits else None
    return Report(
        subject=_subject(store, vectors, running, guessed),
        verdict=verdict(said, None, ()),
        findings=tuple(said.found),
        measures=tuple(said.measured),
        skipped=tuple(said.skipped),
        crashed=tuple(said.crashed),
        ladder=(),
        ladder_note="",
        experiments=(),
        warnings=tuple(f"gensim: {message}" for message in vectors.said) if vectors else (),
        settings=as_dict(settings),
        checked=tuple(one.rule.code for one in selected(settings)),
        exhibits=exhibits,
    )


def _subject(store: Store, vectors: Vectors | None, running: RunningText | None, guessed: tuple[str, ...]) -> Subject:
    file, documents = store.get(VectorFile), store.find(DocumentVectors)
    facts: list[tuple[str, str]] = []
    if vectors is not None:
        facts += [("format", vectors.form), ("words", f"{len(vectors.words):,} vectors of {count(vectors.size, 'dimensions')}")]
        if vectors.provenance is not None:
            facts.append(("provenance", vectors.provenance.says))
    if documents is not None:
        facts += [] if vectors is not None else [("format", documents.form)]
        rows, size = documents.matrix.shape
        facts.append(("documents", f"{rows:,} vectors of {count(size, 'dimensions')}"))
    if running is not None:
        n = int(running.counts.sum())
        facts.append(("corpus", f"{running.source}: {count(len(running.rows), 'texts')}, {n:,} tokens ({running.tokens.says})"))
    held = len(vectors.words) if vectors is not None else len(documents.matrix) if documents is not None else 0
    return Subject(file.name, held, tuple(facts), guessed)
