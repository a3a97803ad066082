"""Collecting the exhibits of an audit: each on the artefacts it asks for; where these cannot be had, the reason stands there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset
from w2vcheck.exhibits.answers import best_rung, honest
from w2vcheck.exhibits.documents import documents
from w2vcheck.exhibits.figures import balance, curve, vectors_spectrum
from w2vcheck.exhibits.twins import pairs
from w2vcheck.exhibits.values import Absent, Confusion, Exhibits
from w2vcheck.exhibits.words import marking_words
from w2vcheck.experiment.waterfall import Waterfall

OF_DATA: dict[str, Callable[..., object]] = {
    "curve": curve,
    "spectrum": vectors_spectrum,
    "documents": documents,
    "balance": balance,
    "marking": marking_words,
    "pairs": pairs,
}
"""What makes each exhibit, by the name of its field."""


def collect(store: Store, walked: Waterfall | None) -> Exhibits:
    """The exhibits of an audit of data."""
    store.progress("collecting the pictures")
    found: dict[str, Any] = {}
    absent: list[Absent] = []
    makers = {name: _of(store, function) for name, function in OF_DATA.items()}
    makers["confusion"] = lambda: _confusion(store, walked)
    for name, make in makers.items():
        try:
            found[name] = make()
        except Unavailable as reason:
            absent.append(Absent(name, str(reason)))
    data = store.get(Dataset)
    scope = "all rows" if data.whole is None else f"{data.rows:,} sampled rows of {data.whole.rows:,}"
    return Exhibits(**found, absent=tuple(absent), scope=scope)


def collect_of_vectors(store: Store) -> Exhibits:
    """The exhibits of a file of vectors: their spectrum."""
    try:
        return Exhibits(spectrum=vectors_spectrum(**store.arguments(vectors_spectrum)), scope="")
    except Unavailable as reason:
        return Exhibits(absent=(Absent("spectrum", str(reason)),), scope="")


def _of(store: Store, function: Callable[..., object]) -> Callable[[], object]:
    return lambda: function(**store.arguments(function))


def _confusion(store: Store, walked: Waterfall | None) -> Confusion:
    if walked is not None:
        return honest(walked)
    return best_rung(**store.arguments(best_rung))
