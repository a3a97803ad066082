"""Vectors of whole documents, out of a file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.embedding.loading import VectorFile


@dataclass(frozen=True, slots=True)
class DocumentVectors:
    """One vector a document: `matrix` has shape (documents, d), float32; row i belongs to the document `names[i]`.

    `form` says what they were read from.
    """

    names: tuple[str, ...]
    matrix: NDArray[np.float32]
    form: str


@provider("reading the file of vectors")
def document_vectors(file: VectorFile) -> DocumentVectors:
    """Those of the configured file; unavailable where it holds none."""
    if file.documents is None:
        raise Unavailable(f"{file.name} holds no vectors of documents")
    return DocumentVectors(file.documents.words, file.documents.matrix, file.documents.form)
