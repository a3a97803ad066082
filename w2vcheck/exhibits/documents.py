"""The map of the documents: a sample of the rows on the first two principal axes of what a model would see of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.corpus import Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.features import Features
from w2vcheck.data.near_duplicates import NearDuplicates, twins
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.text_vectors import TextVectors
from w2vcheck.exhibits.values import DocumentMap, Dot
from w2vcheck.experiment.classifiers import tfidf

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DOTS = 1_200
"""Rows on the map: more hide one another."""
NAMED = 7
"""Classes with a colour and a form of their own; there are no more that most people can tell apart."""
FEWEST = 3
Points = NDArray[np.float64]


def documents(
    data: Dataset,
    split: Split,
    classes: Classes,
    keys: Keys,
    tokens: Tokens | None,
    vectors: TextVectors | None,
    features: Features | None,
    near: NearDuplicates | None,
) -> DocumentMap:
    """Draw the averaged word vectors; without any, TF-IDF; of a feature table, the standardised features."""
    rows = np.sort(np.concatenate([split.train, split.test]))
    rows = rows[classes.codes[rows] >= 0]
    chosen = np.sort(rows[np.argsort(stable_hash(rows), kind="stable")[:DOTS]])
    if len(chosen) < FEWEST:
        raise Unavailable("there are fewer than three labelled rows to draw")
    if vectors is not None:
        whole = np.zeros((len(classes.codes), vectors.train.shape[1]), np.float64)
        whole[split.train], whole[split.test] = vectors.train, vectors.test
        places, shares, how = *principal(inner_products(whole[chosen])), "averaged word vectors"
    elif tokens is not None:
        counts = tokens.matrix()
        if not counts[split.train].nnz:
            raise Unavailable("there is no word in the training rows")
        places, shares, how = *principal(inner_products(tfidf(counts, split.train)[chosen])), "TF-IDF of words"
    elif features is not None:
        own = features.matrix[chosen]
        spread = own.std(axis=0)
        scaled = (own - own.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
        places, shares, how = *principal(inner_products(scaled)), "standardised features"
    else:
        raise Unavailable("there are neither texts nor features to draw")
    largest = np.argsort(-classes.counts, kind="stable")[:NAMED]
    group = np.full(classes.k, len(largest))
    group[largest] = np.arange(len(largest))
    tested, copied = np.isin(chosen, split.test), np.isin(chosen, copies(keys, near, split))
    dots = tuple(
        Dot(float(x), float(y), int(group[classes.codes[row]]), data.number(row), bool(test), bool(copy))
        for (x, y), row, test, copy in zip(places.tolist(), chosen.tolist(), tested, copied, strict=True)
    )
    return DocumentMap(dots, tuple(classes.names[code] for code in largest.tolist()), shares, len(rows), how)


def stable_hash(rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A hash of each row number that is the same everywhere: the finaliser of splitmix64 (Steele, Lea and Flood, 2014)."""
    mixed = rows.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def inner_products(rows: Points | csr_matrix) -> Points:
    """The inner products of all pairs of rows, shape (n, n), of a dense or a sparse matrix."""
    product = rows @ rows.T
    return np.asarray(product if isinstance(product, np.ndarray) else product.toarray(), np.float64)


def principal(products: Points) -> tuple[Points, tuple[float, float]]:
    """The first two principal components of rows given by their inner products, scaled to [0, 1] with one scale for both.

    Principal component analysis by the centred Gram matrix, which equals classical scaling (Gower, 1966). Also the shares of
    the variance along the two. Unavailable where all rows are the same.
    """
    centred = products - products.mean(axis=0) - products.mean(axis=1)[:, None] + products.mean()
    variances, axes = np.linalg.eigh((centred + centred.T) / 2)
    total = float(np.maximum(variances, 0).sum())
    if not np.isfinite(total) or total <= 1e-12 * max(1.0, float(np.abs(products).max(initial=0))):
        raise Unavailable("all rows are the same")
    two = axes[:, [-1, -2]] * np.sqrt(np.maximum(variances[[-1, -2]], 0))
    two *= np.where(
        np.take_along_axis(two, np.abs(two).argmax(axis=0)[None, :], 0) < 0, -1.0, 1.0
    )  # an axis has no sign of its own
    low, high = two.min(axis=0), two.max(axis=0)
    scaled = np.round(0.5 + (two - (low + high) / 2) / float((high - low).max()), 4) + 0.0
    first, second = (float(f"{max(0.0, share) / total:.4g}") for share in variances[[-1, -2]])
    return scaled, (first, second)


def copies(keys: Keys, near: NearDuplicates | None, split: Split) -> NDArray[np.int64]:
    """The test rows that stand among the training rows, too, letter by letter or almost."""
    seen = np.isin(keys.codes[split.test], keys.codes[split.train])
    if near is not None:
        seen |= twins(near, keys, split.train).rows[split.test] >= 0
    return split.test[seen]
