"""The classifiers of the reference pipeline and of configured experiments that scikit-learn has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Dense = NDArray[np.float32] | NDArray[np.float64]
Codes = NDArray[np.int32]


def logistic_on_vectors(train: Dense, labels: Codes, test: Dense) -> Codes:
    """Standardise on the training rows, then multinomial logistic regression (L2, C = 1, L-BFGS).

    Standardising matters: barely trained vectors are about 0.001 wide and would be regularised away.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return _predict(make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)), train, labels, test)


def tfidf(counts: csr_matrix, rows: NDArray[np.int64]) -> csr_matrix:
    """TF-IDF as scikit-learn reckons it (smoothed idf from `rows` alone, rows of unit length), over the words of `rows`."""
    from sklearn.feature_extraction.text import TfidfTransformer

    seen = np.flatnonzero(np.bincount(counts[rows].indices, minlength=counts.shape[1]))
    kept = counts[:, seen]
    weighted: csr_matrix = TfidfTransformer().fit(kept[rows]).transform(kept).tocsr()
    return weighted


def logistic_on_words(train: csr_matrix, labels: Codes, test: csr_matrix) -> Codes:
    """One-vs-rest logistic regression (L2, C = 10, liblinear's trust-region Newton) on TF-IDF.

    Chosen by measurement: on 24,000 short texts in 13 classes it takes 1.2 s of CPU where multinomial L-BFGS takes 15.7 s, and
    scores the same or better on every corpus tried.
    """
    return _predict(_on_words(), train, labels, test)


def probabilities_on_words(train: csr_matrix, labels: Codes, test: csr_matrix, k: int) -> NDArray[np.float64]:
    """The probabilities of the same model, shape (test rows, k), scaled to a sum of 1; 0 for classes that `labels` lack."""
    model = _on_words().fit(train, labels)
    shares = np.zeros((test.shape[0], k))
    shares[:, model.classes_] = model.predict_proba(test)
    return shares


def _on_words() -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    return OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear", max_iter=1000, random_state=0))


def configured(kind: str, class_weight: str | None, train: Dense, labels: Codes, test: Dense) -> Codes:
    """scikit-learn's classifier of this kind at its defaults, on the features as they are."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import GaussianNB
    from sklearn.svm import LinearSVC

    models: dict[str, Any] = {
        "logistic-regression": LogisticRegression(class_weight=class_weight),
        "linear-svm": LinearSVC(class_weight=class_weight, random_state=0),
        "naive-bayes": GaussianNB(),
    }
    return _predict(models[kind], train, labels, test)


def _predict(model: Any, train: Any, labels: Codes, test: Any) -> Codes:
    predicted: Codes = model.fit(train, labels).predict(test).astype(np.int32)
    return predicted
