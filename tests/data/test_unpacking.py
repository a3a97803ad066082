import gzip
from pathlib import Path

import pytest

from w2vcheck.data import unpacking
from w2vcheck.data.files import load
from w2vcheck.embedding.loading import open_vectors
from w2vcheck.errors import DataError


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bombs of kilobytes instead of gigabytes."""
    monkeypatch.setattr(unpacking, "LARGE", 1 << 20)
    monkeypatch.setattr(unpacking, "_BLOCK", 1 << 16)


@pytest.mark.parametrize("ending", ["csv.gz", "jsonl.gz"])
def test_a_table_that_swells_is_refused_before_it_is_unpacked(tmp_path: Path, ending: str) -> None:
    line = b'{"text": "cold soup", "label": 1}\n' if "json" in ending else b"cold soup,food\n"
    file = tmp_path / f"data.{ending}"
    file.write_bytes(gzip.compress(line * 2_000_000))

    with pytest.raises(DataError, match="that unpacks to more than 200 times as many; unpack it"):
        load(str(file))


def test_vectors_that_swell_are_refused(tmp_path: Path) -> None:
    (tmp_path / "vectors.txt.gz").write_bytes(gzip.compress(b"word 0 0 0\n" * 2_000_000))

    with pytest.raises(DataError, match="unpacks to more than 200 times"):
        open_vectors(tmp_path / "vectors.txt.gz", "vectors")


def test_large_files_and_small_ones_that_swell_are_read(tmp_path: Path) -> None:
    """Texts pack to a third or a tenth; a small table of one repeated row to a hundredth."""
    varied = b"text,label\n" + b"".join(b"soup number %d was cold,%d\n" % (row * 7919, row % 2) for row in range(60_000))
    repeated = b"text,label\n" + b"cold soup,food\n" * 50_000
    for name, content in (("varied", varied), ("repeated", repeated)):
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(content))

        assert load(str(tmp_path / f"{name}.csv.gz")).data == content
    assert len(varied) > 1 << 20 > len(repeated)
