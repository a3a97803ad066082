"""What has been trained already, by what it was made from: experiments that share a training pay for it once."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fits:
    """Finished trainings of one audit. A key names everything that the result depends on."""

    done: dict[tuple[Hashable, ...], object] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def once(self, key: tuple[Hashable, ...], train: Callable[[], T]) -> T:
        """The result for this key, trained now if it has not been; two threads may both train, and get the same."""
        with self.lock:
            if key in self.done:
                return cast("T", self.done[key])
        result = train()
        with self.lock:
            return cast("T", self.done.setdefault(key, result))


def of_arrays(*arrays: NDArray[Any]) -> str:
    """A digest of the content, shapes and types of arrays."""
    digest = blake2b(digest_size=16)
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def of_sentences(sentences: Iterable[list[str]]) -> str:
    """A digest of texts as lists of words."""
    digest = blake2b(digest_size=16)
    for sentence in sentences:
        digest.update("\x1f".join(sentence).encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()


@provider("")
def fits() -> Fits:
    """None yet."""
    return Fits()
