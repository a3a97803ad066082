import gzip
import pickle
import pickletools
from pathlib import Path

import pytest
from gensim.models import Word2Vec
from hypothesis import given
from hypothesis import strategies as st

from w2vcheck.embedding.loading import open_vectors
from w2vcheck.embedding.pickle_memo import highest_slot
from w2vcheck.errors import DataError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner) | st.frozensets(st.text()),
)


@given(VALUES, st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_the_highest_slot_is_what_pythons_own_listing_says(value: object, protocol: int) -> None:
    data = pickle.dumps([value, Path, value], protocol)
    puts = [int(argument) for op, argument, _ in pickletools.genops(data) if "PUT" in op.name and argument is not None]

    assert highest_slot(data) == max(puts, default=0)


@given(st.binary(max_size=300))
def test_any_bytes_come_to_an_end(data: bytes) -> None:
    assert highest_slot(b"\x80\x02" + data) >= 0


BOMBS = {"binary": b"r\xff\xff\xff\x3f", "text": b"p1073741823\n"}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("packed", [False, True])
def test_a_pickle_that_asks_for_gigabytes_is_refused(tmp_path: Path, bomb: bytes, packed: bool) -> None:  # noqa: FBT001 - a case
    """Reading this one would take 16 GB."""
    file = tmp_path / "model"
    data = b"\x80\x02]" + bomb + b"."
    file.write_bytes(gzip.compress(data) if packed else data)

    with pytest.raises(DataError, match="asks for more memory than it can use"):
        open_vectors(file, "model")


def test_a_sound_model_is_read_as_before(tmp_path: Path) -> None:
    model = Word2Vec([["cold", "soup"]] * 5, min_count=1, vector_size=3, workers=1)
    for protocol in (0, 2, 4):
        model.save(str(tmp_path / "model"), pickle_protocol=protocol)

        found = open_vectors(tmp_path / "model", "model").vectors

        assert set(found.words) == {"cold", "soup"}
