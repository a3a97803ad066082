"""What one audit finds in the cache and leaves there: its report, and the artefacts that take long to train.

A report is found again by an audit of the same bytes under the same settings. An artefact depends on fewer settings, so that an
audit of other rules or with another classifier trains neither the ladder nor the vectors again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from w2vcheck.cache import Cache, open_cache
from w2vcheck.results import Report
from w2vcheck.settings import Settings, as_dict, resolve

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")
Given = str | Path | object | None

_TEXTS = ("data", "split", "tokens", "seed")
DEPENDS = {
    "w2vcheck.embedding.vectors.Vectors": (*_TEXTS, "word2vec"),
    "w2vcheck.experiment.ladder.Ladder": (*_TEXTS, "ladder"),
    "w2vcheck.experiment.approach.Approach": (*_TEXTS, "word2vec", "classifier"),
    "w2vcheck.experiment.label_noise.LabelNoise": _TEXTS,
    "w2vcheck.experiment.learning_curve.LearningCurve": _TEXTS,
}
"""The settings that the artefacts worth keeping depend on, beside the data."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The entries of an audit of `given` data, and `test` rows, under `settings`."""

    cache: Cache
    settings: Settings
    given: Given
    test: Given

    def report(self) -> Report | None:
        """The report of an equal audit."""
        return self.cache.get(Report, _about_report(self.settings))

    def keep_report(self, report: Report) -> None:
        """Keep the report, unless a rule crashed or the data changed while they were audited.

        Without the remedies of its findings, which are functions: an equal report has none either.
        """
        if not report.crashed and self._unchanged():
            plain = tuple(replace(finding, remedy=None) for finding in report.findings)
            self.cache.put(replace(report, findings=plain), _about_report(self.settings))

    def artefact(self, kind: type[T]) -> T | None:
        """This artefact from an earlier audit."""
        about = self._about(kind)
        return None if about is None else self.cache.get(kind, about)

    def keep_artefact(self, artefact: object) -> None:
        """Keep an artefact, if it is one of those that take long."""
        about = self._about(type(artefact))
        if about is not None and self._unchanged():
            self.cache.put(artefact, about)

    def _about(self, kind: type) -> dict[str, object] | None:
        names = DEPENDS.get(f"{kind.__module__}.{kind.__qualname__}")
        if names is None or ("word2vec" in names and self.settings.word2vec.vectors is not None):
            return None  # a file of vectors is read sooner than an entry
        every = as_dict(self.settings)
        return {name: [every.get(name), self.settings.has(name)] for name in names}

    def _unchanged(self) -> bool:
        """Files may be written while they are read; the entry must be of the bytes that were hashed."""
        return open_cache(_parts(self.given, self.test, self.settings)) == self.cache


def kept(given: Given, test: Given, settings: Settings) -> Kept | None:
    """The entries for these data; None without a cache, for data that cannot be hashed, and under a budget of seconds.

    What fits into a budget depends on the machine and what else it does; nothing of that is kept.
    """
    if settings.budget is not None:
        return None
    cache = open_cache(_parts(given, test, settings))
    return None if cache is None else Kept(cache, settings, given, test)


def _parts(given: Given, test: Given, settings: Settings) -> Iterator[str | Path | pl.DataFrame | None]:
    """Everything that is read: the data, the test rows, the corpus and the vectors; of files the names as well."""
    for data, key, named in ((given, "source", settings.source), (test, "data.test", settings.data.test)):
        if data is None and named is not None:
            yield from (named, resolve(settings, named), key)
        else:
            yield from _part(data)
    for key, named in (("word2vec.corpus", settings.word2vec.corpus), ("word2vec.vectors", settings.word2vec.vectors)):
        if named is not None:
            whole = resolve(settings, named)
            yield named
            # gensim saves large arrays beside the model: model.wv.vectors.npy.
            for file in sorted(one for one in whole.parent.iterdir() if one == whole or one.name.startswith(f"{whole.name}.")):
                yield from (file.name, file)
        yield key


def _part(data: Given) -> Iterator[str | Path | pl.DataFrame | None]:
    if data is None:
        yield None
    elif isinstance(data, str | Path):
        yield from (str(data), Path(data))
    else:
        from w2vcheck.data.table import from_frame

        yield from_frame(data).frame


def _about_report(settings: Settings) -> dict[str, object]:
    """The settings, and where they were written: findings point there."""
    places = {key: [place.file, place.line] for key, place in sorted(settings.places.items())}
    return as_dict(settings) | {
        "places": places,
        "written": sorted(settings.written),
        "overridden": sorted(settings.overridden),
        "folder": settings.folder,
    }
