import numpy as np

from w2vcheck.artefacts import Store
from w2vcheck.fits import Fits, of_arrays, of_sentences


def test_a_training_is_done_once_for_a_key() -> None:
    fits, done = Fits(), []

    def train() -> str:
        done.append(1)
        return "model"

    assert [fits.once(("a", 1), train), fits.once(("a", 1), train), fits.once(("a", 2), train)] == ["model"] * 3
    assert len(done) == 2


def test_an_audit_begins_without_fits() -> None:
    assert Store({}).get(Fits).done == {}


def test_digests_tell_content_shape_and_type_apart() -> None:
    numbers = np.arange(6, dtype=np.float32)
    digests = {
        of_arrays(numbers),
        of_arrays(numbers.reshape(2, 3)),
        of_arrays(numbers.astype(np.float64)),
        of_arrays(numbers[::-1]),
        of_arrays(numbers, numbers),
    }

    assert len(digests) == 5
    assert of_arrays(np.arange(12, dtype=np.float32)[::2]) == of_arrays(np.array([0, 2, 4, 6, 8, 10], np.float32))


def test_digests_of_sentences_tell_words_and_texts_apart() -> None:
    assert len({of_sentences([["a", "b"]]), of_sentences([["a"], ["b"]]), of_sentences([["ab"]]), of_sentences([])}) == 4
    assert of_sentences([["\ud800"]]) == of_sentences([["\ud800"]])
