"""Which engine is taken, and what it is asked that it cannot do."""

import sys

import pytest
from hostile_tables import hostile, write

from w2vcheck import audit
from w2vcheck.data.engines.engine import NAMES, Choice, check, start
from w2vcheck.data.engines.reading import in_bytes
from w2vcheck.errors import ConfigError
from w2vcheck.settings import Settings, as_dict, override


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice("polars", memory=10**9), "expected an engine that can hold a --memory-limit, found --engine polars; choose"),
        (Choice("spark", memory=10**9), "found --engine spark; set it where the cluster is set up"),
        (Choice("dask", 10**9, "tcp://here:1"), "found --engine dask on a cluster of its own"),
        (Choice("duckdb", connect="spark://here:1"), "expected an engine that runs on a cluster for --connect, found"),
    ],
)
def test_an_engine_is_not_asked_for_what_it_cannot_do(choice: Choice, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check(choice)

    assert sentence.lower() in str(caught.value).lower()


@pytest.mark.usefixtures("folder")
def test_a_limit_is_refused_on_a_small_table_too() -> None:
    with pytest.raises(ConfigError, match="--memory-limit"):
        audit(write("data.csv", hostile(50)), memory_limit="4GB")


@pytest.mark.parametrize("name", NAMES[1:])
def test_an_engine_that_is_not_installed_is_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("duckdb", "pyspark", "pyspark.sql", "dask", "dask.dataframe"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"w2vcheck.data.engines.{name}_engine", raising=False)

    with pytest.raises(ConfigError, match=rf"expected the package of --engine {name}, found .*w2vcheck\[{name}\]|{name}"):
        start(Choice(name))


@pytest.mark.usefixtures("folder")
def test_duckdb_keeps_to_its_limit_or_says_that_it_cannot() -> None:
    path = write("data.csv", hostile(600))

    report = audit(path, engine="duckdb", memory_limit="500MB", ladder=False, options={"data.sample_rows": 100})
    assert report.subject.rows == 600
    with pytest.raises(ConfigError, match="Expected a --memory-limit that suffices"):
        audit(path, engine="duckdb", memory_limit="1MB", ladder=False, options={"data.sample_rows": 100})


@pytest.mark.parametrize(("size", "expected"), [("4GB", 4 * 10**9), ("500mb", 5 * 10**8), ("1.5KB", 1500), ("12B", 12)])
def test_sizes(size: str, expected: int) -> None:
    settings = override(Settings(), {"data.memory_limit": size})

    assert in_bytes(settings.data.memory_limit or "") == expected


@pytest.mark.parametrize("size", ["4", "GB", "four GB", "-4GB"])
def test_a_size_that_is_none_is_a_sentence(size: str) -> None:
    with pytest.raises(ConfigError, match='Expected a size such as "4GB" or "500MB"'):
        override(Settings(), {"data.memory_limit": size})


def test_the_report_does_not_tell_the_engine() -> None:
    settings = override(Settings(), {"data.engine": "duckdb", "data.memory_limit": "4GB", "data.sample_rows": 5})

    assert as_dict(settings)["data"] == {"sample_rows": 5}
